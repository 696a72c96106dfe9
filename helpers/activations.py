"""Activation functions f(z) and their derivatives f_grad(z), both of the pre-activation z.

Every function takes an array of any shape and returns a new one of that shape; float32 stays float32, whole
numbers become float64. None overflows or warns for finite z up to half the largest float. At a kink the
derivative is the one of the left side, as in PyTorch (0 for ReLU).
"""

import math

import numpy as np
from scipy.special import ndtr

from helpers.validation import array, choice, number

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
"""The constants that make mean 0 and variance 1 a fixed point under N(0, 1) input (Klambauer et al. 2017)."""


def identity(z):
    """Return a copy of z, the activation of a linear layer."""
    return array("z", z).copy()


def identity_grad(z):
    """Return 1 everywhere."""
    return np.ones_like(array("z", z))


def sigmoid(z):
    """Return 1 / (1 + exp(-z)), the logistic function, to full relative precision in both tails."""
    z = array("z", z)
    e = np.exp(-np.abs(z))  # never above 1
    return np.where(z >= 0, 1, e) / (1 + e)


def sigmoid_grad(z):
    """Return sigmoid(z) (1 - sigmoid(z)), at most 1/4, without the cancellation in 1 - sigmoid(z)."""
    e = np.exp(-np.abs(array("z", z)))
    return e / (1 + e) ** 2


def tanh(z):
    """Return the hyperbolic tangent, 2 sigmoid(2z) - 1."""
    return np.tanh(array("z", z))


def tanh_grad(z):
    """Return 1 - tanh(z)^2, at most 1, without the cancellation at large |z|."""
    e2 = np.exp(-np.abs(array("z", z))) ** 2
    return 4 * e2 / (1 + e2) ** 2


def relu(z):
    """Return max(z, 0) (Nair and Hinton, 2010)."""
    return np.maximum(array("z", z), 0)


def relu_grad(z):
    """Return 1 where z > 0, else 0."""
    z = array("z", z)
    return (z > 0).astype(z.dtype)


def leaky_relu(z, negative_slope=0.01):
    """Return z where z > 0, else negative_slope * z, with a slope from 0 to 1 (Maas, Hannun and Ng, 2013)."""
    slope = number("negative_slope", negative_slope, low=0, high=1)
    z = array("z", z)
    return np.where(z > 0, z, slope * z)


def leaky_relu_grad(z, negative_slope=0.01):
    """Return 1 where z > 0, else negative_slope."""
    slope = number("negative_slope", negative_slope, low=0, high=1)
    z = array("z", z)
    return np.where(z > 0, z.dtype.type(1), z.dtype.type(slope))


def elu(z, alpha=1.0):
    """Return z where z > 0, else alpha (exp(z) - 1), with alpha > 0 (Clevert et al., 2016)."""
    alpha = number("alpha", alpha, above=0)
    z = array("z", z)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_grad(z, alpha=1.0):
    """Return 1 where z > 0, else alpha exp(z)."""
    alpha = number("alpha", alpha, above=0)
    z = array("z", z)
    return np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0)))


def selu(z):
    """Return the self-normalising scale * elu(z, alpha) (Klambauer et al., 2017, equation 2)."""
    return SELU_SCALE * elu(z, SELU_ALPHA)


def selu_grad(z):
    """Return scale * elu_grad(z, alpha)."""
    return SELU_SCALE * elu_grad(z, SELU_ALPHA)


def softplus(z):
    """Return log(1 + exp(z)), a smooth ReLU whose derivative is the sigmoid (Glorot et al., 2011)."""
    z = array("z", z)
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def softplus_grad(z):
    """Return sigmoid(z)."""
    return sigmoid(z)


def gelu(z):
    """Return z Phi(z) with the normal distribution function Phi (Hendrycks and Gimpel, 2016, section 2)."""
    z = array("z", z)
    return z * ndtr(z)


def gelu_grad(z):
    """Return Phi(z) + z phi(z) with the normal distribution function Phi and density phi."""
    z = array("z", z)
    c = np.clip(z, -40, 40)  # the density is 0 beyond, and c**2 does not overflow
    return ndtr(z) + c * np.exp(-(c**2) / 2) / math.sqrt(2 * math.pi)


def gelu_tanh(z):
    """Return z (1 + tanh u) / 2, u = sqrt(2/pi) (z + 0.044715 z^3): within 5e-4 of GELU (ibid.)."""
    z = array("z", z)
    u, _ = _gelu_inner(z)
    return z * sigmoid(2 * u)  # (1 + tanh u) / 2 without the cancellation


def gelu_tanh_grad(z):
    """Return the derivative of the tanh approximation, not of the exact GELU."""
    z = array("z", z)
    u, du = _gelu_inner(z)
    return sigmoid(2 * u) + z * (sigmoid_grad(2 * u) * 2 * du)


def _gelu_inner(z):
    c = np.clip(z, -40, 40)  # saturated beyond, and c**3 does not overflow
    a = math.sqrt(2 / math.pi)
    return a * (c + 0.044715 * c**3), a * (1 + 3 * 0.044715 * c**2)


def silu(z):
    """Return z sigmoid(z), also called Swish (Elfwing et al., 2018; Ramachandran et al., 2017)."""
    z = array("z", z)
    return z * sigmoid(z)


def silu_grad(z):
    """Return sigmoid(z) + z sigmoid'(z)."""
    z = array("z", z)
    return sigmoid(z) + z * sigmoid_grad(z)


ACTIVATIONS = {
    "identity": (identity, identity_grad),
    "sigmoid": (sigmoid, sigmoid_grad),
    "tanh": (tanh, tanh_grad),
    "relu": (relu, relu_grad),
    "leaky_relu": (leaky_relu, leaky_relu_grad),
    "elu": (elu, elu_grad),
    "selu": (selu, selu_grad),
    "softplus": (softplus, softplus_grad),
    "gelu": (gelu, gelu_grad),
    "gelu_tanh": (gelu_tanh, gelu_tanh_grad),
    "silu": (silu, silu_grad),
}
"""Name -> (f, f_grad), with the default settings of each."""


def activation(name):
    """Return the pair (f, f_grad) of that name; an unknown name is a ``ValueError`` that lists the known."""
    return ACTIVATIONS[choice("name", name, ACTIVATIONS)]
