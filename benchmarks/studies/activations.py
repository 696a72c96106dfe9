"""Question 7 over several seeds: `python -m benchmarks.studies.activations`."""

import numpy as np

from benchmarks.studies import cells

SEEDS = range(20)
CONTROLS = {
    "sigmoid, offset alone": {"activation": "sigmoid", "start": {"scale": False}},
    "sigmoid, scale alone": {"activation": "sigmoid", "start": {"offset": False}},
    "sigmoid, scale alone, lr 1.6": {"activation": "sigmoid", "start": {"offset": False}, "lr": 1.6},
    "sigmoid, lr 1.6": {"activation": "sigmoid", "lr": 1.6},
    "sigmoid, Adam, lr 0.01": {"activation": "sigmoid", "optimizer": "adam", "lr": 0.01},
}


def main():
    """Print mean and range over the seeds of what the notebook states for 20 of them."""
    ids = (
        "setup",
        "functions",
        "conditioning",
        "rewrite",
        "training",
        "softmax",
        "confidence",
        "temperature",
    )
    q7 = cells("07-popular-activations", *ids)
    for name, settings in (q7["networks"] | CONTROLS).items():
        for depth in (2, 5):
            row(
                f"{name}, {depth} hidden layers: accuracy",
                [q7["train"](s, depth=depth, **settings) for s in SEEDS],
            )
    for name, values in q7["kappa"].items():
        row(f"condition number, {name}", values)
    tested = [q7["test_logits"](s)[1:] for s in SEEDS]
    softmax, accuracy = q7["tempered_softmax"], q7["accuracy"]
    temperatures = [q7["best_temperature"](seen["as they are"][:250], y[:250]) for y, seen in tested]
    row("temperature", temperatures)
    for view in ("as they are", "inverted"):
        row(f"digits {view}: accuracy", [accuracy(seen[view], y) for y, seen in tested])
        for name, Ts in (("", [1.0] * len(tested)), (" at that temperature", temperatures)):
            row(
                f"digits {view}: mean confidence{name}",
                [softmax(seen[view], T).max(axis=1).mean() for (_, seen), T in zip(tested, Ts, strict=True)],
            )


def row(what, values):
    """Print a label, the mean and the range."""
    print(f"{what:64s} {np.mean(values):8.3f}   {min(values):.3f} to {max(values):.3f}")


if __name__ == "__main__":
    main()
