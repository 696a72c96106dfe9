"""Right and plausible wrong answers to the exercise `train_neuron`; WRONG names the test and a word of the meaning."""

import math

import numpy as np
from scipy import special


def safe_sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def whiteboard(X, y, lr, steps, l2=0.0):
    N, D = X.shape
    if y.shape != (N,):
        raise ValueError(f"y has shape {y.shape}: expected ({N},)")
    w, b, losses = np.zeros(D), 0.0, []
    for k in range(steps + 1):
        z = X @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - y * z) + l2 / 2 * w @ w)
        if k < steps:
            p = safe_sigmoid(z)
            w, b = w - lr * (X.T @ (p - y) / N + l2 * w), b - lr * np.mean(p - y)
    return w, b, np.array(losses)


def scipy_style(X, y, lr, steps, l2=0.0):
    if np.shape(y) != (len(X),):
        raise ValueError("y: expected one label a row")
    sign = 2 * y - 1
    w, b = np.zeros(X.shape[1]), 0.0
    losses = np.empty(steps + 1)
    losses[0] = np.log(2)
    for k in range(steps):
        error = special.expit(X @ w + b) - y
        grad_w, grad_b = np.mean(error[:, None] * X, axis=0) + l2 * w, error.mean()
        w, b = w - lr * grad_w, b - lr * grad_b
        losses[k + 1] = -special.log_expit(sign * (X @ w + b)).mean() + l2 / 2 * np.sum(w**2)
    return w, b, losses


def one_vector(X, y, lr, steps, l2=0.0):
    """Hold the bias as one more weight, on an input that is always 1."""
    if y.shape != X.shape[:1]:
        raise ValueError("y: expected one label a row")
    A, v = np.column_stack([X, np.ones(len(X))]), np.zeros(X.shape[1] + 1)
    penalty = np.append(np.full(X.shape[1], l2), 0.0)
    losses = []
    for k in range(steps + 1):
        z = A @ v
        losses.append(np.logaddexp(0, np.where(y == 1, -z, z)).mean() + np.sum(penalty * v**2) / 2)
        if k == steps:
            break
        v = v - lr * (A.T @ (special.expit(z) - y) / len(y) + penalty * v)
    return v[:-1], v[-1], np.array(losses)


def loops(X, y, lr, steps, l2=0.0):
    N, D = X.shape
    if y.ndim > 1:
        raise ValueError("y: expected (N,)")
    w, b, losses = [0.0] * D, 0.0, []
    for k in range(steps + 1):
        loss, grad_w, grad_b = 0.0, [l2 * v for v in w], 0.0
        for row, t in zip(X, y, strict=True):
            z = sum(v * x for v, x in zip(w, row, strict=True)) + b
            e = math.exp(-abs(z))
            loss += (max(z, 0) - t * z + math.log1p(e)) / N
            error = (1 / (1 + e) if z >= 0 else e / (1 + e)) - t
            grad_w = [g + error * x / N for g, x in zip(grad_w, row, strict=True)]
            grad_b += error / N
        losses.append(loss + l2 / 2 * sum(v * v for v in w))
        if k < steps:
            w, b = [v - lr * g for v, g in zip(w, grad_w, strict=True)], b - lr * grad_b
    return np.array(w), float(b), np.array(losses)


RIGHT = [whiteboard, scipy_style, one_vector, loops]


def variant(
    sigmoid=safe_sigmoid,
    row_loss=lambda z, y: np.logaddexp(0, z) - y * z,
    reduce=np.mean,
    grad=lambda X, e, w, l2: X.T @ e / len(e) + l2 * w,
    grad_b=lambda e, b, l2: np.mean(e),
    penalty=lambda w, b, l2: l2 / 2 * w @ w,
    start=np.zeros,
    rounds=lambda steps: steps,
    checks=True,
):
    """Return the training loop with one of its parts replaced."""

    def train_neuron(X, y, lr, steps, l2=0.0):
        if checks and y.shape != X.shape[:1]:
            raise ValueError("y")
        w, b, losses = start(X.shape[1]), 0.0, []
        for k in range(rounds(steps) + 1):
            z = X @ w + b
            losses.append(reduce(row_loss(z, y)) + penalty(w, b, l2))
            if k < rounds(steps):
                e = sigmoid(z) - y
                w, b = w - lr * grad(X, e, w, l2), b - lr * grad_b(e, b, l2)
        return w, b, np.array(losses)

    return train_neuron


def naive_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def log_of_p(z, y):
    p = special.expit(z)
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def log_of_clipped(z, y):
    p = np.clip(special.expit(z), 1e-12, 1 - 1e-12)
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def random_start(D):
    return np.random.default_rng(0).normal(size=D) * 0.01


def squared_error(X, y, lr, steps, l2=0.0):
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for k in range(steps + 1):
        p = special.expit(X @ w + b)
        losses.append(np.mean((p - y) ** 2) + l2 / 2 * w @ w)
        if k < steps:
            e = 2 * (p - y) * p * (1 - p)
            w, b = w - lr * (X.T @ e / len(e) + l2 * w), b - lr * e.mean()
    return w, b, np.array(losses)


def one_after_the_other(X, y, lr, steps, l2=0.0):
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for k in range(steps + 1):
        z = X @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - y * z) + l2 / 2 * w @ w)
        if k < steps:
            w = w - lr * (X.T @ (safe_sigmoid(z) - y) / len(y) + l2 * w)
            b = b - lr * np.mean(safe_sigmoid(X @ w + b) - y)
    return w, b, np.array(losses)


def one_row_at_a_time(X, y, lr, steps, l2=0.0):
    w, b, losses = np.zeros(X.shape[1]), 0.0, [np.log(2)]
    for _ in range(steps):
        for row, t in zip(X, y, strict=True):
            e = safe_sigmoid(row @ w + b) - t
            w, b = w - lr * (e * row + l2 * w) / len(y), b - lr * e / len(y)
        z = X @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - y * z) + l2 / 2 * w @ w)
    return w, b, np.array(losses)


def first_loss_missing(X, y, lr, steps, l2=0.0):
    w, b, losses = whiteboard(X, y, lr, steps, l2)
    return w, b, losses[1:]


def last_loss_missing(X, y, lr, steps, l2=0.0):
    w, b, losses = whiteboard(X, y, lr, steps, l2)
    return w, b, losses[:-1]


def list_of_losses(X, y, lr, steps, l2=0.0):
    w, b, losses = whiteboard(X, y, lr, steps, l2)
    return w, b, losses.tolist()


def accuracy_for_loss(X, y, lr, steps, l2=0.0):
    w, b, losses = whiteboard(X, y, lr, steps, l2)
    return w, b, np.full(len(losses), np.mean((X @ w + b > 0) == y))


def perceptron(X, y, lr, steps, l2=0.0):
    return variant(sigmoid=lambda z: (z > 0) * 1.0)(X, y, lr, steps, l2)


def whole_number_weights(X, y, lr, steps, l2=0.0):
    w, b, losses = whiteboard(X, y, lr, steps, l2)
    return w.astype(X.dtype), b, losses


def whole_numbers_in_place(X, y, lr, steps, l2=0.0):
    result = whiteboard(X, y, lr, steps, l2)
    w = np.zeros_like(X[0])
    w += result[0]
    return w, *result[1:]


def stops_early(X, y, lr, steps, l2=0.0):
    _, _, losses = whiteboard(X, y, lr, steps, l2)
    settled = np.flatnonzero(np.abs(np.diff(losses)) < 1e-3)
    return whiteboard(X, y, lr, settled[0] if len(settled) else steps, l2)


def one_axis_will_do(X, y, lr, steps, l2=0.0):
    if y.ndim != 1:
        raise ValueError("y")
    return column_accepted(X, y, lr, steps, l2)


def only_columns_refused(X, y, lr, steps, l2=0.0):
    if y.shape == (len(X), 1) or y.shape == (1,):
        raise ValueError("y")
    return column_accepted(X, y, lr, steps, l2)


def at_least_one_step(X, y, lr, steps, l2=0.0):
    return whiteboard(X, y, lr, max(steps, 1), l2)


def flattened(X, y, lr, steps, l2=0.0):
    return whiteboard(X, y.ravel(), lr, steps, l2)


def asserts(X, y, lr, steps, l2=0.0):
    if y.ndim != 1:
        raise AssertionError("y")
    return whiteboard(X, y, lr, steps, l2)


def labels_in_place(X, y, lr, steps, l2=0.0):
    result = whiteboard(X, y, lr, steps, l2)
    y[:] = 2 * y - 1
    return result


uphill = variant(grad=lambda X, e, w, l2: -X.T @ e / len(e) + l2 * w, grad_b=lambda e, b, l2: -np.mean(e))
summed = variant(grad=lambda X, e, w, l2: X.T @ e + l2 * w, grad_b=lambda e, b, l2: e.sum())
bias_summed = variant(grad_b=lambda e, b, l2: e.sum())
no_bias = variant(grad_b=lambda e, b, l2: 0.0)
bias_penalised = variant(grad_b=lambda e, b, l2: e.mean() + l2 * b)
bias_in_penalty = variant(penalty=lambda w, b, l2: l2 / 2 * (w @ w + b * b))
no_penalty = variant(grad=lambda X, e, w, l2: X.T @ e / len(e))
penalty_doubled = variant(grad=lambda X, e, w, l2: X.T @ e / len(e) + 2 * l2 * w)
penalty_averaged = variant(grad=lambda X, e, w, l2: (X.T @ e + l2 * w) / len(e))
penalty_not_in_loss = variant(penalty=lambda w, b, l2: 0.0)
penalty_not_halved = variant(penalty=lambda w, b, l2: l2 * w @ w)
loss_summed = variant(reduce=np.sum)
base_two = variant(row_loss=lambda z, y: (np.logaddexp(0, z) - y * z) / np.log(2))
overflowing_sigmoid = variant(sigmoid=naive_sigmoid)
overflowing_loss = variant(row_loss=log_of_p)
clipped_loss = variant(row_loss=log_of_clipped)
starts_at_random = variant(start=random_start)
one_step_more = variant(rounds=lambda steps: steps + 1)
one_step_less = variant(rounds=lambda steps: steps - 1)
column_accepted = variant(checks=False)

WRONG = {
    uphill: ("first_step", "sign"),
    summed: ("first_step", "divide by N"),
    bias_summed: ("first_step", "divide by N"),
    no_bias: ("first_step", "never changed"),
    squared_error: ("first_step", "squared error"),
    one_step_more: ("first_step", "Two steps"),
    one_step_less: ("first_step", "No step"),
    one_row_at_a_time: ("first_step", "X.T"),
    one_after_the_other: ("first_step", "mean(p - y)"),
    starts_at_random: ("first_step", "X.T"),
    perceptron: ("first_step", "X.T"),
    loss_summed: ("losses_in_order", "divide by N"),
    base_two: ("losses_in_order", "base 2"),
    first_loss_missing: ("losses_in_order", "shape"),
    last_loss_missing: ("losses_in_order", "shape"),
    list_of_losses: ("losses_in_order", "Python list"),
    accuracy_for_loss: ("losses_in_order", "zero weights"),
    no_penalty: ("penalty_on_weights", "not used"),
    bias_penalised: ("penalty_on_weights", "only w is"),
    bias_in_penalty: ("penalty_on_weights", "sum of w²"),
    penalty_doubled: ("penalty_on_weights", "not twice"),
    penalty_averaged: ("penalty_on_weights", "divided by N"),
    penalty_not_in_loss: ("penalty_on_weights", "missing in the loss"),
    penalty_not_halved: ("penalty_on_weights", "half is missing"),
    stops_early: ("follows_the_path", "either is changed"),
    whole_numbers_in_place: ("learns_and_or", "stops with this exception"),
    whole_number_weights: ("undecided_on_xor", "whole numbers"),
    overflowing_sigmoid: ("huge_sums", "exp(1000)"),
    overflowing_loss: ("huge_sums", "exp(1000)"),
    clipped_loss: ("huge_sums", "exp(1000)"),
    column_accepted: ("labels_of_another_shape", "(N, N)"),
    one_axis_will_do: ("labels_of_another_shape", "single label"),
    only_columns_refused: ("labels_of_another_shape", "(1, N)"),
    at_least_one_step: ("losses_in_order", "steps = 0"),
    flattened: ("labels_of_another_shape", "y.shape"),
    asserts: ("labels_of_another_shape", "stops with this exception"),
    labels_in_place: ("input_unchanged", "copy first"),
}
