"""Run a notebook's cells in a kernel of its own, and say where one fails."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets import default

CELL_TIMEOUT = 300  # seconds; no cell ought to take two
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class NotebookError(Exception):
    """A notebook that cannot be read, run or written; the message says where and why."""


class OwnKernelManager(AsyncKernelManager):
    """Starts the Python that runs this program, whatever kernels the user has installed."""

    @default("kernel_spec_manager")
    def _native_only(self):
        return KernelSpecManager(kernel_dirs=[])


async def execute(nb, folder, env, on_cell):
    """Run all cells of `nb` in a new kernel with `folder` as working directory; outputs go into `nb`.

    `on_cell` is called without arguments after each code cell.

    Raises
    ------
    NotebookError
        If a cell raises, takes longer than the limit, or kills the kernel; `nb` is then half done.
    """
    running = {}
    client = NotebookClient(
        nb, kernel_name="python3", kernel_manager_class=OwnKernelManager, timeout=CELL_TIMEOUT,
        shutdown_kernel="immediate", record_timing=False, store_widget_state=False, force_raise_errors=True,
        extra_arguments=["--log-level=ERROR"], resources={"metadata": {"path": str(Path(folder))}},
        on_cell_execute=lambda cell, cell_index: running.update(cell=cell, index=cell_index),
        on_cell_executed=lambda cell, cell_index, execute_reply: on_cell(),
    )  # fmt: skip
    try:
        await client.async_execute(env=env)
    except CellExecutionError as error:
        trace = [line for output in running["cell"].outputs for line in output.get("traceback", [])]
        raise NotebookError(_failure(running, f"{error.ename}: {error.evalue}", trace)) from None
    except Exception as error:  # the kernel died, did not start, or took too long
        if asyncio.current_task().cancelling():  # nbclient takes that for a dead kernel
            raise asyncio.CancelledError from None
        reason = str(error).splitlines()[0] if str(error) else ""
        raise NotebookError(_failure(running, f"{type(error).__name__}: {reason}")) from None
    finally:
        if client.km is not None and await client.km.is_alive():  # cancelled while the kernel started
            await client.km.shutdown_kernel(now=True)


def _failure(running, error, traceback=()):
    if not running:
        return f"the kernel did not start\n{error}"
    cell = running["cell"]
    source = "\n".join(f"  {n:>3} | {line}" for n, line in enumerate(cell.source.split("\n"), start=1))
    trace = _ANSI.sub("", "\n".join(traceback)).splitlines()[-20:]
    details = "\n".join(f"  {line}" for line in trace)
    return f"cell {cell.id} (cell {running['index'] + 1}) failed\n{source}\n{details}\n{error[:2000]}"


def in_background(work):
    """Return the result of the coroutine `work`, run in a thread of its own.

    In the main thread nbclient would take over Ctrl-C, once for each kernel. Here Ctrl-C cancels `work`,
    and the exception goes on when the last kernel is gone.
    """
    tasks = []

    async def told():
        tasks.append(asyncio.current_task())
        return await work

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner, ThreadPoolExecutor(1) as pool:
        future = pool.submit(runner.run, told())
        try:
            while not wait([future], timeout=0.2).done:  # without a limit Windows cannot interrupt it
                pass
            return future.result()
        except KeyboardInterrupt:
            for task in tasks:
                runner.get_loop().call_soon_threadsafe(task.cancel)
            wait([future])
            raise
