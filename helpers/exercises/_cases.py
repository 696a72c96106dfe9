"""Inputs, truths and whole tests that several exercises share."""

import numpy as np

from helpers.exercises._expect import expect, fail
from helpers.exercises._words import show
from helpers.gradcheck import numerical_gradient


def mixed_parameters(rng, steps=3):
    """Return parameters of unlike shapes and a list of gradients for them, with the keys the other way round."""
    params = {"W": rng.normal(size=(2, 3)), "b": np.zeros(3), "s": np.array(1.0), "c": np.ones(3)}
    gradients = [
        {name: 10**k * rng.normal(size=params[name].shape) for k, name in enumerate(reversed(params))}
        for _ in range(steps)
    ]
    return params, gradients


def adam_steps(gradients, beta1=0.9, beta2=0.999, eps=1e-8):
    """Return Adam's step at lr = 1 for each time, from weighted means over all gradients so far."""
    gradients, steps = np.asarray(gradients, dtype=float), []
    for t in range(1, len(gradients) + 1):
        ages = np.arange(t)[::-1].reshape(-1, *[1] * (gradients.ndim - 1))
        mean, square = (
            np.sum(beta**ages * g, axis=0) / np.sum(beta**ages)
            for beta, g in ((beta1, gradients[:t]), (beta2, gradients[:t] ** 2))
        )
        steps.append(mean / (np.sqrt(square) + eps))
    return steps


def walk(step, params, gradients, state=None):
    """Return the parameters after step(params, grads, state) for each dict of `gradients`, and the states."""
    states = []
    for grads in gradients:
        new, state = step(params, grads, state)
        require_dict(new, params)
        params = new
        states.append(state)
    return params, states


def require_dict(new, params):
    """Raise `Mismatch` unless `new` is a dict with the names of `params`."""
    if not isinstance(new, dict) or new.keys() != params.keys():
        means = "Return the new parameters as a dict like params: all of them, also those without a gradient."
        fail(f"a dict with the keys {list(params)}", show(new), means)


def expect_runs_apart(walk, start):
    """Raise `Mismatch` if a run depends on another, or on what happened after its state was handed over.

    `walk(params, gradients, state=None)` takes a step of the reader's function for each gradient, and returns the
    parameters and the states.
    """
    ones, tens = {"w": np.array([1.0])}, {"w": np.array([-10.0])}
    alone, states = walk({"w": start}, [ones, tens, ones])
    before_last, _ = walk({"w": start}, [ones, tens])
    walk({"w": start}, [tens, tens, tens])
    again, _ = walk(before_last, [ones], state=states[1])
    means = "Everything that is remembered belongs into state: no global, no attribute, no default argument."
    expect(again["w"], alone["w"], means, 'params["w"]')


def gradients_by_differences(f, *arrays):
    """Return the gradient of the scalar f(*arrays) with respect to each array, by central differences."""
    return tuple(
        numerical_gradient(lambda part, i=i: f(*arrays[:i], part, *arrays[i + 1 :]), array)
        for i, array in enumerate(arrays)
    )
