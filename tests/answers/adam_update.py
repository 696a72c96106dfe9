"""Right and plausible wrong answers to the exercise `adam_update`; WRONG names the test and a word of the meaning."""

import numpy as np


def dicts(params, grads, state, lr, beta1, beta2, eps):
    if state is None:
        state = {"m": dict.fromkeys(params, 0.0), "v": dict.fromkeys(params, 0.0), "t": 0}
    m = {k: beta1 * state["m"][k] + (1 - beta1) * g for k, g in grads.items()}
    v = {k: beta2 * state["v"][k] + (1 - beta2) * g * g for k, g in grads.items()}
    t = state["t"] + 1
    rate = lr * np.sqrt(1 - beta2**t).item() / (1 - beta1**t)  # the other form of the correction
    scaled = eps * np.sqrt(1 - beta2**t).item()
    new = {k: w - rate * m[k] / (np.sqrt(v[k]) + scaled) for k, w in params.items()}
    return new, {"m": m, "v": v, "t": t}


def pairs(params, grads, state, lr, beta1, beta2, eps):
    t, memory = state or (0, {name: (np.zeros_like(w), np.zeros_like(w)) for name, w in params.items()})
    t, new, kept = t + 1, {}, {}
    for name in params:
        m, v = memory[name]
        m = m + (1 - beta1) * (grads[name] - m)
        v = v + (1 - beta2) * (grads[name] ** 2 - v)
        kept[name] = m, v
        new[name] = params[name] - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return new, (t, kept)


class Memory:
    """A state of the reader's own class."""

    def __init__(self, m, v, t):
        self.m, self.v, self.t = m, v, t


def own_class(params, grads, state, lr, beta1, beta2, eps):
    zeros = {name: 0 * w for name, w in params.items()}
    old = state if state is not None else Memory(zeros, zeros, 0)
    m = {name: beta1 * old.m[name] + (1 - beta1) * grads[name] for name in params}
    v = {name: beta2 * old.v[name] + (1 - beta2) * np.square(grads[name]) for name in params}
    t = old.t + 1
    c1, c2 = 1 - beta1**t, 1 - beta2**t
    return {
        name: params[name] - lr * m[name] / c1 / (np.sqrt(v[name] / c2) + eps) for name in params
    }, Memory(m, v, t)


def history(params, grads, state, lr, beta1, beta2, eps):
    state = [*(state or []), grads]
    new = {}
    for name, w in params.items():
        seen = [g[name] for g in state]
        weights = [[beta ** (len(seen) - 1 - i) for i in range(len(seen))] for beta in (beta1, beta2)]
        mean = sum(a * g for a, g in zip(weights[0], seen, strict=True)) / sum(weights[0])
        square = sum(a * g**2 for a, g in zip(weights[1], seen, strict=True)) / sum(weights[1])
        new[name] = w - lr * mean / (np.sqrt(square) + eps)
    return new, state


def laid_end_to_end(params, grads, state, lr, beta1, beta2, eps):
    g = np.concatenate([np.ravel(grads[name]) for name in params])
    m, v, of_m, of_v = state or (0.0, 0.0, 0.0, 0.0)  # sums, divided by the sums of their weights
    m, v, of_m, of_v = beta1 * m + g, beta2 * v + g * g, beta1 * of_m + 1, beta2 * of_v + 1
    steps, new = lr * (m / of_m) / (np.sqrt(v / of_v) + eps), {}
    for name, w in params.items():
        new[name], steps = w - steps[: w.size].reshape(w.shape), steps[w.size :]
    return new, (m, v, of_m, of_v)


RIGHT = [dicts, pairs, own_class, history, laid_end_to_end]


def variant(
    correct=(True, True),
    root=np.sqrt,
    sign=1,
    start=0,
    each=False,
    decay=0.0,
    swapped=False,
    fixed=False,
    square=lambda g: g**2,
    divide=None,
    keep=None,
):
    """Return Adam with one of its decisions replaced."""

    def adam_update(params, grads, state, lr, beta1, beta2, eps):
        if swapped:
            beta1, beta2 = beta2, beta1
        if fixed:
            beta1, beta2 = 0.9, 0.999
        zeros = {name: np.zeros_like(w) for name, w in params.items()}
        m, v, t = state or (zeros, zeros, start)
        m, v, new = dict(m), dict(v), {}
        t = t if each else t + 1
        for name, w in params.items():
            t = t + 1 if each else t
            g = grads[name] + decay * w
            m[name] = beta1 * m[name] + (1 - beta1) * g
            v[name] = beta2 * v[name] + (1 - beta2) * square(g)
            m_hat = m[name] / (1 - beta1**t) if correct[0] else m[name]
            v_hat = v[name] / (1 - beta2**t) if correct[1] else v[name]
            step = divide(m_hat, v_hat, v[name], eps, 1 - beta2**t) if divide else m_hat / (root(v_hat) + eps)
            new[name] = w - sign * lr * step
        return new, (keep(m, v, t) if keep else (m, v, t))

    return adam_update


ascent = variant(sign=-1)
no_correction = variant(correct=(False, False))
m_corrected_only = variant(correct=(True, False))
v_corrected_only = variant(correct=(False, True))
no_root = variant(root=lambda v: v)
counts_from_zero = variant(start=-1)
one_v_for_all = variant(square=lambda g: np.full_like(g, np.mean(g**2)))
counts_parameters = variant(each=True)
swapped_betas = variant(swapped=True)
fixed_betas = variant(fixed=True)
l2_inside = variant(decay=0.01)
no_eps = variant(divide=lambda m, v, raw, eps, c: m / np.sqrt(v))
eps_in_root = variant(divide=lambda m, v, raw, eps, c: m / np.sqrt(v + eps))
eps_before = variant(divide=lambda m, v, raw, eps, c: m / ((np.sqrt(raw) + eps) / np.sqrt(c)))
tiny_eps = variant(divide=lambda m, v, raw, eps, c: m / (np.sqrt(v) + 1e-8))
t_forgotten = variant(keep=lambda m, v, t: (m, v, 0))
nothing_kept = variant(keep=lambda m, v, t: None)


def plain_sgd(params, grads, state, lr, beta1, beta2, eps):
    return {name: w - lr * grads[name] for name, w in params.items()}, state


def sign_descent(params, grads, state, lr, beta1, beta2, eps):
    return {name: w - lr * grads[name] / (np.abs(grads[name]) + eps) for name, w in params.items()}, ()


def list_of_arrays(params, grads, state, lr, beta1, beta2, eps):
    new, state = dicts(params, grads, state, lr, beta1, beta2, eps)
    return list(new.values()), state


def params_alone(params, grads, state, lr, beta1, beta2, eps):
    return dicts(params, grads, state, lr, beta1, beta2, eps)[0]


def one_memory(params, grads, state, lr, beta1, beta2, eps):
    m, v, t = state or (0.0, 0.0, 0)
    t, new = t + 1, {}
    for name, w in params.items():
        m = beta1 * m + (1 - beta1) * grads[name]
        v = beta2 * v + (1 - beta2) * grads[name] ** 2
        new[name] = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return new, (m, v, t)


def by_place(params, grads, state, lr, beta1, beta2, eps):
    return dicts(params, dict(zip(params, grads.values(), strict=True)), state, lr, beta1, beta2, eps)


def by_shape(params, grads, state, lr, beta1, beta2, eps):
    t, memory = state or (0, {})
    t, memory, new = t + 1, dict(memory), {}
    for name, w in params.items():
        m, v = memory.get(w.shape, (0.0, 0.0))
        m, v = beta1 * m + (1 - beta1) * grads[name], beta2 * v + (1 - beta2) * grads[name] ** 2
        memory[w.shape] = m, v
        new[name] = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return new, (t, memory)


def rate_in_m(params, grads, state, lr, beta1, beta2, eps):
    t, m, v = state or (0, dict.fromkeys(params, 0.0), dict.fromkeys(params, 0.0))
    t = t + 1
    m = {k: beta1 * m[k] + (1 - beta1) * lr * g for k, g in grads.items()}
    v = {k: beta2 * v[k] + (1 - beta2) * g**2 for k, g in grads.items()}
    c1, c2 = 1 - beta1**t, 1 - beta2**t
    return {k: w - m[k] / c1 / (np.sqrt(v[k] / c2) + eps) for k, w in params.items()}, (t, m, v)


def first_rate(params, grads, state, lr, beta1, beta2, eps):
    lr, memory = state or (lr, None)
    new, memory = dicts(params, grads, memory, lr, beta1, beta2, eps)
    return new, (lr, memory)


def params_in_place(params, grads, state, lr, beta1, beta2, eps):
    new, state = dicts(params, grads, state, lr, beta1, beta2, eps)
    for name, w in params.items():
        w[...] = new[name]
    return dict(params), state


def same_dict(params, grads, state, lr, beta1, beta2, eps):
    new, state = dicts(params, grads, state, lr, beta1, beta2, eps)
    params.update(new)
    return params, state


def state_in_place(params, grads, state, lr, beta1, beta2, eps):
    if state is None:
        state = {name: [np.zeros_like(w), np.zeros_like(w), 0] for name, w in params.items()}
    new = {}
    for name, w in params.items():
        m, v, t = state[name]
        m *= beta1
        m += (1 - beta1) * grads[name]
        v *= beta2
        v += (1 - beta2) * grads[name] ** 2
        t = state[name][2] = t + 1
        new[name] = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return new, state


def global_state(params, grads, state, lr, beta1, beta2, eps):
    global_state.memory = dicts(
        params, grads, None if state is None else global_state.memory, lr, beta1, beta2, eps
    )
    new, global_state.memory = global_state.memory
    return new, "kept elsewhere"


def changed_object(params, grads, state, lr, beta1, beta2, eps):
    new, later = own_class(params, grads, state, lr, beta1, beta2, eps)
    if state is None:
        return new, later
    state.m, state.v, state.t = later.m, later.v, later.t
    return new, state


def double_precision(params, grads, state, lr, beta1, beta2, eps):
    wide = {name: np.asarray(w, dtype=np.float64) for name, w in params.items()}
    return dicts(wide, grads, state, lr, beta1, beta2, eps)


WRONG = {
    ascent: ("first_step", "uphill"),
    no_correction: ("first_step", "correction is missing"),
    m_corrected_only: ("first_step", "Only m"),
    v_corrected_only: ("first_step", "Only v"),
    no_root: ("first_step", "root is missing"),
    plain_sgd: ("first_step", "along the gradient"),
    one_v_for_all: ("first_step", "One v for the whole array"),
    counts_from_zero: ("first_step", "t = 0"),
    list_of_arrays: ("first_step", "as a dict"),
    params_alone: ("first_step", "return params, state"),
    swapped_betas: ("five_steps", "swapped"),
    fixed_betas: ("five_steps", "not used"),
    sign_descent: ("five_steps", "Nothing is remembered"),
    nothing_kept: ("five_steps", "Nothing is remembered"),
    t_forgotten: ("five_steps", "t = 1, 2, 3"),
    counts_parameters: ("each_its_own", "counts the calls"),
    one_memory: ("each_its_own", "belong to a name"),
    by_place: ("each_its_own", "not to a place"),
    by_shape: ("each_its_own", "not to a place"),
    rate_in_m: ("new_rate", "neither in m"),
    first_rate: ("new_rate", "first call"),
    l2_inside: ("zero_gradient", "added to the gradient"),
    no_eps: ("zero_gradient", "without eps"),
    eps_in_root: ("eps_outside", "inside the root"),
    eps_before: ("eps_outside", "before the correction"),
    tiny_eps: ("eps_outside", "not used"),
    global_state: ("runs_apart", "belongs into state"),
    changed_object: ("runs_apart", "belongs into state"),
    double_precision: ("keeps_dtype", "float64"),
    params_in_place: ("input_unchanged", "copy first"),
    same_dict: ("input_unchanged", "copy first"),
    state_in_place: ("input_unchanged", "copy first"),
}
