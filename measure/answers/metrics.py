"""What is counted: of the passages found, and of the answers given."""

import math
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from measure.answers.amounts import names
from measure.answers.questions import Evidence, Question

Json = dict[str, Any]


@dataclass(frozen=True)
class Retrieved:
    """Of one question: which passages are right, the share of its evidence's characters that the first five cover, and
    for each piece of evidence the place from 1 of the first passage that holds it.
    """

    right: tuple[bool, ...]
    covered: float
    places: tuple[int | None, ...] = ()

    @property
    def first(self) -> int | None:
        return next((place for place, right in enumerate(self.right, start=1) if right), None)


def retrieved(question: Question, passages: Sequence[Json]) -> Retrieved:
    held = [[_holds(passage, each, question) for passage in passages] for each in question.evidence]
    right = tuple(any(each) for each in zip(*held, strict=True)) if held else (False,) * len(passages)
    places = tuple(each.index(True) + 1 if any(each) else None for each in held)
    return Retrieved(right, _covered(question.evidence, passages[:5]), places)


def hit(results: Sequence[Retrieved], k: int) -> float:
    """Share of questions with a right passage among the first `k`."""
    return _mean([result.first is not None and result.first <= k for result in results])


def recall(results: Sequence[Retrieved], k: int) -> float:
    """Share of a question's pieces of evidence that the first `k` passages hold, averaged over the questions."""
    return _mean([_mean([place is not None and place <= k for place in result.places]) for result in results])


def mean_reciprocal_rank(results: Sequence[Retrieved]) -> float:
    return _mean([1 / result.first if result.first else 0.0 for result in results])


def ndcg(results: Sequence[Retrieved], k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `k`, a passage being right or not."""
    return _mean([_ndcg(result.right[:k]) for result in results])


def covered(results: Sequence[Retrieved]) -> float:
    """Share of the evidence's characters that stand in the first five passages."""
    return _mean([result.covered for result in results])


def exact_match(answer: str, accepted: Sequence[str]) -> bool:
    return any(_normalised(answer) == _normalised(each) for each in accepted)


def contains(answer: str, accepted: Sequence[str]) -> bool:
    """Whether an accepted answer stands in what was said, word for word."""
    said = f" {_normalised(answer)} "
    return any(f" {_normalised(each)} " in said for each in accepted)


def word_f1(answer: str, accepted: Sequence[str]) -> float:
    """The best F1 of the words over the accepted answers, as SQuAD counts it."""
    return max((_f1(_normalised(answer).split(), _normalised(each).split()) for each in accepted), default=0.0)


def marks(answer: str) -> list[int]:
    return [int(number) for number in re.findall(r"\[(\d+)\]", answer)]


def holds_words(quote: str, claim: str) -> bool:
    """Whether a quote has all numbers and most words of a claim: a check of `verified` by other means than its own."""
    said, quoted = _normalised(claim).split(), set(_normalised(quote).split())
    numbers = [word for word in said if any(letter.isdigit() for letter in word)]
    return quoted.issuperset(numbers) and sum(word in quoted for word in said) >= 0.6 * len(said)


def _holds(passage: Json, evidence: Evidence, question: Question) -> bool:
    if passage["filename"] != evidence.document:
        return False
    if evidence.start is not None and evidence.end is not None:
        return bool(passage["start"] < evidence.end and passage["end"] > evidence.start)
    if evidence.figure is not None:
        return names(passage["text"], evidence.figure)
    if evidence.page is not None:
        return bool(passage["page"] == evidence.page)
    return contains(passage["text"], question.answers)


def _covered(evidence: Sequence[Evidence], passages: Sequence[Json]) -> float:
    wanted = {(e.document, place) for e in evidence if e.start is not None and e.end for place in range(e.start, e.end)}
    found = {(p["filename"], place) for p in passages for place in range(p["start"], p["end"])}
    return len(wanted & found) / len(wanted) if wanted else 0.0


def _ndcg(right: Sequence[bool]) -> float:
    gain = sum(1 / math.log2(place + 1) for place, each in enumerate(right, start=1) if each)
    best = sum(1 / math.log2(place + 1) for place in range(1, sum(right) + 1))
    return gain / best if best else 0.0


def _f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    common = sum((Counter(said) & Counter(wanted)).values())
    return 2 * common / (len(said) + len(wanted)) if common else 0.0


def _normalised(text: str) -> str:
    """Lower case, without citations, punctuation and English articles."""
    text = re.sub(r"\[\d+\]", " ", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(" " if letter in string.punctuation + "–—“”‘’" else letter for letter in text)
    return " ".join(word for word in text.split() if word not in ("a", "an", "the"))


def _mean(values: Sequence[float | bool]) -> float:
    return sum(values) / len(values) if values else 0.0
