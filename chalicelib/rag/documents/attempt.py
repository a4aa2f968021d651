"""One worker's try at one document, while it holds the lease."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Protocol

from chalicelib.errors import DocumentError, FileChangedError, GrailError, StoreBusyError
from chalicelib.models import Chunk, Document, DocumentStatus
from chalicelib.rag.documents.chunking import about, chunk, open_headings, title_of
from chalicelib.rag.documents.embedding import Embedded, PacedEmbedding
from chalicelib.rag.documents.messages import of_unread_pages
from chalicelib.rag.documents.notify import tell
from chalicelib.rag.documents.staging import StagedSlice, Staging
from chalicelib.rag.heartbeat import Heartbeat
from chalicelib.rag.roles import (
    DocumentFeed,
    DocumentLeases,
    Embedder,
    Extractor,
    Files,
    LanguageDetector,
    PassageWriter,
    UsageMeter,
)

log = logging.getLogger(__name__)

# No step is begun with less time left than it may take at worst.
EXTRACT_SECONDS = 100.0  # A slice may take 60 s; the file comes before it and the chunks after.
EMBED_SECONDS = 80.0  # A call may take 60 s to time out.
COMMIT_SECONDS, COMMIT_ROWS_A_SECOND, LONGEST_COMMIT = 40.0, 1000, 200.0

PART_CHUNKS, LARGEST_PART, PARTS_A_DOCUMENT = 16, 256, 50
PAUSES_TO_KEEP = (0.5, 2.0, 5.0)
SAMPLE_CHUNKS, SAMPLE_CHARACTERS = 12, 4_000


class OutOfTimeError(Exception):
    """The function's time is nearly up; another message goes on."""


class Tools(Protocol):
    """What the work is done with."""

    @property
    def registry(self) -> DocumentLeases: ...
    @property
    def files(self) -> Files: ...
    @property
    def extractor(self) -> Extractor: ...
    @property
    def embedder(self) -> Embedder: ...
    @property
    def passages(self) -> PassageWriter: ...
    @property
    def feed(self) -> DocumentFeed: ...
    @property
    def usage(self) -> UsageMeter: ...
    @property
    def languages(self) -> LanguageDetector: ...
    @property
    def pause(self) -> Callable[[float], None]: ...
    @property
    def part_chunks(self) -> int: ...


class Work:
    """`document` is the newest state; `achieved` says that something was staged, `stored` that rows may be there."""

    def __init__(
        self, tools: Tools, document: Document, heartbeat: Heartbeat[Document], seconds_left: Callable[[], float]
    ) -> None:
        self._tools = tools
        self._heartbeat = heartbeat
        self._seconds_left = seconds_left
        self.document = document
        self.achieved = False
        self.stored = False

    def run(self) -> Document:
        """The document, ready. Raises OutOfTimeError, LeaseLostError and what the steps raise."""
        slices = self._extract()
        if not slices[-1].end:
            raise DocumentError("empty", "There is no text in this file.")
        self._embed(slices)
        return self._publish(slices)

    # Extracting

    def _extract(self) -> list[StagedSlice]:
        slices = list(self._staging().slices())
        if slices and slices[-1].cursor is None:
            return slices
        self._renew("extracting")
        self._keep_time(EXTRACT_SECONDS)
        try:
            return self._extract_rest(slices)
        except FileChangedError:
            self._adopt()
            return self._extract_rest(list(self._staging().slices()))

    def _extract_rest(self, slices: list[StagedSlice]) -> list[StagedSlice]:
        staging = self._staging()
        with self._tools.files.download(self.document) as path:
            while not slices or slices[-1].cursor is not None:
                self._keep_time(EXTRACT_SECONDS)
                slices.append(self._extract_slice(staging, path, slices[-1] if slices else None))
                self._renew("extracting", slices[-1].done, slices[-1].total, achieved=True)
        return slices

    def _extract_slice(self, staging: Staging, path: Path, before: StagedSlice | None) -> StagedSlice:
        number, first = (before.number + 1, before.end) if before else (0, 0)
        slice_ = self._tools.extractor.extract(
            path,
            self.document.filename,
            cursor=before.cursor if before else None,
            offset=before.offset if before else 0,
            headings_before=before.headings if before else (),
        )
        chunks = chunk(slice_, title=title_of(self.document.filename), first_ordinal=first)
        pages = max((page.number for page in slice_.pages), default=0)
        staged = StagedSlice(
            number=number,
            chunks=f"chunks-{number:05}-{self.document.generation}.json",
            first=first,
            end=first + len(chunks),
            tokens=sum(each.tokens for each in chunks),
            cursor=slice_.cursor,
            offset=slice_.offset + len(slice_.text),
            headings=open_headings(slice_),
            done=max(slice_.done, before.done if before else 0),
            total=max(slice_.total, before.total if before else 0),  # The last slice may be empty and tell of nothing.
            pages=max(pages, before.pages if before else 0),
            unread=(before.unread if before else ()) + slice_.unread,
        )
        return staging.keep_slice(staged, chunks)

    def _adopt(self) -> None:
        """Another upload has taken the file's place, and S3's word of it is still on its way: go on with that one."""
        there = self._tools.files.exists(self.document)
        if there is not None:
            etag, size = there
            self.document = self._tools.registry.adopt(self.document, etag, size)

    # Embedding

    def _embed(self, slices: list[StagedSlice]) -> None:
        staging, pages, total = self._staging(), slices[-1].pages or None, slices[-1].end
        missing = sum(end - start for start, end in staging.missing(0, total))
        self._renew("embedding", total - missing, total, pages)
        paced = PacedEmbedding(self._tools.embedder, self._tools.pause, lambda: self._keep_time(EMBED_SECONDS))
        size = self._part_size(total)
        for slice_ in slices:
            gaps = staging.missing(slice_.first, slice_.end)
            chunks = staging.chunks(slice_) if gaps else []
            for start, end in _parts(gaps, size):
                self._tools.usage.check_price(self.document.owner_id)
                self._embed_part(paced, staging, chunks[start - slice_.first : end - slice_.first])
                missing -= end - start
                self._renew("embedding", total - missing, total, pages, achieved=True)

    def _embed_part(self, paced: PacedEmbedding, staging: Staging, part: list[Chunk]) -> None:
        embedded = Embedded()
        try:
            paced.embed([each.embedding_text for each in part], embedded)
        except (GrailError, OutOfTimeError):
            if embedded.vectors:
                self._keep(staging, part, embedded)
                self._renew("embedding", achieved=True)
            raise
        self._keep(staging, part, embedded)

    def _keep(self, staging: Staging, part: list[Chunk], embedded: Embedded) -> None:
        """Stage what was embedded, then count it: paid for once is worth more than counted rightly."""
        for place, vectors in embedded.runs():
            self._stubbornly(partial(staging.keep_vectors, part[place].ordinal, vectors))
        try:
            self._tools.usage.add_embedded(self.document.owner_id, self._tools.embedder.model, embedded.tokens)
        except StoreBusyError as error:
            log.warning("Embedded tokens were not counted", exc_info=error, extra={"document": self.document.id})

    def _stubbornly(self, write: Callable[[], None]) -> None:
        """What is paid for is not given up because of one request that the file store did not answer."""
        for pause in PAUSES_TO_KEEP:
            try:
                return write()
            except StoreBusyError as error:
                log.warning("Vectors could not be staged yet", exc_info=error, extra={"document": self.document.id})
            self._tools.pause(pause)
        return write()

    def _part_size(self, total: int) -> int:
        """Small parts show progress and risk little; a long document has larger ones, to be read fewer at commit."""
        batch = self._tools.embedder.batch_size
        wanted = min(max(self._tools.part_chunks, total // PARTS_A_DOCUMENT), LARGEST_PART)
        return -(-wanted // batch) * batch

    # Publishing

    def _publish(self, slices: list[StagedSlice]) -> Document:
        pages, total = slices[-1].pages or None, slices[-1].end
        self._keep_time(min(COMMIT_SECONDS + total / COMMIT_ROWS_A_SECOND, LONGEST_COMMIT))
        self._renew("indexing", total, total, pages)
        staging, document = self._staging(), self.document
        opening = next((staging.chunks(each) for each in slices if each.end > each.first), [])
        self.stored = True
        named = about(document.filename, opening)
        batches = staging.batches(slices)
        self._tools.passages.add(document.owner_id, document.id, document.generation, batches, named)
        # Before anyone is told of the rows, those who search must know that there are new ones.
        self._tools.registry.rows_changed(document.owner_id)
        self._heartbeat.check()
        return self._tools.registry.publish(
            document,
            pages=pages,
            passages=total,
            tokens=sum(each.tokens for each in slices),
            language=self._language(opening),
            note=of_unread_pages(slices[-1].unread, slices[-1].total),
        )

    def _language(self, chunks: list[Chunk]) -> str | None:
        """By a sample from the first slice that has text: enough to tell, wherever the document changes its mind."""
        sample = chunks[:: max(len(chunks) // SAMPLE_CHUNKS, 1)]
        return self._tools.languages.detect("\n".join(each.text for each in sample)[:SAMPLE_CHARACTERS])

    # How

    def _staging(self) -> Staging:
        embedder = self._tools.embedder
        return Staging(self._tools.files, self.document, embedder.model, embedder.dimensions)

    def _keep_time(self, seconds: float) -> None:
        self._heartbeat.check()
        if self._seconds_left() < seconds:
            raise OutOfTimeError

    def _renew(
        self,
        status: DocumentStatus,
        done: int = 0,
        total: int = 0,
        pages: int | None = None,
        *,
        achieved: bool = False,
    ) -> None:
        self.document = self._tools.registry.renew(
            self.document, status, done=done, total=total, pages=pages, achieved=achieved
        )
        self.achieved = self.achieved or achieved
        tell(self._tools.feed, self.document)


def _parts(gaps: list[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    for start, end in gaps:
        for at in range(start, end, size):
            yield at, min(at + size, end)
