"""Question 28 over many seeds: batch norm at six rates and three starts, and its statistics at test time.

python -m benchmarks.studies.batch_norm [--seeds N]

Prints the tables behind notebook 28, with the notebook's own code. A seed draws 1280 training and 512 test digits and
the start of the network. The first table has what the notebook's claims measure, the others runs of 160 steps,
with the inputs of the layers disturbed or not.
"""

from functools import partial
from unittest.mock import patch

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

CELLS = (
    "setup",
    "draw",
    "one-step",
    "train",
    "train-claims",
    "off",
    "grown",
    "disturb",
    "own-batch",
    "sizes",
)
RATES = (0.03, 0.1, 0.3, 1, 3, 10)
RUNS = {"plain, 0.3": (0.3, None), "plain, 3": (3, None), "hidden weights at 30": (0.3, "batch", 100)}
RUNS |= {"batch norm, 3": (3, "batch"), "batch norm, 0.3": (0.3, "batch")}


def standardised(params, X):
    """Return a plain network whose hidden pre-activations have mean 0 and variance 1 on X, once, at the start."""
    params, A = dict(params), X
    for k in range(1, 6):
        U = A @ params[f"W{k}"]
        scale = U.std(axis=0) + 1e-8
        params[f"W{k}"], params[f"b{k}"] = params[f"W{k}"] / scale, -U.mean(axis=0) / scale
        A = np.maximum(A @ params[f"W{k}"] + params[f"b{k}"], 0)
    return params


def disturb_plain(params, rng, X, most=1.0):
    """Do to a plain network's pre-activations what `disturb` does after batch norm: their standard deviation is the unit."""
    noisy, factor, A = dict(params), {}, X
    for k in range(1, 6):
        U = A @ noisy[f"W{k}"] + noisy[f"b{k}"]
        s, t = 1 + 0.5 * most * rng.uniform(-1, 1, 32), most * rng.uniform(-1, 1, 32) * U.std(axis=0)
        noisy[f"W{k}"], noisy[f"b{k}"] = s * params[f"W{k}"], s * params[f"b{k}"] + t
        factor[f"W{k}"] = factor[f"b{k}"] = s
        A = np.maximum(A @ noisy[f"W{k}"] + noisy[f"b{k}"], 0)
    return noisy, factor


def movement(q28, seed):
    """Return how far the inputs of layer 5 move a step, in the first 20 steps and in 160, and the share right."""
    data, plain = q28["draw"](seed, None)
    normed, found = q28["draw"](seed)[1], {}
    for most, plain_rates, normed_rates in (
        (0, (0.3, 1), (1,)),
        (0.5, (0.3,), ()),
        (1, (0.1, 0.3, 1), (0.3, 1, 3)),
    ):
        below = partial(disturb_plain, X=data.X_train[:128], most=most) if most else None
        above = partial(q28["disturb"], most=most) if most else None
        cases = [("plain", lr, plain, None, below) for lr in plain_rates]
        cases += [("batch norm", lr, normed, "batch", above) for lr in normed_rates]
        for kind, lr, start, norm, disturb in cases:
            name = f"{kind}, {lr}, disturbed x {most}"
            found[f"{name}: moves early"] = q28["moved"](data, start, lr, norm, 1, disturb)[1]
            trained, found[f"{name}: moves"] = q28["moved"](data, start, lr, norm, 8, disturb)
            found[f"{name}: right"] = q28["correct"](data, trained, norm)
    return found


def right(q28, seed, lr, norm="batch", gain=1.0, once=False, **settings):
    """Return the share of test images right after 160 steps."""
    data, start = q28["draw"](seed, norm, gain)
    start = standardised(start, data.X_train[:256]) if once else start
    return q28["correct"](data, q28["train"](data, start, lr, norm, epochs=8, **settings), norm)


def rates(q28, seed):
    """Return the share right of each kind of network at each rate, and at the best of the rates from three starts."""
    found = {}
    for lr in RATES:
        found[f"plain, {lr}"] = right(q28, seed, lr, None)
        found[f"plain, standardised once, {lr}"] = right(q28, seed, lr, None, once=True)
        found[f"batch norm, {lr}"] = right(q28, seed, lr)
        with patch(
            "helpers.layers._standardise_backward", lambda dXhat, Xhat, inv_std, axis: dXhat * inv_std
        ):
            found[f"batch norm, statistics held constant, {lr}"] = right(q28, seed, lr)
    best = {kind: max(found[f"{kind}, {lr}"] for lr in RATES) for kind in ("plain", "batch norm")}
    found["points ahead, best of six rates each"] = 100 * (best["batch norm"] - best["plain"])
    for gain in (0.1, 10):
        for kind, norm in (("plain", None), ("batch norm", "batch")):
            found[f"{kind}, start x {gain}, best rate"] = max(
                right(q28, seed, lr, norm, gain) for lr in RATES
            )
    for lr, faster in ((0.3, 10), (0.3, 100), (0.3, 1e4), (10, 0.03)):
        found[f"batch norm, {lr}, hidden weights x {faster:g}"] = right(q28, seed, lr, faster=faster)
    return found


def live(q28, seed):
    """Return what the claims on training measure, after its 100 steps."""
    losses = [
        q28["after_one_step"](seed, *case) for case in ((None,), ("batch",), ("batch", q28["NORMALISED"]))
    ]
    found = {f"power of the rate, curve {i}": np.log10(loss[-1] / loss[-4]) for i, loss in enumerate(losses)}
    found["all three losses lower at rate 2"] = all(loss[7] < loss[0] for loss in losses)
    for name, case in RUNS.items():
        data, start = q28["draw"](seed, case[1])
        trained = q28["train"](data, start, *case)
        logits = q28["predict"](trained[0], data.X_test, norm=case[1], running=trained[1])
        found[f"{name}: overflows"] = not np.isfinite(logits).all()
        found[f"{name}: right"] = q28["correct"](data, trained, case[1])
        found[f"{name}: off"] = q28["off"](data, trained, case[1])
        found[f"{name}: growth"] = q28["squared_length"](trained[0]) / q28["squared_length"](start)
    grads = q28["gradient"](start, data.X_train[:64], data.y_train[:64], "batch")[1]
    once = {name: start[name] - 30 * grads[name] for name in q28["NORMALISED"]}
    found["growth in a first step at 30"] = q28["squared_length"](once) / q28["squared_length"](start)
    found["movement, plain, 20 steps"] = q28["moved"](data, q28["draw"](seed, None)[1], 0.3, None, 1)[1]
    disturbed, found["movement, disturbed"] = q28["moved"](data, start, 1, "batch", disturb=q28["disturb"])
    found["disturbed: right"] = q28["correct"](data, disturbed)
    return found | modes(q28, data, *trained)


def modes(q28, data, network, running):
    """Return the share right by batches of their own, by the averages, and by averages that do not fit."""
    X, y = data.X_test, data.y_test
    order = np.argsort(y, kind="stable")
    reset = {name: np.full(32, 1.0 * name.startswith("var")) for name in running}
    found = {}
    for name, (A, b) in {"": (X, y), "sorted": (X[order], y[order]), "contrast 0.3": (0.3 * X, y)}.items():
        for size, share in zip(q28["SIZES"], q28["shares"](network, A, b), strict=True):
            found[f"own batch of {size}, {name}"] = share
        found[f"averages, {name}"] = q28["correct"](data._replace(X_test=A, y_test=b), (network, running))
    return found | {"averages, reset": q28["correct"](data, (network, reset))}


def main():
    """Run all seeds and print the tables."""
    seeds, q28 = seeds_asked(__doc__), cells("28-batch-normalization", *CELLS)
    with np.errstate(all="ignore"):  # some runs overflow
        over(seeds, lambda seed: live(q28, seed), "as in the notebook")
        over(seeds, lambda seed: movement(q28, seed), "160 steps, disturbed")
    over(seeds, lambda seed: rates(q28, seed), "160 steps")


if __name__ == "__main__":
    main()
