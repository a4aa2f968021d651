"""What is in a folder: its files, by their paths below it, and the hash of what each holds."""

import hashlib
import os
import stat
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from grail.errors import GrailError

BLOCK = 1024 * 1024  # Bytes that are hashed at once.
RACE_NS = 2_000_000_000
"""Nanoseconds. A file that changed so shortly before it was hashed may have changed once more under the same times."""


class Look(NamedTuple):
    """What the file system says of a file: bytes, and when its content and its entry changed, in nanoseconds."""

    size: int
    changed_ns: int
    entry_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Look":
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


@dataclass(frozen=True)
class LocalFile:
    """A file as it was when it was hashed, at `hashed_ns`."""

    look: Look
    sha256: str
    hashed_ns: int

    def is_still(self, look: Look) -> bool:
        """Whether a file that looks so need not be hashed again."""
        if not self.sha256:  # It is not known what its document holds.
            return False
        return look == self.look and max(look.changed_ns, look.entry_ns) + RACE_NS < self.hashed_ns


@dataclass
class Scan:
    """`passed` says of files that are not uploaded why."""

    files: dict[str, LocalFile] = field(default_factory=dict)
    passed: dict[str, str] = field(default_factory=dict)


def scan(
    folder: Path,
    extensions: Collection[str],
    max_bytes: int,
    known: Callable[[str], LocalFile | None] = lambda _: None,
) -> Scan:
    """Hash the files of a folder, but those that `known` has as they are.

    Raises GrailError where a part of the folder cannot be read: what is not seen must not look deleted.
    """
    found = Scan()
    for path, look in looks(folder).items():
        reason = _reason(path, look, extensions, max_bytes)
        if reason:
            found.passed[path] = reason
            continue
        before = known(path)
        file = before if before and before.is_still(look) else hashed(folder / path)
        if file is not None:
            found.files[path] = file
    return found


def looks(folder: Path) -> dict[str, Look]:
    """All files of a folder but hidden ones and links, in order. Raises GrailError."""
    return dict(sorted(_walk(folder)))


def _walk(folder: Path) -> Iterator[tuple[str, Look]]:
    def refuse(error: OSError) -> None:
        raise GrailError(f"{error.filename} cannot be read: {error.strerror}. Nothing was changed.") from error

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(parent, name)
            try:
                status = file.lstat()
            except FileNotFoundError:
                continue  # It went away a moment ago.
            except OSError as error:
                refuse(error)
                continue
            if stat.S_ISREG(status.st_mode) and not name.startswith("."):
                yield file.relative_to(folder).as_posix(), Look.of(status)


def _reason(path: str, look: Look, extensions: Collection[str], max_bytes: int) -> str | None:
    """Why a file is not uploaded; None if it is."""
    ending = Path(path).suffix.lower().removeprefix(".")
    if not path.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in path):
        return "its name is no text"
    if ending not in extensions:
        return f"files of the type “.{ending}” cannot be read" if ending else "its name has no ending"
    if look.size == 0:
        return "it is empty"
    return f"it is too large: at most {max_bytes // BLOCK} MB can be read" if look.size > max_bytes else None


def hashed(file: Path) -> LocalFile | None:
    """None for a file that has gone. Raises GrailError for one that cannot be read."""
    digest = hashlib.sha256()
    now = time.time_ns()
    try:
        with file.open("rb") as content:
            look = Look.of(os.fstat(content.fileno()))
            while block := content.read(BLOCK):
                digest.update(block)
            if Look.of(os.fstat(content.fileno())) != look:
                now = 0  # It is being written: never to be trusted without another look.
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GrailError(f"{file} cannot be read: {error.strerror}. Nothing was changed.") from error
    return LocalFile(look, digest.hexdigest(), now)
