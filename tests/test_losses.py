"""Every loss against PyTorch, scikit-learn, SciPy, finite differences and what the notebooks say about it."""

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.special
import scipy.stats
import sklearn.metrics

from helpers import losses
from helpers.gradcheck import check_gradient
from helpers.losses import (
    accuracy,
    binary_cross_entropy,
    cross_entropy,
    distillation,
    entropy,
    huber,
    kl_divergence,
    mae,
    mse,
    multiclass_hinge,
    softmax,
)

REFERENCE = json.loads((Path(__file__).parent / "reference" / "losses.json").read_text())

rng = np.random.default_rng(30)
N, C = 6, 4
LOGITS = rng.normal(scale=2, size=(N, C))
TEACHER = rng.normal(scale=3, size=(N, C))
LABELS = np.array([3, 0, 1, 1, 2, 3])
ROWS = rng.dirichlet(np.ones(C), size=N)
PRED, TARGET = rng.normal(size=(2, N, C))
SHARES = rng.uniform(size=(N, C))

CASES = {  # name -> loss, first argument, the other arrays, settings
    "cross_entropy": (cross_entropy, LOGITS, [LABELS], {}),
    "cross_entropy, distributions": (cross_entropy, LOGITS, [ROWS], {}),
    "cross_entropy, temperature": (cross_entropy, LOGITS, [LABELS], dict(temperature=3.0)),
    "cross_entropy, smoothing": (cross_entropy, LOGITS, [ROWS], dict(temperature=0.4, label_smoothing=0.2)),
    "binary_cross_entropy": (binary_cross_entropy, LOGITS, [SHARES], {}),
    "mse": (mse, PRED, [TARGET], {}),
    "mae": (mae, PRED, [TARGET], {}),
    "huber": (huber, PRED, [TARGET], dict(delta=0.7)),
    "multiclass_hinge": (multiclass_hinge, LOGITS, [LABELS], dict(margin=1.5)),
    "distillation": (distillation, LOGITS, [TEACHER, LABELS], dict(temperature=2.5, alpha=0.6)),
    "distillation, soft only": (distillation, LOGITS, [TEACHER, LABELS], dict(temperature=8.0, alpha=1.0)),
}
every_loss = pytest.mark.parametrize("loss, x, others, settings", CASES.values(), ids=CASES)
both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@pytest.mark.parametrize("case", REFERENCE["losses"], ids=lambda case: case["name"])
def test_pytorch_agrees_on_value_and_gradient(case):
    value, gradient = getattr(losses, case["name"])(**case["arguments"])
    assert value == pytest.approx(case["loss"], rel=1e-12)
    np.testing.assert_allclose(gradient, case["gradient"], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("case", REFERENCE["functions"], ids=lambda case: case["name"])
def test_pytorch_agrees_on_probabilities(case):
    value = getattr(losses, case["name"])(**case["arguments"])
    np.testing.assert_allclose(value, case["value"], rtol=1e-12)


def test_the_reference_holds_every_loss():
    tested = {case["name"] for case in REFERENCE["losses"]}
    assert tested == {loss.__name__ for loss, *_ in CASES.values()}


@every_loss
def test_the_gradient_is_the_gradient(loss, x, others, settings):
    _, gradient = loss(x, *others, **settings)
    check_gradient(lambda x: loss(x, *others, **settings)[0], x, gradient, np.random.default_rng(0), tol=1e-7)


@every_loss
def test_one_row_has_a_gradient_too(loss, x, others, settings):
    x, others = x[:1], [other[:1] for other in others]
    _, gradient = loss(x, *others, **settings)
    check_gradient(lambda x: loss(x, *others, **settings)[0], x, gradient, np.random.default_rng(0), tol=1e-7)


@every_loss
def test_the_mean_is_taken_so_a_batch_seen_twice_costs_the_same(loss, x, others, settings):
    value, gradient = loss(x, *others, **settings)
    twice, half = loss(np.tile(x, (2, 1)), *(np.concatenate([other, other]) for other in others), **settings)
    assert twice == pytest.approx(value, rel=1e-14)
    np.testing.assert_allclose(half, np.tile(gradient, (2, 1)) / 2, rtol=1e-14)


@every_loss
@both_dtypes
def test_the_loss_is_a_float_and_the_gradient_has_shape_and_dtype_of_the_logits(
    loss, x, others, settings, dtype
):
    value, gradient = loss(x.astype(dtype), *others, **settings)
    expected, expected_gradient = loss(x, *others, **settings)
    assert type(value) is float and value == pytest.approx(expected, rel=1e-5)
    assert gradient.shape == x.shape and gradient.dtype == dtype
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-4, atol=1e-6)


@every_loss
def test_nothing_is_changed(loss, x, others, settings):
    frozen = [array.copy() for array in (x, *others)]
    for array in frozen:
        array.flags.writeable = False
    _, gradient = loss(*frozen, **settings)
    assert not any(np.shares_memory(gradient, array) for array in frozen)


@every_loss
def test_the_order_of_the_rows_does_not_matter(loss, x, others, settings):
    value, gradient = loss(x, *others, **settings)
    backwards, reversed_gradient = loss(x[::-1], *(other[::-1] for other in others), **settings)
    assert backwards == pytest.approx(value, rel=1e-14)
    np.testing.assert_allclose(reversed_gradient[::-1], gradient, rtol=1e-14)


@pytest.mark.parametrize("loss, x, others, settings", [CASES[name] for name in ("mse", "mae", "huber")])
def test_a_column_and_a_vector_cost_the_same_but_are_never_broadcast(loss, x, others, settings):
    pred, target = x[:, 0], others[0][:, 0]
    assert loss(pred, target, **settings)[0] == loss(pred[:, None], target[:, None], **settings)[0]
    with pytest.raises(ValueError, match=r"targets has shape \(6,\): expected \(6, 1\)"):
        loss(pred[:, None], target, **settings)


# Cross-entropy


def test_scikit_learn_agrees_on_cross_entropy():
    assert cross_entropy(LOGITS, LABELS)[0] == pytest.approx(
        sklearn.metrics.log_loss(LABELS, softmax(LOGITS), labels=range(C)), rel=1e-13
    )


def test_scipy_agrees_on_cross_entropy_with_distributions():
    expected = -(ROWS * scipy.special.log_softmax(LOGITS / 3, axis=1)).sum(axis=1).mean()
    assert cross_entropy(LOGITS, ROWS, temperature=3)[0] == pytest.approx(expected, rel=1e-13)


def test_labels_and_one_hot_rows_are_two_spellings_of_one_target():
    for one_hot in (np.eye(C)[LABELS], np.eye(C, dtype=int)[LABELS], np.eye(C, dtype=bool)[LABELS]):
        value, gradient = cross_entropy(LOGITS, one_hot)
        assert value == cross_entropy(LOGITS, LABELS)[0]
        np.testing.assert_array_equal(gradient, cross_entropy(LOGITS, LABELS)[1])


@pytest.mark.parametrize("labels", [LABELS.tolist(), LABELS.astype(np.uint8), LABELS.astype(np.int32)])
def test_labels_may_be_any_whole_numbers(labels):
    assert cross_entropy(LOGITS, labels)[0] == cross_entropy(LOGITS, LABELS)[0]


def test_the_gradient_is_p_minus_y_over_the_batch_size():
    _, gradient = cross_entropy(LOGITS, LABELS)
    np.testing.assert_allclose(gradient, (softmax(LOGITS) - np.eye(C)[LABELS]) / N, rtol=1e-12)


@pytest.mark.parametrize("n_classes", [1, 2, 10])
def test_knowing_nothing_costs_the_logarithm_of_the_number_of_classes(n_classes):
    assert cross_entropy(np.zeros((3, n_classes)), [0, 0, 0])[0] == pytest.approx(
        np.log(n_classes), rel=1e-15
    )


def test_the_floor_is_the_entropy_of_the_targets_not_zero():
    value, gradient = cross_entropy(np.log(ROWS), ROWS)
    assert value == pytest.approx(entropy(ROWS).mean(), rel=1e-14)
    np.testing.assert_allclose(gradient, 0, atol=1e-16)


def test_a_right_answer_of_certainty_costs_nothing_and_not_minus_nothing():
    value, gradient = cross_entropy([[1000.0, 0.0]], [0])
    assert value == 0 and not np.signbit(value)
    np.testing.assert_array_equal(gradient, [[0, 0]])


@both_dtypes
@pytest.mark.parametrize("gap", [100, 800, 1e4])
def test_a_wrong_answer_costs_its_logit_gap_however_large(gap, dtype):
    value, gradient = cross_entropy(np.array([[0, gap]], dtype), [0])
    assert value == gap
    np.testing.assert_array_equal(gradient, [[-1, 1]])
    assert np.linalg.norm(gradient) == pytest.approx(np.sqrt(2))


def test_a_masked_class_is_left_out():
    value, gradient = cross_entropy([[1.0, -np.inf, 3.0]], [0])
    expected, expected_gradient = cross_entropy([[1.0, 3.0]], [0])
    assert value == pytest.approx(expected, rel=1e-15) and gradient[0, 1] == 0
    np.testing.assert_allclose(gradient[:, [0, 2]], expected_gradient, rtol=1e-14)
    assert cross_entropy([[1.0, -np.inf, 3.0]], [[0.5, 0, 0.5]])[0] < np.inf


def test_a_target_on_a_masked_class_costs_infinity_and_the_gradient_stays_finite():
    for targets, smoothing in (([1], 0), ([[0.5, 0.5, 0]], 0), ([0], 0.1)):
        value, gradient = cross_entropy([[1.0, -np.inf, 3.0]], targets, label_smoothing=smoothing)
        assert value == np.inf and np.isfinite(gradient).all()


@pytest.mark.parametrize("row", [[-np.inf, -np.inf], [np.inf, 0], [np.nan, 0]])
def test_a_row_without_a_softmax_makes_the_loss_nan(row):
    value, gradient = cross_entropy([row, [1, 2]], [0, 1])
    assert np.isnan(value) and np.isnan(gradient[0]).all() and np.isfinite(gradient[1]).all()


@both_dtypes
@pytest.mark.parametrize("temperature", [1e-320, 1e-30, 1e300])
def test_extreme_temperatures_give_no_nan(temperature, dtype):
    value, gradient = cross_entropy(LOGITS.astype(dtype), LABELS, temperature)
    assert not np.isnan(value) and np.isfinite(gradient).all()


def test_temperature_divides_the_logits_and_so_the_gradient():
    cold, gradient = cross_entropy(LOGITS, LABELS, temperature=4)
    value, unit_gradient = cross_entropy(LOGITS / 4, LABELS)
    assert cold == value
    np.testing.assert_allclose(gradient, unit_gradient / 4, rtol=1e-15)


@pytest.mark.parametrize("eps", [0.01, 0.1, 0.5])
def test_label_smoothing_wants_a_finite_gap(eps):
    gap = np.log((1 - eps + eps / 10) / (eps / 10))
    _, gradient = cross_entropy(gap * np.eye(10), np.arange(10), label_smoothing=eps)
    np.testing.assert_allclose(gradient, 0, atol=1e-16)
    assert eps != 0.1 or gap == pytest.approx(4.51, abs=0.005)


# Binary cross-entropy


def test_scikit_learn_agrees_on_binary_cross_entropy():
    labels = LABELS > 1
    expected = sklearn.metrics.log_loss(labels, scipy.special.expit(LOGITS[:, 0]))
    assert binary_cross_entropy(LOGITS[:, 0], labels)[0] == pytest.approx(expected, rel=1e-13)


def test_one_logit_is_the_difference_of_two():
    labels = LABELS % 2
    value, gradient = binary_cross_entropy(LOGITS[:, 1] - LOGITS[:, 0], labels)
    expected, both = cross_entropy(LOGITS[:, :2], labels)
    assert value == pytest.approx(expected, rel=1e-14)
    np.testing.assert_allclose(np.stack([-gradient, gradient], axis=1), both, rtol=1e-12)


@both_dtypes
@pytest.mark.parametrize("logit", [40, 100, 1e4])
def test_binary_cross_entropy_costs_the_logit_of_a_wrong_answer(logit, dtype):
    for z, wrong in ((logit, 0), (-logit, 1)):
        z = np.array([z], dtype)
        assert binary_cross_entropy(z, [wrong])[0] == logit
        assert binary_cross_entropy(z, [1 - wrong])[0] == pytest.approx(np.exp(-logit), rel=1e-4)


def test_an_infinite_logit_is_certainty():
    assert binary_cross_entropy([np.inf, -np.inf], [1, 0])[0] == 0
    assert binary_cross_entropy([np.inf, -np.inf], [0, 0])[0] == np.inf


# Regression


def test_scikit_learn_and_scipy_agree_on_regression():
    assert mse(PRED, TARGET)[0] == pytest.approx(sklearn.metrics.mean_squared_error(TARGET, PRED), rel=1e-14)
    assert mae(PRED, TARGET)[0] == pytest.approx(sklearn.metrics.mean_absolute_error(TARGET, PRED), rel=1e-14)
    for delta in (0.1, 1, 10):
        expected = scipy.special.huber(delta, PRED - TARGET).mean()
        assert huber(PRED, TARGET, delta)[0] == pytest.approx(expected, rel=1e-14)


def test_huber_is_half_the_square_near_and_the_absolute_value_far():
    assert huber(PRED, TARGET, delta=100)[0] == pytest.approx(mse(PRED, TARGET)[0] / 2, rel=1e-14)
    assert huber(PRED, TARGET, delta=1e-9)[0] == pytest.approx(1e-9 * mae(PRED, TARGET)[0], rel=1e-6)


def test_a_perfect_prediction_costs_nothing():
    for loss in (mse, mae, huber):
        value, gradient = loss(TARGET, TARGET)
        assert value == 0
        np.testing.assert_array_equal(gradient, np.zeros_like(TARGET))


def test_a_diverged_prediction_costs_infinity_without_a_warning():
    for loss in (mse, mae, huber):
        assert loss([np.inf, 0.0], [0.0, 0.0])[0] == np.inf
        assert np.isnan(loss([np.nan, 0.0], [0.0, 0.0])[0])
    assert mse([1e200], [0.0])[0] == mse(np.float32([1e30]), [0.0])[0] == np.inf


# Hinge


@pytest.mark.parametrize("scale", [0.1, 1, 10])
def test_scikit_learn_agrees_on_the_hinge_loss(scale):
    expected = sklearn.metrics.hinge_loss(LABELS, scale * LOGITS, labels=range(C))
    assert multiclass_hinge(scale * LOGITS, LABELS)[0] == pytest.approx(expected, rel=1e-14)


def test_the_hinge_is_flat_once_the_margin_is_kept():
    value, gradient = multiclass_hinge([[3.0, 2.0, 0.0], [3.0, 2.5, 0.0]], [0, 0])
    assert value == 0.25
    np.testing.assert_array_equal(gradient, [[0, 0, 0], [-0.5, 0.5, 0]])


def test_the_hinge_bounds_the_error_rate_from_above():
    assert multiclass_hinge(LOGITS, LABELS)[0] >= 1 - accuracy(LOGITS, LABELS)


def test_the_hinge_handles_masked_rivals_one_class_and_ties():
    assert multiclass_hinge([[2.0, -np.inf, 1.5]], [0])[0] == 0.5
    assert multiclass_hinge([[2.0], [-1.0]], [0, 0])[0] == 0
    np.testing.assert_array_equal(multiclass_hinge([[1.0, 1.0, 1.0]], [2])[1], [[1, 0, -1]])


@pytest.mark.parametrize("row", [[-np.inf, -np.inf], [np.inf, np.inf], [np.nan, 0], [0, np.nan]])
def test_an_undecidable_row_makes_the_hinge_nan_without_a_warning(row):
    assert np.isnan(multiclass_hinge([row], [0])[0])


# Distillation


def test_distillation_weighs_two_terms_the_first_scaled_by_the_square_of_the_temperature():
    T, alpha = 3.0, 0.4
    soft = kl_divergence(softmax(TEACHER, T), softmax(LOGITS, T)).mean()
    hard = cross_entropy(LOGITS, LABELS)[0]
    value, _ = distillation(LOGITS, TEACHER, LABELS, T, alpha)
    assert value == pytest.approx(alpha * T**2 * soft + (1 - alpha) * hard, rel=1e-13)


def test_where_the_teacher_has_no_weight_distillation_is_cross_entropy():
    value, gradient = distillation(LOGITS, TEACHER, LABELS, 4.0, 0)
    assert value == cross_entropy(LOGITS, LABELS)[0]
    np.testing.assert_array_equal(gradient, cross_entropy(LOGITS, LABELS)[1])


def test_unlabelled_data_will_do_where_the_labels_have_no_weight():
    assert distillation(LOGITS, TEACHER, None, 4.0, 1) == (
        pytest.approx(distillation(LOGITS, TEACHER, LABELS, 4.0, 1)[0]),
        pytest.approx(distillation(LOGITS, TEACHER, LABELS, 4.0, 1)[1]),
    )
    with pytest.raises(ValueError, match="targets has shape"):
        distillation(LOGITS, TEACHER, None, 4.0, 0.5)


@pytest.mark.parametrize("temperature", [0.1, 1, 20, 1e300])
def test_a_student_that_equals_its_teacher_costs_nothing(temperature):
    value, gradient = distillation(TEACHER, TEACHER, LABELS, temperature, 1)
    assert value == 0
    np.testing.assert_array_equal(gradient, np.zeros_like(TEACHER))


def test_constants_added_to_student_or_teacher_change_nothing():
    value, gradient = distillation(LOGITS, TEACHER, LABELS, 2.0, 0.5)
    shifted, same_gradient = distillation(LOGITS + 5, TEACHER - 70, LABELS, 2.0, 0.5)
    assert shifted == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(same_gradient, gradient, rtol=1e-11)


def test_the_soft_gradient_is_the_difference_of_the_softened_distributions():
    gradient = distillation(LOGITS, TEACHER, LABELS, 2.0, 1)[1]
    np.testing.assert_allclose(gradient, 2 * (softmax(LOGITS, 2) - softmax(TEACHER, 2)) / N, rtol=1e-12)


def test_at_high_temperature_distillation_matches_centred_logits():
    z, v = (x - x.mean(axis=1, keepdims=True) for x in (LOGITS, TEACHER))
    _, gradient = distillation(LOGITS, TEACHER, LABELS, 1e4, 1)
    np.testing.assert_allclose(gradient, (z - v) / (N * C), atol=1e-4)


def test_the_factor_t_squared_keeps_the_size_of_the_gradient():
    norms = [np.linalg.norm(distillation(LOGITS, TEACHER, LABELS, T, 1)[1]) for T in (40, 80)]
    assert norms[0] == pytest.approx(norms[1], rel=0.1)


def test_float32_is_no_less_exact_at_high_temperature():
    arguments = LOGITS.astype(np.float32), TEACHER.astype(np.float32), LABELS, 1000.0, 1
    value, gradient = distillation(*arguments)
    expected, expected_gradient = distillation(*(x.astype(float) for x in arguments[:2]), *arguments[2:])
    assert value == expected
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-6)


def test_huge_and_masked_logits_stay_finite_in_distillation():
    for student, teacher in (
        ([[1e3, -1e3]], [[-1e3, 1e3]]),
        ([[0.0, 1.0, -np.inf]], [[2.0, 0.0, -np.inf]]),
        ([[0.0, 1.0, 0.0]], [[2.0, 0.0, -np.inf]]),
    ):
        value, gradient = distillation(student, teacher, [0], 2.0, 0.5)
        assert np.isfinite(value) and np.isfinite(gradient).all()
    assert distillation([[0.0, 1.0, -np.inf]], [[2.0, 0.0, 0.0]], [0], 2.0, 0.5)[0] == np.inf
    assert distillation([[0.0, 1.0, -np.inf]], [[2.0, 0.0, 0.0]], [2], 2.0, 0)[0] == np.inf


# Entropy and divergence


def test_scipy_agrees_on_entropy_and_divergence():
    other = ROWS[::-1]
    np.testing.assert_allclose(entropy(ROWS), scipy.stats.entropy(ROWS, axis=-1), rtol=1e-14)
    np.testing.assert_allclose(
        kl_divergence(ROWS, other), scipy.special.rel_entr(ROWS, other).sum(-1), rtol=1e-13
    )
    columns = ROWS.T, other.T
    np.testing.assert_allclose(entropy(columns[0], axis=0), entropy(ROWS), rtol=1e-14)
    np.testing.assert_allclose(kl_divergence(*columns, axis=0), kl_divergence(ROWS, other), rtol=1e-13)


def test_a_fair_coin_has_an_entropy_of_log_two():
    assert entropy([0.5, 0.5]) == pytest.approx(np.log(2), rel=1e-15)


def test_zero_log_zero_is_zero():
    assert entropy([1, 0, 0]) == 0 and not np.signbit(entropy([1, 0, 0]))
    assert kl_divergence([1, 0], [0.5, 0.5]) == pytest.approx(np.log(2))
    assert kl_divergence([1, 0], [1, 0]) == 0


def test_excluding_what_happens_costs_infinity():
    np.testing.assert_array_equal(kl_divergence([[0.5, 0.5], [1, 0]], [[1, 0], [1, 0]]), [np.inf, 0])


def test_rounding_makes_no_divergence_negative():
    rng = np.random.default_rng(5)
    p = rng.dirichlet(np.ones(5), size=1000)
    q = p * (1 + 1e-9 * rng.normal(size=p.shape))
    q /= q.sum(axis=1, keepdims=True)
    assert (np.sum(p * np.log(p) - p * np.log(q), axis=1) < 0).any()  # the formula alone does go below
    assert (kl_divergence(p, q) >= 0).all()
    pairs = zip(np.log(q), np.log(p), strict=True)
    assert all(distillation([z], [v], None, 1.0, 1)[0] >= 0 for z, v in pairs)


def test_the_divergence_is_not_symmetric():
    assert kl_divergence([0.9, 0.1], [0.5, 0.5]) != pytest.approx(
        kl_divergence([0.5, 0.5], [0.9, 0.1]), rel=0.1
    )


@both_dtypes
def test_entropy_and_divergence_keep_the_dtype_and_their_input(dtype):
    p, q = ROWS.astype(dtype), ROWS[::-1].astype(dtype)
    p.flags.writeable = q.flags.writeable = False
    assert entropy(p).dtype == kl_divergence(p, q).dtype == dtype


@pytest.mark.parametrize("tiny", [1e-300, 5e-324])
def test_the_smallest_probabilities_neither_overflow_nor_warn(tiny):
    assert kl_divergence([0.5, 0.5], [tiny, 1]) == pytest.approx(np.log(0.5) - 0.5 * np.log(tiny), rel=1e-12)
    assert entropy([tiny, 1]) == pytest.approx(0, abs=1e-290)


# Accuracy


def test_accuracy_is_the_share_of_right_rows():
    assert accuracy([[1, 2, 0], [5, 1, 2], [0, 1, 3], [1, 0, 0]], [1, 0, 0, 2]) == 0.5
    assert accuracy(LOGITS, LABELS) == sklearn.metrics.accuracy_score(LABELS, LOGITS.argmax(axis=1))
    assert type(accuracy(LOGITS, LABELS)) is float


def test_of_equal_logits_the_first_counts():
    assert accuracy([[1, 1]], [0]) == 1 and accuracy([[1, 1]], [1]) == 0


def test_a_diverged_row_is_never_right():
    assert accuracy([[np.nan, np.nan], [1, 0], [0, np.nan]], [0, 0, 1]) == pytest.approx(1 / 3)


# Bad arguments

BAD_TARGETS = [
    ([0, 1, 4], ValueError, r"targets\[2\]=4: expected a label from 0 to 3"),
    ([0, -1, 2], ValueError, r"targets\[1\]=-1"),
    ([0.0, 1.0, 2.0], TypeError, "targets has dtype float64: expected whole-number class labels"),
    ([True, False, True], TypeError, "targets has dtype bool"),
    ([0, 1], ValueError, r"targets has shape \(2,\): expected \(3,\)"),
]
BAD_DISTRIBUTIONS = [
    (np.full((3, 4), 0.2), ValueError, r"sum of targets\[0\]=0.8: expected probabilities that sum to 1"),
    (np.tile([1.5, -0.5, 0, 0], (3, 1)), ValueError, r"targets\[0, 1\]=-0.5"),
    (np.tile([np.nan, 1, 0, 0], (3, 1)), ValueError, r"targets\[0, 0\]=nan"),
    (np.ones((3, 1)), ValueError, r"targets has shape \(3, 1\): expected \(3, 4\)"),
    ([[1, 0, 0, 0], [1]], ValueError, "targets cannot be read"),
    (None, ValueError, r"targets has shape \(\)"),
]


@pytest.mark.parametrize("targets, error, complaint", BAD_TARGETS + BAD_DISTRIBUTIONS)
def test_bad_targets_are_named(targets, error, complaint):
    calls = [cross_entropy, lambda z, t: distillation(z, z, t, 2.0, 0.5)]
    if not any(targets is bad[0] for bad in BAD_DISTRIBUTIONS):
        calls += [multiclass_hinge, accuracy]
    for call in calls:
        with pytest.raises(error, match=complaint):
            call(np.zeros((3, 4)), targets)


@pytest.mark.parametrize("loss", [cross_entropy, multiclass_hinge, accuracy])
def test_an_empty_batch_or_no_class_has_no_mean(loss):
    for shape in ((0, 3), (3, 0)):
        with pytest.raises(ValueError, match="logits.shape="):
            loss(np.empty(shape), np.zeros(shape[0], int))


@pytest.mark.parametrize("loss", [mse, mae, huber, binary_cross_entropy])
def test_an_empty_array_has_no_mean(loss):
    with pytest.raises(ValueError, match="shape="):
        loss(np.empty((0, 3)), np.empty((0, 3)))


@pytest.mark.parametrize("loss", [mse, mae, huber, binary_cross_entropy])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_targets_that_are_not_finite_are_named(loss, bad):
    with pytest.raises(ValueError, match=rf"targets\[1\]={bad}"):
        loss([0.0, 0.0], [0.0, bad])


@pytest.mark.parametrize(
    "call, error, complaint",
    [
        (lambda: cross_entropy(LOGITS[0], LABELS), ValueError, r"logits has shape \(4,\): expected 2 axes"),
        (lambda: cross_entropy(LOGITS, LABELS, temperature=0), ValueError, "temperature=0"),
        (lambda: cross_entropy(LOGITS, LABELS, label_smoothing=1.1), ValueError, "label_smoothing=1.1"),
        (lambda: cross_entropy(LOGITS, LABELS, label_smoothing=-0.1), ValueError, "label_smoothing=-0.1"),
        (lambda: binary_cross_entropy([0.0, 1.0], [0.5, 1.1]), ValueError, r"targets\[1\]=1.1"),
        (lambda: binary_cross_entropy([0.0, 1.0], [-1, 1]), ValueError, r"targets\[0\]=-1.0"),
        (lambda: huber(PRED, TARGET, delta=0), ValueError, "delta=0"),
        (lambda: multiclass_hinge(LOGITS, LABELS, margin=-1), ValueError, "margin=-1"),
        (
            lambda: distillation(LOGITS, TEACHER[:, :3], LABELS, 1, 0.5),
            ValueError,
            "teacher_logits has shape",
        ),
        (lambda: distillation(LOGITS, TEACHER, LABELS, 0, 0.5), ValueError, "temperature=0"),
        (lambda: distillation(LOGITS, TEACHER, LABELS, 2, 1.5), ValueError, "alpha=1.5"),
        (lambda: entropy([0.5, 0.4]), ValueError, "sum of p=0.9"),
        (lambda: entropy([[0.5, 0.5]], axis=2), ValueError, "axis=2"),
        (lambda: kl_divergence([0.5, 0.5], [1.5, -0.5]), ValueError, r"q\[1\]=-0.5"),
        (lambda: kl_divergence([[0.5, 0.5]], [0.5, 0.5]), ValueError, "q has shape"),
    ],
)
def test_bad_arguments_are_named(call, error, complaint):
    with pytest.raises(error, match=complaint):
        call()
