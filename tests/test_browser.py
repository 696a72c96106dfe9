"""Each notebook in a real JupyterLab: it shows its pictures as stored, runs, and answers to the keyboard."""

import contextlib
import re
import shutil
import time
from importlib.util import find_spec

import nbformat
import pytest

from browser import Notebook, browser_page, chromium, jupyterlab
from notebook_run import notebooks

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not find_spec("playwright"), reason="playwright is missing: see requirements-dev.txt"),
    pytest.mark.skipif(not chromium(), reason="no Chromium is found on the PATH"),
]

KEYS = {
    "slider": (["ArrowRight"], ["End"], ["Home"]),
    "dropdown": (["Enter", "ArrowDown", "Enter"], ["Enter", "ArrowUp", "Enter"]),
    "checkbox": (["Space"],),
}
HANDLES = {"slider": ".noUi-handle", "dropdown": "select", "checkbox": "input"}
AN_ERROR = re.compile(r"^\w*(Error|Exception|Interrupt|Warning)\b")

LOADED = "images => images.map(image => image.naturalWidth > 0)"
BORDER = "button => getComputedStyle(button).borderBottomColor"
PICTURE = """async image => {
    const data = await (await fetch(image.src)).arrayBuffer();
    const digest = await crypto.subtle.digest('SHA-256', data);
    return Array.from(new Uint8Array(digest)).join();
}"""
WATCH = """panel => {
    const area = panel.closest('.jp-OutputArea');
    const heights = window.heights = [];  // each panel its own: the watch on an earlier one goes on
    const look = () => {
        heights.push(area.getBoundingClientRect().height);
        if (area.isConnected) requestAnimationFrame(look);
    };
    look();
}"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder, state = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("lab")
    for path in notebooks():
        shutil.copy(path, folder)
    with jupyterlab(folder, state) as address, browser_page(address) as page:
        yield page


@pytest.fixture(scope="module", params=notebooks(), ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture(scope="module")
def notebook(page, path):
    opened = Notebook(page, path.name)
    yield opened
    opened.close()


@pytest.fixture
def watched(page, path, tmp_path):
    """Return a context that keeps a screenshot of what fails in it."""

    @contextlib.contextmanager
    def watch():
        try:
            yield
        except Exception as error:
            page.screenshot(path=tmp_path / f"{path.stem}.png")
            error.add_note(f"screenshot: {tmp_path / path.stem}.png")
            raise

    return watch


def until(check, what, seconds=10):
    """Wait until `check()` is true and return its value."""
    end = time.monotonic() + seconds
    while not (value := check()):
        assert time.monotonic() < end, what
        time.sleep(0.02)
    return value


def picture(panel):
    """Return a digest of the picture that `panel` shows."""

    def read():
        with contextlib.suppress(playwright_error()):  # a picture just replaced can no longer be read
            return panel.locator("img").evaluate(PICTURE)

    return until(read, "the picture cannot be read")


def playwright_error():
    from playwright.sync_api import Error

    return Error


def press(panel, handle, keys):
    handle.focus()
    for key in keys:
        panel.page.keyboard.press(key)


def changes(panel, handle, keys, seconds=2):
    """Press `keys` and return whether the picture changes."""
    before = picture(panel)
    press(panel, handle, keys)
    with contextlib.suppress(AssertionError):
        return until(lambda: picture(panel) != before, "no change", seconds)
    return False


def readout(panel):
    return panel.get_by_role("status").first.inner_text()


def test_a_stored_notebook_shows_its_pictures_before_it_is_run(notebook, path, watched):
    with watched():
        for index, cell in enumerate(nbformat.read(path, as_version=4).cells):
            count = sum("image/png" in out.get("data", {}) for out in cell.get("outputs", ()))
            if count:
                shown = notebook.cell(index).locator(".jp-OutputArea-output img")
                until(lambda shown=shown: all(shown.evaluate_all(LOADED)), f"{cell.id} lacks a picture")
                assert shown.count() == count, cell.id


def test_a_notebook_runs_and_its_playgrounds_answer_to_the_keyboard(notebook, watched):
    with watched():
        notebook.run_all()
        failed = [out for cell in notebook.outputs() for out in cell if out["output_type"] == "error"]
        assert not failed, "\n".join(failed[0]["traceback"])
        for panel in notebook.playgrounds():
            panel.evaluate(WATCH)
            every_control_moves_the_picture(panel)
            every_preset_can_be_chosen(panel)
            heights = panel.page.evaluate("window.heights")
            assert min(heights) > 0.98 * heights[0], "the output area collapsed"
            assert not AN_ERROR.match(readout(panel)), readout(panel)


def every_control_moves_the_picture(panel):
    start = picture(panel)
    reset = panel.get_by_role("button", name="reset")
    for kind, selector in HANDLES.items():
        for handle in panel.locator(f":scope > .widget-{kind}").locator(selector).all():
            name = handle.locator("xpath=ancestor::div[contains(@class, 'widget-inline-hbox')]").inner_text()
            assert any(changes(panel, handle, keys) for keys in KEYS[kind]), f"{name} moves nothing"
            assert not AN_ERROR.match(readout(panel)), readout(panel)
            press(panel, reset, ["Enter"])
            until(lambda: picture(panel) == start, "reset does not return to the start")


def every_preset_can_be_chosen(panel):
    for button in panel.get_by_role("button").all():
        if (name := button.inner_text().strip()) != "reset":
            press(panel, button, ["Enter"])
            until(lambda b=button: not b.evaluate(BORDER).startswith("rgba("), f"{name!r} is not shown")
            assert not AN_ERROR.match(readout(panel)), readout(panel)
