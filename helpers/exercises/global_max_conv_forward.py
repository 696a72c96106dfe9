"""Question 2: the features of a small convolutional network, one number for each image and filter.

Images smaller than the filter are not tested, nor are arguments of two different dtypes.
"""

import numpy as np

from helpers.exercises._expect import expect

ASKS = "global_max_conv_forward(X, W, b) -> A"
STATEMENT = (
    "Slide each filter of W (K, K, F) over each image of X (N, height, width), at all places where it fits, not "
    "turned over and without padding; add its bias, keep the largest response, replace it by 0 if it is negative: "
    "A (N, F); float32 stays float32."
)
HINTS = (
    "Begin with one image and one filter: the response at a place is the sum of window times filter, both K x K. "
    "How many places are there? One, if the image is as large as the filter.",
    "np.lib.stride_tricks.sliding_window_view(X, (K, K), axis=(1, 2)) has shape (N, rows, columns, K, K). Make it "
    "(N, places, K * K) and W (K * K, F): then one matrix product gives all responses, (N, places, F).",
    "A = np.maximum((windows @ W.reshape(K * K, F)).max(axis=1) + b, 0), with windows.reshape(N, -1, K * K). The "
    "maximum runs over the places, axis 1, not over the images or the filters.",
)


def _responses(X, W, b):
    """Return all responses, (N, rows, columns, F), by loops."""
    K, F = W.shape[0], W.shape[2]
    N, rows, columns = len(X), X.shape[1] - K + 1, X.shape[2] - K + 1
    Z = np.empty((N, rows, columns, F))
    for n, r, c, f in np.ndindex(Z.shape):
        Z[n, r, c, f] = (X[n, r : r + K, c : c + K] * W[:, :, f]).sum() + b[f]
    return Z


def _truth(X, W, b):
    return np.maximum(_responses(X, W, b).max(axis=(1, 2)), 0)


def _drawn(seed, N, height, width, K, F):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(N, height, width)), rng.normal(size=(K, K, F)), rng.normal(size=F)


def by_hand(global_max_conv_forward):
    """Find 4 and 11 as the largest responses of two filters to a 3x3 image."""
    X = np.array([[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [4.0, 0.0, 1.0]]])
    W = np.stack([[[0.0, 0.0], [1.0, 0.0]], [[0.0, 1.0], [2.0, 3.0]]], axis=2)
    lookalikes = {
        "The filter is turned over; here it is laid on the window as it stands.": [[3.0, 9.0]],
        "Rows and columns of the filter are swapped.": [[3.0, 10.0]],
        "This is the mean over the places, not the maximum.": [[1.25, 7.75]],
        "This is the sum over the places, not the maximum.": [[5.0, 31.0]],
        "This is the response at the first place only.": [[0.0, 5.0]],
        "The filters are mixed up: W.reshape(K * K, F) keeps each in its column.": [[3.0, 11.0]],
    }
    means = "W[:, :, f] times the window, summed, at each of the four places; then the largest."
    expect(global_max_conv_forward(X, W, np.zeros(2)), [[4.0, 11.0]], means, lookalikes=lookalikes)


def one_place(global_max_conv_forward):
    """Take the only place if the image is as large as the filter."""
    X, W, _ = _drawn(0, 1, 4, 4, 4, 6)
    b = np.full(6, 20.0)
    raw = _responses(X, W, 0 * b)[:, 0, 0]
    lookalikes = {
        "The bias is missing.": np.maximum(raw, 0),
        "The bias comes before negative values become 0.": np.maximum(raw, 0) + b,
    }
    means = "One place: the sum of image times filter, plus the bias. Padding makes more places of it."
    expect(global_max_conv_forward(X, W, b), raw + b, means, lookalikes=lookalikes)


def negative_is_zero(global_max_conv_forward):
    """Give 0 if even the largest response is negative, bias included."""
    X, W = np.ones((1, 3, 3)), np.ones((2, 2, 3))
    b = np.array([-3.0, -4.0, -5.0])
    lookalikes = {
        "The negative part must become 0: np.maximum(..., 0).": [[1.0, 0.0, -1.0]],
        "These are absolute values: a negative response becomes 0.": [[1.0, 0.0, 1.0]],
    }
    means = "4 - 3 = 1, 4 - 4 = 0, and 4 - 5 = -1 becomes 0."
    expect(global_max_conv_forward(X, W, b), [[1.0, 0.0, 0.0]], means, lookalikes=lookalikes)


def loops(global_max_conv_forward):
    """Agree with four nested loops on images that are wider than high."""
    X, W, b = _drawn(1, 4, 6, 9, 3, 5)
    A = np.maximum(_responses(X, W, b).max(axis=(1, 2)), 0)
    batch = {"One maximum for the whole batch: each image needs its own.": np.tile(A.max(axis=0), (4, 1))}
    means = (
        "Some places are missing, counted twice or outside of the image, or height and width are mixed up."
    )
    expect(global_max_conv_forward(X, W, b), A, means, lookalikes=batch)


def no_padding(global_max_conv_forward):
    """Use no place that sticks out of the image."""
    X, W, b = np.ones((2, 5, 5)), -np.ones((3, 3, 1)), np.array([10.0])
    means = "10 - 9 = 1 at all places inside. A window with padded zeros gives more: leave such places out."
    expect(global_max_conv_forward(X, W, b), [[1.0], [1.0]], means)


def place_does_not_matter(global_max_conv_forward):
    """Give the same features wherever a pattern stands inside a dark border."""
    pattern, W, _ = _drawn(2, 1, 3, 3, 3, 4)
    b = np.array([-0.5, -0.1, 0.2, 2.0])
    here, there = np.zeros((2, 1, 10, 10))
    here[:, 2:5, 2:5] = there[:, 5:8, 4:7] = pattern
    means = "The result depends on the place: each filter must visit every place, one pixel after the other."
    expect(global_max_conv_forward(here, W, b), _truth(here, W, b), means)
    expect(global_max_conv_forward(there, W, b), _truth(here, W, b), means)


def dark_image(global_max_conv_forward):
    """Answer a dark image with the positive part of the bias."""
    b = np.array([0.3, -0.3])
    means = "All responses to a dark image are the bias: 0.3 stays, -0.3 becomes 0."
    expect(global_max_conv_forward(np.zeros((1, 4, 4)), np.ones((2, 2, 2)), b), [[0.3, 0.0]], means)


def keeps_dtype(global_max_conv_forward):
    """Keep float32."""
    X, W, b = (a.astype(np.float32) for a in _drawn(3, 2, 5, 5, 2, 3))
    expected = _truth(X, W, b).astype(np.float32)
    expect(global_max_conv_forward(X, W, b), expected, "Less exact than float32.", rtol=1e-4, atol=1e-5)


TESTS = (
    by_hand,
    one_place,
    negative_is_zero,
    loops,
    no_padding,
    place_does_not_matter,
    dark_image,
    keeps_dtype,
)
