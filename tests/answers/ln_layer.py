"""Right and plausible wrong answers to the exercise `ln_layer`; WRONG names the test and a word of the meaning."""

import numpy as np


def textbook(X, gamma, beta, dZ, rms=False, eps=1e-5):
    mean = 0 if rms else X.mean(axis=-1, keepdims=True)
    Xhat = (X - mean) / np.sqrt(((X - mean) ** 2).mean(axis=-1, keepdims=True) + eps)
    d = gamma * dZ
    dX = d - Xhat * (d * Xhat).mean(axis=-1, keepdims=True) - (0 if rms else d.mean(axis=-1, keepdims=True))
    dX = dX / np.sqrt(((X - mean) ** 2).mean(axis=-1, keepdims=True) + eps)
    flat = (-1, X.shape[-1])
    return gamma * Xhat + beta, dX, (dZ * Xhat).reshape(flat).sum(axis=0), dZ.reshape(flat).sum(axis=0)


def by_jacobian(X, gamma, beta, dZ, rms=False, eps=1e-5):
    """Treat one vector after the other, with its Jacobian."""
    H = X.shape[-1]
    Z, dX = np.empty_like(X), np.empty_like(X)
    dgamma, dbeta = np.zeros_like(gamma), np.zeros_like(beta)
    centre = np.eye(H, dtype=X.dtype)
    if not rms:
        centre -= X.dtype.type(1 / H)
    for i in np.ndindex(X.shape[:-1]):
        c = centre @ X[i] if X.dtype == float else X[i] - (0 if rms else X[i].mean())
        std = np.sqrt(c @ c / H + eps).astype(X.dtype)
        xhat = c / std
        J = (centre - np.outer(xhat, xhat) / H) / std
        Z[i], dX[i] = gamma * xhat + beta, J.T @ (gamma * dZ[i])
        dgamma += dZ[i] * xhat
        dbeta += dZ[i]
    return Z, dX, dgamma, dbeta


def step_by_step(X, gamma, beta, dZ, rms=False, eps=1e-5):
    """Go back through every intermediate."""
    H = X.shape[-1]
    c = X if rms else X - np.sum(X, -1)[..., None] / H
    var = np.sum(c * c, -1)[..., None] / H
    std = np.sqrt(var + eps)
    dXhat = dZ * gamma
    dc = dXhat / std
    dstd = -np.sum(dXhat * c, -1)[..., None] / std**2
    dc = dc + dstd / (2 * std) * 2 * c / H
    dX = dc if rms else dc - np.sum(dc, -1)[..., None] / H
    axes = tuple(range(X.ndim))[:-1]
    return gamma * c / std + beta, dX, np.sum(dZ * c / std, axes), np.sum(dZ, axes)


RIGHT = [textbook, by_jacobian, step_by_step]


def mean(x):
    return x.mean(axis=-1, keepdims=True)


def variant(
    centre=lambda X: X - mean(X),
    spread=lambda X, c, eps: np.sqrt(mean(c * c) + eps),
    out=lambda Xhat, gamma, beta: gamma * Xhat + beta,
    back=lambda dZ, gamma, Xhat: gamma * dZ - mean(gamma * dZ) - Xhat * mean(gamma * dZ * Xhat),
    total=lambda x: x.sum(axis=tuple(range(x.ndim - 1))),
    rms_centre=lambda X: X,
    rms_spread=lambda X, c, eps: np.sqrt(mean(X * X) + eps),
    rms_out=lambda Xhat, gamma, beta: gamma * Xhat + beta,
    rms_back=lambda dZ, gamma, Xhat: gamma * dZ - Xhat * mean(gamma * dZ * Xhat),
):
    """Return the layer with one of its parts replaced."""

    def ln_layer(X, gamma, beta, dZ, rms=False, eps=1e-5):
        c = rms_centre(X) if rms else centre(X)
        with np.errstate(all="ignore"):
            std = (rms_spread if rms else spread)(X, c, eps)
            Xhat = c / std
            dX = (rms_back if rms else back)(dZ, gamma, Xhat) / std
        return (rms_out if rms else out)(Xhat, gamma, beta), dX, total(dZ * Xhat), total(dZ)

    return ln_layer


def over_axis(axis):
    """Return layer norm forward over the wrong axis."""

    def ln_layer(X, gamma, beta, dZ, rms=False, eps=1e-5):
        Z, *grads = textbook(X, gamma, beta, dZ, rms, eps)
        k = axis if X.ndim > 1 else -1
        if not rms and not (axis == 0 and len(X) == 1):  # by hand there is one row: axis 0 would give beta
            c = X - X.mean(axis=k, keepdims=True)
            Z = gamma * c / np.sqrt((c * c).mean(axis=k, keepdims=True) + eps) + beta
        return Z, *grads

    return ln_layer


def float64_inside(X, gamma, beta, dZ, rms=False, eps=1e-5):
    Z, dX, dgamma, dbeta = textbook(X, gamma, beta, dZ, rms, eps)
    return Z, dX.astype(float), dgamma, dbeta


def dbeta_in_float64(X, gamma, beta, dZ, rms=False, eps=1e-5):
    Z, dX, dgamma, dbeta = textbook(X, gamma, beta, dZ, rms, eps)
    return Z, dX, dgamma, dbeta.astype(float)


def rms_in_float64(X, gamma, beta, dZ, rms=False, eps=1e-5):
    return textbook(X.astype(float) if rms else X, gamma, beta, dZ, rms, eps)


def in_place(X, gamma, beta, dZ, rms=False, eps=1e-5):
    result = textbook(X, gamma, beta, dZ, rms, eps)
    X -= X.mean(axis=-1, keepdims=True)
    return result


def forgets_rms(X, gamma, beta, dZ, rms=False, eps=1e-5):
    return textbook(X, gamma, beta, dZ, False, eps)


no_beta = variant(out=lambda Xhat, gamma, beta: gamma * Xhat)
no_gamma = variant(out=lambda Xhat, gamma, beta: Xhat + beta)
gamma_outside = variant(out=lambda Xhat, gamma, beta: gamma * (Xhat + beta))
unbiased = variant(spread=lambda X, c, eps: np.sqrt(X.var(axis=-1, ddof=1, keepdims=True) + eps))
by_variance = variant(spread=lambda X, c, eps: mean(c * c) + eps)
not_centred = variant(centre=lambda X: X, spread=lambda X, c, eps: np.sqrt(X.var(-1, keepdims=True) + eps))
always_rms = variant(
    centre=lambda X: X,
    spread=lambda X, c, eps: np.sqrt(mean(X * X) + eps),
    back=lambda dZ, gamma, Xhat: gamma * dZ - Xhat * mean(gamma * dZ * Xhat),
)
eps_outside = variant(spread=lambda X, c, eps: np.sqrt(mean(c * c)) + eps)
no_eps = variant(spread=lambda X, c, eps: np.sqrt(mean(c * c)))
whole_array = variant(centre=lambda X: X - X.mean(), spread=lambda X, c, eps: np.sqrt((c * c).mean() + eps))
constants = variant(back=lambda dZ, gamma, Xhat: gamma * dZ)
mean_term_only = variant(back=lambda dZ, gamma, Xhat: gamma * dZ - mean(gamma * dZ))
variance_term_only = variant(back=lambda dZ, gamma, Xhat: gamma * dZ - Xhat * mean(gamma * dZ * Xhat))
gamma_last = variant(back=lambda dZ, gamma, Xhat: gamma * (dZ - mean(dZ) - Xhat * mean(dZ * Xhat)))
gamma_lost = variant(back=lambda dZ, gamma, Xhat: dZ - mean(dZ) - Xhat * mean(dZ * Xhat))
first_axis_only = variant(total=lambda x: x.sum(axis=0) if x.ndim > 1 else x)
three_axes_at_most = variant(total=lambda x: x.sum(axis=(0, 1)[: x.ndim - 1]))
averaged = variant(total=lambda x: x.mean(axis=tuple(range(x.ndim - 1))))
rms_by_std = variant(rms_spread=lambda X, c, eps: np.sqrt(X.var(axis=-1, keepdims=True) + eps))
rms_without_beta = variant(rms_out=lambda Xhat, gamma, beta: gamma * Xhat)
rms_with_mean_term = variant(
    rms_back=lambda dZ, gamma, Xhat: gamma * dZ - mean(gamma * dZ) - Xhat * mean(gamma * dZ * Xhat)
)
guarded = variant(spread=lambda X, c, eps: np.where(mean(c * c) > 0, np.sqrt(mean(c * c) + eps), 1.0))
over_first_axis, over_second_axis = over_axis(0), over_axis(1)
mean_of_squares = variant(spread=lambda X, c, eps: np.sqrt(np.abs(mean(X * X) - mean(X) ** 2) + eps))

WRONG = {
    no_beta: ("by_hand", "beta is missing"),
    no_gamma: ("by_hand", "gamma is missing"),
    gamma_outside: ("by_hand", "Xhat alone"),
    unbiased: ("by_hand", "biased"),
    by_variance: ("by_hand", "not by the variance"),
    not_centred: ("by_hand", "not subtracted"),
    always_rms: ("by_hand", "RMSNorm"),
    eps_outside: ("every_vector_alone", "inside the root"),
    no_eps: ("every_vector_alone", "eps is missing"),
    whole_array: ("every_vector_alone", "whole array"),
    over_first_axis: ("every_vector_alone", "batch norm"),
    over_second_axis: ("every_vector_alone", "axis=-1"),
    constants: ("gradient_of_the_input", "constants"),
    mean_term_only: ("gradient_of_the_input", "variance is missing"),
    variance_term_only: ("gradient_of_the_input", "mean is missing"),
    gamma_last: ("gradient_of_the_input", "inside the means"),
    gamma_lost: ("gradient_of_the_input", "gamma is missing in dX"),
    first_axis_only: ("gradients_of_gamma_and_beta", "all axes but the last"),
    three_axes_at_most: ("gradients_of_gamma_and_beta", "(2, 1, 2, 4)"),
    averaged: ("gradients_of_gamma_and_beta", "no mean"),
    forgets_rms: ("root_mean_square", "it is not"),
    rms_by_std: ("root_mean_square", "root of the mean square"),
    rms_without_beta: ("root_mean_square", "it stays"),
    rms_with_mean_term: ("root_mean_square", "leaves the backward"),
    guarded: ("constant_vector", "mean of d is not"),
    mean_of_squares: ("float32_far_from_zero", "loses all digits"),
    float64_inside: ("float32_far_from_zero", "precision of the input"),
    dbeta_in_float64: ("float32_far_from_zero", "precision of the input"),
    rms_in_float64: ("float32_far_from_zero", "rms=True"),
    in_place: ("input_unchanged", "copy first"),
}
