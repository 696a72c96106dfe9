"""Right and plausible wrong answers to the exercise `activate`; WRONG names the test and a word of the meaning."""

import numpy as np
from scipy import special


def whiteboard(name, z):
    z = z * 1.0
    e = np.exp(-np.abs(z))
    s = np.where(z >= 0, 1, e) / (1 + e)
    if name == "relu":
        return np.maximum(z, 0), (z > 0).astype(z.dtype)
    if name == "leaky_relu":
        slope = np.where(z > 0, 1, 0.01).astype(z.dtype)
        return slope * z, slope
    if name == "sigmoid":
        return s, s * (1 - s)
    if name == "tanh":
        return np.tanh(z), 1 - np.tanh(z) ** 2
    if name == "softplus":
        return np.maximum(z, 0) + np.log1p(e), s
    if name == "silu":
        return z * s, s + z * s * (1 - s)
    raise ValueError(f"{name}: no such activation")


def by_dictionary(name, z):
    z = z.astype(np.result_type(z, np.float32)) if z.dtype.kind == "f" else z.astype(float)
    s, t = special.expit(z), np.tanh(z)
    one = np.ones_like(z)
    table = {
        "relu": (np.where(z > 0, z, 0 * z), np.heaviside(z, one)),
        "leaky_relu": (np.maximum(z, 0.01 * z), np.where(z >= 0, one, 0.01 * one)),
        "sigmoid": (s, s * special.expit(-z)),
        "tanh": (t, (1 - t) * (1 + t)),
        "softplus": (np.logaddexp(0 * z, z), s),
        "silu": (s * z, s * (1 + z * special.expit(-z))),
    }
    if name not in table:
        raise ValueError(name)
    return table[name]


def masks(name, z):
    if name not in ("relu", "leaky_relu", "sigmoid", "tanh", "softplus", "silu"):
        raise ValueError(f"unknown: {name}")
    z = np.array(z, dtype=z.dtype if z.dtype.kind == "f" else float)
    up = z > 0
    if name in ("relu", "leaky_relu"):
        a, slope = z.copy(), np.ones_like(z)
        a[~up] *= 0.01 if name == "leaky_relu" else 0.0
        slope[~up] = 0.01 if name == "leaky_relu" else 0.0
        return a, slope
    if name == "tanh":
        return np.tanh(z), 1 / np.cosh(np.clip(z, -40, 40)) ** 2
    s = np.empty_like(z)
    s[up] = 1 / (1 + np.exp(-z[up]))
    s[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
    if name == "sigmoid":
        return s, s * (1 - s)
    if name == "silu":
        return s * z, s * (1 + z * (1 - s))
    return np.log1p(np.exp(-abs(z))) + z * up, s


RIGHT = [whiteboard, by_dictionary, masks]


def variant(**replaced):
    """Return `whiteboard` with the results of some names replaced: ``name=lambda z, a, slope: (a, slope)``."""

    def activate(name, z):
        a, slope = whiteboard(name, z)
        return replaced[name](z, a, slope) if name in replaced else (a, slope)

    return activate


def naive(name, z):
    s = 1 / (1 + np.exp(-z))
    if name == "sigmoid":
        return s, s * (1 - s)
    return whiteboard(name, z)


def where_is_eager(name, z):
    s = np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
    if name == "sigmoid":
        return s, s * (1 - s)
    return whiteboard(name, z)


def clipped_for_double(name, z):
    s = 1 / (1 + np.exp(-np.clip(z, -500, 500)))
    if name == "sigmoid":
        return s, s * (1 - s)
    return whiteboard(name, z)


def overflow_silenced(name, z):
    if name != "softplus":
        return whiteboard(name, z)
    with np.errstate(all="ignore"):
        return np.log(1 + np.exp(z)), whiteboard("sigmoid", z)[0]


def names_in_silence(name, z):
    try:
        return whiteboard(name, z)
    except ValueError:
        return z, np.ones_like(z)


def key_error(name, z):
    table = {known: known for known in ("relu", "leaky_relu", "sigmoid", "tanh", "softplus", "silu")}
    return whiteboard(table[name], z)


def always_double(name, z):
    return whiteboard(name, z.astype(np.float64))


def mask_of_double(name, z):
    if name == "leaky_relu":
        return whiteboard(name, z)[0], np.where(z > 0, 1.0, 0.01)
    return whiteboard(name, z)


def whole_numbers_cut(name, z):
    a, slope = whiteboard(name, z)
    if z.dtype.kind == "i":
        return a.astype(z.dtype), slope.astype(z.dtype)
    return a, slope


def in_place(name, z):
    if name == "relu" and z.dtype.kind == "f":
        z[z < 0] = 0
        return z, (z > 0) * z.dtype.type(1)
    return whiteboard(name, z)


def value_alone(name, z):
    return whiteboard(name, z)[0]


def flattened(name, z):
    a, slope = whiteboard(name, z)
    return a.ravel(), slope.ravel()


def row_by_row(name, z):
    a, slope = np.empty(z.shape, (z * 1.0).dtype), np.empty(z.shape, (z * 1.0).dtype)
    if name not in ("relu", "leaky_relu", "sigmoid", "tanh", "softplus", "silu"):
        raise ValueError(name)
    for i in range(z.shape[0]):
        a[i], slope[i] = whiteboard(name, z[i])
    return a, slope


def over_the_row(name, z):
    if name == "silu" and z.ndim > 1:
        return z * special.softmax(z, axis=-1), whiteboard(name, z)[1]
    return whiteboard(name, z)


def half_at_the_kink(name, z):
    a, slope = whiteboard(name, z)
    return (a, (1 + np.sign(z)) / 2) if name == "relu" else (a, slope)


def divided(name, z):
    if name != "relu":
        return whiteboard(name, z)
    with np.errstate(invalid="ignore"):
        return np.maximum(z, 0), np.maximum(z, 0) / z


slope_of_output = variant(sigmoid=lambda z, a, slope: (a, z * (1 - z)))
tanh_of_pre = variant(tanh=lambda z, a, slope: (a, 1 - z**2))
tanh_half = variant(tanh=lambda z, a, slope: (np.tanh(z / 2), slope))
tanh_like_sigmoid = variant(tanh=lambda z, a, slope: (a, a * (1 - a)))
sign_flipped = variant(sigmoid=lambda z, a, slope: (1 - a, slope))
silu_gate_only = variant(silu=lambda z, a, slope: (a, special.expit(z)))
silu_second_term = variant(silu=lambda z, a, slope: (a, z * special.expit(z) * special.expit(-z)))
softplus_base_2 = variant(softplus=lambda z, a, slope: (a / np.log(2), slope))
softplus_slope = variant(softplus=lambda z, a, slope: (a, slope * (1 - slope)))
leaks_a_tenth = variant(leaky_relu=lambda z, a, slope: (np.maximum(z, 0.1 * z), slope))
leaky_slope_dead = variant(leaky_relu=lambda z, a, slope: (a, (z > 0).astype(a.dtype)))
relu_absolute = variant(relu=lambda z, a, slope: (np.abs(z), np.sign(z)))
clipped = variant(softplus=lambda z, a, slope: (np.log1p(np.exp(np.clip(z, -500, 500))), slope))
no_log1p = variant(softplus=lambda z, a, slope: (np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z))), slope))
silu_by_tanh = variant(silu=lambda z, a, slope: (z * (1 + np.tanh(z / 2)) / 2, slope))
by_tanh = variant(sigmoid=lambda z, a, slope: ((1 + np.tanh(z / 2)) / 2, slope))
twice = variant(relu=lambda z, a, slope: (a, a))

WRONG = {
    relu_absolute: ("kinked", "max(z, 0)"),
    twice: ("kinked", "1 where z > 0"),
    leaks_a_tenth: ("kinked", "0.1 z"),
    leaky_slope_dead: ("kinked", "slope of ReLU"),
    value_alone: ("kinked", "return a, slope"),
    sign_flipped: ("smooth", "wrong sign"),
    tanh_half: ("smooth", "tanh(z/2)"),
    softplus_base_2: ("smooth", "base 2"),
    slope_of_output: ("slopes", "pre-activation"),
    tanh_of_pre: ("slopes", "takes the output"),
    tanh_like_sigmoid: ("slopes", "right for the sigmoid"),
    silu_gate_only: ("slopes", "two terms"),
    silu_second_term: ("slopes", "first term"),
    softplus_slope: ("slopes", "slope of the sigmoid"),
    half_at_the_kink: ("at_the_kink", "average"),
    divided: ("at_the_kink", "a / z"),
    naive: ("far_out", "overflows"),
    where_is_eager: ("far_out", "both branches"),
    overflow_silenced: ("far_out", "overflows"),
    clipped: ("far_out", "clip"),
    no_log1p: ("small_outputs", "log1p"),
    by_tanh: ("small_outputs", "cancel"),
    silu_by_tanh: ("small_outputs", "cancel"),
    flattened: ("any_shape", "by itself"),
    over_the_row: ("any_shape", "by itself"),
    row_by_row: ("any_shape", "exception"),
    always_double: ("keeps_dtype", "float64 though the input is float32"),
    mask_of_double: ("keeps_dtype", "float64 though the input is float32"),
    clipped_for_double: ("keeps_dtype", "above 88"),
    whole_numbers_cut: ("keeps_dtype", "whole numbers"),
    names_in_silence: ("unknown_name", "misspelt"),
    key_error: ("unknown_name", "exception"),
    in_place: ("input_unchanged", "copy first"),
}
