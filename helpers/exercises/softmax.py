"""Question 7: softmax along any axis, for any logits, in the dtype of its input.

A row in which every logit is -inf has no softmax; what comes back for it is not tested.
"""

import numpy as np
from scipy import special

from helpers.exercises._expect import expect, expect_gradient

ASKS = "softmax(z, axis=-1) -> p"
STATEMENT = (
    "Turn logits z into probabilities along one axis, exp(z_i) / sum_j exp(z_j): for any number of axes, "
    "any finite logit and -inf, without nan; float32 stays float32, whole numbers give float64."
)
HINTS = (
    "Adding a constant to all logits of a row changes nothing, because it cancels in the fraction. "
    "Which constant keeps every exponential at 1 or below, however large the logits are?",
    "Three lines: shift z so that the largest logit along the axis is 0, take the exponential, divide by its "
    "sum along the axis. In (2, 3) with axis=-1 both the maximum and the sum must have shape (2, 1).",
    "The maximum of each row, kept as a column: z.max(axis=axis, keepdims=True). The sum needs the same two "
    "arguments.",
)


def three_logits(softmax):
    """Turn the logarithms of 1, 2 and 5 into 1/8, 2/8 and 5/8."""
    z = np.log([1.0, 2.0, 5.0])
    lookalikes = {
        "These are the exponentials: divide them by their sum.": np.exp(z),
        "This is z / sum(z): the exponentials are missing.": z / z.sum(),
        "This is the sigmoid of each logit alone; in a softmax the logits compete.": special.expit(z),
        "This is the logarithm of the softmax.": special.log_softmax(z),
    }
    expect(softmax(z), [1 / 8, 2 / 8, 5 / 8], "exp(z_i) over the sum of all exp(z_j).", lookalikes=lookalikes)


def any_axis(softmax):
    """Work along the axis asked for, the last one by default."""
    z = np.array([[0.0, 1.0, 2.0], [3.0, 1.0, 0.0]])
    everything = {"One sum for the whole array: pass axis on to the sum.": special.softmax(z)}
    along_0, along_1 = special.softmax(z, axis=0), special.softmax(z, axis=1)
    means = "The maximum or the sum runs along a wrong axis, or lacks keepdims=True."
    expect(softmax(z), along_1, means, lookalikes=everything | {"The default is the last axis.": along_0})
    expect(softmax(z, axis=0), along_0, means, lookalikes=everything | {"`axis` is not used.": along_1})
    cube = np.stack([z, 2 * z, -z])
    expect(softmax(cube, axis=1), special.softmax(cube, axis=1), means)


def sums_to_one(softmax):
    """Give probabilities that sum to 1, to twelve digits."""
    z = np.array([[3.0, 1.0, 0.0], [-2.0, 0.0, 1.0]])
    for axis in (0, 1):
        sums = softmax(z, axis=axis).sum(axis=axis)
        means = "A small constant in the denominator? After the shift the sum is at least 1, it needs none."
        expect(sums, np.ones(z.shape[1 - axis]), means, f"p.sum(axis={axis})", rtol=0, atol=1e-12)


def large_logits(softmax):
    """Survive logits of 1000 and -1000."""
    means = "exp(1000) is inf and exp(-1000) is 0: subtract the maximum along the axis first."
    clipped = {"np.clip makes different logits equal: subtract the maximum instead.": [0.5, 0.5]}
    expect(softmax(np.array([1000.0, 0.0])), [1.0, 0.0], means)
    expect(softmax(np.array([-1000.0, -1000.0])), [0.5, 0.5], means)
    expect(softmax(np.array([1000.0, 999.0])), special.expit([1.0, -1.0]), means, lookalikes=clipped)


def rows_far_apart(softmax):
    """Treat each row for itself, however far apart the rows are."""
    z = np.array([[1000.0, 999.0], [-1000.0, -999.0]])
    means = "One maximum for the whole array: each row needs its own, z.max(axis=axis, keepdims=True)."
    expect(softmax(z), special.expit([[1.0, -1.0], [-1.0, 1.0]]), means)


def masked_logit(softmax):
    """Give exactly 0 to a logit of -inf."""
    p = softmax(np.array([0.0, -np.inf, 0.0]))
    means = "exp(-inf) is exactly 0: a clip or an added constant makes it something else."
    expect(p, [0.5, 0.0, 0.5], means)
    expect(p[1], 0.0, means, "p[1]", atol=0)


def keeps_dtype(softmax):
    """Keep float32, make float64 of whole numbers."""
    whole, single = np.array([1, 2, 3]), np.array([1, 2, 3], dtype=np.float32)
    expect(softmax(single), special.softmax(single), "Less exact than float32.", rtol=1e-5)
    expect(softmax(whole), special.softmax(whole), "The result is cut off to whole numbers somewhere.")


def slope(softmax):
    """Have the Jacobian diag(p) - p pᵀ."""
    z, c = np.array([0.5, -1.0, 2.0]), np.array([1.0, -2.0, 0.5])
    p = special.softmax(z)
    means = "Something is rounded, or computed with a lower precision."
    expect_gradient(lambda x: c @ softmax(x), z, p * (c - c @ p), means)


TESTS = (
    three_logits,
    any_axis,
    sums_to_one,
    large_logits,
    rows_far_apart,
    masked_logit,
    keeps_dtype,
    slope,
)
