"""Right and plausible wrong answers to the exercise `count_parameters`; WRONG names the test and a word of the meaning."""

import math

import numpy as np


def whiteboard(input_shape, layers):
    shape, counts = tuple(input_shape), []
    for kind, *sizes in layers:
        n = 0
        if kind == "dense":
            n, shape = (shape[-1] + 1) * sizes[0], (*shape[:-1], sizes[0])
        elif kind == "conv":
            filters, kernel, stride = sizes
            n = (kernel * kernel * shape[2] + 1) * filters
            shape = ((shape[0] - kernel) // stride + 1, (shape[1] - kernel) // stride + 1, filters)
        elif kind == "pool":
            shape = (shape[0] // sizes[0], shape[1] // sizes[0], shape[2])
        elif kind == "flatten":
            shape = (math.prod(shape),)
        else:
            n, shape = sizes[0] * sizes[1], (*shape, sizes[1])
        counts.append(n)
    return counts


def recursive(input_shape, layers):
    if not layers:
        return []
    first, rest = layers[0], layers[1:]
    n, shape = STEPS[first[0]](input_shape, *first[1:])
    return [n, *recursive(shape, rest)]


def _dense(shape, units):
    return shape[-1] * units + units, (*shape[:-1], units)


def _conv(shape, filters, kernel, stride):
    places = [len(range(0, side - kernel + 1, stride)) for side in shape[:2]]
    return kernel**2 * shape[-1] * filters + filters, (*places, filters)


def _pool(shape, size):
    return 0, (shape[0] // size, shape[1] // size, shape[2])


def _flatten(shape):
    return 0, (math.prod(shape),)


def _embedding(shape, words, width):
    return words * width, (*shape, width)


STEPS = {"dense": _dense, "conv": _conv, "pool": _pool, "flatten": _flatten, "embedding": _embedding}


def array_of_sizes(input_shape, layers):
    """Make the arrays and count their entries."""
    shape, counts = input_shape, np.zeros(len(layers), dtype=int)
    for i, layer in enumerate(layers):
        _, out = STEPS[layer[0]](shape, *layer[1:])
        arrays = {
            "dense": lambda shape, units: [(shape[-1], units), (units,)],
            "conv": lambda shape, filters, kernel, _: [(kernel, kernel, shape[-1], filters), (filters,)],
            "embedding": lambda _, words, width: [(words, width)],
        }.get(layer[0], lambda *_: [])(shape, *layer[1:])
        counts[i] = sum(np.empty(size).size for size in arrays)
        shape = out
    return counts


def tuple_of_floats(input_shape, layers):
    return tuple(float(n) for n in whiteboard(input_shape, layers))


def arrays_throughout(input_shape, layers):
    """Send an empty array through the layers and let numpy keep the shape."""
    X, counts = np.empty(input_shape), []
    for kind, *sizes in layers:
        n = 0
        if kind == "dense":
            n, X = (X.shape[-1] + 1) * sizes[0], np.empty((*X.shape[:-1], sizes[0]))
        elif kind == "conv":
            filters, kernel, stride = sizes
            views = np.lib.stride_tricks.sliding_window_view(X, (kernel, kernel), axis=(0, 1))[
                ::stride, ::stride
            ]
            n, X = filters * (views[0, 0].size + 1), np.empty((*views.shape[:2], filters))
        elif kind == "pool":
            X = X[sizes[0] - 1 :: sizes[0], sizes[0] - 1 :: sizes[0]]
        elif kind == "flatten":
            X = X.ravel()
        else:
            n, X = math.prod(sizes), np.empty((*X.shape, sizes[1]))
        counts.append(n)
    return counts


RIGHT = [whiteboard, recursive, array_of_sizes, tuple_of_floats, arrays_throughout]


def variant(**steps):
    """Return an answer with some of the kinds of layer replaced."""

    def count_parameters(input_shape, layers):
        shape, counts = input_shape, []
        for kind, *sizes in layers:
            n, shape = (STEPS | steps)[kind](shape, *sizes)
            counts.append(n)
        return counts

    return count_parameters


def conv(count=None, places=None):
    """Return a convolution with another count, or other places."""
    places = places or (lambda H, W, K, s: ((H - K) // s + 1, (W - K) // s + 1))
    count = count or (lambda K, C, F, P: K**2 * C * F + F)

    def step(shape, filters, kernel, stride):
        new = places(shape[0], shape[1], kernel, stride)
        return count(kernel, shape[-1], filters, new[0] * new[1]), (*new, filters)

    return step


def input_size_always(input_shape, layers):
    return [STEPS[kind](input_shape, *sizes)[0] for kind, *sizes in layers]


def input_channels_always(input_shape, layers):
    shape, counts = input_shape, []
    for kind, *sizes in layers:
        n, new = STEPS[kind]((*shape[:2], input_shape[-1]) if kind == "conv" else shape, *sizes)
        shape = new
        counts.append(n)
    return counts


def sum_of_all(input_shape, layers):
    return sum(whiteboard(input_shape, layers))


def pops(input_shape, layers):
    counts, shape = [], input_shape
    while layers:
        kind, *sizes = layers.pop(0)
        n, shape = STEPS[kind](shape, *sizes)
        counts.append(n)
    return counts


def dense_loses_positions(shape, units):
    return shape[-1] * units + units, (units,)


def dense_flattens(shape, units):
    return math.prod(shape) * units + units, (units,)


def dense_flattens_images(shape, units):
    return (dense_flattens if len(shape) == 3 else _dense)(shape, units)


def dense_keeps_the_first_axis(shape, units):
    return shape[-1] * units + units, (*shape[:-1][:1], units)


def dense_loses_images(shape, units):
    return shape[-1] * units + units, (units,) if len(shape) == 3 else (*shape[:-1], units)


def rounded_places(H, W, K, s):
    return round((H - K) / s) + 1, round((W - K) / s) + 1


no_bias = variant(dense=lambda shape, units: (shape[-1] * units, (*shape[:-1], units)))
one_bias = variant(dense=lambda shape, units: (shape[-1] * units + 1, (*shape[:-1], units)))
bias_of_inputs = variant(dense=lambda shape, units: ((units + 1) * shape[-1], (*shape[:-1], units)))
channels_forgotten = variant(conv=conv(lambda K, C, F, P: K**2 * F + F))
kernel_not_squared = variant(conv=conv(lambda K, C, F, P: K * C * F + F))
conv_without_bias = variant(conv=conv(lambda K, C, F, P: K**2 * C * F))
bias_each_channel = variant(conv=conv(lambda K, C, F, P: (K**2 + 1) * C * F))
weights_at_each_place = variant(conv=conv(lambda K, C, F, P: (K**2 * C * F + F) * P))
same_padding = variant(conv=conv(places=lambda H, W, K, s: (-(-H // s), -(-W // s))))
fence_post = variant(conv=conv(places=lambda H, W, K, s: ((H - K) // s, (W - K) // s)))
stride_unused = variant(conv=conv(places=lambda H, W, K, s: (H - K + 1, W - K + 1)))
square_image = variant(conv=conv(places=lambda H, W, K, s: ((H - K) // s + 1,) * 2))
rounded = variant(conv=conv(places=rounded_places))
rounded_up = variant(conv=conv(places=lambda H, W, K, s: (-((K - H) // s) + 1, -((K - W) // s) + 1)))
channels_only = variant(flatten=lambda shape: (0, (shape[-1],)))
flatten_learns = variant(flatten=lambda shape: (math.prod(shape), (math.prod(shape),)))
pool_learns = variant(pool=lambda shape, size: (size**2, _pool(shape, size)[1]))
pool_rounds_up = variant(pool=lambda shape, size: (0, (-(-shape[0] // size), -(-shape[1] // size), shape[2])))
pool_overlaps = variant(pool=lambda shape, size: (0, (shape[0] - size + 1, shape[1] - size + 1, shape[2])))
pool_forgets = variant(pool=lambda shape, size: (0, shape))
positions_lost = variant(dense=dense_loses_positions)
dense_on_everything = variant(dense=dense_flattens)
images_flattened = variant(dense=dense_flattens_images)
first_axis_kept = variant(dense=dense_keeps_the_first_axis)
images_lost = variant(dense=dense_loses_images)
embedding_bias = variant(embedding=lambda shape, words, width: (words * width + width, (*shape, width)))
embedding_each_place = variant(
    embedding=lambda shape, words, width: (shape[0] * words * width, (*shape, width))
)

WRONG = {
    no_bias: ("dense_by_hand", "biases are missing"),
    one_bias: ("dense_by_hand", "whole layer"),
    bias_of_inputs: ("dense_by_hand", "not for each input"),
    input_size_always: ("dense_by_hand", "outputs of the first"),
    sum_of_all: ("dense_by_hand", "not their sum"),
    channels_forgotten: ("conv_by_hand", "all input channels"),
    kernel_not_squared: ("conv_by_hand", "square it"),
    conv_without_bias: ("conv_by_hand", "biases are missing"),
    bias_each_channel: ("conv_by_hand", "input channel as well"),
    weights_at_each_place: ("conv_by_hand", "size of the image"),
    input_channels_always: ("conv_on_conv", "filters of the first"),
    same_padding: ("flatten_sees_the_map", "Without padding"),
    fence_post: ("flatten_sees_the_map", "add 1"),
    channels_only: ("flatten_sees_the_map", "multiply all three"),
    flatten_learns: ("flatten_sees_the_map", "no parameters"),
    stride_unused: ("stride_and_oblong", "stride is not used"),
    square_image: ("stride_and_oblong", "height and width"),
    rounded: ("stride_and_oblong", "round down"),
    rounded_up: ("stride_and_oblong", "round down"),
    pool_learns: ("pool_drops_the_rest", "nothing to learn"),
    pool_rounds_up: ("pool_drops_the_rest", "rest is dropped"),
    pool_overlaps: ("pool_drops_the_rest", "do not overlap"),
    pool_forgets: ("pool_drops_the_rest", "12 numbers"),
    positions_lost: ("embedding_keeps_positions", "length of the sequence"),
    dense_on_everything: ("embedding_keeps_positions", "last axis"),
    images_flattened: ("dense_on_a_map", "the channels"),
    first_axis_kept: ("dense_on_a_map", "width is lost"),
    images_lost: ("dense_on_a_map", "keeps height and width"),
    embedding_bias: ("embedding_keeps_positions", "without biases"),
    embedding_each_place: ("embedding_keeps_positions", "One table"),
    pops: ("input_unchanged", "copy first"),
}
