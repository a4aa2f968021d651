"""What a sync remembers between runs, in a file of SQLite: which document it made of which file, and of which content.

Each change is written before the next call goes out, so a run that is killed anywhere is taken up by the next one. The
file is locked while a run has it open: two runs at once would upload everything twice.
"""

import hashlib
import os
import secrets
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from grail.errors import GrailError
from grail.sync.scan import LocalFile, Look

TABLES = """
CREATE TABLE IF NOT EXISTS sync (tag TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entries (
    path TEXT PRIMARY KEY, document_id TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL,
    pending TEXT NOT NULL, size INTEGER NOT NULL, changed_ns INTEGER NOT NULL, entry_ns INTEGER NOT NULL,
    hashed_ns INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS creating (path TEXT NOT NULL, size INTEGER NOT NULL);
"""
DURABLE = "PRAGMA synchronous = FULL"  # What is written is on the disk, also where the power fails.


@dataclass(frozen=True)
class Entry:
    """A document that this sync made of a file.

    `sha256` is what its `version` holds, "" where that is not known. `pending` is what is being sent for that version.
    """

    document_id: str
    version: int
    file: LocalFile
    pending: str = ""

    @property
    def sha256(self) -> str:
        return self.file.sha256


@dataclass(frozen=True)
class Creating:
    """A document that is being registered for a file of so many bytes: its id is not known yet."""

    path: str
    size: int


class State:
    """Raises GrailError where another run has the file open."""

    def __init__(self, file: Path) -> None:
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._rows = sqlite3.connect(file, timeout=0.2, isolation_level=None)
            self._rows.execute(DURABLE)
            self._rows.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._rows.execute("BEGIN EXCLUSIVE")
            for statement in TABLES.split(";"):
                self._rows.execute(statement)
            self.tag = self._tag()
            self._rows.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise GrailError(f"Another sync of this folder is running, or {file} cannot be written.") from error
        except (sqlite3.DatabaseError, OSError) as error:
            raise GrailError(f"{file} cannot be read. It holds which documents are of which file.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()

    def _tag(self) -> str:
        """A tag that the documents of this sync have, and no others."""
        row = self._rows.execute("SELECT tag FROM sync").fetchone()
        if row is None:
            row = (f"sync-{secrets.token_hex(4)}",)
            self._rows.execute("INSERT INTO sync VALUES (?)", row)
        return str(row[0])

    def entries(self) -> dict[str, Entry]:
        """By path, in order."""
        return self._entries("ORDER BY path")

    def entry(self, path: str) -> Entry:
        """Raises KeyError for a path without a document."""
        return self._entries("WHERE path = ?", path)[path]

    def _entries(self, which: str, *values: str) -> dict[str, Entry]:
        columns = "path, document_id, version, pending, size, changed_ns, entry_ns, sha256, hashed_ns"
        rows = self._rows.execute(f"SELECT {columns} FROM entries {which}", values)  # noqa: S608
        return {
            path: Entry(document_id, version, LocalFile(Look(*look), sha256, hashed_ns), pending)
            for path, document_id, version, pending, *look, sha256, hashed_ns in rows
        }

    def put(self, path: str, entry: Entry) -> None:
        """Remember a document; nothing is being registered from then on."""
        file = entry.file
        row = (path, entry.document_id, entry.version, file.sha256, entry.pending, *file.look, file.hashed_ns)
        self._rows.execute("BEGIN")
        self._rows.execute("DELETE FROM creating")
        self._rows.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        self._rows.execute("COMMIT")

    def move(self, path: str, to: str) -> None:
        self._rows.execute("UPDATE OR REPLACE entries SET path = ? WHERE path = ?", (to, path))

    def remove(self, path: str) -> None:
        self._rows.execute("DELETE FROM entries WHERE path = ?", (path,))

    @property
    def creating(self) -> Creating | None:
        row = self._rows.execute("SELECT path, size FROM creating").fetchone()
        return Creating(*row) if row else None

    def begin(self, creating: Creating | None) -> None:
        """A document is about to be registered, or None is any more."""
        self._rows.execute("BEGIN")
        self._rows.execute("DELETE FROM creating")
        if creating is not None:
            self._rows.execute("INSERT INTO creating VALUES (?, ?)", (creating.path, creating.size))
        self._rows.execute("COMMIT")


def state_file(url: str, folder: Path) -> Path:
    """Where the state of a folder at a Grail is kept, in the person's own folder for such files."""
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home())
    else:
        home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    name = hashlib.sha256(f"{url}\n{folder.resolve()}".encode(errors="surrogateescape")).hexdigest()[:16]
    return home / "grail" / f"sync-{name}.db"
