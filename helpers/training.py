"""Minibatches, and a training loop for the multilayer perceptron that returns what happened.

The history of `fit` is a dict of lists, all of Python numbers, and a verdict:

- ``"loss"``, and ``"accuracy"`` for labels: one entry an epoch, the mean over its examples, each seen before the
  update by its batch; ``"val_loss"``, ``"val_accuracy"``: held-out examples after the epoch, in evaluation mode;
- ``"step_loss"``, ``"lr"``: one entry an update;
- ``"running"``: batch norm's statistics for `predict`, None without batch norm;
- ``"status"``: "finished", or "diverged at step 12, in epoch 2"; ``"diverged_at"``: None, or 12. Steps and epochs
  are counted from 1, and the epoch that diverged has no entry.
"""

import math

import numpy as np

from helpers.losses import accuracy, cross_entropy
from helpers.mlp import mlp_backward, mlp_forward, mlp_update_running, predict
from helpers.optimizers import OPTIMIZERS, apply
from helpers.schedules import constant
from helpers.validation import array, as_array, choice, generator, labels, number


def minibatches(X, y, batch_size, rng, drop_last=False):
    """Iterate once over all examples in random order, as batches ``(X_batch, y_batch)``.

    Parameters
    ----------
    X, y : array (N, ...)
        Left as they are; the batches are copies.
    batch_size : int
        The last batch is smaller where N is no multiple; N or more gives one batch of all examples.
    rng : numpy.random.Generator
        Gives one permutation, at the call.
    drop_last : bool
        Whether to leave out a last batch that is smaller.

    Raises
    ------
    TypeError, ValueError
        At the call: for lengths that differ, no example, a `batch_size` below 1 or, with `drop_last`, above N.
    """
    X, y = as_array("X", X), as_array("y", y)
    N = _length(X, y)
    B = number("batch_size", batch_size, low=1, high=N if drop_last else math.inf, integer=True)
    order = generator(rng).permutation(N)
    stop = N - N % B if drop_last else N
    return ((X[order[i : i + B]], y[order[i : i + B]]) for i in range(0, stop, B))


def fit(
    params,
    X,
    y,
    *,
    rng,
    epochs,
    batch_size=32,
    optimizer="adam",
    lr=1e-3,
    loss=cross_entropy,
    activation="relu",
    norm=None,
    residual=False,
    branch_scale=1.0,
    schedule=None,
    validation=None,
    settings=None,
    progress=False,
):
    """Train a multilayer perceptron on minibatches, shuffled anew in each epoch; return ``(params, history)``.

    A loss or a parameter that is not finite ends the run, without a warning: it returns the last parameters whose
    loss was finite, and the history says at which step.

    Parameters
    ----------
    params : dict of str to array
        As `init_mlp` returns them; left as they are. All is computed in their dtype.
    X : array (N, D)
    y : array (N,) or (N, C)
        Labels, or what `loss` takes; numbers (N,) are read as (N, 1) where the network has one output.
    rng : numpy.random.Generator
        For the order of the examples, the only randomness.
    epochs, batch_size : int
        As in `minibatches`: a batch size of N or more is full-batch descent.
    optimizer, settings : str or callable, dict
        A name in `OPTIMIZERS` or such a function, and its further arguments.
    loss : callable
        ``loss(logits, y) -> (loss, dlogits)``.
    activation, norm, residual, branch_scale
        As in `mlp_forward`.
    schedule : callable
        ``schedule(step, total, lr) -> rate``, step from 0, as in `helpers.schedules`; None keeps `lr`.
    validation : (X, y)
        Held-out examples.
    progress : bool
        Whether to show a progress bar on standard error.

    Raises
    ------
    TypeError, ValueError
        Before anything is changed: for NaN or infinity in the data, labels out of range, shapes that do not fit,
        an unknown name or setting, and with batch norm a last batch of one example.
    """
    net = {"activation": activation, "norm": norm, "residual": residual, "branch_scale": branch_scale}
    with np.errstate(all="ignore"):
        X, y = _examples(params, X, y, net)
        held_out = None if validation is None else _examples(params, *_pair(validation), net, "validation ")
        total = _n_updates(len(X), batch_size, epochs, norm)
        update = _updater(optimizer, settings, schedule, lr, total)
        _rehearse(params, X, y, net, loss, update, rng)
        good = params = {name: np.array(p) for name, p in params.items()}
        state, history = None, _new_history(y, held_out)
        for epoch in _epochs(epochs, progress):
            seen = []
            for X_batch, y_batch in minibatches(X, y, batch_size, rng):
                logits, cache = mlp_forward(params, X_batch, **net)
                value, dlogits = loss(logits, y_batch)
                if not math.isfinite(value):
                    return good, _diverged(history, epoch)
                good, grads = params, mlp_backward(dlogits, cache)
                params, state, rate = update(params, grads, state, len(history["lr"]))
                _record_step(history, value, rate, cache, norm)
                right = int((logits.argmax(axis=1) == y_batch).sum()) if _is_labels(y) else None
                seen.append((len(y_batch), value, right))
            entry = _epoch_entry(seen, held_out, params, history["running"], net, loss)
            if not _finite([*params.values(), *entry.values()]):
                return good, _diverged(history, epoch, n_ahead=0)
            for name, measured in entry.items():
                history[name].append(measured)
    return params, history


def _length(X, y, prefix=""):
    if X.ndim < 1 or X.shape[:1] != y.shape[:1] or len(X) == 0:
        raise ValueError(
            f"{prefix}X has shape {X.shape}, {prefix}y {y.shape}: expected N rows of each, N > 0"
        )
    return len(X)


def _pair(validation):
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise ValueError(f"validation={type(validation).__name__}: expected a pair (X, y)")
    return validation


def _is_labels(y):
    return y.ndim == 1


def _finite(values):
    return all(np.isfinite(value).all() for value in values)


def _examples(params, X, y, net, prefix=""):
    """Return X and y as the run takes them, or raise; a pass of one row, twice, tells what fits the network."""
    X, y = array(f"{prefix}X", X, ndim=2), as_array(f"{prefix}y", y)
    N = _length(X, y, prefix)
    logits, _ = mlp_forward(params, X[[0, 0]], **net)
    X = X.astype(logits.dtype, copy=False)  # first, because float32 holds less
    return array(f"{prefix}X", X, finite=True), _targets(f"{prefix}y", y, N, logits)


def _targets(name, y, N, logits):
    C = logits.shape[1]
    if C > 1 and y.ndim == 1 and y.dtype.kind in "iu":
        return labels(name, y, N, C)
    y = array(name, array(name, y).astype(logits.dtype, copy=False), finite=True)
    y = y[:, None] if C == 1 and y.ndim == 1 else y
    if y.shape != (N, C):
        raise ValueError(f"{name} has shape {y.shape}: expected ({N},), whole-number labels, or ({N}, {C})")
    return y


def _n_updates(N, batch_size, epochs, norm):
    B = number("batch_size", batch_size, low=1, integer=True)
    if norm == "batch" and 1 in (N, B, N % B):
        raise ValueError(f"batch_size={B}: expected no batch of one of the {N} examples with norm='batch'")
    return number("epochs", epochs, low=0, integer=True) * math.ceil(N / B)


def _updater(optimizer, settings, schedule, lr, total):
    """Return ``update(params, grads, state, k) -> (params, state, rate)`` for the k-th update, from 0."""
    step = OPTIMIZERS[choice("optimizer", optimizer, OPTIMIZERS)] if isinstance(optimizer, str) else optimizer
    schedule = constant if schedule is None else schedule
    for name, f in (("optimizer", step), ("schedule", schedule)):
        if not callable(f):
            raise TypeError(f"{name}={f!r}: expected a function")

    def update(params, grads, state, k):
        rate = schedule(k, max(1, total), lr)
        return *apply(step, params, grads, state, rate, **(settings or {})), rate

    return update


def _rehearse(params, X, y, net, loss, update, rng):
    """Raise what an update would raise, on one row twice, before the generator is asked for anything."""
    logits, cache = mlp_forward(params, X[[0, 0]], **net)
    _, dlogits = loss(logits, y[[0, 0]])
    update(params, mlp_backward(dlogits, cache), None, 0)
    generator(rng)


def _epochs(epochs, progress):
    if not progress:
        return range(epochs)
    from tqdm import tqdm  # here, because few runs show a bar

    return tqdm(range(epochs), desc="training", unit="epoch", leave=False)


def _new_history(y, held_out):
    names = ["loss", *["accuracy"] * _is_labels(y), "step_loss", "lr"]
    if held_out is not None:
        names += ["val_loss", *["val_accuracy"] * _is_labels(held_out[1])]
    return {name: [] for name in names} | {"running": None, "status": "finished", "diverged_at": None}


def _record_step(history, value, rate, cache, norm):
    history["step_loss"].append(float(value))
    history["lr"].append(float(rate))
    if norm == "batch":
        history["running"] = mlp_update_running(history["running"], cache)


def _epoch_entry(seen, held_out, params, running, net, loss):
    sizes, losses, right = zip(*seen, strict=True)
    entry = {"loss": float(np.average(losses, weights=sizes))}
    if right[0] is not None:
        entry["accuracy"] = sum(right) / sum(sizes)
    if held_out is not None:
        X, y = held_out
        logits = predict(params, X, running=running, **net)
        entry["val_loss"] = float(loss(logits, y)[0])
        if _is_labels(y):
            entry["val_accuracy"] = accuracy(logits, y)
    return entry


def _diverged(history, epoch, n_ahead=1):
    step = len(history["step_loss"]) + n_ahead
    return history | {"status": f"diverged at step {step}, in epoch {epoch + 1}", "diverged_at": step}
