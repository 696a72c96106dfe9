"""Question 6 over many seeds: which shapes, and which slopes, train a small network on odd or even digits.

python -m benchmarks.studies.activation_shapes [--seeds N]

Prints the table behind notebook 6, with the notebook's own code: the test accuracy after ten epochs, mean and range over
the seeds, at the notebook's learning rate and at the one of five with the highest mean; and the smallest margins, seed by
seed at the notebook's rate, that its claims rest on.
"""

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells, seeds_asked

CELLS = ("setup", "shapes", "fits", "one-unit", "train", "slope-claims", "kink", "bends")
RATES = (0.005, 0.01, 0.02, 0.04, 0.08)


def main():
    """Run all functions with all rates and print the table."""
    seeds = seeds_asked(__doc__)
    q6 = cells("06-activation-function", *CELLS)
    found = {}
    shapes = {name: pair for name, pair in q6["pairs"].items() if name.startswith(("step", "tanh, no"))}
    wide = {"step, 600 units": shapes["step, no slope"]}
    for name, pair in (q6["bends"] | shapes | wide).items():
        units = 600 if name in wide else 32
        runs = [
            [q6["train"](pair, seed, lr, units)[2][-1] for seed in seeds]
            for lr in tqdm(RATES, name, leave=False, disable=None)
        ]
        found[name] = np.array(runs)  # (rates, seeds)
        best = found[name].mean(axis=1).argmax()
        print(f"{name:20} {words(found[name][1])}   best, lr {RATES[best]:<5g} {words(found[name][best])}")
    at = {name: runs[1] for name, runs in found.items()}
    for name in list(q6["bends"])[1:]:
        print(f"{name} ahead of identity: at least {(at[name] - at['identity']).min():.3f}")
    borrowed, frozen, tanh = at["step, slope of tanh"], at["step, no slope"], at["tanh"]
    print(f"identity ahead of the frozen step: at least {(at['identity'] - frozen).min():.3f}")
    print(f"borrowed slope ahead of the frozen step: at least {(borrowed - frozen).min():.3f}")
    print(f"borrowed slope ahead of slope 1: at least {(borrowed - at['step, slope 1']).min():.3f}")
    print(f"borrowed slope and tanh: at most {np.abs(borrowed - tanh).max():.3f} apart")
    print(f"square and ReLU: at most {np.abs(at['square'] - at['ReLU']).max():.3f} apart")
    print("64 random units on |x|, the worst of five seeds:")
    for phi in (q6["step"], q6["relu"], np.tanh):
        print(f"    {phi.__name__}: {q6['rmse'](phi, 64).max():.4f}")


def words(values):
    """Return mean and range."""
    return f"{values.mean():.3f} ({values.min():.3f} to {values.max():.3f})"


if __name__ == "__main__":
    main()
