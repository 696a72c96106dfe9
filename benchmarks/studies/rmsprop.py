"""Question 24 over many seeds: turned valleys, scaled losses, where a constant rate ends, and the rare class.

python -m benchmarks.studies.rmsprop [--seeds N]

Prints the table behind notebook 24, with the notebook's own code. In the valley a seed draws the 20 starts. On digits a seed draws the 500 images and the start
of the network; for the rare class it draws the examples of each step.
"""

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

CELLS = (
    "setup",
    "by-hand-code",
    "scale",
    "valley",
    "valley-search",
    "squares",
    "rare-model-code",
    "rare-real-code",
)


def measure_valley(q24, seed):
    """Return what RMSProp leaves in units of what gradient descent leaves, from 20 starts, by angle."""
    found = {}
    for degrees in (0, 5, 20, 45):
        descent = q24["best_left"](degrees, 1, 2, seed, rho=1, v=1.0)
        ratio = q24["best_left"](degrees, 0.003, 1, seed, rho=0.9, falls=True) / descent
        for name, value in zip(("lowest", "median", "highest"), np.quantile(ratio, [0, 0.5, 1]), strict=True):
            found[f"{degrees} degrees, {name}"] = value
    return found


def measure_digits(q24, seed):
    """Return how far scaled losses part, and where least squares ends."""
    runs = {times: q24["train"](seed, times, alpha=0.9) for times in (1, 1000, 1e-6)}
    problem = q24["squares"](seed)
    rates = (lambda t: 0.03, lambda t: 0.01, lambda t: 0.01 if t < 300 else 0.001)
    losses = [q24["excess"](problem, rate) for rate in rates]
    high, low, dropped = (excess[320:].mean() for excess in losses)
    return {
        "loss times 1000: largest change of a loss": np.abs(runs[1000] - runs[1]).max(),
        "loss times 1e-6: largest change of a loss": np.abs(runs[1e-6] - runs[1]).max(),
        "SGD, loss after 60 steps": q24["train"](seed, 1, q24["sgd"], lr=0.5)[-1],
        "SGD, loss times 1000, after two steps": q24["train"](seed, 1000, q24["sgd"], lr=0.5, steps=3)[-1],
        "excess at lr 0.03 / at 0.01": high / low,
        "excess at lr 0.01 / after the drop": low / dropped,
        "excess at lr 0.01, late / steps 100 to 200": low / losses[1][100:200].mean(),
    }


def measure_rare(q24, seed):
    """Return where the probability of the rare class settles."""
    settle, found, rhos = q24["from_the_best"], {}, (0.5, 0.8, 0.9, 0.99, 1.0)
    bias, patients = q24["one_in_ten"], (q24["X"], q24["y"], q24["w"])
    for rho, p in zip(rhos, settle(*bias, rhos, seed=seed)[100:].mean(axis=(0, 2)), strict=True):
        found[f"one in ten, ρ = {rho}: p"] = p
    found["one in ten, ρ = 0.9, batch 10: p"] = settle(*bias, [0.9], batch=10, steps=1000, seed=seed)[
        50:
    ].mean()
    found["one in ten, ρ = 0.9, earlier v: p"] = settle(*bias, [0.9], lagged=True, steps=1000, seed=seed)[
        50:
    ].mean()
    rhos = (0.5, 0.9, 0.99, 1.0)
    predicted = settle(*patients, rhos, runs=10, seed=seed)[100:].mean(axis=(0, 2))
    found |= {
        f"patients, ρ = {rho}: p / that of SGD": p / predicted[-1]
        for rho, p in zip(rhos, predicted, strict=True)
    }
    return found


def main():
    """Run all seeds and print the table."""
    seeds, q24 = seeds_asked(__doc__), cells("24-rmsprop", *CELLS)
    over(seeds, lambda seed: measure_valley(q24, seed), "RMSProp / descent in the valley")
    with np.errstate(over="ignore"):  # SGD explodes
        over(seeds, lambda seed: measure_digits(q24, seed), "digits")
    over(seeds, lambda seed: measure_rare(q24, seed), "a class that one example in ten has")


if __name__ == "__main__":
    main()
