"""Question 21: the gradient noise scale, estimated without bias from the gradients of micro-batches.

Two things are left to the reader and not tested: the estimates where all gradients are 0, and the dtype.
"""

import itertools

import numpy as np

from helpers.exercises._expect import expect, expect_raises
from helpers.exercises._words import show

ASKS = "noise_scale(parts, size) -> (signal, noise, scale)"
STATEMENT = (
    "From gradients parts (T, k, P), those of k micro-batches of `size` examples in each of T updates, return the "
    "unbiased estimates of |g|² and of σ² from all k, each averaged over the T updates, and σ² / |g|², or np.inf if the signal is "
    "not above 0; raise a ValueError for k = 1."
)
HINTS = (
    "Two mean squared lengths hold all you need: that of the parts, batches of `size`, and that of the mean over the "
    "k parts, batches of k * size. The square comes before the mean over updates.",
    "On average the first is |g|² + σ²/size, the second |g|² + σ²/(k * size). Solve these two equations for |g|² and σ²; "
    "neither square alone is |g|².",
    "With small and big for the two: signal = (k * big - small) / (k - 1), and noise = size * k * (small - big) / (k - 1). "
    "Take their quotient at the very end, once.",
)


def _one_update(gradients):
    """Return the gradients of one update, numbers, as an array (1, k, 1)."""
    return np.array(gradients, dtype=float)[None, :, None]


def by_hand(noise_scale):
    """Get |g|² = 3, σ² = 2, scale 2/3 from the gradients 1 and 3 of two single examples."""
    signal, noise, scale = noise_scale(_one_update([1, 3]), 1)
    raw = {
        "This is |g_B|², the squared length of the mean: noise adds σ²/(k size) to it on average.": 4,
        "This is |g_b|², the mean squared length of the parts: noise adds σ²/size to it on average.": 5,
        "The squared length of the mean is multiplied by k, but that of the parts is not subtracted.": 8,
        "Divide by k - 1, not by k: B - b is (k - 1) size.": 1.5,
    }
    means = "signal = (B |g_B|² - b |g_b|²) / (B - b), with b = size and B = k * size."
    expect(signal, 3.0, means, "signal", lookalikes=raw)
    raw = {
        "Divide by 1/b - 1/B: this is |g_b|² - |g_B|² itself, or σ²/B, the noise of the whole batch.": 1,
        "A root: the noise is a variance.": np.sqrt(2),
        "Divide by 1/b - 1/B, do not multiply.": 0.5,
    }
    expect(noise, 2.0, "noise = (|g_b|² - |g_B|²) / (1/b - 1/B).", "noise", lookalikes=raw)
    upside_down = {"This is signal divided by noise: the other way round.": 1.5}
    expect(scale, 2 / 3, "scale = noise / signal.", "scale", lookalikes=upside_down)


def counts_examples(noise_scale):
    """Count in examples: micro-batches of 5 mean 5 times the noise, and the same signal."""
    parts = np.random.default_rng(21).normal(1.0, 2.0, size=(1, 4, 6))
    signal, noise, scale = noise_scale(parts, 5)
    pairs = [np.sum(parts[:, i] * parts[:, j], axis=1) for i, j in itertools.permutations(range(4), 2)]
    raw = {"Only the first two micro-batches count: use all k.": pairs[0].item()}
    means = "`size` cancels in the signal: B and b are in the ratio k."
    expect(signal, np.mean(pairs), means, "signal", lookalikes=raw)
    spread = parts.var(axis=1, ddof=1).sum(axis=1).mean()
    raw = {
        "σ² of single examples is size times the variance of the gradients of micro-batches.": spread,
        "`size` counts the examples of one micro-batch, not of all k together.": spread * 5 / 4,
        "σ² is summed over the P parameters, not averaged.": 5 * spread / 6,
        "Divide by k - 1, not by k.": 5 * spread * 3 / 4,
    }
    expect(noise, 5 * spread, "noise = (|g_b|² - |g_B|²) / (1/b - 1/B).", "noise", lookalikes=raw)
    expect(scale, 5 * spread / np.mean(pairs), "scale = noise / signal.", "scale")


def right_on_average(noise_scale):
    """Be unbiased: over all equally likely draws, signal and noise are exact on average."""
    for examples, k in (([[-1.0, 0.5], [2.0, 1.0], [0.0, 3.0]], 2), ([[4.0], [-2.0]], 3)):
        G = np.array(examples)
        parts = np.array([G[list(draw)] for draw in itertools.product(range(len(G)), repeat=k)])
        signal, noise, _ = noise_scale(parts, 1)
        means = f"A bias: over all draws of k = {k} the mean must be |g|², neither more nor less."
        expect(signal, np.sum(G.mean(axis=0) ** 2), means, "signal")
        expect(noise, G.var(axis=0).sum(), "A bias: over all draws the mean must be σ².", "noise")


def squares_before_the_mean(noise_scale):
    """Keep the updates apart: their gradients may point in opposite directions."""
    parts = np.concatenate([_one_update([1, 3]), _one_update([-1, -3]), _one_update([2, 2])])
    signal, noise, scale = noise_scale(parts, 1)
    raw = {
        "Gradients of different updates are averaged: square first, average over updates then.": [4 / 9],
        "The mean gradient of all updates is squared: square in each update, average then.": [-34 / 9],
        "All gradients are taken for parts of one update.": [-2 / 5],
        "Only the last update counts: average over all T.": [4.0],
        "This is the first update alone, or the median of the updates: take the mean over all T.": [3.0],
        "Add over updates and divide by T: the mean, not the sum.": [10.0],
    }
    expect(
        np.atleast_1d(signal),
        [10 / 3],
        "One estimate an update, then their mean.",
        "signal",
        lookalikes=raw,
    )
    expect(noise, 4 / 3, "One estimate an update, then their mean.", "noise")
    raw = {
        "This is the mean of the quotients: average signal and noise first, divide once.": 4 / 9,
        "This is the median of the quotients: average signal and noise first, divide once.": 2 / 3,
    }
    expect(scale, 0.4, "scale = mean noise / mean signal.", "scale", lookalikes=raw)


def negative_signals_count(noise_scale):
    """Let single estimates of |g|² be negative, and average them as they are."""
    parts = np.concatenate([_one_update([1, -1]), _one_update([3, 1])])
    signal, noise, scale = noise_scale(parts, 1)
    clipped = {
        "Negative estimates are cut off at 0, which biases the mean upwards.": 1.5,
        "Negative estimates are left out, which biases the mean upwards.": 3,
        "Negative estimates lose their sign, which biases the mean upwards.": 2,
    }
    expect(signal, 1.0, "The estimates are -1 and 3: their mean is 1.", "signal", lookalikes=clipped)
    expect(noise, 2.0, "The estimates are 2 and 2.", "noise")
    expect(scale, 2.0, "scale = mean noise / mean signal.", "scale")


def drowned_signal(noise_scale):
    """Return the scale np.inf where the signal is 0 or negative, and still signal and noise."""
    for gradients, expected in (([2, -2], -4.0), ([0, 2], 0.0)):
        signal, noise, scale = noise_scale(_one_update(gradients), 1)
        expect(signal, expected, "The estimate itself is returned as it is, even below 0.", "signal")
        expect(noise, (gradients[0] - gradients[1]) ** 2 / 2, "noise does not depend on the mean.", "noise")
        means = f"Here the signal is {show(expected)}: no finite batch is seen to suffice, so np.inf."
        expect(scale, np.inf, means, "scale")


def one_part_is_not_enough(noise_scale):
    """Raise a ValueError for one micro-batch an update, however many updates there are."""
    means = "One gradient an update cannot tell noise from signal: raise ValueError if parts.shape[1] < 2."
    for T in (1, 4):
        expect_raises(ValueError, means, noise_scale, np.ones((T, 1, 3)), 8)


TESTS = (
    by_hand,
    squares_before_the_mean,
    negative_signals_count,
    right_on_average,
    counts_examples,
    drowned_signal,
    one_part_is_not_enough,
)
