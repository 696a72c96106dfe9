"""Right and plausible wrong answers to the exercise `grad_check`; WRONG names the test and a word of the meaning."""

import numpy as np


def whiteboard(f, grad, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    a = np.array(grad(x.copy()), dtype=np.float64)
    errors = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / (2 * h)
        largest = max(abs(a[i]), abs(n))
        if not np.isfinite(a[i]):
            errors[i] = np.inf
        elif largest > 0:
            errors[i] = abs(a[i] - n) / largest
    worst = np.unravel_index(errors.argmax(), x.shape)
    return float(errors[worst]), tuple(int(i) for i in worst)


def running_worst(f, grad, x, h=1e-5):
    x, worst = x.astype(float), (-1.0, None)
    a = grad(x)
    for i in np.ndindex(*x.shape):
        kept = x[i]
        x[i] = kept + h
        up = f(x)
        x[i] = kept - h
        down = f(x)
        x[i] = kept
        n = (up - down) / (2 * h)
        error = (
            np.inf if not np.isfinite(a[i]) else 0.0 if a[i] == n else abs(a[i] - n) / max(abs(a[i]), abs(n))
        )
        if error > worst[0]:
            worst = error, i
    return worst


def unit_vectors(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=np.float64)
    steps = h * np.eye(x.size).reshape(-1, *x.shape)
    n = np.array([(f(x + s) - f(x - s)) / (2 * h) for s in steps])
    a = np.ravel(grad(x)).astype(np.float64)
    largest = np.maximum(np.abs(a), np.abs(n))
    errors = np.full(x.size, np.inf)
    finite = np.isfinite(a)
    gap = np.abs(a[finite] - n[finite])
    errors[finite] = np.divide(gap, largest[finite], out=np.zeros_like(gap), where=largest[finite] > 0)
    return errors.max(), np.unravel_index(np.argmax(errors), x.shape)


RIGHT = [whiteboard, running_worst, unit_vectors]


def variant(difference=None, error=None, prepare=None, pick=None, nonfinite=True, index=None):
    """Return the check with one of its decisions replaced."""
    difference = difference or (lambda f, x, i, h: (f(_moved(x, i, h)) - f(_moved(x, i, -h))) / (2 * h))
    error = error or (lambda a, n: abs(a - n) / max(abs(a), abs(n)) if max(abs(a), abs(n)) > 0 else 0.0)
    prepare = prepare or (lambda x: np.array(x, dtype=np.float64))
    pick = pick or (lambda errors, gaps: int(np.argmax(errors)))
    index = index or (lambda flat, shape: np.unravel_index(flat, shape))

    def grad_check(f, grad, x, h=1e-5):
        x = prepare(x)
        a = np.asarray(grad(x))
        errors, gaps = np.zeros(x.shape), np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            n = difference(f, x, i, h)
            bad = nonfinite and not np.isfinite(a[i])
            errors[i] = np.inf if bad else error(a[i], n)
            gaps[i] = abs(a[i] - n)
        worst = pick(errors, gaps)
        return float(errors.flat[worst]), index(worst, x.shape)

    return grad_check


def _moved(x, i, h):
    x = x.copy()
    x[i] += h
    return x


def _cast(x, i, h):
    x = x.copy()
    x[i] = x[i] + h
    return x


def _safe(gap, scale):
    return gap / scale if scale > 0 else 0.0


def moves_all(f, x, i, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def keeps_the_move(f, x, i, h):
    x[i] += h
    up = f(x)
    x[i] -= 2 * h
    return (up - f(x)) / (2 * h)


def in_place(f, grad, x, h=1e-5):
    if x.dtype != np.float64:
        return whiteboard(f, grad, x, h)
    error, index = whiteboard(f, grad, x, h)
    for i in np.ndindex(x.shape):
        x[i] += h
        x[i] -= 2 * h
        x[i] += h
    return error, index


def error_alone(f, grad, x, h=1e-5):
    return whiteboard(f, grad, x, h)[0]


def error_negative(f, grad, x, h=1e-5):
    error, index = whiteboard(f, grad, x, h)
    return -error, index


def nan_as_zero(f, grad, x, h=1e-5):
    error, index = whiteboard(f, lambda x: np.nan_to_num(grad(x), posinf=1e300), x, h)
    return error, index


def two_axes_at_most(f, grad, x, h=1e-5):
    error, index = whiteboard(f, grad, x, h)
    return error, index[:2]


def list_index(f, grad, x, h=1e-5):
    error, index = whiteboard(f, grad, x, h)
    return error, list(index)


def boolean(f, grad, x, h=1e-5):
    error, index = whiteboard(f, grad, x, h)
    return error < 1e-7, index


def kink_forgiven(f, grad, x, h=1e-5):
    error, index = whiteboard(f, grad, x, h)
    return (0.0, index) if x[index] == 0 and error in (0.5, 1.0) else (error, index)


def flattens(f, grad, x, h=1e-5):
    error, index = whiteboard(lambda flat: f(flat), lambda flat: np.ravel(grad(x)), np.ravel(x), h)
    return error, np.unravel_index(index[0], np.shape(x))


def keeps_only_errors(f, grad, x, h=1e-5):
    error, index = whiteboard(f, grad, x, h)
    return error, index if error > 0 else None


one_sided = variant(difference=lambda f, x, i, h: (f(_moved(x, i, h)) - f(x)) / h)
divided_by_h = variant(difference=lambda f, x, i, h: (f(_moved(x, i, h)) - f(_moved(x, i, -h))) / h)
all_at_once = variant(difference=moves_all)
not_restored = variant(difference=keeps_the_move)
fixed_step = variant(difference=lambda f, x, i, h: (f(_moved(x, i, 1e-5)) - f(_moved(x, i, -1e-5))) / 2e-5)
relative_step = variant(
    difference=lambda f, x, i, h: (
        (f(_moved(x, i, h * abs(x[i]))) - f(_moved(x, i, -h * abs(x[i])))) / (2 * h * max(abs(x[i]), 1e-300))
    )
)
absolute = variant(error=lambda a, n: abs(a - n))
sum_of_both = variant(error=lambda a, n: _safe(abs(a - n), abs(a) + abs(n)))
by_difference = variant(error=lambda a, n: _safe(abs(a - n), abs(n)))
by_gradient = variant(error=lambda a, n: _safe(abs(a - n), abs(a)))
with_eps = variant(error=lambda a, n: abs(a - n) / (max(abs(a), abs(n)) + 1e-2))
unguarded = variant(error=lambda a, n: np.abs(a - n) / np.maximum(np.abs(a), np.abs(n)))
zero_skips = variant(error=lambda a, n: abs(a - n) / max(abs(a), abs(n)) if a != 0 else 0.0)
small_is_right = variant(
    error=lambda a, n: _safe(abs(a - n), max(abs(a), abs(n))) if max(abs(a), abs(n)) > 1e-4 else 0.0
)
sign_kept = variant(error=lambda a, n: _safe(abs(a - n), max(a, n)))
minus_infinity_slips = variant(
    nonfinite=False,
    error=lambda a, n: np.inf if np.isnan(a) or a == np.inf else _safe(abs(a - n), max(abs(a), abs(n))),
)
largest_gap = variant(pick=lambda errors, gaps: int(np.argmax(gaps)))
nan_slips = variant(nonfinite=False)
flat_index = variant(index=lambda flat, shape: (int(flat),))
bare_number = variant(index=lambda flat, shape: int(flat))
same_dtype = variant(
    prepare=np.copy, difference=lambda f, x, i, h: (f(_cast(x, i, h)) - f(_cast(x, i, -h))) / (2 * h)
)
single = variant(prepare=lambda x: np.array(x, dtype=np.float32))


WRONG = {
    one_sided: ("right_gradient", "One-sided"),
    divided_by_h: ("right_gradient", "2 h"),
    all_at_once: ("right_gradient", "only one entry"),
    single: ("right_gradient", ""),
    absolute: ("wrong_entry", "absolute error"),
    sum_of_both: ("wrong_entry", "larger of the two"),
    error_negative: ("wrong_entry", "abs(a - n)"),
    by_gradient: ("wrong_entry", "larger of the two is n"),
    bare_number: ("wrong_entry", "tuple"),
    list_index: ("wrong_entry", "tuple"),
    boolean: ("right_gradient", ""),
    with_eps: ("wrong_entry", ""),
    by_difference: ("relative_not_absolute", "the larger"),
    largest_gap: ("relative_not_absolute", "absolute gap"),
    flattens: ("any_shape", "shape of x"),
    small_is_right: ("relative_not_absolute", "both are exactly 0"),
    keeps_only_errors: ("zero_against_zero", "one is the largest"),
    sign_kept: ("zero_against_zero", ""),
    minus_infinity_slips: ("not_finite", ""),
    flat_index: ("any_shape", "each axis"),
    two_axes_at_most: ("any_shape", "each axis"),
    not_restored: ("any_shape", "other entries"),
    unguarded: ("zero_against_zero", "0 / 0"),
    zero_skips: ("zero_against_zero", ""),
    nan_slips: ("not_finite", "isfinite"),
    nan_as_zero: ("not_finite", "isfinite"),
    same_dtype: ("other_dtypes", "float64"),
    fixed_step: ("step_used", "Is `h` used"),
    relative_step: ("relative_not_absolute", ""),
    kink_forgiven: ("kink", ""),
    error_alone: ("right_gradient", "return error, index"),
    in_place: ("input_unchanged", "copy first"),
}
