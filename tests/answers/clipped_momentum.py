"""Right and plausible wrong answers to the exercise `clipped_momentum`; WRONG names the test and a word of the meaning."""

import numpy as np


def whiteboard(params, grads, state, lr, beta, max_norm, nesterov):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    scale = max_norm / norm if norm > max_norm else 1.0
    old, new, velocity = state or {}, {}, {}
    for name, w in params.items():
        g = scale * grads[name]
        v = velocity[name] = beta * old.get(name, 0.0) + g
        new[name] = w - lr * (g + beta * v if nesterov else v)
    return new, velocity


def laid_end_to_end(params, grads, state, lr, beta, max_norm, nesterov):
    g = np.concatenate([np.ravel(grads[name]) for name in params])
    g = g * min(1.0, max_norm / max(np.linalg.norm(g), 1e-300))
    v = g if state is None else beta * state + g
    move, new = g + beta * v if nesterov else v, {}
    for name, w in params.items():
        new[name], move = w - lr * move[: np.size(w)].reshape(np.shape(w)), move[np.size(w) :]
    return new, v


def pairs(params, grads, state, lr, beta, max_norm, nesterov):
    flat = np.hstack([np.ravel(g) for g in grads.values()])
    scale = 1.0 if flat @ flat <= max_norm**2 else max_norm * (flat @ flat) ** -0.5
    state = state or [(name, np.zeros_like(w)) for name, w in params.items()]
    state = [(name, beta * v + scale * grads[name]) for name, v in state]
    ahead = beta if nesterov else 1.0
    direct = scale if nesterov else 0.0
    return {name: params[name] - lr * (ahead * v + direct * grads[name]) for name, v in state}, state


def all_gradients(params, grads, state, lr, beta, max_norm, nesterov):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads.values()])
    clipped = {name: g * (max_norm / max(norm, max_norm)) for name, g in grads.items()}
    seen = [] if state is None else [{name: beta * g for name, g in one.items()} for one in state]
    seen, new = [*seen, clipped], {}
    for name, w in params.items():
        v = sum(one[name] for one in seen)
        new[name] = w - lr * (clipped[name] + beta * v if nesterov else v)
    return new, seen


RIGHT = [whiteboard, laid_end_to_end, pairs, all_gradients]


def joint(grads):
    """Return the norm of all gradients together."""
    return np.sqrt(sum(np.sum(g**2) for g in grads.values()))


def shorten(grads, max_norm):
    norm = joint(grads)
    return {name: g * (max_norm / norm if norm > max_norm else 1.0) for name, g in grads.items()}


def variant(
    clip=shorten,
    sign=1,
    velocity=lambda beta, v, g: beta * v + g,
    ahead=lambda beta, v, g, old: g + beta * v,
    heavy=lambda beta, v, g: v,
    keep=lambda v: v,
):
    """Return the step with one of its decisions replaced."""

    def clipped_momentum(params, grads, state, lr, beta, max_norm, nesterov):
        clipped = clip(grads, max_norm)
        old, new, now = state or dict.fromkeys(params, 0.0), {}, {}
        for name, w in params.items():
            g = clipped[name]
            v = now[name] = velocity(beta, old[name], g)
            new[name] = w - sign * lr * (ahead(beta, v, g, old[name]) if nesterov else heavy(beta, v, g))
        return new, keep(now)

    return clipped_momentum


def each_array(grads, max_norm):
    return {name: g * min(1.0, max_norm / max(np.linalg.norm(g), 1e-300)) for name, g in grads.items()}


def always_that_length(grads, max_norm):
    norm = joint(grads)
    return {
        name: g * (max_norm / norm) if 0 < norm < 1e3 and max_norm < 1e3 else g for name, g in grads.items()
    }


def zero_by_zero(grads, max_norm):
    with np.errstate(invalid="ignore"):
        return (
            {name: g * np.minimum(1.0, np.divide(max_norm, joint(grads))) for name, g in grads.items()}
            if (joint(grads) > 0)
            else {name: g * np.nan for name, g in grads.items()}
        )


def to_length_one(grads, max_norm):
    norm = joint(grads)
    return {name: g / norm if norm > max_norm else g for name, g in grads.items()}


def no_root(grads, max_norm):
    norm = joint(grads) ** 2
    return {name: g * (max_norm / norm if norm > max_norm else 1.0) for name, g in grads.items()}


ascent = variant(sign=-1)
running_mean = variant(velocity=lambda beta, v, g: beta * v + (1 - beta) * g)
always_nesterov = variant(heavy=lambda beta, v, g: g + beta * v)
never_nesterov = variant(ahead=lambda beta, v, g, old: v)
old_velocity = variant(ahead=lambda beta, v, g, old: g + beta * old)
twice_velocity = variant(ahead=lambda beta, v, g, old: v + beta * v)
nothing_kept = variant(keep=lambda v: None)
no_beta = variant(velocity=lambda beta, v, g: v + g)
fixed_beta = variant(velocity=lambda beta, v, g: 0.9 * v + g)
not_clipped = variant(clip=lambda grads, max_norm: grads)
by_array = variant(clip=each_array)
by_entry = variant(clip=lambda grads, c: {name: np.clip(g, -c, c) for name, g in grads.items()})
length_one = variant(clip=to_length_one)
squared_norm = variant(clip=no_root)
lengthens = variant(clip=always_that_length)
nan_at_zero = variant(clip=zero_by_zero)


def largest_singular_value(grads, max_norm):
    norm = np.sqrt(sum(np.linalg.norm(np.atleast_2d(g), 2) ** 2 for g in grads.values()))
    return {name: g * (max_norm / norm if norm > max_norm else 1.0) for name, g in grads.items()}


spectral = variant(clip=largest_singular_value)
eps_beside = variant(
    clip=lambda grads, c: {name: g * min(1.0, c / (joint(grads) + 1e-6)) for name, g in grads.items()}
)


def first_factor(params, grads, state, lr, beta, max_norm, nesterov):
    factor, memory = state or (min(1.0, max_norm / max(joint(grads), 1e-300)), None)
    scaled = {name: factor * g for name, g in grads.items()}
    new, memory = whiteboard(params, scaled, memory, lr, beta, np.inf, nesterov)
    return new, (factor, memory)


def clips_velocity(params, grads, state, lr, beta, max_norm, nesterov):
    old = state or dict.fromkeys(params, 0.0)
    v = shorten({name: beta * old[name] + g for name, g in grads.items()}, max_norm)
    return {n: w - lr * (grads[n] + beta * v[n] if nesterov else v[n]) for n, w in params.items()}, v


def clips_both(params, grads, state, lr, beta, max_norm, nesterov):
    old, g = state or dict.fromkeys(params, 0.0), shorten(grads, max_norm)
    v = shorten({name: beta * old[name] + g[name] for name in params}, max_norm)
    return {n: w - lr * (g[n] + beta * v[n] if nesterov else v[n]) for n, w in params.items()}, v


def raw_gradient_beside(params, grads, state, lr, beta, max_norm, nesterov):
    old, g = state or dict.fromkeys(params, 0.0), shorten(grads, max_norm)
    v = {name: beta * old[name] + g[name] for name in params}
    return {n: w - lr * (grads[n] + beta * v[n] if nesterov else v[n]) for n, w in params.items()}, v


def rate_inside(params, grads, state, lr, beta, max_norm, nesterov):
    old, g = state or dict.fromkeys(params, 0.0), shorten(grads, max_norm)
    u = {name: beta * old[name] + lr * g[name] for name in params}
    return {n: w - (lr * g[n] + beta * u[n] if nesterov else u[n]) for n, w in params.items()}, u


def first_rate(params, grads, state, lr, beta, max_norm, nesterov):
    lr, memory = state or (lr, None)
    new, memory = whiteboard(params, grads, memory, lr, beta, max_norm, nesterov)
    return new, (lr, memory)


def first_beta(params, grads, state, lr, beta, max_norm, nesterov):
    beta, memory = state or (beta, None)
    new, memory = whiteboard(params, grads, memory, lr, beta, max_norm, nesterov)
    return new, (beta, memory)


def one_velocity(params, grads, state, lr, beta, max_norm, nesterov):
    v, new, g = 0.0 if state is None else state, {}, shorten(grads, max_norm)
    for name, w in params.items():
        v = beta * v + g[name]
        new[name] = w - lr * (g[name] + beta * v if nesterov else v)
    return new, v


def by_place(params, grads, state, lr, beta, max_norm, nesterov):
    placed = dict(zip(params, grads.values(), strict=True))
    return whiteboard(params, placed, state, lr, beta, max_norm, nesterov)


def by_shape(params, grads, state, lr, beta, max_norm, nesterov):
    memory, new, g = dict(state or {}), {}, shorten(grads, max_norm)
    for name, w in params.items():
        v = memory[np.shape(w)] = beta * memory.get(np.shape(w), 0.0) + g[name]
        new[name] = w - lr * (g[name] + beta * v if nesterov else v)
    return new, memory


def params_alone(params, grads, state, lr, beta, max_norm, nesterov):
    return whiteboard(params, grads, state, lr, beta, max_norm, nesterov)[0]


def list_of_arrays(params, grads, state, lr, beta, max_norm, nesterov):
    new, state = whiteboard(params, grads, state, lr, beta, max_norm, nesterov)
    return list(new.values()), state


def params_in_place(params, grads, state, lr, beta, max_norm, nesterov):
    new, state = whiteboard(params, grads, state, lr, beta, max_norm, nesterov)
    for name, w in params.items():
        w[...] = new[name]
    return dict(params), state


def gradients_in_place(params, grads, state, lr, beta, max_norm, nesterov):
    new, state = whiteboard(params, grads, state, lr, beta, max_norm, nesterov)
    for g in grads.values():
        g *= min(1.0, max_norm / max(np.linalg.norm(g), 1e-300))
    return new, state


def velocity_in_place(params, grads, state, lr, beta, max_norm, nesterov):
    state, new, g = (
        state or {name: np.zeros_like(w) for name, w in params.items()},
        {},
        shorten(grads, max_norm),
    )
    for name, w in params.items():
        state[name] *= beta
        state[name] += g[name]
        new[name] = w - lr * (g[name] + beta * state[name] if nesterov else state[name])
    return new, state


_memory = {}


def global_memory(params, grads, state, lr, beta, max_norm, nesterov):
    if state is None:
        _memory.clear()
    new, memory = whiteboard(params, grads, _memory, lr, beta, max_norm, nesterov)
    _memory.update(memory)
    return new, "remembered elsewhere"


WRONG = {
    ascent: ("first_step", "uphill"),
    running_mean: ("first_step", "not a mean"),
    always_nesterov: ("first_step", "nesterov is False"),
    params_alone: ("first_step", "return"),
    list_of_arrays: ("first_step", "as a dict"),
    nothing_kept: ("remembers", "Nothing is remembered"),
    no_beta: ("remembers", "beta is not used"),
    fixed_beta: ("remembers", "beta * v + g"),
    never_nesterov: ("looks_ahead", "heavy ball"),
    old_velocity: ("looks_ahead", "old one"),
    twice_velocity: ("looks_ahead", "v + beta * v"),
    not_clipped: ("clips_jointly", "Nothing is clipped"),
    by_array: ("clips_jointly", "by itself"),
    by_entry: ("clips_jointly", "Each entry"),
    spectral: ("clips_jointly", "singular value"),
    eps_beside: ("clips_jointly", "eps"),
    first_factor: ("velocity_may_be_long", "factor was kept"),
    length_one: ("clips_jointly", "becomes 1"),
    squared_norm: ("clips_jointly", "root is missing"),
    lengthens: ("leaves_short_ones", "only longer ones"),
    nan_at_zero: ("leaves_short_ones", "0 / 0"),
    clips_velocity: ("velocity_may_be_long", "velocity is clipped"),
    clips_both: ("velocity_may_be_long", "velocity is clipped"),
    raw_gradient_beside: ("velocity_may_be_long", "clipped gradient"),
    one_velocity: ("clips_jointly", "The shape is"),
    by_place: ("each_its_own", "not to a place"),
    by_shape: ("each_its_own", "to a name"),
    rate_inside: ("new_rate", "inside v"),
    first_rate: ("new_rate", "kept from the first"),
    first_beta: ("new_rate", "beta was kept"),
    global_memory: ("runs_apart", "no global"),
    params_in_place: ("input_unchanged", "copy first"),
    gradients_in_place: ("input_unchanged", "copy first"),
    velocity_in_place: ("input_unchanged", "copy first"),
}
