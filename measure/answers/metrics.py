"""What is counted of passages and of answers."""

import math
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.rag.text.tokens import estimate_tokens
from measure.answers.amounts import names
from measure.answers.questions import Evidence, Question
from measure.budgets import BUDGETS, within

Json = dict[str, Any]


@dataclass(frozen=True)
class Retrieved:
    """The passages of one question: which are right, the share of its evidence's characters that the first five cover,
    and for each piece of evidence the rank from 1 of the first passage that holds it. `tokens` are the passages' sizes
    by estimate, `within` says for each of `BUDGETS` whether the passages, cut off there, hold a piece of evidence.
    """

    right: tuple[bool, ...]
    covered: float
    ranks: tuple[int | None, ...] = ()
    tokens: tuple[int, ...] = ()
    within: tuple[bool, ...] = ()

    @property
    def first(self) -> int | None:
        return next((rank for rank, right in enumerate(self.right, start=1) if right), None)


def retrieved(question: Question, passages: Sequence[Json]) -> Retrieved:
    holds = [[_holds(passage, evidence, question) for passage in passages] for evidence in question.evidence]
    right = tuple(any(column) for column in zip(*holds, strict=True)) if holds else (False,) * len(passages)
    ranks = tuple(row.index(True) + 1 if any(row) else None for row in holds)
    tokens = tuple(estimate_tokens(passage.get("text") or "") for passage in passages)
    shown = tuple(
        any(_holds(passage, evidence, question) for passage in _cut(passages, budget) for evidence in question.evidence)
        for budget in BUDGETS
    )
    return Retrieved(right, _covered(question.evidence, passages[:5]), ranks, tokens, shown)


def hit(results: Sequence[Retrieved], k: int) -> float:
    """Share of questions with a right passage among the first `k`."""
    return _mean([result.first is not None and result.first <= k for result in results])


def recall(results: Sequence[Retrieved], k: int) -> float:
    """Share of a question's pieces of evidence that the first `k` passages hold, averaged over the questions."""
    return _mean([_mean([rank is not None and rank <= k for rank in result.ranks]) for result in results])


def tokens_shown(results: Sequence[Retrieved], k: int) -> float:
    """Tokens of the first `k` passages by estimate, averaged over the questions."""
    return _mean([sum(result.tokens[:k]) for result in results])


def hit_within(results: Sequence[Retrieved]) -> dict[int, float]:
    """Share of questions with a right passage within each of `BUDGETS`."""
    return {budget: _mean([result.within[number] for result in results]) for number, budget in enumerate(BUDGETS)}


def mean_reciprocal_rank(results: Sequence[Retrieved]) -> float:
    return _mean([1 / result.first if result.first else 0.0 for result in results])


def ndcg(results: Sequence[Retrieved], k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `k`, a passage being right or not."""
    return _mean([_ndcg(result.right[:k]) for result in results])


def covered(results: Sequence[Retrieved]) -> float:
    """Share of the evidence's characters that the first five passages have."""
    return _mean([result.covered for result in results])


def exact_match(answer: str, accepted: Sequence[str]) -> bool:
    return any(_normalised(answer) == _normalised(text) for text in accepted)


def contains(answer: str, accepted: Sequence[str]) -> bool:
    """Whether the answer has an accepted one in it, word for word."""
    padded = f" {_normalised(answer)} "
    return any(f" {_normalised(text)} " in padded for text in accepted)


def word_f1(answer: str, accepted: Sequence[str]) -> float:
    """The best F1 of the words over the accepted answers, as SQuAD counts it."""
    return max((_f1(_normalised(answer).split(), _normalised(text).split()) for text in accepted), default=0.0)


def holds_words(quote: str, claim: str) -> bool:
    """Whether a quote has all numbers and most words of a claim: a check of `verified` by other means than its own."""
    claimed, quoted = _normalised(claim).split(), set(_normalised(quote).split())
    numbers = [word for word in claimed if any(letter.isdigit() for letter in word)]
    return quoted.issuperset(numbers) and sum(word in quoted for word in claimed) >= 0.6 * len(claimed)


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


def _cut(passages: Sequence[Json], budget: int) -> list[Json]:
    texts = within([passage.get("text") or "" for passage in passages], budget, estimate_tokens)
    return [
        passage | {"text": text, "end": passage["start"] + len(text)}
        for passage, text in zip(passages, texts, strict=False)
        if text
    ]


def _covered(evidence: Sequence[Evidence], passages: Sequence[Json]) -> float:
    marked = {(e.document, index) for e in evidence if e.start is not None and e.end for index in range(e.start, e.end)}
    shown = {(p["filename"], index) for p in passages for index in range(p["start"], p["end"])}
    return len(marked & shown) / len(marked) if marked else 0.0


def _ndcg(right: Sequence[bool]) -> float:
    gain = sum(1 / math.log2(rank + 1) for rank, is_right in enumerate(right, start=1) if is_right)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, sum(right) + 1))
    return gain / best if best else 0.0


def _f1(words: Sequence[str], accepted: Sequence[str]) -> float:
    common = sum((Counter(words) & Counter(accepted)).values())
    return 2 * common / (len(words) + len(accepted)) if common else 0.0


def _normalised(text: str) -> str:
    """Lower case, without citations, punctuation and English articles."""
    text = re.sub(r"\[\d+\]", " ", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(" " if letter in string.punctuation + "–—“”‘’" else letter for letter in text)
    return " ".join(word for word in text.split() if word not in ("a", "an", "the"))


def _mean(values: Sequence[float | bool]) -> float:
    return sum(values) / len(values) if values else 0.0
