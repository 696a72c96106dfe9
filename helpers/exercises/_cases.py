"""Inputs that the tests of several exercises use."""

import numpy as np


def mixed_parameters(rng, steps=3):
    """Return parameters of unlike shapes and a list of gradients for them, with the keys the other way round."""
    params = {"W": rng.normal(size=(2, 3)), "b": np.zeros(3), "s": np.array(1.0), "c": np.ones(3)}
    gradients = [
        {name: 10**k * rng.normal(size=params[name].shape) for k, name in enumerate(reversed(params))}
        for _ in range(steps)
    ]
    return params, gradients
