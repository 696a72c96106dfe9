"""One worker for all tests of one notebook, so that they share its execution (see notebook_run)."""

import re

import pytest
from xdist.scheduler import LoadFileScheduling

_SHARED = re.compile(
    r"(?:^notebooks/|^tests/test_(?:idempotence|notebook_rules|playgrounds)\.py::.*\[)(\d\d-[\w-]+)"
)


class NotebookScheduling(LoadFileScheduling):
    """Keeps a notebook's cells, in order, and the tests of that notebook in one worker; else as loadfile."""

    def _split_scope(self, nodeid):
        notebook = _SHARED.search(nodeid)
        return notebook[1] if notebook else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Schedule by notebook wherever tests are distributed by file."""
    return NotebookScheduling(config, log) if config.getvalue("dist") == "loadfile" else None
