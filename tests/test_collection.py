"""README, index, notebooks, links between them, commands and requirements are in step."""

import re
from pathlib import Path

import pytest

from notebook_rules import prose
from notebook_rules.page import Page
from notebook_run import NOTEBOOKS, notebooks

ROOT = Path(__file__).parents[1]
LEVELS = "core|intermediate|advanced"
QUESTIONS = [path for path in notebooks() if not path.name.startswith("00-")]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def table(text):
    """Return number to (question, link or None, level, last cell) of the rows of a table of questions."""
    rows = re.findall(rf"^\| *(\d+) *\| *(.+?) *\| *({LEVELS}) *\| *(.+?) *\|$", text, re.MULTILINE)
    found = {}
    for number, question, level, last in rows:
        linked = re.fullmatch(r"\[(.+)\]\((.+)\)", question)
        found[int(number)] = (linked[1], linked[2], level, last) if linked else (question, None, level, last)
    assert len(found) == len(rows), "a number twice"
    return found


@pytest.fixture(scope="module")
def readme():
    return table(read("README.md"))


@pytest.fixture(scope="module")
def index():
    start = Page.read(NOTEBOOKS / "00-start-here.ipynb")
    return table("\n".join(cell.source for cell in start.markdown))


def test_every_file_is_a_notebook_with_a_number_of_its_own():
    files = [path.name for path in NOTEBOOKS.iterdir() if path.is_file()]
    assert [name for name in files if not re.fullmatch(r"[0-3]\d(-[a-z0-9]+)+\.ipynb", name)] == []
    assert len({name[:2] for name in files}) == len(files)


def test_both_tables_have_the_same_thirty_questions(readme, index):
    assert list(readme) == list(index) == list(range(1, 31))
    assert {n: row[0::2][:2] for n, row in readme.items()} == {n: row[0::2][:2] for n, row in index.items()}


def test_each_row_links_its_notebook_and_each_notebook_has_a_row(readme, index):
    files = [path.name for path in QUESTIONS]
    assert [row[1] for row in index.values()] == files
    assert [row[1] for row in readme.values()] == [f"notebooks/{name}" for name in files]


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_tables_say_what_the_notebook_says(path, readme, index):
    page, number = Page.read(path), int(path.name[:2])
    question = page.nb.cells[0].source.split("\n")[0].partition(" · ")[2]
    level, minutes = prose.header(page)[:2]
    for row in (readme[number], index[number]):
        assert (row[0], *row[2:]) == (question, level, f"{minutes} min")


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_previous_and_next_are_the_neighbours(path):
    names = [p.name for p in notebooks()]
    place = names.index(path.name)
    wanted = names[place - 1], names[place + 1] if place + 1 < len(names) else None
    assert prose.header(Page.read(path))[3:] == wanted, f"expected ← {wanted[0]} and {wanted[1]} →"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_of_a_page_resolve(name):
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", read(name)) if ":" not in target]
    assert [target for target in targets if not (ROOT / target.partition("#")[0]).exists()] == []


def fenced(language):
    return re.findall(rf"^```{language}\n(.+?)\n```$", read("README.md"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("language, start", [("sh", "python3 -m venv "), ("powershell", "py -m venv ")])
def test_ci_runs_the_test_command_of_the_readme(language, start):
    (command,) = [block for block in fenced(language) if block.endswith(" -m pytest")]
    assert command.startswith(start) and "\n" not in command
    assert f"run: {command}\n" in read(".github/workflows/notebooks.yml")


def test_ci_run_finds_the_test_command_of_the_readme():
    pattern = re.search(r"grep -E '(.+)' README\.md", read(".ci/run"))[1]
    assert len(re.findall(pattern, read("README.md"), re.MULTILINE)) == 1


def requirements():
    """Return package to (lower bound, the whole line)."""
    lines = re.findall(r"^([\w-]+)>=([\d.]+),<[\d.]+$", read("requirements.txt"), re.MULTILINE)
    assert len(lines) == len(re.findall(r"^\w", read("requirements.txt"), re.MULTILINE)), (
        "a range without both bounds"
    )
    return dict(lines)


def test_constraints_pin_the_lower_bounds():
    pins = dict(re.findall(r"^([\w-]+)==([\d.]+)$", read("tests/constraints-oldest.txt"), re.MULTILINE))
    assert pins.keys() == requirements().keys()
    for name, low in requirements().items():
        assert f"{pins[name]}.0.0".startswith(f"{low}."), f"{name}: {pins[name]} is not the lower bound {low}"


def test_readme_says_what_each_dependency_is_for():
    names = re.findall(r"^\| ([\w, -]+) \| .+ \|$", read("README.md"), re.MULTILINE)
    assert set(requirements()) <= {name for cell in names for name in cell.split(", ")}
