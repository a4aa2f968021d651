"""Finds the sentences of the sources that answer a question, or finds that there are none."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from local.bedrock.chat.language import content_words, language_of
from local.bedrock.chat.prompts import GroundedPrompt
from local.bedrock.chat.sentences import split_units
from local.bedrock.embedders import E5
from local.bedrock.words import stem, words

ENOUGH = 0.45


@dataclass(frozen=True)
class Quote:
    """Words of source `n`, as they stand there."""

    n: int
    text: str


def best(prompt: GroundedPrompt, e5: E5) -> list[Quote]:
    """One to three quotes, best first; none if the evidence is too weak."""
    units = [Quote(source.n, unit) for source in prompt.sources for unit in split_units(source.text)]
    wanted = {stem(word) for word in content_words(prompt.question, language_of(prompt.question))}
    bags = [{stem(word) for word in words(unit.text)} for unit in units]
    frequency = Counter(word for bag in bags for word in bag)
    weight = {word: math.log(1 + len(units) / (1 + frequency[word])) for word in wanted}
    total = sum(weight.values()) or 1.0
    scored = [(sum(weight[word] for word in wanted & bag) / total, i) for i, bag in enumerate(bags)]
    if not scored:
        return []
    score, at = max(scored, key=lambda pair: (pair[0], -pair[1]))
    return [units[at]] if score >= ENOUGH else []
