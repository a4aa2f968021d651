"""What the steps of a search work on: a query, the ranking that it has so far, and what all steps share."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Self

from chalicelib.models import ChunkKey, Document, SearchMode, Section, StoredPassage
from chalicelib.rag.search.roles import HitDocuments, PassageView, Reranker

LEAST_HITS = 24  # Best hits at least that may become passages: of fewer, deduplication could leave too little.


@dataclass(frozen=True)
class Query:
    """What to search for, and in which documents; None is all of the owner's.

    `granted` are the owners of those of the documents that are others', by the documents' ids.
    `tokens` bounds the passages together, by estimate, and shares itself out among them; None leaves them unbounded.
    Hits whose score is below the share `near` of the best one's are left out.
    """

    text: str
    k: int = 8
    document_ids: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    mode: SearchMode = "hybrid"
    tokens: int | None = None
    near: float = 0.0
    granted: Mapping[str, str] = field(default_factory=dict)

    @property
    def hits(self) -> int:
        """How many of the best hits may become passages."""
        return max(LEAST_HITS, 3 * self.k)


@dataclass(frozen=True)
class AbsentTerm:
    """An exact term of the query that no passage has, and what they have that looks like it, nearest first."""

    text: str
    similar: tuple[str, ...] = ()


@dataclass(frozen=True)
class SubQuery:
    """A query of the second round: the question with a `name`, which the passage `source` has, for a thing.

    `source` is None where the question has the name itself. `passages` are the ids of those that are shown for it. One
    that the first round had found already was not `searched` for.
    """

    text: str
    name: str
    source: str | None = None
    passages: tuple[str, ...] = ()
    searched: bool = True


@dataclass(frozen=True)
class Explanation:
    """Where each step ranked a chunk: rank from 1 and score, None where the step did not return the chunk.

    `exact_terms` is how many of the query's exact terms the chunk has.
    `joined` are the ordinals of the chunks that are shown with it.
    """

    vector_rank: int | None = None
    vector_score: float | None = None
    text_rank: int | None = None
    text_score: float | None = None
    fused_rank: int | None = None
    fused_score: float | None = None
    exact_terms: int | None = None
    row_rank: int | None = None
    row_score: float | None = None
    rerank_rank: int | None = None
    rerank_score: float | None = None
    joined: tuple[int, ...] = ()


@dataclass(frozen=True)
class Span:
    """Chunks that follow each other without a gap, in order; `best` is the best hit among them.

    `before` and `after` are the halves of its first and its last sentence that stand on other pages.
    """

    best: StoredPassage
    chunks: tuple[StoredPassage, ...]
    before: str = ""
    after: str = ""

    @property
    def ordinals(self) -> tuple[int, ...]:
        return tuple(chunk.ordinal for chunk in self.chunks)

    def joined(self) -> StoredPassage:
        """One passage, with the id, the ordinal and the score of its best hit."""
        text = "".join(chunk.text for chunk in self.chunks)
        start, end = self.chunks[0].start, self.chunks[-1].end
        sure = min((chunk.confidence for chunk in self.chunks if chunk.confidence is not None), default=None)
        return replace(self.best, start=start, end=end, text=text, sections=self._sections(), confidence=sure)

    def _sections(self) -> tuple[Section, ...]:
        parts = [part for chunk in self.chunks for part in chunk.sections or (Section(chunk.start, chunk.heading),)]
        new = [
            part for before, part in pairwise([None, *parts]) if part and (not before or before.heading != part.heading)
        ]
        return tuple(new) if len(new) > 1 else ()


@dataclass(frozen=True)
class Ranking:
    """The hits of a query, best first, and what the steps have found out about them.

    `candidates` are the live hits of both searches; evidence is graded by them. `explain` is by chunk id, `documents`
    by document id. `spans` are the hits with the text around them, None while no step has expanded them.
    `absent` are the exact terms of the query that nothing has. `embedded_tokens` is what vectors of the query cost,
    by estimate.
    """

    query: Query
    vector: Sequence[float] = ()
    hits: Sequence[StoredPassage] = ()
    candidates: Sequence[StoredPassage] = ()
    explain: Mapping[str, Explanation] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    spans: Sequence[Span] | None = None
    embedded_tokens: int = 0
    absent: tuple[AbsentTerm, ...] = ()

    def is_live(self, passage: StoredPassage) -> bool:
        """Whether the registry says that the passage is of a document's live generation."""
        document = self.documents.get(passage.document_id)
        return document is not None and document.status != "deleting" and passage.generation == document.live_generation


@dataclass(frozen=True)
class SearchContext:
    """What the steps of one search read. All see the same `view`; `chunks` reads each chunk of it once.

    `scope` are the ids of the documents to search in, None for all. After the `last` attempt there is no other.
    """

    owner_id: str
    scope: tuple[str, ...] | None
    view: PassageView
    last: bool
    chunks: "ChunkReader"
    documents: HitDocuments
    embed: Callable[[str], Sequence[float]]
    reranker: Reranker | None


class ChunkReader:
    """Reads chunks of a view by their keys, each once. At the end of its context nothing reads the view any more."""

    def __init__(self, view: PassageView) -> None:
        self._view = view
        self._chunks: dict[ChunkKey, StoredPassage | None] = {}
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._begun: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()

    def begin(self, keys: Sequence[ChunkKey]) -> None:
        """Read what will be wanted, meanwhile; `at` waits for it, and raises its errors."""
        if keys:
            self._begun.append(self._thread.submit(self._read, keys))

    def add(self, chunks: Sequence[StoredPassage]) -> None:
        """Chunks that were read already."""
        self._chunks |= {chunk.key: chunk for chunk in chunks}

    def at(self, keys: Sequence[ChunkKey]) -> list[StoredPassage]:
        """The chunks with these keys, without those that do not exist."""
        while self._begun:
            self._begun.pop().result()
        self._read(keys)
        return [chunk for key in keys if (chunk := self._chunks[key]) is not None]

    def _read(self, keys: Sequence[ChunkKey]) -> None:
        if unread := [key for key in keys if key not in self._chunks]:
            self._chunks |= dict.fromkeys(unread)
            self.add(self._view.at(unread))


type Step = Callable[[SearchContext, Ranking], Ranking]
