"""Question 16 over many seeds: cross-entropy and accuracy when a fifth of the training labels is wrong.

python -m benchmarks.studies.noisy_labels [--seeds N]

Prints the table behind notebook 16, the lowest, the median and the highest value over the seeds, with the notebook's
own code. A seed draws 300 training and 500 test digits, the start of the network, and the wrong labels; the test
labels are right. The control, from the same start, has no wrong labels.
"""

from functools import partial

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

CELLS = (
    "setup",
    "noise-floor",
    "noisy-data",
    "noisy-floor",
    "noisy-train",
    "noisy-claims",
    "noisy-why",
    "temperature",
    "temperature-best",
)
SETTINGS = [("noisy", 0.02), ("noisy", 0.01), ("noisy", 0.005), ("clean", 0.02)]


def measure(q16, seed, kind, lr):
    """Return the numbers of the table for one run."""
    data, start, X, y, y_noisy = q16["draw"](seed)
    labels = y_noisy if kind == "noisy" else y
    last, history = q16["train"](start, X, labels, data, lr=lr)
    best = int(np.argmin(history["val_loss"]))
    early, _ = q16["train"](start, X, labels, data, steps=best + 1, lr=lr)
    low, end, lost = q16["turning"](history)
    price, repeated = q16["mistakes"](last, data, X, y, y_noisy)
    z = q16["predict"](last, data.X_test)
    found = {
        "training loss before the first step": history["loss"][0],
        "training loss at the end": history["loss"][-1],
        "step of the lowest test loss": best + 1,
        "test loss at its lowest": low,
        "test loss at the end": end,
        "test loss, end / lowest": end / low,
        "test accuracy at the lowest loss": history["val_accuracy"][best],
        "test accuracy at the end": history["val_accuracy"][-1],
        "points of accuracy lost in between": lost,
        "loss of the average mistake at the lowest": q16["mistakes"](early, data, X, y, y_noisy)[0],
        "loss of the average mistake at the end": price,
        "mistakes that repeat the nearest wrong label": repeated,
    }
    found |= temperatures(q16, z, q16["predict"](early, data.X_test), data.y_test, low, end)
    return found | (
        {"wrong labels among highest losses": ranked(q16, early, X, y, y_noisy)} if kind == "noisy" else {}
    )


def temperatures(q16, z, early_z, y, low, end):
    """Return what dividing the logits changes."""
    loss = {T: q16["cross_entropy_from_logits"](z, y, temperature=T)[0] for T in (0.25, 2, 4)}
    T, softened = q16["best_temperature"](z, y)
    return {
        **{f"test loss at the end, T = {T}": value for T, value in loss.items()},
        "best temperature at the lowest": q16["best_temperature"](early_z, y)[0],
        "best temperature at the end": T,
        "test loss at the best T / lowest": softened / low,
        "share of the rise that the best T takes back": (end - softened) / (end - low)
        if end > low
        else np.nan,
    }


def ranked(q16, early, X, y, y_noisy):
    """Return how many labels are wrong among as many training examples of the highest loss as labels are wrong."""
    losses = -q16["log_softmax"](q16["predict"](early, X))[np.arange(len(y)), y_noisy]
    wrong = y_noisy != y
    return wrong[losses.argsort()[-wrong.sum() :]].mean()


def main():
    """Run all seeds in all settings and print the table."""
    seeds = seeds_asked(__doc__, 40)
    q16 = cells("16-cross-entropy", *CELLS)
    for kind, lr in SETTINGS:
        over(seeds, partial(measure, q16, kind=kind, lr=lr), f"{kind} labels, lr {lr}")


if __name__ == "__main__":
    main()
