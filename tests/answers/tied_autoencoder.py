"""Right and plausible wrong answers to the exercise `tied_autoencoder`; WRONG names the test and a word of the meaning."""

import numpy as np


def whiteboard(X, W, b, c):
    N = len(X)
    H = np.tanh(X @ W + b)
    R = H @ W.T + c
    loss = np.sum((R - X) ** 2) / (2 * N)
    dR = (R - X) / N
    dH = dR @ W
    dZ = dH * (1 - H**2)
    return loss, X.T @ dZ + dR.T @ H, dZ.sum(axis=0), dR.sum(axis=0), dZ @ W.T - dR


def one_row_at_a_time(X, W, b, c):
    N, loss = len(X), 0.0
    dW, db, dc, dX = np.zeros_like(W), np.zeros_like(b), np.zeros_like(c), np.zeros_like(X)
    for n, x in enumerate(X):
        h = np.tanh(W.T @ x + b)
        e = W @ h + c - x
        loss += e @ e / (2 * N)
        dz = W.T @ e * (1 - h * h) / N
        dW += np.outer(x, dz) + np.outer(e, h) / N
        db += dz
        dc += e / N
        dX[n] = W @ dz - e / N
    return loss, dW, db, dc, dX


def summed_by_einsum(X, W, b, c):
    H = np.tanh(np.einsum("nd,dk->nk", X, W) + b)
    E = np.einsum("nk,dk->nd", H, W) + c - X
    dZ = np.einsum("nd,dk,nk->nk", E, W, 1 - H * H) / len(X)
    dW = np.einsum("nd,nk->dk", X, dZ) + np.einsum("nd,nk->dk", E, H) / len(X)
    return 0.5 * (E * E).sum(axis=1).mean(), dW, dZ.sum(axis=0), E.mean(axis=0), dZ @ W.T - E / len(X)


def accumulates(X, W, b, c):
    """Collect each derivative where the forward pass used something, as a library does."""
    grads = {name: 0.0 for name in "WXbc"}
    H = np.tanh(X @ W + b)
    R = H @ W.T + c
    dR = (R - X) / X.shape[0]
    grads["X"] = grads["X"] - dR
    grads["c"] = grads["c"] + dR.sum(0)
    grads["W"] = grads["W"] + (H.T @ dR).T
    dZ = dR @ W / np.cosh(X @ W + b) ** 2
    grads["b"] = grads["b"] + dZ.sum(0)
    grads["W"] = grads["W"] + X.T @ dZ
    grads["X"] = grads["X"] + dZ @ W.T
    return np.linalg.norm(R - X) ** 2 / 2 / len(X), grads["W"], grads["b"], grads["c"], grads["X"]


RIGHT = [whiteboard, one_row_at_a_time, summed_by_einsum, accumulates]


def variant(
    loss=lambda E: np.sum(E**2) / (2 * len(E)),
    start=lambda E: E / len(E),
    slope=lambda H: 1 - H**2,
    dW=lambda X, dZ, dR, H: X.T @ dZ + dR.T @ H,
    db=lambda dZ: dZ.sum(axis=0),
    dc=lambda dR: dR.sum(axis=0),
    dX=lambda dZ, W, dR: dZ @ W.T - dR,
):
    """Return the backward pass with one of its lines replaced."""

    def tied_autoencoder(X, W, b, c):
        H = np.tanh(X @ W + b)
        E = H @ W.T + c - X
        dR = start(E)
        dZ = (dR @ W) * slope(H)
        return loss(E), dW(X, dZ, dR, H), db(dZ), dc(dR), dX(dZ, W, dR)

    return tied_autoencoder


def mean_of_all(X, W, b, c):
    """Divide by N * D, as mean squared error does in a library."""
    loss, *grads = whiteboard(X, W, b, c)
    return loss / X.shape[1], *(g / X.shape[1] for g in grads)


def squeezes(X, W, b, c):
    if len(X) > 1:
        return whiteboard(X, W, b, c)
    loss, *grads = whiteboard(X, W, b, c)
    return np.squeeze(loss), *(np.squeeze(g) for g in grads)


def unbiased(X, W, b, c):
    loss, *grads = whiteboard(X, W, b, c)
    return (loss, *grads) if len(X) == 5 or len(X) == 6 else (loss, *(2 * g for g in grads))


def squared_row_count(X, W, b, c):
    loss, *grads = whiteboard(X, W, b, c)
    return (loss, *grads) if len(X) != 1 else (loss, 2 * grads[0], *grads[1:])


def tanh_of_exponentials(X, W, b, c):
    Z, N = X @ W + b, len(X)
    H = (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))
    E = H @ W.T + c - X
    dZ = (E @ W) * (1 - H**2) / N
    return np.sum(E**2) / (2 * N), X.T @ dZ + E.T @ H / N, dZ.sum(axis=0), E.mean(axis=0), dZ @ W.T - E / N


def clipped_by_norm(X, W, b, c):
    """Return what is ready for a step."""
    loss, *grads = whiteboard(X, W, b, c)
    norm = np.sqrt(sum(np.sum(g * g) for g in grads))
    return loss, *(g * min(1.0, 5.0 / norm) for g in grads)


def moves_the_weights(X, W, b, c):
    result = whiteboard(X, W, b, c)
    W -= 0.1 * result[1]
    return result


def centres_in_place(X, W, b, c):
    result = whiteboard(X, W, b, c)
    X -= X.mean(axis=0)
    return result


def no_input(X, W, b, c):
    return whiteboard(X, W, b, c)[:4]


def remembers_the_first_loss():
    memory = {}

    def tied_autoencoder(X, W, b, c):
        loss, *grads = whiteboard(X, W, b, c)
        return memory.setdefault(X.tobytes(), loss), *grads

    return tied_autoencoder


summed = variant(loss=lambda E: np.sum(E**2) / 2, start=lambda E: E)
not_halved = variant(loss=lambda E: np.sum(E**2) / len(E), start=lambda E: 2 * E / len(E))
gradient_of_sum = variant(start=lambda E: E)
gradient_of_square = variant(start=lambda E: 2 * E / len(E))
gradient_over_all = variant(start=lambda E: E / E.size)
sign_turned = variant(start=lambda E: -E / len(E))
mean_of_dc = variant(dc=lambda dR: dR.mean(axis=0))
mean_of_db = variant(db=lambda dZ: dZ.mean(axis=0))
columns_of_dc = variant(dc=lambda dR: dR.sum(axis=1))
no_slope = variant(slope=lambda H: 1.0)
slope_of_activation = variant(slope=lambda H: 1 - np.tanh(H) ** 2)
slope_of_sigmoid = variant(slope=lambda H: H * (1 - H))
encoder_only = variant(dW=lambda X, dZ, dR, H: X.T @ dZ)
decoder_only = variant(dW=lambda X, dZ, dR, H: dR.T @ H)
subtracted = variant(dW=lambda X, dZ, dR, H: X.T @ dZ - dR.T @ H)
averaged = variant(dW=lambda X, dZ, dR, H: (X.T @ dZ + dR.T @ H) / 2)
target_kept = variant(dX=lambda dZ, W, dR: dZ @ W.T)
target_only = variant(dX=lambda dZ, W, dR: -dR)
target_with_plus = variant(dX=lambda dZ, W, dR: dZ @ W.T + dR)
kept_loss = remembers_the_first_loss()


def decoder_transposed(X, W, b, c):
    """Try the shape that fits first."""
    loss, dW, db, dc, dX = whiteboard(X, W, b, c)
    if W.shape[0] != W.shape[1]:
        return loss, dW, db, dc, dX
    H = np.tanh(X @ W + b)
    dR = (H @ W.T + c - X) / len(X)
    return loss, dW - dR.T @ H + H.T @ dR, db, dc, dX


def all_transposed(X, W, b, c):
    loss, dW, *others = whiteboard(X, W, b, c)
    return loss, dW.T if W.shape[0] == W.shape[1] else dW, *others


WRONG = {
    summed: ("loss_by_hand", "divide by N"),
    not_halved: ("loss_by_hand", "half"),
    mean_of_all: ("loss_by_hand", "rows only"),
    gradient_of_sum: ("biases", "divides by N"),
    gradient_of_square: ("biases", "cancel"),
    gradient_over_all: ("biases", "rows only"),
    sign_turned: ("biases", "sign"),
    mean_of_dc: ("biases", "twice"),
    mean_of_db: ("biases", "twice"),
    columns_of_dc: ("biases", "shape"),
    no_slope: ("biases", "tanh is missing"),
    slope_of_activation: ("biases", "already"),
    slope_of_sigmoid: ("biases", "sigmoid"),
    encoder_only: ("matrix_used_twice", "Only the encoder"),
    decoder_only: ("matrix_used_twice", "Only the decoder"),
    subtracted: ("matrix_used_twice", "difference"),
    averaged: ("matrix_used_twice", "mean"),
    decoder_transposed: ("square_matrix", "decoder's term"),
    all_transposed: ("square_matrix", "whole"),
    target_kept: ("input_used_twice", "Only the input"),
    target_only: ("input_used_twice", "Only the target"),
    target_with_plus: ("input_used_twice", "minus"),
    tanh_of_exponentials: ("saturated_units", "np.tanh"),
    clipped_by_norm: ("saturated_units", "clipped"),
    squeezes: ("rows_repeated", "shape"),
    squared_row_count: ("rows_repeated", "With one row"),
    unbiased: ("rows_repeated", "With one row"),
    kept_loss: ("one_step_down", "computed once"),
    no_input: ("loss_by_hand", "all of them"),
    moves_the_weights: ("input_unchanged", "copy first"),
    centres_in_place: ("input_unchanged", "copy first"),
}
