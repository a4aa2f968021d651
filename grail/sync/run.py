"""A sync's run: take up what the last one left, make a plan, carry it out. It may be killed at every line."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Literal

from grail import calls
from grail.client import Client
from grail.errors import GrailError, LimitError, ServiceError
from grail.files import opened, size_of
from grail.sync.plan import Plan, make_plan
from grail.sync.scan import LocalFile, Look, Scan, scan
from grail.sync.state import Creating, Entry, State
from grail.values import Awaited, Document

ARRIVAL_LOOKS = 10  # Looks, a second apart, at a file that the last run may have sent: the store's news takes a moment.
BROKEN = 500  # From this HTTP status on an error does not say whether the call was carried out.
Act = Literal["add", "replace", "rename", "delete", "problem"]
Teller = Callable[[Act, str], None]


class Sync:
    """One folder's documents. Only documents whose ids are in `state` are ever changed: those that it made."""

    def __init__(
        self,
        client: Client,
        folder: Path,
        state: State,
        tags: Sequence[str] = (),
        told: Teller = lambda *_: None,
    ) -> None:
        self.client, self.folder, self.state, self.told = client, folder, state, told
        self._tags = [*tags, state.tag]
        self.found = Scan()
        self.problems: dict[str, str] = {}

    def plan(self) -> Plan:
        """What is to be done. It changes no document. Raises GrailError."""
        limits = self.client.config.upload
        known = {path: entry.file for path, entry in self.state.entries().items()}
        self.found = scan(self.folder, frozenset(limits.extensions), limits.max_bytes, known.get)
        documents = {document.id: document for document in self.client.documents()}
        self._take_up(documents)
        return make_plan(self.state.entries(), self.found.files, documents)

    def carry_out(self, plan: Plan) -> list[str]:
        """The ids of the documents that were uploaded. Raises GrailError; what was done until then stays done.

        At a limit of the service what is to be deleted still goes, which may be what makes room.
        """
        for path in plan.forgotten:
            self.state.remove(path)
        for old, new in plan.renames:
            self._each(new, partial(self._rename, old, new))
        uploaded: list[str] = []
        refused: LimitError | None = None
        try:
            uploaded.extend(self._upload(plan))
        except LimitError as error:
            refused = error
        for path in plan.deletes:
            self._each(path, partial(self._delete, path))
        if refused is not None:
            raise refused
        return uploaded

    # What the last run left

    def _take_up(self, documents: dict[str, Document]) -> None:
        self._adopt(documents)
        for path, entry in self.state.entries().items():
            if entry.pending:
                arrived = self._has_arrived(entry, documents)
                sha256 = entry.pending if arrived else ""
                self.state.put(path, replace(entry, file=replace(entry.file, sha256=sha256), pending=""))

    def _adopt(self, documents: dict[str, Document]) -> None:
        """A document that was registered, but whose id could not be written down: its file was never sent."""
        creating = self.state.creating
        if creating is None:
            return
        ours = {entry.document_id for entry in self.state.entries().values()}
        for document in documents.values():
            is_of_this = self.state.tag in document.tags and document.id not in ours
            if is_of_this and document.size == creating.size and document.version == 1 and _has_no_file(document):
                nothing = LocalFile(Look(0, 0, 0), "", 0)
                self.state.put(creating.path, Entry(document.id, document.version, nothing))
        self.state.begin(None)

    def _has_arrived(self, entry: Entry, documents: dict[str, Document]) -> bool:
        """Whether the file that was being sent is there."""
        document = documents.get(entry.document_id)
        for _ in range(ARRIVAL_LOOKS):
            if document is None or document.version != entry.version:
                return False
            if document.status != "uploading":
                return not _has_no_file(document)
            self.client.pause(1.0)
            document = self.client.document(entry.document_id)
            documents[document.id] = document
        return False

    # What is to be done

    def _upload(self, plan: Plan) -> Iterable[str]:
        for path in plan.replaces:
            yield from self._each(path, partial(self._replace, path))
        for path in plan.adds:
            yield from self._each(path, partial(self._add, path))

    def _each(self, path: str, work: Callable[[], str]) -> list[str]:
        """A file that will not do does not stop the others. What would stop them all is raised, and so is what leaves
        open whether the call was carried out: the next run finds out.
        """
        try:
            return [work()]
        except (ServiceError, ChangedError) as error:
            if isinstance(error, LimitError) or (isinstance(error, ServiceError) and error.status >= BROKEN):
                raise
            self.problems[path] = str(error)
            self.told("problem", f"{path}: {error}")
            return []

    def _add(self, path: str) -> str:
        file = self._file(path)
        pure = PurePosixPath(self.folder.resolve().name, path)
        self.state.begin(Creating(path, file.look.size))
        try:
            awaited = self.client.send(calls.add(pure.name, file.look.size, self._tags, str(pure.parent)))
        except ServiceError as error:
            if error.status < BROKEN:
                self.state.begin(None)
            raise
        self._send(path, awaited, file)
        self.told("add", path)
        return awaited.document.id

    def _replace(self, path: str) -> str:
        file = self._file(path)
        entry = self.state.entry(path)
        awaited = self.client.send(calls.replace(entry.document_id, file.look.size))
        self._send(path, awaited, file)
        self.told("replace", path)
        return entry.document_id

    def _send(self, path: str, awaited: Awaited, file: LocalFile) -> None:
        """The id is written down before the file goes, and its content once it is there."""
        document = awaited.document
        unknown = replace(file, sha256="")
        self.state.put(path, Entry(document.id, document.version, unknown, pending=file.sha256))
        with opened(self.folder / path) as content:
            if size_of(content) != file.look.size:
                self.state.put(path, Entry(document.id, document.version, unknown))
                raise ChangedError
            self.client.upload(awaited.upload, content)
            unchanged = Look.of(os.fstat(content.fileno())) == file.look
        self.state.put(path, Entry(document.id, document.version, file if unchanged else unknown))

    def _rename(self, old: str, new: str) -> str:
        entry = self.state.entry(old)
        self.client.describe(entry.document_id, PurePosixPath(new).name)
        self.state.move(old, new)
        self.told("rename", new)
        return entry.document_id

    def _delete(self, path: str) -> str:
        entry = self.state.entry(path)
        try:
            self.client.delete(entry.document_id)
        except ServiceError as error:
            if error.status != 404:
                raise
        self.state.remove(path)
        self.told("delete", path)
        return entry.document_id

    def _file(self, path: str) -> LocalFile:
        """A file as it was planned with. Raises ChangedError."""
        file = self.found.files[path]
        try:
            look = Look.of((self.folder / path).lstat())
        except OSError as error:
            raise ChangedError from error
        if look != file.look:
            raise ChangedError
        return file


def _has_no_file(document: Document) -> bool:
    """Whether its file is still awaited, or was given up."""
    given_up = document.failure is not None and document.failure.code == "upload_missing"
    return document.status == "uploading" or given_up


class ChangedError(GrailError):
    """A file changed after it was looked at."""

    def __init__(self) -> None:
        super().__init__("The file is changing; the next run takes it.")
