"""Right and plausible wrong answers to `multiclass_loss`; WRONG names the test and a word of the meaning."""

import math

import numpy as np
from scipy import special


def whiteboard(logits, y, smoothing=0.0, weight=None, ignore=-100):
    return altered_parts(logits, y, smoothing, weight, ignore)


def altered_parts(
    logits, y, eps, weight, ignored, target=None, log_softmax=None, norm=None, keep=None, guard=True
):
    """Return a right answer, or one in which one part is replaced."""
    K = logits.shape[1]
    kept = (y != ignored) if keep is None else keep(y, ignored)
    label = np.where(kept, y, 0)
    w = kept * (np.ones(K) if weight is None else weight)[label]
    total = w.sum() if norm is None else norm(w, weight, y)
    if guard and total == 0:
        return 0.0, np.zeros_like(logits)
    log_p = (log_softmax or special.log_softmax)(logits, axis=1)
    hot = np.eye(K)[label]
    t = (1 - eps) * hot + eps / K if target is None else target(hot, eps, K)
    with np.errstate(all="ignore"):
        return -(w @ (t * log_p).sum(axis=1)) / total, w[:, None] * (np.exp(log_p) - t) / total


def rows_that_count(logits, y, smoothing=0.0, weight=None, ignore=-100):
    kept = np.flatnonzero(y != ignore)
    dlogits, labels = np.zeros_like(logits), y[kept]
    w = np.ones(len(kept)) if weight is None else weight[labels]
    if not w.any():
        return 0.0, dlogits
    w = w / w.sum()
    z = logits[kept]
    log_sum = np.logaddexp.reduce(z, axis=1, keepdims=True)
    right = z[np.arange(len(kept)), labels]
    losses = log_sum[:, 0] - (1 - smoothing) * right - smoothing * z.mean(axis=1)
    slope = np.exp(z - log_sum) - smoothing / z.shape[1]
    slope[np.arange(len(kept)), labels] -= 1 - smoothing
    dlogits[kept] = w[:, None] * slope
    return w @ losses, dlogits


def loops(logits, y, smoothing=0.0, weight=None, ignore=-100):
    N, K = logits.shape
    total, norm, dlogits = 0.0, 0.0, np.zeros((N, K))
    for n in range(N):
        if y[n] == ignore:
            continue
        w = 1.0 if weight is None else float(weight[y[n]])
        top = max(logits[n])
        log_sum = top + math.log(sum(math.exp(v - top) for v in logits[n]))
        norm += w
        for c in range(K):
            t = (1 - smoothing) * (c == y[n]) + smoothing / K
            total -= w * t * (logits[n, c] - log_sum)
            dlogits[n, c] = w * (math.exp(logits[n, c] - log_sum) - t)
    return (total / norm, dlogits / norm) if norm > 0 else (0.0, dlogits)


RIGHT = [whiteboard, rows_that_count, loops]


def variant(**parts):
    """Return a wrong answer: the right one with these parts replaced."""

    def multiclass_loss(logits, y, smoothing=0.0, weight=None, ignore=-100):
        return altered_parts(logits, y, smoothing, weight, ignore, **parts)

    return multiclass_loss


def naive_log_softmax(z, axis):
    return np.log(np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True))


def clipped_log_softmax(z, axis):
    return np.log(np.maximum(special.softmax(z, axis=axis), 1e-12))


naive = variant(log_softmax=naive_log_softmax)
clipped = variant(log_softmax=clipped_log_softmax)
twice = variant(log_softmax=lambda z, axis: special.log_softmax(special.softmax(z, axis=axis), axis=axis))
smoothing_unused = variant(target=lambda hot, eps, K: hot)
spread_over_others = variant(target=lambda hot, eps, K: (1 - eps) * hot + eps * (1 - hot) / (K - 1))
label_without_share = variant(target=lambda hot, eps, K: np.where(hot == 1, 1 - eps, eps / K))
not_over_K = variant(target=lambda hot, eps, K: (1 - eps) * hot + eps)
swapped = variant(target=lambda hot, eps, K: eps * hot + (1 - eps) / K if eps else hot)
divided_by_n = variant(norm=lambda w, weight, y: (w > 0).sum())
divided_by_class_weights = variant(norm=lambda w, weight, y: w.sum() if weight is None else weight.sum())
weighted_sum = variant(norm=lambda w, weight, y: w.sum() if weight is None else 1.0)
divided_by_all_rows = variant(norm=lambda w, weight, y: len(y) if weight is None else w.sum())
only_minus_100 = variant(keep=lambda y, ignored: y != -100)
negative_ignored = variant(keep=lambda y, ignored: y >= 0)
not_guarded = variant(guard=False)
divided_by_at_least_one = variant(norm=lambda w, weight, y: max(w.sum(), 1.0))


def weight_ignored(logits, y, smoothing=0.0, weight=None, ignore=-100):
    return altered_parts(logits, y, smoothing, None, ignore)


def weight_not_in_gradient(logits, y, smoothing=0.0, weight=None, ignore=-100):
    loss, _ = altered_parts(logits, y, smoothing, weight, ignore)
    return loss, altered_parts(logits, y, smoothing, None, ignore)[1]


def gradient_of_hard_labels(logits, y, smoothing=0.0, weight=None, ignore=-100):
    loss, _ = altered_parts(logits, y, smoothing, weight, ignore)
    return loss, altered_parts(logits, y, 0.0, weight, ignore)[1]


def gradient_in_ignored_rows(logits, y, smoothing=0.0, weight=None, ignore=-100):
    loss, dlogits = altered_parts(logits, y, smoothing, weight, ignore)
    p = special.softmax(logits, axis=1) / len(y)
    return loss, np.where((y == ignore)[:, None] & (y != ignore).any(), p, dlogits)


def gradient_of_sum(logits, y, smoothing=0.0, weight=None, ignore=-100):
    loss, dlogits = altered_parts(logits, y, smoothing, weight, ignore)
    return loss, dlogits * len(y)


def class_weights_of_smoothed_part(logits, y, smoothing=0.0, weight=None, ignore=-100):
    """Weight the smoothed part of each class by that class, as PyTorch does."""
    loss, dlogits = altered_parts(logits, y, smoothing, weight, ignore)
    if weight is None or not smoothing:
        return loss, dlogits
    hard, _ = altered_parts(logits, y, 0.0, weight, ignore)
    soft = -(special.log_softmax(logits, axis=1) * weight).mean(axis=1).sum() / weight[y].sum()
    return (1 - smoothing) * hard + smoothing * soft, dlogits


def smoothed_part_of_all_rows(logits, y, smoothing=0.0, weight=None, ignore=-100):
    """Leave ignored rows out of the hard part only."""
    loss, dlogits = altered_parts(logits, y, 0.0, weight, ignore)
    if not smoothing:
        return loss, dlogits
    label = np.where(y == ignore, 0, y)
    w = (np.ones(logits.shape[1]) if weight is None else weight)[label]
    w, log_p = w / w.sum(), special.log_softmax(logits, axis=1)
    even = w[:, None] * (np.exp(log_p) - 1 / logits.shape[1])
    return (1 - smoothing) * loss - smoothing * (w @ log_p.mean(axis=1)), (
        1 - smoothing
    ) * dlogits + smoothing * even


def in_place(logits, y, smoothing=0.0, weight=None, ignore=-100):
    logits -= logits.max(axis=1, keepdims=True)
    return whiteboard(logits, y, smoothing, weight, ignore)


WRONG = {
    naive: ("extreme_logits", "shifted by the maximum"),
    clipped: ("extreme_logits", "log(0)"),
    twice: ("plain", "twice"),
    gradient_of_sum: ("plain", "gradient of the sum"),
    smoothing_unused: ("smoothing", "not used"),
    spread_over_others: ("smoothing", "K - 1"),
    label_without_share: ("smoothing", "sum to 1"),
    not_over_K: ("smoothing", "eps / K is missing"),
    swapped: ("smoothing", "swapped"),
    gradient_of_hard_labels: ("smoothing", "smoothed t"),
    weight_ignored: ("weights", "not used"),
    divided_by_n: ("weights", "divided by N"),
    divided_by_class_weights: ("weights", "sum of weight"),
    weighted_sum: ("weights", "weighted sum"),
    weight_not_in_gradient: ("weights", "belong to the gradient"),
    class_weights_of_smoothed_part: ("weights", "whole row"),
    divided_by_at_least_one: ("weights", "however small"),
    divided_by_all_rows: ("ignored_rows", "divisor"),
    only_minus_100: ("ignored_rows", "not ignored"),
    negative_ignored: ("ignored_rows", "not ignored"),
    gradient_in_ignored_rows: ("ignored_rows", "Zeros"),
    smoothed_part_of_all_rows: ("ignored_rows", "smoothed part"),
    not_guarded: ("nothing_left", "nan"),
    in_place: ("input_unchanged", "z = z - c"),
}
