"""Question 29 over many seeds: small batches, large rates, and residual stacks with the norm in two places.

python -m benchmarks.studies.layer_norm [--seeds N]

Prints the tables behind notebook 29, with the notebook's own code. A seed draws the data and the start. The first table has
what the notebook's claims measure, the others what its prose says of several rates.
"""

import numpy as np

from benchmarks.studies import cells, over, seeds_asked
from helpers.optimizers import adam, apply

MODEL = ["setup", "by-hand", "backward", "batches", "recurrent"]
STACK = ["stack", "stack-backward", "profile", "place-train"]
NORMS = {"plain": None, "batch norm": "batch", "layer norm": "layer"}
SMALL, HALF = {"branch": 32**-0.5}, {"keep": 0.5**0.5}
PLACES = {"post": ("post", {}), "pre": ("pre", {})}
CONTROLS = {"post, branch / sqrt(L)": ("post", SMALL), "pre, stream / sqrt(2) a block": ("pre", HALF)}
WITHOUT = {"no norm": ("none", {}), "no norm, branch / sqrt(L)": ("none", SMALL)}


def live(q29, seed):
    """Return what the claims measure."""
    found = {f"{norm}, two images": q29["trained_on"](2, norm, seed=seed)[0] for norm in ("batch", "layer")}
    found["batch, two images, test statistics"] = q29["trained_on"](2, "batch", seed=seed)[1]
    lengths = np.linalg.norm(q29["states"](1, True, seed), axis=1)[1:]
    found |= {"state, lowest": lengths.min(), "state, highest": lengths.max()}
    found["state without norm, log10"] = np.log10(np.linalg.norm(q29["states"](1, False, seed)[-1]))
    moved = q29["states"](1, True, seed, nudge=1e-6)[-1] - q29["states"](1, True, seed)[-1]
    found["nudge, log10 of growth"] = np.log10(np.linalg.norm(moved) / 1e-6 + 1e-30)
    for name, (where, change) in (PLACES | CONTROLS).items():
        for L in (32,) if change else (4, 32):
            lengths, alike = q29["profile"](where, L, seed, **change)
            found[f"{name}, {L}: first / last gradient"] = lengths[0] / lengths[-1]
            found[f"{name}, {L}: last gradient"] = lengths[-1]
            found[f"{name}, {L}: correlation of images"] = alike
            losses = q29["train"](where, L, seed=seed, **change)
            found[f"{name}, {L}: loss at rate 0.05"] = losses[-10:].mean()
    for name in PLACES:
        ends = found[f"{name}, 32: last gradient"], found[f"{name}, 4: last gradient"]
        found[f"{name}: last gradient, 32 / 4"] = ends[0] / ends[1]
    return found


def batches(q29, seed):
    """Return the share right at the best of three rates, for each size of batch and norm."""
    found = {}
    for size in (1, 2, 4, 32):
        for name, norm in NORMS.items():
            if size > 1 or norm != "batch":
                found[f"{size} a step, {name}"] = max(
                    q29["trained_on"](size, norm, lr, seed)[0] for lr in (0.03, 0.1, 0.3)
                )
    return found


def rates(q29, seed):
    """Return the share right of the five hidden layers of notebook 28 at several rates."""
    found = {}
    for lr in (0.3, 1, 3, 10):
        for name, norm in NORMS.items():
            rng = np.random.default_rng(seed)
            data = q29["digits"](rng, test_size=512, scale="centred")
            start = q29["init_mlp"]((64,) + 5 * (32,) + (10,), rng, norm=norm)
            X, y, order = data.X_train[:1280], data.y_train[:1280], np.random.default_rng(1)
            run = {"epochs": 8, "batch_size": 64, "optimizer": "sgd", "lr": lr, "norm": norm}
            params, history = q29["fit"](start, X, y, rng=order, **run)
            logits = q29["predict"](params, data.X_test, norm=norm, running=history["running"])
            found[f"rate {lr}, {name}"] = q29["accuracy"](logits, data.y_test)
    return found


def places(q29, seed):
    """Return the loss after 50 steps of 32 blocks, at the best of five rates, and with warm-up."""
    found = {}
    for name, (where, change) in (PLACES | CONTROLS | WITHOUT).items():
        for warmup in (0, 25) if name == "post" else (0,):
            run = {"seed": seed, "warmup": warmup, **change}
            ends = [q29["train"](where, 32, lr, **run)[-10:].mean() for lr in (0.01, 0.02, 0.05, 0.1, 0.2)]
            finite = [end for end in ends if np.isfinite(end)]
            found[f"{name}, warm-up {warmup}: best of five rates"] = min(finite, default=np.nan)
    return found


def longer(q29, seed):
    """Return the loss of 32 blocks after 400 steps of SGD, and after 150 of Adam, at the better of two rates."""
    found = {}
    for where in ("post", "pre"):
        ends = [q29["train"](where, 32, lr, seed, steps=400)[-10:].mean() for lr in (0.01, 0.02)]
        found[f"{where}, SGD, 400 steps"] = min(ends)
        found[f"{where}, Adam, 150 steps"] = min(with_adam(q29, where, lr, seed) for lr in (0.001, 0.003))
    return found


def with_adam(q29, where, lr, seed):
    """Return the mean loss of the last ten of 150 steps of Adam on 32 blocks."""
    data, params = q29["new_stack"](32, seed)
    rng, state, losses = np.random.default_rng(1), None, []
    for _ in range(150):
        batch = rng.choice(1280, size=32, replace=False)
        loss, grads = q29["gradients"](params, data.X_train[batch], data.y_train[batch], where)
        params, state = apply(adam, params, {name: grads[name] for name in params}, state, lr)
        losses.append(loss)
    return np.mean(losses[-10:])


def main():
    """Run all seeds and print the tables."""
    seeds, q29 = seeds_asked(__doc__), cells("29-layer-normalization", *MODEL, *STACK)
    with np.errstate(all="ignore"):  # some runs overflow
        for measure in (live, batches, rates, places):
            over(seeds, lambda seed, measure=measure: measure(q29, seed), measure.__name__)
        over(seeds[:5], lambda seed: longer(q29, seed), "longer")


if __name__ == "__main__":
    main()
