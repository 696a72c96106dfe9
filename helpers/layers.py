"""Layers as pairs of pure functions: ``x_forward(...) -> (Z, cache)``, ``x_backward(dZ, cache) -> gradients``.

Gradients come in the order of the forward arguments. Nothing is changed in place, no result shares memory
with an argument; a cache only refers to the arrays it was made from. Float32 in gives float32 out.
A shape that does not fit is a ``ValueError`` that names the argument.
"""

import numpy as np

from helpers.validation import array, generator, number, require


def dense_forward(X, W, b):
    """Return Z = X W + b for X (N, D), W (D, H), b (H,), and the cache of `dense_backward`."""
    X, W = array("X", X, ndim=2), array("W", W, ndim=2)
    N, D = X.shape
    if W.shape[0] != D:
        raise ValueError(f"W has shape {W.shape}: expected ({D}, H), as X has shape {X.shape}")
    b = _of_shape("b", b, W.shape[1:])
    Z = X @ W + b  # (N, D) @ (D, H) -> (N, H)
    return Z, (X, W)


def dense_backward(dZ, cache):
    """Return dX (N, D), dW (D, H), db (H,) from dZ (N, H)."""
    X, W = cache
    dZ = _of_shape("dZ", dZ, (X.shape[0], W.shape[1]))
    dX = dZ @ W.T  # (N, H) @ (H, D) -> (N, D)
    dW = X.T @ dZ  # (D, N) @ (N, H) -> (D, H)
    db = dZ.sum(axis=0)
    return dX, dW, db


def batch_norm_forward(X, gamma, beta, running=None, training=True, eps=1e-5):
    """Standardise each column of X (N, H), then scale by gamma (H,) and shift by beta (H,).

    In training by the mean and the biased variance of the batch, else by ``running = (mean, var)``;
    Ioffe and Szegedy 2015, algorithms 1 and 2.

    Raises
    ------
    ValueError
        For a batch of one row in training, whose variance is 0 whatever the row; for evaluation without
        running statistics, or with a negative variance; for eps <= 0.
    """
    X = array("X", X, ndim=2)
    gamma, beta = _of_shape("gamma", gamma, X.shape[1:]), _of_shape("beta", beta, X.shape[1:])
    eps = number("eps", eps, above=0.0)
    if training:
        _require_two_rows(X)
        Xhat, inv_std = _standardise(X, 0, eps)
    else:
        require(running is not None, "running", running, "(mean, var) where training=False")
        mean, var = _statistics(running, X)
        inv_std = 1.0 / np.sqrt(var + eps)
        Xhat = (X - mean) * inv_std
    return gamma * Xhat + beta, (Xhat, inv_std, gamma, training)


def batch_norm_backward(dZ, cache):
    """Return dX (N, H), dgamma (H,), dbeta (H,) from dZ (N, H), in the mode of the forward pass."""
    Xhat, inv_std, gamma, training = cache
    dZ = _of_shape("dZ", dZ, Xhat.shape)
    dgamma, dbeta = (dZ * Xhat).sum(axis=0), dZ.sum(axis=0)
    dXhat = dZ * gamma
    dX = _standardise_backward(dXhat, Xhat, inv_std, 0) if training else dXhat * inv_std
    return dX, dgamma, dbeta


def update_running(running, X, momentum=0.1):
    """Return ``(mean, var)`` moved by `momentum` towards the statistics of the batch X (N, H).

    The convention of ``torch.nn.BatchNorm1d``: (1 - momentum) old + momentum new, the new variance unbiased
    (divided by N - 1) although the batch itself is standardised by the biased one. ``running=None`` starts
    from mean 0, variance 1.

    Raises
    ------
    ValueError
        For fewer than two rows, a momentum outside [0, 1], or statistics that do not fit X.
    """
    X = array("X", X, ndim=2)
    momentum = number("momentum", momentum, low=0.0, high=1.0)
    _require_two_rows(X)
    start = (np.zeros_like(X[0]), np.ones_like(X[0]))
    mean, var = start if running is None else _statistics(running, X)
    new_mean, new_var = X.mean(axis=0), X.var(axis=0, ddof=1)
    return (1.0 - momentum) * mean + momentum * new_mean, (1.0 - momentum) * var + momentum * new_var


def layer_norm_forward(X, gamma, beta, eps=1e-5):
    """Standardise X (..., H) over its last axis, then scale by gamma (H,) and shift by beta (H,).

    The same in training and evaluation; Ba, Kiros and Hinton 2016, eq. 3.
    """
    X = array("X", X)
    require(X.ndim >= 1 and X.shape[-1] >= 1, "X.shape", X.shape, "(..., H) with H >= 1")
    gamma, beta = _of_shape("gamma", gamma, X.shape[-1:]), _of_shape("beta", beta, X.shape[-1:])
    eps = number("eps", eps, above=0.0)
    Xhat, inv_std = _standardise(X, -1, eps)
    return gamma * Xhat + beta, (Xhat, inv_std, gamma)


def layer_norm_backward(dZ, cache):
    """Return dX (..., H), dgamma (H,), dbeta (H,) from dZ (..., H)."""
    Xhat, inv_std, gamma = cache
    dZ = _of_shape("dZ", dZ, Xhat.shape)
    leading = tuple(range(Xhat.ndim - 1))
    dgamma, dbeta = (dZ * Xhat).sum(axis=leading), dZ.sum(axis=leading)
    dX = _standardise_backward(dZ * gamma, Xhat, inv_std, -1)
    return dX, dgamma, dbeta


def residual_forward(X, FX, scale=1.0):
    """Return Z = X + scale · FX for two arrays of one shape; He et al. 2016, eq. 1."""
    X = array("X", X)
    FX = _of_shape("FX", FX, X.shape)
    scale = number("scale", scale)
    return X + scale * FX, (X.shape, scale)


def residual_backward(dZ, cache):
    """Return dX = dZ and dFX = scale · dZ."""
    shape, scale = cache
    dZ = _of_shape("dZ", dZ, shape)
    return dZ.copy(), scale * dZ


def dropout_forward(X, rate, rng, training=True):
    """Set each entry of X to 0 with probability `rate`, divide the others by 1 - rate; else return X.

    The division keeps the expectation, so that evaluation needs no factor; Srivastava et al. 2014. `rng`
    is drawn from in training only.

    Raises
    ------
    ValueError
        Unless 0 <= rate < 1.
    TypeError
        If `rng` is no ``numpy.random.Generator`` in training.
    """
    X = array("X", X)
    rate = number("rate", rate, low=0.0, below=1.0)
    mask = np.ones_like(X)
    if training:
        generator(rng)
        mask = (rng.random(X.shape) >= rate).astype(X.dtype) / (1.0 - rate)
    return X * mask, mask


def dropout_backward(dZ, cache):
    """Return dX, through the very mask of the forward pass."""
    return _of_shape("dZ", dZ, cache.shape) * cache


def _standardise(X, axis, eps):
    centred = X - X.mean(axis=axis, keepdims=True)  # centred first: E[x²] - E[x]² cancels in float32
    var = (centred * centred).mean(axis=axis, keepdims=True)
    inv_std = 1.0 / np.sqrt(var + eps)
    return centred * inv_std, inv_std


def _standardise_backward(dXhat, Xhat, inv_std, axis):
    along_mean = dXhat.mean(axis=axis, keepdims=True)
    along_std = (dXhat * Xhat).mean(axis=axis, keepdims=True)
    return inv_std * (dXhat - along_mean - Xhat * along_std)


def _statistics(running, X):
    require(isinstance(running, (tuple, list)) and len(running) == 2, "running", running, "(mean, var)")
    mean = _of_shape("running mean", running[0], X.shape[1:])
    var = _of_shape("running var", running[1], X.shape[1:])
    if (var < 0.0).any():
        raise ValueError(f"running var has the minimum {var.min()}: expected variances >= 0")
    return mean.astype(X.dtype, copy=False), var.astype(X.dtype, copy=False)


def _require_two_rows(X):
    if X.shape[0] < 2:
        raise ValueError(f"X has shape {X.shape}: expected two rows or more, one has no variance")


def _of_shape(name, x, shape):
    x = array(name, x)
    if x.shape != shape:
        raise ValueError(f"{name} has shape {x.shape}: expected {shape}")
    return x
