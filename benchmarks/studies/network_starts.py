"""Question 3 over many starts: `python -m benchmarks.studies.network_starts [--seeds N]`.

How often networks of several widths solve XOR, with one thing changed at a time; and how far from a wave networks of
one width end, by how they start. The code is that of notebook 3; a seed of the first table is 200 networks, of the
second ten.
"""

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells, seeds_asked

CELLS = (
    "setup",
    "xor",
    "train-code",
    "xor-train",
    "hinges",
    "hinges-error",
    "training",
    "training-claims",
    "bowl",
)
WIDTHS = (1, 2, 3, 4, 8, 16)
BUDGETS = ((1_000, 0.01), (1_000, 0.03), (10_000, 0.01), (10_000, 0.03))


def notebook(**changes):
    """Return the names that the cells of notebook 3 define, some of them replaced, also for its functions."""
    q3 = cells("03-neural-network", *CELLS)
    q3.update(changes)
    return q3


def tanh_network(X, W1, b1, W2, b2):
    """Return what `network` of the notebook returns, with tanh in place of ReLU."""
    return np.tanh(X @ W1 + b1) @ W2 + b2


def tanh_gradients(params, X, y):
    """Return what `gradients` of the notebook returns, with tanh in place of ReLU."""
    A = np.tanh(X @ params["W1"] + params["b1"])
    dout = 2 * (A @ params["W2"] + params["b2"] - y) / len(X)
    dZ = dout @ params["W2"].swapaxes(-1, -2) * (1 - A * A)
    grads = {"W1": X.T @ dZ, "b1": dZ.sum(axis=-2, keepdims=True)}
    return grads | {"W2": A.swapaxes(-1, -2) @ dout, "b2": dout.sum(axis=-2, keepdims=True)}


def pytorch_start(n_networks, D, H, rng):
    """Return weights and biases uniform within 1 / sqrt(number of inputs), as `torch.nn.Linear` draws them."""
    shapes = {"W1": (D, D, H), "b1": (D, 1, H), "W2": (H, H, 1), "b2": (H, 1, 1)}
    return {name: rng.uniform(-1, 1, (n_networks, *s)) / np.sqrt(fan) for name, (fan, *s) in shapes.items()}


def xor_table(seeds):
    """Print the share of networks that solve XOR, by width and by what is changed."""
    relu, tanh = notebook(), notebook(network=tanh_network, gradients=tanh_gradients)

    def large_start(n_networks, D, H, rng):
        params = relu["start"](n_networks, D, H, rng)
        return params | {"W2": params["W2"] * np.sqrt(H / 2)}

    runs = {
        "ReLU, 300 steps": (relu, {}),
        "ReLU, 3,000 steps": (relu, {"steps": 3_000}),
        "ReLU, 300 steps, rate 0.1": (relu, {"lr": 0.1}),
        "ReLU, 300 steps, inputs -1 and 1": (notebook(corners=2 * relu["corners"] - 1), {}),
        "ReLU, 300 steps, PyTorch's start": (notebook(start=pytorch_start), {}),
        "ReLU, 300 steps, output weights as at width 2": (notebook(start=large_start), {}),
        "tanh, 300 steps": (tanh, {}),
        "tanh, 3,000 steps": (tanh, {"steps": 3_000}),
    }
    print(f"share of {200 * seeds} networks that solve XOR; hidden units {WIDTHS}")
    for name, (q3, settings) in runs.items():
        widths = tqdm(WIDTHS, name, leave=False, disable=None)
        shares = [
            np.mean([q3["train_on_xor"](H, seed=s, **settings)[0] for s in range(seeds)]) for H in widths
        ]
        print(f"    {name:46}" + "  ".join(f"{share:.3f}" for share in shares))


def wave_table(seeds):
    """Print the lowest, median and highest error, divided by that of the weights written by hand."""
    q3, starts = notebook(), [notebook()["ten_starts"](seed) for seed in range(seeds)]
    unit = q3["rms_error"](starts[0])[0]
    print(f"error / error of the weights written by hand, {unit:.4f}; {seeds} seeds: lowest, median, highest")
    for steps, lr in BUDGETS:
        errors = trained_errors(q3, starts, steps, lr) / unit
        for name, columns in q3["groups"].items():
            row(f"{steps:6} steps, rate {lr:<4}, {name}", errors[:, columns])
    every = q3["gradients"]
    frozen = notebook(
        gradients=lambda *args: every(*args) | {name: 0 * args[0][name] for name in ("W1", "b1")}
    )
    right = [
        {name: values[q3["groups"]["right bends"]] for name, values in first.items()} for first in starts
    ]
    for steps in (1_000, 10_000):
        row(
            f"{steps:6} steps, rate 0.01, right bends kept", trained_errors(frozen, right, steps, 0.01) / unit
        )
    trained = [q3["train"](first, q3["points"], q3["wave"](q3["points"]), 1_000, 0.01) for first in right]
    for when, networks in (("at the start", right), ("after 1000 steps, rate 0.01", trained)):
        allowed = [q3["bends_allow"](params, range(3)) for params in networks]
        row(f"what right bends allow, {when}", np.array(allowed) / unit)
    spread = [(first, i) for first in starts for i in q3["groups"]["bends spread"]]
    fitted = [q3["rms_error"](q3["best_output_weights"](*one, q3["points"]))[0] for one in spread]
    row("bends spread, output weights by least squares", np.array(fitted) / unit)


def trained_errors(q3, starts, steps, lr):
    """Return the error of each network after training, one row for each of the starts."""
    X, y = q3["points"], q3["wave"](q3["points"])
    runs = tqdm(starts, f"{steps} steps, rate {lr}", leave=False, disable=None)
    return np.array([q3["rms_error"](q3["train"](first, X, y, steps, lr)) for first in runs])


def row(what, values):
    """Print a label, the lowest, the median and the highest value."""
    print(f"    {what:52}" + "".join(f"{value:8.2f}" for value in np.quantile(values, [0, 0.5, 1])))


def main():
    """Print both tables."""
    seeds = seeds_asked(__doc__, 10)
    xor_table(max(1, len(seeds) // 2))
    wave_table(len(seeds))


if __name__ == "__main__":
    main()
