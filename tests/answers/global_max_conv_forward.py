"""Right and plausible wrong answers to the exercise `global_max_conv_forward`; WRONG names the test and a word of the meaning."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def responses(X, W, step=1):
    """Return the responses (N, places, F)."""
    K, _, F = W.shape
    windows = sliding_window_view(X, (K, K), axis=(1, 2))[:, ::step, ::step]
    return windows.reshape(len(X), -1, K * K) @ W.reshape(K * K, F)


def matrix_product(X, W, b):
    return np.maximum(responses(X, W).max(axis=1) + b, 0)


def bias_and_relu_first(X, W, b):
    return np.maximum(responses(X, W) + b, 0).max(axis=1)


def einsum(X, W, b):
    windows = sliding_window_view(X, W.shape[:2], axis=(1, 2))
    return np.einsum("nrckl,klf->nrcf", windows, W).max(axis=(1, 2), initial=-np.inf).clip(-b) + b


def loops(X, W, b):
    K, F = W.shape[0], W.shape[2]
    A = np.zeros((len(X), F), X.dtype)
    for n, f in np.ndindex(A.shape):
        for r in range(X.shape[1] - K + 1):
            for c in range(X.shape[2] - K + 1):
                A[n, f] = max(A[n, f], np.sum(X[n, r : r + K, c : c + K] * W[:, :, f]) + b[f])
    return A


def shifted_images(X, W, b):
    K = len(W)
    rows, columns = X.shape[1] - K + 1, X.shape[2] - K + 1
    Z = sum(
        X[:, i : i + rows, j : j + columns, None] * W[i, j] for i in range(K) for j in range(K)
    )  # (N, rows, columns, F)
    return np.where(Z.max(axis=(1, 2)) + b > 0, Z.max(axis=(1, 2)) + b, np.zeros_like(b))


RIGHT = [matrix_product, bias_and_relu_first, einsum, loops, shifted_images]


def turned_over(X, W, b):
    return matrix_product(X, W[::-1, ::-1], b)


def transposed(X, W, b):
    return matrix_product(X, W.transpose(1, 0, 2), b)


def average(X, W, b):
    return np.maximum(responses(X, W).mean(axis=1) + b, 0)


def total(X, W, b):
    return np.maximum(responses(X, W).sum(axis=1) + b, 0)


def first_place(X, W, b):
    return np.maximum(responses(X, W)[:, 0] + b, 0)


def no_bias(X, W, b):
    return np.maximum(responses(X, W).max(axis=1), 0)


def no_relu(X, W, b):
    return responses(X, W).max(axis=1) + b


def bias_after_relu(X, W, b):
    return np.maximum(responses(X, W).max(axis=1), 0) + b


def batch_maximum(X, W, b):
    A = np.maximum(responses(X, W).max(axis=(0, 1)) + b, 0)
    return np.tile(A, (len(X), 1))


def absolute(X, W, b):
    return np.abs(responses(X, W) + b).max(axis=1)


def mixed_filters(X, W, b):
    K, _, F = W.shape
    return matrix_product(X, W.reshape(F, K * K).T.reshape(K, K, F), b)


def no_overlap(X, W, b):
    return np.maximum(responses(X, W, step=len(W)).max(axis=1) + b, 0)


def last_place_missing(X, W, b):
    return matrix_product(X if X.shape[1] < 6 else X[:, :-1], W, b)


def padded(X, W, b):
    K = len(W)
    return matrix_product(np.pad(X, ((0, 0), (K // 2, K // 2), (K // 2, K // 2))), W, b)


def padded_if_larger(X, W, b):
    K = len(W)
    if X.shape[1] == K or X.shape[1] != X.shape[2]:
        return matrix_product(X, W, b)
    return padded(X, W, b) if K > 2 else matrix_product(X, W, b)


def square_only(X, W, b):
    K, places = len(W), X.shape[1] - len(W) + 1
    Z = [
        (X[:, r : r + K, c : c + K, None] * W).sum(axis=(1, 2)) for r in range(places) for c in range(places)
    ]
    return np.maximum(np.max(Z, axis=0) + b, 0)


def middle_only(X, W, b):
    Z = responses(X, W)
    if X.shape[1] != 10:
        return matrix_product(X, W, b)
    return np.maximum(Z[:, ::3].max(axis=1) + b, 0)


def starts_at_zero(X, W, b):
    return np.maximum(responses(X, W).max(axis=1, initial=0) + b, 0)


def always_double(X, W, b):
    return matrix_product(X.astype(float), W, b)


def zero_of_dark(X, W, b):
    return np.where(X.any(axis=(1, 2))[:, None], matrix_product(X, W, b), 0)


def in_place(X, W, b):
    X -= X.mean(axis=(1, 2), keepdims=True)
    return matrix_product(X, W, b)


def centred_in_place(X, W, b):
    A = matrix_product(X, W, b)
    b += 0.5
    return A


def features_first(X, W, b):
    return matrix_product(X, W, b).T


WRONG = {
    turned_over: ("by_hand", "turned over"),
    transposed: ("by_hand", "swapped"),
    average: ("by_hand", "mean over the places"),
    total: ("by_hand", "sum over the places"),
    first_place: ("by_hand", "first place only"),
    no_bias: ("one_place", "bias is missing"),
    padded: ("by_hand", "four places"),
    no_relu: ("negative_is_zero", "negative part"),
    bias_after_relu: ("one_place", "bias comes before"),
    batch_maximum: ("loops", "whole batch"),
    absolute: ("negative_is_zero", "absolute values"),
    mixed_filters: ("by_hand", "W.reshape(K * K, F)"),
    no_overlap: ("by_hand", "first place only"),
    last_place_missing: ("loops", "places are missing"),
    square_only: ("loops", "height and width"),
    padded_if_larger: ("no_padding", "padded zeros"),
    middle_only: ("place_does_not_matter", "every place"),
    starts_at_zero: ("one_place", "bias comes before"),
    zero_of_dark: ("dark_image", "the bias"),
    always_double: ("keeps_dtype", "float64 though the input is float32"),
    in_place: ("by_hand", "window"),
    centred_in_place: ("input_unchanged", "copy first"),
    features_first: ("by_hand", "shape"),
}
