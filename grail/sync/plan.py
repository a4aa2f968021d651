"""What is to be done so that the documents are those of the folder. Nothing here does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from grail.sync.scan import LocalFile
from grail.sync.state import Entry
from grail.values import Document

MOST_DELETED = 0.2  # Share of a sync's documents that may go without a question.


@dataclass(frozen=True)
class Plan:
    """Paths, in order. `forgotten` are entries whose documents somebody has deleted; `known` counts all entries."""

    adds: tuple[str, ...]
    replaces: tuple[str, ...]
    renames: tuple[tuple[str, str], ...]
    deletes: tuple[str, ...]
    forgotten: tuple[str, ...]
    kept: int
    known: int
    found: int

    @property
    def changes(self) -> int:
        return len(self.adds) + len(self.replaces) + len(self.renames) + len(self.deletes)

    @property
    def doubt(self) -> str | None:
        """Why a person should be asked first; None where nothing is unusual."""
        if self.known and not self.found:
            return "No file was found in the folder that Grail can read. Is the drive there?"
        if len(self.deletes) > MOST_DELETED * self.known:
            return f"{len(self.deletes)} of {self.known} documents would be deleted."
        if self.known and len(self.forgotten) == self.known:
            return "None of the folder's documents is there any more. Is this the right account?"
        return None


def make_plan(entries: Mapping[str, Entry], files: Mapping[str, LocalFile], documents: Mapping[str, Document]) -> Plan:
    """`documents` are all of the account, by id."""
    there = {path for path, entry in entries.items() if _is_there(documents.get(entry.document_id))}
    forgotten = tuple(path for path in entries if path not in there)
    gone = [path for path in entries if path in there and path not in files]
    new = [path for path in files if path not in there]
    renames = _renames(entries, files, documents, gone, new)
    moved = {path for pair in renames for path in pair}
    both = [path for path in files if path in there]
    replaces = tuple(path for path in both if not _is_kept(entries[path], files[path], documents))
    return Plan(
        adds=tuple(path for path in new if path not in moved),
        replaces=replaces,
        renames=renames,
        deletes=tuple(path for path in gone if path not in moved),
        forgotten=forgotten,
        kept=len(both) - len(replaces),
        known=len(entries),
        found=len(files),
    )


def _is_there(document: Document | None) -> bool:
    return document is not None and document.status != "deleting"


def _is_kept(entry: Entry, file: LocalFile, documents: Mapping[str, Document]) -> bool:
    """Whether a document holds what the file holds: nobody has replaced it since."""
    return entry.sha256 == file.sha256 and entry.version == documents[entry.document_id].version


def _renames(
    entries: Mapping[str, Entry],
    files: Mapping[str, LocalFile],
    documents: Mapping[str, Document],
    gone: list[str],
    new: list[str],
) -> tuple[tuple[str, str], ...]:
    """Files that have another name in the same folder: the document gets it too, and nothing is read again."""
    free: dict[tuple[str, ...], list[str]] = {}
    for path in gone:
        entry = entries[path]
        if entry.sha256 and entry.version == documents[entry.document_id].version:
            free.setdefault((entry.sha256, *_place(path)), []).append(path)
    pairs = []
    for path in new:
        if old := free.get((files[path].sha256, *_place(path))):
            pairs.append((old.pop(0), path))
    return tuple(pairs)


def _place(path: str) -> tuple[str, str]:
    """What a new name does not change: the folder, and the ending."""
    parts = PurePosixPath(path)
    return str(parts.parent), parts.suffix.lower()
