"""Splits without leakage, geometry of the toy sets, and the published facts of the real ones."""

import inspect
import socket
import subprocess
import sys

import numpy as np
import pytest
import sklearn.datasets

from helpers import datasets
from helpers.datasets import (
    REAL,
    TOYS,
    blobs,
    breast_cancer,
    circles,
    diabetes,
    digits,
    line,
    moons,
    spirals,
    wine,
    xor,
)

EVERY = {**REAL, **TOYS}
CLASSIFICATION = {name: f for name, f in EVERY.items() if name not in ("diabetes", "line")}
every_set = pytest.mark.parametrize("load", EVERY.values(), ids=EVERY)
every_real_set = pytest.mark.parametrize("load", REAL.values(), ids=REAL)
every_toy_set = pytest.mark.parametrize("load", TOYS.values(), ids=TOYS)


def rng(seed=0):
    return np.random.default_rng(seed)


def raw(load):
    unscaled = {"scaled": False} if load is diabetes else {}
    return getattr(sklearn.datasets, f"load_{load.__name__}")(return_X_y=True, **unscaled)


def rows(X, y):
    return sorted(map(tuple, np.column_stack([X, y])))


class TestSplit:
    @every_set
    def test_shapes_dtypes_and_default_sizes(self, load):
        split = load(rng())
        expected = {"digits": 500, "wine": 58, "breast_cancer": 169, "iris": 50, "diabetes": 142}
        assert len(split.X_test) == expected.get(load.__name__, 100)
        for X, y in ((split.X_train, split.y_train), (split.X_test, split.y_test)):
            assert X.ndim == 2 and y.shape == (len(X),)
            assert X.dtype == np.float64
            assert y.dtype == (np.int64 if load.__name__ in CLASSIFICATION else np.float64)

    @every_set
    @pytest.mark.parametrize("test_size", [0, 1, 7])
    def test_test_size(self, load, test_size):
        split = load(rng(), test_size=test_size)
        assert len(split.y_test) == len(split.X_test) == test_size
        assert len(split.y_train) + test_size == len(load(rng()).y_train) + len(load(rng()).y_test)

    @every_set
    def test_the_generator_decides(self, load):
        first, again, other = load(rng(1)), load(rng(1)), load(rng(2))
        for a, b in zip(first, again, strict=True):
            np.testing.assert_array_equal(a, b)
        assert not np.array_equal(first.X_train, other.X_train)
        one = rng(1)
        load(one)
        assert not np.array_equal(load(one).X_train, first.X_train)

    @every_real_set
    def test_every_example_once_with_its_own_target(self, load):
        split = load(rng(), scale=None)
        X = np.concatenate([split.X_train, split.X_test])
        y = np.concatenate([split.y_train, split.y_test])
        assert rows(X, y) == rows(*raw(load))

    @pytest.mark.parametrize("load", CLASSIFICATION.values(), ids=CLASSIFICATION)
    @pytest.mark.parametrize("test_size", [1, 33, 100])
    def test_classes_keep_their_shares(self, load, test_size):
        for seed in range(5):
            split = load(rng(seed), test_size=test_size)
            train, test = (
                np.bincount(split.y_train),
                np.bincount(split.y_test, minlength=split.y_train.max() + 1),
            )
            share = (train + test) * test_size / (train + test).sum()
            assert np.all(np.abs(test - share) < 1)

    def test_every_example_is_as_likely_to_be_tested(self, monkeypatch):
        y = raw(wine)[1]
        monkeypatch.setattr(datasets, "_load", lambda name: (np.arange(len(y))[:, None], y))
        tested = [wine(rng(seed), test_size=10, scale=None).X_test[:, 0].astype(int) for seed in range(2000)]
        assert len({tuple(sorted(rows)) for rows in tested}) == 2000
        expected = 2000 * 10 / len(y)
        for groups in (np.arange(len(y)), y):
            counts, sizes = np.bincount(groups[np.concatenate(tested)]), np.bincount(groups)
            assert np.all(np.abs(counts - expected * sizes) < 5 * np.sqrt(expected * sizes))

    def test_order_is_shuffled_in_both_parts(self):
        split = digits(rng())
        for y in (split.y_train, split.y_test):
            assert np.mean(y[1:] == y[:-1]) < 0.2

    @every_set
    def test_results_are_new_arrays(self, load):
        first = load(rng())
        kept = [a.copy() for a in first]
        for a in first:
            a[...] = 0
        for a, b in zip(load(rng()), kept, strict=True):
            np.testing.assert_array_equal(a, b)


class TestScaling:
    @every_real_set
    @pytest.mark.parametrize("scale", ["standard", "centred"])
    def test_is_measured_on_the_training_part_alone(self, load, scale):
        unscaled, scaled = load(rng(), scale=None), load(rng(), scale=scale)
        unit = 16 if load is digits else 1
        mean, std = unscaled.X_train.mean(axis=0) / unit, unscaled.X_train.std(axis=0) / unit
        std = np.where(std > 0, std, 1) if scale == "standard" else 1
        np.testing.assert_allclose(scaled.X_train, (unscaled.X_train / unit - mean) / std, atol=1e-12)
        np.testing.assert_allclose(scaled.X_test, (unscaled.X_test / unit - mean) / std, atol=1e-12)
        np.testing.assert_allclose(scaled.X_train.mean(axis=0), 0, atol=1e-12)
        assert np.abs(scaled.X_test.mean(axis=0)).max() > 1e-3

    @every_real_set
    def test_what_is_tested_cannot_change_what_is_trained_on(self, load, monkeypatch):
        X, y = raw(load)
        monkeypatch.setattr(datasets, "_load", lambda name: (np.arange(len(X))[:, None], y))
        tested = load(rng(), scale=None).X_test[:, 0].astype(int)
        X_moved = X.copy()
        X_moved[tested] += 1000
        splits = []
        for data in (X, X_moved):
            monkeypatch.setattr(datasets, "_load", lambda name, data=data: (data, y))
            splits.append(load(rng(), scale="standard"))
        np.testing.assert_array_equal(splits[0].X_train, splits[1].X_train)
        assert np.all(splits[0].X_test != splits[1].X_test)

    def test_regression_target_is_scaled_like_a_column(self):
        y = diabetes(rng(), scale=None)
        standard, centred = diabetes(rng()), diabetes(rng(), scale="centred")
        np.testing.assert_allclose(standard.y_test, (y.y_test - y.y_train.mean()) / y.y_train.std())
        np.testing.assert_allclose(centred.y_test, y.y_test - y.y_train.mean())
        assert standard.y_train.std() == pytest.approx(1)
        assert y.y_train.max() > 300

    @pytest.mark.parametrize(
        ("load", "raw_kappa", "centred_kappa", "standard_kappa"),
        [(diabetes, 1.0e6, 7.6e4, 470), (wine, 8.0e7, 1.2e7, 46), (breast_cancer, 2.2e12, 6.3e11, 1.0e5)],
        ids=["diabetes", "wine", "breast_cancer"],
    )
    def test_condition_number_of_the_second_moments(self, load, raw_kappa, centred_kappa, standard_kappa):
        for scale, kappa in ((None, raw_kappa), ("centred", centred_kappa), ("standard", standard_kappa)):
            X = load(rng(), test_size=0, scale=scale).X_train
            assert np.linalg.cond(X) ** 2 == pytest.approx(kappa, rel=0.1)

    def test_a_column_that_never_changes_is_zero(self, monkeypatch):
        X = np.column_stack([np.full(30, 0.1), np.arange(30.0)])
        monkeypatch.setattr(datasets, "_load", lambda name: (X, np.arange(30) % 3))
        split = wine(rng(), test_size=5)
        np.testing.assert_allclose(split.X_train[:, 0], 0, atol=1e-15)
        np.testing.assert_allclose(split.X_test[:, 0], 0, atol=1e-15)


class TestDigits:
    def test_scales(self):
        stored, pixel = digits(rng(), scale=None), digits(rng())
        assert stored.X_train.max() == 16
        np.testing.assert_array_equal(pixel.X_train * 16, stored.X_train)
        np.testing.assert_array_equal(pixel.X_test * 16, stored.X_test)

    def test_standard_leaves_dead_pixels_at_zero(self):
        split = digits(rng(), scale="standard")
        std = split.X_train.std(axis=0)
        assert list(np.flatnonzero(std == 0)) == [0, 32, 39]
        np.testing.assert_allclose(std[std > 0], 1)
        assert all(np.isfinite(X).all() for X in (split.X_train, split.X_test))

    def test_classes_are_kept_and_renumbered_in_the_order_given(self):
        X, y = raw(digits)
        split = digits(rng(), test_size=100, classes=[8, 3], scale=None)
        X_kept = np.concatenate([split.X_train, split.X_test])
        y_kept = np.concatenate([split.y_train, split.y_test])
        keep = (y == 8) | (y == 3)
        assert rows(X_kept, y_kept) == rows(X[keep], np.where(y[keep] == 8, 0, 1))

    @pytest.mark.parametrize("classes", [[], [3], [3, 3], [3, 3, 4], [3, 10], [-1, 3]])
    def test_bad_classes(self, classes):
        with pytest.raises(ValueError, match="classes"):
            digits(rng(), classes=classes)


class TestToys:
    def test_share_one_signature(self):
        for load in TOYS.values():
            parameters = inspect.signature(load).parameters
            assert list(parameters) == ["rng", "n", "noise", "test_size"]
            assert parameters["n"].default == 400 and parameters["test_size"].default == 100

    @every_toy_set
    @pytest.mark.parametrize("n", [3, 8, 101])
    def test_size_and_balance(self, load, n):
        split = load(rng(), n=n, test_size=2)
        assert len(split.X_train) == n - 2
        if load is not line:
            counts = np.bincount(np.concatenate([split.y_train, split.y_test]))
            assert counts.max() - counts.min() <= 1
            assert len(counts) == (3 if load is blobs else 2)

    @every_toy_set
    def test_noise_is_a_standard_deviation(self, load):
        clean, noisy = (load(rng(), n=20_000, noise=noise, test_size=100) for noise in (0, 0.25))
        if load is line:
            np.testing.assert_array_equal(clean.X_train, noisy.X_train)
            difference = (noisy.y_train - clean.y_train)[:, None]
        else:
            np.testing.assert_array_equal(clean.y_train, noisy.y_train)
            difference = noisy.X_train - clean.X_train
        np.testing.assert_allclose(difference.std(axis=0), 0.25, rtol=0.03)
        np.testing.assert_allclose(difference.mean(axis=0), 0, atol=0.01)

    def test_moons(self):
        X, y, *_ = moons(rng(), noise=0)
        upper, lower = X[y == 0], X[y == 1]
        np.testing.assert_allclose(np.hypot(*upper.T), 1)
        np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
        assert upper[:, 1].min() >= 0 and lower[:, 1].max() <= 0.5
        assert upper[:, 0].min() < -0.9 and lower[:, 0].max() > 1.9

    def test_circles(self):
        X, y, *_ = circles(rng(), noise=0)
        np.testing.assert_allclose(np.hypot(*X.T), np.where(y == 0, 1, 0.5))
        assert np.abs(X[y == 1].mean(axis=0)).max() < 0.1

    def test_spirals(self):
        X, y, *_ = spirals(rng(), noise=0)
        radius = np.hypot(*X.T)
        assert 0.1 <= radius.min() < 0.12 and 0.97 < radius.max() <= 1
        angle = np.arctan2(X[:, 1], X[:, 0]) - np.pi * (3 * radius + y)
        np.testing.assert_allclose(np.exp(1j * angle), 1, atol=1e-9)

    def test_xor(self):
        X, y, *_ = xor(rng(), n=2000, noise=0)
        np.testing.assert_array_equal(y, (X[:, 0] * X[:, 1] < 0).astype(int))
        assert np.abs(X).max() <= 1
        quadrants = np.bincount((X[:, 0] > 0) + 2 * (X[:, 1] > 0))
        assert quadrants.min() > 400

    def test_blobs(self):
        X, y, *_ = blobs(rng(), n=6000, noise=0.3)
        corners = np.array([[1, 0], [-0.5, np.sqrt(3) / 2], [-0.5, -np.sqrt(3) / 2]])
        for c in range(3):
            np.testing.assert_allclose(X[y == c].mean(axis=0), corners[c], atol=0.03)
            np.testing.assert_allclose(X[y == c].std(axis=0), 0.3, rtol=0.05)

    def test_line(self):
        X, y, *_ = line(rng(), noise=0)
        np.testing.assert_allclose(y, 2 * X[:, 0] - 1)
        assert -1 <= X.min() < -0.95 and 0.95 < X.max() <= 1


class TestErrors:
    @every_set
    @pytest.mark.parametrize(
        ("settings", "error"),
        [
            ({"test_size": -1}, ValueError),
            ({"test_size": 5000}, ValueError),
            ({"test_size": 0.25}, TypeError),
            ({"test_size": True}, TypeError),
        ],
    )
    def test_bad_test_size_leaves_the_generator_alone(self, load, settings, error):
        generator = rng()
        with pytest.raises(error, match="test_size"):
            load(generator, **settings)
        assert generator.bit_generator.state == rng().bit_generator.state

    @every_set
    @pytest.mark.parametrize("bad", [0, None, np.random, np.random.RandomState(0)])
    def test_not_a_generator(self, load, bad):
        with pytest.raises(TypeError, match="rng"):
            load(bad)

    @every_real_set
    def test_unknown_scale(self, load):
        with pytest.raises(ValueError, match="scale.*'standard'"):
            load(rng(), scale="minmax")
        if load is not digits:
            with pytest.raises(ValueError, match="scale"):
                load(rng(), scale="pixel")

    @every_toy_set
    @pytest.mark.parametrize(
        ("settings", "error"),
        [
            ({"n": 0}, ValueError),
            ({"n": 100}, ValueError),
            ({"n": 400.0}, TypeError),
            ({"noise": -0.1}, ValueError),
            ({"noise": float("nan")}, ValueError),
            ({"noise": float("inf")}, ValueError),
        ],
    )
    def test_bad_toy_leaves_the_generator_alone(self, load, settings, error):
        generator = rng()
        with pytest.raises(error):
            load(generator, **settings)
        assert generator.bit_generator.state == rng().bit_generator.state


def test_nothing_is_downloaded(monkeypatch):
    def refuse(*args):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    datasets._load.cache_clear()
    for load in EVERY.values():
        load(rng())


def test_importing_does_not_import_scikit_learn():
    code = "import sys, helpers.datasets as d, numpy as np; d.moons(np.random.default_rng(0)); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "numpy" in loaded and "sklearn" not in loaded


def test_registries():
    assert all(name == load.__name__ for name, load in EVERY.items())
    assert len(REAL) == 5 and len(TOYS) == 6
