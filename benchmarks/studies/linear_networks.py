"""Question 8 over many seeds: networks without activations on the parity of digits, and the order in which they learn.

python -m benchmarks.studies.linear_networks [--seeds N]

Prints the two tables behind notebook 8, with the notebook's own code. Digits: a seed draws the split and the first
weights; of five shapes, four rates and twenty epochs the linear networks get the best, for the accuracy on the test images
themselves; the ReLU networks run once, to the end. Descent: a seed draws the target and the random start of two layers; the
control is one layer that starts from the same map.
"""

from functools import partial

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

FLOOR = ("setup", "floor", "floor-train")
DESCENT = ("dynamics", "dynamics-runs", "dynamics-halves", "low-rank")
SHAPES = ((64, 2), *((64, *(width,) * hidden, 2) for width in (32, 128) for hidden in (2, 4)))
RATES = (0.001, 0.003, 0.01, 0.03)
SCALES = (0.01, 0.1, 0.3, 1.0)


def linear(q8, data, rng):
    """Return the lowest training loss, and the highest test accuracy, of all linear runs and epochs."""
    losses, accuracies = [], []
    for sizes in SHAPES:
        start = q8["init_mlp"](sizes, rng, init="lecun_normal", dtype=np.float32)
        for lr in RATES:
            losses += q8["train"](start, data, "identity", lr)[1]["val_loss"]
            accuracies += q8["train"](start, data, "identity", lr, watch="test")[1]["val_accuracy"]
    return min(losses), max(accuracies)


def parity(q8, seed):
    """Return the numbers of the first table for one seed."""
    data, rng = q8["parity"](seed)
    floor = q8["affine_optimum"](data.X_train, data.y_train)[2]
    wide, small = q8["starts"](rng)
    found = {}
    for name, start, lr in (("deep ReLU", wide, 0.003), ("4 ReLU units", small, 0.03)):
        params, history = q8["train"](start, data, "relu", lr)
        right = q8["accuracy"](q8["predict"](params, data.X_test), data.y_test)
        found[name] = min(history["val_loss"]), right
    over = min(q8["train"](wide, data, "identity", 0.003)[1]["val_loss"]) - floor
    found["linear"] = best = linear(q8, data, rng)
    rows = {"floor, nats": floor, "deep linear as in the notebook, nats above": over}
    for name, (loss, right) in found.items():
        rows |= {f"{name}: lowest training loss / floor": loss / floor, f"{name}: test accuracy": right}
        rows |= {f"{name}: points above linear": 100 * (right - best[1])} if name != "linear" else {}
    return rows


def order(q8, seed, scale):
    """Return the numbers of the second table for one random start."""
    rng = np.random.default_rng(seed)
    U, V, S = q8["target"](rng)
    path = q8["random_start"](U, V, S, rng, scale)
    alone = q8["one_layer"](S, path[0], q8["LR"], q8["STEPS"])
    m = q8["modes"](path, U, V)
    half = [q8["half_time"](m[:, i], q8["strengths"][i], q8["times"]) for i in range(3)]
    return {
        **dict(zip(("half-time, s = 4", "half-time, s = 2", "half-time, s = 1"), half, strict=True)),
        "in the order 4, 2, 1": float(half[0] < half[1] < half[2]),
        "a mode past half before the first step": float(min(half) == 0),
        "second / first singular value": q8["second_to_first"](path, m),
        "second / first, one layer": q8["second_to_first"](alone, q8["modes"](alone, U, V)),
    }


def main():
    """Run all seeds and print both tables."""
    seeds = seeds_asked(__doc__)
    q8 = cells("08-without-activations", *FLOOR, *DESCENT)
    over(seeds, partial(parity, q8), "parity of digits")
    for scale in SCALES:
        over(range(2 * len(seeds)), partial(order, q8, scale=scale), f"random start of size {scale}")


if __name__ == "__main__":
    main()
