"""Answers in another language than the question: by meaning alone, where one sentence stands out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chalicelib.rag.text.languages import language_of
from cloud.bedrock.quoting.features import Similarities
from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.units import Unit

MOST_COMPARED = 96
"""Sentences compared by meaning; one that is new takes about 15 ms on two cores."""
LEAST_SIMILAR = 0.80
"""Cosine of a question to the sentence in another language that answers it, among many."""
LEAST_DEVIATIONS = 3.3
"""Standard deviations by which that cosine is above the mean of the others: the largest of some sixty is 2.3 above."""
LEAST_TERMS = 3
"""Content words of a question that asks for no certain kind of thing: two words are like many a sentence."""
FEW = 10
"""Sentences that tell no deviation: the likest of them must be `LIKE_OF_FEW`, and `LEAD_OF_FEW` above the mean."""
LIKE_OF_FEW, LEAD_OF_FEW = 0.82, 0.03


def foreign_answer(
    question: Question, units: Sequence[Unit], able: Sequence[int], similarities: Similarities
) -> int | None:
    """The unit in another language that stands out by its likeness to the question; None if none does.

    Languages are compared apart: a model of meaning likes texts in the question's own language better.
    """
    languages = {unit.n: _language([other.text for other in units if other.n == unit.n]) for unit in units}
    foreign = [i for i in able if languages[units[i].n] != question.written_in and not units[i].is_row][:MOST_COMPARED]
    best: tuple[float, int] | None = None
    if not foreign or (question.answer_kind == "other" and len(question.terms) < LEAST_TERMS):
        return None
    cosines = similarities(question.text, [units[i].text for i in foreign])
    for language in dict.fromkeys(languages[units[i].n] for i in foreign):
        own = [position for position, i in enumerate(foreign) if languages[units[i].n] == language]
        top = max(own, key=lambda position: float(cosines[position]))
        if _stands_out(cosines[own], float(cosines[top])) and (best is None or cosines[top] > best[0]):
            best = float(cosines[top]), foreign[top]
    return best[1] if best else None


def _stands_out(cosines: NDArray[np.float32], top: float) -> bool:
    others = np.sort(cosines)[:-1]
    if len(others) < FEW:
        return top >= LIKE_OF_FEW and (not len(others) or top - float(others.mean()) >= LEAD_OF_FEW)
    spread = float(others.std()) or 1.0
    return top >= LEAST_SIMILAR and (top - float(others.mean())) / spread >= LEAST_DEVIATIONS


def _language(texts: Sequence[str]) -> str:
    return language_of(" ".join(texts)[:2000]) or "en"
