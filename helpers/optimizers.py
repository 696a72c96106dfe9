"""One optimizer a function, one array a step, in order of increasing complexity.

Each is ``step(w, grad, state, lr, ...) -> (w_new, state_new)``, with ``state=None`` at the start. Nothing passed
in is changed, and the result has the dtype of `w`. `weight_decay` adds the gradient of
``weight_decay/2 * ||w||^2`` to `grad`, in `adamw` alone it shrinks `w` itself. `eps` is added outside the root;
with ``eps=0`` a coordinate whose gradients were all zero divides 0 by 0. Conventions and defaults are PyTorch's.

Raises, in every step: ``ValueError`` or ``TypeError`` if shapes differ, if `state` has other parts than this
optimizer returns for an array of this shape, if ``lr``, ``weight_decay`` or ``eps`` is negative or not finite, or if
``momentum``, ``alpha``, ``beta1`` or ``beta2`` is not in [0, 1).
"""

import math

import numpy as np

from helpers.validation import array, number


def sgd(w, grad, state, lr, weight_decay=0.0):
    """Step against the gradient: ``w - lr g``; the state is ``()``.

    Robbins & Monro, A Stochastic Approximation Method, 1951.
    """
    w, g, lr = _inputs(w, grad, lr, weight_decay)
    _state(state, w, 0)
    return w - lr * g, ()


def momentum(w, grad, state, lr, momentum=0.9, weight_decay=0.0):
    """Step along a decaying sum of gradients: ``v = momentum v + g``, ``w - lr v``; the state is ``(v,)``.

    Polyak 1964; Sutskever et al., On the Importance of Initialization and Momentum in Deep Learning, ICML 2013,
    Eqs. 1 and 2, which scale `v` by ``-lr``.
    """
    w, g, lr = _inputs(w, grad, lr, weight_decay)
    momentum = _rate("momentum", momentum)
    (v,) = _state(state, w, 1)
    v = momentum * v + g
    return w - lr * v, (v,)


def nesterov(w, grad, state, lr, momentum=0.9, weight_decay=0.0):
    """Momentum that looks one step ahead: ``v = momentum v + g``, ``w - lr (g + momentum v)``; state ``(v,)``.

    `w` is the point at which the gradient is taken, the look-ahead point of Sutskever et al. 2013, Eqs. 3 and 4;
    in this variable it is Bengio et al., Advances in Optimizing Recurrent Networks, 2013.
    """
    w, g, lr = _inputs(w, grad, lr, weight_decay)
    momentum = _rate("momentum", momentum)
    (v,) = _state(state, w, 1)
    v = momentum * v + g
    return w - lr * (g + momentum * v), (v,)


def adagrad(w, grad, state, lr, eps=1e-10, weight_decay=0.0):
    """Give each coordinate its own rate: ``s = s + g^2``, ``w - lr g / (sqrt(s) + eps)``; the state is ``(s,)``.

    Duchi, Hazan & Singer, Adaptive Subgradient Methods, JMLR 12, 2011, with a diagonal matrix.
    """
    w, g, lr = _inputs(w, grad, lr, weight_decay)
    eps = number("eps", eps, low=0)
    (s,) = _state(state, w, 1)
    s = s + g * g
    return w - lr * g / (np.sqrt(s) + eps), (s,)


def rmsprop(w, grad, state, lr, alpha=0.99, eps=1e-8, momentum=0.0, weight_decay=0.0):
    """AdaGrad that forgets: ``s = alpha s + (1 - alpha) g^2``, ``u = g / (sqrt(s) + eps)``.

    Then as in `momentum`: ``v = momentum v + u``, ``w - lr v``; the state is ``(s, v)``. `s` starts at 0 and is
    not corrected for it. Tieleman & Hinton, Neural Networks for Machine Learning, 2012, Lecture 6.5.
    """
    w, g, lr = _inputs(w, grad, lr, weight_decay)
    alpha, momentum, eps = _rate("alpha", alpha), _rate("momentum", momentum), number("eps", eps, low=0)
    s, v = _state(state, w, 2)
    s = alpha * s + (1 - alpha) * g * g
    v = momentum * v + g / (np.sqrt(s) + eps)
    return w - lr * v, (s, v)


def adam(w, grad, state, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0):
    """Average g and g^2, correct both for their start at 0: ``w - lr m_hat / (sqrt(v_hat) + eps)``.

    The state is ``(m, v, t)``, with the time step t = 1 after the first step.
    Kingma & Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, Algorithm 1.
    """
    w, g, lr = _inputs(w, grad, lr, weight_decay)
    beta1, beta2, eps = _rate("beta1", beta1), _rate("beta2", beta2), number("eps", eps, low=0)
    m, v, t = _state(state, w, 2, timed=True)
    t = number("t", t, low=0, integer=True) + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)


def adamw(w, grad, state, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """Adam whose decay bypasses the averages: ``w (1 - lr weight_decay) - lr m_hat / (sqrt(v_hat) + eps)``.

    Loshchilov & Hutter, Decoupled Weight Decay Regularization, ICLR 2019, Algorithm 2, line 12. There the decay is
    multiplied by the schedule only, here by `lr` as well.
    """
    lr, weight_decay = number("lr", lr, low=0), number("weight_decay", weight_decay, low=0)
    stepped, state = adam(w, grad, state, lr, beta1, beta2, eps)
    return stepped - lr * weight_decay * np.asarray(w, dtype=stepped.dtype), state


OPTIMIZERS = {f.__name__: f for f in (sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw)}
"""The seven steps by name, in order of increasing complexity."""


def apply(step, params, grads, state, lr, **settings):
    """Take one optimizer step on all arrays of a dict at once.

    The steps above work element by element, so one step on the arrays laid end to end is the same as one on each,
    and more than twice as fast on small layers.

    Parameters
    ----------
    step : callable
        One of the functions above.
    params, grads : dict of str to array
        The same keys and shapes, the parameters all of one dtype.
    state : tuple or None
        None at the start; it belongs to the whole dict.
    lr : float
    **settings
        Passed on to `step`.

    Returns
    -------
    (dict, tuple)
        New parameters and new state; nothing passed in is changed.
    """
    params = {name: array(f"params[{name!r}]", w) for name, w in params.items()}
    _check_dicts(params, grads)
    flat = np.concatenate([w.ravel() for w in params.values()])
    flat_grad = np.concatenate([np.ravel(grads[name]) for name in params])
    flat, state = step(flat, flat_grad, state, lr, **settings)
    new, start = {}, 0
    for name, w in params.items():
        new[name] = flat[start : start + w.size].reshape(w.shape)
        start += w.size
    return new, state


def clip_by_global_norm(grads, max_norm):
    """Scale all gradients by one factor so that their joint Euclidean norm is at most `max_norm`.

    Parameters
    ----------
    grads : dict of str to array
    max_norm : float
        Positive.

    Returns
    -------
    (dict, float)
        The gradients, and the norm before clipping. A norm that is not finite leaves them as they are.

    References
    ----------
    Pascanu, Mikolov & Bengio, On the Difficulty of Training Recurrent Neural Networks, ICML 2013, Algorithm 1.
    """
    max_norm = number("max_norm", max_norm, above=0)
    grads = {name: array(f"grads[{name!r}]", g) for name, g in grads.items()}
    largest = max((float(np.max(np.abs(g), initial=0.0)) for g in grads.values()), default=0.0)
    if largest == 0 or not math.isfinite(largest):
        return grads, largest
    # Divided by the largest entry first: exploded gradients must not overflow when squared.
    squares = [np.sum((g / largest) ** 2, dtype=np.float64) for g in grads.values()]
    norm = largest * math.sqrt(sum(squares))
    factor = min(1.0, max_norm / norm)
    return {name: factor * g for name, g in grads.items()}, norm


def _inputs(w, grad, lr, weight_decay):
    w = array("w", w)
    g = np.asarray(grad, dtype=w.dtype)
    if g.shape != w.shape:
        raise ValueError(f"grad has shape {g.shape}: expected that of w, {w.shape}")
    weight_decay = number("weight_decay", weight_decay, low=0)
    return w, g + weight_decay * w if weight_decay else g, number("lr", lr, low=0)


def _rate(name, value):
    return number(name, value, low=0, below=1)


def _state(state, w, n, timed=False):
    """Return the `n` running arrays of `state`, and the time step if `timed`; zeros at the start."""
    if state is None:
        return (np.zeros_like(w),) * n + (0,) * timed
    shapes = [np.shape(part) for part in state] if isinstance(state, tuple) else type(state).__name__
    expected = [w.shape] * n + [()] * timed
    if shapes != expected:
        raise ValueError(f"state holds {shapes}: expected None, or shapes {expected} from an earlier step")
    return state


def _check_dicts(params, grads):
    if not params or params.keys() != grads.keys():
        raise ValueError(f"grads has keys {list(grads)}: expected those of params, {list(params)}")
    for name, w in params.items():
        if np.shape(grads[name]) != w.shape:
            raise ValueError(f"grads[{name!r}] has shape {np.shape(grads[name])}: expected {w.shape}")
    kinds = {w.dtype for w in params.values()}
    if len(kinds) > 1:
        raise ValueError(f"params has dtypes {sorted(map(str, kinds))}: expected one")
