"""Processes that the laptop cloud starts, each stopped again by its own id."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

STOP_SECONDS = 20.0


class StartError(Exception):
    """Something could not be started; the message says what and what to do."""


@dataclass
class Processes:
    """Started in order, stopped in the reverse one. Output goes to `<logs>/<name>.log`."""

    logs: Path
    _running: list[tuple[str, "subprocess.Popen[bytes]"]] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            # A session of its own: Ctrl-C reaches this command alone, which then stops them in order.
            process = subprocess.Popen(
                command,
                env={**os.environ, **env},
                cwd=cwd,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._running.append((name, process))

    def wait_for(self, name: str, url: str, seconds: float = 60.0) -> None:
        """Until `url` answers; raises StartError if the process ends or the time is up."""
        process = dict(self._running)[name]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if process.poll() is not None:
                raise StartError(f"{name} ended at once; its last words are in {self.logs / f'{name}.log'}.")
            try:
                with urllib.request.urlopen(url, timeout=2):
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        raise StartError(f"{name} does not answer; its last words are in {self.logs / f'{name}.log'}.")

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
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _signal(process: "subprocess.Popen[bytes]", number: int) -> None:
    if process.poll() is None:
        process.send_signal(number)


def _signal_group(process: "subprocess.Popen[bytes]", number: int) -> None:
    """What a process started lives in its group, which outlives it."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
