"""Execute notebooks in clean kernels, several at a time, and save them in their one form.

python -m tools.notebooks [--check] [--workers N] [paths ...]

A notebook is saved whole or not at all: a failing cell, Ctrl-C or a full disk leave the stored file as it
was. In a notebook that ran, a cell keeps its stored outputs where all of them count as the same: equal text
but for measured numbers, those within 1%, and pictures with equal pixels (see `tools.compare`).
With --check nothing is saved; what would change is listed.

Exit codes: 0 all well, 1 a notebook differs or failed, 2 nothing to do as asked, 130 stopped by Ctrl-C.
"""

import argparse
import asyncio
import contextlib
import copy
import json
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import nbformat
from tqdm import tqdm

from tools import ONE_THREAD
from tools.compare import differences, keep_stored
from tools.execute import NotebookError, execute, in_background
from tools.normalise import normalise

ROOT = Path(__file__).parents[1]


def find(paths):
    """Return the notebooks among `paths` and in the folders among them, each once, no checkpoints.

    Raises
    ------
    FileNotFoundError
        If a path does not exist, or there is no notebook in any of them.
    """
    found = []
    for path in map(Path, paths):
        if not path.exists() or path.is_file() and path.suffix != ".ipynb":
            raise FileNotFoundError(f"{path}: no notebook and no folder")
        inside = sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]
        found += [p.resolve() for p in inside if ".ipynb_checkpoints" not in p.parts]
    if not found:
        raise FileNotFoundError("no notebook found in " + ", ".join(map(str, paths)))
    return list(dict.fromkeys(found))


def read(path):
    """Return the bytes of the file and the notebook in them.

    Raises
    ------
    NotebookError
        If the file is no notebook.
    """
    try:
        stored = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # missing and repeated cell ids are mended
            json.loads(stored)  # its error names line and column
            nb = nbformat.reads(stored.decode(), as_version=4)
            normalise(nb)
    except Exception as error:
        raise NotebookError(f"not a notebook: {type(error).__name__}: {str(error)[:200]}") from None
    return stored, nb


def to_bytes(nb):
    """Return the notebook as the bytes of a file: sorted keys, UTF-8, newlines as on Unix."""
    nbformat.validate(nb)
    return (nbformat.writes(nb, version=nbformat.NO_CONVERT).rstrip("\n") + "\n").encode()


def save(path, stored, data):
    """Replace the file by `data` at once, if it is still as it was read and may be written.

    Raises
    ------
    NotebookError
        If the file was changed in the meantime, or is read-only.
    """
    if not path.stat().st_mode & 0o200:
        raise NotebookError("read-only, not saved")
    if path.read_bytes() != stored:
        raise NotebookError("changed on disk while it ran, not saved")
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, beside)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


async def process(path, check, env, on_cell):
    """Execute one notebook and save it unless `check`; return the differences as (cell id, what).

    Raises
    ------
    NotebookError
        If it cannot be read, run or written; the file is then as it was.
    """
    stored, nb = read(path)
    before = normalise(nb)
    fresh = copy.deepcopy(before)
    await execute(fresh, path.parent, env, on_cell)
    after = keep_stored(before, normalise(fresh))
    data = to_bytes(after)
    if data == stored:
        return []
    if not check:
        save(path, stored, data)
    return differences(nb, after) or [("notebook", "the layout of the file")]


async def process_all(paths, check, workers, env):
    """Process all notebooks, `workers` at a time, tell of each when it is done; return how many are not well."""
    cells = 0
    for path in paths:
        with contextlib.suppress(NotebookError):  # told when its turn comes
            cells += sum(cell.cell_type == "code" for cell in read(path)[1].cells)
    free, bar = asyncio.Semaphore(workers), tqdm(total=cells, unit="cell", disable=None)

    async def one(path):
        async with free:
            try:
                changes = await process(path, check, env, lambda: bar.update())
            except (NotebookError, OSError) as error:
                tqdm.write(f"{shown(path)}: FAILED: {error}")
                return True
        verb = ("would change" if check else "saved") if changes else "unchanged"
        lines = [f"{shown(path)}: {verb}"] + [f"    {cell}: {what}" for cell, what in changes]
        tqdm.write("\n".join(lines))
        return check and bool(changes)

    with bar:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(path)) for path in paths]
    return sum(task.result() for task in tasks)


def shown(path):
    """Return the path as the user would write it."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else path


def main(arguments=None):
    """Run the program; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks", description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="*", default=[ROOT / "notebooks"], help="notebooks or folders")
    parser.add_argument("--check", action="store_true", help="save nothing, say what would change")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="notebooks at a time")
    options = parser.parse_args(arguments)
    if options.workers < 1:
        parser.error(f"--workers={options.workers}: expected at least 1")
    try:
        paths = find(options.paths)
    except FileNotFoundError as error:
        parser.error(str(error))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        # No start-up files, settings or history of the user.
        env = ONE_THREAD | os.environ | {"IPYTHONDIR": profile}
        try:
            bad = in_background(process_all(paths, options.check, options.workers, env))
        except KeyboardInterrupt:
            print("stopped; notebooks that were running are as they were", file=sys.stderr)
            return 130
    print(f"{len(paths)} notebooks, {bad} {'differ or failed' if options.check else 'failed'}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # a pipe on Windows may know no tick
    sys.exit(main())
