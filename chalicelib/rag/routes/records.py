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
from chalicelib.rag.routes.cues import without_many
from chalicelib.rag.routes.gathered import Gathered, gathered_by, of_others
from chalicelib.rag.routes.library import Known
from chalicelib.rag.routes.named import name_stems
from chalicelib.rag.routes.question import RoutedQuestion
from chalicelib.rag.routes.read_records import may_ask_of_prose, read_records
from chalicelib.rag.routes.series import series
from chalicelib.rag.routes.whole import Whole, read_all
from chalicelib.rag.routes.work import NotRead, Work
from chalicelib.rag.text.languages import MONTHS
from chalicelib.rag.text.tokens import estimate_tokens
from chalicelib.rag.text.words import words

READ_ALL = 200  # Documents of a scope that are all read for records; of more, those that the search finds.
RECORDS_WITHIN = 3  # Best passages whose documents may hold the records that are asked for.
MOST_TABLES = 12  # Spreadsheets that are read where the search finds none that fits.
TABLES_TOKENS = 8_000  # Estimated tokens of all of them together.
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
        return series(question) or (_of_prose(question, aggregated) if many else None)
    result = counted(aggregated, documents_with_records(question), question.store) if aggregated else None
    base = gathered_by("aggregate", question.searched)
    if isinstance(result, Known):
        question.tell("aggregate", "")
        return _answered(base, result)
    if by_months := series(question, found_above_all=True):
        return by_months
    read: Known | NotRead | Work = "not_records"
    if aggregated and many and (result is None or result.reason == "unreadable"):
        read = read_records(question, aggregated, least=1)
    if not isinstance(read, str):
        return _read(base, read)
    if many and (whole := _records_whole(question, base)):
        return whole
    if isinstance(result, Unknown):
        return replace(base, passages=(), evidence="none", absent=(), answer=Marked(result.why))
    return replace(base, note=PART) if read == "unread" else None


def _of_prose(question: RoutedQuestion, aggregated: AggregateQuestion | None) -> Gathered | None:
    """Of prose in which no line looks like a record: only a model can read it."""
    base = gathered_by("aggregate", question.searched)
    if aggregated is None or not may_ask_of_prose(question):
        return _tables(question, base)
    read = read_records(question, aggregated, least=LEAST_OF_PROSE)
    if not isinstance(read, str):
        return _read(base, read)
    return _tables(question, base) or (replace(base, note=PART) if read == "unread" else None)


def documents_with_records(question: RoutedQuestion) -> Sequence[Document]:
    """The documents that are read for records."""
    hits = {document.id for document in question.searched.documents}
    return [one for one in question.documents if one.id in hits or len(question.documents) <= READ_ALL]


def _read(base: Gathered, read: Known | Work) -> Gathered:
    """What a model has read, or the question whether it may cost so much."""
    if isinstance(read, Work):
        return replace(base, passages=(), absent=(), to_confirm=read)
    return _answered(base, read)


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
    whole = _all_of(documents, question, asked.wide_tokens)
    if whole is None:
        return None
    if result.evidence != "enough" and not _has_words(question, whole):
        if by_months := series(question):
            return by_months
        if result.evidence == "none":
            documents, whole = _with_tables(question, documents, whole)
    return _with_whole(question, base, documents, whole)


def _tables(question: RoutedQuestion, base: Gathered) -> Gathered | None:
    """Small tables, for a model that writes, where the search finds neither records nor anything else that fits."""
    if question.asked.only_quotes or question.searched.evidence != "none":
        return None
    documents, whole = _with_tables(question, (), Whole((), 0, 0))
    return _with_whole(question, base, documents, whole) if documents else None


def _with_whole(question: RoutedQuestion, base: Gathered, documents: Sequence[Document], whole: Whole) -> Gathered:
    names = ", ".join(document.filename for document in documents)
    question.tell("aggregate", names)
    all_read = f"the first {len(whole.passages)} sources are all {whole.all_chunks} passages of {names}"
    note = f"Records: {all_read}. Say how many were read."
    found = of_others(question.searched.passages, documents)
    return replace(base, passages=(*whole.passages, *found), absent=(), note=note)


def _with_tables(question: RoutedQuestion, documents: Sequence[Document], whole: Whole) -> tuple[list[Document], Whole]:
    """The documents and what was read of them, with the spreadsheets that fit beside them, the smallest first.

    "The oldest ship" is a row of a table of vessels, which a search for a ship does not find.
    """
    ids = {document.id for document in documents}
    sheets = [one for one in question.documents if _is_sheet(one) and one.id not in ids]
    left = min(question.asked.wide_tokens - _tokens(whole), TABLES_TOKENS)
    chosen = list(documents)
    for sheet in sorted(sheets, key=lambda one: (one.passages or 0, one.filename))[:MOST_TABLES]:
        read = _all_of([sheet], question, left)
        if read is None:
            break
        left -= _tokens(read)
        chosen.append(sheet)
        whole = Whole((*whole.passages, *read.passages), whole.chunks + read.chunks, whole.all_chunks + read.all_chunks)
    return chosen, whole


def _has_words(question: RoutedQuestion, whole: Whole) -> bool:
    """Whether all words that say what is asked of stand in what was read."""
    said = without_many(question.asked.text, question.cues["many"])
    asked = name_stems(" ".join(word for word in words(said) if not word.isdigit() and word not in MONTHS))
    return asked <= name_stems(" ".join(passage.text for passage in whole.passages))


def _all_of(documents: Sequence[Document], question: RoutedQuestion, tokens: int) -> Whole | None:
    """All of the documents, or None where that is more than so many tokens."""
    whole = read_all(documents, question.store, tokens, boilerplate=True)
    return whole if whole.chunks == whole.all_chunks else None


def _is_sheet(document: Document) -> bool:
    return document.profile is not None and document.profile.kind == "spreadsheet"


def _tokens(whole: Whole) -> int:
    return sum(estimate_tokens(passage.text) for passage in whole.passages)
