"""Watch the reader's function: what it was given, what came back, what it printed, warned of and changed."""

import contextlib
import functools
import inspect
import io
import linecache
import warnings
from dataclasses import dataclass, field

import numpy as np

from helpers.exercises._expect import fail
from helpers.exercises._words import clean, show, show_call


class Unfilled(Exception):
    """The function is still a stub."""


@dataclass
class Log:
    """What happened so far; `changed` is the first call that changed its input, the input before and after."""

    made: tuple = ()  # the last call: name, arguments, keyword arguments
    returned: bool = False
    result: object = None
    error: BaseException = None
    changed: tuple = ()
    notes: list = field(default_factory=list)

    @property
    def call(self):
        """The last call in words; most calls are never shown."""
        return show_call(*self.made) if self.made else ""


def watched(function, signature, log):
    """Return `function` such that a call works on copies of its arguments and is written into `log`.

    Raises
    ------
    Unfilled
        If the first call returns nothing or raises NotImplementedError.
    Mismatch
        If the arguments are not those of `signature`, or another number of results comes back.
    """
    filled, own = False, _signature(function)

    @functools.wraps(function, updated=())
    def call(*args, **kwargs):
        nonlocal filled
        log.made = _name(function, signature), args, kwargs
        if own:
            _require_arguments(function, own, signature, args, kwargs)
        given = _copied([*args, *kwargs.values()])
        try:
            result = function(*given[: len(args)], **dict(zip(kwargs, given[len(args) :], strict=True)))
        except BaseException as error:
            log.error = error
            if isinstance(error, NotImplementedError) and not filled:
                raise Unfilled("it raises NotImplementedError") from None
            raise
        if not filled and (result is None or result is ...):
            raise Unfilled(f"it returned {result}")
        filled = log.returned = True
        log.result = result
        if inspect.iscoroutine(result):
            result.close()  # an `async def`: Python would complain later that nobody awaits it
        _note_change(log, [*args, *kwargs.values()], given)
        return _parts(result, signature)

    return call


@contextlib.contextmanager
def captured(log):
    """Swallow what is printed or warned of meanwhile, and leave a note of it in `log`."""
    printed = io.StringIO()
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(record=True) as caught,
        np.errstate(all="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        try:
            yield
        finally:
            log.notes += [_warning_note(warning) for warning in caught]
            if printed.getvalue():
                log.notes.append("your function prints; that is left out here.")


def _name(function, signature):
    name = str(getattr(function, "__name__", ""))
    return name if name.isidentifier() else signature.split("(")[0]


def _signature(function):
    """Return the signature of `function`, or None where Python knows none."""
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def _require_arguments(function, own, signature, args, kwargs):
    try:
        own.bind(*args, **kwargs)
    except TypeError as error:
        means = f"It takes other arguments than asked for ({error}): keep the first line of the stub."
        fail(signature, clean(f"{_name(function, signature)}{own}"), means)


def _copied(x):
    """Return `x` with its arrays copied, inside lists, tuples and dicts too."""
    if isinstance(x, np.ndarray):
        return x.copy()
    if type(x) in (list, tuple):
        return type(x)(_copied(part) for part in x)
    if type(x) is dict:
        return {key: _copied(part) for key, part in x.items()}
    return x


def _equal(x, y):
    if isinstance(x, np.ndarray):
        return x.shape == y.shape and np.array_equal(x, y, equal_nan=x.dtype.kind == "f")
    if type(x) in (list, tuple):
        return len(x) == len(y) and all(map(_equal, x, y))
    if type(x) is dict:
        return x.keys() == y.keys() and all(_equal(x[key], y[key]) for key in x)
    return True


def _note_change(log, before, after):
    for x, y in zip(before, after, strict=True):
        if not log.changed and not _equal(x, y):
            log.changed = (log.call, f"{show(x)} left as it is", f"{show(y)} after the call")


def _parts(result, signature):
    """Return `result`, as a tuple if `signature` ends in ``-> (a, b)``."""
    promised = signature.partition("->")[2].strip()
    if not promised.startswith("("):
        return result
    names = [name.strip() for name in promised.strip("()").split(",")]
    if not isinstance(result, (tuple, list)) or len(result) != len(names):
        fail(
            f"{promised}, a tuple",
            show(result),
            f"It ends with `return {', '.join(names)}`: all of them, in this order.",
        )
    return tuple(result)


def _warning_note(warning):
    text = clean(f"{warning.category.__name__}: {warning.message}")
    source = linecache.getline(warning.filename, warning.lineno).strip()
    return f"{text}, in `{source}`" if source and warning.filename != __file__ else text
