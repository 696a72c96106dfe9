"""What `helpers.mlp` checks before it computes: settings, parameters, running statistics."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from helpers.activations import ACTIVATIONS
from helpers.validation import array, choice, number, require

NORMS = (None, "batch", "layer")


class Settings(NamedTuple):
    """How a forward pass was run, which the backward pass must know."""

    f: object
    f_grad: object
    norm: str | None
    branch_scale: float | None  # None: no residual connections
    training: bool


def settings(activation, norm, residual, training, branch_scale):
    """Return the `Settings`, or raise for an unknown name, a flag that is no bool, a scale that is no number."""
    choice("norm", norm, NORMS)
    residual, training = _flag("residual", residual), _flag("training", training)
    scale = number("branch_scale", branch_scale)
    f, f_grad = _functions(activation)
    return Settings(f, f_grad, norm, scale if residual else None, training)


def _flag(name, value):
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name}={value!r}: expected True or False")
    return bool(value)


def _functions(activation):
    if isinstance(activation, str):
        return ACTIVATIONS[choice("activation", activation, ACTIVATIONS)]
    pair = isinstance(activation, (tuple, list)) and len(activation) == 2 and all(map(callable, activation))
    require(pair, "activation", activation, f"a pair (f, f_grad) or one of {', '.join(ACTIVATIONS)}")
    return activation


def parameters(params, X, norm):
    """Return params and X (N, D) as arrays of one dtype and the number of layers, or raise if they do not fit."""
    if not isinstance(params, dict):
        raise TypeError(f"params is of type {type(params).__name__}: expected a dict of name to array")
    params = {name: array(name, p) for name, p in params.items()}
    D, dtype, L = _layout(tuple([(name, p.shape, p.dtype) for name, p in params.items()]), norm)
    X = array("X", X, ndim=2)
    if X.shape[1] != D:
        raise ValueError(f"X has shape {X.shape}: expected (N, {D}), as W1 has {D} rows")
    return params, X.astype(dtype, copy=False), L


@lru_cache(maxsize=1024)
def _layout(entries, norm):
    """Check names, shapes and dtypes; once for each architecture, as a training step must be fast."""
    shapes = {name: shape for name, shape, _ in entries}
    L = sum(name.startswith("W") for name in shapes)
    wanted = _names(L, norm) if L else ("W1", "b1")
    if shapes.keys() != set(wanted):
        raise ValueError(f"params={', '.join(shapes)}: expected {', '.join(wanted)} with norm={norm!r}")
    dtypes = {dtype for _, _, dtype in entries}
    require(len(dtypes) == 1, "params", sorted(map(str, dtypes)), "one dtype for all")
    width = None
    for k in range(1, L + 1):
        width = _layer_width(shapes, k, width)
    return shapes["W1"][0], dtypes.pop(), L


def _layer_width(shapes, k, D):
    W = shapes[f"W{k}"]
    if len(W) != 2 or D not in (None, W[0]):
        origin = "" if D is None else f", as W{k - 1} has {D} columns"
        raise ValueError(f"W{k} has shape {W}: expected ({'D' if D is None else D}, H){origin}")
    for name in ("b", "gamma", "beta"):
        shape = shapes.get(f"{name}{k}", W[1:])
        if shape != W[1:]:
            raise ValueError(f"{name}{k} has shape {shape}: expected {W[1:]}, as W{k} has {W[1]} columns")
    return W[1]


@lru_cache(maxsize=1024)
def _names(L, norm):
    """Return the names of the parameters of L layers, in order of depth."""
    hidden = ("W", "b") if norm is None else ("W", "b", "gamma", "beta")
    return (*[f"{name}{k}" for k in range(1, L) for name in hidden], f"W{L}", f"b{L}")


def statistics(running, norm, L):
    """Return {k: (mean, var)} from the dict mean1, var1, ..., {} for None; raise if keys are missing or useless."""
    if running is None:
        return {}
    require(norm == "batch", "running", running, f'None, as norm={norm!r} is not "batch"')
    wanted = {f"{name}{k}" for k in range(1, L) for name in ("mean", "var")}
    if running.keys() != wanted:
        raise ValueError(f"running has the keys {sorted(running)}: expected {sorted(wanted)}")
    return {k: (running[f"mean{k}"], running[f"var{k}"]) for k in range(1, L)}


def output_gradient(dlogits, cache):
    """Return dlogits (N, C) in the dtype of the parameters, or raise if it has not the shape of the logits."""
    W = cache["params"][f"W{cache['L']}"]
    dlogits = array("dlogits", dlogits)
    shape = (cache["A0"].shape[0], W.shape[1])
    if dlogits.shape != shape:
        raise ValueError(f"dlogits has shape {dlogits.shape}: expected {shape}, that of the logits")
    return dlogits.astype(W.dtype, copy=False)
