"""Bundled real data and toy sets, split and scaled; nothing is downloaded.

Every function returns a `Split`. All randomness comes from `rng`: the same generator state gives the same split.
Classes keep their shares: each has its proportional number of test examples, rounded up or down. What scaling
needs to know is measured on the training part alone. The arrays are new, float64 and, for labels, int64.

Raises, in every function: ``TypeError`` if `rng` is no ``numpy.random.Generator`` or a count is no whole number,
``ValueError`` if `test_size` is not from 0 to N - 1, or another argument is out of its range.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from helpers.validation import choice, generator, number

SCALES = ("standard", "centred", None)


class Split(NamedTuple):
    """Inputs X (N, D), and labels or regression targets y (N,), for training and for testing."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


def digits(rng, test_size=500, classes=None, scale="pixel"):
    """Return 1797 handwritten digits as 8x8 images, D = 64 (Alpaydin & Kaynak, 1998, UCI repository).

    Parameters
    ----------
    rng : numpy.random.Generator
    test_size : int
    classes : sequence of int, optional
        Keep only these digits and label them 0, 1, ... in this order.
    scale : "pixel", "centred", "standard" or None
        Grey values from 0 to 1; these minus the training mean of each pixel; mean 0 and standard deviation 1 of
        each pixel (0 for those that never change); as stored, from 0 to 16.
    """
    choice("scale", scale, ("pixel", *SCALES))
    X, y = _load("digits")
    if classes is not None:
        X, y = _only(X, y, classes)
    split = _split(rng, X / 16 if scale in ("pixel", "centred") else X, y, test_size)
    return split if scale == "pixel" else _scaled(split, scale)


def wine(rng, test_size=58, scale="standard"):
    """Return 178 wines, 13 chemical measurements, 3 growers (Aeberhard & Forina, 1992, UCI repository).

    `scale` is "standard", "centred" or None, for each column.
    """
    return _tabular("wine", rng, test_size, scale)


def breast_cancer(rng, test_size=169, scale="standard"):
    """Return 569 tumours, 30 measurements, malignant 0 or benign 1 (Wolberg et al., 1995, UCI repository).

    `scale` is "standard", "centred" or None, for each column.
    """
    return _tabular("breast_cancer", rng, test_size, scale)


def iris(rng, test_size=50, scale="standard"):
    """Return 150 irises, 4 measurements in cm, 3 species (Fisher, 1936).

    `scale` is "standard", "centred" or None, for each column.
    """
    return _tabular("iris", rng, test_size, scale)


def diabetes(rng, test_size=142, scale="standard"):
    """Return 442 patients, 10 measurements, and the progress of the disease, a regression (Efron et al., 2004).

    `scale` is "standard", "centred" or None, for each column and for y alike.
    """
    return _tabular("diabetes", rng, test_size, scale)


def moons(rng, n=400, noise=0.1, test_size=100):
    """Return two interleaved half circles of radius 1, each the other turned about (0.5, 0.25)."""
    y = _classes(2, rng, n, noise, test_size)
    X = _circle(rng.uniform(0, np.pi, n))
    X[y == 1] = [1.0, 0.5] - X[y == 1]
    return _noisy_split(rng, X, y, noise, test_size)


def circles(rng, n=400, noise=0.1, test_size=100):
    """Return two circles about the origin, of radius 1 (class 0) and 0.5 (class 1)."""
    y = _classes(2, rng, n, noise, test_size)
    X = (1 - 0.5 * y)[:, None] * _circle(rng.uniform(0, 2 * np.pi, n))
    return _noisy_split(rng, X, y, noise, test_size)


def spirals(rng, n=400, noise=0.02, test_size=100):
    """Return two spirals, radius 0.1 to 1 along the angle 3 pi radius, each the other turned by half a turn."""
    y = _classes(2, rng, n, noise, test_size)
    radius = rng.uniform(0.1, 1, n)
    X = radius[:, None] * _circle(np.pi * (3 * radius + y))
    return _noisy_split(rng, X, y, noise, test_size)


def xor(rng, n=400, noise=0.05, test_size=100):
    """Return points of the square from -1 to 1, class 1 where the signs of the two coordinates differ."""
    y = _classes(2, rng, n, noise, test_size)
    X = rng.uniform(0, 1, (n, 2)) * rng.choice([-1, 1], (n, 1))
    X[:, 1] *= 1 - 2 * y
    return _noisy_split(rng, X, y, noise, test_size)


def blobs(rng, n=400, noise=0.3, test_size=100):
    """Return three Gaussian clouds of standard deviation `noise`, at 0, 120 and 240 degrees on the unit circle."""
    y = _classes(3, rng, n, noise, test_size)
    return _noisy_split(rng, _circle(2 * np.pi * y / 3), y, noise, test_size)


def line(rng, n=400, noise=0.2, test_size=100):
    """Return a regression with one input: y = 2 x - 1, x from -1 to 1; here the noise is on y."""
    _check_toy(1, rng, n, noise, test_size)
    x = rng.uniform(-1, 1, n)
    return _split(rng, x[:, None], 2 * x - 1 + noise * rng.normal(size=n), test_size)


REAL = {f.__name__: f for f in (digits, wine, breast_cancer, iris, diabetes)}
"""The real data sets by name: ``f(rng, test_size=..., scale=...)``."""

TOYS = {f.__name__: f for f in (moons, circles, spirals, xor, blobs, line)}
"""The toy sets by name: ``f(rng, n=400, noise=..., test_size=100)``.

`n` examples, the classes equal to within one; `noise` is the standard deviation of what is added to each coordinate.
"""


@cache
def _load(name):
    import sklearn.datasets  # here, because importing it takes ten times as long as importing NumPy

    # scikit-learn's own scaling of the diabetes data is measured on all patients, test ones included.
    unscaled = {"scaled": False} if name == "diabetes" else {}
    X, y = getattr(sklearn.datasets, f"load_{name}")(return_X_y=True, **unscaled)
    return X, y if name == "diabetes" else y.astype(np.int64)


def _only(X, y, classes):
    classes = [number("classes", c, low=0, high=int(y.max()), integer=True) for c in classes]
    if len(set(classes)) < max(2, len(classes)):
        raise ValueError(f"classes={classes!r}: expected two different digits or more, each once")
    rank = np.full(y.max() + 1, -1)
    rank[classes] = np.arange(len(classes))
    keep = rank[y] >= 0
    return X[keep], rank[y[keep]]


def _tabular(name, rng, test_size, scale):
    choice("scale", scale, SCALES)
    split = _scaled(_split(rng, *_load(name), test_size), scale)
    if name != "diabetes":
        return split
    shift, unit = _scaling(split.y_train, scale)
    return split._replace(y_train=(split.y_train - shift) / unit, y_test=(split.y_test - shift) / unit)


def _scaled(split, scale):
    shift, unit = _scaling(split.X_train, scale)
    return split._replace(X_train=(split.X_train - shift) / unit, X_test=(split.X_test - shift) / unit)


def _scaling(train, scale):
    """Return what to subtract and what to divide by, measured on the training part."""
    if scale is None:
        return 0.0, 1.0
    varies = np.ptp(train, axis=0) > 0  # what never changes is centred only
    unit = np.where(varies, train.std(axis=0), 1.0) if scale == "standard" else 1.0
    return train.mean(axis=0), unit


def _split(rng, X, y, test_size):
    """Test on every (N / test_size)-th example of a shuffled list in which each class stands together."""
    N = len(y)
    test_size = _check_split(rng, N, test_size)
    order = rng.permutation(N)
    if y.dtype.kind == "i":
        order = order[np.argsort(y[order], kind="stable")]
    in_test = np.zeros(N, dtype=bool)
    in_test[(rng.integers(N) + N * np.arange(test_size)) // max(1, test_size)] = True
    train, test = rng.permutation(order[~in_test]), rng.permutation(order[in_test])
    return Split(X[train], y[train], X[test], y[test])


def _noisy_split(rng, X, y, noise, test_size):
    return _split(rng, X + noise * rng.normal(size=X.shape), y, test_size)


def _classes(n_classes, rng, n, noise, test_size):
    _check_toy(n_classes, rng, n, noise, test_size)
    return rng.permutation(np.arange(n) % n_classes)


def _circle(angle):
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _check_split(rng, N, test_size):
    generator(rng)
    return number("test_size", test_size, low=0, high=N - 1, integer=True)


def _check_toy(n_classes, rng, n, noise, test_size):
    _check_split(rng, number("n", n, low=n_classes, integer=True), test_size)
    number("noise", noise, low=0)
