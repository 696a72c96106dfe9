"""Clear errors for bad input: each names the argument, its value and what was expected."""

import math
import numbers

import numpy as np


def require(ok, name, value, expected):
    """Raise ``ValueError`` naming the argument, its value and the expectation unless `ok` is true."""
    if not ok:
        raise ValueError(f"{name}={value!r}: expected {expected}")


def number(name, value, *, low=-math.inf, high=math.inf, above=-math.inf, below=math.inf, integer=False):
    """Return `value` as a Python number inside its bounds, so that float32 arrays stay float32.

    `low` and `high` are allowed values, `above` and `below` are not.

    Raises
    ------
    TypeError
        If `value` is not a real number, or not a whole one where `integer` is set.
    ValueError
        If it is NaN or out of bounds.
    """
    kind = numbers.Integral if integer else numbers.Real
    if not isinstance(value, kind) or isinstance(value, (bool, np.bool_)):
        wanted = "a whole number" if integer else "a number"
        raise TypeError(f"{name}={value!r}: expected {wanted}, got {type(value).__name__}")
    if not (low <= value <= high and above < value < below):
        raise ValueError(f"{name}={value!r}: expected {_interval(low, high, above, below)}")
    return int(value) if integer else float(value)


def _interval(low, high, above, below):
    parts = []
    if low > -math.inf or above > -math.inf:
        parts.append(f">= {low:g}" if low > above else f"> {above:g}")
    if high < math.inf or below < math.inf:
        parts.append(f"<= {high:g}" if high < below else f"< {below:g}")
    return "a number " + " and ".join(parts) if parts else "a finite number"


def choice(name, value, choices):
    """Return `value` if it is one of `choices`, else raise ``ValueError`` listing them."""
    names = list(choices)
    require(value in names, name, value, "one of " + ", ".join(repr(c) for c in names))
    return value


def array(name, x, ndim=None, finite=False):
    """Return `x` as a floating array (float32 and float64 kept), of `ndim` axes if given.

    Raises
    ------
    TypeError
        If `x` cannot be read as real numbers.
    ValueError
        If it has another number of axes, or a NaN or infinity where `finite` is set.
    """
    x = np.asarray(x)
    if x.dtype.kind in "biu":
        x = x.astype(np.float64)
    if x.dtype.kind != "f":
        raise TypeError(f"{name} has dtype {x.dtype}: expected real numbers")
    if ndim is not None and x.ndim != ndim:
        raise ValueError(f"{name} has shape {x.shape}: expected {ndim} axes")
    if finite and not np.isfinite(x).all():
        bad = np.argwhere(~np.isfinite(x))[0]
        place = ", ".join(map(str, bad))
        raise ValueError(f"{name}[{place}]={x[tuple(bad)]}: expected finite numbers only")
    return x


def labels(name, y, n, n_classes):
    """Return `y` as whole-number class labels of shape (n,) in [0, n_classes).

    Raises
    ------
    TypeError
        If `y` does not hold whole numbers.
    ValueError
        If its shape is not ``(n,)`` or a label is out of range.
    """
    y = np.asarray(y)
    if y.dtype.kind not in "iu":
        raise TypeError(f"{name} has dtype {y.dtype}: expected whole-number class labels")
    if y.shape != (n,):
        raise ValueError(f"{name} has shape {y.shape}: expected ({n},), one label a row")
    if n and (y.min() < 0 or y.max() >= n_classes):
        i = int(np.argmax((y < 0) | (y >= n_classes)))
        raise ValueError(f"{name}[{i}]={y[i]}: expected a label from 0 to {n_classes - 1}")
    return y
