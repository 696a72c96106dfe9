"""First weights ``W (fan_in, fan_out)`` of a layer ``X @ W + b``, float64; `gain` multiplies every weight.

All have one signature. A fan below 1 or a gain that is negative or not finite is a ``ValueError``, a fan
that is no whole number or an `rng` that is no ``numpy.random.Generator`` a ``TypeError``.
"""

import math

import numpy as np

from helpers.validation import generator, number


def zeros(fan_in, fan_out, rng=None, gain=1.0):
    """Return W = 0, which gives all units of a layer the same gradient for ever; `rng` is not used."""
    fan_in, fan_out, _ = _fans_gain(fan_in, fan_out, gain)
    return np.zeros((fan_in, fan_out))


def normal(fan_in, fan_out, rng, gain=1.0):
    """Draw W from N(0, gain²), the same spread whatever the width."""
    fan_in, fan_out, gain = _checked(fan_in, fan_out, rng, gain)
    return gain * rng.standard_normal((fan_in, fan_out))


def glorot_normal(fan_in, fan_out, rng, gain=1.0):
    """Draw W from N(0, gain² · 2 / (fan_in + fan_out)); Glorot and Bengio 2010, eq. 12."""
    fan_in, fan_out, gain = _checked(fan_in, fan_out, rng, gain)
    return gain * math.sqrt(2.0 / (fan_in + fan_out)) * rng.standard_normal((fan_in, fan_out))


def glorot_uniform(fan_in, fan_out, rng, gain=1.0):
    """Draw W from U(-a, a), a = gain √(6 / (fan_in + fan_out)); Glorot and Bengio 2010, eq. 16."""
    fan_in, fan_out, gain = _checked(fan_in, fan_out, rng, gain)
    return gain * math.sqrt(6.0 / (fan_in + fan_out)) * rng.uniform(-1.0, 1.0, (fan_in, fan_out))


def he_normal(fan_in, fan_out, rng, gain=1.0):
    """Draw W from N(0, gain² · 2 / fan_in), made for ReLU; He et al. 2015, eq. 10."""
    fan_in, fan_out, gain = _checked(fan_in, fan_out, rng, gain)
    return gain * math.sqrt(2.0 / fan_in) * rng.standard_normal((fan_in, fan_out))


def he_uniform(fan_in, fan_out, rng, gain=1.0):
    """Draw W from U(-a, a), a = gain √(6 / fan_in): the variance of `he_normal`."""
    fan_in, fan_out, gain = _checked(fan_in, fan_out, rng, gain)
    return gain * math.sqrt(6.0 / fan_in) * rng.uniform(-1.0, 1.0, (fan_in, fan_out))


def lecun_normal(fan_in, fan_out, rng, gain=1.0):
    """Draw W from N(0, gain² / fan_in); LeCun et al. 1998, "Efficient BackProp", section 4.6."""
    fan_in, fan_out, gain = _checked(fan_in, fan_out, rng, gain)
    return gain * math.sqrt(1.0 / fan_in) * rng.standard_normal((fan_in, fan_out))


def lecun_uniform(fan_in, fan_out, rng, gain=1.0):
    """Draw W from U(-a, a), a = gain √(3 / fan_in): the variance of `lecun_normal`.

    With gain = 1/√3 this is U(-1/√fan_in, 1/√fan_in), the "standard" start of Glorot and Bengio 2010,
    eq. 1, and the weights that ``torch.nn.Linear`` starts from.
    """
    fan_in, fan_out, gain = _checked(fan_in, fan_out, rng, gain)
    return gain * math.sqrt(3.0 / fan_in) * rng.uniform(-1.0, 1.0, (fan_in, fan_out))


def orthogonal(fan_in, fan_out, rng, gain=1.0):
    """Draw gain · Q with orthonormal columns, or rows if they are fewer; Saxe et al. 2014.

    The signs of R's diagonal are moved into Q, which a QR routine alone does not draw uniformly from the
    orthogonal matrices (Mezzadri 2007).
    """
    fan_in, fan_out, gain = _checked(fan_in, fan_out, rng, gain)
    Q, R = np.linalg.qr(rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out))))
    Q *= np.where(np.diag(R) < 0.0, -1.0, 1.0)
    return gain * (Q if fan_in >= fan_out else Q.T)


INITIALIZERS = {
    f.__name__: f
    for f in (
        zeros,
        normal,
        glorot_normal,
        glorot_uniform,
        he_normal,
        he_uniform,
        lecun_normal,
        lecun_uniform,
        orthogonal,
    )
}
"""Name -> ``f(fan_in, fan_out, rng, gain=1.0) -> W``."""


def _checked(fan_in, fan_out, rng, gain):
    generator(rng)
    return _fans_gain(fan_in, fan_out, gain)


def _fans_gain(fan_in, fan_out, gain):
    fan_in = number("fan_in", fan_in, low=1, integer=True)
    fan_out = number("fan_out", fan_out, low=1, integer=True)
    return fan_in, fan_out, number("gain", gain, low=0.0)
