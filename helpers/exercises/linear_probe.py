"""Question 1: a linear probe, ridge regression on one-hot labels, for the features of a layer."""

import numpy as np

from helpers.exercises._expect import expect

ASKS = "linear_probe(F_train, y_train, F_test, y_test, lam=1e-3) -> (accuracy, scores)"
STATEMENT = (
    "Standardise the features F (N, H) by mean and standard deviation of the training rows, features that are "
    "constant there becoming 0; fit Z W + b to one-hot labels with the penalty lam * N * |W|^2, none on b; return "
    "the share of test rows whose largest score is that of their class, and the scores (M, C)."
)
HINTS = (
    "Three parts: standardise both sets with numbers from the training rows, solve for W, score the test rows. A "
    "standard deviation of 0 would divide by 0: what may stand in its place?",
    "The columns of Z have mean 0, so b is the mean of the one-hot rows, whatever W is. For W set the gradient of "
    "the penalised sum of squares to 0: a square system with one right-hand side per class.",
    "T = np.eye(C)[y_train], b = T.mean(axis=0), and W solves "
    "(Z.T @ Z + lam * N * np.eye(H)) @ W = Z.T @ (T - b).",
)

RNG = np.random.default_rng(1)
Y = RNG.integers(3, size=40)
Y_NEW = RNG.integers(3, size=25)
SHAPE = RNG.normal(size=(3, 5))
UNITS, OFFSETS = np.array([1.0, 0.3, 5.0, 2.0, 0.1]), np.array([0.0, 2.0, -3.0, 1.0, 4.0])
F = (SHAPE[Y] + RNG.normal(size=(40, 5))) * UNITS + OFFSETS
F_NEW = (SHAPE[Y_NEW] + RNG.normal(size=(25, 5))) * UNITS + OFFSETS


def _reference(F_train, y, F_test, lam, free=1, scaled=True, rows=None, new=None, penalty=None):
    """Return the scores by least squares on rows that are extended by the penalty, b as a further column."""
    source = F_train if rows is None else rows
    unit = source.std(axis=0) if scaled else 1.0
    Z = (F_train - source.mean(axis=0)) / unit
    Z_test = (F_test - (source if new is None else new).mean(axis=0)) / (
        unit if new is None else new.std(axis=0)
    )
    N, H = Z.shape
    root = np.sqrt(lam * N if penalty is None else penalty) * np.eye(H + 1)
    root[H, H] *= 1 - free
    T = np.vstack([np.eye(y.max() + 1)[y], np.zeros((H + 1, y.max() + 1))])
    solution = np.linalg.lstsq(np.vstack([np.hstack([Z, np.ones((N, 1))]), root]), T, rcond=None)[0]
    return np.hstack([Z_test, np.ones((len(Z_test), 1))]) @ solution


def one_feature(linear_probe):
    """Score one feature as counted by hand."""
    two = np.array([[-1.0], [1.0]])
    accuracy, scores = linear_probe(
        two, np.array([0, 1]), np.array([[2.0], [-2.0]]), np.array([1, 0]), lam=1.0
    )
    lookalikes = {
        "The penalty is lam * N, here 2: N is missing.": [[-1 / 6, 7 / 6], [7 / 6, -1 / 6]],
        "lam is not used.": [[-0.5, 1.5], [1.5, -0.5]],
        "b is missing: add the mean of the one-hot rows.": [[-0.5, 0.5], [0.5, -0.5]],
        "The targets are -1 and 1: one-hot rows hold 0 and 1.": [[-1.0, 1.0], [1.0, -1.0]],
        "The test rows are standardised by their own mean and standard deviation.": [
            [0.25, 0.75],
            [0.75, 0.25],
        ],
        "Mean and standard deviation come from training and test rows together.": [
            [3 / 14, 11 / 14],
            [11 / 14, 3 / 14],
        ],
        "The deviation divides by N - 1 (ddof=1): by N is asked for.": [[1 / 6, 5 / 6], [5 / 6, 1 / 6]],
    }
    means = "Z'Z = 2 and lam N = 2, so W = (-1/4, 1/4); b = (1/2, 1/2)."
    expect(scores, [[0.0, 1.0], [1.0, 0.0]], means, "scores", lookalikes=lookalikes)
    expect(accuracy, 1.0, "Both rows are right: the share is 1, not a count or a percentage.", "accuracy")


def agrees_with_a_solver(linear_probe):
    """Agree with an independent least-squares solver on three classes."""
    _, scores = linear_probe(F, Y, F_NEW, Y_NEW, lam=0.1)
    pooled = np.vstack([F, F_NEW])
    lookalikes = {
        "The features are centred, but not divided by their standard deviation.": _reference(
            F, Y, F_NEW, 0.1, scaled=False
        ),
        "Mean and standard deviation come from training and test rows together.": _reference(
            F, Y, F_NEW, 0.1, rows=pooled
        ),
        "The test rows are standardised by their own mean and standard deviation.": _reference(
            F, Y, F_NEW, 0.1, new=F_NEW
        ),
        "b is penalised too: leave it free.": _reference(F, Y, F_NEW, 0.1, free=0),
        "The penalty is lam * N: N is missing.": _reference(F, Y, F_NEW, 0.1, penalty=0.1),
    }
    means = "Ridge regression on standardised features, one column of W per class."
    expect(scores, _reference(F, Y, F_NEW, 0.1), means, "scores", lookalikes=lookalikes)


def counts_right_rows(linear_probe):
    """Return the share of test rows that are right, not of the training rows."""
    accuracy, _ = linear_probe(F, Y, F_NEW, Y_NEW, lam=0.1)
    scores, own = _reference(F, Y, F_NEW, 0.1), _reference(F, Y, F, 0.1)
    truth = np.mean(scores.argmax(axis=1) == Y_NEW)
    lookalikes = {
        "This is the share on the training rows.": np.mean(own.argmax(axis=1) == Y),
        "This is the share of wrong rows.": 1 - truth,
        "This is a percentage.": 100 * truth,
        "This is a count: divide by the number of test rows.": 25 * truth,
    }
    means = "A row is right if its largest score is in the column of its class."
    expect(accuracy, truth, means, "accuracy", lookalikes=lookalikes)


def bias_is_free(linear_probe):
    """Fall back on the class frequencies under a huge penalty."""
    _, scores = linear_probe(F, Y, F_NEW, Y_NEW, lam=1e12)
    shares = np.tile(np.bincount(Y) / len(Y), (len(F_NEW), 1))
    means = "W goes to 0, and b, which is not penalised, to the mean of the one-hot rows."
    expect(scores, shares, means, "scores", atol=1e-9, lookalikes={"b is penalised too.": 0 * shares})


def one_row_at_a_time(linear_probe):
    """Score a test row alike, whatever other rows stand beside it."""
    _, scores = linear_probe(F, Y, F_NEW[:1], Y_NEW[:1], lam=0.1)
    means = "Mean, standard deviation and the number of classes come from the training rows alone."
    expect(scores, _reference(F, Y, F_NEW[:1], 0.1), means, "scores")


def any_unit(linear_probe):
    """Ignore in which unit and from which zero a feature is measured."""
    unit, zero = np.array([1e-6, 1.0, 1e6, 1e-3, 30.0]), np.array([0.0, 5.0, 1e6, 1.0, -40.0])
    _, scores = linear_probe(F * unit + zero, Y, F_NEW * unit + zero, Y_NEW, lam=0.1)
    means = "Each feature needs its own standard deviation; a constant added to it does harm to small units."
    expect(scores, _reference(F, Y, F_NEW, 0.1), means, "scores", rtol=1e-6, atol=1e-8)


def dead_units(linear_probe):
    """Take no notice of features that are constant on the training rows."""
    truth = _reference(F, Y, F_NEW, 0.1)
    for constant in (0.0, 7.0, 0.1):
        old = np.hstack([F, np.full((len(F), 1), constant)])
        new = np.hstack([F_NEW, np.linspace(-1, 1, len(F_NEW))[:, None]])
        _, scores = linear_probe(old, Y, new, Y_NEW, lam=0.1)
        means = (
            "A constant feature has a standard deviation of 0, or by rounding of 1e-17: do not divide by it. "
            "np.ptp(F_train, axis=0) > 0 tells which features vary."
        )
        expect(scores, truth, means, "scores")


def more_features_than_rows(linear_probe):
    """Manage with fewer rows than features."""
    rng = np.random.default_rng(2)
    many, new, y = rng.normal(size=(6, 20)), rng.normal(size=(4, 20)), np.array([0, 1, 2, 0, 1, 2])
    _, scores = linear_probe(many, y, new, np.array([0, 1, 2, 0]))
    means = "Z'Z has no inverse here, Z'Z + lam N I has; the default of lam is 1e-3."
    expect(scores, _reference(many, y, new, 1e-3), means, "scores", rtol=1e-6, atol=1e-8)


TESTS = (
    one_feature,
    agrees_with_a_solver,
    counts_right_rows,
    bias_is_free,
    one_row_at_a_time,
    any_unit,
    dead_units,
    more_features_than_rows,
)
