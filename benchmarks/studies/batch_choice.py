"""Question 21 over many seeds: the noise scale during training, its estimate, and the updates of six batch sizes.

python -m benchmarks.studies.batch_choice [--seeds N]

Prints the table behind notebook 21 with the notebook's own code. A seed draws the images, the first weights, and the
order of the batches; the learning rates are those that the study of question 19 found best.
"""

import numpy as np

from benchmarks.studies import cells, over, seeds_asked

CELLS = (
    "setup",
    "network",
    "signal-and-noise",
    "one-step",
    "watch",
    "watch-numbers",
    "curve",
    "fit",
    "memory",
    "memory-claims",
    "accumulation",
)


def measure(q21, seed):
    """Return the numbers of one seed."""
    X, y, w = q21["draw"](seed)
    exact, guessed = q21["watch"](w, X, y, np.random.default_rng([seed, 1]))
    found = {
        "noise scale at the start": exact[0, 2] / exact[0, 1],
        "noise scale, last 75 updates": exact[75:, 2].mean() / exact[75:, 1].mean(),
        **q21["growth"](exact),
        **{f"estimate / truth, {n}": v for n, v in q21["estimates"](exact, guessed).items()},
        "negative estimates of the signal, last 75": np.mean(guessed[75:, 0] < 0),
    }
    start = found["noise scale at the start"]
    found["one step on the noise scale, share of a full step"] = q21["share_of_full"](
        w, X, y, round(start), np.random.default_rng([seed, 3])
    )
    needed = q21["needed_by"](w, X, y, [seed, 4])
    S_min, E_min = q21["two_runs"](needed)
    B_c = E_min / S_min
    found |= {f"updates, B = {B}": updates for B, updates in needed.items()}
    found |= {f"predicted / needed, B = {B}": (S_min + E_min / B) / needed[B] for B in (1, 16, 64, 256)}
    found |= {
        "fewer updates, 1 to 16": needed[1] / needed[16],
        "fewer updates, 64 to 1024": needed[64] / needed[1024],
    }
    found |= {
        "images, 16 / 1": 16 * needed[16] / needed[1],
        "images, 1024 / 64": 16 * needed[1024] / needed[64],
    }
    found["critical size from two runs"] = B_c
    found["noise scale at the start / critical"] = found["noise scale at the start"] / B_c
    found["noise scale over the run / critical"] = q21["over_run"](exact) / B_c
    for B, lr in ((16, 1.28), (64, 5.12)):  # the same in runs at tuned rates
        tuned = q21["watch"](w, X, y, np.random.default_rng([seed, 2]), steps=200, lr=lr, k=B // 8)[0]
        tuned = tuned[: np.argmax(np.append(tuned[:, 0], 0) < 0.1)]
        found[f"noise scale over the tuned run, B = {B}, / critical"] = q21["over_run"](tuned) / B_c
    return found | normalised(q21, X, y, seed)


def normalised(q21, X, y, seed):
    """Return by how much 8 accumulated parts of 8 are off with batch normalization."""
    w = q21["init_mlp"]((64, 32, 10), np.random.default_rng([seed, 6]), norm="batch", dtype=np.float32)
    whole, parts = q21["gradient"](w, X[:64], y[:64], "batch"), np.split(np.arange(64), 8)
    off = q21["apart"](q21["accumulated"](w, X[:64], y[:64], parts, "batch"), whole)
    return {"batch norm, 8 parts of 8, error": off}


def main():
    """Run all seeds and print the table."""
    seeds = seeds_asked(__doc__)
    q21 = cells("21-choosing-batch-size", *CELLS)
    over(seeds, lambda seed: measure(q21, seed), "batch choice")


if __name__ == "__main__":
    main()
