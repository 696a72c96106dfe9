"""Right and plausible wrong answers to the exercise `gradient_profile`; WRONG names the test and a word of the meaning."""

import numpy as np


def rms(G):
    m = np.abs(G).max()
    return m * np.sqrt(np.mean((G / m) ** 2)) if m > 0 else 0.0


def climb(layers, f, X):
    Z, A = [], [X]
    for W, b in layers:
        Z.append(A[-1] @ W + b)
        A.append(f(Z[-1]))
    return Z, A


def whiteboard(layers, f, f_grad, X, dA):
    Z, A = climb(layers, f, X)
    delta_rms, dW_rms = [], []
    for k in reversed(range(len(layers))):
        dZ = dA * f_grad(Z[k])
        delta_rms.append(rms(dZ))
        dW_rms.append(rms(A[k].T @ dZ))
        dA = dZ @ layers[k][0].T
    return np.array(delta_rms[::-1]), np.array(dW_rms[::-1])


def into_zeros(layers, f, f_grad, X, dA):
    """Fill arrays from the top, and scale by a power of two."""

    def size(G):
        e = np.frexp(np.abs(G).max())[1]
        return np.ldexp(np.sqrt(np.mean(np.ldexp(G, -e) ** 2)), e)

    Z, A = climb(layers, f, X)
    out = np.zeros((2, len(layers)))
    for k in range(len(layers) - 1, -1, -1):
        dZ = np.einsum("nh,nh->nh", dA, f_grad(Z[k]))
        out[:, k] = size(dZ), size(np.einsum("nd,nh->dh", A[k], dZ))
        dA = np.einsum("nh,dh->nd", dZ, layers[k][0])
    return out[0], out[1]


def recursive(layers, f, f_grad, X, dA):
    """Let each layer hand back its gradient, the lowest first."""

    def down(k, A):
        if k == len(layers):
            return dA, [], []
        W, b = layers[k]
        Z = A @ W + b
        arrived, deltas, grads = down(k + 1, f(Z))
        dZ = arrived * f_grad(Z)
        return dZ @ W.T, [rms(dZ), *deltas], [rms(A.T @ dZ), *grads]

    _, deltas, grads = down(0, X)
    return np.array(deltas), np.array(grads)


def in_logarithms(layers, f, f_grad, X, dA):
    """Square in the logarithm, where nothing underflows."""

    def size(G):
        with np.errstate(divide="ignore"):
            log = 2 * np.log(np.abs(G))
        return np.exp((np.logaddexp.reduce(log.ravel()) - np.log(G.size)) / 2)

    Z, A = climb(layers, f, X)
    pairs = []
    for (W, _), Zk, below in zip(layers[::-1], Z[::-1], A[-2::-1], strict=True):
        dZ = dA * f_grad(Zk)
        pairs.insert(0, (size(dZ), size(below.T @ dZ)))
        dA = dZ @ W.T
    return tuple(np.array(part) for part in zip(*pairs, strict=True))


def by_hypot(layers, f, f_grad, X, dA):
    """Add the squares two at a time, with a function made for numbers whose squares underflow."""
    Z, A = climb(layers, f, X)
    out = []
    for k in range(len(layers) - 1, -1, -1):
        dZ = dA * f_grad(Z[k])
        out.append([np.hypot.reduce(G.ravel()) / np.sqrt(G.size) for G in (dZ, A[k].T @ dZ)])
        dA = dZ @ layers[k][0].T
    return tuple(np.array(out[::-1]).T)


RIGHT = [whiteboard, into_zeros, recursive, in_logarithms, by_hypot]


def variant(
    slope=lambda f_grad, Z, A: f_grad(Z),
    hand=lambda dZ, W: dZ @ W.T,
    fed=lambda A, Z, k: A[k],
    size=rms,
    grad_size=None,
    end=lambda delta, dW: (delta[::-1], dW[::-1]),
    bias=True,
):
    """Return a profile with one of its parts replaced."""

    def gradient_profile(layers, f, f_grad, X, dA):
        Z, A = climb(layers if bias else [(W, 0 * b) for W, b in layers], f, X)
        delta, dW = [], []
        for k in reversed(range(len(layers))):
            dZ = dA * slope(f_grad, Z[k], A[k + 1])
            delta.append(size(dZ))
            dW.append((grad_size or size)(fed(A, Z, k).T @ dZ))
            dA = hand(dZ, layers[k][0])
        return end(np.array(delta), np.array(dW))

    return gradient_profile


def top_slope_missing(layers, f, f_grad, X, dA):
    Z, A = climb(layers, f, X)
    dZ, delta, dW = dA, [rms(dA)], [rms(A[-2].T @ dA)]
    for k in range(len(layers) - 2, -1, -1):
        dZ = (dZ @ layers[k + 1][0].T) * f_grad(Z[k])
        delta.insert(0, rms(dZ))
        dW.insert(0, rms(A[k].T @ dZ))
    return np.array(delta), np.array(dW)


def handed_on(layers, f, f_grad, X, dA):
    """Measure what is handed to the layer below."""
    Z, A = climb(layers, f, X)
    delta, dW = [], []
    for k in reversed(range(len(layers))):
        dZ = dA * f_grad(Z[k])
        dA = dZ @ layers[k][0].T
        delta.insert(0, rms(dA))
        dW.insert(0, rms(A[k].T @ dZ))
    return np.array(delta), np.array(dW)


def squeezed(layers, f, f_grad, X, dA):
    delta, dW = whiteboard(layers, f, f_grad, X, dA)
    return delta.squeeze(), dW.squeeze()


def averaged(layers, f, f_grad, X, dA):
    delta, dW = whiteboard(layers, f, f_grad, X, dA)
    return delta, dW / len(X)


def at_most_ten(layers, f, f_grad, X, dA):
    """Skip layers that are far from the top."""
    delta, dW = whiteboard(layers, f, f_grad, X, dA)
    return np.append(np.zeros(max(0, len(delta) - 10)), delta[-10:]), dW


def changes_the_gradient(layers, f, f_grad, X, dA):
    dA *= f_grad(climb(layers, f, X)[0][-1])
    return top_slope_missing(layers, f, f_grad, X, dA)


def lists(layers, f, f_grad, X, dA):
    delta, dW = whiteboard(layers, f, f_grad, X, dA)
    return list(delta), list(dW)


def saves_a_scale(G):
    m = np.abs(G).max()
    return m * np.sqrt(np.mean((G / m) ** 2))


def forgets_abs(G):
    m = G.max()
    return m * np.sqrt(np.mean((G / m) ** 2)) if m != 0 else 0.0


def by_first_entry(G):
    m = np.abs(G[0, 0])
    return m * np.sqrt(np.mean((G / m) ** 2)) if m > 0 else 0.0


def plain(G):
    return np.sqrt(np.mean(G**2))


top_first = variant(end=lambda delta, dW: (delta, dW))
slope_at_activation = variant(slope=lambda f_grad, Z, A: f_grad(A))
no_slope = variant(slope=lambda f_grad, Z, A: 1.0)
no_weights = variant(hand=lambda dZ, W: dZ if W.shape[0] == W.shape[1] else dZ @ W.T)
not_transposed = variant(hand=lambda dZ, W: dZ @ W if W.shape[0] == W.shape[1] else dZ @ W.T)
no_biases = variant(bias=False)
hands_on = variant(fed=lambda A, Z, k: A[k + 1])
fed_z = variant(fed=lambda A, Z, k: Z[k - 1] if k else A[0])
no_input = variant(fed=lambda A, Z, k: np.eye(len(A[k])))
norms = variant(size=np.linalg.norm)
no_root = variant(size=lambda G: np.mean(G**2))
absolute = variant(size=lambda G: np.abs(G).mean())
largest = variant(size=lambda G: np.abs(G).max())
deviation = variant(size=np.std)
by_rows = variant(size=lambda G: np.sqrt(np.sum(G**2) / len(G)))
grads_as_norms = variant(grad_size=np.linalg.norm)
underflows = variant(size=plain)
grads_underflow = variant(grad_size=plain)
offset = variant(size=lambda G: rms(G) + 1e-12)
in_float32 = variant(size=lambda G: np.float64(rms(G.astype(np.float32))))
zero_by_zero = variant(size=saves_a_scale)
negative = variant(size=forgets_abs)
first_entry = variant(size=by_first_entry)
floor = variant(size=lambda G: max(rms(G), 1e-250))
doubled = variant(hand=lambda dZ, W: 2 * dZ @ W.T if W.shape[0] != W.shape[1] else dZ @ W.T)

WRONG = {
    top_first: ("two_units_by_hand", "lowest comes first"),
    top_slope_missing: ("two_units_by_hand", "slope of the top layer"),
    slope_at_activation: ("two_units_by_hand", "pre-activation"),
    no_slope: ("two_units_by_hand", "slope is missing"),
    no_weights: ("two_units_by_hand", "weights are missing"),
    no_biases: ("two_units_by_hand", "biases"),
    handed_on: ("two_units_by_hand", "what each layer is fed"),
    hands_on: ("two_units_by_hand", "hands on"),
    fed_z: ("two_units_by_hand", "needs its A"),
    no_input: ("two_units_by_hand", "input of the layer"),
    lists: ("two_units_by_hand", "Python list"),
    squeezed: ("root_mean_square", "shape"),
    norms: ("root_mean_square", "norm"),
    no_root: ("two_units_by_hand", "below it"),
    absolute: ("root_mean_square", "absolute"),
    largest: ("root_mean_square", "largest"),
    deviation: ("two_units_by_hand", "below it"),
    by_rows: ("root_mean_square", "N alone"),
    grads_as_norms: ("root_mean_square", "norm"),
    averaged: ("root_mean_square", "1/N"),
    offset: ("tiny_gradients", "Nearly"),
    in_float32: ("orthogonal_layers", "Nearly"),
    doubled: ("agrees_with_differences", "Some factor"),
    not_transposed: ("equal_widths", "missing .T"),
    at_most_ten: ("orthogonal_layers", "every layer counts"),
    underflows: ("tiny_gradients", "before you square"),
    grads_underflow: ("tiny_gradients", "before you square"),
    zero_by_zero: ("no_gradient", "0 / 0"),
    negative: ("root_mean_square", "absolute value"),
    first_entry: ("root_mean_square", "absolute value"),
    floor: ("no_gradient", "0 / 0"),
    changes_the_gradient: ("input_unchanged", "caller's own"),
}
