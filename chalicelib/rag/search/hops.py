"""A search in two rounds where a question needs two passages of which the first search finds one.

The first round is the plain search, and for most questions there is no other: then nothing costs more than before.
The sub-queries of the second round run side by side; what both rounds found shares the query's budget by turns.
"""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import zip_longest
from typing import Protocol

from chalicelib.errors import ModelBusyError, StoreBusyError
from chalicelib.models import Evidence, Passage
from chalicelib.rag.search.described import HopQuery
from chalicelib.rag.search.ranking import Query, SubQuery
from chalicelib.rag.search.search import SearchResult
from chalicelib.rag.search.second_hop import second_queries, undescribed
from chalicelib.rag.text.tokens import estimate_tokens

log = logging.getLogger(__name__)

GRADES: tuple[Evidence, ...] = ("none", "weak", "enough")


class Finder(Protocol):
    def search(self, owner_id: str, query: Query) -> SearchResult:
        """The passages that fit the query, best first, and how well they do."""


def search_in_hops(finder: Finder, owner_id: str, query: Query) -> SearchResult:
    """The result of one search, or of two rounds: its `sub_queries` are those of the second one, if there was one.

    Raises what the finder raises in the first round. While model or store is too busy for the second, the first is all.
    """
    return second_round(finder, owner_id, query, finder.search(owner_id, query))


def second_round(finder: Finder, owner_id: str, query: Query, first: SearchResult) -> SearchResult:
    """The result of a first search, with what a second round adds to it."""
    asked = () if first.absent else second_queries(query.text, first.passages)
    first, asked = _described(finder, owner_id, query, first, asked)
    answered = tuple(
        SubQuery(one.text, one.name, one.source, (one.answered_by,), False) for one in asked if one.answered_by
    )
    if missing := [one for one in asked if not one.answered_by]:
        try:
            others = _searched(finder, owner_id, query, missing)
        except (ModelBusyError, StoreBusyError) as error:
            log.warning("The sources are those of one round: the second one was too busy", exc_info=error)
        else:
            first = _joined(query, first, missing, others)
    return replace(first, sub_queries=(*answered, *first.sub_queries)) if answered else first


def _described(
    finder: Finder, owner_id: str, query: Query, first: SearchResult, asked: tuple[HopQuery, ...]
) -> tuple[SearchResult, tuple[HopQuery, ...]]:
    """The first round and its sub-queries, with a search for what the question describes where the first one missed it.

    What that finds is kept only if it names the described thing.
    """
    text = None if first.absent else undescribed(query.text, first.passages)
    if text is None:
        return first, asked
    try:
        found = finder.search(owner_id, replace(query, text=text))
    except (ModelBusyError, StoreBusyError) as error:
        log.warning("The described thing was not searched for: model or store was too busy", exc_info=error)
        return first, asked
    first = replace(first, embedded_tokens=first.embedded_tokens + found.embedded_tokens)
    own = {passage.id for passage in first.passages}
    new = [passage for passage in found.passages if passage.id not in own]
    both = (*new, *first.passages)
    named = second_queries(query.text, both)
    if not any(one.source in {passage.id for passage in new} for one in named):
        return first, asked
    documents = {one.id: one for one in (*found.documents, *first.documents)}
    return replace(first, passages=both, documents=tuple(documents.values())), named


def lacks_a_passage(query: Query, first: SearchResult) -> bool:
    """Whether a second round would search for something that the first search did not find."""
    return not first.absent and any(one.answered_by is None for one in second_queries(query.text, first.passages))


def shared_out(query: Query, lists: Sequence[Sequence[Passage]]) -> tuple[Passage, ...]:
    """The passages of all lists in turn, each text once, as far as the query's numbers of them and of tokens go."""
    return tuple(_within(query, _by_turns(lists)))


def _searched(finder: Finder, owner_id: str, query: Query, asked: Sequence[HopQuery]) -> list[SearchResult]:
    with ThreadPoolExecutor(max_workers=len(asked)) as pool:
        return list(pool.map(lambda one: finder.search(owner_id, replace(query, text=one.text)), asked))


def _joined(
    query: Query, first: SearchResult, asked: Sequence[HopQuery], others: Sequence[SearchResult]
) -> SearchResult:
    results = [first, *others]
    source = [passage for passage in first.passages if passage.id == asked[0].source]
    lists = [[*source, *first.passages], *(other.passages for other in others)]
    passages = shared_out(query, lists)
    own = {passage.id for passage in first.passages}
    shown = [passage.id for passage in passages if passage.id not in own]
    return replace(
        first,
        passages=passages,
        evidence=max((result.evidence for result in results), key=GRADES.index),
        timings_ms=_timings(first, others),
        explain={id_: explained for result in reversed(results) for id_, explained in result.explain.items()},
        steps=first.steps | {"passages": len(passages)},
        embedded_tokens=sum(result.embedded_tokens for result in results),
        reranked=sum(result.reranked for result in results),
        documents=tuple({one.id: one for result in reversed(results) for one in result.documents}.values()),
        sub_queries=tuple(
            SubQuery(one.text, one.name, one.source, tuple(p.id for p in other.passages if p.id in shown))
            for one, other in zip(asked, others, strict=True)
        ),
    )


def _by_turns(lists: Sequence[Sequence[Passage]]) -> Iterator[Passage]:
    """The passages of all lists in turn, each text once."""
    shown: list[Passage] = []
    for row in zip_longest(*lists):
        for passage in row:
            if passage is not None and not any(_overlap(passage, other) for other in shown):
                shown.append(passage)
                yield passage


def _overlap(one: Passage, other: Passage) -> bool:
    return one.document_id == other.document_id and one.start < other.end and other.start < one.end


def _within(query: Query, passages: Iterator[Passage]) -> Iterator[Passage]:
    """The first passages that the query's numbers of passages and tokens allow; the first one whatever its size."""
    left, count = query.tokens, 0
    for passage in passages:
        size = estimate_tokens(passage.text)
        if count == query.k:
            return
        if left is None or not count or size <= left:
            left = left if left is None else left - size
            count += 1
            yield passage


def _timings(first: SearchResult, others: Sequence[SearchResult]) -> dict[str, int]:
    """Of searches side by side the longest one counts."""
    return {
        name: time + max(other.timings_ms.get(name, 0) for other in others) for name, time in first.timings_ms.items()
    }
