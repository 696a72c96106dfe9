"""Question 10 over many seeds: starts in a narrow valley, fits of 25 digits, three optimizers on a network.

python -m benchmarks.studies.optimizers [--seeds N]

Prints the tables behind notebook 10, lowest, mean and highest over the seeds, with the notebook's own code. A seed
draws the start in the valley, the digits, and for the network its first weights and the order of its batches.
"""

import argparse

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells

CELLS = (
    "setup",
    "three-rules",
    "descend-code",
    "ignore-code",
    "speed-code",
    "digits-fits-code",
    "digits-fits",
    "rates-code",
    "rates-claims",
)


def valley(q10, seed):
    """Return the common logarithm of the loss that each rule leaves, tuned, from a random start."""
    start, left = np.random.default_rng(seed).normal(size=2), {}
    for rule in ("sgd", "momentum", "adam"):
        for degrees in (0, 45):
            loss, _, _ = q10["tuned"](q10[f"{rule}_step"], degrees, start)
            left[f"log10 of the loss, {rule}, {degrees} degrees"] = np.log10(loss[-20:].max())
    sgd, momentum, adam = [value for name, value in left.items() if "45" in name]
    return left | {"sgd minus momentum, 45": sgd - momentum, "adam minus momentum, 45": adam - momentum}


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
    }


def table(title, rows):
    """Print lowest, mean and highest of each column, and the standard error of the mean."""
    print(f"{title}, {len(rows)} seeds: lowest, mean, highest, standard error")
    for key in rows[0]:
        values = np.array([row[key] for row in rows])
        error = values.std(ddof=1) / len(rows) ** 0.5
        print(f"    {key:40} {values.min():9.3g} {values.mean():9.3g} {values.max():9.3g} {error:9.2g}")


def main():
    """Run all seeds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    seeds = range(parser.parse_args().seeds)
    q10 = cells("10-optimizer", *CELLS)
    table("narrow valley", [valley(q10, seed) for seed in seeds])
    table("25 digits", [fits(q10, seed) for seed in tqdm(seeds, "fits", leave=False, disable=None)])
    for epochs in (10, 30):
        runs = tqdm(seeds, f"{epochs} epochs", leave=False, disable=None)
        table(f"network, {10 * epochs} steps", [network(q10, seed, epochs) for seed in runs])


if __name__ == "__main__":
    main()
