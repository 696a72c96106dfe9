"""Question 22 over many seeds: larger batches at equal epochs, the updates that they save, and the sharpness of minima.

python -m benchmarks.studies.large_batches [--seeds N]

Prints the numbers behind the tables of notebook 22, with the notebook's own code. A seed draws the images, the
first weights and the order of the batches. Learning rates are tuned here: for accuracy on 500 held-out images, to be
tested on 500 others; for updates by their mean over the seeds.
"""

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells, over, seeds_asked, table

CELLS = (
    "setup",
    "network",
    "train",
    "three-ways",
    "overshoot",
    "saving",
    "law",
    "hessian",
    "sharpness",
    "minima",
    "rescale",
)
TUNED = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
LIMITS = {2: 2000, 8: 800, 32: 400, 128: 250, 512: 200}


def equal_epochs(q22, data, seed):
    """Return the test accuracies at one rate, by the linear rule, and after equal updates."""
    found = {}
    for B in q22["SIZES"]:
        ways = {"one rate": (0.1, 5120 // B), "linear rule": (B / 160, 5120 // B), "320 updates": (0.1, 320)}
        for name, (lr, updates) in ways.items():
            found[f"B {B}, {name}"] = q22["accuracy_after"](B, lr, updates, data, seed)
    for lr in (0.4, 1.6):
        losses = q22["losses_on_the_way"](lr, data, 320)
        found[f"full batch at {lr}, rises in 20 updates"] = np.sum(np.diff(losses[:21]) > 0)
        found[f"full batch at {lr}, loss after 20 updates"] = losses[20]
        found[f"full batch at {lr}, loss after 320 updates below 0.1"] = losses[320] < 0.1
    at_the_rate = q22["accuracy_after"](256, 1.6, 320, data, seed)
    return found | {"B 256, 320 updates at 1.6 give more than 0.85": at_the_rate > 0.85}


def tuned(q22, draws, B, updates):
    """Print the best rate by the accuracy on held-out images, and the accuracy on others at that rate."""
    held_out, tested = {}, {}
    for lr in TUNED:
        right = []
        for seed, (X, y, X_new, y_new, w) in draws.items():
            with np.errstate(all="ignore"):  # some rates diverge
                w, _ = q22["train"](w, X, y, B, lr, np.random.default_rng([seed, B]), updates)
                right.append([q22["share_right"](w, X_new[part::2], y_new[part::2]) for part in (0, 1)])
        held_out[lr], tested[lr] = np.mean(right, axis=0)[0], [row[1] for row in right]
    best = max(held_out, key=held_out.get)
    table(f"B {B}, {updates} updates, best lr {best}", [{"test accuracy": share} for share in tested[best]])


def saving(q22, draws):
    """Print the updates to the target at three rates for each size, and return them at the notebook's rate."""
    needed = {}
    for B, rate in tqdm(q22["RATES"].items(), "batch sizes", leave=False, disable=None):
        for lr in (rate / 2**0.5, rate * 2**0.5, rate):
            runs = [q22["updates_to_target"](B, lr, data, seed, LIMITS[B]) for seed, data in draws.items()]
            print(f"B {B:3}, lr {lr:.3f}: mean of {np.mean(runs):6.1f} updates, {min(runs)} to {max(runs)}")
        needed[B] = runs
    return needed


def law(q22, needed, data, seed):
    """Return the law through the ends, its misfit in the middle, and the controls of the notebook."""
    needed = {B: runs[seed] for B, runs in needed.items()}
    slow = q22["updates_to_target"](512, q22["RATES"][8], data, seed)
    S_min, B_c = q22["law_through_ends"](needed)
    found = {f"updates / law at {B}": S / (S_min * (1 + B_c / B)) for B, S in needed.items()}
    return found | {
        "S_min": S_min,
        "B_c": B_c,
        "updates / sharp corner at 32": needed[32] / max(needed[512], needed[2] / 16),
        "updates, 2 / 8": needed[2] / needed[8],
        "updates, 128 / 512": needed[128] / needed[512],
        "images, 8 / 2": 4 * needed[8] / needed[2],
        "images, 512 / 2": 256 * needed[512] / needed[2],
        "updates, 8 / 512 at the rate of 8": needed[8] / slow,
        "updates, 512 at the rate of 8 / at its own": slow / needed[512],
        "B 8 at the rate of 512": q22["updates_to_target"](8, q22["RATES"][512], data, seed, 400),
        "B 512 at twice its rate": q22["updates_to_target"](512, 2 * q22["RATES"][512], data, seed, 100),
    }


def minima(q22, data, seed):
    """Return sharpness and test accuracy of the three runs, and what rescaling does to the first."""
    X, y, X_test, y_test, _ = data
    runs = q22["three_minima"](data, seed)
    lam = {name: q22["sharpness"](w, X, y) for name, w in runs.items()}
    right = {name: q22["share_right"](w, X_test, y_test) for name, w in runs.items()}
    losses = [q22["loss_of"](w, X, y) for w in runs.values()]
    small, full, fast = runs
    scaled = q22["sharpness"](q22["rescaled"](runs[small], np.float32(8)), X, y)
    return {f"sharpness, {name}": value for name, value in lam.items()} | {
        **{f"test accuracy, {name}": value for name, value in right.items()},
        "training loss, highest": max(losses),
        "training loss, highest / lowest": max(losses) / min(losses),
        "sharpness, B = 4 / full": lam[small] / lam[full],
        "sharpness, full at lr 1 / at 0.4": lam[fast] / lam[full],
        "sharpness, a = 8 / a = 1": scaled / lam[small],
        "sharpness, a = 8 / full": scaled / lam[full],
        "test accuracy, B = 4 - full": right[small] - right[full],
        "test accuracy, full at lr 1 - at 0.4": right[fast] - right[full],
        "2 / sharpness at the start": 2 / q22["sharpness"](data[4], X, y),
        "test accuracy, highest - lowest": max(right.values()) - min(right.values()),
    }


def main():
    """Run all seeds and print the tables."""
    seeds = seeds_asked(__doc__)
    q22 = cells("22-batch-size-and-performance", *CELLS)
    draws = {seed: q22["draw"](seed) for seed in seeds}
    over(seeds, lambda seed: equal_epochs(q22, draws[seed], seed), "ten epochs, or 320 updates")
    for B in q22["SIZES"]:
        for updates in sorted({5120 // B, 320}):
            tuned(q22, draws, B, updates)
    needed = saving(q22, draws)
    over(seeds, lambda seed: law(q22, needed, draws[seed], seed), "each size at its best rate")
    over(seeds, lambda seed: minima(q22, draws[seed], seed), "three minima")


if __name__ == "__main__":
    main()
