"""Right and plausible wrong answers to the exercise `softmax`; WRONG names the test and a word of the meaning."""

import numpy as np
from scipy import special


def shifted(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_sum_exp(z, axis=-1):
    return np.exp(z - np.logaddexp.reduce(z, axis=axis, keepdims=True))


def scipy_style(z, axis=-1):
    return np.exp(z - special.logsumexp(z, axis=axis, keepdims=True))


def loops(z, axis=-1):
    p = np.empty(z.shape, dtype=z.dtype if z.dtype.kind == "f" else float)
    rows, out = np.moveaxis(z, axis, -1), np.moveaxis(p, axis, -1)
    for i in np.ndindex(rows.shape[:-1]):
        top = max(rows[i])
        e = [np.exp(v - top) for v in rows[i]]
        out[i] = [v / sum(e) for v in e]
    return p


def one_against_one(z, axis=-1):
    z = np.moveaxis(z, axis, -1)
    with np.errstate(over="ignore", invalid="ignore"):
        gaps = np.exp(z[..., None, :] - z[..., :, None])
    gaps[np.isneginf(z)] = np.inf
    return np.moveaxis((1 / gaps.sum(axis=-1)).astype(np.exp(z).dtype), -1, axis)


RIGHT = [shifted, log_sum_exp, scipy_style, loops, one_against_one]


def no_shift(z, axis=-1):
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


def not_normalised(z, axis=-1):
    return np.exp(z - z.max(axis=axis, keepdims=True))


def no_exponential(z, axis=-1):
    return z / z.sum(axis=axis, keepdims=True)


def elementwise_sigmoid(z, axis=-1):
    return special.expit(z)


def logarithm(z, axis=-1):
    return special.log_softmax(z, axis=axis)


def no_keepdims(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis)


def whole_array(z, axis=-1):
    e = np.exp(z - z.max())
    return e / e.sum()


def axis_ignored(z, axis=-1):
    return shifted(z, -1)


def default_first_axis(z, axis=0):
    return shifted(z, axis)


def global_maximum(z, axis=-1):
    e = np.exp(z - z.max())
    return e / e.sum(axis=axis, keepdims=True)


def clipped(z, axis=-1):
    e = np.exp(np.clip(z, -700, 700))
    return e / e.sum(axis=axis, keepdims=True)


def floored(z, axis=-1):
    e = np.exp(np.maximum(z - z.max(axis=axis, keepdims=True), -500.0).astype(np.result_type(z, np.float32)))
    return e / e.sum(axis=axis, keepdims=True)


def constant_below(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / (e.sum(axis=axis, keepdims=True) + 1e-10)


def minimum_subtracted(z, axis=-1):
    e = np.exp(z - z.min(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def always_double(z, axis=-1):
    return shifted(z.astype(np.float64), axis)


def always_single(z, axis=-1):
    return shifted(z.astype(np.float32), axis)


def whole_numbers_cut(z, axis=-1):
    p = np.empty_like(z)
    p[...] = shifted(z, axis)
    return p


def in_place(z, axis=-1):
    if z.dtype.kind == "f":
        z -= z.max(axis=axis, keepdims=True)
    return shifted(z, axis)


def rounded(z, axis=-1):
    return np.round(shifted(z, axis), 10)


def logits_rounded(z, axis=-1):
    return shifted(np.round(z, 9), axis)


WRONG = {
    no_shift: ("large_logits", "subtract the maximum"),
    not_normalised: ("three_logits", "exp(z_i) over the sum"),
    no_exponential: ("three_logits", "exponentials are missing"),
    elementwise_sigmoid: ("three_logits", "sigmoid"),
    logarithm: ("three_logits", "logarithm"),
    no_keepdims: ("any_axis", "keepdims"),
    whole_array: ("any_axis", "whole array"),
    axis_ignored: ("any_axis", "not used"),
    default_first_axis: ("any_axis", "default"),
    global_maximum: ("rows_far_apart", "each row needs its own"),
    clipped: ("large_logits", "clip"),
    floored: ("masked_logit", "clip"),
    constant_below: ("sums_to_one", "constant in the denominator"),
    minimum_subtracted: ("large_logits", "subtract the maximum"),
    always_double: ("keeps_dtype", "float64 though the input is float32"),
    always_single: ("three_logits", "float32"),
    whole_numbers_cut: ("keeps_dtype", "whole numbers"),
    in_place: ("input_unchanged", "z = z - c"),
    rounded: ("any_axis", "rounded"),
    logits_rounded: ("slope", "rounded"),
}
