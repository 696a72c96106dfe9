"""Question 13: forward and backward through layers with skip connections."""

import numpy as np

from helpers.exercises._expect import expect
from helpers.gradcheck import numerical_gradient

ASKS = "residual_backprop(X, weights, alpha, dout) -> (out, dX, dweights)"
STATEMENT = (
    "Apply the layers h + alpha relu(h @ W) to X (N, H), one for each W of weights (L, H, H), and return the output "
    "(N, H) and the gradients dX (N, H) and dweights (L, H, H) of a loss whose gradient at the output is dout (N, H)."
)
HINTS = (
    "Forward first, in one loop. Two things of each layer are needed again on the way back: its input h, and where "
    "its z = h @ W was positive.",
    "Go through the layers from the last to the first with one array delta, the gradient of the layer's output. The "
    "gradient of z is dz = alpha * delta * (z > 0), that of W is h.T @ dz.",
    "Two ways lead back to h: the skip gives delta itself, the branch dz @ W.T. Add them into a new array, "
    "delta = delta + dz @ W.T; delta += ... would change dout.",
)


def _forward(X, weights, alpha):
    """Return the output of the network, independent of the backward pass."""
    for W in weights:
        X = X + alpha * np.maximum(X @ W, 0)
    return X


def _case(n_layers, N=3, H=4, seed=0):
    """Return X, weights and dout without a pre-activation near the kink."""
    rng = np.random.default_rng(seed)
    X, weights, dout = rng.normal(size=(N, H)), rng.normal(size=(n_layers, H, H)), rng.normal(size=(N, H))
    return X, weights / np.sqrt(H), dout


def _truth(X, weights, alpha, dout):
    """Return dX and dweights by central differences."""
    dX = numerical_gradient(lambda A: float(np.sum(dout * _forward(A, weights, alpha))), X)
    dweights = numerical_gradient(lambda W: float(np.sum(dout * _forward(X, W, alpha))), weights)
    return dX, dweights


def one_layer_by_hand(residual_backprop):
    """Agree with one layer of two units, of which one is open, as by hand."""
    X, W, dout = np.array([[1.0, 2.0]]), np.array([[1.0, 2.0], [1.0, -4.0]]), np.array([[1.0, 10.0]])
    out, dX, dW = residual_backprop(X, W[None], 0.5, dout)
    outputs = {
        "The skip is missing: the layer adds its input h.": [[1.5, 0.0]],
        "alpha belongs to the branch; the skip has no factor.": [[2.0, 1.0]],
        "alpha is missing: it multiplies the branch.": [[4.0, 2.0]],
        "ReLU comes last here, after the sum: it belongs to the branch alone.": [[2.5, 0.0]],
        "relu is missing: z = (3, -6), and only 3 passes.": [[2.5, -1.0]],
    }
    expect(out, [[2.5, 2.0]], "h + alpha relu(h W), with z = (3, -6).", "out", lookalikes=outputs)
    lookalikes = {
        "The skip is missing: dout itself reaches X as well.": [[0.5, 0.5]],
        "The branch is missing: dz @ W.T has to be added.": [[1.0, 10.0]],
        "alpha is missing in the backward pass.": [[2.0, 11.0]],
        "W is not transposed: dz @ W.T.": [[1.5, 11.0]],
        "The slope of ReLU at z is missing: the second unit is closed.": [[11.5, -9.5]],
        "alpha multiplies the skip, too.": [[1.0, 5.5]],
    }
    expect(dX, [[1.5, 10.5]], "dout, and alpha dout (z > 0) through W.T.", "dX", lookalikes=lookalikes)
    weights = {
        "alpha is missing in the gradient of W.": [[[1.0, 0.0], [2.0, 0.0]]],
        "This is transposed: h.T @ dz has the shape of W.": [[[0.5, 1.0], [0.0, 0.0]]],
        "The slope of ReLU at z is missing: the second unit is closed.": [[[0.5, 5.0], [1.0, 10.0]]],
        "h is the input of the layer, not its output.": [[[1.25, 0.0], [1.0, 0.0]]],
    }
    expect(dW, [[[0.5, 0.0], [1.0, 0.0]]], "h.T @ dz.", "dweights", lookalikes=weights)


def branches_off(residual_backprop):
    """With alpha = 0 pass X and dout through unchanged."""
    X, weights, dout = _case(5)
    out, dX, dweights = residual_backprop(X, weights, 0.0, dout)
    expect(out, X, "With alpha = 0 the network is the identity.", "out", rtol=0)
    expect(dX, dout, "With alpha = 0 the gradient arrives as it left.", "dX", rtol=0)
    expect(dweights, np.zeros_like(weights), "Weights without effect have gradient 0.", "dweights")


def two_layers(residual_backprop):
    """Agree with finite differences through two layers, in the right order."""
    X, weights, dout = _case(2, seed=1)
    out, dX, dweights = residual_backprop(X, weights, 1.0, dout)
    true_dX, true_dweights = _truth(X, weights, 1.0, dout)
    expect(out, _forward(X, weights, 1.0), "weights[0] comes first.", "out", rtol=1e-7)
    swapped = {"The order is reversed: dweights[i] belongs to weights[i].": true_dweights[::-1]}
    means = "Backward runs from the last layer to the first, each with its own h, z and W."
    expect(dX, true_dX, means, "dX", rtol=1e-5, atol=1e-7)
    expect(dweights, true_dweights, means, "dweights", rtol=1e-5, atol=1e-7, lookalikes=swapped)


def many_layers(residual_backprop):
    """Agree with finite differences through eight layers with a small and a negative alpha."""
    for alpha in (0.1, -0.3):
        X, weights, dout = _case(8, seed=2)
        out, dX, dweights = residual_backprop(X, weights, alpha, dout)
        true_dX, true_dweights = _truth(X, weights, alpha, dout)
        expect(out, _forward(X, weights, alpha), "The forward pass goes wrong.", "out", rtol=1e-7)
        means = "Each layer multiplies its branch by alpha once, forward and backward."
        expect(dX, true_dX, means, "dX", rtol=1e-5, atol=1e-7)
        expect(dweights, true_dweights, means, "dweights", rtol=1e-5, atol=1e-7)


def closed_units(residual_backprop):
    """Let the skip carry everything past a layer whose units are all closed."""
    X, dout = np.abs(_case(0)[0]), _case(0)[2]
    weights = -np.ones((1, 4, 4))
    out, dX, dweights = residual_backprop(X, weights, 1.0, dout)
    expect(out, X, "All z are negative, so relu gives 0.", "out")
    expect(dX, dout, "All z are negative: only the skip passes the gradient on.", "dX")
    expect(dweights, np.zeros_like(weights), "Closed units give their weights no gradient.", "dweights")


def one_example(residual_backprop):
    """Keep all axes with one example, and with one unit."""
    for N, H in ((1, 4), (3, 1)):
        X, weights, dout = _case(2, N, H, seed=3)
        _, dX, dweights = residual_backprop(X, weights, 0.5, dout)
        true_dX, true_dweights = _truth(X, weights, 0.5, dout)
        means = (
            "An axis of length 1 is still an axis, and nothing is divided by N: that is the business of dout."
        )
        expect(dX, true_dX, means, "dX", rtol=1e-5, atol=1e-7)
        expect(dweights, true_dweights, means, "dweights", rtol=1e-5, atol=1e-7)


def no_layers(residual_backprop):
    """Return X, dout and an empty gradient when there is no layer."""
    X, _, dout = _case(0)
    out, dX, dweights = residual_backprop(X, np.zeros((0, 4, 4)), 1.0, dout)
    expect(out, X, "Without a layer the output is X.", "out")
    expect(dX, dout, "Without a layer the gradient is dout.", "dX")
    expect(
        dweights, np.zeros((0, 4, 4)), "The gradient has the shape of weights, here (0, 4, 4).", "dweights"
    )


TESTS = (
    one_layer_by_hand,
    branches_off,
    two_layers,
    many_layers,
    closed_units,
    one_example,
    no_layers,
)
