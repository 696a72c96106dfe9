"""Run the tests of an exercise one by one and keep what each found."""

from dataclasses import dataclass

from helpers.exercises._errors import explained
from helpers.exercises._expect import Mismatch
from helpers.exercises._watch import Log, Unfilled, captured, watched


@dataclass(frozen=True)
class Failure:
    """What one test found: the call it made, what it expected and obtained, what that usually means."""

    test: str
    input: str
    expected: str
    obtained: str
    meaning: str


@dataclass(frozen=True, repr=False)
class Result:
    """What `check` found: `outcomes` pairs the sentence of each test with its `Failure` or None."""

    name: str
    outcomes: tuple
    notes: tuple = ()
    unfilled: bool = False

    @property
    def failures(self):
        """The failures, in the order of the tests."""
        return [failure for _, failure in self.outcomes if failure]

    @property
    def passed(self):
        """Whether every test passed."""
        return not self.failures

    def __repr__(self):
        passed = len(self.outcomes) - len(self.failures)
        return f"<{self.name}: {passed} of {len(self.outcomes)} tests passed>"

    def _ipython_display_(self):
        """Display nothing: `check` has printed it already."""


def run(name, exercise, functions):
    """Return the `Result` of all tests of `exercise`, or of the first alone if that meets a stub.

    Raises
    ------
    TypeError
        If `functions` are not functions, or not as many as the exercise asks for.
    """
    _require_functions(name, exercise, functions)
    log, outcomes = Log(), []
    ready = [watched(*pair, log) for pair in zip(functions, asked(exercise), strict=True)]
    for test in exercise.TESTS:
        failure = _run_test(test, ready, functions, log)
        outcomes.append((test.__doc__.splitlines()[0].rstrip("."), failure))
        if len(outcomes) == 1 and failure and failure.test == "filled_in":
            return Result(name, tuple(outcomes), unfilled=True)
    outcomes.append(("Leave the input unchanged", _input_unchanged(log)))
    return Result(name, tuple(outcomes), tuple(dict.fromkeys(log.notes)))


def asked(exercise):
    """Return the signatures that `exercise` asks for as a tuple."""
    return (exercise.ASKS,) if isinstance(exercise.ASKS, str) else tuple(exercise.ASKS)


def _require_functions(name, exercise, functions):
    wanted = [signature.split("(")[0] for signature in asked(exercise)]
    usage = f"check({', '.join([repr(name), *wanted])})"
    for function in functions:
        if not callable(function):
            kind = type(function).__name__
            raise TypeError(
                f"got a value of type {kind}: expected the function itself, uncalled, as in {usage}"
            )
    if len(functions) != len(wanted):
        raise TypeError(f"got {len(functions)} functions: expected {len(wanted)}, as in {usage}")


def _run_test(test, ready, functions, log):
    log.made = ()
    try:
        with captured(log):
            test(*ready)
    except Unfilled as stub:
        meaning = "It is not filled in yet, or its `return` is missing."
        return Failure("filled_in", log.call, "a result", str(stub), meaning)
    except Mismatch as found:
        parts = found.expected, found.obtained, found.meaning
    except (Exception, SystemExit) as error:
        parts = explained(error, functions, log)
    else:
        return None
    return Failure(test.__name__, log.call, *parts)


def _input_unchanged(log):
    if log.changed:
        means = (
            "`z -= c`, `z[0] = c` or z.sort() work on the caller's own array: write z = z - c, or copy first."
        )
        return Failure("input_unchanged", *log.changed, means)
    if not log.returned:
        return Failure("input_unchanged", log.call, "a result", "none", "No call came back.")
    return None
