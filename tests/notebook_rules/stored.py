"""Rules for how a notebook is stored: its one form, and outputs that read everywhere."""

import re

from notebook_rules.page import calls, parsed
from tools.compare import differences, mask
from tools.normalise import VIEW, normalise
from tools.notebooks import to_bytes

BYTES = 300_000
_SPEAKS = ("claim", "show", "playground", "check", "print")


def one_form(page):
    """The file is byte for byte what `python -m tools.notebooks` saves: ids, counts, metadata, whitespace."""
    wanted = normalise(page.nb)
    if to_bytes(wanted) == page.raw:
        return []
    changes = differences(page.nb, wanted) or [("notebook", "the layout of the file")]
    return [f"cell {cell}: {what}: run python -m tools.notebooks" for cell, what in changes]


def readable_ids(page):
    """Cell ids are words in lower case, each once."""
    ids = [cell.get("id", "") for cell in page.nb.cells]
    problems = [
        f"cell id {name!r}: expected words" for name in ids if not re.fullmatch(r"[a-z][a-z0-9-]*", name)
    ]
    return problems + [f"cell id {name!r} twice" for name in sorted({n for n in ids if ids.count(n) > 1})]


def outputs_stored(page):
    """Every cell was run, and what it says is stored."""
    counts = [cell.execution_count for cell in page.code]
    problems = [] if counts == list(range(1, len(counts) + 1)) else [f"counts {counts}: expected 1, 2, …"]
    silent = [cell for cell in page.code if not cell.outputs and _speaks(parsed(cell.source))]
    return problems + [f"cell {cell.id}: no output stored" for cell in silent]


def _speaks(tree):
    statements = tree.body if tree else []
    return any(calls(s, name) for s in statements if not hasattr(s, "body") for name in _SPEAKS)


def no_error(page):
    """No output is an error, and nothing went to stderr."""
    kinds = [(c.id, o.get("name", o.output_type)) for c in page.code for o in c.outputs]
    return [f"cell {name}: {kind} output" for name, kind in kinds if kind in ("error", "stderr")]


def no_widget_state(page):
    """No widget state or view is stored: its model ends with the kernel, and an error would show instead."""
    problems = ["widget state in the metadata"] * ("widgets" in page.nb.metadata)
    return problems + [f"cell {name}: a widget view" for name, o in _displays(page) if VIEW in o.data]


def text_alternatives(page):
    """Each picture has a text alternative, as text/plain and in the metadata of the picture."""
    problems = []
    for name, output in _displays(page):
        text = output.data.get("text/plain", "").strip()
        if "image/png" not in output.data:
            continue
        if not text or re.match(r"<.*>$|Figure\(", text):
            problems.append(f"cell {name}: a picture with {text!r} as its text")
        if not str(output.metadata.get("image/png", {}).get("alt", "")).strip():
            problems.append(f"cell {name}: a picture without alt in its metadata")
    return problems


def no_addresses(page):
    """No output holds a memory address, which is another each time."""
    found = [(name, re.search(r"0x[0-9a-f]{6,}", text)) for name, text in _texts(page)]
    return [f"cell {name}: {address[0]}" for name, address in found if address]


def static_outputs(page):
    """Outputs and prose read on a code host and on paper: no scripts, and PNG instead of SVG."""
    problems = [f"cell {name}: {mime}" for name, o in _displays(page) for mime in o.data
                if mime in ("image/svg+xml", "application/javascript", "image/jpeg")]  # fmt: skip
    texts = [*_texts(page), *((cell.id, cell.source) for cell in page.markdown)]
    return problems + [
        f"cell {name}: a script" for name, text in texts if re.search(r"<script|<iframe", text)
    ]


def measured_is_masked(page):
    """All numbers behind the word "measured" are masked in the tests, which holds for eight a line."""
    lines = [(name, line) for name, text in _texts(page) for line in mask(text).split("\n")]
    bad = [(name, line) for name, line in lines if re.search(r"\bmeasured\b.*\d", line)]
    return [f"cell {name}: more numbers than are masked in {line[:80]!r}" for name, line in bad]


def small(page):
    """The file has at most 300 kB."""
    return [] if len(page.raw) <= BYTES else [f"{len(page.raw)} bytes: expected at most {BYTES}"]


def _displays(page):
    return [(cell.id, output) for cell in page.code for output in cell.outputs if "data" in output]


def _texts(page):
    """Return (cell id, text) of all streams and of all textual forms of what is displayed."""
    streams = [(c.id, o.text) for c in page.code for o in c.outputs if o.output_type == "stream"]
    forms = [
        (name, data)
        for name, o in _displays(page)
        for mime, data in o.data.items()
        if mime.startswith("text/")
    ]
    return streams + forms
