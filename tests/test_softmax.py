"""What a softmax promises, one promise a test."""

import numpy as np
import pytest
import scipy.special

from helpers.gradcheck import numerical_gradient
from helpers.losses import log_softmax, softmax

LOGITS = np.random.default_rng(16).normal(scale=3, size=(3, 4, 5))

every_axis = pytest.mark.parametrize("axis", [-1, 0, 1, 2])
both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])
both_functions = pytest.mark.parametrize("f", [softmax, log_softmax])


@every_axis
@both_dtypes
def test_probabilities_sum_to_one(axis, dtype):
    p = softmax(LOGITS.astype(dtype), axis=axis)
    np.testing.assert_allclose(p.sum(axis=axis), 1, rtol=4 * np.finfo(dtype).eps)


def test_every_probability_lies_strictly_between_zero_and_one():
    p = softmax(LOGITS)
    assert (p > 0).all() and (p < 1).all()


def test_a_case_checked_by_hand():
    np.testing.assert_allclose(softmax(np.log([1, 2, 5])), [1 / 8, 2 / 8, 5 / 8], rtol=1e-15)


@pytest.mark.parametrize("shift", [-1e4, -1, 1e-3, 1e4])
def test_adding_one_constant_to_all_logits_changes_nothing(shift):
    np.testing.assert_allclose(softmax(LOGITS + shift), softmax(LOGITS), rtol=1e-11)


def test_adding_a_constant_to_one_logit_does_change_it():
    assert softmax([1.0, 2.0, 4.0])[2] > softmax([1.0, 2.0, 3.0])[2]


def test_larger_logits_get_larger_probabilities():
    np.testing.assert_array_equal(softmax(LOGITS).argsort(), LOGITS.argsort())


@pytest.mark.parametrize("n_classes", [1, 2, 10])
def test_equal_logits_share_the_probability_equally(n_classes):
    np.testing.assert_array_equal(softmax(np.full(n_classes, 7.0)), 1 / n_classes)


def test_two_classes_are_the_sigmoid_of_the_difference():
    z = np.linspace(-40, 40, 81)
    p = softmax(np.stack([np.zeros_like(z), z], axis=1))
    np.testing.assert_allclose(p[:, 1], scipy.special.expit(z), rtol=1e-14)


@both_dtypes
@pytest.mark.parametrize("scale", [100, 1e4, 1e30])
def test_huge_logits_neither_overflow_nor_warn(scale, dtype):
    p = softmax(scale * np.array([-1, 0, 1], dtype))
    np.testing.assert_allclose(p, [0, 0, 1], atol=1e-40)


def test_a_row_of_huge_logits_does_not_disturb_its_neighbour():
    small, huge = [0.0, 1.0], [1e4, 1e4 + 1]
    np.testing.assert_allclose(softmax([small, huge]), [softmax(small), softmax(small)], rtol=1e-15)


@both_dtypes
def test_log_softmax_is_finite_where_softmax_underflows(dtype):
    logits = np.array([0, -2000], dtype)
    np.testing.assert_array_equal(softmax(logits), [1, 0])
    np.testing.assert_array_equal(log_softmax(logits), [0, -2000])


def test_log_softmax_is_the_logarithm_of_softmax():
    np.testing.assert_allclose(log_softmax(LOGITS), np.log(softmax(LOGITS)), rtol=1e-12)


def test_a_logit_of_minus_infinity_has_probability_exactly_zero():
    np.testing.assert_array_equal(softmax([0, -np.inf, 0]), [0.5, 0, 0.5])
    np.testing.assert_array_equal(log_softmax([0, -np.inf]), [0, -np.inf])


@both_functions
@pytest.mark.parametrize("bad", [[-np.inf, -np.inf], [np.inf, 0], [np.nan, 0]])
def test_a_row_without_a_distribution_is_nan_and_spoils_no_other(f, bad):
    both = f([bad, [1, 2]])
    assert np.isnan(both[0]).all()
    np.testing.assert_allclose(both[1], f([1, 2]), rtol=1e-15)


def test_temperature_divides_the_logits():
    np.testing.assert_allclose(softmax(LOGITS, temperature=2.5), softmax(LOGITS / 2.5), rtol=1e-13)


@both_dtypes
@pytest.mark.parametrize("temperature", [1e-3, 1e-30, 1e-320])
def test_a_tiny_temperature_picks_the_largest_logit(temperature, dtype):
    np.testing.assert_array_equal(softmax(np.array([3, 5, 4], dtype), temperature), [0, 1, 0])


@both_dtypes
def test_a_huge_temperature_forgets_the_logits(dtype):
    np.testing.assert_allclose(softmax(np.array([3, 5, 4], dtype), temperature=1e300), 1 / 3, rtol=1e-6)


def test_its_jacobian_is_diag_p_minus_the_outer_product_of_p():
    z = LOGITS[0, 0]
    p = softmax(z)
    jacobian = [numerical_gradient(lambda z, i=i: softmax(z)[i], z) for i in range(len(z))]
    np.testing.assert_allclose(jacobian, np.diag(p) - np.outer(p, p), atol=1e-9)


@every_axis
@pytest.mark.parametrize(
    "ours, scipys", [(softmax, scipy.special.softmax), (log_softmax, scipy.special.log_softmax)]
)
def test_scipy_agrees(ours, scipys, axis):
    np.testing.assert_allclose(ours(LOGITS, axis=axis), scipys(LOGITS, axis=axis), rtol=1e-13)


@both_functions
@both_dtypes
def test_shape_and_dtype_are_kept_and_the_input_unchanged(f, dtype):
    logits = LOGITS.astype(dtype)
    logits.flags.writeable = False
    result = f(logits, temperature=2.0)
    assert result.shape == logits.shape and result.dtype == dtype


@both_functions
def test_whole_numbers_become_float64_and_no_row_gives_no_row(f):
    assert f([1, 2, 3]).dtype == np.float64
    assert f(np.empty((0, 3))).shape == (0, 3)


@both_functions
@pytest.mark.parametrize(
    "arguments, error, complaint",
    [
        (dict(logits=[1, 2], temperature=0), ValueError, "temperature=0: expected a finite number > 0"),
        (dict(logits=[1, 2], temperature=-1.0), ValueError, "temperature=-1.0"),
        (dict(logits=[1, 2], temperature=np.nan), ValueError, "temperature=nan"),
        (dict(logits=[1, 2], temperature=[1.0, 2.0]), TypeError, "temperature="),
        (dict(logits=[1, 2], axis=1), ValueError, "axis=1"),
        (dict(logits=[1, 2], axis=(0,)), TypeError, "axis="),
        (dict(logits=3.0), ValueError, "logits=3.0"),
        (dict(logits=np.empty((3, 0))), ValueError, r"logits.shape=\(3, 0\)"),
        (dict(logits=["a", "b"]), TypeError, "logits has dtype"),
        (dict(logits=[[1, 2], [3]]), ValueError, "logits cannot be read"),
    ],
)
def test_bad_arguments_are_named(f, arguments, error, complaint):
    with pytest.raises(error, match=complaint):
        f(**arguments)
