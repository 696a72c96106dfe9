"""Right and plausible wrong answers to `distill_loss`; WRONG names the test and a word of the meaning."""

import math

import numpy as np
from scipy import special


def whiteboard(z, v, y, T, alpha):
    return altered(z, v, y, T, alpha)


def altered(z, v, y, T, alpha, teacher=None, kl=None, factor=None, rows=None, slope=None, hard_T=1.0):
    """Return a right answer, or one in which one part is replaced."""
    N, C = z.shape
    factor = T**2 if factor is None else factor(T)
    p = (teacher or mean_of_probabilities)(v, T)
    soft, dsoft = (kl or forward)(p, z, T)
    labelled, count = (rows or only_labelled)(y)
    log_q1 = special.log_softmax(z / hard_T, axis=1)
    hard, dhard = 0.0, np.zeros_like(z)
    if len(labelled):
        hard = -log_q1[labelled, y[labelled]].sum() / count
        dhard[labelled] = (np.exp(log_q1[labelled]) - np.eye(C)[y[labelled]]) / count / hard_T
    loss = alpha * factor * soft / N + (1 - alpha) * hard
    if slope:
        return loss, alpha * slope(dsoft, T) / N + (1 - alpha) * dhard
    return loss, alpha * factor * dsoft / N + (1 - alpha) * dhard


def mean_of_probabilities(v, T):
    return special.softmax(v / T, axis=-1).mean(axis=0)


def only_labelled(y):
    rows = np.flatnonzero(y >= 0)
    return rows, len(rows)


def forward(p, z, T):
    """Return the sum of KL(p || q) over the rows, and its gradient with respect to z."""
    loss = (special.xlogy(p, p) - p * special.log_softmax(z / T, axis=1)).sum()
    return loss, (special.softmax(z / T, axis=1) - p) / T


def log_domain(z, v, y, T, alpha):
    log_p = special.logsumexp(special.log_softmax(v / T, axis=2), axis=0) - np.log(len(v))
    log_q = special.log_softmax(z / T, axis=1)
    p, q = np.exp(log_p), np.exp(log_q)
    t = np.where(y[:, None] == np.arange(z.shape[1]), 1.0, 0.0)
    share = (1 - alpha) / max(t.sum(), 1.0)
    q1 = special.softmax(z, axis=1) * t.sum(axis=1, keepdims=True)
    loss = alpha * T**2 * np.mean(np.sum(p * (log_p - log_q), axis=1))
    loss -= share * (t * special.log_softmax(z, axis=1)).sum()
    return loss, alpha * T / len(z) * (q - p) + share * (q1 - t)


def loops(z, v, y, T, alpha):
    def softmax(row, T):
        e = [math.exp((x - max(row)) / T) for x in row]
        return [x / sum(e) for x in e]

    def log_softmax(row, T):
        return [(x - max(row)) / T - math.log(sum(math.exp((x - max(row)) / T) for x in row)) for x in row]

    M, N, C = v.shape
    loss, dz, n_labels = 0.0, np.zeros((N, C)), sum(1 for label in y if label != -1)
    for n in range(N):
        teachers = [softmax(v[m, n], T) for m in range(M)]
        q, log_q = softmax(z[n], T), log_softmax(z[n], T)
        for c in range(C):
            p = sum(t[c] for t in teachers) / M
            if p > 0:
                loss += alpha * T * T * p * (math.log(p) - log_q[c]) / N
            dz[n, c] += alpha * T * (q[c] - p) / N
        if y[n] != -1:
            loss -= (1 - alpha) * log_softmax(z[n], 1)[y[n]] / n_labels
            dz[n] += (1 - alpha) * (np.array(softmax(z[n], 1)) - (np.arange(C) == y[n])) / n_labels
    return float(loss), dz


RIGHT = [whiteboard, log_domain, loops]


def variant(**parts):
    """Return a wrong answer: the right one with these parts replaced."""

    def distill_loss(z, v, y, T, alpha):
        return altered(z, v, y, T, alpha, **parts)

    return distill_loss


def backward(p, z, T):
    """Return KL(q || p) and its gradient."""
    q = special.softmax(z / T, axis=1)
    ratio = special.log_softmax(z / T, axis=1) - np.log(np.maximum(p, 1e-300))
    rows = (q * ratio).sum(axis=1, keepdims=True)
    return rows.sum(), q * (ratio - rows) / T


def only_cross_entropy(p, z, T):
    loss, slope = forward(p, z, T)
    return loss - special.xlogy(p, p).sum(), slope


def student_not_softened(p, z, T):
    return forward(p, z, 1.0)


def clipped(p, z, T):
    q = special.softmax(z / T, axis=1)
    return (special.xlogy(p, p) - p * np.log(np.maximum(q, 1e-12))).sum(), (q - p) / T


def naive_log(p, z, T):
    e = np.exp(z / T)
    q = e / e.sum(axis=1, keepdims=True)
    return (p * (np.log(p) - np.log(q))).sum(), (q - p) / T


def over_all_entries(p, z, T):
    loss, slope = forward(p, z, T)
    return loss / z.shape[1], slope / z.shape[1]


def shifted_once(p, z, T):
    """Forget that the mean is divided by: the gradient stays right, the loss is a sum."""
    loss, slope = forward(p, z, T)
    return loss * len(z), slope


without_squared = variant(factor=lambda T: 1.0)
factor_T = variant(factor=lambda T: T)
reverse_kl = variant(kl=backward)
cross_entropy_for_kl = variant(kl=only_cross_entropy)
student_at_one = variant(kl=student_not_softened)
teacher_at_one = variant(teacher=lambda v, T: mean_of_probabilities(v, 1.0))
divided_by_entries = variant(kl=over_all_entries)
sum_for_mean = variant(kl=shifted_once)
chain_rule_forgotten = variant(slope=lambda d, T: T**2 * d * T)
squared_missing_in_gradient = variant(slope=lambda d, T: d)
T_missing_in_gradient = variant(slope=lambda d, T: T * d)
hard_softened = variant(hard_T=3.0)
mean_of_logits = variant(teacher=lambda v, T: special.softmax(v.mean(axis=0) / T, axis=-1))
first_teacher = variant(teacher=lambda v, T: special.softmax(v[0] / T, axis=-1))
averaged_then_softened = variant(
    teacher=lambda v, T: special.softmax(
        np.log(special.softmax(v, axis=-1).mean(axis=0) + 1e-300) / T, axis=-1
    )
)
clipped_student = variant(kl=clipped)
naive = variant(kl=naive_log)
unlabelled_as_last = variant(rows=lambda y: (np.arange(len(y)), len(y)))
divided_by_all_rows = variant(rows=lambda y: (np.flatnonzero(y >= 0), len(y)))


def teachers_shifted_together(v, T):
    """Shift all teachers' logits by one maximum: a row far below it becomes 0 / 0."""
    with np.errstate(invalid="ignore"):
        e = np.exp((v - v.max()) / T)
        return (e / e.sum(axis=-1, keepdims=True)).mean(axis=0)


one_maximum = variant(teacher=teachers_shifted_together)


def swapped(z, v, y, T, alpha):
    return altered(z, v, y, T, 1 - alpha)


def hard_unweighted(z, v, y, T, alpha):
    loss, dz = altered(z, v, y, T, alpha)
    if 0 < alpha < 1:
        hard, dhard = altered(z, v, y, T, 0.0)
        return loss + alpha * hard, dz + alpha * dhard
    return loss, dz


def mean_of_kls(z, v, y, T, alpha):
    """Average the KL to each teacher: the right gradient, another loss."""
    parts = [altered(z, teacher[None], y, T, alpha) for teacher in v]
    return np.mean([loss for loss, _ in parts]), np.mean([dz for _, dz in parts], axis=0)


def labelled_rows_only(z, v, y, T, alpha):
    rows = np.flatnonzero(y >= 0)
    if not len(rows):
        return altered(z, v, y, T, alpha)
    loss, inner = altered(z[rows], v[:, rows], y[rows], T, alpha)
    dz = np.zeros_like(z)
    dz[rows] = inner
    return loss, dz


def no_label_no_guard(z, v, y, T, alpha):
    loss, dz = altered(z, v, y, T, alpha)
    return (loss, dz) if (y >= 0).any() else (np.nan, dz)


def soft_alone_without_labels(z, v, y, T, alpha):
    return altered(z, v, y, T, alpha if (y >= 0).any() else 1.0)


def small_constant(z, v, y, T, alpha):
    loss, dz = altered(z, v, y, T, alpha)
    return loss + alpha * 1e-7, dz


def in_place(z, v, y, T, alpha):
    z -= z.max(axis=1, keepdims=True)
    return altered(z, v, y, T, alpha)


def not_shift_invariant(z, v, y, T, alpha):
    """Match logits, which is the limit of large T and not the loss."""
    loss, dz = altered(z, v, y, T, alpha)
    return loss + alpha * (z - v[0]).mean() ** 2 * (len(v) == 1) * np.allclose(
        z - z[0, 0], v[0] - v[0, 0, 0]
    ), dz


WRONG = {
    hard_softened: ("labels_alone", "T = 1"),
    swapped: ("labels_alone", "swapped"),
    without_squared: ("one_teacher", "T^2 is missing"),
    factor_T: ("one_teacher", "not T"),
    reverse_kl: ("one_teacher", "teacher comes first"),
    cross_entropy_for_kl: ("one_teacher", "cross-entropy"),
    student_at_one: ("one_teacher", "student is not softened"),
    teacher_at_one: ("one_teacher", "teacher is not softened"),
    divided_by_entries: ("one_teacher", "N * C"),
    sum_for_mean: ("one_teacher", "sum over the rows"),
    chain_rule_forgotten: ("one_teacher", "chain rule"),
    squared_missing_in_gradient: ("one_teacher", "missing in the gradient"),
    T_missing_in_gradient: ("one_teacher", "T is left"),
    hard_unweighted: ("both_terms", "hard term is missing"),
    mean_of_logits: ("several_teachers", "logits are averaged"),
    first_teacher: ("several_teachers", "first teacher"),
    averaged_then_softened: ("several_teachers", "mean(axis=0)"),
    mean_of_kls: ("several_teachers", "each teacher"),
    unlabelled_as_last: ("missing_labels", "last class"),
    divided_by_all_rows: ("missing_labels", "divided by all rows"),
    labelled_rows_only: ("missing_labels", "needs no label"),
    no_label_no_guard: ("missing_labels", "0 / 0"),
    soft_alone_without_labels: ("missing_labels", "alpha stays"),
    small_constant: ("one_teacher", "Nearly right"),
    not_shift_invariant: ("nothing_to_learn", "cancels"),
    clipped_student: ("extreme_logits", "log(0)"),
    naive: ("extreme_logits", "inf"),
    one_maximum: ("extreme_logits", "its own maximum"),
    in_place: ("input_unchanged", "z = z - c"),
}
