"""Learning rates as pure functions ``schedule(step, total, lr, ...) -> rate``.

`step` counts updates from 0 to `total`, `lr` is the largest rate. All share this signature, so that one can be
handed to ``helpers.training.fit`` as it is; settings of its own have defaults, and ``functools.partial`` sets them.

Raises, in every schedule: ``TypeError`` if `step` or `total` is no whole number; ``ValueError`` if `step` is not
from 0 to `total`, if `total` is below 1, if `lr` is negative or not finite, or if a setting is out of its range.
"""

import math

from helpers.validation import number


def constant(step, total, lr):
    """Keep `lr`."""
    step, total, lr = _inputs(step, total, lr)
    return lr


def step_decay(step, total, lr, factor=0.1, drops=2):
    """Multiply the rate by `factor`, from 0 to 1, at `drops` moments that divide the run into equal parts."""
    step, total, lr = _inputs(step, total, lr)
    factor, drops = number("factor", factor, low=0, high=1), number("drops", drops, low=0, integer=True)
    return lr * factor ** min(drops, step * (drops + 1) // total)


def exponential(step, total, lr, ratio=0.01):
    """Multiply by the same number at each step, so that ``ratio * lr`` is reached at `total`; 0 < ratio <= 1."""
    step, total, lr = _inputs(step, total, lr)
    return lr * number("ratio", ratio, above=0, high=1) ** (step / total)


def inverse_time(step, total, lr, ratio=0.01):
    """Fall as ``lr / (1 + c step)``, so that ``ratio * lr`` is reached at `total`; 0 < ratio <= 1.

    The sum of the rates diverges with their number, that of the squares does not, the condition under which SGD
    loses its noise: Robbins & Monro, A Stochastic Approximation Method, 1951, Theorem 2.
    """
    step, total, lr = _inputs(step, total, lr)
    return lr / (1 + (1 / number("ratio", ratio, above=0, high=1) - 1) * step / total)


def inverse_sqrt(step, total, lr):
    """Fall as ``lr / sqrt(t)`` with t = step + 1, whatever `total` is.

    Zinkevich, Online Convex Programming and Generalized Infinitesimal Gradient Ascent, ICML 2003, Theorem 1.
    """
    step, total, lr = _inputs(step, total, lr)
    return lr / math.sqrt(step + 1)


def cosine(step, total, lr, lr_min=0.0):
    """Fall from `lr` to `lr_min` along half a cosine.

    Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017, Eq. 5, without restarts.
    """
    step, total, lr = _inputs(step, total, lr)
    lr_min = number("lr_min", lr_min, low=0, high=lr)
    return lr_min + (lr - lr_min) * (1 + math.cos(math.pi * step / total)) / 2


def linear_warmup(step, total, lr, warmup=0.1):
    """Rise in equal steps from ``lr / n`` to `lr` in the first n = ``round(warmup * total)`` steps, then stay.

    Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017, Section 2.2.
    """
    step, total, lr = _inputs(step, total, lr)
    return lr * min(1.0, (step + 1) / max(1, _steps(warmup, total)))


def warmup_cosine(step, total, lr, warmup=0.1, lr_min=0.0):
    """Rise as `linear_warmup`, then fall as `cosine` over the steps that are left."""
    step, total, lr = _inputs(step, total, lr)
    n = _steps(warmup, total)
    falling = cosine(max(0, step - n), max(1, total - n), lr, lr_min)
    return linear_warmup(step, total, lr, warmup) if step < n else falling


SCHEDULES = {
    f.__name__: f
    for f in (
        constant,
        step_decay,
        exponential,
        inverse_time,
        inverse_sqrt,
        cosine,
        linear_warmup,
        warmup_cosine,
    )
}
"""The eight schedules by name."""


def _inputs(step, total, lr):
    total = number("total", total, low=1, integer=True)
    return number("step", step, low=0, high=total, integer=True), total, number("lr", lr, low=0)


def _steps(warmup, total):
    return round(number("warmup", warmup, low=0, high=1) * total)
