"""Clear errors for bad input: each names the argument, its value and what was expected."""

import math
import numbers

import numpy as np


def require(ok, name, value, expected):
    """Raise ``ValueError`` naming the argument, its value and the expectation unless `ok` is true."""
    if not ok:
        raise ValueError(f"{name}={value!r}: expected {expected}")


def require_all(ok, name, x, expected):
    """Raise ``ValueError`` naming the first entry of the array `x` at which `ok` is false."""
    if not np.all(ok):
        i = tuple(np.argwhere(~np.asarray(ok))[0].tolist())
        place = f"{name}[{', '.join(map(str, i))}]" if i else name
        raise ValueError(f"{place}={x[i]}: expected {expected}")


def number(name, value, *, low=-math.inf, high=math.inf, above=-math.inf, below=math.inf, integer=False):
    """Return `value` as a Python number inside its bounds, so that float32 arrays stay float32.

    `low` and `high` are allowed values, `above` and `below` are not.

    Raises
    ------
    TypeError
        If `value` is not a real number, or not a whole one where `integer` is set.
    ValueError
        If it is NaN, infinite or out of bounds.
    """
    result = value
    if type(value) is not (int if integer else float):  # each optimizer step asks five times: be quick
        result = _python_number(name, value, integer)
    if not (low <= result <= high and above < result < below):
        raise ValueError(f"{name}={value!r}: expected {_interval(low, high, above, below)}")
    return result


def _python_number(name, value, integer):
    kind = numbers.Integral if integer else numbers.Real
    if not isinstance(value, kind) or isinstance(value, (bool, np.bool_)):
        wanted = "a whole number" if integer else "a number"
        raise TypeError(f"{name}={value!r}: expected {wanted}, got {type(value).__name__}")
    try:
        return int(value) if integer else float(value)
    except OverflowError:  # a whole number beyond the range
        return math.inf


def _interval(low, high, above, below):
    parts = []
    if low > -math.inf or above > -math.inf:
        parts.append(f">= {low:.12g}" if low > above else f"> {above:.12g}")
    if high < math.inf or below < math.inf:
        parts.append(f"<= {high:.12g}" if high < below else f"< {below:.12g}")
    return " ".join(["a finite number", " and ".join(parts)]).strip()


def choice(name, value, choices):
    """Return `value` if it is one of `choices`, else raise ``ValueError`` listing them."""
    names = list(choices)
    if value not in names:
        raise ValueError(f"{name}={value!r}: expected one of {', '.join(map(repr, names))}")
    return value


def generator(rng):
    """Return `rng` if it is a ``numpy.random.Generator``, else raise ``TypeError``."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng={rng!r}: expected a numpy.random.Generator")
    return rng


def as_array(name, x):
    """Return `x` as a NumPy array; a ragged list is a ``ValueError`` with the argument's name."""
    try:
        return np.asarray(x)
    except ValueError as error:
        raise ValueError(f"{name} cannot be read as an array: {error}") from None


def array(name, x, ndim=None, finite=False):
    """Return `x` as a floating array (float32 and float64 kept), of `ndim` axes if given.

    Raises
    ------
    TypeError
        If `x` does not hold real numbers.
    ValueError
        If it is ragged, has another number of axes, or a NaN or infinity where `finite` is set.
    """
    x = as_array(name, x)
    if x.dtype.kind in "biu":
        x = x.astype(np.float64)
    if x.dtype.kind != "f":
        raise TypeError(f"{name} has dtype {x.dtype}: expected real numbers")
    if ndim is not None and x.ndim != ndim:
        raise ValueError(f"{name} has shape {x.shape}: expected {ndim} axes")
    if finite:
        require_all(np.isfinite(x), name, x, "finite numbers only")
    return x


def same_shape(name, x, other):
    """Raise ``ValueError`` unless the arrays `x` and `other` have one shape, so that nothing is broadcast."""
    if x.shape != other.shape:
        raise ValueError(f"{name} has shape {x.shape}: expected {other.shape}")


def distribution(name, p, axis=-1):
    """Return `p` as a floating array whose slices along `axis` are probability distributions.

    A sum may differ from 1 by 1e-6, in float32 by 3.5e-4 (the square root of its precision).

    Raises
    ------
    TypeError
        If `p` does not hold real numbers.
    ValueError
        If an entry is negative or not finite, or a sum is not 1.
    """
    p = array(name, p, finite=True)
    if p.ndim == 0:
        raise ValueError(f"{name}={p}: expected an array of probabilities")
    require_all(p >= 0, name, p, "a probability, 0 or above")
    axis = number("axis", axis, low=-p.ndim, high=p.ndim - 1, integer=True)
    total = p.sum(axis=axis, dtype=np.float64)
    close = np.abs(total - 1) <= max(1e-6, math.sqrt(np.finfo(p.dtype).eps))
    require_all(close, f"sum of {name}", total, "probabilities that sum to 1")
    return p


def labels(name, y, n, n_classes):
    """Return `y` as whole-number class labels of shape (n,) in [0, n_classes).

    Raises
    ------
    TypeError
        If `y` does not hold whole numbers.
    ValueError
        If its shape is not ``(n,)`` or a label is out of range.
    """
    y = as_array(name, y)
    if y.dtype.kind not in "iu":
        raise TypeError(f"{name} has dtype {y.dtype}: expected whole-number class labels")
    if y.shape != (n,):
        raise ValueError(f"{name} has shape {y.shape}: expected ({n},), one label a row")
    if n and (y.min() < 0 or y.max() >= n_classes):
        require_all((y >= 0) & (y < n_classes), name, y, f"a label from 0 to {n_classes - 1}")
    return y
