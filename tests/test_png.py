"""PNG bytes hold the pixels that they were made of; for a file, nearly so and in less space."""

import io

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image

from helpers.plotting import STYLE
from helpers.png import encode_png, encode_small_png

WHITE, DARK = 255, 17


def decoded(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def on(ground, pixels):
    """Return the colours that are seen on a grey ground."""
    alpha = pixels[..., 3:] / 255
    return pixels[..., :3] * alpha + ground * (1 - alpha)


def pixels_of(draw):
    """Return the pixels of a figure in the collection's style."""
    with plt.rc_context(STYLE):
        fig, ax = plt.subplots(figsize=(4, 3), dpi=150)
        draw(ax)
        raw = io.BytesIO()
        fig.savefig(raw, format="rgba")
        plt.close(fig)
        return np.frombuffer(raw.getvalue(), np.uint8).reshape(450, 600, 4)


def lines(ax):
    for k in range(4):
        ax.plot(np.sin(np.linspace(k, 9, 200)))
    ax.set_title("Lines and letters")


def smooth_map(ax):
    x = np.linspace(-2, 2, 200)
    ax.imshow(np.exp(-(x**2) - x[:, None] ** 2), cmap="viridis")
    ax.figure.colorbar(ax.contourf(x[:50], x[:50], np.hypot(x[:50], x[:50, None]), levels=60, cmap="RdBu"))


@pytest.mark.parametrize("shape", [(1, 1, 4), (7, 5, 4), (40, 33, 4)])
def test_png_bytes_decode_to_the_pixels(shape):
    expected = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    data = encode_png(memoryview(expected))
    assert Image.open(io.BytesIO(data)).mode == "RGBA"
    assert np.array_equal(decoded(data), expected)


def test_lines_and_letters_take_a_third_of_the_space_and_look_the_same():
    pixels = pixels_of(lines)
    data = encode_small_png(pixels)
    assert len(data) < 0.4 * len(encode_png(pixels))
    for ground in (WHITE, DARK):
        error = np.abs(on(ground, decoded(data)) - on(ground, pixels))
        assert error.max() < 60 and error.mean() < 0.6


def test_solid_text_stays_opaque_and_grey():
    pixels = pixels_of(lines)
    solid = (pixels == [0x76, 0x76, 0x76, 255]).all(axis=2)
    found = decoded(encode_small_png(pixels))[solid].astype(int)
    assert solid.sum() > 500 and np.abs(found - [0x76, 0x76, 0x76, 255]).max() <= 1
    assert (found[:, 3] == 255).all()


def test_a_map_keeps_its_colours():
    pixels = pixels_of(smooth_map)
    data = encode_small_png(pixels)
    assert np.array_equal(on(WHITE, decoded(data)), on(WHITE, pixels)) and len(data) < len(encode_png(pixels))


def test_equal_pixels_are_equal_bytes():
    assert encode_small_png(pixels_of(lines)) == encode_small_png(pixels_of(lines))
