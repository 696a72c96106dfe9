"""Laws that hold for every input, tried on inputs that hypothesis makes up."""

import numpy as np
import pytest

from helpers.activations import ACTIVATIONS, sigmoid
from helpers.gradcheck import directional_check
from helpers.losses import (
    accuracy,
    binary_cross_entropy,
    cross_entropy,
    distillation,
    entropy,
    huber,
    kl_divergence,
    log_softmax,
    mae,
    mse,
    multiclass_hinge,
    softmax,
)

hypothesis = pytest.importorskip("hypothesis", reason="requirements-dev.txt holds hypothesis")
st = pytest.importorskip("hypothesis.strategies")
hnp = pytest.importorskip("hypothesis.extra.numpy")

given = hypothesis.given
examples = hypothesis.settings(max_examples=60, deadline=None, derandomize=True)


def arrays(limit, dtype=np.float64, **shape):
    bound = float(np.asarray(limit, dtype))
    return hnp.arrays(
        dtype,
        hnp.array_shapes(**({"min_dims": 2, "max_dims": 2, "max_side": 5} | shape)),
        elements=st.floats(-bound, bound, width=np.dtype(dtype).itemsize * 8),
    )


@st.composite
def logits_and_axis(draw):
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    logits = draw(arrays(draw(st.sampled_from([1, 50, 1e4])), dtype, min_dims=1, max_dims=4))
    return logits, draw(st.integers(-logits.ndim, logits.ndim - 1))


@st.composite
def distributions(draw, n=1):
    """Return n arrays of one shape (N, C) whose rows sum to 1; some entries are exactly 0."""
    shape = draw(hnp.array_shapes(min_dims=2, max_dims=2, max_side=6))
    weights = [draw(hnp.arrays(np.int64, shape, elements=st.integers(0, 20))) for _ in range(n)]
    for w in weights:
        w[:, draw(st.integers(0, shape[1] - 1))] += 1
    return [w / w.sum(axis=1, keepdims=True) for w in weights]


@st.composite
def classification(draw, limit=20):
    logits = draw(arrays(limit))
    N, C = logits.shape
    return logits, draw(hnp.arrays(np.int64, N, elements=st.integers(0, C - 1)))


temperatures = st.floats(0.05, 50)


# Softmax


@examples
@given(logits_and_axis())
def test_softmax_is_a_distribution_along_the_axis_asked_for(case):
    logits, axis = case
    p = softmax(logits, axis=axis)
    assert p.dtype == logits.dtype and p.shape == logits.shape
    assert (p >= 0).all() and (p <= 1).all()
    np.testing.assert_allclose(p.sum(axis=axis), 1, rtol=8 * np.finfo(p.dtype).eps)


@examples
@given(logits_and_axis())
def test_softmax_keeps_the_order_of_the_logits(case):
    logits, axis = case
    in_order = np.take_along_axis(softmax(logits, axis=axis), logits.argsort(axis=axis), axis)
    assert (np.diff(in_order, axis=axis) >= -np.finfo(logits.dtype).eps).all()


@examples
@given(logits_and_axis(), st.integers(-(2**12), 2**12))
def test_softmax_does_not_see_a_constant(case, shift):
    logits, axis = case
    logits = np.round(logits)  # so that adding the constant is exact
    np.testing.assert_array_equal(softmax(logits + shift, axis=axis), softmax(logits, axis=axis))


@examples
@given(logits_and_axis(), temperatures)
def test_log_softmax_is_finite_never_positive_and_the_logarithm_of_softmax(case, temperature):
    logits, axis = case
    log_p = log_softmax(logits, temperature, axis)
    assert np.isfinite(log_p).all() and (log_p <= 0).all()
    np.testing.assert_allclose(np.exp(log_p), softmax(logits, temperature, axis), rtol=1e-4, atol=1e-30)


@examples
@given(arrays(20), temperatures, temperatures)
def test_a_higher_temperature_means_more_entropy(logits, one, other):
    cold, hot = sorted((one, other))
    assert (entropy(softmax(logits, hot)) >= entropy(softmax(logits, cold)) - 1e-9).all()


# Entropy and divergence


@examples
@given(distributions(2))
def test_cross_entropy_is_entropy_plus_divergence(pair):
    p, q = pair
    q = (q + 0.01) / (1 + 0.01 * q.shape[1])  # no logit of minus infinity
    expected = np.mean(entropy(p) + kl_divergence(p, q))
    assert cross_entropy(np.log(q), p)[0] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@examples
@given(distributions(2))
def test_divergence_is_zero_for_equals_positive_for_others_infinite_where_excluded(pair):
    p, q = pair
    kl = kl_divergence(p, q)
    excluded = ((q == 0) & (p > 0)).any(axis=1)
    np.testing.assert_array_equal(np.isinf(kl), excluded)
    distance = np.abs(p - q).sum(axis=1)
    assert (kl >= distance**2 / 2 - 1e-12).all()  # Pinsker's inequality
    np.testing.assert_array_equal(kl_divergence(p, p), 0)


@examples
@given(distributions())
def test_entropy_lies_between_zero_and_that_of_the_uniform_distribution(drawn):
    (p,) = drawn
    h = entropy(p)
    assert (h >= 0).all() and (h <= np.log(p.shape[1]) + 1e-12).all()
    uniform = np.full_like(p, 1 / p.shape[1])
    np.testing.assert_allclose(h, np.log(p.shape[1]) - kl_divergence(p, uniform), atol=1e-12)


@examples
@given(distributions(3))
def test_cross_entropy_is_linear_in_the_targets(drawn):
    p, q, r = drawn
    logits = 5 * r
    between = cross_entropy(logits, 0.3 * p + 0.7 * q)
    ends = cross_entropy(logits, p), cross_entropy(logits, q)
    for i in (0, 1):
        np.testing.assert_allclose(between[i], 0.3 * ends[0][i] + 0.7 * ends[1][i], atol=1e-12)


# Losses


@examples
@given(classification(1e4), temperatures, st.floats(0, 1))
def test_the_gradient_rows_of_cross_entropy_sum_to_zero(case, temperature, label_smoothing):
    value, gradient = cross_entropy(*case, temperature, label_smoothing)
    assert 0 <= value < np.inf
    np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=1e-13)


@examples
@given(classification(), temperatures, st.floats(0, 1), st.integers(0, 2**32))
def test_the_gradient_of_cross_entropy_is_one(case, temperature, label_smoothing, seed):
    logits, labels = case
    _, gradient = cross_entropy(logits, labels, temperature, label_smoothing)

    def f(z):
        return cross_entropy(z, labels, temperature, label_smoothing)[0]

    error = directional_check(f, logits, gradient, np.random.default_rng(seed))
    assert error * np.linalg.norm(gradient) < 1e-6


@examples
@given(classification(), st.data())
def test_cross_entropy_is_convex_in_the_logits(case, data):
    a, labels = case
    b = data.draw(hnp.arrays(np.float64, a.shape, elements=st.floats(-20, 20)))
    (at_a, slope), (at_b, _) = cross_entropy(a, labels), cross_entropy(b, labels)
    assert at_b >= at_a + np.sum(slope * (b - a)) - 1e-9  # above its tangent


@examples
@given(classification())
def test_cross_entropy_bounds_the_error_rate(case):
    logits, labels = case
    value, _ = cross_entropy(logits, labels)
    assert value >= np.log(2) * (1 - accuracy(logits, labels)) - 1e-12


@examples
@given(classification(), st.floats(0.1, 5), st.floats(-50, 50))
def test_the_hinge_does_not_see_a_constant_and_bounds_the_error_rate(case, margin, shift):
    logits, labels = case
    value, gradient = multiclass_hinge(logits, labels, margin)
    assert multiclass_hinge(logits + shift, labels, margin)[0] == pytest.approx(value, abs=1e-9)
    assert value >= margin * (1 - accuracy(logits, labels)) - 1e-12
    np.testing.assert_array_equal(gradient.sum(axis=1), 0)


@examples
@given(arrays(1e4), st.data())
def test_swapping_the_two_classes_changes_the_sign_of_the_binary_gradient(logits, data):
    targets = data.draw(hnp.arrays(np.float64, logits.shape, elements=st.floats(0, 1)))
    value, gradient = binary_cross_entropy(logits, targets)
    mirrored, opposite = binary_cross_entropy(-logits, 1 - targets)
    assert mirrored == pytest.approx(value, rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(opposite, -gradient, atol=1e-12)


@examples
@given(classification(), st.data(), temperatures, st.floats(0, 1))
def test_distillation_is_never_negative_and_its_gradient_rows_sum_to_zero(case, data, temperature, alpha):
    logits, labels = case
    teacher = data.draw(hnp.arrays(np.float64, logits.shape, elements=st.floats(-20, 20)))
    value, gradient = distillation(logits, teacher, labels, temperature, alpha)
    assert 0 <= value < np.inf
    np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=1e-12)
    assert distillation(teacher, teacher, labels, temperature, 1)[0] == 0


@examples
@given(arrays(1e3), st.data(), st.floats(0.01, 100))
def test_huber_lies_below_both_of_its_parents(pred, data, delta):
    targets = data.draw(hnp.arrays(np.float64, pred.shape, elements=st.floats(-1e3, 1e3)))
    value, gradient = huber(pred, targets, delta)
    assert value <= min(mse(pred, targets)[0] / 2, delta * mae(pred, targets)[0]) * (1 + 1e-12)
    assert np.abs(gradient).max() <= delta / pred.size * (1 + 1e-12)


@examples
@given(arrays(1e3), st.data())
def test_regression_losses_depend_on_the_difference_only_and_are_even_in_it(pred, data):
    targets = data.draw(hnp.arrays(np.float64, pred.shape, elements=st.floats(-1e3, 1e3)))
    for loss in (mse, mae, huber):
        value, gradient = loss(pred, targets)
        swapped, opposite = loss(targets, pred)
        assert value == swapped >= 0
        np.testing.assert_array_equal(opposite, -gradient)


# Activations


@pytest.mark.parametrize("name", ACTIVATIONS)
@examples
@given(st.data())
def test_activations_are_finite_and_work_entry_by_entry(name, data):
    z = data.draw(arrays(1e300, min_dims=1, max_dims=3))
    for g in ACTIVATIONS[name]:
        a = g(z)
        assert np.isfinite(a).all()
        np.testing.assert_allclose(a.ravel(), [g(entry) for entry in z.ravel()], rtol=1e-12)


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"gelu", "gelu_tanh", "silu"}))
@examples
@given(st.data())
def test_the_monotone_activations_never_fall(name, data):
    z = np.sort(data.draw(arrays(1e4, min_dims=1, max_dims=1, max_side=20)))
    f, f_grad = ACTIVATIONS[name]
    assert (np.diff(f(z)) >= -1e-15 * np.abs(f(z[1:])) - 1e-15).all() and (f_grad(z) >= 0).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
@examples
@given(st.floats(-30, 30), st.floats(1e-3, 5))
def test_the_mean_slope_lies_between_the_extreme_slopes(name, z, step):
    f, f_grad = ACTIVATIONS[name]
    slopes = f_grad(np.linspace(z, z + step, 200))
    mean = (f(z + step) - f(z)) / step
    assert slopes.min() - 1e-2 <= mean <= slopes.max() + 1e-2


@examples
@given(arrays(1e4, min_dims=1, max_dims=1))
def test_sigmoid_of_minus_z_is_one_minus_sigmoid_of_z(z):
    np.testing.assert_allclose(sigmoid(-z), 1 - sigmoid(z), atol=1e-15)
