"""Finding passages by vectors alone, and counting the evidence characters that they cover."""

from dataclasses import dataclass

import numpy as np

from bench.chunking.data import Question, corpora
from bench.chunking.embedding import CachedEmbedder, Vectors
from bench.chunking.splitters import Piece, Splitter, extracted

FOUND = 50


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1, averaged over questions; `tokens` is the mean size of the passages counted."""

    recall: float
    precision: float
    tokens: float


@dataclass(frozen=True)
class Passages:
    """All passages of all documents, as one owner's search sees them."""

    corpora: list[str]
    pieces: list[Piece]
    vectors: Vectors
    tokens: list[int]


def index(splitter: Splitter, embedder: CachedEmbedder) -> Passages:
    names, pieces, tokens = [], [], []
    for name, path in corpora().items():
        for piece in splitter(path):
            names.append(name)
            pieces.append(piece)
            tokens.append(embedder.tokens(extracted(path).text[piece.start : piece.end]))
    return Passages(names, pieces, embedder.passages([piece.embedding_text for piece in pieces]), tokens)


def search(passages: Passages, questions: list[Question], embedder: CachedEmbedder) -> list[list[int]]:
    """The numbers of the nearest passages of each question, nearest first."""
    scores = embedder.queries([question.text for question in questions]) @ passages.vectors.T
    return [[int(number) for number in np.argsort(-row)[:FOUND]] for row in scores]


def score_first(passages: Passages, questions: list[Question], found: list[list[int]], count: int = 5) -> Score:
    """What the first `count` passages cover."""
    return _mean(passages, questions, [ranked[:count] for ranked in found])


def score_within(passages: Passages, questions: list[Question], found: list[list[int]], budget: int) -> Score:
    """What the first passages cover that are together nearest to `budget` tokens."""
    return _mean(passages, questions, [_nearest(passages, ranked, budget) for ranked in found])


def _nearest(passages: Passages, ranked: list[int], budget: int) -> list[int]:
    sizes = np.cumsum([passages.tokens[number] for number in ranked])
    return ranked[: int(np.argmin(np.abs(sizes - budget))) + 1]


def _mean(passages: Passages, questions: list[Question], taken: list[list[int]]) -> Score:
    rows = [_one(passages, question, numbers) for question, numbers in zip(questions, taken, strict=True)]
    recall, precision, tokens = np.mean(rows, axis=0)
    return Score(float(recall), float(precision), float(tokens))


def _one(passages: Passages, question: Question, numbers: list[int]) -> tuple[float, float, float]:
    evidence = {at for start, end in question.evidence for at in range(start, end)}
    shown = 0
    covered: set[int] = set()
    for number in numbers:
        piece = passages.pieces[number]
        shown += piece.end - piece.start
        if passages.corpora[number] == question.corpus:
            covered |= evidence.intersection(range(piece.start, piece.end))
    tokens = sum(passages.tokens[number] for number in numbers)
    return len(covered) / len(evidence), len(covered) / max(shown, 1), tokens
