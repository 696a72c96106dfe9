"""Question 8: the one affine layer that equals a stack of affine layers without activations."""

import numpy as np

from helpers.exercises._expect import expect, expect_raises

ASKS = "collapse(layers) -> (W, b)"
STATEMENT = (
    "Return the weights W (D, C) and the bias b (C,) of the one layer X @ W + b that does the same as all layers of a "
    "list of (W, b), applied in that order; float32 stays float32, and an empty list, or shapes that do not fit, "
    "raise a ValueError."
)
HINTS = (
    "Put the first layer into the second and multiply out, with letters: (x W1 + b1) W2 + b2. What multiplies x, and "
    "what is left when x is 0?",
    "Go through the list once and keep the pair (W, b) of all layers so far. The next layer multiplies both of them, "
    "then adds its own bias. Start from the first layer, not from np.eye, which is float64.",
    "The step is W, b = W @ W_next, b @ W_next + b_next: the bias, too, meets the next W alone. Check "
    "b.shape == W.shape[1:] first: a bias of shape (1,) is broadcast without an error.",
)


def _stack(sizes, seed=0, dtype=float):
    """Return random layers of these sizes."""
    rng = np.random.default_rng(seed)
    pairs = [
        (rng.normal(size=(D, H)) / np.sqrt(D), rng.normal(size=H))
        for D, H in zip(sizes, sizes[1:], strict=False)
    ]
    return [(W.astype(dtype), b.astype(dtype)) for W, b in pairs]


def _forward(X, layers):
    """Return the output of the layers, one after another."""
    for W, b in layers:
        X = X @ W + b
    return X


def _truth(layers):
    """Return W and b as the stack itself gives them: its outputs at 0 and at the unit vectors."""
    D = len(layers[0][0])
    b = _forward(np.zeros(D, layers[0][0].dtype), layers)
    return _forward(np.eye(D, dtype=b.dtype), layers) - b, b


def two_layers_by_hand(collapse):
    """Collapse two layers of whole numbers, as by hand."""
    first = np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([1.0, 2.0])
    second = np.array([[2.0, 1.0], [-1.0, 1.0]]), np.array([3.0, 5.0])
    W, b = collapse([first, second])
    turned = {
        "The order is the wrong way round: x meets W1 first, so it is W1 @ W2.": second[0] @ first[0],
        "This is transposed: rows are inputs, W has the shape (D, C).": (first[0] @ second[0]).T,
        "The matrices are added: one after the other means their product.": first[0] + second[0],
        "* multiplies entry by entry: the product of matrices is @.": first[0] * second[0],
    }
    expect(W, first[0] @ second[0], "x (W1 W2): the product of the matrices.", "W", lookalikes=turned)
    alone = {
        "b1 goes through W2 as well: b1 @ W2 + b2.": first[1] + second[1],
        "b1 is lost: at x = 0 the first layer still gives b1.": second[1],
        "b2 is added before W2 is applied; it comes after it.": (first[1] + second[1]) @ second[0],
        "b1 meets W1 a second time: it needs the next W, not the product.": first[1] @ first[0] @ second[0]
        + second[1],
        "b2 is missing.": first[1] @ second[0],
        "W2 is on the wrong side of b1: rows are multiplied from the right.": second[0] @ first[1]
        + second[1],
    }
    expect(b, [3.0, 8.0], "b1 @ W2 + b2.", "b", lookalikes=alone)


def one_layer(collapse):
    """Return a single layer as it is."""
    (W, b), *_ = layers = _stack((3, 2))
    obtained_W, obtained_b = collapse(layers)
    expect(obtained_W, W, "One layer is its own collapse.", "W")
    expect(obtained_b, b, "One layer is its own collapse, with its bias.", "b")


def bias_of_every_layer(collapse):
    """Carry each bias through all the layers after it."""
    layers = [(k * np.eye(2), np.array([1.0, -1.0])) for k in (2.0, 3.0, 5.0)]
    W, b = collapse(layers)
    lookalikes = {
        "Each bias goes through the next layer only: it has to go through all of them.": np.array(
            [9.0, -9.0]
        ),
        "The biases are only added up: each goes through all later matrices.": np.array([3.0, -3.0]),
        "Only the last bias is left.": np.array([1.0, -1.0]),
    }
    expect(W, 30 * np.eye(2), "The product of all matrices.", "W")
    expect(b, [21.0, -21.0], "b1 W2 W3 + b2 W3 + b3.", "b", lookalikes=lookalikes)


def any_shape(collapse):
    """Agree with the stack for layers of different widths."""
    for sizes in ((5, 3, 4, 2), (2, 7, 1, 3)):
        layers = _stack(sizes)
        (W, b), (true_W, true_b) = collapse(layers), _truth(layers)
        expect(W, true_W, "W1 @ W2 @ W3, from left to right.", "W")
        expect(b, true_b, "Every bias, through all later matrices.", "b")


def width_one(collapse):
    """Keep two axes of W and one of b where a width is 1."""
    layers = _stack((1, 4, 1))
    (W, b), (true_W, true_b) = collapse(layers), _truth(layers)
    means = "An axis of length 1 is still an axis: no squeeze, no outer product."
    expect(W, true_W, means, "W")
    expect(b, true_b, means, "b")


def many_layers(collapse):
    """Agree with a stack of thirty layers at any input."""
    layers = _stack((6,) * 31, seed=1)
    W, b = collapse(layers)
    X = np.random.default_rng(2).normal(size=(4, 6))
    true_W, true_b = _truth(layers)
    expect(W, true_W, "Some layers are left out, or used twice.", "W", rtol=1e-7)
    expect(b, true_b, "Some biases are left out, or used twice.", "b", rtol=1e-7)
    expect(
        X @ W + b, _forward(X, layers), "The one layer has to do what the stack does.", "X @ W + b", rtol=1e-7
    )


def keeps_float32(collapse):
    """Keep float32."""
    layers = _stack((3, 4, 2), dtype=np.float32)
    (W, b), (true_W, true_b) = collapse(layers), _truth(layers)
    means = "np.eye and np.zeros are float64: start from the first layer, or give them a dtype."
    for name, obtained, true in (("W", W, true_W), ("b", b, true_b)):
        expect(
            obtained.dtype.name if isinstance(obtained, np.ndarray) else "", "float32", means, f"{name}.dtype"
        )
        expect(obtained, true, "Less exact than float32.", name, rtol=1e-4, atol=1e-5)


def refuses_misfits(collapse):
    """Raise a ValueError for an empty list, and for shapes that do not fit."""
    W, b = np.ones((2, 3)), np.zeros(3)
    expect_raises(ValueError, "Without a layer there is no shape to return: raise.", collapse, [])
    means = "The 3 outputs of the first layer do not fit the 2 inputs of the second."
    expect_raises(ValueError, means, collapse, [(W, b), (W, b)])
    means = "NumPy stretches a bias of shape (1,) in silence: compare b.shape with W.shape[1:] and raise."
    expect_raises(ValueError, means, collapse, [(W, b), (np.ones((3, 2)), np.zeros(1))])
    means = "The bias of the very first layer is not looked at: compare b.shape with W.shape[1:] there, too."
    expect_raises(ValueError, means, collapse, [(W, np.zeros(1))])
    means = (
        "A bias of shape (1,) in the middle goes unseen: look at every layer, not at the first and the last."
    )
    expect_raises(ValueError, means, collapse, [(W, b), (np.ones((3, 2)), np.zeros(1)), (W, b)])


TESTS = (
    two_layers_by_hand,
    one_layer,
    bias_of_every_layer,
    any_shape,
    width_one,
    many_layers,
    keeps_float32,
    refuses_misfits,
)
