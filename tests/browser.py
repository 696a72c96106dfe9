"""A real JupyterLab in a real Chromium, for the browser tests and the benchmarks."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
QUIET = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}


def chromium():
    """Return the path of an installed Chromium, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def jupyterlab(folder, state, theme="JupyterLab Light"):
    """Serve `folder` on a free port of the loopback interface; yield the address and the token.

    Settings, workspaces and runtime files go to the empty folder `state`.
    """
    token = secrets.token_hex(16)
    themes = {"@jupyterlab/apputils-extension/themes": {"theme": theme}}
    for name, values in (QUIET | themes).items():
        path = Path(state, "settings", f"{name}.jupyterlab-settings")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    env = os.environ | {name: str(Path(state, place)) for name, place in places.items()}
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,
        "ServerApp.root_dir": folder,
        "ServerApp.allow_root": True,
        "ServerApp.open_browser": False,
        "IdentityProvider.token": token,
        "LabApp.expose_app_in_browser": True,
    }
    command = [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]
    with open(Path(state, "server.log"), "wb") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            yield _address(server, Path(state)), token
        finally:
            server.terminate()
            server.wait(30)


def _address(server, state, seconds=60):
    # The server writes its port to a file once it listens.
    for _ in range(seconds * 20):
        for path in Path(state, "runtime").glob("jpserver-*.json"):
            return json.loads(path.read_text(encoding="utf-8"))["url"]
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("JupyterLab did not start:\n" + Path(state, "server.log").read_text(encoding="utf-8"))
