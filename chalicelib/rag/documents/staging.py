"""What ingestion keeps between its steps: slices of chunks and ranges of vectors, each paid for once.

Each slice has a manifest that is written once. A second worker continues from the first worker's manifest: slices cut
by time differ between attempts, and everything after a slice counts on where it ended. Vectors are staged by the range
of chunks they belong to, in ranges of any size. A range that is covered is not embedded again.
"""

import re
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import msgspec

from chalicelib.errors import StoreBusyError
from chalicelib.models import Chunk, Document, ExtractedSlice, Heading, Partial, PassageBatch, Profile
from chalicelib.rag.documents import profile
from chalicelib.rag.documents.chunking import open_headings
from chalicelib.rag.documents.roles import StagedParts

MANIFEST = re.compile(r"slice-\d{5}\.json")
PERCENT = 100  # The `total` of readers that count how much of a file's bytes they have read.
NOT_COUNTED = (-1, -1)
READ_AHEAD = 8  # Parts that are read concurrently while the commit takes them one by one.


@dataclass(frozen=True)
class StagedSlice:
    """One slice: where its chunks lie (`first` to `end`, in the part `chunks`), and where the next slice begins.

    `done` of `total` units of the file are read with it; `pages` is the highest page number so far; `unread` numbers
    the pages up to here that are pictures; `profile` is the document's as far as it is read. `seconds` is the processor
    time that reading took so far. `partial`: it is the last slice although the file goes on. `texts` counts what is
    embedded of the document: the parts of its chunks, before and after this slice. `shown` counts the pages so far
    that a model was shown.
    """

    number: int
    chunks: str
    first: int
    end: int
    tokens: int
    cursor: str | None
    offset: int
    headings: tuple[Heading, ...]
    done: int
    total: int
    pages: int
    unread: tuple[int, ...] = ()
    profile: Profile | None = None
    seconds: float = 0.0
    partial: Partial | None = None
    shown: int = 0
    texts: tuple[int, int] = NOT_COUNTED

    def counted(self, first_text: int) -> "StagedSlice":
        """With its texts: a release that did not count them staged chunks of one part each."""
        if self.texts != NOT_COUNTED:
            return self
        return replace(self, texts=(first_text, first_text + self.end - self.first))


def staged(
    slice_: ExtractedSlice, chunks: Sequence[Chunk], before: StagedSlice | None, document: Document
) -> StagedSlice:
    """What is kept of a slice that was read after `before`, and cut into `chunks`."""
    number, first = (before.number + 1, before.end) if before else (0, 0)
    first_text = before.texts[1] if before else 0
    pages = max((page.number for page in slice_.pages), default=before.pages if before else 0)
    done = max(slice_.done, before.done if before else 0)
    total = max(slice_.total, before.total if before else 0)  # The last slice may be empty.
    return StagedSlice(
        number=number,
        chunks=f"chunks-{number:05}-{document.generation}.json",
        first=first,
        end=first + len(chunks),
        texts=(first_text, first_text + sum(piece.parts for piece in chunks)),
        tokens=sum(piece.tokens for piece in chunks),
        cursor=slice_.cursor,
        offset=slice_.offset + len(slice_.text),
        headings=open_headings(slice_),
        done=done,
        total=total,
        pages=pages,
        unread=(before.unread if before else ()) + slice_.unread,
        profile=_profile(slice_, before, document.filename),
        seconds=slice_.seconds + (before.seconds if before else 0.0),
        partial=_partial(slice_, done, total, pages),
        shown=slice_.shown + (before.shown if before else 0),
    )


def _partial(slice_: ExtractedSlice, done: int, total: int, pages: int) -> Partial | None:
    """How far the file was read, if not to its end."""
    if slice_.stopped is None:
        return None
    if 0 < pages < total:
        return Partial(slice_.stopped, pages, total, "page")
    return Partial(slice_.stopped, done, total, "percent" if total == PERCENT else "part")


def _profile(slice_: ExtractedSlice, before: StagedSlice | None, filename: str) -> Profile | None:
    """As far as the document is read; None if a worker began it that knew no profiles."""
    if before is None:
        return profile.begin(slice_, filename)
    return profile.extend(before.profile, slice_) if before.profile else None


@dataclass(frozen=True)
class Span:
    """Vectors of the texts `start` to `end`, in the staged part `name`."""

    start: int
    end: int
    name: str


class Staging:
    """The staged parts of one upload, for one embedding model."""

    def __init__(self, files: StagedParts, document: Document, model: str, dimensions: int) -> None:
        self._files = files
        self._document = document
        self._floats = dimensions
        # Not the name of releases that staged a vector a chunk: each release embeds anew what the other one staged.
        self._prefix = f"part-vectors-{re.sub('[^A-Za-z0-9.-]', '_', model)}-{dimensions}-"
        names = files.part_names(document)
        self._manifests = sorted(name for name in names if MANIFEST.fullmatch(name))
        self._spans = [self._span(name) for name in names if name.startswith(self._prefix)]

    # Slices

    def slices(self) -> Iterator[StagedSlice]:
        """The slices that follow each other from the first on."""
        texts = 0
        for number in range(len(self._manifests)):
            data = self._files.read_part(self._document, _manifest(number))
            if data is None:
                return
            slice_ = msgspec.json.decode(data, type=StagedSlice).counted(texts)
            texts = slice_.texts[1]
            yield slice_

    def keep_slice(self, slice_: StagedSlice, chunks: Sequence[Chunk]) -> StagedSlice:
        """Stage a slice; returns the one that counts: another worker's, if that came first."""
        self._files.write_part(self._document, slice_.chunks, msgspec.json.encode(chunks))
        if self._files.write_part_once(self._document, _manifest(slice_.number), msgspec.json.encode(slice_)):
            return slice_
        theirs = msgspec.json.decode(self._part(_manifest(slice_.number)), type=StagedSlice)
        return theirs.counted(slice_.texts[0])

    def chunks(self, slice_: StagedSlice) -> list[Chunk]:
        return msgspec.json.decode(self._part(slice_.chunks), type=list[Chunk])

    # Vectors

    def keep_vectors(self, start: int, vectors: Sequence[Sequence[float]]) -> None:
        span = Span(start, start + len(vectors), f"{self._prefix}{start:07}-{start + len(vectors):07}.f32")
        data = b"".join(array("f", vector).tobytes() for vector in vectors)
        self._files.write_part(self._document, span.name, data)
        self._spans.append(span)

    def missing(self, start: int, end: int) -> list[tuple[int, int]]:
        """The ranges of texts within `start` to `end` that have no vectors yet."""
        gaps = []
        for span in sorted(self._spans, key=lambda span: span.start):
            if span.start >= end:
                break
            if span.start > start:
                gaps.append((start, span.start))
            start = max(start, span.end)
        if start < end:
            gaps.append((start, end))
        return gaps

    def batches(self, slices: Iterable[StagedSlice]) -> Iterator[PassageBatch]:
        """Every chunk with its vectors, in order; a slice's chunks and a few parts are in memory at a time."""
        with ThreadPoolExecutor(max_workers=READ_AHEAD) as pool:
            for slice_ in slices:
                yield from self._slice_batches(pool, slice_)

    def _slice_batches(self, pool: ThreadPoolExecutor, slice_: StagedSlice) -> Iterator[PassageBatch]:
        chunks = deque(self.chunks(slice_))
        at, end = slice_.texts
        spans = deque(self._cover(at, end))
        waiting: deque[tuple[Span, Future[bytes]]] = deque()
        size, vectors = 4 * self._floats, bytearray()
        while spans or waiting:
            while spans and len(waiting) < READ_AHEAD:
                span = spans.popleft()
                waiting.append((span, pool.submit(self._part, span.name)))
            span, read = waiting.popleft()
            upto = min(span.end, end)
            vectors += read.result()[(at - span.start) * size : (upto - span.start) * size]
            at = upto
            yield _whole_chunks(chunks, vectors, size)

    def _cover(self, start: int, end: int) -> Iterator[Span]:
        """Spans that follow or overlap each other from `start` to `end`."""
        for span in sorted(self._spans, key=lambda span: (span.start, -span.end)):
            if span.start <= start < span.end and start < end:
                yield span
                start = span.end
        if start < end:
            raise StoreBusyError("Staged parts are missing. They are made again.")

    def _span(self, name: str) -> Span:
        start, end = name.removeprefix(self._prefix).removesuffix(".f32").split("-")
        return Span(int(start), int(end), name)

    def _part(self, name: str) -> bytes:
        data = self._files.read_part(self._document, name)
        if data is None:
            raise StoreBusyError("A staged part is missing. It is made again.")
        return data


def _whole_chunks(chunks: deque[Chunk], vectors: bytearray, size: int) -> PassageBatch:
    """Takes the first chunks all of whose `vectors`, of `size` bytes each, are there, with these."""
    mine, taken = [], 0
    while chunks and taken + size * chunks[0].parts <= len(vectors):
        taken += size * chunks[0].parts
        mine.append(chunks.popleft())
    batch = PassageBatch(tuple(mine), bytes(vectors[:taken]))
    del vectors[:taken]
    return batch


def _manifest(number: int) -> str:
    return f"slice-{number:05}.json"
