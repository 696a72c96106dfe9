"""Measure how cross-entropy and accuracy of a small network part when a fifth of its training labels is wrong.

python -m benchmarks.studies.noisy_labels [--seeds N]

Prints the table behind notebook 16, the lowest, the median and the highest value over the seeds. A seed draws
300 training and 500 test digits, the start of a ReLU network 64-64-10, and the wrong labels; Adam trains on all
300 images at once for 400 steps. The test labels are right. The control, from the same start, has no wrong labels.
"""

import argparse

import numpy as np
from scipy.spatial.distance import cdist
from tqdm import tqdm

from helpers.datasets import digits
from helpers.losses import cross_entropy, log_softmax
from helpers.mlp import init_mlp, predict
from helpers.training import fit

N, STEPS, CLASSES = 300, 400, 10
TURNING = (
    "test loss at its lowest",
    "test loss at the end",
    "test loss, end / lowest",
    "test accuracy at the lowest loss",
    "test accuracy at the end",
    "fall of the accuracy in between",
)
SETTINGS = [(0.2, 0.02), (0.2, 0.01), (0.2, 0.005), (0.0, 0.02)]


def with_wrong_labels(y, share, rng):
    """Return a copy of the labels, exactly this share of them moved to another class, drawn evenly."""
    moved = rng.choice(len(y), size=round(share * len(y)), replace=False)
    y = y.copy()
    y[moved] = (y[moved] + rng.integers(1, CLASSES, size=len(moved))) % CLASSES
    return y


def measure(seed, share, lr):
    """Return the numbers of the table for one run."""
    rng = np.random.default_rng(seed)
    X, y_right, X_test, y_test = digits(rng, test_size=500, scale="centred")
    start = init_mlp((64, 64, CLASSES), rng)
    X, y_right = X[:N], y_right[:N]
    y = with_wrong_labels(y_right, share, rng)

    def run(steps):
        settings = {"rng": np.random.default_rng(seed), "batch_size": N, "lr": lr}
        return fit(start, X, y, epochs=steps, validation=(X_test, y_test), **settings)

    last, history = run(STEPS)
    best, *found = turning(history)
    early, _ = run(best + 1)
    logits = predict(last, X_test)
    found = {
        "training loss before the first step": history["loss"][0],
        "training loss at the end": history["loss"][-1],
        "step of the lowest test loss": best + 1,
        **dict(zip(TURNING, found, strict=True)),
        "test loss at the end, logits times 4": cross_entropy(logits, y_test, temperature=0.25)[0],
        "test loss at the end, logits halved": cross_entropy(logits, y_test, temperature=2)[0],
        "loss of the average mistake at the lowest": losses_of_mistakes(
            predict(early, X_test), y_test
        ).mean(),
        "loss of the average mistake at the end": losses_of_mistakes(logits, y_test).mean(),
    }
    return found | wrong_labels(X, y, y != y_right, predict(early, X), X_test, y_test, logits)


def turning(history):
    """Return the index of the lowest test loss, and the numbers that `TURNING` names."""
    loss, accuracy = np.array(history["val_loss"]), np.array(history["val_accuracy"])
    best = loss.argmin()
    fall = accuracy[best] - accuracy[-1]
    return best, loss[best], loss[-1], loss[-1] / loss[best], accuracy[best], accuracy[-1], fall


def row_losses(logits, y):
    """Return the cross-entropy of each row."""
    return -log_softmax(logits)[np.arange(len(y)), y]


def losses_of_mistakes(logits, y):
    """Return the losses of the rows whose largest logit is another class's."""
    return row_losses(logits, y)[logits.argmax(axis=1) != y]


def wrong_labels(X, y, wrong, early_logits, X_test, y_test, logits):
    """Return how well losses find the wrong labels, and how many mistakes repeat the nearest of them."""
    if not wrong.any():
        return {}
    top = row_losses(early_logits, y).argsort()[-wrong.sum() :]
    nearest, guess = cdist(X_test, X[wrong]).argmin(axis=1), logits.argmax(axis=1)
    return {
        "wrong labels among as many highest losses": wrong[top].mean(),
        "mistakes that repeat the nearest wrong label": (y[wrong][nearest] == guess)[guess != y_test].mean(),
    }


def main():
    """Run all seeds in all settings and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=40)
    seeds = parser.parse_args().seeds
    for share, lr in SETTINGS:
        name = f"{share:.0%} wrong labels, lr {lr}"
        rows = [measure(seed, share, lr) for seed in tqdm(range(seeds), name, leave=False, disable=None)]
        print(f"{name}, {seeds} seeds: lowest, median, highest")
        for key in rows[0]:
            low, middle, high = np.quantile([row[key] for row in rows], [0, 0.5, 1])
            print(f"    {key:45} {low:8.3g} {middle:8.3g} {high:8.3g}")


if __name__ == "__main__":
    main()
