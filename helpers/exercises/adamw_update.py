"""Question 26: one step of AdamW for a dict of parameters, some without decay, some without a gradient.

The form of the state is left to the reader.
"""

from functools import partial

import numpy as np

from helpers.exercises._cases import adam_steps, expect_runs_apart, mixed_parameters, require_dict, walk
from helpers.exercises._expect import expect

ASKS = "adamw_update(params, grads, state, lr, weight_decay, no_decay) -> (params, state)"
STATEMENT = (
    "Take one step of AdamW with beta1 = 0.9, beta2 = 0.999 and eps = 1e-8 outside the root: w (1 - lr weight_decay) "
    "minus Adam's step, with the old w. Names in the tuple no_decay are not decayed; a name that is missing in "
    "grads is left as it is, its memory too. state is None before the first step and later what you returned. "
    "Return a new dict with all parameters and the new state, change nothing that was passed in."
)
HINTS = (
    "Begin with Adam: m and v are running means of the gradient and of its square, without the decay, and each "
    "parameter has its own m, v and t. Loop over the names in grads.",
    "After the division, and with the w that came in: w - lr * (m_hat / (np.sqrt(v_hat) + 1e-8) + decay * w), "
    "where decay is 0 for a name in no_decay.",
    "Begin with new, memory = dict(params), dict(state or {}); then for name, g in grads.items(): "
    "m, v, t = memory.get(name, (0.0, 0.0, 0)). What is not in grads is then kept by itself.",
)


def _walk(adamw_update, params, gradients, lr=0.1, weight_decay=0.5, no_decay=(), state=None):
    """Return the parameters after one step for each dict of `gradients`, and the states."""
    return walk(lambda *now: adamw_update(*now, lr, weight_decay, no_decay), params, gradients, state)


def _decayed(w, gradients, rates, weight_decay=0.5):
    """Return w after AdamW's steps with these gradients and learning rates."""
    for step, lr in zip(adam_steps(gradients), rates, strict=True):
        w = w * (1 - lr * weight_decay) - lr * step
    return w


def first_step(adamw_update):
    """Take Adam's step and the decay, in the first step."""
    w, g = np.array([2.0, -2.0, 1.0]), np.array([4.0, 0.5, -0.25])
    sign = np.sign(g)
    new = _walk(adamw_update, {"w": w}, [{"w": g}])[0]["w"]
    lookalikes = {
        "The decay is added to the gradient, as a penalty: it must meet neither m nor v.": w
        - 0.1 * np.sign(g + 0.5 * w),
        "Nothing is decayed.": w - 0.1 * sign,
        "The decay is not multiplied by lr.": 0.5 * w - 0.1 * sign,
        "This walks uphill: subtract Adam's step.": 0.95 * w + 0.1 * sign,
        "The decay has the wrong sign: the weights grow.": 1.05 * w - 0.1 * sign,
        "The decay acts on the new w: it takes the w that came in.": 0.95 * (w - 0.1 * sign),
        "The decay is divided by sqrt(v_hat): it stays outside.": w - 0.1 * (sign + 0.5 * w / np.abs(g)),
        "The bias correction is missing.": 0.95 * w - 0.1 * sign * 0.1 / np.sqrt(0.001),
    }
    means = "In the first step m_hat is g and v_hat is g**2: w (1 - lr weight_decay) - lr sign(g)."
    expect(new, 0.95 * w - 0.1 * sign, means, 'params["w"]', rtol=1e-6, lookalikes=lookalikes)


def tiny_gradient(adamw_update):
    """Add eps to the root of the corrected v, not inside it and not before the correction."""
    w, g = np.array([1.0, 1.0]), np.array([3e-8, -1e-8])
    new = _walk(adamw_update, {"w": w}, [{"w": g}])[0]["w"]
    early = np.sqrt(0.001) * np.abs(g) + 1e-8
    lookalikes = {
        "eps is inside the root: sqrt(v_hat) + eps, not sqrt(v_hat + eps).": 0.95 * w
        - 0.1 * g / np.sqrt(g**2 + 1e-8),
        "eps is added before the correction of v.": 0.95 * w - 0.1 * g / (early / np.sqrt(0.001)),
        "eps is not used.": 0.95 * w - 0.1 * np.sign(g),
    }
    means = "The denominator is sqrt(v_hat) + 1e-8."
    expect(
        new, 0.95 * w - 0.1 * g / (np.abs(g) + 1e-8), means, 'params["w"]', rtol=1e-6, lookalikes=lookalikes
    )


def zero_gradient(adamw_update):
    """Decay by the same factor in each step where the gradient is 0."""
    w = np.array([1.0, -2.0])
    new, _ = _walk(adamw_update, {"w": w}, [{"w": np.zeros(2)}] * 5)
    lookalikes = {"A gradient of 0 is a gradient: the weight decays all the same.": w}
    means = "Nothing but w (1 - lr weight_decay), five times. Is the decay in m or v, or does 0 / 0 appear?"
    expect(new["w"], 0.95**5 * w, means, 'params["w"]', rtol=1e-6, lookalikes=lookalikes)


def five_steps(adamw_update):
    """Keep the decay out of m and v: five steps as the means of the gradients alone say."""
    gradients = np.array([[1.0, 10.0], [-2.0, 10.0], [0.5, -10.0], [3.0, 10.0], [1.0, 0.1]])
    w = np.array([30.0, -20.0])
    new, _ = _walk(adamw_update, {"w": w}, [{"w": g} for g in gradients])
    forgetful = w
    for g in gradients:
        forgetful = 0.95 * forgetful - 0.1 * np.sign(g)
    lookalikes = {
        "Nothing is remembered: return the new m, v and t, and read them from state.": forgetful,
        "The decay of each step is that of the first w.": w * (1 - 5 * 0.05)
        - 0.1 * np.sum(adam_steps(gradients), axis=0),
    }
    means = "The first step is right: do m, v and t = 1, 2, 3, ... come back in the state, without any decay in them?"
    expect(
        new["w"], _decayed(w, gradients, [0.1] * 5), means, 'params["w"]', rtol=1e-6, lookalikes=lookalikes
    )


def new_rate(adamw_update):
    """Take lr and weight_decay of each call, as schedules do."""
    w, state = {"w": np.array([2.0, -1.0])}, None
    g, expected = np.array([2.0, -0.5]), np.array([2.0, -1.0])
    for lr, weight_decay in ((0.1, 0.5), (0.01, 0.5), (0.001, 2.0), (0.0, 2.0)):
        w, state = adamw_update(w, {"w": g}, state, lr, weight_decay, ())
        require_dict(w, {"w": g})
        expected = expected * (1 - lr * weight_decay) - lr * np.sign(g)
    means = "lr and weight_decay belong to this call, and lr multiplies the decay as well; with lr 0 nothing moves."
    expect(w["w"], expected, means, 'params["w"]', rtol=1e-6)


def leaves_out(adamw_update):
    """Step without decay where the name is in no_decay."""
    params = {
        "W": np.array([[1.0, -2.0]]),
        "b": np.array([3.0]),
        "gamma": np.array([1.0, 1.0]),
        "Wb": np.array([2.0]),
        "b2": np.array([-1.0]),
    }
    grads = {name: np.ones_like(w) for name, w in params.items()}
    new, _ = _walk(adamw_update, params, [grads] * 2, no_decay=("b", "gamma"))
    for name, w in params.items():
        spared = name in ("b", "gamma")
        expected = w - 0.2 if spared else 0.95 * (0.95 * w - 0.1) - 0.1
        lookalikes = {
            "no_decay is not looked at.": 0.95 * (0.95 * w - 0.1) - 0.1,
            "This one is not in no_decay, and is to be decayed.": w - 0.2,
            "no_decay spares the decay alone: Adam's step is taken.": w,
        }
        means = "Adam's step for all, the decay for the names that are not in no_decay."
        expect(new[name], expected, means, f'params["{name}"]', rtol=1e-6, lookalikes=lookalikes)


def frozen(adamw_update):
    """Leave alone what has no gradient, and go on with its memory where it was."""
    w, g = np.array([1.0, -2.0]), np.array([[1.0, 4.0], [-3.0, 4.0], [0.5, -2.0]])
    gradients = [{"w": g[0], "u": g[0]}, {"u": g[1]}, {"u": g[2]}, {"w": g[1], "u": g[0]}]
    new, states = _walk(adamw_update, {"w": w, "u": w}, gradients[:3])
    once = _decayed(w, g[:1], [0.1])
    lookalikes = {
        "It was decayed without a gradient.": 0.95**2 * once,
        "Its m went on moving it.": _decayed(w, [g[0], 0 * g[0], 0 * g[0]], [0.1] * 3, 0.0) - 0.05 * w,
    }
    means = "A name that is missing in grads is frozen in this step: no step, no decay."
    expect(new["w"], once, means, 'params["w"]', rtol=1e-6, lookalikes=lookalikes)
    new, _ = _walk(adamw_update, new, gradients[3:], state=states[-1])
    means = "After two steps without a gradient, m, v and the count t are those of its last own step."
    expect(new["w"], _decayed(w, g[:2], [0.1] * 2), means, 'params["w"]', rtol=1e-6)


def each_its_own(adamw_update):
    """Keep a memory for each name, whatever its shape or its place in grads."""
    params, gradients = mixed_parameters(np.random.default_rng(26))
    new, _ = _walk(adamw_update, params, gradients)
    means = "m, v, grads belong to a name, not to a place or shape; t counts the steps of a parameter."
    for name, w in params.items():
        expected = _decayed(w, [grads[name] for grads in gradients], [0.1] * 3)
        expect(new[name], expected, means, f'params["{name}"]', rtol=1e-6)


def runs_apart(adamw_update):
    """Keep two runs apart, and continue from an old state as it was."""
    expect_runs_apart(partial(_walk, adamw_update), np.ones(1))


TESTS = (
    first_step,
    zero_gradient,
    five_steps,
    tiny_gradient,
    new_rate,
    each_its_own,
    leaves_out,
    frozen,
    runs_apart,
)
