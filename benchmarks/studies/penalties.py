"""Question 27 over many seeds: sparse, turned and dense truths, and zeros in a network.

python -m benchmarks.studies.penalties [--seeds N]

Prints the table behind notebook 27 with the notebook's own code: the errors of L1 and L2 at their best strengths for
10 to 300 features, what the lasso selects there, and how many weights of a network end at 0 with three kinds of steps.
"""

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

CELLS = ("setup", "by-hand", "proximal-code", "network", "network-count", "errors", "trial")


def main():
    """Run all seeds and print the tables."""
    seeds, q27 = seeds_asked(__doc__), cells("27-l1-l2-regularization", *CELLS)

    def errors(d, seed):
        """Return the numbers of one trial with d features."""
        error, chosen, place = q27["trial"](d, seed)
        found = {f"{truth} truth, {method}": value for (truth, method), value in error.items()}
        return found | {
            "turned minus L2, L1": error["turned", "L1"] - error["turned", "L2"],
            "dense, L1 minus L2": error["dense", "L1"] - error["dense", "L2"],
            "dense, share of the error that L2 takes away": 1
            - error["dense", "L2"] / error["dense", "weak L2"],
            "place of the best strength, 0 to 11": place,
            "selected that matter": np.sum(chosen[:5] != 0),
            "selected that do not": np.sum(chosen[5:] != 0),
            "mean size of those that matter": np.abs(chosen[:5]).mean(),
        }

    def network(seed):
        """Return the census of three networks from the same start."""
        counts = {name: q27["census"](q27[name], seed) for name in ("subgradient", "proximal", "l2_step")}
        return {f"{name}, {key}": value for name, row in counts.items() for key, value in row.items()}

    for d in (10, 30, 100, 300):
        over(seeds, lambda seed, d=d: errors(d, seed), f"{d} features")
    over(seeds, network, "network")


if __name__ == "__main__":
    main()
