"""Finding passages by vectors alone, and counting the evidence characters that they cover."""

from dataclasses import dataclass
from itertools import chain

import numpy as np

from measure.chunking.data import Question, corpora
from measure.chunking.embedding import CachedEmbedder, Vectors
from measure.chunking.splitters import Piece, Splitter, extracted

FOUND = 50


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1, averaged over questions; `tokens` is the mean size of the passages counted."""

    recall: float
    precision: float
    tokens: float


Found = list[list[int]]
"""Numbers of passages; those that stand together are one find."""


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


def search(passages: Passages, questions: list[Question], embedder: CachedEmbedder, width: int = 0) -> list[Found]:
    """What is found for each question, nearest first: passages, each with `width` neighbours on either side."""
    scores = embedder.queries([question.text for question in questions]) @ passages.vectors.T
    return [_widened(passages, [int(number) for number in np.argsort(-row)[:FOUND]], width) for row in scores]


def _widened(passages: Passages, ranked: list[int], width: int) -> Found:
    """Each passage with its neighbours in the document; one that an earlier find holds already is passed over."""
    seen: set[int] = set()
    found = []
    for number in ranked:
        if number not in seen:
            around = range(max(number - width, 0), min(number + width + 1, len(passages.pieces)))
            new = [one for one in around if passages.corpora[one] == passages.corpora[number] and one not in seen]
            seen.update(new)
            found.append(new)
    return found


def score_first(passages: Passages, questions: list[Question], found: list[Found], count: int = 5) -> Score:
    """What the first `count` finds cover."""
    return _mean(passages, questions, [list(chain(*one[:count])) for one in found])


def score_within(passages: Passages, questions: list[Question], found: list[Found], budget: int) -> Score:
    """What the first finds cover that are together nearest to `budget` tokens."""
    return _mean(passages, questions, [_nearest(passages, one, budget) for one in found])


def _nearest(passages: Passages, found: Found, budget: int) -> list[int]:
    sizes = np.cumsum([sum(passages.tokens[number] for number in one) for one in found])
    return list(chain(*found[: int(np.argmin(np.abs(sizes - budget))) + 1]))


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
