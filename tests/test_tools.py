"""The program that executes and saves notebooks: its one form, what it keeps, and what it never breaks."""

import base64
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib.image import imsave
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tools import notebooks
from tools.compare import differences, keep_stored, output_difference, same_text
from tools.execute import NotebookError
from tools.normalise import METADATA, normalise
from tools.notebooks import find, main, process, read, save, to_bytes

ROOT = Path(__file__).parents[1]


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def display(data, **metadata):
    return new_output("display_data", data=data, metadata=metadata)


def png(pixel, level=6):
    """Return a PNG of 4x4 pixels in base64; `level` changes its bytes and not its pixels."""
    buffer = io.BytesIO()
    pixels = np.full((4, 4, 4), pixel, dtype=np.uint8)
    imsave(buffer, pixels, format="png", pil_kwargs={"compress_level": level})
    return base64.b64encode(buffer.getvalue()).decode()


def notebook(*cells, **metadata):
    return nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def code(source, *outputs, **more):
    return new_code_cell(source, outputs=list(outputs), **more)


# The one form


def test_normalise_numbers_cells_and_keeps_only_kernel_and_language():
    nb = notebook(
        code(
            "1", new_output("execute_result", data={"text/plain": "1"}, execution_count=9), execution_count=9
        ),
        new_markdown_cell("Text."),
        code("2", execution_count=4),
        widgets={"state": {}},
        language_info={"name": "python", "version": "3.11.7"},
    )
    stored = normalise(nb)
    assert [c.get("execution_count") for c in stored.cells] == [1, None, 2]
    assert stored.cells[0].outputs[0].execution_count == 1
    assert stored.metadata == METADATA and (stored.nbformat, stored.nbformat_minor) == (4, 5)
    assert nb.cells[0].execution_count == 9, "the argument is left as it was"


def test_normalise_drops_empty_cells_timing_and_all_metadata_but_tags():
    nb = notebook(
        code("1", metadata={"execution": {"iopub.status.busy": "now"}, "tags": ["a"], "collapsed": True}),
        code("  \n"),
    )
    assert [cell.metadata for cell in normalise(nb).cells] == [{"tags": ["a"]}]


def test_normalise_strips_trailing_whitespace_and_keeps_hard_breaks():
    nb = notebook(
        code("a = 1  \nb = 2\t\n\n"),
        new_markdown_cell("one  \ntwo \nthree  \n\n```\nx  \ny\n```\nfour  \nfive  \n"),
    )
    assert [c.source for c in normalise(nb).cells] == [
        "a = 1\nb = 2",
        "one\\\ntwo\nthree\n\n```\nx\ny\n```\nfour\\\nfive",
    ]


def test_normalise_merges_streams_and_drops_widget_views():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}
    outputs = [stream("a"), stream("b"), stream("c", "stderr"), stream("d")]
    nb = notebook(code("1", *outputs, display(view | {"text/plain": "x"}), display(view)))
    kept = normalise(nb).cells[0].outputs
    assert [o.get("text") for o in kept] == ["ab", "c", "d", None]
    assert kept[-1].data == {"text/plain": "x"}


def test_random_ids_become_words_and_words_stay():
    ids = ["1a2b3c4d", "my-own", "0b5e0c3c-0b8e-4c64-9c9b-1f3f6d0a7d11", "9f" * 16, "the-answer-2", "my-own"]
    sources = ["# The title, in full!", "b", "## The answer", "d", "e", "f"]
    cells = [new_markdown_cell(source, id=name) for source, name in zip(sources, ids, strict=True)]
    wanted = ["the-title-in-full", "my-own", "the-answer", "the-answer-3", "the-answer-2", "the-answer-4"]
    once = normalise(notebook(*cells))
    assert [cell.id for cell in once.cells] == wanted
    assert normalise(once) == once


def test_notebook_without_ids_or_headings():
    nb = nbformat.from_dict(
        {"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": "1"}] * 2}
    )
    assert [cell.id for cell in normalise(nb).cells] == ["top", "top-2"]


# What is kept


@pytest.mark.parametrize(
    "stored, fresh, same",
    [
        ("measured 0.500", "measured 0.501", True),
        ("measured 0.500", "measured 0.520", False),
        ("measured 1e-16", "measured 3.2e-16", True),
        ("measured 0.5", "measured -0.5", False),
        ("measured a 1, b 2", "measured a 1, c 2", False),
        ("measured 1", "measured 1, 2", False),
        ("measured #", "measured 3", False),
        ("measured inf", "measured 3", False),
        ("measured 1.2.3", "measured 1.2.4", False),
        ("exact 0.500", "exact 0.501", False),
        ("exact 3, measured 0.500", "exact 4, measured 0.500", False),
    ],
)
def test_same_text(stored, fresh, same):
    assert same_text(stored, fresh) == same


OUTPUTS = [
    (stream("a"), stream("a"), None),
    (stream("a"), stream("b"), "stdout"),
    (stream("a"), stream("a", "stderr"), "becomes stderr"),
    (stream("a"), display({"text/plain": "a"}), "becomes display_data"),
    (display({"image/png": png(0, 1)}), display({"image/png": png(0, 9)}), None),
    (display({"image/png": png(0)}), display({"image/png": png(1)}), "another picture"),
    (display({"image/png": "broken"}), display({"image/png": png(1)}), "another picture"),
    (display({"text/plain": "a"}), display({"text/plain": "a", "text/html": "a"}), "forms"),
    (display({"application/json": {"a": 1}}), display({"application/json": {"a": 2}}), "application/json"),
    (display({}, alt="a"), display({}, alt="b"), "metadata"),
]


@pytest.mark.parametrize("stored, fresh, difference", OUTPUTS)
def test_output_difference(stored, fresh, difference):
    found = output_difference(stored, fresh)
    assert found is None if difference is None else difference in found


def test_a_cell_is_kept_whole_or_taken_afresh():
    text, other = stream("measured 0.500"), stream("measured 0.501")
    stored = notebook(
        code("a", text),
        code("b", text, display({"image/png": png(0)})),
        code("c", text),
        code("d", text, text),
    )
    fresh = notebook(
        code("a", other), code("b", other, display({"image/png": png(1)})), code("c"), code("d", other, other)
    )
    kept = keep_stored(stored, fresh)
    assert [o.get("text") for cell in kept.cells for o in cell.outputs] == [
        text.text,
        *(other.text, None),
        *(text.text, text.text),
    ]
    assert kept.cells[1].outputs[1].data["image/png"] == png(1)


def test_differences_name_cell_and_place():
    stored = notebook(
        code("x = 1 ", stream("a" * 500 + "old"), id="first", execution_count=7), code("", id="none")
    )
    fresh = normalise(notebook(code("x = 1", stream("a" * 500 + "new"), id="first")))
    found = dict(differences(stored, fresh)[2:])  # of one cell, the last
    lines = [f"{cell}: {what}" for cell, what in differences(stored, fresh)]
    assert lines[0].startswith("notebook: metadata") and "notebook: 1 empty cells" in lines
    assert "first: source: 'x = 1 ' becomes 'x = 1'" in lines
    assert "first: execution_count: '7' becomes '1'" in lines
    assert "old" in found["first"] and "new" in found["first"] and len(found["first"]) < 200


# Files


def test_find(tmp_path):
    (tmp_path / ".ipynb_checkpoints").mkdir()
    for name in ("b.ipynb", "a.ipynb", ".ipynb_checkpoints/a.ipynb", "note.txt"):
        (tmp_path / name).write_text("{}")
    wanted = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"]
    assert find([tmp_path, tmp_path / "b.ipynb"]) == [path.resolve() for path in wanted]


@pytest.mark.parametrize("name", ["missing.ipynb", "note.txt", "empty"])
def test_nothing_to_do_is_an_error(tmp_path, capsys, name):
    (tmp_path / "note.txt").write_text("")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit) as stopped:
        main([str(tmp_path / name)])
    assert stopped.value.code == 2 and name in capsys.readouterr().err


@pytest.mark.parametrize("workers", ["0", "-1", "x"])
def test_workers_out_of_range(capsys, workers):
    with pytest.raises(SystemExit) as stopped:
        main(["--workers", workers])
    assert stopped.value.code == 2 and "--workers" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": [}', '{"nbformat": 4}', "\xff"])
def test_no_notebook(tmp_path, text):
    path = tmp_path / "a.ipynb"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(NotebookError, match="not a notebook"):
        read(path)


def test_save_replaces_at_once(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"old")
    path.chmod(0o640)
    save(path, b"old", b"new")
    assert path.read_bytes() == b"new" and os.listdir(tmp_path) == ["a.ipynb"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o640

    def full(descriptor):
        raise OSError("no space left on device")

    monkeypatch.setattr(notebooks.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        save(path, b"new", b"newer")
    assert path.read_bytes() == b"new" and os.listdir(tmp_path) == ["a.ipynb"]


def test_save_refuses_a_file_that_changed_or_is_read_only(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"edited meanwhile")
    with pytest.raises(NotebookError, match="changed on disk"):
        save(path, b"old", b"new")
    path.chmod(0o444)
    with pytest.raises(NotebookError, match="read-only"):
        save(path, b"edited meanwhile", b"new")
    path.chmod(0o644)
    assert path.read_bytes() == b"edited meanwhile"


# Runs


def write(path, *cells):
    path.write_bytes(to_bytes(notebook(*cells)))
    return path


def test_two_runs_give_the_same_bytes_and_check_says_what_differs(tmp_path, capsys):
    folder = tmp_path / "a folder"
    folder.mkdir()
    path = write(
        folder / "a.ipynb",
        new_markdown_cell("# Title"),
        code("import os\nos.path.basename(os.getcwd())"),
        code("print('measured', 0.500 + bool(os.environ.get('NOISE')) * 0.001)", id="noisy"),
        code("from ipywidgets import IntSlider\nIntSlider()"),
    )
    assert main([str(folder)]) == 0
    first = path.read_bytes()
    assert b"'a folder'" in first and b"widget" not in first.replace(b"ipywidgets", b"")
    os.environ["NOISE"] = "1"
    try:
        assert main([str(path)]) == 0
    finally:
        del os.environ["NOISE"]
    assert path.read_bytes() == first
    path.write_bytes(first.replace(b"measured 0.5", b"measured 0.7"))
    capsys.readouterr()
    assert main(["--check", str(path)]) == 1
    said = capsys.readouterr().out
    assert "a.ipynb: would change" in said and "noisy: output 1: stdout: 'measured 0.7" in said
    assert b"measured 0.7" in path.read_bytes(), "--check saves nothing"


def test_failures_leave_the_files_as_they_were_and_say_where(tmp_path, capsys):
    sources = {
        "raises.ipynb": "x = 1\nx / 0\nprint(x)",
        "syntax.ipynb": "def f(:\n    pass",
        "dies.ipynb": "import os\nos._exit(3)",
    }
    for name, source in sources.items():
        write(tmp_path / name, new_markdown_cell("# The title"), code("1 + 1"), code(source))
    (tmp_path / "broken.ipynb").write_text('{"cells": [')
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert main([str(tmp_path), "--workers", "2"]) == 1
    said = capsys.readouterr().out
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    for line in (
        "raises.ipynb: FAILED: cell the-title-3 (cell 3)",
        "2 | x / 0",
        "ZeroDivisionError: division",
    ):
        assert line in said
    assert (
        "SyntaxError" in said and "DeadKernelError" in said and "broken.ipynb: FAILED: not a notebook" in said
    )
    assert "4 notebooks, 4 failed" in said


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another process")
def test_ctrl_c_leaves_files_and_no_kernel_behind(tmp_path):
    sleeping = "import os, time\nopen('pid.tmp', 'w').write(str(os.getpid()))\nos.rename('pid.tmp', 'pid')\n"
    path = write(tmp_path / "a.ipynb", code("print(1)"), code(sleeping + "time.sleep(600)"))
    before, pid = path.read_bytes(), tmp_path / "pid"
    command = [sys.executable, "-m", "tools.notebooks", str(path)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with running:
        deadline = time.monotonic() + 60
        while not pid.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=30)[0]
    assert running.returncode == 130 and said.endswith(
        "stopped; notebooks that were running are as they were\n"
    )
    assert not any(word in said for word in ("Traceback", "Task", "FAILED"))
    assert path.read_bytes() == before and sorted(os.listdir(tmp_path)) == ["a.ipynb", "pid"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_file_edited_meanwhile_is_not_overwritten(tmp_path, monkeypatch):
    path = write(tmp_path / "a.ipynb", code("1"))

    async def edit(nb, folder, env, on_cell):
        path.write_bytes(b"edited")

    monkeypatch.setattr(notebooks, "execute", edit)
    with pytest.raises(NotebookError, match="changed on disk"):
        next(iter(process(path, False, {}, None).__await__()))
    assert path.read_bytes() == b"edited"
