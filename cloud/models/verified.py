"""Whether a model's file is the one that was expected: its digest is taken once, and again when it has changed."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

type Progress = Callable[[str, int, int | None], None]
"""Told what is done ("Fetched", "Checked"), how many bytes of it, and of how many."""
type Ended = Callable[[float], bool]
"""Waits so many seconds, and says whether the person has asked for the end."""

PIECE = 1024 * 1024


class WeightsError(Exception):
    """A model's file cannot be had; the message is a sentence for the person, with what to do."""


def verify(path: Path, sha256: str, progress: Progress, ended: Ended) -> None:
    """Raises WeightsError where a file in a folder is not the one that was expected."""
    digest, size = hashlib.sha256(), path.stat().st_size
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            progress("Checked", file.tell(), size)
            if ended(0):
                raise WeightsError(f"{path.name} was not checked to its end.")
    if digest.hexdigest() != sha256:
        raise WeightsError(f"{path} is not the file that was expected: its digest differs. Delete it, and start again.")
    note_verified(path, sha256)


def is_verified(path: Path, sha256: str) -> bool:
    """Whether the file was verified before, and has not changed since."""
    try:
        noted: dict[str, Any] = json.loads(_note(path).read_text())
        return noted == _state(path, sha256)
    except (OSError, ValueError):
        return False


def gigabytes(size: int | None) -> str:
    return f"{(size or 0) / 1e9:.1f} GB"


def note_verified(path: Path, sha256: str) -> None:
    try:
        _note(path).write_text(json.dumps(_state(path, sha256)))
    except OSError:
        return  # In a folder that cannot be written to, the file is verified at each start.


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.verified.json")


def _state(path: Path, sha256: str) -> dict[str, Any]:
    state = path.stat()
    return {"sha256": sha256, "size": state.st_size, "changed": state.st_mtime_ns}
