"""How well the hits fit the question: enough to answer from, weak, or none.

A search always returns something. Three figures together tell whether it is about the question: how much of the
question's words, rare ones weighing more, the best hit has; how well the best hit matches by words; and how far the
nearest hit by vector stands out from the others. None of them depends on the scale of an embedding model.
Weights and thresholds are fitted: docs/decisions/0007-retrieval.md.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean, pstdev

from chalicelib.models import Evidence, StoredPassage
from chalicelib.rag.search.coverage import coverage, question_stems, rarity
from chalicelib.rag.search.ranking import Explanation
from chalicelib.rag.text.languages import content_words, language_of
from chalicelib.rag.text.words import words

# Weights of the three figures in the confidence score, and the constant that is added.
COVERED, MATCH, LEAD, BIAS = 6.8, 5.8, 0.67, -11.8
ENOUGH, WEAK = -1.2, -1.6  # Least confidence score, and by how much less is weak; with less there is no evidence.
CANDIDATES = 45  # With fewer, the least score is lower:
FOR_EACH_MISSING = 0.14  # by so much for each that is missing.
ENOUGH_OF_FEW = -5.3  # The lowest least score, of 15 candidates and fewer.
# Least confidence score of a clear hit, not fitted; 0.5 to 2 give equal results: docs/decisions/0015-rows-of-tables.md.
CONFIDENT = 1.0
USUAL_LEAD = 4.5  # Standard deviations, between the leads of questions with and without an answer.
LARGEST_LEAD = 8.0  # Standard deviations; a larger lead says no more.
MATCH_FOR_COVERED = 1.5  # Match by words of each covered share, where there was no search by words.
LEAST_TO_LEAD = 10  # Candidates; among fewer nothing stands out.
BEST_HITS = 3  # Hits that tell the language of the documents.
LEAD_ENOUGH = 2.0  # Least lead, in standard deviations, of the nearest hit in another language than the question's.
LANGUAGE_CHARACTERS = 1_000  # Characters of a hit by which its language is told.


def grade_evidence(
    question: str,
    hits: Sequence[StoredPassage],
    candidates: Sequence[StoredPassage],
    explain: Mapping[str, Explanation],
) -> Evidence:
    """`hits` are sorted best first. Word rarity is computed over `candidates`, which include the hits."""
    if not hits or not words(question):
        return "none"
    few = len(candidates) < LEAST_TO_LEAD
    if _in_another_language(question, hits):
        return "enough" if few or _lead_of(explain) >= LEAD_ENOUGH else "weak"
    score = confidence_score(question, hits, candidates, explain) - _least(len(candidates))
    return "enough" if score >= 0 else "weak" if score >= WEAK else "none"


def is_confident(question: str, candidates: Sequence[StoredPassage], explain: Mapping[str, Explanation]) -> bool:
    """Whether the best candidate is so clearly about the question that nothing else need be searched for."""
    few = len(candidates) < LEAST_TO_LEAD
    return not few and confidence_score(question, candidates, candidates, explain) >= CONFIDENT


def confidence_score(
    question: str,
    hits: Sequence[StoredPassage],
    candidates: Sequence[StoredPassage],
    explain: Mapping[str, Explanation],
) -> float:
    """The higher, the likelier that the hits are about the question; 0 is even odds on what was fitted on."""
    whole = sum(rarity(words(content_words(question)), candidates, words).values()) or 1.0
    covered = coverage(rarity(question_stems(question), candidates), hits[0])
    by_text = [step.text_score for step in explain.values() if step.text_score is not None]
    match = max(by_text) / whole if by_text else MATCH_FOR_COVERED * covered
    by_vector = [step.vector_score for step in explain.values() if step.vector_score is not None]
    return COVERED * covered + MATCH * match + LEAD * _lead(by_vector) + BIAS


def _least(candidates: int) -> float:
    """The confidence score that is enough: the fewer the candidates, the lower all scores are."""
    return max(ENOUGH - FOR_EACH_MISSING * max(0, CANDIDATES - candidates), ENOUGH_OF_FEW)


def _in_another_language(question: str, hits: Sequence[StoredPassage]) -> bool:
    """Whether most of the best hits are in another language than the question: then its words tell nothing."""
    asked = language_of(question)
    written = [language_of(hit.text[:LANGUAGE_CHARACTERS]) for hit in hits[:BEST_HITS]]
    others = sum(language not in (asked, None) for language in written)
    return asked is not None and 2 * others > len(written)


def _lead_of(explain: Mapping[str, Explanation]) -> float:
    return _lead([step.vector_score for step in explain.values() if step.vector_score is not None])


def _lead(scores: Sequence[float]) -> float:
    """By how many standard deviations the best score is above the mean of the others."""
    best, *others = sorted(scores, reverse=True) or [0.0]
    spread = pstdev(others) if len(others) >= LEAST_TO_LEAD else 0.0
    return min((best - fmean(others)) / spread, LARGEST_LEAD) if spread > 0 else USUAL_LEAD
