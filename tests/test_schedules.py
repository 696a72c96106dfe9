"""Schedules against PyTorch's, and what each promises."""

import inspect
import json
from pathlib import Path

import numpy as np
import pytest

from helpers.schedules import (
    SCHEDULES,
    constant,
    cosine,
    exponential,
    inverse_sqrt,
    inverse_time,
    linear_warmup,
    step_decay,
    warmup_cosine,
)

REFERENCE = json.loads((Path(__file__).parent / "reference" / "optimizers.json").read_text())["schedules"]
every_schedule = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)


def rates(schedule, total, lr, **settings):
    return np.array([schedule(step, total, lr, **settings) for step in range(total + 1)])


@pytest.mark.parametrize("case", REFERENCE, ids=[f"{c['schedule']}-{c['settings']}" for c in REFERENCE])
def test_pytorch(case):
    obtained = rates(SCHEDULES[case["schedule"]], case["total"], case["lr"], **case["settings"])
    # At step = total a step decay of PyTorch has dropped once more; no update is made at that rate.
    n = case["total"] if case["schedule"] == "step_decay" else case["total"] + 1
    np.testing.assert_allclose(obtained[:n], case["rates"][:n], rtol=1e-12, atol=1e-15)


@every_schedule
@pytest.mark.parametrize("total", [1, 2, 7, 100])
def test_stays_between_zero_and_lr_and_is_a_python_float(schedule, total):
    obtained = [schedule(step, total, 0.3) for step in range(total + 1)]
    assert all(type(rate) is float and 0 <= rate <= 0.3 for rate in obtained)


@every_schedule
def test_is_proportional_to_lr_and_does_not_promote(schedule):
    np.testing.assert_allclose(rates(schedule, 20, 3.0), 10 * rates(schedule, 20, 0.3))
    rate = schedule(np.int64(3), np.int64(20), np.float64(0.3))
    assert type(rate) is float
    assert schedule(3, 20, 0) == 0


def test_all_share_one_signature():
    for schedule in SCHEDULES.values():
        parameters = list(inspect.signature(schedule).parameters.values())
        assert [p.name for p in parameters[:3]] == ["step", "total", "lr"]
        assert all(p.default is not p.empty for p in parameters[3:])


def test_registry():
    assert all(name == schedule.__name__ for name, schedule in SCHEDULES.items())
    assert len(SCHEDULES) == 8


def test_constant():
    assert set(rates(constant, 5, 0.3)) == {0.3}


def test_step_decay_cuts_the_run_into_equal_parts():
    values, counts = np.unique(rates(step_decay, 12, 1.0, factor=0.5, drops=2)[:12], return_counts=True)
    np.testing.assert_allclose(values, [0.25, 0.5, 1.0])
    assert list(counts) == [4, 4, 4]
    assert set(rates(step_decay, 7, 0.3, drops=0)) == {0.3}


def test_step_decay_has_the_last_rate_at_the_end():
    assert step_decay(12, 12, 1.0, factor=0.5, drops=2) == 0.25


def test_exponential_has_equal_ratios_and_its_end():
    obtained = rates(exponential, 10, 2.0, ratio=0.1)
    np.testing.assert_allclose(obtained[1:] / obtained[:-1], 0.1**0.1)
    assert obtained[0] == 2.0 and obtained[-1] == pytest.approx(0.2)


def test_inverse_time_has_a_reciprocal_on_a_line_and_its_end():
    obtained = rates(inverse_time, 10, 2.0, ratio=0.1)
    np.testing.assert_allclose(np.diff(1 / obtained), (1 / 0.2 - 1 / 2.0) / 10)
    assert obtained[0] == 2.0 and obtained[-1] == pytest.approx(0.2)


def test_inverse_sqrt_does_not_depend_on_total():
    np.testing.assert_allclose(rates(inverse_sqrt, 8, 3.0), 3 / np.sqrt(np.arange(1, 10)))
    np.testing.assert_array_equal(rates(inverse_sqrt, 100, 3.0)[:9], rates(inverse_sqrt, 8, 3.0))


def test_cosine_ends_and_middle():
    assert cosine(0, 10, 0.4, 0.1) == 0.4
    assert cosine(5, 10, 0.4, 0.1) == pytest.approx(0.25)
    assert cosine(10, 10, 0.4, 0.1) == pytest.approx(0.1)
    assert np.all(np.diff(rates(cosine, 10, 0.4, lr_min=0.1)) < 0)
    assert set(rates(cosine, 6, 0.4, lr_min=0.4)) == {0.4}


def test_warmup_starts_above_zero_and_is_reached_at_its_last_step():
    np.testing.assert_allclose(rates(linear_warmup, 8, 1.0, warmup=0.5), [0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1])
    np.testing.assert_allclose(rates(linear_warmup, 4, 1.0, warmup=1), [0.25, 0.5, 0.75, 1, 1])
    assert set(rates(linear_warmup, 8, 1.0, warmup=0)) == {1.0}


def test_warmup_cosine_is_warmup_then_cosine():
    obtained = rates(warmup_cosine, 20, 1.0, warmup=0.25, lr_min=0.1)
    np.testing.assert_allclose(obtained[:5], [0.2, 0.4, 0.6, 0.8, 1.0])
    np.testing.assert_allclose(obtained[5:], rates(cosine, 15, 1.0, lr_min=0.1))
    np.testing.assert_array_equal(rates(warmup_cosine, 9, 0.3, warmup=0), rates(cosine, 9, 0.3))
    np.testing.assert_allclose(rates(warmup_cosine, 4, 1.0, warmup=1), [0.25, 0.5, 0.75, 1, 1])


@every_schedule
@pytest.mark.parametrize(
    ("step", "total", "lr", "error", "name"),
    [
        (-1, 10, 0.1, ValueError, "step"),
        (11, 10, 0.1, ValueError, "step"),
        (1.5, 10, 0.1, TypeError, "step"),
        (0, 0, 0.1, ValueError, "total"),
        (0, 10.0, 0.1, TypeError, "total"),
        (0, 10, -0.1, ValueError, "lr"),
        (0, 10, float("nan"), ValueError, "lr"),
        (0, 10, float("inf"), ValueError, "lr"),
    ],
)
def test_bad_arguments(schedule, step, total, lr, error, name):
    with pytest.raises(error, match=f"{name}="):
        schedule(step, total, lr)


@pytest.mark.parametrize(
    ("schedule", "settings"),
    [
        (step_decay, {"factor": -0.1}),
        (step_decay, {"factor": 1.1}),
        (step_decay, {"drops": -1}),
        (exponential, {"ratio": 0}),
        (exponential, {"ratio": 1.1}),
        (inverse_time, {"ratio": 0}),
        (inverse_time, {"ratio": 1.1}),
        (cosine, {"lr_min": -0.1}),
        (cosine, {"lr_min": 0.2}),
        (linear_warmup, {"warmup": -0.1}),
        (linear_warmup, {"warmup": 1.1}),
        (warmup_cosine, {"warmup": 5}),
        (warmup_cosine, {"lr_min": 0.2}),
    ],
)
def test_bad_settings(schedule, settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        schedule(0, 10, 0.1, **settings)
