"""Minibatches, and the training loop against closed forms, PyTorch, scikit-learn and a loop written out."""

import copy
import json
import warnings
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from helpers.datasets import diabetes, digits, moons
from helpers.losses import accuracy, binary_cross_entropy, cross_entropy, mse, softmax
from helpers.mlp import init_mlp, mlp_forward, predict
from helpers.optimizers import sgd
from helpers.schedules import cosine, step_decay
from helpers.training import fit, minibatches

REFERENCE = json.loads((Path(__file__).parent / "reference" / "optimizers.json").read_text())["training"]


def rng(seed=0):
    return np.random.default_rng(seed)


def small_problem(dtype=np.float64, sizes=(4, 6, 3), n=50, norm=None):
    X, y = rng(1).normal(size=(n, sizes[0])), rng(2).integers(sizes[-1], size=n)
    return init_mlp(sizes, rng(3), norm=norm, dtype=dtype), X, y


class TestMinibatches:
    @pytest.mark.parametrize("n", [1, 7, 12])
    @pytest.mark.parametrize("batch_size", [1, 4, 12, 100])
    def test_every_example_once_with_its_own_label(self, n, batch_size):
        X = np.arange(2 * n).reshape(n, 2)
        batches = list(minibatches(X, 10 * X[:, 0], batch_size, rng()))
        assert [len(b[0]) for b in batches[:-1]] == [batch_size] * (len(batches) - 1)
        assert 1 <= len(batches[-1][0]) <= batch_size
        seen = np.concatenate([b[0] for b in batches])
        np.testing.assert_array_equal(seen[np.argsort(seen[:, 0])], X)
        for X_batch, y_batch in batches:
            np.testing.assert_array_equal(y_batch, 10 * X_batch[:, 0])

    def test_last_batch_is_kept_or_dropped(self):
        X = np.arange(10)
        assert [len(b) for b, _ in minibatches(X, X, 4, rng())] == [4, 4, 2]
        assert [len(b) for b, _ in minibatches(X, X, 4, rng(), drop_last=True)] == [4, 4]
        assert [len(b) for b, _ in minibatches(X, X, 5, rng(), drop_last=True)] == [5, 5]
        kept = np.concatenate([b for b, _ in minibatches(X, X, 4, rng())])[:8]
        dropped = np.concatenate([b for b, _ in minibatches(X, X, 4, rng(), drop_last=True)])
        np.testing.assert_array_equal(kept, dropped)

    def test_the_generator_decides_the_order(self):
        X = np.arange(100)

        def order(generator):
            return np.concatenate([b for b, _ in minibatches(X, X, 7, generator)])

        np.testing.assert_array_equal(order(rng(5)), order(rng(5)))
        one = rng(5)
        first, second = order(one), order(one)
        assert not np.array_equal(first, second)
        assert not np.array_equal(first, X)
        assert not np.array_equal(first, order(rng(6)))

    def test_all_orders_are_as_likely(self):
        one, counts = rng(), {}
        for _ in range(6000):
            order = tuple(int(b[0]) for b, _ in minibatches(np.arange(3), np.arange(3), 1, one))
            counts[order] = counts.get(order, 0) + 1
        assert len(counts) == 6
        assert all(abs(count - 1000) < 5 * np.sqrt(1000) for count in counts.values())

    def test_inputs_stay_and_batches_are_copies(self):
        X, y = np.arange(12.0).reshape(6, 2), np.arange(6)
        for batch_size in (2, 6):
            for X_batch, y_batch in minibatches(X, y, batch_size, rng()):
                X_batch[...], y_batch[...] = -1, -1
        np.testing.assert_array_equal(X, np.arange(12.0).reshape(6, 2))
        np.testing.assert_array_equal(y, np.arange(6))

    def test_images_lists_and_dtypes(self):
        X_batch, y_batch = next(minibatches(np.zeros((5, 8, 8), np.float32), [0, 1, 2, 3, 4], 2, rng()))
        assert X_batch.shape == (2, 8, 8) and X_batch.dtype == np.float32
        assert y_batch.dtype.kind == "i"

    def test_size_weighted_mean_of_the_gradients_is_the_full_gradient(self):
        params, X, y = small_problem(n=50)

        def gradient(X, y):
            logits, _ = mlp_forward(params, X)
            return X.T @ cross_entropy(logits, y)[1]

        weighted = sum(len(y_b) * gradient(X_b, y_b) for X_b, y_b in minibatches(X, y, 16, rng())) / 50
        np.testing.assert_allclose(weighted, gradient(X, y), atol=1e-14)

    @pytest.mark.parametrize(
        ("settings", "error", "name"),
        [
            ({"batch_size": 0}, ValueError, "batch_size"),
            ({"batch_size": -3}, ValueError, "batch_size"),
            ({"batch_size": 2.0}, TypeError, "batch_size"),
            ({"batch_size": 7, "drop_last": True}, ValueError, "batch_size"),
            ({"y": np.arange(5)}, ValueError, "y"),
            ({"X": np.zeros((0, 2)), "y": np.zeros(0)}, ValueError, "X"),
            ({"X": 3.0, "y": 1}, ValueError, "X"),
            ({"rng": 0}, TypeError, "rng"),
        ],
    )
    def test_bad_input_raises_at_the_call(self, settings, error, name):
        generator = rng()
        arguments = {"X": np.zeros((6, 2)), "y": np.arange(6), "batch_size": 2, "rng": generator} | settings
        with pytest.raises(error, match=name):
            minibatches(**arguments)
        assert generator.bit_generator.state == rng().bit_generator.state


class TestAgainstOthers:
    @pytest.mark.parametrize("case", REFERENCE, ids=[f"{c['optimizer']}-{c['norm']}" for c in REFERENCE])
    def test_pytorch_full_batch(self, case):
        X, y = np.array(case["X"]), np.array(case["y"])
        net = {"activation": "tanh", "norm": case["norm"]}
        params, history = fit(
            {name: np.array(p) for name, p in case["start"].items()},
            X,
            y,
            rng=rng(),
            epochs=15,
            batch_size=len(X),
            optimizer=case["optimizer"],
            lr=case["lr"],
            settings=case["settings"],
            schedule=cosine if case["cosine"] else None,
            loss=partial(cross_entropy, label_smoothing=case["label_smoothing"]),
            **net,
        )
        # Looser for batch norm: the biases before it have no gradient, and Adam divides their rounding by eps.
        tolerance = {"rtol": 1e-9, "atol": 1e-9}
        np.testing.assert_allclose(history["loss"], case["losses"], **tolerance)
        for name, p in case["end"].items():
            np.testing.assert_allclose(params[name], p, **tolerance)
        if case["running"]:
            for name, statistic in case["running"].items():
                np.testing.assert_allclose(history["running"][name], statistic, **tolerance)
        logits = predict(params, X, running=history["running"], **net)
        np.testing.assert_allclose(logits, case["logits"], **tolerance)

    @pytest.mark.parametrize("share_of_limit", [0.3, 0.98])
    def test_least_squares_contracts_each_eigendirection_by_its_own_factor(self, share_of_limit):
        X, y, *_ = diabetes(rng())  # standardised, so that the bias stays 0 and is left out
        H = 2 * X.T @ X / len(X)  # the Hessian of the mean squared error
        curvature, V = np.linalg.eigh(H)
        lr = share_of_limit * 2 / curvature[-1]
        w_best = np.linalg.lstsq(X, y)[0]
        start = {"W1": rng().normal(size=(10, 1)), "b1": np.zeros(1)}
        params, _ = fit(start, X, y, rng=rng(), epochs=40, batch_size=300, optimizer="sgd", lr=lr, loss=mse)
        error_before, error_after = V.T @ (start["W1"][:, 0] - w_best), V.T @ (params["W1"][:, 0] - w_best)
        np.testing.assert_allclose(
            error_after, (1 - lr * curvature) ** 40 * error_before, rtol=1e-9, atol=1e-13
        )
        np.testing.assert_allclose(params["b1"], 0, atol=1e-12)

    def test_least_squares_diverges_just_beyond_the_limit(self):
        X, y, *_ = diabetes(rng())
        lr = 2.02 / np.linalg.eigvalsh(2 * X.T @ X / len(X))[-1]
        start = {"W1": rng().normal(size=(10, 1)), "b1": np.zeros(1)}
        _, history = fit(start, X, y, rng=rng(), epochs=300, batch_size=300, optimizer="sgd", lr=lr, loss=mse)
        assert history["loss"][-1] > 1000 * history["loss"][0]

    def test_softmax_regression_written_out(self):
        X, y = rng(1).normal(size=(23, 4)), rng(2).integers(3, size=23)
        W, b = rng(3).normal(size=(4, 3)), rng(4).normal(size=3)
        params, history = fit(
            {"W1": W, "b1": b}, X, y, rng=rng(9), epochs=3, batch_size=5, optimizer="sgd", lr=0.5
        )
        one, step_losses, epoch_losses, epoch_accuracies = rng(9), [], [], []
        for _ in range(3):
            order, losses, right = one.permutation(23), np.zeros(23), np.zeros(23)
            for i in range(0, 23, 5):
                rows = order[i : i + 5]
                z = X[rows] @ W + b
                p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
                losses[rows] = -np.log(p[np.arange(len(rows)), y[rows]])
                right[rows] = p.argmax(axis=1) == y[rows]
                step_losses.append(losses[rows].mean())
                d = (p - np.eye(3)[y[rows]]) / len(rows)
                W, b = W - 0.5 * X[rows].T @ d, b - 0.5 * d.sum(axis=0)
            epoch_losses.append(losses.mean())
            epoch_accuracies.append(right.mean())
        np.testing.assert_allclose(params["W1"], W)
        np.testing.assert_allclose(params["b1"], b)
        np.testing.assert_allclose(history["step_loss"], step_losses)
        np.testing.assert_allclose(history["loss"], epoch_losses)
        np.testing.assert_allclose(history["accuracy"], epoch_accuracies)

    def test_scikit_learns_network_on_digits(self):
        split = digits(rng())
        theirs = MLPClassifier(
            (32,), batch_size=32, learning_rate_init=3e-3, max_iter=8, alpha=0, random_state=0
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            theirs.fit(split.X_train, split.y_train)
        params = init_mlp((64, 32, 10), rng(), dtype=np.float32)
        _, history = fit(
            params, *split[:2], rng=rng(), epochs=8, batch_size=32, lr=3e-3, validation=split[2:]
        )
        assert theirs.score(split.X_test, split.y_test) > 0.9
        assert abs(history["val_accuracy"][-1] - theirs.score(split.X_test, split.y_test)) < 0.03
        np.testing.assert_allclose(history["loss"][-1], theirs.loss_curve_[-1], rtol=0.3)

    def test_scikit_learns_softmax_regression_on_digits(self):
        # A strictly convex problem: any two solvers meet. Their bias is a column, for ours is decayed as well.
        X, y, X_test, _ = digits(rng(), scale="centred")
        theirs = LogisticRegression(C=100 / len(X), fit_intercept=False, max_iter=1000, tol=1e-9)
        theirs.fit(np.column_stack([X, np.ones(len(X))]), y)
        start, full_batch = (
            {"W1": np.zeros((64, 10)), "b1": np.zeros(10)},
            {"epochs": 300, "batch_size": len(X)},
        )
        params, _ = fit(
            start,
            X,
            y,
            rng=rng(),
            optimizer="momentum",
            lr=1.0,
            settings={"weight_decay": 0.01},
            **full_batch,
        )
        expected = theirs.predict_proba(np.column_stack([X_test, np.ones(len(X_test))]))
        np.testing.assert_allclose(softmax(predict(params, X_test)), expected, atol=1e-5)


class TestPromises:
    @pytest.mark.parametrize("norm", [None, "batch", "layer"])
    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    def test_nothing_passed_in_is_changed_and_the_dtype_is_kept(self, dtype, norm):
        params, X, y = small_problem(dtype, norm=norm)
        settings, held_out = {"beta1": 0.8}, (X[:5].copy(), y[:5].copy())
        passed = (params, X, y, settings, held_out)
        before = copy.deepcopy(passed)
        new, history = fit(
            params,
            X,
            y,
            rng=rng(),
            epochs=2,
            settings=settings,
            norm=norm,
            validation=held_out,
            residual=True,
        )
        np.testing.assert_equal(passed, before)
        assert new.keys() == params.keys()
        for name, p in new.items():
            assert p.dtype == dtype and p.shape == params[name].shape
            assert not np.shares_memory(p, params[name])
            assert not name.startswith("W") or not np.array_equal(p, params[name])
        if norm == "batch":
            assert all(s.dtype == dtype for s in history["running"].values())

    def test_float32_follows_float64(self):
        results = [fit(*small_problem(dtype), rng=rng(), epochs=5, batch_size=8) for dtype in ("f4", "f8")]
        np.testing.assert_allclose(results[0][1]["step_loss"], results[1][1]["step_loss"], rtol=1e-4)

    def test_the_generator_is_the_only_randomness(self):
        first, again = (fit(*small_problem(), rng=rng(4), epochs=3, batch_size=8) for _ in range(2))
        np.testing.assert_equal(first, again)
        other = fit(*small_problem(), rng=rng(5), epochs=3, batch_size=8)
        assert first[1]["step_loss"] != other[1]["step_loss"]
        used, expected = rng(4), rng(4)
        fit(*small_problem(), rng=used, epochs=3, batch_size=8)
        for _ in range(3):
            expected.permutation(50)
        assert used.bit_generator.state == expected.bit_generator.state

    def test_history(self):
        params, X, y = small_problem()
        _, history = fit(
            params, X, y, rng=rng(), epochs=4, batch_size=16, lr=0.1, schedule=step_decay, validation=(X, y)
        )
        assert all(len(history[name]) == 4 for name in ("loss", "accuracy", "val_loss", "val_accuracy"))
        assert len(history["step_loss"]) == 16
        assert history["lr"] == [step_decay(k, 16, 0.1) for k in range(16)]
        assert (history["status"], history["diverged_at"], history["running"]) == ("finished", None, None)
        numbers = [value for values in history.values() if isinstance(values, list) for value in values]
        assert all(type(value) is float for value in numbers)
        weights = np.array([16, 16, 16, 2])
        np.testing.assert_allclose(
            history["loss"], np.array(history["step_loss"]).reshape(4, 4) @ weights / weights.sum()
        )

    def test_rate_is_constant_without_a_schedule(self):
        _, history = fit(*small_problem(), rng=rng(), epochs=2, lr=0.05)
        assert set(history["lr"]) == {0.05}

    @pytest.mark.parametrize("norm", [None, "batch"])
    def test_held_out_scores_are_those_of_predict(self, norm):
        params, X, y = small_problem(norm=norm)
        X_held, y_held = rng(7).normal(size=(20, 4)), rng(8).integers(3, size=20)
        new, history = fit(
            params, X, y, rng=rng(), epochs=3, batch_size=16, norm=norm, validation=(X_held, y_held), lr=0.05
        )
        logits = predict(new, X_held, norm=norm, running=history["running"])
        assert history["val_loss"][-1] == cross_entropy(logits, y_held)[0]
        assert history["val_accuracy"][-1] == accuracy(logits, y_held)
        with_none, _ = fit(params, X, y, rng=rng(), epochs=3, batch_size=16, norm=norm, lr=0.05)
        np.testing.assert_equal(with_none, new)

    def test_one_held_out_example_is_enough_with_batch_norm(self):
        params, X, y = small_problem(norm="batch")
        _, history = fit(
            params, X, y, rng=rng(), epochs=1, norm="batch", validation=(X[:1], y[:1]), batch_size=25
        )
        assert len(history["val_loss"]) == 1

    def test_no_epochs(self):
        params, X, y = small_problem()
        new, history = fit(params, X, y, rng=rng(), epochs=0, schedule=cosine)
        np.testing.assert_equal(new, params)
        assert history["loss"] == history["step_loss"] == []
        new["W1"][...] = 0
        assert params["W1"].any()

    def test_batch_size_beyond_n_is_full_batch(self):
        exact, beyond = (fit(*small_problem(), rng=rng(), epochs=3, batch_size=B) for B in (50, 5000))
        np.testing.assert_equal(exact, beyond)

    def test_network_options_reach_the_network(self):
        params, X, y = small_problem(sizes=(4, 4, 3))
        options = {"activation": "tanh", "residual": True, "branch_scale": 0.5}
        _, history = fit(params, X, y, rng=rng(), epochs=1, batch_size=50, validation=(X, y), lr=0, **options)
        expected = cross_entropy(mlp_forward(params, X, **options)[0], y)[0]
        assert history["loss"][0] == pytest.approx(expected, rel=1e-12)
        assert history["val_loss"][0] == pytest.approx(expected, rel=1e-12)

    def test_own_optimizer_and_loss(self):
        params, X, y = small_problem()
        named = fit(params, X, y, rng=rng(), epochs=2, optimizer="sgd", lr=0.1)
        own = fit(
            params,
            X,
            y,
            rng=rng(),
            epochs=2,
            optimizer=lambda *a: sgd(*a),
            loss=lambda z, t: cross_entropy(z, t),
            lr=0.1,
        )
        np.testing.assert_equal(named, own)

    def test_progress_is_shown_only_when_asked_for(self, capsys):
        quiet = fit(*small_problem(), rng=rng(), epochs=2)
        assert capsys.readouterr() == ("", "")
        shown = fit(*small_problem(), rng=rng(), epochs=2, progress=True)
        captured = capsys.readouterr()
        assert captured.out == "" and "training" in captured.err
        np.testing.assert_equal(quiet, shown)


class TestTargets:
    def test_regression_reads_a_vector_as_a_column(self):
        X, y, X_test, y_test = diabetes(rng())
        params = init_mlp((10, 8, 1), rng())
        run = partial(fit, params, X, rng=rng(), epochs=30, loss=mse, lr=3e-3)
        new, history = run(y, rng=rng(1), validation=(X_test, y_test))
        np.testing.assert_equal(run(y[:, None], rng=rng(1))[0], new)
        assert "accuracy" not in history and "val_accuracy" not in history
        assert history["val_loss"][-1] < 0.65 < history["loss"][0]

    def test_binary_labels_with_one_output(self):
        split = moons(rng())
        params = init_mlp((2, 16, 1), rng())
        new, history = fit(
            params,
            *split[:2],
            rng=rng(),
            epochs=100,
            loss=binary_cross_entropy,
            lr=0.05,
            validation=split[2:],
        )
        assert "accuracy" not in history
        predicted = predict(new, split.X_test)[:, 0] > 0
        assert np.mean(predicted == split.y_test) > 0.97

    def test_distributions_are_the_labels_in_another_form(self):
        params, X, y = small_problem()
        by_label, _ = fit(params, X, y, rng=rng(), epochs=2)
        by_row, history = fit(params, X, np.eye(3)[y], rng=rng(), epochs=2)
        for name in by_label:
            np.testing.assert_allclose(by_row[name], by_label[name], atol=1e-12)
        assert "accuracy" not in history


class TestDivergence:
    def run(self, lr=1e200, epochs=10, batch_size=50, **settings):
        X, y, *_ = diabetes(rng())
        start = {"W1": np.ones((10, 1)), "b1": np.zeros(1)}
        return (
            start,
            X,
            y,
            *fit(
                start,
                X,
                y,
                rng=rng(),
                epochs=epochs,
                batch_size=batch_size,
                optimizer="sgd",
                lr=lr,
                loss=mse,
                **settings,
            ),
        )

    def test_stops_says_where_and_returns_the_last_parameters_of_finite_loss(self):
        start, X, y, params, history = self.run(lr=1e80, batch_size=300)
        k = history["diverged_at"]
        assert history["status"] == f"diverged at step {k}, in epoch {k}"
        assert len(history["step_loss"]) == len(history["loss"]) == k - 1 >= 1
        assert np.isfinite(history["step_loss"]).all()
        assert mse(predict(params, X), y[:, None])[0] == pytest.approx(history["step_loss"][-1])
        assert not np.array_equal(params["W1"], start["W1"])

    def test_in_the_middle_of_an_epoch_its_entry_is_left_out(self):
        *_, params, history = self.run(lr=1e60, batch_size=60, validation=(np.ones((2, 10)), np.ones(2)))
        assert history["status"] == "diverged at step 4, in epoch 1"
        assert len(history["step_loss"]) == len(history["lr"]) == 3
        assert history["loss"] == history["val_loss"] == []
        assert all(np.isfinite(p).all() for p in params.values())

    def test_at_the_first_step_the_start_is_returned(self):
        X, y, *_ = diabetes(rng())
        start = {"W1": np.full((10, 1), 1e300), "b1": np.zeros(1)}
        params, history = fit(start, X, y, rng=rng(), epochs=3, loss=mse)
        assert history["status"] == "diverged at step 1, in epoch 1"
        np.testing.assert_equal(params, start)
        params["W1"][...] = 0
        assert start["W1"][0, 0] == 1e300

    def test_after_the_very_last_step(self):
        start, *_, params, history = self.run(lr=1e308, epochs=1, batch_size=300)
        assert history["status"] == "diverged at step 1, in epoch 1"
        assert len(history["step_loss"]) == 1 and history["loss"] == []
        np.testing.assert_equal(params, start)

    def test_in_the_held_out_loss(self):
        held_out = (np.full((2, 10), 1e200), np.zeros(2))
        start, *_, params, history = self.run(lr=1e-3, epochs=4, batch_size=300, validation=held_out)
        assert history["status"] == "diverged at step 1, in epoch 1"
        assert history["val_loss"] == []
        np.testing.assert_equal(params, start)

    @pytest.mark.parametrize("norm", [None, "batch", "layer"])
    @pytest.mark.parametrize("activation", ["relu", "tanh", "gelu", "selu"])
    @pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
    def test_a_network_driven_too_fast_leaks_no_warning(self, optimizer, activation, norm):
        params, X, y = small_problem(np.float32, norm=norm)
        new, history = fit(
            params, X, y, rng=rng(), epochs=5, batch_size=10, optimizer=optimizer, lr=1e30,
            activation=activation, norm=norm, validation=(X, y),
        )  # fmt: skip
        assert np.isfinite(history["step_loss"]).all()
        assert all(np.isfinite(p).all() for p in new.values())

    def test_callers_error_state_is_left_as_it_was(self):
        with np.errstate(over="raise", under="print"):
            before = np.geterr()
            self.run()
            assert np.geterr() == before


class TestErrors:
    @pytest.mark.parametrize(
        ("change", "error", "message"),
        [
            ({"X": "nan"}, ValueError, r"X\[3, 1\]=nan"),
            ({"X": "inf"}, ValueError, r"X\[3, 1\]=inf"),
            ({"X": np.zeros(50)}, ValueError, "X has shape"),
            ({"X": np.zeros((50, 5))}, ValueError, "W1"),
            ({"X": np.zeros((0, 4)), "y": np.zeros(0, int)}, ValueError, "X has shape"),
            ({"X": np.zeros((50, 4), complex)}, TypeError, "X"),
            ({"y": np.zeros(49, int)}, ValueError, "y"),
            ({"y": np.full(50, 3)}, ValueError, r"y\[0\]=3"),
            ({"y": np.full(50, -1)}, ValueError, r"y\[0\]=-1"),
            ({"y": np.zeros(50)}, ValueError, "y has shape"),
            ({"y": np.zeros((50, 2))}, ValueError, "y has shape"),
            ({"y": np.full((50, 3), np.nan)}, ValueError, r"y\[0, 0\]=nan"),
            ({"y": np.array(["a"] * 50)}, TypeError, "y"),
            ({"batch_size": 0}, ValueError, "batch_size"),
            ({"batch_size": 2.5}, TypeError, "batch_size"),
            ({"epochs": -1}, ValueError, "epochs"),
            ({"epochs": 1.0}, TypeError, "epochs"),
            ({"lr": -0.1}, ValueError, "lr"),
            ({"lr": np.nan}, ValueError, "lr"),
            ({"optimizer": "adagrab"}, ValueError, "optimizer.*adagrad"),
            ({"optimizer": 3}, TypeError, "optimizer"),
            ({"settings": {"beta3": 0.1}}, TypeError, "beta3"),
            ({"settings": {"beta1": 1.0}}, ValueError, "beta1"),
            ({"schedule": 0.1}, TypeError, "schedule"),
            ({"schedule": partial(cosine, lr_min=1.0)}, ValueError, "lr_min"),
            ({"activation": "rely"}, ValueError, "activation"),
            ({"norm": "group"}, ValueError, "norm"),
            ({"norm": "batch"}, ValueError, "gamma1"),
            ({"residual": "yes"}, TypeError, "residual"),
            ({"loss": mse}, ValueError, "targets"),
            ({"rng": 0}, TypeError, "rng"),
            ({"rng": 0, "epochs": 0}, TypeError, "rng"),
            ({"validation": np.zeros((50, 4))}, ValueError, "validation"),
            ({"validation": (np.zeros((5, 4)), np.zeros(5, int), 1)}, ValueError, "validation"),
            ({"validation": (np.zeros((5, 4)), np.full(5, 3))}, ValueError, r"validation y\[0\]=3"),
            ({"validation": (np.zeros((5, 4)), np.zeros(4, int))}, ValueError, "validation"),
            ({"validation": (np.full((5, 4), np.nan), np.zeros(5, int))}, ValueError, "validation X"),
            ({"validation": (np.zeros((5, 3)), np.zeros(5, int))}, ValueError, "W1"),
            ({"params": {}}, ValueError, "params"),
        ],
    )
    def test_before_anything_is_changed(self, change, error, message):
        params, X, y = small_problem()
        if isinstance(change.get("X"), str):
            X[3, 1] = float(change["X"])
            change = {}
        generator = rng()
        arguments = {"params": params, "X": X, "y": y, "rng": generator, "epochs": 2} | change
        before = copy.deepcopy((params, X, y))
        with pytest.raises(error, match=message):
            fit(**arguments)
        np.testing.assert_equal((params, X, y), before)
        assert generator.bit_generator.state == rng().bit_generator.state

    @pytest.mark.parametrize(("n", "batch_size"), [(50, 1), (50, 7), (1, 32)])
    def test_batch_norm_with_a_batch_of_one(self, n, batch_size):
        params, X, y = small_problem(norm="batch", n=n)
        with pytest.raises(ValueError, match="batch_size"):
            fit(params, X, y, rng=rng(), epochs=1, batch_size=batch_size, norm="batch")

    def test_data_too_large_for_the_dtype_of_the_parameters(self):
        params, X, y = small_problem(np.float32)
        X[2, 3] = 1e300
        with pytest.raises(ValueError, match=r"X\[2, 3\]"):
            fit(params, X, y, rng=rng(), epochs=1)
