"""Right and plausible wrong answers to the exercise `gradient_descent`; WRONG names the test and a word of the meaning."""

import numpy as np

BOUND = 1e10


def whiteboard(grad, w0, lr, max_steps, tol):
    w, path = w0, [w0]
    for _ in range(max_steps):
        g = grad(w)
        if np.linalg.norm(g) <= tol:
            return np.array(path), "converged"
        w = w - lr * g
        if not np.linalg.norm(w) <= BOUND:
            return np.array(path), "diverged"
        path.append(w)
    return np.array(path), "max_steps"


def list_of_points(grad, w0, lr, max_steps, tol):
    path = [np.array(w0, dtype=float)]
    while True:
        g = grad(path[-1])
        if np.sqrt(np.sum(np.square(g))) < tol:
            return path, "converged"
        if len(path) > max_steps:
            return path, "max_steps"
        w = path[-1] - lr * g
        if not np.all(np.isfinite(w)):
            return path, "diverged"
        path.append(w)
        if np.abs(w).max() > 1e9:
            return path, "diverged"


def preallocated_in_place(grad, w0, lr, max_steps, tol):
    w = np.array(w0, dtype=float)
    path = np.empty((max_steps + 1, *w.shape))
    path[0] = w
    for k in range(max_steps + 1):
        g = np.asarray(grad(w))
        if np.abs(g).max() <= tol:
            return path[: k + 1], "converged"
        if k == max_steps:
            break
        w -= lr * g
        if not np.abs(w).sum() <= 1e12:
            return path[: k + 1], "diverged"
        path[k + 1] = w
    return path, "max_steps"


def recursive(grad, w0, lr, max_steps, tol):
    g = grad(w0)
    if np.linalg.norm(g) <= tol:
        return [w0], "converged"
    w = w0 - lr * g
    if max_steps == 0 or not np.linalg.norm(w) <= BOUND:
        return [w0], "diverged" if max_steps else "max_steps"
    path, status = recursive(grad, w, lr, max_steps - 1, tol)
    return [w0, *path], status


RIGHT = [whiteboard, list_of_points, preallocated_in_place, recursive]


def variant(step=None, small=None, escaped=None, keep=None, start=True, extra=0):
    """Return gradient descent with one of its decisions replaced."""
    step = step or (lambda w, g, lr, k: w - lr * g)
    small = small or (lambda g, w, lr, tol: np.linalg.norm(g) <= tol)
    escaped = escaped or (lambda w, g, g0: not np.linalg.norm(w) <= BOUND)

    def gradient_descent(grad, w0, lr, max_steps, tol):
        w, path = w0, [w0] if start else []
        g0 = grad(w0)
        for k in range(max_steps + extra):
            g = grad(w)
            if small(g, w, lr, tol):
                return np.array(path), "converged"
            w = step(w, g, lr, k)
            if keep and escaped(w, g, g0):
                path.append(w)
            if escaped(w, g, g0):
                return np.array(path), "diverged"
            path.append(w)
        return np.array(path), "max_steps"

    return gradient_descent


def shared_array(grad, w0, lr, max_steps, tol):
    w = np.array(w0, dtype=float)
    path = [w]
    for _ in range(max_steps):
        g = grad(w)
        if np.linalg.norm(g) <= tol:
            return np.array(path), "converged"
        w -= lr * g
        path.append(w)
    return np.array(path), "max_steps"


def shared_vector(grad, w0, lr, max_steps, tol):
    w, path = w0, [w0]
    for _ in range(max_steps):
        g = grad(w)
        if np.linalg.norm(g) <= tol:
            return np.array(path), "converged"
        w -= lr * g
        path.append(w)
    return np.array(path), "max_steps"


def changes_start(grad, w0, lr, max_steps, tol):
    w, path = w0, [np.copy(w0)]
    for _ in range(max_steps):
        g = grad(w)
        if np.linalg.norm(g) <= tol:
            return np.array(path), "converged"
        w -= lr * g
        if not np.linalg.norm(w) <= BOUND:
            return np.array(path), "diverged"
        path.append(np.copy(w))
    return np.array(path), "max_steps"


def steps_before_it_looks(grad, w0, lr, max_steps, tol):
    w, path = w0, [w0]
    for _ in range(max_steps):
        w = w - lr * grad(w)
        if not np.linalg.norm(w) <= BOUND:
            return np.array(path), "diverged"
        path.append(w)
        if np.linalg.norm(grad(w)) <= tol:
            return np.array(path), "converged"
    return np.array(path), "max_steps"


def last_point_only(grad, w0, lr, max_steps, tol):
    path, status = whiteboard(grad, w0, lr, max_steps, tol)
    return path[-1], status


def other_words(grad, w0, lr, max_steps, tol):
    path, status = whiteboard(grad, w0, lr, max_steps, tol)
    return path, status == "converged"


def path_alone(grad, w0, lr, max_steps, tol):
    return whiteboard(grad, w0, lr, max_steps, tol)[0]


def three_results(grad, w0, lr, max_steps, tol):
    path, status = whiteboard(grad, w0, lr, max_steps, tol)
    return path, status, len(path) - 1


def zero_gradient_breaks(grad, w0, lr, max_steps, tol):
    if not np.any(grad(w0)):
        return [w0], "max_steps"
    return whiteboard(grad, w0, lr, max_steps, tol)


def overflows_silently(grad, w0, lr, max_steps, tol):
    with np.errstate(all="ignore"):
        path, _ = no_bound(grad, w0, lr, max_steps, tol)
    if not np.all(np.abs(path) <= BOUND):
        return path, "diverged"
    return whiteboard(grad, w0, lr, max_steps, tol)


def smaller_tolerance(grad, w0, lr, max_steps, tol):
    path, status = whiteboard(grad, w0, lr, max_steps, tol / 4)
    return path, status


ascent = variant(step=lambda w, g, lr, k: w + lr * g)
no_rate = variant(step=lambda w, g, lr, k: w - g)
sign_only = variant(step=lambda w, g, lr, k: w - lr * np.sign(g))
clipped = variant(step=lambda w, g, lr, k: w - lr * g * min(1.0, 10 / max(np.linalg.norm(g), 1e-300)))
normalised = variant(step=lambda w, g, lr, k: w - lr * g / max(1.0, np.linalg.norm(g) / 2))
decaying_rate = variant(step=lambda w, g, lr, k: w - lr * g / np.sqrt(k + 1))
start_missing = variant(start=False)
one_step_more = variant(extra=1)
one_step_less = variant(extra=-1)
largest_entry = variant(small=lambda g, w, lr, tol: np.max(g) <= tol)
mean_gradient = variant(small=lambda g, w, lr, tol: abs(np.mean(g)) <= tol)
small_step = variant(small=lambda g, w, lr, tol: np.linalg.norm(lr * g) <= tol)
squared_norm = variant(small=lambda g, w, lr, tol: np.sum(g * g) <= tol)
never_converges = variant(small=lambda g, w, lr, tol: False)
grows_is_divergence = variant(escaped=lambda w, g, g0: np.linalg.norm(g) > np.linalg.norm(g0))
tight_bound = variant(escaped=lambda w, g, g0: not np.linalg.norm(w) <= 1e6)
no_bound = variant(escaped=lambda w, g, g0: False)
only_finite = variant(escaped=lambda w, g, g0: not np.all(np.isfinite(w)))
nan_unseen = variant(escaped=lambda w, g, g0: np.linalg.norm(w) > BOUND)
nan_kept = variant(keep=True)


def overflows(grad, w0, lr, max_steps, tol):
    """Look at the size of w only when the run is over."""
    path, _ = no_bound(grad, w0, lr, max_steps, tol)
    sizes = np.abs(path.reshape(len(path), -1)).max(axis=1)
    if not np.all(sizes <= BOUND):
        return path[sizes <= BOUND], "diverged"
    return whiteboard(grad, w0, lr, max_steps, tol)


WRONG = {
    ascent: ("scalar_by_hand", "uphill"),
    no_rate: ("scalar_by_hand", "learning rate is missing"),
    sign_only: ("scalar_by_hand", "sign of the gradient"),
    normalised: ("eigenvector_contracts", "normalised"),
    clipped: ("eigenvector_contracts", "clipped"),
    decaying_rate: ("scalar_by_hand", "again and again"),
    start_missing: ("scalar_by_hand", "begins with it"),
    one_step_more: ("scalar_by_hand", "One step too many"),
    one_step_less: ("scalar_by_hand", "One step too few"),
    shared_array: ("scalar_by_hand", "same array"),
    shared_vector: ("eigenvector_contracts", "same array"),
    changes_start: ("input_unchanged", "copy first"),
    largest_entry: ("stops_at_small_gradient", "no norm"),
    mean_gradient: ("stops_at_small_gradient", "no norm"),
    small_step: ("stops_at_small_gradient", "compare the norm of the gradient"),
    squared_norm: ("finds_minimum", "stops too early"),
    smaller_tolerance: ("stops_at_small_gradient", "something else than the norm"),
    never_converges: ("finds_minimum", "does not end the run"),
    steps_before_it_looks: ("start_at_minimum", "before the step"),
    grows_is_divergence: ("gradient_may_grow", "may grow for a while"),
    tight_bound: ("gradient_may_grow", "below the bound"),
    no_bound: ("reports_divergence", "compare it with the bound"),
    only_finite: ("reports_divergence", "compare it with the bound"),
    overflows: ("stays_finite", "overflow"),
    nan_unseen: ("stays_finite", "nan > 1e10"),
    nan_kept: ("stays_finite", "left out"),
    last_point_only: ("scalar_by_hand", "path is an array"),
    other_words: ("finds_minimum", "another word"),
    path_alone: ("scalar_by_hand", "return path, status"),
    three_results: ("scalar_by_hand", "return path, status"),
    zero_gradient_breaks: ("start_at_minimum", "0 from the start"),
    overflows_silently: ("stays_finite", "before anybody looks"),
}
