"""Comparisons: several documents, or editions of one, each with its share of the sources."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.models import Document
from chalicelib.rag.routes.cues import parts_of
from chalicelib.rag.routes.gathered import SOURCES, Gathered, gathered_by, joined, of_others
from chalicelib.rag.routes.named import (
    NAMED,
    best_of_parts,
    documents_named,
    documents_named_apart,
    editions_of,
    is_well_named,
    names_of,
    years_in,
)
from chalicelib.rag.routes.question import RoutedQuestion
from chalicelib.rag.search.search import SearchResult
from chalicelib.rag.text.prompt_notes import COMPARISON

COMPARED = 6  # Documents that are compared at once.
COMPARED_TOKENS = 5_000  # Estimated tokens of each of them, for a model that may be given so much.
OPENED = 40  # Documents whose beginnings are read for a name.


def comparison(question: RoutedQuestion) -> Gathered | None:
    """The documents that a question names which has words of comparing."""
    if "comparison" not in question.cues:
        return None
    asked, documents = question.asked, question.documents
    named = _named_by_parts(question)
    if len(named) < 2:
        named = tuple(one for one in documents_named(asked.text, documents) if is_well_named(asked.text, one, NAMED))
    if len(named) < 2 and asked.document_ids is not None:
        named = tuple(documents)
    if not 2 <= len(named) <= COMPARED:
        return None
    return compared(question, named, None if asked.only_quotes else question.searched)


def compared_after_search(question: RoutedQuestion) -> Gathered | None:
    """Editions of what the search finds first, or documents that it finds and the question names on both sides."""
    documents = _editions(question) or _named_hits(question)
    return compared(question, documents, question.searched) if 2 <= len(documents) <= COMPARED else None


def _named_by_parts(question: RoutedQuestion) -> tuple[Document, ...]:
    """The documents on both sides of an "and" or "vs": by their names, else by what they begin with too."""
    if "between" not in question.cues:
        return ()
    documents = question.documents
    parts = parts_of(question.asked.text, question.cues["between"])
    names = {one.id: names_of(one) for one in documents}
    named = best_of_parts(parts, documents, names)
    if len(named) < 2 and len(documents) <= OPENED:
        opened = {one.id: names[one.id] | question.opening_stems(one) for one in documents}
        named = best_of_parts(parts, documents, opened)
    return named


def _editions(question: RoutedQuestion) -> tuple[Document, ...]:
    """Where several years, or what was before, are asked of: the editions of the best document that has several."""
    result, years = question.searched, years_in(question.asked.text)
    if len(years) < 2 and "comparison" not in question.cues:
        return ()
    by_id = {document.id: document for document in result.documents}
    among = question.documents if "comparison" in question.cues else result.documents
    hits = dict.fromkeys(passage.document_id for passage in result.passages)
    editions = (editions_of(by_id[id_], among, years if len(years) > 1 else ()) for id_ in hits if id_ in by_id)
    return next(filter(None, editions), ())[-COMPARED:]


def _named_hits(question: RoutedQuestion) -> tuple[Document, ...]:
    if "between" not in question.cues:
        return ()
    parts = parts_of(question.asked.text, question.cues["between"])
    return documents_named_apart(parts, question.searched.documents)


def compared(question: RoutedQuestion, documents: Sequence[Document], before: SearchResult | None) -> Gathered:
    """The best passages of each document, in the order of reading, and behind them what the search `before` has found.

    For what is to be compared may stand elsewhere. A model that only quotes is given the documents alone.
    """
    asked = question.asked
    question.tell("comparison", ", ".join(document.filename for document in documents))
    tokens = max(asked.tokens, min(asked.wide_tokens, COMPARED_TOKENS * len(documents))) // len(documents)
    k = max(2 if len(documents) <= COMPARED else 1, SOURCES // len(documents)) if asked.only_quotes else 2 * SOURCES
    query = replace(asked.query, k=k, tokens=tokens, tags=None, near=0.0)
    results = [question.search(replace(query, document_ids=(document.id,))) for document in documents]
    shares = [one for result in results for one in sorted(result.passages, key=lambda passage: passage.ordinal)]
    elsewhere = of_others(before.passages, documents) if before and not asked.only_quotes else []
    note = f"{COMPARISON} passages of {len(documents)} documents, by document and in the order of reading."
    gathered = gathered_by("comparison", joined([*results, *filter(None, [before])]))
    return replace(gathered, passages=(*shares, *elsewhere), note=note)
