"""A real JupyterLab in a real Chromium, for the browser tests and the benchmarks."""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
QUIET = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}
CURRENT = "jupyterapp.shell.currentWidget"
PANEL = ".widget-vbox:has(> img.widget-image)"


def chromium():
    """Return the path of an installed Chromium, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def jupyterlab(folder, state, theme="JupyterLab Light"):
    """Serve `folder` on a free port of the loopback interface; yield the address of JupyterLab, with token.

    Settings, workspaces and runtime files go to the empty folder `state`.
    """
    for name, values in (QUIET | {"@jupyterlab/apputils-extension/themes": {"theme": theme}}).items():
        path = Path(state, "settings", f"{name}.jupyterlab-settings")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    token = secrets.token_hex(16)
    with open(Path(state, "server.log"), "wb") as log:
        server = subprocess.Popen(_command(folder, token), env=_environment(state), stdout=log, stderr=log)
        try:
            yield f"{_address(server, Path(state))}lab?token={token}"
        finally:
            server.terminate()
            server.wait(30)


def _command(folder, token):
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,
        "ServerApp.root_dir": folder,
        "ServerApp.allow_root": True,
        "ServerApp.open_browser": False,
        "IdentityProvider.token": token,
        "LabApp.expose_app_in_browser": True,
    }
    return [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]


def _environment(state):
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    return os.environ | {name: str(Path(state, place)) for name, place in places.items()}


def _address(server, state, seconds=60):
    # The server writes its port to a file once it listens.
    for _ in range(seconds * 20):
        with contextlib.suppress(StopIteration, ValueError):
            file = next(Path(state, "runtime").glob("jpserver-*.json"))
            return json.loads(file.read_text(encoding="utf-8"))["url"]
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("JupyterLab did not start:\n" + Path(state, "server.log").read_text(encoding="utf-8"))


@contextlib.contextmanager
def browser_page(address, width=1280, height=1000):
    """Open JupyterLab in a Chromium without a window; yield the page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium()) as browser:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(address)
        page.wait_for_function("() => window.jupyterapp", timeout=60_000)
        page.evaluate("jupyterapp.restored")
        yield page


class Notebook:
    """A notebook open in JupyterLab."""

    def __init__(self, page, name):
        self.page, self.name = page, name
        page.evaluate(
            """async path => {
                const opened = await jupyterapp.commands.execute('docmanager:open', {path});
                await opened.context.ready;
                await opened.sessionContext.ready;
            }""",
            name,
        )

    def run_all(self):
        """Run all cells and wait until they are done."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")

    def outputs(self):
        """Return the outputs of each cell as the document holds them; no outputs for text."""
        return self.page.evaluate(f"{CURRENT}.content.widgets.map(c => c.model.toJSON().outputs || [])")

    def cell(self, index):
        """Scroll to a cell and return it."""
        self.page.evaluate(
            f"""async index => {{
                const content = {CURRENT}.content;
                await content.scrollToItem(index);
                content.widgets[index].node.dataset.testIndex = index;
            }}""",
            index,
        )
        return self.page.locator(f".jp-Notebook:visible [data-test-index='{index}']")

    def playgrounds(self):
        """Yield the playgrounds that were displayed, each scrolled into view."""
        for index, outputs in enumerate(self.outputs()):
            if any("application/vnd.jupyter.widget-view+json" in out.get("data", {}) for out in outputs):
                panel = self.cell(index).locator(PANEL)
                panel.wait_for()
                panel.locator("img").scroll_into_view_if_needed()
                yield panel

    def close(self):
        """Shut the kernel down and close the document without saving it."""
        self.page.evaluate(
            f"""async () => {{
                const current = {CURRENT};
                await current.sessionContext.shutdown();
                current.dispose();
            }}"""
        )
