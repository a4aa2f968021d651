"""The function's own disk: folders that end with their process, and the errors of a full disk.

Lambda keeps the disk between calls, so files of a killed process would take the room of the next one.
"""

import errno
import fcntl
import logging
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from chalicelib.errors import DocumentError

log = logging.getLogger(__name__)

FULL = "The function's disk is full"  # An alarm counts lines with this message.
NO_ROOM = "There was no room to read this file just now. Please try again in a few minutes."


def temporary_folder() -> Path:
    """The folder for temporary files. Python finds it by writing a file, which fails on a full disk."""
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        return Path("/tmp")  # noqa: S108  The only writable folder on Lambda.


def is_full(error: BaseException | None) -> bool:
    """Whether a full disk is the error or among its causes."""
    while error is not None:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return True
        error = error.__cause__ or error.__context__
    return False


def no_room() -> DocumentError:
    return DocumentError("no_room", NO_ROOM)


@contextmanager
def room_for_document() -> Iterator[None]:
    """A full disk is logged for the operator and becomes the document's failure `no_room`."""
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        log.error(FULL, exc_info=error)
        raise no_room() from error


class OwnFolder:
    """A folder for this process alone, removed when it ends. Folders of killed processes are removed first."""

    def __init__(self, shared: Path) -> None:
        shared.mkdir(parents=True, exist_ok=True)
        self._shared = shared
        with _one_at_a_time(shared):
            _remove_dead(shared)
            self.path = Path(tempfile.mkdtemp(prefix="process-", dir=shared))
            self._lock = _locked(self.path)
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def remove_dead(self) -> None:
        """Remove the folders of processes that have ended since; a living process holds a lock."""
        with _one_at_a_time(self._shared):
            _remove_dead(self._shared)


class Scratch:
    """Folders for one piece of work each, in an OwnFolder that is made with the first of them."""

    def __init__(self, shared: Path | None = None) -> None:
        self._shared = shared or temporary_folder() / "grail-work"
        self._own: OwnFolder | None = None

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A new folder, removed in the end."""
        if self._own is None:
            self._own = OwnFolder(self._shared)
        else:
            self._own.remove_dead()
        with tempfile.TemporaryDirectory(dir=self._own.path) as folder:
            yield Path(folder)


@contextmanager
def _one_at_a_time(shared: Path) -> Iterator[None]:
    with (shared / "lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        yield


def _remove_dead(shared: Path) -> None:
    for folder in shared.glob("process-*"):
        if (lock := _locked(folder)) is not None:
            lock.close()
            with suppress(FileNotFoundError):
                shutil.rmtree(folder)


def _locked(folder: Path) -> IO[str] | None:
    """The folder's lock, held until it is closed or the process ends.

    None if another process holds it, or is just removing the folder at its end.
    """
    try:
        file = (folder / "lock").open("w")
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
