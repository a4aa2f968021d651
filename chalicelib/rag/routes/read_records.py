"""Which documents a model reads for their records, and what it has found as an answer."""

from collections.abc import Iterator, Sequence

from chalicelib.models import Document
from chalicelib.rag.aggregates.extraction import BATCH_TOKENS
from chalicelib.rag.aggregates.values import AggregateQuestion
from chalicelib.rag.aggregates.written import Written
from chalicelib.rag.routes.counting import MOST_CHUNKS, known_of
from chalicelib.rag.routes.library import Known
from chalicelib.rag.routes.mapping import MOST_BATCHES, Mapping, mapping_of
from chalicelib.rag.routes.progress import Progress
from chalicelib.rag.routes.question import RoutedQuestion
from chalicelib.rag.routes.whole import chunks_of
from chalicelib.rag.routes.work import NotRead, Work
from chalicelib.rag.text.languages import content_stems

ALIKE = 3  # Passages of prose that fit a question equally well, so that it may ask of many.


def may_ask_of_prose(question: RoutedQuestion) -> bool:
    """Whether there is a model to read prose, and the search finds passages that fit the question equally well.

    One passage has most words of a question that one passage answers.
    """
    passages = question.searched.passages
    if question.reader is None or len(passages) < ALIKE:
        return False
    asked = content_stems(question.asked.text)
    shared = [len(asked & content_stems(passage.text)) for passage in passages]
    return shared.count(max(shared)) >= ALIKE


def read_records(question: RoutedQuestion, aggregated: AggregateQuestion, least: int) -> Known | NotRead | Work:
    """The answer from what a model finds in all passages; a first look must find `least` records.

    The work where the person is to accept its price before.

    Of more documents than may be read for one answer those that the search finds are read, and the answer says so.
    Raises StoreBusyError, ModelBusyError, ModelError or BudgetExceededError.
    """
    reader = question.reader
    if reader is None:
        return "not_records"
    for mapping in _mappings(question, aggregated):
        permission = mapping.permission(reader)
        if permission == "too_much":
            continue
        if permission == "confirm" and reader.permits(mapping.look) != "go":
            return mapping.work
        question.tell("aggregate", mapping.names)
        heard = Progress(question.tell, "aggregate", len(mapping.batches), mapping.work.passages)
        result = mapping.result(reader, heard, least, all_of_it=permission == "go")
        return known_of(result, mapping.documents) if isinstance(result, Written) else result
    return "unread"


def _mappings(question: RoutedQuestion, aggregated: AggregateQuestion) -> Iterator[Mapping]:
    """Of all documents in scope, then of those alone that the search finds."""
    every, hits = question.documents, {passage.document_id for passage in question.searched.passages}
    for documents in (every, [document for document in every if document.id in hits]):
        if not documents or not _may_fit(documents):
            continue
        ordered = sorted(documents, key=lambda document: document.id)
        chunks = [chunk for document in ordered for chunk in chunks_of(document, question.store)]
        best = question.searched.passages[0]
        yield mapping_of(aggregated, ordered, chunks, every, best, question.asked.wide_tokens)


def _may_fit(documents: Sequence[Document]) -> bool:
    """Whether it is worth reading the chunks to see how much a model would have to read."""
    tokens = sum(document.tokens or 0 for document in documents)
    return tokens <= MOST_BATCHES * BATCH_TOKENS and sum(one.passages or 0 for one in documents) <= MOST_CHUNKS
