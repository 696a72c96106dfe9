"""Question 22: the critical batch size, from the updates that each batch size needed to reach a target."""

import numpy as np

from helpers.exercises._expect import expect, expect_raises

ASKS = "fit_critical_batch(B, S) -> (S_min, B_c)"
STATEMENT = (
    "Fit S = S_min (1 + B_c / B) = S_min + c / B to batch sizes B (n,) and updates S (n,) by least squares of "
    "the relative errors, law / S - 1. Leave out entries where S is inf. Neither S_min nor c below 0: then the best "
    "with that one at 0; B_c is inf where S_min is 0. Of several runs of one size, each counts. ValueError for "
    "fewer than two different sizes left."
)
HINTS = (
    "With c = S_min B_c the law is S_min + c / B: a straight line in 1 / B, two unknowns, linear least squares. "
    "First drop the entries with S = inf, and count the sizes that remain.",
    "Divide each row by its S: the columns are 1 / S and 1 / (B S), the target is 1 everywhere, and the residual "
    "is the relative error. np.linalg.lstsq does the rest; np.polyfit with w=1/S is the same.",
    "S_min, c = np.linalg.lstsq(A, ones)[0]. S_min <= 0 means (0, inf). If c < 0, the best constant k makes "
    "sum (k / S - 1)^2 smallest: k = sum(1 / S) / sum(1 / S^2), with B_c = 0. Otherwise B_c = c / S_min.",
)

SIZES = np.array([2.0, 8.0, 32.0, 128.0, 512.0])
NOISY = np.array([1100.0, 250.0, 130.0, 75.0, 70.0])
REPEATED, RUNS = (
    np.array([4.0, 4.0, 4.0, 64.0, 256.0, 256.0]),
    np.array([300.0, 500.0, 330.0, 90.0, 50.0, 70.0]),
)


def _line(B, S, weights):
    """Return S_min and B_c of the line in 1 / B with these weights of the squared errors, by Cramer's rule."""
    u = 1 / B
    m0, m1, m2 = (np.sum(weights * u**k) for k in (0, 1, 2))
    r0, r1 = np.sum(weights * S), np.sum(weights * u * S)
    det = m0 * m2 - m1**2
    S_min, c = (m2 * r0 - m1 * r1) / det, (m0 * r1 - m1 * r0) / det
    return S_min, c / S_min


def _compare(found, expected, means, lookalikes=None):
    """Compare both numbers; `lookalikes` gives the pair that a known mistake returns."""
    pairs = (lookalikes or {}).items()
    for k, what in enumerate(("S_min", "B_c")):
        mistakes = {
            words: pair[k] for words, pair in pairs if not np.isclose(pair[k], expected[k], rtol=1e-6)
        }
        expect(found[k], expected[k], means, what, rtol=1e-7, lookalikes=mistakes)


def two_sizes_by_hand(fit_critical_batch):
    """Find S_min = 2 and B_c = 4 from two sizes, counted by hand."""
    lookalikes = {
        "The second number is c = S_min B_c: divide it by S_min.": (2.0, 8.0),
        "The two are the wrong way round: S_min comes first.": (4.0, 2.0),
        "c times S_min: the law is S_min + c / B with c = S_min B_c, so divide.": (2.0, 16.0),
        "This is S_min / c: divide the other way.": (2.0, 0.25),
        "This is a line in B: the law is a line in 1 / B.": (12.0, -1 / 6),
    }
    means = "S = 10 at B = 1 and 4 at B = 4: c (1 - 1/4) = 6, so c = 8 and S_min = 2."
    _compare(fit_critical_batch(np.array([1, 4]), np.array([10, 4])), (2.0, 4.0), means, lookalikes)


def exact_law(fit_critical_batch):
    """Recover the law where it holds exactly, in any order of the sizes."""
    for S_min, B_c in ((60.0, 25.0), (3.0, 4000.0), (500.0, 0.7)):
        for B in (SIZES, SIZES[[3, 0, 4, 1, 2]], np.array([1.0, 1.0, 16.0, 16.0])):
            S = S_min * (1 + B_c / B)
            means = (
                "All points lie on the law: any least squares gives its two numbers. Is it a line in 1 / B?"
            )
            _compare(fit_critical_batch(B, S), (S_min, B_c), means)


def relative_errors(fit_critical_batch):
    """Minimise relative errors where the points are off the law."""
    ends = (NOISY[0] - NOISY[-1]) / (1 / SIZES[0] - 1 / SIZES[-1])
    floor = NOISY[-1] - ends / SIZES[-1]
    lookalikes = {
        "The errors are absolute: divide each row by its S.": _line(SIZES, NOISY, np.ones(5)),
        "The rows are divided by S twice (polyfit's w multiplies the error, so w=1/S).": _line(
            SIZES, NOISY, NOISY**-4
        ),
        "The rows are divided by the root of S (a square root too much).": _line(SIZES, NOISY, 1 / NOISY),
        "Two points were taken: fit all of them.": (floor, ends / floor),
    }
    means = "Minimise the sum over i of (law_i / S_i - 1)^2."
    _compare(fit_critical_batch(SIZES, NOISY), _line(SIZES, NOISY, NOISY**-2), means, lookalikes)


def several_runs_of_a_size(fit_critical_batch):
    """Count every run, also where several have the same size."""
    sizes = np.unique(REPEATED)
    first = np.array([RUNS[REPEATED == B][0] for B in sizes])
    means = np.array([RUNS[REPEATED == B].mean() for B in sizes])
    lookalikes = {
        "Only one run of each size was used.": _line(sizes, first, first**-2.0),
        "The runs of a size were averaged first: each counts by itself.": _line(sizes, means, means**-2),
    }
    expected = _line(REPEATED, RUNS, RUNS**-2)
    _compare(fit_critical_batch(REPEATED, RUNS), expected, "Each run is a term of the sum.", lookalikes)


def unreached_left_out(fit_critical_batch):
    """Leave out sizes that never got there."""
    for lost in ([0], [4], [1, 3]):
        S, kept = NOISY.copy(), np.delete(np.arange(5), lost)
        S[lost] = np.inf
        means = "Drop the entries with S = inf from B and S alike, first of all: np.isfinite(S)."
        _compare(fit_critical_batch(SIZES, S), _line(SIZES[kept], NOISY[kept], NOISY[kept] ** -2.0), means)


def nothing_saved(fit_critical_batch):
    """Return B_c = 0 where larger batches save nothing, with the best constant."""
    means = "A constant S has no part in 1 / B: S_min is the constant, B_c is 0."
    _compare(fit_critical_batch(SIZES, np.full(5, 50.0)), (50.0, 0.0), means)
    S = np.array([40.0, 45.0, 50.0, 60.0, 55.0])
    constant = np.sum(1 / S) / np.sum(S**-2.0)
    lookalikes = {
        "c is below 0: it becomes 0, and then S_min has to be fitted anew.": (
            _line(SIZES, S, S**-2)[0],
            0.0,
        ),
        "The mean of S minimises absolute errors: k = sum(1 / S) / sum(1 / S^2).": (S.mean(), 0.0),
    }
    means = "With c at 0: the constant k with the least sum of (k / S - 1)^2, and B_c = 0."
    _compare(fit_critical_batch(SIZES, S), (constant, 0.0), means, lookalikes)


def no_floor_in_sight(fit_critical_batch):
    """Return (0, inf) where the updates fall so fast that the best line has S_min below 0."""
    S = 1000 * SIZES**-1.3
    lookalikes = {"S_min is below 0: no floor is in sight, so (0, inf).": _line(SIZES, S, S**-2)}
    _compare(fit_critical_batch(SIZES, S), (0.0, np.inf), "S_min = 0 and B_c = inf.", lookalikes)


def too_few_sizes(fit_critical_batch):
    """Raise ValueError for fewer than two different sizes that got there."""
    means = "Two unknowns need two different sizes: count them after the entries with inf are gone."
    for B, S in (
        ([4], [10]),
        ([4, 4, 4], [10, 11, 12]),
        ([1, 4, 16], [np.inf, 9, np.inf]),
        ([1, 4], [np.inf] * 2),
    ):
        expect_raises(ValueError, means, fit_critical_batch, np.array(B, float), np.array(S, float))


TESTS = (
    two_sizes_by_hand,
    exact_law,
    relative_errors,
    several_runs_of_a_size,
    unreached_left_out,
    nothing_saved,
    no_floor_in_sight,
    too_few_sizes,
)
