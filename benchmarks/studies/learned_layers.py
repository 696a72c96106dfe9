"""Question 1 over many seeds: what training makes of the hidden layers, and how a shift undoes it.

python -m benchmarks.studies.learned_layers [--seeds N]

Prints the tables behind notebook 1, the lowest, the median and the highest value over the seeds, with the notebook's
own code. A seed draws the split of the digits, the start of the network, the random units and the shuffled answers.
"""

from functools import partial

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

NETWORKS = ("setup", "whiteboard", "data", "train")
CELLS = (*NETWORKS, "probe", "probe-networks", "shift", "shift-readers", "coin-tosses")
WIDTHS = (32, 64, 128, 256, 512)


def measure(q1, seed):
    """Return the numbers of the tables for one seed."""
    data, odd, odd_test, start = q1["draw"](seed)
    models = q1["three_models"](data, odd, start)
    trained = models["all layers"][-1]
    moved = [np.linalg.norm(W - V) / np.linalg.norm(V) for (W, _), (V, _) in zip(trained, start, strict=True)]
    found = {name: q1["accuracy"](saved[-1], data.X_test, odd_test) for name, saved in models.items()}
    found["least movement of a layer's weights"] = min(moved)
    found |= layers(q1, data, odd, odd_test, start, trained, seed)
    return found | shifts(q1, data, odd, odd_test, start, models, seed)


def layers(q1, data, odd, odd_test, start, trained, seed):
    """Return what a probe reads from each layer, trained, untrained, trained on something else."""
    by_name = q1["controls"](data, odd, odd_test, start, trained, seed)
    other = q1["train"](start, data.X_train, (data.y_train >= 5).astype(int))[-1]
    by_name["trained on 5 or more"] = q1["by_layer"](other, data, odd, odd_test)
    wider = network(q1, (64, 128, 128, 128, 2), [seed, 4])
    by_name["untrained, 128 wide"] = q1["by_layer"](wider, data, odd, odd_test)
    wide = {H: q1["random_layer"](H, data, odd, odd_test, seed)[0] for H in WIDTHS}
    found = {f"{name}, layer {k}": value for name, row in by_name.items() for k, value in enumerate(row)}
    found |= {f"{H} random units": value for H, value in wide.items()}
    a, pixels = by_name["trained"], by_name["trained"][0]
    found["points, layer 1 trained - pixels"] = 100 * (a[1] - pixels)
    found["errors of layer 1 / errors of pixels"] = (1 - a[1]) / (1 - pixels)
    for name, row in by_name.items():
        found[f"points, best {name} - pixels"] = 100 * (max(row[1:]) - pixels)
        found[f"points, {name}, layer 3 - layer 1"] = 100 * (row[3] - row[1])
    found["points, layer 1 trained - 32 random"] = 100 * (a[1] - wide[32])
    found["points, 512 random - layer 1 trained"] = 100 * (wide[512] - a[1])
    found["points, 512 random - layer 3 trained"] = 100 * (wide[512] - a[3])
    for name, layer in (("3 x 32", start), ("1 x 63", network(q1, (64, 63, 2), seed))):
        saved = q1["train"](layer, data.X_train, odd, steps=3000, every=1000)
        found |= {
            f"{name}, {n} steps": q1["accuracy"](saved[n // 1000], data.X_test, odd_test)
            for n in (1000, 3000)
        }
    return found


def network(q1, sizes, seed):
    """Return layers of these sizes before training."""
    params = q1["init_mlp"](sizes, np.random.default_rng(seed))
    return [(params[f"W{k}"], params[f"b{k}"]) for k in range(1, len(sizes))]


def shifts(q1, data, odd, odd_test, start, models, seed):
    """Return accuracies on moved images, and what coin tosses do."""
    readers = {name: models[name][-1] for name in ("all layers", "linear")}
    readers["shown shifts"] = q1["shown_shifted"](data, odd, start)[-1]
    readers["linear, shown shifts"] = q1["shown_shifted"](data, odd, models["linear"][0])[-1]
    found = {}
    for name, reader in readers.items():
        row = q1["by_shift"](reader, data, odd_test)
        found |= {f"{name}, moved by {n}": value for n, value in enumerate(row)}
    at = [found[f"all layers, moved by {n}"] for n in range(3)]
    found["share of right answers lost at 1 pixel"] = (at[0] - at[1]) / at[0]
    found["share of the lead over guessing lost"] = (at[0] - at[1]) / (at[0] - 0.5)
    mistakes, others = q1["confidence"](readers["all layers"], data, odd_test)
    found |= {"confidence of the mistakes at 1 pixel": mistakes, "and of right answers": others}
    names = "coin tosses learned", "worth on test images", "coin tosses, linear rule"
    return found | dict(zip(names, q1["coin_tosses"](data, seed), strict=True))


def main():
    """Run all seeds and print the table."""
    seeds = seeds_asked(__doc__, 40)
    q1 = cells("01-what-is-deep-learning", *CELLS)
    over(seeds, partial(measure, q1), "question 1")


if __name__ == "__main__":
    main()
