"""The sets of `measure.retrieval.strict`: documents, questions, and how much of a question's evidence a text holds."""

import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2

from measure.answers import metrics
from measure.answers.questions import Question, load
from measure.chunking.data import Question as SpanQuestion
from measure.chunking.data import corpora
from measure.chunking.data import questions as span_questions

PAGES = 7  # Pages that are kept of each report: those with most of the figures asked for.
SHORT_CORPORA = ("chatlogs", "state_of_the_union", "wikitexts")  # The other two are ten times as long.


class Extract(NamedTuple):
    """Part of a document as a system shows it. `start` is its first character there, None where that is not known."""

    document: str
    start: int | None
    text: str


@dataclass(frozen=True)
class StrictSet:
    """`asked` has for each question how much of its evidence, 0 to 1, extracts hold."""

    name: str
    documents: Mapping[str, bytes]
    asked: Mapping[str, Callable[[Sequence[Extract]], float]]


def strict_set(name: str, *, even: bool) -> StrictSet:
    """Raises MissingDataError."""
    makers: dict[str, Callable[[str, bool], StrictSet]] = {
        "xquad-en": _xquad,
        "xquad-vi": _xquad,
        "spans": _spans,
        "filings": _filings,
    }
    return makers[name](name, even)


NAMES = ("xquad-en", "xquad-vi", "spans", "filings")


def _xquad(name: str, even: bool) -> StrictSet:
    """Every other article, as `off-topic-en` has them."""
    whole = load(name)
    documents = dict(list(whole.documents.items())[::2])
    asked = [
        question for question in whole.questions[0 if even else 1 :: 2] if question.evidence[0].document in documents
    ]
    return StrictSet(name, documents, {question.question: _answer_within(question) for question in asked})


def _answer_within(question: Question) -> Callable[[Sequence[Extract]], float]:
    def share(extracts: Sequence[Extract]) -> float:
        return float(
            any(
                extract.document == evidence.document
                and extract.start is not None
                and evidence.start is not None
                and evidence.end is not None
                and extract.start <= evidence.start
                and evidence.end <= extract.start + len(extract.text)
                for extract in extracts
                for evidence in question.evidence
            )
        )

    return share


def _spans(name: str, even: bool) -> StrictSet:
    documents = {path.name: path.read_bytes() for stem, path in corpora().items() if stem in SHORT_CORPORA}
    asked = [question for question in span_questions() if question.even == even and question.corpus in SHORT_CORPORA]
    return StrictSet(name, documents, {question.text: _characters_within(question) for question in asked})


def _characters_within(question: SpanQuestion) -> Callable[[Sequence[Extract]], float]:
    evidence = {index for start, end in question.evidence for index in range(start, end)}

    def share(extracts: Sequence[Extract]) -> float:
        shown = {
            extract.start + index
            for extract in extracts
            if extract.document == f"{question.corpus}.md" and extract.start is not None
            for index in range(len(extract.text))
        }
        return len(evidence & shown) / len(evidence)

    return share


def _filings(name: str, _even: bool) -> StrictSet:
    """All 32 questions that ask for a figure, fitted on or not: there are too few to part them."""
    whole = load(name)
    asked = [question for question in whole.questions if question.evidence]
    documents = {document: _cut(document, data, asked) for document, data in whole.documents.items()}
    return StrictSet(name, documents, {question.question: _figure_within(question) for question in asked})


def _figure_within(question: Question) -> Callable[[Sequence[Extract]], float]:
    def share(extracts: Sequence[Extract]) -> float:
        passages = [{"filename": extract.document, "text": extract.text, "page": None} for extract in extracts]
        return float(metrics.retrieved(question, [passage | NOWHERE for passage in passages]).first is not None)

    return share


NOWHERE = {"start": 0, "end": 0}  # Figures are looked for in the text alone.


def _cut(document: str, data: bytes, asked: Sequence[Question]) -> bytes:
    """The report with the pages that name most of the figures asked of it, in their order; first pages fill up."""
    whole = pypdfium2.PdfDocument(data)  # type: ignore[no-untyped-call]
    kept = pypdfium2.PdfDocument.new()  # type: ignore[no-untyped-call]
    texts = [page.get_textpage().get_text_bounded() for page in whole]
    named: Counter[int] = Counter(dict.fromkeys(range(len(texts)), 0))
    for question in asked:
        for evidence in question.evidence:
            if evidence.document == document:
                number = evidence.figure.split()[0] if evidence.figure else ""
                named.update(page for page, text in enumerate(texts) if number in text)
    best = sorted(named, key=lambda page: (-named[page], page))[:PAGES]
    kept.import_pages(whole, sorted(best))
    file = io.BytesIO()
    kept.save(file)
    return file.getvalue()
