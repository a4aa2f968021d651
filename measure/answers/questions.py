"""Sets of questions: a folder with `documents/` and `questions.jsonl`, or one made of the measuring data."""

import csv
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec

from measure.data import MissingDataError, data_path

SETS = Path(__file__).with_name("sets")
ARTICLE_GAP = "\n\n"
UNIT = r"\s?(?:%|percent\b|[mb]illion\b)"
FIGURE = re.compile(rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+\.\d+|(?<=\$)\d+|(?<=\$ )\d+)(?:{UNIT})?|\b\d+{UNIT}")
NUMBER = re.compile(r"[\d.,]+")


class Evidence(msgspec.Struct, frozen=True):
    """Where the answer is: characters `start` to `end` of a document's extracted text, a page of it, or wherever it
    names a `figure` such as `18,592 million` or `18%` (measure/answers/amounts.py).
    """

    document: str
    start: int | None = None
    end: int | None = None
    page: int | None = None
    figure: str | None = None


class Question(msgspec.Struct, frozen=True):
    """A line of questions.jsonl. `answers` are the accepted ones; `unanswerable`: the documents do not say.

    Evidence without characters or a page means that an accepted answer is somewhere in that document.
    """

    question: str
    evidence: tuple[Evidence, ...] = ()
    answers: tuple[str, ...] = ()
    unanswerable: bool = False


@dataclass(frozen=True)
class QuestionSet:
    """Documents by file name, and the questions on them."""

    name: str
    documents: dict[str, bytes]
    questions: list[Question] = field(default_factory=list)


def cases_folder(name: str) -> Path | None:
    """The folder of a set that is not of questions but of cases (measure/faithful/cases.py)."""
    folder = Path(name) if Path(name).is_dir() else SETS / name
    return folder if folder.is_dir() and not (folder / "questions.jsonl").exists() else None


def load(name: str) -> QuestionSet:
    """A set by its folder or its name; raises MissingDataError."""
    folder = Path(name) if Path(name).is_dir() else SETS / name
    if folder.is_dir():
        documents = {path.name: path.read_bytes() for path in sorted((folder / "documents").iterdir())}
        return QuestionSet(folder.name, documents, list(_lines(folder / "questions.jsonl")))
    makers: dict[str, Callable[[str], QuestionSet]] = {
        "xquad-en": _xquad,
        "xquad-vi": _xquad,
        "off-topic-en": _off_topic,
        "off-topic-vi": _off_topic,
        "off-topic-en-2": partial(_off_topic, first=1),
        "off-topic-vi-2": partial(_off_topic, first=1),
        "squad2": _squad2,
        "filings": _filings,
    }
    if name not in makers:
        raise MissingDataError(f"There is no set {name}: name a folder, or one of {', '.join(makers)}.")
    return makers[name](name)


def _lines(path: Path) -> Iterator[Question]:
    for line in path.read_text().splitlines():
        if line.strip():
            yield msgspec.json.decode(line, type=Question)


def _xquad(name: str) -> QuestionSet:
    articles = json.loads(data_path(f"xquad/xquad.{name[-2:]}.json").read_text())["data"]
    return _articles(name, articles, "qas")


def _off_topic(name: str, first: int = 0) -> QuestionSet:
    """Every other article of XQuAD from the `first` on, and in turn two questions on those and two on the others.

    A question with an odd number in this set has an odd one in the file too, so no question that was fitted on is
    reported. Every question is asked; when one half of the articles has no more questions, the rest are on the other.
    """
    whole = _xquad(f"xquad-{name.split('-')[2]}")
    kept = dict(list(whole.documents.items())[first::2])
    even, odd = (_in_turn(whole.questions[parity::2], kept) for parity in (0, 1))
    return QuestionSet(name, kept, [question for two in zip_longest(even, odd) for question in two if question])


def _in_turn(questions: list[Question], kept: Collection[str]) -> list[Question]:
    """A question that the kept documents answer, one that they do not, and so on."""
    answerable = [question for question in questions if question.evidence[0].document in kept]
    others = [question for question in questions if question.evidence[0].document not in kept]
    unanswerable = [Question(question.question, unanswerable=True) for question in others]
    return [question for two in zip_longest(answerable, unanswerable) for question in two if question]


def _squad2(name: str) -> QuestionSet:
    return _articles(name, json.loads(data_path("squad2/articles.json").read_text()), "questions")


def _articles(name: str, articles: list[dict[str, Any]], questions: str) -> QuestionSet:
    """Each article is one document of its paragraphs; every question has the characters of its answers."""
    made = QuestionSet(name, {})
    for article in articles:
        document = f"{article['title'].replace('/', '-')}.txt"
        text = ""
        for paragraph in article["paragraphs"]:
            for asked in paragraph[questions]:
                made.questions.append(_squad_question(asked, document, paragraph["context"], len(text)))
            text += f"{paragraph['context']}{ARTICLE_GAP}"
        made.documents[document] = text.encode()
    return made


def _squad_question(asked: dict[str, Any], document: str, paragraph: str, offset: int) -> Question:
    spans = [_span(answer, paragraph) for answer in asked["answers"]]
    return Question(
        question=asked["question"],
        evidence=tuple(Evidence(document, offset + start, offset + start + len(text)) for start, text in spans),
        answers=tuple(dict.fromkeys(text for _, text in spans)),
        unanswerable=not spans,
    )


def _span(answer: str | dict[str, Any], paragraph: str) -> tuple[int, str]:
    """The first character of an answer in its paragraph: some sets give it, others give the words alone."""
    if isinstance(answer, str):
        return paragraph.index(answer), answer
    return answer["answer_start"], answer["text"]


def _filings(name: str) -> QuestionSet:
    """Questions on one of the stored reports. Their answers are sentences, of which the figures count.

    Questions whose answer names no figure keep their number, so that odd ones stay odd, but have no evidence.
    """
    folder = data_path("filings")
    documents = {path.name: path.read_bytes() for path in sorted(folder.glob("*.pdf"))}
    made = QuestionSet(name, documents)
    with (folder / "questions.csv").open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            document = f"{row['Source Docs'].strip('* ').replace(' ', '_')}.pdf"
            if document in documents:
                named = figures(row["Answer"], row["Question"])
                evidence = tuple(Evidence(document, figure=figure) for figure in named)
                answers = tuple(dict.fromkeys(NUMBER.findall(" ".join(named))))
                made.questions.append(Question(row["Question"], evidence, answers))
    return made


def figures(answer: str, question: str) -> tuple[str, ...]:
    """The figures of an answer as they are written, with their units, without those that the question names itself.

    A bare number is none: it is a year, a day, a page or a note's number.
    """
    return tuple(dict.fromkeys(figure for figure in FIGURE.findall(answer) if figure not in question))
