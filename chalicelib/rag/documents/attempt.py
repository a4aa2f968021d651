"""One worker's attempt at one document, while it holds the lease."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tenacity import Retrying, before_sleep_log, retry_if_exception_type, stop_after_attempt, wait_chain, wait_fixed

from chalicelib.errors import DocumentError, FileChangedError, GrailError, StoreBusyError, pictures_alone
from chalicelib.models import Chunk, Document, DocumentStatus, Progress, timestamp
from chalicelib.rag.documents import profile, roles
from chalicelib.rag.documents.chunking import about, chunk, embedded_texts, stated_names, title_of
from chalicelib.rag.documents.embedding import Embedded, PacedEmbedding
from chalicelib.rag.documents.lease import as_holder
from chalicelib.rag.documents.lifecycle import ACCEPT_FILE, ACHIEVE, PROGRESS, PUBLISH
from chalicelib.rag.documents.messages import note_of, with_message
from chalicelib.rag.documents.notify import tell
from chalicelib.rag.documents.reading import DEFAULT_BUDGET, Reading, ReadingBudget
from chalicelib.rag.documents.second_reader import SecondReader
from chalicelib.rag.documents.staging import StagedSlice, Staging, staged
from chalicelib.rag.heartbeat import Heartbeat

log = logging.getLogger(__name__)

# Seconds that a step may take at worst: a slice 60, with the file before it and its chunks after; a call 60.
EXTRACT_SECONDS, EMBED_SECONDS = 100.0, 80.0
COMMIT_SECONDS, COMMIT_ROWS_A_SECOND, LONGEST_COMMIT = 40.0, 1000, 200.0
PART_TEXTS, LARGEST_PART, PARTS_A_DOCUMENT = 64, 1024, 50
PAUSES_TO_KEEP = (0.5, 2.0, 5.0)
SAMPLE_CHUNKS, SAMPLE_CHARACTERS = 12, 4_000


class OutOfTimeError(Exception):
    """The function's time is nearly up; another message goes on."""


@dataclass(frozen=True)
class Tools:
    """What an attempt works with. `pause` sleeps for seconds; `part_texts` are embedded and staged at a time;
    `reading` is what each document may take; the `second_reader` reads what text recognition read badly."""

    registry: roles.Registry
    maintenance: roles.MaintenanceRecords
    files: roles.IngestedFiles
    extractor: roles.Extractor
    embedder: roles.Embedder
    passages: roles.PassageWriter
    feed: roles.DocumentFeed
    usage: roles.UsageMeter
    languages: roles.LanguageDetector
    pause: Callable[[float], None] = time.sleep
    part_texts: int = PART_TEXTS
    reading: ReadingBudget = DEFAULT_BUDGET
    second_reader: SecondReader | None = None


class Attempt:
    """`document` is the newest state; `achieved`: something was staged; `stored`: rows may be in the passage store."""

    def __init__(
        self, tools: Tools, document: Document, heartbeat: Heartbeat, seconds_left: Callable[[], float]
    ) -> None:
        self._tools = tools
        self._heartbeat = heartbeat
        self._seconds_left = seconds_left
        self._staging = self._open_staging(document)
        self.document = document
        self.achieved = False
        self.stored = False

    def run(self) -> Document:
        """The document, ready. Raises OutOfTimeError, LeaseLostError and what the steps raise."""
        slices = self._extract()
        if not slices[-1].end:
            raise pictures_alone() if slices[-1].unread else DocumentError("empty", "There is no text in this file.")
        self._embed(slices)
        return self._publish(slices)

    # Extracting

    def _extract(self) -> list[StagedSlice]:
        slices = list(self._staging.slices())
        if slices and slices[-1].cursor is None:
            return slices
        self._renew("extracting")
        self._keep_time(EXTRACT_SECONDS)
        try:
            return self._extract_rest(slices)
        except FileChangedError:
            self._accept_file()
            return self._extract_rest(list(self._staging.slices()))

    def _extract_rest(self, slices: list[StagedSlice]) -> list[StagedSlice]:
        reading = Reading(self._tools.extractor, self._tools.reading)
        with self._tools.files.download(self.document) as path:
            while not slices or slices[-1].cursor is not None:
                self._keep_time(EXTRACT_SECONDS)
                slice_ = self._extract_slice(reading, path, slices[-1] if slices else None)
                if slice_ is None:
                    continue
                slices.append(slice_)
                self._renew("extracting", slices[-1].done, slices[-1].total, achieved=True)
        return slices

    def _extract_slice(self, reading: Reading, path: Path, before: StagedSlice | None) -> StagedSlice | None:
        """None if it must be tried again, in shorter slices."""
        slice_ = reading.next_slice(path, self.document, before)
        if slice_ is None:
            return None
        if second := self._tools.second_reader:
            slice_ = second.improved(slice_, path, self.document, before, self._seconds_left)
        chunks = chunk(slice_, title_of(self.document.filename), first_ordinal=before.end if before else 0)
        return self._staging.keep_slice(staged(slice_, chunks, before, self.document), chunks)

    def _accept_file(self) -> None:
        """Another upload has replaced the file, and S3's event of it is still on its way: go on with the new file."""
        file = self._tools.files.stored(self.document)
        if file is not None:
            self.document = as_holder(self._tools.registry, self.document, ACCEPT_FILE, etag=file.etag, size=file.size)
            self._staging = self._open_staging(self.document)

    # Embedding

    def _embed(self, slices: list[StagedSlice]) -> None:
        staging, pages, total = self._staging, slices[-1].pages or None, slices[-1].end
        texts = slices[-1].texts[1]
        missing = sum(end - start for start, end in staging.missing(0, texts))
        self._renew("embedding", _share(texts - missing, texts, total), total, pages)
        paced = PacedEmbedding(self._tools.embedder, self._tools.pause, lambda: self._keep_time(EMBED_SECONDS))
        size = self._part_size(texts)
        for slice_ in slices:
            first, gaps = slice_.texts[0], staging.missing(*slice_.texts)
            of_slice = [text for piece in staging.chunks(slice_) for text in embedded_texts(piece)] if gaps else []
            for start, end in _parts(gaps, size):
                self._tools.usage.check_price(self.document.owner_id)
                self._embed_part(paced, start, of_slice[start - first : end - first])
                missing -= end - start
                self._renew("embedding", _share(texts - missing, texts, total), total, pages, achieved=True)

    def _embed_part(self, paced: PacedEmbedding, start: int, texts: list[str]) -> None:
        embedded = Embedded()
        try:
            paced.embed(texts, embedded)
        except (GrailError, OutOfTimeError):
            if embedded.vectors:
                self._keep(start, embedded)
                self._renew("embedding", achieved=True)
            raise
        self._keep(start, embedded)

    def _keep(self, start: int, embedded: Embedded) -> None:
        """Save the vectors before counting them: a crash in between under-counts usage, but nothing is paid for twice.

        Nor is what is paid for given up because of one request that the file store did not answer.
        """
        keep = Retrying(
            retry=retry_if_exception_type(StoreBusyError),
            wait=wait_chain(*map(wait_fixed, PAUSES_TO_KEEP)),
            stop=stop_after_attempt(1 + len(PAUSES_TO_KEEP)),
            sleep=self._tools.pause,
            before_sleep=before_sleep_log(log, logging.WARNING),
            reraise=True,
        )
        for index, vectors in embedded.runs():
            keep(self._staging.keep_vectors, start + index, vectors)
        try:
            self._tools.usage.add_embedded(self.document.owner_id, self._tools.embedder.model, embedded.tokens)
        except StoreBusyError as error:
            log.warning("Embedded tokens were not counted", exc_info=error, extra={"document": self.document.id})

    def _part_size(self, texts: int) -> int:
        """Small parts show progress and risk little; a long document has larger ones, to be read fewer at commit."""
        batch = self._tools.embedder.batch_size
        size = min(max(self._tools.part_texts, texts // PARTS_A_DOCUMENT), LARGEST_PART)
        return -(-size // batch) * batch

    # Publishing

    def _publish(self, slices: list[StagedSlice]) -> Document:
        pages, total = slices[-1].pages or None, slices[-1].end
        self._keep_time(min(COMMIT_SECONDS + total / COMMIT_ROWS_A_SECOND, LONGEST_COMMIT))
        self._renew("indexing", total, total, pages)
        tools, document = self._tools, self.document
        opening = next((self._staging.chunks(slice_) for slice_ in slices if slice_.end > slice_.first), [])
        self.stored = True
        language = self._language(opening)
        stated = slices[-1].profile
        described = profile.finish(stated, language) if stated else None
        partial = with_message(slices[-1].partial)
        names = about(document.filename, opening)
        batches = self._staging.batches(slices)
        tools.passages.add(
            document.owner_id, document.id, document.generation, batches, names, stated_names(described, names)
        )
        # Searches must know of the new rows before a person reads that the document is ready.
        tools.maintenance.rows_changed(document.owner_id)
        self._heartbeat.check()
        return as_holder(
            tools.registry,
            document,
            PUBLISH,
            live_generation=document.generation,
            live_version=document.version,
            pages=pages,
            passages=total,
            tokens=sum(slice_.tokens for slice_ in slices),
            language=language,
            profile=described,
            partial=partial,
            note=note_of(partial, slices[-1].unread, slices[-1].total),
            ready_at=timestamp(),
        )

    def _language(self, chunks: list[Chunk]) -> str | None:
        """By a sample from the first slice that has text: enough, though the document may go on in another language."""
        sample = chunks[:: max(len(chunks) // SAMPLE_CHUNKS, 1)]
        return self._tools.languages.detect("\n".join(piece.text for piece in sample)[:SAMPLE_CHARACTERS])

    def _open_staging(self, document: Document) -> Staging:
        embedder = self._tools.embedder
        return Staging(self._tools.files, document, embedder.model, embedder.dimensions)

    def _keep_time(self, seconds: float) -> None:
        self._heartbeat.check()
        if self._seconds_left() < seconds:
            raise OutOfTimeError

    def _renew(
        self, status: DocumentStatus, done: int = 0, total: int = 0, pages: int | None = None, *, achieved: bool = False
    ) -> None:
        progress = Progress(done, total) if total else None
        transition = ACHIEVE if achieved else PROGRESS
        self.document = as_holder(
            self._tools.registry, self.document, transition, status=status, progress=progress, pages=pages
        )
        self.achieved = self.achieved or achieved
        tell(self._tools.feed, self.document)


def _share(done: int, texts: int, total: int) -> int:
    """Of `total` chunks as many as `done` of the `texts` that they have."""
    return total * done // texts if texts else 0


def _parts(gaps: list[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    for start, end in gaps:
        for at in range(start, end, size):
            yield at, min(at + size, end)
