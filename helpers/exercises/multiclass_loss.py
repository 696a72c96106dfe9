"""Question 20: cross-entropy for labels, with smoothing, class weights and ignored rows."""

import numpy as np
from scipy import special

from helpers.exercises._expect import expect
from helpers.gradcheck import numerical_gradient

ASKS = "multiclass_loss(logits, y, smoothing=0.0, weight=None, ignore=-100) -> (loss, dlogits)"
STATEMENT = (
    "Return the mean cross-entropy in nats of logits (N, K) and labels y (N,), and its gradient (N, K); the "
    "smoothed target is (1 - eps) at the label plus eps / K everywhere, weight (K,) weights a row by "
    "its label and divides by the sum of these weights, and rows with y == ignore count nothing."
)
HINTS = (
    "Each row has a target t (K,) and a weight w: 0 if it is ignored, else the weight of its label, else 1. "
    "The loss is the sum of w times the row's cross-entropy, divided by the sum of w.",
    "The gradient of one row is w (p - t) / sum(w). An ignored label is no index: put any class in its "
    "place first, np.where(kept, y, 0), and let its weight be 0.",
    "log_p = z - log(sum(exp(z))) with z shifted by the maximum of its row; smoothing multiplies all of its "
    "entries, so no probability may underflow before the logarithm. Return 0.0 and zeros where sum(w) is 0.",
)

LOGITS = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0], [2.0, 2.0, 1.0], [-1.0, 0.5, 0.0]])
LABELS = np.array([1, 0, 2, 1])
WEIGHT = np.array([1.0, 2.0, 5.0])


def _reference(logits, y, eps=0.0, weight=None, ignored=-100):
    """Return the loss, by SciPy and a loop over the rows that count."""
    total = norm = 0.0
    for z, label in zip(logits, y, strict=True):
        if label != ignored:
            log_p = special.log_softmax(z)
            w = 1.0 if weight is None else weight[label]
            total -= w * ((1 - eps) * log_p[label] + eps * log_p.mean())
            norm += w
    return total / norm


def _slope(logits, y, **mode):
    return numerical_gradient(lambda z: _reference(z, y, **mode), logits)


def plain(multiclass_loss):
    """Be the mean of -log p of the label, by default."""
    loss, dlogits = multiclass_loss(LOGITS, LABELS)
    truth = _reference(LOGITS, LABELS)
    p = special.softmax(LOGITS, axis=1)
    lookalikes = {
        "This is the sum over the rows: divide by N.": 4 * truth,
        "This is divided by N * K: divide by N alone.": truth / 3,
        "Softmax is applied twice: the input is logits.": _reference(p, LABELS),
    }
    expect(loss, truth, "The mean over the rows of -log p of the label.", "loss", lookalikes=lookalikes)
    slope = _slope(LOGITS, LABELS)
    lookalikes = {"This is the gradient of the sum: that of the mean is divided by N.": 4 * slope}
    expect(dlogits, slope, "(p - t) / N.", "dlogits", rtol=0, atol=1e-7, lookalikes=lookalikes)


def smoothing(multiclass_loss):
    """Move the target towards even shares, the label's own share included."""
    truth = _reference(LOGITS, LABELS, eps=0.3)
    hard, even = _reference(LOGITS, LABELS), _reference(LOGITS, LABELS, eps=1.0)
    log_p, rows = special.log_softmax(LOGITS, axis=1), np.arange(4)
    others = log_p.sum(axis=1) - log_p[rows, LABELS]
    lookalikes = {
        "smoothing is not used.": hard,
        "eps is spread over the K - 1 other classes: here it goes to all K, the label's own included.": -(
            0.7 * log_p[rows, LABELS] + 0.15 * others
        ).mean(),
        "The targets do not sum to 1: the label keeps 1 - eps + eps / K.": -(
            0.7 * log_p[rows, LABELS] + 0.1 * others
        ).mean(),
        "eps / K is missing: each class gets a K-th of eps.": 0.7 * hard + 0.3 * 3 * even,
        "The two parts are swapped: 1 - eps belongs to the label.": 0.3 * hard + 0.7 * even,
    }
    loss, dlogits = multiclass_loss(LOGITS, LABELS, smoothing=0.3)
    means = "The target is (1 - eps) one-hot + eps / K."
    expect(loss, truth, means, "loss", lookalikes=lookalikes)
    means = "p - t with the smoothed t, over N."
    expect(dlogits, _slope(LOGITS, LABELS, eps=0.3), means, "dlogits", rtol=0, atol=1e-7)
    z = np.zeros((1, 10))
    z[0, 3] = np.log(91)  # the best gap for eps = 0.1
    _, dlogits = multiclass_loss(z, np.array([3]), smoothing=0.1)
    expect(dlogits, np.zeros((1, 10)), "There p equals the smoothed target: 0.91 and 0.01.", "dlogits")


def weights(multiclass_loss):
    """Weight each row by its label's class, and divide by the sum of these weights."""
    truth, norm = _reference(LOGITS, LABELS, weight=WEIGHT), WEIGHT[LABELS].sum()
    lookalikes = {
        "weight is not used.": _reference(LOGITS, LABELS),
        "This is divided by N: divide by the sum of the weights of the labels.": truth * norm / 4,
        "This is divided by the sum of weight: sum the weights of the labels, WEIGHT[y].": truth
        * norm
        / WEIGHT.sum(),
        "This is the weighted sum: divide by the sum of the weights of the labels.": truth * norm,
    }
    loss, dlogits = multiclass_loss(LOGITS, LABELS, weight=WEIGHT)
    means = "sum of w[y] times the loss of the row, over the sum of w[y]."
    expect(loss, truth, means, "loss", lookalikes=lookalikes)
    means = "w[y] (p - t), over the sum of w[y]: weight and divisor belong to the gradient too."
    expect(dlogits, _slope(LOGITS, LABELS, weight=WEIGHT), means, "dlogits", rtol=0, atol=1e-7)
    truth = _reference(LOGITS, LABELS, eps=0.3, weight=WEIGHT)
    loss, dlogits = multiclass_loss(LOGITS, LABELS, smoothing=0.3, weight=WEIGHT)
    expect(loss, truth, "With smoothing too, the whole row has the weight of its label.", "loss")
    slope = _slope(LOGITS, LABELS, eps=0.3, weight=WEIGHT)
    expect(dlogits, slope, "w[y] (p - t), over the sum of w[y].", "dlogits", rtol=0, atol=1e-7)
    truth, slope = _reference(LOGITS, LABELS, weight=WEIGHT), _slope(LOGITS, LABELS, weight=WEIGHT)
    loss, dlogits = multiclass_loss(LOGITS, LABELS, weight=WEIGHT / 100)
    means = "A factor common to all weights cancels: divide by their sum, however small it is."
    expect(loss, truth, means, "loss")
    expect(dlogits, slope, means, "dlogits", rtol=0, atol=1e-7)


def ignored_rows(multiclass_loss):
    """Leave ignored rows out of the sum, of the mean and of the gradient."""
    for y, index in [(np.array([1, -100, 2, -100]), -100), (np.array([1, 0, 2, 0]), 0)]:
        extra = {} if index == -100 else {"ignore": index}
        for weight in (None, WEIGHT):
            truth = _reference(LOGITS, y, weight=weight, ignored=index)
            lookalikes = {
                "Ignored rows are in the divisor: divide by the rows that count.": truth / 2,
                "The rows are not ignored: compare y with ignore.": _reference(
                    LOGITS, np.where(y == -100, 0, y), weight=weight, ignored=None
                ),
                "-100 has become the last class: an ignored label is no index.": _reference(
                    LOGITS, np.where(y == -100, 2, y), weight=weight, ignored=None
                ),
            }
            loss, dlogits = multiclass_loss(LOGITS, y, weight=weight, **extra)
            expect(loss, truth, "Only rows that are not ignored count.", "loss", lookalikes=lookalikes)
            slope = _slope(LOGITS, y, weight=weight, ignored=index)
            means = "Zeros in ignored rows; the others are divided by what counts."
            expect(dlogits, slope, means, "dlogits", rtol=0, atol=1e-7)
            truth = _reference(LOGITS, y, eps=0.3, weight=weight, ignored=index)
            loss, dlogits = multiclass_loss(LOGITS, y, smoothing=0.3, weight=weight, **extra)
            expect(loss, truth, "The smoothed part, too, comes from the rows that count alone.", "loss")
            slope = _slope(LOGITS, y, eps=0.3, weight=weight, ignored=index)
            expect(dlogits, slope, means, "dlogits", rtol=0, atol=1e-7)


def nothing_left(multiclass_loss):
    """Return 0 and zeros where every row is ignored, or has weight 0."""
    means = "0 / 0 is nan: return 0.0 and zeros where the weights sum to 0."
    for y, weight in [
        (np.full(4, -100), None),
        (np.full(4, -100), WEIGHT),
        (np.full(4, 1), 1.0 - np.eye(3)[1]),
    ]:
        loss, dlogits = multiclass_loss(LOGITS, y, weight=weight)
        expect(loss, 0.0, means, "loss")
        expect(dlogits, np.zeros((4, 3)), means, "dlogits")


def extreme_logits(multiclass_loss):
    """Survive logits of 10 000, with and without smoothing."""
    means = (
        "exp(10 000) is inf, log(0) is -inf: z - log(sum(exp(z))), with z shifted by the maximum of its row."
    )
    z = np.array([[0.0, 1e4], [0.0, 0.0], [-1e4, -1e4]])
    y = np.array([0, 1, 0])
    for eps, first in ((0.0, 1e4), (0.2, 9e3)):
        loss, dlogits = multiclass_loss(z, y, smoothing=eps)
        expect(loss, (first + 2 * np.log(2)) / 3, means, "loss")
        expected = (np.array([[0.0, 1.0], [0.5, 0.5], [0.5, 0.5]]) - (1 - eps) * np.eye(2)[y] - eps / 2) / 3
        expect(dlogits, expected, means, "dlogits")


TESTS = (plain, smoothing, weights, ignored_rows, nothing_left, extreme_logits)
