"""Right and plausible wrong answers to the exercise `value_and_grad`; WRONG names the test and a word of the meaning."""

import math
from collections import Counter, deque
from itertools import count

import numpy as np


def stack_order(output):
    """Return the nodes, each after its parents."""
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(parent, False) for parent, _ in node.parents]
    return order


def add_up(node, parent, slope):
    parent.grad += node.grad * slope


def mul_slopes(u, v):
    return ((u, v.data), (v, u.data))


class Value:
    """A number with its parents; `rules` holds what a wrong answer replaces."""

    rules = {}

    def __init__(self, data, parents=()):
        self.data, self.parents, self.grad = data, parents, 0.0

    def made(self, other):
        return other if isinstance(other, Value) else type(self)(other)

    def __add__(self, other):
        other = self.made(other)
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = self.made(other)
        parents = self.rules.get("mul", mul_slopes)(self, other)
        return type(self)(self.data * other.data, parents)

    def __pow__(self, p):
        p = self.rules.get("power", float)(p)
        slope = self.rules.get("pow", lambda x, p: p * x ** (p - 1))
        return type(self)(self.data**p, ((self, slope(self.data, p)),))

    def tanh(self):
        t = self.rules.get("tanh_value", math.tanh)(self.data)
        slope = self.rules.get("tanh", lambda x, t: 1 - t * t)
        return type(self)(t, ((self, slope(self.data, t)),))

    def relu(self):
        slope = self.rules.get("relu", lambda x: float(x > 0))
        return type(self)(max(self.data, 0.0), ((self, slope(self.data)),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -1 * self.made(other)

    def __rsub__(self, other):
        return self.made(other) - self if "rsub" not in self.rules else self - other

    __radd__, __rmul__ = __add__, __mul__


def variant(order=stack_order, give=add_up, start=1.0, result=None, **rules):
    """Return an engine with one of its decisions replaced."""
    kind = type("Value", (Value,), {"rules": rules})

    def value_and_grad(f, x):
        leaves = [kind(float(number)) for number in x]
        output = f(leaves)
        output.grad = start
        for node in reversed(order(output)):
            for parent, slope in node.parents:
                give(node, parent, slope)
        if result:
            return result(output, leaves)
        return output.data, np.array([leaf.grad for leaf in leaves])

    return value_and_grad


depth_first = variant()


def counted(f, x):
    """Wait for all users by counting them."""
    leaves = [Value(number) for number in x.tolist()]
    output = f(leaves)
    uses, todo, seen = Counter(), [output], {output}
    while todo:
        for parent, _ in todo.pop().parents:
            uses[parent] += 1
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
    grads, ready = {output: 1.0}, [output]
    while ready:
        node = ready.pop()
        for parent, slope in node.parents:
            grads[parent] = grads.get(parent, 0.0) + grads[node] * slope
            uses[parent] -= 1
            if not uses[parent]:
                ready.append(parent)
    return output.data, np.array([grads.get(leaf, 0.0) for leaf in leaves])


class Closures:
    """A number whose `back` is a function that hands its gradient on; `serial` is a topological order."""

    serials = count()

    def __init__(self, data, parents=(), back=lambda: None):
        self.data, self.parents, self.back, self.grad = data, parents, back, 0.0
        self.serial = next(self.serials)

    def __add__(self, other):
        other = other if isinstance(other, Closures) else Closures(other)
        out = Closures(self.data + other.data, (self, other))

        def back():
            self.grad += out.grad
            other.grad += out.grad

        out.back = back
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Closures) else Closures(other)
        out = Closures(self.data * other.data, (self, other))

        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.back = back
        return out

    def unary(self, data, slope):
        out = Closures(data, (self,))

        def back():
            self.grad += slope * out.grad

        out.back = back
        return out

    def __pow__(self, p):
        return self.unary(self.data**p, p * self.data ** (p - 1))

    def tanh(self):
        return self.unary(np.tanh(self.data), np.cosh(self.data) ** -2.0)

    def relu(self):
        return self.unary(np.maximum(self.data, 0), np.heaviside(self.data, 0.0))

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other


def numbered(f, x):
    leaves = [Closures(number) for number in x]
    output = f(leaves)
    nodes, todo = {output}, [output]
    while todo:
        new = set(todo.pop().parents) - nodes
        nodes |= new
        todo += new
    output.grad = 1.0
    for node in sorted(nodes, key=lambda node: -node.serial):
        node.back()
    return output.data, np.array([leaf.grad for leaf in leaves])


class Taped:
    """An index into a tape of rows (value, indices of the parents, slopes)."""

    def __init__(self, tape, value, parents=(), slopes=()):
        self.tape, self.value, self.index = tape, value, len(tape)
        tape.append((parents, slopes))

    def _new(self, value, pairs):
        return Taped(self.tape, value, [p.index for p, _ in pairs], [s for _, s in pairs])

    def __add__(self, other):
        if not isinstance(other, Taped):
            return self._new(self.value + other, [(self, 1.0)])
        return self._new(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        if not isinstance(other, Taped):
            return self._new(self.value * other, [(self, other)])
        return self._new(self.value * other.value, [(self, other.value), (other, self.value)])

    def __pow__(self, p):
        return self._new(self.value**p, [(self, p * self.value ** (p - 1))])

    def tanh(self):
        return self._new(np.tanh(self.value), [(self, 1 - np.tanh(self.value) ** 2)])

    def relu(self):
        return self._new(self.value if self.value > 0 else 0.0, [(self, 1.0 if self.value > 0 else 0.0)])

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__


def tape(f, x):
    rows = []
    leaves = [Taped(rows, number) for number in x]
    output = f(leaves)
    grads = np.zeros(len(rows))
    grads[output.index] = 1.0
    for i in range(len(rows) - 1, -1, -1):
        for j, slope in zip(*rows[i], strict=True):
            grads[j] += grads[i] * slope
    return output.value, grads[: len(leaves)]


RIGHT = [depth_first, counted, numbered, tape]


def breadth_first(output):
    order = {output: None}  # a dict keeps the order in which its keys came
    todo = deque([output])
    while todo:
        for parent, _ in todo.popleft().parents:
            if parent not in order:
                order[parent] = None
                todo.append(parent)
    return list(order)[::-1]


def preorder(output):
    order, stack, seen = [], [output], set()
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
            stack += [parent for parent, _ in node.parents]
    return order[::-1]


def recursive_order(output, order=None, seen=None):
    order, seen = ([], set()) if order is None else (order, seen)
    if output not in seen:
        seen.add(output)
        for parent, _ in output.parents:
            recursive_order(parent, order, seen)
        order.append(output)
    return order


def overwrite(node, parent, slope):
    parent.grad = node.grad * slope


def every_path(f, x):
    """Hand each contribution on at once."""
    leaves = [Value(float(number)) for number in x]
    output = f(leaves)
    stack = [(output, 1.0)]
    while stack:
        node, amount = stack.pop()
        node.grad += amount
        stack += [(parent, amount * slope) for parent, slope in node.parents]
    return output.data, np.array([leaf.grad for leaf in leaves])


def dual_numbers(f, x):
    """Run forward mode, by differences of a linear part: f once for each input."""

    class Dual(Value):
        def __init__(self, data, parents=(), dot=0.0):
            super().__init__(data, parents)
            self.dot = dot + sum(slope * parent.dot for parent, slope in parents)

    grad = np.empty(len(x))
    for i in range(len(x)):
        output = f([Dual(float(number), dot=float(i == j)) for j, number in enumerate(x)])
        grad[i] = output.dot
    return output.data, grad


def used_only(f, x):
    """Return the gradient of the inputs that were met."""
    leaves = [Value(float(number)) for number in x]
    output = f(leaves)
    order = stack_order(output)
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in node.parents:
            parent.grad += node.grad * slope
    return output.data, np.array([leaf.grad for leaf in leaves if leaf in order])


def no_right_hand_numbers(f, x):
    class Plain(Value):
        def __radd__(self, other):
            return NotImplemented

        __rsub__ = __rmul__ = __radd__

    leaves = [Plain(float(number)) for number in x]
    output = f(leaves)
    output.grad = 1.0
    for node in reversed(stack_order(output)):
        for parent, slope in node.parents:
            parent.grad += node.grad * slope
    return output.data, np.array([leaf.grad for leaf in leaves])


def in_place(f, x):
    value, grad = depth_first(f, x)
    x[:] = grad
    return value, x


def left_over(f, x, old={}):  # noqa: B006 (that it is kept is the mistake)
    """Keep the gradients of the last call for as many inputs, where there are many."""
    value, grad = depth_first(f, x)
    if len(x) > 9:
        grad = grad + old.setdefault(len(x), np.ones(len(x)))
    return value, grad


def no_seed(f, x):
    return variant(start=0.0)(f, x)


def once_per_parent(u, v):
    return tuple({u: v.data, v: u.data}.items())


def tanh_of_exponentials(z):
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)


swapped = variant(mul=lambda u, v: ((u, u.data), (v, v.data)))
overwrites = variant(give=overwrite)
dict_of_parents = variant(mul=once_per_parent)
wrong_way_round = variant(rsub=True)
tanh_of_input = variant(tanh=lambda x, t: 1 - x * x)
relu_one_at_zero = variant(relu=lambda x: float(x >= 0))
power_without_factor = variant(pow=lambda x, p: x ** (p - 1))
power_from_result = variant(pow=lambda x, p: p * x**p / x if x else math.nan)
whole_powers = variant(power=int)
quotient = variant(tanh_value=tanh_of_exponentials)
clipped = variant(tanh=lambda x, t: max(1 - t * t, 1e-3))
from_the_output = variant(order=breadth_first)
pre_order = variant(order=preorder)
recursive = variant(order=recursive_order)
gradient_only = variant(result=lambda output, leaves: np.array([leaf.grad for leaf in leaves] + [0.0]))
object_returned = variant(result=lambda output, leaves: (output, np.array([leaf.grad for leaf in leaves])))
list_returned = variant(result=lambda output, leaves: (output.data, [leaf.grad for leaf in leaves]))


WRONG = {
    swapped: ("by_hand", "other"),
    overwrites: ("by_hand", "used twice"),
    no_seed: ("by_hand", "by itself 1"),
    gradient_only: ("by_hand", "return value, grad"),
    object_returned: ("by_hand", "where a number is expected"),
    list_returned: ("by_hand", "np.array"),
    dict_of_parents: ("same_operand_twice", "one object"),
    wrong_way_round: ("numbers_on_either_side", "__rsub__"),
    no_right_hand_numbers: ("numbers_on_either_side", "__rmul__"),
    tanh_of_input: ("powers_and_functions", "tanh"),
    relu_one_at_zero: ("powers_and_functions", "relu at 0"),
    power_without_factor: ("powers_and_functions", "v ** 3"),
    power_from_result: ("powers_and_functions", "v ** 2 at 0"),
    whole_powers: ("powers_and_functions", "any number p"),
    quotient: ("powers_and_functions", "overflows"),
    clipped: ("powers_and_functions", "tanh at 800"),
    from_the_output: ("waits_for_all_users", "wait for the longest"),
    pre_order: ("waits_for_all_users", "wait for the longest"),
    used_only: ("unused_input", "does not use"),
    every_path: ("sharing_is_cheap", "one by one"),
    recursive: ("long_chain", "recursion"),
    dual_numbers: ("network", "once"),
    left_over: ("network", "left over"),
    in_place: ("input_unchanged", "copy"),
}
