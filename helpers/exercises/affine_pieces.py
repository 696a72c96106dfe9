"""Question 3: the straight pieces of a network with one input and one hidden ReLU layer.

What a test may not depend on: whether a unit counts as on or off exactly at its bend.
"""

import numpy as np

from helpers.exercises._expect import expect, fail, quietly

ASKS = "affine_pieces(w1, b1, w2, b2) -> (kinks, slopes, intercepts)"
STATEMENT = (
    "Read f(x) = sum_j w2[j] * max(0, w1[j] * x + b1[j]) + b2 off its weights, w1, b1, w2 of shape (n,): the "
    "places where units bend, ascending, each once, shape (K,); and from left to right the slope and the "
    "intercept of f on each of the K + 1 pieces. A unit with w1[j] = 0 bends nowhere, one with w2[j] = 0 does."
)
HINTS = (
    "A unit bends where w1[j] * x + b1[j] = 0. Sort these places and drop duplicates (np.unique does both); "
    "units with w1[j] = 0 have none, so leave them out before you divide.",
    "On one piece every unit is either on all the time or off all the time. So pick one point inside each "
    "piece: left of the first place, between neighbours, right of the last. Which units are on there?",
    "With on of shape (K + 1, n), True where a unit is on in a piece, a unit that is on adds "
    "w2[j] * w1[j] to the slope and w2[j] * b1[j] to the intercept: on @ (w1 * w2) is all slopes at once.",
)


def _compare(affine_pieces, weights, expected, means, **lookalikes):
    """Compare all three results; a lookalike is ``kinks_...`` and so on: (meaning, value)."""
    results = quietly("A division by zero? Leave out the units with w1 = 0.", affine_pieces, *weights)
    for name, obtained, wanted in zip(("kinks", "slopes", "intercepts"), results, expected, strict=True):
        known = dict([lookalikes[name]] if name in lookalikes else [])
        if isinstance(obtained, np.ndarray) and obtained.dtype.kind in "iu":
            obtained = obtained.astype(float)  # np.array([0]) for a piece on which nothing is on is right
        expect(obtained, np.array(wanted, dtype=float), means, name, lookalikes=known)


def one_hinge(affine_pieces):
    """Find the bend of max(0, 2 x - 1) and the line on either side."""
    weights = np.array([2.0]), np.array([-1.0]), np.array([3.0]), 0.0
    _compare(
        affine_pieces,
        weights,
        ([0.5], [0.0, 6.0], [0.0, -3.0]),
        "Off left of x = -b1 / w1 = 1/2, and 3 (2 x - 1) right of it.",
        kinks=("This is -b1: divide it by w1, the unit bends where w1 x + b1 = 0.", [1.0]),
        slopes=("w2 is missing: what a unit adds to the slope is w2 * w1.", [0.0, 2.0]),
        intercepts=("w2 is missing: what a unit adds to the intercept is w2 * b1.", [0.0, -1.0]),
    )


def output_bias(affine_pieces):
    """Add b2 to every piece, the one on which all units are off too."""
    weights = np.array([1.0]), np.array([-2.0]), np.array([1.0]), 5.0
    means = "b2 belongs to the intercept of every piece, and to no slope."
    _compare(affine_pieces, weights, ([2.0], [0.0, 1.0], [5.0, 3.0]), means)


def negative_weight(affine_pieces):
    """Let a unit with a negative w1 be on to the left of its bend."""
    weights = np.array([-1.0, 2.0]), np.array([1.0, -6.0]), np.array([1.0, 1.0]), 0.0
    means = (
        "max(0, 1 - x) is on left of 1, not right of it: ask at a point of the piece whether w1 x + b1 > 0."
    )
    _compare(affine_pieces, weights, ([1.0, 3.0], [-1.0, 0.0, 2.0], [1.0, 0.0, -6.0]), means)


def any_order(affine_pieces):
    """Sort the bends, in whatever order the units come."""
    weights = np.array([1.0, 1.0, 1.0]), np.array([-3.0, 0.0, -1.0]), np.array([1.0, 2.0, -4.0]), 0.0
    _compare(
        affine_pieces,
        weights,
        ([0.0, 1.0, 3.0], [0.0, 2.0, -2.0, -1.0], [0.0, 0.0, 4.0, 1.0]),
        "The pieces go from left to right: which units are on in each?",
        kinks=("The bends come in the order of the units: sort them.", [3.0, 0.0, 1.0]),
    )


def shared_bend(affine_pieces):
    """List a place where two units bend once, also if the two bends cancel."""
    weights = np.array([1.0, -2.0, 1.0]), np.array([-1.0, 2.0, 1.0]), np.array([1.0, 0.5, 3.0]), 0.0
    means = "Two units bend at 1: that is one place, with a piece on either side."
    twice = "A place where two units bend is listed twice: np.unique sorts and drops duplicates."
    expected = [-1.0, 1.0], [-1.0, 2.0, 4.0], [1.0, 4.0, 2.0]
    _compare(affine_pieces, weights, expected, means, kinks=(twice, [-1.0, 1.0, 1.0]))
    weights = np.array([1.0, -1.0]), np.array([-2.0, 2.0]), np.array([1.0, -1.0]), 0.0
    means = "x - 2 in two halves: the bends cancel, the place stays, with the same line on either side."
    _compare(affine_pieces, weights, ([2.0], [1.0, 1.0], [-2.0, -2.0]), means)
    weights = np.array([1.0, 1.0]), np.array([-1.0, -4.0]), np.array([2.0, 0.0]), 0.0
    means = "A unit with w2 = 0 bends, too: its place is listed, though nothing of it is seen."
    _compare(affine_pieces, weights, ([1.0, 4.0], [0.0, 2.0, 2.0], [0.0, -2.0, -2.0]), means)


def constant_unit(affine_pieces):
    """Add a unit with w1 = 0 to the intercepts, as max(0, b1), and give it no place."""
    weights = np.array([0.0, 1.0, 0.0]), np.array([2.0, -1.0, -2.0]), np.array([3.0, 1.0, 7.0]), 0.0
    means = "With w1 = 0 a unit is max(0, b1) everywhere: here 2 for the first, 0 for the third. No place."
    _compare(affine_pieces, weights, ([1.0], [0.0, 1.0], [6.0, 5.0]), means)


def no_bend(affine_pieces):
    """Give one piece and no place where no unit bends."""
    weights = np.zeros(2), np.array([1.0, -1.0]), np.array([2.0, 5.0]), 0.5
    means = "No unit bends: kinks has shape (0,), and there is one piece."
    _compare(affine_pieces, weights, (np.zeros(0), [0.0], [2.5]), means)


def close_and_far(affine_pieces):
    """Keep bends apart that lie close together, and reach those far out."""
    kinks = np.array([0.0, 1.0, 1.000008])
    means = "Bends may be closer than any fixed step: take points between the bends themselves, and round nothing."
    expected = kinks, [0.0, 1.0, 2.0, 3.0], np.cumsum(np.append(0.0, -kinks))
    _compare(affine_pieces, (np.ones(3), -kinks, np.ones(3), 0.0), expected, means)
    weights = np.array([1e-5, 1.0, 1e-5]), np.array([1.0, 0.0, -1.0]), np.array([2e5, 1.0, 3e5]), 0.0
    means = "Bends may be far out, where w1 is small but not 0: take points between the bends themselves."
    _compare(affine_pieces, weights, ([-1e5, 0.0, 1e5], [0.0, 2.0, 3.0, 6.0], [0.0, 2e5, 2e5, -1e5]), means)


def agrees_with_network(affine_pieces):
    """Agree with random networks at random points."""
    rng = np.random.default_rng(3)
    for n in (1, 4, 30):
        w1, b1, w2 = rng.normal(size=(3, n))
        b2 = float(rng.normal())
        kinks, slopes, intercepts = affine_pieces(w1, b1, w2, b2)
        places = np.sort(-b1 / w1)
        means = (
            f"A random network with {n} hidden units: one place for each unit, between them straight pieces."
        )
        expect(kinks, places, means, "kinks")
        if np.shape(slopes) != (n + 1,) or np.shape(intercepts) != (n + 1,):
            found = f"shapes {np.shape(slopes)} and {np.shape(intercepts)}"
            fail(f"{n + 1} slopes and {n + 1} intercepts", found, "One piece more than places.")
        x = rng.normal(scale=3, size=50)
        piece = np.searchsorted(places, x)
        truth = np.array([w2 @ np.maximum(0, w1 * point + b1) + b2 for point in x])
        expect(
            slopes[piece] * x + intercepts[piece], truth, means, "slope * x + intercept", rtol=1e-7, atol=1e-8
        )


TESTS = (
    one_hinge,
    output_bias,
    negative_weight,
    any_order,
    shared_bend,
    constant_unit,
    no_bend,
    close_and_far,
    agrees_with_network,
)
