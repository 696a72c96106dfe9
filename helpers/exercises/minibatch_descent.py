"""Question 19: mini-batch gradient descent for any batch size, with the order of the examples from a generator."""

import itertools

import numpy as np

from helpers.exercises._expect import expect, fail

ASKS = "minibatch_descent(grad, w, X, y, batch_size, lr, epochs, rng) -> w"
STATEMENT = (
    "In each epoch go once through all N rows of X and y, in a new random order from rng, in batches of "
    "batch_size (the last takes what is left); after each, step from w down grad(w, X_batch, y_batch), the "
    "gradient of the mean loss over the batch. Return the last w and change none of the inputs."
)
HINTS = (
    "Two loops: over epochs, and inside over the beginnings of the batches, range(0, N, batch_size). A slice "
    "that ends beyond its array is shorter, which makes the last batch by itself.",
    "Draw the order inside the outer loop, order = rng.permutation(N), and cut the *order* into pieces. One "
    "array of indices serves X and y, so pairs stay together and nothing is shuffled in place.",
    "With batch = order[start : start + batch_size] the step is w = w - lr * grad(w, X[batch], y[batch]), "
    "after every batch. Not w -= ..., which would change the caller's array.",
)


def _examples(N):
    """Return N rows (k, -k), and the labels 10 k, so that every row can be recognised."""
    k = np.arange(N, dtype=float)
    return np.stack([k, -k], axis=1), 10 * k


def _watched(rule=None):
    """Return a gradient that keeps what it is called with, and the list of these calls."""
    calls = []

    def grad(w, X, y):
        """Return the mean of w - y over the batch."""
        calls.append((np.copy(w), np.copy(X), np.copy(y)))
        return w - np.mean(y) if rule is None else rule(w, X, y)

    return grad, calls


def _orders(minibatch_descent, N, batch_size, epochs, rng):
    """Return the batches of a run as a list of lists of row numbers."""
    grad, calls = _watched(lambda w, X, y: np.zeros_like(w))
    X, y = _examples(N)
    minibatch_descent(grad, np.zeros(1), X, y, batch_size=batch_size, lr=0.1, epochs=epochs, rng=rng)
    rows = [_rows(X_batch) for _, X_batch, _ in calls]
    if not rows:
        fail("one call of grad for each batch", "no call", "Nothing asks for a gradient.")
    return rows


def _rows(X_batch):
    if X_batch.ndim != 2 or X_batch.shape[1] != 2:
        means = "A batch keeps both axes: X[batch] with an array or a slice of rows, not X[i]."
        fail("X_batch of shape (rows, 2)", f"shape {X_batch.shape}", means)
    return X_batch[:, 0].astype(int).tolist()


def _in_epochs(rows, N, epochs):
    """Return the order of each epoch, cut where N examples have come."""
    flat = list(itertools.chain(*rows))
    if len(flat) != epochs * N:
        means = "Each epoch takes every example once; the last batch takes what is left, and is not dropped."
        fail(f"{epochs * N} examples in {epochs} epochs of {N}", f"{len(flat)}", means)
    return [flat[k * N : (k + 1) * N] for k in range(epochs)]


def full_batch_by_hand(minibatch_descent):
    """Take two steps of gradient descent if the batch is everything, w = 7, mean of y = 3, lr = 1/8."""
    grad, _ = _watched()
    X, y, rng = np.zeros((4, 1)), np.full(4, 3.0), np.random.default_rng(0)
    w = minibatch_descent(grad, np.array([7.0]), X, y, batch_size=4, lr=0.125, epochs=2, rng=rng)
    lookalikes = {
        "This walks uphill: subtract the gradient.": [8.0625],
        "The learning rate is missing.": [3.0],
        "One step only: two epochs of one batch are two steps.": [6.5],
        "No step was taken.": [7.0],
        "grad is the gradient of the mean already: do not divide by the batch size again.": [6.75390625],
        "grad is the gradient of the mean already: do not multiply it by the batch size.": [4.0],
        "Both steps begin with, or take the gradient at, the first w.": [6.0],
    }
    means = "w = w - lr * grad(w, X, y), once in each of the two epochs."
    expect(w, [6.0625], means, "w", lookalikes=lookalikes)


def sizes_of_batches(minibatch_descent):
    """Cut 7 examples into batches of 3, 3 and 1, of 1, and into one batch if 10 are asked for."""
    means = "range(0, N, batch_size) begins each batch; the last takes what is left, and is not dropped."
    for batch_size, expected in ((3, [3, 3, 1]), (1, [1] * 7), (7, [7]), (10, [7])):
        for epochs in (1, 2):
            rows = _orders(minibatch_descent, 7, batch_size, epochs, np.random.default_rng(1))
            sizes = [len(batch) for batch in rows]
            if sizes != epochs * expected:
                if epochs == 2:
                    means = "A batch goes on into the next epoch: cut each epoch by itself."
                asked = f"batches of {epochs * expected} for batch_size={batch_size}, epochs={epochs}"
                fail(asked, f"batches of {sizes}", means)


def each_example_once(minibatch_descent):
    """Take every example once an epoch."""
    rows = _orders(minibatch_descent, 10, 4, 3, np.random.default_rng(2))
    for order in _in_epochs(rows, 10, 3):
        if sorted(order) != list(range(10)):
            means = "rng.integers, and rng.choice as it is, draw with replacement: use rng.permutation(N)."
            fail("the rows 0 to 9, each once", f"{order}", means)


def pairs_stay_together(minibatch_descent):
    """Keep each row of X with its y."""
    grad, calls = _watched()
    X, y = _examples(12)
    minibatch_descent(grad, np.zeros(1), X, y, batch_size=5, lr=0.1, epochs=2, rng=np.random.default_rng(3))
    for _, X_batch, y_batch in calls:
        expected = 10.0 * np.array(_rows(X_batch))
        means = "X and y are shuffled apart: index both with one and the same array of row numbers."
        expect(y_batch, expected, means, "y_batch")


def step_after_each_batch(minibatch_descent):
    """Step after every batch, from where the step before has led."""
    grad, calls = _watched(lambda w, X, y: w - X.mean(axis=0) * y.mean())
    X, y = np.random.default_rng(4).normal(size=(40, 2)), 10 * np.arange(40.0)
    start, lr = np.array([[1.0, -1.0], [0.0, 2.0], [4.0, 3.0]]), 0.3  # w may have any shape
    w = minibatch_descent(grad, start, X, y, batch_size=16, lr=lr, epochs=2, rng=np.random.default_rng(5))
    at = start
    for given, X_batch, y_batch in calls:
        lookalikes = {
            "All gradients are taken at the first w: step after every batch.": start
            if at is not start
            else []
        }
        means = "The rate, or the step, is not the same for each batch? One step, lr * gradient, after each."
        expect(given, at, means, "the w given to grad", lookalikes=lookalikes)
        at = at - lr * (at - X_batch.mean(axis=0) * y_batch.mean())
    expect(w, at, "Return w after the last step.", "w")


def new_batches_each_epoch(minibatch_descent):
    """Shuffle anew in each epoch, across the batches."""
    rows = _orders(minibatch_descent, 64, 8, 3, np.random.default_rng(6))
    first, second, third = _in_epochs(rows, 64, 3)
    if first == list(range(64)):
        fail("a random order", "0, 1, 2, ...", "The data is taken as it lies: draw an order from rng.")
    if first in (second, third) or second == third:
        fail("another order in each epoch", "the same twice", "Draw the order inside the loop over epochs.")
    together = [{frozenset(order[k : k + 8]) for k in range(0, 64, 8)} for order in (first, second, third)]
    if len(set.union(*together)) < 20:
        means = "The same examples always share a batch: shuffle the examples, not ready-made batches."
        fail("other batches in each epoch", "the same batches", means)


def every_order_alike(minibatch_descent):
    """Give each of the 6 orders of 3 examples the same chance."""
    rows = _orders(minibatch_descent, 3, 1, 1800, np.random.default_rng(7))
    orders = [tuple(order) for order in _in_epochs(rows, 3, 1800)]
    counts = [orders.count(order) for order in itertools.permutations(range(3))]
    if min(counts) < 220 or max(counts) > 380:  # 300 expected, with a standard deviation of 16
        means = "Rotating or swapping a little is no shuffle: rng.permutation(N) gives every order alike."
        fail("each about 300 times in 1800 epochs", f"{counts} times", means)


def order_from_rng(minibatch_descent):
    """Take the randomness from rng, and from nowhere else."""

    def order(rng):
        return _orders(minibatch_descent, 32, 8, 1, rng)

    if order(np.random.default_rng(8)) != order(np.random.default_rng(8)):
        means = "np.random.shuffle and np.random.permutation ignore rng: call rng.permutation."
        fail("the same order from the same seed", "another one", means)
    rng = np.random.default_rng(8)
    if order(rng) == order(rng) or order(np.random.default_rng(9)) == order(np.random.default_rng(8)):
        means = "A generator with a fixed seed is made inside the function: use the one that is passed in."
        fail("another order when rng has moved on", "the same order", means)


TESTS = (
    full_batch_by_hand,
    sizes_of_batches,
    each_example_once,
    pairs_stay_together,
    step_after_each_batch,
    new_batches_each_epoch,
    every_order_alike,
    order_from_rng,
)
