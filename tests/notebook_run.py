"""Run a notebook inside the test process, so that tests can look at what it made."""

import ast
import contextlib
import io
import linecache
import sys
import types
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import matplotlib as mpl
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib import pyplot as plt
from traitlets.config import Config

from helpers import claims, playground, plotting
from tools.normalise import VIEW

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
_KEPT = 2  # results hold figures; a test of one notebook needs no other
_cache = {}


@dataclass
class Cell:
    """One code cell: its id, its source, and for each time it ran the list of its outputs."""

    id: str
    source: str
    runs: list = field(default_factory=list)


@dataclass
class Result:
    """What a notebook left behind; of playgrounds and claims those of the last time each cell ran.

    `style` holds the rcParams at its end: draw in it what its playgrounds are to draw.
    """

    path: Path
    cells: list = field(default_factory=list)
    namespace: dict = field(default_factory=dict)
    playgrounds: list = field(default_factory=list)
    claims: list = field(default_factory=list)
    style: dict = field(default_factory=dict)


def notebooks():
    """Return all notebooks of the collection, in order."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def run(path, repeat=1):
    """Execute the code cells of a notebook in order, each `repeat` times in a row, in a new namespace.

    Figures are drawn coarsely, which is enough to compare them; playgrounds are drawn as they are.
    Warnings are errors; the working directory is the notebook's folder; pyplot's settings and figures,
    the working directory and the warning filters are as before afterwards. What was run before, at least
    as often, is not run again: do not change what you get.
    """
    path = Path(path).resolve()
    key = path, path.stat().st_mtime_ns
    done, result = _cache.get(key, (0, None))
    if done < repeat:
        result = _run(path, repeat)
        _cache[key] = repeat, result
        for old in list(_cache)[:-_KEPT]:
            del _cache[old]
    return result


def _run(path, repeat):
    nb = nbformat.read(path, as_version=4)
    result = Result(path, namespace=types.ModuleType("__main__").__dict__)
    _shell()
    with contextlib.chdir(path.parent), warnings.catch_warnings(), mpl.rc_context(), quick_pictures():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"(?!helpers\b|__main__\b)")
        for cell in (c for c in nb.cells if c.cell_type == "code"):
            result.cells.append(Cell(cell.id, cell.source))
            for _ in range(repeat):
                made = len(playground.registry), len(claims.ledger)
                result.cells[-1].runs.append(_run_cell(cell, f"<{path.stem} {cell.id}>", result.namespace))
            result.playgrounds += playground.registry[made[0] :]
            result.claims += claims.ledger[made[1] :]
        result.style = dict(mpl.rcParams)
    return result


def _run_cell(cell, name, namespace):
    """Return the outputs of one cell: ("stdout", text), then (MIME type, data) for each form displayed."""
    linecache.cache[name] = len(cell.source), None, cell.source.splitlines(keepends=True), name
    body = ast.parse(cell.source, name).body
    last = ast.Expression(body.pop().value) if body and isinstance(body[-1], ast.Expr) else None
    figures = set(plt.get_fignums())
    with capture_output() as captured:
        exec(compile(ast.Module(body, []), name, "exec"), namespace)
        if last:
            sys.displayhook(eval(compile(last, name, "eval"), namespace))
    for number in set(plt.get_fignums()) - figures:  # as Jupyter does after a cell
        plt.close(number)
    outputs = [("stdout", captured.stdout), ("stderr", captured.stderr)]
    for shown in captured.outputs:
        outputs += sorted(shown.data.items())
    return [(kind, data) for kind, data in outputs if data and kind != VIEW]


@contextlib.contextmanager
def quick_pictures():
    """Draw figures coarsely and leave playgrounds' pictures uncompressed: tests compare them and store none."""
    with (
        patch.object(plotting, "png", _sketch),
        patch.object(playground, "encode_png", lambda pixels: pixels.tobytes()),
    ):
        yield


def _sketch(fig, dpi=30):
    """Return a figure's pixels without its layout, which takes most of the time of a picture."""
    fig.set_layout_engine("none")
    raw = io.BytesIO()
    fig.savefig(raw, format="rgba", dpi=dpi)
    return raw.getvalue()


def _shell():
    """Give `display` a shell to talk to, without history and without windows."""
    if not InteractiveShell.initialized():
        config = Config()
        config.HistoryManager.enabled = False
        InteractiveShell.instance(config=config, user_module=types.ModuleType("notebook_shell"))
    mpl.use("agg")
