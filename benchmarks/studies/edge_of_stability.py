"""Measure how closely the sharpness of a small network keeps to 2/lr under full-batch gradient descent.

python -m benchmarks.studies.edge_of_stability [--seeds N]

Prints the table behind notebook 09, the lowest and the highest value over the seeds. A seed draws 200 digits
and the start of a tanh network 64-20-20-10, trained on the mean squared error until lr · steps = 1200.
"""

import argparse

import numpy as np
from scipy.sparse.linalg import LinearOperator, eigsh
from tqdm import tqdm

from helpers.datasets import digits
from helpers.losses import mse
from helpers.mlp import init_mlp, mlp_backward, mlp_forward

RATES, TIME, READINGS, LATE = (1.0, 0.5, 0.25), 1200, 40, 10


def problem(seed):
    """Return ``w -> (loss, gradient)``, the start w, and a first guess of the steepest direction."""
    rng = np.random.default_rng(seed)
    X, y, _, _ = digits(rng, test_size=1597)
    Y = np.eye(10)[y]
    start = init_mlp((64, 20, 20, 10), rng, init="lecun_normal", gain=0.5)

    def loss_and_grad(w):
        parts = np.split(w, np.cumsum([p.size for p in start.values()])[:-1])
        params = {name: part.reshape(start[name].shape) for name, part in zip(start, parts, strict=True)}
        out, cache = mlp_forward(params, X, activation="tanh")
        loss, dout = mse(out, Y)
        return loss, flat(mlp_backward(dout, cache))

    return loss_and_grad, flat(start), rng.standard_normal(flat(start).size)


def flat(arrays):
    """Return all arrays of a dict as one vector."""
    return np.concatenate([a.ravel() for a in arrays.values()])


def sharpness(loss_and_grad, w, u):
    """Return the largest eigenvalue of the Hessian at `w` and its direction, by Lanczos from `u`."""

    def product(v):
        h = 1e-3 / np.linalg.norm(v)
        return (loss_and_grad(w + h * v)[1] - loss_and_grad(w - h * v)[1]) / (2 * h)

    H = LinearOperator((w.size, w.size), matvec=product, dtype=float)
    values, vectors = eigsh(H, k=1, which="LA", v0=u, ncv=10, tol=1e-3)
    return values[0], vectors[:, 0]


def train(seed, lr):
    """Return the losses of all steps and, READINGS times, the sharpness as a multiple of 2/lr."""
    loss_and_grad, w, u = problem(seed)
    steps, losses, readings = round(TIME / lr), [], []
    for step in range(steps):
        if step % (steps // READINGS) == 0:
            top, u = sharpness(loss_and_grad, w, u)
            readings.append(top * lr / 2)
        loss, grad = loss_and_grad(w)
        losses.append(loss)
        w = w - lr * grad
    return np.array(losses), np.array(readings)


def summary(losses, readings):
    """Return the numbers of the table for one run."""
    rises, late = np.diff(losses) > 0, readings[-LATE:]
    crossing = np.argmax(readings >= 1) if readings.max() >= 1 else READINGS
    before = max(crossing - 1, 0) * (len(losses) // READINGS)
    return {
        "sharpness · lr/2 at the start": readings[0],
        "at its highest": readings.max(),
        f"mean of the last {LATE} readings": late.mean(),
        "lowest of them": late.min(),
        "highest of them": late.max(),
        "rises of the loss before the crossing": rises[:before].sum(),
        "share of rising steps, last third": rises[-len(losses) // 3 :].mean(),
        "twelfths whose mean loss is not lower": (np.diff(losses.reshape(12, -1).mean(axis=1)) >= 0).sum(),
        "loss at the end / at the start": losses[-1] / losses[0],
    }


def main():
    """Run all seeds at all rates and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=10)
    seeds = parser.parse_args().seeds
    for lr in RATES:
        rows = [
            summary(*train(seed, lr)) for seed in tqdm(range(seeds), f"lr {lr}", leave=False, disable=None)
        ]
        print(f"lr {lr}, threshold 2/lr = {2 / lr:g}, {seeds} seeds: lowest, highest")
        for name in rows[0]:
            values = [row[name] for row in rows]
            print(f"    {name:40} {min(values):8.4g} {max(values):8.4g}")


if __name__ == "__main__":
    main()
