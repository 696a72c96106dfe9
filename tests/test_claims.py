"""A claim prints what holds, raises on what does not, and refuses to be vague."""

import math

import numpy as np
import pytest

from helpers import claims
from helpers.claims import Claim, ClaimError, claim


@pytest.fixture(autouse=True)
def empty_ledger(monkeypatch):
    monkeypatch.setattr(claims, "ledger", [])


def printed(capsys, *arguments, **settings):
    assert claim(*arguments, **settings) is None
    return capsys.readouterr().out


def test_a_claim_that_holds_prints_a_tick_the_sentence_and_the_number(capsys):
    assert printed(capsys, "Two is even.", True, measured=0.123456) == "✓ Two is even.\n    measured 0.123\n"


def test_a_claim_without_a_number_is_one_line(capsys):
    assert printed(capsys, "Two is even.", True) == "✓ Two is even.\n"


def test_several_numbers_are_printed_with_their_names_on_one_line(capsys):
    text = printed(
        capsys, "Adam wins.", True, measured={"Adam": 0.12345, "SGD": np.float32(2), "steps": 123456}
    )
    assert text.splitlines()[1] == "    measured Adam 0.123, SGD 2, steps 1.23e+05"


def test_all_that_differs_between_machines_follows_the_word_that_the_tests_mask(capsys):
    first = printed(capsys, "Sigmoid saturates.", True, measured=0.1).split("measured")[0]
    assert printed(capsys, "Sigmoid saturates.", True, measured=0.2).split("measured")[0] == first


@pytest.mark.parametrize(
    "measured, words",
    [
        (3, "3"),
        (np.int64(3), "3"),
        (np.float32(0.5), "0.5"),
        (np.array(0.25), "0.25"),
        (1e-20, "1e-20"),
        (-0.5, "-0.5"),
    ],
)
def test_every_kind_of_number_can_be_measured(measured, words, capsys):
    assert printed(capsys, "So it is.", True, measured).endswith(f"measured {words}\n")


def test_a_claim_that_fails_raises_with_the_sentence_and_the_number_and_prints_nothing(capsys):
    with pytest.raises(ClaimError, match="^✗ Two is odd.\n    measured 0.123$"):
        claim("Two is odd.", False, measured=0.123456)
    assert capsys.readouterr().out == ""


def test_a_failed_claim_is_a_failed_assertion():
    with pytest.raises(AssertionError):
        claim("Two is odd.", False)


def test_numpy_s_own_truth_values_are_conditions():
    claim("It holds.", np.float64(1) < 2)
    with pytest.raises(ClaimError):
        claim("It holds.", np.float64(1) > 2)


def test_the_ledger_keeps_every_claim_in_order_failed_ones_too():
    claim("First.", True, measured=1.0)
    with pytest.raises(ClaimError):
        claim("Second.", np.bool_(False))
    assert claims.ledger == [Claim("First.", True, 1.0), Claim("Second.", False)]
    assert type(claims.ledger[1].holds) is bool


@pytest.mark.parametrize("condition", [1, 0, None, "yes", [True], np.array([True, True]), np.float64(1), ()])
def test_a_condition_that_is_no_bool_is_a_type_error(condition):
    with pytest.raises(TypeError, match="^condition=.*: expected a bool, got "):
        claim("It holds.", condition)
    assert claims.ledger == []


@pytest.mark.parametrize("text", ["", "  \n", None, 3])
def test_a_claim_needs_a_sentence(text):
    with pytest.raises(ValueError, match="^text=.*: expected a sentence"):
        claim(text, True)
    assert claims.ledger == []


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float32("nan")])
def test_a_measured_value_that_is_not_finite_is_an_error_unless_it_is_the_point(value, capsys):
    for measured in (value, {"good": 1.0, "bad": value}):
        with pytest.raises(ValueError, match="^measured=.*: expected finite numbers"):
            claim("It holds.", True, measured)
        assert claims.ledger == []
    assert printed(capsys, "It diverges.", True, value, allow_nonfinite=True).endswith(f"measured {value}\n")


@pytest.mark.parametrize(
    "measured",
    ["0.1", True, np.True_, [0.1], np.array([0.1]), 1j, {"a": None}, {"a": [1.0]}, {"a": "1"}, {"a": 1j}],
)
def test_a_measured_value_that_is_no_number_is_a_type_error(measured):
    for allow in (False, True):
        with pytest.raises(TypeError, match="^measured=.*: expected a number or a dict of numbers"):
            claim("It holds.", True, measured, allow_nonfinite=allow)
    assert claims.ledger == []


def test_nothing_measured_at_all_is_no_measurement():
    with pytest.raises(TypeError, match="^measured={}: expected a number or a dict of numbers"):
        claim("It holds.", True, measured={})
