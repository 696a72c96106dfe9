"""Question 6: six activation functions, each with its slope, stable for any finite input.

The slope at the kink of ReLU and leaky ReLU may be that of either side; what lies between is not accepted.
"""

import numpy as np
from scipy import special

from helpers.exercises._expect import expect, expect_raises, fail, quietly
from helpers.exercises._words import show

ASKS = "activate(name, z) -> (a, slope)"
STATEMENT = (
    'For name "relu", "leaky_relu" (0.01 z below 0), "sigmoid", "tanh", "softplus", log(1 + exp(z)), or "silu", '
    "z sigmoid(z), return the outputs and the derivatives at every z of an array of any shape, without overflow and "
    "without losing small outputs to rounding; float32 stays float32, whole numbers give float64, another name is a ValueError."
)
HINTS = (
    "Write the sigmoid first: it is the gate of SiLU, the slope of softplus, and tanh is 2 sigmoid(2z) - 1 "
    "(np.tanh is there, too). The slopes: s (1 - s), 1 - a**2, and the product rule for SiLU.",
    "exp(-z) overflows for z = -1000, and np.where computes both of its branches. What never overflows is "
    "e = np.exp(-np.abs(z)); the sigmoid is 1 / (1 + e) where z >= 0 and e / (1 + e) elsewhere.",
    "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) is softplus. For the kinks: np.where(z > 0, 1, 0.01) is "
    "float64 whatever z is, so end with .astype(z.dtype) on what is float32.",
)

ALL = ("relu", "leaky_relu", "sigmoid", "tanh", "softplus", "silu")


def _silu_slope(z):
    s = special.expit(z)
    return s + z * s * special.expit(-z)


TRUTH = {
    "relu": (lambda z: np.maximum(z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "leaky_relu": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1.0, 0.01)),
    "sigmoid": (special.expit, lambda z: special.expit(z) * special.expit(-z)),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "softplus": (lambda z: np.logaddexp(0, z), special.expit),
    "silu": (lambda z: z * special.expit(z), _silu_slope),
}
"""Name -> the function and its derivative, from SciPy and other formulas than the hints give."""


def kinked(activate):
    """Bend ReLU and leaky ReLU at 0."""
    z = np.array([-2.0, -0.5, 0.5, 3.0])
    a, slope = activate("relu", z)
    expect(a, [0.0, 0.0, 0.5, 3.0], "max(z, 0), entry by entry.", "a")
    expect(slope, [0.0, 0.0, 1.0, 1.0], "1 where z > 0, else 0.", "slope")
    a, slope = activate("leaky_relu", z)
    tenth = {"Below 0 this is 0.1 z; asked for is 0.01 z.": [-0.2, -0.05, 0.5, 3.0]}
    expect(a, [-0.02, -0.005, 0.5, 3.0], "z above 0, 0.01 z below.", "a", lookalikes=tenth)
    dead = {"This is the slope of ReLU: below 0 leaky ReLU has 0.01.": [0.0, 0.0, 1.0, 1.0]}
    expect(slope, [0.01, 0.01, 1.0, 1.0], "1 above 0, 0.01 below.", "slope", lookalikes=dead)


def smooth(activate):
    """Turn z = ln 3 and -ln 3 into sigmoids of 3/4 and 1/4, and so on for the other smooth ones."""
    z = np.log([3.0, 1 / 3])
    values = {
        "sigmoid": [3 / 4, 1 / 4],
        "tanh": [4 / 5, -4 / 5],
        "softplus": np.log([4, 4 / 3]),
        "silu": np.log(3) * np.array([3 / 4, -1 / 4]),
    }
    means = {
        "sigmoid": "1 / (1 + exp(-z)).",
        "tanh": "2 sigmoid(2z) - 1.",
        "softplus": "log(1 + exp(z)), the natural logarithm.",
        "silu": "z times the sigmoid of z.",
    }
    lookalikes = {
        "The argument of the sigmoid has the wrong sign: 1 / (1 + exp(-z)).": [1 / 4, 3 / 4],
        "This is tanh(z/2): tanh is 2 sigmoid(2z) - 1.": [1 / 2, -1 / 2],
        "This is the logarithm to base 2.": np.log2([4, 4 / 3]),
    }
    for name, expected in values.items():
        a, _ = activate(name, z)
        expect(a, expected, means[name], "a", lookalikes=lookalikes)


def slopes(activate):
    """Return the derivative that central differences of the function itself give."""
    z = np.array([-3.0, -1.2, -0.4, 0.3, 0.9, 2.5])
    for name in ALL:
        f, _ = TRUTH[name]
        numeric = (f(z + 1e-5) - f(z - 1e-5)) / 2e-5
        a, s = f(z), special.expit(z)
        lookalikes = {
            "This is a (1 - a): right for the sigmoid, wrong here.": a * (1 - a),
            "This is 1 - a**2: right for tanh, wrong here.": 1 - a**2,
            "This is the slope of the sigmoid.": s * (1 - s),
            "A derivative of the pre-activation is asked for: s (1 - s) goes with s = sigmoid(z), not with z.": z
            * (1 - z),
            "The derivative 1 - tanh(z)**2 takes the output: this is 1 - z**2.": 1 - z**2,
            "The product rule has two terms: sigmoid(z) + z sigmoid'(z).": s,
            "The first term of the product rule is missing: sigmoid(z) + z sigmoid'(z).": z * s * (1 - s),
            "This is the output once more: the second result is the derivative.": a,
        }
        _, slope = activate(name, z)
        expect(slope, numeric, f"The derivative of {name} at z.", "slope", atol=1e-8, lookalikes=lookalikes)


def at_the_kink(activate):
    """Give the slope of one of the two sides at z = 0 exactly, and an output of 0."""
    for name, sides in [("relu", (0.0, 1.0)), ("leaky_relu", (0.01, 1.0))]:
        a, slope = activate(name, np.array([0.0, 1.0]))
        expect(a, [0.0, 1.0], "Both are continuous: 0 at 0.", "a")
        means = "nan comes from a / z, other values from an average or np.sign: write np.where(z > 0, ...)."
        if not (np.shape(slope) == (2,) and any(np.allclose(slope, [side, 1.0]) for side in sides)):
            fail(f"slope = [{sides[0]:g} or {sides[1]:g}, 1]", f"slope = {show(slope)}", means)


def far_out(activate):
    """Survive z = 1000 and -1000 without a warning."""
    z = np.array([-1000.0, 1000.0])
    ends = {
        "relu": ([0.0, 1000.0], [0.0, 1.0]),
        "leaky_relu": ([-10.0, 1000.0], [0.01, 1.0]),
        "sigmoid": ([0.0, 1.0], [0.0, 0.0]),
        "tanh": ([-1.0, 1.0], [0.0, 0.0]),
        "softplus": ([0.0, 1000.0], [0.0, 1.0]),
        "silu": ([0.0, 1000.0], [0.0, 1.0]),
    }
    means = (
        "np.exp(1000) overflows, and np.where computes both branches: take np.exp(-np.abs(z)), never above 1."
    )
    clipped = {"np.clip makes large z equal: softplus(1000) is 1000.": [0.0, 500.0]}
    for name, (values, slopes_there) in ends.items():
        a, slope = quietly(means, activate, name, z)
        expect(a, values, means, "a", lookalikes=clipped)
        expect(slope, slopes_there, means, "slope")


def small_outputs(activate):
    """Keep the digits of outputs near 0: softplus(-40) is exp(-40), not 0."""
    z = np.array([-40.0, -20.0])
    for name in ("sigmoid", "softplus", "silu"):
        means = (
            "1 + exp(-40) is rounded to 1 and its logarithm to 0: np.log1p keeps the digits."
            if name == "softplus"
            else "Computed as 1 - sigmoid(-z) or (1 + tanh(z/2)) / 2, small outputs cancel: e / (1 + e) keeps them."
        )
        a, _ = activate(name, z)
        expect(a, TRUTH[name][0](z), means, "a", rtol=1e-9, atol=0)


def any_shape(activate):
    """Work entry by entry on an array of any shape, also with one entry and no axis."""
    means = "Every entry by itself: no sum or maximum over an axis, no reshaping, no loop over rows."
    for z in (np.linspace(-2.9, 3.1, 12).reshape(2, 3, 2), np.array(0.7)):
        for name in ALL:
            a, slope = activate(name, z)
            f, f_slope = TRUTH[name]
            expect(a, f(z), means, "a")
            expect(slope, f_slope(z), means, "slope")


def keeps_dtype(activate):
    """Keep float32, also far out, and make float64 of whole numbers."""
    single, whole = np.array([-1.5, 0.5, 2.0], dtype=np.float32), np.array([-1, 1, 2])
    far = np.array([-200.0, 200.0], dtype=np.float32)
    means = "In float32 np.exp overflows above 88, long before 709: take np.exp(-np.abs(z))."
    for name in ALL:
        for z, rtol in ((single, 1e-5), (whole, 1e-9), (far, 1e-5)):
            exact = [f(z.astype(np.float64)) for f in TRUTH[name]]
            for part, value, truth in zip(
                ("a", "slope"), quietly(means, activate, name, z), exact, strict=True
            ):
                wanted = truth if z is whole else truth.astype(np.float32)
                expect(value, wanted, "Less exact than its dtype allows.", part, rtol=rtol, atol=1e-7)


def unknown_name(activate):
    """Raise a ValueError for a name that is none of the six."""
    means = (
        "A misspelt name must not pass as some other function, or as none: end with raise ValueError(...)."
    )
    expect_raises(ValueError, means, activate, "rellu", np.array([1.0, 2.0]))


TESTS = (
    kinked,
    smooth,
    slopes,
    at_the_kink,
    far_out,
    small_outputs,
    any_shape,
    keeps_dtype,
    unknown_name,
)
