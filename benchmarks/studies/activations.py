"""Question 7 over several seeds: `python -m benchmarks.studies.activations`."""

import numpy as np

from benchmarks.studies import cells

SEEDS = range(5)


def main():
    """Print mean and range over the seeds of each network's accuracy and of the confidence on inverted digits."""
    ids = ("setup", "functions", "conditioning", "training", "softmax", "confidence")
    q7 = cells("07-popular-activations", *ids)
    for name, settings in q7["networks"].items():
        for depth in (2, 5):
            row(f"{name}, {depth} hidden layers: accuracy", [q7["train"](s, depth=depth, **settings) for s in SEEDS])
    row("condition number, sigmoid over centred", [q7["ratio"](s) for s in SEEDS])
    for view in ("as they are", "inverted"):
        seen = [q7["confidence"](s)[view] for s in SEEDS]
        row(f"digits {view}: accuracy", [right for _, right in seen])
        row(f"digits {view}: mean confidence", [top.mean() for top, _ in seen])


def row(what, values):
    """Print a label, the mean and the range."""
    print(f"{what:48s} {np.mean(values):8.3f}   {min(values):.3f} to {max(values):.3f}")


if __name__ == "__main__":
    main()
