"""Question sets as cases: a question, five sources, and what a good answer is.

Every case has the paragraph that the question belongs to and the four others nearest to the question by e5, in an
order that is fixed by the question. An off-topic case has the five nearest paragraphs of other articles instead.
Questions with an even number (from 0, in file order) are for fitting, the odd ones for reporting.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from cloud.bedrock.embedders import E5, Purpose, Vectors, stable_hash
from cloud.bedrock.quoting.prompt import GroundedPrompt, Source
from cloud.bedrock.quoting.sentences import split_units
from measure.data import data_path

type Kind = Literal["answerable", "unanswerable", "off-topic"]

SETS = {
    "xquad-en": "xquad/xquad.en.json",
    "xquad-vi": "xquad/xquad.vi.json",
    "squad2": "squad2/articles.json",
}
SOURCES = 5
EVERY = {"squad2": 3}
"""Of a large set every third pair of questions is used."""


@dataclass(frozen=True)
class Case:
    """`gold` is the number of the right source, 1 to 5; None where no source answers. `article` is a title."""

    set: str
    number: int
    article: str
    kind: Kind
    prompt: GroundedPrompt
    answers: tuple[str, ...]
    gold: int | None

    @property
    def for_fitting(self) -> bool:
        return self.number % 2 == 0


@dataclass(frozen=True)
class _Question:
    number: int
    text: str
    paragraph: int
    article: str
    answers: tuple[str, ...]


def cases(name: str, e5: E5) -> Iterator[Case]:
    """All cases of a set, in file order; an answerable question of XQuAD also gives an off-topic case."""
    paragraphs, articles, questions = _read(data_path(SETS[name]))
    texts = _vectors(f"{name}-paragraphs", paragraphs, "document", e5)
    asked = _vectors(f"{name}-questions", [question.text for question in questions], "query", e5)
    for row, question in enumerate(questions):
        number = question.number
        near = np.argsort(-(texts @ asked[row]), kind="stable").tolist()
        others = [i for i in near if i != question.paragraph][: SOURCES - 1]
        kind: Kind = "answerable" if question.answers else "unanswerable"
        yield _case(name, number, kind, question, [question.paragraph, *others], paragraphs)
        foreign = [i for i in near if articles[i] != question.article][:SOURCES]
        if question.answers and name != "squad2":
            yield _case(name, number, "off-topic", question, foreign, paragraphs)


def narrowed(case: Case) -> Case:
    """The same question before one or two sources of at most three sentences: what a person's first note looks like."""
    seed = stable_hash(case.prompt.question)
    kept = [source for source in case.prompt.sources if source.n == case.gold]
    kept += [source for source in case.prompt.sources if source.n != case.gold][: 1 + seed % 2 - len(kept)]
    sources = tuple(_cut(source, case.answers if source.n == case.gold else (), seed) for source in kept)
    return replace(case, prompt=GroundedPrompt(case.prompt.question, sources))


def _cut(source: Source, answers: tuple[str, ...], seed: int) -> Source:
    units = split_units(source.text)
    holding = [i for i, unit in enumerate(units) if any(answer in unit for answer in answers)]
    middle = holding[0] if holding else seed % len(units)
    start = max(0, middle - seed // 7 % 3)
    return replace(source, text=" ".join(units[start : max(start + 1 + seed // 3 % 3, middle + 1)]))


class KnownVectors(E5):
    """E5 with the vectors of all sentences and questions of the sets computed beforehand."""

    def __init__(self) -> None:
        super().__init__()
        self._queries: dict[str, Vectors] = {}
        self._units: dict[str, Vectors] = {}
        for name, path in SETS.items():
            paragraphs, _, questions = _read(data_path(path))
            asked = [question.text for question in questions]
            units = list(dict.fromkeys(unit for text in paragraphs for unit in split_units(text)))
            queries = _vectors(f"{name}-questions", asked, "query", self)
            self._queries |= dict(zip(asked, queries, strict=True))
            self._units |= dict(zip(units, _vectors(f"{name}-units", units, "document", self), strict=True))

    def similarities(self, query: str, passages: Sequence[str]) -> Vectors:
        if query not in self._queries:
            self._queries[query] = self.vectors([query], "query")[0]
        for unit in set(passages) - set(self._units):
            self._units[unit] = self.vectors([unit], "document")[0]
        return np.asarray(np.stack([self._units[unit] for unit in passages]) @ self._queries[query])


def _case(name: str, number: int, kind: Kind, question: _Question, chosen: list[int], paragraphs: list[str]) -> Case:
    order = sorted(chosen, key=lambda i: stable_hash(f"{question.text}{i}"))
    sources = tuple(Source(n, "", paragraphs[i]) for n, i in enumerate(order, 1))
    gold = order.index(question.paragraph) + 1 if kind == "answerable" else None
    answers = question.answers if kind == "answerable" else ()
    return Case(name, number, question.article, kind, GroundedPrompt(question.text, sources), answers, gold)


def _read(path: Path) -> tuple[list[str], list[str], list[_Question]]:
    """Paragraphs, the title of each one's article, and the questions, all in file order."""
    content = json.loads(path.read_text("utf-8"))
    counter = itertools.count()
    paragraphs: list[str] = []
    articles: list[str] = []
    questions: list[_Question] = []
    for article in content["data"] if isinstance(content, dict) else content:
        for paragraph in article["paragraphs"]:
            for item in paragraph.get("qas") or paragraph.get("questions"):
                number = next(counter)
                if (number // 2) % EVERY.get(path.parent.name, 1):
                    continue
                answers = tuple(dict.fromkeys(_answer(answer) for answer in item["answers"]))
                asked = item["question"].strip()
                questions.append(_Question(number, asked, len(paragraphs), article["title"], answers))
            paragraphs.append(paragraph["context"])
            articles.append(article["title"])
    return paragraphs, articles, questions


def _answer(answer: Any) -> str:
    return str(answer["text"] if isinstance(answer, dict) else answer)


def _vectors(name: str, texts: Sequence[str], purpose: Purpose, e5: E5) -> Vectors:
    """Computed once and kept in the temporary folder: a few minutes on two cores."""
    digest = stable_hash("\0".join(texts))
    kept = Path(tempfile.gettempdir()) / "grail-local-models" / f"{name}-{digest:x}.npy"
    if kept.exists():
        loaded: Vectors = np.load(kept)
        return loaded
    vectors = np.concatenate([e5.vectors(texts[i : i + 8], purpose) for i in range(0, len(texts), 8)])
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.save(kept, vectors)
    return vectors
