"""Slider latency in a real browser: milliseconds from key press to new picture painted.

Beside each playground stand the floor, a slider that only changes a label in the same notebook, and the same
figure drawn under ``interact`` with ``plt.show()``.
"""

import statistics
import tempfile
from importlib.util import find_spec
from pathlib import Path

import nbformat

from benchmarks.table import Row, at_least, at_most
from browser import Notebook, browser_page, chromium, jupyterlab
from notebook_run import notebooks

PRESSES, WARM_UP, MOST = 24, 3, 60
FLOOR = """
import ipywidgets as widgets
slider_only, label_only = widgets.FloatSlider(), widgets.Label("0.0")
slider_only.observe(lambda change: setattr(label_only, "value", str(change.new)), "value")
widgets.VBox([slider_only, label_only])
"""
# `plt.show()` closes the figure, so the cell that draws it becomes the callback; the resolution is the same.
INTERACT = """
from ipywidgets import interact

def playground(fig, update, *, presets=None, challenge=None, **controls):
    plt.close(fig)
    cell, controls_made = In[-1], dict.fromkeys(["slider", "log_slider", "choice", "switch"], lambda *a, **k: 0)
    def show(**values):
        drawn = {"playground": lambda fig, update, **_: update(**values)}
        with plt.rc_context({"figure.dpi": 150}):
            exec(cell, globals() | controls_made | drawn)
            plt.show()
    interact(show, **controls)
"""
# Resolves with the milliseconds from the next key press to the frame that paints what it changed; null if none does.
NEXT = """([root, kind]) => {
    const image = () => root.querySelector('img');
    let pressed;
    document.addEventListener('keydown', () => { pressed = performance.now(); }, {capture: true, once: true});
    window.painted = new Promise((resolve) => {
        setTimeout(() => resolve(null), 3000);
        const done = () => requestAnimationFrame(() => resolve(performance.now() - pressed));
        if (kind === 'playground') {
            image().addEventListener('load', done, {once: true});
            return;
        }
        const old = image();
        const look = () => {
            if (kind === 'interact' && (!image() || image() === old)) return;
            seen.disconnect();
            if (kind === 'label' || image().complete) done();
            else image().addEventListener('load', done, {once: true});
        };
        const seen = new MutationObserver(look);
        const where = kind === 'label' ? root.querySelector('.widget-vbox > .widget-label') : root;
        seen.observe(where, {childList: true, subtree: true, characterData: true});
    });
}"""


def rows(options):
    """Return two rows for each playground, and two for the medians over all of them."""
    if not find_spec("playwright") or not chromium():
        return [Row("key press to picture", "needs playwright and Chromium")]
    found, floors, interacts = {}, {}, {}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as state:
        names = [path.stem for path in notebooks() if _prepare(path, Path(folder))]
        with jupyterlab(folder, state) as address, browser_page(address) as page:
            for name in names:
                found |= _measure(page, f"{name}.ipynb", "playground", floors)
                interacts |= _measure(page, f"{name}-interact.ipynb", "interact", {})
    table = []
    for key, interact in zip(found, interacts.values(), strict=True):
        table.append(at_most(f"{key}: key press to picture, beside a label", found[key], floors[key], "ms"))
        ratio = interact / found[key]
        table.append(at_least(f"{key}: the same figure under interact", interact, found[key], "ms", ratio))
    ours, floor, interact = (statistics.median(d.values()) for d in (found, floors, interacts))
    table.append(at_most("median playground: key press to picture", ours, floor, "ms", 1.5))
    table.append(at_least("median playground: under interact", interact, ours, "ms", interact / ours, 4))
    return table


def _prepare(path, folder):
    """Write the notebook twice, as it is and with `interact`; return whether it has a playground."""
    nb = nbformat.read(path, as_version=4)
    nb.cells.append(nbformat.v4.new_code_cell(FLOOR))
    nbformat.write(nb, folder / path.name)
    setup = next(i for i, cell in enumerate(nb.cells) if cell.cell_type == "code")
    nb.cells.insert(setup + 1, nbformat.v4.new_code_cell(INTERACT))
    nbformat.write(nb, folder / f"{path.stem}-interact.ipynb")
    return any("playground(" in cell.source for cell in nb.cells[setup + 2 :])


def _measure(page, name, kind, floors):
    """Return the median latency of each playground of a notebook; store the floor beside each."""
    notebook, found = Notebook(page, name), {}
    notebook.run_all()
    indices = [i for i, outputs in enumerate(notebook.outputs()) if _has_widget(outputs)]
    for k, index in enumerate(indices[:-1], start=1):
        key = f"{name[:2]}, playground {k}"
        floors[key] = _median(notebook.cell(indices[-1]), "label")
        found[key] = _median(notebook.cell(index), kind)
    notebook.close()
    return found


def _has_widget(outputs):
    return any("application/vnd.jupyter.widget-view+json" in out.get("data", {}) for out in outputs)


def _median(cell, kind):
    area, page, times = cell.locator(".jp-OutputArea").first, cell.page, []
    handle = area.locator(".noUi-handle").first
    handle.scroll_into_view_if_needed()
    handle.focus()
    key = "ArrowRight"
    for _ in range(MOST):
        now, low, high = (float(handle.get_attribute(f"aria-value{end}")) for end in ("now", "min", "max"))
        key = "ArrowLeft" if now >= high else "ArrowRight" if now <= low else key  # a press that moves it
        page.evaluate(NEXT, [area.element_handle(), kind])
        page.keyboard.press(key)
        painted = page.evaluate("painted")
        times += [painted] if painted is not None else []  # equal pictures are not sent again
        if len(times) == WARM_UP + PRESSES:
            break
        page.wait_for_timeout(50)  # presses follow each other as those of a hand do
    else:
        raise RuntimeError(f"{kind}: {len(times)} of {MOST} key presses painted something")
    return statistics.median(times[WARM_UP:])
