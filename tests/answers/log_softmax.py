"""Right and plausible wrong answers to the exercise `log_softmax`; WRONG names the test and a word of the meaning."""

import numpy as np
from scipy import special


def shifted(z, axis=-1):
    s = z - z.max(axis=axis, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def log_add_exp(z, axis=-1):
    return z - np.logaddexp.reduce(z, axis=axis, keepdims=True)


def scipy_style(z, axis=-1):
    return z - special.logsumexp(z, axis=axis, keepdims=True)


def loops(z, axis=-1):
    log_p = np.empty(z.shape, dtype=z.dtype if z.dtype.kind == "f" else float)
    rows, out = np.moveaxis(z, axis, -1), np.moveaxis(log_p, axis, -1)
    for i in np.ndindex(rows.shape[:-1]):
        top = max(rows[i])
        out[i] = rows[i] - top - np.log(sum(np.exp(v - top) for v in rows[i]))
    return log_p


RIGHT = [shifted, log_add_exp, scipy_style, loops]


def log_of_softmax(z, axis=-1):
    return np.log(special.softmax(z, axis=axis))


def log_with_constant(z, axis=-1):
    return np.log(special.softmax(z, axis=axis) + 1e-12)


def log_of_clipped(z, axis=-1):
    return np.log(np.maximum(special.softmax(z, axis=axis), 1e-300))


def no_shift(z, axis=-1):
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


def shift_in_sum_only(z, axis=-1):
    top = z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z - top).sum(axis=axis, keepdims=True))


def no_logarithm(z, axis=-1):
    return special.softmax(z, axis=axis)


def base_two(z, axis=-1):
    return shifted(z, axis) / np.log(2)


def negative(z, axis=-1):
    return -shifted(z, axis)


def sum_without_log(z, axis=-1):
    return z - np.exp(z).sum(axis=axis, keepdims=True)


def no_keepdims(z, axis=-1):
    s = z - z.max(axis=axis, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=axis))


def whole_array(z, axis=-1):
    s = z - z.max()
    return s - np.log(np.exp(s).sum())


def axis_ignored(z, axis=-1):
    return shifted(z, -1)


def global_maximum(z, axis=-1):
    s = z - z.max()
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def masked_made_finite(z, axis=-1):
    return np.maximum(shifted(z, axis), -1e5)


def always_double(z, axis=-1):
    return shifted(z.astype(np.float64), axis)


def in_place(z, axis=-1):
    if z.dtype.kind == "f":
        z -= z.max(axis=axis, keepdims=True)
    return shifted(z, axis)


def logits_rounded(z, axis=-1):
    return shifted(np.round(z, 9), axis)


WRONG = {
    log_of_softmax: ("probability_underflows", "never take the logarithm of a probability"),
    log_with_constant: ("probability_underflows", "1e-12"),
    log_of_clipped: ("probability_underflows", "1e-300"),
    no_shift: ("large_logits", "subtract the maximum"),
    shift_in_sum_only: ("three_logits", "z_i minus the logarithm"),
    no_logarithm: ("three_logits", "softmax itself"),
    base_two: ("three_logits", "base 2"),
    negative: ("three_logits", "sign"),
    sum_without_log: ("three_logits", "lacks its logarithm"),
    no_keepdims: ("any_axis", "keepdims"),
    whole_array: ("any_axis", "whole array"),
    axis_ignored: ("any_axis", "not used"),
    global_maximum: ("rows_far_apart", "each row needs its own"),
    masked_made_finite: ("masked_logit", "log(0) is -inf"),
    always_double: ("keeps_dtype", "float64 though the input is float32"),
    in_place: ("input_unchanged", "z = z - c"),
    logits_rounded: ("slope", "rounded"),
}
