"""Losses from logits, each returning (loss, gradient), the mean over the examples; softmax and divergences.

The loss is a Python float, the gradient has the shape and dtype of the first argument. A logit of -inf masks
a class: its probability is exactly 0. A row that holds NaN or +inf, or nothing but -inf, has no softmax: it
gives NaN, without a warning; a target on a masked class costs infinity.

Every function raises TypeError or ValueError, naming argument, value and expectation, before it computes: for
shapes that differ (nothing is broadcast), no row, a label that is out of range or no whole number, a row of
probabilities that is no distribution, and a setting out of its range.
"""

import numpy as np

from helpers.activations import sigmoid, softplus
from helpers.validation import array, as_array, distribution, labels, number, require, require_all, same_shape


def softmax(logits, temperature=1.0, axis=-1):
    """Return exp(logits / T), divided by its sum along `axis` (Bridle, 1990; Hinton et al., 2015, eq. 1)."""
    e = np.exp(_shifted(logits, temperature, axis))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(logits, temperature=1.0, axis=-1):
    """Return log(softmax(logits / T)) along `axis`, finite where softmax itself underflows."""
    s = _shifted(logits, temperature, axis)
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def cross_entropy(logits, targets, temperature=1.0, label_smoothing=0.0):
    """Return the mean of -sum_c t_c log softmax(logits / T)_c, in nats, and its gradient (p - t) / (T N).

    Parameters
    ----------
    logits : array (N, C)
    targets : whole-number array (N,) or array (N, C)
        Labels, or one distribution a row.
    temperature : float
        T above 0, by which the logits are divided.
    label_smoothing : float
        Share from 0 to 1 of each target, spread evenly over the C classes (Szegedy et al., 2016, section 7).
    """
    logits = _matrix("logits", logits)
    smoothing = number("label_smoothing", label_smoothing, low=0, high=1)
    targets = as_array("targets", targets)
    if targets.ndim == 1 and not smoothing:  # the common case, without an array of one-hot rows
        right = np.arange(len(logits)), labels("targets", targets, *logits.shape)
        log_p = log_softmax(logits, temperature)
        losses, dlogits = -log_p[right], np.exp(log_p)
        dlogits[right] -= 1
    else:
        t = _target_rows(targets, logits)
        t = (1 - smoothing) * t + smoothing / t.shape[1] if smoothing else t
        log_p = log_softmax(logits, temperature)
        losses, dlogits = -_product(t, log_p).sum(axis=1), np.exp(log_p) - t
    loss = 0.0 + losses.mean(dtype=np.float64)  # no minus sign before zero
    return float(loss), dlogits / len(logits) / _representable(temperature, logits)


def binary_cross_entropy(logits, targets):
    """Return the mean of -t log s - (1 - t) log(1 - s), s = sigmoid(logits), and its gradient (s - t) / size.

    `targets` has the shape of `logits` and holds probabilities; several labels at once are columns.
    """
    z, t = _pair("logits", logits, targets)
    require_all((t >= 0) & (t <= 1), "targets", t, "a probability from 0 to 1")
    loss = _product(t, softplus(-z)) + _product(1 - t, softplus(z))
    return float(loss.mean(dtype=np.float64)), (sigmoid(z) - t) / z.size


def mse(pred, targets):
    """Return the mean of (pred - targets)^2 over all entries, and its gradient 2 (pred - targets) / size."""
    pred, t = _pair("pred", pred, targets)
    d = pred - t
    with np.errstate(over="ignore"):  # a diverged prediction has an infinite loss
        return float((d**2).mean(dtype=np.float64)), 2 * d / d.size


def mae(pred, targets):
    """Return the mean of |pred - targets| over all entries, and its gradient, 0 where they are equal."""
    pred, t = _pair("pred", pred, targets)
    d = pred - t
    return float(np.abs(d).mean(dtype=np.float64)), np.sign(d) / d.size


def huber(pred, targets, delta=1.0):
    """Return the mean of d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2), with d = pred - targets.

    The gradient is d clipped to [-delta, delta], over size (Huber, 1964).
    """
    delta = number("delta", delta, above=0)
    pred, t = _pair("pred", pred, targets)
    d = pred - t
    clipped = np.clip(d, -delta, delta)
    return float((clipped * (d - clipped / 2)).mean(dtype=np.float64)), clipped / d.size


def multiclass_hinge(logits, targets, margin=1.0):
    """Return the mean of max(0, margin + largest wrong logit - right logit), and its gradient.

    The multiclass hinge loss of Crammer and Singer (2001). Of tied rivals the first gets the gradient.
    """
    margin = number("margin", margin, above=0)
    logits = _matrix("logits", logits)
    N, C = logits.shape
    y, rows = labels("targets", targets, N, C), np.arange(N)
    rivals = logits.copy()
    rivals[rows, y] = -np.inf
    rival = rivals.argmax(axis=1)
    with np.errstate(invalid="ignore"):  # inf - inf is NaN
        loss = np.maximum(0, margin + rivals[rows, rival] - logits[rows, y])
    active = (loss > 0) / N
    dlogits = np.zeros_like(logits)
    dlogits[rows, rival] += active
    dlogits[rows, y] -= active
    return float(loss.mean(dtype=np.float64)), dlogits


def distillation(student_logits, teacher_logits, targets, temperature, alpha):
    """Return alpha T^2 KL(teacher_T || student_T) + (1 - alpha) CE(targets, student), and its gradient.

    Both distributions of the first term are softened by T; T^2 keeps its gradient of the size of the second's
    (Hinton, Vinyals and Dean, 2015, section 2). Where alpha is 1, `targets` is not looked at and may be None.
    Computed in float64: what counts are differences of size 1/T. Above T = 1e6 rounding drowns the loss (not
    the gradient).
    """
    student, teacher = _matrix("student_logits", student_logits), _matrix("teacher_logits", teacher_logits)
    same_shape("teacher_logits", teacher, student)
    T, alpha = number("temperature", temperature, above=0), number("alpha", alpha, low=0, high=1)
    z, v = student.astype(np.float64), teacher.astype(np.float64)
    loss, dz = 0.0, np.zeros_like(z)
    if alpha < 1:
        hard, dhard = cross_entropy(z, targets)
        loss, dz = (1 - alpha) * hard, (1 - alpha) * dhard
    if alpha > 0:
        p, q = softmax(v, T), softmax(z, T)
        soft = (_product(p, log_softmax(v, T)) - _product(p, log_softmax(z, T))).sum() / len(z)
        loss += alpha * (max(soft, 0.0) * T) * T  # 0 stays 0 however large T is
        dz += alpha * T * (q - p) / len(z)
    return float(loss), dz.astype(student.dtype)


def entropy(p, axis=-1):
    """Return -sum p log p along `axis` in nats, with 0 log 0 = 0 (Shannon, 1948)."""
    p = distribution("p", p, axis)
    return 0.0 - _product(p, _log(p)).sum(axis=axis)


def kl_divergence(p, q, axis=-1):
    """Return sum p log(p / q) along `axis` in nats, infinite where q = 0 < p, never below 0 by rounding."""
    p, q = distribution("p", p, axis), distribution("q", q, axis)
    same_shape("q", q, p)
    terms = _product(p, _log(p)) - _product(p, _log(q))
    return np.maximum(terms.sum(axis=axis), 0)


def accuracy(logits, targets):
    """Return the share of rows whose largest logit (the first of equals) is the label's; NaN is wrong."""
    logits = _matrix("logits", logits)
    y = labels("targets", targets, *logits.shape)
    return float(np.mean((logits.argmax(axis=1) == y) & ~np.isnan(logits).any(axis=1)))


def _shifted(logits, temperature, axis):
    """Return (logits - their maximum) / T, at most 0: nothing overflows in its exponential."""
    z = array("logits", logits)
    require(z.ndim > 0, "logits", logits, "an array of at least one axis")
    axis = number("axis", axis, low=-z.ndim, high=z.ndim - 1, integer=True)
    require(z.shape[axis] > 0, "logits.shape", z.shape, f"at least one entry along axis {axis}")
    T = _representable(temperature, z)
    with np.errstate(over="ignore", invalid="ignore"):  # beyond the range is -inf; inf - inf is NaN
        return (z - z.max(axis=axis, keepdims=True)) / T


def _representable(temperature, z):
    """Return T, kept above 0 and finite when it is rounded to the dtype of z."""
    info = np.finfo(z.dtype)
    return min(max(number("temperature", temperature, above=0), float(info.tiny)), float(info.max))


def _product(weights, x):
    """Return weights * x, with 0 where the weight is 0 even if x is infinite."""
    return np.multiply(weights, x, out=np.zeros_like(x), where=weights != 0)


def _log(p):
    """Return log p, with -inf for 0 and no warning."""
    return np.log(p, out=np.full_like(p, -np.inf), where=p > 0)


def _matrix(name, x):
    x = array(name, x, ndim=2)
    require(x.size > 0, f"{name}.shape", x.shape, "at least one row and one column")
    return x


def _pair(name, x, targets):
    """Return the array `x` and the finite `targets` of its shape and dtype."""
    x, t = array(name, x), array("targets", targets, finite=True)
    same_shape("targets", t, x)
    require(x.size > 0, f"{name}.shape", x.shape, "at least one entry")
    return x, t.astype(x.dtype)


def _target_rows(targets, logits):
    """Return labels as one-hot rows, or the distributions as they are, in the dtype of `logits`."""
    if targets.ndim == 1:
        rows = np.zeros_like(logits)
        rows[np.arange(len(logits)), labels("targets", targets, *logits.shape)] = 1
        return rows
    same_shape("targets", targets, logits)
    return distribution("targets", targets).astype(logits.dtype)
