"""Question 13 over many seeds: which networks of thirty layers start to learn, and how their signals begin.

python -m benchmarks.studies.deep_remedies [--seeds N]

Prints the numbers behind notebook 13, with the notebook's own code. First its own runs, each once more with every
weight nudged by about a millionth. Then twelve networks, each with SGD and Adam at the learning rate with the highest
median training accuracy, on a quarter of the seeds, and what can be read from their top before training. Then three
times as many epochs, and Adam with next to no epsilon. Last the gradient with skips and batch norm at three depths.
"""

from functools import partial

import numpy as np
from tqdm import tqdm

from benchmarks.studies import cells, seeds_asked
from helpers.optimizers import adam

CELLS = ("setup", "data", "profile", "draws", "train", "train-plain", "train-more", "readout")
HE, SCALED = np.sqrt(2), 1 / np.sqrt(30)
SKIP = {"gain": HE, "residual": True}
OWN = {
    "Xavier, SGD 0.05": {"lr": 0.05},
    "He, SGD 0.05": {"gain": HE, "lr": 0.05},
    "scaled skip, SGD 0.2": SKIP | {"branch_scale": SCALED, "lr": 0.2},
    "affine, SGD 0.2": {"depth": 0, "lr": 0.2},
    "Xavier, Adam 0.003": {"optimizer": "adam", "lr": 0.003},
}
NETWORKS = {
    "ReLU, Xavier": {},
    "ReLU, He": {"gain": HE},
    "tanh, Xavier": {"activation": "tanh"},
    "sigmoid, Xavier": {"activation": "sigmoid"},
    "sigmoid, scaled skip": {"activation": "sigmoid", "residual": True, "branch_scale": SCALED},
    "ReLU, skip": SKIP,
    "ReLU, scaled skip": SKIP | {"branch_scale": SCALED},
    "ReLU, skip, batch norm": SKIP | {"norm": "batch"},
    "ReLU, batch norm": {"gain": HE, "norm": "batch"},
    "sigmoid, batch norm": {"activation": "sigmoid", "norm": "batch"},
    "ReLU, He, 2 layers": {"gain": HE, "depth": 2},
    "affine": {"depth": 0},
}
RATES = {"sgd": (0.01, 0.03, 0.1, 0.3), "adam": (0.001, 0.003, 0.01)}


def trained(q13, data, **settings):
    """Return the training accuracy by seed, nan for a run that diverged."""
    runs = [q13["train"](split, seed, **settings) for seed, split in enumerate(data)]
    return np.array([np.nan if history["diverged_at"] else right for right, _, history in runs])


def row(name, values):
    """Print the lowest, the median and the highest value, and how many runs stayed near guessing or diverged."""
    known = values[np.isfinite(values)]
    shown = " ".join(f"{x:6.3f}" for x in (known.min(), np.median(known), known.max())) if len(known) else ""
    print(f"{name:34} {shown:20}   below 0.6: {np.sum(known < 0.6)}, diverged: {np.sum(np.isnan(values))}")


def nudged(network, seed, *args, **settings):
    """Return the network with every weight changed by about a millionth of itself."""
    rng = np.random.default_rng(1000 + seed)
    params = network(seed, *args, **settings)
    return {k: (p * (1 + 1e-6 * rng.normal(size=p.shape))).astype(p.dtype) for k, p in params.items()}


def own_runs(q13, data):
    """Print the notebook's runs for all seeds, the effect of a nudge, and the lead of the skip."""
    network, found = q13["network"], {}
    for name, settings in tqdm(OWN.items(), leave=False, disable=None):
        found[name] = trained(q13, data, **settings)
        q13["network"] = lambda *args, **kw: nudged(network, *args, **kw)
        moved = abs(trained(q13, data, **settings) - found[name])
        q13["network"] = network
        row(name, found[name])
        print(f"    moved by a nudge: median {np.median(moved):.4f}, highest {moved.max():.4f}")
    lead = found["scaled skip, SGD 0.2"] - found["affine, SGD 0.2"]
    print(f"scaled skip minus affine: lowest {lead.min():.3f}, highest {lead.max():.3f}\n")


def all_networks(q13, data):
    """Print each network at its best rates, and its gradient and share at the start."""
    few = data[: max(1, len(data) // 4)]
    for name, settings in tqdm(NETWORKS.items(), leave=False, disable=None):
        for optimizer, rates in RATES.items():
            runs = {lr: trained(q13, few, optimizer=optimizer, lr=lr, **settings) for lr in rates}
            best = max(runs, key=lambda lr: np.median(np.nan_to_num(runs[lr])))
            row(f"{name}, {optimizer} {best}", runs[best])
        if "depth" not in settings:
            gradient, share = q13["draws"](n=20, **settings)[:, :2, [0, -1]].transpose(1, 2, 0)
            print(f"    gradient {min(gradient[0]):.2g} to {max(gradient[0]):.2g}", end=", ")
            print(f"share {min(share[1]):.2g} to {max(share[1]):.2g}")
            row(
                "    read-out",
                np.array([q13["readout"](split, i, **settings) for i, split in enumerate(data)]),
            )


def longer_and_rescaled(q13, data):
    """Print runs of fifteen epochs, and of Adam with a negligible epsilon in float64."""
    for name in ("ReLU, He", "tanh, Xavier"):
        row(f"{name}, sgd 0.03, 15 epochs", trained(q13, data, lr=0.03, epochs=15, **NETWORKS[name]))
    network = q13["network"]
    q13["network"] = lambda seed, gain, norm, depth, _: network(seed, gain, norm, depth)
    for lr in RATES["adam"]:
        runs = trained(q13, data, optimizer=partial(adam, eps=1e-60), lr=lr, activation="sigmoid")
        row(f"sigmoid, adam {lr} without epsilon", runs)
    q13["network"] = network


def main():
    """Run everything and print all numbers."""
    seeds = seeds_asked(__doc__)
    q13 = cells("13-mitigating-vanishing-gradients", *CELLS)
    data = [q13["load"](seed) for seed in seeds]
    own_runs(q13, data)
    all_networks(q13, data)
    longer_and_rescaled(q13, data[: max(1, len(seeds) // 4)])
    for depth in (10, 40, 160):
        ratios = q13["draws"](n=5, depth=depth, norm="batch", **SKIP)[:, 0, 0]
        print(f"skip, batch norm, {depth} layers: gradient {ratios.min():.3g} to {ratios.max():.3g}")


if __name__ == "__main__":
    main()
