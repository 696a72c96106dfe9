"""Coding exercises: `check(name, function)` tests an answer in words, `hint(name)` helps in three stages.

Every module of this folder without a leading underscore is one exercise, called by its own name. It holds

- ``ASKS``: the signature to write, ``"name(arguments) -> result"``, or a tuple of them;
- ``STATEMENT``: what the function does, in one sentence;
- ``TESTS``: functions that take the reader's function and compare it with independent truth. The name of
  a test is its identity, its docstring the sentence that is printed with a tick;
- ``HINTS``: three hints, the last of which nearly gives the key line.

The solution is not here: it stands in the notebook, and tests/test_exercises.py runs it from there. Other
right answers, and the wrong ones that each test must name, are in tests/answers, a file of the same name.
"""

import pkgutil
from importlib import import_module

from helpers.exercises._checking import run
from helpers.exercises._words import hint_text, report
from helpers.validation import choice, number

_hints_given = {}


def names():
    """Return the names of all exercises, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name[0] != "_")


def check(name, function, *more):
    """Run the tests of an exercise on the reader's `function`, print what was found and return it.

    Parameters
    ----------
    name : str
        One of `names()`.
    function, *more : callable
        What the exercise asks for, in that order; most ask for one function.

    Returns
    -------
    Result
        With `passed` (bool) and `failures` (list); a notebook does not display it.

    Raises
    ------
    TypeError
        If something other than functions is given, or not as many as the exercise asks for.
    ValueError
        If there is no exercise of that name.
    """
    exercise = _exercise(name)
    result = run(name, exercise, (function, *more))
    print(report(result, exercise))
    return result


def hint(name, stage=None):
    """Print the next hint of an exercise, beginning again after the last, or the one of a given stage.

    A cell that is stored names the stage, ``hint("softmax", 1)``: the same call then prints the same text.

    Parameters
    ----------
    name : str
        One of `names()`.
    stage : int, optional
        Which hint, counted from 1; does not move the counter of ``hint(name)``.

    Raises
    ------
    ValueError, TypeError
        If there is no such exercise or no such stage.
    """
    hints = _exercise(name).HINTS
    if stage is None:
        stage = _hints_given[name] = _hints_given.get(name, 0) % len(hints) + 1
    stage = number("stage", stage, low=1, high=len(hints), integer=True)
    print(hint_text(name, stage, hints))


def _exercise(name):
    if not isinstance(name, str):
        raise TypeError(
            f'name={name!r}: expected the name of an exercise first, as in check("softmax", softmax)'
        )
    return import_module(f"{__name__}.{choice('name', name, names())}")
