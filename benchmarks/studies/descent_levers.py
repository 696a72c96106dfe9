"""Question 18 over many seeds: inputs against rules on wine, and what momentum is worth at which batch size.

python -m benchmarks.studies.descent_levers [--seeds N]

Prints both tables behind notebook 18, the lowest, the median and the highest value over the seeds, with the notebook's
own code. On wine a seed draws the split; every rule is searched again for each. On digits it draws the split, the start
of the network and the order of the batches; for each rule and batch size the learning rate is searched again and judged
by the mean training loss over the last 10 of 100 steps, each measured before the step on all 600 digits.
"""

from functools import partial

import numpy as np

from benchmarks.studies import cells, over, seeds_asked
from helpers.optimizers import adam, momentum

CELLS = ("setup", "wine-data", "wine-search", "digits-train")
BATCHES = (4, 12, 40, 120, 600)
RATES = {
    "plain": 6 * 1.5 ** np.arange(-8.0, 3),
    "momentum": 3 * 1.5 ** np.arange(-12.0, 3),
    "Adam": 0.1 * 2 ** np.arange(-6.0, 3),
}


def measure_wine(q18, seed):
    """Return loss and accuracy of all runs on raw, centred and standardised inputs."""
    found = {}
    for name, scale in q18["versions"].items():
        A, T, A_test, y_test = q18["wines"](seed, scale)
        runs = q18["four_runs"](A, T)
        if name == "raw":
            betas, rates = [0, 0.5, 0.9, 0.95], np.geomspace(1e-3, 10, 25)
            wider = [q18["search"](A, T, rates, betas, adam=True, beta2=b) for b in (0.9, 0.99, 0.999)]
            runs["Adam, finer grid and β2"] = min(wider, key=lambda run: run[0][-1])
        found[f"{name}: condition number"] = np.linalg.cond(A.T @ A)
        for rule, (losses, W, _) in runs.items():
            found[f"{name}, {rule}: loss"] = abs(losses[-1])
            found[f"{name}, {rule}: accuracy"] = q18["accuracy"](A_test @ W, y_test)
    unit = np.array([1.0, *[1e-3, 1e3] * 6, 1e-3])  # A is that of the standardised inputs here
    odd = q18["search"](A * unit, T, np.geomspace(1e-3, 10, 13), [0.5, 0.9], adam=True)
    untuned = found["standardised, plain at 1/L: loss"]
    searched = ("plain", "momentum", "Adam", "Adam, finer grid and β2")
    found |= {f"raw, {rule}: times that": found[f"raw, {rule}: loss"] / untuned for rule in searched}
    pairs = [(name, rule) for name in ("scaled", "centred") for rule in searched[:3]]
    found |= {f"{n}, {rule}: times that": found[f"{n}, {rule}: loss"] / untuned for n, rule in pairs}
    return found | {"standardised in other units, Adam: times that": odd[0][-1] / untuned}


def measure_small_rates(q18, seed):
    """Return how late momentum is at small rates, and plain descent in one batch at 20 and with warm-up."""
    task = q18["start"](seed)
    plain, heavy, alone = (
        q18["train"](task, 12, lr, beta, order=seed + 100)[0]
        for lr, beta in ((0.15, 0), (0.015, 0.9), (0.015, 0))
    )
    gaps = [np.abs(heavy[20:] / plain[20 - lag : 100 - lag] - 1).max() for lag in range(21)]
    gentle = {lr: q18["train"](task, 600, lr, warm_up=50)[0][-10:].mean() for lr in (6, 9, 13.5, 20, 30)}
    best = min(gentle, key=lambda lr: np.nan_to_num(gentle[lr], nan=np.inf))
    heavy_one = q18["train"](task, 600, 3.0, 0.9)[0][-10:].mean()
    return {
        "batch 12, momentum / plain: best lag": int(np.argmin(gaps)),
        "batch 12, momentum / plain at that lag: largest gap": min(gaps),
        "batch 12, momentum / plain without lag: largest gap": gaps[0],
        "batch 12, plain at a tenth / momentum: last loss": alone[-1] / heavy[-1],
        "batch 600, plain at 20: last loss": q18["train"](task, 600, 20.0)[0][-1],
        "batch 600, plain with warm-up: best rate": best,
        "batch 600, plain with warm-up: loss": gentle[best],
        "batch 600, plain with warm-up / momentum at 3: loss": gentle[best] / heavy_one,
        "batch 600, plain with warm-up at 13.5: loss": gentle[13.5],
    }


def measure_batch(q18, seed, batch):
    """Return what each rule reaches at its best rate."""
    task, found, best = q18["start"](seed), {}, {}
    for rule, rates in RATES.items():
        step, beta = (adam if rule == "Adam" else momentum), 0.9 if rule == "momentum" else 0.0
        runs = [q18["train"](task, batch, lr, beta, step=step, order=seed + 100) for lr in rates]
        ends = [losses[-10:].mean() for losses, _ in runs]
        i = int(np.nanargmin(ends))
        best[rule] = ends[i]
        found |= {f"{rule}: rate": rates[i], f"{rule}: loss": ends[i], f"{rule}: accuracy": runs[i][1]}
    found |= {f"plain / {rule}: loss": best["plain"] / best[rule] for rule in ("momentum", "Adam")}
    return found | {"accuracy, momentum - plain": found["momentum: accuracy"] - found["plain: accuracy"]}


def main():
    """Run all seeds and print the tables."""
    seeds = seeds_asked(__doc__, 10)
    q18 = cells("18-improving-gradient-descent", *CELLS)
    with np.errstate(all="ignore"):  # a rate that is too large
        over(seeds, partial(measure_wine, q18), "wine")
        over(seeds, partial(measure_small_rates, q18), "digits")
        for batch in BATCHES:
            over(seeds, partial(measure_batch, q18, batch=batch), f"digits, batch {batch}")


if __name__ == "__main__":
    main()
