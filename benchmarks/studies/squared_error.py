"""Question 17 over many seeds: cross-entropy against squared error, from good starts and bad ones, with wrong labels.

python -m benchmarks.studies.squared_error [--seeds N]

Prints the table behind notebook 17, the lowest, the median and the highest test accuracy over the seeds, with the
notebook's own losses and training loop. A seed draws the split, the start and the wrong labels. Each entry is the best of
its learning rates, chosen by the last test accuracy, for every loss alike.
"""

from functools import partial

import numpy as np

from benchmarks.studies import cells, over, seeds_asked
from helpers.mlp import mlp_forward
from helpers.optimizers import adam

CELLS = ("setup", "three-losses", "training")
SGD, ADAM, SMALL = (
    ("sgd", (0.3, 1, 3, 10)),
    ("adam", (0.01, 0.03, 0.1, 0.3)),
    ("sgd", (0.003, 0.01, 0.03, 0.1)),
)
LARGE = ("sgd", (1, 10, 100, 1000))
TINY = (partial(adam, eps=1e-20), ADAM[1])
LONG = (0.0003, 0.001, 0.003, 0.01)  # for 800 steps of Adam
BOTH = ("cross_entropy", "squared_error")
RUNS = [
    *[("as usual", {}, loss, how) for loss in BOTH for how in (SGD, ADAM)],
    ("as usual", {}, "squared_error_on_logits", SMALL),
    *[("lead 10", {"lead": 10}, loss, SGD) for loss in BOTH],
    *[("lead 20", {"lead": 20}, loss, how) for loss in BOTH for how in (SGD, ADAM)],
    ("lead 20", {"lead": 20}, "squared_error", LARGE),
    ("lead 20", {"lead": 20}, "squared_error_on_logits", SMALL),
    *[("lead 40", {"lead": 40}, loss, ADAM) for loss in BOTH],
    ("lead 40", {"lead": 40}, "squared_error", TINY),
    *[("gain 10", {"gain": 10}, loss, how) for loss in BOTH for how in (SGD, ADAM)],
]


def last(history, epochs):
    """Return the last accuracy, and 0 for a run that diverged."""
    return history[-1] if len(history) == epochs else 0.0


def wrong_labels(data, rng, share=0.2):
    """Return the split with this share of the 320 training labels moved to another class."""
    y = data.y_train.copy()
    moved = rng.choice(320, size=round(share * 320), replace=False)
    y[moved] = (y[moved] + rng.integers(1, 10, size=len(moved))) % 10
    return data._replace(y_train=y)


def measure(q17, seed):
    """Return the accuracies of the table for one seed."""
    found = {}
    for name, start, loss, (optimizer, rates) in RUNS:
        ends = [last(q17["train"](*q17["draw"](seed, **start), q17[loss], lr, optimizer), 20) for lr in rates]
        how = optimizer if isinstance(optimizer, str) else "adam, eps 1e-20"
        found[f"{name}, {loss}, {how}, up to {rates[-1]}"] = max(ends)
    data, start = q17["draw"](seed, gain=10)
    p = q17["softmax"](mlp_forward(start, data.X_train[:320])[0])
    sure, right = p.max(axis=1) > 0.99, p.argmax(axis=1) == data.y_train[:320]
    found |= {"gain 10, images with p above 0.99": sure.mean(), "gain 10, of them right": right[sure].mean()}
    data, start = q17["draw"](seed)
    data = wrong_labels(data, np.random.default_rng(seed))
    for loss in BOTH:
        runs = [q17["train"](data, start, q17[loss], lr, "adam", epochs=80) for lr in LONG]
        found[f"20% wrong labels, {loss}, last"] = max(last(run, 80) for run in runs)
    return found


def main():
    """Run all seeds and print the table."""
    seeds = seeds_asked(__doc__)
    q17 = cells("17-why-cross-entropy", *CELLS)
    rows = over(seeds, partial(measure, q17), "test accuracy")
    for name, a, b in (
        ("as usual", "as usual, cross_entropy, sgd, up to 10", "as usual, squared_error, sgd, up to 10"),
        ("20% wrong", "20% wrong labels, cross_entropy, last", "20% wrong labels, squared_error, last"),
    ):
        gaps = [100 * (row[b] - row[a]) for row in rows]
        print(
            f"    {name}: squared error minus cross-entropy, points: {min(gaps):.1f} to {max(gaps):.1f}, "
            f"mean {np.mean(gaps):.2f}, its standard error {np.std(gaps, ddof=1) / np.sqrt(len(seeds)):.2f}"
        )


if __name__ == "__main__":
    main()
