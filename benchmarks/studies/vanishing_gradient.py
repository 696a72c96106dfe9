"""Question 12 over many seeds: how much of the gradient each start keeps, and what deep sigmoid networks learn.

python -m benchmarks.studies.vanishing_gradient [--seeds N]

Prints the tables behind notebook 12, with the notebook's own code: lowest, median and highest value over the seeds. A
seed draws the split of the digits and the weights. Ten layers, Adam on frozen layers and the last table use a quarter
of the seeds.
"""

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells, seeds_asked

CELLS = (
    "setup",
    "ten-layers",
    "factor",
    "measure",
    "frozen",
    "least-squares",
    "twin",
    "training",
    "own-rates",
)
RATES = (0.25, 0.5, 1, 2, 4, 8)


def words(values):
    """Return lowest, median and highest value."""
    return "  ".join(f"{value:9.3g}" for value in np.quantile(values, [0, 0.5, 1]))


def tried(name, values):
    """Return the values, one a seed, with a progress bar."""
    return list(tqdm(values, name, leave=False, disable=None))


def quarter(seeds):
    """Return the first quarter of the seeds, rounded up."""
    return seeds[: -(-len(seeds) // 4)]


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
    slow = {"optimizer": "adam", "epochs": 48}
    settings = [
        (pair, {"lr": lr}) for pair in (("tanh",), ("sigmoid",), ("sigmoid", True)) for lr in (0.5, 2, 4)
    ]
    settings += [(("sigmoid",), {"lr": lr} | slow) for lr in (0.003, 0.01, 0.03)]
    for pair, chosen in settings:
        few = quarter(seeds) if "epochs" in chosen else seeds
        right = tried("frozen", (q12["top_layer_alone"](s, *pair, **chosen) for s in few))
        print(f"frozen {pair}, {chosen} accuracy {words(right)}")
    print(f"frozen sigmoid, least squares accuracy {words([q12['least_squares_top'](s) for s in seeds])}")


def training(q12, seeds):
    """Print what 240 steps of SGD do, at several rates, and what Adam does."""
    settings = [(depth, False, {"lr": lr}) for depth in (1, 2, 3, 6) for lr in RATES]
    settings += [(6, True, {"lr": lr}) for lr in RATES]
    adam = {"optimizer": "adam", "epochs": 48}
    settings += [(6, False, {"lr": lr} | adam) for lr in (0.003, 0.01, 0.03)]
    for eps in (1e-8, 1e-30):
        settings += [(10, False, {"lr": lr, "settings": {"eps": eps}} | adam) for lr in (0.003, 0.01)]
    for depth, twin, chosen in settings:
        few = quarter(seeds) if depth == 10 else seeds
        runs = tried(f"depth {depth}", (q12["run"](s, depth, twin, **chosen) for s in few))
        name = f"{depth} layers{', twin' * twin}, {', '.join(f'{k} {v}' for k, v in chosen.items())}"
        print(f"{name:42} accuracy {words([run[3] for run in runs])}")


def repairs(q12, seeds):
    """Print what a rate for each layer does, weights times four without biases, and two starts of ten tanh layers."""
    own = {"optimizer": q12["sgd_by_layer"], "lr": 0.2}
    factors = {s: {"factors": q12["rate_factors"](s)} for s in seeds}
    runs = tried("own rates", (q12["run"](s, 6, settings=factors[s], **own) for s in seeds))
    print(
        f"a rate for each layer: loss {words([r[2][-1] for r in runs])}  accuracy {words([r[3] for r in runs])}"
    )
    right = tried("times four", (plain(q12, s, 6, "sigmoid", "glorot_uniform", 4, 1) for s in seeds))
    print(f"weights times four, biases 0, rate 1: accuracy {words(right)}")
    for pair in (("lecun_uniform", 3**-0.5), ("glorot_uniform", 1)):
        best = [
            max(plain(q12, s, 10, "tanh", *pair, lr) for lr in RATES) for s in tried(pair[0], quarter(seeds))
        ]
        print(f"ten layers of tanh, {pair[0]}, best rate for each seed: accuracy {words(best)}")


def plain(q12, seed, depth, activation, init, gain, lr):
    """Return the test accuracy of a network of 32 units a layer after 240 steps of SGD."""
    rng = np.random.default_rng(seed)
    data = q12["digits"](rng, test_size=500, scale="centred")
    start = q12["init_mlp"]((64,) + depth * (32,) + (10,), rng, init=init, gain=gain)
    end, _ = q12["train"](start, data.X_train, data.y_train, activation=activation, lr=lr)
    return q12["accuracy"](q12["predict"](end, data.X_test, activation), data.y_test)


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
    seeds = seeds_asked(__doc__)
    q12 = cells("12-vanishing-gradient", *CELLS)
    for table in (factors, frozen, training, repairs):
        table(q12, seeds)
    delay(q12, quarter(seeds))


if __name__ == "__main__":
    main()
