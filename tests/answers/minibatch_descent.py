"""Right and plausible wrong answers to the exercise `minibatch_descent`; WRONG names the test and a word of the meaning."""

import numpy as np


def whiteboard(grad, w, X, y, batch_size, lr, epochs, rng):
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            w = w - lr * grad(w, X[batch], y[batch])
    return w


def split_the_order(grad, w, X, y, batch_size, lr, epochs, rng):
    N = X.shape[0]
    for _ in range(epochs):
        for batch in np.split(rng.permutation(N), np.arange(batch_size, N, batch_size)):
            w = w + grad(w, X.take(batch, axis=0), y.take(batch)) * -lr
    return w


def shuffled_copies(grad, w, X, y, batch_size, lr, epochs, rng):
    w = np.array(w, dtype=float)
    order = np.arange(len(y))
    while epochs:
        rng.shuffle(order)
        X_now, y_now, i = X[order], y[order], 0
        while i < len(y):
            w -= lr * grad(w.copy(), X_now[i : i + batch_size], y_now[i : i + batch_size])
            i += batch_size
        epochs -= 1
    return w


def sorted_random_keys(grad, w, X, y, batch_size, lr, epochs, rng):
    pairs = list(zip(X, y, strict=True))
    for _ in range(epochs):
        queue = [pairs[i] for i in np.argsort(rng.random(len(pairs)))]
        while queue:
            batch, queue = queue[:batch_size], queue[batch_size:]
            w = w - lr * grad(w, np.array([x for x, _ in batch]), np.array([t for _, t in batch]))
    return w


def variant(orders=None, step=None, stop=None, same=False, take=None):
    """Return mini-batch descent with one of its decisions replaced."""
    orders = orders or (lambda N, B, rng: rng.permutation(N))
    step = step or (lambda w, g, lr, k, b, B: w - lr * g)
    take = take or (lambda X, y, batch, rng: (X[batch], y[batch]))

    def minibatch_descent(grad, w, X, y, batch_size, lr, epochs, rng):
        N, k = len(X), 0
        end = N if stop is None else stop(N, batch_size)
        order = orders(N, batch_size, rng)
        for epoch in range(epochs):
            if epoch and not same:
                order = orders(N, batch_size, rng)
            for start in range(0, end, batch_size):
                batch = order[start : start + batch_size]
                w = step(w, grad(w, *take(X, y, batch, rng)), lr, k, len(batch), batch_size)
                k += 1
        return w

    return minibatch_descent


def fixed_batches(N, B, rng):
    batches = [np.arange(N)[i : i + B] for i in range(0, N, B)]
    if len(batches[-1]) < B:
        return rng.permutation(N)
    return np.concatenate([batches[i] for i in rng.permutation(len(batches))])


def draws_each_batch(grad, w, X, y, batch_size, lr, epochs, rng):
    for _ in range(epochs):
        left = len(X)
        while left > 0:
            batch = rng.choice(len(X), size=min(batch_size, left), replace=False)
            w = w - lr * grad(w, X[batch], y[batch])
            left -= batch_size
    return w


def one_step_an_epoch(grad, w, X, y, batch_size, lr, epochs, rng):
    for _ in range(epochs):
        order, total = rng.permutation(len(X)), 0.0
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            total = total + grad(w, X[batch], y[batch]) * len(batch) / len(X)
        w = w - lr * total
    return w


def always_the_first_w(grad, w, X, y, batch_size, lr, epochs, rng):
    new = w
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            new = new - lr * grad(w, X[batch], y[batch])
    return new


def shuffles_in_place(grad, w, X, y, batch_size, lr, epochs, rng):
    for _ in range(epochs):
        order = rng.permutation(len(X))
        X[:], y[:] = X[order], y[order]
        for start in range(0, len(X), batch_size):
            w = w - lr * grad(w, X[start : start + batch_size], y[start : start + batch_size])
    return w


def changes_w(grad, w, X, y, batch_size, lr, epochs, rng):
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            w -= lr * grad(w, X[batch], y[batch])
    return w


def shuffled_apart(grad, w, X, y, batch_size, lr, epochs, rng):
    for _ in range(epochs):
        X, y = rng.permutation(X), rng.permutation(y)
        for start in range(0, len(X), batch_size):
            w = w - lr * grad(w, X[start : start + batch_size], y[start : start + batch_size])
    return w


def own_generator(grad, w, X, y, batch_size, lr, epochs, rng):
    return whiteboard(grad, w, X, y, batch_size, lr, epochs, np.random.default_rng(0))


def returns_path(grad, w, X, y, batch_size, lr, epochs, rng):
    return [w, whiteboard(grad, w, X, y, batch_size, lr, epochs, rng)]


def rows_one_by_one(grad, w, X, y, batch_size, lr, epochs, rng):
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            w = w - lr * np.mean([grad(w, X[i : i + 1], y[i : i + 1]) for i in batch], axis=0)
    return w


def batches_across_epochs(grad, w, X, y, batch_size, lr, epochs, rng):
    order = np.concatenate([rng.permutation(len(X)) for _ in range(epochs)])
    batch_size = min(batch_size, len(X))
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        w = w - lr * grad(w, X[batch], y[batch])
    return w


def flat_weights(grad, w, X, y, batch_size, lr, epochs, rng):
    w = whiteboard(grad, w, X, y, batch_size, lr, epochs, rng)
    return np.array([float(weight) for weight in w])


def batches_without_return(X, y, batch_size, rng):
    left = list(range(len(X)))
    while left:
        batch = [left.pop(rng.integers(len(left))) for _ in range(min(batch_size, len(left)))]
        yield X[batch], y[batch]


def drawn_from_what_is_left(grad, w, X, y, batch_size, lr, epochs, rng):
    for _ in range(epochs):
        for X_batch, y_batch in batches_without_return(X, y, batch_size, rng):
            w = np.subtract(w, np.multiply(lr, grad(w, X_batch, y_batch)))
    return w


def stops_before_last_step(grad, w, X, y, batch_size, lr, epochs, rng):
    before = w
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            before, w = w, w - lr * grad(w, X[batch], y[batch])
    return w if batch_size >= len(X) else before


with_replacement = variant(orders=lambda N, B, rng: rng.integers(N, size=N))
choice_as_it_is = variant(orders=lambda N, B, rng: rng.choice(N, size=N))
not_shuffled = variant(orders=lambda N, B, rng: np.arange(N))
global_state = variant(orders=lambda N, B, rng: np.random.permutation(N))  # noqa: NPY002
only_batches = variant(orders=fixed_batches)
rotated = variant(
    orders=lambda N, B, rng: np.roll(rng.permutation(N) if N > 3 else np.arange(N), rng.integers(N))
)
shuffled_once = variant(same=True)
last_dropped = variant(stop=lambda N, B: N - N % B if B <= N else N)
uphill = variant(step=lambda w, g, lr, k, b, B: w + lr * g)
no_rate = variant(step=lambda w, g, lr, k, b, B: w - g)
divided_again = variant(step=lambda w, g, lr, k, b, B: w - lr * g / b)
scaled_by_size = variant(step=lambda w, g, lr, k, b, B: w - lr * g * b / min(B, 4))
decaying_rate = variant(step=lambda w, g, lr, k, b, B: w - lr * g / (1 + 0.1 * k))

rate_by_size = variant(step=lambda w, g, lr, k, b, B: w - lr * g * min(1, 4 / B))
clipped = variant(step=lambda w, g, lr, k, b, B: w - lr * np.clip(g, -10, 10))


RIGHT = [whiteboard, split_the_order, shuffled_copies, sorted_random_keys, drawn_from_what_is_left]
WRONG = {
    uphill: ("full_batch_by_hand", "uphill"),
    no_rate: ("full_batch_by_hand", "learning rate is missing"),
    divided_again: ("full_batch_by_hand", "do not divide"),
    decaying_rate: ("full_batch_by_hand", "once in each"),
    returns_path: ("full_batch_by_hand", "list came back"),
    last_dropped: ("sizes_of_batches", "what is left"),
    rows_one_by_one: ("sizes_of_batches", "what is left"),
    batches_across_epochs: ("sizes_of_batches", "next epoch"),
    flat_weights: ("step_after_each_batch", ""),
    rate_by_size: ("step_after_each_batch", "not the same for each batch"),
    clipped: ("step_after_each_batch", "One step"),
    with_replacement: ("each_example_once", "with replacement"),
    choice_as_it_is: ("each_example_once", "with replacement"),
    draws_each_batch: ("each_example_once", "rng.permutation"),
    shuffled_apart: ("pairs_stay_together", "shuffled apart"),
    one_step_an_epoch: ("step_after_each_batch", "first w"),
    always_the_first_w: ("full_batch_by_hand", "first w"),
    scaled_by_size: ("step_after_each_batch", "not the same for each batch"),
    stops_before_last_step: ("step_after_each_batch", "last step"),
    not_shuffled: ("new_batches_each_epoch", "as it lies"),
    shuffled_once: ("new_batches_each_epoch", "inside the loop over epochs"),
    only_batches: ("new_batches_each_epoch", "ready-made batches"),
    rotated: ("every_order_alike", "no shuffle"),
    global_state: ("order_from_rng", "ignore rng"),
    own_generator: ("order_from_rng", "passed in"),
    shuffles_in_place: ("input_unchanged", "copy first"),
    changes_w: ("input_unchanged", "copy first"),
}
