"""Question 19 over many seeds: the updates to a given loss for six batch sizes, each at its best learning rate.

python -m benchmarks.studies.batch_methods [--seeds N]

Prints the table behind notebook 19 with the notebook's own code. A seed draws the images, the first weights and the
order of the batches. Five rates are tried for each size, each twice the one before.
"""

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells, seeds_asked

COUNTING = ("network", "descend", "counting")
EPOCHS = {1: 6, 4: 6, 16: 10, 64: 20, 256: 60, 1024: 120}
FACTORS = (0.25, 0.5, 1, 2, 4)


def updates(q19, seed, B, lr):
    """Return the number of updates to the target, or as many as the epochs allow."""
    X, y, w = q19["draw"](seed)
    rng = np.random.default_rng([seed, B])
    with np.errstate(all="ignore"):  # rates above the border diverge
        return q19["updates_to_target"](X, y, w, B, lr, rng, epochs=EPOCHS[B])


def counting(q19, seeds):
    """Print the updates to the target at five rates for each batch size, and what the best of them takes."""
    best = {}
    for B, rate in tqdm(q19["RATES"].items(), "batch sizes", leave=False, disable=None):
        runs = {rate * k: np.array([updates(q19, seed, B, rate * k) for seed in seeds]) for k in FACTORS}
        lr = min(runs, key=lambda lr: runs[lr].mean())
        best[B] = runs[lr]
        means = ", ".join(f"{lr:.3g}: {runs[lr].mean():.0f} (least {runs[lr].min()})" for lr in runs)
        low, high = runs[lr].min(), runs[lr].max()
        print(f"B {B:4}  best lr {lr:<5.3g} updates {low} to {high}, images {B * low} to {B * high}")
        print(f"        mean updates by rate: {means} (limit {EPOCHS[B] * 1024 // B})")
    spread("updates, 1 / 1024", best[1] / best[1024])
    spread("images, 1024 / 1", 1024 * best[1024] / best[1])
    spread("images, 16 / 1", 16 * best[16] / best[1])
    spread("updates, 1024 / 256", best[1024] / best[256])
    same = [updates(q19, seed, 1024, 0.64) / updates(q19, seed, 16, 0.64) for seed in seeds]
    spread("updates at lr 0.64, 1024 / 16", same)


def spread(name, values):
    """Print the lowest, the median and the highest value."""
    low, middle, high = np.quantile(values, [0, 0.5, 1])
    print(f"    {name:48} {low:8.3g} {middle:8.3g} {high:8.3g}")


def main():
    """Run all seeds and print the table."""
    seeds = seeds_asked(__doc__)
    counting(cells("19-batch-minibatch-stochastic", "setup", *COUNTING), seeds)


if __name__ == "__main__":
    main()
