"""Counts, lists, sums and extremes over all records of the documents in scope, never over the best passages alone.

Code computes them where the records can be read (`rag/aggregates`). Where they cannot, a model that writes is given all
passages if they fit, and else the person is told why there is no exact result.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.models import Document, Passage
from chalicelib.rag.aggregates.compute import compute
from chalicelib.rag.aggregates.values import AggregateQuestion, NotExact, Reason
from chalicelib.rag.aggregates.written import Written, why_not, written
from chalicelib.rag.citations.markers import Marked
from chalicelib.rag.routes.library import Known
from chalicelib.rag.routes.roles import StoredChunks
from chalicelib.rag.routes.whole import chunks_of
from chalicelib.rag.search.search import as_passage
from chalicelib.rag.text.languages import SEARCH_STOP_WORDS, function_words

LEAST_ROWS, LEAST_ITEMS = 2, 3  # Lines of a passage that may be records.
MOST_CHUNKS = 20_000  # Of all documents that are read for one question.

_OF_ONE_RECORD = ("no_records", "unclear", "nothing")  # "Which bike costs 6.50?": one passage answers it.

_ROW = re.compile(r"^.*\S \| \S.*$", re.M)
_ITEM = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,3}[.)]|[\w-]*\d[\w-]*[:.])\s+\S", re.M)
_LABELLED = re.compile(r"^[^\W\d_][^:：|\n]{0,40}[:：]\s*\S", re.M)
_CODED = re.compile(
    r"(?:^|[.!?。\n]\s*)([^\W\d_]\w{0,20})\s+(?:no\.?\s+|số\s+|nr\.?\s+|№\s*)?"
    r"(?!(?:1\d|20)\d\d\b)[\w/-]*\d[\w/-]*\b"
)


_NO_NAMES = SEARCH_STOP_WORDS.union(*map(function_words, ("en", "vi", "de", "fr", "es", "pt")))
"""Words that stand before numbers and name no record: `In 12 cities`."""


@dataclass(frozen=True)
class Unknown:
    """Records are asked of, and nothing exact can be said: `why` is a sentence for the person."""

    why: str
    reason: Reason


def may_hold_records(passages: Iterable[Passage]) -> bool:
    """Whether what a search found looks like rows, items, labelled lines or sentences of a register.

    It is asked before all passages are read, so that "How many seats does the hall have?" costs one search.
    """
    return any(_looks_like_records(passage.text) for passage in passages)


def _looks_like_records(text: str) -> bool:
    coded = [word for match in _CODED.finditer(text) if (word := match[1].casefold()) not in _NO_NAMES]
    return (
        len(_ROW.findall(text)) >= LEAST_ROWS
        or len(_ITEM.findall(text)) >= LEAST_ITEMS
        or len(_LABELLED.findall(text)) >= LEAST_ROWS
        or len(coded) > len(set(coded))
    )


def counted(question: AggregateQuestion, documents: Sequence[Document], store: StoredChunks) -> Known | Unknown | None:
    """The answer by code; None where the documents hold no such records. Raises StoreBusyError."""
    if sum(document.passages or 1 for document in documents) > MOST_CHUNKS:
        return None
    ordered = sorted(documents, key=lambda document: document.id)
    chunks = (chunk for document in ordered for chunk in chunks_of(document, store))
    computed = compute(question, ordered, chunks)
    if isinstance(computed, NotExact):
        if computed.reason in _OF_ONE_RECORD:
            return None
        return Unknown(why_not(computed, question.language), computed.reason)
    if computed.operation == "group" and not computed.items:
        return None
    if computed.operation in ("count", "list") and computed.column and len(computed.items) == 1:
        return None  # "How many beds does the ward North have?" asks for the figure of a row, and counts nothing.
    return known_of(written(computed, question.language), ordered)


def known_of(result: Written, documents: Sequence[Document]) -> Known:
    """A written result as an answer with its sources."""
    by_id = {document.id: document for document in documents}
    sources = tuple(as_passage(chunk, by_id[chunk.document_id]) for chunk in result.sources)
    return Known(Marked(result.text, result.markers), sources)
