"""An exception of the reader's function in words, with the reader's own line, not our stack."""

import inspect
import linecache
import sys
import traceback

from helpers.exercises._words import clean, show

MEANINGS = {
    "could not be broadcast": "Two shapes do not fit: a sum, mean or max without keepdims=True loses its axis.",
    "matmul": "Two shapes do not fit: for (N, D) @ (D, H) the inner sizes must agree; is a .T missing?",
    "truth value of an array": "`if` and `and` want one True or False: use np.where, .any() or .all().",
    "must be of integer": "An index has to be a whole number: does the dtype of the labels fit?",
    "out of bounds": "An index is too large for its axis: are the axes in the order that you think?",
    "read-only": "The result of a view was written to: make a copy first.",
    "NameError": "A name is spelled differently from its definition, or its cell has not run.",
    "UnboundLocalError": "This way through the function reaches a name before anything was stored in it.",
    "NotImplementedError": "This case is not filled in yet.",
    "RecursionError": "The function calls itself without end.",
    "has no attribute": "This object has another type than you think: print type(...) of it.",
}


def explained(error, functions, log):
    """Return what was expected, what was obtained and what it usually means, for an exception in a test."""
    raised = f"{type(error).__name__}: {_message(error)}".rstrip(": ")
    place = _place(error, functions)
    if not place and error is not log.error:
        return (
            "a result that can be used",
            show(log.result),
            f"The test could not use what came back ({raised}).",
        )
    meaning = next(
        (text for part, text in MEANINGS.items() if part in raised),
        "Your function stops with this exception.",
    )
    return "a result, no exception", f"{raised}\n{place}".rstrip(), meaning


def _message(error):
    try:
        return clean(str(error))
    except Exception:
        return ""


def _place(error, functions):
    """Return the deepest line of the traceback that stands in the namespace of the reader's functions."""
    namespaces = [_namespace(function) for function in functions]
    place = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if any(frame.f_globals is namespace for namespace in namespaces):
            source = linecache.getline(frame.f_code.co_filename, line).strip()
            place = f"in line {line}: {source}".rstrip(": ")
    return place


def _namespace(function):
    function = inspect.unwrap(getattr(function, "func", function))
    own = getattr(function, "__globals__", None)
    return (
        getattr(sys.modules.get(getattr(function, "__module__", None)), "__dict__", None)
        if own is None
        else own
    )
