"""Question 15: reverse mode automatic differentiation of an expression, value and gradient from one run of it.

Left to the reader and not tested: a function that returns a number which does not depend on x, and a power whose
slope is not finite. Forward mode with all n tangents at once gives the same numbers from one call, and passes.
"""

import time

import numpy as np

from helpers.exercises._expect import expect, fail

ASKS = "value_and_grad(f, x) -> (value, grad)"
STATEMENT = (
    "Call f once, with a list of n objects of your own class in place of the n numbers of x, and return its "
    "value, a float, and its gradient, an array of n floats. The objects know +, -, *, ** with a number, "
    "unary minus, tanh(), also of 800, and relu(), numbers on either side; the slope of relu at 0 is 0."
)
HINTS = (
    "Let each operation make a new object that holds its value and pairs (parent, local derivative). For "
    "u * v these are (u, v.data) and (v, u.data); a number beside an object becomes an object without parents.",
    "2 * v asks the number first, and then v.__rmul__(2); 3 - v asks v.__rsub__(3). Order: list the objects "
    "such that each stands after its parents, then go through the list backwards. Python stops a recursion of "
    "about 1000 calls, so keep a stack of your own, or number the objects as they are made.",
    "The sweep itself: output.grad = 1.0, then for each node, users first, and for each (parent, slope) of it, "
    "parent.grad += node.grad * slope.",
)


def _product_plus(w):
    """Return w[0] * w[1] + w[0]."""
    return w[0] * w[1] + w[0]


def by_hand(value_and_grad):
    """Differentiate ab + a at a = 2, b = 3: the value is 8, the gradient (4, 2)."""
    value, grad = value_and_grad(_product_plus, np.array([2.0, 3.0]))
    expect(value, 8.0, "The result is a float, the value of f at x.", "value")
    lost = "a is used twice: add what comes from each use, += and not =."
    lookalikes = {
        lost: [1.0, 2.0],
        lost + " ": [3.0, 2.0],
        "The local derivative of a product is the *other* factor.": [3.0, 3.0],
        "Is the derivative of the output by itself 1? Everything is multiplied by it.": [0.0, 0.0],
    }
    expect(grad, [4.0, 2.0], "d(ab + a)/da = b + 1, d/db = a.", "grad", lookalikes=lookalikes)


def _square(w):
    """Return w[0] * w[0]."""
    return w[0] * w[0]


def _double(w):
    """Return w[0] + w[0]."""
    return w[0] + w[0]


def same_operand_twice(value_and_grad):
    """Give v + v the slope 2, and v * v the slope 2v."""
    means = "Both operands are one object: there are two edges, and each adds its share."
    for f, slope in ((_double, 2.0), (_square, 6.0)):
        _, grad = value_and_grad(f, np.array([3.0]))
        expect(grad, [slope], means, "grad", lookalikes={means + " Half of it is missing.": [slope / 2]})


def _numbers(w):
    """Return 2 * w[0] + (3 - w[1]) * (w[2] - 4) + 5 - (-w[3]) * 6 + (1 + w[0])."""
    return 2 * w[0] + (3 - w[1]) * (w[2] - 4) + 5 - (-w[3]) * 6 + (1 + w[0])


MISSING = "One of the operations is missing: 2 * v calls v.__rmul__(2), and 3 - v calls v.__rsub__(3)."


def numbers_on_either_side(value_and_grad):
    """Mix objects with numbers on either side of +, - and *."""
    x = np.array([1.0, 2.0, 7.0, 0.5])
    means = "3 - v calls v.__rsub__(3), 2 * v calls v.__rmul__(2): which is subtracted from which?"
    try:
        value, grad = value_and_grad(_numbers, x)
    except TypeError as error:
        if "unsupported operand" not in str(error):
            raise
        fail("a value and a gradient", f"TypeError: {error}", MISSING)
    expect(value, 15.0, means, "value")
    expect(grad, [3.0, -3.0, 1.0, 6.0], means, "grad")


def _functions(w):
    """Return the sum of w[0] ** 3, w[1] ** -1, tanh of w[2], relu of w[3:6], w[6] ** 2, w[7] ** 0.5, tanh of w[8]."""
    kinks = w[3].relu() + w[4].relu() + w[5].relu()
    return w[0] ** 3 + w[1] ** -1 + w[2].tanh() + kinks + w[6] ** 2 + w[7] ** 0.5 + w[8].tanh()


def powers_and_functions(value_and_grad):
    """Know powers, tanh and ReLU, whose slope at 0 is 0."""
    x = np.array([2.0, 4.0, 0.5, 1.5, -1.5, 0.0, 0.0, 4.0, 800.0])
    value, grad = value_and_grad(_functions, x)
    truth = np.array([12.0, -1 / 16, 1 / np.cosh(0.5) ** 2, 1.0, 0.0, 0.0, 0.0, 0.25, 0.0])
    means = (
        "v ** p for any number p, tanh and relu, as in NumPy; a quotient of exponentials of 800 overflows."
    )
    expect(value, 8 + 0.25 + np.tanh(0.5) + 1.5 + 2.0 + 1.0, means, "value")
    names = ("v ** 3", "v ** -1", "tanh", "relu above 0", "relu below 0", "relu at 0")
    names += ("v ** 2 at 0", "v ** 0.5", "tanh at 800")
    wrong = [
        name
        for name, a, b in zip(names, truth, np.ravel(grad), strict=False)
        if not np.isclose(a, b, rtol=1e-9)
    ]
    means = "p v**(p - 1); 1 - tanh², of the result; 1 above 0 and 0 elsewhere."
    expect(grad, truth, f"Wrong for {', '.join(wrong) or 'none'}. {means}", "grad")


def _direct_first(w):
    """Return c * d, where c = w[0] * w[1] and d = c + w[0]."""
    c = w[0] * w[1]
    return c * (c + w[0])


def _direct_last(w):
    """Return d * c, where c = w[0] * w[1] and d = w[0] + c."""
    c = w[0] * w[1]
    return (w[0] + c) * c


def _far_and_near(w):
    """Return a + a * b + b + w[0], where a = w[0] ** 2 and b = (2 * a).tanh()."""
    a = w[0] ** 2
    b = (2 * a).tanh()
    return a + a * b + b + w[0]


def waits_for_all_users(value_and_grad):
    """Let a value pass on only when all its users have reported."""
    means = (
        "Paths of different lengths meet in one value: it must wait for the longest. Put every node after its "
        "parents in a list, and go through it backwards; breadth first from the output is no such order."
    )
    for f in (_direct_first, _direct_last):
        _, grad = value_and_grad(f, np.array([2.0, 3.0]))
        expect(grad, [48.0, 28.0], means, "grad")
    for x in (0.5, -0.3, 1.2):
        a, b = x**2, np.tanh(2 * x**2)
        slope = 2 * x * (1 + b + (a + 1) * 2 * (1 - b**2)) + 1
        expect(value_and_grad(_far_and_near, np.array([x]))[1], [slope], means, "grad")


def _middle_only(w):
    """Return 3 * w[1]."""
    return 3 * w[1]


def _second(w):
    """Return w[1]."""
    return w[1]


def unused_input(value_and_grad):
    """Give 0 for an input that f does not use."""
    _, grad = value_and_grad(_middle_only, np.array([1.0, 2.0, 5.0]))
    expect(grad, [0.0, 3.0, 0.0], "One number for each entry of x, 0 where f does not use it.", "grad")
    value, grad = value_and_grad(_second, np.array([1.0, 2.0, 5.0]))
    means = "f may return one of its inputs: the output is then a leaf, and its derivative by itself is 1."
    expect(value, 2.0, means, "value")
    expect(grad, [0.0, 1.0, 0.0], means, "grad")


def _shared(w):
    """Return w[0] after 17 rounds of h = 0.5 * h + h."""
    h = w[0]
    for _ in range(17):
        h = 0.5 * h + h
    return h


def sharing_is_cheap(value_and_grad):
    """Visit each edge once, where there are 131,072 paths."""
    seconds = []
    for _ in range(3):  # the fastest of three: something else may run on this machine
        start = time.perf_counter()
        _, grad = value_and_grad(_shared, np.array([1.0]))
        seconds.append(time.perf_counter() - start)
        if seconds[-1] < 0.04:
            break
    means = "It walks the paths one by one: a node must collect first, and pass on once."
    expect(grad, [1.5**17], means, "grad")
    if min(seconds) > 0.04:
        fail("less than 0.04 s for 17 rounds", "more", means)


def _long(w):
    """Return w[0] after 5000 rounds of h = 0.999 * h + w[1]."""
    h = w[0]
    for _ in range(5000):
        h = 0.999 * h + w[1]
    return h


def long_chain(value_and_grad):
    """Survive a chain of 10,000 operations."""
    means = "Python stops a recursion after about 1000 calls: go through the graph with a list as a stack."
    try:
        _, grad = value_and_grad(_long, np.array([2.0, 0.5]))
    except RecursionError:
        fail("a gradient", "RecursionError", means)
    truth = np.array([0.999**5000, sum(0.999**k for k in range(5000))])
    expect(grad, truth, means, "grad", rtol=1e-7)


X_NET = ((0.3, -1.2), (1.5, 0.4), (-0.7, 0.9))
Y_NET = (0.5, -1.0, 0.25)


def _network_loss(w, tanh):
    """Return the squared error of 2 inputs, 3 tanh units, 3 tanh units, 1 output on three examples, / 3."""
    loss = 0.0
    for x, y in zip(X_NET, Y_NET, strict=True):
        a = [tanh(x[0] * w[3 * j] + x[1] * w[3 * j + 1] + w[3 * j + 2]) for j in range(3)]
        rows = [w[9 + 4 * j : 13 + 4 * j] for j in range(3)]
        a = [tanh(a[0] * r[0] + a[1] * r[1] + a[2] * r[2] + r[3]) for r in rows]
        loss = loss + (a[0] * w[21] + a[1] * w[22] + a[2] * w[23] + w[24] - y) ** 2
    return loss * (1 / 3)


def network(value_and_grad):
    """Agree with the complex step on a network of 25 shared weights, from one call of f."""
    x = np.random.default_rng(15).normal(size=25)
    calls = []

    def loss(w):
        """Return the mean squared error of a network, w its 25 weights."""
        calls.append(len(w))
        return _network_loss(w, lambda v: v.tanh())

    value, grad = value_and_grad(loss, x)
    if len(calls) > 1:
        means = "Reverse mode runs f once, for any number of inputs, and goes back through its record."
        fail("one call of f", f"{len(calls)} calls", means)
    means = "Each operation passes its tests alone: is something left over from an earlier call?"
    expect(value, _network_loss(x, np.tanh), means, "value")
    steps = 1e-20j * np.eye(25)
    truth = np.array([_network_loss(x + step, np.tanh).imag / 1e-20 for step in steps])
    expect(grad, truth, means, "grad")


TESTS = (
    by_hand,
    same_operand_twice,
    numbers_on_either_side,
    powers_and_functions,
    waits_for_all_users,
    unused_input,
    sharing_is_cheap,
    long_chain,
    network,
)
