"""Values, calls and results in words: plain text of at most 100 columns, the same on every run."""

import re
import textwrap

import numpy as np

WIDTH = 96
LONGEST = 400
SMALL = 24


def show(value, digits=6):
    """Return `value` as short text that does not depend on NumPy's print options."""
    try:
        return clean(_text(value, digits))
    except Exception as error:
        return f"a {type(value).__name__} whose repr raises {type(error).__name__}"


def clean(text):
    """Return `text` without memory addresses, and cut off where it is too long to read."""
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
    return text if len(text) <= LONGEST else text[:LONGEST] + " ..."


def _text(value, digits):
    if isinstance(value, np.ndarray):
        return _array_text(value, digits)
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.{digits}g}"
    if isinstance(value, np.generic):
        return repr(value.item())
    if callable(value):
        return getattr(value, "__name__", repr(value))
    with np.printoptions(precision=digits, threshold=SMALL, edgeitems=3, linewidth=76, suppress=False):
        return repr(value)


def _array_text(x, digits):
    return np.array2string(
        np.asarray(x), precision=digits, separator=", ", threshold=SMALL, edgeitems=3,
        max_line_width=76, suppress_small=False, floatmode="maxprec", sign="-",
    )  # fmt: skip


def show_call(name, args, kwargs):
    """Return a call as a line that can be pasted into a notebook, where its arrays are small."""
    parts = [_source(arg) for arg in args] + [f"{key}={_source(arg)}" for key, arg in kwargs.items()]
    where = [f"{show(arg)}(w) is {_returns(arg)}" for arg in args if _returns(arg)]
    return f"{name}({', '.join(parts)})" + (f"  where {', '.join(where)}" if where else "")


def _source(value):
    if not isinstance(value, np.ndarray):
        return repr(float(value)) if isinstance(value, float) else show(value)
    if value.size > SMALL:
        return f"<{value.dtype} array of shape {value.shape}>"
    text = re.sub(r"\b(inf|nan)\b", r"np.\1", " ".join(_array_text(value, 8).split()))
    return f"np.array({text})" if value.dtype in (float, int) else f"np.array({text}, dtype=np.{value.dtype})"


def _returns(value):
    """Return what a callback of a test returns, in the words of its docstring, "Return ..."."""
    doc = (getattr(value, "__doc__", "") or "") if callable(value) else ""
    return doc.splitlines()[0].removeprefix("Return ").rstrip(".") if doc.startswith("Return ") else ""


def hint_text(name, stage, hints):
    """Return hint number `stage` of `hints`, with its place among them."""
    last = ", the last" if stage == len(hints) else ""
    return f"{name}, hint {stage} of {len(hints)}{last}\n" + _wrapped("  ", hints[stage - 1])


def report(result, exercise):
    """Return what `check` prints: a line a test, the first failure in detail, notes."""
    if result.unfilled:
        return _how_to_begin(result, exercise)
    total, passed = len(result.outcomes), len(result.outcomes) - len(result.failures)
    score = f"all {total}" if result.passed else f"{passed} of {total}"
    lines = [f"{result.name}: {score} tests passed"]
    for sentence, failure in result.outcomes:
        lines.append(f"  {'✗' if failure else '✓'} {sentence}")
        if failure and failure is result.failures[0]:
            lines += _detail(failure)
    if len(result.failures) > 1:
        others = len(result.failures) - 1
        lines.append(f"  Begin with the first ✗; {others} more failed, perhaps for the same reason.")
    lines += [_wrapped("  note: ", note) for note in result.notes]
    return "\n".join(lines)


def _detail(failure):
    rows = {
        "input": failure.input,
        "expected": failure.expected,
        "obtained": failure.obtained,
        "usually": failure.meaning,
    }
    return [_wrapped(f"      {label:<10}", text) for label, text in rows.items() if text]


def _how_to_begin(result, exercise):
    signatures = [exercise.ASKS] if isinstance(exercise.ASKS, str) else exercise.ASKS
    rows = {
        "write": "\n".join(signatures),
        "task": exercise.STATEMENT,
        "begin": "Put your code in place of the `...`, end with a `return`, and run the cell again.",
        "stuck?": f'hint("{result.name}") prints the first of {len(exercise.HINTS)} hints.',
    }
    head = f"{result.name}: not filled in yet ({result.failures[0].obtained})"
    return "\n".join([head, *(_wrapped(f"  {label:<8}", text) for label, text in rows.items())])


def _wrapped(label, text):
    """Return `text` after `label`, its lines kept, long ones wrapped, all of them indented alike."""
    indent = " " * len(label)
    lines = []
    for line in text.splitlines() or [""]:
        first = indent if lines else label
        lines.append(
            textwrap.fill(line, WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)
        )
    return "\n".join(lines)
