"""Processes that the laptop cloud starts, each stopped again by its own id."""

import os
import resource
import signal
import socket
import subprocess
import time
import urllib.error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.config import VARIABLES
from cloud import loopback

STOP_SECONDS = 20.0
START_SECONDS = 180.0  # The first start of all: macOS looks through every library that is loaded for the first time.
SHOWN_LINES = 5
# glibc keeps memory for each thread by itself and seldom gives any back: of the local Bedrock that was a fifth.
ALLOCATOR = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": str(128 << 10)}
OPEN_FILES = 10_240  # As many as macOS allows without asking.


class StartError(Exception):
    """Something could not be started; the message says what and what to do."""


@dataclass
class Processes:
    """Started in order, stopped in the reverse one. Output goes to `<logs>/<name>.log`.

    A process inherits the shell's variables, except Grail's settings: those are passed by name.
    """

    logs: Path
    _running: list[tuple[str, "subprocess.Popen[bytes]"]] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        own = {variable: value for variable, value in os.environ.items() if variable not in VARIABLES}
        with (self.logs / f"{name}.log").open("ab") as log:
            # A session of its own: Ctrl-C reaches this command alone, which then stops them in order.
            process = subprocess.Popen(
                command,
                env=ALLOCATOR | own | dict(env),
                cwd=cwd,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._running.append((name, process))

    def wait_for(self, name: str, url: str, seconds: float = START_SECONDS) -> None:
        """Until `url` answers; raises StartError if the process ends or the time is up."""
        process = dict(self._running)[name]
        until = time.monotonic() + seconds
        reason = ""
        while time.monotonic() < until:
            if (status := process.poll()) is not None:
                raise StartError(f"{name} ended at once ({_ending(status)}). {self._last_words(name)}")
            try:
                with loopback.opener().open(url, timeout=2):
                    return
            except urllib.error.HTTPError:
                return
            except OSError as error:
                reason = str(error)
                time.sleep(0.1)
        raise StartError(f"{name} runs but did not answer {url} in {seconds:.0f} s: {reason}. {self._last_words(name)}")

    def _last_words(self, name: str) -> str:
        log = self.logs / f"{name}.log"
        lines = log.read_text(errors="replace").strip().splitlines()
        if not lines:
            return f"Its log is empty: {log}."
        return "\n  ".join([f"The end of its log, {log}:", *lines[-SHOWN_LINES:]])

    def ended(self) -> str | None:
        """The name of a process that has ended by itself, if there is one."""
        return next((name for name, process in self._running if process.poll() is not None), None)

    def stop_all(self) -> None:
        for name, _ in reversed(list(self._running)):
            self.stop(name)

    def stop(self, name: str) -> None:
        """It is asked to end and given time to store its state, then ended with all it started."""
        process = dict(self._running)[name]
        self._running.remove((name, process))
        _signal(process, signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            _signal_group(process, signal.SIGKILL)
            process.wait()
        _signal_group(process, signal.SIGKILL)


def check_ports(ports: Mapping[str, int]) -> None:
    """Raises StartError naming every port that is taken, and the variable that chooses another."""
    taken = [f"{port} ({variable})" for variable, port in ports.items() if not _free(port)]
    if taken:
        raise StartError(
            f"Already in use: port {', '.join(taken)}. Stop what runs there, or set the variable to a free port."
        )


def _free(port: int) -> bool:
    """A browser may take `localhost` for ::1, where another program may listen; and macOS lets two programs bind a port
    of which one listens everywhere. So the port is not only bound: nobody may answer there either.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return not any(_answers(host, port) for host in ("127.0.0.1", "::1"))


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def raise_open_files() -> None:
    """macOS lets a process open 256 files, less than LanceDB and the sockets of a few pages need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))


def _ending(status: int) -> str:
    return f"exit code {status}" if status >= 0 else f"ended by {signal.Signals(-status).name}"


def _signal(process: "subprocess.Popen[bytes]", number: int) -> None:
    if process.poll() is None:
        process.send_signal(number)


def _signal_group(process: "subprocess.Popen[bytes]", number: int) -> None:
    """What a process started lives in its group, which outlives it."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):  # macOS says the second where only zombies are left in the group.
        return
