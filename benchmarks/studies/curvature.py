"""Question 23 over many seeds: what curvature buys and costs on the tumours and on a small network.

python -m benchmarks.studies.curvature [--seeds N]

Prints the numbers behind notebook 23 with the notebook's own code. A seed draws the tumours, their starts and
batches, the digits and the start of the network. In the race the rate of each first-order rule and the first damping
of the Hessian-free method are the best of four for this very seed and goal, judged by the gradients spent.
"""

import numpy as np
from scipy.optimize import minimize

from benchmarks.studies import cells, over, seeds_asked
from helpers.optimizers import adam, momentum, sgd

TUMOURS = (
    "setup",
    "bowl",
    "tumours",
    "tumours-newton",
    "tumours-rivals",
    "tumours-rivals-table",
    "tumours-cost-claims",
    "far-tumours-code",
)
NETWORK = "network", "product", "product-claims", "cost", "spectrum", "landing", "hessian-free", "race"
Q = cells("23-hessian", *TUMOURS, "noise", *NETWORK)
RATES = {sgd: (2.0, 4.0, 8.0, 16.0), momentum: (1.0, 2.0, 4.0, 8.0), adam: (0.03, 0.1, 0.3, 1.0)}
DAMPINGS = (0.03, 0.1, 0.3, 1.0)


def tumours(seed):
    """Return the numbers of logistic regression."""
    X, y = Q["tumours"](seed)
    w, steps = np.zeros(X.shape[1]), Q["newton"](np.zeros(X.shape[1]), X, y, backtrack=False)
    for _ in range(steps):
        w = w + Q["newton_step"](w, X, y)
    L = np.linalg.eigvalsh(X.T @ X / len(y))[-1] / 4 + 0.01
    curvatures = np.linalg.eigvalsh(Q["hessian_of"](w, X, y))
    best = 2 / (curvatures[0] + curvatures[-1])
    starts = np.random.default_rng(seed).normal(size=(10, w.size))
    return {
        "Newton steps from 0": steps,
        "their cost in gradients": steps * Q["price_of_step"](X),
        "κ at the minimum": curvatures[-1] / curvatures[0],
        "gradients of descent at 1/L": Q["gradients_of_descent"](1 / L, 0, X, y),
        "gradients of descent at 16/L": Q["gradients_of_descent"](16 / L, 0, X, y),
        "gradients of descent at its best rate": Q["gradients_of_descent"](best, 0, X, y),
        "gradients with momentum 0.5": Q["gradients_of_descent"](32 / L, 0.5, X, y),
        "gradients of L-BFGS": Q["gradients_of_lbfgs"](X, y)[0],
        "of 10 starts, full step fails": sum(Q["newton"](v, X, y, False) == 30 for v in starts),
        "most steps with backtracking": max(Q["newton"](v, X, y, True) for v in starts),
        **{f"rise, {name}": v for name, v in Q["rises"](X, y, w, np.random.default_rng(seed)).items()},
    }


def landing(seed):
    """Return the spectrum at the start, and where Newton and the Hessian-free method end."""
    found = {}
    for gain, cut in ((1.0, 1e-3), (0.25, 1e-3), (0.25, 1e-6)):
        w, X, T = Q["problem"](seed, gain)
        start = f"gain {gain}, cut {cut}"
        H = Q["product"](Q["forward_backward"](w, X, T)[2], np.eye(w.size))
        path, end = Q["newton_path"](w, X, T, 12, cut)
        at_end = Q["product"](Q["forward_backward"](end, X, T)[2], np.eye(w.size))
        share = T.mean(axis=0)
        found |= {
            f"{start}: negative eigenvalues at the start": Q["signs"](H)[0],
            f"{start}: Newton's loss after 12 steps": path[-1, 0],
            f"{start}: its distance from that of the frequencies": abs(path[-1, 0] + share @ np.log(share)),
            f"{start}: that is above 10,000": path[-1, 0] > 1e4,
            f"{start}: norm of its gradient": path[-1, 1],
            f"{start}: negative eigenvalues there": Q["signs"](at_end, 1e-6)[0],
            f"{start}: Hessian-free loss after 12 steps": Q["hessian_free"](w, X, T, 12)[0][-1],
        }
    return found


def race(seed):
    """Return steps and gradients to two losses for each method at its best setting, and that setting."""
    w, X, T = Q["problem"](seed)
    runs = {
        step.__name__: {lr: Q["first_order"](step, w, X, T, lr, 400) for lr in rates}
        for step, rates in RATES.items()
    }
    runs["Hessian-free"] = {damping: Q["hessian_free"](w, X, T, 30, damping) for damping in DAMPINGS}
    undamped = Q["hessian_free"](w, X, T, 1, damping=1e-8)[0]
    found = {"Hessian-free at 1e-8: first step refused": undamped[1] == undamped[0]}
    for name, tried in runs.items():
        for goal in (0.05, 0.001):
            reached = {setting: Q["to_reach"](run, goal) for setting, run in tried.items()}
            best = min(reached, key=lambda setting: reached[setting][1])
            found[f"{name} to {goal}: reached"] = np.isfinite(reached[best][0])
            if found[f"{name} to {goal}: reached"]:
                numbers = best, *reached[best]
                found |= {
                    f"{name} to {goal}: {what}": number
                    for what, number in zip(("setting", "steps", "gradients"), numbers, strict=True)
                }
    return found | lbfgs(w, X, T)


def lbfgs(w, X, T):
    """Return steps and gradients of L-BFGS to two losses, and where it ends without reaching the lower one."""
    losses, ends = [], []  # of each evaluation; how many evaluations there were after each step

    def watched(w):
        loss, grad, _ = Q["forward_backward"](w, X, T)
        losses.append(loss)
        return loss, grad

    until = {"maxfun": 400, "ftol": 0, "gtol": 0}
    run = minimize(
        watched, w, (), "L-BFGS-B", True, callback=lambda _: ends.append(len(losses)), options=until
    )
    found = {}
    for goal in (0.05, 0.001):
        below = np.flatnonzero(np.array(losses) < goal)
        found[f"L-BFGS to {goal}: reached"] = below.size > 0
        if below.size:
            found[f"L-BFGS to {goal}: steps"] = 1 + np.sum(np.array(ends) <= below[0])
            found[f"L-BFGS to {goal}: gradients"] = below[0] + 1
    if not found["L-BFGS to 0.001: reached"]:
        found["L-BFGS stopped above 0.001: loss"] = run.fun
        found["L-BFGS stopped above 0.001: norm of the gradient"] = np.linalg.norm(run.jac)
        found["L-BFGS stopped above 0.001: largest weight"] = np.abs(run.x).max()
    return found


def main():
    """Run all seeds and print the three tables."""
    seeds = seeds_asked(__doc__)
    over(seeds, tumours, "tumours")
    over(seeds, landing, "Newton on the network")
    over(seeds, race, "race to a loss of 0.05")


if __name__ == "__main__":
    main()
