"""Question 4: a sigmoid neuron, trained by gradient descent on the whole batch, from zero."""

import numpy as np
from scipy import special

from helpers.exercises._expect import expect, expect_raises, quietly

ASKS = "train_neuron(X, y, lr, steps, l2=0.0) -> (w, b, losses)"
STATEMENT = (
    "Train a sigmoid neuron from w = 0, b = 0 by gradient descent on all N rows of X at once: mean "
    "cross-entropy plus l2/2 |w|², b not penalised. Return w (D,), the number b, and the losses (steps + 1,) "
    "before the first step and after each; labels y that are not of shape (N,) raise ValueError."
)
HINTS = (
    "With z = X @ w + b and p = sigmoid(z) the mean cross-entropy has the gradient X.T @ (p - y) / N in w and "
    "mean(p - y) in b. The penalty adds l2 * w to the first, and nothing to the second.",
    "Never take the logarithm of p: -log p is log(1 + exp(-z)), and np.logaddexp(0, -z) computes it for any z. "
    "For both labels at once the loss of a row is np.logaddexp(0, z) - y * z.",
    "Compute both gradients before you change w or b, and record the loss at the top of a loop of steps + 1 "
    "rounds, the last of which takes no step. The sigmoid itself is safe as np.exp(-np.logaddexp(0, -z)).",
)

X_HAND = np.array([[1.0, 2.0], [3.0, 0.0], [0.0, 2.0], [2.0, -4.0]])
Y_HAND = np.array([1, 1, 1, 0])
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def _data():
    """Return 20 examples with three inputs whose labels no boundary separates."""
    rng = np.random.default_rng(4)
    return rng.normal(size=(20, 3)), rng.integers(0, 2, 20)


def _losses(z, y):
    """Return the cross-entropy of each row, by SciPy."""
    return -np.where(y == 1, special.log_expit(z), special.log_expit(-z))


def _run(X, y, lr, steps, l2=0.0, l2_bias=0.0):
    """Return w, b and the losses of a run, of one that penalises b if `l2_bias` is above 0."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(steps):
        z = X @ w + b
        losses.append(_losses(z, y).mean() + l2 / 2 * np.sum(w**2))
        error = special.expit(z) - y
        w, b = w - lr * ((error[:, None] * X).mean(axis=0) + l2 * w), b - lr * (error.mean() + l2_bias * b)
    losses.append(_losses(X @ w + b, y).mean() + l2 / 2 * np.sum(w**2))
    return w, b, np.array(losses)


def first_step(train_neuron):
    """Take the first step as by hand: p = 1/2, so each row pulls with ±1/2."""
    w, b, _ = train_neuron(X_HAND, Y_HAND, lr=3.0, steps=1)
    squared = "This descends squared error: with cross-entropy no factor p (1 - p) is left."
    lookalikes = {
        "This is the step of the sum over the rows: divide by N.": [3.0, 12.0],
        "The learning rate is missing.": [0.25, 1.0],
        "No step was taken.": [0.0, 0.0],
        "Two steps were taken.": _run(X_HAND, Y_HAND, 3.0, 2)[0],
        squared: [0.375, 1.5],
        squared + " A factor 2 is missing, too.": [0.1875, 0.75],
    }
    expect(w, [0.75, 3.0], "w - lr * X.T @ (p - y) / N.", "w", lookalikes=lookalikes)
    lookalikes = {
        "The bias is never changed: its gradient is the mean of p - y.": 0.0,
        "This is the step of the sum over the rows: divide by N.": 3.0,
    }
    expect(b, 0.75, "b - lr * mean(p - y).", "b", lookalikes=lookalikes)


def losses_in_order(train_neuron):
    """Begin with the loss ln 2, and give steps + 1 losses."""
    _, _, losses = train_neuron(X_HAND, Y_HAND, lr=0.1, steps=3)
    truth = _run(X_HAND, Y_HAND, 0.1, 3)[2]
    lookalikes = {
        "This is the sum over the rows: divide by N.": 4 * truth,
        "This is the logarithm to the base 2: nats are asked for.": truth / np.log(2),
    }
    means = "The loss at zero weights comes first, the one after the last step last."
    expect(losses, truth, means, "losses", lookalikes=lookalikes)
    none = train_neuron(X_HAND, Y_HAND, lr=0.1, steps=0)[2]
    expect(none, [np.log(2)], "With steps = 0 the loss at zero weights is the only one.", "losses")


def follows_the_path(train_neuron):
    """Follow an independent run over 30 steps."""
    X, y = _data()
    w, b, losses = train_neuron(X, y, lr=0.5, steps=30)
    truth = _run(X, y, 0.5, 30)
    means = "Are both gradients taken at the same w and b, before either is changed?"
    expect(w, truth[0], means, "w")
    expect(b, truth[1], means, "b")
    expect(losses, truth[2], "The mean over the rows of -log p of the right label.", "losses")


def penalty_on_weights(train_neuron):
    """Penalise w with l2/2 |w|², and leave b alone."""
    X, y = _data()
    X = X + 1.0
    truth = _run(X, y, 0.2, 20, l2=0.5)
    w, b, losses = train_neuron(X, y, lr=0.2, steps=20, l2=0.5)
    lookalikes = {
        "`l2` is not used in the gradient.": _run(X, y, 0.2, 20)[0],
        "The bias is penalised, too: only w is.": _run(X, y, 0.2, 20, l2=0.5, l2_bias=0.5)[0],
        "The slope of l2/2 |w|² is l2 * w, not twice that.": _run(X, y, 0.2, 20, l2=1.0)[0],
        "The penalty is divided by N: only the mean of the losses is.": _run(X, y, 0.2, 20, l2=0.5 / 20)[0],
    }
    expect(w, truth[0], "The gradient in w gets l2 * w.", "w", lookalikes=lookalikes)
    expect(b, truth[1], "The gradient in b gets no penalty.", "b")
    size = np.array([np.sum(_run(X, y, 0.2, k, l2=0.5)[0] ** 2) for k in range(21)])
    lookalikes = {
        "The penalty is missing in the loss, though it is in the gradient.": truth[2] - 0.25 * size,
        "The penalty is l2/2 |w|²: the half is missing.": truth[2] + 0.25 * size,
    }
    expect(losses, truth[2], "The loss includes l2/2 times the sum of w².", "losses", lookalikes=lookalikes)


def learns_and_or(train_neuron):
    """Learn AND and OR, from whole-number inputs."""
    means = "After 2000 steps at lr 1 the sign of z is right at all four corners."
    for y in (np.array([0, 0, 0, 1]), np.array([0, 1, 1, 1])):
        w, b, _ = train_neuron(CORNERS, y, lr=1.0, steps=2000)
        expect((CORNERS @ w + b > 0).astype(int), y, means, "decisions")


def undecided_on_xor(train_neuron):
    """Stay at zero on XOR, where the gradient is 0 from the start."""
    w, b, losses = train_neuron(CORNERS, np.array([0, 1, 1, 0]), lr=1.0, steps=5)
    expect(w, [0.0, 0.0], "Start at w = 0: one neuron needs no random start.", "w")
    expect(b, 0.0, "Start at b = 0.", "b")
    expect(losses, np.full(6, np.log(2)), "At zero weights each row costs ln 2.", "losses")


def huge_sums(train_neuron):
    """Survive z of a million, without a warning."""
    X, y = np.array([[1000.0], [1000.0], [1000.0]]), np.array([1, 1, 0])
    means = (
        "exp(1000) is inf and log(0) is -inf: use np.logaddexp(0, z) - y * z, and a sigmoid without overflow."
    )
    for sign in (1, -1):
        w, b, losses = quietly(means, train_neuron, sign * X, y, lr=6.0, steps=1)
        expect(w, [sign * 1000.0], means, "w")
        # z = 1,000,001: nothing for the two rows that are right, z for the one that is wrong
        expect(losses, [np.log(2), 1_000_001 / 3], means, "losses")
        expect(b, 1.0, means, "b")
    w, b, losses = quietly(
        means, train_neuron, X, y, lr=6.0, steps=3
    )  # z is a million, minus a million, three
    expect(w, [3000.0], means, "w")
    expect(b, 3.0, means, "b")
    expect(losses[2:], [2 * 1_000_001 / 3, 1_000_001.0], means, "losses[2:]")


def labels_of_another_shape(train_neuron):
    """Refuse labels of another shape than (N,) with ValueError."""
    column = "p - y of shapes (N,) and (N, 1) is (N, N), in silence: compare y.shape with (N,) first."
    single = "A single label of shape (1,) serves all rows, in silence: compare y.shape with (N,) first."
    row = "p - y of shapes (N,) and (1, N) is (1, N), in silence: compare y.shape with (N,) first."
    for steps in (0, 1):
        for y, means in (([[1], [0]], column), ([1], single), ([[1, 0]], row)):
            expect_raises(ValueError, means, train_neuron, np.eye(2), np.array(y), lr=0.1, steps=steps)


TESTS = (
    first_step,
    losses_in_order,
    follows_the_path,
    penalty_on_weights,
    learns_and_or,
    undecided_on_xor,
    huge_sums,
    labels_of_another_shape,
)
