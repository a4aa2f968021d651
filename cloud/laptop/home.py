"""The folder that everything stored is kept in: whether it can be written to, and has room."""

import errno
import shutil
import tempfile
from pathlib import Path

from cloud.laptop.processes import StartError

LEAST_FREE = 500_000_000  # Bytes: what a start, its logs and some documents take.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def check_home(home: Path) -> None:
    """Raises StartError with one sentence about what to do."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            free = shutil.disk_usage(home).free
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StartError(no_room(home, 0)) from error
        raise StartError(
            f"{home}, where Grail keeps what it stores, cannot be written to: {error.strerror}. Choose another folder: "
            "GRAIL_HOME=/path make dev"
        ) from error
    if free < LEAST_FREE:
        raise StartError(no_room(home, free))


def no_room(home: Path, free: int) -> str:
    return (
        f"The disk of {home}, where Grail keeps what it stores, has {free / 1e6:.0f} MB left, and Grail needs "
        f"{LEAST_FREE / 1e6:.0f}. Make room, or choose a folder on another disk: GRAIL_HOME=/path make dev"
    )
