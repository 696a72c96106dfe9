"""Multi-seed tables that the notebooks state, recomputed with the notebooks' own code."""

import contextlib
import io
import json
from pathlib import Path

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
