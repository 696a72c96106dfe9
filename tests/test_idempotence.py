"""Running a cell twice in a row gives the same output, so that a reader may."""

import os
import sys
import warnings
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from matplotlib import pyplot as plt
from nbformat.v4 import new_code_cell, new_notebook

from notebook_run import notebooks, run
from tools.compare import mask


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_cell_twice(path):
    assert changing_cells(run(path, repeat=2)) == []


def changing_cells(result):
    """Return the ids of the cells whose second run gave something else than the first."""
    return [cell.id for cell in result.cells if masked(cell.runs[0]) != masked(cell.runs[1])]


def masked(outputs):
    return [(kind, mask(data) if isinstance(data, str) else data) for kind, data in outputs]


@pytest.fixture
def made(tmp_path):
    def save(*sources):
        cells = [new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
        nbformat.write(new_notebook(cells=cells), tmp_path / "made.ipynb")
        return tmp_path / "made.ipynb"

    return save


def test_a_cell_that_changes_what_an_earlier_one_built_is_found(made):
    path = made("x = 1", "x += 1\nprint(x)", "x", "import random\nprint('measured', random.random())")
    assert changing_cells(run(path, repeat=2)) == ["cell-1"]


def test_a_picture_that_changes_is_found(made):
    start = "import numpy as np\nfrom matplotlib import pyplot as plt\nrng = np.random.default_rng(0)"
    show = "from helpers.plotting import show\nfig, ax = plt.subplots()\nax.plot({})\nshow(fig, 'A line.')"
    path = made(start, show.format("rng.normal(size=3)"), show.format("[0, 1]"))
    result = run(path, repeat=2)
    assert changing_cells(result) == ["cell-1"]
    assert [kind for kind, _ in result.cells[2].runs[0]] == ["image/png", "text/plain"]


def test_outputs_of_a_cell(made):
    path = made("import sys\nprint('a')\nprint('b', file=sys.stderr)\n{'c': 1}", "2", "None", "3;", "x = 4")
    outputs = [cell.runs for cell in run(path).cells]
    assert outputs[0] == [[("stdout", "a\n"), ("stderr", "b\n"), ("text/plain", "{'c': 1}")]]
    assert outputs[1:] == [[[("text/plain", "2")]], [[]], [[("text/plain", "3")]], [[]]]


def test_run_leaves_the_process_as_it_was(made):
    style, filters, folder, figures = (
        dict(mpl.rcParams),
        list(warnings.filters),
        os.getcwd(),
        plt.get_fignums(),
    )
    path = made(
        "import os\nimport warnings\nimport matplotlib as mpl\nfrom matplotlib import pyplot as plt",
        "mpl.rcParams['font.size'] = 33\nwarnings.simplefilter('ignore')\nfig = plt.figure()\nos.getcwd()",
    )
    result = run(path)
    assert result.cells[1].runs[0] == [("text/plain", repr(str(path.parent.resolve())))]
    assert (dict(mpl.rcParams), list(warnings.filters)) == (style, filters)
    assert (os.getcwd(), plt.get_fignums()) == (folder, figures)
    assert sys.modules["__main__"].__dict__ is not result.namespace
    assert result.style["font.size"] == 33


@pytest.mark.parametrize(
    "source, error",
    [
        ("import warnings\nwarnings.warn('careful')", UserWarning),
        ("import numpy as np\nnp.exp([1e4])", RuntimeWarning),
        ("import warnings\nwarnings.warn('old', DeprecationWarning)", DeprecationWarning),
        ("from helpers.claims import claim\nclaim('No.', False)", AssertionError),
    ],
)
def test_warnings_and_false_claims_are_errors(made, source, error):
    with pytest.raises(error):
        run(made(source))


def test_a_notebook_runs_once_for_all_its_tests(made):
    path = made("from helpers.claims import claim\nclaim('Yes.', True)")
    twice = run(path, repeat=2)
    assert run(path) is twice and len(twice.cells[0].runs) == 2 and len(twice.claims) == 1
    other = made("x = 1")
    os.utime(other, ns=(1, 1))
    assert run(other) is not twice and run(Path(other)).namespace["x"] == 1
