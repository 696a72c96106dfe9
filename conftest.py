"""Settings of a test run: one thread for each process, one worker for all tests of one notebook."""

import os
import re

import pytest
from xdist.scheduler import LoadFileScheduling

from tools import ONE_THREAD

os.environ.update(ONE_THREAD | os.environ)  # before NumPy is imported, and for the kernels

_TESTS = r"tests/test_(?:idempotence|notebook_rules|playgrounds)\.py::.*\["
_NOTEBOOK = re.compile(rf"^(?:notebooks/|{_TESTS})(\d\d)-")


def scope(nodeid):
    """Return what a test is kept together with: its notebook's number, else its file."""
    notebook = _NOTEBOOK.match(nodeid)
    return f"notebook {notebook[1]}" if notebook else nodeid.split("::")[0]


class NotebookScheduling(LoadFileScheduling):
    """Gives a notebook's cells, in order, and the tests of that notebook to one worker.

    The tests of a notebook then share one execution (see tests/notebook_run.py).
    """

    def _split_scope(self, nodeid):
        return scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Schedule by notebook wherever tests are distributed by file."""
    return NotebookScheduling(config, log) if config.getvalue("dist") == "loadfile" else None
