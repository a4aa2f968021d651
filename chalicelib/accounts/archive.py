"""One archive of all that an owner has, in open formats: ZIP, JSON, text, Parquet, and the files as they were uploaded.

manifest.json            what is in it: counts, the embedding model, size and SHA-256 of each member
documents.jsonl          what Grail knows of each document
conversations.jsonl      chats; their messages with all sources are in messages.jsonl
notes.jsonl              what its person has kept: words of their own and answers
usage.jsonl              what was used, a line a day
collections.jsonl        named sets of documents, with the ids of these
links.jsonl              links to copies of conversations that can be read now
acts.jsonl               what admins did that concerned its person alone
sources.jsonl            places outside whose pages become documents
tokens.jsonl             the tokens that its person made for programs, without what would open anything
files/<document>/…       the file that is searched
text/<document>.txt      its text, with each passage at its own place
passages/<document>.parquet
key-points/<document>/…  what a model has noted of a long document

Where there are many lines, or the work was cut off, they go on in documents.2.jsonl and so on. Documents come first,
and the line of each is written behind what is taken of it: so an archive that is cut off and gone on with never names
a document that is not in it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import msgspec

from chalicelib.accounts.roles import HeldFiles, HeldPassages, HeldRows
from chalicelib.models import timestamp

FORMAT, VERSION = "grail-archive", 1
KINDS = (
    "documents", "conversations", "notes", "usage", "messages", "tokens", "collections", "sources", "acts", "links"
)  # fmt: skip
COPY_BYTES = 1024 * 1024
PENDING_BYTES = 8 * 1024 * 1024  # Of lines that are in no member yet.
FAST = 1  # Level of compression.
TRIES = 3  # A document that changes so often while it is taken is left out: it is on its way.
NOT_TAKEN = ("connections", "open", "check_at", "lease_token", "lease_until", "worker", "reserved", "sequencer")
# Files that are compressed already.
PACKED = frozenset((".zip", ".docx", ".xlsx", ".pptx", ".odt", ".epub", ".pdf", ".png", ".jpg", ".jpeg", ".parquet"))

type Item = dict[str, Any]


class Member(msgspec.Struct, frozen=True):
    bytes: int
    sha256: str


class Contents(msgspec.Struct):
    """What is in an archive so far, and behind which row of which kind it goes on."""

    kind: str = KINDS[0]
    after: str = ""
    members: dict[str, Member] = {}
    counts: dict[str, int] = {}
    pieces: dict[str, int] = {}

    @staticmethod
    def read(data: bytes) -> "Contents":
        return msgspec.msgpack.decode(data, type=Contents) if data else Contents()

    def stored(self) -> bytes:
        return msgspec.msgpack.encode(self)


class Archive:
    """Writes an owner's archive into `file`, on from where the `contents` end. All methods raise StoreBusyError."""

    def __init__(
        self,
        owner_id: str,
        held: "tuple[HeldRows, HeldFiles, HeldPassages]",
        file: Callable[[], ZipFile],
        contents: Contents | None = None,
    ) -> None:
        self.contents = contents or Contents()
        self._owner_id = owner_id
        self._rows, self._files, self._passages = held
        self._file = file
        self._pending: list[bytes] = []
        self._pending_bytes = 0

    def steps(self) -> Iterator[None]:
        """Write it to its end. After each step it may be kept, and gone on with another time."""
        contents = self.contents
        for kind in KINDS[KINDS.index(contents.kind) :]:
            if kind != contents.kind:
                contents.kind, contents.after = kind, ""
            contents.counts.setdefault(kind, 0)
            for position, row in self._rows.rows(kind, self._owner_id, contents.after):
                self._take(kind, row)
                contents.after = position
                if self._pending_bytes > PENDING_BYTES:
                    self.flush()
                yield
            self.flush(even_nothing=not contents.pieces.get(kind))
        self._manifest()

    def flush(self, *, even_nothing: bool = False) -> None:
        """Write the lines that are in no member yet."""
        if not self._pending and not even_nothing:
            return
        kind = self.contents.kind
        piece = self.contents.pieces.get(kind, 0) + 1
        self._write(f"{kind}.jsonl" if piece == 1 else f"{kind}.{piece}.jsonl", self._pending)
        self.contents.pieces[kind] = piece
        self._pending, self._pending_bytes = [], 0

    def _take(self, kind: str, row: Item) -> None:
        taken = self._document(row) if kind == "documents" else row
        if taken is None:
            return
        line = json.dumps(plain(taken), ensure_ascii=False).encode() + b"\n"
        self._pending.append(line)
        self._pending_bytes += len(line)
        self._count(kind, 1)

    def _document(self, row: Item) -> Item | None:
        """The row of a document that is taken as it stands, None for one that is gone or on its way."""
        owner_id, document_id = self._owner_id, row["id"]
        for _ in range(TRIES):
            now = self._rows.document(owner_id, document_id)
            if now is None or now.get("status") != "ready":
                return None
            version = now.get("live_version") or now["version"]
            with self._files.file(owner_id, document_id, version) as path:
                passages = self._passages.taken(owner_id, document_id, now["live_generation"])
                if _live(now) != _live(self._rows.document(owner_id, document_id)):
                    continue  # What was fetched may be of two versions.
                self._write_file(now, version, path)
            self._write(f"text/{document_id}.txt", [passages.text.encode()])
            self._write(f"passages/{document_id}.parquet", [passages.parquet])
            self._count("passages", passages.number)
            for name, content in self._files.key_points(owner_id, document_id):
                self._write(f"key-points/{document_id}/{name}", [content])
            return now
        return None

    def _write_file(self, row: Item, version: int, path: Path | None) -> None:
        if path is None:
            return  # The file is lost. What was read of it is not.
        ending = PurePosixPath(row["filename"]).suffix
        with path.open("rb") as file:
            self._write(f"files/{row['id']}/{version}{ending}", _chunks(file))

    def _write(self, name: str, chunks: Iterable[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        info = ZipInfo(name)  # Of no date: it says what there is, not when it was packed.
        info.compress_type = ZIP_STORED if PurePosixPath(name).suffix.lower() in PACKED else ZIP_DEFLATED
        info.compress_level = FAST
        info.external_attr = 0o600 << 16
        with closing(self._file().open(info, "w", force_zip64=True)) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.contents.members[name] = Member(size, digest.hexdigest())

    def _count(self, name: str, more: int) -> None:
        self.contents.counts[name] = self.contents.counts.get(name, 0) + more

    def _manifest(self) -> None:
        self.contents.counts.setdefault("passages", 0)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": timestamp(),
            "embedding": self._passages.embedding,
            "counts": self.contents.counts,
            "members": msgspec.to_builtins(self.contents.members),
        }
        self._file().writestr("manifest.json", json.dumps(manifest, indent=1))


def _live(row: Item | None) -> tuple[Any, ...] | None:
    return None if row is None else (row.get("status"), row.get("live_version"), row.get("live_generation"))


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(COPY_BYTES), b"")


def plain(item: Item) -> Item:
    """A row as JSON has it, without what belongs to the stage that it lies in."""
    kept = {name: value for name, value in item.items() if name not in NOT_TAKEN}
    return {name: sorted(value) if isinstance(value, set) else value for name, value in kept.items()}
