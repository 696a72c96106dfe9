"""Right and plausible wrong answers to the exercise `fit_critical_batch`; WRONG names the test and a word of the meaning."""

import numpy as np
from scipy.optimize import nnls


def whiteboard(B, S):
    reached = np.isfinite(S)
    B, S = np.asarray(B, float)[reached], np.asarray(S, float)[reached]
    if len(np.unique(B)) < 2:
        raise ValueError("expected two different batch sizes that got there")
    A = np.stack([1 / S, 1 / (B * S)], axis=1)
    S_min, c = np.linalg.lstsq(A, np.ones(len(S)))[0]
    if S_min <= 0:
        return 0.0, np.inf
    if c < 0:
        return A[:, 0].sum() / (A[:, 0] @ A[:, 0]), 0.0
    return S_min, c / S_min


def nonnegative_solver(B, S):
    pairs = [(b, s) for b, s in zip(B, S, strict=True) if np.isfinite(s)]
    if len({b for b, _ in pairs}) < 2:
        raise ValueError("two sizes")
    A = np.array([[1 / s, 1 / (b * s)] for b, s in pairs])
    (S_min, c), _ = nnls(A, np.ones(len(A)))
    return S_min, (c / S_min if S_min > 0 else np.inf)


def weighted_polyfit(B, S):
    keep = ~np.isinf(S)
    u, S = 1 / B[keep], S[keep]
    if len(set(u)) < 2:
        raise ValueError("two sizes")
    c, S_min = np.polyfit(u, S, 1, w=1 / S)
    if S_min <= 0:
        return 0, np.inf
    return (S_min, c / S_min) if c >= 0 else (np.average(S, weights=S**-2.0), 0)


def keeps_unreached(B, S):
    if len(np.unique(B[np.isfinite(S)])) < 2:
        raise ValueError("two sizes")
    A = np.stack([1 / S, 1 / (B * S)], axis=1)  # a row of zeros where S is inf has no say
    S_min, c = np.linalg.lstsq(A, np.ones(len(S)))[0]
    if S_min <= 0:
        return 0.0, np.inf
    return (S_min, c / S_min) if c >= 0 else (np.sum(1 / S) / np.sum(S**-2.0), 0.0)


def one_run_of_each(B, S):
    reached = np.isfinite(S)
    sizes, first = np.unique(B[reached], return_index=True)
    return whiteboard(sizes, S[reached][first])


def averaged_first(B, S):
    reached = np.isfinite(S)
    sizes = np.unique(B[reached])
    return whiteboard(sizes, np.array([S[reached & (size == B)].mean() for size in sizes]))


def variant(power=1.0, fit=None, below=None, few=None, keep=None, out=None):
    """Return the right answer with one of its decisions replaced."""
    keep = keep or np.isfinite
    out = out or (lambda S_min, c: (S_min, c / S_min))

    def constant(S, S_min, c):
        return np.sum(1 / S) / np.sum(S**-2.0), 0.0

    def fit_critical_batch(B, S):
        reached = keep(S)
        B, S = np.asarray(B, float)[reached], np.asarray(S, float)[reached]
        if few is None and len(np.unique(B)) < 2:
            raise ValueError("two sizes")
        if few is not None and len(B) < few:
            raise ValueError("two points")
        A = np.stack([np.ones(len(S)), 1 / B], axis=1) / S[:, None] ** power
        S_min, c = np.linalg.lstsq(A, S / S**power)[0] if fit is None else fit(B, S)
        if S_min <= 0 and below is not never:
            return 0.0, np.inf
        if c < 0:
            return (below or constant)(S, S_min, c)
        return out(S_min, c)

    return fit_critical_batch


def never(S, S_min, c):
    return S_min, c / S_min


def ends(B, S):
    i, j = B.argmin(), B.argmax()
    c = (S[i] - S[j]) / (1 / B[i] - 1 / B[j])
    return S[j] - c / B[j], c


def in_logarithms(B, S):
    best = min(
        ((np.mean((np.log(S) - np.log(m * (1 + b / B))) ** 2), m, m * b) for m, b in grid(S, B)),
        key=lambda row: row[0],
    )
    return best[1:]


def grid(S, B):
    return [(m, b) for m in np.linspace(0.3, 1.2, 40) * S.min() for b in np.geomspace(0.1, 100, 40)]


def no_return_pair(B, S):
    return whiteboard(B, S)[1]


def overwrites(B, S):
    result = whiteboard(B, S)
    S[np.isinf(S)] = 0
    return result


def rounded(B, S):
    return tuple(np.round(whiteboard(B, S)))


unweighted = variant(power=0.0)
twice = variant(power=2.0)
root = variant(power=0.5)
c_itself = variant(out=lambda S_min, c: (S_min, c))
swapped = variant(out=lambda S_min, c: (c / S_min, S_min))
multiplied = variant(out=lambda S_min, c: (S_min, c * S_min))
upside_down = variant(out=lambda S_min, c: (S_min, S_min / c))
line_in_b = variant(fit=lambda B, S: np.polyfit(B, S, 1, w=1 / S)[::-1])
two_points = variant(fit=ends)
logarithms = variant(fit=in_logarithms)
keeps_inf = variant(keep=lambda S: np.ones(len(S), bool))
inf_as_large = variant(keep=lambda S: S > 0, fit=lambda B, S: variant_fit(B, np.where(np.isinf(S), 1e6, S)))
clipped = variant(below=lambda S, S_min, c: (S_min, 0.0))
mean_constant = variant(below=lambda S, S_min, c: (S.mean(), 0.0))
negative = variant(below=never)
counts_points = variant(few=2)
no_error = variant(few=0)


def variant_fit(B, S):
    A = np.stack([1 / S, 1 / (B * S)], axis=1)
    return np.linalg.lstsq(A, np.ones(len(S)))[0]


def negative_floor(B, S):
    S_min, B_c = whiteboard(B, S)
    if S_min == 0:
        S_min, c = variant_fit(B, S)
        B_c = c / S_min
    return S_min, B_c


RIGHT = [whiteboard, nonnegative_solver, weighted_polyfit, keeps_unreached]
WRONG = {
    c_itself: ("two_sizes_by_hand", "divide it by S_min"),
    swapped: ("two_sizes_by_hand", "wrong way round"),
    multiplied: ("two_sizes_by_hand", "so divide"),
    upside_down: ("two_sizes_by_hand", "divide the other way"),
    no_return_pair: ("two_sizes_by_hand", "return S_min, B_c"),
    line_in_b: ("two_sizes_by_hand", "c (1 - 1/4)"),
    logarithms: ("two_sizes_by_hand", "c (1 - 1/4)"),
    unweighted: ("relative_errors", "absolute"),
    twice: ("relative_errors", "twice"),
    root: ("relative_errors", "root of S"),
    rounded: ("exact_law", "line in 1 / B"),
    two_points: ("relative_errors", "fit all of them"),
    one_run_of_each: ("several_runs_of_a_size", "one run of each"),
    averaged_first: ("several_runs_of_a_size", "averaged first"),
    overwrites: ("input_unchanged", "own array"),
    keeps_inf: ("unreached_left_out", "isfinite"),
    inf_as_large: ("unreached_left_out", "isfinite"),
    clipped: ("nothing_saved", "fitted anew"),
    mean_constant: ("nothing_saved", "mean of S"),
    negative: ("nothing_saved", "fitted anew"),
    negative_floor: ("no_floor_in_sight", "below 0"),
    counts_points: ("too_few_sizes", "two different sizes"),
    no_error: ("too_few_sizes", "two different sizes"),
}
