"""PNG bytes hold the pixels that they were made of, at any level."""

import io

import numpy as np
import pytest
from PIL import Image

from helpers.png import encode_png


@pytest.mark.parametrize("shape", [(1, 1, 4), (7, 5, 4), (40, 33, 4)])
@pytest.mark.parametrize("level", [1, 9])
def test_png_bytes_decode_to_the_pixels(shape, level):
    expected = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    picture = Image.open(io.BytesIO(encode_png(memoryview(expected), level)))
    assert picture.mode == "RGBA"
    assert np.array_equal(np.asarray(picture), expected)


def test_levels_differ_in_size_only():
    pixels = np.zeros((300, 400, 4), np.uint8)
    pixels[::7, ::3] = 255
    fast, small = encode_png(pixels, 1), encode_png(pixels, 9)
    assert len(small) < 0.8 * len(fast)
    assert np.array_equal(*(np.asarray(Image.open(io.BytesIO(data))) for data in (fast, small)))
