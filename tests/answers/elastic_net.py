"""Right and plausible wrong answers to the exercise `elastic_net`; WRONG names the test and a word of the meaning."""

import numpy as np


def soft(z, t):
    return np.sign(z) * np.maximum(np.abs(z) - t, 0)


def coordinate_descent(X, y, lam, share):
    n, d = X.shape
    l1, l2 = lam * share, lam * (1 - share)
    w, b = np.zeros(d), y.mean()
    for _ in range(150):
        for j in range(d):
            r = y - b - X @ w + X[:, j] * w[j]
            w[j] = soft(X[:, j] @ (r - r.mean()) / n, l1) / (X[:, j].var() + l2)
        b = np.mean(y - X @ w)
    return w, b


def proximal_gradient(X, y, lam, share):
    n, d = X.shape
    A, t = X - X.mean(0), y - y.mean()
    C, c = A.T @ A / n, A.T @ t / n
    L = np.linalg.eigvalsh(C)[-1] + lam * (1 - share)
    w = np.zeros(d)
    for _ in range(1000):
        w = soft(w - (C @ w - c + lam * (1 - share) * w) / L, lam * share / L)
    return w, float(y.mean() - X.mean(0) @ w)


def augmented_rows(X, y, lam, share):
    """The L2 part as d further examples of target 0, what remains is a lasso; with momentum."""
    n, d = X.shape
    mean = X.mean(0)
    A = np.vstack([X - mean, np.sqrt(n * lam * (1 - share)) * np.eye(d)])
    t = np.concatenate([y - y.mean(), np.zeros(d)])
    lr = n / np.linalg.norm(A, 2) ** 2
    w, v, k = np.zeros(d), np.zeros(d), 1
    for _ in range(500):
        new = soft(v - lr * A.T @ (A @ v - t) / n, lr * lam * share)
        v, w, k = new + (k - 1) / (k + 2) * (new - w), new, k + 1
    return w, y.mean() - mean @ w


def positive_and_negative_parts(X, y, lam, share):
    """w = p - q with p, q >= 0: projected coordinate descent on both."""
    n, d = X.shape
    A, t = X - X.mean(0), y - y.mean()
    C, c = A.T @ A / n, A.T @ t / n
    p, q = np.zeros(d), np.zeros(d)
    for _ in range(150):
        for j in range(d):
            w = p - q
            z = c[j] - C[j] @ w + C[j, j] * w[j]
            scale = C[j, j] + lam * (1 - share)
            p[j] = max(0.0, (z - lam * share) / scale)
            q[j] = max(0.0, (-z - lam * share) / scale)
    return p - q, y.mean() - X.mean(0) @ (p - q)


RIGHT = [coordinate_descent, proximal_gradient, augmented_rows, positive_and_negative_parts]


def variant(threshold=soft, l1=lambda lam, a: lam * a, l2=lambda lam, a: lam * (1 - a), n_of=len, bias=True,
            lr=None, steps=1000, scale=False):  # fmt: skip
    """Return the proximal gradient method with one of its decisions replaced."""

    def elastic_net(X, y, lam, share):
        mean, level = (X.mean(0), y.mean()) if bias else (np.zeros(X.shape[1]), 0.0)
        unit = X.std(0) if scale else np.ones(X.shape[1])
        A, t = (X - mean) / unit, y - level
        C, c = A.T @ A / n_of(y), A.T @ t / n_of(y)
        first, second = l1(lam, share), l2(lam, share)
        rate = lr or 1 / (np.linalg.eigvalsh(C)[-1] + second)
        w = np.zeros(X.shape[1])
        for _ in range(steps):
            w = threshold(w - rate * (C @ w - c + second * w), rate * first)
        w = w / unit
        return w, level - mean @ w

    return elastic_net


no_l1 = variant(l1=lambda lam, a: 0.0)
no_l2 = variant(l2=lambda lam, a: 0.0)
no_penalty = variant(l1=lambda lam, a: 0.0, l2=lambda lam, a: 0.0)
twice_l2 = variant(l2=lambda lam, a: 2 * lam * (1 - a))
swapped = variant(l1=lambda lam, a: lam * (1 - a), l2=lambda lam, a: lam * a)
same_for_both = variant(l2=lambda lam, a: lam * a)
sum_of_squares = variant(n_of=lambda y: 1)
no_bias = variant(bias=False)
positive_only = variant(threshold=lambda z, t: np.maximum(z - t, 0))
hard_threshold = variant(threshold=lambda z, t: np.where(np.abs(z) > t, z, 0))
subgradient = variant(threshold=lambda z, t: z - t * np.sign(z))
standardises = variant(scale=True)
fixed_rate = variant(lr=0.1)
too_few_steps = variant(steps=8)


def subtracts_last(X, y, lam, share):
    """Ridge first, soft threshold afterwards."""
    w, _ = proximal_gradient(X, y, lam * (1 - share), 0.0)
    w = soft(w, lam * share)
    return w, y.mean() - X.mean(0) @ w


def bias_column(X, y, lam, share):
    """Penalise the bias as the weight of a column of ones."""
    w, _ = variant(bias=False)(np.column_stack([X, np.ones(len(y))]), y, lam, share)
    return w[:-1], w[-1]


def standard_assumed(X, y, lam, share):
    """Divide by 1 plus the strength of L2, as if the columns were standardised."""
    n, d = X.shape
    A, t, w = X - X.mean(0), y - y.mean(), np.zeros(X.shape[1])
    for _ in range(300):
        for j in range(d):
            z = A[:, j] @ (t - A @ w + A[:, j] * w[j]) / n
            w[j] = soft(z, lam * share) / (1 + lam * (1 - share))
    return w, y.mean() - X.mean(0) @ w


def curvature_of_the_loss_alone(X, y, lam, share):
    """Take the step length from the loss and forget that L2 is curved as well."""
    n, d = X.shape
    A, t = X - X.mean(0), y - y.mean()
    C, c, w = A.T @ A / n, A.T @ t / n, np.zeros(d)
    L = np.linalg.eigvalsh(C)[-1]
    for _ in range(1000):
        w = soft(w - (C @ w - c + lam * (1 - share) * w) / L, lam * share / L)
    return w, y.mean() - X.mean(0) @ w


def whole_threshold(X, y, lam, share):
    """Step by 1 / L, but threshold by all of lam * share."""
    n, d = X.shape
    A, t = X - X.mean(0), y - y.mean()
    C, c, w = A.T @ A / n, A.T @ t / n, np.zeros(d)
    L = np.linalg.eigvalsh(C)[-1] + lam * (1 - share)
    for _ in range(1000):
        w = soft(w - (C @ w - c + lam * (1 - share) * w) / L, lam * share)
    return w, y.mean() - X.mean(0) @ w


def bias_in_w(X, y, lam, share):
    w, b = proximal_gradient(X, y, lam, share)
    return np.append(w, b), b


def mean_of_y(X, y, lam, share):
    w, _ = proximal_gradient(X, y, lam, share)
    return w, y.mean()


def never_returns(X, y, lam, share):
    """Drop a feature for good as soon as its weight is 0."""
    A, t = X - X.mean(0), y - y.mean()
    C, c = A.T @ A / len(y), A.T @ t / len(y)
    l1, l2 = lam * share, lam * (1 - share)
    w = np.linalg.solve(C + (l2 + 1e-12) * np.eye(len(c)), c)
    inside = np.abs(w) > l1
    for _ in range(1000):
        for j in np.flatnonzero(inside):
            w[j] = soft(c[j] - C[j] @ (w * inside) + C[j, j] * w[j], l1) / (C[j, j] + l2)
    return w * inside, y.mean() - X.mean(0) @ (w * inside)


def nearly_zero(X, y, lam, share):
    """Smooth |w| as sqrt(w**2 + eps)."""
    A, t = X - X.mean(0), y - y.mean()
    C, c = A.T @ A / len(y), A.T @ t / len(y)
    w = np.ones(X.shape[1])
    for _ in range(300):
        w = np.linalg.solve(C + np.diag(lam * (1 - share) + lam * share / np.sqrt(w**2 + 1e-14)), c)
    return w, y.mean() - X.mean(0) @ w


def one_twin(X, y, lam, share):
    """Leave out columns that occurred before."""
    _, first = np.unique(X, axis=1, return_index=True)
    w = np.zeros(X.shape[1])
    w[np.sort(first)], b = proximal_gradient(X[:, np.sort(first)], y, lam, share)
    return w, b


def subgradient_empties(X, y, lam, share):
    """Right, but a strong penalty leaves dust: rounded nowhere."""
    w, b = proximal_gradient(X, y, lam, share)
    return (w if np.any(w) else w + 1e-9), b


def works_in_place(X, y, lam, share):
    level, mean = y.mean(), X.mean(0)
    y -= level
    w, _ = proximal_gradient(X, y, lam, share)
    return w, level - mean @ w


WRONG = {
    no_l1: ("one_feature_by_hand", "L1 part is missing"),
    no_l2: ("one_feature_by_hand", "L2 part is missing"),
    no_penalty: ("one_feature_by_hand", "where is the penalty"),
    twice_l2: ("one_feature_by_hand", "no factor 2"),
    sum_of_squares: ("one_feature_by_hand", "Divide by n"),
    subtracts_last: ("one_feature_by_hand", "First subtract"),
    positive_only: ("one_feature_by_hand", "Negative weights"),
    standard_assumed: ("ridge_limit", "only if you standardise"),
    curvature_of_the_loss_alone: ("strong_ridge", "add it to L too"),
    whole_threshold: ("one_feature_by_hand", "threshold is lam"),
    bias_in_w: ("one_feature_by_hand", "b apart"),
    swapped: ("share_sets_the_mix", "other way round"),
    same_for_both: ("share_sets_the_mix", "both parts"),
    no_bias: ("ridge_limit", "b is missing"),
    standardises: ("ridge_limit", "standardised"),
    too_few_steps: ("ridge_limit", "More steps"),
    bias_column: ("ridge_limit", "b is penalised too"),
    mean_of_y: ("bias_is_free", "mean(X) @ w"),
    subgradient: ("zeros_are_exact", "hovers"),
    nearly_zero: ("zeros_are_exact", "Near 0 is not 0"),
    hard_threshold: ("one_feature_by_hand", "only cuts off"),
    never_returns: ("zeros_are_exact", "may it come back"),
    subgradient_empties: ("strong_penalty_empties", "no weight may leave 0"),
    fixed_rate: ("no_penalty_fits", "fixed step length"),
    one_twin: ("twins_share", "symmetric"),
    works_in_place: ("input_unchanged", "copy first"),
}
