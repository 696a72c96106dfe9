"""Right and plausible wrong answers to the exercise `top_eigenvalue`; WRONG names the test and a word of the meaning."""

import numpy as np


def whiteboard(grad, w, v, steps):
    h = 1e-5 * max(1.0, np.linalg.norm(w))

    def product(v):
        return (grad(w + h * v) - grad(w - h * v)) / (2 * h)

    v = v / np.linalg.norm(v)
    for _ in range(steps):
        Hv = product(v)
        if np.linalg.norm(Hv) > 0:
            v = Hv / np.linalg.norm(Hv)
    return v @ product(v), v


def one_product_a_round(grad, w, v, steps):
    h = 1e-5 * (1 + np.abs(w).max())
    v = np.asarray(v, dtype=float) / np.sqrt(np.sum(np.square(v)))
    for k in range(steps + 1):
        change = grad(w + h * v) - grad(w - h * v)
        curvature = np.dot(v, change) / (2 * h)
        if k == steps or not change.any():
            return float(curvature), v
        v = change / np.linalg.norm(change)


def recursive(grad, w, v, steps):
    v = v / np.linalg.norm(v)
    h = 1e-5 * np.sqrt(1 + w @ w)
    Hv = (grad(w + h * v) - grad(w - h * v)) / (2 * h)
    if steps == 0 or not Hv.any():
        return v @ Hv, v
    return recursive(grad, w, Hv, steps - 1)


RIGHT = [whiteboard, one_product_a_round, recursive]


def variant(
    difference=None,
    h=lambda w: 1e-5 * max(1.0, np.linalg.norm(w)),
    first=lambda v: v / np.linalg.norm(v),
    normalise=lambda Hv, v: Hv / np.linalg.norm(Hv) if Hv.any() else v,
    value=lambda v, product: v @ product(v),
    extra=0,
):
    """Return power iteration with one of its decisions replaced."""
    difference = difference or (lambda grad, w, v, h: (grad(w + h * v) - grad(w - h * v)) / (2 * h))

    def top_eigenvalue(grad, w, v, steps):
        def product(v):
            return difference(grad, w, v, h(w))

        v = first(v)
        for _ in range(steps + extra):
            v = normalise(product(v), v)
        return value(v, product), v

    return top_eigenvalue


def keeps_the_last_length(grad, w, v, steps):
    """Return the length of the last product instead of the quotient."""
    h, v = 1e-5 * max(1.0, np.linalg.norm(w)), v / np.linalg.norm(v)
    length = 0.0
    for _ in range(steps):
        Hv = (grad(w + h * v) - grad(w - h * v)) / (2 * h)
        length = np.linalg.norm(Hv)
        v = Hv / length if length else v
    return length, v


def quotient_too_early(grad, w, v, steps):
    h, v = 1e-5 * max(1.0, np.linalg.norm(w)), v / np.linalg.norm(v)
    quotient = v @ (grad(w + h * v) - grad(w - h * v)) / (2 * h)
    for _ in range(steps):
        Hv = (grad(w + h * v) - grad(w - h * v)) / (2 * h)
        quotient = v @ Hv
        v = Hv / np.linalg.norm(Hv) if Hv.any() else v
    return quotient, v


def full_matrix(grad, w, v, steps):
    h = 1e-5 * max(1.0, np.linalg.norm(w))
    H = np.array([(grad(w + h * e) - grad(w - h * e)) / (2 * h) for e in np.eye(w.size)])
    v = v / np.linalg.norm(v)
    for _ in range(steps):
        v = H @ v / np.linalg.norm(H @ v) if np.any(H @ v) else v
    return v @ H @ v, v


def eigh(grad, w, v, steps):
    h = 1e-5 * max(1.0, np.linalg.norm(w))
    H = np.array([(grad(w + h * e) - grad(w - h * e)) / (2 * h) for e in np.eye(w.size)])
    values, vectors = np.linalg.eigh((H + H.T) / 2)
    top = np.argmax(np.abs(values))
    return values[top], vectors[:, top]


def value_alone(grad, w, v, steps):
    return whiteboard(grad, w, v, steps)[0]


def in_place(grad, w, v, steps):
    v /= np.linalg.norm(v)
    return whiteboard(grad, w, v, steps)


not_halved = variant(difference=lambda grad, w, v, h: (grad(w + h * v) - grad(w - h * v)) / h)
halved_twice = variant(difference=lambda grad, w, v, h: (grad(w + h * v) - grad(w)) / (2 * h))
one_sided = variant(difference=lambda grad, w, v, h: (grad(w + h * v) - grad(w)) / h)
at_the_origin = variant(difference=lambda grad, w, v, h: (grad(h * v) - grad(-h * v)) / (2 * h))
gradient_at_v = variant(difference=lambda grad, w, v, h: grad(v))
large_step = variant(h=lambda w: 0.01 * max(1.0, np.linalg.norm(w)))
fixed_step = variant(h=lambda w: 1e-6)
relative_to_zero = variant(h=lambda w: 1e-5 * np.linalg.norm(w))
start_not_normalised = variant(first=lambda v: v)
never_normalised = variant(normalise=lambda Hv, v: Hv)
largest_entry = variant(normalise=lambda Hv, v: Hv / np.abs(Hv).max() if Hv.any() else v)
divides_by_zero = variant(normalise=lambda Hv, v: Hv / np.linalg.norm(Hv))
small_constant = variant(normalise=lambda Hv, v: Hv / (np.linalg.norm(Hv) + 1e-12))
threshold = variant(normalise=lambda Hv, v: Hv / np.linalg.norm(Hv) if np.linalg.norm(Hv) > 1e-8 else v)
close_to_zero = variant(normalise=lambda Hv, v: v if np.allclose(Hv, 0) else Hv / np.linalg.norm(Hv))
length_for_value = variant(value=lambda v, product: np.linalg.norm(product(v)))
no_sign = variant(value=lambda v, product: abs(v @ product(v)))
one_step_more = variant(extra=1)
squared = variant(value=lambda v, product: product(v) @ product(v))

WRONG = {
    not_halved: ("by_hand", "divide by 2h"),
    halved_twice: ("by_hand", "Half the curvature"),
    squared: ("by_hand", "square"),
    never_normalised: ("by_hand", "normalise"),
    largest_entry: ("by_hand", "length 1"),
    value_alone: ("by_hand", "return eigenvalue, vector"),
    one_step_more: ("after_each_step", "H^steps v"),
    eigh: ("after_each_step", "H^steps v"),
    quotient_too_early: ("after_each_step", "before the last step"),
    length_for_value: ("after_each_step", "length of Hv"),
    keeps_the_last_length: ("after_each_step", "products"),
    no_sign: ("keeps_the_sign", "has no sign"),
    one_sided: ("at_this_point", "one-sided"),
    large_step: ("at_this_point", "too large a step"),
    at_the_origin: ("at_this_point", "Hessian at 0"),
    gradient_at_v: ("at_this_point", "diag(w²)"),
    start_not_normalised: ("any_length_of_start", "normalise v before"),
    fixed_step: ("huge_weights", "let h grow"),
    relative_to_zero: ("after_each_step", "needs a step"),
    divides_by_zero: ("flat_function", "no direction"),
    small_constant: ("flat_function", "no direction"),
    threshold: ("tiny_curvature", "no threshold"),
    close_to_zero: ("tiny_curvature", "no threshold"),
    full_matrix: ("few_gradients", "no column"),
    in_place: ("input_unchanged", "copy first"),
}
