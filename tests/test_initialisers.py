import math

import numpy as np
import pytest
from scipy import stats

from helpers.initialisers import INITIALIZERS, glorot_uniform, he_uniform, lecun_uniform, orthogonal, zeros

FAN_IN, FAN_OUT = 400, 100
VARIANCE = {
    "zeros": 0.0,
    "normal": 1.0,
    "glorot_normal": 2 / (FAN_IN + FAN_OUT),
    "glorot_uniform": 2 / (FAN_IN + FAN_OUT),
    "he_normal": 2 / FAN_IN,
    "he_uniform": 2 / FAN_IN,
    "lecun_normal": 1 / FAN_IN,
    "lecun_uniform": 1 / FAN_IN,
    "orthogonal": 1 / FAN_IN,  # columns of length 1
}
LIMIT = {
    "glorot_uniform": math.sqrt(6 / (FAN_IN + FAN_OUT)),
    "he_uniform": math.sqrt(6 / FAN_IN),
    "lecun_uniform": math.sqrt(3 / FAN_IN),
}
NORMAL = ["normal", "glorot_normal", "he_normal", "lecun_normal"]


def rng(seed=0):
    return np.random.default_rng(seed)


def test_every_initialiser_has_a_stated_variance():
    assert list(INITIALIZERS) == list(VARIANCE)
    assert all(name == f.__name__ for name, f in INITIALIZERS.items())


@pytest.mark.parametrize("name", VARIANCE)
@pytest.mark.parametrize("gain", [1.0, 0.5])
def test_mean_and_variance(name, gain):
    W = INITIALIZERS[name](FAN_IN, FAN_OUT, rng(), gain=gain)
    assert W.shape == (FAN_IN, FAN_OUT)
    assert W.dtype == np.float64
    std = gain * math.sqrt(VARIANCE[name])
    assert abs(W.mean()) <= 4 * std / math.sqrt(W.size)
    assert W.std() == pytest.approx(std, rel=0.02)  # 4 standard errors: 4 / sqrt(2 · 40,000)


@pytest.mark.parametrize("name", NORMAL)
def test_normal_shape(name):
    W = INITIALIZERS[name](FAN_IN, FAN_OUT, rng(1))
    assert stats.kstest(W.ravel() / math.sqrt(VARIANCE[name]), "norm").pvalue > 1e-3


@pytest.mark.parametrize("name", LIMIT)
def test_uniform_shape_and_limits(name):
    W = INITIALIZERS[name](FAN_IN, FAN_OUT, rng(1))
    limit = LIMIT[name]
    assert stats.kstest(W.ravel(), "uniform", args=(-limit, 2 * limit)).pvalue > 1e-3
    assert 0.999 * limit < np.abs(W).max() <= limit


@pytest.mark.parametrize("name", NORMAL + list(LIMIT))
def test_same_draw_as_scaled_standard_numbers(name):
    """Pins the factor exactly, and that one draw is made, whatever the sample."""
    draw = rng(2).uniform(-1, 1, (3, 5)) if name in LIMIT else rng(2).standard_normal((3, 5))
    variance = {"normal": 1, "glorot": 2 / 8, "he": 2 / 3, "lecun": 1 / 3}[name.split("_")[0]]
    factor = math.sqrt((3 if name in LIMIT else 1) * variance)
    np.testing.assert_allclose(INITIALIZERS[name](3, 5, rng(2)), factor * draw, rtol=1e-14)


@pytest.mark.parametrize("name", VARIANCE)
def test_seeded_gain_is_a_factor_and_zero_gain_gives_zeros(name):
    f = INITIALIZERS[name]
    W = f(6, 4, rng(3))
    np.testing.assert_array_equal(f(6, 4, rng(3)), W)
    assert name == "zeros" or not np.array_equal(f(6, 4, rng(4)), W)
    np.testing.assert_allclose(f(6, 4, rng(3), gain=2.5), 2.5 * W, rtol=1e-14)
    assert not f(6, 4, rng(3), gain=0).any()


def test_pytorch_linear_start_is_lecun_uniform_with_gain_one_over_root_three():
    W = lecun_uniform(25, 2000, rng(), gain=1 / math.sqrt(3))
    assert 0.199 < np.abs(W).max() <= 1 / math.sqrt(25)


def test_glorot_is_symmetric_in_the_fans_and_he_is_not():
    def top(f, fan_in, fan_out):
        return np.abs(f(fan_in, fan_out, rng())).max()

    assert top(glorot_uniform, 10, 1000) == pytest.approx(top(glorot_uniform, 1000, 10), rel=1e-3)
    assert top(he_uniform, 10, 1000) == pytest.approx(10 * top(he_uniform, 1000, 10), rel=1e-3)


@pytest.mark.parametrize(("fan_in", "fan_out"), [(5, 5), (7, 3), (3, 7), (1, 4), (4, 1), (1, 1)])
def test_orthogonal(fan_in, fan_out):
    Q = orthogonal(fan_in, fan_out, rng())
    gram = Q.T @ Q if fan_in >= fan_out else Q @ Q.T
    assert Q.shape == (fan_in, fan_out)
    np.testing.assert_allclose(gram, np.eye(min(fan_in, fan_out)), atol=1e-14)


def test_orthogonal_keeps_lengths_through_many_layers():
    generator = rng()
    x = generator.standard_normal((4, 16))
    y = x
    for _ in range(50):
        y = y @ orthogonal(16, 16, generator)
    np.testing.assert_allclose(np.linalg.norm(y, axis=1), np.linalg.norm(x, axis=1), rtol=1e-12)


@pytest.mark.parametrize(("fan_in", "fan_out"), [(3, 3), (2, 3)])
def test_orthogonal_is_uniform(fan_in, fan_out):
    """Of a uniform Q every entry has mean 0; LAPACK's own signs leave one of its diagonal off centre."""
    generator = rng()
    draws = np.array([orthogonal(fan_in, fan_out, generator) for _ in range(4000)])
    assert np.abs(draws.mean(axis=0)).max() < 5 * draws.std() / math.sqrt(len(draws))


def test_zeros_needs_no_rng():
    np.testing.assert_array_equal(zeros(2, 3), np.zeros((2, 3)))


@pytest.mark.parametrize("name", VARIANCE)
@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((0, 3), ValueError, "fan_in=0"),
        ((3, -1), ValueError, "fan_out=-1"),
        ((2.0, 3), TypeError, "fan_in=2.0"),
        ((2, True), TypeError, "fan_out=True"),
    ],
)
def test_bad_fans(name, arguments, error, words):
    generator = rng()
    with pytest.raises(error, match=words):
        INITIALIZERS[name](*arguments, generator)
    assert generator.bit_generator.state == rng().bit_generator.state  # nothing drawn


@pytest.mark.parametrize("name", VARIANCE)
@pytest.mark.parametrize("gain", [-0.1, math.nan, math.inf, "1"])
def test_bad_gain(name, gain):
    with pytest.raises((ValueError, TypeError), match="gain"):
        INITIALIZERS[name](2, 3, rng(), gain)


@pytest.mark.parametrize("name", [name for name in VARIANCE if name != "zeros"])
@pytest.mark.parametrize("bad", [0, None, np.random])
def test_rng_must_be_a_generator(name, bad):
    with pytest.raises(TypeError, match="rng"):
        INITIALIZERS[name](2, 3, bad)
