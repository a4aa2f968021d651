"""Searching pieces by vectors alone, and counting the evidence characters that they cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from measure.chunking.data import Question, corpora
from measure.chunking.embedding import CachedEmbedder, Vectors
from measure.chunking.splitters import Piece, Splitter, extracted

NEAREST = 50  # Pieces that a search returns.


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1, averaged over questions; `tokens` is the mean size of the pieces counted."""

    recall: float
    precision: float
    tokens: float


Hits = list[list[int]]
"""Numbers of pieces, nearest first; each hit is a piece with its neighbours."""


@dataclass(frozen=True)
class Index:
    """All pieces of all documents, as one owner's search sees them."""

    corpora: list[str]
    pieces: list[Piece]
    vectors: Vectors
    tokens: list[int]
    embedder: CachedEmbedder

    def nearest(self, question: str, k: int) -> list[int]:
        """Numbers of the `k` pieces nearest by cosine, nearest first."""
        scores = self.vectors @ self.embedder.queries([question])[0]
        return [int(number) for number in np.argsort(-scores)[:k]]


def index(splitter: Splitter, embedder: CachedEmbedder) -> Index:
    names, pieces, tokens = [], [], []
    for name, path in corpora().items():
        for piece in splitter(path):
            names.append(name)
            pieces.append(piece)
            tokens.append(embedder.tokens(extracted(path).text[piece.start : piece.end]))
    vectors = embedder.passages([piece.embedding_text for piece in pieces])
    return Index(names, pieces, vectors, tokens, embedder)


def search(index: Index, questions: list[Question], width: int = 0) -> list[Hits]:
    """The hits of each question: pieces, each with `width` neighbours on either side."""
    return [_expanded(index, index.nearest(question.text, NEAREST), width) for question in questions]


def _expanded(index: Index, ranked: list[int], width: int) -> Hits:
    """Each piece with its neighbours in the document, without those that an earlier hit has already."""
    seen: set[int] = set()
    hits = []
    for number in ranked:
        if number not in seen:
            around = range(max(number - width, 0), min(number + width + 1, len(index.pieces)))
            new = [other for other in around if index.corpora[other] == index.corpora[number] and other not in seen]
            seen.update(new)
            hits.append(new)
    return hits


def score_first(index: Index, questions: list[Question], results: list[Hits], count: int = 5) -> Score:
    """What the first `count` hits cover."""
    return _mean(index, questions, [list(chain(*hits[:count])) for hits in results])


def score_within(index: Index, questions: list[Question], results: list[Hits], budget: int) -> Score:
    """What the first hits cover whose tokens together are nearest to `budget`."""
    return _mean(index, questions, [_within(index, hits, budget) for hits in results])


def _within(index: Index, hits: Hits, budget: int) -> list[int]:
    sizes = np.cumsum([sum(index.tokens[number] for number in hit) for hit in hits])
    return list(chain(*hits[: int(np.argmin(np.abs(sizes - budget))) + 1]))


def _mean(index: Index, questions: list[Question], selected: Sequence[list[int]]) -> Score:
    rows = [_score(index, question, numbers) for question, numbers in zip(questions, selected, strict=True)]
    recall, precision, tokens = np.mean(rows, axis=0)
    return Score(float(recall), float(precision), float(tokens))


def _score(index: Index, question: Question, numbers: list[int]) -> tuple[float, float, float]:
    evidence = {character for start, end in question.evidence for character in range(start, end)}
    shown = 0
    covered: set[int] = set()
    for number in numbers:
        piece = index.pieces[number]
        shown += piece.end - piece.start
        if index.corpora[number] == question.corpus:
            covered |= evidence.intersection(range(piece.start, piece.end))
    tokens = sum(index.tokens[number] for number in numbers)
    return len(covered) / len(evidence), len(covered) / max(shown, 1), tokens
