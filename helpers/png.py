"""Pictures as PNG bytes: at once for the screen, small for a file."""

import io
import struct
import zlib

from PIL import Image


def encode_png(pixels):
    """Return `pixels` (height, width, 4) of uint8 as PNG bytes, fast enough for sixty a second.

    Unfiltered rows suit flat colours and take a third of Pillow's time, which tries five filters a row.
    """
    height, width, _ = pixels.shape
    row = 4 * width
    flat = memoryview(pixels).cast("B")
    rows = b"".join(b"\0" + flat[i : i + row] for i in range(0, height * row, row))
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def encode_small_png(pixels):
    """Return `pixels` (height, width, 4) of uint8 as PNG bytes for a file, a third of the size.

    Lines and letters have few colours and many shades at their edges: 256 in all differ from the original less than
    the eye sees. A picture with more areas of one colour than that, such as a map, keeps all of them.
    """
    picture = Image.fromarray(pixels)
    areas = sum(count >= 50 for count, _ in picture.getcolors(pixels.size))
    if areas <= 256:
        picture = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        picture.putpalette(_opaque(picture.getpalette("RGBA")), "RGBA")
    data = io.BytesIO()
    picture.save(data, "png")
    return data.getvalue()


def _opaque(palette):
    """Return the palette with nearly full alpha made full, lest solid text lose contrast."""
    return [255 if i % 4 == 3 and value > 247 else value for i, value in enumerate(palette)]
