"""Question 10 over many seeds: starts in a narrow valley, fits of 25 digits, three optimizers on a network.

python -m benchmarks.studies.optimizers [--seeds N]

Prints the tables behind notebook 10, lowest, mean and highest over the seeds, with the notebook's own code. A seed
draws the start in the valley, the digits, and for the network its first weights and the order of its batches.
"""

import itertools
from functools import partial

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

VALLEY = ("three-rules", "descend-code", "ignore-code", "speed-code")
DIGITS = ("digits-fits-code", "digits-fits", "rates-code", "rates-claims", "tenth-code")


def valley(q10, seed):
    """Return the common logarithm of the loss that each rule leaves, at its best setting, from a random start."""
    start = np.random.default_rng(seed).normal(size=2)

    def left(rule, degrees, **fixed):
        return np.log10(q10["tuned"](q10[f"{rule}_step"], degrees, start, **fixed)[0][-20:].max())

    sgd, momentum = left("sgd", 0), left("momentum", 0)
    adam = {angle: left("adam", angle) for angle in (0, 5, 30, 45)}
    pairs = itertools.product((0.9, 0.99, 0.999), (1e-8, 1e-3, 1e-2, 1e-1))
    adam["45, best of 12 pairs beta2, eps"] = min(left("adam", 45, beta2=b, eps=eps) for b, eps in pairs)
    return {
        "log10 of the loss, sgd": sgd,
        "log10 of the loss, momentum": momentum,
        **{f"adam, {name}": value for name, value in adam.items()},
        **{f"adam - momentum, {name}": value - momentum for name, value in adam.items()},
    }


def fits(q10, seed):
    """Return the comparison of momentum and Adam on 25 digits."""
    found = q10["compare"](seed)
    return found | {"accuracy, Adam - momentum": found["accuracy of Adam"] - found["accuracy of momentum"]}


def network(q10, seed, epochs):
    """Return the accuracies of the three rules at their best rates and at common ones."""
    scores = q10["sweep"](seed, epochs)
    best, reported = q10["best_of"](scores)
    rates, rules = q10["RATES"], q10["RULES"]
    ends = [scores[rule, lr][1] for rule in rules for lr in (rates[0], rates[-1])]
    return {
        **{f"best rate of {rule}": best[rule] for rule in rules},
        **{f"accuracy of {rule} at its best": reported[rule] for rule in rules},
        "best rate, sgd / adam": best["sgd"] / best["adam"],
        "spread of the three": max(reported.values()) - min(reported.values()),
        "adam - sgd, tuned": reported["adam"] - reported["sgd"],
        "adam - momentum, tuned": reported["adam"] - reported["momentum"],
        "adam - sgd at 0.001": scores["adam", 1e-3][1] - scores["sgd", 1e-3][1],
        "sgd - adam at 1": scores["sgd", 1.0][1] - scores["adam", 1.0][1],
        "highest at an end of the range": max(ends),
        "momentum and sgd at ten times the rate": max(
            abs(scores["momentum", lr][1] - scores["sgd", 10 * lr][1]) for lr in q10["pairs"]
        ),
    }


def main():
    """Run all seeds and print the tables."""
    seeds = seeds_asked(__doc__)
    q10 = cells("10-optimizer", "setup", *VALLEY, *DIGITS)
    over(seeds, partial(valley, q10), "narrow valley")
    over(seeds, partial(fits, q10), "25 digits")
    for epochs in (10, 30):
        over(seeds, partial(network, q10, epochs=epochs), f"network, {10 * epochs} steps")


if __name__ == "__main__":
    main()
