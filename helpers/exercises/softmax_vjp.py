"""Question 17: a gradient through a softmax, for a batch, without its Jacobian."""

import tracemalloc

import numpy as np
from scipy import special

from helpers.exercises._expect import expect, fail

ASKS = "softmax_vjp(p, g) -> dlogits"
STATEMENT = (
    "Given the probabilities p (N, C) = softmax(logits), row by row, and the gradient g (N, C) of a loss with "
    "respect to p, return the gradient with respect to the logits (N, C), without a Jacobian of shape (C, C) or "
    "(N, C, C); float32 stays float32."
)
HINTS = (
    "For one row it is J g with the symmetric matrix J = diag(p) - p pᵀ. Multiply out on paper before any code: "
    "what is diag(p) g, and what is p pᵀ g if the product pᵀ g is formed first?",
    "diag(p) g is the elementwise product p * g, and pᵀ g is one number a row: the mean of g under p. Each entry "
    "is then p times (g minus that mean).",
    "The mean of each row, kept as a column: (p * g).sum(axis=1, keepdims=True).",
)

P = np.array([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7], [0.8, 0.1, 0.1], [0.3, 0.3, 0.4]])
G = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0], [2.0, 0.5, -0.5], [-1.0, 1.0, 4.0]])


def _product(p, g):
    """Return J g of each row by the explicit Jacobian."""
    return np.stack([(np.diag(row) - np.outer(row, row)) @ slope for row, slope in zip(p, g, strict=True)])


def by_hand(softmax_vjp):
    """Turn p = (1/2, 1/4, 1/4) and g = (1, 0, 0) into (1/4, -1/8, -1/8)."""
    p, g = np.array([[0.5, 0.25, 0.25]]), np.array([[1.0, 0.0, 0.0]])
    lookalikes = {
        "This is p * g: the second part of the Jacobian, - p pᵀ, is missing.": p * g,
        "This is the diagonal of the Jacobian alone, p (1 - p) g, or a sum along axis 0 instead of 1.": (
            p * (1 - p) * g
        ),
        "This is g minus its mean under p: the factor p is missing.": g - 0.5,
        "The mean of g is taken under p, not evenly.": p * (g - 1 / 3),
        "This is p pᵀ g alone: diag(p) g is missing.": p * 0.5,
        "Softmax is applied to p, which holds probabilities already.": _product(
            special.softmax(p, axis=1), g
        ),
    }
    expect(softmax_vjp(p, g), [[0.25, -0.125, -0.125]], "p times (g minus pᵀ g).", lookalikes=lookalikes)


def gives_p_minus_t(softmax_vjp):
    """Give (p - t) / N for the mean cross-entropy, whose g is -t / (p N)."""
    p, t = P[:3], np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.2, 0.3, 0.5]])
    lookalikes = {
        "One sum for the whole batch: pᵀ g belongs to each row, axis=1, keepdims=True.": p - t / 3,
        "Divided by N: a mean, if there is one, is in g already.": (p - t) / 9,
        "This is the gradient of the sum: the 1/N in g belongs into the result.": p - t,
    }
    means = "p times (g minus pᵀ g), with g as it is."
    expect(softmax_vjp(p, -t / p / 3), (p - t) / 3, means, lookalikes=lookalikes)


def agrees_with_the_jacobian(softmax_vjp):
    """Agree with diag(p) - p pᵀ for each row of a batch."""
    means = "p times (g minus pᵀ g), with pᵀ g of shape (N, 1): one number for each row, kept as a column."
    expect(softmax_vjp(P[:3], G[:3]), _product(P[:3], G[:3]), means)  # as many rows as classes
    expect(softmax_vjp(P, G), _product(P, G), means)


def constant_cancels(softmax_vjp):
    """Ignore a constant added to g, and return rows that sum to 0."""
    shift = np.array([[100.0], [-50.0], [7.0], [0.0]])
    means = "A constant in g moves no probability, since J 1 = 0. Is g clipped or rounded?"
    expect(softmax_vjp(P, G + shift), _product(P, G), means, atol=1e-11)
    expect(softmax_vjp(P, G).sum(axis=1), np.zeros(4), "Each row sums to 0.", "dlogits.sum(axis=1)")


def certain_rows(softmax_vjp):
    """Return 0, and no nan, where a probability is exactly 1 and the others 0."""
    p = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.5, 0.5, 0.0]])
    g = np.array([[1e3, -1e3, 5.0], [2.0, 1e6, 3.0], [1.0, -1.0, 7.0]])
    means = "No division by p, no logarithm, no clip: p * (g - mean) is exact where p is 0 or 1."
    expect(softmax_vjp(p, g), [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.5, -0.5, 0.0]], means)
    expect(softmax_vjp(np.ones((2, 1)), np.array([[3.0], [-1.0]])), np.zeros((2, 1)), "One class is certain.")


def keeps_dtype(softmax_vjp):
    """Keep float32."""
    p, g = P.astype(np.float32), G.astype(np.float32)
    means = "Less exact than float32."
    expect(softmax_vjp(p, g), _product(p, g).astype(np.float32), means, rtol=1e-5, atol=1e-6)


def no_jacobian(softmax_vjp):
    """Need no array of shape (C, C): 20 rows of 1,000 classes within 4 MB."""
    rng = np.random.default_rng(0)
    p, g = special.softmax(rng.normal(size=(20, 1000)), axis=1), rng.normal(size=(20, 1000))
    means = (
        "A Jacobian of 1,000 classes holds a million numbers, 8 MB a row: form pᵀ g first, a single number."
    )
    tracing = tracemalloc.is_tracing()
    if not tracing:
        tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        dlogits = softmax_vjp(p, g)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        if not tracing:
            tracemalloc.stop()
    if peak > 4e6:
        fail("at most 4 MB of memory", f"{peak / 1e6:.0f} MB", means)
    mean = np.einsum("nc,nc->n", p, g)
    expect(dlogits, p * g - p * mean[:, None], "p times (g minus pᵀ g).")


TESTS = (
    by_hand,
    gives_p_minus_t,
    agrees_with_the_jacobian,
    constant_cancels,
    certain_rows,
    keeps_dtype,
    no_jacobian,
)
