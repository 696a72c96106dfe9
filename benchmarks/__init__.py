"""What answers at once, and what does not: ratios measured in one run (``python -m benchmarks``)."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

# What drives a notebook is shared with the tests: `browser`, `notebook_run`, the settings of a sweep.
sys.path.append(str(ROOT / "tests"))
