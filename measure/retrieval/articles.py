"""Counts right passages and evidence: `python -m measure.retrieval.articles xquad-en xquad-vi filings`.

It searches in its own process. It asks each question of all documents of its set, in each mode, and of all documents
but the question's own: those do not answer it, so `evidence` should not be `enough`. Random passages stand beside it.
It reports questions with an odd number; `--even` reports those that were fitted on. `--without-diacritics` takes the
diacritics from the questions.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, get_args

from msgspec.structs import replace

from chalicelib.models import Passage, SearchMode
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.text.words import without_diacritics
from measure.answers import metrics
from measure.answers.questions import Question, load
from measure.chunking.embedding import CachedEmbedder
from measure.data import MissingDataError
from measure.retrieval.grail import OWNER, IndexedDocuments

K = 5
DRAWS = 20  # Random draws for each question.


def as_json(passage: Passage) -> dict[str, Any]:
    return {name: getattr(passage, name) for name in ("filename", "page", "text", "start", "end")}


def hit_rates(asked: Sequence[Question], search: Callable[[Question], Iterable[Passage]]) -> str:
    results = [metrics.retrieved(question, [as_json(passage) for passage in search(question)]) for question in asked]
    shares = f"hit@1 {metrics.hit(results, 1):.4f}  hit@{K} {metrics.hit(results, K):.4f}"
    return f"{shares}  recall@{K} {metrics.recall(results, K):.4f}"


def chance(documents: IndexedDocuments, asked: Sequence[Question], *, own: bool) -> str:
    """What random passages would hit, of a question's own document or of all, each question tried several times."""
    generator = random.Random(1)
    draws = [question for question in asked for _ in range(DRAWS)]
    return hit_rates(
        draws, lambda question: documents.draw(generator, K, question.evidence[0].document if own else None)
    )


def evidence(documents: IndexedDocuments, asked: Sequence[Question], *, own: bool) -> str:
    """Shares of the questions whose evidence is enough, weak and none; without their own article if not `own`."""
    counts: Counter[str] = Counter()
    for question in asked:
        scope = None if own else documents.all_but(question.evidence[0].document)
        counts[documents.retriever.search(OWNER, Query(question.question, k=K, document_ids=scope)).evidence] += 1
    return "  ".join(f"{name} {counts[name] / len(asked):.1%}" for name in ("enough", "weak", "none"))


def report(documents: IndexedDocuments, asked: Sequence[Question]) -> None:
    def search(mode: SearchMode, question: Question) -> Iterable[Passage]:
        return documents.search(question.question, K, mode)

    for mode in get_args(SearchMode):
        print(f"  {mode:8} {hit_rates(asked, partial(search, mode))}", flush=True)
    print(f"  five at random           {chance(documents, asked, own=False)}", flush=True)
    print(f"  five of its document     {chance(documents, asked, own=True)}", flush=True)
    alone = hit_rates(asked, lambda question: documents.search_without_neighbours(question.question, K))
    print(f"  hybrid, hits without neighbours  {alone}", flush=True)
    print(f"  evidence, the documents answer          {evidence(documents, asked, own=True)}", flush=True)
    print(f"  evidence, without the question's article {evidence(documents, asked, own=False)}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="measure.retrieval.articles", description=__doc__)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--sample", type=int, default=0, help="number of odd questions, spread evenly; 0: all")
    parser.add_argument("--even", action="store_true", help="the questions that were fitted on")
    parser.add_argument("--without-diacritics", action="store_true", help="questions as `thanh pho` for `thành phố`")
    options = parser.parse_args()
    embedder = CachedEmbedder()
    for name in options.sets:
        try:
            questions = load(name)
        except MissingDataError as error:
            print(error)
            return 2
        asked = [question for question in questions.questions[0 if options.even else 1 :: 2] if question.evidence]
        asked = asked[:: max(len(asked) // options.sample, 1)][: options.sample] if options.sample else asked
        if options.without_diacritics:
            asked = [replace(question, question=without_diacritics(question.question)) for question in asked]
        print(f"{name}: {len(asked)} questions", flush=True)
        report(IndexedDocuments(questions.documents, embedder), asked)
    return 0


if __name__ == "__main__":
    sys.exit(main())
