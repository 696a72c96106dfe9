"""Question 12: how large the gradient is in each layer, at the pre-activations and at the weights."""

import numpy as np

from helpers.exercises._expect import expect
from helpers.gradcheck import numerical_gradient

ASKS = "gradient_profile(layers, f, f_grad, X, dA) -> (delta_rms, dW_rms)"
STATEMENT = (
    "Run X (N, D) up through a list of layers (W, b), each Z = A @ W + b followed by A = f(Z); dA is the gradient of the "
    "loss with respect to the last A. Return two arrays with one number a layer, the lowest layer first: the root mean "
    "square of dL/dZ, and that of dL/dW. f_grad takes the pre-activation Z."
)
HINTS = (
    "Go up once and keep every Z and every A, X included. Then go down: what arrives at a layer is dL/dA, and dL/dZ "
    "is that times the slope at Z.",
    "dL/dW of a layer is (what the layer was fed).T @ dL/dZ, and the layer below is handed dL/dZ @ W.T. Collect from the "
    "top down, and turn the lists round at the end.",
    "The root mean square is np.sqrt(np.mean(G**2)), but 1e-200 squared is 0: divide by the largest entry first, "
    "m * np.sqrt(np.mean((G / m)**2)) with m = np.abs(G).max(), and 0 where m is 0.",
)


def same(z):
    """Return z itself."""
    return z


def one(z):
    """Return ones."""
    return np.ones_like(z)


def square(z):
    """Return z**2."""
    return z**2


def twice(z):
    """Return 2 * z."""
    return 2 * z


def tanh(z):
    """Return tanh(z)."""
    return np.tanh(z)


def tanh_grad(z):
    """Return 1 - tanh(z)**2."""
    return 1 - np.tanh(z) ** 2


def _rms(G):
    return np.sqrt(np.mean(np.square(G)))


def _stack(sizes, seed=0, gain=1.0):
    """Return random layers of these sizes, with biases."""
    rng = np.random.default_rng(seed)
    pairs = zip(sizes[:-1], sizes[1:], strict=True)
    return [(gain * rng.normal(size=(D, H)) / np.sqrt(D), 0.5 * rng.normal(size=H)) for D, H in pairs]


def _loss(layers, f, X, dA, place, change):
    """Return sum(A * dA) of the last A, after `change` is added to one Z or one W; place = (kind, layer)."""
    for k, (W, b) in enumerate(layers):
        Z = X @ (W + change if place == ("W", k) else W) + b
        X = f(Z + change if place == ("Z", k) else Z)
    return float(np.sum(X * dA))


def _truth(layers, f, X, dA):
    """Return both profiles from differences of the loss, without a backward pass."""

    def profile(kind, shapes):
        return [
            _rms(numerical_gradient(lambda E, k=k: _loss(layers, f, X, dA, (kind, k), E), np.zeros(shape)))
            for k, shape in enumerate(shapes)
        ]

    return profile("Z", [(len(X), len(b)) for _, b in layers]), profile("W", [W.shape for W, _ in layers])


def two_units_by_hand(gradient_profile):
    """Follow one number through two layers, as by hand."""
    layers = [(np.array([[2.0]]), np.array([1.0])), (np.array([[3.0]]), np.array([-5.0]))]
    # x = 1: Z = 3, A = 9; Z = 22. dL/dZ2 = 2 * 22 = 44, dL/dZ1 = 44 * 3 * 2 * 3 = 792.
    delta, dW = gradient_profile(layers, square, twice, np.array([[1.0]]), np.array([[1.0]]))
    lookalikes = {
        "The top layer stands first: the lowest comes first.": [44.0, 792.0],
        "The slope of the top layer is missing: dA is with respect to A, not to Z.": [18.0, 1.0],
        "The slope is taken at A: f_grad takes the pre-activation Z.": [484 * 2 * 3 * 9 * 2, 484 * 2.0],
        "The slope is missing: dL/dZ is dL/dA times f_grad(Z).": [3.0, 1.0],
        "The weights are missing on the way down.": [44.0 * 6, 44.0],
        "The biases are left out.": [12 * 2 * 3 * 2 * 2, 24.0],
        "This is dL/dA of what each layer is fed: dL/dZ is asked for.": [792.0 * 2, 132.0],
    }
    expect(
        delta,
        [792.0, 44.0],
        "dL/dZ = dL/dA * f_grad(Z), and below it dL/dZ @ W.T.",
        "delta_rms",
        lookalikes=lookalikes,
    )
    fed = {
        "dL/dW needs what the layer was fed, not what it hands on.": [9.0 * 792, 484.0 * 44],
        "The input of the layer is missing: dL/dW is A_below.T @ dL/dZ.": [792.0, 44.0],
        "The top layer stands first: the lowest comes first.": [9.0 * 44, 792.0],
        "dL/dW is made with the pre-activation of the layer below: it needs its A.": [792.0, 3.0 * 44],
    }
    expect(dW, [792.0, 9.0 * 44], "dL/dW = A_below.T @ dL/dZ.", "dW_rms", lookalikes=fed)


def root_mean_square(gradient_profile):
    """Take the root of the mean of the squares, over all examples and units, also for one layer."""
    dA = np.array([[3.0, -4.0], [0.0, 12.0]])
    delta, dW = gradient_profile([(np.eye(2), np.zeros(2))], same, one, np.eye(2), dA)
    lookalikes = {
        "This is the norm: divide by the number of entries below the root.": [13.0],
        "The root is missing.": [169 / 4],
        "This is the mean of the absolute values: square first.": [19 / 4],
        "This is the mean: signs cancel.": [11 / 4],
        "This is the standard deviation: the mean is not to be subtracted.": [np.std(dA)],
        "This is divided by N alone: by all N * H entries.": [13 / np.sqrt(2)],
        "This is the largest entry.": [12.0],
    }
    expect(delta, [6.5], "np.sqrt(np.mean(G**2)).", "delta_rms", lookalikes=lookalikes)
    over = {"dL/dW is a sum over the examples: dA holds any 1/N already.": [3.25]}
    expect(dW, [6.5], "np.sqrt(np.mean(G**2)).", "dW_rms", lookalikes=lookalikes | over)
    delta, dW = gradient_profile([(np.eye(2), np.zeros(2))], same, one, np.eye(2), -np.abs(dA)[::-1])
    means = (
        "The entry to divide by is the largest in absolute value, np.abs(G).max(): here no entry is above 0."
    )
    expect(delta, [6.5], means, "delta_rms")
    expect(dW, [6.5], means, "dW_rms")


def agrees_with_differences(gradient_profile):
    """Agree with finite differences of the loss, for layers of different widths."""
    layers, rng = _stack((4, 3, 5, 2), gain=1.5), np.random.default_rng(5)
    X, dA = rng.normal(size=(6, 4)), rng.normal(size=(6, 2))
    delta, dW = gradient_profile(layers, tanh, tanh_grad, X, dA)
    true_delta, true_dW = _truth(layers, tanh, X, dA)
    means = "Some factor on the way down is missing, or one too many."
    expect(delta, true_delta, means, "delta_rms", rtol=1e-6)
    expect(dW, true_dW, means, "dW_rms", rtol=1e-6)


def equal_widths(gradient_profile):
    """Hand the gradient down through W.T, also where W is square."""
    layers, rng = _stack((3, 3, 3, 3), seed=1), np.random.default_rng(6)
    X, dA = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    delta, dW = gradient_profile(layers, tanh, tanh_grad, X, dA)
    true_delta, true_dW = _truth(layers, tanh, X, dA)
    means = "Upwards A @ W, downwards dL/dZ @ W.T; with square matrices a missing .T raises no error."
    expect(delta, true_delta, means, "delta_rms", rtol=1e-6)
    expect(dW, true_dW, means, "dW_rms", rtol=1e-6)


def orthogonal_layers(gradient_profile):
    """Keep the size of the gradient through twenty rotations."""
    rng = np.random.default_rng(7)
    layers = [(np.linalg.qr(rng.normal(size=(4, 4)))[0], np.zeros(4)) for _ in range(20)]
    X, dA = rng.normal(size=(8, 4)), rng.normal(size=(8, 4))
    delta, _ = gradient_profile(layers, same, one, X, dA)
    expect(delta, np.full(20, _rms(dA)), "Rotations change no length: every layer counts once.", "delta_rms")


def tiny_gradients(gradient_profile):
    """Tell a gradient of 1e-200 from none."""
    layers = [(np.array([[1e-5]]), np.zeros(1))] * 41
    delta, dW = gradient_profile(layers, same, one, np.array([[1.0]]), np.array([[1.0]]))
    means = (
        "1e-200 squared is 0: divide by the largest entry before you square, and multiply by it afterwards."
    )
    expect(delta, 1e-5 ** np.arange(40.0, -1, -1), means, "delta_rms", rtol=1e-6, atol=0)
    expect(dW, np.full(41, 1e-200), means, "dW_rms", rtol=1e-6, atol=0)


def no_gradient(gradient_profile):
    """Return 0, not nan, where no gradient arrives."""
    delta, dW = gradient_profile(_stack((3, 4, 2)), tanh, tanh_grad, np.ones((2, 3)), np.zeros((2, 2)))
    means = "0 / 0 is nan: where the largest entry is 0, so is the root mean square."
    expect(delta, np.zeros(2), means, "delta_rms", atol=0)
    expect(dW, np.zeros(2), means, "dW_rms", atol=0)


TESTS = (
    two_units_by_hand,
    root_mean_square,
    agrees_with_differences,
    equal_widths,
    orthogonal_layers,
    tiny_gradients,
    no_gradient,
)
