"""Question 3 over many starts: `python -m benchmarks.studies.network_starts [--seeds N]`.

How often networks of several widths solve XOR, also with more steps and with tanh; and how far from a wave networks of
one width end, by how they start. The code is that of notebook 3; a seed of the first table is 200 networks, of the second
seven.
"""

import argparse

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells

CELLS = ("setup", "xor", "train-code", "xor-train", "hinges", "hinges-error", "training", "training-claims")
WIDTHS = (1, 2, 3, 4, 8, 16)
BUDGETS = ((1_000, 0.01), (1_000, 0.03), (10_000, 0.01), (10_000, 0.03))
GROUPS = {"by hand": slice(0, 1), "bends spread": slice(1, 4), "biases 0": slice(4, 7)}


def with_tanh():
    """Return the names of the notebook with tanh in place of ReLU."""
    q3 = cells("03-neural-network", *CELLS)

    def network(X, W1, b1, W2, b2):
        return np.tanh(X @ W1 + b1) @ W2 + b2

    def gradients(params, X, y):
        A = np.tanh(X @ params["W1"] + params["b1"])
        dout = 2 * (A @ params["W2"] + params["b2"] - y) / len(X)
        dZ = dout @ params["W2"].swapaxes(-1, -2) * (1 - A * A)
        grads = {"W1": X.T @ dZ, "b1": dZ.sum(axis=-2, keepdims=True)}
        return grads | {"W2": A.swapaxes(-1, -2) @ dout, "b2": dout.sum(axis=-2, keepdims=True)}

    q3.update(network=network, gradients=gradients)
    return q3


def with_large_output_weights():
    """Return the names of the notebook, the output weights at every width as large as with two hidden units."""
    q3 = cells("03-neural-network", *CELLS)
    start = q3["start"]

    def rescaled(n_networks, D, H, rng):
        params = start(n_networks, D, H, rng)
        return params | {"W2": params["W2"] * np.sqrt(H / 2)}

    q3.update(start=rescaled)
    return q3


def xor_table(q3, seeds):
    """Print the share of networks that solve XOR, by width, activation and number of steps."""
    large, tanh = with_large_output_weights(), with_tanh()
    runs = [("ReLU", q3, 300), ("ReLU", q3, 3_000), ("ReLU, output weights as at width 2", large, 300)]
    runs += [("tanh", tanh, 300), ("tanh", tanh, 3_000)]
    print(f"share of {200 * seeds} networks that solve XOR; hidden units {WIDTHS}")
    for name, names, steps in runs:
        progress = tqdm(WIDTHS, f"{name}, {steps} steps", leave=False, disable=None)
        shares = [
            np.mean([names["train_on_xor"](H, steps, seed=s)[0] for s in range(seeds)]) for H in progress
        ]
        print(f"    {name}, {steps:5} steps  " + "  ".join(f"{share:.3f}" for share in shares))


def wave_table(q3, seeds):
    """Print the lowest, median and highest error, divided by that of the weights written by hand."""
    X, wave = q3["points"], q3["wave"]
    unit = q3["rms_error"](q3["seven_starts"](0))[0]
    print(
        f"error divided by that of the weights written by hand, {unit:.4f}; {seeds} seeds: lowest, median, highest"
    )
    for steps, lr in BUDGETS:
        starts = [q3["seven_starts"](seed) for seed in range(seeds)]
        progress = tqdm(starts, f"{steps} steps, rate {lr}", leave=False, disable=None)
        ends = [q3["train"](first, X, wave(X), steps, lr) for first in progress]
        errors = np.array([q3["rms_error"](end) for end in ends]) / unit
        for name, columns in GROUPS.items():
            found = np.quantile(errors[:, columns], [0, 0.5, 1])
            print(
                f"    {steps:6} steps, rate {lr:<5} {name:13}" + "".join(f"{value:8.2f}" for value in found)
            )
    readout = np.array([least_squares(q3, q3["seven_starts"](seed)) for seed in range(seeds)]) / unit
    print(
        "    spread bends kept, output weights by least squares", np.quantile(readout, [0, 0.5, 1]).round(2)
    )


def least_squares(q3, params):
    """Return the errors of the networks with spread bends if their output weights alone are fitted, exactly."""
    errors = []
    for i in range(1, 4):
        one = {name: values[i : i + 1] for name, values in params.items()}
        A = np.maximum(q3["points"] @ one["W1"][0] + one["b1"][0], 0)
        solution = np.linalg.lstsq(
            np.column_stack([A, np.ones(len(A))]), q3["wave"](q3["points"]), rcond=None
        )[0]
        fitted = one | {"W2": solution[None, :-1], "b2": solution[None, -1:]}
        errors.append(q3["rms_error"](fitted)[0])
    return errors


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
