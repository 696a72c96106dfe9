"""Question 7, second part: the logarithm of softmax, finite where softmax itself has underflowed."""

import numpy as np
from scipy import special

from helpers.exercises._expect import expect, expect_gradient

ASKS = "log_softmax(z, axis=-1) -> log_p"
STATEMENT = (
    "Return log(softmax(z)) along one axis without taking the logarithm of a probability that may be 0: "
    "finite for every finite logit, -inf for -inf; float32 stays float32, whole numbers give float64."
)
HINTS = (
    "Take the logarithm of the fraction on paper, before any code: log(a / b) = log a - log b. "
    "What becomes of log(exp(z_i))?",
    "It is z_i minus the logarithm of a sum of exponentials. The sum overflows as softmax does, and the cure "
    "is the same: shift z by its maximum first; what is subtracted then is between 0 and log K.",
    "With s = z shifted by its maximum along the axis, subtract np.log(np.exp(s).sum(...)) from s: the sum "
    "along the axis, with keepdims=True.",
)


def three_logits(log_softmax):
    """Turn the logarithms of 1, 2 and 5 into those of 1/8, 2/8 and 5/8."""
    z = np.log([1.0, 2.0, 5.0])
    p = np.array([1 / 8, 2 / 8, 5 / 8])
    lookalikes = {
        "This is softmax itself: its logarithm is asked for.": p,
        "This is the logarithm to the base 2: take the natural one.": np.log2(p),
        "This is the logarithm to the base 10: take the natural one.": np.log10(p),
        "The sum of the exponentials lacks its logarithm.": z - 8,
    }
    expect(
        log_softmax(z),
        np.log(p),
        "z_i minus the logarithm of the sum of all exp(z_j).",
        lookalikes=lookalikes,
    )


def any_axis(log_softmax):
    """Work along the axis asked for, the last one by default."""
    z = np.array([[0.0, 1.0, 2.0], [3.0, 1.0, 0.0]])
    everything = {"One sum for the whole array: pass axis on to the sum.": special.log_softmax(z)}
    along_0, along_1 = special.log_softmax(z, axis=0), special.log_softmax(z, axis=1)
    means = "The maximum or the sum runs along a wrong axis, or lacks keepdims=True."
    expect(log_softmax(z), along_1, means, lookalikes=everything | {"The default is the last axis.": along_0})
    expect(log_softmax(z, axis=0), along_0, means, lookalikes=everything | {"`axis` is not used.": along_1})
    cube = np.stack([z, 2 * z, -z])
    expect(log_softmax(cube, axis=1), special.log_softmax(cube, axis=1), means)


def probability_underflows(log_softmax):
    """Stay finite where the probability itself underflows to 0."""
    means = "exp(-2000) is 0 and log(0) is -inf: never take the logarithm of a probability, use z - log(sum)."
    floor = {
        f"log(p + {tiny:g}) has a floor: it hides the underflow and is wrong below.": [
            np.log1p(tiny),
            np.log(tiny),
        ]
        for tiny in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-30, 1e-300)
    }
    expect(log_softmax(np.array([0.0, -2000.0])), [0.0, -2000.0], means, lookalikes=floor)


def large_logits(log_softmax):
    """Survive logits of 1000 and -1000."""
    means = "The sum of exponentials overflows or vanishes: subtract the maximum along the axis first."
    expect(log_softmax(np.array([1000.0, 0.0])), [0.0, -1000.0], means)
    expect(log_softmax(np.array([-1000.0, -1000.0])), np.log([0.5, 0.5]), means)
    expect(log_softmax(np.array([1000.0, 999.0])), special.log_expit([1.0, -1.0]), means)


def rows_far_apart(log_softmax):
    """Treat each row for itself, however far apart the rows are."""
    z = np.array([[1000.0, 999.0], [-1000.0, -999.0]])
    means = "One maximum for the whole array: each row needs its own, z.max(axis=axis, keepdims=True)."
    expect(log_softmax(z), special.log_expit([[1.0, -1.0], [-1.0, 1.0]]), means)


def masked_logit(log_softmax):
    """Leave -inf as it is, and the other logits undisturbed by it."""
    log_p = log_softmax(np.array([0.0, -np.inf, 0.0]))
    means = "log(0) is -inf here, as it should be: a clip or an added constant makes it something else."
    expect(log_p, [-np.log(2), -np.inf, -np.log(2)], means)


def keeps_dtype(log_softmax):
    """Keep float32, make float64 of whole numbers."""
    whole, single = np.array([1, 2, 3]), np.array([1, 2, 3], dtype=np.float32)
    expect(log_softmax(single), special.log_softmax(single), "Less exact than float32.", rtol=1e-5)
    expect(
        log_softmax(whole), special.log_softmax(whole), "The result is cut off to whole numbers somewhere."
    )


def slope(log_softmax):
    """Have the Jacobian I - 1 pᵀ."""
    z, c = np.array([0.5, -1.0, 2.0]), np.array([1.0, -2.0, 0.5])
    means = "Something is rounded, or computed with a lower precision."
    expect_gradient(lambda x: c @ log_softmax(x), z, c - special.softmax(z) * c.sum(), means)


TESTS = (
    three_logits,
    any_axis,
    probability_underflows,
    large_logits,
    rows_far_apart,
    masked_logit,
    keeps_dtype,
    slope,
)
