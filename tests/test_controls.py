"""Controls have words, a grid of values, and no surprises at the ends of their range."""

import ipywidgets as widgets
import numpy as np
import pytest

from helpers.controls import accepts, choice, log_slider, reading, shown, slider, switch


def grid(control):
    """Return the values that the browser can set, with the rounding errors of its arithmetic."""
    n = int((control.max - control.min) / control.step + 1e-9)
    values = [control.min + k * control.step for k in range(n + 1)] + [control.max]
    return [10**v for v in values] if isinstance(control, widgets.FloatLogSlider) else values


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [
        (0, 1, 0.01),
        (0, 0.99, 0.005),
        (0.05, 2.5, 0.02),
        (-2, 2, 0.02),
        (0, 1e-3, 1e-5),
        (0, 100, 1),
        (1, 10, 0.05),
    ],
)
def test_a_slider_has_100_to_250_round_steps(low, high, step):
    control = slider(low, high, value=low)
    assert isinstance(control, widgets.FloatSlider)
    assert control.step == step
    assert 100 <= (high - low) / control.step <= 250


def test_a_whole_step_makes_a_slider_of_whole_numbers():
    control = slider(2, 12, value=3, step=5)
    assert isinstance(control, widgets.IntSlider)
    assert [shown(control, value) for value in range(2, 13)] == [2, 2, 2, 7, 7, 7, 7, 7, 12, 12, 12]
    assert all(isinstance(reading(slider(1, 9, value=v, step=1)), int) for v in (1, 5, 9))


@pytest.mark.parametrize(
    "control", [slider(0, 0.99, value=0), slider(-3, 4, value=0, step=0.3)], ids=["1", "2"]
)
def test_a_reading_is_free_of_rounding_errors(control):
    for k, value in enumerate(grid(control)[:-1]):
        for noisy in (np.nextafter(value, 9), np.nextafter(value, -9), value):
            assert shown(control, noisy) == round(control.min + k * control.step, 9)
    assert shown(control, -1e-17) == 0


def test_a_log_slider_has_steps_of_equal_ratio_that_read_in_two_digits():
    control = log_slider(1e-3, 10, value=0.05)
    readings = [shown(control, value) for value in grid(control)[:-1]]
    assert readings[:5] == [0.001, 0.0011, 0.0013, 0.0014, 0.0016]
    assert len(set(readings)) == len(readings) == 81
    assert all(value == float(f"{value:.2g}") for value in readings)
    assert {0.01, 0.05, 0.1, 1.0, 10.0} < set(readings)
    assert np.allclose(np.diff(np.log10(readings)), 0.05, atol=0.025)


@pytest.mark.parametrize(("low", "high"), [(1e-3, 3), (0.05, 2.5), (1.25, 7.77), (3e-5, 1000)])
def test_the_ends_of_a_log_slider_are_exact(low, high):
    control = log_slider(low, high, value=low)
    assert shown(control, low) == low
    assert shown(control, 10**control.min) == low
    assert shown(control, high) == high
    assert shown(control, 10**control.max) == high
    assert all(low <= shown(control, value) <= high for value in np.geomspace(low, high, 50))


@pytest.mark.parametrize(
    "control", [slider(0, 1, value=0.3), log_slider(1e-3, 3, value=0.05)], ids=["lin", "log"]
)
def test_what_a_slider_shows_is_one_of_its_values(control):
    for value in np.linspace(*((1e-3, 3) if "Log" in type(control).__name__ else (0, 1)), 40):
        once = shown(control, value)
        assert shown(control, once) == once
        control.value = once
        assert reading(control) == once


def test_digits_beside_a_slider_show_its_values_in_full():
    assert slider(0, 1, value=0).readout_format == ".2f"
    assert slider(0, 0.99, value=0).readout_format == ".3f"
    assert slider(-10, 10, value=0, step=0.5).readout_format == ".1f"
    assert slider(0, 100, value=0).readout_format == ".0f"
    assert slider(0.125, 1.125, value=1).readout_format == ".3f"
    assert log_slider(1e-4, 1, value=1).readout_format == ".2r"
    assert log_slider(1e-8, 1, value=1).readout_format == ".1e"


def test_a_choice_starts_with_the_first_option_or_the_one_named():
    assert choice(["a", "b"]).value == "a"
    assert choice({"a": 1, "b": 2}, value="b").value == "b"
    assert reading(choice(("a", "b"), value="b")) == "b"


def test_a_switch_is_on_or_off():
    assert reading(switch()) is False
    assert reading(switch(value=True)) is True


def test_labels_are_words():
    for control in (slider(0, 1, value=0, label="learning rate"), switch(label="learning rate")):
        assert control.description == "learning rate"


def test_what_a_control_accepts():
    for control, good, bad in (
        (slider(0, 1, value=0), [0, 0.5, 1], [-0.1, 1.1, "a", None, float("nan"), True]),
        (log_slider(1e-3, 3, value=1), [1e-3, 0.02, 3], [0, -1, 3.1, 1e-4]),
        (slider(1, 9, value=1, step=1), [1, 9], [0, 10]),
        (choice(["a", "b"]), ["a", "b"], ["c", 0]),
        (switch(), [True, False], [1, "on", None]),
    ):
        assert all(accepts(control, value) for value in good)
        assert not any(accepts(control, value) for value in bad)


@pytest.mark.parametrize(
    ("make", "error", "named"),
    [
        (lambda: slider(1, 0, value=0), ValueError, "high=0"),
        (lambda: slider(0, 0, value=0), ValueError, "high=0"),
        (lambda: slider(0, float("inf"), value=0), ValueError, "high"),
        (lambda: slider(0, 1, value=2), ValueError, "value=2"),
        (lambda: slider(0, 1, value="a"), TypeError, "value='a'"),
        (lambda: slider(0, 1, value=0, step=0.0), ValueError, "step=0.0"),
        (lambda: slider(0, 1, value=0, step=2), ValueError, "step=2"),
        (lambda: slider(0, 9, value=0, step=True), TypeError, "step=True"),
        (lambda: slider(0.5, 9, value=1, step=1), TypeError, "low=0.5"),
        (lambda: slider(0, 9, value=1.5, step=1), TypeError, "value=1.5"),
        (lambda: log_slider(0, 1, value=1), ValueError, "low=0"),
        (lambda: log_slider(1, float("inf"), value=1), ValueError, "high"),
        (lambda: log_slider(1, 10, value=0.5), ValueError, "value=0.5"),
        (lambda: choice(["a"]), ValueError, "options=['a']"),
        (lambda: choice(["a", "b"], value="c"), ValueError, "value='c'"),
        (lambda: switch(value=1), ValueError, "value=1"),
    ],
)
def test_bad_arguments_are_named(make, error, named):
    with pytest.raises(error) as caught:
        make()
    assert named in str(caught.value)
