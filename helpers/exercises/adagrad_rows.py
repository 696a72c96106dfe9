"""Question 25: one step of AdaGrad on the rows of an embedding table that a batch has looked up.

The form of the state is left to the reader. Not tested is that rows outside the batch cost no time.
"""

import numpy as np

from helpers.exercises._expect import expect

ASKS = "adagrad_rows(table, rows, grads, state, lr, eps) -> (table, state)"
STATEMENT = (
    "The batch has looked up these rows (B,) of the table (V, D), perhaps some of them several times, and grads (B, D) "
    "holds one gradient for each lookup. Sum them for each row, add the square of the sum to the row's s, and move the "
    "row by -lr g / (sqrt(s) + eps). state is None at first and later what you returned; change nothing passed in."
)
HINTS = (
    "The gradient of the whole table would be an array (V, D) of zeros to which each lookup adds its gradient in its "
    "row. AdaGrad on that array is the answer; the rest is bookkeeping.",
    "table[rows] += x, with a row number that stands there twice, adds the last one only. np.add.at(g, rows, grads) "
    "adds all of them; np.unique(rows, return_inverse=True) numbers the words that were seen.",
    "Square after the sum: s[seen] += g**2 with g already summed. Then new[seen] -= lr * g / (np.sqrt(s[seen]) + eps), "
    "with s and new copies of what came in.",
)
BATCH_ROWS = np.array([[0, 3, 0], [3, 1, 1], [0, 0, 0], [2, 3, 2]])


def _table(V=4, D=2):
    return 1 + np.arange(V * D, dtype=float).reshape(V, D)


def _full(rows, grads, V):
    """Return the gradient of the whole table: the one-hot matrix of the lookups, transposed, times `grads`."""
    return (np.arange(V)[:, None] == rows).astype(float) @ grads


def _expected(table, batches, lr, eps):
    """Return the table after AdaGrad on the full gradients of all batches."""
    full = [_full(rows, grads, len(table)) for rows, grads in batches]
    for k, g in enumerate(full):
        root = np.sqrt(sum(earlier**2 for earlier in full[: k + 1]))
        table = table - lr * np.divide(g, root + eps, out=np.zeros_like(g), where=g != 0)
    return table


def _walk(adagrad_rows, table, batches, lr=0.1, eps=1e-8):
    """Return the table after one step for each pair (rows, grads), and the states."""
    state, states = None, []
    for rows, grads in batches:
        table, state = adagrad_rows(table, rows, grads, state, lr, eps)
        states.append(state)
    return table, states


def _batches(steps=4):
    rng = np.random.default_rng(25)
    return [(rows, rng.normal(size=(3, 2))) for rows in BATCH_ROWS[:steps]]


def first_step(adagrad_rows):
    """Move each row that was looked up by lr against the sign of its gradient, and no other."""
    table, rows = _table(), np.array([2, 0])
    grads = np.array([[4.0, 0.5], [-0.25, 8.0]])
    new = _walk(adagrad_rows, table, [(rows, grads)])[0]
    full = _full(rows, grads, 4)
    lookalikes = {
        "This walks uphill: subtract.": table + 0.1 * np.sign(full),
        "The root is missing: divide by sqrt(s).": table
        - 0.1 * np.divide(full, full**2, where=full != 0, out=0 * full),
        "This is a plain gradient step: divide by sqrt(s).": table - 0.1 * full,
        "The gradients went to the rows in sorted order: grads[i] belongs to rows[i].": table
        - 0.1 * np.sign(_full(np.sort(rows), grads, 4)),
        "The gradients went to the first rows of the table: rows says where they belong.": table
        - 0.1 * np.sign(_full(np.arange(2), grads, 4)),
        "One s for a whole row: each number of the table has its own.": table
        - 0.1 * full / np.maximum(np.linalg.norm(full, axis=1, keepdims=True), 1e-30),
    }
    means = (
        "In the first step s is g**2, so the move is lr times the sign of g, in the rows of the batch alone."
    )
    expect(new, table - 0.1 * np.sign(full), means, "table", rtol=1e-6, lookalikes=lookalikes)


def eps_outside(adagrad_rows):
    """Add eps to the root of s."""
    table, rows, grads = _table(), np.array([0, 2]), np.array([[3.0, -1.0], [0.5, 2.0]])
    new = _walk(adagrad_rows, table, [(rows, grads)], eps=1.0)[0]
    g = _full(rows, grads, 4)
    lookalikes = {
        "eps is inside the root: sqrt(s) + eps, not sqrt(s + eps).": table - 0.1 * g / np.sqrt(g**2 + 1),
        "eps is not used.": table - 0.1 * np.sign(g),
    }
    expected = table - 0.1 * g / (np.abs(g) + 1)
    expect(new, expected, "The divisor is sqrt(s) + eps.", "table", rtol=1e-9, lookalikes=lookalikes)


def repeated_row(adagrad_rows):
    """Sum the gradients of a row that was looked up several times, before the square."""
    table, rows = _table(), np.array([1, 3, 1, 1])
    grads = np.array([[1.0, -2.0], [5.0, 5.0], [2.0, 1.0], [-1.0, 4.0]])
    new = _walk(adagrad_rows, table, [(rows, grads)], eps=1.0)[0]
    full = _full(rows, grads, 4)
    squares = _full(rows, grads**2, 4)
    last = np.array([[0.0, 0.0], [-1.0, 4.0], [0.0, 0.0], [5.0, 5.0]])
    counts = np.array([[1.0], [3.0], [1.0], [1.0]])
    one_by_one = table - 0.0
    s = np.zeros_like(table)
    for row, g in zip(rows, grads, strict=True):
        s[row] += g**2
        one_by_one[row] -= 0.1 * g / (np.sqrt(s[row]) + 1)
    after = full / (np.sqrt(squares) + 1)
    lookalikes = {
        "Only the last lookup of a row counts: use np.add.at.": table - 0.1 * last / (np.abs(last) + 1),
        "The squares are summed: sum the gradients first, then square.": table - 0.1 * after,
        "This is one step for each lookup: the gradients of a row make one step together.": one_by_one,
        "This is the mean over the lookups of a row: sum them.": table
        - 0.1 * (full / counts) / (np.abs(full / counts) + 1),
        "The s is right, but only the last lookup moves the row.": table - 0.1 * last / (np.abs(full) + 1),
    }
    means = "g of a row is the sum over its lookups, and s grows by the square of that sum."
    expect(new, table - 0.1 * full / (np.abs(full) + 1), means, "table", rtol=1e-9, lookalikes=lookalikes)


def remembers(adagrad_rows):
    """Four steps as AdaGrad on the full gradient takes them."""
    table, batches, eps = _table(), _batches(), 0.5
    new = _walk(adagrad_rows, table, batches, eps=eps)[0]
    alone = fading = table
    mean = np.zeros_like(table)
    for rows, grads in batches:
        g = _full(rows, grads, 4)
        alone = alone - 0.1 * g / (np.abs(g) + eps)
        mean = 0.9 * mean + 0.1 * g**2
        fading = fading - 0.1 * g / (np.sqrt(mean) + eps)
    lookalikes = {
        "Nothing is remembered: return the new s, and read it from state.": alone,
        "This forgets, as RMSProp does: s is a sum.": fading,
    }
    means = "s grows from step to step, for each row in the steps in which it is looked up. eps is the same in each."
    expect(new, _expected(table, batches, 0.1, eps), means, "table", rtol=1e-6, lookalikes=lookalikes)


def zero_gradient(adagrad_rows):
    """Stay where the gradient is 0, without nan, and take batches without lookups."""
    table, none = _table(), (np.zeros(0, dtype=int), np.zeros((0, 2)))
    for batch in ((np.array([1]), np.zeros((1, 2))), none):
        new = _walk(adagrad_rows, table, [batch])[0]
        expect(new, table, "0 / 0 without eps? A row that moves though nothing drives it?", "table")
    first, second, third = _batches(3)
    new = _walk(adagrad_rows, table, [first, second, none, third])[0]
    wiped = _expected(_expected(table, [first, second], 0.1, 1e-8), [third], 0.1, 1e-8)
    lookalikes = {"The batch without lookups has wiped s: return the state as it was.": wiped}
    expected = _expected(table, [first, second, third], 0.1, 1e-8)
    means = "A batch without lookups changes nothing."
    expect(new, expected, means, "table", rtol=1e-6, lookalikes=lookalikes)


def new_rate(adagrad_rows):
    """Take the lr of each call, as a schedule does."""
    table, state, rows, grads = _table(), None, np.array([1]), np.array([[2.0, -3.0]])
    expected = table.copy()
    for k, lr in enumerate((0.1, 0.01, 0.001), start=1):
        table, state = adagrad_rows(table, rows, grads, state, lr, 1e-8)
        expected[1] -= lr / k**0.5 * np.sign(grads[0])
    kept = _table()
    kept[1] -= 0.1 * (1 + 0.5**0.5 + 3**-0.5) * np.sign(grads[0])
    lookalikes = {"lr was kept from the first call.": kept}
    means = "lr belongs to the step of this call: neither in s nor in the state."
    expect(table, expected, means, "table", rtol=1e-6, lookalikes=lookalikes)


def runs_apart(adagrad_rows):
    """Keep two runs apart, and continue from an old state as it was."""
    table, batches = _table(), _batches(3)
    _, states = _walk(adagrad_rows, table, batches)
    before, _ = _walk(adagrad_rows, table, batches[:2])
    _walk(adagrad_rows, 5 * table, [(rows, 9 * grads) for rows, grads in batches])
    again, _ = adagrad_rows(before, *batches[2], states[1], 0.1, 1e-8)
    means = "Everything that is remembered belongs into state: no global, no attribute, no default argument."
    expect(again, _expected(table, batches, 0.1, 1e-8), means, "table", rtol=1e-6)


def keeps_dtype(adagrad_rows):
    """Keep float32."""
    table, rows = _table().astype(np.float32), np.array([0, 3, 0])
    grads = np.array([[1.0, -2.0], [0.5, 0.5], [1.0, -1.0]], dtype=np.float32)
    new = _walk(adagrad_rows, table, [(rows, grads)] * 2)[0]
    expected = _expected(table.astype(float), [(rows, grads)] * 2, 0.1, 1e-8).astype(np.float32)
    expect(new, expected, "Less exact than float32.", "table", rtol=1e-5)


TESTS = (first_step, eps_outside, repeated_row, remembers, zero_gradient, new_rate, runs_apart, keeps_dtype)
