"""A multilayer perceptron: one flat dict of parameters, a forward pass, and its backward pass line by line.

Layers are counted from 1; the last, L, gives the logits, those before it are hidden::

    A0 = X                              (N, D)
    Uk = A(k-1) Wk + bk                 (N, H)   affine
    Zk = norm(Uk; gammak, betak)        (N, H)   pre-activation; Zk = Uk without norm
    Ak = f(Zk)                          (N, H)   or A(k-1) + branch_scale f(Zk) where residual and as wide
    logits = A(L-1) WL + bL             (N, C)

What belongs to layer k is named alike in every dict: ``params["W3"]``, ``grads["W3"]``, ``cache["Z3"]``,
``deltas["Z3"]``; `by_layer` lists one kind in order of depth. Nothing passed in is changed. A cache refers to
the parameters, so replace arrays between a forward and its backward pass, do not write into them.
"""

import numpy as np

from helpers.initialisers import INITIALIZERS
from helpers.layers import (
    batch_norm_backward,
    batch_norm_forward,
    layer_norm_backward,
    layer_norm_forward,
    residual_backward,
    residual_forward,
    update_running,
)
from helpers.mlp_checks import NORMS, output_gradient, parameters, settings, statistics
from helpers.validation import choice, number, require


def init_mlp(sizes, rng, init="he_normal", gain=1.0, norm=None, dtype=np.float64):
    """Return the parameters of an MLP as a dict W1, b1, W2, b2, ... in order of depth.

    Parameters
    ----------
    sizes : sequence of int
        (D, H1, ..., C): the input, the hidden layers if any, the logits.
    rng : numpy.random.Generator
    init : str
        A key of `INITIALIZERS`, for all weights; biases are 0.
    gain : float
        Factor on all weights.
    norm : None, "batch" or "layer"
        Adds gamma1 = 1, beta1 = 0 and so on to the hidden layers, after b1.
    dtype : float32 or float64
    """
    sizes = [number(f"sizes[{i}]", size, low=1, integer=True) for i, size in enumerate(sizes)]
    require(len(sizes) >= 2, "sizes", sizes, "two sizes or more, input and output")
    draw = INITIALIZERS[choice("init", init, INITIALIZERS)]
    choice("norm", norm, NORMS)
    dtype = np.dtype(choice("dtype", np.dtype(dtype).name, ("float32", "float64")))
    params = {}
    for k, (D, H) in enumerate(zip(sizes[:-1], sizes[1:], strict=True), start=1):
        params[f"W{k}"] = draw(D, H, rng, gain).astype(dtype, copy=False)
        params[f"b{k}"] = np.zeros(H, dtype)
        if norm is not None and k < len(sizes) - 1:
            params[f"gamma{k}"], params[f"beta{k}"] = np.ones(H, dtype), np.zeros(H, dtype)
    return params


def mlp_forward(
    params,
    X,
    activation="relu",
    norm=None,
    residual=False,
    training=True,
    running=None,
    branch_scale=1.0,
):
    """Return the logits (N, C) of X (N, D), computed in the dtype of the parameters, and the cache.

    Parameters
    ----------
    activation : str or (callable, callable)
        A key of `helpers.activations.ACTIVATIONS`, or a pair f(Z), f_grad(Z).
    norm : None, "batch" or "layer"
        As in `init_mlp`.
    residual : bool
        Whether a hidden layer as wide as its input adds that input, and scales f(Z) by `branch_scale`.
    training : bool
        Whether batch norm uses the batch, of two rows or more, or `running`, from `mlp_update_running`.

    Returns
    -------
    logits : array (N, C)
    cache : dict
        A0, and Uk, Zk, Ak of each hidden layer k; the other entries are for the backward pass.

    Raises
    ------
    ValueError, TypeError
        For an unknown name; parameters that do not fit each other, `X` or `norm`; running statistics that
        are missing or without use; one row where batch norm needs two.
    """
    run = settings(activation, norm, residual, training, branch_scale)
    params, A, L = parameters(params, X, norm)
    known = statistics(running, norm, L)
    cache = {"params": params, "run": run, "L": L, "A0": A}
    for k in range(1, L):
        A = _hidden_forward(A, k, cache, known.get(k))
    logits = A @ params[f"W{L}"] + params[f"b{L}"]  # (N, H) @ (H, C) -> (N, C)
    return logits, cache


def mlp_backward(dlogits, cache):
    """Return the gradient of every parameter, under its name and in the same order, from dlogits (N, C)."""
    return _backward(dlogits, cache, {})


def mlp_backward_deltas(dlogits, cache):
    """Return the gradients as `mlp_backward`, and a dict of those of A0 = X and of Uk, Zk, Ak of each layer k."""
    deltas = {}
    grads = _backward(dlogits, cache, deltas, input_too=True)
    return grads, deltas


def _hidden_forward(A, k, cache, running):
    params, run = cache["params"], cache["run"]
    U = A @ params[f"W{k}"] + params[f"b{k}"]  # (N, D) @ (D, H) -> (N, H)
    Z, normed = _norm_forward(U, k, params, run, running)
    F = run.f(Z)
    A, added = _skip_forward(A, F, run)
    cache[f"U{k}"], cache[f"Z{k}"], cache[f"A{k}"], cache[f"saved{k}"] = U, Z, A, (normed, added)
    return A


def _hidden_backward(dA, k, cache, grads, deltas):
    run, (normed, added) = cache["run"], cache[f"saved{k}"]
    dA_skip, dF = _skip_backward(dA, added)
    dZ = dF * run.f_grad(cache[f"Z{k}"])
    dU = _norm_backward(dZ, k, normed, run, grads)
    deltas[f"Z{k}"], deltas[f"U{k}"] = dZ, dU
    return dU, dA_skip


def _backward(dlogits, cache, deltas, input_too=False):
    params = cache["params"]
    grads = dict.fromkeys(params)  # in their order
    dU, dA_skip = output_gradient(dlogits, cache), None
    for k in range(cache["L"], 0, -1):
        grads[f"W{k}"] = cache[f"A{k - 1}"].T @ dU  # (D, N) @ (N, H) -> (D, H)
        grads[f"b{k}"] = dU.sum(axis=0)
        if k == 1 and not input_too:
            break  # dL/dX would cost as much as dL/dW1, and training does not need it
        dA = dU @ params[f"W{k}"].T  # (N, H) @ (H, D) -> (N, D)
        deltas[f"A{k - 1}"] = dA = dA if dA_skip is None else dA + dA_skip
        if k > 1:
            dU, dA_skip = _hidden_backward(dA, k - 1, cache, grads, deltas)
    return grads


def _norm_forward(U, k, params, run, running):
    if run.norm is None:
        return U, None
    gamma, beta = params[f"gamma{k}"], params[f"beta{k}"]
    if run.norm == "batch":
        return batch_norm_forward(U, gamma, beta, running, run.training)
    return layer_norm_forward(U, gamma, beta)


def _norm_backward(dZ, k, normed, run, grads):
    if run.norm is None:
        return dZ
    backward = batch_norm_backward if run.norm == "batch" else layer_norm_backward
    dU, grads[f"gamma{k}"], grads[f"beta{k}"] = backward(dZ, normed)
    return dU


def _skip_forward(A, F, run):
    if run.branch_scale is None or A.shape != F.shape:
        return F, None
    return residual_forward(A, F, run.branch_scale)


def _skip_backward(dA, added):
    return (None, dA) if added is None else residual_backward(dA, added)


def mlp_update_running(running, cache, momentum=0.1):
    """Return batch norm's running statistics, a dict mean1, var1, mean2, ..., moved towards the batch of `cache`.

    ``running=None`` starts from mean 0, variance 1. Convention and errors are those of
    `helpers.layers.update_running`; a cache of another norm, or of evaluation, is a ``ValueError``.
    """
    run, L = cache["run"], cache["L"]
    require(run.norm == "batch" and run.training, "cache", run, 'one of norm="batch", training=True')
    old, new = statistics(running, "batch", L), {}
    for k in range(1, L):
        new[f"mean{k}"], new[f"var{k}"] = update_running(old.get(k), cache[f"U{k}"], momentum)
    return new


def predict(params, X, activation="relu", norm=None, residual=False, running=None, branch_scale=1.0):
    """Return the logits (N, C) in evaluation mode; ``.argmax(axis=1)`` gives the classes."""
    return mlp_forward(params, X, activation, norm, residual, False, running, branch_scale)[0]


def n_parameters(params):
    """Return how many numbers the parameters hold."""
    return sum(np.size(p) for p in params.values())


def by_layer(values, name):
    """Return ``[values[name1], values[name2], ...]`` in order of depth, from name0 where there is one.

    For any dict of this module: ``by_layer(grads, "W")``, ``by_layer(cache, "Z")``, ``by_layer(deltas, "A")``.
    """
    first = 0 if f"{name}0" in values else 1
    require(f"{name}{first}" in values, "name", name, f"one of which {name}1 is in {sorted(values)}")
    arrays = []
    while (key := f"{name}{first + len(arrays)}") in values:
        arrays.append(values[key])
    return arrays
