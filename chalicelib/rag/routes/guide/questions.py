"""Three questions that a document answers, in its language.

A question is kept only if a search by words would lead back to where it came from: few other
chunks have as much of its words.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from chalicelib.models import Document, GuideQuestion, StoredPassage
from chalicelib.rag.routes.cues import cues
from chalicelib.rag.routes.guide.candidates import Candidate, of_headings, of_labels, of_sentences, of_tables
from chalicelib.rag.routes.guide.phrasing import MOST_CHARACTERS, phrasing_of, small_words
from chalicelib.rag.routes.guide.sentences import Sentence
from chalicelib.rag.text.languages import language_of
from chalicelib.rag.text.words import words

QUESTIONS = 3
SAMPLE_CHARACTERS = 4_000
MOST_OTHERS = 3  # Chunks beside a question's own that may have as much of its words: a search shows more of them.
_OF_PLAIN_WORDS = frozenset({"many", "between"})


def questions_of(
    document: Document, chunks: Sequence[StoredPassage], sentences: Sequence[Sentence]
) -> tuple[GuideQuestion, ...]:
    """At most `QUESTIONS`, of different kinds and parts of the document as far as it has them."""
    text = "\n".join(chunk.text for chunk in chunks)
    phrasing = phrasing_of(document.language if sentences else _language_of_tables(text, document.language))
    if phrasing is None:
        return ()
    small = small_words(text)
    index = _Words(chunks)
    kinds = (
        of_sentences(sentences, phrasing, small),
        of_headings(sentences, phrasing, small),
        of_tables(document, chunks, phrasing),
    )

    def fits(one: Candidate) -> bool:
        return len(one.text) <= MOST_CHARACTERS and _is_plain(one.text) and index.leads_back(one)

    kept = [[one for one in kind if fits(one)] for kind in kinds]
    in_turn = chain(_in_turn(kept), filter(fits, of_labels(sentences, phrasing, small)))
    return tuple(GuideQuestion(one.text, one.start, one.end) for one in _chosen(in_turn))


def _language_of_tables(text: str, detected: str | None) -> str | None:
    """The language of a text without sentences, which a detector guesses badly; English if all is ASCII."""
    sample = text[:SAMPLE_CHARACTERS]
    return language_of(sample) or ("en" if sample.isascii() else detected)


def _is_plain(question: str) -> bool:
    """Whether one search answers it: it asks for no summary, comparison or list of documents."""
    return not cues(question).keys() - _OF_PLAIN_WORDS


def _in_turn(kinds: Iterable[Sequence[Candidate]]) -> Iterator[Candidate]:
    """The first of each kind, then the second of each, and so on."""
    return (candidate for round_ in zip_longest(*kinds) for candidate in round_ if candidate is not None)


def _chosen(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The first ones of different sections, then others, none about the same as one before."""
    chosen: list[Candidate] = []
    others: list[Candidate] = []
    for candidate in candidates:
        if any(candidate.section == one.section or candidate.start == one.start for one in chosen):
            others.append(candidate)
        elif len(chosen) < QUESTIONS:
            chosen.append(candidate)
    for candidate in others:
        alike = any(candidate.about == one.about or candidate.start == one.start for one in chosen)
        if len(chosen) < QUESTIONS and not alike:
            chosen.append(candidate)
    return chosen


class _Words:
    """Which chunks have which words, those of their headings among them."""

    def __init__(self, chunks: Sequence[StoredPassage]) -> None:
        self._chunks: dict[str, list[int]] = defaultdict(list)
        self._count = len(chunks)
        for chunk in chunks:
            for word in set(words(chunk.text)).union(*(words(heading) for heading in chunk.heading)):
                self._chunks[word].append(chunk.ordinal)

    def leads_back(self, candidate: Candidate) -> bool:
        """Whether few other chunks have as much of a question's words as its own; rare words count more."""
        scores: dict[int, float] = defaultdict(float)
        for word in set(words(candidate.about)):
            holders = self._chunks.get(word, ())
            for ordinal in holders:
                scores[ordinal] += math.log(1 + self._count / len(holders))
        own = scores[candidate.chunk]
        return own > 0 and sum(score >= own for score in scores.values()) <= 1 + MOST_OTHERS
