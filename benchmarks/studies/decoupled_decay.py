"""Question 26 over many seeds: Adam with an L2 penalty and AdamW, on noise, at rest, and on digits.

python -m benchmarks.studies.decoupled_decay [--seeds N]

Prints the tables behind notebook 26, the first with the notebook's own code. The last compares both on 200 digits,
each with its learning rate and its decay chosen on 500 images and reported on 1097 others, with right labels and
with a fifth of the training labels wrong. A seed draws all that is random.
"""

import itertools

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells, over, seeds_asked, table
from helpers.datasets import digits
from helpers.losses import accuracy
from helpers.mlp import init_mlp, predict
from helpers.schedules import cosine
from helpers.training import fit

CELLS = ("setup", "rule", "noise-code", "rest-code", "digits-code", "dead", "spread-code", "factor")
RATES = (0.001, 0.003, 0.01, 0.03, 0.1)
DECAYS = {
    "adam": (0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1),
    "adamw": (0, 1e-2, 3e-2, 1e-1, 3e-1, 1, 3, 10),
}


def measure(q26, seed):
    """Return the numbers of the first table."""
    found = {}
    for decoupled, name in ((False, "L2"), (True, "AdamW")):
        left, rest = q26["left_of_one"](decoupled, seed), q26["at_rest"](decoupled, seed)
        found |= {f"{name}, left of 1, sigma {s:g}": x for s, x in zip(q26["SIGMAS"], left, strict=True)}
        found |= {f"{name}, at rest, sigma {s:g}": x for s, x in zip(q26["NOISES"], rest, strict=True)}
    for lam in (1e-5, 1e-3, 1e-1):
        found[f"L2 {lam:g}, left of weights without gradient"] = q26["left_of_dead"](lam, False, seed)
    found["divisor, 95% over 5%"] = q26["spread"](q26["divisors"](seed)[0])
    nets = [q26["train"](0.01, False, factor, seed)[1] for factor in q26["FACTORS"]]
    found["L2, largest change of a weight by the factor 1024"] = q26["distance"](nets[2], nets[4])
    sizes = [q26["size"](net) for net in nets]
    return found | {"L2, least growth of the network with the factor": np.diff(sizes).min()}


def tuned(seed, wrong):
    """Return the test accuracies of both rules, tuned, and the best decay at each rate."""
    rng = np.random.default_rng(seed)
    data, start = digits(rng, test_size=1597), init_mlp((64, 32, 10), rng)
    y = data.y_train.copy()
    moved = rng.choice(len(y), round(wrong * len(y)), replace=False)
    y[moved] = (y[moved] + rng.integers(1, 10, len(moved))) % 10
    scores = {}
    for rule, lr in itertools.product(DECAYS, RATES):
        for decay in DECAYS[rule]:
            if decay == 0 and rule == "adamw":  # the same as Adam without decay
                scores[rule, lr, 0] = scores["adam", lr, 0]
                continue
            how = {"optimizer": rule, "lr": lr, "settings": {"weight_decay": decay}, "schedule": cosine}
            how |= {"rng": np.random.default_rng(seed), "epochs": 40, "batch_size": 25}
            logits = predict(fit(start, data.X_train, y, **how)[0], data.X_test)
            halves = slice(500), slice(500, None)
            scores[rule, lr, decay] = [accuracy(logits[half], data.y_test[half]) for half in halves]
    return scores


def compare(scores):
    """Return the reported accuracies at the chosen settings, in percent."""

    def reported(keep):
        return 100 * max((both for run, both in scores.items() if keep(run)), key=lambda both: both[0])[1]

    none = reported(lambda run: run[2] == 0)
    l2, decoupled = (reported(lambda run, rule=rule: run[0] == rule) for rule in DECAYS)
    return {
        "no decay": none,
        "Adam with L2": l2,
        "AdamW": decoupled,
        "AdamW - Adam with L2": decoupled - l2,
    }


def ridge(all_scores):
    """Print for each rule and rate the decay whose mean accuracy over the seeds is highest."""
    for rule, lr in itertools.product(DECAYS, RATES):
        means = {d: np.mean([scores[rule, lr, d][1] for scores in all_scores]) for d in DECAYS[rule]}
        best = max(means, key=means.get)
        print(f"    {rule:6} lr {lr:<6g} best decay {best:<7g} mean accuracy {100 * means[best]:.1f}")


if __name__ == "__main__":
    seeds = seeds_asked(__doc__, default=10)
    q26 = cells("26-adamw", *CELLS)
    over(seeds, lambda seed: measure(q26, seed), "noise, rest, network")
    for wrong in (0, 0.2):
        kept = [tuned(seed, wrong) for seed in tqdm(seeds, "tuned", leave=False, disable=None)]
        table(
            f"tuned, {wrong:.0%} of the labels wrong, {len(seeds)} seeds",
            [compare(scores) for scores in kept],
        )
        ridge(kept)
