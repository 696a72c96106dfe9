"""Question 28: a batch norm layer, forward, running averages and backward."""

import numpy as np

from helpers.exercises._cases import gradients_by_differences
from helpers.exercises._expect import expect, expect_raises

ASKS = "bn_layer(X, gamma, beta, running, dZ, training) -> (Z, mean, var, dX, dgamma, dbeta)"
STATEMENT = (
    "Normalise X (B, H) by the batch in training, by running = (mean, var) in evaluation; return Z, the running mean and "
    "variance afterwards, and the gradients of X, gamma and beta for dZ = dL/dZ; momentum 0.1, eps 1e-5. One training row "
    "is a ValueError."
)
HINTS = (
    "Choose mean and variance first: those of the batch, along axis 0, or those of running. From there on Z is the same "
    "in both modes: Xhat = (X - mean) / sqrt(var + eps), then gamma Xhat + beta.",
    "The variance that normalises is divided by B, the one that enters the running average by B - 1: multiply it by "
    "B / (B - 1). The batch enters the averages with weight 0.1. dbeta and dgamma are the sums of dZ and of dZ * Xhat over the rows.",
    "In evaluation dX = gamma * inv_std * dZ. In training mean and variance depend on X, so the mean of dZ over the rows, "
    "and Xhat times the mean of dZ * Xhat, have to be subtracted from dZ first.",
)


def _case(B=5, H=3, seed=0):
    """Return X, gamma, beta, running and dZ."""
    rng = np.random.default_rng(seed)
    X, dZ = 2 + 3 * rng.normal(size=(B, H)), 1 + rng.normal(size=(B, H))
    running = rng.normal(size=H), rng.uniform(1, 4, H)
    return X, rng.uniform(-2, 2, H), rng.normal(size=H), running, dZ


def _forward(X, gamma, beta, running=None):
    """Return Z, independent of the backward pass; running=None is training."""
    mean, var = (np.mean(X, axis=0), np.var(X, axis=0)) if running is None else running
    return (X - mean) / np.sqrt(var + 1e-5) * gamma + beta


def _truth(X, gamma, beta, running, dZ):
    """Return dX, dgamma and dbeta by central differences."""
    return gradients_by_differences(
        lambda *parts: float(np.sum(dZ * _forward(*parts, running))), X, gamma, beta
    )


def by_hand(bn_layer):
    """Turn 3, 9, 11, 17 into -1.8, 0.6, 1.4, 3.8 with gamma = 2, beta = 1."""
    X, running = np.array([[3.0], [9.0], [11.0], [17.0]]), (np.zeros(1), np.ones(1))
    Z, *_ = bn_layer(X, np.array([2.0]), np.array([1.0]), running, np.ones((4, 1)), True)
    x = X - 10
    lookalikes = {
        "beta is missing.": 2 * x / 5,
        "gamma is missing.": x / 5 + 1,
        "gamma multiplies beta, too: it scales Xhat alone.": 2 * (x / 5 + 1),
        "The batch is normalised by the biased variance, divided by B.": 2 * x / np.sqrt(100 / 3) + 1,
        "Divide by the standard deviation, not by the variance.": 2 * x / 25 + 1,
        "The mean is not subtracted.": 2 * X / 5 + 1,
        "This uses running, which is for evaluation.": 2 * X + 1,
    }
    expect(Z, [[-1.8], [0.6], [1.4], [3.8]], "Mean 10, standard deviation 5.", "Z", 1e-5, 1e-6, lookalikes)


def columns_apart(bn_layer):
    """Normalise each column by itself, with its own gamma and beta, and eps inside the root."""
    X, gamma, beta, running, dZ = _case(4, 4, seed=1)
    X = 0.001 * X  # so that eps counts
    Z, *_ = bn_layer(X, gamma, beta, running, dZ, True)
    centred, mean, std = X - X.mean(axis=0), X.mean(), X.std(axis=0)
    rows = ((X.T - X.mean(axis=1)) / np.sqrt(X.var(axis=1) + 1e-5)).T
    lookalikes = {
        "These are the means of the rows: that is layer norm. The batch runs along axis 0.": rows * gamma
        + beta,
        "One mean and variance for the whole array: each column has its own.": (X - mean)
        / np.sqrt(X.var() + 1e-5)
        * gamma
        + beta,
        "eps belongs inside the root: sqrt(var + eps).": centred / (std + 1e-5) * gamma + beta,
        "eps is missing: sqrt(var + 1e-5).": centred / std * gamma + beta,
    }
    means = "Mean and variance run along axis 0; divide by sqrt(var + 1e-5)."
    expect(Z, _forward(X, gamma, beta), means, "Z", lookalikes=lookalikes)


def running_averages(bn_layer):
    """Move each column's averages by a tenth towards the batch, with its unbiased variance."""
    X = np.array([[3.0, 0.0], [9.0, 2.0], [11.0, 2.0], [17.0, 4.0]])
    mean, var, gamma, beta = np.array([20.0, 7.0]), np.ones(2), np.ones(2), np.zeros(2)
    _, new_mean, new_var, *_ = bn_layer(X, gamma, beta, (mean, var), np.ones((4, 2)), True)
    means = {
        "The batch has weight 0.1, the old average 0.9.": 0.1 * mean + 0.9 * np.array([10.0, 2.0]),
        "The averages did not move: training updates them.": mean,
        "One mean for the whole array: each column has its own.": 0.9 * mean + 0.1 * X.mean(),
    }
    expect(
        new_mean, [19.0, 6.5], "0.9 of the old, and 0.1 of the batch's 10 and 2.", "mean", lookalikes=means
    )
    variances = {
        "The average takes the unbiased variance, divided by B - 1.": 0.9 + 0.1 * X.var(axis=0),
        "The averages did not move: training updates them.": var,
        "The variance is averaged, not the standard deviation.": 0.9 + 0.1 * X.std(axis=0),
        "One variance for the whole array: each column has its own.": 0.9 + 0.1 * X.var(ddof=1) * var,
    }
    truth = 0.9 + 0.1 * X.var(axis=0, ddof=1)
    expect(new_var, truth, "0.9 of the old 1, and 0.1 of 100 / 3 and 8 / 3.", "var", lookalikes=variances)
    _, _, new_var, *_ = bn_layer(X[:2], gamma, beta, (mean, var), np.ones((2, 2)), True)
    fixed = {"The factor is B / (B - 1), with the B of this batch.": 0.9 + 0.1 * X[:2].var(axis=0) * 4 / 3}
    expect(
        new_var, [2.7, 1.1], "With two rows: 0.9 of the old 1, and 0.1 of 18 and 2.", "var", lookalikes=fixed
    )


def training_gradients(bn_layer):
    """Agree with finite differences in training, where mean and variance depend on X."""
    X, gamma, beta, running, dZ = case = _case()
    _, _, _, dX, dgamma, dbeta = bn_layer(*case, True)
    true_dX, true_dgamma, true_dbeta = _truth(X, gamma, beta, None, dZ)
    constant = gamma * dZ / np.sqrt(X.var(axis=0) + 1e-5)
    lookalikes = {
        "Mean and variance are treated as constants, but they depend on X.": constant,
        "The term of the mean is there, that of the variance is missing.": constant - constant.mean(axis=0),
        "gamma is missing in dX.": true_dX / gamma,
    }
    means = "gamma inv_std (dZ - mean of dZ - Xhat mean of dZ Xhat), means over the rows."
    expect(dX, true_dX, means, "dX", 1e-5, 1e-7, lookalikes)
    averaged = {"Sum over the rows, no mean: dZ holds the factor already.": true_dgamma / len(X)}
    expect(dgamma, true_dgamma, "Sum dZ * Xhat over the rows.", "dgamma", 1e-5, 1e-7, averaged)
    averaged = {"Sum over the rows, no mean: dZ holds the factor already.": true_dbeta / len(X)}
    expect(dbeta, true_dbeta, "Sum dZ over the rows.", "dbeta", 1e-5, 1e-7, averaged)


def evaluation(bn_layer):
    """Use the running averages in evaluation, leave them alone, and let no row see another."""
    for B in (5, 1):
        X, gamma, beta, running, dZ = case = _case(B, seed=2)
        Z, mean, var, dX, dgamma, dbeta = bn_layer(*case, False)
        by_batch = {"The batch was used: in evaluation running takes its place.": _forward(X, gamma, beta)}
        means = "(X - running mean) / sqrt(running var + eps), in every row alike."
        expect(Z, _forward(X, gamma, beta, running), means, "Z", lookalikes=by_batch)
        expect(mean, running[0], "Evaluation leaves the running mean as it is.", "mean", rtol=0)
        expect(var, running[1], "Evaluation leaves the running variance as it is.", "var", rtol=0)
        truth = _truth(X, gamma, beta, running, dZ)
        means = "Now mean and variance are constants: dX = gamma inv_std dZ, without the two other terms."
        expect(dX, truth[0], means, "dX", 1e-5, 1e-7)
        expect(dgamma, truth[1], "Xhat is the one of the running averages.", "dgamma", 1e-5, 1e-7)
        expect(dbeta, truth[2], "Sum dZ over the rows.", "dbeta", 1e-5, 1e-7)


def constant_column(bn_layer):
    """Return beta for a column that never changes, and finite gradients."""
    X, gamma, beta, running, dZ = _case(4, 2, seed=3)
    X[:, 0] = 7.0
    Z, _, _, dX, *_ = bn_layer(X, gamma, beta, running, dZ, True)
    expect(Z[:, 0], np.full(4, beta[0]), "Xhat is 0 where nothing varies; eps keeps 0 / 0 away.", "Z[:, 0]")
    slope = gamma[0] / np.sqrt(1e-5) * (dZ[:, 0] - dZ[:, 0].mean())
    means = "Where Xhat is 0 the third term is 0, and the second is not."
    expect(dX[:, 0], slope, means, "dX[:, 0]", rtol=1e-7)


def float32_far_from_zero(bn_layer):
    """Keep float32, and its digits, around 10,000."""
    X, gamma, beta, running, dZ = (
        tuple(part.astype(np.float32) for part in x) if isinstance(x, tuple) else x.astype(np.float32)
        for x in _case(64, 2, seed=4)
    )
    far = X + np.float32(1e4)
    truth = _forward(far.astype(float), gamma.astype(float), beta.astype(float)).astype(np.float32)
    Z, _, var, dX, *_ = bn_layer(far, gamma, beta, running, dZ, True)
    means = "Subtract the mean first: the mean of x² minus the square of the mean loses all digits here."
    expect(Z, truth, means, "Z", 1e-2, 1e-2)
    new_var = 0.9 * running[1] + 0.1 * far.astype(float).var(axis=0, ddof=1)
    expect(var, new_var.astype(np.float32), means, "var", 1e-2, 1e-2)
    expect(dX.dtype.name, "float32", "dX left the precision of the input.", "dtype of dX")


def one_row(bn_layer):
    """Refuse a training batch of one row with a ValueError."""
    means = "One row has no variance: raise ValueError in training when B is 1."
    expect_raises(ValueError, means, bn_layer, *_case(1), True)


TESTS = (
    by_hand,
    columns_apart,
    running_averages,
    training_gradients,
    evaluation,
    constant_column,
    float32_far_from_zero,
    one_row,
)
