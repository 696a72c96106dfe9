"""Question 9: gradient descent with a fixed learning rate that says how it ended.

Two things are left to the reader and not tested: whether a finite point above the bound is still part of the
path, and the status of a run whose very last allowed step reaches the tolerance.
"""

import numpy as np

from helpers.exercises._expect import expect, fail, quietly
from helpers.exercises._words import show

ASKS = "gradient_descent(grad, w0, lr, max_steps, tol) -> (path, status)"
STATEMENT = (
    "Step from w0 (a number or a vector) down grad(w) and return all points, w0 first, and a word: "
    '"converged" as soon as the norm of the gradient is at most tol, "diverged" as soon as the next point has '
    'a norm above 1e10 or is not finite (leave that point out), else "max_steps" after so many steps.'
)
HINTS = (
    "One loop of at most max_steps rounds. In each: compute the gradient, ask whether you are done, and only "
    "then step; a start at the minimum then takes no step at all.",
    "Make each point a new array, w = w - lr * g. After w -= lr * g all points of the path are one and the "
    "same array, and w0 has changed too. np.linalg.norm takes a number as well as a vector.",
    "Every comparison with nan is False, so norm > 1e10 does not see it. Ask the other way round: "
    "not np.linalg.norm(w) <= 1e10 is True for a large number, for inf and for nan.",
)


SAME = "All points are one and the same array, changed in place by w -= ...: write w = w - lr * g."


def double(w):
    """Return 2 * w."""
    return 2 * w


def tilted(w):
    """Return [1, 10] * w."""
    return np.array([1.0, 10.0]) * w


def two_valleys(w):
    """Return 4 * w**3 - 4 * w."""
    return 4 * w**3 - 4 * w


def undefined(w):
    """Return nan * w."""
    return np.nan * w


def _points(path, w0):
    """Return `path`, an array or a list of points that are shaped as w0, as one array."""
    shape = np.shape(w0)
    if not isinstance(path, (list, tuple, np.ndarray)) or any(np.shape(w) != shape for w in path):
        means = "The path is an array, or a list, of points, each of the shape of w0."
        fail(f"points of shape {shape}", f"path = {show(path)}", means)
    return np.asarray(path)


def scalar_by_hand(gradient_descent):
    """Halve w with each step from w = 1 down w², lr = 1/4."""
    path, _ = gradient_descent(double, 1.0, lr=0.25, max_steps=3, tol=1e-9)
    lookalikes = {
        "This walks uphill: subtract the gradient.": [1, 1.5, 2.25, 3.375],
        "w0 is missing: the path begins with it.": [0.5, 0.25, 0.125],
        "One step too few: max_steps steps make max_steps + 1 points.": [1, 0.5, 0.25],
        "One step too many: max_steps steps make max_steps + 1 points.": [1, 0.5, 0.25, 0.125, 0.0625],
        "The gradient is always taken at w0: take it where you are.": [1, 0.5, 0, -0.5],
        "Only the sign of the gradient is used.": [1, 0.75, 0.5, 0.25],
        "The learning rate is missing.": [1, -1, 1, -1],
        SAME: [0.125] * 4,
    }
    means = "w - lr * grad(w) again and again, w0 first."
    expect(_points(path, 1.0), [1, 0.5, 0.25, 0.125], means, "path", lookalikes=lookalikes)


def eigenvector_contracts(gradient_descent):
    """Shrink each coordinate of a quadratic by its own factor, 1 - lr * curvature."""
    w0 = np.array([1.0, -1.0])
    path, _ = gradient_descent(tilted, w0, lr=0.15, max_steps=4, tol=1e-9)
    points = _points(path, w0)
    expected = w0 * np.array([0.85, -0.5]) ** np.arange(5)[:, None]
    lookalikes = {SAME: np.tile(points[-1:], (5, 1))}
    means = "Momentum, a clipped or normalised gradient, a changing rate? The plain method has none of them."
    expect(points, expected, means, "path", rtol=1e-6, lookalikes=lookalikes)


def finds_minimum(gradient_descent):
    """Find the minimum of a bowl with lr = 1/L, and say "converged"."""
    rng = np.random.default_rng(9)
    Q, _ = np.linalg.qr(rng.standard_normal((3, 3)))
    A, b = Q @ np.diag([1.0, 3.0, 10.0]) @ Q.T, rng.standard_normal(3)

    def bowl(w):
        """Return A @ w - b, A symmetric with curvatures 1, 3 and 10."""
        return A @ w - b

    path, status = gradient_descent(bowl, np.zeros(3), lr=0.1, max_steps=1000, tol=1e-8)
    expect(status, "converged", "A small gradient does not end the run, or with another word.", "status")
    expect(_points(path, b)[-1], np.linalg.solve(A, b), "It stops too early.", "path[-1]", atol=1e-6)


def stops_at_small_gradient(gradient_descent):
    """Stop at the first point whose gradient has a norm of at most tol."""
    _, status = gradient_descent(double, 1.0, lr=1e-6, max_steps=5, tol=1e-3)
    small = "The step is small because lr is, the gradient is 2: compare the norm of the gradient with tol."
    expect(status, "max_steps", "max_steps end this run.", "status", lookalikes={"converged": small})
    for w0 in np.array([[-1.0, 1.0], [-1.0, -1.0]]):
        path, _ = gradient_descent(double, w0, lr=0.25, max_steps=50, tol=1e-3)
        steps = len(_points(path, w0)) - 1
        if steps not in (11, 12):  # 12 for the Euclidean and the sum norm, 11 for the largest absolute entry
            means = (
                "At the start no norm of the gradient is small; its mean, sum or largest entry is no norm."
            )
            means = (
                means if steps == 0 else "tol is compared with something else than the norm of the gradient."
            )
            fail("12 steps", f"{steps} steps", means)


def start_at_minimum(gradient_descent):
    """Take no step from a start at the minimum."""
    path, status = gradient_descent(double, np.zeros(2), lr=0.1, max_steps=5, tol=1e-6)
    expect(_points(path, np.zeros(2)), np.zeros((1, 2)), "Look at the gradient before the step.", "path")
    expect(status, "converged", "The gradient is 0 from the start.", "status")


def gradient_may_grow(gradient_descent):
    """Mistake neither a growing gradient nor a far start for divergence."""
    path, status = gradient_descent(two_valleys, 0.1, lr=0.05, max_steps=500, tol=1e-8)
    growing = {"diverged": "A gradient may grow for a while, as here on the way down from w = 0."}
    expect(status, "converged", "This run reaches w = 1.", "status", lookalikes=growing)
    expect(_points(path, 0.1)[-1], 1.0, "This run ends in the valley at w = 1.", "path[-1]", atol=1e-6)
    _, status = gradient_descent(double, 1e7, lr=0.25, max_steps=100, tol=1e-6)
    expect(status, "converged", "A norm of 1e7 is below the bound, which is 1e10.", "status")


def reports_divergence(gradient_descent):
    """Say "diverged" above lr = 2/L."""
    _, status = gradient_descent(tilted, np.array([1.0, 1.0]), lr=0.21, max_steps=400, tol=1e-6)
    means = "After 400 steps |w| is 4e16: compare it with the bound, 1e10, after every step."
    expect(status, "diverged", means, "status")


def stays_finite(gradient_descent):
    """Keep inf, nan and overflow warnings out of a run that explodes."""
    w0 = np.array([1.0])
    means = "The numbers overflow before anybody looks: compare |w| with 1e10 after every step."
    path, status = quietly(means, gradient_descent, double, w0, lr=1e3, max_steps=300, tol=1e-6)
    expect(status, "diverged", means, "status")
    if not np.isfinite(_points(path, w0)).all():
        fail("finite points only", f"path[-1] = {show(path[-1])}", means)
    path, status = gradient_descent(undefined, w0, lr=0.1, max_steps=5, tol=1e-6)
    means = "Every comparison with nan is False, nan > 1e10 too: ask `not norm <= 1e10`, or np.isfinite."
    expect(status, "diverged", means, "status")
    expect(_points(path, w0), [[1.0]], "The point that is nan is left out.", "path")


TESTS = (
    scalar_by_hand,
    eigenvector_contracts,
    finds_minimum,
    stops_at_small_gradient,
    start_at_minimum,
    gradient_may_grow,
    reports_divergence,
    stays_finite,
)
