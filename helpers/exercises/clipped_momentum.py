"""Question 18: one step of clipped gradient descent with momentum, for a dict of parameters.

The form of the state is left to the reader.
"""

from functools import partial

import numpy as np

from helpers.exercises._cases import expect_runs_apart, mixed_parameters, require_dict, walk
from helpers.exercises._expect import expect

ASKS = "clipped_momentum(params, grads, state, lr, beta, max_norm, nesterov) -> (new, state)"
STATEMENT = (
    "Scale all gradients of the dict grads by one factor if their joint norm is above max_norm; then v = beta v + g "
    "for each parameter, and w - lr v, or w - lr (g + beta v) if nesterov is true. state is None before the first "
    "step and later what you returned. Return a new dict and the new state, change nothing that was passed in."
)
HINTS = (
    "The joint norm is the root of the sum of the squares of all entries of all arrays. Compute it first, in a loop "
    "of its own, before anything is updated.",
    "The factor is max_norm / norm, and 1 where the norm is not above max_norm: then 0 / 0 cannot happen either. "
    "What is remembered, v, is a sum of clipped gradients, without lr; v is never clipped itself.",
    "In a loop over the names: g = scale * grads[name], v = beta * old_v + g, and then the move is "
    "g + beta * v if nesterov else v, with the new v in both.",
)
WIDE = 1e6


def _walk(clipped_momentum, params, gradients, lr=0.1, beta=0.5, max_norm=WIDE, nesterov=False, state=None):
    """Return the parameters after one step for each dict of `gradients`, and the states."""
    return walk(lambda *now: clipped_momentum(*now, lr, beta, max_norm, nesterov), params, gradients, state)


def _weights(steps, beta, nesterov):
    """Return how often each of the gradients, oldest first, has been subtracted after so many steps."""
    ages = np.arange(steps)[::-1]
    sums = (1 - beta ** (ages + 1.0)) / (1 - beta)
    return 1 + beta * sums if nesterov else sums


def first_step(clipped_momentum):
    """Begin with a plain step against the gradient."""
    w, g = np.array([1.0, 1.0, -2.0]), np.array([4.0, -0.5, 0.25])
    new = _walk(clipped_momentum, {"w": w}, [{"w": g}])[0]["w"]
    lookalikes = {
        "This walks uphill: subtract.": w + 0.1 * g,
        "The gradient is multiplied by 1 - beta: v is a sum here, not a mean.": w - 0.05 * g,
        "This is the step of Nesterov, though nesterov is False.": w - 0.15 * g,
        "The gradient was shortened to max_norm or to length 1, though it is not too long.": w
        - 0.1 * g / np.linalg.norm(g),
    }
    expect(new, w - 0.1 * g, "v is 0 at the start.", 'params["w"]', lookalikes=lookalikes)


def remembers(clipped_momentum):
    """Remember: four steps as the fading sum of all gradients says."""
    gradients = np.array([[1.0, 10.0], [-2.0, 10.0], [0.5, -10.0], [3.0, 0.0]])
    new = _walk(clipped_momentum, {"w": np.zeros(2)}, [{"w": g} for g in gradients], beta=0.8)[0]["w"]
    expected = -0.1 * _weights(4, 0.8, False) @ gradients
    lookalikes = {
        "Nothing is remembered: return the new v, and read it from state.": -0.1 * gradients.sum(axis=0),
        "beta is not used.": -0.1 * np.arange(4, 0, -1) @ gradients,
    }
    means = "The first step is right: is v = beta * v + g, with the v that was returned last?"
    expect(new, expected, means, 'params["w"]', lookalikes=lookalikes)


def looks_ahead(clipped_momentum):
    """Take the step of Nesterov where it is asked for."""
    gradients = np.array([[1.0, 10.0], [-2.0, 10.0], [0.5, -10.0]])
    steps = [{"w": g} for g in gradients]
    new = _walk(clipped_momentum, {"w": np.zeros(2)}, steps, beta=0.8, nesterov=True)[0]["w"]
    heavy = -0.1 * _weights(3, 0.8, False) @ gradients
    lookalikes = {
        "This is the heavy ball: nesterov is not used, or v in g + beta * v is the old one.": heavy,
        "v + beta * v: the gradient alone stands beside beta * v.": 1.8 * heavy,
    }
    means = "The move is g + beta * v with the new v."
    expect(new, -0.1 * _weights(3, 0.8, True) @ gradients, means, 'params["w"]', lookalikes=lookalikes)


def clips_jointly(clipped_momentum):
    """Shorten all gradients by one factor where their joint norm is too large."""
    grads = {"W": np.array([[4.0, 0.0], [0.0, -4.0]]), "b": np.array([0.0, -2.0])}  # norm 6
    zeros = {name: np.zeros_like(g) for name, g in grads.items()}
    new = _walk(clipped_momentum, zeros, [grads], max_norm=3.0)[0]
    alone = {name: -0.3 * g / max(np.linalg.norm(g), 3) for name, g in grads.items()}
    for name, g in grads.items():
        lookalikes = {
            "Nothing is clipped.": -0.1 * g,
            "Each array is clipped by itself: the norm is that of all together.": alone[name],
            "Each entry is clipped by itself: one factor for all keeps the direction.": -0.1 * g.clip(-3, 3),
            "The length becomes 1, not max_norm.": -0.1 * g / 6,
            "max_norm is compared with the squared norm or divided by it: the root is missing.": -0.1
            * g
            / 12,
            "norm(g, 2) of a matrix is its largest singular value: take the root of the sum of all squares.": -0.3
            * g
            / np.sqrt(20),
            "Is there an eps beside the norm? The length becomes max_norm exactly.": -0.3 * g / (6 + 1e-6),
        }
        means = "The factor is max_norm / norm, the same for all arrays."
        expect(new[name], -0.1 * g / 2, means, f'params["{name}"]', lookalikes=lookalikes)


def leaves_short_ones(clipped_momentum):
    """Leave gradients alone that are short enough, also where all are 0."""
    for size in (1.0, 1e-3, 0.0):
        g = size * np.array([0.6, -0.8])
        new = _walk(clipped_momentum, {"w": np.zeros(2)}, [{"w": g}], max_norm=1.5)[0]["w"]
        means = "Short gradients keep their length, and where the norm is 0 the factor is not 0 / 0."
        lookalikes = {
            "Every gradient gets the length max_norm: only longer ones are shortened.": -0.15
            * g
            / (size or 1)
        }
        expect(new, -0.1 * g, means, 'params["w"]', lookalikes=lookalikes if size else None)


def velocity_may_be_long(clipped_momentum):
    """Clip the gradient of each step, not the sum that is remembered."""
    g = np.array([3.0, -4.0])
    steps, unit = [{"w": size * g} for size in (1, 0.1, 2)], g / 5
    new = _walk(clipped_momentum, {"w": np.zeros(2)}, steps, max_norm=1.0)[0]["w"]
    lookalikes = {
        "The velocity is clipped as well, or instead.": -0.3 * unit,
        "The factor was kept from the first call: each step has its own.": -0.39 * unit,
    }
    means = "Gradients of length 5, 0.5 and 10 count as 1, 0.5 and 1: v becomes 1, 1 and 1.5 long."
    expect(new, -0.35 * unit, means, 'params["w"]', lookalikes=lookalikes)
    new = _walk(clipped_momentum, {"w": np.zeros(2)}, [{"w": g}], max_norm=1.0, nesterov=True)[0]["w"]
    means = "With nesterov both parts of g + beta * v are of the clipped gradient."
    expect(new, -0.15 * unit, means, 'params["w"]')


def each_its_own(clipped_momentum):
    """Keep a memory for each name, whatever its shape or its place in grads."""
    params, gradients = mixed_parameters(np.random.default_rng(18))
    new, _ = _walk(clipped_momentum, params, gradients, lr=0.01)
    means = "v and the gradient belong to a name, not to a place or a shape."
    for name, w in params.items():
        moved = sum(
            weight * grads[name] for weight, grads in zip(_weights(3, 0.5, False), gradients, strict=True)
        )
        expect(new[name], w - 0.01 * moved, means, f'params["{name}"]')


def new_rate(clipped_momentum):
    """Take lr and beta of each call, as a schedule does."""
    w, g, state = {"w": np.zeros(2)}, np.array([2.0, -0.5]), None
    for lr, beta in ((0.1, 0.5), (0.01, 0.5), (0.001, 0.0)):
        w, state = clipped_momentum(w, {"w": g}, state, lr, beta, WIDE, False)
        require_dict(w, {"w": g})
    lookalikes = {
        "lr stands inside v: v = beta * v + g, and lr multiplies the whole of it.": -(0.1 + 0.06 + 0.001) * g,
        "lr was kept from the first call.": -(0.1 + 0.15 + 0.1) * g,
        "beta was kept from the first call.": -(0.1 + 0.015 + 0.00175) * g,
    }
    means = "lr and beta belong to this call: v = beta * v + g, then lr times the move."
    expect(w["w"], -(0.1 + 0.015 + 0.001) * g, means, 'params["w"]', lookalikes=lookalikes)


def runs_apart(clipped_momentum):
    """Keep two runs apart, and continue from an old state as it was."""
    expect_runs_apart(partial(_walk, clipped_momentum), np.zeros(1))


TESTS = (
    first_step,
    remembers,
    looks_ahead,
    clips_jointly,
    leaves_short_ones,
    velocity_may_be_long,
    each_its_own,
    new_rate,
    runs_apart,
)
