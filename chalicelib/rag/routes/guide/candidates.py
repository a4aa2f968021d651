"""Questions that a document may answer: made from sentences that say what a thing is, from headings and from tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from chalicelib.models import Document, StoredPassage
from chalicelib.rag.aggregates.registers import Record, Register
from chalicelib.rag.aggregates.tables import table_registers
from chalicelib.rag.aggregates.texts import DocumentText
from chalicelib.rag.routes.guide.phrasing import MOST_SUBJECT, Phrasing, within
from chalicelib.rag.routes.guide.sentences import Sentence
from chalicelib.rag.text.languages import labels
from chalicelib.rag.text.main_points import says

MOST_OF_KIND = 60
MOST_ROWS = 20  # Of a table.
MOST_CELL = 40  # Characters of a cell that a question names.

_NUMBERING = re.compile(
    rf"#*\s*(?:(?:§+|{'|'.join(labels('section'))})\s*)?(?:[A-Z]\.|[IVX]+\.|\d+(?:\.\d+)*[.):]?)\s+|#+\s+",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_QUESTION = re.compile(r"[?？]$")


@dataclass(frozen=True)
class Candidate:
    """A question; `about` are the words of the document in it. Characters `start` to `end` of the text answer it.

    `chunk` is the ordinal of their chunk, `section` what tells the part of the document that they stand in.
    """

    text: str
    about: str
    start: int
    end: int
    chunk: int
    section: object


def of_sentences(sentences: Sequence[Sentence], phrasing: Phrasing, small: frozenset[str]) -> list[Candidate]:
    """Of sentences that say what a thing is, costs, means; those that say most first."""
    made = []
    for sentence in sentences:
        if question := phrasing.of_sentence(sentence.text, small):
            made.append((says(sentence.text, opens=False), _of_sentence(question, sentence)))
    return [candidate for _, candidate in sorted(made, key=lambda pair: (-pair[0], pair[1].start))][:MOST_OF_KIND]


def of_labels(sentences: Sequence[Sentence], phrasing: Phrasing, small: frozenset[str]) -> list[Candidate]:
    """Of sentences that begin with a label, in the order of reading."""
    asked = ((phrasing.of_label(sentence.text, small), sentence) for sentence in sentences)
    return [_of_sentence(question, sentence) for question, sentence in asked if question][:MOST_OF_KIND]


def _of_sentence(question: tuple[str, str], sentence: Sentence) -> Candidate:
    return Candidate(*question, sentence.start, sentence.end, sentence.chunk, sentence.heading)


def of_headings(sentences: Sequence[Sentence], phrasing: Phrasing, small: frozenset[str]) -> list[Candidate]:
    """Of the headings over sentences, but those of the whole document; long sections first."""
    sections = [list(group) for _, group in groupby(sentences, key=lambda sentence: sentence.heading)]
    sections.sort(key=lambda section: -sum(len(sentence.text) for sentence in section))
    deepest = max((len(section[0].heading) for section in sections), default=0)
    least = 2 if deepest > 1 or len(sections) == 1 else 1
    able = [section[0] for section in sections if len(section[0].heading) >= least]
    return [candidate for first in able[:MOST_OF_KIND] if (candidate := _of_heading(first, phrasing, small))]


def _of_heading(first: Sentence, phrasing: Phrasing, small: frozenset[str]) -> Candidate | None:
    """A question of the heading over a section's first sentence; one that is a question stays as it is."""
    heading = first.heading[-1]
    numbering = _NUMBERING.match(heading)
    topic = heading[numbering.end() if numbering else 0 :].strip(" *_:.#")
    if not 2 <= len(topic) <= MOST_SUBJECT or not _LETTER.search(topic):
        return None
    if _QUESTION.search(topic):
        return _of_sentence((topic, topic), first)
    if "(" in topic or not phrasing.names(topic):
        return None
    return _of_sentence((phrasing.about.format(topic=within(topic, small)), topic), first)


def of_tables(document: Document, chunks: Sequence[StoredPassage], phrasing: Phrasing) -> list[Candidate]:
    """Of the values of tables: a row of each, and then another one."""
    made: list[tuple[int, Candidate]] = []
    for run in _runs(chunks):
        text = DocumentText(document, run)
        for register in table_registers(text)[0]:
            asked = (_of_row(register, number, phrasing) for number in range(min(len(register.records), MOST_ROWS)))
            made += enumerate(row for row in asked if row)
    return [candidate for _, candidate in sorted(made, key=lambda pair: pair[0])][:MOST_OF_KIND]


def _runs(chunks: Sequence[StoredPassage]) -> Iterator[list[StoredPassage]]:
    """Chunks that follow each other."""
    for _, group in groupby(enumerate(chunks), key=lambda pair: pair[1].ordinal - pair[0]):
        yield [chunk for _, chunk in group]


def _of_row(register: Register, number: int, phrasing: Phrasing) -> Candidate | None:
    """A question for a cell of a row, of figures where it has any, another column's each time; None without a name."""
    record = register.records[number]
    name, named = _name(register, record)
    heads = [_without_unit(head) for head in register.columns]
    filled = [
        at for at, cell in enumerate(record.cells) if at not in named and cell and phrasing.names_column(heads[at])
    ]
    able = [at for at in filled if _DIGIT.search(record.cells[at])] or filled
    if not able or not name:
        return None
    column = heads[able[-1 - number % len(able)]]
    chunk, start = record.document.chunk_at(record.start)
    text = phrasing.cell.format(column=column, row=name)
    end = start + record.end - record.start
    return Candidate(text, f"{column} {name}", start, end, chunk.ordinal, register.labels)


def _name(register: Register, record: Record) -> tuple[str, tuple[int, ...]]:
    """What tells a row from the others, and the columns it stands in: the key, or the first two cells together."""
    at = (register.key,) if register.key is not None else (0, 1)
    cells = [record.cells[number] for number in at if number < len(record.cells)]
    others = [tuple(one.cells[number] for number in at if number < len(one.cells)) for one in register.records]
    if not all(cells) or others.count(tuple(cells)) > 1 or any(len(cell) > MOST_CELL for cell in cells):
        return "", at
    if len(at) == 1 and not _LETTER.search(cells[0]):
        cells[0] = f"{_without_unit(register.columns[at[0]])} {cells[0]}"
    return ", ".join(cells), at


def _without_unit(head: str) -> str:
    return _UNIT.sub("", head) or head
