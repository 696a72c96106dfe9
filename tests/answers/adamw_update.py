"""Right and plausible wrong answers to `adamw_update`; WRONG names the test and a word of the meaning."""

import numpy as np


def by_name(params, grads, state, lr, weight_decay, no_decay):
    new, memory = dict(params), dict(state or {})
    for name, g in grads.items():
        w = params[name]
        m, v, t = memory.get(name, (0.0, 0.0, 0))
        m, v, t = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2, t + 1
        decay = 0.0 if name in no_decay else weight_decay * w
        step = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        new[name] = w - lr * (step + decay)
        memory[name] = m, v, t
    return new, memory


def decays_first(params, grads, state, lr, weight_decay, no_decay):
    """Decay all, then take the steps, as PyTorch does."""
    m, v, t = (dict(part) for part in state or ({}, {}, {}))
    new = {}
    for name, w in params.items():
        if name not in grads:
            new[name] = w.copy()
            continue
        if name not in no_decay:
            w = w * (1 - lr * weight_decay)
        g = grads[name]
        m[name] = m.get(name, 0 * g) + 0.1 * (g - m.get(name, 0 * g))
        v[name] = v.get(name, 0 * g) + 0.001 * (g * g - v.get(name, 0 * g))
        t[name] = t.get(name, 0) + 1
        rate = lr * (1 - 0.999 ** t[name]) ** 0.5 / (1 - 0.9 ** t[name])
        new[name] = w - rate * m[name] / (np.sqrt(v[name]) + 1e-8 * (1 - 0.999 ** t[name]) ** 0.5)
    return new, (m, v, t)


def history(params, grads, state, lr, weight_decay, no_decay):
    """Remember all gradients, and take weighted means of them."""
    state = {
        name: [*(state or {}).get(name, []), *([grads[name]] if name in grads else [])] for name in params
    }
    new = dict(params)
    for name in grads:
        seen, w = state[name], params[name]
        a, b = ([beta**k for k in reversed(range(len(seen)))] for beta in (0.9, 0.999))
        mean = sum(x * g for x, g in zip(a, seen, strict=True)) / sum(a)
        square = sum(x * g**2 for x, g in zip(b, seen, strict=True)) / sum(b)
        new[name] = w - lr * mean / (np.sqrt(square) + 1e-8)
        if name not in no_decay:
            new[name] = new[name] - lr * weight_decay * w
    return new, state


RIGHT = [by_name, decays_first, history]


def variant(
    rule=lambda w, step, v_hat, lr, decay: w - lr * (step + decay * w),
    penalty=False,
    in_m=False,
    in_v=False,
    correct=True,
    spared="name",
    missing="kept",
    shared_t=False,
    skip_zero=False,
    keep=lambda memory: memory,
):
    """Return AdamW with one of its decisions replaced."""

    def adamw_update(params, grads, state, lr, weight_decay, no_decay):
        new, memory = dict(params), dict(state or {})
        memory["steps"] = memory.get("steps", 0) + 1
        for name, w in params.items():
            if name not in grads and missing == "kept":
                continue
            if skip_zero and not np.any(grads[name]):
                continue
            g = grads.get(name, 0 * w)
            decay = 0.0 if name in no_decay and spared != "nobody" else weight_decay
            if spared == "vectors" and w.ndim < 2:
                decay = 0.0
            if missing == "decayed" and name not in grads:
                new[name] = w - lr * decay * w
                continue
            m, v, t = memory.get(name, (0.0, 0.0, 0))
            t = memory["steps"] if shared_t else t + 1
            g, l2 = (g + decay * w, 0.0) if penalty else (g, 0.0 if in_m else decay)
            m = 0.9 * m + 0.1 * (g + in_m * decay * w)
            v = 0.999 * v + 0.001 * (g + in_v * decay * w) ** 2
            c1, c2 = (1 - 0.9**t, 1 - 0.999**t) if correct else (1, 1)
            new[name] = rule(w, m / c1 / (np.sqrt(v / c2) + 1e-8), v / c2, lr, l2)
            if spared == "frozen" and name in no_decay:
                new[name] = w
            memory[name] = m, v, t
        return new, keep(memory)

    return adamw_update


l2_penalty = variant(penalty=True)
no_decay_at_all = variant(lambda w, step, v_hat, lr, decay: w - lr * step)
without_lr = variant(lambda w, step, v_hat, lr, decay: w - lr * step - decay * w)
uphill = variant(lambda w, step, v_hat, lr, decay: w + lr * step - lr * decay * w)
grows = variant(lambda w, step, v_hat, lr, decay: w - lr * step + lr * decay * w)
on_the_new_w = variant(lambda w, step, v_hat, lr, decay: (1 - lr * decay) * (w - lr * step))
divided = variant(lambda w, step, v_hat, lr, decay: w - lr * (step + decay * w / (np.sqrt(v_hat) + 1e-8)))
no_correction = variant(correct=False)
only_in_m = variant(in_m=True)
also_in_v = variant(in_v=True)
nothing_kept = variant(keep=lambda memory: {})
skips_zeros = variant(skip_zero=True)
ignores_no_decay = variant(spared="nobody")
spares_vectors = variant(spared="vectors")
freezes_no_decay = variant(spared="frozen")
decays_missing = variant(missing="decayed")
steps_missing = variant(missing="zero")
one_count = variant(shared_t=True)


def parts_of_names(params, grads, state, lr, weight_decay, no_decay):
    spared = tuple(name for name in params if any(part in name for part in no_decay))
    return by_name(params, grads, state, lr, weight_decay, spared)


def names_that_begin_so(params, grads, state, lr, weight_decay, no_decay):
    spared = tuple(name for name in params if name.startswith(no_decay))
    return by_name(params, grads, state, lr, weight_decay, spared)


def with_denominator(denominator):
    """Return AdamW with another denominator, a function of v and the correction of v."""

    def adamw_update(params, grads, state, lr, weight_decay, no_decay):
        new, memory = by_name(params, grads, state, lr, weight_decay, no_decay)
        for name in grads:
            m, v, t = memory[name]
            decay = 0.0 if name in no_decay else weight_decay
            step = m / (1 - 0.9**t) / denominator(v, 1 - 0.999**t)
            new[name] = params[name] * (1 - lr * decay) - lr * step
        return new, memory

    return adamw_update


eps_inside = with_denominator(lambda v, correction: np.sqrt(v / correction + 1e-8))
no_epsilon = with_denominator(lambda v, correction: np.sqrt(v / correction))
eps_too_early = with_denominator(lambda v, correction: (np.sqrt(v) + 1e-8) / np.sqrt(correction))


def first_lr(params, grads, state, lr, weight_decay, no_decay):
    lr, memory = state or (lr, None)
    new, memory = by_name(params, grads, memory, lr, weight_decay, no_decay)
    return new, (lr, memory)


def constant_decay(params, grads, state, lr, weight_decay, no_decay):
    """Multiply the decay by the first lr only."""
    first, memory = state or (lr, None)
    new, memory = by_name(params, grads, memory, lr, 0.0, no_decay)
    return {
        name: w if name in no_decay or name not in grads else w - first * weight_decay * params[name]
        for name, w in new.items()
    }, (first, memory)


def sign_step(params, grads, state, lr, weight_decay, no_decay):
    new = dict(params)
    for name, g in grads.items():
        decay = 0.0 if name in no_decay else weight_decay
        new[name] = params[name] - lr * (g / (np.abs(g) + 1e-8) + decay * params[name])
    return new, ()


def only_those_with_gradient(params, grads, state, lr, weight_decay, no_decay):
    new, memory = by_name(params, grads, state, lr, weight_decay, no_decay)
    return {name: new[name] for name in grads}, memory


def one_memory(params, grads, state, lr, weight_decay, no_decay):
    new = dict(params)
    m, v, t = state or (0.0, 0.0, 0)
    for name, g in grads.items():
        m, v, t = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2, t + 1
        decay = 0.0 if name in no_decay else weight_decay
        step = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        new[name] = params[name] * (1 - lr * decay) - lr * step
    return new, (m, v, t)


def by_place(params, grads, state, lr, weight_decay, no_decay):
    if grads.keys() == params.keys():
        grads = dict(zip(params, grads.values(), strict=True))
    return by_name(params, grads, state, lr, weight_decay, no_decay)


def global_state(params, grads, state, lr, weight_decay, no_decay):
    memory = None if state is None else global_state.memory
    new, global_state.memory = by_name(params, grads, memory, lr, weight_decay, no_decay)
    return new, "kept elsewhere"


def in_place(params, grads, state, lr, weight_decay, no_decay):
    new, memory = by_name(params, grads, state, lr, weight_decay, no_decay)
    for name, w in params.items():
        w[...] = new[name]
    return dict(params), memory


def same_dict(params, grads, state, lr, weight_decay, no_decay):
    new, memory = by_name(params, grads, state, lr, weight_decay, no_decay)
    params.update(new)
    return params, memory


def state_in_place(params, grads, state, lr, weight_decay, no_decay):
    new, memory = by_name(params, grads, state, lr, weight_decay, no_decay)
    if state is None:
        return new, memory
    state.update(memory)
    return new, state


WRONG = {
    l2_penalty: ("first_step", "as a penalty"),
    no_decay_at_all: ("first_step", "Nothing is decayed"),
    without_lr: ("first_step", "not multiplied by lr"),
    uphill: ("first_step", "uphill"),
    grows: ("first_step", "weights grow"),
    on_the_new_w: ("first_step", "on the new w"),
    divided: ("first_step", "divided by sqrt"),
    no_correction: ("first_step", "correction is missing"),
    only_in_m: ("first_step", "divided by sqrt"),
    also_in_v: ("first_step", "v_hat is g**2"),
    skips_zeros: ("zero_gradient", "is a gradient"),
    no_epsilon: ("zero_gradient", "0 / 0"),
    sign_step: ("five_steps", "Nothing is remembered"),
    nothing_kept: ("five_steps", "Nothing is remembered"),
    eps_inside: ("tiny_gradient", "inside the root"),
    eps_too_early: ("tiny_gradient", "before the correction"),
    first_lr: ("new_rate", "belong to this call"),
    constant_decay: ("new_rate", "multiplies the decay"),
    ignores_no_decay: ("leaves_out", "not looked at"),
    spares_vectors: ("first_step", "Nothing is decayed"),
    parts_of_names: ("leaves_out", "is to be decayed"),
    names_that_begin_so: ("leaves_out", "is to be decayed"),
    freezes_no_decay: ("leaves_out", "spares the decay alone"),
    decays_missing: ("frozen", "decayed without"),
    steps_missing: ("frozen", "is frozen"),
    one_count: ("frozen", "the count t"),
    only_those_with_gradient: ("frozen", "also those without"),
    one_memory: ("each_its_own", "belong to a name"),
    by_place: ("each_its_own", "not to a place"),
    global_state: ("runs_apart", "belongs into state"),
    in_place: ("input_unchanged", "copy first"),
    same_dict: ("input_unchanged", "copy first"),
    state_in_place: ("input_unchanged", "copy first"),
}
