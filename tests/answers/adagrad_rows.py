"""Right and plausible wrong answers to the exercise `adagrad_rows`; WRONG names the test and a word of the meaning."""

import numpy as np


def whole_table(table, rows, grads, state, lr, eps):
    g = np.zeros_like(table)
    np.add.at(g, rows, grads)
    s = g**2 if state is None else state + g**2
    return table - lr * g / (np.sqrt(s) + eps), s


def one_hot(table, rows, grads, state, lr, eps):
    g = (np.arange(len(table))[:, None] == rows).astype(table.dtype) @ grads
    s = (0 if state is None else state["s"]) + g * g
    return table - lr * g / (np.sqrt(s) + eps), {"s": s}


def loop(table, rows, grads, state, lr, eps):
    state, new, sums = dict(state or {}), table.copy(), {}
    for row, g in zip(rows.tolist(), grads, strict=True):
        sums[row] = sums.get(row, 0) + g
    for row, g in sums.items():
        state[row] = state.get(row, 0) + g**2
        new[row] = table[row] - lr * g / (np.sqrt(state[row]) + eps)
    return new, state


def sorted_pieces(table, rows, grads, state, lr, eps):
    new, s = table.copy(), np.zeros_like(table) if state is None else state.copy()
    for row in set(rows.tolist()):
        g = grads[rows == row].sum(axis=0)
        s[row] = s[row] + g**2
        new[row] = new[row] - lr * g / (np.sqrt(s[row]) + eps)
    return new, s


def all_batches(table, rows, grads, state, lr, eps):
    batches, s = [*(state or []), (rows.copy(), grads.copy())], np.zeros_like(table)
    for earlier, theirs in batches:
        g = np.zeros_like(table)
        np.add.at(g, earlier, theirs)
        s += g**2
    return table - lr * g / (np.sqrt(s) + eps), batches


RIGHT = [whole_table, one_hot, loop, sorted_pieces, all_batches]


def variant(
    sign=1, root=np.sqrt, divide=None, grow=lambda s, g: s + g**2, keep=lambda s: s, where=lambda rows: rows
):
    """Return AdaGrad on rows with one of its decisions replaced."""

    def adagrad_rows(table, rows, grads, state, lr, eps):
        g = np.zeros_like(table)
        np.add.at(g, where(rows), grads)
        s = grow(np.zeros_like(table) if state is None else state, g)
        move = divide(g, s, eps) if divide else g / (root(s) + eps)
        return table - sign * lr * move, keep(s)

    return adagrad_rows


ascent = variant(sign=-1)
no_root = variant(root=lambda s: s)
sorted_rows = variant(where=np.sort)
ignores_rows = variant(where=lambda rows: np.arange(len(rows)))
nothing_kept = variant(keep=lambda s: None)
forgets = variant(grow=lambda s, g: 0.9 * s + 0.1 * g**2, divide=lambda g, s, eps: g / (np.sqrt(s) + eps))
forgets_later = variant(grow=lambda s, g: np.where(s > 0, 0.9 * s + 0.1 * g**2, g**2))
eps_in_root = variant(divide=lambda g, s, eps: g / np.sqrt(s + eps))
tiny_eps = variant(divide=lambda g, s, eps: g / (np.sqrt(s) + 1e-8))
no_eps = variant(divide=lambda g, s, eps: g / np.sqrt(s))
step_later = variant(divide=lambda g, s, eps: g / (np.sqrt(np.where(s > g**2, s - g**2, s)) + eps))


def plain_sgd(table, rows, grads, state, lr, eps):
    new = table.copy()
    np.subtract.at(new, rows, lr * grads)
    return new, ()


def last_lookup(table, rows, grads, state, lr, eps):
    s = np.zeros_like(table) if state is None else state.copy()
    new = table.copy()
    s[rows] += grads**2
    new[rows] -= lr * grads / (np.sqrt(s[rows]) + eps)
    return new, s


def last_moves(table, rows, grads, state, lr, eps):
    g, new = np.zeros_like(table), table.copy()
    np.add.at(g, rows, grads)
    s = g**2 if state is None else state + g**2
    new[rows] -= lr * grads / (np.sqrt(s[rows]) + eps)
    return new, s


def sums_squares(table, rows, grads, state, lr, eps):
    g, s = np.zeros_like(table), np.zeros_like(table) if state is None else state.copy()
    np.add.at(g, rows, grads)
    np.add.at(s, rows, grads**2)
    return table - lr * g / (np.sqrt(s) + eps), s


def lookup_by_lookup(table, rows, grads, state, lr, eps):
    s, new = np.zeros_like(table) if state is None else state.copy(), table.copy()
    for row, g in zip(rows, grads, strict=True):
        s[row] += g**2
        new[row] -= lr * g / (np.sqrt(s[row]) + eps)
    return new, s


def mean_of_lookups(table, rows, grads, state, lr, eps):
    g = np.zeros_like(table)
    np.add.at(g, rows, grads)
    g = g / np.maximum(1, np.bincount(rows, minlength=len(table)))[:, None]
    s = g**2 if state is None else state + g**2
    return table - lr * g / (np.sqrt(s) + eps), s


def scalar_s(table, rows, grads, state, lr, eps):
    g = np.zeros_like(table)
    np.add.at(g, rows, grads)
    s = (0 if state is None else state) + (g**2).sum(axis=1, keepdims=True)
    return table - lr * g / (np.sqrt(s) + eps), s


def empty_fails(table, rows, grads, state, lr, eps):
    g = np.zeros_like(table)
    np.add.at(g, rows, grads)
    s = g**2 if state is None else state + g**2
    spread = (np.abs(grads).max(axis=0) > 0).astype(table.dtype)
    return table - lr * spread * g / (np.sqrt(s) + eps), s


def wiped_by_nothing(table, rows, grads, state, lr, eps):
    return (table.copy(), None) if len(rows) == 0 else whole_table(table, rows, grads, state, lr, eps)


def eps_fades(table, rows, grads, state, lr, eps):
    s, t = state or (np.zeros_like(table), 0)
    g = np.zeros_like(table)
    np.add.at(g, rows, grads)
    root = np.sqrt((s + g**2) / (t + 1))
    return table - (lr / (t + 1) ** 0.5 * g / (root + eps)).astype(table.dtype), (s + g**2, t + 1)


def lr_in_s(table, rows, grads, state, lr, eps):
    s, lr = state or (np.zeros_like(table), lr)
    g = np.zeros_like(table)
    np.add.at(g, rows, grads)
    return table - lr * g / (np.sqrt(s + g**2) + eps), (s + g**2, lr)


memory = {}


def global_memory(table, rows, grads, state, lr, eps):
    g = np.zeros_like(table)
    np.add.at(g, rows, grads)
    memory["s"] = g**2 if state is None else memory["s"] + g**2
    return table - lr * g / (np.sqrt(memory["s"]) + eps), True


def list_in_place(table, rows, grads, state, lr, eps):
    g = np.zeros_like(table)
    np.add.at(g, rows, grads)
    s = [np.zeros_like(table)] if state is None else state
    s[0] += g**2
    return table - lr * g / (np.sqrt(s[0]) + eps), s


def float64_inside(table, rows, grads, state, lr, eps):
    g = np.zeros(table.shape)
    np.add.at(g, rows, grads)
    s = g**2 if state is None else state + g**2
    return table - lr * g / (np.sqrt(s) + eps), s


def in_place(table, rows, grads, state, lr, eps):
    new, state = whole_table(table, rows, grads, state, lr, eps)
    table[...] = new
    return table, state


WRONG = {
    ascent: ("first_step", "uphill"),
    no_root: ("first_step", "root"),
    plain_sgd: ("first_step", "plain"),
    sorted_rows: ("first_step", "sorted"),
    ignores_rows: ("first_step", "first rows"),
    scalar_s: ("first_step", "own"),
    last_lookup: ("repeated_row", "last lookup"),
    last_moves: ("repeated_row", "right"),
    sums_squares: ("repeated_row", "squares"),
    lookup_by_lookup: ("repeated_row", "each lookup"),
    mean_of_lookups: ("repeated_row", "mean"),
    nothing_kept: ("remembers", "remembered"),
    forgets_later: ("remembers", "grows"),
    step_later: ("remembers", "grows"),
    empty_fails: ("zero_gradient", "stops"),
    wiped_by_nothing: ("zero_gradient", "wiped"),
    eps_fades: ("remembers", "eps"),
    lr_in_s: ("new_rate", "first call"),
    global_memory: ("runs_apart", "global"),
    list_in_place: ("input_unchanged", "own array"),
    float64_inside: ("keeps_dtype", "float64"),
    in_place: ("input_unchanged", "own array"),
    eps_in_root: ("eps_outside", "inside"),
    tiny_eps: ("eps_outside", "not used"),
    no_eps: ("first_step", "nan"),
}
