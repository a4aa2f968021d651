"""From hits to passages: each hit with the text around it, and what touches joined into one.

Small chunks are found more surely, larger passages say more (docs/decisions/0007-retrieval.md). So chunks are what is
searched, and what is shown is a hit with its neighbours, as far as the budget of tokens goes. A passage never leaves
its page: it names one, and all of its words have to stand on it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import attrgetter

from chalicelib.models import Place, StoredPassage
from chalicelib.rag.text.tokens import estimate_tokens

REACH = 2
"""Chunks at most between a hit for which no place is left and a better one, for both to become one passage."""

Read = Callable[[Sequence[Place]], list[StoredPassage]]


class Chunks:
    """Chunks by their places, each read once; of the `known` ones none."""

    def __init__(self, read: Read, known: Iterable[StoredPassage]) -> None:
        self._read = read
        self._found: dict[Place, StoredPassage | None] = {each.place: each for each in known}

    def at(self, places: Sequence[Place]) -> list[StoredPassage]:
        """Those of them that there are."""
        unread = [place for place in places if place not in self._found]
        if unread:
            self._found |= dict.fromkeys(unread) | {each.place: each for each in self._read(unread)}
        return [each for place in places if (each := self._found[place]) is not None]


@dataclass(frozen=True)
class Stretch:
    """Chunks that follow each other without a gap, in order; `best` is the best hit among them."""

    best: StoredPassage
    chunks: tuple[StoredPassage, ...]

    def joined(self) -> StoredPassage:
        """One passage, with the id, the ordinal and the score of its best hit."""
        text = "".join(each.text for each in self.chunks)
        return replace(self.best, start=self.chunks[0].start, end=self.chunks[-1].end, text=text)


def around(hits: Sequence[StoredPassage], first: int) -> list[Place]:
    """The places that are looked at for neighbours: beside the `first` hits, and between those near each other."""
    near = [place for hit in hits[:first] for place in _beside(hit)]
    between = [place for pair in pairwise(sorted(hits, key=attrgetter("place"))) for place in _between(*pair)]
    return list(dict.fromkeys((*near, *between)))


def widen(
    hits: Sequence[StoredPassage], k: int, tokens: int, known: Iterable[StoredPassage], read: Read
) -> list[Stretch]:
    """At most `k` stretches of the `hits` (best first) and their neighbours, best first, of `tokens` together.

    The first hit is there whatever its size, and hits come before neighbours: first those that have a place, then those
    that stand near one of them, with what is between. Both are looked for among the `known` chunks, and read where they
    are not there.
    """
    chunks = {each.place: each for each in (*known, *hits)}
    wanted = [place for place in around(hits, 2 * k) if place not in chunks]
    chunks |= {each.place: each for each in (read(wanted) if wanted else [])}
    taken = _Taken(k, tokens)
    for hit in hits:
        taken.add(hit)
    for hit in hits:
        taken.reach(hit, chunks)
    for hit in hits:
        if hit.place in taken.chunks:
            for neighbour in (chunks[place] for place in _beside(hit) if place in chunks):
                if _touch(hit, neighbour) or _touch(neighbour, hit):
                    taken.add(neighbour)
    for hit in hits:  # Stretches that have grown together leave places free.
        taken.add(hit)
    return taken.stretches(hits)


@dataclass
class _Taken:
    """What is taken so far: at most `k` stretches, `room` tokens to go."""

    k: int
    room: int
    chunks: dict[Place, StoredPassage] = field(default_factory=dict)
    _stretches: int = 0

    def add(self, chunk: StoredPassage) -> None:
        """Take a chunk if there is room for it."""
        size = estimate_tokens(chunk.text)
        sides = self._before(chunk) is not None, self._after(chunk) is not None
        stretches = self._stretches + 1 - sum(sides)
        fits = stretches <= self.k and (size <= self.room or not self.chunks)
        if chunk.place not in self.chunks and fits:
            self.chunks[chunk.place] = chunk
            self.room -= size
            self._stretches = stretches

    def reach(self, hit: StoredPassage, chunks: Mapping[Place, StoredPassage]) -> None:
        """Take a hit for which no place is left, together with what stands between it and a stretch near by."""
        for side in (0, 1):
            chain = self._chain(hit, side, chunks) if hit.place not in self.chunks else []
            if sum(estimate_tokens(each.text) for each in chain) <= self.room:
                for each in chain:
                    self.add(each)

    def _chain(self, hit: StoredPassage, side: int, chunks: Mapping[Place, StoredPassage]) -> list[StoredPassage]:
        """The chunks from a stretch (exclusive) to the hit; none if none is within `REACH` on this side."""
        chain = [hit]
        while len(chain) <= REACH + 1:
            beside = chunks.get(_beside(chain[0])[side])
            if beside is None or not _touch(*((beside, chain[0]) if side == 0 else (chain[0], beside))):
                return []
            if beside.place in self.chunks:
                return chain
            chain.insert(0, beside)
        return []

    def stretches(self, hits: Iterable[StoredPassage]) -> list[Stretch]:
        """In the order of their best hits."""
        shown: set[Place] = set()
        found = []
        for hit in hits:
            if hit.place in self.chunks and hit.place not in shown:
                chunks = tuple(self._around(hit))
                shown.update(each.place for each in chunks)
                found.append(Stretch(hit, chunks))
        return found

    def _around(self, chunk: StoredPassage) -> Iterator[StoredPassage]:
        first = chunk
        while (before := self._before(first)) is not None:
            first = before
        each: StoredPassage | None = first
        while each is not None:
            yield each
            each = self._after(each)

    def _before(self, chunk: StoredPassage) -> StoredPassage | None:
        before = self.chunks.get(_beside(chunk)[0])
        return before if before is not None and _touch(before, chunk) else None

    def _after(self, chunk: StoredPassage) -> StoredPassage | None:
        after = self.chunks.get(_beside(chunk)[1])
        return after if after is not None and _touch(chunk, after) else None


def _beside(chunk: StoredPassage) -> tuple[Place, Place]:
    document_id, generation, ordinal = chunk.place
    return (document_id, generation, ordinal - 1), (document_id, generation, ordinal + 1)


def _between(one: StoredPassage, other: StoredPassage) -> list[Place]:
    """What stands between two chunks that are near each other in a document, the first before the other."""
    document_id, generation, ordinal = one.place
    if other.place[:2] != (document_id, generation) or not 1 < other.ordinal - ordinal <= REACH + 1:
        return []
    return [(document_id, generation, at) for at in range(ordinal + 1, other.ordinal)]


def _touch(before: StoredPassage, after: StoredPassage) -> bool:
    return before.end == after.start and before.page == after.page
