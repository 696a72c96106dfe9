"""Question 20 over many seeds: a softmax applied twice, a softmax for several labels, five losses for one label.

python -m benchmarks.studies.multiclass_loss [--seeds N]

Prints the table behind notebook 20, the lowest, the median and the highest value over the seeds, with the notebook's
own code. A seed draws 400 training and 500 test digits and the start of the networks.
"""

from functools import partial

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

CELLS = (
    "setup",
    "by-hand-code",
    "by-hand-claims",
    "twice",
    "twice-train",
    "attributes",
    "labels-train",
    "labels-train-both",
    "meaning",
    "meaning-digits",
    "meaning-measure",
)


def measure(q20, seed):
    """Return the numbers of the table for one seed."""
    return twice(q20, seed) | several_labels(q20, seed) | one_label(q20, seed)


def twice(q20, seed):
    """Return loss and accuracy after 60 steps, for cross-entropy and for the softmax applied twice."""
    data, start, X, y = q20["draw"](seed, 10)
    found = {}
    for name, (loss, lr) in q20["RUNS"].items():
        _, history = q20["train"](start, X, y, loss, 60, lr, "sgd", (data.X_test, data.y_test))
        found[f"{name}: training loss"] = history["loss"][-1]
        found[f"{name}: training accuracy"] = history["accuracy"][-1]
        found[f"{name}: test accuracy"] = history["val_accuracy"][-1]
    return found


def several_labels(q20, seed):
    """Return the exact match of sigmoids and softmax."""
    free, tied, truth = q20["both"](seed)
    match = q20["exact_match"]
    return {
        "sigmoids, threshold 1/2: exact match": match(free, truth, 0.5),
        "softmax, threshold 1/2: exact match": match(tied, truth, 0.5),
        "softmax, best threshold: exact match": max(match(tied, truth, tau) for tau in q20["thresholds"]),
    }


def one_label(q20, seed):
    """Return what the notebook judges of each loss, and the accuracy against that of cross-entropy."""
    y, scores = q20["test_logits"](seed)
    found = {name: q20["judge"](z, y) for name, z in scores.items()}
    accuracies = [values[0] for values in found.values()]
    parts = {"points of accuracy between best and worst": 100 * np.ptp(accuracies)}
    for name, (right, sure, raw, tempered) in found.items():
        parts[f"{name}: accuracy"] = right
        parts[f"{name}: confidence - accuracy, points"] = 100 * (sure - right)
        parts[f"{name}: calibration error"] = raw
        parts[f"{name}: the same with a fitted temperature"] = tempered
        ahead = q20["accuracy"](scores[name], y) - q20["accuracy"](scores["cross-entropy"], y)
        parts[f"{name}: accuracy - cross-entropy's, points of 500"] = 100 * ahead
    return parts


def main():
    """Run all seeds and print the table."""
    seeds = seeds_asked(__doc__)
    q20 = cells("20-multiclass-loss", *CELLS)
    over(seeds, partial(measure, q20), "question 20")


if __name__ == "__main__":
    main()
