"""Question 9 over several seeds: `python -m benchmarks.studies.edge_of_stability [--seeds N]`.

For each learning rate it prints the lowest and the highest value over the seeds, with the network of the
notebook. A seed draws 200 digits and the start of the weights.
"""

import argparse

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells

RATES, LATE = (1.0, 0.5, 0.25), 6


def summary(lr, losses, sharp):
    """Return the numbers of the table for one run."""
    rises, share, peak = np.diff(losses) > 0, sharp * lr / 2, sharp.argmax()
    crossing = np.argmax(share >= 1) if share.max() >= 1 else len(share)
    before = max(crossing - 1, 0) * (len(losses) // len(share))
    return {
        "sharpness · lr/2 at the start": share[0],
        "at its highest": share.max(),
        "lowest reading after that": share[peak:].min(),
        f"mean of the last {LATE} readings": share[-LATE:].mean(),
        "rises of the loss before the crossing": rises[:before].sum(),
        "share of rising steps, last third": rises[-len(losses) // 3 :].mean(),
        "twelfths whose mean loss is not lower": (np.diff(losses.reshape(12, -1).mean(axis=1)) >= 0).sum(),
        "loss at the end / at the start": losses[-1] / losses[0],
    }


def main():
    """Run all seeds at all rates and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=10)
    seeds = parser.parse_args().seeds
    train = cells("09-gradient-descent", "setup", "network-code", "sharpness-code")["train"]
    for lr in RATES:
        runs = tqdm(range(seeds), f"lr {lr}", leave=False, disable=None)
        rows = [summary(lr, *train(lr, seed)) for seed in runs]
        print(f"lr {lr}, threshold 2/lr = {2 / lr:g}, {seeds} seeds: lowest, highest")
        for name in rows[0]:
            values = [row[name] for row in rows]
            print(f"    {name:40} {min(values):8.4g} {max(values):8.4g}")


if __name__ == "__main__":
    main()
