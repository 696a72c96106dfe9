"""The time of the whole test suite beside that of as many empty notebooks that import the same packages."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from benchmarks import ROOT
from benchmarks.table import at_most

QUESTIONS = 30
IMPORTS = """
import ipywidgets
import numpy
import scipy.special
import sklearn.datasets
from matplotlib import pyplot

import helpers.playground
"""


def rows(options):
    """Return the row for all tests, beside as many empty notebooks as there are questions."""
    suite = _seconds(["-m", "not browser"], ROOT)
    with tempfile.TemporaryDirectory() as folder:
        for k in range(QUESTIONS):
            nbformat.write(_empty(), Path(folder, f"{k:02}.ipynb"))
        floor = _seconds(["--nbval", "--nbval-current-env", "-n", "2", "--dist", "loadfile"], folder)
    return [at_most(f"all tests, beside {QUESTIONS} empty notebooks", suite, floor, "s", 2)]


def _empty():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(IMPORTS)])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nb


def _seconds(arguments, folder):
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", *arguments], cwd=folder, capture_output=True)
    if done.returncode:
        print(
            f"pytest ended with exit code {done.returncode}:\n{done.stdout.decode()[-2000:]}", file=sys.stderr
        )
    return time.perf_counter() - start
