"""What a test may say about a result: it equals this, it raises that, it comes without a warning."""

import types
import warnings

import numpy as np

from helpers.exercises._words import show
from helpers.gradcheck import directional_check


class Mismatch(AssertionError):
    """A test found a mistake: what it expected, what it obtained, what that usually means."""

    def __init__(self, expected, obtained, meaning):
        super().__init__(f"expected {expected}, obtained {obtained}: {meaning}")
        self.expected, self.obtained, self.meaning = expected, obtained, meaning


def fail(expected, obtained, means):
    """Raise `Mismatch` from what was expected and obtained, both in words."""
    raise Mismatch(expected, obtained, means)


def expect(obtained, expected, means, what="", rtol=1e-9, atol=1e-12, lookalikes=None):
    """Raise `Mismatch` unless `obtained` has the kind, shape, dtype and values of `expected`.

    Parameters
    ----------
    obtained : object
        What the reader's function returned, or a part of it; nonsense is welcome.
    expected : array, number or str
        The truth, from a source that is independent of this package.
    means : str
        What a wrong value usually means.
    what : str
        Names the part that is compared, such as "dlogits".
    rtol, atol : float
        As in `numpy.isclose`; the defaults allow for a different order of the operations in float64.
    lookalikes : dict of str to array, optional
        Values that known mistakes give: the meaning of the one that equals `obtained` replaces `means`.
    """
    if isinstance(expected, str):
        right, meaning = isinstance(obtained, str) and obtained == expected, means
    else:
        expected = np.asarray(expected)
        meaning = _kind(obtained, expected)
        right = not meaning and _same(obtained, expected, rtol, atol) and not _dtype(obtained, expected)
    if right:
        return
    if not meaning or isinstance(expected, str):
        meaning = _lookalike(obtained, expected, lookalikes or {}, rtol, atol) or _numbers(
            obtained, expected, means
        )
    raise Mismatch(*_side_by_side(expected, obtained, what), meaning)


def expect_raises(error, means, function, *args, **kwargs):
    """Raise `Mismatch` unless the call raises `error`."""
    try:
        result = function(*args, **kwargs)
    except error:
        return
    fail(f"a {error.__name__}", show(result), means)


def expect_gradient(f, x, grad, means, tol=1e-6):
    """Raise `Mismatch` unless `grad` is the gradient of the scalar function `f` at `x`, by differences."""
    error = directional_check(f, x, grad, np.random.default_rng(0))
    if not error < tol:
        fail(f"a relative error of the slope below {tol:g}", f"{error:.1g}", means)


def quietly(means, function, *args, **kwargs):
    """Return the result of a call, or raise `Mismatch` if it warned, for instance of an overflow."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = function(*args, **kwargs)
    if caught:
        fail("no warning", f"{caught[0].category.__name__}: {caught[0].message}", means)
    return result


def _kind(obtained, expected):
    """Return what it means that `obtained` is no array, or no number, of real numbers; "" if it is."""
    if obtained is None:
        return "None came back: on this way through your function a value, or its `return`, is missing."
    if isinstance(obtained, types.GeneratorType):
        return "`yield` makes a generator; `return` the result instead."
    if isinstance(obtained, (list, tuple)):
        return f"A Python {type(obtained).__name__} came back: make it an array with np.array(...)."
    if callable(obtained):
        return "A function came back, not its value: call it."
    if not isinstance(obtained, (np.ndarray, np.generic, int, float, complex)):
        wanted = "a NumPy array" if expected.ndim else "a number"
        return f"A value of type {type(obtained).__name__} came back where {wanted} is expected."
    kind = np.asarray(obtained).dtype.kind
    if kind == "c":
        return "The result is complex: the logarithm or root of something negative, or an FFT?"
    if kind not in "iuf":
        return f"The result holds {np.asarray(obtained).dtype}, not real numbers."
    return ""


def _same(obtained, expected, rtol, atol):
    obtained = np.asarray(obtained)
    if obtained.shape != np.shape(expected):
        return False
    return bool(np.allclose(obtained, expected, rtol=rtol, atol=atol, equal_nan=True))


def _dtype(obtained, expected):
    """Return what it means that an array has another dtype than expected; "" if it has not."""
    got, wanted = np.asarray(obtained).dtype, expected.dtype
    if not expected.ndim or expected.dtype.kind != "f" or got == wanted:
        return ""
    if got.kind in "iu":
        return "The result has whole numbers only: np.empty_like or zeros_like of whole numbers cuts off decimals."
    if got.itemsize < wanted.itemsize:
        return f"The result is {got}: digits were lost, the input is {wanted}."
    return f"The result is {got} though the input is {wanted}: an astype, or an array made without dtype=."


def _lookalike(obtained, expected, lookalikes, rtol, atol):
    if isinstance(expected, str):
        return lookalikes.get(obtained, "") if isinstance(obtained, str) else ""
    for meaning, value in lookalikes.items():
        if _same(obtained, np.asarray(value), rtol, atol):
            return meaning
    turned = np.any(expected) and _same(obtained, -expected, rtol, atol)
    return "The sign is the wrong way round." if turned else ""


def _numbers(obtained, expected, means):
    """Return what a wrong shape, dtype or value means; `means` is the word of the test itself."""
    if isinstance(expected, str):
        return means
    if np.shape(obtained) != expected.shape:
        return f"The shape is {np.shape(obtained)}, not {expected.shape}. {means}"
    if wrong := _dtype(obtained, expected):
        return wrong
    if np.isnan(obtained).any() and not np.isnan(expected).any():
        return f"nan comes from inf - inf, inf / inf or 0 * inf. {means}"
    if _same(obtained, expected, rtol=1e-6, atol=1e-8):
        return f"Nearly right: something rounded, a lower precision inside, a small constant added? {means}"
    return means


def _side_by_side(expected, obtained, what):
    """Return both values as text, with as many digits as it takes to tell them apart."""
    texts = [show(expected), show(obtained)]
    if texts[0] == texts[1]:
        texts = [show(expected, 17), show(obtained, 17)]
    if texts[0] == texts[1] and isinstance(obtained, (np.ndarray, np.generic)):
        texts = [
            f"{text} ({np.asarray(x).dtype})" for text, x in zip(texts, (expected, obtained), strict=True)
        ]
    expected_text, obtained_text = (f"{what} = {text}" if what else text for text in texts)
    return expected_text, obtained_text + _furthest(expected, obtained)


def _furthest(expected, obtained):
    """Return the place of the largest difference, where an array is too long to look for it."""
    if not isinstance(obtained, np.ndarray) or obtained.shape != np.shape(expected) or obtained.size < 5:
        return ""
    if obtained.dtype.kind not in "iuf":
        return ""
    with np.errstate(invalid="ignore"):  # inf - inf, where both are inf and so equal
        gap = np.where(obtained == expected, 0, np.abs(obtained - expected))
    i = np.unravel_index(np.argmax(gap), gap.shape)
    return f"\nlargest difference {gap[i]:.2g} at [{', '.join(map(str, i))}]"
