"""Question 1 over many seeds: what training makes of the hidden layers, and how a shift undoes it.

python -m benchmarks.studies.learned_layers [--seeds N]

Prints the tables behind notebook 1, the lowest, the median and the highest value over the seeds, with the notebook's
own code. A seed draws the split of the digits, the start of the network, the random units and the shuffled answers.
"""

import argparse

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells

CELLS = (
    "setup",
    "whiteboard",
    "data",
    "train",
    "probe",
    "probe-networks",
    "shift",
    "shift-readers",
    "coin-tosses",
)
WIDTHS = (32, 128, 512)


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
    wide = {H: q1["random_layer"](H, data, odd, odd_test, seed) for H in WIDTHS}
    found = {f"{name}, layer {k}": value for name, row in by_name.items() for k, value in enumerate(row)}
    found |= {f"{H} random units": value for H, value in wide.items()}
    a, b, rest = by_name["trained"], by_name["untrained"], by_name["trained on shuffled answers"]
    found["points, layer 1 trained - pixels"] = 100 * (a[1] - a[0])
    found["points, layer 3 trained - layer 1 trained"] = 100 * (a[3] - a[1])
    found["errors of layer 1 / errors of pixels"] = (1 - a[1]) / (1 - a[0])
    found["points, best untrained - pixels"] = 100 * (max(b[1:]) - a[0])
    found["points, best shuffled - pixels"] = 100 * (max(rest[1:]) - a[0])
    found["points, best of 5 or more - pixels"] = 100 * (max(by_name["trained on 5 or more"][1:]) - a[0])
    found["points, layer 1 trained - 32 random"] = 100 * (a[1] - wide[32])
    found["points, 512 random - layer 1 trained"] = 100 * (wide[512] - a[1])
    params = q1["init_mlp"]((64, 63, 2), np.random.default_rng(seed))
    shallow = q1["train"]([(params[f"W{k}"], params[f"b{k}"]) for k in (1, 2)], data.X_train, odd)[-1]
    return found | {"one hidden layer of 63 units": q1["accuracy"](shallow, data.X_test, odd_test)}


def shifts(q1, data, odd, odd_test, start, models, seed):
    """Return accuracies on moved images, and what coin tosses do."""
    readers = {name: models[name][-1] for name in ("all layers", "linear")}
    readers["shown shifts"] = q1["shown_shifted"](data, odd, start)[-1]
    found = {}
    for name, reader in readers.items():
        row = q1["by_shift"](reader, data, odd_test)
        found |= {f"{name}, moved by {n}": value for n, value in enumerate(row)}
    found["points, shown shifts, 0 - 2 pixels"] = 100 * (
        found["shown shifts, moved by 0"] - found["shown shifts, moved by 2"]
    )
    found["share of right answers lost at 1 pixel"] = (
        1 - found["all layers, moved by 1"] / found["all layers, moved by 0"]
    )
    mistakes, others = q1["confidence"](readers["all layers"], data, odd_test)
    found |= {"confidence of the mistakes at 1 pixel": mistakes, "and of right answers": others}
    found["coin tosses learned"], found["worth on test images"] = q1["coin_tosses"](data, seed)
    return found


def main():
    """Run all seeds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=40)
    seeds = parser.parse_args().seeds
    q1 = cells("01-what-is-deep-learning", *CELLS)
    rows = [measure(q1, seed) for seed in tqdm(range(seeds), leave=False, disable=None)]
    print(f"{seeds} seeds: lowest, median, highest")
    for key in rows[0]:
        low, middle, high = np.quantile([row[key] for row in rows], [0, 0.5, 1])
        print(f"    {key:45} {low:8.3f} {middle:8.3f} {high:8.3f}")


if __name__ == "__main__":
    main()
