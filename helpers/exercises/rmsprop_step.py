"""Question 24: one step of RMSProp for one array, plain or centred, with a state that is handed on.

The form of the state is left to the reader. Not tested is a run that changes between plain and centred.
"""

import numpy as np

from helpers.exercises._expect import expect, fail
from helpers.exercises._words import show

ASKS = "rmsprop_step(w, g, state, lr, rho, eps, centered) -> (w, state)"
STATEMENT = (
    "v = rho v + (1 - rho) g^2, then w - lr g / (sqrt(v) + eps). With centered true also m = rho m + (1 - rho) g, "
    "and sqrt(v - m^2) in place of sqrt(v). v and m start at 0 and are not corrected for it. state is None before "
    "the first step and later what you returned. Change nothing that was passed in."
)
HINTS = (
    "Unpack the state, or zeros of the shape of w if it is None. Make new arrays, as in v = rho * v + (1 - rho) * "
    "g**2; v *= rho would change the caller's state.",
    "The new v divides, not the old one: update first, then step. eps is added to the root, not under it.",
    "When g hardly changes, v - m**2 is a small difference of two equal numbers, and rounding may make it negative: "
    "np.maximum(v - m**2, 0) before the root.",
)


def _walk(rmsprop_step, w, gradients, lr=0.1, rho=0.9, eps=1e-12, centered=False, state=None):
    """Return w after one step for each of `gradients`, and the states."""
    states = []
    for g in gradients:
        w, state = rmsprop_step(w, g, state, lr, rho, eps, centered)
        if not isinstance(w, (np.ndarray, np.generic)):
            fail("the new weights, an array", show(w), "Return the new weights first, then the state.")
        states.append(state)
    return w, states


def _moved(gradients, lr=0.1, rho=0.9, eps=1e-12, centered=False):
    """Return the sum of all moves, each from weighted sums over the gradients so far."""
    gradients, total = np.asarray(gradients, dtype=float), 0.0
    for t in range(1, len(gradients) + 1):
        seen = gradients[:t]
        weights = (1 - rho) * rho ** np.arange(t)[::-1].reshape(-1, *[1] * (seen.ndim - 1))
        square = np.sum(weights * seen**2, axis=0) - centered * np.sum(weights * seen, axis=0) ** 2
        total = total - lr * seen[-1] / (np.sqrt(square) + eps)
    return total


STREAM = np.array([[1.0, 10.0], [-2.0, 10.0], [0.0, -10.0], [3.0, 9.0], [1.0, 0.1]])


def first_step(rmsprop_step):
    """Make a first step of length lr / sqrt(1 - rho), whatever the gradient."""
    w, g = np.array([1.0, 1.0, 1.0]), np.array([4.0, -0.5, 0.25])
    new = _walk(rmsprop_step, w, [g], rho=0.75)[0]
    sign = np.sign(g)
    lookalikes = {
        "This walks uphill: subtract.": w + 0.2 * sign,
        "v is corrected for its start at 0, or starts at g**2: here it starts at 0 and stays as it is.": w
        - 0.1 * sign,
        "rho and 1 - rho are swapped: the old v keeps the share rho.": w - 0.1 * sign / np.sqrt(0.75),
        "The factor 1 - rho is missing in front of g**2, or v starts at g**2.": w - 0.1 * sign,
        "The root is missing: divide by sqrt(v).": w - 0.1 / (0.25 * g),
        "This is a step along the gradient: divide by sqrt(v).": w - 0.1 * g,
        "One v for the whole array: each weight has its own.": w - 0.1 * g / np.sqrt(0.25 * np.mean(g**2)),
        "The norm of g in place of its squares: v belongs to each weight.": w
        - 0.1 * g / np.sqrt(0.25 * np.sum(g**2)),
    }
    means = "v is (1 - rho) * g**2 before it divides: the new v, not the old one, which is 0."
    expect(new, w - 0.2 * sign, means, "w", lookalikes=lookalikes)


def zero_gradient(rmsprop_step):
    """Stay where the gradient is 0, without nan."""
    w, zeros = np.array([1.0, -2.0]), np.zeros(2)
    for centered in (False, True):
        new = _walk(rmsprop_step, w, [zeros] * 3, eps=1e-8, centered=centered)[0]
        expect(new, w, "0 / 0 without eps? Something that is added to g or taken from w?", "w")


def remembers(rmsprop_step):
    """Remember: five steps as the weighted sum of all squares says."""
    new = _walk(rmsprop_step, np.zeros(2), STREAM, rho=0.8)[0]
    lookalikes = {
        "Nothing is remembered: return the new v, and read it from state.": -0.1
        * np.sign(STREAM).sum(axis=0)
        / np.sqrt(0.2),
        "v fades at a gradient of 0 too: do not skip that step.": np.array(
            [_moved(STREAM[[0, 1, 3, 4], 0], rho=0.8), _moved(STREAM[:, 1], rho=0.8)]
        ),
        "rho is not used: is 0.9 written into the function?": _moved(STREAM, rho=0.9),
        "rho is not used: is 0.99 written into the function?": _moved(STREAM, rho=0.99),
        "v is a sum, as in AdaGrad: the old v is multiplied by rho.": -0.1
        * (STREAM / np.sqrt(0.2 * np.cumsum(STREAM**2, axis=0))).sum(axis=0),
        "This is the centred version, though centered is False.": _moved(STREAM, rho=0.8, centered=True),
    }
    means = "The first step is right: is v = rho * v + (1 - rho) * g**2, with the v that was returned last?"
    expect(new, _moved(STREAM, rho=0.8), means, "w", lookalikes=lookalikes)


def eps_outside(rmsprop_step):
    """Add eps to the root, not under it."""
    g = np.array([6.0, -1.0])
    new = _walk(rmsprop_step, np.zeros(2), [g], rho=0.75, eps=1.0)[0]
    lookalikes = {
        "eps is under the root: sqrt(v) + eps, not sqrt(v + eps).": -0.1 * g / np.sqrt(0.25 * g**2 + 1),
        "eps is not used, or is another number.": -0.2 * np.sign(g),
    }
    means = "The denominator is sqrt(v) + eps."
    expect(new, -0.1 * g / (np.abs(g) / 2 + 1), means, "w", lookalikes=lookalikes)


def centred(rmsprop_step):
    """With centered, divide by the root of v - m^2."""
    new = _walk(rmsprop_step, np.zeros(2), STREAM, rho=0.8, eps=0.01, centered=True)[0]
    lookalikes = {
        "This is the plain rule, though centered is True.": _moved(STREAM, rho=0.8, eps=0.01),
        "One of the two means is corrected for its start, or m starts at g.": -0.1 * STREAM.sum(axis=0),
    }
    means = "m = rho * m + (1 - rho) * g with the same rho, the new m and the new v; the numerator stays g."
    expect(
        new, _moved(STREAM, rho=0.8, eps=0.01, centered=True), means, "w", rtol=1e-7, lookalikes=lookalikes
    )


def hardly_changes(rmsprop_step):
    """Return no nan where the gradient hardly changes and v - m^2 is nearly 0."""
    g = np.array([0.1, -0.3, 0.7, 3.3, -1e3])
    new = _walk(rmsprop_step, np.zeros(5), [g] * 90, rho=0.5, eps=1.0, centered=True)[0]
    decay = 0.5 ** np.arange(1, 91)[:, None]
    expected = -0.1 * (g / (np.sqrt(decay * (1 - decay)) * np.abs(g) + 1)).sum(axis=0)
    means = "Rounding makes v - m**2 a little less than 0: the root of that is nan. Keep it at 0 or above."
    expect(new, expected, means, "w", rtol=1e-5)


def any_shape(rmsprop_step):
    """Work on a matrix, each entry with its own v and m."""
    rng = np.random.default_rng(24)
    gradients = rng.normal(size=(4, 2, 3)) * [1e-3, 1, 1e3]
    for flag in (False, True):
        new = _walk(rmsprop_step, np.ones((2, 3)), gradients, rho=0.7, centered=flag)[0]
        means = "v and m have the shape of w."
        expect(new, 1 + _moved(gradients, rho=0.7, centered=flag), means, "w", rtol=1e-7)


def new_settings(rmsprop_step):
    """Take lr and rho of each call, as a schedule does."""
    w, g, state = np.zeros(2), np.array([2.0, -0.5]), None
    for lr, rho in ((0.1, 0.75), (0.01, 0.0)):
        w, state = rmsprop_step(w, g, state, lr, rho, 1e-12, False)
    lookalikes = {
        "lr was kept from the first call.": -0.3 * np.sign(g),
        "rho was kept from the first call.": -(0.2 + 0.01 / np.sqrt(7 / 16)) * np.sign(g),
    }
    means = "lr and rho belong to this call: neither is part of v."
    expect(w, -0.21 * np.sign(g), means, "w", lookalikes=lookalikes)


def runs_apart(rmsprop_step):
    """Keep two runs apart, and continue from an old state as it was."""
    one, ten = np.array([1.0]), np.array([-10.0])
    for flag in (False, True):
        alone, states = _walk(rmsprop_step, np.zeros(1), [one, ten, one], centered=flag)
        before_last, _ = _walk(rmsprop_step, np.zeros(1), [one, ten], centered=flag)
        _walk(rmsprop_step, np.zeros(1), [ten, ten, ten], centered=flag)
        again, _ = _walk(rmsprop_step, before_last, [one], state=states[1], centered=flag)
        means = "All that is remembered belongs into state: no global, no attribute, no default argument."
        expect(again, alone, means, "w")


def keeps_dtype(rmsprop_step):
    """Keep float32."""
    w, g = np.array([1.0, 2.0], dtype=np.float32), np.array([0.5, -3.0], dtype=np.float32)
    for flag in (False, True):
        new = _walk(rmsprop_step, w, [g, -g], rho=0.75, eps=1e-6, centered=flag)[0]
        expected = (w + _moved([g, -g], rho=0.75, eps=1e-6, centered=flag)).astype(np.float32)
        expect(new, expected, "Less exact than float32.", "w", rtol=1e-5)


TESTS = (
    first_step,
    zero_gradient,
    remembers,
    eps_outside,
    centred,
    hardly_changes,
    any_shape,
    new_settings,
    runs_apart,
    keeps_dtype,
)
