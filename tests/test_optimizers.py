"""Optimizer steps against PyTorch's, against closed forms, and against each other."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest

from helpers.optimizers import (
    OPTIMIZERS,
    adagrad,
    adam,
    adamw,
    apply,
    clip_by_global_norm,
    momentum,
    nesterov,
    rmsprop,
    sgd,
)

REFERENCE = json.loads((Path(__file__).parent / "reference" / "optimizers.json").read_text())
TRAJECTORIES = REFERENCE["trajectories"]
every_optimizer = pytest.mark.parametrize("step", OPTIMIZERS.values(), ids=OPTIMIZERS)


def case_id(case):
    return "-".join([case["optimizer"], *(f"{k}={v}" for k, v in case["settings"].items())])


def run(step, grad, w, n, lr, **settings):
    """Return the points after each of n steps; grad(w, t) with t from 0."""
    path, state = [], None
    for t in range(n):
        w, state = step(w, grad(w, t), state, lr, **settings)
        path.append(w)
    return np.array(path)


def reference_gradient(dtype=np.float64):
    p = {name: np.array(value, dtype) for name, value in REFERENCE["problem"].items()}
    return p["w0"], lambda w, t: p["scale"] * (p["H"] @ w + np.sin(3 * w) + p["noise"][t])


class TestAgainstPyTorch:
    @pytest.mark.parametrize("case", TRAJECTORIES, ids=map(case_id, TRAJECTORIES))
    def test_twenty_steps_in_float64(self, case):
        w0, grad = reference_gradient()
        path = run(OPTIMIZERS[case["optimizer"]], grad, w0, 20, case["lr"], **case["settings"])
        np.testing.assert_allclose(path, case["path"], rtol=1e-11, atol=1e-12)

    @pytest.mark.parametrize("case", TRAJECTORIES, ids=map(case_id, TRAJECTORIES))
    def test_twenty_steps_in_float32(self, case):
        w0, grad = reference_gradient(np.float32)
        path = run(OPTIMIZERS[case["optimizer"]], grad, w0, 20, case["lr"], **case["settings"])
        assert path.dtype == np.float32
        np.testing.assert_allclose(path, case["path"], rtol=2e-4, atol=2e-4)

    def test_every_optimizer_has_a_trajectory_with_its_defaults(self):
        assert {case["optimizer"] for case in TRAJECTORIES if not case["settings"]} == set(OPTIMIZERS)

    def test_clipping(self):
        case = REFERENCE["clipping"]
        clipped, norm = clip_by_global_norm(case["grads"], case["max_norm"])
        assert norm == pytest.approx(case["norm"], rel=1e-12)
        for name, g in case["clipped"].items():
            # PyTorch adds 1e-6 to the norm that it divides by.
            np.testing.assert_allclose(clipped[name], g, rtol=1e-6)


class TestClosedForms:
    def test_sgd_contracts_each_eigendirection_by_its_own_factor(self):
        curvature = np.array([0.1, 1.0, 4.0])
        path = run(sgd, lambda w, t: curvature * w, np.ones(3), 7, 0.3)
        np.testing.assert_allclose(path[-1], (1 - 0.3 * curvature) ** 7)

    def test_momentum_step_tends_to_the_geometric_sum(self):
        path = run(momentum, lambda w, t: np.array([2.0]), np.zeros(1), 400, 0.01, momentum=0.9)
        np.testing.assert_allclose(path[0], -0.01 * 2.0)
        np.testing.assert_allclose(path[-1] - path[-2], -0.01 * 2.0 / (1 - 0.9))

    @pytest.mark.parametrize(("lr", "converges"), [(3.79, True), (3.81, False)])
    def test_momentum_is_stable_up_to_two_plus_two_momentum(self, lr, converges):
        path = run(momentum, lambda w, t: w, np.ones(1), 3000, lr, momentum=0.9)
        assert (abs(path[-1, 0]) < 1e-3) == converges

    def test_nesterov_is_sutskevers_look_ahead_in_another_variable(self):
        # Sutskever et al. 2013, Eqs. 3 and 4, written out; ours walks on the look-ahead point theta + mu v.
        lr, mu, w0 = 0.05, 0.8, np.array([1.0, -2.0])

        def grad(w, t=0):
            return np.array([1.0, 9.0]) * w + np.sin(w)

        theta, v, look_ahead = w0, np.zeros(2), []
        for _ in range(15):
            v = mu * v - lr * grad(theta + mu * v)
            theta = theta + v
            look_ahead.append(theta + mu * v)
        np.testing.assert_allclose(run(nesterov, grad, w0, 15, lr, momentum=mu), look_ahead)

    def test_adagrad_rate_falls_as_one_over_root_t(self):
        path = run(adagrad, lambda w, t: np.array([1e-3, 1.0, 50.0]), np.zeros(3), 100, 0.1, eps=0)
        steps = -np.diff(path, axis=0, prepend=np.zeros((1, 3)))
        np.testing.assert_allclose(steps, np.tile(0.1 / np.sqrt(np.arange(1, 101)), (3, 1)).T)

    @pytest.mark.parametrize("alpha", [0.9, 0.99, 0.999])
    def test_rmsprop_first_step_and_limit(self, alpha):
        path = run(rmsprop, lambda w, t: np.array([1e-3, -7.0]), np.zeros(2), 20000, 0.1, alpha=alpha, eps=0)
        np.testing.assert_allclose(path[0], [-0.1 / np.sqrt(1 - alpha), 0.1 / np.sqrt(1 - alpha)])
        np.testing.assert_allclose(path[-1] - path[-2], [-0.1, 0.1], rtol=1e-6)

    def test_adam_steps_are_exactly_lr_under_a_constant_gradient(self):
        path = run(adam, lambda w, t: np.array([1e-3, -1.0, 1e6]), np.zeros(3), 50, 0.1, eps=0)
        steps = np.diff(path, axis=0, prepend=np.zeros((1, 3)))
        np.testing.assert_allclose(steps, np.tile([-0.1, 0.1, -0.1], (50, 1)))

    def test_adam_eps_is_added_after_the_root_and_after_bias_correction(self):
        # At t = 1 both corrected averages are g and g^2, whatever the betas.
        w, _ = adam(np.zeros(1), np.array([3.0]), None, 0.1, beta1=0.7, beta2=0.6, eps=2.0)
        np.testing.assert_allclose(w, [-0.1 * 3.0 / (3.0 + 2.0)])

    def test_adam_state_carries_the_averages_and_the_time_step(self):
        _, state = adam(np.zeros(2), np.array([1.0, 2.0]), None, 0.1, beta1=0.9, beta2=0.99)
        np.testing.assert_allclose(state[0], [0.1, 0.2])
        np.testing.assert_allclose(state[1], [0.01, 0.04])
        assert state[2] == 1 and isinstance(state[2], int)
        assert adam(np.zeros(2), np.ones(2), state, 0.1)[1][2] == 2

    @pytest.mark.parametrize("step", [rmsprop, adam], ids=["rmsprop", "adam"])
    def test_scaling_the_loss_leaves_the_path_alone(self, step):
        w0, grad = reference_gradient()
        w0 = w0[:4]

        def scaled(c):
            return lambda w, t: c * grad(np.append(w, 0.0), t)[:4]

        np.testing.assert_allclose(
            run(step, scaled(1.0), w0, 20, 0.05, eps=0),
            run(step, scaled(1024.0), w0, 20, 0.05, eps=0),
            rtol=1e-12,
        )

    def test_decay_without_gradient(self):
        # Coupled, Adam moves by lr whatever the decay; decoupled, it shrinks by 1 - lr decay.
        def zero(w, t):
            return np.zeros(1)

        for decay in (1e-4, 1.0):
            coupled = run(adam, zero, np.ones(1), 100, 1e-3, weight_decay=decay, eps=0)
            np.testing.assert_allclose(coupled[0], 1 - 1e-3)
            assert coupled[-1] == pytest.approx(0.9, abs=5e-3)
            decoupled = run(adamw, zero, np.ones(1), 100, 1e-3, weight_decay=decay)
            np.testing.assert_allclose(decoupled[-1], (1 - 1e-3 * decay) ** 100)

    def test_decoupled_decay_stays_out_of_the_state(self):
        w, g = np.array([5.0, -3.0]), np.array([0.1, 0.2])
        _, with_decay = adamw(w, g, None, 0.1, weight_decay=0.5)
        _, without = adam(w, g, None, 0.1)
        for a, b in zip(with_decay, without, strict=True):
            np.testing.assert_array_equal(a, b)

    def test_eps_keeps_a_zero_gradient_from_moving_anything(self):
        for step in (adagrad, rmsprop, adam):
            path = run(step, lambda w, t: np.zeros(2), np.array([1.0, -2.0]), 3, 0.5)
            np.testing.assert_array_equal(path, [[1.0, -2.0]] * 3)


class TestEachGrowsOutOfTheOneBefore:
    def test_without_memory_all_momentum_methods_are_sgd(self):
        w0, grad = reference_gradient()
        path = run(sgd, grad, w0, 20, 0.01, weight_decay=0.1)
        for step in (momentum, nesterov):
            same = run(step, grad, w0, 20, 0.01, momentum=0.0, weight_decay=0.1)
            np.testing.assert_allclose(same, path, rtol=1e-14)

    def test_rmsprop_without_memory_is_sign_descent(self):
        w, _ = rmsprop(np.zeros(3), np.array([-4.0, 1e-3, 0.0]), None, 0.1, alpha=0.0, eps=1e-12)
        np.testing.assert_allclose(w, [0.1, -0.1, 0.0], rtol=1e-8)

    def test_adam_without_decay_is_adamw_without_decay(self):
        w0, grad = reference_gradient()
        np.testing.assert_array_equal(
            run(adam, grad, w0, 20, 0.1), run(adamw, grad, w0, 20, 0.1, weight_decay=0)
        )


class TestContract:
    @every_optimizer
    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    @pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (2, 1, 4)])
    def test_pure_shape_and_dtype_kept(self, step, dtype, shape):
        rng = np.random.default_rng(0)
        w, *grads = (np.asarray(rng.normal(size=shape), dtype) for _ in range(4))
        state = None
        for g in grads:
            before = copy.deepcopy((w, g, state))
            # A setting may come as a NumPy number, as from linspace; that must not promote float32.
            w_new, state_new = step(w, g, state, np.float64(0.1), weight_decay=np.float64(0.1))
            np.testing.assert_equal((w, g, state), before)
            assert w_new.shape == shape and w_new.dtype == dtype
            assert all(a.shape == shape and a.dtype == dtype for a in state_new[:2])
            parts = [a for a in (w_new, *state_new) if isinstance(a, np.ndarray)]
            assert not any(np.shares_memory(a, b) for a in parts for b in (w, g, *(state or ())))
            w, state = w_new, state_new

    @every_optimizer
    def test_gradient_is_read_in_the_dtype_of_w(self, step):
        w, _ = step(np.ones(2, np.float32), np.ones(2), None, 0.1)
        assert w.dtype == np.float32

    @every_optimizer
    def test_lists_numbers_and_whole_numbers_are_read_as_float64(self, step):
        assert step([1, 2], [1, 1], None, 0.1)[0].dtype == np.float64
        assert step(1.0, 2.0, None, 0.1)[0] < 1

    @every_optimizer
    def test_lr_zero_does_not_move(self, step):
        w, _ = step(np.array([1.0, -2.0]), np.array([3.0, 4.0]), None, 0)
        np.testing.assert_array_equal(w, [1.0, -2.0])

    @every_optimizer
    @pytest.mark.parametrize(
        ("name", "value"),
        [("lr", -0.1), ("lr", np.nan), ("lr", np.inf), ("weight_decay", -1), ("weight_decay", np.nan)],
    )
    def test_bad_number(self, step, name, value):
        with pytest.raises(ValueError, match=name):
            step(np.ones(2), np.ones(2), None, **{"lr": 0.1, name: value})

    @pytest.mark.parametrize(
        ("step", "name", "value"),
        [
            *((s, "momentum", v) for s in (momentum, nesterov, rmsprop) for v in (-0.1, 1, np.nan)),
            *((rmsprop, "alpha", v) for v in (-0.1, 1.0)),
            *((s, name, v) for s in (adam, adamw) for name in ("beta1", "beta2") for v in (-0.1, 1, 1.5)),
            *((s, "eps", v) for s in (adagrad, rmsprop, adam, adamw) for v in (-1e-8, np.nan, np.inf)),
        ],
    )
    def test_bad_setting(self, step, name, value):
        with pytest.raises(ValueError, match=name):
            step(np.ones(2), np.ones(2), None, 0.1, **{name: value})

    @every_optimizer
    def test_shapes_that_differ(self, step):
        for g in (np.ones(3), np.ones((2, 1)), 1.0):
            with pytest.raises(ValueError, match=r"grad has shape .*expected that of w, \(2,\)"):
                step(np.ones(2), g, None, 0.1)

    @every_optimizer
    def test_state_of_another_array_or_optimizer(self, step):
        state = step(np.ones(3), np.ones(3), None, 0.1)[1]
        foreign = [(np.ones(2),) * 5, np.ones(2), {}]
        for bad in foreign if step is sgd else [state, *foreign]:
            with pytest.raises(ValueError, match="state"):
                step(np.ones(2), np.ones(2), bad, 0.1)

    def test_time_step_below_zero_or_broken(self):
        for t, error in ((-1, ValueError), (0.5, TypeError)):
            with pytest.raises(error, match="t="):
                adam(np.ones(2), np.ones(2), (np.ones(2), np.ones(2), t), 0.1)

    def test_registry_is_in_order(self):
        assert list(OPTIMIZERS) == ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]
        assert all(name == step.__name__ for name, step in OPTIMIZERS.items())


def example_dicts(dtype=np.float64):
    rng = np.random.default_rng(3)
    shapes = {"W1": (3, 8), "b1": (8,), "scale": (), "W2": (8, 4)}
    return tuple({n: rng.normal(size=s).astype(dtype) for n, s in shapes.items()} for _ in range(2))


class TestApply:
    @every_optimizer
    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    def test_is_the_step_on_every_array(self, step, dtype):
        params, grads = example_dicts(dtype)
        expected, states, state = params, dict.fromkeys(params), None
        for _ in range(4):
            before = copy.deepcopy((params, grads, state))
            new, new_state = apply(step, params, grads, state, 0.1, weight_decay=0.2)
            np.testing.assert_equal((params, grads, state), before)
            taken = {n: step(w, grads[n], states[n], 0.1, weight_decay=0.2) for n, w in expected.items()}
            expected, states = {n: w for n, (w, _) in taken.items()}, {n: s for n, (_, s) in taken.items()}
            params, state = new, new_state
            assert list(params) == list(expected)
            for name, w in params.items():
                assert w.dtype == dtype
                np.testing.assert_array_equal(w, expected[name])

    def test_order_of_the_gradients_does_not_matter(self):
        params, grads = example_dicts()
        new, _ = apply(sgd, params, dict(reversed(grads.items())), None, 1.0)
        for name, w in new.items():
            np.testing.assert_allclose(w, params[name] - grads[name])

    def test_bad_input(self):
        params, grads = example_dicts()
        with pytest.raises(ValueError, match="keys"):
            apply(sgd, params, {"W1": grads["W1"]}, None, 0.1)
        with pytest.raises(ValueError, match=r"grads\['W1'\] has shape \(8, 3\)"):
            apply(sgd, params, {**grads, "W1": grads["W1"].T}, None, 0.1)
        with pytest.raises(ValueError, match="float32"):
            apply(sgd, {**params, "b1": np.ones(8, np.float32)}, grads, None, 0.1)
        with pytest.raises(ValueError, match="params"):
            apply(sgd, {}, {}, None, 0.1)
        with pytest.raises(TypeError, match="momentum"):
            apply(sgd, params, grads, None, 0.1, momentum=0.9)


class TestClipping:
    def test_long_gradients_end_at_the_norm_and_keep_their_direction(self):
        clipped, norm = clip_by_global_norm({"a": np.array([3.0, 0.0]), "b": np.array([[4.0]])}, 1.0)
        assert norm == 5.0
        np.testing.assert_allclose(clipped["a"], [0.6, 0.0])
        np.testing.assert_allclose(clipped["b"], [[0.8]])

    def test_short_gradients_are_left_alone(self):
        grads = {"a": np.array([0.3, -0.4])}
        clipped, norm = clip_by_global_norm(grads, 0.5000001)
        assert norm == pytest.approx(0.5)
        np.testing.assert_array_equal(clipped["a"], grads["a"])

    def test_exploded_gradients_do_not_overflow(self):
        for dtype, huge in ((np.float32, 1e30), (np.float64, 1e300)):
            grads = {"a": np.array([3 * huge, 4 * huge], dtype)}
            clipped, norm = clip_by_global_norm(grads, 10.0)
            assert norm == pytest.approx(5 * huge)
            assert clipped["a"].dtype == dtype
            np.testing.assert_allclose(clipped["a"], [6.0, 8.0], rtol=1e-6)

    def test_zero_empty_and_non_finite(self):
        assert clip_by_global_norm({"a": np.zeros(3), "b": np.zeros(0)}, 1.0)[1] == 0
        assert clip_by_global_norm({}, 1.0) == ({}, 0.0)
        for order in ([1.0, np.nan], [np.nan, 1.0]):
            clipped, norm = clip_by_global_norm({str(i): np.array([g]) for i, g in enumerate(order)}, 0.1)
            assert np.isnan(norm)
            np.testing.assert_array_equal([g[0] for g in clipped.values()], order)
        clipped, norm = clip_by_global_norm({"a": np.array([np.inf, 1.0])}, 0.1)
        assert norm == np.inf
        np.testing.assert_array_equal(clipped["a"], [np.inf, 1.0])

    @pytest.mark.parametrize("max_norm", [0, -1, np.nan])
    def test_bad_norm(self, max_norm):
        with pytest.raises(ValueError, match="max_norm"):
            clip_by_global_norm({"a": np.ones(2)}, max_norm)

    def test_pure(self):
        g = np.array([3.0, 4.0])
        clip_by_global_norm({"a": g}, 1.0)
        np.testing.assert_array_equal(g, [3.0, 4.0])
