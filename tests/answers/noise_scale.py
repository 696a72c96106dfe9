"""Right and plausible wrong answers to the exercise `noise_scale`; WRONG names the test and a word of the meaning."""

import itertools

import numpy as np


def two_equations(parts, size):
    k = parts.shape[1]
    if k < 2:
        raise ValueError("two micro-batches or more")
    b, B = size, k * size
    small = np.square(parts).sum(axis=2).mean()
    big = np.square(parts.mean(axis=1)).sum(axis=1).mean()
    signal = (B * big - b * small) / (B - b)
    noise = (small - big) / (1 / b - 1 / B)
    return signal, noise, noise / signal if signal > 0 else np.inf


def sample_variance(parts, size):
    T, k, P = parts.shape
    if k == 1:
        raise ValueError("k = 1")
    noise = size * parts.var(axis=1, ddof=1).sum(axis=1).mean()
    signal = (parts.mean(axis=1) ** 2).sum(axis=1).mean() - noise / (k * size)
    scale = np.inf
    if signal > 1e-12:
        scale = noise / signal
    return signal, noise, scale


def pairs(parts, size):
    T, k, P = parts.shape
    signals, noises = [], []
    for update in parts:
        products = [update[i] @ update[j] for i, j in itertools.combinations(range(k), 2)]
        apart = [np.sum((update[i] - update[j]) ** 2) for i, j in itertools.combinations(range(k), 2)]
        if not products:
            raise ValueError("no pair")
        signals.append(np.mean(products))
        noises.append(size * np.mean(apart) / 2)
    signal, noise = np.mean(signals), np.mean(noises)
    return [signal, noise, float("inf") if signal <= 0 else noise / signal]


def gram(parts, size):
    G = np.einsum("tip,tjp->ij", parts, parts) / len(parts)
    k = len(G)
    if k < 2:
        raise ValueError
    signal = (G.sum() - np.trace(G)) / (k * (k - 1))
    noise = size * (np.trace(G) / k - signal)
    return signal, noise, noise / signal if signal > 0 else np.inf


RIGHT = [two_equations, sample_variance, pairs, gram]


def variant(signal=None, noise=None, scale=None, check=True):
    """Return the estimator with one of its decisions replaced; each gets small, big (T,), k and size."""
    signal = signal or (lambda small, big, k, size: ((k * big - small) / (k - 1)).mean())
    noise = noise or (lambda small, big, k, size: (size * k * (small - big) / (k - 1)).mean())
    scale = scale or (lambda s, n, small, big, k, size: n / s if s > 0 else np.inf)

    def noise_scale(parts, size):
        T, k, P = parts.shape
        if check and k < 2:
            raise ValueError("two micro-batches or more")
        small = np.sum(parts**2, axis=2).mean(axis=1)
        big = np.sum(parts.mean(axis=1) ** 2, axis=1)
        s, n = signal(small, big, k, size), noise(small, big, k, size)
        return s, n, scale(s, n, small, big, k, size)

    return noise_scale


def each(small, big, k, size):
    return (k * big - small) / (k - 1), size * k * (small - big) / (k - 1)


def over_updates_first(parts, size):
    T, k, P = parts.shape
    if k < 2:
        raise ValueError
    small = np.sum(parts**2, axis=2).mean()
    big = np.sum(parts.mean(axis=(0, 1)) ** 2)
    signal, noise = (k * big - small) / (k - 1), size * k * (small - big) / (k - 1)
    return signal, noise, noise / signal if signal > 0 else np.inf


def averages_gradients(parts, size):
    return two_equations(parts.mean(axis=0, keepdims=True), size)


def all_parts_of_one(parts, size):
    if parts.shape[1] < 2:
        raise ValueError
    return two_equations(parts.reshape(1, -1, parts.shape[2]), size)


def last_update_only(parts, size):
    return two_equations(parts[-1:], size)


def median_over_updates(parts, size):
    T, k, P = parts.shape
    if k < 2:
        raise ValueError
    signals, noises, _ = zip(*(two_equations(update[None], size) for update in parts), strict=True)
    signal, noise = np.median(signals), np.median(noises)
    return signal, noise, noise / signal if signal > 0 else np.inf


def first_two_only(parts, size):
    return two_equations(parts[:, :2], size)


def per_parameter(parts, size):
    signal, noise, _ = two_equations(parts, size)
    noise = noise / parts.shape[2]
    return signal, noise, noise / signal if signal > 0 else np.inf


def in_place(parts, size):
    signal, noise, scale = two_equations(parts, size)
    parts **= 2
    return signal, noise, scale


def scale_only(parts, size):
    return two_equations(parts, size)[2]


def raises_if_drowned(parts, size):
    signal, noise, scale = two_equations(parts, size)
    if signal <= 0:
        raise ValueError("no signal")
    return signal, noise, scale


plain_signal = variant(signal=lambda small, big, k, size: big.mean())
parts_signal = variant(signal=lambda small, big, k, size: small.mean())
divides_by_k = variant(signal=lambda small, big, k, size: (big - small / k).mean())
noise_of_batch = variant(noise=lambda small, big, k, size: ((small - big) / (k - 1)).mean())
noise_by_k = variant(noise=lambda small, big, k, size: size * (small - big).mean())
no_size = variant(noise=lambda small, big, k, size: (k * (small - big) / (k - 1)).mean())
size_of_all = variant(noise=lambda small, big, k, size: (size * (small - big) / (k - 1)).mean())
plain_batch_biased = variant(signal=lambda small, big, k, size: (big - (small - big) / (k - 1) / size).mean())
two_parts_only = variant(signal=lambda small, big, k, size: (2 * big - small).mean())
noise_two_parts_only = variant(noise=lambda small, big, k, size: 2 * size * (small - big).mean())
upside_down = variant(scale=lambda s, n, small, big, k, size: s / n)
mean_of_quotients = variant(
    scale=lambda s, n, small, big, k, size: np.mean(np.divide(*each(small, big, k, size)[::-1]))
)
median_of_quotients = variant(
    scale=lambda s, n, small, big, k, size: np.median(np.divide(*each(small, big, k, size)[::-1]))
)
sums_updates = variant(signal=lambda small, big, k, size: ((k * big - small) / (k - 1)).sum())
clips_each = variant(
    signal=lambda small, big, k, size: np.maximum((k * big - small) / (k - 1), 0).mean(),
)
drops_negative = variant(
    signal=lambda small, big, k, size: np.mean(
        [s for s in (k * big - small) / (k - 1) if s > 0] or [np.mean((k * big - small) / (k - 1))]
    ),
)
loses_sign = variant(signal=lambda small, big, k, size: np.abs((k * big - small) / (k - 1)).mean())
clips_mean = variant(signal=lambda small, big, k, size: max(0.0, ((k * big - small) / (k - 1)).mean()))
negative_scale = variant(scale=lambda s, n, small, big, k, size: n / s if s else np.inf)
zero_scale = variant(scale=lambda s, n, small, big, k, size: n / s if s > 0 else 0.0)
tiny_floor = variant(scale=lambda s, n, small, big, k, size: n / max(s, 1e-12))


def no_check(parts, size):
    with np.errstate(all="ignore"):
        return variant(check=False)(parts, np.float64(size)) if parts.shape[1] > 1 else (np.nan,) * 3


def treats_updates_as_parts(parts, size):
    return two_equations(parts if parts.shape[1] > 1 else parts.swapaxes(0, 1), size)


WRONG = {
    plain_signal: ("by_hand", "squared length of the mean"),
    parts_signal: ("by_hand", "squared length of the parts"),
    divides_by_k: ("by_hand", "not by k"),
    noise_of_batch: ("by_hand", "noise of the whole batch"),
    size_of_all: ("by_hand", "noise of the whole batch"),
    noise_by_k: ("by_hand", "1/b - 1/B"),
    upside_down: ("by_hand", "other way round"),
    scale_only: ("by_hand", "return signal, noise, scale"),
    over_updates_first: ("squares_before_the_mean", "square in each update"),
    averages_gradients: ("squares_before_the_mean", "square first"),
    all_parts_of_one: ("squares_before_the_mean", "parts of one update"),
    last_update_only: ("squares_before_the_mean", "last update"),
    median_over_updates: ("squares_before_the_mean", "median of the updates"),
    first_two_only: ("counts_examples", "first two micro-batches"),
    sums_updates: ("squares_before_the_mean", "not the sum"),
    mean_of_quotients: ("squares_before_the_mean", "mean of the quotients"),
    median_of_quotients: ("squares_before_the_mean", "median of the quotients"),
    clips_each: ("negative_signals_count", "cut off"),
    loses_sign: ("negative_signals_count", "lose their sign"),
    drops_negative: ("negative_signals_count", "left out"),
    two_parts_only: ("right_on_average", "bias"),
    noise_two_parts_only: ("right_on_average", "bias"),
    per_parameter: ("right_on_average", "bias"),
    no_size: ("counts_examples", "size times the variance"),
    plain_batch_biased: ("counts_examples", "cancels in the signal"),
    clips_mean: ("drowned_signal", "as it is"),
    negative_scale: ("drowned_signal", "np.inf"),
    zero_scale: ("drowned_signal", "np.inf"),
    tiny_floor: ("drowned_signal", "np.inf"),
    raises_if_drowned: ("drowned_signal", "exception"),
    no_check: ("one_part_is_not_enough", "ValueError"),
    treats_updates_as_parts: ("one_part_is_not_enough", "ValueError"),
    in_place: ("input_unchanged", "copy first"),
}
