"""Question 5: the parameters of each layer of a network that is given as a list of layers."""

import numpy as np

from helpers.exercises._expect import expect, fail
from helpers.exercises._words import show

ASKS = "count_parameters(input_shape, layers) -> counts"
STATEMENT = (
    "Return a list with the number of parameters of each layer, weights and biases, following the shape through "
    '("dense", units), ("conv", filters, kernel, stride), ("pool", size), ("flatten",) and '
    '("embedding", words, width).'
)
HINTS = (
    "Go through the layers with two things in hand: the list of counts, and the shape that the next layer sees. "
    "Which of the five kinds of layer have parameters, and which only change the shape?",
    "A dense layer needs the last entry of the shape, a convolution the last entry too: its filters see all "
    "channels. Height and width matter for the shape alone: with stride s, H rows become (H - kernel) // s + 1.",
    "For a convolution: kernel**2 * shape[-1] * filters + filters, and the new shape ends with filters. For a "
    "flatten: the product of all entries. For an embedding: words * width, and the shape gains width at its end.",
)


def _counts(counts, layers):
    """Return `counts`, a list with one number for each layer, as an array."""
    if not isinstance(counts, (list, tuple, np.ndarray)) or np.shape(counts) != (len(layers),):
        means = "One number for each layer, 0 where it has no parameters; not their sum."
        fail(f"a list of {len(layers)} numbers", show(counts), means)
    return np.asarray(counts)


def _expect(count_parameters, shape, layers, expected, means, lookalikes=None):
    counts = _counts(count_parameters(shape, layers), layers)
    expect(counts, np.array(expected), means, "counts", rtol=0, atol=1e-6, lookalikes=lookalikes)


def dense_by_hand(count_parameters):
    """Count 9 and 4 for the 2-3-1 network, and follow the width from layer to layer."""
    layers = [("dense", 3), ("dense", 1)]
    lookalikes = {
        "The biases are missing: one for each output.": [6, 3],
        "One bias for each output, not one for the whole layer.": [7, 4],
        "One bias for each output, not for each input.": [8, 6],
        "The second layer sees the 3 outputs of the first, not the input.": [9, 3],
    }
    _expect(count_parameters, (2,), layers, [9, 4], "inputs * units + units.", lookalikes)


def conv_by_hand(count_parameters):
    """Count one filter over all channels and one bias for each output channel."""
    lookalikes = {
        "The filter sees all input channels: multiply by shape[-1].": [104],
        "The kernel is kernel x kernel: square it.": [64],
        "The biases are missing: one for each filter.": [300],
        "One bias for each filter, not for each input channel as well.": [312],
        "The same filter is used at every place: the size of the image does not enter.": [4864],
        "This is a dense layer on all pixels; a filter sees kernel x kernel of them.": [772],
    }
    means = "kernel**2 * channels * filters + filters."
    _expect(count_parameters, (8, 8, 3), [("conv", 4, 5, 1)], [304], means, lookalikes)


def conv_on_conv(count_parameters):
    """Give the next convolution as many channels as the last one has filters."""
    layers = [("conv", 4, 3, 1), ("conv", 5, 3, 1)]
    means = "The second convolution sees 4 channels: the filters of the first."
    _expect(count_parameters, (8, 8, 3), layers, [112, 185], means)


def flatten_sees_the_map(count_parameters):
    """Flatten the map that the convolution leaves: 6 x 6 places of 4 channels."""
    layers = [("conv", 4, 3, 1), ("flatten",), ("dense", 10)]
    lookalikes = {
        "Without padding an 8 x 8 image leaves 6 x 6 places: the kernel has to fit in.": [112, 0, 2570],
        "flatten joins height, width and channels: multiply all three.": [112, 0, 50],
        "8 rows minus a kernel of 3 are 6 places, not 5: add 1.": [112, 0, 1010],
        "flatten has no parameters.": [112, 144, 1450],
    }
    means = "The dense layer sees 6 * 6 * 4 = 144 numbers."
    _expect(count_parameters, (8, 8, 3), layers, [112, 0, 1450], means, lookalikes)


def stride_and_oblong(count_parameters):
    """Take the stride into account, height and width each for itself."""
    layers = [("conv", 2, 2, 3), ("flatten",), ("dense", 1)]
    lookalikes = {
        "The stride is not used.": [10, 0, 235],
        "A kernel that fits in once has one place: (H - kernel) // stride + 1.": [10, 0, 17],
        "The image is not divided by the stride: (H - kernel) // stride + 1.": [10, 0, 25],
        "The image is 14 x 10: treat height and width each for itself.": [10, 0, 51],
        "A kernel that hangs over the edge has no place: round down.": [10, 0, 41],
    }
    means = "14 x 10 pixels, kernel 2, stride 3: 5 x 3 places, times 2 channels."
    _expect(count_parameters, (14, 10, 1), layers, [10, 0, 31], means, lookalikes)


def pool_drops_the_rest(count_parameters):
    """Give a pooling layer no parameters, and drop its incomplete rest."""
    layers = [("pool", 2), ("flatten",), ("dense", 3)]
    lookalikes = {
        "A pooling layer has nothing to learn: 0.": [4, 0, 39],
        "5 x 7 leaves 2 x 3: the incomplete rest is dropped.": [0, 0, 75],
        "Windows do not overlap: pooling by 2 halves height and width.": [0, 0, 147],
    }
    means = "5 x 7 x 2 becomes 2 x 3 x 2, which is 12 numbers."
    _expect(count_parameters, (5, 7, 2), layers, [0, 0, 39], means, lookalikes)


def embedding_keeps_positions(count_parameters):
    """Share the embedding and a dense layer among all positions of a sequence."""
    layers = [("embedding", 1000, 8), ("dense", 16), ("flatten",), ("dense", 2)]
    lookalikes = {
        "A dense layer acts on the last axis, the same at every position: do not multiply by the length.": [
            8000,
            2576,
            0,
            34,
        ],
        "An embedding is a table without biases.": [8008, 144, 0, 642],
        "The length of the sequence stays in the shape: flatten sees 20 * 16.": [8000, 144, 0, 34],
        "One table serves all positions.": [160000, 144, 0, 642],
    }
    means = "(20,) becomes (20, 8), (20, 16), then (320,)."
    _expect(count_parameters, (20,), layers, [8000, 144, 0, 642], means, lookalikes)


def dense_on_a_map(count_parameters):
    """Let a dense layer act on the channels of an image, at all places alike."""
    layers = [("dense", 5), ("flatten",), ("dense", 2)]
    lookalikes = {
        "A dense layer acts on the last axis, the channels; only flatten joins the axes.": [125, 0, 12],
        "A dense layer keeps height and width: 4 x 3 x 5 after it.": [15, 0, 12],
        "The width is lost: 4 x 3 x 5 after the dense layer.": [15, 0, 42],
    }
    means = "(4, 3, 2) becomes (4, 3, 5), then (60,)."
    _expect(count_parameters, (4, 3, 2), layers, [15, 0, 122], means, lookalikes)


TESTS = (
    dense_by_hand,
    conv_by_hand,
    conv_on_conv,
    flatten_sees_the_map,
    stride_and_oblong,
    pool_drops_the_rest,
    embedding_keeps_positions,
    dense_on_a_map,
)
