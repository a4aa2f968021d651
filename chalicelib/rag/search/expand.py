"""From hits to passages: each hit, with the chunks beside it in its section where that is short of a passage.

A passage has a limit of its own, so that no long one crowds out the others, and what is shown of a hit depends on the
hits before it alone: who asks for more passages gets the same ones first. A passage never leaves its page: it names
one page, and all of its words must stand there (docs/decisions/0007-retrieval.md). Of a sentence that a page breaks off
the other half goes with it, apart from its text (docs/decisions/0031-page-breaks.md).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from chalicelib.models import ChunkKey, StoredPassage
from chalicelib.rag.search.ranking import LEAST_HITS, Ranking, SearchContext, Span
from chalicelib.rag.text.page_breaks import halves
from chalicelib.rag.text.tokens import estimate_tokens

PASSAGE_TOKENS = 410  # Estimated tokens of the largest passage: those of the largest chunk.
SEARCH_TOKENS = 160  # Estimated tokens to which a passage of a search is filled up, if its chunk has fewer.
READ_HITS = 3  # Hits whose neighbours are read for each passage: a passage shows at most two others.

Read = Callable[[Sequence[ChunkKey]], list[StoredPassage]]


def expand(context: SearchContext, ranking: Ranking) -> Ranking:
    """The hits with their neighbours, as at most `k` spans; within the query's budget of tokens, if it has one."""
    query = ranking.query
    fill = SEARCH_TOKENS if query.tokens is None else min(query.tokens // query.k, PASSAGE_TOKENS)
    spans = expand_hits(ranking.hits, query.k, fill, query.tokens, ranking.candidates, context.chunks.at)
    return replace(ranking, spans=spans)


def expand_hits(
    hits: Sequence[StoredPassage], k: int, fill: int, tokens: int | None, chunks: Iterable[StoredPassage], read: Read
) -> list[Span]:
    """At most `k` spans of the `hits`, best first, each filled up to `fill` tokens, and of `tokens` together.

    The first hit is shown whatever its size; a hit that another's span has already is not shown again. Neighbours are
    taken from `chunks`, and read where they are not among them.
    """
    known = {chunk.key: chunk for chunk in (*chunks, *hits)}
    missing = [key for key in neighbour_keys(hits[: READ_HITS * k]) if key not in known]
    known |= {chunk.key: chunk for chunk in (read(missing) if missing else [])}
    ranks = {hit.key: rank for rank, hit in enumerate(hits[:LEAST_HITS])}
    shown: set[ChunkKey] = set()
    spans: list[Span] = []
    for hit in hits:
        if len(spans) == k:
            break
        fits = tokens is None or not spans or estimate_tokens(hit.text) <= tokens
        if fits and hit.key not in shown:
            chunks_ = _filled(hit, fill if tokens is None else min(fill, tokens), known, shown, ranks)
            span = Span(hit, chunks_, *_other_halves(chunks_, known))
            tokens = tokens if tokens is None else tokens - sum(estimate_tokens(chunk.text) for chunk in span.chunks)
            shown.update(chunk.key for chunk in span.chunks)
            spans.append(span)
    return spans


def neighbour_keys(hits: Sequence[StoredPassage]) -> list[ChunkKey]:
    """The chunks right before and after the hits."""
    return list(dict.fromkeys(key for hit in hits for key in _beside(hit)))


def _filled(
    hit: StoredPassage,
    fill: int,
    known: Mapping[ChunkKey, StoredPassage],
    shown: Collection[ChunkKey],
    ranks: Mapping[ChunkKey, int],
) -> tuple[StoredPassage, ...]:
    """The hit with those of its two neighbours that are of its section, not yet shown, and fit; the better one first.

    Of two that are no hits the later one goes first: what is said of a thing follows it.
    """
    beside = [known[key] for key in _beside(hit)[::-1] if key in known and key not in shown]
    chunks, size = [hit], estimate_tokens(hit.text)
    for neighbour in sorted(beside, key=lambda chunk: ranks.get(chunk.key, len(ranks))):
        more = estimate_tokens(neighbour.text)
        if neighbour.heading == hit.heading and _touches(neighbour, hit) and size + more <= fill:
            chunks.append(neighbour)
            size += more
    return tuple(sorted(chunks, key=lambda chunk: chunk.ordinal))


def _other_halves(chunks: Sequence[StoredPassage], known: Mapping[ChunkKey, StoredPassage]) -> tuple[str, str]:
    """What stands on the pages before and after of the first and the last sentence of `chunks`; "" where they end."""
    first, last = chunks[0], chunks[-1]
    previous, following = known.get(_beside(first)[0]), known.get(_beside(last)[1])
    before = after = ""
    if previous and _turns_page(previous, first) and (parted := halves(previous.text, first.text)):
        before = previous.text[slice(*parted.first)]
    if following and _turns_page(last, following) and (parted := halves(last.text, following.text)):
        after = following.text[slice(*parted.second)]
    return before, after


def _turns_page(one: StoredPassage, other: StoredPassage) -> bool:
    return one.page is not None and other.page == one.page + 1


def _beside(chunk: StoredPassage) -> tuple[ChunkKey, ChunkKey]:
    return chunk.key._replace(ordinal=chunk.ordinal - 1), chunk.key._replace(ordinal=chunk.ordinal + 1)


def _touches(one: StoredPassage, other: StoredPassage) -> bool:
    return one.page == other.page and (one.end == other.start or other.end == one.start)
