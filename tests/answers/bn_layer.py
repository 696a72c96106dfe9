"""Right and plausible wrong answers to the exercise `bn_layer`; WRONG names the test and a word of the meaning."""

import numpy as np


def textbook(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    mean, var = running
    if not training:
        inv_std = 1 / np.sqrt(var + eps)
        Xhat = (X - mean) * inv_std
        return gamma * Xhat + beta, mean, var, gamma * inv_std * dZ, (dZ * Xhat).sum(axis=0), dZ.sum(axis=0)
    if len(X) == 1:
        raise ValueError("one row")
    inv_std = 1 / np.sqrt(X.var(axis=0) + eps)
    Xhat = (X - X.mean(axis=0)) * inv_std
    mean = mean + momentum * (X.mean(axis=0) - mean)
    var = var + momentum * (X.var(axis=0, ddof=1) - var)
    d = dZ * gamma
    dX = inv_std * (d - d.mean(axis=0) - Xhat * (d * Xhat).mean(axis=0))
    return gamma * Xhat + beta, mean, var, dX, (dZ * Xhat).sum(axis=0), dZ.sum(axis=0)


def step_by_step(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    """Go back through every intermediate, as in the paper."""
    if not training:
        return textbook(X, gamma, beta, running, dZ, training, momentum, eps)
    B = X.shape[0]
    if B < 2:
        raise ValueError("B < 2")
    mu = X.sum(axis=0) / B
    centred = X - mu
    var = (centred**2).sum(axis=0) / B
    std = np.sqrt(var + eps)
    dXhat = dZ * gamma
    dvar = (dXhat * centred).sum(axis=0) * -0.5 / std**3
    dmu = -(dXhat / std).sum(axis=0) - 2 * dvar * centred.mean(axis=0)
    dX = dXhat / std + 2 * dvar * centred / B + dmu / B
    old_mean, old_var = running
    mean = (1 - momentum) * old_mean + momentum * mu
    new_var = (1 - momentum) * old_var + momentum * (centred**2).sum(axis=0) / (B - 1)
    return gamma * centred / std + beta, mean, new_var, dX, (dZ * centred / std).sum(axis=0), dZ.sum(axis=0)


def by_columns(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    """Treat one column after the other, with the Jacobian of the column."""
    B, H = X.shape
    if training and B == 1:
        raise ValueError("a batch of one")
    out = [np.empty_like(X), running[0].copy(), running[1].copy()]
    out += [np.empty_like(X), np.empty_like(gamma), np.empty_like(gamma)]
    for h in range(H):
        x = X[:, h]
        mu, var = (x.mean(), x.var()) if training else (running[0][h], running[1][h])
        xhat = (x - mu) / np.sqrt(var + eps)
        J = np.eye(B)
        if training:
            J = J - 1 / B - np.outer(xhat, xhat) / B
            out[1][h] = (1 - momentum) * running[0][h] + momentum * mu
            out[2][h] = (1 - momentum) * running[1][h] + momentum * x.var(ddof=1)
        out[0][:, h] = gamma[h] * xhat + beta[h]
        out[3][:, h] = gamma[h] / np.sqrt(var + eps) * J @ dZ[:, h]
        out[4][h], out[5][h] = dZ[:, h] @ xhat, dZ[:, h].sum()
    return tuple(out)


RIGHT = [textbook, step_by_step, by_columns]


def variant(
    var=lambda X: X.var(axis=0),
    mean=lambda X: X.mean(axis=0),
    unbiased=lambda X: X.var(axis=0, ddof=1),
    root=lambda var, eps: np.sqrt(var + eps),
    out=lambda Xhat, gamma, beta: gamma * Xhat + beta,
    back=lambda d, Xhat: d - d.mean(axis=0) - Xhat * (d * Xhat).mean(axis=0),
    back_in_evaluation=lambda d, Xhat: d,
    total=lambda x: x.sum(axis=0),
    move=lambda old, new, momentum: (1 - momentum) * old + momentum * new,
    smallest=2,
    evaluation=True,
):
    """Return the layer with one of its parts replaced."""

    def bn_layer(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
        old_mean, old_var = running
        new_mean, new_var = running
        by_batch = training or not evaluation
        if training and len(X) < smallest:
            raise ValueError("too few rows")
        mu, sigma2 = (mean(X), var(X)) if by_batch else running
        if training:
            new_mean, new_var = move(old_mean, mu, momentum), move(old_var, unbiased(X), momentum)
        std = root(sigma2, eps)
        with np.errstate(all="ignore"):
            Xhat = (X - mu) / std
        step = back if by_batch else back_in_evaluation
        dX = step(dZ * gamma, Xhat) / std
        return out(Xhat, gamma, beta), new_mean, new_var, dX, total(dZ * Xhat), total(dZ)

    return bn_layer


def in_place(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    result = textbook(X, gamma, beta, running, dZ, training, momentum, eps)
    for array, new in zip(running, result[1:3], strict=True):
        array[:] = new
    return result


def mean_of_all(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    Z, mean, *others = textbook(X, gamma, beta, running, dZ, training, momentum, eps)
    if training:
        mean = (1 - momentum) * running[0] + momentum * X.mean()
    return Z, mean, *others


def root_of_the_average(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    result = textbook(X, gamma, beta, running, dZ, training, momentum, eps)
    return (result[0], result[1], np.sqrt(result[2]), *result[3:]) if training else result


def moves_in_evaluation(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    Z, mean, var, *grads = textbook(X, gamma, beta, running, dZ, training, momentum, eps)
    if not training:
        mean = (1 - momentum) * mean + momentum * X.mean(axis=0)
    return Z, mean, var, *grads


def float64_inside(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    Z, mean, var, dX, dgamma, dbeta = textbook(X, gamma, beta, running, dZ, training, momentum, eps)
    return Z, mean, var, dX.astype(float), dgamma, dbeta


def refuses_two_rows(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    if training and len(X) <= 2:
        raise ValueError("too few rows")
    return textbook(X, gamma, beta, running, dZ, training, momentum, eps)


def two_results(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    return textbook(X, gamma, beta, running, dZ, training, momentum, eps)[:3]


no_beta = variant(out=lambda Xhat, gamma, beta: gamma * Xhat)
no_gamma = variant(out=lambda Xhat, gamma, beta: Xhat + beta)
gamma_outside = variant(out=lambda Xhat, gamma, beta: gamma * (Xhat + beta))
unbiased_batch = variant(var=lambda X: X.var(axis=0, ddof=1))
by_variance = variant(root=lambda var, eps: var + eps)
not_centred = variant(mean=lambda X: 0 * X[0])
whole_array = variant(mean=lambda X: X.mean() + 0 * X[0], var=lambda X: X.var() + 0 * X[0])
eps_outside = variant(root=lambda var, eps: np.sqrt(var) + eps)
no_eps = variant(root=lambda var, eps: np.sqrt(var))
complement = variant(move=lambda old, new, momentum: momentum * old + (1 - momentum) * new)
biased_average = variant(unbiased=lambda X: X.var(axis=0))
factor_of_four = variant(unbiased=lambda X: X.var(axis=0) * 4 / 3)
variance_of_all = variant(unbiased=lambda X: X.var(ddof=1) + 0 * X[0])
no_average = variant(move=lambda old, new, momentum: old)
constant_statistics = variant(back=lambda d, Xhat: d)
mean_term_only = variant(back=lambda d, Xhat: d - d.mean(axis=0))
sums_not_means = variant(back=lambda d, Xhat: d - d.sum(axis=0) - Xhat * (d * Xhat).sum(axis=0))
mean_gradients = variant(total=lambda x: x.mean(axis=0))
always_batch = variant(evaluation=False)
training_gradient_in_evaluation = variant(
    back_in_evaluation=lambda d, Xhat: d - d.mean(axis=0) - Xhat * (d * Xhat).mean(axis=0)
)
guarded = variant(root=lambda var, eps: np.where(var > 0, np.sqrt(var + eps), 1.0))
mean_of_squares = variant(var=lambda X: (X**2).mean(axis=0) - X.mean(axis=0) ** 2)
any_batch = variant(smallest=1, unbiased=lambda X: X.var(axis=0, ddof=min(1, len(X) - 1)))


def layer_norm(X, gamma, beta, running, dZ, training=True, momentum=0.1, eps=1e-5):
    if not training or X.shape[1] == 1:
        return textbook(X, gamma, beta, running, dZ, training, momentum, eps)
    Z = ((X.T - X.mean(axis=1)) / np.sqrt(X.var(axis=1) + eps)).T * gamma + beta
    return Z, *textbook(X, gamma, beta, running, dZ, training, momentum, eps)[1:]


WRONG = {
    no_beta: ("by_hand", "beta is missing"),
    no_gamma: ("by_hand", "gamma is missing"),
    gamma_outside: ("by_hand", "Xhat alone"),
    unbiased_batch: ("by_hand", "biased variance"),
    by_variance: ("by_hand", "not by the variance"),
    not_centred: ("by_hand", "not subtracted"),
    two_results: ("by_hand", "return Z, mean, var"),
    layer_norm: ("columns_apart", "layer norm"),
    whole_array: ("columns_apart", "whole array"),
    eps_outside: ("columns_apart", "inside the root"),
    no_eps: ("columns_apart", "eps is missing"),
    complement: ("running_averages", "has weight 0.1"),
    biased_average: ("running_averages", "unbiased variance"),
    root_of_the_average: ("running_averages", "0.9 of the old 1"),
    no_average: ("running_averages", "did not move"),
    mean_of_all: ("running_averages", "One mean"),
    variance_of_all: ("running_averages", "One variance"),
    factor_of_four: ("running_averages", "of this batch"),
    refuses_two_rows: ("running_averages", "stops with this exception"),
    constant_statistics: ("training_gradients", "constants"),
    mean_term_only: ("training_gradients", "variance is missing"),
    sums_not_means: ("training_gradients", "means over the rows"),
    mean_gradients: ("training_gradients", "no mean"),
    always_batch: ("evaluation", "takes its place"),
    moves_in_evaluation: ("evaluation", "leaves the running mean"),
    training_gradient_in_evaluation: ("evaluation", "without the two other terms"),
    guarded: ("constant_column", "second is not"),
    mean_of_squares: ("float32_far_from_zero", "loses all digits"),
    float64_inside: ("float32_far_from_zero", "precision of the input"),
    any_batch: ("one_row", "no variance"),
    in_place: ("input_unchanged", "copy first"),
}
