"""Question 30: the distillation loss for several teachers and a transfer set that is partly labelled."""

import numpy as np
from scipy import special

from helpers.exercises._expect import expect
from helpers.gradcheck import numerical_gradient

ASKS = "distill_loss(z, v, y, T, alpha) -> (loss, dz)"
STATEMENT = (
    "Return alpha T^2 KL(mean teacher || student), both softened by T, mean over all N rows, plus (1 - alpha) "
    "times the cross-entropy at T = 1, mean over the labelled rows, and the gradient with respect to the student's "
    "logits z (N, C); teachers v (M, N, C), labels y (N,) with -1 for none."
)
HINTS = (
    "Write it for one teacher and full labels first: p = softmax(v / T), q = softmax(z / T). The gradient of KL "
    "with respect to z is (q - p) / T, and the loss has the factor T^2 in front of it.",
    "The teacher of the ensemble is softmax(v / T).mean(axis=0). The soft term is divided by N, the hard term by the "
    "number of rows with y >= 0: add its gradient, (softmax(z) - one-hot) over that number, to these rows only.",
    "Take log q from the logits: s - log(sum(exp(s))), with s = z / T shifted by its row's maximum. p may be 0: "
    "put np.where(p > 0, p, 1.0) into its logarithm. Without a labelled row leave the hard term out.",
)

Z = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0], [2.0, 2.0, 1.0], [-1.0, 0.5, 0.0]])
V = np.array(
    [
        [[4.0, 1.0, -2.0], [0.5, 0.0, 5.0], [1.0, 6.0, 0.0], [-3.0, 2.0, 1.0]],
        [[-1.0, 3.0, 0.0], [2.0, 1.0, 2.5], [0.0, 1.0, 4.0], [5.0, 0.0, -1.0]],
    ]
)
LABELS = np.array([0, 2, 1, 1])
SOME = np.array([0, -1, 1, -1])


def _soft(z, p, T):
    """Return the mean of KL(p || softmax(z / T)) over the rows, by SciPy."""
    return special.rel_entr(p, special.softmax(z / T, axis=1)).sum() / len(z)


def _hard(z, y):
    rows = np.flatnonzero(y >= 0)
    return -special.log_softmax(z, axis=1)[rows, y[rows]].mean() if len(rows) else 0.0


def _p(v, T):
    return special.softmax(v / T, axis=-1).mean(axis=0)


def _loss(z, v, y, T, alpha):
    return alpha * T**2 * _soft(z, _p(v, T), T) + (1 - alpha) * _hard(z, y)


def _slope(*arguments):
    z, *rest = arguments
    return numerical_gradient(lambda x: _loss(x, *rest), z)


def _expect_slope(dz, arguments, means, lookalikes=None):
    expect(dz, _slope(*arguments), means, "dz", rtol=0, atol=1e-7, lookalikes=lookalikes)


def labels_alone(distill_loss):
    """Be cross-entropy at T = 1 where alpha is 0, whatever the temperature."""
    loss, dz = distill_loss(Z, V[:1], LABELS, 3.0, 0.0)
    lookalikes = {
        "The hard term is softened too: it belongs to T = 1.": _hard(Z / 3, LABELS),
        "alpha and 1 - alpha are swapped: alpha is the weight of the teacher.": 9 * _soft(Z, _p(V[:1], 3), 3),
        "This is the sum over the rows: divide by their number.": 4 * _hard(Z, LABELS),
    }
    expect(
        loss,
        _hard(Z, LABELS),
        "-log q of the label at T = 1, mean over the rows.",
        "loss",
        lookalikes=lookalikes,
    )
    means = "(softmax(z) - one-hot) / N."
    _expect_slope(dz, (Z, V[:1], LABELS, 3.0, 0.0), means)


def one_teacher(distill_loss):
    """Be T^2 KL(teacher || student) where alpha is 1."""
    T = 2.5
    arguments = Z, V[:1], LABELS, T, 1.0
    loss, dz = distill_loss(*arguments)
    p, q, truth = _p(V[:1], T), special.softmax(Z / T, axis=1), _loss(*arguments)
    lookalikes = {
        "The factor T^2 is missing.": truth / T**2,
        "The factor is T^2, not T.": truth / T,
        "This is KL(student || teacher): the teacher comes first.": T**2 * special.rel_entr(q, p).sum() / 4,
        "This is the cross-entropy: KL also has sum p log p.": -(T**2) * (p * np.log(q)).sum() / 4,
        "The student is not softened: divide z by T too.": T**2 * _soft(Z, p, 1),
        "The teacher is not softened: divide v by T too.": T**2 * _soft(Z, _p(V[:1], 1), T),
        "This is divided by N * C: divide by N alone.": truth / 3,
        "This is the sum over the rows: divide by their number.": truth * 4,
    }
    expect(loss, truth, "T^2 sum_c p_c log(p_c / q_c), mean over the rows.", "loss", lookalikes=lookalikes)
    slopes = {
        "This is (q - p) / N: the loss has T^2, the chain rule gives 1 / T, and T is left.": (q - p) / 4,
        "This is (q - p) / (T N): the factor T^2 is missing in the gradient.": (q - p) / (4 * T),
        "This is T^2 (q - p) / N: the chain rule gives 1 / T, since z is divided by T.": T**2 * (q - p) / 4,
        "This is the gradient of the sum: that of the mean is divided by N.": T * (q - p),
    }
    _expect_slope(dz, arguments, "T (q - p) / N.", slopes)


def both_terms(distill_loss):
    """Weight the two terms by alpha and 1 - alpha, in loss and gradient."""
    arguments = Z, V[:1], LABELS, 2.5, 0.3
    loss, dz = distill_loss(*arguments)
    soft, hard = 2.5**2 * _soft(Z, _p(V[:1], 2.5), 2.5), _hard(Z, LABELS)
    lookalikes = {
        "alpha and 1 - alpha are swapped: alpha is the weight of the teacher.": 0.7 * soft + 0.3 * hard,
        "The weight 1 - alpha of the hard term is missing.": 0.3 * soft + hard,
        "The weight alpha of the soft term is missing.": soft + 0.7 * hard,
    }
    expect(loss, 0.3 * soft + 0.7 * hard, "alpha soft + (1 - alpha) hard.", "loss", lookalikes=lookalikes)
    _expect_slope(dz, arguments, "Both terms, with the weights of the loss.")


def several_teachers(distill_loss):
    """Average the softened probabilities of the teachers, not their logits."""
    arguments = Z, V, LABELS, 2.0, 1.0
    loss, dz = distill_loss(*arguments)
    each = [4 * _soft(Z, _p(v[None], 2), 2) for v in V]
    lookalikes = {
        "The logits are averaged: average the softened probabilities.": 4
        * _soft(Z, _p(V.mean(axis=0)[None], 2), 2),
        "Only the first teacher is used.": each[0],
        "This is the mean of the KLs to each teacher: it has this gradient, but is not the KL to their mean.": np.mean(
            each
        ),
        "This is the sum of the KLs to each teacher.": np.sum(each),
    }
    expect(loss, _loss(*arguments), "p = softmax(v / T).mean(axis=0).", "loss", lookalikes=lookalikes)
    _expect_slope(dz, arguments, "T (q - p) / N with the mean p.")


def missing_labels(distill_loss):
    """Take the hard term over labelled rows alone, and the soft term over all."""
    arguments = Z, V, SOME, 2.0, 0.4
    loss, dz = distill_loss(*arguments)
    soft, hard = 0.4 * 4 * _soft(Z, _p(V, 2), 2), 0.6 * _hard(Z, SOME)
    last = 0.6 * _hard(Z, np.where(SOME < 0, 2, SOME))
    lookalikes = {
        "-1 has become the last class: leave rows without label out of the hard term.": soft + last,
        "The hard term is divided by all rows: divide by the labelled ones.": soft + hard / 2,
        "Rows without label are missing in the soft term too: it needs no label.": 0.4
        * 4
        * _soft(Z[::2], _p(V[:, ::2], 2), 2)
        + hard,
    }
    expect(
        loss,
        soft + hard,
        "Soft: mean over all rows. Hard: mean over rows with a label.",
        "loss",
        lookalikes=lookalikes,
    )
    _expect_slope(dz, arguments, "The hard part only in labelled rows, divided by their number.")
    arguments = Z, V, np.full(4, -1), 2.0, 0.4
    loss, dz = distill_loss(*arguments)
    means = "Without any label the hard term is 0: 0 / 0 is nan, and alpha stays what it is."
    expect(loss, soft, means, "loss")
    _expect_slope(dz, arguments, means)


def nothing_to_learn(distill_loss):
    """Charge 0, with gradient 0, where the student equals its only teacher up to a constant."""
    for shift in (0.0, 5.0):
        loss, dz = distill_loss(Z + shift, Z[None], LABELS, 2.0, 1.0)
        means = "KL(p || p) = 0, and a constant added to all logits of a row cancels."
        expect(loss, 0.0, means, "loss")
        expect(dz, np.zeros((4, 3)), means, "dz")


def extreme_logits(distill_loss):
    """Survive logits of 1000 and -1000."""
    means = "exp(1000) is inf and log(0) is -inf: shift each row by its own maximum, and take 0 log 0 as 0."
    z, v = np.array([[1000.0, 0.0], [0.0, 0.0]]), np.array([[[-1000.0, 1000.0], [0.0, -1000.0]]])
    loss, dz = distill_loss(z, v, np.array([1, 0]), 1.0, 0.5)
    expect(loss, (1000 + np.log(2)) / 2, means, "loss")
    expect(dz, [[0.5, -0.5], [-0.25, 0.25]], means, "dz")


TESTS = (
    labels_alone,
    one_teacher,
    both_terms,
    several_teachers,
    missing_labels,
    nothing_to_learn,
    extreme_logits,
)
