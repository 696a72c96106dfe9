"""Question 27: the elastic net, which is the lasso at one end and ridge regression at the other.

The method is left to the reader; so is what a column that never changes gets.
"""

import numpy as np

from helpers.exercises._expect import expect, fail, quietly
from helpers.exercises._words import show

ASKS = "elastic_net(X, y, lam, share) -> (w, b)"
STATEMENT = (
    "Return w (d,) and the number b that minimise sum((X @ w + b - y)**2) / 2n + lam * (share * sum(|w|) "
    "+ (1 - share) / 2 * sum(w**2)), exact zeros included."
)
HINTS = (
    "Get rid of b first: whatever w is, the best b is mean(y) - mean(X) @ w. So centre X and y, find w without "
    "any bias, and compute b at the end.",
    "With all other weights fixed, w[j] is a problem in one weight. Let r be the residual without feature j and "
    "z = X[:, j] @ r / n. Soft-threshold z by lam * share, then divide by the mean of X[:, j]**2 plus "
    "lam * (1 - share). Go through all j again and again.",
    "Or step with all at once: w = soft(w - (C @ w - c + l2 * w) / L, l1 / L), where C = X.T @ X / n, "
    "c = X.T @ y / n, L is the largest eigenvalue of C plus l2, and soft(z, t) is "
    "np.sign(z) * np.maximum(np.abs(z) - t, 0). Some thousand steps.",
)


def _problem(n=40, d=5, seed=27):
    """Return features with other means and units, and targets that three of them explain."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) * np.linspace(0.5, 2, d) + rng.normal(size=d)
    truth = np.zeros(d)
    truth[:3] = [2.0, -1.0, 0.5]
    return X, X @ truth + 1.5 + 0.3 * rng.normal(size=n)


def _weights(w, d):
    if np.shape(w) != (d,):
        fail(
            f"w of shape ({d},)", f"w = {show(w)}", "One weight for each column of X, and b apart from them."
        )
    return w


def _l2_only(X, y, lam, bias=True):
    """Return the ridge weights by their formula."""
    Xc, yc = (X - X.mean(axis=0), y - y.mean()) if bias else (X, y)
    return np.linalg.solve(Xc.T @ Xc / len(y) + lam * np.eye(X.shape[1]), Xc.T @ yc / len(y))


def one_feature_by_hand(elastic_net):
    """Solve one feature by hand: 2 becomes 1, and -2 becomes -1."""
    X, y = np.array([[-1.0], [1.0]]), np.array([-2.0, 2.0])
    lookalikes = {
        "Nothing was shrunk: where is the penalty?": [2.0],
        "The L1 part is missing, or it only cuts off: subtract lam * share.": [4 / 3],
        "The L2 part is missing: divide by the mean square plus lam * (1 - share).": [1.5],
        "The gradient of (1 - share) / 2 * w**2 has no factor 2 and no factor 1/2.": [0.75],
        "Divide by n: the loss is the sum of squares over 2n, the pull X.T @ r / n.": [3.5 / 2.5],
        "First subtract, then divide: 2 / 1.5 - 0.5 is another number. "
        "(Or after a step of length 1 / L: the threshold is lam * share / L.)": [2 / 1.5 - 0.5],
    }
    means = "Here z = 2, the mean square is 1: (2 - 0.5) / (1 + 0.5)."
    w, b = elastic_net(X, y, lam=1.0, share=0.5)
    expect(_weights(w, 1), [1.0], means, "w", rtol=1e-5, lookalikes=lookalikes)
    expect(b, 0.0, "All means are 0, so b is 0.", "b", atol=1e-6)
    w, _ = elastic_net(X, -y, lam=1.0, share=0.5)
    negative = {"Negative weights are lost: keep the sign of z and shrink |z|.": [0.0]}
    expect(_weights(w, 1), [-1.0], "The mirror image: -1.", "w", rtol=1e-5, lookalikes=negative)


def share_sets_the_mix(elastic_net):
    """Use all of lam for L1 at share = 1, and all of it for L2 at share = 0."""
    X, y = np.array([[-1.0], [1.0]]), np.array([-2.0, 2.0])
    swapped = {"share is the part of L1; here it is the other way round.": [1.6]}
    w, _ = elastic_net(X, y, lam=0.5, share=0.5)
    expect(_weights(w, 1), [1.4], "(2 - 0.25) / 1.25.", "w", rtol=1e-5)
    w, _ = elastic_net(X, y, lam=0.5, share=0.2)
    means = "(2 - lam * share) / (1 + lam * (1 - share)) = 1.9 / 1.4."
    expect(_weights(w, 1), [1.9 / 1.4], means, "w", rtol=1e-5, lookalikes=swapped | {
        "share is the part of L1; here it is the other way round.": [1.6 / 1.1],
        "lam * share is used for both parts.": [1.9 / 1.1],
    })  # fmt: skip


def ridge_limit(elastic_net):
    """Agree with the formula of ridge regression at share = 0."""
    X, y = _problem()
    w, _ = elastic_net(X, y, lam=0.7, share=0.0)
    C = np.cov(X.T, bias=True)
    as_if = C + np.diag(1.7 - np.diag(C))  # where coordinate steps end that divide by 1 + 0.7
    lookalikes = {
        "Divide by the mean of X[:, j]**2 (centred) plus lam * (1 - share): it is 1 only if you standardise, "
        "and here you must not.": np.linalg.solve(as_if, (X - X.mean(axis=0)).T @ y / len(y)),
        "b is missing: centre X and y first.": _l2_only(X, y, 0.7, bias=False),
        "b is penalised too: centre X and y, or leave b out of the penalty.": _l2_only(
            np.column_stack([X, np.ones(len(y))]), y, 0.7, bias=False
        )[:-1],
        "Divide by n: the loss is the sum of squares over 2n.": _l2_only(X, y, 0.7 / len(y)),
        "X is standardised inside: with other units the penalty is another one.": _l2_only(
            X / X.std(axis=0), y, 0.7
        )
        / X.std(axis=0),
    }
    means = (
        "At share = 0 the minimum is (C + lam I)^-1 c, with X and y centred. More steps, a safe step length?"
    )
    expect(_weights(w, 5), _l2_only(X, y, 0.7), means, "w", rtol=1e-5, atol=1e-7, lookalikes=lookalikes)


def bias_is_free(elastic_net):
    """Follow a shift of all targets with b alone, and a shift of the features too."""
    X, y = _problem()
    w, b = elastic_net(X, y, lam=0.3, share=0.5)
    w_up, b_up = elastic_net(X, y + 100, lam=0.3, share=0.5)
    means = "Targets that are 100 higher want b + 100 and the same w: b is penalised, or missing."
    expect(_weights(w_up, 5), _weights(w, 5), means, "w", rtol=1e-4, atol=1e-6)
    expect(b_up, float(b) + 100, means, "b", rtol=1e-6)
    mean_only = {
        "This is mean(y); if the columns of X have other means than 0, subtract mean(X) @ w.": y.mean()
    }
    expect(b, float(y.mean() - X.mean(axis=0) @ w), "The best b is mean(y) - mean(X) @ w.", "b", rtol=1e-5,
           lookalikes=mean_only)  # fmt: skip


def zeros_are_exact(elastic_net):
    """Return exact zeros where the pull is below lam * share, and nowhere else."""
    X, y = _problem(n=60, d=8)
    for lam, share in ((0.4, 1.0), (0.4, 0.5)):
        w, b = elastic_net(X, y, lam=lam, share=share)
        w = _weights(w, 8)
        pull = X.T @ (y - X @ w - b) / len(y) - lam * (1 - share) * w
        held = (w == 0) & (np.abs(pull) > lam * share + 1e-5)
        if np.all(w != 0):
            means = "Near 0 is not 0: w - lr * lam * np.sign(w) hovers there. Soft-threshold after the step."
            fail("some weights that are exactly 0", f"w = {show(w)}", means)
        if np.any(held):
            means = "A weight is 0 though the loss pulls it harder than lam * share: may it come back?"
            fail("another weight above or below 0", f"w = {show(w)}", means)
        if np.any(w != 0) and np.abs(pull - lam * share * np.sign(w))[w != 0].max() > 1e-5:
            means = "At the minimum every weight that is not 0 is pulled with lam * share. More steps?"
            fail("the minimum", f"w = {show(w)}", means)


def strong_penalty_empties(elastic_net):
    """Return w = 0 and b = mean(y) for a strength above the largest pull."""
    X, y = _problem()
    largest = np.abs((X - X.mean(axis=0)).T @ y).max() / len(y)
    means = "Above max |x_j @ (y - mean(y))| / n no weight may leave 0."
    w, b = quietly(means, elastic_net, X, y, lam=1.1 * largest, share=1.0)
    expect(_weights(w, 5), np.zeros(5), means, "w", atol=0)
    expect(b, y.mean(), "Without weights the best b is mean(y).", "b", rtol=1e-9)


def no_penalty_fits(elastic_net):
    """Return least squares at lam = 0, whatever the unit of the features."""
    X, y = _problem()
    for unit in (1.0, 100.0):
        means = "At lam = 0 this is least squares. A fixed step length fails in other units: take 1 / L."
        w, b = quietly(means, elastic_net, X * unit, y, lam=0.0, share=0.5)
        *truth, bias = np.linalg.lstsq(np.column_stack([X, np.ones(len(y))]), y, rcond=None)[0]
        expect(_weights(w, 5) * unit, truth, means, "w", rtol=1e-4)
        expect(b, bias, means, "b", rtol=1e-4)


def strong_ridge(elastic_net):
    """Agree with the formula of ridge also at a strength far above the curvature of the loss."""
    X, y = _problem()
    means = "The L2 part adds lam * (1 - share) to the curvature: add it to L too, or the steps are too long."
    w, _ = quietly(means, elastic_net, X, y, lam=50.0, share=0.0)
    expect(_weights(w, 5), _l2_only(X, y, 50.0), means, "w", rtol=1e-5, atol=1e-8)


def twins_share(elastic_net):
    """Give two identical features the same weight, and the rest as if they were one of double width."""
    X, y = _problem(d=3)
    twice = np.column_stack([X, X[:, 0]])
    w, _ = elastic_net(twice, y, lam=0.6, share=0.5)
    means = "With some L2 the minimum is unique, and symmetric in features that are the same."
    expect(_weights(w, 4)[3], float(w[0]), means, "w[3]", rtol=1e-4)
    if not abs(w[0]) > 1e-3:
        fail("two weights that are not 0", f"w = {show(w)}", means)


TESTS = (
    one_feature_by_hand,
    share_sets_the_mix,
    ridge_limit,
    bias_is_free,
    zeros_are_exact,
    strong_penalty_empties,
    no_penalty_fits,
    strong_ridge,
    twins_share,
)
