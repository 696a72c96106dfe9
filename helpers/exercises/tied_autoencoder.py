"""Question 11: the backward pass of an autoencoder that uses one matrix twice, as encoder and as decoder."""

import numpy as np

from helpers.exercises._expect import expect

ASKS = "tied_autoencoder(X, W, b, c) -> (loss, dW, db, dc, dX)"
STATEMENT = (
    "With H = tanh(X @ W + b) and R = H @ W.T + c, return the loss sum((R - X)**2) / (2 N) over the N rows of "
    "X (N, D), and its derivatives with respect to W (D, K), b (K,), c (D,) and X, each in that shape."
)
HINTS = (
    "Write the forward pass in lines of one operation each, and then one backward line for each, from the last "
    "to the first: dR, dH, dZ, and what they give for W, b, c and X.",
    "For Z = A @ B the backward lines are dA = dZ @ B.T and dB = A.T @ dZ; for a bias the sum over the rows. "
    "The second product is H @ W.T, so what it gives has the shape of W.T. The slope of tanh is 1 - H**2.",
    "W is used in both products and X is both input and target, so two terms add up in each: "
    "dW = X.T @ dZ + dR.T @ H and dX = dZ @ W.T - dR, with dR = (R - X) / N.",
)

W_HAND, X_HAND = np.array([[1.0]]), np.array([[0.5], [-0.5], [0.0]])


def _data(N=5, D=4, K=3, seed=11):
    """Return rows, a matrix and two biases that are far from special."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(N, D)), 0.5 * rng.normal(size=(D, K)), rng.normal(size=K), rng.normal(size=D)


def _loss(X, W, b, c, target=None, decoder=None):
    """Return the loss, by loops over rows; `target` and `decoder` stand in for the second X and the second W."""
    target, decoder = X if target is None else target, W if decoder is None else decoder
    rows = [decoder @ np.tanh(W.T @ x + b) + c - t for x, t in zip(X, target, strict=True)]
    return sum(np.sum(row * row) for row in rows) / (2 * len(X))


def _slopes(f, x, h=1e-20):
    """Return the derivatives of f at x, entry by entry, by complex steps."""
    slopes = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[i] += 1j * h
        slopes[i] = f(moved).imag / h
    return slopes


def _encoder_and_decoder(X, W, b, c):
    """Return the two terms of dW."""
    encoder = _slopes(lambda V: _loss(X, V, b, c, decoder=W), W)
    return encoder, _slopes(lambda V: _loss(X, W, b, c, decoder=V), W)


def loss_by_hand(tied_autoencoder):
    """Give the loss of three rows of one number, as by hand."""
    r = 0.5 - np.tanh(0.5)
    loss, *_ = tied_autoencoder(X_HAND, W_HAND, np.zeros(1), np.zeros(1))
    lookalikes = {
        "This is the sum over the rows: divide by N.": r * r,
        "The half is missing: the squares are divided by 2 N.": 2 * r * r / 3,
        "Half and mean are both missing.": 2 * r * r,
    }
    expect(
        loss, r * r / 3, "Half the squared error of a row, averaged over rows.", "loss", lookalikes=lookalikes
    )
    X, W, b, c = _data()
    loss, *_ = tied_autoencoder(X, W, b, c)
    truth = _loss(X, W, b, c)
    lookalikes = {
        "This is the sum over the rows: divide by N.": 5 * truth,
        "The half is missing.": 2 * truth,
        "This is divided by N * D: the mean runs over rows only.": truth / 4,
        "This is divided by N * D, and the half is missing.": truth / 2,
    }
    expect(loss, truth, "sum((R - X)**2) / (2 N).", "loss", lookalikes=lookalikes)


def biases(tied_autoencoder):
    """Return the derivatives with respect to both biases."""
    X, W, b, c = _data()
    _, _, db, dc, _ = tied_autoencoder(X, W, b, c)
    truth = _slopes(lambda v: _loss(X, W, b, v), c)
    lookalikes = {
        "This is the gradient of the sum: the mean divides by N.": 5 * truth,
        "This is divided by N twice: a sum over the rows, not a mean, of what holds 1/N already.": truth / 5,
        "This is divided by N * D: the mean runs over rows only.": truth / 4,
        "The 2 of the square and the half cancel.": 2 * truth,
    }
    expect(dc, truth, "The sum over the rows of dR.", "dc", lookalikes=lookalikes)
    truth = _slopes(lambda v: _loss(X, W, v, c), b)
    H = np.tanh(X @ W + b)
    dH = (H @ W.T + c - X) @ W / len(X)
    lookalikes = {
        "The slope of tanh is missing.": dH.sum(axis=0),
        "The slope of tanh is 1 - tanh(Z)**2: H is tanh(Z) already.": (dH * (1 - np.tanh(H) ** 2)).sum(
            axis=0
        ),
        "The slope of tanh is 1 - H**2; this is H * (1 - H), that of a sigmoid.": (dH * H * (1 - H)).sum(
            axis=0
        ),
        "This is divided by N twice: a sum over the rows, not a mean, of what holds 1/N already.": truth / 5,
    }
    expect(db, truth, "dZ = (dR @ W) * (1 - H**2), summed over the rows.", "db", lookalikes=lookalikes)


def matrix_used_twice(tied_autoencoder):
    """Add what the matrix does as encoder and as decoder."""
    X, W, b, c = _data()
    encoder, decoder = _encoder_and_decoder(X, W, b, c)
    _, dW, *_ = tied_autoencoder(X, W, b, c)
    lookalikes = {
        "Only the encoder: W is used a second time, in H @ W.T. Add what comes from there.": encoder,
        "Only the decoder: W is used first in X @ W. Add what comes from there.": decoder,
        "The two terms add up; this is their difference.": encoder - decoder,
        "The two terms add up; this is their mean.": (encoder + decoder) / 2,
        "This is the gradient of the sum: the mean divides by N.": 5 * (encoder + decoder),
    }
    expect(dW, encoder + decoder, "dW = X.T @ dZ + dR.T @ H.", "dW", lookalikes=lookalikes)


def square_matrix(tied_autoencoder):
    """Do so where D = K, and a transpose too many keeps the shape."""
    X, W, b, c = _data(N=6, D=3, K=3)
    encoder, decoder = _encoder_and_decoder(X, W, b, c)
    _, dW, *_ = tied_autoencoder(X, W, b, c)
    lookalikes = {
        "The decoder's term is transposed: H.T @ dR belongs to W.T.": encoder + decoder.T,
        "The whole is transposed.": (encoder + decoder).T,
    }
    expect(dW, encoder + decoder, "dW = X.T @ dZ + dR.T @ H.", "dW", lookalikes=lookalikes)


def input_used_twice(tied_autoencoder):
    """Add what X does as input and as target."""
    X, W, b, c = _data()
    as_input = _slopes(lambda V: _loss(V, W, b, c, target=X), X)
    as_target = _slopes(lambda V: _loss(X, W, b, c, target=V), X)
    *_, dX = tied_autoencoder(X, W, b, c)
    lookalikes = {
        "Only the input: X is the target, too, and the loss depends on it there with -dR.": as_input,
        "Only the target: X goes through the network, too.": as_target,
        "As target X stands with a minus: -dR, not +dR.": as_input - as_target,
    }
    expect(dX, as_input + as_target, "dX = dZ @ W.T - dR.", "dX", lookalikes=lookalikes)


def rows_repeated(tied_autoencoder):
    """Change nothing but dX when each row comes twice, and serve a single row."""
    X, W, b, c = _data(N=1, D=3, K=2)
    one = tied_autoencoder(X, W, b, c)
    expect(one[0], _loss(X, W, b, c), "A batch of one row is special: a squeeze?", "loss")
    means = "With one row the result is that of any batch: a squeeze, or a division by N - 1?"
    expect(one[1], sum(_encoder_and_decoder(X, W, b, c)), means, "dW")
    expect(one[4], _slopes(lambda V: _loss(V, W, b, c), X), means, "dX")
    two = tied_autoencoder(np.vstack([X, X]), W, b, c)
    for name, x, y in zip(("loss", "dW", "db", "dc"), one, two, strict=False):
        expect(y, x, "A mean over the rows does not notice that each comes twice.", name)


def one_step_down(tied_autoencoder):
    """Fall, for a tiny step of gradient descent, by lr times the squared norm of the gradient."""
    X, W, b, c = _data(N=8, D=6, K=2, seed=3)
    loss, dW, db, dc, _ = tied_autoencoder(X, W, b, c)
    lr, squared = 1e-6, np.sum(dW**2) + np.sum(db**2) + np.sum(dc**2)
    after, *_ = tied_autoencoder(X, W - lr * dW, b - lr * db, c - lr * dc)
    means = "Loss and derivatives do not belong together, or are computed once and kept."
    expect(np.float64((loss - after) / (lr * squared)), 1.0, means, "fall / (lr |g|²)", rtol=0.001)


def saturated_units(tied_autoencoder):
    """Stay exact where units saturate."""
    X, b, c = 4000 * X_HAND, np.zeros(1), np.array([0.5])
    with np.errstate(all="ignore"):
        loss, dW, db, dc, dX = tied_autoencoder(X, W_HAND, b, c)
    means = "A tanh made of exponentials overflows here, np.tanh does not; or a clipped gradient?"
    expect(loss, _loss(X, W_HAND, b, c), means, "loss", rtol=1e-12)
    expect(dW, sum(_encoder_and_decoder(X, W_HAND, b, c)), means, "dW")
    expect(db, _slopes(lambda v: _loss(X, W_HAND, v, c), b), means, "db")
    expect(dc, _slopes(lambda v: _loss(X, W_HAND, b, v), c), means, "dc")
    expect(dX, _slopes(lambda V: _loss(V, W_HAND, b, c), X), means, "dX")


TESTS = (
    loss_by_hand,
    biases,
    matrix_used_twice,
    square_matrix,
    input_used_twice,
    rows_repeated,
    one_step_down,
    saturated_units,
)
