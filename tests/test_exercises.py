"""The checkers are themselves checked: right answers pass, wrong ones fail by name, nonsense breaks nothing."""

import importlib.util
import inspect
import io
import json
import re
import sys
import warnings
from contextlib import redirect_stdout
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from helpers import exercises
from helpers.exercises import _checking, _expect, check, hint, names
from helpers.exercises._words import report, show, show_call

ROOT = Path(__file__).parent.parent
NOTEBOOKS = [
    path for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb")) if path.name[:2] != "00"
]


@cache
def answers(name):
    """Return the module tests/answers/<name>.py."""
    spec = importlib.util.spec_from_file_location(
        f"answers_{name}", ROOT / "tests" / "answers" / f"{name}.py"
    )
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def exercise(name):
    return import_module(f"helpers.exercises.{name}")


def printed(name, *functions):
    """Return the result of `check` and what it printed."""
    out = io.StringIO()
    with redirect_stdout(out):
        result = check(name, *functions)
    return result, out.getvalue()


def title(function, module):
    """Return the name under which `function` stands in `module`; variants share one `__name__`."""
    return next(key for key, value in vars(module).items() if value is function)


RIGHT = [
    pytest.param(name, answer, id=f"{name}-{title(answer, answers(name))}")
    for name in names()
    for answer in answers(name).RIGHT
]
WRONG = [
    pytest.param(name, answer, *found, id=f"{name}-{title(answer, answers(name))}")
    for name in names()
    for answer, found in answers(name).WRONG.items()
]


# Every exercise


def test_the_names_are_the_modules():
    assert names() == sorted(names())
    assert {"cross_entropy", "gradient_descent", "log_softmax", "softmax"} <= set(names())
    assert not any(name.startswith("_") for name in names())


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_a_right_answer_passes(name, answer):
    result, text = printed(name, answer)
    assert result.passed, text
    assert result.failures == []
    assert f"all {len(exercise(name).TESTS) + 1} tests passed" in text
    assert text.count("✓") == len(exercise(name).TESTS) + 1
    assert "✗" not in text


@pytest.mark.parametrize(("name", "answer", "test", "word"), WRONG)
def test_a_wrong_answer_fails_and_its_mistake_is_named(name, answer, test, word):
    result, text = printed(name, answer)
    assert not result.passed
    first = result.failures[0]
    assert (first.test, word in first.meaning) == (test, True), first
    assert first.input
    assert first.expected
    assert first.obtained
    assert text.count("✗") == len(result.failures) + (len(result.failures) > 1)
    assert_readable(text)


@pytest.mark.parametrize("name", names())
def test_there_are_enough_answers(name):
    assert len(answers(name).RIGHT) >= 3
    assert len(answers(name).WRONG) >= 6


@pytest.mark.parametrize("name", names())
def test_every_test_of_an_exercise_is_run_and_can_be_the_first_to_fail(name):
    module = exercise(name)
    asked = [signature.split("(")[0] for signature in _checking.asked(module)]
    written = {
        key
        for key, value in vars(module).items()
        if inspect.isfunction(value) and list(inspect.signature(value).parameters) == asked
    }
    listed = {test.__name__ for test in module.TESTS}
    assert written == listed
    assert {test for test, _ in answers(name).WRONG.values()} == listed | {"input_unchanged"}


@pytest.mark.parametrize("name", names())
def test_an_exercise_has_a_statement_and_three_hints(name):
    module = exercise(name)
    assert len(module.HINTS) == 3
    assert all(hint.strip() == hint and hint[-1] in ".?" for hint in (*module.HINTS, module.STATEMENT))
    assert not any("def " in hint or "return " in hint for hint in module.HINTS)


# The solutions in the notebooks


def solutions(notebook):
    """Return the code of the folded solutions of a notebook, and what it passes to `check`, by exercise."""
    cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
    prose, code = (
        "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == kind)
        for kind in ("markdown", "code")
    )
    folded = re.findall(r"<summary>[^<]*solution[^<]*</summary>(.*?)</details>", prose, re.S | re.I)
    text = "\n".join(re.findall(r"```python\n(.*?)```", "\n".join(folded), re.S))
    asked = re.findall(r"""^check\(["'](\w+)["'], *([\w, ]+)\)""", code, re.M)
    return text, {name: functions.replace(" ", "").split(",") for name, functions in asked}


def run_solution(notebook, name):
    """Return the result of `check` for the solution that `notebook` folds away."""
    text, asked = solutions(notebook)
    namespace = {"np": np}
    exec(text, namespace)
    missing = set(asked[name]) - namespace.keys()
    assert not missing, f"no folded solution in {notebook} defines {missing}"
    return printed(name, *(namespace[function] for function in asked[name]))


@pytest.mark.parametrize("name", names())
def test_the_solution_in_the_notebook_passes(name):
    asking = [notebook for notebook in NOTEBOOKS if name in solutions(notebook)[1]]
    assert len(asking) == 1, f'{len(asking)} notebooks have a cell check("{name}", ...)'
    result, text = run_solution(asking[0], name)
    assert result.passed, text
    assert result.notes == ()


def test_a_notebook_asks_only_for_exercises_that_exist():
    asked = [name for notebook in NOTEBOOKS for name in solutions(notebook)[1]]
    assert set(asked) <= set(names())


SOLUTION = """Prose, and a block that is no solution: ```python
def softmax(z, axis=-1): return None
```
<details><summary>A solution</summary>

```python
def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
```

</details>"""


@pytest.mark.parametrize(
    ("old", "passes"), [("keepdims=True", True), (" - z.max(axis=axis, keepdims=True)", False)]
)
def test_the_solution_is_read_from_the_notebook(tmp_path, old, passes):
    text = SOLUTION if passes else SOLUTION.replace(old, "")
    stub = 'def softmax(z, axis=-1):\n    ...\n\n\ncheck("softmax", softmax)'
    cells = [{"cell_type": "markdown", "source": [text]}, {"cell_type": "code", "source": [stub]}]
    (tmp_path / "07.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert run_solution(tmp_path / "07.ipynb", "softmax")[0].passed is passes


# Stubs


def stub_dots(*args, **kwargs): ...


def stub_pass(*args, **kwargs):
    pass


def stub_none(*args, **kwargs):
    return None


def stub_returns_dots(*args, **kwargs):
    return ...


def stub_raises(*args, **kwargs):
    raise NotImplementedError


STUBS = [stub_dots, stub_pass, stub_none, stub_returns_dots, stub_raises]


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("stub", STUBS)
def test_a_stub_is_told_how_to_begin(name, stub):
    result, text = printed(name, stub)
    assert result.passed is False
    assert [failure.test for failure in result.failures] == ["filled_in"]
    assert "not filled in yet" in text
    assert f'hint("{name}")' in text
    assert all(signature in text for signature in _checking.asked(exercise(name)))
    assert "✗" not in text
    assert_readable(text)


def test_a_forgotten_return_is_named():
    def softmax(z, axis=-1):
        np.exp(z)

    result, text = printed("softmax", softmax)
    assert "it returned None" in text
    assert "`return` is missing" in result.failures[0].meaning


# Nonsense


class Unprintable:
    def __repr__(self):
        raise RuntimeError("no")


class Uncomparable(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        raise RuntimeError("no")


async def coroutine():
    return 1


def generator():
    yield 1


NONSENSE = {
    "string": lambda: "softmax",
    "number": lambda: 3,
    "nan": lambda: float("nan"),
    "complex": lambda: 1j * np.ones(3),
    "list": lambda: [1.0, 2.0],
    "ragged": lambda: [[1.0], [2.0, 3.0]],
    "tuple of None": lambda: (None, None),
    "tuple of strings": lambda: ("a", "b"),
    "tuple of three": lambda: (1, 2, 3),
    "path of nothing": lambda: ([], "converged"),
    "path of None": lambda: (None, "converged"),
    "0-d path": lambda: (np.array(1.0), "converged"),
    "path of strings": lambda: (["a", "b"], "converged"),
    "dict": lambda: {"p": 1},
    "set": lambda: {1},
    "bool": lambda: np.ones(3, dtype=bool),
    "object": lambda: np.array([None, "a", 3], dtype=object),
    "text array": lambda: np.array(["a", "b", "c"]),
    "dates": lambda: np.zeros(3, dtype="datetime64[D]"),
    "empty": lambda: np.empty(0),
    "huge": lambda: np.zeros((200, 200)),
    "large numbers": lambda: np.full(3, -1e308),
    "masked": lambda: np.ma.masked_array([1.0, 2.0, 3.0], mask=[0, 1, 0]),
    "class": lambda: int,
    "function": lambda: np.exp,
    "module": lambda: np,
    "generator": generator,
    "coroutine": coroutine,
    "unprintable": Unprintable,
    "uncomparable": lambda: np.ones(3).view(Uncomparable),
    "not implemented": lambda: NotImplemented,
    "exception": lambda: ValueError("returned, not raised"),
}


def assert_readable(text):
    assert max(map(len, text.splitlines())) <= 100
    assert "\x1b" not in text
    assert not re.search(r"0x[0-9a-f]{6}", text)


@pytest.mark.parametrize("name", names())
def test_nonsense_that_comes_back_is_reported(name):
    for kind, value in NONSENSE.items():
        result, text = printed(name, lambda *args, value=value, **kwargs: value())
        assert not result.passed, kind
        assert all(failure.meaning and failure.obtained for failure in result.failures), kind
        assert_readable(text)


def test_nonsense_is_reported_in_the_same_words_every_time():
    for value in NONSENSE.values():
        texts = {printed("softmax", lambda *args, value=value, **kwargs: value())[1] for _ in range(2)}
        assert len(texts) == 1


class Silent(Exception):
    def __str__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize(
    "error", [ValueError("x" * 5000), KeyError("k"), SystemExit(3), Silent(), MemoryError()]
)
@pytest.mark.parametrize("name", names())
def test_an_exception_of_the_answer_is_reported_with_its_own_line(name, error):
    def answer(*args, **kwargs):
        raise error  # this line is shown

    result, text = printed(name, answer)
    line = inspect.getsourcelines(answer)[1] + 1
    assert type(error).__name__ in result.failures[0].obtained
    assert len(result.failures[0].obtained) < 600
    assert f"in line {line}: raise error  # this line is shown" in text
    assert "helpers" not in text
    assert_readable(text)


def helper_of_the_answer(z):
    return z + undefined_name  # noqa: F821


def test_the_deepest_line_of_the_reader_is_shown():
    result, text = printed("softmax", lambda z, axis=-1: np.apply_along_axis(helper_of_the_answer, axis, z))
    assert "NameError: name 'undefined_name' is not defined" in text
    assert "return z + undefined_name" in text
    assert "spelled differently" in result.failures[0].meaning


@pytest.mark.parametrize(
    "answer",
    [
        int,
        dict,
        np.exp,
        len,
        object,
        partial(np.sum, 1),
        np.vectorize(abs),
        lambda: 1,
        lambda z: z,
        Unprintable,
    ],
)
@pytest.mark.parametrize("name", names())
def test_a_callable_of_another_kind_is_reported(name, answer):
    result, text = printed(name, answer)
    assert not result.passed
    assert_readable(text)
    assert printed(name, answer)[1] == text


def test_a_warning_is_not_quoted_from_our_own_lines():
    assert printed("softmax", np.exp)[0].notes == ("RuntimeWarning: overflow encountered in exp",)


def test_other_arguments_than_asked_for_are_named():
    def softmax(z):
        return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)

    result, _ = printed("softmax", softmax)
    assert result.failures[0].test == "any_axis"
    assert result.failures[0].obtained == "softmax(z)"
    assert "unexpected keyword argument 'axis'" in result.failures[0].meaning


def test_recursion_without_end_is_reported():
    def softmax(z, axis=-1):
        return softmax(z, axis)

    result, _ = printed("softmax", softmax)
    assert "without end" in result.failures[0].meaning


@pytest.mark.parametrize("value", ["softmax", None, 3, np.ones(3), [1.0]])
def test_something_uncallable_is_a_clear_error(value):
    with pytest.raises(
        TypeError, match=r"expected the function itself, uncalled, as in check\('softmax', softmax\)"
    ):
        check("softmax", value)


@pytest.mark.parametrize("function", [check, hint])
def test_an_unknown_exercise_is_a_clear_error(function):
    arguments = (abs,) if function is check else ()
    known = ", ".join(map(repr, names()))
    with pytest.raises(ValueError, match=f"name='sofmax': expected one of {known}"):
        function("sofmax", *arguments)
    with pytest.raises(TypeError, match="expected the name of an exercise first"):
        function(abs, *arguments)
    with pytest.raises(ValueError, match="expected one of"):
        function("_words", *arguments)


def test_too_many_functions_are_a_clear_error():
    with pytest.raises(TypeError, match=r"got 2 functions: expected 1, as in check\('softmax', softmax\)"):
        check("softmax", abs, abs)


# What the answer does besides


def test_prints_and_warnings_of_the_answer_become_notes(capfd):
    def softmax(z, axis=-1):
        print("debugging")  # noqa: T201
        sys.stderr.write("debugging\n")
        warnings.warn("careless", DeprecationWarning, stacklevel=1)
        np.log(np.zeros(1))
        return answers("softmax").shifted(z, axis)

    result = check("softmax", softmax)
    text, err = capfd.readouterr()
    assert err == ""
    assert "debugging" not in text
    assert result.passed
    assert result.notes == (
        'DeprecationWarning: careless, in `warnings.warn("careless", DeprecationWarning, stacklevel=1)`',
        "RuntimeWarning: divide by zero encountered in log, in `np.log(np.zeros(1))`",
        "your function prints; that is left out here.",
    )
    assert "note: your function prints" in text


def test_the_settings_of_numpy_are_left_alone_and_have_no_influence():
    def softmax(z, axis=-1):
        return [z / 3]

    text = printed("softmax", softmax)[1]
    with np.printoptions(precision=1, threshold=1), np.errstate(all="raise"):
        before = np.geterr()
        assert printed("softmax", softmax)[1] == text
        assert printed("softmax", answers("softmax").shifted)[0].passed
        assert np.geterr() == before


def test_a_result_is_not_displayed_a_second_time():
    result, _ = printed("softmax", answers("softmax").shifted)
    assert DisplayFormatter().format(result) == ({}, {})
    assert repr(result) == "<softmax: 9 of 9 tests passed>"


# Hints


def test_hints_come_one_by_one_and_begin_again(monkeypatch, capsys):
    monkeypatch.setattr(exercises, "_hints_given", {})
    texts = []
    for _ in range(4):
        hint("softmax")
        texts.append(capsys.readouterr().out)
    heads = [text.splitlines()[0] for text in texts]
    assert heads[:3] == ["softmax, hint 1 of 3", "softmax, hint 2 of 3", "softmax, hint 3 of 3, the last"]
    assert texts[3] == texts[0]
    for stage in (1, 2):
        hint("log_softmax")
        assert capsys.readouterr().out.startswith(f"log_softmax, hint {stage} of 3")


def test_a_hint_by_its_stage_is_the_same_every_time(monkeypatch, capsys):
    monkeypatch.setattr(exercises, "_hints_given", {})
    hint("softmax")
    capsys.readouterr()
    hint("softmax", 3)
    hint("softmax", 3)
    first, second = re.findall(r"softmax, hint 3 of 3, the last\n(?:  .*\n)+", capsys.readouterr().out)
    assert first == second
    assert_readable(first)
    hint("softmax")
    assert capsys.readouterr().out.startswith("softmax, hint 2 of 3")


@pytest.mark.parametrize(
    ("stage", "error"), [(0, ValueError), (4, ValueError), (1.5, TypeError), ("1", TypeError)]
)
def test_a_stage_that_does_not_exist_is_a_clear_error(stage, error):
    with pytest.raises(error, match="stage="):
        hint("softmax", stage)


# The machinery, on exercises made for the purpose


def toy(*tests, asks="double(x) -> y"):
    return SimpleNamespace(ASKS=asks, STATEMENT="Double x.", HINTS=("One.", "Two.", "Three."), TESTS=tests)


def run(exercise, *functions):
    return _checking.run("toy", exercise, functions)


def doubles(double):
    """Double."""
    _expect.expect(double(np.array([1.0, 2.0])), [2.0, 4.0], "Not doubled.")


def refuses(double):
    """Refuse strings."""
    _expect.expect_raises(TypeError, "A string cannot be doubled.", double, "a")


def in_silence(double):
    """Double without a warning."""
    _expect.quietly("Something warns.", double, np.array([0.0]))


def slope_two(double):
    """Rise by 2."""
    _expect.expect_gradient(lambda x: double(x).sum(), np.array([1.0, 2.0]), np.array([2.0, 2.0]), "Not 2.")


@pytest.mark.parametrize(
    ("test", "right", "wrong", "obtained"),
    [
        (doubles, lambda x: 2 * x, lambda x: 3 * x, "[3., 6.]"),
        (refuses, lambda x: x / 2, lambda x: 2 * x, "'aa'"),
        (in_silence, lambda x: x * 2, lambda x: x / x, "RuntimeWarning: invalid value"),
        (slope_two, lambda x: 2 * x, lambda x: 2 * x + x**2, "0."),
    ],
)
def test_each_kind_of_expectation_can_hold_and_fail(test, right, wrong, obtained):
    assert run(toy(test), right).outcomes[0] == (test.__doc__.rstrip("."), None)
    (failure,) = run(toy(test), wrong).failures
    assert failure.test == test.__name__
    assert obtained in failure.obtained


def test_an_unexpected_exception_is_no_refusal():
    def double(x):
        return x.undefined

    (failure, _) = run(toy(refuses), double).failures
    assert "AttributeError" in failure.obtained


def test_a_bug_in_a_test_is_not_blamed_on_a_line_of_the_reader():
    def broken(double):
        """Break."""
        double(np.ones(1)).sort(axis="no such axis")

    elsewhere = {}  # the reader's function does not share the globals of this file
    exec("def double(x):\n    return 2 * x", elsewhere)
    (failure,) = run(toy(broken), elsewhere["double"]).failures
    assert "could not use what came back (TypeError" in failure.meaning
    assert failure.obtained == "[2.]"


def both(forward, backward):
    """Go forward and backward."""
    y, cache = forward(np.array([1.0, 2.0]))
    _expect.expect(y, [2.0, 4.0], "Not doubled.", "y")
    _expect.expect(backward(np.array([1.0, 1.0]), cache), [2.0, 2.0], "Not 2.", "dx")


def forward_only(forward, backward):
    """Go forward."""
    _expect.expect(forward(np.array([1.0]))[0], [2.0], "Not doubled.", "y")


def test_an_exercise_may_ask_for_two_functions():
    layer = toy(forward_only, both, asks=("forward(x) -> (y, cache)", "backward(dy, cache) -> dx"))

    def forward(x):
        return 2 * x, {"x": x}

    assert run(layer, forward, lambda dy, cache: 2 * dy).passed
    assert [f.test for f in run(layer, forward, lambda dy, cache: dy).failures] == ["both"]
    one_filled = run(layer, forward, stub_dots)
    assert [f.test for f in one_filled.failures] == ["filled_in"]
    assert "it returned None" in report(one_filled, layer)
    assert "✓ Go forward" in report(one_filled, layer)
    nothing = report(run(layer, stub_dots, stub_dots), layer)
    assert "forward(x) -> (y, cache)\n          backward(dy, cache) -> dx" in nothing
    with pytest.raises(
        TypeError, match=r"got 1 functions: expected 2, as in check\('toy', forward, backward\)"
    ):
        run(layer, forward)


@pytest.mark.parametrize("kind", ["array", "list", "dict", "tuple"])
def test_a_changed_input_is_found_inside_containers_too(kind):
    wrap = {"array": lambda x: x, "list": lambda x: [x], "dict": lambda x: {"w": x}, "tuple": lambda x: (x,)}[
        kind
    ]
    key = {"array": slice(None), "dict": "w"}.get(kind, 0)

    def takes(double):
        """Take anything."""
        x = wrap(np.array([1.0, np.nan]))
        double(x)
        np.testing.assert_array_equal(x[key], [1.0, np.nan])  # the caller's own array is safe

    def careless(x):
        x[key][0] = 5.0
        return x

    assert run(toy(takes), lambda x: x).passed
    (failure,) = run(toy(takes), careless).failures
    assert failure.test == "input_unchanged"
    assert "5" in failure.obtained


def test_a_generator_of_random_numbers_is_passed_on_itself():
    def draws(double):
        """Draw twice."""
        rng = np.random.default_rng(0)
        if double(rng) == double(rng):
            _expect.fail("two numbers", "one", "The same state twice.")

    assert run(toy(draws), lambda rng: rng.random()).passed


KINDS = [
    (None, "None came back"),
    ([1.0, 2.0], "Python list"),
    ((1.0, 2.0), "Python tuple"),
    (generator(), "`yield`"),
    (np.exp, "call it"),
    ("text", "type str"),
    (np.array([1.0, 2.0]) + 0j, "is complex"),
    (np.array([True, False]), "bool"),
    (np.array([1.0, 2.0], dtype=object), "object"),
    (np.array([1, 2]), "whole numbers"),
    (np.array([1.0, 2.0], dtype=np.float32), "float32"),
    (np.array([[1.0, 2.0]]), "shape is (1, 2), not (2,)"),
    (np.array([np.nan, 2.0]), "inf - inf"),
    (np.array([1.0, 2.0 + 1e-8]), "Nearly right"),
    (np.array([-1.0, -2.0]), "sign"),
    (np.array([1.0, 3.0]), "word of the test"),
    (np.array([2.0, 1.0]), "reversed"),
    (np.array([[2.0], [1.0]]), "column"),
    (np.array([np.nan, 1.0]), "overflowed"),
]


@pytest.mark.parametrize(("obtained", "word"), KINDS, ids=[word for _, word in KINDS])
def test_the_meaning_depends_on_what_came_back(obtained, word):
    lookalikes = {"reversed": [2.0, 1.0], "column": [[2.0], [1.0]], "overflowed": [np.nan, 1.0]}
    with pytest.raises(_expect.Mismatch) as found:
        _expect.expect(obtained, [1.0, 2.0], "word of the test", "p", lookalikes=lookalikes)
    assert word in found.value.meaning
    assert found.value.expected.startswith("p = ")
    assert found.value.expected != found.value.obtained


@pytest.mark.parametrize(
    "obtained", [2.0, 2, np.float32(2.0), np.float64(2.0), np.array(2.0), 2.0 * (1 + 1e-10)]
)
def test_a_number_may_be_of_any_real_type(obtained):
    _expect.expect(obtained, 2.0, "Not 2.")


@pytest.mark.parametrize("obtained", [np.array([2.0]), True, "2", 2.0 * (1 + 1e-8), np.nan, np.inf, 2 + 0j])
def test_a_number_is_no_array_and_no_truth_value(obtained):
    with pytest.raises(_expect.Mismatch):
        _expect.expect(obtained, 2.0, "Not 2.")


def test_infinities_are_compared_by_their_sign():
    _expect.expect(np.array([-np.inf, 0.0]), [-np.inf, 0.0], "")
    with pytest.raises(_expect.Mismatch):
        _expect.expect(np.array([np.inf, 0.0]), [-np.inf, 0.0], "")


def test_the_largest_difference_is_located_in_a_long_array():
    expected = np.zeros((3, 4))
    expected[0, 0] = -np.inf
    obtained = expected.copy()
    obtained[1, 2] = 0.5
    with pytest.raises(_expect.Mismatch) as found:
        _expect.expect(obtained, expected, "")
    assert found.value.obtained.endswith("largest difference 0.5 at [1, 2]")


def test_a_call_is_shown_so_that_it_can_be_pasted():
    def double(w):
        """Return 2 * w."""

    x = np.array([[1.0, np.inf], [np.nan, -2.5]])
    text = show_call("f", (x, np.arange(3), 1.0), {"dtype": np.float32(0.5), "name": "a"})
    assert (
        text
        == "f(np.array([[ 1. , np.inf], [ np.nan, -2.5]]), np.array([0, 1, 2]), 1.0, dtype=0.5, name='a')"
    )
    assert show_call("f", (double,), {}) == "f(double)  where double(w) is 2 * w"
    assert (
        show_call("f", (np.zeros((100, 3), dtype=np.float32),), {}) == "f(<float32 array of shape (100, 3)>)"
    )
    assert show(object()) == "<object object>"
