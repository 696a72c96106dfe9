"""Right and plausible wrong answers to the exercise `rmsprop_step`; WRONG names the test and a word of the meaning."""

import numpy as np


def pair(w, g, state, lr, rho, eps, centered):
    v, m = state or (np.zeros_like(w), np.zeros_like(w))
    v = v + (1 - rho) * (g * g - v)
    m = m + (1 - rho) * (g - m)
    spread = np.clip(v - m * m, 0, None) if centered else v
    return w - lr * (g / (np.sqrt(spread) + eps)), (v, m)


def dictionary(w, g, state, lr, rho, eps, centered):
    old = state if state is not None else {"v": 0.0, "m": 0.0}
    new = {"v": rho * old["v"] + (1 - rho) * np.square(g), "m": rho * old["m"] + (1 - rho) * g}
    below = new["v"]
    if centered:
        below = below - new["m"] ** 2
        below = np.where(below > 0, below, 0)
    return w - lr / (below**0.5 + eps) * g, new


class Memory:
    """A state of the reader's own class."""

    def __init__(self, v, m):
        self.v, self.m = v, m


def own_class(w, g, state, lr, rho, eps, centered):
    v = (0 if state is None else rho * state.v) + (1 - rho) * g**2
    m = (0 if state is None else rho * state.m) + (1 - rho) * g
    root = (
        np.sqrt(np.abs(v - m**2)) if centered else np.sqrt(v)
    )  # what rounding takes below 0 is as small above
    return w - lr * g / (root + eps), Memory(v, m)


def list_only_if_needed(w, g, state, lr, rho, eps, centered):
    if state is None:
        state = [np.zeros(w.shape, w.dtype)] * (2 if centered else 1)
    state = [rho * old + (1 - rho) * g**power for old, power in zip(state, (2, 1), strict=False)]
    square = state[0] if not centered else np.maximum(state[0] - state[1] ** 2, 0)
    return w - lr * g / (np.sqrt(square) + eps), state


def spread_itself(w, g, state, lr, rho, eps, centered):
    v, m, spread = state or (0, 0, 0)
    spread = rho * spread + rho * (1 - rho) * (g - m) ** 2  # v - m^2, without a difference of equals
    v, m = rho * v + (1 - rho) * g**2, m + (1 - rho) * (g - m)
    return w - lr * g / (np.sqrt(spread if centered else v) + eps), (v, m, spread)


RIGHT = [pair, dictionary, own_class, list_only_if_needed, spread_itself]


def variant(
    sign=1,
    root=np.sqrt,
    square=lambda g: g**2,
    shares=lambda rho: (rho, 1 - rho),
    means=lambda rho: (rho, 1 - rho),
    correct=False,
    old=False,
    decay=0.0,
    spread=lambda v, m: np.maximum(v - m**2, 0),
    divide=lambda size, eps: size + eps,
    top=lambda g, m, centered: g,
    keep=lambda v, m, t: (v, m, t),
    rho=None,
    flip=False,
):
    """Return RMSProp with one of its decisions replaced."""
    fixed = rho

    def rmsprop_step(w, g, state, lr, rho, eps, centered):
        rho = rho if fixed is None else fixed
        v, m, t = state or (np.zeros_like(w), np.zeros_like(w), 0)
        g, last, t = g + decay * w, v, t + 1
        (a, b), (c, d) = shares(rho), means(rho)
        v, m = a * v + b * square(g), c * m + d * g
        used = v / (1 - rho**t) if correct else last if old else v
        used = spread(used, m) if centered != flip else used
        return w - sign * lr * top(g, m, centered) / divide(root(used), eps), keep(v, m, t)

    return rmsprop_step


uphill = variant(sign=-1)
corrected = variant(correct=True)
old_v = variant(old=True)
no_root = variant(root=lambda v: v)
swapped = variant(shares=lambda rho: (1 - rho, rho))
one_v_for_all = variant(square=lambda g: np.full_like(g, np.mean(g**2)))
norm_for_all = variant(square=lambda g: np.full_like(g, np.sum(g**2)))
bare_square = variant(shares=lambda rho: (rho, 1))
adagrad = variant(shares=lambda rho: (1, 1 - rho))
fixed_rho = variant(rho=0.9)
nothing_kept = variant(keep=lambda v, m, t: None)
decays = variant(decay=0.01)
no_eps = variant(divide=lambda size, eps: size)
tiny_eps = variant(divide=lambda size, eps: size + 1e-12)
largest = variant(divide=lambda size, eps: np.maximum(size, eps))
never_centred = variant(spread=lambda v, m: v)
always_centred = variant(flip=True)
m_not_squared = variant(spread=lambda v, m: np.maximum(v - np.abs(m), 0))
corrected_m = variant(spread=lambda v, m: np.maximum(v - (m / 0.2) ** 2, 0))
bare_m = variant(means=lambda rho: (rho, 1))
centred_numerator = variant(top=lambda g, m, centered: g - m if centered else g)
may_be_nan = variant(spread=lambda v, m: v - m**2)


def skips_zeros(w, g, state, lr, rho, eps, centered):
    v, m = state or (np.zeros_like(w), np.zeros_like(w))
    v = np.where(g == 0, v, rho * v + (1 - rho) * g**2)
    m = np.where(g == 0, m, rho * m + (1 - rho) * g)
    return w - lr * g / (np.sqrt(np.maximum(v - centered * m**2, 0)) + eps), (v, m)


def eps_under_root(w, g, state, lr, rho, eps, centered):
    v, m = state or (0, 0)
    v, m = rho * v + (1 - rho) * g**2, rho * m + (1 - rho) * g
    return w - lr * g / np.sqrt(v - centered * m**2 + eps), (v, m)


def plain_descent(w, g, state, lr, rho, eps, centered):
    return w - lr * g, state


def sign_descent(w, g, state, lr, rho, eps, centered):
    return w - lr / np.sqrt(1 - rho) * g / (np.abs(g) + eps), ()


def weights_alone(w, g, state, lr, rho, eps, centered):
    return pair(w, g, state, lr, rho, eps, centered)[0]


def state_first(w, g, state, lr, rho, eps, centered):
    return pair(w, g, state, lr, rho, eps, centered)[::-1]


def one_number(w, g, state, lr, rho, eps, centered):
    v, m = state or (0.0, 0.0)
    v, m = rho * v + (1 - rho) * g.ravel()[0] ** 2, rho * m + (1 - rho) * g.ravel()[0]
    return w - lr * g / (np.sqrt(max(v - centered * m**2, 0)) + eps), (v, m)


def rows(w, g, state, lr, rho, eps, centered):
    square = g**2 if g.ndim == 1 else np.broadcast_to((g**2).mean(axis=0), g.shape)
    v, m = state or (0, 0)
    v, m = rho * v + (1 - rho) * square, rho * m + (1 - rho) * g
    return w - lr * g / (np.sqrt(np.maximum(v - centered * m**2, 0)) + eps), (v, m)


def first_settings(w, g, state, lr, rho, eps, centered):
    lr, rho, memory = state or (lr, rho, None)
    w, memory = pair(w, g, memory, lr, rho, eps, centered)
    return w, (lr, rho, memory)


def first_rho(w, g, state, lr, rho, eps, centered):
    rho, memory = state or (rho, None)
    w, memory = pair(w, g, memory, lr, rho, eps, centered)
    return w, (rho, memory)


def first_lr(w, g, state, lr, rho, eps, centered):
    lr, memory = state or (lr, None)
    w, memory = pair(w, g, memory, lr, rho, eps, centered)
    return w, (lr, memory)


def global_state(w, g, state, lr, rho, eps, centered):
    w, global_state.memory = pair(
        w, g, None if state is None else global_state.memory, lr, rho, eps, centered
    )
    return w, "kept elsewhere"


def changed_object(w, g, state, lr, rho, eps, centered):
    w, later = own_class(w, g, state, lr, rho, eps, centered)
    if state is None:
        return w, later
    state.v, state.m = later.v, later.m
    return w, state


def state_in_place(w, g, state, lr, rho, eps, centered):
    v, m = state or (np.zeros_like(w), np.zeros_like(w))
    v *= rho
    v += (1 - rho) * g**2
    m *= rho
    m += (1 - rho) * g
    return w - lr * g / (np.sqrt(np.maximum(v - centered * m**2, 0)) + eps), (v, m)


def weights_in_place(w, g, state, lr, rho, eps, centered):
    new, state = pair(w, g, state, lr, rho, eps, centered)
    w[...] = new
    return w, state


def double_precision(w, g, state, lr, rho, eps, centered):
    return pair(w.astype(np.float64), g.astype(np.float64), state, lr, rho, eps, centered)


WRONG = {
    uphill: ("first_step", "uphill"),
    corrected: ("first_step", "corrected for its start"),
    bare_square: ("first_step", "starts at g"),
    swapped: ("first_step", "swapped"),
    no_root: ("first_step", "root is missing"),
    plain_descent: ("first_step", "along the gradient"),
    one_v_for_all: ("first_step", "One v for the whole array"),
    norm_for_all: ("first_step", "The norm of g"),
    one_number: ("first_step", "the new v"),
    old_v: ("first_step", "not the old one"),
    weights_alone: ("first_step", "return w, state"),
    state_first: ("first_step", "weights first"),
    no_eps: ("zero_gradient", "without eps"),
    decays: ("zero_gradient", "added to g"),
    sign_descent: ("remembers", "Nothing is remembered"),
    nothing_kept: ("remembers", "Nothing is remembered"),
    skips_zeros: ("remembers", "do not skip"),
    fixed_rho: ("first_step", "the new v"),
    adagrad: ("remembers", "a sum, as in AdaGrad"),
    always_centred: ("first_step", "the new v"),
    eps_under_root: ("eps_outside", "under the root"),
    tiny_eps: ("eps_outside", "not used"),
    largest: ("eps_outside", "denominator"),
    never_centred: ("centred", "plain rule"),
    m_not_squared: ("centred", "the new m"),
    corrected_m: ("centred", "the new m"),
    bare_m: ("centred", "the new m"),
    centred_numerator: ("centred", "numerator stays g"),
    may_be_nan: ("hardly_changes", "nan"),
    rows: ("any_shape", "shape of w"),
    first_settings: ("new_settings", "belong to this call"),
    first_rho: ("new_settings", "rho was kept"),
    first_lr: ("new_settings", "lr was kept"),
    global_state: ("runs_apart", "belongs into state"),
    changed_object: ("runs_apart", "belongs into state"),
    state_in_place: ("input_unchanged", "copy first"),
    weights_in_place: ("input_unchanged", "copy first"),
    double_precision: ("keeps_dtype", "float64"),
}
