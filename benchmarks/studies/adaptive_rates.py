"""Question 25 over many seeds: rules with and without a rate per weight on texts, Adam without bias correction.

python -m benchmarks.studies.adaptive_rates [--seeds N]

Prints the tables behind notebook 25 with the notebook's own code: a seed draws the texts, the true weights and the
rotation; for the digits the split, the first weights and the order of the batches.
"""

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

CELLS = ("setup", "rules", "texts", "race", "race-run", "race-why", "race-why-claims", "bias", "bias-digits")
RATES = tuple(np.geomspace(0.001, 0.3, 16))


def quotients(q25, seed, noise):
    """Return how many times the loss of AdaGrad the other rules leave, and SGD's beside that of RMSProp and Adam."""
    left = {pair: found[0] for pair, found in q25["all_races"](seed, noise).items()}
    found = {}
    for kind in q25["KINDS"]:
        others = [name for name in q25["RULES"] if name != "AdaGrad"]
        found |= {f"{kind}: {name} / AdaGrad": left[name, kind] / left["AdaGrad", kind] for name in others}
        found |= {
            f"{kind}: SGD / {name}": left["SGD", kind] / left[name, kind] for name in ("RMSProp", "Adam")
        }
        found[f"{kind}: AdaGrad / SGD"] = left["AdaGrad", kind] / left["SGD", kind]
        found[f"{kind}: one common s / SGD"] = left["one common s", kind] / left["SGD", kind]
    return found


def final_rates(q25, seed):
    """Return how AdaGrad's rates depend on the frequency, what fixed rates leave, and SGD's best rates."""
    found = {kind: q25["final_rates"](kind, seed) for kind in q25["KINDS"]}
    rates, frequency = found["rare words"]
    exponent = np.polyfit(np.log(frequency), np.log(rates), 1)[0]
    spreads = {f"spread of the rates, {kind}": q25["spread"](pair[0]) for kind, pair in found.items()}
    sgd = {kind: q25["race"](q25["sgd_move"], *q25["texts"](kind, seed))[1] for kind in q25["KINDS"]}
    adagrad = q25["race"](q25["adagrad_move"], *q25["texts"]("rare words", seed))[0]
    return {
        "exponent of the frequency": exponent,
        **spreads,
        "fixed rates as 1 / sqrt(p): loss / AdaGrad's": q25["fixed_rates"](seed) / adagrad,
        "SGD's best rate, even / rare words": sgd["even words"] / sgd["rare words"],
    }


def correction_on_words(q25, seed):
    """Return the loss without bias correction as a share of that with it, on rare words, both tuned."""
    data = q25["texts"]("rare words", seed)
    (with_it, rate, _), (without, lower, _) = (
        q25["race"](rule, *data) for rule in (q25["adam_move"], q25["bare_move"])
    )
    return {"rare words: loss without / with": without / with_it, "best rate with / without": rate / lower}


def digits(q25, seed, epochs):
    """Return the losses on digits with and without bias correction, at common rates and at the best of each."""
    names, common = ("with", "without"), q25["DIGIT_RATES"]
    losses = q25["digit_losses"](seed, common, epochs)
    finer = q25["digit_losses"](seed, RATES, epochs)
    best = {name: min((finer[name, lr], lr) for lr in RATES) for name in names}
    return {
        **{f"loss {name}, lr {lr}": losses[name, lr] for name in names for lr in common},
        **{f"best rate {name}": best[name][1] for name in names},
        "loss without / with, lr 0.001": losses["without", 0.001] / losses["with", 0.001],
        "loss without / with, each at its best rate": best["without"][0] / best["with"][0],
        "best of five, without / with": np.divide(
            *(min(losses[name, lr] for lr in common) for name in names[::-1])
        ),
    }


def main():
    """Run all seeds and print the tables."""
    seeds, q25 = seeds_asked(__doc__), cells("25-adaptive-learning-rates", *CELLS)
    q25["bare_move"] = lambda g, memory, t: _quiet(q25["uncorrected_move"], g, memory, t)
    for noise in (0.0, 0.5):
        over(seeds, lambda seed, noise=noise: quotients(q25, seed, noise), f"texts, noise {noise}")
    over(seeds, lambda seed: final_rates(q25, seed), "rates")
    over(seeds, lambda seed: correction_on_words(q25, seed), "bias correction, texts")
    for epochs in (6, 30):
        over(
            seeds,
            lambda seed, epochs=epochs: digits(q25, seed, epochs),
            f"bias correction, digits, {10 * epochs} steps",
        )


def _quiet(rule, g, memory, t):
    """Return the move of a rule without epsilon, 0 where no gradient has come yet (0 / 0)."""
    u, memory = rule(g, memory, t)
    return np.nan_to_num(u), memory


if __name__ == "__main__":
    main()
