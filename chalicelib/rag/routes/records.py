"""Questions on many records: computed by code, else from every passage of the records, never from a part.

What code cannot read, a model that writes reads in batches, and code counts what it finds; or it is given all passages
at once.
"""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.models import Document
from chalicelib.rag.aggregates.question import aggregate_of
from chalicelib.rag.aggregates.values import AggregateQuestion
from chalicelib.rag.citations.markers import Marked
from chalicelib.rag.routes.counting import Unknown, counted, may_hold_records
from chalicelib.rag.routes.gathered import Gathered, gathered_by, of_others
from chalicelib.rag.routes.library import Known
from chalicelib.rag.routes.question import RoutedQuestion
from chalicelib.rag.routes.read_records import may_ask_of_prose, read_records
from chalicelib.rag.routes.whole import read_all
from chalicelib.rag.routes.work import NotRead

READ_ALL = 200  # Documents of a scope that are all read for records; of more, those that the search finds.
RECORDS_WITHIN = 3  # Best passages whose documents may hold the records that are asked for.
LEAST_OF_PROSE = 2  # Records that a model must find at first where nothing else looks like records.
PART = "If the question asks for all of something, say that these sources are only a part of the documents."


def aggregate(question: RoutedQuestion) -> Gathered | None:
    """None where the words ask of one thing, or what the search finds does not look like records.

    Raises StoreBusyError; ModelBusyError, ModelError or BudgetExceededError where a model reads.
    """
    aggregated, many = aggregate_of(question.asked.text), "many" in question.cues
    if aggregated is None and not many:
        return None
    if not may_hold_records(question.searched.passages):
        return _of_prose(question, aggregated) if aggregated and many else None
    result = counted(aggregated, documents_with_records(question), question.store) if aggregated else None
    base = gathered_by("aggregate", question.searched)
    if isinstance(result, Known):
        question.tell("aggregate", "")
        return _answered(base, result)
    read: Known | NotRead = "not_records"
    if aggregated and many and (result is None or result.reason == "unreadable"):
        read = read_records(question, aggregated, least=1)
    if isinstance(read, Known):
        return _answered(base, read)
    if many and (whole := _records_whole(question, base)):
        return whole
    if isinstance(result, Unknown):
        return replace(base, passages=(), evidence="none", absent=(), answer=Marked(result.why))
    return replace(base, note=PART) if read == "unread" else None


def _of_prose(question: RoutedQuestion, aggregated: AggregateQuestion) -> Gathered | None:
    """Of prose in which no line looks like a record: only a model can read it."""
    if not may_ask_of_prose(question):
        return None
    base = gathered_by("aggregate", question.searched)
    read = read_records(question, aggregated, least=LEAST_OF_PROSE)
    if isinstance(read, Known):
        return _answered(base, read)
    return replace(base, note=PART) if read == "unread" else None


def documents_with_records(question: RoutedQuestion) -> Sequence[Document]:
    """The documents that are read for records."""
    hits = {document.id for document in question.searched.documents}
    return [one for one in question.documents if one.id in hits or len(question.documents) <= READ_ALL]


def _answered(base: Gathered, known: Known) -> Gathered:
    return replace(base, passages=known.sources, evidence="enough", absent=(), answer=known.answer)


def _records_whole(question: RoutedQuestion, base: Gathered) -> Gathered | None:
    """Every passage of the documents whose records the search finds first, for a model that writes.

    None where they are more than it may be given: a part of the records would be counted as if it were all.
    """
    asked, result = question.asked, question.searched
    ids = {one.document_id for one in result.passages[:RECORDS_WITHIN] if may_hold_records([one])}
    documents = [one for one in result.documents if one.id in ids]
    if asked.only_quotes or not documents:
        return None
    whole = read_all(documents, question.store, asked.wide_tokens, boilerplate=True)
    if whole.chunks < whole.all_chunks:
        return None
    names = ", ".join(document.filename for document in documents)
    question.tell("aggregate", names)
    all_read = f"the first {len(whole.passages)} sources are all {whole.all_chunks} passages of {names}"
    note = f"Records: {all_read}. Say how many were read."
    return replace(base, passages=(*whole.passages, *of_others(result.passages, documents)), absent=(), note=note)
