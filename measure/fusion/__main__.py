"""Fits the weight of fusion: `python -m measure.fusion xquad-en xquad-vi`.

Each set's documents are cut, embedded and stored as the product does it, in a temporary folder. Every question is
searched by vector and by words once; then each weight, and reciprocal rank fusion beside it, ranks the same candidates.
Weights are chosen on the questions with an even place; those with an odd one are what is reported.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.adapters.lance.store import LancePassages
from chalicelib.models import ExtractedSlice, PassageBatch, StoredPassage
from chalicelib.rag.documents.chunking import about, chunk, title_of
from chalicelib.rag.search.fusion import fuse
from chalicelib.rag.text.languages import content_words
from measure.answers.questions import Question, QuestionSet, load
from measure.chunking.embedding import CachedEmbedder

CANDIDATES = 40
DIMENSIONS = 384
WEIGHTS = (0.0, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 1.0)

Ranking = Callable[[Sequence[StoredPassage], Sequence[StoredPassage]], list[StoredPassage]]


@dataclass(frozen=True)
class Searched:
    """A question, and what each search found for it."""

    question: Question
    by_vector: list[StoredPassage]
    by_text: list[StoredPassage]


def search_all(questions: QuestionSet) -> tuple[list[Searched], dict[str, str]]:
    """Candidates for every answerable question, and each document id's file name."""
    embedder = CachedEmbedder()
    store = LancePassages(tempfile.mkdtemp(prefix="grail-fusion-"), "bench", DIMENSIONS)
    names = {}
    for number, (name, data) in enumerate(questions.documents.items()):
        names[str(number)] = name
        text = data.decode()
        slice_ = ExtractedSlice(text=text, offset=0, pages=(), headings=(), done=1, total=1)
        chunks = chunk(slice_, title=title_of(name), first_ordinal=0)
        vectors = embedder.passages([each.embedding_text for each in chunks])
        batch = PassageBatch(tuple(chunks), vectors.astype("<f4").tobytes())
        store.add("bench", str(number), 1, [batch], about(name, chunks))
    list(store.tidy("bench", timedelta(days=1)))
    asked = [each for each in questions.questions if each.evidence]
    vectors = embedder.queries([each.question for each in asked])
    found = [
        Searched(
            question,
            store.search_vector("bench", [float(each) for each in vector], CANDIDATES, None),
            store.search_text("bench", content_words(question.question), CANDIDATES, None),
        )
        for question, vector in zip(asked, vectors, strict=True)
    ]
    return found, names


def reciprocal_rank(by_vector: Sequence[StoredPassage], by_text: Sequence[StoredPassage]) -> list[StoredPassage]:
    """Reciprocal rank fusion with the usual constant (Cormack, Clarke, Büttcher 2009), for comparison."""
    scores: dict[str, float] = {}
    for found in (by_vector, by_text):
        for place, passage in enumerate(found, start=1):
            scores[passage.id] = scores.get(passage.id, 0.0) + 1 / (60 + place)
    return sorted({each.id: each for each in (*by_text, *by_vector)}.values(), key=lambda each: -scores[each.id])


def weighted(weight: float) -> Ranking:
    return lambda by_vector, by_text: fuse(by_vector, by_text, weight)[0]


def hits(searched: Sequence[Searched], names: dict[str, str], ranking: Ranking) -> str:
    """hit@1 and hit@5."""
    places = [_place(ranking(each.by_vector, each.by_text), each.question, names) for each in searched]
    return "  ".join(f"{sum(place is not None and place <= k for place in places) / len(places):.4f}" for k in (1, 5))


def _place(ranked: Sequence[StoredPassage], question: Question, names: dict[str, str]) -> int | None:
    for place, passage in enumerate(ranked[:5], start=1):
        for evidence in question.evidence:
            start, end = evidence.start or 0, evidence.end or 0
            if names[passage.document_id] == evidence.document and passage.start < end and passage.end > start:
                return place
    return None


def main() -> int:
    parser = argparse.ArgumentParser(prog="measure.fusion", description=__doc__)
    parser.add_argument("sets", nargs="+")
    for name in parser.parse_args().sets:
        searched, names = search_all(load(name))
        print(f"{name}: {len(searched)} questions; hit@1 and hit@5 of the even ones, then of the odd ones")
        rankings = {f"weight {weight}": weighted(weight) for weight in WEIGHTS} | {"by rank": reciprocal_rank}
        for label, ranking in rankings.items():
            print(f"  {label:12} {hits(searched[::2], names, ranking)}    {hits(searched[1::2], names, ranking)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
