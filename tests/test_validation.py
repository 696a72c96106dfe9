"""Bad input is named with its value and the expectation; good input comes back in one known form."""

import math
from fractions import Fraction

import numpy as np
import pytest

from helpers.validation import (
    array,
    as_array,
    choice,
    distribution,
    labels,
    number,
    require,
    require_all,
    same_shape,
)

# number


@pytest.mark.parametrize("value", [0.5, 2, np.float32(0.5), np.float64(0.5), np.int64(2), Fraction(1, 2)])
def test_every_kind_of_number_becomes_a_python_float(value):
    result = number("lr", value)
    assert type(result) is float and result == value


@pytest.mark.parametrize("value", [3, np.int32(3), np.uint8(3)])
def test_every_kind_of_whole_number_becomes_a_python_int(value):
    result = number("epochs", value, integer=True)
    assert type(result) is int and result == 3


def test_a_number_from_validation_keeps_float32_arrays_float32():
    assert (np.ones(2, np.float32) * number("lr", np.float64(0.1))).dtype == np.float32


@pytest.mark.parametrize("value", ["0.1", None, [0.1], np.array(0.1), np.array([0.1]), 1j, True, np.True_])
def test_what_is_no_number_is_a_type_error(value):
    with pytest.raises(TypeError, match="^lr=.*: expected a number, got "):
        number("lr", value)


@pytest.mark.parametrize("value", [1.0, np.float64(2), "1", None, True, Fraction(4, 2)])
def test_what_is_no_whole_number_is_a_type_error(value):
    with pytest.raises(TypeError, match="^epochs=.*: expected a whole number, got "):
        number("epochs", value, integer=True)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float32("nan")])
def test_what_is_not_finite_is_refused_even_without_bounds(value):
    with pytest.raises(ValueError, match="^lr=.*: expected a finite number$"):
        number("lr", value)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_whole_number_too_large_for_a_float_is_refused(sign):
    with pytest.raises(ValueError, match="^lr=-?10+: expected a finite number$"):
        number("lr", sign * 10**400)
    assert number("epochs", 10**400, integer=True) == 10**400


@pytest.mark.parametrize(
    "bounds, allowed, refused, words",
    [
        (dict(low=0), [0, 1e300], [-1e-300, -1], "a finite number >= 0"),
        (dict(above=0), [1e-300, 1], [0, -1], "a finite number > 0"),
        (dict(high=1), [1, -1e300], [1.0000001], "a finite number <= 1"),
        (dict(below=1), [0.9999999], [1, 2], "a finite number < 1"),
        (dict(low=0, high=1), [0, 0.5, 1], [-0.1, 1.1, math.nan], "a finite number >= 0 and <= 1"),
        (dict(low=0, below=1), [0, 0.5], [-0.1, 1], "a finite number >= 0 and < 1"),
        (dict(above=0, high=1), [0.5, 1], [0, 1.1], "a finite number > 0 and <= 1"),
        (dict(above=0, below=1), [0.5], [0, 1], "a finite number > 0 and < 1"),
        (
            dict(low=1, high=1234567, integer=True),
            [1, 1234567],
            [0, 1234568],
            "a finite number >= 1 and <= 1234567",
        ),
    ],
)
def test_low_and_high_are_allowed_above_and_below_are_not(bounds, allowed, refused, words):
    assert [number("x", value, **bounds) for value in allowed] == allowed
    for value in refused:
        with pytest.raises(ValueError, match=f"^x={value}: expected {words}$"):
            number("x", value, **bounds)


# choice and require


def test_a_choice_comes_back_and_any_other_is_told_the_choices():
    assert choice("norm", None, (None, "batch")) is None
    assert choice("f", "relu", {"tanh": 1, "relu": 2}) == "relu"
    with pytest.raises(ValueError, match="^f='gelu': expected one of 'tanh', 'relu'$"):
        choice("f", "gelu", {"tanh": 1, "relu": 2})
    with pytest.raises(ValueError, match=r"^f=\['relu'\]: expected one of"):
        choice("f", ["relu"], {"relu": 2})


def test_a_choice_may_come_from_a_generator():
    assert choice("n", 2, (i for i in range(3))) == 2


def test_require_speaks_only_when_something_is_wrong():
    require(True, "sizes", [3], "two sizes")
    with pytest.raises(ValueError, match=r"^sizes=\[3\]: expected two sizes$"):
        require(False, "sizes", [3], "two sizes")


def test_require_all_names_the_first_bad_entry():
    x = np.array([[1, 2], [-3, -4]])
    require_all(x < 9, "x", x, "less than nine")
    with pytest.raises(ValueError, match=r"^x\[1, 0\]=-3: expected a positive number$"):
        require_all(x > 0, "x", x, "a positive number")
    with pytest.raises(ValueError, match="^x=-3: expected a positive number$"):
        require_all(x[1, 0] > 0, "x", x[1, 0], "a positive number")


# array


@pytest.mark.parametrize("x", [np.ones(2, np.float32), np.ones((2, 3)), np.ones(0)])
def test_floating_arrays_are_passed_on_as_they_are(x):
    assert array("X", x) is x


@pytest.mark.parametrize("x", [[1, 2], (True, False), np.ones(2, np.uint8), 3])
def test_whole_numbers_become_float64(x):
    result = array("X", x)
    assert result.dtype == np.float64
    np.testing.assert_array_equal(result, x)


@pytest.mark.parametrize("x", ["abc", [1j], None, [object()], np.array(["2020"], "datetime64[Y]")])
def test_what_holds_no_real_numbers_is_a_type_error(x):
    with pytest.raises(TypeError, match="^X has dtype .*: expected real numbers$"):
        array("X", x)


@pytest.mark.parametrize("read", [as_array, array, lambda name, x: labels(name, x, 2, 3)])
def test_a_ragged_list_is_named(read):
    with pytest.raises(ValueError, match="^X cannot be read as an array: "):
        read("X", [[1, 2], [3]])


def test_the_number_of_axes_is_checked():
    assert array("X", [[1.0]], ndim=2).shape == (1, 1)
    with pytest.raises(ValueError, match=r"^X has shape \(1,\): expected 2 axes$"):
        array("X", [1.0], ndim=2)
    with pytest.raises(ValueError, match=r"^X has shape \(1,\): expected 0 axes$"):
        array("X", [1.0], ndim=0)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_the_first_entry_that_is_not_finite_is_named_where_asked_for(bad):
    x = np.array([[1, 2], [3, bad]])
    assert array("X", x) is x
    with pytest.raises(ValueError, match=rf"^X\[1, 1\]={bad}: expected finite numbers only$"):
        array("X", x, finite=True)
    with pytest.raises(ValueError, match=f"^X={bad}: expected finite numbers only$"):
        array("X", bad, finite=True)


def test_shapes_are_compared_without_broadcasting():
    same_shape("y", np.ones((2, 1)), np.zeros((2, 1)))
    with pytest.raises(ValueError, match=r"^y has shape \(2,\): expected \(2, 1\)$"):
        same_shape("y", np.ones(2), np.zeros((2, 1)))


# distribution


def test_distributions_come_back_as_floating_arrays():
    p = np.array([[0.25, 0.75], [1, 0]])
    assert distribution("p", p) is p
    assert distribution("p", [0, 1]).dtype == np.float64
    assert distribution("p", p.astype(np.float32)).dtype == np.float32
    assert distribution("p", np.empty((0, 3))).shape == (0, 3)
    assert distribution("p", p.T, axis=0).shape == (2, 2)


@pytest.mark.parametrize(
    "p, axis, complaint",
    [
        ([[0.5, 0.5], [0.5, 0.6]], -1, r"sum of p\[1\]=1.1: expected probabilities that sum to 1"),
        ([[0.5, 0.5], [0.5, 0.6]], 0, r"sum of p\[1\]=1.1"),
        ([0.3, 0.3], -1, "sum of p=0.6"),
        ([1.5, -0.5], -1, r"p\[1\]=-0.5: expected a probability, 0 or above"),
        ([np.nan, 1], -1, r"p\[0\]=nan: expected finite numbers only"),
        (np.empty((2, 0)), -1, r"sum of p\[0\]=0.0"),
        ([0.5, 0.5], 1, "axis=1"),
        (1.0, -1, "p=1.0: expected an array of probabilities"),
    ],
)
def test_what_is_no_distribution_is_named(p, axis, complaint):
    with pytest.raises(ValueError, match=f"^{complaint}"):
        distribution("p", p, axis)


def test_a_sum_may_be_off_by_rounding_and_no_more():
    distribution("p", [0.5, 0.5 + 9e-7])
    distribution("p", np.array([0.5, 0.5 + 3e-4], np.float32))
    for p in ([0.5, 0.5 + 2e-6], np.array([0.5, 0.5 + 5e-4], np.float32)):
        with pytest.raises(ValueError, match="sum of p"):
            distribution("p", p)


# labels


@pytest.mark.parametrize("y", [[0, 2, 1], np.array([0, 2, 1], np.uint8)])
def test_labels_come_back_as_whole_numbers(y):
    result = labels("y", y, 3, 3)
    assert result.dtype.kind in "iu" and result.tolist() == [0, 2, 1]


def test_no_rows_have_no_labels():
    assert labels("y", np.empty(0, int), 0, 3).shape == (0,)


@pytest.mark.parametrize(
    "y, error, complaint",
    [
        ([0.0, 1.0, 2.0], TypeError, "y has dtype float64: expected whole-number class labels"),
        ([True, False, True], TypeError, "y has dtype bool"),
        (["a", "b", "c"], TypeError, "y has dtype <U1"),
        ([0, 1], ValueError, r"y has shape \(2,\): expected \(3,\), one label a row"),
        ([[0], [1], [2]], ValueError, r"y has shape \(3, 1\)"),
        (1, ValueError, r"y has shape \(\)"),
        ([0, 3, 1], ValueError, r"y\[1\]=3: expected a label from 0 to 2"),
        ([0, 5, 3], ValueError, r"y\[1\]=5"),
        ([0, 1, -1], ValueError, r"y\[2\]=-1: expected a label from 0 to 2"),
        (np.full(3, 2**64 - 1, np.uint64), ValueError, r"y\[0\]=18446744073709551615"),
    ],
)
def test_bad_labels_are_named(y, error, complaint):
    with pytest.raises(error, match=f"^{complaint}"):
        labels("y", y, 3, 3)
