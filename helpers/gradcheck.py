"""Compare a gradient derived by hand with finite differences of the function itself.

The function is always evaluated on float64 copies of `x`: `x` itself is never touched, and float32 input
does not drown the difference in rounding. At a kink (ReLU at 0) a central difference is no derivative.
"""

import numpy as np

from helpers.validation import array, generator, number

ROUNDING = 1e-15
"""Rounding error granted to one evaluation of f, relative to max(1, |f|): a few units in the last place."""


def numerical_gradient(f, x, eps=1e-6):
    """Return the central differences (f(x + h) - f(x - h)) / 2h of the scalar function `f`, of `x`'s shape.

    The step h is eps * max(1, |x_i|) for the entry x_i; 2 * x.size evaluations, so for small `x` only.

    Raises
    ------
    TypeError
        If `f` does not return one number.
    ValueError
        If `x` or a value of `f` is not finite, or eps is not positive.
    """
    x = np.array(array("x", x, finite=True), dtype=np.float64)
    eps = number("eps", eps, above=0, below=np.inf)
    grad = np.empty_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        h = eps * max(1.0, abs(x[i]))
        up[i] += h
        down[i] -= h
        step = up[i] - down[i]  # what was really stepped, after rounding
        grad[i] = (_value(f, up) - _value(f, down)) / step
    return grad


def directional_check(f, x, grad, rng, eps=1e-6):
    """Return the relative error of `grad` along one random direction v, at the price of two evaluations.

    Compares <grad, v> with (f(x + eps v) - f(x - eps v)) / 2 eps, v standard normal, relative to the larger
    of the difference quotient and the norm of `grad`. A gap that rounding in f explains counts as no error
    (up to 1e-9 max(1, |f|) with the default eps): scale f where its gradient is that small. A `grad` that is
    not finite has an infinite error.

    Raises
    ------
    TypeError
        If `f` does not return one number, or `rng` is no ``numpy.random.Generator``.
    ValueError
        If `x` or a value of `f` is not finite, `grad` has another shape than `x`, or eps is not positive.
    """
    x, grad = _same_shape(x, grad)
    eps = number("eps", eps, above=0, below=np.inf)
    generator(rng)
    if not np.isfinite(grad).all():
        return np.inf
    v = rng.standard_normal(x.shape)
    up, down = _value(f, x + eps * v), _value(f, x - eps * v)
    numeric = (up - down) / (2 * eps)
    rounding = ROUNDING * max(1.0, abs(up), abs(down)) / eps
    return _relative_error(float(np.sum(grad * v)), numeric, float(np.linalg.norm(grad)), rounding)


def check_gradient(f, x, grad, rng, tol=1e-6):
    """Raise ``AssertionError`` unless `grad` is the gradient of the scalar function `f` at `x`.

    One directional check decides; only where it fails is the worst entry searched and named.

    Raises
    ------
    AssertionError
        With the place, the expected and the obtained value.
    TypeError, ValueError
        As `directional_check`.
    """
    tol = number("tol", tol, above=0, below=np.inf)
    error = directional_check(f, x, grad, rng)
    if error <= tol:
        return
    x, grad = _same_shape(x, grad)
    expected = numerical_gradient(f, x)
    gap = np.where(np.isfinite(grad), np.abs(grad - expected), np.inf)
    i = np.unravel_index(np.argmax(gap), gap.shape)
    place = f"grad[{', '.join(map(str, i))}]" if i else "grad"
    raise AssertionError(
        f"{place}: expected {expected[i]:.9g} (central difference), obtained {grad[i]:.9g}; "
        f"relative error along a random direction {error:.2g}, allowed {tol:.2g}"
    )


def _relative_error(analytic, numeric, norm, rounding):
    gap = abs(analytic - numeric)
    if gap <= rounding:
        return 0.0
    return gap / max(abs(numeric), norm)


def _same_shape(x, grad):
    x = np.array(array("x", x, finite=True), dtype=np.float64)
    grad = np.array(array("grad", grad), dtype=np.float64)
    if grad.shape != x.shape:
        raise ValueError(f"grad has shape {grad.shape}: expected {x.shape}, the shape of x")
    return x, grad


def _value(f, x):
    value = f(x)
    if isinstance(value, (tuple, list)) or np.ndim(value) or np.asarray(value).dtype.kind not in "fiu":
        raise TypeError(f"f returned {type(value).__name__}, {value!r}: expected one number")
    if not np.isfinite(value):
        raise ValueError(f"f returned {value}: expected a finite number")
    return float(value)
