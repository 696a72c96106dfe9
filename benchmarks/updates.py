"""What a redraw takes in the kernel, over the settings at which the tests sweep each playground."""

import statistics
import time

import matplotlib as mpl
import numpy as np

from benchmarks.table import Row
from notebook_run import notebooks, run
from test_playgrounds import POSITIONS, RANDOM, anywhere, corners, positions

BUDGET = 30


def rows(options):
    """Return one row for each playground: the median and the slowest redraw."""
    table = []
    for path in notebooks():
        result = run(path)
        with mpl.rc_context():
            mpl.rcParams.update({k: v for k, v in result.style.items() if not k.startswith("backend")})
            for k, made in enumerate(result.playgrounds, start=1):
                table.append(_row(f"{path.stem[:2]}, playground {k}", made))
    return table


def _row(name, made):
    times = [_milliseconds(made, values) for values in _settings(made)]
    median, worst = statistics.median(times), max(times)
    measured = f"{median:.0f} ms, slowest {worst:.0f} ms"
    return Row(f"{name}: redraw in the kernel", measured, budget=f"at most {BUDGET} ms", met=worst <= BUDGET)


def _settings(made):
    rng = np.random.default_rng(0)
    for name, control in made.controls.items():
        yield from ({name: value} for value in positions(control, POSITIONS))
    yield from corners(made.controls, rng)
    yield from (anywhere(made.controls, rng) for _ in range(RANDOM))


def _milliseconds(made, values):
    """Return the time of one redraw, the best of three: the first may move an artist for the first time."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        made.set(**made.start | values)
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)
