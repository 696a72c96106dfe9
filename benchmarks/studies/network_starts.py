"""Question 3 over many starts: `python -m benchmarks.studies.network_starts [--seeds N]`.

How often networks of several widths solve XOR, also with more steps and with tanh; and how far from a wave networks of
one width end, by how they start. The code is that of notebook 3; a seed of the first table is 200 networks, of the
second seven.
"""

import argparse

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells

CELLS = ("setup", "xor", "train-code", "xor-train", "hinges", "hinges-error", "training", "training-claims")
WIDTHS = (1, 2, 3, 4, 8, 16)
BUDGETS = ((1_000, 0.01), (1_000, 0.03), (10_000, 0.01), (10_000, 0.03))
GROUPS = {"by hand": slice(0, 1), "bends spread": slice(1, 4), "biases 0": slice(4, 7)}


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


def xor_table(relu, seeds):
    """Print the share of networks that solve XOR, by width, activation and number of steps."""
    large, tanh = cells("03-neural-network", *CELLS), cells("03-neural-network", *CELLS)
    tanh.update(network=tanh_network, gradients=tanh_gradients)

    def start(n_networks, D, H, rng):
        params = relu["start"](n_networks, D, H, rng)
        return params | {"W2": params["W2"] * np.sqrt(H / 2)}

    large.update(start=start)
    runs = [("ReLU", relu, 300), ("ReLU", relu, 3_000), ("ReLU, output weights as at width 2", large, 300)]
    print(f"share of {200 * seeds} networks that solve XOR; hidden units {WIDTHS}")
    for name, q3, steps in [*runs, ("tanh", tanh, 300), ("tanh", tanh, 3_000)]:
        widths = tqdm(WIDTHS, f"{name}, {steps} steps", leave=False, disable=None)
        shares = [np.mean([q3["train_on_xor"](H, steps, seed=s)[0] for s in range(seeds)]) for H in widths]
        print(f"    {name}, {steps:5} steps  " + "  ".join(f"{share:.3f}" for share in shares))


def wave_table(q3, seeds):
    """Print the lowest, median and highest error, divided by that of the weights written by hand."""
    X, wave, starts = q3["points"], q3["wave"], [q3["seven_starts"](seed) for seed in range(seeds)]
    unit = q3["rms_error"](starts[0])[0]
    print(f"error / error of the weights written by hand, {unit:.4f}; {seeds} seeds: lowest, median, highest")
    for steps, lr in BUDGETS:
        runs = tqdm(starts, f"{steps} steps, rate {lr}", leave=False, disable=None)
        errors = np.array([q3["rms_error"](q3["train"](first, X, wave(X), steps, lr)) for first in runs])
        for name, columns in GROUPS.items():
            row(f"{steps:6} steps, rate {lr:<4}, {name}", errors[:, columns] / unit)
    fitted = [least_squares(q3, first, i) for first in starts for i in (1, 2, 3)]
    row("spread bends kept, output weights by least squares", np.array(fitted) / unit)


def row(what, values):
    """Print a label, the lowest, the median and the highest value."""
    print(f"    {what:52}" + "".join(f"{value:8.2f}" for value in np.quantile(values, [0, 0.5, 1])))


def least_squares(q3, params, i):
    """Return the error of network `i` if its output weights alone are fitted, exactly."""
    one, X = {name: values[i] for name, values in params.items()}, q3["points"]
    A = np.column_stack([np.maximum(X @ one["W1"] + one["b1"], 0), np.ones(len(X))])
    solution = np.linalg.lstsq(A, q3["wave"](X), rcond=None)[0]
    return q3["rms_error"](
        {name: w[None] for name, w in (one | {"W2": solution[:-1], "b2": solution[-1:]}).items()}
    )[0]


def main():
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=10)
    seeds = parser.parse_args().seeds
    q3 = cells("03-neural-network", *CELLS)
    xor_table(q3, max(1, seeds // 2))
    wave_table(q3, seeds)


if __name__ == "__main__":
    main()
