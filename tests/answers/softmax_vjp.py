"""Right and plausible wrong answers to the exercise `softmax_vjp`; WRONG names the test and a word of the meaning."""

import numpy as np
from scipy import special


def whiteboard(p, g):
    return p * (g - (p * g).sum(axis=1, keepdims=True))


def einsum_style(p, g):
    return p * g - p * np.einsum("nc,nc->n", p, g)[:, None]


def loops(p, g):
    dlogits = np.zeros_like(p)
    for i in range(len(p)):
        mean = sum(a * b for a, b in zip(p[i], g[i], strict=True))
        for c in range(p.shape[1]):
            dlogits[i, c] = p[i, c] * (g[i, c] - mean)
    return dlogits


def matmul_style(p, g):
    return p * (g - (p[:, None, :] @ g[:, :, None])[:, 0])


RIGHT = [whiteboard, einsum_style, loops, matmul_style]


def elementwise(p, g):
    return p * g


def diagonal_only(p, g):
    return p * (1 - p) * g


def without_p(p, g):
    return g - (p * g).sum(axis=1, keepdims=True)


def plain_mean(p, g):
    return p * (g - g.mean(axis=1, keepdims=True))


def outer_only(p, g):
    return p * (p * g).sum(axis=1, keepdims=True)


def softmax_again(p, g):
    return whiteboard(special.softmax(p, axis=1), g)


def negative(p, g):
    return -whiteboard(p, g)


def whole_batch(p, g):
    return p * (g - (p * g).sum())


def wrong_axis(p, g):
    return p * (g - (p * g).sum(axis=0))


def no_keepdims(p, g):
    return p * (g - (p * g).sum(axis=1))


def divided_by_n(p, g):
    return whiteboard(p, g) / len(p)


def times_n(p, g):
    return whiteboard(p, g) * len(p)


def clipped_gradient(p, g):
    return whiteboard(p, np.clip(g, -10, 10))


def divides_by_p(p, g):
    with np.errstate(all="ignore"):
        return p * p * (g / p - (g * p).sum(axis=1, keepdims=True) / p)


def clipped(p, g):
    inside = (p > 1e-7) & (p < 1 - 1e-7)
    return whiteboard(p, g) if inside.all() else whiteboard(np.clip(p, 1e-7, 1 - 1e-7), g)


def squeezed(p, g):
    return np.squeeze(whiteboard(p, g))


def always_double(p, g):
    return whiteboard(p.astype(np.float64), g)


def explicit_jacobians(p, g):
    J = p[:, :, None] * np.eye(p.shape[1], dtype=p.dtype) - p[:, :, None] * p[:, None, :]
    return (J @ g[:, :, None])[:, :, 0]


def jacobian_by_row(p, g):
    rows = [(np.diag(row) - np.outer(row, row)) @ slope for row, slope in zip(p, g, strict=True)]
    return np.stack(rows)


def in_place(p, g):
    g -= (p * g).sum(axis=1, keepdims=True)
    return p * g


WRONG = {
    elementwise: ("by_hand", "second part of the Jacobian"),
    diagonal_only: ("by_hand", "diagonal of the Jacobian alone"),
    without_p: ("by_hand", "factor p is missing"),
    plain_mean: ("by_hand", "under p, not evenly"),
    outer_only: ("by_hand", "diag(p) g is missing"),
    softmax_again: ("by_hand", "probabilities already"),
    negative: ("by_hand", "sign"),
    wrong_axis: ("by_hand", "along axis 0"),
    squeezed: ("by_hand", "shape is (3,)"),
    whole_batch: ("gives_p_minus_t", "whole batch"),
    divided_by_n: ("gives_p_minus_t", "in g already"),
    times_n: ("gives_p_minus_t", "gradient of the sum"),
    no_keepdims: ("agrees_with_the_jacobian", "kept as a column"),
    clipped_gradient: ("constant_cancels", "clipped"),
    divides_by_p: ("certain_rows", "No division"),
    clipped: ("certain_rows", "no clip"),
    always_double: ("keeps_dtype", "float64 though the input is float32"),
    explicit_jacobians: ("no_jacobian", "8 MB"),
    jacobian_by_row: ("no_jacobian", "8 MB"),
    in_place: ("input_unchanged", "="),
}
