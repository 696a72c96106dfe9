"""What nbval, as it is set up here, lets pass and what it does not."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from conftest import scope
from tools.compare import mask

ROOT = Path(__file__).parents[1]

CASES = {
    "an exact number that is equal": ("print('exact', 1 + 1)", "exact 2\n", True),
    "an exact number that changed": ("print('exact', 1 + 1)", "exact 3\n", False),
    "a measured number that changed": (
        "from helpers.claims import claim\nclaim('It holds.', True, measured=0.123)",
        "✓ It holds.\n    measured 0.456\n",
        True,
    ),
    "measured numbers by name that changed": (
        "claim('It holds.', True, measured={'a': 1e-9, 'b': -2.5})",
        "✓ It holds.\n    measured a 3.2e-10, b 17\n",
        True,
    ),
    "a measured number under another name": (
        "claim('It holds.', True, measured={'a': 1.0, 'b': 2.5})",
        "✓ It holds.\n    measured a 1, c 2.5\n",
        False,
    ),
    "one measured number more": (
        "claim('It holds.', True, measured={'a': 1.0, 'b': 2.5})",
        "✓ It holds.\n    measured a 1\n",
        False,
    ),
    "another sentence": ("claim('It holds.', True, measured=1)", "✓ It held.\n    measured 1\n", False),
    "an exact number in the sentence": (
        "claim('It is 3.', True, measured=1)",
        "✓ It is 4.\n    measured 1\n",
        False,
    ),
    "a false claim": ("claim('It does not hold.', False)", "✓ It does not hold.\n", False),
    "a line more": ("print('one')\nprint('two')", "one\n", False),
    "a line less": ("print('one')", "one\ntwo\n", False),
    "a warning": ("import warnings\nwarnings.warn('careful')", None, False),
    "a picture that vanished": ("pass", {"image/png": "", "text/plain": "A line."}, False),
    "a widget stored without its view": (
        "from ipywidgets import IntSlider\nIntSlider()",
        {"text/plain": "IntSlider(value=0)"},
        True,
    ),
    "a cell that raises": ("1 / 0", None, False),
    "the cell after it": ("print('still running')", "still running\n", True),
}


def save(path, cells):
    """Store a notebook of (source, output) pairs as if it had been run."""
    nb = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}})
    for count, (source, output) in enumerate(cells, start=1):
        outputs = []
        if isinstance(output, str):
            outputs = [new_output("stream", name="stdout", text=output)]
        elif output:
            outputs = [new_output("display_data", data=output)]
        nb.cells.append(new_code_cell(source, outputs=outputs, execution_count=count))
    nbformat.write(nb, path)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Run pytest with the settings of pyproject.toml on the cases; return for each whether it passed."""
    folder = tmp_path_factory.mktemp("nbval")
    save(folder / "cases.ipynb", [(source, output) for source, output, _ in CASES.values()])
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", str(folder)]
    command += ["-n", "0", "-rA", "-q", "--color=no", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace")
    found = re.findall(r"^(PASSED|FAILED) .*::Cell (\d+)", done.stdout, re.MULTILINE)
    assert len(found) == len(CASES), done.stdout + done.stderr
    return {int(cell): outcome == "PASSED" for outcome, cell in found}


@pytest.mark.parametrize("case", CASES)
def test_strict(outcomes, case):
    assert outcomes[list(CASES).index(case)] == CASES[case][-1]


@pytest.mark.parametrize(
    "nodeid, kept_with",
    [
        ("notebooks/07-popular.ipynb::Cell 3", "notebook 07"),
        ("tests/test_idempotence.py::test_every_cell_twice[07-popular]", "notebook 07"),
        ("tests/test_playgrounds.py::test_sweep[07-popular-lr]", "notebook 07"),
        ("tests/test_browser.py::test_open[07-popular]", "tests/test_browser.py"),
        ("tests/test_losses.py::test_shape[07-x]", "tests/test_losses.py"),
    ],
)
def test_a_notebook_stays_in_one_worker(nodeid, kept_with):
    assert scope(nodeid) == kept_with


@pytest.mark.parametrize(
    "text, masked",
    [
        ("measured 0.5", "measured #"),
        ("measured -1.5e-05, 12 and 3.", "measured #, # and #"),
        ("3 before, measured 4\n5 after", "3 before, measured #\n5 after"),
        ("measured inf, nan", "measured inf, nan"),
        ("unmeasured 3", "unmeasured 3"),
        ("measured " + "1 " * 9, "measured " + "# " * 8 + "1 "),
    ],
)
def test_mask_hides_measured_numbers_only(text, masked):
    assert mask(text) == masked
