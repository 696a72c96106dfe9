"""Question 10 over many seeds: two fits of 25 digits, and three optimizers at nine learning rates on a network.

python -m benchmarks.studies.optimizers [--seeds N]

Prints the tables behind notebook 10, lowest, mean and highest over the seeds, with the notebook's own code. A seed
draws the digits, and for the network its start and the order of its batches. Differences have their standard error.
"""

import argparse

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells

CELLS = (
    "setup",
    "three-rules",
    "descend-code",
    "digits-fits-code",
    "digits-fits",
    "rates-code",
    "rates-claims",
)


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
        print(f"    {key:32} {values.min():9.3g} {values.mean():9.3g} {values.max():9.3g} {error:9.2g}")


def main():
    """Run all seeds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    seeds = range(parser.parse_args().seeds)
    q10 = cells("10-optimizer", *CELLS)
    table("25 digits", [fits(q10, seed) for seed in tqdm(seeds, "fits", leave=False, disable=None)])
    for epochs in (10, 30):
        runs = tqdm(seeds, f"{epochs} epochs", leave=False, disable=None)
        table(f"network, {10 * epochs} steps", [network(q10, seed, epochs) for seed in runs])


if __name__ == "__main__":
    main()
