"""Question 11 over many seeds: exact gradients, exchanged gradients, and images that follow a gradient.

python -m benchmarks.studies.gradient_engines [--seeds N]

Prints the table behind notebook 11, lowest and highest value over the seeds, with the notebook's own code. A seed
draws the split, the start of the network, and the random signs.
"""

from functools import partial

from benchmarks.studies import cells, over, seeds_asked

CELLS = (
    "setup",
    "network",
    "engines-code",
    "engines-table",
    "engines-claims",
    "swap",
    "swap-claims",
    "fool-code",
    "fool",
    "fool-first-order",
)


def measure(q11, seed):
    """Return the numbers of the table for one seed."""
    back, central = q11["relative_errors"](seed)
    runs = {(engine, rule): q11["run"](engine, rule, seed) for engine, rule in q11["runs"]}
    ends = {rule: runs["backpropagation", rule][1] for rule in q11["RULES"]}
    up = runs["backpropagation", "ascent"][0]
    data, params = q11["train_on_digits"](seed)
    right, change = q11["accuracies"](data, params, seed)
    return {
        "relative error, backpropagation": back,
        "relative error, central differences": central,
        "largest gap of a parameter after ten steps": q11["largest_gap"](runs),
        "distance between two rules": q11["closest_pair"](ends),
        "smallest rise of a step of ascent": min(b - a for a, b in zip(up, up[1:], strict=False)),
        **{f"accuracy, {name}": share for name, share in right.items()},
        "effect of random signs / the gradient's": q11["share_of_random_signs"](data, params, seed),
        "mean change, up the gradient / random": change["up the gradient"] / change["random signs"],
        "mean change, another image / random": change["signs of another image"] / change["random signs"],
    }


def main():
    """Run all seeds and print the table."""
    seeds = seeds_asked(__doc__)
    q11 = cells("11-backpropagation-vs-gradient-descent", *CELLS)
    over(seeds, partial(measure, q11), "question 11")


if __name__ == "__main__":
    main()
