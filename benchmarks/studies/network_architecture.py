"""Question 5 over several seeds: `python -m benchmarks.studies.network_architecture [--seeds N]`.

Prints the lowest, the median and the highest value over the seeds of what notebook 5 states for 20 of them, with the
notebook's own cells: accuracy of dense and shared weights at new places, and how many networks learn three folds.
"""

from functools import partial

import numpy as np

from benchmarks.studies import cells, over, seeds_asked, table

CELLS = (
    *("setup", "signals", "slide", "invariance", "shift", "shuffled", "pieces", "pieces-count", "one-layer"),
    *("random-pieces", "fragile", "train", "train-starts", "train-run"),
)
RATES, STEPS = (0.003, 0.01, 0.03), 3000


def accuracies(q5, name, net, window, tests):
    """Return the accuracy of a network on the left and the right test signals."""
    return {
        f"{name}: accuracy {side}": q5["accuracy"](q5["logits_of"](net, X, window)[0], y)
        for side, (X, y) in zip(("left", "right"), tests, strict=True)
    }


def carried_over(q5, seed):
    """Return the accuracy left and right of each network of section 1 and of the controls, and after shuffling."""
    trained, tests = q5["three_networks"](seed)
    X, y = q5["signals"](200, q5["LEFT"], np.random.default_rng(seed))
    many = q5["signals"](2000, range(21), np.random.default_rng(seed + 1000))
    trained["dense, all places, 2000 signals"] = (24, q5["learn"](q5["untrained"](24, seed), *many, 24))
    for n in (5, 320):
        start = q5["init_mlp"]((24, n, 2), np.random.default_rng(seed))
        trained[f"dense, {n} hidden units"] = (24, q5["learn"](start, X, y, 24))
    found = {}
    for name, (window, net) in trained.items():
        found |= accuracies(q5, name, net, window, tests)
    order = np.random.default_rng(seed + 100).permutation(24)
    start = q5["init_mlp"]((5, 64, 2), np.random.default_rng(seed))
    net = q5["learn"](start, X[:, order], y, 5, steps=600)
    mixed = [(X_test[:, order], y_test) for X_test, y_test in tests]
    found |= accuracies(q5, "shared, shuffled, 64 filters, 600 steps", net, 5, mixed)
    _, left, right = q5["shuffled"](seed, trained, tests)
    return found | {"shared, shuffled: accuracy left": left, "shared, shuffled: accuracy right": right}


def means_of_pieces(q5, group, images):
    """Return the mean number of pieces of the 20 networks of one group, for each depth and each number of units."""
    seeds = range(20 * group, 20 * group + 20)
    shapes = [(96, d) for d in (1, 2, 3, 4, 6, 8)] + [(n, 4) for n in (24, 48, 192)]
    return {
        f"{n} units in {d} layers: mean of pieces": np.mean(
            [q5["random_pieces"](n, d, s, images) for s in seeds]
        )
        for n, d in shapes
    }


def learned(q5, seeds):
    """Print how many networks learn the sawtooth of three folds, for each start and learning rate."""
    starts = {
        "2-2-2 units, random": q5["at_random"]((1, 2, 2, 2, 1), seeds),
        "2-2-2 units, near the answer": q5["near"](3, 0.05, seeds),
        "8-8-8 units, random": q5["at_random"]((1, 8, 8, 8, 1), seeds),
        "56 units, random": q5["at_random"]((1, 56, 1), seeds),
    }
    for name, start in starts.items():
        for lr in RATES:
            errors = q5["train"](start, q5["x"], q5["y"], STEPS, lr)
            print(f"{name}, lr {lr}: {np.sum(errors < 0.05)} of {len(seeds)}, median {np.median(errors):.3f}")


def main():
    """Run all three studies and print them."""
    seeds = seeds_asked(__doc__)
    q5 = cells("05-network-architecture", *CELLS)
    over(seeds, partial(carried_over, q5), "carried over")
    table("pieces, 5 groups of 20 networks", [means_of_pieces(q5, g, q5["images"]) for g in range(5)])
    learned(q5, seeds)
    start = q5["at_random"]((1, 2, 2, 2, 1), range(400))
    dead = [(A == 0).all(axis=(1, 2)) for A in q5["forward"](start, q5["x"])[1:-1]]
    errors = q5["train"](start, q5["x"], q5["y"], 1000, 0.01)
    found = f"{np.sum(errors < 0.05)} learn it, {np.any(dead, axis=0).sum()} start with a dead layer"
    print(f"2-2-2 units, random, 400 seeds: {found}")


if __name__ == "__main__":
    main()
