"""Right and plausible wrong answers to the exercise `collapse`; WRONG names the test and a word of the meaning."""

from functools import reduce

import numpy as np


def refuse_misfits(layers):
    if len(layers) == 0:
        raise ValueError("layers is empty")
    for k, (W, b) in enumerate(layers):
        if b.shape != W.shape[1:] or (k and layers[k - 1][0].shape[1] != W.shape[0]):
            raise ValueError(f"layer {k} does not fit")


def whiteboard(layers):
    refuse_misfits(layers)
    W, b = layers[0]
    for W_next, b_next in layers[1:]:
        W, b = W @ W_next, b @ W_next + b_next
    return W, b


def read_off(layers):
    """Ask the stack itself: its outputs at 0 and at the unit vectors."""
    refuse_misfits(layers)

    def forward(X):
        for W, b in layers:
            X = X @ W + b
        return X

    D, dtype = len(layers[0][0]), layers[0][0].dtype
    b = forward(np.zeros((1, D), dtype))[0]
    return forward(np.eye(D, dtype=dtype)) - b, b


def from_the_right(layers):
    refuse_misfits(layers)
    W, b = layers[-1]
    for W_before, b_before in reversed(layers[:-1]):
        W, b = W_before @ W, b_before @ W + b
    return W, b


def homogeneous(layers):
    """Append a constant 1 to the input: an affine map is then one matrix, and the stack one product."""
    refuse_misfits(layers)

    def matrix(layer):
        W, b = layer
        M = np.zeros((len(W) + 1, len(b) + 1), W.dtype)
        M[:-1, :-1], M[-1, :-1], M[-1, -1] = W, b, 1
        return M

    M = reduce(np.matmul, map(matrix, layers))
    return M[:-1, :-1], M[-1, :-1]


def two_at_a_time(layers):
    refuse_misfits(layers)
    if len(layers) == 1:
        return layers[0]
    middle = len(layers) // 2
    (W1, b1), (W2, b2) = two_at_a_time(layers[:middle]), two_at_a_time(layers[middle:])
    return W1 @ W2, b1 @ W2 + b2


def each_bias_on_its_own(layers):
    """Add up what each bias becomes behind all later matrices."""
    refuse_misfits(layers)
    matrices = [W for W, _ in layers]
    b = sum(reduce(np.matmul, matrices[k + 1 :], bias) for k, (_, bias) in enumerate(layers))
    return reduce(np.matmul, matrices), b


RIGHT = [whiteboard, read_off, from_the_right, homogeneous, two_at_a_time, each_bias_on_its_own]


def variant(
    step, check=refuse_misfits, start=lambda layers: (layers[0], layers[1:]), end=lambda W, b: (W, b)
):
    """Return a collapse with one of its parts replaced."""

    def collapse(layers):
        check(layers)
        (W, b), rest = start(layers)
        for W_next, b_next in rest:
            W, b = step(W, b, W_next, b_next)
        return end(W, b)

    return collapse


def good(W, b, V, c):
    return W @ V, b @ V + c


def next_layer_only(layers):
    refuse_misfits(layers)
    W, total = layers[0][0], layers[-1][1]
    for (_, b), (V, _) in zip(layers[:-1], layers[1:], strict=True):
        W = W @ V
        total = total + b @ V if V.shape[1] == len(total) else total
    return W, total


def bias_through_product(layers):
    refuse_misfits(layers)
    W, b = layers[0]
    for V, c in layers[1:]:
        W = W @ V
        b = (b @ W if len(b) == len(W) else b @ V) + c
    return W, b


def in_place(layers):
    refuse_misfits(layers)
    W, b = layers[0]
    for V, c in layers[1:]:
        W = W @ V
        c += b @ V
        b = c
    return W, b


def from_identity(layers):
    refuse_misfits(layers)
    W, b = np.eye(len(layers[0][0])), np.zeros(len(layers[0][0]))
    for V, c in layers:
        W, b = good(W, b, V, c)
    return W, b


def bias_in_float64(layers):
    W, b = whiteboard(layers)
    return W, b.astype(float)


def two_only(layers):
    refuse_misfits(layers)
    if len(layers) == 1:
        return layers[0]
    (W1, b1), (W2, b2) = layers[0], layers[-1]
    return W1 @ W2, b1 @ W2 + b2


def without_the_last(layers):
    refuse_misfits(layers)
    return whiteboard(layers[:-1] if len(layers) > 5 else layers)


def last_bias_lost(layers):
    W, b = whiteboard(layers)
    return (W, b) if len(layers) <= 5 else (W, b - layers[-1][1])


def needs_two(layers):
    W, b = whiteboard(layers)
    return (W, b) if len(layers) > 1 else (W, np.zeros_like(b))


def looks_at_the_list(layers):
    if not layers:
        raise ValueError("layers is empty")


def looks_at_later_layers(layers):
    looks_at_the_list(layers)
    for W, b in layers[1:]:
        if b.shape != W.shape[1:]:
            raise ValueError("b")


def looks_at_the_ends(layers):
    looks_at_the_list(layers)
    for W, b in (layers[0], layers[-1]):
        if b.shape != W.shape[1:]:
            raise ValueError("b")


def cuts_to_fit(layers):
    """Make misfits fit instead of refusing them."""
    looks_at_the_list(layers)
    W, b = layers[0]
    for V, c in layers[1:]:
        V = V[: W.shape[1]]
        n = min(W.shape[1], len(V))
        W, b = W[:, :n] @ V[:n], b[:n] @ V[:n] + c
    return W, b


def empty_is_none(layers):
    return whiteboard(layers) if layers else (None, None)


def matrix_alone(layers):
    return whiteboard(layers)[0]


reverse_order = variant(lambda W, b, V, c: (V @ W if V.shape[1] == len(W) else W @ V, b @ V + c))
transposed = variant(good, end=lambda W, b: (W.T, b))
added = variant(lambda W, b, V, c: (W + V if W.shape == V.shape else W @ V, b @ V + c))
entry_by_entry = variant(lambda W, b, V, c: (W * V if W.shape == V.shape else W @ V, b @ V + c))
biases_added = variant(lambda W, b, V, c: (W @ V, b + c if b.shape == c.shape else b @ V + c))
biases_lost = variant(lambda W, b, V, c: (W @ V, c))
bias_too_early = variant(lambda W, b, V, c: (W @ V, (b + c) @ V if b.shape == c.shape else b @ V + c))
own_bias_missing = variant(lambda W, b, V, c: (W @ V, b @ V))
bias_from_the_left = variant(lambda W, b, V, c: (W @ V, V @ b + c if V.shape[1] == len(b) else b @ V + c))
squeezed = variant(good, end=lambda W, b: (W.squeeze(), b))
bias_squeezed = variant(good, end=lambda W, b: (W, b.squeeze()))
bias_as_row = variant(good, end=lambda W, b: (W, b[None]))
wants_square = variant(lambda W, b, V, c: (W @ V, (b @ V if V.shape[0] == V.shape[1] else V.sum(axis=0)) + c))
unchecked = variant(good, check=looks_at_the_list)
first_unchecked = variant(good, check=looks_at_later_layers)
middle_unchecked = variant(good, check=looks_at_the_ends)

WRONG = {
    reverse_order: ("two_layers_by_hand", "wrong way round"),
    transposed: ("two_layers_by_hand", "transposed"),
    added: ("two_layers_by_hand", "added"),
    entry_by_entry: ("two_layers_by_hand", "entry by entry"),
    biases_added: ("two_layers_by_hand", "goes through W2 as well"),
    biases_lost: ("two_layers_by_hand", "b1 is lost"),
    bias_too_early: ("two_layers_by_hand", "comes after it"),
    own_bias_missing: ("two_layers_by_hand", "b2 is missing"),
    bias_through_product: ("two_layers_by_hand", "a second time"),
    bias_from_the_left: ("two_layers_by_hand", "wrong side"),
    matrix_alone: ("two_layers_by_hand", "return W, b"),
    bias_as_row: ("two_layers_by_hand", "shape"),
    needs_two: ("one_layer", "with its bias"),
    next_layer_only: ("bias_of_every_layer", "through all of them"),
    two_only: ("bias_of_every_layer", "product of all"),
    wants_square: ("any_shape", "Every bias"),
    squeezed: ("width_one", "still an axis"),
    bias_squeezed: ("width_one", "still an axis"),
    without_the_last: ("many_layers", "left out"),
    last_bias_lost: ("many_layers", "left out"),
    from_identity: ("keeps_float32", "np.eye"),
    bias_in_float64: ("keeps_float32", "float64"),
    cuts_to_fit: ("refuses_misfits", "do not fit"),
    empty_is_none: ("refuses_misfits", "no shape to return"),
    unchecked: ("refuses_misfits", "in silence"),
    first_unchecked: ("refuses_misfits", "very first"),
    middle_unchecked: ("refuses_misfits", "in the middle"),
    in_place: ("input_unchanged", "copy first"),
}
