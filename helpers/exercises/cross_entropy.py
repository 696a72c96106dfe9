"""Question 16: cross-entropy from logits, and its gradient, for labels and for distributions."""

import numpy as np
from scipy import special

from helpers.exercises._expect import expect
from helpers.gradcheck import numerical_gradient

ASKS = 'cross_entropy(logits, targets, reduction="mean") -> (loss, dlogits)'
STATEMENT = (
    "Return the cross-entropy in nats of logits (N, C) and targets, which are whole-number labels (N,) or one "
    'distribution a row (N, C), and its gradient (N, C); reduction "mean" or "sum" over the rows gives a '
    'number, "none" the N losses (N,), with the gradient of each row\'s own loss.'
)
HINTS = (
    "For one row the loss is -sum_c t_c log p_c, and a label stands for the distribution that is 1 in one "
    "place: turn labels into such rows first, and one formula serves both.",
    "Never form log p from p: log p = z - log(sum(exp(z))), with z shifted by the maximum of its row. The "
    "gradient of the loss of one row is p - t; what is missing is only what the reduction divides by.",
    "A masked class has log p = -inf and t = 0, and 0 * inf is nan: put np.where(t > 0, log_p, 0.0) into the "
    "product with t. For the mean, loss and gradient alike are divided by N = len(logits).",
)

LOGITS = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0], [2.0, 2.0, 1.0], [-1.0, 0.5, 0.0]])
LABELS = np.array([1, 0, 2, 1])
ONE_HOT = np.eye(3)[LABELS]
SOFT = np.array([[0.1, 0.7, 0.2], [0.5, 0.25, 0.25], [1.0, 0.0, 0.0], [0.2, 0.3, 0.5]])


def _losses(logits, t, axis=1):
    """Return the cross-entropy of each row, by SciPy."""
    return -(t * special.log_softmax(logits, axis=axis)).sum(axis=1)


def uniform_logits(cross_entropy):
    """Charge ln K for K equal logits."""
    loss, _ = cross_entropy(np.zeros((2, 4)), np.array([1, 3]))
    lookalikes = {
        "This is the sum over the rows: divide by N.": 2 * np.log(4),
        "This is the logarithm to the base 2: nats are asked for.": 2.0,
        "This is divided by N * C: divide by N alone.": np.log(4) / 4,
        "This is a probability: its logarithm is missing.": 0.25,
        "The softmax runs over the rows: it belongs to axis=1.": np.log(2),
    }
    means = "The mean over the rows of -log p of the right class."
    expect(loss, np.log(4), means, "loss", lookalikes=lookalikes)


def agrees_on_labels(cross_entropy):
    """Agree with SciPy on labels, also for a single row."""
    lookalikes = {
        "Softmax is applied twice.": _losses(special.softmax(LOGITS, axis=1), ONE_HOT).mean(),
        "All classes are summed: only log p of the right one counts.": _losses(LOGITS, 1.0).mean(),
        "The softmax runs over the rows: it belongs to axis=1.": _losses(LOGITS, ONE_HOT, axis=0).mean(),
    }
    loss, _ = cross_entropy(LOGITS, LABELS)
    means = "The mean over the rows of -log p of the right class."
    expect(loss, _losses(LOGITS, ONE_HOT).mean(), means, "loss", lookalikes=lookalikes)
    loss, _ = cross_entropy(LOGITS[:1], LABELS[:1])
    expect(loss, _losses(LOGITS, ONE_HOT)[0], "A batch of one row is special: a squeeze?", "loss")


def agrees_on_distributions(cross_entropy):
    """Agree with SciPy on distributions, and treat one-hot rows as labels."""
    loss, _ = cross_entropy(LOGITS, ONE_HOT)
    expect(loss, _losses(LOGITS, ONE_HOT).mean(), "One-hot rows and labels cost the same.", "loss")
    loss, _ = cross_entropy(LOGITS, SOFT)
    truth, entropy = _losses(LOGITS, SOFT).mean(), special.entr(SOFT).sum(axis=1).mean()
    hard = _losses(LOGITS, np.eye(3)[SOFT.argmax(axis=1)]).mean()
    lookalikes = {
        "argmax throws away what a distribution says: use all of its entries.": hard,
        "This is KL(t || p): cross-entropy includes the entropy of the targets.": truth - entropy,
        "This is divided by N * C: divide by N alone.": truth / 3,
    }
    expect(loss, truth, "The mean over the rows of -sum_c t_c log p_c.", "loss", lookalikes=lookalikes)


def floor_is_entropy(cross_entropy):
    """Charge the entropy of the target, with gradient 0, where p equals it."""
    t = np.array([[0.5, 0.25, 0.25], [0.1, 0.7, 0.2]])
    loss, dlogits = cross_entropy(np.log(t), t)
    expect(loss, special.entr(t).sum(axis=1).mean(), "-sum_c t_c log p_c, with log p of the logits.", "loss")
    expect(dlogits, np.zeros((2, 3)), "The gradient p - t is 0 where p = t.", "dlogits")


def extreme_logits(cross_entropy):
    """Survive logits of 1000 and 10 000, and ignore a shift of them all."""
    means = (
        "exp(1000) is inf, log(0) is -inf: z - log(sum(exp(z))), with z shifted by the maximum of its row."
    )
    floor = (
        "A clip, or a constant of {:.2g} in the logarithm, hides a confident mistake and kills its gradient."
    )
    tiny = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, np.finfo(float).eps, 1e-300)
    lookalikes = {floor.format(eps): -np.log(eps) for eps in tiny}
    for size in (1e3, 1e4):
        for label, truth, slope in [(0, size, [[-1.0, 1.0]]), (1, 0.0, [[0.0, 0.0]])]:
            loss, dlogits = cross_entropy(np.array([[0.0, size]]), np.array([label]))
            expect(loss, truth, means, "loss", lookalikes=lookalikes)
            expect(dlogits, slope, means, "dlogits")
    loss, _ = cross_entropy(np.array([[0.0, 1e4], [0.0, 0.0]]), np.array([1, 0]))
    means = "The maximum of each row, not of the whole batch: axis=1, keepdims=True."
    expect(loss, np.log(2) / 2, means, "loss")
    loss, _ = cross_entropy(LOGITS + 100, LABELS)
    expect(loss, _losses(LOGITS, ONE_HOT).mean(), "A shift of all logits cancels.", "loss", atol=1e-11)


def masked_class(cross_entropy):
    """Charge nothing for a class with logit -inf and target 0."""
    means = "0 * inf is nan: leave the classes with t = 0 out, np.where(t > 0, log_p, 0.0)."
    replaced = "The probability of a masked class is 0: replace its log p in the product with t only."
    for targets in (np.array([2]), np.array([[0.0, 0.0, 1.0]])):
        loss, dlogits = cross_entropy(np.array([[0.0, -np.inf, 0.0]]), targets)
        expect(loss, np.log(2), means, "loss")
        expect(dlogits, [[0.5, 0.0, -0.5]], means, "dlogits", lookalikes={replaced: [[0.5, 1.0, -0.5]]})


def gradient(cross_entropy):
    """Return the gradient that central differences give, its rows summing to 0."""
    p = special.softmax(LOGITS, axis=1)
    for targets, t in [(LABELS, ONE_HOT), (SOFT, SOFT)]:
        lookalikes = {
            "This is the gradient of the sum: that of the mean is divided by N.": p - t,
            "This is divided by N * C: divide by N alone.": (p - t) / t.size,
            "These are the probabilities: subtract the targets.": p,
            "These are the probabilities over N: subtract the targets.": p / len(t),
            "This is the gradient for p: the chain rule takes it on to the logits.": -t / p / len(t),
        }
        truth = numerical_gradient(lambda z, t=t: _losses(z, t).mean(), LOGITS)
        _, dlogits = cross_entropy(LOGITS, targets)
        expect(dlogits, truth, "(p - t) / N.", "dlogits", rtol=0, atol=1e-7, lookalikes=lookalikes)
        expect(dlogits.sum(axis=1), np.zeros(4), "p and t both sum to 1.", "dlogits.sum(axis=1)")


def reductions(cross_entropy):
    """Give the sum, or each row's own loss, with the gradient that belongs to it."""
    losses, slope = _losses(LOGITS, ONE_HOT), special.softmax(LOGITS, axis=1) - ONE_HOT
    ignored = {"This is the mean: `reduction` is not used.": losses.mean()}
    divided = {"This is the gradient of the mean: without a mean nothing is divided by N.": slope / 4}
    for reduction, truth in [("sum", losses.sum()), ("none", losses)]:
        loss, dlogits = cross_entropy(LOGITS, LABELS, reduction=reduction)
        expect(loss, truth, "The loss of each row, summed or left as it is.", "loss", lookalikes=ignored)
        expect(dlogits, slope, "p - t for every row.", "dlogits", lookalikes=divided)


TESTS = (
    uniform_logits,
    agrees_on_labels,
    agrees_on_distributions,
    floor_is_entropy,
    extreme_logits,
    masked_class,
    gradient,
    reductions,
)
