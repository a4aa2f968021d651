"""Functions' processes as forks of one that has loaded their libraries already (`preloaded.py`).

A function that is started by itself takes half a second of a processor and 40 MB for boto3 and Chalice alone; a fork
begins at once and shares them. Each is a process of its own all the same, with one event at a time. Linux alone: on
macOS a fork may not use the system's libraries by which proxies are looked up.
"""

import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any, Literal

from ministack.core import lambda_runtime

NAME = "AWS_LAMBDA_FUNCTION_NAME"

_forks = multiprocessing.get_context("forkserver")


class Forked:
    """A fork that runs a Python script; what MiniStack uses of `subprocess.Popen`."""

    def __init__(self, script: str, cwd: str, env: Mapping[str, str]) -> None:
        stdin, to_stdin = _forks.Pipe(duplex=False)
        from_stdout, stdout = _forks.Pipe(duplex=False)
        from_stderr, stderr = _forks.Pipe(duplex=False)
        # A daemon is ended with MiniStack, whose end would otherwise wait for it.
        self._process = _forks.Process(target=_run, args=(stdin, stdout, stderr, script, cwd, dict(env)), daemon=True)
        self._process.start()
        for pipe in (stdin, stdout, stderr):
            pipe.close()
        self.stdin, self.stdout, self.stderr = _text(to_stdin, "w"), _text(from_stdout, "r"), _text(from_stderr, "r")

    @property
    def pid(self) -> int:
        assert self._process.pid is not None  # noqa: S101  It has been started.
        return self._process.pid

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code; raises `subprocess.TimeoutExpired` where it runs for longer, in seconds."""
        self._process.join(timeout)
        if (code := self._process.exitcode) is None:
            raise subprocess.TimeoutExpired(NAME, timeout or 0)
        return code

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def install() -> None:
    """Let MiniStack start Python functions so, where it can be done."""
    if sys.platform == "linux":
        _forks.set_forkserver_preload(["cloud.laptop.preloaded"])
        vars(lambda_runtime)["subprocess"] = SimpleNamespace(**vars(subprocess) | {"Popen": _start})


def _start(command: Sequence[str], **options: Any) -> "Forked | subprocess.Popen[Any]":
    if command[0] != sys.executable:
        return subprocess.Popen(command, **options)
    return Forked(command[1], options["cwd"], options["env"])


def _text(pipe: Connection, mode: Literal["r", "w"]) -> IO[str]:
    with pipe:
        return os.fdopen(os.dup(pipe.fileno()), mode, buffering=1, encoding="utf-8")


def _run(stdin: Connection, stdout: Connection, stderr: Connection, script: str, cwd: str, env: dict[str, str]) -> None:
    """In the fork: as if `script` had been started by itself."""
    for number, pipe in enumerate((stdin, stdout, stderr)):
        with pipe:
            os.dup2(pipe.fileno(), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  Open until the process ends.
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    with suppress(OSError):  # What `top` shows.
        Path("/proc/self/comm").write_text(env.get(NAME, "").removeprefix("grail-local-"))
    sys.argv = [script]
    sys.path[0] = str(Path(script).parent)
    runpy.run_path(script, run_name="__main__")
