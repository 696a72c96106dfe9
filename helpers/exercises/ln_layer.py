"""Question 29: layer norm and RMSNorm over the last axis, forward and backward."""

import numpy as np

from helpers.exercises._cases import gradients_by_differences
from helpers.exercises._expect import expect

ASKS = "ln_layer(X, gamma, beta, dZ, rms) -> (Z, dX, dgamma, dbeta)"
STATEMENT = (
    "Normalise X (..., H) over its last axis, scale by gamma (H,), shift by beta (H,); return Z and the gradients of X, "
    "gamma and beta for dZ = dL/dZ; eps 1e-5. With rms=True no mean is subtracted."
)
HINTS = (
    "All means run over axis=-1 with keepdims=True: that fits any number of axes before it. centred is X minus its mean, "
    "or X itself for RMSNorm; inv_std = 1 / sqrt(mean of centred² + eps); Xhat = centred * inv_std.",
    "dgamma and dbeta are the sums of dZ * Xhat and of dZ over all axes but the last: "
    "axis=tuple(range(X.ndim - 1)), which is () for a single vector.",
    "With d = gamma * dZ: dX = inv_std * (d - mean of d - Xhat * mean of d * Xhat), means over the last axis. "
    "RMSNorm has no mean of d in it.",
)
SHAPES = ((4,), (3, 4), (2, 3, 4), (2, 1, 2, 4))


def _case(shape=(3, 4), seed=0):
    """Return X, gamma, beta and dZ."""
    rng = np.random.default_rng(seed)
    H = shape[-1]
    X, dZ = 2 + 3 * rng.normal(size=shape), 1 + rng.normal(size=shape)
    return X, rng.uniform(-2, 2, H), rng.normal(size=H), dZ


def _forward(X, gamma, beta, rms=False):
    """Return Z, vector by vector, independent of the backward pass."""
    rows = X.reshape(-1, X.shape[-1])
    out = [
        (x - (0 if rms else np.mean(x))) / np.sqrt((np.mean(x**2) if rms else np.var(x)) + 1e-5) for x in rows
    ]
    return np.reshape(out, X.shape) * gamma + beta


def _truth(X, gamma, beta, dZ, rms=False):
    """Return dX, dgamma and dbeta by central differences."""
    return gradients_by_differences(lambda *parts: float(np.sum(dZ * _forward(*parts, rms))), X, gamma, beta)


def by_hand(ln_layer):
    """Turn 3, 9, 11, 17 into -1.4, -0.4, 1.2, 3.8 with gamma = 1, 2, 1, 2 and beta = 0, 0, 1, 1."""
    X, gamma, beta = np.array([[3.0, 9, 11, 17]]), np.array([1.0, 2, 1, 2]), np.array([0.0, 0, 1, 1])
    Z, *_ = ln_layer(X, gamma, beta, np.ones((1, 4)), False)
    x = X - 10
    lookalikes = {
        "beta is missing.": gamma * x / 5,
        "gamma is missing.": x / 5 + beta,
        "gamma multiplies beta, too: it scales Xhat alone.": gamma * (x / 5 + beta),
        "The variance is the biased one, divided by H.": gamma * x / np.sqrt(100 / 3) + beta,
        "Divide by the standard deviation, not by the variance.": gamma * x / 25 + beta,
        "The mean is not subtracted: that is for rms=True.": gamma * X / 5 + beta,
        "This is RMSNorm, which is for rms=True.": gamma * X / np.sqrt(125) + beta,
    }
    expect(Z, [[-1.4, -0.4, 1.2, 3.8]], "Mean 10, standard deviation 5.", "Z", 1e-5, 1e-6, lookalikes)


def every_vector_alone(ln_layer):
    """Normalise each vector by itself, with eps inside the root, for X of one to four axes."""
    for shape in (SHAPES[1], SHAPES[0], *SHAPES[2:]):
        X, gamma, beta, dZ = _case(shape, seed=1)
        X = 0.001 * X  # so that eps counts
        Z, *_ = ln_layer(X, gamma, beta, dZ, False)
        centred, std = X - X.mean(axis=-1, keepdims=True), X.std(axis=-1, keepdims=True)
        first = (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + 1e-5)
        axis = 1 if X.ndim > 1 else 0
        second = (X - X.mean(axis, keepdims=True)) / np.sqrt(X.var(axis, keepdims=True) + 1e-5)
        lookalikes = {
            "eps belongs inside the root: sqrt(var + eps).": centred / (std + 1e-5) * gamma + beta,
            "eps is missing: sqrt(var + 1e-5).": centred / std * gamma + beta,
            "These are the means over axis 0: that is batch norm.": first * gamma + beta,
            "axis=1 is the last axis of two, but not of three: write axis=-1.": second * gamma + beta,
            "One mean and variance for the whole array: each vector has its own.": (X - X.mean())
            / np.sqrt(X.var() + 1e-5)
            * gamma
            + beta,
        }
        if X.ndim == 1:
            lookalikes = {}
        means = f"Mean and variance run along the last axis; X has the shape {shape}."
        expect(Z, _forward(X, gamma, beta), means, "Z", lookalikes=lookalikes)


def gradient_of_the_input(ln_layer):
    """Agree with finite differences in dX, with a gamma that differs from feature to feature."""
    for shape in SHAPES[1:3]:
        X, gamma, beta, dZ = _case(shape)
        _, dX, *_ = ln_layer(X, gamma, beta, dZ, False)
        inv_std = 1 / np.sqrt(X.var(axis=-1, keepdims=True) + 1e-5)
        Xhat, d = (X - X.mean(axis=-1, keepdims=True)) * inv_std, gamma * dZ

        def back(d, inv_std=inv_std, Xhat=Xhat):
            return inv_std * (
                d - d.mean(axis=-1, keepdims=True) - Xhat * (d * Xhat).mean(axis=-1, keepdims=True)
            )

        lookalikes = {
            "Mean and variance are treated as constants, but they depend on X.": inv_std * d,
            "The term of the mean is there, that of the variance is missing.": inv_std
            * (d - d.mean(axis=-1, keepdims=True)),
            "The term of the variance is there, that of the mean is missing.": back(d)
            + inv_std * d.mean(axis=-1, keepdims=True),
            "gamma multiplies at the end: it varies along the axis, so it belongs inside the means.": gamma
            * back(dZ),
            "gamma is missing in dX.": back(dZ),
        }
        means = "inv_std (d - mean of d - Xhat mean of d Xhat) with d = gamma dZ, means over the last axis."
        expect(dX, _truth(X, gamma, beta, dZ)[0], means, "dX", 1e-5, 1e-7, lookalikes)


def gradients_of_gamma_and_beta(ln_layer):
    """Sum the gradients of gamma and beta over all axes but the last."""
    for shape in (SHAPES[1], SHAPES[2], SHAPES[0], SHAPES[3]):
        case = X, gamma, beta, dZ = _case(shape, seed=2)
        _, _, dgamma, dbeta = ln_layer(*case, False)
        _, true_dgamma, true_dbeta = _truth(*case)
        n = X.size // X.shape[-1]
        averaged = "Sum over the vectors, no mean: dZ holds the factor already."
        means = f"One number per feature: sum over all axes but the last; X has the shape {shape}."
        lookalikes = {averaged: true_dgamma / n} if n > 1 else {}
        expect(dgamma, true_dgamma, means + " Of dZ * Xhat.", "dgamma", 1e-5, 1e-7, lookalikes)
        lookalikes = {averaged: true_dbeta / n} if n > 1 else {}
        expect(dbeta, true_dbeta, means + " Of dZ.", "dbeta", 1e-5, 1e-7, lookalikes)


def root_mean_square(ln_layer):
    """Subtract no mean with rms=True, forward and backward, for X of one, two and three axes."""
    for shape in SHAPES[:3]:
        case = X, gamma, beta, dZ = _case(shape, seed=3)
        Z, dX, dgamma, dbeta = ln_layer(*case, True)
        means = "RMSNorm: X / sqrt(mean of X² + eps), times gamma, plus beta."
        spread = X.std(axis=-1, keepdims=True)
        lookalikes = {
            "The mean is subtracted: with rms=True it is not.": _forward(X, gamma, beta),
            "Divide by the root of the mean square, not by the standard deviation.": X
            / np.sqrt(spread**2 + 1e-5)
            * gamma
            + beta,
            "beta is missing: with rms=True it stays.": _forward(X, gamma, 0 * beta, True),
        }
        expect(Z, _forward(X, gamma, beta, True), means, "Z", lookalikes=lookalikes)
        true_dX, true_dgamma, true_dbeta = _truth(*case, True)
        inv_rms = 1 / np.sqrt((X**2).mean(axis=-1, keepdims=True) + 1e-5)
        extra = inv_rms * (gamma * dZ).mean(axis=-1, keepdims=True)
        lookalikes = {"Without the mean forward, its term leaves the backward pass, too.": true_dX - extra}
        expect(dX, true_dX, "inv_rms (d - Xhat mean of d Xhat).", "dX", 1e-5, 1e-7, lookalikes)
        expect(dgamma, true_dgamma, "Sum dZ * Xhat, with the Xhat of RMSNorm.", "dgamma", 1e-5, 1e-7)
        expect(dbeta, true_dbeta, "Sum dZ.", "dbeta", 1e-5, 1e-7)


def constant_vector(ln_layer):
    """Return beta for a vector whose features are all equal, and a finite gradient."""
    X, gamma, beta, dZ = _case((2, 4), seed=4)
    X[0] = 7.0
    Z, dX, *_ = ln_layer(X, gamma, beta, dZ, False)
    expect(Z[0], beta, "Xhat is 0 where nothing varies; eps keeps 0 / 0 away.", "Z[0]")
    d = gamma * dZ[0]
    means = "Where Xhat is 0 the last term is 0, and the mean of d is not."
    expect(dX[0], (d - d.mean()) / np.sqrt(1e-5), means, "dX[0]", rtol=1e-7)


def float32_far_from_zero(ln_layer):
    """Keep float32, and its digits, around 10,000."""
    X, gamma, beta, dZ = (part.astype(np.float32) for part in _case((2, 64), seed=5))
    far = X + np.float32(1e4)
    Z, *_ = ln_layer(far, gamma, beta, dZ, False)
    truth = _forward(far.astype(float), gamma.astype(float), beta.astype(float)).astype(np.float32)
    means = "Subtract the mean first: the mean of x² minus the square of the mean loses all digits here."
    expect(Z, truth, means, "Z", 1e-2, 1e-2)
    for rms in (False, True):
        for name, part in zip(
            ("Z", "dX", "dgamma", "dbeta"), ln_layer(far, gamma, beta, dZ, rms), strict=True
        ):
            means = f"With rms={rms}, {name} left the precision of the input."
            expect(str(np.asarray(part).dtype), "float32", means, f"dtype of {name}")


TESTS = (
    by_hand,
    every_vector_alone,
    gradient_of_the_input,
    gradients_of_gamma_and_beta,
    root_mean_square,
    constant_vector,
    float32_far_from_zero,
)
