"""Every activation against PyTorch, SciPy, finite differences and the identities that the notebooks quote."""

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.integrate
import scipy.special
import scipy.stats

from helpers import activations
from helpers.activations import ACTIVATIONS, activation
from helpers.gradcheck import check_gradient

REFERENCE = json.loads((Path(__file__).parent / "reference" / "losses.json").read_text())["activations"]
Z = np.linspace(-30, 30, 1201)

every_activation = pytest.mark.parametrize("f, f_grad", ACTIVATIONS.values(), ids=ACTIVATIONS)
both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: case["name"])
def test_pytorch_agrees(case):
    f, f_grad = activation(case["name"])
    np.testing.assert_allclose(f(case["z"]), case["value"], rtol=1e-13, atol=2e-14)
    np.testing.assert_allclose(f_grad(case["z"]), case["gradient"], rtol=1e-12, atol=1e-15)


def test_the_reference_holds_every_activation():
    assert [case["name"] for case in REFERENCE] == list(ACTIVATIONS)


@every_activation
def test_the_derivative_is_the_derivative(f, f_grad):
    rng = np.random.default_rng(1)
    z = rng.normal(scale=3, size=(5, 4))
    check_gradient(lambda z: f(z).sum(), z, f_grad(z), rng)


@pytest.mark.parametrize(
    "name, setting", [("leaky_relu", 0.0), ("leaky_relu", 0.3), ("elu", 0.5), ("elu", 2.0)]
)
def test_the_derivative_is_the_derivative_with_other_settings(name, setting):
    f, f_grad = activation(name)
    rng = np.random.default_rng(2)
    z = rng.normal(scale=2, size=20)
    check_gradient(lambda z: f(z, setting).sum(), z, f_grad(z, setting), rng)


@pytest.mark.parametrize(
    "name, oracle",
    [
        ("sigmoid", scipy.special.expit),
        ("softplus", lambda z: -scipy.special.log_expit(-z)),
        ("gelu", lambda z: z * scipy.stats.norm.cdf(z)),
        ("silu", lambda z: z * scipy.special.expit(z)),
    ],
)
def test_scipy_agrees_to_the_last_digits_in_both_tails(name, oracle):
    np.testing.assert_allclose(activation(name)[0](Z), oracle(Z), rtol=1e-13)


def test_sigmoid_tends_to_zero_as_the_exponential_does():
    np.testing.assert_allclose(activations.sigmoid([-40.0, -700.0]), np.exp([-40.0, -700.0]), rtol=1e-15)


@pytest.mark.parametrize("name, tail", [("sigmoid", np.exp(-40.0)), ("tanh", 4 * np.exp(-80.0))])
def test_the_slope_of_a_saturated_unit_is_small_but_not_lost(name, tail):
    slope = activation(name)[1]
    np.testing.assert_allclose(slope([-40.0, 40.0]), tail, rtol=1e-12)


@every_activation
@both_dtypes
def test_the_largest_numbers_stay_finite_without_a_warning(f, f_grad, dtype):
    largest = np.finfo(dtype).max / 2
    z = np.array([-largest, -1e4, -800, -100, -0.0, 0, 1e-30, 100, 800, 1e4, largest], dtype)
    assert np.isfinite(f(z)).all() and np.isfinite(f_grad(z)).all()


@every_activation
def test_far_out_every_activation_is_flat_or_straight(f, f_grad):
    np.testing.assert_allclose(f_grad([-1e3, 1e3]), f_grad([-1e100, 1e100]), rtol=1e-12)
    assert np.abs(f([-1e3, 1e3])).max() < 1.06e3


@every_activation
@both_dtypes
def test_shape_and_dtype_are_kept_and_the_input_is_neither_changed_nor_returned(f, f_grad, dtype):
    z = np.random.default_rng(3).normal(size=(2, 3, 4)).astype(dtype)
    z.flags.writeable = False
    for g in (f, f_grad):
        a = g(z)
        assert a.shape == z.shape and a.dtype == dtype and not np.shares_memory(a, z)


@every_activation
def test_float32_agrees_with_float64(f, f_grad):
    for g in (f, f_grad):
        np.testing.assert_allclose(g(Z.astype(np.float32)), g(Z), rtol=1e-5, atol=1e-6)


@every_activation
def test_whole_numbers_become_float64(f, f_grad):
    for g in (f, f_grad):
        a = g([-2, 0, 3])
        assert a.dtype == np.float64
        np.testing.assert_array_equal(a, g([-2.0, 0.0, 3.0]))


@every_activation
def test_empty_input_gives_empty_output(f, f_grad):
    assert f(np.empty((0, 3))).shape == f_grad(np.empty((0, 3))).shape == (0, 3)


@every_activation
def test_nan_is_passed_on_without_a_warning(f, f_grad):
    assert np.isnan(f([np.nan, 1.0])).tolist() == [True, False]


def test_tanh_is_a_scaled_sigmoid():
    np.testing.assert_allclose(activations.tanh(Z), 2 * activations.sigmoid(2 * Z) - 1, atol=1e-15)
    np.testing.assert_allclose(activations.tanh_grad(Z), 4 * activations.sigmoid_grad(2 * Z), rtol=1e-12)


def test_the_derivative_of_softplus_is_the_sigmoid():
    np.testing.assert_array_equal(activations.softplus_grad(Z), activations.sigmoid(Z))


@pytest.mark.parametrize(
    "name, place, steepest",
    [("sigmoid", 0, 0.25), ("tanh", 0, 1), ("gelu", np.sqrt(2), 1.1289), ("silu", 2.3994, 1.0998)],
)
def test_the_steepest_slope(name, place, steepest):
    slope = activation(name)[1]
    assert slope(place) == pytest.approx(steepest, rel=1e-4)
    assert slope(Z).max() <= slope(place) + 1e-6


@pytest.mark.parametrize("name, place, value", [("gelu", -0.7518, -0.1700), ("silu", -1.2785, -0.2785)])
def test_the_minimum_of_the_activations_that_have_one(name, place, value):
    f, f_grad = activation(name)
    assert f(place) == pytest.approx(value, abs=5e-5) and f(Z).min() >= f(place) - 1e-6
    assert f_grad(place) == pytest.approx(0, abs=5e-5)


def test_the_tanh_approximation_of_gelu_is_close_but_another_function():
    gap = np.abs(activations.gelu_tanh(Z) - activations.gelu(Z)).max()
    assert 4.5e-4 < gap < 5e-4


@pytest.mark.parametrize("power, moment", [(1, 0), (2, 1)])
def test_selu_keeps_mean_zero_and_variance_one(power, moment):
    def weighted(z):
        return activations.selu(z) ** power * scipy.stats.norm.pdf(z)

    (left, _), (right, _) = (
        scipy.integrate.quad(weighted, *half, epsabs=1e-12) for half in ((-12, 0), (0, 12))
    )
    assert left + right == pytest.approx(moment, abs=1e-10)


def test_at_the_kink_the_left_derivative_counts():
    assert activations.relu_grad(0.0) == 0
    assert activations.leaky_relu_grad(0.0) == 0.01
    assert activations.elu_grad(0.0, alpha=0.5) == 0.5


def test_the_settings_reach_from_relu_to_the_identity():
    np.testing.assert_array_equal(activations.leaky_relu(Z, 0), activations.relu(Z))
    np.testing.assert_array_equal(activations.leaky_relu(Z, 1), Z)


@pytest.mark.parametrize(
    "call, error, complaint",
    [
        (lambda: activation("swish"), ValueError, "name='swish': expected one of 'identity', 'sigmoid'"),
        (lambda: activation(None), ValueError, "name=None"),
        (lambda: activations.relu("a"), TypeError, "z has dtype"),
        (lambda: activations.tanh([1j]), TypeError, "z has dtype complex128"),
        (lambda: activations.gelu([[1, 2], [3]]), ValueError, "z cannot be read"),
        (lambda: activations.leaky_relu(Z, -0.1), ValueError, "negative_slope=-0.1"),
        (lambda: activations.leaky_relu_grad(Z, 1.5), ValueError, "negative_slope=1.5"),
        (lambda: activations.elu(Z, 0), ValueError, "alpha=0"),
        (lambda: activations.elu_grad(Z, [1.0]), TypeError, "alpha="),
    ],
)
def test_bad_arguments_are_named(call, error, complaint):
    with pytest.raises(error, match=complaint):
        call()
