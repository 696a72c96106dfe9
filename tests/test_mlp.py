import json
from pathlib import Path

import numpy as np
import pytest

from helpers.activations import ACTIVATIONS, activation, leaky_relu, leaky_relu_grad, tanh
from helpers.gradcheck import check_gradient, numerical_gradient
from helpers.initialisers import INITIALIZERS
from helpers.losses import cross_entropy
from helpers.mlp import (
    by_layer,
    init_mlp,
    mlp_backward,
    mlp_backward_deltas,
    mlp_forward,
    mlp_update_running,
    n_parameters,
    predict,
)

CASES = json.loads(Path(__file__).with_name("reference").joinpath("layers.json").read_text())["mlp"]
SETTINGS = [  # sizes, and how the network is run
    ((4, 3), {}),
    ((4, 5, 3), {"activation": "sigmoid"}),
    ((4, 4, 4, 3), {"activation": "tanh", "residual": True}),
    ((4, 5, 5, 5, 1), {"activation": "gelu", "residual": True, "branch_scale": 0.3}),
    ((4, 5, 5, 3), {"activation": "softplus", "norm": "batch"}),
    ((4, 4, 4, 3), {"activation": "silu", "norm": "batch", "residual": True}),
    ((4, 5, 5, 3), {"activation": "tanh", "norm": "layer"}),
    ((4, 4, 6, 6, 3), {"activation": "selu", "norm": "layer", "residual": True, "branch_scale": 2.0}),
]


def rng(seed=0):
    return np.random.default_rng(seed)


def close(obtained, expected, rtol=1e-9, atol=1e-10):
    np.testing.assert_allclose(obtained, expected, rtol=rtol, atol=atol)


def network(sizes, seed=1, N=6, norm=None, dtype=np.float64):
    """Return parameters none of which is 0 or 1, and a batch."""
    params = init_mlp(sizes, rng(seed), norm=norm, dtype=dtype)
    generator = rng((seed, 1))
    params = {name: (p + 0.3 * generator.normal(size=p.shape)).astype(dtype) for name, p in params.items()}
    return params, generator.normal(size=(N, sizes[0])).astype(dtype)


def running_for(sizes, seed=3):
    generator = rng(seed)
    hidden = {k: H for k, H in enumerate(sizes[1:-1], start=1)}
    running = {f"mean{k}": generator.normal(size=H) for k, H in hidden.items()}
    return running | {f"var{k}": generator.uniform(0.5, 2, H) for k, H in hidden.items()}


def as_arrays(values):
    return values and {name: np.array(value) for name, value in values.items()}


# Against PyTorch


@pytest.mark.parametrize("case", CASES, ids=[str(i) for i in range(len(CASES))])
def test_agrees_with_pytorch(case):
    params, X, y = as_arrays(case["params"]), np.array(case["X"]), np.array(case["y"])
    logits, cache = mlp_forward(params, X, running=as_arrays(case["running"]), **case["settings"])
    loss, dlogits = cross_entropy(logits, y)
    close(logits, case["logits"])
    close(loss, case["loss"])
    close(dlogits, case["dlogits"])
    for name, expected in case["hidden"].items():
        close(cache[name], expected)
    grads, deltas = mlp_backward_deltas(dlogits, cache)
    assert list(grads) == list(params)
    assert deltas.keys() == case["deltas"].keys()
    for name, expected in (case["grads"] | case["deltas"]).items():
        close((grads | deltas)[name], expected)


# Gradients


@pytest.mark.parametrize(("sizes", "run"), SETTINGS)
@pytest.mark.parametrize("training", [True, False])
def test_gradients_of_all_parameters_and_of_the_input(sizes, run, training):
    params, X = network(sizes, norm=run.get("norm"))
    running = running_for(sizes) if run.get("norm") == "batch" and not training else None
    run = run | {"training": training, "running": running}
    logits, cache = mlp_forward(params, X, **run)
    dlogits = rng(2).normal(size=logits.shape)
    grads, deltas = mlp_backward_deltas(dlogits, cache)
    assert list(grads) == list(params)
    for name, grad in grads.items():

        def loss(p, name=name):
            return float((mlp_forward(params | {name: p}, X, **run)[0] * dlogits).sum())

        check_gradient(loss, params[name], grad, rng(), tol=1e-7)
    check_gradient(
        lambda x: float((mlp_forward(params, x, **run)[0] * dlogits).sum()), X, deltas["A0"], rng()
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gradients_with_every_activation(name):
    params, X = network((3, 4, 4, 2), seed=5)
    logits, cache = mlp_forward(params, X, activation=name)
    assert min(np.abs(Z).min() for Z in by_layer(cache, "Z")) > 1e-4  # no kink within the steps
    dlogits = rng(2).normal(size=logits.shape)
    for key, grad in mlp_backward(dlogits, cache).items():

        def loss(p, key=key):
            return float((mlp_forward(params | {key: p}, X, activation=name)[0] * dlogits).sum())

        check_gradient(loss, params[key], grad, rng(), tol=1e-7)


@pytest.mark.parametrize("norm", [None, "layer", "batch"])
@pytest.mark.parametrize("residual", [False, True])
def test_hidden_gradients_are_those_of_the_cached_arrays(norm, residual):
    """Adds a small array to Z or A of a layer, by way of the activation, and differentiates by it."""
    params, X = network((5, 5, 5, 5, 2), norm=norm)
    run = {"norm": norm, "residual": residual}
    f, f_grad = activation("tanh")
    logits, cache = mlp_forward(params, X, (f, f_grad), **run)
    dlogits = rng(2).normal(size=logits.shape)
    deltas = mlp_backward_deltas(dlogits, cache)[1]
    for k in (1, 2, 3):

        def loss(shift, where, k=k):
            calls = []

            def shifted(Z):
                calls.append(Z)
                on = len(calls) == k
                return f(Z + shift * (on and where == "Z")) + shift * (on and where == "A")

            return float((mlp_forward(params, X, (shifted, f_grad), **run)[0] * dlogits).sum())

        zero = np.zeros_like(cache[f"Z{k}"])
        close(deltas[f"Z{k}"], numerical_gradient(lambda s: loss(s, "Z"), zero), rtol=1e-6, atol=1e-8)
        close(deltas[f"A{k}"], numerical_gradient(lambda s: loss(s, "A"), zero), rtol=1e-6, atol=1e-8)


def test_backward_is_linear_in_the_output_gradient_and_leaves_the_cache_alone():
    params, X = network((4, 5, 5, 3), norm="batch")
    logits, cache = mlp_forward(params, X, norm="batch")
    dlogits = rng(2).normal(size=logits.shape)
    once, twice, again = (mlp_backward(c * dlogits, cache) for c in (1, 2, 1))
    for name in params:
        close(twice[name], 2 * once[name], atol=1e-15)
        np.testing.assert_array_equal(again[name], once[name])


# The forward pass


def test_hand_made_xor():
    """relu(x1 + x2) - 2 relu(x1 + x2 - 1), from whole numbers."""
    params = {
        "W1": np.ones((2, 2), int),
        "b1": np.array([0, -1]),
        "W2": np.array([[1], [-2]]),
        "b2": np.array([0]),
    }
    logits, cache = mlp_forward(params, [[0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(logits, [[0], [1], [1], [0]])
    np.testing.assert_array_equal(cache["Z1"], [[0, -1], [1, 0], [1, 0], [2, 1]])
    np.testing.assert_array_equal(cache["A1"], [[0, 0], [1, 0], [1, 0], [2, 1]])
    assert logits.dtype == np.float64


@pytest.mark.parametrize(("sizes", "run"), SETTINGS)
def test_cache_holds_the_formulas_of_the_module(sizes, run):
    params, X = network(sizes, norm=run.get("norm"))
    logits, cache = mlp_forward(params, X, **run)
    f, _ = activation(run.get("activation", "relu"))
    A = cache["A0"]
    np.testing.assert_array_equal(A, X)
    for k in range(1, len(sizes) - 1):
        U, Z = cache[f"U{k}"], cache[f"Z{k}"]
        close(U, A @ params[f"W{k}"] + params[f"b{k}"])
        if run.get("norm") is None:
            assert Z is U
        else:
            axis = {"batch": 0, "layer": 1}[run["norm"]]
            centred = U - U.mean(axis, keepdims=True)
            hat = centred / np.sqrt((centred**2).mean(axis, keepdims=True) + 1e-5)
            close(Z, params[f"gamma{k}"] * hat + params[f"beta{k}"])
        skip = run.get("residual", False) and A.shape == Z.shape
        A = A + run.get("branch_scale", 1.0) * f(Z) if skip else f(Z)
        close(cache[f"A{k}"], A)
    close(logits, A @ params[f"W{len(sizes) - 1}"] + params[f"b{len(sizes) - 1}"])


def test_branch_scale_counts_with_residual_only():
    params, X = network((4, 5, 5, 3))
    plain, scaled = (mlp_forward(params, X, branch_scale=scale)[0] for scale in (1.0, 0.1))
    np.testing.assert_array_equal(plain, scaled)


def test_linear_network_is_one_affine_map():
    params, X = network((6, 8, 8, 3))
    logits, _ = mlp_forward(params, X, activation="identity")
    W = params["W1"] @ params["W2"] @ params["W3"]
    b = (params["b1"] @ params["W2"] + params["b2"]) @ params["W3"] + params["b3"]
    close(logits, X @ W + b)


def test_activation_may_be_a_pair_of_functions():
    params, X = network((4, 5, 3))
    pair = (lambda Z: leaky_relu(Z, 0.3), lambda Z: leaky_relu_grad(Z, 0.3))
    _, cache = mlp_forward(params, X, activation=pair)
    np.testing.assert_array_equal(cache["A1"], leaky_relu(cache["Z1"], 0.3))
    logits, cache = mlp_forward(params, X, activation=(leaky_relu, leaky_relu_grad))
    expected, by_name = mlp_forward(params, X, activation="leaky_relu")
    np.testing.assert_array_equal(logits, expected)
    np.testing.assert_array_equal(mlp_backward(logits, cache)["W1"], mlp_backward(logits, by_name)["W1"])


def test_batch_norm_of_one_row_works_in_evaluation_only():
    sizes = (4, 5, 3)
    params, X = network(sizes, norm="batch", N=1)
    with pytest.raises(ValueError, match="two rows or more"):
        mlp_forward(params, X, norm="batch")
    running = running_for(sizes)
    many = np.vstack([X, 100 * X])
    one = predict(params, X, norm="batch", running=running)
    close(predict(params, many, norm="batch", running=running)[:1], one)


def test_predict_is_the_forward_pass_in_evaluation():
    sizes, run = (4, 4, 4, 3), {"activation": "gelu", "norm": "batch", "residual": True, "branch_scale": 0.5}
    params, X = network(sizes, norm="batch")
    running = running_for(sizes)
    expected, _ = mlp_forward(params, X, training=False, running=running, **run)
    np.testing.assert_array_equal(predict(params, X, running=running, **run), expected)
    assert np.abs(mlp_forward(params, X, **run)[0] - expected).max() > 0.1


def test_no_rows_give_no_logits():
    assert predict(network((4, 5, 3))[0], np.empty((0, 4))).shape == (0, 3)


# Purity and dtypes


@pytest.mark.parametrize(("sizes", "run"), SETTINGS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_that_of_the_parameters(sizes, run, dtype):
    params, X = network(sizes, norm=run.get("norm"), dtype=dtype)
    for batch in (X.astype(np.float32), X.astype(np.float64), np.ones(X.shape, int) * np.arange(6)[:, None]):
        logits, cache = mlp_forward(params, batch, **run)
        grads, deltas = mlp_backward_deltas(logits.astype(np.float64), cache)
        hidden = [*by_layer(cache, "A"), *(by_layer(cache, "Z") if len(sizes) > 2 else [])]
        assert {x.dtype for x in [logits, *hidden, *grads.values(), *deltas.values()]} == {np.dtype(dtype)}


@pytest.mark.parametrize(("sizes", "run"), SETTINGS)
def test_float32_agrees_with_float64(sizes, run):
    params, X = network(sizes, norm=run.get("norm"))
    single = {name: p.astype(np.float32) for name, p in params.items()}
    (logits, cache), (logits32, cache32) = mlp_forward(params, X, **run), mlp_forward(single, X, **run)
    close(logits32, logits, rtol=1e-3, atol=1e-4)
    grads, grads32 = mlp_backward(logits, cache), mlp_backward(logits, cache32)
    for name in params:
        close(grads32[name], grads[name], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(("sizes", "run"), SETTINGS)
def test_nothing_passed_in_is_changed(sizes, run):
    params, X = network(sizes, norm=run.get("norm"))
    before = {name: p.copy() for name, p in params.items()}
    dlogits = rng(2).normal(size=(6, sizes[-1]))
    old_X, old_dlogits = X.copy(), dlogits.copy()
    for x in [X, dlogits, *params.values()]:
        x.flags.writeable = False
    _, cache = mlp_forward(params, X, **run)
    grads = mlp_backward(dlogits, cache)
    mlp_backward_deltas(dlogits, cache)
    np.testing.assert_array_equal(X, old_X)
    np.testing.assert_array_equal(dlogits, old_dlogits)
    assert params.keys() == before.keys()
    for name in params:
        np.testing.assert_array_equal(params[name], before[name])
        assert not any(np.shares_memory(grads[name], x) for x in [dlogits, X, *params.values()])


# Depth


def delta_norms(params, X, generator, name="Z", **run):
    logits, cache = mlp_forward(params, X, **run)
    deltas = mlp_backward_deltas(generator.normal(size=logits.shape) / len(X), cache)[1]
    return np.array([np.linalg.norm(d) for d in by_layer(deltas, name)])


def test_orthogonal_linear_network_keeps_every_gradient_norm():
    generator = rng()
    params = init_mlp([32] * 12, generator, init="orthogonal")
    norms = delta_norms(params, generator.normal(size=(20, 32)), generator, activation="identity")
    close(norms, norms[0], rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "init", "gain", "low", "high"),
    [
        ("sigmoid", "glorot_normal", 1.0, 1e-7, 1e-5),  # 0.24 a layer
        ("sigmoid", "normal", 1.0, 0.1, 2.0),  # large weights: no vanishing
        ("tanh", "glorot_normal", 1.0, 0.3, 1.0),
        ("tanh", "normal", 1.0, 3e2, 1e4),  # explodes
        ("relu", "he_normal", 1.0, 0.4, 2.0),
        ("relu", "glorot_normal", 1.0, 1e-2, 0.2),  # 0.707 a layer
        ("identity", "glorot_normal", 1.0, 0.5, 2.0),
        ("tanh", "lecun_uniform", 3**-0.5, 3e-4, 2e-2),
    ],
)
def test_first_to_tenth_layer_gradient_ratio_at_the_start(name, init, gain, low, high):
    for seed in range(3):
        generator = rng(seed)
        params = init_mlp([64] * 11 + [10], generator, init=init, gain=gain)
        norms = delta_norms(params, generator.normal(size=(256, 64)) * 0.35, generator, activation=name)
        assert low < norms[0] / norms[-1] < high


def test_residual_of_branch_scale_zero_hands_the_gradient_through_bit_for_bit():
    params, X = network([6] * 8 + [3])
    logits, cache = mlp_forward(params, X, residual=True, branch_scale=0)
    np.testing.assert_array_equal(cache["A7"], X)
    grads, deltas = mlp_backward_deltas(rng().normal(size=logits.shape), cache)
    np.testing.assert_array_equal(deltas["A0"], deltas["A7"])
    assert not any(grads[f"W{k}"].any() for k in range(1, 8))


def test_unscaled_residual_network_explodes_and_a_small_branch_does_not():
    generator = rng()
    params, X = init_mlp([64] * 31 + [10], generator), generator.normal(size=(64, 64))
    norms = {
        scale: delta_norms(params, X, generator, "A", residual=True, branch_scale=scale) for scale in (1, 0.1)
    }
    assert norms[1][0] / norms[1][-1] > 1e5
    assert 1 < norms[0.1][0] / norms[0.1][-1] < 2


def test_batch_norm_explodes_the_gradient_of_a_deep_plain_network_at_the_known_rate():
    """Yang et al. 2019: sqrt(pi / (pi - 1)) = 1.211 a layer for ReLU, at the start, in wide networks."""
    generator = rng()
    params = init_mlp([128] * 31 + [10], generator, norm="batch")
    norms = delta_norms(params, generator.normal(size=(256, 128)), generator, "A", norm="batch")
    rate = (norms[1] / norms[-1]) ** (1 / 29)
    assert rate == pytest.approx(np.sqrt(np.pi / (np.pi - 1)), rel=0.02)


def test_batch_norm_of_two_rows_sends_no_gradient_down():
    params, X = network((4, 6, 6, 3), N=2, norm="batch")
    params = params | {name: 10 * p for name, p in params.items() if name.startswith("W")}
    logits, cache = mlp_forward(params, X, activation="identity", norm="batch")
    grads = mlp_backward(rng().normal(size=logits.shape), cache)
    assert np.abs(grads["W1"]).max() < 1e-3 * np.abs(grads["W3"]).max()


# Faulty units


def test_planted_dead_and_wrong_units_show_in_the_gradients():
    params, X = network((8, 12, 3), N=64)
    dead, wrong = 3, 7
    params["b1"][dead] = -100.0
    signs = np.where(np.arange(12) == wrong, -1.0, 1.0)
    f, f_grad = activation("relu")
    logits, cache = mlp_forward(params, X, activation=(f, lambda Z: signs * f_grad(Z)))
    dlogits = rng(2).normal(size=logits.shape)
    dW = mlp_backward(dlogits, cache)["W1"]
    assert not dW[:, dead].any()

    numeric = numerical_gradient(
        lambda W: float((predict(params | {"W1": W}, X) * dlogits).sum()), params["W1"]
    )
    error = np.linalg.norm(dW - numeric, axis=0) / (np.linalg.norm(dW + numeric, axis=0) + 1e-9)
    assert np.argmax(error) == wrong
    assert np.delete(error, wrong).max() < 1e-6


# Running statistics


def test_running_statistics_follow_the_affine_outputs():
    params, X = network((4, 5, 6, 3), norm="batch")
    _, cache = mlp_forward(params, X, norm="batch")
    running = mlp_update_running(None, cache, momentum=1.0)
    assert list(running) == ["mean1", "var1", "mean2", "var2"]
    for k in (1, 2):
        close(running[f"mean{k}"], cache[f"U{k}"].mean(axis=0))
        close(running[f"var{k}"], cache[f"U{k}"].var(axis=0, ddof=1))
    start = mlp_update_running(None, cache)
    close(start["mean1"], 0.1 * cache["U1"].mean(axis=0))
    close(start["var2"], 0.9 + 0.1 * cache["U2"].var(axis=0, ddof=1))
    old = {name: s.copy() for name, s in running.items()}
    moved = mlp_update_running(running, mlp_forward(params, 2 * X, norm="batch")[1], momentum=0.5)
    assert all(np.array_equal(running[name], old[name]) for name in old)
    close(moved["mean1"], 0.5 * old["mean1"] + 0.5 * (2 * X @ params["W1"] + params["b1"]).mean(axis=0))


def test_evaluation_with_the_statistics_of_the_batch_is_training_but_for_the_bias_correction():
    params, X = network((4, 5, 5, 3), N=500, norm="batch")
    logits, cache = mlp_forward(params, X, norm="batch")
    running = mlp_update_running(None, cache, momentum=1.0)
    close(predict(params, X, norm="batch", running=running), logits, atol=0.02)


@pytest.mark.parametrize(("norm", "training"), [(None, True), ("layer", True), ("batch", False)])
def test_running_statistics_need_a_training_pass_with_batch_norm(norm, training):
    sizes = (4, 5, 3)
    params, X = network(sizes, norm=norm)
    running = running_for(sizes) if norm == "batch" else None
    _, cache = mlp_forward(params, X, norm=norm, training=training, running=running)
    with pytest.raises(ValueError, match="cache"):
        mlp_update_running(running, cache)


# Initialisation and counting


@pytest.mark.parametrize("init", INITIALIZERS)
@pytest.mark.parametrize("norm", [None, "batch", "layer"])
def test_init_mlp(init, norm):
    params = init_mlp((7, 5, 4, 3), rng(), init=init, gain=0.5, norm=norm, dtype=np.float32)
    hidden = ["W", "b"] if norm is None else ["W", "b", "gamma", "beta"]
    assert list(params) == [f"{name}{k}" for k in (1, 2) for name in hidden] + ["W3", "b3"]
    generator = rng()
    for k, (D, H) in enumerate([(7, 5), (5, 4), (4, 3)], start=1):
        W = INITIALIZERS[init](D, H, generator, 0.5)
        np.testing.assert_array_equal(params[f"W{k}"], W.astype(np.float32))
        np.testing.assert_array_equal(params[f"b{k}"], np.zeros(H))
        if norm and k < 3:
            np.testing.assert_array_equal(params[f"gamma{k}"], np.ones(H))
            np.testing.assert_array_equal(params[f"beta{k}"], np.zeros(H))
    assert {p.dtype for p in params.values()} == {np.dtype(np.float32)}


def test_init_mlp_defaults():
    params = init_mlp([400, 300, 2], rng())
    assert params["W1"].dtype == np.float64
    assert params["W1"].std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert list(params) == ["W1", "b1", "W2", "b2"]


@pytest.mark.parametrize(
    ("sizes", "norm", "expected"),
    [((784, 256, 10), None, 203_530), ((64, 10), None, 650), ((64, 32, 32, 10), "batch", 3_594)],
)
def test_n_parameters(sizes, norm, expected):
    assert n_parameters(init_mlp(sizes, rng(), norm=norm)) == expected


def test_by_layer_lists_in_order_of_depth():
    values = {"Z2": "z2", "A0": "a0", "Z10": "z10", "A1": "a1"} | {
        f"Z{k}": f"z{k}" for k in (1, *range(3, 10))
    }
    assert by_layer(values, "Z") == [f"z{k}" for k in range(1, 11)]
    assert by_layer(values, "A") == ["a0", "a1"]
    with pytest.raises(ValueError, match="name='W'"):
        by_layer(values, "W")


# Bad input


@pytest.mark.parametrize(
    ("run", "error", "words"),
    [
        ({"activation": "rleu"}, ValueError, "activation='rleu': expected one of 'identity'.*'relu'"),
        ({"activation": tanh}, ValueError, "activation="),
        ({"activation": (tanh,)}, ValueError, "activation="),
        ({"activation": (tanh, "tanh")}, ValueError, "activation="),
        ({"activation": None}, ValueError, "activation=None"),
        ({"norm": "group"}, ValueError, "norm='group': expected one of None, 'batch', 'layer'"),
        ({"residual": 0.1}, TypeError, "residual=0.1: expected True or False"),
        ({"training": "no"}, TypeError, "training='no'"),
        ({"branch_scale": np.nan}, ValueError, "branch_scale=nan"),
        ({"branch_scale": "1"}, TypeError, "branch_scale='1'"),
        ({"running": {"mean1": 0}}, ValueError, "running="),
        ({"norm": "layer"}, ValueError, "gamma1"),
    ],
)
def test_bad_settings(run, error, words):
    params, X = network((4, 5, 3))
    with pytest.raises(error, match=words):
        mlp_forward(params, X, **run)


def without(params, name):
    return {key: p for key, p in params.items() if key != name}


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda p: without(p, "b2"), ValueError, "expected W1, b1, W2, b2, W3, b3 with norm=None"),
        (lambda p: without(p, "W2"), ValueError, "params=W1, b1, b2, W3, b3"),
        (lambda p: p | {"gamma1": np.ones(5)}, ValueError, "gamma1"),
        (lambda p: p | {"extra": np.ones(5)}, ValueError, "extra"),
        (lambda p: {}, ValueError, "expected W1, b1"),
        (lambda p: list(p.values()), TypeError, "params is of type list: expected a dict"),
        (
            lambda p: p | {"W2": np.ones((4, 6))},
            ValueError,
            r"W2 has shape \(4, 6\): expected \(5, H\), as W1",
        ),
        (lambda p: p | {"W2": np.ones((5, 7))}, ValueError, r"b2 has shape \(6,\): expected \(7,\)"),
        (lambda p: p | {"W1": np.ones(4)}, ValueError, r"W1 has shape \(4,\): expected \(D, H\)"),
        (lambda p: p | {"b3": np.ones((1, 3))}, ValueError, r"b3 has shape \(1, 3\): expected \(3,\)"),
        (lambda p: p | {"W1": np.ones((7, 5))}, ValueError, r"X has shape \(6, 4\): expected \(N, 7\)"),
        (lambda p: p | {"b1": np.ones(5, np.float32)}, ValueError, "one dtype for all"),
        (lambda p: p | {"b1": ["a"] * 5}, TypeError, "b1 has dtype"),
    ],
)
def test_parameters_that_do_not_fit(change, error, words):
    params, X = network((4, 5, 6, 3))
    with pytest.raises(error, match=words):
        mlp_forward(change(params), X)


def test_norm_parameters_that_do_not_fit():
    params, X = network((4, 5, 3), norm="layer")
    with pytest.raises(ValueError, match=r"beta1 has shape \(4,\): expected \(5,\)"):
        mlp_forward(params | {"beta1": np.ones(4)}, X, norm="layer")
    with pytest.raises(ValueError, match="with norm=None"):
        mlp_forward(params, X)


@pytest.mark.parametrize("shape", [(4,), (6, 3), (2, 6, 4)])
def test_inputs_that_do_not_fit(shape):
    with pytest.raises(ValueError, match="X has shape"):
        mlp_forward(network((4, 5, 3))[0], np.ones(shape))


@pytest.mark.parametrize("shape", [(6,), (3, 6), (6, 1), (1, 3), ()])
def test_output_gradients_that_do_not_fit(shape):
    params, X = network((4, 5, 3))
    _, cache = mlp_forward(params, X)
    for backward in (mlp_backward, mlp_backward_deltas):
        with pytest.raises(ValueError, match=r"dlogits has shape .*: expected \(6, 3\)"):
            backward(np.ones(shape), cache)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: None, "running=None"),
        (lambda r: without(r, "var1"), "running has the keys"),
        (lambda r: r | {"mean2": np.ones(5)}, "running has the keys"),
        (lambda r: r | {"mean1": np.ones(4)}, "running mean has shape"),
        (lambda r: r | {"var1": -np.ones(5)}, "running var has the minimum -1"),
    ],
)
def test_bad_running_statistics(change, words):
    params, X = network((4, 5, 3), norm="batch")
    with pytest.raises(ValueError, match=words):
        predict(params, X, norm="batch", running=change(running_for((4, 5, 3))))


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"sizes": (4,)}, ValueError, "sizes="),
        ({"sizes": (4, 0, 3)}, ValueError, r"sizes\[1\]=0"),
        ({"sizes": (4, 2.5, 3)}, TypeError, r"sizes\[1\]=2.5"),
        ({"init": "xavier"}, ValueError, "init='xavier': expected one of 'zeros'"),
        ({"gain": -1.0}, ValueError, "gain=-1.0"),
        ({"norm": "bn"}, ValueError, "norm='bn': expected one of None, 'batch', 'layer'"),
        ({"dtype": np.float16}, ValueError, "dtype='float16': expected one of 'float32', 'float64'"),
        ({"rng": 0}, TypeError, "rng=0"),
    ],
)
def test_bad_arguments_of_init(arguments, error, words):
    with pytest.raises(error, match=words):
        init_mlp(**({"sizes": (4, 5, 3), "rng": rng()} | arguments))


def test_a_refusal_is_not_remembered_as_a_success():
    params, X = network((4, 5, 3))
    for _ in range(2):
        with pytest.raises(ValueError, match="b2"):
            mlp_forward(without(params, "b2"), X)
        mlp_forward(params, X)
