"""Question 14: compare a gradient, entry by entry, with central differences.

An absolute tolerance is left to the reader: no test has an entry that is 0 only up to rounding.
"""

import numpy as np
from scipy import special

from helpers.exercises._expect import expect, fail, quietly
from helpers.exercises._words import show

ASKS = "grad_check(f, grad, x, h=1e-5) -> (error, index)"
STATEMENT = (
    "Compare each entry a of grad(x) with the central difference n of f at x, step h: the relative error is "
    "|a - n| / max(|a|, |n|), 0 where both are 0, infinite where a is not finite. Return the largest one and "
    "its place, a tuple of whole numbers with as many entries as x has axes."
)
HINTS = (
    "Loop over np.ndindex(x.shape): it gives the place of each entry as a tuple, whatever the number of axes. "
    "Move one entry up and down by h, on copies, and leave all others alone.",
    "Work on np.array(x, dtype=np.float64), a copy: whole numbers cannot hold 1e-5, and in float32 the "
    "difference drowns in rounding. Adding h and subtracting it again does not restore the last bit.",
    "Before you divide, look at max(|a|, |n|): where it is 0 the error is 0. np.unravel_index turns the number "
    "that argmax gives into a place.",
)


def tilted(x):
    """Return the sum of x**3 / 3 + 2 * x."""
    return float(np.sum(x**3 / 3 + 2 * x))


def tilted_grad(x):
    """Return x**2 + 2."""
    return x**2 + 2


def wavy(x):
    """Return the sum of exp(x / 2) + x**2 * first entry."""
    return float(np.sum(np.exp(x / 2)) + np.sum(x**2) * x.flat[0])


def wavy_grad(x):
    """Return exp(x / 2) / 2 + 2 * x * first entry, the first entry plus the sum of x**2."""
    g = np.exp(x / 2) / 2 + 2 * x * x.flat[0]
    g.flat[0] += np.sum(x**2)
    return g


def last_squared(x):
    """Return the sum of (sum over the last axis)**2 / 2."""
    return float(np.sum(np.sum(x, axis=-1) ** 2) / 2)


def last_squared_grad(x):
    """Return the sum over the last axis, for each of its entries."""
    return np.sum(x, axis=-1, keepdims=True) + np.zeros_like(x)


def faint(x):
    """Return the sum of 1e-5 * x**2."""
    return float(1e-5 * np.sum(x**2))


def faint_grad(x):
    """Return 2e-5 * x."""
    return 2e-5 * x


def half_used(x):
    """Return the sum of x[1:]**2 / 2."""
    return float(np.sum(x[1:] ** 2) / 2)


def half_used_grad(x):
    """Return 0, x[1], x[2], ..."""
    return np.append(0.0, x[1:])


def ramp(x):
    """Return the sum of max(x, 0)."""
    return float(np.sum(np.maximum(x, 0)))


def ramp_grad(x):
    """Return 1.0 where x > 0, else 0.0."""
    return (x > 0).astype(np.float64)


def steep(x):
    """Return the sum of 1000 * softplus(20 * x)."""
    return float(1000 * np.sum(np.logaddexp(0, 20 * x)))


def steep_grad(x):
    """Return 20000 * sigmoid(20 * x)."""
    return 20000 * special.expit(20 * x)


def _changed(grad, place, factor, words):
    """Return `grad` with the entry at `place` multiplied by `factor`, described by `words`."""

    def wrong_grad(x):
        g = np.array(grad(x), dtype=np.float64)
        g[place] *= factor
        return g

    wrong_grad.__doc__ = f"Return {words}."
    return wrong_grad


def _place(index, expected, means):
    """Raise unless `index` is the tuple `expected`."""
    if not isinstance(index, tuple) or len(index) != len(expected):
        fail(f"index = {expected}", f"index = {show(index)}", "A tuple, one whole number for each axis of x.")
    whole = all(isinstance(i, (int, np.integer)) and not isinstance(i, bool) for i in index)
    if not whole or tuple(int(i) for i in index) != expected:
        fail(f"index = {expected}", f"index = {show(index)}", means)


def _small(error, means):
    """Raise unless `error` is a number from 0 to 1e-7."""
    expect(error, 0.0, means, "error", rtol=0, atol=1e-7)


def right_gradient(grad_check):
    """Pass a right gradient, with an error below 1e-7."""
    error, _ = grad_check(tilted, tilted_grad, np.array([1.0, -2.0, 0.5]))
    means = "One-sided differences are off by about h: use (f(x + h) - f(x - h)) / (2 h)."
    if isinstance(error, (float, np.floating)) and error > 0.1:
        means = "Is the difference divided by 2 h, and is only one entry moved at a time?"
    _small(error, means)


def wrong_entry(grad_check):
    """Find the one entry that is wrong, and say by how much."""
    x = np.array([1.0, -2.0, 0.5, 3.0])
    wrong = _changed(tilted_grad, (1,), -1.0, "x**2 + 2, the sign of entry 1 flipped")
    error, index = grad_check(tilted, wrong, x)
    lookalikes = {
        "This is the absolute error: divide by max(|a|, |n|).": 12.0,
        "This divides by |a| + |n|: divide by the larger of the two.": 1.0,
        "This is the mean over the entries: return the largest.": 0.5,
        "A signed error of +2 is needed: abs(a - n).": -2.0,
    }
    expect(
        error, 2.0, "|a - n| / max(|a|, |n|) with a = -6, n = 6.", "error", rtol=1e-6, lookalikes=lookalikes
    )
    _place(index, (1,), "The entry with the largest relative error is the second.")
    small = _changed(tilted_grad, (2,), 0.5, "x**2 + 2, entry 2 halved")
    error, index = grad_check(tilted, small, x)
    expect(error, 0.5, "a is half of n: the larger of the two is n.", "error", rtol=1e-6)
    _place(index, (2,), "The largest relative error, not the largest absolute one or the largest entry.")


def relative_not_absolute(grad_check):
    """Compare relative errors: a small entry that is wrong outweighs a large one that is nearly right."""
    x = np.array([0.0, 10.0])
    wrong = _changed(tilted_grad, (0,), 1.5, "x**2 + 2, entry 0 times 1.5")
    nearly = _changed(wrong, (1,), 1.05, "x**2 + 2, entry 0 times 1.5 and entry 1 times 1.05")
    error, index = grad_check(tilted, nearly, x)
    lookalikes = {"The error is taken where the absolute gap is largest.": 0.05 / 1.05}
    lookalikes |= {"Divide by max(|a|, |n|), the larger, not by |n|.": 0.5}
    expect(error, 1 / 3, "a = 3, n = 2 at entry 0.", "error", rtol=1e-6, lookalikes=lookalikes)
    _place(index, (0,), "The gap of entry 1 is larger in absolute terms only.")
    wrong = _changed(faint_grad, (1,), -1.0, "2e-5 * x, the sign of entry 1 flipped")
    means = "A gradient of 1e-5 can be wrong, too: only where both are exactly 0 the error is 0."
    error, index = grad_check(faint, wrong, np.array([2.0, -1.0]))
    expect(error, 2.0, means, "error", rtol=1e-2)
    _place(index, (1,), means)


def any_shape(grad_check):
    """Work for one, two and three axes."""
    for shape, place in (((5,), (3,)), ((2, 3), (1, 0)), ((2, 2, 3), (0, 1, 2))):
        x = np.linspace(0.2, 1.4, int(np.prod(shape))).reshape(shape)
        error, index = grad_check(wavy, wavy_grad, x)
        _small(error, "Are the other entries at x itself when one is moved?")
        wrong = _changed(wavy_grad, place, 1.25, f"the right gradient, entry {place} times 1.25")
        error, index = grad_check(wavy, wrong, x)
        expect(error, 0.2, "a is 1.25 n.", "error", rtol=1e-6)
        _place(index, place, "np.unravel_index(number, x.shape) turns a flat number into a place.")
        error, _ = grad_check(last_squared, last_squared_grad, x)
        _small(error, "f needs an array of the shape of x: this one sums over the last axis.")


def zero_against_zero(grad_check):
    """Count 0 against 0 as no error, without a warning."""
    means = "0 / 0 is nan: where |a| and |n| are both 0 the error is 0."
    error, _ = quietly(means, grad_check, half_used, half_used_grad, np.array([3.0, 1.0, -2.0]))
    _small(error, means)
    error, index = quietly(means, grad_check, half_used, np.zeros_like, np.array([3.0, 0.0, 0.0]))
    _small(error, means)
    if not isinstance(index, tuple) or len(index) != 1 or index[0] not in (0, 1, 2):
        fail(
            "index = (0,), or another entry",
            f"index = {show(index)}",
            "All errors are 0, and one is the largest.",
        )
    wrong = _changed(half_used_grad, (2,), 0.0, "0, x[1], 0")
    error, index = quietly(means, grad_check, half_used, wrong, np.array([3.0, 1.0, -2.0]))
    expect(error, 1.0, "a = 0 against n = -2 is an error of 1.", "error", rtol=1e-6)
    _place(index, (2,), "A gradient of 0 where the function slopes is a mistake, not a dead entry.")


def not_finite(grad_check):
    """Report a gradient that is not finite as an infinite error, at its place."""
    for value in (np.nan, np.inf, -np.inf):
        wrong = _changed(tilted_grad, (1,), value, f"x**2 + 2, entry 1 times {value}")
        error, index = grad_check(tilted, wrong, np.array([1.0, -2.0, 0.5]))
        means = "Every comparison with nan is False, and inf / inf is nan: ask np.isfinite first."
        expect(error, np.inf, means, "error")
        _place(index, (1,), means)


def other_dtypes(grad_check):
    """Check float32 and whole numbers in float64."""
    means = "Copy x as np.float64 first: float32 keeps 7 digits, whole numbers cannot move by 1e-5."
    for x in (np.array([1, -2, 3]), np.array([0.3, -1.1, 2.7], dtype=np.float32)):
        _small(grad_check(tilted, tilted_grad, x)[0], means)


def step_used(grad_check):
    """Use the step h, 1e-5 unless another is given."""
    x = np.array([2.0, -1.0])
    error, index = grad_check(tilted, tilted_grad, x, h=0.5)
    # for x**3 / 3 the central difference is x**2 + h**2 / 3
    lookalikes = {
        "`h` is not used.": 0.0,
        "This is the one-sided difference.": (0.5 + 1 / 12) / (3.5 + 1 / 12),
    }
    expect(
        error,
        1 / 37,
        "Is `h` used? With h = 0.5 this function has n = a + 1/12.",
        "error",
        rtol=1e-6,
        lookalikes=lookalikes,
    )
    _place(index, (1,), "1/12 weighs most against the smaller entry.")
    error, _ = grad_check(steep, steep_grad, np.array([0.0, 0.05]))
    _small(error, "This function bends on a scale of 1/20: the default step is 1e-5.")


def kink(grad_check):
    """Report the kink of a ReLU as a mismatch."""
    error, index = grad_check(ramp, ramp_grad, np.array([2.0, 0.0, -1.0]))
    lookalikes = {"A difference to one side hides the kink: use the central one.": 0.0}
    expect(error, 1.0, "At 0 the central difference is 1/2, the code says 0.", "error", lookalikes=lookalikes)
    _place(index, (1,), "The kink is at entry 1.")


TESTS = (
    right_gradient,
    wrong_entry,
    relative_not_absolute,
    any_shape,
    zero_against_zero,
    not_finite,
    other_dtypes,
    step_used,
    kink,
)
