"""The gradient check finds wrong gradients, passes right ones, and touches nothing."""

import numpy as np
import pytest

from helpers.gradcheck import check_gradient, directional_check, numerical_gradient


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture
def x(rng):
    return rng.normal(size=(3, 4))


def f(x):
    return np.sum(x**2 * np.sin(x))


def f_grad(x):
    return 2 * x * np.sin(x) + x**2 * np.cos(x)


def test_central_differences_find_the_gradient(x):
    np.testing.assert_allclose(numerical_gradient(f, x), f_grad(x), atol=1e-8)


def test_central_differences_are_exact_for_a_parabola_however_large_the_step():
    np.testing.assert_allclose(
        numerical_gradient(lambda x: np.sum(x**2), [1.0, -3.0], eps=0.5), [2, -6], rtol=1e-12
    )


@pytest.mark.parametrize("scale", [1e-3, 1e6, 1e12])
def test_the_step_grows_with_the_entry(scale):
    x = scale * np.array([1.0, -2.0, 3.0])
    np.testing.assert_allclose(numerical_gradient(lambda x: np.sum(x**2), x), 2 * x, rtol=1e-6)


def test_a_single_number_has_a_gradient_of_no_axes():
    grad = numerical_gradient(lambda x: x**3, 2.0)
    assert grad.shape == ()
    np.testing.assert_allclose(grad, 12, rtol=1e-8)
    check_gradient(lambda x: x**3, 2.0, 12.0, np.random.default_rng(0))


def test_a_right_gradient_passes_whatever_the_direction(x):
    assert max(directional_check(f, x, f_grad(x), np.random.default_rng(seed)) for seed in range(50)) < 1e-8


def test_a_right_gradient_far_below_the_value_of_f_passes(x, rng):
    check_gradient(lambda x: 5 + 1e-9 * f(x), x, 1e-9 * f_grad(x), rng)


def test_a_gradient_of_zero_passes_at_the_minimum_and_for_a_constant(rng):
    check_gradient(lambda x: np.sum((x - 1) ** 2), np.ones(5), np.zeros(5), rng)
    check_gradient(lambda x: 3.0, np.ones(5), np.zeros(5), rng)
    check_gradient(lambda x: np.sum(np.exp(x) - x) - np.e, [0.0], [0.0], rng)


WRONG = {
    "sign": lambda g: -g,
    "factor": lambda g: 2 * g,
    "a thousandth": lambda g: 1.001 * g,
    "sum for mean": lambda g: g * g.size,
    "zero": np.zeros_like,
    "one entry": lambda g: g + np.eye(*g.shape)[1] * 0.01,
    "reversed": lambda g: g[::-1],
    "nan": lambda g: np.full_like(g, np.nan),
    "infinite": lambda g: np.where(g > 0, np.inf, -np.inf),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("seed", range(5))
def test_a_wrong_gradient_fails(wrong, seed, x):
    with pytest.raises(AssertionError):
        check_gradient(f, x, wrong(f_grad(x)), np.random.default_rng(seed))


def test_a_constant_function_has_no_other_gradient_than_zero(rng):
    with pytest.raises(AssertionError):
        check_gradient(lambda x: 3.0, np.ones(5), np.full(5, 1e-3), rng)


def test_the_failure_names_the_place_the_expected_and_the_obtained_value(x, rng):
    grad = f_grad(x)
    grad[2, 1] = 123
    expected = f"{f_grad(x)[2, 1]:.6g}"
    with pytest.raises(AssertionError, match=rf"grad\[2, 1\]: expected {expected}\d*.*, obtained 123;"):
        check_gradient(f, x, grad, rng)


def test_a_lost_entry_is_named_among_large_ones(x, rng):
    grad = f_grad(x)
    grad[0, 3] = np.nan
    with pytest.raises(AssertionError, match=r"grad\[0, 3\].* obtained nan"):
        check_gradient(f, x, grad, rng)


def test_the_tolerance_decides(x, rng):
    check_gradient(f, x, 1.001 * f_grad(x), rng, tol=0.01)
    assert 1e-4 < directional_check(f, x, 1.001 * f_grad(x), rng) < 1e-2


def test_the_relative_error_of_a_zero_gradient_is_one(x, rng):
    assert directional_check(f, x, np.zeros_like(x), rng) == pytest.approx(1)


def test_float32_input_is_checked_in_float64(x, rng):
    x = x.astype(np.float32)
    np.testing.assert_allclose(numerical_gradient(f, x), f_grad(x.astype(float)), atol=1e-8)
    check_gradient(f, x, f_grad(x), rng, tol=1e-5)


def test_nothing_is_changed_even_by_a_function_that_changes_its_argument(x, rng):
    def careless(x):
        value = f(x)
        x[:] = 0
        return value

    x.flags.writeable = False
    grad = f_grad(x)
    before = x.copy(), grad.copy()
    np.testing.assert_allclose(numerical_gradient(careless, x), grad, atol=1e-8)
    check_gradient(careless, x, grad, rng)
    np.testing.assert_array_equal((x, grad), before)


def test_two_evaluations_decide_where_the_gradient_is_right(x, rng):
    calls = []
    check_gradient(lambda x: calls.append(1) or f(x), x, f_grad(x), rng)
    assert len(calls) == 2


@pytest.mark.parametrize(
    "changes, error, complaint",
    [
        (dict(f=lambda x: (1.0, x)), TypeError, "f returned tuple"),
        (dict(f=lambda x: x), TypeError, "f returned ndarray"),
        (dict(f=lambda x: None), TypeError, "f returned NoneType"),
        (dict(f=lambda x: np.nan), ValueError, "f returned nan"),
        (dict(grad=np.zeros((4, 3))), ValueError, r"grad has shape \(4, 3\): expected \(3, 4\)"),
        (dict(grad=0.0), ValueError, r"grad has shape \(\)"),
        (dict(x=np.full((3, 4), np.inf)), ValueError, r"x\[0, 0\]=inf"),
        (dict(rng=0), TypeError, "rng=0: expected a numpy.random.Generator"),
        (dict(tol=0), ValueError, "tol=0"),
    ],
)
def test_bad_arguments_are_named(changes, error, complaint, x, rng):
    with pytest.raises(error, match=complaint):
        check_gradient(**(dict(f=f, x=x, grad=f_grad(x), rng=rng) | changes))


@pytest.mark.parametrize("eps", [0, -1e-6, np.nan])
def test_the_step_is_positive(eps, x, rng):
    with pytest.raises(ValueError, match="eps="):
        numerical_gradient(f, x, eps=eps)
    with pytest.raises(ValueError, match="eps="):
        directional_check(f, x, f_grad(x), rng, eps=eps)
