"""From hits to passages: each hit with the text around it, and spans that touch joined into one.

Small chunks are found more surely, larger passages say more (docs/decisions/0007-retrieval.md). So chunks are searched,
and a hit is shown with its neighbours, within a budget of tokens. A passage never leaves its page: it names one page,
and all of its words must stand there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import attrgetter

from chalicelib.models import ChunkKey, StoredPassage
from chalicelib.rag.search.ranking import Ranking, SearchContext, Span
from chalicelib.rag.text.tokens import estimate_tokens

PASSAGE_TOKENS = 1_200  # Tokens of a passage on average: a chunk of up to 400 with a neighbour on either side.
LARGEST_GAP = 2  # Chunks at most between a hit and a selected span that bridging makes one passage.

Read = Callable[[Sequence[ChunkKey]], list[StoredPassage]]


def expand(context: SearchContext, ranking: Ranking) -> Ranking:
    """The hits with their neighbours, as at most `k` spans within the query's budget of tokens."""
    query = ranking.query
    tokens = PASSAGE_TOKENS * query.k if query.tokens is None else query.tokens
    return replace(ranking, spans=expand_context(ranking.hits, query.k, tokens, ranking.candidates, context.chunks.at))


def expand_context(
    hits: Sequence[StoredPassage], k: int, tokens: int, chunks: Iterable[StoredPassage], read: Read
) -> list[Span]:
    """At most `k` spans of the `hits` (best first) and their neighbours, best first, of `tokens` together.

    The first hit is selected whatever its size, and hits come before neighbours: first those for which a span is free,
    then those near a selected one, with the text between. Both are taken from `chunks`, and read where they are not
    among them.
    """
    known = {chunk.key: chunk for chunk in (*chunks, *hits)}
    missing = [key for key in neighbour_keys(hits, 2 * k) if key not in known]
    known |= {chunk.key: chunk for chunk in (read(missing) if missing else [])}
    selection = Selection(k, tokens)
    for hit in hits:
        selection.add(hit)
    for hit in hits:
        selection.bridge_gap(hit, known)
    for hit in hits:
        if hit.key in selection.chunks:
            for neighbour in (known[key] for key in _beside(hit) if key in known):
                if _touch(hit, neighbour) or _touch(neighbour, hit):
                    selection.add(neighbour)
    for hit in hits:  # Spans that have grown together leave others free.
        selection.add(hit)
    return selection.spans(hits)


def neighbour_keys(hits: Sequence[StoredPassage], first: int) -> list[ChunkKey]:
    """The chunks that expansion looks at: those beside the `first` hits, and those between hits near each other."""
    beside = [key for hit in hits[:first] for key in _beside(hit)]
    between = [key for pair in pairwise(sorted(hits, key=attrgetter("key"))) for key in _between(*pair)]
    return list(dict.fromkeys((*beside, *between)))


@dataclass
class Selection:
    """The chunks selected so far: at most `k` spans; `room` tokens are left."""

    k: int
    room: int
    chunks: dict[ChunkKey, StoredPassage] = field(default_factory=dict)
    _spans: int = 0

    def add(self, chunk: StoredPassage) -> None:
        """Select a chunk if there is room for it."""
        size = estimate_tokens(chunk.text)
        sides = self._before(chunk) is not None, self._after(chunk) is not None
        spans = self._spans + 1 - sum(sides)
        fits = spans <= self.k and (size <= self.room or not self.chunks)
        if chunk.key not in self.chunks and fits:
            self.chunks[chunk.key] = chunk
            self.room -= size
            self._spans = spans

    def bridge_gap(self, hit: StoredPassage, chunks: Mapping[ChunkKey, StoredPassage]) -> None:
        """Select a hit for which no span is free, together with the text between it and a span near it."""
        for side in (0, 1):
            gap = self._gap(hit, side, chunks) if hit.key not in self.chunks else []
            if sum(estimate_tokens(chunk.text) for chunk in gap) <= self.room:
                for chunk in gap:
                    self.add(chunk)

    def spans(self, hits: Iterable[StoredPassage]) -> list[Span]:
        """In the order of their best hits."""
        shown: set[ChunkKey] = set()
        spans = []
        for hit in hits:
            if hit.key in self.chunks and hit.key not in shown:
                chunks = tuple(self._around(hit))
                shown.update(chunk.key for chunk in chunks)
                spans.append(Span(hit, chunks))
        return spans

    def _gap(self, hit: StoredPassage, side: int, chunks: Mapping[ChunkKey, StoredPassage]) -> list[StoredPassage]:
        """The chunks from a span (exclusive) to the hit; none if no span is within `LARGEST_GAP` on this side."""
        gap = [hit]
        while len(gap) <= LARGEST_GAP + 1:
            beside = chunks.get(_beside(gap[0])[side])
            if beside is None or not _touch(*((beside, gap[0]) if side == 0 else (gap[0], beside))):
                return []
            if beside.key in self.chunks:
                return gap
            gap.insert(0, beside)
        return []

    def _around(self, chunk: StoredPassage) -> Iterator[StoredPassage]:
        """The selected span that the chunk is in."""
        while (before := self._before(chunk)) is not None:
            chunk = before
        following: StoredPassage | None = chunk
        while following is not None:
            yield following
            following = self._after(following)

    def _before(self, chunk: StoredPassage) -> StoredPassage | None:
        before = self.chunks.get(_beside(chunk)[0])
        return before if before is not None and _touch(before, chunk) else None

    def _after(self, chunk: StoredPassage) -> StoredPassage | None:
        after = self.chunks.get(_beside(chunk)[1])
        return after if after is not None and _touch(chunk, after) else None


def _beside(chunk: StoredPassage) -> tuple[ChunkKey, ChunkKey]:
    return chunk.key._replace(ordinal=chunk.ordinal - 1), chunk.key._replace(ordinal=chunk.ordinal + 1)


def _between(one: StoredPassage, other: StoredPassage) -> list[ChunkKey]:
    """The chunks between two that are near each other in a document, the first before the other."""
    if other.key[:2] != one.key[:2] or not 1 < other.ordinal - one.ordinal <= LARGEST_GAP + 1:
        return []
    return [one.key._replace(ordinal=ordinal) for ordinal in range(one.ordinal + 1, other.ordinal)]


def _touch(before: StoredPassage, after: StoredPassage) -> bool:
    return before.end == after.start and before.page == after.page
