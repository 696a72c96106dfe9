"""When two outputs count as the same, and how two notebooks differ."""

import base64
import functools
import io
import math
import re
from pathlib import Path

import numpy as np
from matplotlib.image import imread

SANITIZE = Path(__file__).parents[1] / "tests" / "nbval_sanitize.cfg"
_NUMBER = re.compile(r"-?\d[\d.]*(?:e[-+]?\d+)?")


@functools.cache
def sanitizers():
    """Return nbval's (regex, replacement) pairs, read from its file: one truth of what is masked."""
    text = SANITIZE.read_text(encoding="utf-8")
    pairs = re.findall(r"^regex: (.*)$\n^replace: (.*)$", text, re.MULTILINE)
    return [(re.compile(regex), replacement) for regex, replacement in pairs]


def mask(text):
    """Return `text` without its measured numbers, as nbval compares it."""
    for regex, replacement in sanitizers():
        text = regex.sub(replacement, text)
    return text


def same_text(stored, fresh):
    """Return whether two texts agree, but for measured numbers within 1% of each other.

    nbval lets a measured number be anything, since the claim decides. What is stored must still be what
    the code gives, so here only noise passes: 1%, or 1e-12, which is rounding.
    """
    if stored == fresh:
        return True
    if mask(stored) != mask(fresh):
        return False
    before, after = _NUMBER.findall(stored), _NUMBER.findall(fresh)
    return len(before) == len(after) and all(map(_near, before, after))


def _near(a, b):
    try:
        return a == b or math.isclose(float(a), float(b), rel_tol=0.01, abs_tol=1e-12)
    except ValueError:  # a version such as 1.2.3
        return False


def same_picture(stored, fresh):
    """Return whether two PNGs in base64 show the same pixels, however they are compressed."""
    if stored == fresh:
        return True
    try:
        before, after = (imread(io.BytesIO(base64.b64decode(png)), format="png") for png in (stored, fresh))
    except Exception:  # a stored picture that cannot be read is to be replaced
        return False
    return np.array_equal(before, after)


def output_difference(stored, fresh):
    """Return what differs between two outputs in words, or None where they count as the same."""
    if stored.output_type != fresh.output_type or stored.get("name") != fresh.get("name"):
        return f"{_kind(stored)} becomes {_kind(fresh)}"
    if stored.output_type == "stream":
        return None if same_text(stored.text, fresh.text) else _change(_kind(stored), stored.text, fresh.text)
    before, after = stored.get("data", {}), fresh.get("data", {})
    if set(before) != set(after):
        return f"forms {sorted(before)} become {sorted(after)}"
    for mime in before:
        if mime == "image/png":
            if not same_picture(before[mime], after[mime]):
                return "another picture"
        elif not _same_data(before[mime], after[mime]):
            return _change(mime, before[mime], after[mime])
    if stored.get("metadata") != fresh.get("metadata"):
        return _change("metadata", stored.get("metadata"), fresh.get("metadata"))
    return None


def _same_data(stored, fresh):
    if isinstance(stored, str) and isinstance(fresh, str):
        return same_text(stored, fresh)
    return stored == fresh


def _kind(output):
    return output.get("name") or output.output_type


def keep_stored(stored, fresh):
    """Give the cells of `fresh` the outputs of `stored` where all of a cell's outputs count as the same.

    One picture with other pixels, one word, or one number that is off: the whole cell is taken afresh.
    """
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        if new.cell_type != "code" or len(old.outputs) != len(new.outputs):
            continue
        if not any(map(output_difference, old.outputs, new.outputs)):
            new.outputs = old.outputs
    return fresh


def differences(stored, fresh):
    """Return (cell id, what differs) pairs between a notebook as stored and as it would be saved."""
    found = [
        ("notebook", _change(key, stored.get(key), fresh[key]))
        for key in ("metadata", "nbformat", "nbformat_minor")
        if stored.get(key) != fresh[key]
    ]
    cells = [cell for cell in stored.cells if cell.source.strip()]
    if len(cells) < len(stored.cells):
        found.append(("notebook", f"{len(stored.cells) - len(cells)} empty cells"))
    for old, new in zip(cells, fresh.cells, strict=True):
        found += [(new.id, what) for what in _cell_differences(old, new)]
    return found


def _cell_differences(old, new):
    for key in ("id", "metadata", "source", "execution_count"):
        if old.get(key) != new.get(key):
            yield _change(key, old.get(key), new.get(key))
    before, after = old.get("outputs", []), new.get("outputs", [])
    if len(before) != len(after):
        yield f"{len(before)} outputs become {len(after)}"
        return
    for n, pair in enumerate(zip(before, after, strict=True), start=1):
        if pair[0] != pair[1]:
            yield f"output {n}: {output_difference(*pair) or 'its form'}"


def _change(what, old, new):
    """Return both values, each cut to the neighbourhood of the first character that differs."""
    old, new = (value if isinstance(value, str) else repr(value) for value in (old, new))
    same = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    start = max(0, same - 20)
    old, new = (("…" if start else "") + text[start : same + 40] for text in (old, new))
    return f"{what}: {old!r} becomes {new!r}"
