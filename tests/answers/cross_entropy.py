"""Right and plausible wrong answers to the exercise `cross_entropy`; WRONG names the test and a word of the meaning."""

import math

import numpy as np
from scipy import special


def rows(logits, targets):
    return np.eye(logits.shape[1])[targets] if targets.ndim == 1 else targets


def reduced(losses, dlogits, reduction):
    if reduction == "mean":
        return losses.mean(), dlogits / len(losses)
    return (losses.sum() if reduction == "sum" else losses), dlogits


def whiteboard(logits, targets, reduction="mean"):
    t = rows(logits, targets)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    losses = -(t * np.where(t > 0, log_p, 0.0)).sum(axis=1)
    return reduced(losses, np.exp(log_p) - t, reduction)


def scipy_style(logits, targets, reduction="mean"):
    t = rows(logits, targets)
    log_p = special.log_softmax(logits, axis=1)
    losses = -np.nan_to_num(t * log_p).sum(axis=1)
    return reduced(losses, special.softmax(logits, axis=1) - t, reduction)


def loops(logits, targets, reduction="mean"):
    N, C = logits.shape
    losses, dlogits = np.zeros(N), np.zeros((N, C))
    for i in range(N):
        top = max(logits[i])
        log_sum = top + math.log(sum(math.exp(v - top) for v in logits[i]))
        for c in range(C):
            t = float(targets[i] == c) if targets.ndim == 1 else targets[i, c]
            dlogits[i, c] = math.exp(logits[i, c] - log_sum) - t
            if t > 0:
                losses[i] += t * (log_sum - logits[i, c])
    if reduction == "mean":
        return float(sum(losses) / N), dlogits / N
    return (float(sum(losses)) if reduction == "sum" else losses), dlogits


def two_ways(logits, targets, reduction="mean"):
    N = len(logits)
    log_sum = np.logaddexp.reduce(logits, axis=1)
    dlogits = np.exp(logits - log_sum[:, None])
    if np.issubdtype(targets.dtype, np.integer):
        losses = log_sum - logits[np.arange(N), targets]
        dlogits[np.arange(N), targets] -= 1
    else:
        losses = np.sum(targets * (log_sum[:, None] - logits), axis=1, where=targets > 0)
        dlogits -= targets
    return reduced(losses, dlogits, reduction)


RIGHT = [whiteboard, scipy_style, loops, two_ways]


def naive(logits, targets, reduction="mean"):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    t = rows(logits, targets)
    return reduced(-(t * np.log(p)).sum(axis=1), p - t, reduction)


def one_maximum(logits, targets, reduction="mean"):
    t, z = rows(logits, targets), logits - logits.max()
    with np.errstate(divide="ignore", invalid="ignore"):
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        losses = -(t * np.where(t > 0, log_p, 0.0)).sum(axis=1)
    return reduced(losses, np.exp(log_p) - t, reduction)


def clipped(logits, targets, reduction="mean"):
    p, t = special.softmax(logits, axis=1), rows(logits, targets)
    return reduced(-(t * np.log(np.maximum(p, 1e-12))).sum(axis=1), p - t, reduction)


def constant_inside(logits, targets, reduction="mean"):
    p, t = special.softmax(logits, axis=1), rows(logits, targets)
    return reduced(-(t * np.log(p + 1e-15)).sum(axis=1), p - t, reduction)


def not_masked(logits, targets, reduction="mean"):
    t = rows(logits, targets)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return reduced(-(t * log_p).sum(axis=1), np.exp(log_p) - t, reduction)


def masked_log_replaced(logits, targets, reduction="mean"):
    t = rows(logits, targets)
    log_p = special.log_softmax(logits, axis=1)
    log_p[np.isneginf(log_p)] = 0.0
    return reduced(-(t * log_p).sum(axis=1), np.exp(log_p) - t, reduction)


def altered(loss=None, slope=None):
    """Return a right cross-entropy whose loss or gradient is then changed."""

    def cross_entropy(logits, targets, reduction="mean"):
        total, dlogits = whiteboard(logits, targets, reduction)
        total = loss(total, logits, targets, reduction) if loss else total
        return total, slope(dlogits, logits, targets, reduction) if slope else dlogits

    return cross_entropy


sum_for_mean = altered(loss=lambda total, z, t, r: total * len(z) if r == "mean" else total)
base_two = altered(loss=lambda total, z, t, r: total / np.log(2))
over_all_entries = altered(loss=lambda total, z, t, r: total / z.shape[1] if r == "mean" else total)
negative_loss = altered(loss=lambda total, z, t, r: -total)
negative_gradient = altered(slope=lambda d, z, t, r: -d)
gradient_not_averaged = altered(slope=lambda d, z, t, r: d * len(z) if r == "mean" else d)
gradient_over_entries = altered(slope=lambda d, z, t, r: d / z.shape[1])
gradient_always_averaged = altered(slope=lambda d, z, t, r: d if r == "mean" else d / len(z))
targets_not_subtracted = altered(slope=lambda d, z, t, r: special.softmax(z, axis=1))
gradient_for_p = altered(slope=lambda d, z, t, r: -rows(z, t) / special.softmax(z, axis=1) / len(z))
gradient_missing = altered(slope=lambda d, z, t, r: None)
wrong_class_count = altered(slope=lambda d, z, t, r: d[:, :1])


def softmax_twice(logits, targets, reduction="mean"):
    return whiteboard(special.softmax(logits, axis=1), targets, reduction)


def wrong_axis(logits, targets, reduction="mean"):
    t = rows(logits, targets)
    log_p = special.log_softmax(logits, axis=0)
    return reduced(-(t * log_p).sum(axis=1), np.exp(log_p) - t, reduction)


def labels_only(logits, targets, reduction="mean"):
    log_p = special.log_softmax(logits, axis=1)
    dlogits = np.exp(log_p)
    dlogits[np.arange(len(logits)), targets] -= 1
    return reduced(-log_p[np.arange(len(logits)), targets], dlogits, reduction)


def argmax_of_distribution(logits, targets, reduction="mean"):
    return whiteboard(logits, targets if targets.ndim == 1 else targets.argmax(axis=1), reduction)


def divergence(logits, targets, reduction="mean"):
    t = rows(logits, targets)
    losses = special.rel_entr(t, special.softmax(logits, axis=1)).sum(axis=1)
    return reduced(losses, special.softmax(logits, axis=1) - t, reduction)


def squeezed(logits, targets, reduction="mean"):
    logits, targets = np.squeeze(logits), np.squeeze(targets)
    if logits.ndim == 1:
        return whiteboard(logits[:, None], np.zeros(len(logits), dtype=int), reduction)
    return whiteboard(logits, targets, reduction)


def reduction_ignored(logits, targets, reduction="mean"):
    return whiteboard(logits, targets, "mean")


def no_branch_for_none(logits, targets, reduction="mean"):
    loss, dlogits = whiteboard(logits, targets, reduction)
    return (None if reduction == "none" else loss), dlogits


def loss_alone(logits, targets, reduction="mean"):
    return whiteboard(logits, targets, reduction)[0]


def in_place(logits, targets, reduction="mean"):
    logits -= logits.max(axis=1, keepdims=True)
    return whiteboard(logits, targets, reduction)


WRONG = {
    naive: ("extreme_logits", "shifted by the maximum"),
    one_maximum: ("extreme_logits", "not of the whole batch"),
    clipped: ("extreme_logits", "1e-12"),
    constant_inside: ("extreme_logits", "1e-15"),
    not_masked: ("masked_class", "0 * inf"),
    masked_log_replaced: ("masked_class", "product with t only"),
    sum_for_mean: ("uniform_logits", "divide by N"),
    base_two: ("uniform_logits", "base 2"),
    over_all_entries: ("uniform_logits", "N * C"),
    negative_loss: ("uniform_logits", "sign"),
    softmax_twice: ("agrees_on_labels", "twice"),
    wrong_axis: ("uniform_logits", "axis=1"),
    squeezed: ("agrees_on_labels", "squeeze"),
    labels_only: ("agrees_on_distributions", "whole number"),
    argmax_of_distribution: ("agrees_on_distributions", "argmax"),
    divergence: ("agrees_on_distributions", "KL"),
    negative_gradient: ("extreme_logits", "sign"),
    gradient_not_averaged: ("gradient", "divided by N"),
    gradient_over_entries: ("extreme_logits", "shifted"),
    gradient_always_averaged: ("reductions", "gradient of the mean"),
    targets_not_subtracted: ("floor_is_entropy", "p - t"),
    gradient_for_p: ("floor_is_entropy", "p - t"),
    gradient_missing: ("floor_is_entropy", "None came back"),
    wrong_class_count: ("floor_is_entropy", "shape"),
    reduction_ignored: ("reductions", "`reduction` is not used"),
    no_branch_for_none: ("reductions", "None came back"),
    loss_alone: ("uniform_logits", "return loss, dlogits"),
    in_place: ("input_unchanged", "z = z - c"),
}
