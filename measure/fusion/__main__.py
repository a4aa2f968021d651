"""Fits the weight of fusion: `python -m measure.fusion xquad-en xquad-vi`.

It cuts, embeds and stores the documents of each set as the product does, in a temporary folder. It searches for every
question once by vector and once by words; then each weight, and reciprocal rank fusion, ranks the same candidates.
Choose a weight on the questions with an even number; report those with an odd one.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.models import StoredPassage
from chalicelib.rag.search.fusion import fuse
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.retrieve import search_both
from chalicelib.rag.search.search import as_passage
from measure.answers import metrics
from measure.answers.questions import Question, QuestionSet, load
from measure.chunking.embedding import CachedEmbedder
from measure.data import MissingDataError
from measure.retrieval.articles import as_json
from measure.retrieval.grail import OWNER, IndexedDocuments, Registry

WEIGHTS = (0.0, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 1.0)
RANK_CONSTANT = 60  # The usual constant of reciprocal rank fusion (Cormack, Clarke, Büttcher 2009).

Fusion = Callable[[Sequence[StoredPassage], Sequence[StoredPassage]], list[StoredPassage]]


@dataclass(frozen=True)
class Candidates:
    """A question, whether its number in the set is even, and what each search returned for it."""

    question: Question
    even: bool
    by_vector: list[StoredPassage]
    by_text: list[StoredPassage]


def search_all(questions: QuestionSet) -> tuple[list[Candidates], Registry]:
    """Candidates for every answerable question."""
    embedder = CachedEmbedder()
    documents = IndexedDocuments(questions.documents, embedder)
    with documents.store.snapshot(OWNER) as view:
        candidates = [
            Candidates(
                question,
                number % 2 == 0,
                *search_both(view, Query(question.question), embedder.embed_query(question.question)),
            )
            for number, question in enumerate(questions.questions)
            if question.evidence
        ]
    return candidates, documents.registry


def reciprocal_rank(by_vector: Sequence[StoredPassage], by_text: Sequence[StoredPassage]) -> list[StoredPassage]:
    scores: dict[str, float] = {}
    for hits in (by_vector, by_text):
        for rank, hit in enumerate(hits, start=1):
            scores[hit.id] = scores.get(hit.id, 0.0) + 1 / (RANK_CONSTANT + rank)
    return sorted({hit.id: hit for hit in (*by_text, *by_vector)}.values(), key=lambda hit: -scores[hit.id])


def weighted(weight: float) -> Fusion:
    return lambda by_vector, by_text: fuse(by_vector, by_text, weight)[0]


def hit_rates(searches: Sequence[Candidates], registry: Registry, fusion: Fusion) -> str:
    """hit@1 and hit@5."""
    results = []
    for search in searches:
        first = fusion(search.by_vector, search.by_text)[:5]
        passages = [as_json(as_passage(hit, registry.documents[hit.document_id])) for hit in first]
        results.append(metrics.retrieved(search.question, passages))
    return "  ".join(f"{metrics.hit(results, k):.4f}" for k in (1, 5))


def main() -> int:
    parser = argparse.ArgumentParser(prog="measure.fusion", description=__doc__)
    parser.add_argument("sets", nargs="+")
    for name in parser.parse_args().sets:
        try:
            questions = load(name)
        except MissingDataError as error:
            print(error)
            return 2
        searches, registry = search_all(questions)
        print(f"{name}: {len(searches)} questions; hit@1 and hit@5 of the even ones, then of the odd ones")
        fusions = {f"weight {weight}": weighted(weight) for weight in WEIGHTS} | {"by rank": reciprocal_rank}
        for label, fusion in fusions.items():
            even, odd = (hit_rates([s for s in searches if s.even == half], registry, fusion) for half in (True, False))
            print(f"  {label:12} {even}    {odd}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
