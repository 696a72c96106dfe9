"""Right and plausible wrong answers to the exercise `residual_backprop`; WRONG names the test and a word of the meaning."""

import numpy as np


def whiteboard(X, weights, alpha, dout):
    h, inputs, masks = X, [], []
    for W in weights:
        z = h @ W
        inputs.append(h)
        masks.append(z > 0)
        h = h + alpha * np.maximum(z, 0)
    delta, dweights = dout, np.zeros_like(weights)
    for i in reversed(range(len(weights))):
        dz = alpha * delta * masks[i]
        dweights[i] = inputs[i].T @ dz
        delta = delta + dz @ weights[i].T
    return h, delta, dweights


def recursive(X, weights, alpha, dout):
    if len(weights) == 0:
        return X, dout, weights
    z = X @ weights[0]
    out, delta, later = recursive(X + alpha * np.where(z > 0, z, 0.0), weights[1:], alpha, dout)
    dz = np.where(z > 0, alpha * delta, 0.0)
    return out, delta + dz @ weights[0].T, np.concatenate([(X.T @ dz)[None], later])


def by_jacobians(X, weights, alpha, dout):
    h = [X]
    for W in weights:
        h.append(h[-1] + alpha * np.maximum(h[-1] @ W, 0))
    dX, dweights = np.empty_like(X), np.zeros_like(weights)
    for n in range(len(X)):
        delta = dout[n]
        for i in range(len(weights) - 1, -1, -1):
            open_units = np.diag(1.0 * (h[i][n] @ weights[i] > 0))
            dweights[i] += alpha * np.outer(h[i][n], open_units @ delta)
            delta = (np.eye(len(delta)) + alpha * weights[i] @ open_units) @ delta
        dX[n] = delta
    return h[-1], dX, dweights


RIGHT = [whiteboard, recursive, by_jacobians]


def variant(layer=None, back=None, grad=None, end=None, mask=None):
    """Return the two passes with one of their lines replaced."""
    layer = layer or (lambda h, z, alpha: h + alpha * np.maximum(z, 0))
    mask = mask or (lambda h, z, out: z > 0)
    back = back or (lambda delta, dz, W, alpha: delta + dz @ W.T)
    grad = grad or (lambda h, dz, delta, alpha, out: h.T @ dz)
    end = end or (lambda out, dX, dweights, N: (out, dX, dweights))

    def residual_backprop(X, weights, alpha, dout):
        h, kept = X, []
        for W in weights:
            z = h @ W
            out = layer(h, z, alpha)
            kept.append((h, mask(h, z, out), out))
            h = out
        delta, dweights = dout, np.zeros_like(weights)
        for i in reversed(range(len(weights))):
            before, slope, out = kept[i]
            dz = alpha * delta * slope
            dweights[i] = grad(before, dz, delta * slope, alpha, out)
            delta = back(delta, dz, weights[i], alpha)
        return end(h, delta, dweights, len(X))

    return residual_backprop


def in_place(X, weights, alpha, dout):
    out, _, dweights = whiteboard(X, weights, alpha, dout.copy())
    h = X
    masks = []
    for W in weights:
        masks.append(h @ W > 0)
        h = h + alpha * np.maximum(h @ W, 0)
    for i in reversed(range(len(weights))):
        dout += (alpha * dout * masks[i]) @ weights[i].T
    return out, dout, dweights


def divides_by_alpha(X, weights, alpha, dout):
    with np.errstate(all="ignore"):
        out, dX, dweights = whiteboard(X, weights, alpha, dout)
        return out, dout + alpha * ((dX - dout) / alpha), dweights


def forward_order(X, weights, alpha, dout):
    h, inputs, masks = X, [], []
    for W in weights:
        inputs.append(h)
        masks.append(h @ W > 0)
        h = h + alpha * np.maximum(h @ W, 0)
    delta, dweights = dout, np.zeros_like(weights)
    for i in range(len(weights)):
        dz = alpha * delta * masks[i]
        dweights[i] = inputs[i].T @ dz
        delta = delta + dz @ weights[i].T
    return h, delta, dweights


def gradients_in_reverse(X, weights, alpha, dout):
    out, dX, dweights = whiteboard(X, weights, alpha, dout)
    return out, dX, dweights[::-1].copy()


def last_mask_for_all(X, weights, alpha, dout):
    h, inputs = X, []
    for W in weights:
        inputs.append(h)
        z = h @ W
        h = h + alpha * np.maximum(z, 0)
    delta, dweights = dout, np.zeros_like(weights)
    for i in reversed(range(len(weights))):
        dz = alpha * delta * (z > 0)
        dweights[i] = inputs[i].T @ dz
        delta = delta + dz @ weights[i].T
    return h, delta, dweights


def two_layers_only(X, weights, alpha, dout):
    return whiteboard(X, weights[:2], alpha, dout)[:2] + (
        np.concatenate([whiteboard(X, weights[:2], alpha, dout)[2], np.zeros_like(weights[2:])]),
    )


def powers_of_alpha(X, weights, alpha, dout):
    if len(weights) < 3:
        return whiteboard(X, weights, alpha, dout)
    out, dX, dweights = whiteboard(X, weights, alpha, dout)
    return out, dX, alpha * dweights


def slope_of_the_sign(X, weights, alpha, dout):
    """Take a unit as open where relu(z) >= 0, which is everywhere."""
    if np.all(X @ weights[0] < 0) if len(weights) else False:
        return variant(mask=lambda h, z, out: np.ones_like(z))(X, weights, alpha, dout)
    return whiteboard(X, weights, alpha, dout)


def squeezed(X, weights, alpha, dout):
    out, dX, dweights = whiteboard(X, weights, alpha, dout)
    return (out, dX.squeeze(), dweights) if len(weights) == 2 else (out, dX, dweights)


def needs_a_layer(X, weights, alpha, dout):
    out, dX, dweights = whiteboard(X, weights, alpha, dout)
    return out, dX, np.array(list(dweights))


def two_results(X, weights, alpha, dout):
    return whiteboard(X, weights, alpha, dout)[1:]


skip_missing = variant(layer=lambda h, z, alpha: alpha * np.maximum(z, 0))
scaled_sum = variant(layer=lambda h, z, alpha: alpha * (h + np.maximum(z, 0)))
unscaled_branch = variant(layer=lambda h, z, alpha: h + np.maximum(z, 0))
relu_of_the_sum = variant(layer=lambda h, z, alpha: np.maximum(h + alpha * z, 0))
linear_branch = variant(layer=lambda h, z, alpha: h + alpha * z)
backward_without_skip = variant(back=lambda delta, dz, W, alpha: dz @ W.T)
backward_without_branch = variant(back=lambda delta, dz, W, alpha: delta)
backward_without_alpha = variant(back=lambda delta, dz, W, alpha: delta + dz @ W.T / (alpha or 1))
not_transposed = variant(back=lambda delta, dz, W, alpha: delta + dz @ W)
no_slope = variant(mask=lambda h, z, out: np.ones_like(z))
slope_of_input = variant(mask=lambda h, z, out: h > 0)
scaled_skip = variant(back=lambda delta, dz, W, alpha: alpha * delta + dz @ W.T)
weight_without_alpha = variant(grad=lambda h, dz, delta, alpha, out: h.T @ delta)
weight_transposed = variant(grad=lambda h, dz, delta, alpha, out: dz.T @ h)
weight_of_output = variant(grad=lambda h, dz, delta, alpha, out: out.T @ dz)
mean_over_batch = variant(end=lambda out, dX, dweights, N: (out, dX, dweights / N))

WRONG = {
    skip_missing: ("one_layer_by_hand", "skip is missing"),
    scaled_sum: ("one_layer_by_hand", "skip has no factor"),
    unscaled_branch: ("one_layer_by_hand", "alpha is missing"),
    relu_of_the_sum: ("one_layer_by_hand", "branch alone"),
    linear_branch: ("one_layer_by_hand", "relu is missing"),
    backward_without_skip: ("one_layer_by_hand", "dout itself"),
    backward_without_branch: ("one_layer_by_hand", "branch is missing"),
    backward_without_alpha: ("one_layer_by_hand", "alpha is missing in the backward"),
    not_transposed: ("one_layer_by_hand", "not transposed"),
    no_slope: ("one_layer_by_hand", "second unit is closed"),
    slope_of_input: ("one_layer_by_hand", "slope of ReLU at z"),
    scaled_skip: ("one_layer_by_hand", "multiplies the skip"),
    weight_without_alpha: ("one_layer_by_hand", "gradient of W"),
    weight_transposed: ("one_layer_by_hand", "transposed"),
    weight_of_output: ("one_layer_by_hand", "not its output"),
    two_results: ("one_layer_by_hand", "return out, dX, dweights"),
    divides_by_alpha: ("branches_off", "as it left"),
    forward_order: ("two_layers", "last layer to the first"),
    gradients_in_reverse: ("two_layers", "order is reversed"),
    last_mask_for_all: ("two_layers", "its own h, z and W"),
    mean_over_batch: ("two_layers", "its own h, z and W"),
    two_layers_only: ("many_layers", "forward pass"),
    powers_of_alpha: ("many_layers", "once"),
    slope_of_the_sign: ("closed_units", "only the skip"),
    squeezed: ("one_example", "still an axis"),
    needs_a_layer: ("no_layers", "shape of weights"),
    in_place: ("input_unchanged", "copy first"),
}
