"""Question 14 over many seeds: what faulty units cost, whether the ward round finds them, what wakes dead ones.

python -m benchmarks.studies.faulty_units [--seeds N]

Prints the tables behind notebook 14, the lowest, the mean and the highest value over the seeds, with the notebook's
own code. A seed draws 1297 training and 500 test digits, the start of the network, and which units fall ill.
"""

from functools import partial

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

CELLS = ["setup", "bent", "bent-train", "unit-errors", "unit-check", "ward", "patients", "nan-trace"]
CELLS += ["diagnose", "ward-accuracy", "dead-still", "kill", "kill-run", "leak", "leak-run"]
RULES = ("sgd", 0.1), ("sgd", 0.3), ("sgd", 1.0), ("adam", 0.001), ("adam", 0.01)


def bugs(q14, seed):
    """Bugs in the backward pass: accuracy, its change in points, the error of the unit check."""
    data, start, flips, others = q14["compare_bugs"](seed)
    right = flips.pop(0)
    cases = {f"sign flipped in {n}": got for n, got in flips.items()} | others
    few, sick = (data.X_train[:100], data.y_train[:100]), q14["ill"]
    rng = np.random.default_rng(seed)
    error = {name: q14["unit_errors"](start, *few, code, rng) for name, code in q14["codes"].items()}
    return {
        "accuracy, right code": right,
        **{f"points, {name}": 100 * (got - right) for name, got in cases.items()},
        "error, right code, largest": error["right"].max(),
        "error, sign flipped, smallest": error["sign flipped"][sick].min(),
        "error, derivative forgotten, smallest": error["derivative forgotten"][sick].min(),
    }


def rounds(q14, seed):
    """Ward round with the faults in random units: are all three rounds right, what do the faults cost."""
    data, healthy = q14["admit"](seed)
    rng = np.random.default_rng(seed)
    (dead, wrong), (sat, over) = rng.permutation(8)[:2].tolist(), (8 + rng.permutation(8)[:2]).tolist()
    ill, train = q14["infect"](healthy, dead, sat, over), (data.X_train, data.y_train)
    said = [
        q14["diagnose"](ill, *train, q14["ward"]([over], [wrong])),
        q14["diagnose"](ill, *train, q14["ward"]([], [wrong])),
        q14["diagnose"](healthy, *train, q14["ward"]()),
    ]
    second = {dead: "dead", wrong: "wrong gradient", sat: "saturated", over: "saturated"}
    reached = q14["accuracy_by_fault"](data, healthy, dead, wrong, sat, over)
    well = reached.pop("healthy")
    changes = {f"points, {name}": 100 * (got - well) for name, got in reached.items()}
    right = said == [{over: "not finite"}, second, {}]
    return {"all three rounds right": right, "accuracy, healthy": well} | changes


def deaths(q14, seed):
    """Dead units: how many die on raw and centred pixels, what a leak does for a dead layer and a dead unit."""
    found = {}
    cases = {"raw": (False,), "raw, same start": (False, True), "centred": (True,)}
    for name, case in cases.items():
        killed, right, data, start = q14["deaths"](seed, q14["rates"], *case)
        for lr, share, got in zip(q14["rates"], killed, right, strict=True):
            found |= {f"killed, {name}, lr {lr}": share, f"accuracy, {name}, lr {lr}": got}
    few = {"W1": start["W1"][:, :11], "b1": start["b1"][:11], "W2": start["W2"][:11], "b2": start["b2"]}
    found["accuracy, 11 units, centred, lr 0.1"] = q14["trained"](few, "relu", data, lr=0.1, epochs=2)[1]
    data, well = q14["sick_start"](seed, units=[])
    for rule in RULES:
        layer = q14["treat_layer"](seed, q14["slopes"], *rule)
        woke = q14["treat_unit"](seed, q14["slopes"], *rule)
        for slope, got, share, single in zip(q14["slopes"], *layer, woke, strict=True):
            found |= {f"dead layer, {rule}, slope {slope}": got, f"  its share awake, {rule}, {slope}": share}
            found[f"  dead unit woke, {rule}, {slope}"] = single
        found[f"ReLU, biases 0, {rule}"] = q14["trained"](well, "relu", data, *rule)[1]
    return found


def main():
    """Run all seeds and print the tables."""
    seeds = seeds_asked(__doc__)
    q14 = cells("14-faulty-hidden-neuron", *CELLS)
    for part in (bugs, rounds, deaths):
        over(seeds, partial(part, q14), part.__name__)


if __name__ == "__main__":
    main()
