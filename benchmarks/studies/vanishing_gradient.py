"""Question 12 over many seeds: how much of the gradient each start keeps, and what deep sigmoid networks learn.

python -m benchmarks.studies.vanishing_gradient [--seeds N]

Prints the tables behind notebook 12, with the notebook's own code: lowest, median and highest value over the seeds. A
seed draws the split of the digits and the weights. Ten layers and the last table use a quarter of the seeds.
"""

import argparse

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells

CELLS = ("setup", "ten-layers", "factor", "measure", "frozen", "twin", "training")
RATES = (0.25, 0.5, 1, 2, 4, 8)


def words(values):
    """Return lowest, median and highest value."""
    return "  ".join(f"{value:9.3g}" for value in np.quantile(values, [0, 0.5, 1]))


def tried(name, values):
    """Return the values, one a seed, with a progress bar."""
    return list(tqdm(values, name, leave=False, disable=None))


def factors(q12, seeds):
    """Print what ten layers keep of delta, and how well weights and slopes, or the spread, predict it."""
    for pair in q12["PAIRS"]:
        rows = []
        for delta, grads, predicted, spread in tried(pair, (q12["measure"](pair, s) for s in seeds)):
            kept, up = delta[0] / delta[-1], spread[10] / spread[1]
            rows.append((kept, np.prod(predicted) / kept, up / kept, max(grads) / min(grads)))
        names = ("delta kept", "predicted / kept", "spread kept / kept", "max dW / min dW")
        for name, values in zip(names, zip(*rows, strict=True), strict=True):
            print(f"{pair:17} {name:20} {words(values)}")


def frozen(q12, seeds):
    """Print the test accuracy of a trained top layer on six frozen hidden layers."""
    for lr in (0.5, 2, 4):
        for activation, standardise in (("tanh", False), ("sigmoid", False), ("sigmoid", True)):
            right = tried("frozen", (q12["top_layer_alone"](s, activation, standardise, lr) for s in seeds))
            name = f"{activation}{', standardised' * standardise}"
            print(f"frozen, lr {lr:<4} {name:22} {words(right)}")


def training(q12, seeds):
    """Print what 240 steps of SGD do, at several rates, and what Adam does."""
    settings = [(depth, False, {"lr": lr}) for depth in (1, 2, 3, 6) for lr in RATES]
    settings += [(6, True, {"lr": lr}) for lr in RATES]
    adam = {"optimizer": "adam", "epochs": 48}
    settings += [(6, False, {"lr": lr} | adam) for lr in (0.003, 0.01, 0.03)]
    for eps in (1e-8, 1e-30):
        settings += [(10, False, {"lr": lr, "settings": {"eps": eps}} | adam) for lr in (0.003, 0.01)]
    for depth, twin, chosen in settings:
        few = seeds[: -(-len(seeds) // 4)] if depth == 10 else seeds
        runs = tried(f"depth {depth}", (q12["run"](s, depth, twin, **chosen) for s in few))
        name = f"{depth} layers{', twin' * twin}, {', '.join(f'{k} {v}' for k, v in chosen.items())}"
        print(f"{name:42} accuracy {words([run[3] for run in runs])}")


def delay(q12, seeds, most=400):
    """Print the steps after which the mean loss of an epoch is below 2, at most `most` epochs of 20 steps."""
    for depth in (1, 2, 3, 4, 5):
        for lr in (4, 8):
            steps = tried(f"delay, depth {depth}", (leaves(q12, s, depth, lr, most) for s in seeds))
            print(f"{depth} layers, lr {lr}: steps until the loss is below 2: {words(steps)}")


def leaves(q12, seed, depth, lr, most):
    """Return the step at which the loss falls below 2, or the last one tried."""
    data, params = q12["draw"](seed, depth)
    X, y, rng = data.X_train, data.y_train, np.random.default_rng(1)
    for epoch in range(1, most + 1):
        params, history = q12["train"](params, X, y, 1, activation="sigmoid", lr=lr, rng=rng)
        if history["loss"][-1] < 2:
            return 20 * epoch
    return 20 * most


def main():
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    n = parser.parse_args().seeds
    q12 = cells("12-vanishing-gradient", *CELLS)
    for table in (factors, frozen, training):
        table(q12, range(n))
    delay(q12, range(-(-n // 4)))


if __name__ == "__main__":
    main()
