"""Question 23: the curvature of largest absolute value, from gradients alone.

Left to the reader and not tested: what happens with a start of length 0, and which sign the vector has.
"""

import numpy as np

from helpers.exercises._expect import expect, fail, quietly

ASKS = "top_eigenvalue(grad, w, v, steps) -> (eigenvalue, vector)"
STATEMENT = (
    "Find the eigenvalue of largest absolute value of the Hessian at w. Normalise v; then `steps` times multiply it by "
    "the Hessian, by central differences of grad, and normalise; return v·Hv and v. Where Hv = 0, v stays."
)
HINTS = (
    "Hv is how fast the gradient changes along v: (grad(w + h v) - grad(w - h v)) / 2h with a small h, for a v of "
    "length 1. Two gradients a product, and no matrix.",
    "A weight of 1e8 has neighbours 1.5e-8 away, so a fixed h drowns in rounding: make h 1e-5 times the norm of w, "
    "but not below 1e-5. And divide by the length of Hv only if it is not 0.",
    "The length of Hv is never negative, eigenvalues can be: after the loop multiply once more and take v @ Hv. "
    "That makes 2 * (steps + 1) gradients in all.",
)

TILTED = np.array([[2.0, 1.0], [1.0, 2.0]])


def tilted(w):
    """Return [[2, 1], [1, 2]] @ w."""
    return TILTED @ w


def faint(w):
    """Return 1e-10 * [[2, 1], [1, 2]] @ w."""
    return 1e-10 * tilted(w)


def bent_down(w):
    """Return [1, -5, 2] * w."""
    return np.array([1.0, -5.0, 2.0]) * w


def cubic(w):
    """Return w**3 / 3."""
    return w**3 / 3


def straight(w):
    """Return [1, 2, 3], whatever w."""
    return np.array([1.0, 2.0, 3.0]) + 0 * w


def _near(value, vector, expected_value, expected_vector, means, rtol=1e-5, lookalikes=None):
    """Compare with an eigenpair; the vector may have either sign."""
    expect(value, float(expected_value), means, "eigenvalue", rtol=rtol, atol=1e-7, lookalikes=lookalikes)
    expected = np.asarray(expected_vector, dtype=float)
    unit = isinstance(vector, np.ndarray) and vector.shape == expected.shape
    if unit and np.dot(vector, expected) < 0:
        expected = -expected
    unit = unit and np.linalg.norm(vector) > 0
    long = {"The vector is not of length 1.": expected * np.linalg.norm(vector)} if unit else {}
    expect(vector, expected, means, "vector", rtol=1e-3, atol=1e-3, lookalikes=long)


def by_hand(top_eigenvalue):
    """Find 3 along (1, 1) for the Hessian [[2, 1], [1, 2]]."""
    value, vector = top_eigenvalue(tilted, np.array([2.0, 0.0]), np.array([1.0, 0.0]), steps=20)
    lookalikes = {
        "This is the square: the square root, or one product too many?": 9.0,
        "Twice the curvature: divide by 2h; or v was not normalised to length 1.": 6.0,
        "Half the curvature: a difference from w itself is divided by h, one from w - h v by 2h.": 1.5,
        "This is the smallest eigenvalue.": 1.0,
    }
    means = "Multiply by H and normalise, again and again; v turns towards (1, 1)."
    _near(value, vector, 3.0, np.ones(2) / np.sqrt(2), means, lookalikes=lookalikes)


def after_each_step(top_eigenvalue):
    """Return v·Hv for the v of the last step, converged or not."""
    for steps, vector in ((0, np.array([1.0, 0.0])), (1, np.array([2.0, 1.0])), (2, np.array([5.0, 4.0]))):
        v = vector / np.linalg.norm(vector)
        value, found = top_eigenvalue(tilted, np.zeros(2), np.array([1.0, 0.0]), steps=steps)
        lookalikes = {"This is the length of Hv; v·Hv is asked for.": np.linalg.norm(TILTED @ v)}
        if steps:
            before = np.linalg.matrix_power(TILTED, steps - 1) @ np.array([1.0, 0.0])
            early = before @ TILTED @ before / (before @ before)
            lookalikes["This is v·Hv before the last step: multiply once more after the loop."] = early
        means = "After `steps` products v is H^steps v, normalised; w = 0 needs a step h, too."
        _near(value, found, v @ TILTED @ v, v, means, lookalikes=lookalikes)


def keeps_the_sign(top_eigenvalue):
    """Return -5 where the curvatures are 1, -5 and 2."""
    value, vector = top_eigenvalue(bent_down, np.zeros(3), np.ones(3), steps=30)
    lookalikes = {
        "The length of Hv has no sign: return v·Hv.": 5.0,
        "The largest is asked for in absolute value.": 2.0,
    }
    _near(value, vector, -5.0, [0, 1, 0], "v·Hv with the last v has the sign.", lookalikes=lookalikes)


def at_this_point(top_eigenvalue):
    """Take the Hessian at w, here diag(w²), and not somewhere else."""
    value, vector = top_eigenvalue(cubic, np.array([1.0, 2.0, -4.0]), np.ones(3), steps=20)
    means = "The Hessian here is diag(w²), by differences around w. Nearly right: too large a step, or a one-sided one."
    lookalikes = {"This is the Hessian at 0.": 0.0, "This is the gradient's entry, not its change.": -64 / 3}
    _near(value, vector, 16.0, [0, 0, 1], means, lookalikes=lookalikes)


def any_length_of_start(top_eigenvalue):
    """Give the same for a start of any length."""
    w, v = np.array([1.0, 2.0, -4.0]), np.array([1.0, 4.0, 16.0]) / np.sqrt(273)
    for length in (1e-6, 1e6):
        value, vector = top_eigenvalue(cubic, w, length * np.ones(3), steps=1)
        means = "The step h v must be small whatever the length of v: normalise v before the first product."
        _near(value, vector, v**2 @ w**2, v, means)


def huge_weights(top_eigenvalue):
    """Stay exact where a weight is 100 million."""
    value, vector = top_eigenvalue(tilted, np.array([1e8, 1.0]), np.array([1.0, 0.0]), steps=20)
    means = "w + h v rounds to multiples of 1.5e-8 here: let h grow with the norm of w."
    _near(value, vector, 3.0, np.ones(2) / np.sqrt(2), means)


def flat_function(top_eigenvalue):
    """Return 0, and no nan, where the Hessian is 0."""
    means = "Hv = 0 has no direction: keep v, as it is, instead of dividing by its length."
    value, vector = quietly(means, top_eigenvalue, straight, np.ones(3), np.array([0.0, 3.0, 4.0]), steps=3)
    _near(value, vector, 0.0, [0, 0.6, 0.8], means)


def tiny_curvature(top_eigenvalue):
    """Turn towards (1, 1) where the Hessian is 1e-10 times [[2, 1], [1, 2]]."""
    means = "Only Hv = 0 has no direction; a tiny Hv has one, so no threshold is needed."
    value, vector = top_eigenvalue(faint, np.zeros(2), np.array([1.0, 0.0]), steps=20)
    _near(value, vector, 3e-10, np.ones(2) / np.sqrt(2), means)


def few_gradients(top_eigenvalue):
    """Take at most 2 * (steps + 1) gradients."""
    calls = 0

    def counted(w):
        """Return 1, 2, ..., 40 times w."""
        nonlocal calls
        calls += 1
        return np.arange(1.0, 41.0) * w

    top_eigenvalue(counted, np.zeros(40), np.ones(40), steps=5)
    if calls > 12:
        means = (
            "Two gradients for each product, one product a step and one at the end; no column of H is needed."
        )
        fail("at most 12 calls of grad", f"{calls} calls", means)


TESTS = (
    by_hand,
    after_each_step,
    keeps_the_sign,
    at_this_point,
    any_length_of_start,
    huge_weights,
    flat_function,
    tiny_curvature,
    few_gradients,
)
