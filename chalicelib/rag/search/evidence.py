"""How well what was found fits the question: enough to answer from, weak, or none.

A search always finds something. Whether that is about the question is told by three things together: how much of the
question's words, rare ones weighing more, the best passage holds; how well the best one matches by words; and how far
the nearest by vector stands out from the others found. None of them depends on the scale of an embedding model.
Weights and thresholds are fitted: docs/decisions/0007-retrieval.md.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean, pstdev

from chalicelib.models import Evidence, StoredPassage
from chalicelib.rag.search.fusion import Ranked
from chalicelib.rag.text.languages import content_words
from chalicelib.rag.text.words import words

COVERED, MATCH, LEAD, BIAS = 6.8, 5.8, 0.67, -11.8
ENOUGH, WEAK = -0.8, -2.4  # 5 and 1 % of the answerable questions fitted on are below.
SURE = 1.0  # Not fitted: from 0.5 to 2 the same is found (docs/decisions/0015-rows-of-tables.md).
USUAL_LEAD = 4.5  # Between that of questions with and without an answer, where there are too few to tell.
MATCH_FOR_COVERED = 1.5
LEAST_TO_LEAD = 10
# A rule, not a fit, among fewer passages than that: the share of the question's words in one of the best.
ENOUGH_OF_FEW, LOOKED_AT_OF_FEW = 0.5, 3
LARGEST_LEAD = 8.0


def weigh(
    question: str, hits: Sequence[StoredPassage], candidates: Sequence[StoredPassage], ranked: Mapping[str, Ranked]
) -> Evidence:
    """`hits` are the best first; the `candidates`, those among them, say which words are rare."""
    if not hits:
        return "none"
    if len(candidates) < LEAST_TO_LEAD:
        return _among_few(question, hits[:LOOKED_AT_OF_FEW])
    score = fit(question, hits, candidates, ranked)
    return "enough" if score >= ENOUGH else "weak" if score >= WEAK else "none"


def sure(question: str, candidates: Sequence[StoredPassage], ranked: Mapping[str, Ranked]) -> bool:
    """Whether the best of the candidates is so surely about the question that nothing else need be looked for."""
    return len(candidates) >= LEAST_TO_LEAD and fit(question, candidates, candidates, ranked) >= SURE


def _among_few(question: str, best: Sequence[StoredPassage]) -> Evidence:
    """A handful of passages does not tell which words are rare nor what stands out: each word counts alike."""
    wanted = set(words(content_words(question)))
    held = max(len(wanted & _searched(each)) for each in best)
    return "none" if not held else "enough" if held >= ENOUGH_OF_FEW * len(wanted) else "weak"


def fit(
    question: str, hits: Sequence[StoredPassage], candidates: Sequence[StoredPassage], ranked: Mapping[str, Ranked]
) -> float:
    """The higher, the likelier that the hits are about the question; 0 is even odds on what was fitted on."""
    weights = _weights(set(words(content_words(question))), candidates)
    whole = sum(weights.values()) or 1.0
    covered = sum(weights[word] for word in _searched(hits[0]) & weights.keys()) / whole
    by_text = [each.text_score for each in ranked.values() if each.text_score is not None]
    match = max(by_text) / whole if by_text else MATCH_FOR_COVERED * covered
    by_vector = [each.vector_score for each in ranked.values() if each.vector_score is not None]
    return COVERED * covered + MATCH * match + LEAD * _lead(by_vector) + BIAS


def _searched(passage: StoredPassage) -> set[str]:
    """The words by which full text finds a passage."""
    return {*words(passage.lead), *words(passage.text)}


def _weights(wanted: set[str], candidates: Sequence[StoredPassage]) -> dict[str, float]:
    counts = Counter(word for each in candidates for word in _searched(each) & wanted)
    return {word: math.log(1 + len(candidates) / (0.5 + counts[word])) for word in wanted}


def _lead(scores: Sequence[float]) -> float:
    """By how many standard deviations the best score is above the mean of the others."""
    best, *others = sorted(scores, reverse=True) or [0.0]
    spread = pstdev(others) if len(others) >= LEAST_TO_LEAD else 0.0
    return min((best - fmean(others)) / spread, LARGEST_LEAD) if spread > 0 else USUAL_LEAD
