import json
from pathlib import Path

import numpy as np
import pytest

from helpers.gradcheck import check_gradient
from helpers.layers import (
    batch_norm_backward,
    batch_norm_forward,
    dense_backward,
    dense_forward,
    dropout_backward,
    dropout_forward,
    layer_norm_backward,
    layer_norm_forward,
    residual_backward,
    residual_forward,
    update_running,
)

REFERENCE = json.loads(Path(__file__).with_name("reference").joinpath("layers.json").read_text())


def rng(seed=0):
    return np.random.default_rng(seed)


def arrays(case, *names):
    return [np.array(case[name]) for name in names]


def close(obtained, expected, **tolerance):
    np.testing.assert_allclose(obtained, expected, **({"rtol": 1e-9, "atol": 1e-10} | tolerance))


def eval_norm(X, gamma, beta):
    H = np.shape(X)[-1]
    return batch_norm_forward(X, gamma, beta, (np.linspace(-1, 1, H), np.linspace(0.5, 2, H)), training=False)


def dropped(X):
    return dropout_forward(X, 0.4, rng(5))


LAYERS = {  # name: (forward, backward, shapes of the inputs)
    "dense": (dense_forward, dense_backward, [(5, 4), (4, 3), (3,)]),
    "dense of one row": (dense_forward, dense_backward, [(1, 4), (4, 3), (3,)]),
    "batch norm": (batch_norm_forward, batch_norm_backward, [(6, 3), (3,), (3,)]),
    "batch norm of two rows": (batch_norm_forward, batch_norm_backward, [(2, 3), (3,), (3,)]),
    "batch norm in evaluation": (eval_norm, batch_norm_backward, [(6, 3), (3,), (3,)]),
    "batch norm of one row in evaluation": (eval_norm, batch_norm_backward, [(1, 3), (3,), (3,)]),
    "layer norm": (layer_norm_forward, layer_norm_backward, [(5, 4), (4,), (4,)]),
    "layer norm of a vector": (layer_norm_forward, layer_norm_backward, [(4,), (4,), (4,)]),
    "layer norm of three axes": (layer_norm_forward, layer_norm_backward, [(2, 3, 5), (5,), (5,)]),
    "residual": (residual_forward, residual_backward, [(5, 4), (5, 4)]),
    "scaled residual": (
        lambda X, FX: residual_forward(X, FX, 0.3),
        residual_backward,
        [(2, 3, 4), (2, 3, 4)],
    ),
    "dropout": (dropped, dropout_backward, [(5, 4)]),
}


def drawn(name, seed=1, dtype=np.float64):
    return [rng((seed, i)).normal(1, 2, shape).astype(dtype) for i, shape in enumerate(LAYERS[name][2])]


def gradients(name, inputs, dZ):
    forward, backward, _ = LAYERS[name]
    got = backward(dZ, forward(*inputs)[1])
    return got if isinstance(got, tuple) else (got,)


# Against PyTorch


def test_dense_agrees_with_pytorch():
    case = REFERENCE["dense"]
    Z, cache = dense_forward(*arrays(case, "X", "W", "b"))
    close(Z, case["Z"])
    for obtained, name in zip(dense_backward(np.array(case["dZ"]), cache), ["dX", "dW", "db"], strict=True):
        close(obtained, case[name])


@pytest.mark.parametrize("case", REFERENCE["batch_norm"])
def test_batch_norm_agrees_with_pytorch(case):
    X, gamma, beta, mean, var = arrays(case, "X", "gamma", "beta", "mean", "var")
    Z, cache = batch_norm_forward(X, gamma, beta, (mean, var), case["training"], case["eps"])
    close(Z, case["Z"])
    names = ["dX", "dgamma", "dbeta"]
    for obtained, name in zip(batch_norm_backward(np.array(case["dZ"]), cache), names, strict=True):
        close(obtained, case[name])


@pytest.mark.parametrize("case", REFERENCE["running"])
def test_running_statistics_agree_with_pytorch(case):
    running = None
    for X, step in zip(case["batches"], case["steps"], strict=True):
        running = update_running(running, np.array(X), case["momentum"])
        close(running[0], step["mean"])
        close(running[1], step["var"])


def test_default_momentum_is_a_tenth():
    close(
        update_running(None, np.array(REFERENCE["running"][0]["batches"][0]))[0],
        REFERENCE["running"][0]["steps"][0]["mean"],
    )


@pytest.mark.parametrize("case", REFERENCE["layer_norm"])
def test_layer_norm_agrees_with_pytorch(case):
    Z, cache = layer_norm_forward(*arrays(case, "X", "gamma", "beta"), case["eps"])
    close(Z, case["Z"])
    names = ["dX", "dgamma", "dbeta"]
    for obtained, name in zip(layer_norm_backward(np.array(case["dZ"]), cache), names, strict=True):
        close(obtained, case[name])


def test_residual_block_agrees_with_pytorch():
    case = REFERENCE["residual"]
    X, W, b, dZ = arrays(case, "X", "W", "b", "dZ")
    U, affine = dense_forward(X, W, b)
    Z, added = residual_forward(X, np.maximum(U, 0), case["scale"])
    close(Z, case["Z"])
    dX_skip, dF = residual_backward(dZ, added)
    dX, dW, db = dense_backward(dF * (U > 0), affine)
    close(dX + dX_skip, case["dX"])
    close(dW, case["dW"])
    close(db, case["db"])


# What holds for every layer


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("seed", range(3))
def test_gradients(name, seed):
    inputs = drawn(name, seed)
    forward = LAYERS[name][0]
    dZ = rng((seed, 9)).normal(size=forward(*inputs)[0].shape)
    for i, grad in enumerate(gradients(name, inputs, dZ)):

        def loss(x, i=i):
            return float((forward(*inputs[:i], x, *inputs[i + 1 :])[0] * dZ).sum())

        check_gradient(loss, inputs[i], grad, rng(seed), tol=1e-7)


@pytest.mark.parametrize("name", LAYERS)
def test_float32_stays_float32_and_is_close_to_float64(name):
    inputs, single = drawn(name), drawn(name, dtype=np.float32)
    Z, _ = LAYERS[name][0](*single)
    expected, _ = LAYERS[name][0](*inputs)
    assert Z.dtype == np.float32
    close(Z, expected, rtol=1e-4, atol=1e-5)
    dZ = rng(3).normal(size=Z.shape)
    for obtained, exact in zip(
        gradients(name, single, dZ.astype("f4")), gradients(name, inputs, dZ), strict=True
    ):
        assert obtained.dtype == np.float32
        close(obtained, exact, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", LAYERS)
def test_nothing_is_changed_and_nothing_is_shared(name):
    inputs = drawn(name)
    dZ = rng(3).normal(size=LAYERS[name][0](*inputs)[0].shape)
    before = [x.copy() for x in [*inputs, dZ]]
    for x in [*inputs, dZ]:
        x.flags.writeable = False
    Z, cache = LAYERS[name][0](*inputs)
    results = [Z, *gradients(name, inputs, dZ)]
    for x, old in zip([*inputs, dZ], before, strict=True):
        np.testing.assert_array_equal(x, old)
        assert not any(np.shares_memory(x, result) for result in results)
    assert not any(np.shares_memory(a, b) for i, a in enumerate(results) for b in results[:i])
    for grad in gradients(name, inputs, dZ):
        grad += 1  # a second backward pass from the same cache must not see it
    backward = LAYERS[name][1]
    first, second = backward(dZ, cache), backward(dZ, cache)
    np.testing.assert_array_equal(first[0], second[0])


@pytest.mark.parametrize("name", LAYERS)
def test_whole_numbers_are_read_as_float64(name):
    inputs = [np.round(x).astype(int) for x in drawn(name)]
    Z, _ = LAYERS[name][0](*inputs)
    assert Z.dtype == np.float64
    close(Z, LAYERS[name][0](*[x.astype(float) for x in inputs])[0])


@pytest.mark.parametrize("name", LAYERS)
def test_backward_refuses_a_gradient_of_another_shape(name):
    Z, cache = LAYERS[name][0](*drawn(name))
    for shape in [(*Z.shape, 1), Z.shape[1:], (), (1,) * Z.ndim]:
        if shape != Z.shape:
            with pytest.raises(ValueError, match="dZ has shape"):
                LAYERS[name][1](np.zeros(shape), cache)


# Batch norm


def test_batch_norm_gives_mean_beta_and_std_gamma_in_training():
    X = rng().normal(5, [1, 10, 100], (64, 3))
    gamma, beta = np.array([1.0, 2.0, -3.0]), np.array([0.0, -1.0, 4.0])
    Z, _ = batch_norm_forward(X, gamma, beta, eps=1e-2)
    var = X.var(axis=0)
    close(Z.mean(axis=0), beta, atol=1e-13)
    close(Z.std(axis=0), np.abs(gamma) * np.sqrt(var / (var + 1e-2)))


def test_batch_norm_of_two_rows_keeps_only_a_sign():
    X = np.array([[1.0, 5.0, -2.0], [3.0, -5.0, -2.5]])
    gamma, beta = np.array([2.0, 1.0, 0.5]), np.array([1.0, 0.0, -1.0])
    Z, cache = batch_norm_forward(X, gamma, beta, eps=1e-12)
    close(Z, beta + gamma * np.array([[-1, 1, 1], [1, -1, -1]]))
    close(batch_norm_backward(rng().normal(size=(2, 3)), cache)[0], 0, atol=1e-9)


def test_batch_norm_ignores_the_scale_of_the_weights_before_it():
    X, W, dZ = rng(1).normal(size=(32, 5)), rng(2).normal(size=(5, 4)), rng(3).normal(size=(32, 4))
    gamma, beta, b, eps = np.ones(4), np.zeros(4), np.zeros(4), 1e-12

    def grad_W(W):
        U, affine = dense_forward(X, W, b)
        Z, normed = batch_norm_forward(U, gamma, beta, eps=eps)
        return Z, dense_backward(batch_norm_backward(dZ, normed)[0], affine)[1]

    (Z, dW), (Z10, dW10) = grad_W(W), grad_W(10 * W)
    close(Z10, Z)
    close(10 * dW10, dW)
    close((W * dW).sum(axis=0), 0)  # orthogonal to each column


def test_batch_norm_gradient_has_no_mean_and_no_spread_to_give():
    X, dZ = rng(1).normal(size=(16, 3)), rng(2).normal(size=(16, 3))
    Z, cache = batch_norm_forward(X, np.ones(3), np.zeros(3), eps=1e-12)
    dX = batch_norm_backward(dZ, cache)[0]
    close(dX.sum(axis=0), 0)
    close((dX * Z).sum(axis=0), 0)


def test_batch_norm_rows_depend_on_each_other_in_training_only():
    X = rng().normal(size=(6, 3))
    other = X.copy()
    other[1:] *= 100
    running = (np.zeros(3), np.ones(3))
    trained = [batch_norm_forward(x, np.ones(3), np.zeros(3), running)[0] for x in (X, other)]
    evaluated = [
        batch_norm_forward(x, np.ones(3), np.zeros(3), running, training=False)[0] for x in (X, other)
    ]
    assert np.abs(trained[0][0] - trained[1][0]).max() > 0.1
    np.testing.assert_array_equal(evaluated[0][0], evaluated[1][0])


@pytest.mark.parametrize(("forward", "backward"), [(batch_norm_forward, batch_norm_backward)])
def test_constant_column_gives_beta_and_a_finite_gradient(forward, backward):
    X = np.column_stack([np.full(5, 3.0), np.arange(5.0)])
    Z, cache = forward(X, np.ones(2), np.array([7.0, 0.0]))
    np.testing.assert_array_equal(Z[:, 0], 7.0)
    assert all(np.isfinite(grad).all() for grad in backward(rng().normal(size=(5, 2)), cache))


@pytest.mark.parametrize("forward", [batch_norm_forward, lambda X, g, b: layer_norm_forward(X.T, g, b)])
def test_float32_far_from_zero_is_centred_before_it_is_squared(forward):
    x = np.linspace(-2, 2, 1000, dtype=np.float32)[:, None] + np.float32(1e4)
    ones = np.ones(1 if forward is batch_norm_forward else 1000, np.float32)
    Z, _ = forward(x, ones, 0 * ones)
    expected = (x - x.mean(dtype=np.float64)) / x.std(dtype=np.float64)
    close(Z.ravel(), expected.ravel(), atol=0.01)


def test_evaluation_uses_the_running_statistics_and_not_the_batch():
    X = np.array([[1.0, 10.0]])
    Z, _ = batch_norm_forward(
        X, np.array([2.0, 1.0]), np.array([0.5, 0.0]), ([0.0, 4.0], [3.0, 8.0]), False, eps=1.0
    )
    close(Z, [[2 * 1 / 2 + 0.5, 6 / 3]])


def test_running_statistics_are_unbiased_and_new():
    X = rng().normal(size=(3, 2))
    mean, var = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    new_mean, new_var = update_running((mean, var), X, 0.25)
    close(new_mean, 0.75 * mean + 0.25 * X.mean(axis=0))
    close(new_var, 0.75 * var + 0.25 * X.var(axis=0, ddof=1))
    close(mean, [1, 2])
    close(update_running((mean, var), X, 0)[1], var)
    close(update_running((mean, var), X, 1)[1], X.var(axis=0, ddof=1))
    assert update_running(None, X.astype("f4"))[1].dtype == np.float32


def test_running_statistics_approach_those_of_the_data():
    X, running, generator = rng(1).normal([1, -4], [2, 0.5], (2000, 2)), None, rng(2)
    for _ in range(300):
        running = update_running(running, X[generator.choice(2000, 50)], 0.02)
    close(running[0], X.mean(axis=0), atol=0.3, rtol=0)
    close(running[1], X.var(axis=0), rtol=0.1)


# Layer norm


def test_layer_norm_rows_are_independent():
    X = rng().normal(size=(4, 5))
    other = X.copy()
    other[1:] *= 100
    Z, other_Z = (layer_norm_forward(x, np.ones(5), np.zeros(5))[0] for x in (X, other))
    np.testing.assert_array_equal(Z[0], other_Z[0])
    close(Z.mean(axis=1), 0)
    close(Z.std(axis=1), 1, rtol=1e-3)


def test_layer_norm_ignores_scale_and_shift_of_a_row_but_not_of_a_column():
    X = rng().normal(size=(4, 5))
    Z, scaled, shifted, column = (
        layer_norm_forward(x, np.ones(5), np.zeros(5), eps=1e-12)[0]
        for x in (X, 7 * X, X + 3, X * [9, 1, 1, 1, 1])
    )
    close(scaled, Z)
    close(shifted, Z)
    assert np.abs(column - Z).max() > 0.5


def test_layer_norm_of_width_one_gives_beta_and_of_width_two_a_sign():
    Z, cache = layer_norm_forward(rng().normal(size=(3, 1)), np.array([5.0]), np.array([2.0]))
    np.testing.assert_array_equal(Z, 2.0)
    np.testing.assert_array_equal(layer_norm_backward(np.ones((3, 1)), cache)[0], 0.0)
    Z, _ = layer_norm_forward(np.array([[1.0, 2.0], [9.0, -9.0]]), np.ones(2), np.zeros(2), eps=1e-12)
    close(Z, [[-1, 1], [1, -1]])


def test_constant_row_gives_beta_and_a_finite_gradient():
    Z, cache = layer_norm_forward(np.full((2, 3), 4.0), np.ones(3), np.array([1.0, 2.0, 3.0]))
    np.testing.assert_array_equal(Z, [[1, 2, 3]] * 2)
    assert all(np.isfinite(grad).all() for grad in layer_norm_backward(rng().normal(size=(2, 3)), cache))


def test_layer_norm_gradient_sums_to_zero_in_each_row():
    X, dZ = rng(1).normal(size=(2, 3, 6)), rng(2).normal(size=(2, 3, 6))
    dX, _, _ = layer_norm_backward(dZ, layer_norm_forward(X, rng(3).normal(size=6), np.zeros(6))[1])
    close(dX.sum(axis=-1), 0)


# Residual


def test_residual_of_scale_zero_is_the_identity_bit_for_bit():
    X, FX, dZ = rng(1).normal(size=(3, 2)), rng(2).normal(size=(3, 2)), rng(3).normal(size=(3, 2))
    Z, cache = residual_forward(X, FX, 0)
    np.testing.assert_array_equal(Z, X)
    dX, dFX = residual_backward(dZ, cache)
    np.testing.assert_array_equal(dX, dZ)
    np.testing.assert_array_equal(dFX, 0)


# Dropout


def test_dropout_drops_the_stated_share_and_keeps_the_expectation():
    X = np.full((400, 500), 3.0)
    for rate in (0.1, 0.5, 0.8):
        Z, _ = dropout_forward(X, rate, rng())
        share = (Z == 0).mean()
        assert abs(share - rate) < 4 * np.sqrt(rate * (1 - rate) / X.size)
        close(np.unique(Z), [0, 3 / (1 - rate)])
        assert abs(Z.mean() - 3) < 4 * 3 * np.sqrt(rate / (1 - rate) / X.size)


def test_dropout_draws_each_entry_for_itself():
    Z, _ = dropout_forward(np.ones((200, 200)), 0.5, rng())
    for axis in (0, 1):
        share = (Z == 0).mean(axis=axis)
        assert 0.02 < share.std() < 0.06  # sqrt(0.25 / 200) = 0.035 if independent, 0.5 or 0 if shared


def test_dropout_backward_uses_the_mask_of_the_forward_pass():
    X = rng(1).normal(size=(20, 30))
    Z, cache = dropout_forward(X, 0.3, rng(2))
    dX = dropout_backward(np.ones_like(X), cache)
    np.testing.assert_array_equal(dX == 0, Z == 0)
    close(dX * X, Z)


def test_dropout_is_seeded_and_leaves_the_generator_alone_in_evaluation():
    X, generator = rng(1).normal(size=(5, 6)), rng(2)
    np.testing.assert_array_equal(dropout_forward(X, 0.5, rng(3))[0], dropout_forward(X, 0.5, rng(3))[0])
    Z, cache = dropout_forward(X, 0.5, generator, training=False)
    np.testing.assert_array_equal(Z, X)
    np.testing.assert_array_equal(dropout_backward(X, cache), X)
    assert generator.bit_generator.state == rng(2).bit_generator.state
    np.testing.assert_array_equal(dropout_forward(X, 0.5, None, training=False)[0], X)


def test_dropout_of_rate_zero_keeps_all():
    X = rng(1).normal(size=(5, 6))
    Z, cache = dropout_forward(X, 0, rng(2))
    np.testing.assert_array_equal(Z, X)
    np.testing.assert_array_equal(dropout_backward(X, cache), X)


# Bad input


@pytest.mark.parametrize("rate", [1, 1.5, -0.1, np.nan])
@pytest.mark.parametrize("training", [True, False])
def test_dropout_refuses_a_rate_outside_0_to_1(rate, training):
    with pytest.raises(ValueError, match="rate="):
        dropout_forward(np.ones(3), rate, rng(), training)


def test_dropout_needs_a_generator():
    with pytest.raises(TypeError, match="rng"):
        dropout_forward(np.ones(3), 0.5, 0)


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ([(4,), (4, 3), (3,)], "X has shape"),
        ([(5, 4), (3, 4), (4,)], r"W has shape \(3, 4\): expected \(4, H\)"),
        ([(5, 4), (4,), (4,)], "W has shape"),
        ([(5, 4), (4, 3), (4,)], "b has shape"),
        ([(5, 4), (4, 3), (1, 3)], "b has shape"),
        ([(5, 4), (4, 3), ()], "b has shape"),
    ],
)
def test_dense_refuses_shapes_that_do_not_fit(shapes, words):
    with pytest.raises(ValueError, match=words):
        dense_forward(*map(np.ones, shapes))


@pytest.mark.parametrize("forward", [batch_norm_forward, layer_norm_forward])
@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ([(5, 4), (5,), (4,)], "gamma has shape"),
        ([(5, 4), (4,), (1,)], "beta has shape"),
        ([(), (1,), (1,)], "X"),
    ],
)
def test_norms_refuse_shapes_that_do_not_fit(forward, shapes, words):
    with pytest.raises(ValueError, match=words):
        forward(*map(np.ones, shapes))


@pytest.mark.parametrize("forward", [batch_norm_forward, layer_norm_forward])
@pytest.mark.parametrize("eps", [0, -1e-5, np.nan, np.inf])
def test_norms_need_a_positive_eps(forward, eps):
    with pytest.raises(ValueError, match="eps="):
        forward(np.ones((3, 2)), np.ones(2), np.ones(2), eps=eps)


@pytest.mark.parametrize("forward", [batch_norm_forward, layer_norm_forward])
def test_norms_use_the_eps_of_pytorch_by_default(forward):
    X = 1e-3 * rng().normal(size=(4, 4))
    default, stated, other = (
        forward(X, np.ones(4), np.zeros(4), **eps)[0] for eps in ({}, {"eps": 1e-5}, {"eps": 1e-3})
    )
    np.testing.assert_array_equal(default, stated)
    assert np.abs(default - other).max() > 0.1


@pytest.mark.parametrize("N", [0, 1])
def test_batch_norm_needs_two_rows_in_training(N):
    with pytest.raises(ValueError, match=f"X has shape \\({N}, 2\\): expected two rows or more"):
        batch_norm_forward(np.ones((N, 2)), np.ones(2), np.ones(2))
    with pytest.raises(ValueError, match="two rows or more"):
        update_running(None, np.ones((N, 2)))


@pytest.mark.parametrize(
    ("running", "words"),
    [
        (None, "running=None: expected .mean, var."),
        ((np.zeros(2),), "running="),
        ((np.zeros(3), np.ones(2)), "running mean has shape"),
        ((np.zeros(2), np.ones(3)), "running var has shape"),
        ((np.zeros(2), np.array([1.0, -0.1])), "running var has the minimum -0.1"),
        (np.ones((2, 2)), "running="),
    ],
)
def test_bad_running_statistics(running, words):
    with pytest.raises(ValueError, match=words):
        batch_norm_forward(np.ones((3, 2)), np.ones(2), np.ones(2), running, training=False)
    if running is not None:
        with pytest.raises(ValueError, match=words):
            update_running(running, np.ones((3, 2)))


@pytest.mark.parametrize("momentum", [-0.1, 1.1, np.nan])
def test_momentum_is_a_share(momentum):
    with pytest.raises(ValueError, match="momentum="):
        update_running(None, np.ones((3, 2)), momentum)


def test_layer_norm_needs_a_column():
    with pytest.raises(ValueError, match="X"):
        layer_norm_forward(np.ones((3, 0)), np.ones(0), np.ones(0))


def test_residual_refuses_another_shape_and_a_scale_that_is_no_number():
    with pytest.raises(ValueError, match=r"FX has shape \(3,\): expected \(2, 3\)"):
        residual_forward(np.ones((2, 3)), np.ones(3))
    with pytest.raises(ValueError, match="scale="):
        residual_forward(np.ones(3), np.ones(3), np.inf)
    with pytest.raises(TypeError, match="scale="):
        residual_forward(np.ones(3), np.ones(3), True)


# Blocks made of them


def block_forward(X, params, order):
    """Pre-LN: X + f(LN(X)). Post-LN: LN(X + f(X)). f is dense, ReLU, dense."""
    W1, W2, gamma, beta = params
    zero1, zero2 = np.zeros(W1.shape[1]), np.zeros(W2.shape[1])
    start, norm = layer_norm_forward(X, gamma, beta) if order == "pre" else (X, None)
    Z, first = dense_forward(start, W1, zero1)
    F, second = dense_forward(np.maximum(Z, 0), W2, zero2)
    out, added = residual_forward(X, F)
    if order == "post":
        out, norm = layer_norm_forward(out, gamma, beta)
    return out, (norm, first, Z, second, added)


def block_backward(dout, cache, order):
    norm, first, Z, second, added = cache
    dgamma = dbeta = None
    if order == "post":
        dout, dgamma, dbeta = layer_norm_backward(dout, norm)
    dX, dF = residual_backward(dout, added)
    dA, dW2, _ = dense_backward(dF, second)
    dstart, dW1, _ = dense_backward(dA * (Z > 0), first)
    if order == "pre":
        dstart, dgamma, dbeta = layer_norm_backward(dstart, norm)
    return dX + dstart, (dW1, dW2, dgamma, dbeta)


@pytest.mark.parametrize("order", ["pre", "post"])
def test_pre_and_post_norm_blocks_differentiate(order):
    X, dout = rng(1).normal(size=(4, 6)), rng(2).normal(size=(4, 6))
    params = [rng((3, i)).normal(size=shape) for i, shape in enumerate([(6, 5), (5, 6), (6,), (6,)])]
    dX, grads = block_backward(dout, block_forward(X, params, order)[1], order)
    check_gradient(lambda x: float((block_forward(x, params, order)[0] * dout).sum()), X, dX, rng())
    for i, grad in enumerate(grads):

        def loss(p, i=i):
            return float((block_forward(X, [*params[:i], p, *params[i + 1 :]], order)[0] * dout).sum())

        check_gradient(loss, params[i], grad, rng())


def last_gradient(order, depth, seed, d=32, N=64):
    """Return |dW2| of the last block of a stack as initialised, for the loss |out - target|² / 2 a row."""
    generator = rng(seed)
    X, target = generator.normal(size=(2, N, d))
    out, cache, ones, zeros = X, None, np.ones(d), np.zeros(d)
    for _ in range(depth):
        W1, W2 = generator.normal(0, (2 / d) ** 0.5, (d, d)), generator.normal(0, d**-0.5, (d, d))
        out, cache = block_forward(out, [W1, W2, ones, zeros], order)
    if order == "post":
        dout = (out - target) / N
    else:
        final, normed = layer_norm_forward(out, ones, zeros)
        dout = layer_norm_backward((final - target) / N, normed)[0]
    return np.linalg.norm(block_backward(dout, cache, order)[1][1])


@pytest.mark.parametrize(("order", "exponent"), [("pre", -0.5), ("post", 0.0)])
def test_gradient_of_the_last_block_against_depth(order, exponent):
    """Xiong et al. 2020, theorem 1: it falls as depth^(-1/2) in pre-LN stacks, not at all in post-LN ones."""
    shallow, deep = (np.mean([last_gradient(order, depth, seed) for seed in range(4)]) for depth in (4, 64))
    assert abs(np.log(deep / shallow) / np.log(64 / 4) - exponent) < 0.15
