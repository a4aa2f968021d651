"""From an uploaded file to passages that can be searched, in steps that may be cut off anywhere.

    claim → extract slice by slice → embed part by part → store all rows in one commit → publish

Each slice and each part of vectors is staged on S3 before the next begins, so whoever takes over goes on where the
last one stopped, and nothing is paid for twice. Rows carry the generation that the claim handed out, and searches
see only the generation that `publish` made live: a worker that lost its lease can leave rubbish, never doubles.
"""

import json
import logging
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from chalicelib.errors import DocumentError, GrailError, LeaseLostError, ModelBusyError, StoreBusyError
from chalicelib.models import Chunk, Document, Embeddings, Failure, Heading, IngestJob, Job, TidyJob, new_id
from chalicelib.rag.chunking import chunk
from chalicelib.rag.roles import (
    DocumentFeed,
    DocumentLeases,
    Embedder,
    Extractor,
    Files,
    PassageStore,
    UsageMeter,
)

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
SPARE_SECONDS = 45.0  # With less time left no further step is begun: the longest takes about half of it.
PART_TEXTS = 16  # Vectors are staged by so many texts, or one call's worth if that is more.
CALLS_AT_ONCE = 4
RETRY_SECONDS = (10, 60)


class JobQueue(Protocol):
    def send(self, job: Job, delay_seconds: int = 0) -> None: ...
    def bury(self, job: IngestJob) -> None: ...


class Registry(DocumentLeases, Protocol):
    def give_back(self, document: Document, seconds: int) -> None: ...


class OutOfTimeError(Exception):
    """The function's time is nearly up; another message goes on."""


@dataclass(frozen=True)
class StagedSlice:
    """What is kept of one slice: its chunks, and where the next begins."""

    chunks: tuple[Chunk, ...]
    cursor: str | None
    offset: int
    headings: tuple[Heading, ...]
    done: int
    total: int
    pages: int


@dataclass(frozen=True)
class Ingesting:
    registry: Registry
    files: Files
    extractor: Extractor
    embedder: Embedder
    passages: PassageStore
    feed: DocumentFeed
    usage: UsageMeter
    queue: JobQueue

    def run(self, job: IngestJob, seconds_left: Callable[[], float]) -> None:
        """Work on a document until it is ready or failed, or time is up and another message goes on."""
        document = self.registry.claim(job.owner_id, job.document_id, new_id())
        if document is None:
            log.info("Nothing to do: at rest, gone, or held by another worker", extra={"document": job.document_id})
            return
        try:
            self._work(document, seconds_left)
        except LeaseLostError:
            log.info("Lease lost; leaving the document to its new holder", extra={"document": document.id})
            self.passages.delete_generation(document.owner_id, document.id, document.generation)
        except OutOfTimeError:
            self._hand_on(document, job)
        except (DocumentError, ModelBusyError, StoreBusyError, GrailError) as error:
            self._fail_or_retry(document, job, error)

    def _work(self, document: Document, seconds_left: Callable[[], float]) -> None:
        if document.attempts > MAX_ATTEMPTS:
            raise DocumentError("gave_up", "This file could not be processed in several tries.", retryable=True)
        document = self._renew(document, "extracting")
        slices = self._extract(document, seconds_left)
        chunks = [each for staged in slices for each in staged.chunks]
        if not chunks:
            raise DocumentError("empty", "There is no text in this file.")
        pages = slices[-1].pages or None
        vectors = self._embed(document, chunks, pages, seconds_left)
        self._publish(document, chunks, vectors, pages)

    # Extracting

    def _extract(self, document: Document, seconds_left: Callable[[], float]) -> list[StagedSlice]:
        slices = list(self._staged_slices(document))
        if slices and slices[-1].cursor is None:
            return slices
        with self.files.download(document) as path:
            while not slices or slices[-1].cursor is not None:
                _keep_time(seconds_left)
                before = slices[-1] if slices else None
                staged = self._extract_slice(document, path, before, sum(len(each.chunks) for each in slices))
                self.files.write_part(document, f"slice-{len(slices):05}.json", _encode_slice(staged))
                slices.append(staged)
                self._renew(document, "extracting", staged.done, staged.total)
        return slices

    def _extract_slice(self, document: Document, path: Any, before: StagedSlice | None, ordinal: int) -> StagedSlice:
        slice_ = self.extractor.extract(
            path,
            document.filename,
            cursor=before.cursor if before else None,
            offset=before.offset if before else 0,
            headings_before=before.headings if before else (),
        )
        chunks = chunk(slice_, title=document.filename, first_ordinal=ordinal)
        pages = max((page.number for page in slice_.pages), default=0)
        return StagedSlice(
            chunks=tuple(chunks),
            cursor=slice_.cursor,
            offset=slice_.offset + len(slice_.text),
            headings=_open_headings((*slice_.headings_before, *slice_.headings)),
            done=slice_.done,
            total=slice_.total,
            pages=max(pages, before.pages if before else 0),
        )

    def _staged_slices(self, document: Document) -> Iterator[StagedSlice]:
        for number in range(1_000_000):
            data = self.files.read_part(document, f"slice-{number:05}.json")
            if data is None:
                return
            yield _decode_slice(data)

    # Embedding

    def _embed(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        pages: int | None,
        seconds_left: Callable[[], float],
    ) -> list[list[float]]:
        size = max(self.embedder.batch_size, PART_TEXTS)
        staged = self.files.part_names(document)
        vectors: list[list[float]] = []
        self._renew(document, "embedding", 0, len(chunks), pages)
        for start in range(0, len(chunks), size):
            part = chunks[start : start + size]
            name = self._part_name(start, start + len(part))
            if name in staged:
                vectors += self._read_vectors(document, name)
                continue
            _keep_time(seconds_left)
            made = self._embed_part(document, part)
            self.files.write_part(document, name, _encode_vectors(made))
            vectors += made
            self._renew(document, "embedding", len(vectors), len(chunks), pages)
        return vectors

    def _embed_part(self, document: Document, part: Sequence[Chunk]) -> list[list[float]]:
        texts = [each.embedding_text for each in part]
        size = self.embedder.batch_size
        batches = [texts[start : start + size] for start in range(0, len(texts), size)]
        with ThreadPoolExecutor(max_workers=CALLS_AT_ONCE) as pool:
            answers: list[Embeddings] = list(pool.map(self.embedder.embed_passages, batches))
        self.usage.add_embedded(document.owner_id, self.embedder.model, sum(each.tokens for each in answers))
        return [vector for answer in answers for vector in answer.vectors]

    def _part_name(self, start: int, end: int) -> str:
        model = self.embedder.model.replace("/", "_").replace(":", "_")
        return f"vectors-{model}-{self.embedder.dimensions}-{start:07}-{end:07}.f32"

    def _read_vectors(self, document: Document, name: str) -> list[list[float]]:
        data = self.files.read_part(document, name)
        if data is None:
            raise StoreBusyError("A staged part is missing for a moment.")
        return _decode_vectors(data, self.embedder.dimensions)

    # Publishing

    def _publish(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        vectors: Sequence[Sequence[float]],
        pages: int | None,
    ) -> None:
        self._renew(document, "indexing", len(chunks), len(chunks), pages)
        self.passages.add(document.owner_id, document.id, document.generation, chunks, vectors)
        tokens = sum(each.tokens for each in chunks)
        ready = self.registry.publish(document, pages=pages, passages=len(chunks), tokens=tokens, language=None)
        self.feed.tell(ready)
        # From here on the document is ready; what follows only tidies, and upkeep does it if this is cut off.
        with suppress(StoreBusyError):
            self.passages.delete_generations(document.owner_id, document.id, keep=document.generation)
            self.files.delete_parts(document)
            if self.passages.untidy(document.owner_id):
                self.queue.send(TidyJob(document.owner_id))

    # Ends

    def _renew(
        self, document: Document, status: Any, done: int = 0, total: int = 0, pages: int | None = None
    ) -> Document:
        renewed = self.registry.renew(document, status, done=done, total=total, pages=pages)
        self.feed.tell(renewed)
        return renewed

    def _hand_on(self, document: Document, job: IngestJob) -> None:
        with suppress(LeaseLostError):
            self.registry.hand_on(document)
            self.queue.send(job)

    def _fail_or_retry(self, document: Document, job: IngestJob, error: GrailError) -> None:
        log.warning("Ingestion failed", exc_info=error, extra={"document": document.id, "code": error.code})
        final = isinstance(error, DocumentError) or not error.retryable or document.attempts >= MAX_ATTEMPTS
        with suppress(LeaseLostError):
            if final:
                failure = Failure(code=error.code, message=str(error), retryable=error.retryable)
                self.feed.tell(self.registry.fail(document, failure))
                self.queue.bury(job)
            else:
                pause = RETRY_SECONDS[min(document.attempts, len(RETRY_SECONDS)) - 1]
                self.registry.give_back(document, pause)
                self.queue.send(job, delay_seconds=pause)


def _keep_time(seconds_left: Callable[[], float]) -> None:
    if seconds_left() < SPARE_SECONDS:
        raise OutOfTimeError


def _open_headings(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """The path of headings that is open after the last of `headings`."""
    path: list[Heading] = []
    for heading in headings:
        path = [each for each in path if each.level < heading.level]
        path.append(heading)
    return tuple(path)


def _encode_slice(staged: StagedSlice) -> bytes:
    return json.dumps(asdict(staged), ensure_ascii=False).encode()


def _decode_slice(data: bytes) -> StagedSlice:
    fields = json.loads(data)
    chunks = tuple(Chunk(**{**each, "heading": tuple(each["heading"])}) for each in fields.pop("chunks"))
    headings = tuple(Heading(**each) for each in fields.pop("headings"))
    return StagedSlice(chunks=chunks, headings=headings, **fields)


def _encode_vectors(vectors: Sequence[Sequence[float]]) -> bytes:
    return b"".join(array("f", vector).tobytes() for vector in vectors)


def _decode_vectors(data: bytes, dimensions: int) -> list[list[float]]:
    numbers = array("f", data)
    return [list(numbers[start : start + dimensions]) for start in range(0, len(numbers), dimensions)]
