"""Counts, lists, sums, extremes and groupings: exact over all records that the question means, or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.models import Document, StoredPassage
from chalicelib.rag.aggregates.linking import Indexed, Links
from chalicelib.rag.aggregates.periods import with_period
from chalicelib.rag.aggregates.plan import Planner
from chalicelib.rag.aggregates.reading import registers_of
from chalicelib.rag.aggregates.registers import Record, joined
from chalicelib.rag.aggregates.results import Result, result
from chalicelib.rag.aggregates.texts import DocumentText, document_texts
from chalicelib.rag.aggregates.values import AggregateQuestion, Computed, Coverage, Item, NotExact, NotExactError, first
from chalicelib.rag.aggregates.wording import wording


@dataclass(frozen=True)
class _Fit:
    """A register that explains the whole question, how well it is named, and what comes out."""

    register: Indexed
    rank: tuple[int, int]
    result: Result


def compute(
    question: AggregateQuestion, documents: Sequence[Document], chunks: Iterable[StoredPassage]
) -> Computed | NotExact:
    """The exact result over the records that `chunks` hold.

    `chunks` are all live chunks of the documents in scope, by document and ordinal. Takes time linear in their text.
    """
    texts = document_texts(documents, chunks)
    if missing := _incomplete(texts, documents):
        return NotExact("incomplete", missing)
    fits, reasons = _fits(question, [Indexed(register) for register in registers_of(texts)])
    chosen = _chosen(question, fits)
    if isinstance(chosen, NotExact):
        return chosen
    if chosen is None:
        return _most_telling(reasons)
    return _computed(chosen, _coverage(texts, documents))


def _incomplete(texts: Sequence[DocumentText], documents: Sequence[Document]) -> tuple[str, ...]:
    """Names of documents of which a chunk is missing."""
    read = {text.document.id: [chunk.ordinal for chunk in text.chunks] for text in texts}
    return first(
        [
            document.filename
            for document in documents
            if (ordinals := read.get(document.id, [])) != list(range(len(ordinals)))
            or (document.passages is not None and document.live_generation and document.passages != len(ordinals))
        ]
    )


def _coverage(texts: Sequence[DocumentText], documents: Sequence[Document]) -> Coverage:
    count = sum(len(text.chunks) for text in texts)
    unread = [document.filename for document in documents if document.partial or document.note]
    return Coverage(count, count, len(documents), tuple(unread))


def _fits(question: AggregateQuestion, registers: Sequence[Indexed]) -> tuple[list[_Fit], list[NotExact]]:
    fits: list[_Fit] = []
    reasons: list[NotExact] = []
    for register in (with_period(question, register) for register in registers):
        links = register.link(question)
        if not _is_named(links) or not _is_asked_for(question, register, links):
            continue
        try:
            planner = Planner(question, register, links)
            fits.append(_Fit(register, _rank(links), result(question, planner)))
        except NotExactError as error:
            reasons.append(error.reason if _is_sure(register, links) else NotExact("no_records"))
    return fits, reasons


def _is_named(links: Links) -> bool:
    """Whether the question names the records, or a column of them."""
    return bool(links.nouns or links.columns)


def _is_sure(register: Indexed, links: Links) -> bool:
    """Whether the question names what a register holds, not only a heading or a word that a column shares with it."""
    if not links.nouns:
        return bool(links.columns and links.values)
    return bool(register.register.columns or register.register.records[0].name)


def _is_asked_for(question: AggregateQuestion, register: Indexed, links: Links) -> bool:
    """Whether what is counted or listed are the records or the words of a column: it is named first.

    "How many guests may a Plus holder bring?" asks for a cell of a column of figures.
    """
    if question.operation not in ("count", "list"):
        return True
    phrases = wording(question.language)
    nouns = {at for noun in links.nouns for at in range(*noun)}
    named = {at: one for one in links.columns for at in range(one.start, one.end)}
    silent = {at for at, token in enumerate(question.tokens) if token.key in phrases.silent} - named.keys() - nouns
    silent |= question.cues | links.labels | _before_noun(links)
    begin = min(question.cues, default=0)
    if (before := next((at for at in range(begin - 1, -1, -1) if at not in silent), None)) in nouns:
        return before is not None  # `Of the contracts, how many …`
    order = [*range(begin, len(question.tokens)), *range(begin)]  # `The contracts in Lyon: how many?`
    first_said = next((at for at in order if at not in silent), None)
    if first_said in named and first_said not in nouns:
        kinds = {register.columns[column].kind for column in named[first_said].columns}
        return question.together or bool(kinds & {"words", "flag"})
    return first_said in nouns or (question.together and first_said in links.measures)


def _before_noun(links: Links) -> set[int]:
    """The tokens of values right before a noun, as `security` of `security contracts`."""
    starts = {start for start, _ in links.nouns}
    return {at for one in links.values if one.end in starts for at in range(one.start, one.end)}


def _rank(links: Links) -> tuple[int, int]:
    own = sum(end - start for start, end in links.nouns)
    return (bool(links.nouns), own + len(links.labels) + 2 * len(links.columns) + 2 * len(links.values))


def _chosen(question: AggregateQuestion, fits: Sequence[_Fit]) -> _Fit | NotExact | None:
    """The register that the question names best; parts of one that are alike are joined."""
    if not fits:
        return None
    best = max(fit.rank for fit in fits)
    same = [fit for fit in fits if fit.rank == best]
    if len(same) == 1:
        return same[0]
    registers = [fit.register.register for fit in same]
    names = [{record.name for record in register.records} for register in registers]
    alike = len({(register.columns, register.noun) for register in registers}) == 1
    if not alike or len(set().union(*names)) < sum(map(len, names)):
        return NotExact("ambiguous", first([_place(fit) for fit in same]))
    whole = Indexed(joined(registers))
    try:
        return _Fit(whole, best, result(question, Planner(question, whole, whole.link(question))))
    except NotExactError as error:
        return error.reason


def _place(fit: _Fit) -> str:
    register = fit.register.register
    document = register.records[0].document.document.filename
    return f"{register.name} ({document})" if register.name and register.name not in document else document


def _most_telling(reasons: Sequence[NotExact]) -> NotExact:
    """Of several registers that do not fit, the reason of the one that the question nearly fits."""
    order = ("unreadable", "nothing", "unclear", "ambiguous", "incomplete", "no_records")
    return min(
        reasons, key=lambda reason: (order.index(reason.reason), len(reason.names)), default=NotExact("no_records")
    )


def _computed(fit: _Fit, coverage: Coverage) -> Computed:
    register, outcome = fit.register, fit.result
    return Computed(
        outcome.operation,
        outcome.value,
        tuple(_item(register.records[at], value) for at, value in outcome.chosen),
        len(register.records),
        coverage,
        outcome.groups,
        outcome.asked,
        outcome.column,
        outcome.by,
        outcome.conditions,
        outcome.missing,
        tuple(_item(register.records[at], value) for at, value in outcome.beside),
    )


def _item(record: Record, value: str) -> Item:
    chunks, start = record.document.chunks_of(record.start, record.end)
    return Item(record.name, record.text, chunks, start, start + record.end - record.start, value)
