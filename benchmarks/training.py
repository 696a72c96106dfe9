"""Steps a second of a 64-64-10 perceptron, batches of 32, Adam, float32, one thread."""

import os
import subprocess
import sys
import time

from benchmarks import ROOT
from benchmarks.table import Row, at_least

STEPS, ROUNDS, BATCH = 3000, 5, 32


def rows(options):
    """Return one row beside scikit-learn and one beside PyTorch, where it is installed."""
    torch = options.torch or sys.executable
    speeds = {"ours": [], "scikit_learn": [], "pytorch": []}
    for _ in range(ROUNDS):
        for name, found in speeds.items():
            speed = _speed(name, torch if name == "pytorch" else sys.executable)
            if speed:
                found.append(speed)
    ours, unit = max(speeds["ours"]), "steps/s"
    table = []
    for name, budget in (("scikit_learn", None), ("pytorch", 4)):
        if not speeds[name]:
            table.append(Row(f"training step, beside {name}", f"{ours:,.0f} {unit}", "not installed"))
            continue
        other = max(speeds[name])
        table.append(at_least(f"training step, beside {name}", ours, other, unit, ours / other, budget))
    return table


def _speed(name, python):
    """Return the steps a second of one library, or None where it is not installed."""
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    command = [python, "-m", "benchmarks.training", name]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | threads, capture_output=True, text=True)
    if done.returncode:
        missing = "ModuleNotFoundError: No module named 'torch'" in done.stderr
        return None if missing else sys.exit(done.stderr)
    return float(done.stdout)


def data():
    """Return a batch: X (32, 64) float32 and labels y (32,)."""
    import numpy as np

    rng = np.random.default_rng(0)
    return rng.standard_normal((BATCH, 64)).astype(np.float32), rng.integers(0, 10, BATCH)


def ours():
    """Return a function that takes `STEPS` steps with the helpers."""
    import numpy as np

    from helpers.losses import cross_entropy
    from helpers.mlp import init_mlp, mlp_backward, mlp_forward
    from helpers.optimizers import adam, apply

    X, y = data()

    def train():
        params, state = init_mlp((64, 64, 10), np.random.default_rng(0), dtype=np.float32), None
        for _ in range(STEPS):
            logits, cache = mlp_forward(params, X)
            _, dlogits = cross_entropy(logits, y)
            params, state = apply(adam, params, mlp_backward(dlogits, cache), state, 1e-3)

    return train


def scikit_learn():
    """Return a function that takes `STEPS` steps with `MLPClassifier`, in its own loop."""
    import warnings

    import numpy as np
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    X, y = (np.tile(a, (50, 1) if a.ndim == 2 else 50) for a in data())
    settings = {"batch_size": BATCH, "max_iter": STEPS // 50, "tol": 0.0, "n_iter_no_change": STEPS}
    return lambda: MLPClassifier((64,), random_state=0, **settings).fit(X, y)


def pytorch():
    """Return a function that takes `STEPS` steps with eager PyTorch."""
    import torch

    torch.set_num_threads(1)
    X, y = (torch.from_numpy(a) for a in data())
    net = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    loss, adam = torch.nn.CrossEntropyLoss(), torch.optim.Adam(net.parameters())

    def train():
        for _ in range(STEPS):
            adam.zero_grad()
            loss(net(X), y).backward()
            adam.step()

    return train


def main(name):
    """Print the steps a second of one library."""
    train = {"ours": ours, "scikit_learn": scikit_learn, "pytorch": pytorch}[name]()
    start = time.perf_counter()
    train()
    print(STEPS / (time.perf_counter() - start))


if __name__ == "__main__":
    main(sys.argv[1])
