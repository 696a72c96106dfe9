"""Measure what the budgets of the design bound, and print one table.

usage: python -m benchmarks [--torch PYTHON] [latency] [updates] [training] [suite]

Without a name, all four are measured; `latency` needs Chromium and playwright, and PYTHON, another
interpreter if this one lacks it, PyTorch. Close other programs: the machine's noise is in every number.
"""

import argparse

from benchmarks import latency, suite, training, updates
from benchmarks.table import show

PARTS = {"latency": latency, "updates": updates, "training": training, "suite": suite}


def main():
    """Measure the parts that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n")[0])
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, []], help="what to measure; all if none is named"
    )
    parser.add_argument("--torch", metavar="PYTHON", help="an interpreter with PyTorch")
    options = parser.parse_args()
    rows = []
    for name in options.parts or PARTS:
        rows += PARTS[name].rows(options)
    show(rows)


if __name__ == "__main__":
    main()
