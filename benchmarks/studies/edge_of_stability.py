"""Question 9 over several seeds: `python -m benchmarks.studies.edge_of_stability [--seeds N]`.

For each learning rate it prints the lowest and the highest value over the seeds, with the network of the
notebook. A seed draws 200 digits and the start of the weights.
"""

from functools import partial

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

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


def measure(train, lr, seed):
    """Return the numbers of the table for one run."""
    return summary(lr, *train(lr, seed))


def main():
    """Run all seeds at all rates and print the table."""
    seeds = seeds_asked(__doc__, 10)
    train = cells("09-gradient-descent", "setup", "network-code", "sharpness-code")["train"]
    for lr in RATES:
        over(seeds, partial(measure, train, lr), f"lr {lr}, threshold 2/lr = {2 / lr:g}")


if __name__ == "__main__":
    main()
