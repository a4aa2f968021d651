"""Documents of a source, changed as a person would change them: through the registry and a file on S3.

Each step may be cut off and come again. What is about to be sent is stored first, so no content is paid for twice and
no document is left that no item knows.
"""

from collections.abc import Mapping
from copy import replace
from dataclasses import dataclass
from pathlib import PurePosixPath

from chalicelib.errors import ConflictError, DocumentNotFoundError, FetchError, InvalidRequestError, LeaseLostError
from chalicelib.models import Document, DocumentRef, ItemContent, Source, SourceItem, new_id, timestamp
from chalicelib.rag.documents.library import Library
from chalicelib.rag.documents.lifecycle import DESCRIBE, REPLACE
from chalicelib.rag.documents.notify import tell
from chalicelib.rag.documents.roles import DocumentFeed, Registry, UploadedFiles
from chalicelib.rag.documents.sources.roles import SourceRecords
from chalicelib.rag.text.cleaning import MAX_NAME_CHARACTERS, clean_name


@dataclass(frozen=True)
class SourceContent:
    """`content_types` maps each file ending that can be read to its content type; `max_bytes` is a file's size."""

    records: SourceRecords
    registry: Registry
    files: UploadedFiles
    feed: DocumentFeed
    library: Library
    content_types: Mapping[str, str]
    max_bytes: int

    def find(self, item: SourceItem) -> Document | None:
        """The item's document; None where it has none, or its person has deleted it."""
        document = self.registry.find(item.owner_id, item.document_id) if item.document_id else None
        return None if document is None or document.status == "deleting" else document

    def store(self, source: Source, item: SourceItem, read: ItemContent) -> SourceItem:
        """The item with its document, which has the content that was read. Raises FetchError, QuotaExceededError."""
        content = read.content or b""
        if not 0 < len(content) <= self.max_bytes:
            raise FetchError("too_large" if content else "bad_answer", "The page is empty, or too large to be read.")
        name, kind = self._name(read.name)
        document = self.find(item)
        if document is None:
            item, document = self._create(source, item, name, kind, len(content))
        elif (item.sending, item.sending_version) != (read.fingerprint, document.version):
            document = self._replace(document, name, kind, len(content))
        item = replace(item, sending=read.fingerprint, sending_version=document.version)
        self.records.put(item)
        self._send(document, content)
        return replace(item, fingerprint=read.fingerprint, version=document.version, sending=None, sending_version=0)

    def _create(self, source: Source, item: SourceItem, name: str, kind: str, size: int) -> tuple[SourceItem, Document]:
        """The id is stored with the item before there is such a document: whoever goes on makes that very one."""
        if item.document_id is None:
            item = replace(item, document_id=new_id())
            if not self.records.begin_document(item):
                raise LeaseLostError("Another worker has begun this document.")
        now = timestamp()
        document = Document(
            owner_id=item.owner_id,
            id=item.document_id or "",
            filename=name,
            content_type=kind,
            size=size,
            status="uploading",
            created_at=now,
            updated_at=now,
            tags=source.tags,
            source_id=source.id,
            address=item.address,
        )
        document = self.registry.create(document)
        tell(self.feed, document)
        return item, document

    def _replace(self, document: Document, name: str, kind: str, size: int) -> Document:
        if document.content_type != kind:
            raise FetchError("wrong_type", "The page has become a file of another type.")
        replaced = self.registry.apply(document, REPLACE, size=size)
        if replaced is None:
            raise ConflictError("The document is being changed at this moment.")
        if replaced.filename != name and _ending(replaced.filename) == _ending(name):
            replaced = self.registry.apply(replaced, DESCRIBE, filename=name) or replaced
        tell(self.feed, replaced)
        return replaced

    def _send(self, document: Document, content: bytes) -> None:
        """A version's file is written once: another one of the same text would be read and paid for again."""
        if self.files.stored(document) is None:
            self.files.write_file(document, content)

    def move(self, item: SourceItem, heir: SourceItem) -> tuple[SourceItem, SourceItem]:
        """Both items, once the document of the first one is the second one's. Nothing is embedded anew."""
        ref = DocumentRef(item.owner_id, item.document_id or "")
        moved = self.registry.apply(ref, DESCRIBE, address=heir.address)
        if moved is not None:
            tell(self.feed, moved)
        heir = replace(heir, state="kept", document_id=item.document_id, version=item.version, same_as=None, misses=0)
        self.records.put(heir)
        is_alias = item.state == "alias"
        item = replace(item, document_id=None, fingerprint=None, version=0, same_as=heir.key if is_alias else None)
        self.records.put(item)
        return item, heir

    def delete(self, item: SourceItem) -> None:
        """The item's document, as its person would delete it."""
        if item.document_id:
            try:
                self.library.delete(item.owner_id, item.document_id)
            except DocumentNotFoundError:
                return  # Deleted already.

    def _name(self, stated: str) -> tuple[str, str]:
        """A file's name, and the content type that its ending says. Raises FetchError."""
        stem, ending = PurePosixPath(stated).stem, _ending(stated)
        if ending not in self.content_types:
            raise FetchError("wrong_type", f"Files of the type “.{ending}” cannot be read yet.")
        dot = f".{ending}" if ending else ""
        try:
            name = clean_name(stem[: MAX_NAME_CHARACTERS - len(dot)] + dot)
        except InvalidRequestError:
            name = f"page{dot}"
        return name, self.content_types[ending]


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")
