"""Multi-seed tables that the notebooks state, recomputed with the notebooks' own code."""

import argparse
import contextlib
import io
import json
from pathlib import Path

import numpy as np
from tqdm import tqdm

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def cells(notebook, *ids):
    """Run the code cells with these ids of a notebook, in order and in silence; return their names.

    Raises
    ------
    KeyError
        If the notebook has no code cell of one of the ids.
    """
    stored = json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = {cell["id"]: "".join(cell["source"]) for cell in stored if cell["cell_type"] == "code"}
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell_id in ids:
            exec(compile(code[cell_id], f"{notebook}#{cell_id}", "exec"), names)
    return names


def seeds_asked(doc, default=20):
    """Return range(N) for the option --seeds N; `doc` is the study's docstring, shown by --help."""
    parser = argparse.ArgumentParser(description=doc.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=default)
    return range(parser.parse_args().seeds)


def over(seeds, measure, title):
    """Call measure(seed), which returns a dict of numbers, for each seed; print their table and return the rows."""
    rows = [measure(seed) for seed in tqdm(seeds, title, leave=False, disable=None)]
    table(f"{title}, {len(rows)} seeds", rows)
    return rows


def table(title, rows):
    """Print each number of the rows: lowest, median and highest, then the mean and its standard error."""
    print(f"{title}: lowest, median, highest; mean +- its standard error")
    for name in dict.fromkeys(name for row in rows for name in row):
        values = np.array([row[name] for row in rows if name in row], dtype=float)
        values = values[~np.isnan(values)]
        if len(values) > 1:
            ends = " ".join(f"{value:9.3g}" for value in np.quantile(values, [0, 0.5, 1]))
            error = values.std(ddof=1) / len(values) ** 0.5
            print(f"    {name:52} {ends} {values.mean():10.4g} +- {error:.2g}")
        else:
            print(f"    {name:52} {', '.join(f'{value:.3g}' for value in values) or 'no value'}")
