"""Question 10: one step of Adam for a dict of parameters, with a state that is handed on.

The form of the state is left to the reader. Not tested is a parameter that gets no gradient in some steps.
"""

from functools import partial

import numpy as np

from helpers.exercises._cases import adam_steps, expect_runs_apart, mixed_parameters, require_dict, walk
from helpers.exercises._expect import expect

ASKS = "adam_update(params, grads, state, lr, beta1, beta2, eps) -> (params, state)"
STATEMENT = (
    "Take one step of Adam on all arrays of the dict params, whose gradients are in the dict grads; state is "
    "None before the first step and later what you returned. Return a new dict and the new state, change nothing "
    "that was passed in, and add eps outside the root, after the bias correction."
)
HINTS = (
    "The state holds a running mean m of the gradients and v of their squares for each parameter, all 0 at the "
    "start, and one counter t. Make new dicts for all of them; m *= beta1 would change the caller's state.",
    "Count t up before you use it: in the first step t is 1. m / (1 - beta1**t) and v / (1 - beta2**t) are then "
    "the gradient and its square, and the step is lr in every coordinate.",
    "In a loop over the names: m = beta1 * old_m + (1 - beta1) * g, the same for v with g**2, then "
    "w - lr * m_hat / (np.sqrt(v_hat) + eps).",
)


def _walk(adam_update, params, gradients, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8, state=None):
    """Return the parameters after one step for each dict of `gradients`, and the states."""
    return walk(lambda *now: adam_update(*now, lr, beta1, beta2, eps), params, gradients, state)


def _moved(gradients, lr, beta1, beta2, eps):
    """Return the sum of Adam's steps for one array."""
    return -lr * sum(adam_steps(gradients, beta1, beta2, eps))


def first_step(adam_update):
    """Make a first step of length lr in every coordinate, against the sign of the gradient."""
    w, g = np.array([1.0, 1.0, 1.0]), np.array([4.0, -0.5, 0.25])
    new = _walk(adam_update, {"w": w}, [{"w": g}], lr=0.1)[0]["w"]
    lookalikes = {
        "This walks uphill: subtract.": w + 0.1 * np.sign(g),
        "The bias correction is missing.": w - 0.1 * np.sign(g) * 0.1 / np.sqrt(0.001),
        "Only m is corrected for its start at 0, not v.": w - 0.1 * np.sign(g) / np.sqrt(0.001),
        "Only v is corrected for its start at 0, not m.": w - 0.1 * np.sign(g) * 0.1,
        "The root is missing: divide by sqrt(v_hat).": w - 0.1 / g,
        "This is a step along the gradient: divide by sqrt(v_hat).": w - 0.1 * g,
        "One v for the whole array: each coordinate has its own.": w - 0.1 * g / np.sqrt(np.mean(g**2)),
    }
    means = "In the first step t is 1, m_hat is g, v_hat is g**2. With t = 0 both are 0 / 0."
    expect(new, w - 0.1 * np.sign(g), means, 'params["w"]', rtol=1e-5, lookalikes=lookalikes)


def zero_gradient(adam_update):
    """Stay where the gradient is 0, without nan."""
    w = np.array([1.0, -2.0])
    new, _ = _walk(adam_update, {"w": w}, [{"w": np.array([0.0, 0.0])}] * 3, lr=0.1)
    means = "0 / 0 without eps? Something that is added to the gradient or taken from w?"
    expect(new["w"], w, means, 'params["w"]')


def five_steps(adam_update):
    """Remember: five steps as the weighted means of all gradients so far say."""
    gradients = np.array([[1.0, 10.0], [-2.0, 10.0], [0.5, -10.0], [3.0, 10.0], [1.0, 0.1]])
    settings = {"lr": 0.1, "beta1": 0.8, "beta2": 0.9, "eps": 1e-8}
    new, _ = _walk(adam_update, {"w": np.zeros(2)}, [{"w": g} for g in gradients], **settings)
    swapped = _moved(gradients, 0.1, 0.9, 0.8, 1e-8)
    signs = -0.1 * np.sign(gradients).sum(axis=0)
    lookalikes = {
        "beta1 and beta2 are swapped.": swapped,
        "beta1 and beta2 are not used.": _moved(gradients, 0.1, 0.9, 0.999, 1e-8),
        "Nothing is remembered: return the new m, v and t, and read them from state.": signs,
    }
    means = "The first step is right: does the state that comes back hold the new m, v and t = 1, 2, 3, ...?"
    expect(new["w"], _moved(gradients, **settings), means, 'params["w"]', rtol=1e-6, lookalikes=lookalikes)


def eps_outside(adam_update):
    """Add eps to the root of the corrected v, not inside it and not before the correction."""
    g = np.array([3.0, -1.0])
    new, _ = _walk(adam_update, {"w": np.zeros(2)}, [{"w": g}], lr=0.1, eps=1.0)
    small = np.sqrt(0.001) * np.abs(g)
    lookalikes = {
        "eps is inside the root: sqrt(v_hat) + eps, not sqrt(v_hat + eps).": -0.1 * g / np.sqrt(g**2 + 1),
        "eps is added before the correction of v.": -0.1 * g / ((small + 1) / np.sqrt(0.001)),
        "eps is not used.": -0.1 * np.sign(g),
    }
    means = "The denominator is sqrt(v_hat) + eps."
    expect(new["w"], -0.1 * g / (np.abs(g) + 1), means, 'params["w"]', rtol=1e-6, lookalikes=lookalikes)


def each_its_own(adam_update):
    """Keep a memory for each name, whatever its shape or its place in grads."""
    params, gradients = mixed_parameters(np.random.default_rng(10))
    new, _ = _walk(adam_update, params, gradients, lr=0.01)
    means = "m, v, grads belong to a name, not to a place or shape; t counts the calls, not the parameters."
    for name, w in params.items():
        expected = w + _moved([grads[name] for grads in gradients], 0.01, 0.9, 0.999, 1e-8)
        expect(new[name], expected, means, f'params["{name}"]', rtol=1e-6)


def new_rate(adam_update):
    """Take the lr of each call, as a schedule does."""
    w, grads, state = np.zeros(2), {"w": np.array([2.0, -0.5])}, None
    for lr in (0.1, 0.01, 0.001):
        new, state = adam_update({"w": w}, grads, state, lr, 0.9, 0.999, 1e-8)
        require_dict(new, grads)
        w = new["w"]
    lookalikes = {"lr was kept from the first call.": 0.3 * np.array([-1.0, 1.0])}
    means = "lr belongs to the step of this call: neither in m nor in the state."
    expect(w, 0.111 * np.array([-1.0, 1.0]), means, 'params["w"]', rtol=1e-6, lookalikes=lookalikes)


def runs_apart(adam_update):
    """Keep two runs apart, and continue from an old state as it was."""
    expect_runs_apart(partial(_walk, adam_update), np.zeros(1))


def keeps_dtype(adam_update):
    """Keep float32."""
    w, g = np.array([1.0, 2.0], dtype=np.float32), np.array([0.5, -3.0], dtype=np.float32)
    new, _ = _walk(adam_update, {"w": w}, [{"w": g}] * 2, lr=0.1)
    expected = (w - 0.2 * np.sign(g)).astype(np.float32)
    expect(new["w"], expected, "Less exact than float32.", 'params["w"]', rtol=1e-5)


TESTS = (first_step, zero_gradient, five_steps, eps_outside, each_its_own, new_rate, runs_apart, keeps_dtype)
