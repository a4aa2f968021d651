"""`python -m bench.retrieval.articles xquad-en xquad-vi`: right passages found, and evidence weighed, in this process.

Each article is a document. A question is asked of all of them, in each mode, and of all but its own: those do not
answer it, and `evidence` should not be `enough`. Questions with an odd place are reported.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any, get_args

from bench.chunking.embedding import CachedEmbedder
from bench.retrieval.grail import OWNER, Searched
from chalicelib.models import Passage, SearchMode
from chalicelib.rag.retrieving import Query
from evals import metrics
from evals.questions import MissingDataError, Question, load

K = 5


def as_json(passage: Passage) -> dict[str, Any]:
    named = {"filename": passage.filename, "page": passage.page, "text": passage.text}
    return named | {"start": passage.start, "end": passage.end}


def hits(searched: Searched, asked: Sequence[Question], mode: SearchMode) -> str:
    found = [metrics.retrieved(each, [as_json(one) for one in searched.find(each.question, K, mode)]) for each in asked]
    return f"hit@1 {metrics.hit(found, 1):.4f}  hit@5 {metrics.hit(found, K):.4f}"


def hits_alone(searched: Searched, asked: Sequence[Question]) -> str:
    rows = [[(name, start, end) for name, start, end in searched.hits(each.question, K)] for each in asked]
    found = [
        metrics.retrieved(each, [{"filename": n, "start": a, "end": b, "page": None, "text": ""} for n, a, b in row])
        for each, row in zip(asked, rows, strict=True)
    ]
    return f"hit@1 {metrics.hit(found, 1):.4f}  hit@5 {metrics.hit(found, K):.4f}"


def evidence(searched: Searched, asked: Sequence[Question], *, own: bool) -> str:
    """Shares of the questions whose evidence is enough, weak and none; without their own article if not `own`."""
    counts: Counter[str] = Counter()
    for each in asked:
        scope = None if own else searched.all_but(each.evidence[0].document)
        found = searched.retrieving.search(OWNER, Query(each.question, k=K, document_ids=scope))
        counts[found.evidence] += 1
    return "  ".join(f"{name} {counts[name] / len(asked):.1%}" for name in ("enough", "weak", "none"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.retrieval.articles", description=__doc__)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--sample", type=int, default=0, help="so many of the odd questions, spread evenly; 0: all")
    options = parser.parse_args()
    embedder = CachedEmbedder()
    for name in options.sets:
        try:
            questions = load(name)
        except MissingDataError as error:
            print(error)
            return 2
        asked = [each for each in questions.questions[1::2] if each.evidence]
        asked = asked[:: max(len(asked) // options.sample, 1)][: options.sample] if options.sample else asked
        searched = Searched(questions.documents, embedder)
        print(f"{name}: {len(asked)} questions", flush=True)
        for mode in get_args(SearchMode):
            print(f"  {mode:8} {hits(searched, asked, mode)}", flush=True)
        print(f"  hybrid, hits without neighbours  {hits_alone(searched, asked)}", flush=True)
        print(f"  evidence, the documents answer          {evidence(searched, asked, own=True)}", flush=True)
        print(f"  evidence, without the question's article {evidence(searched, asked, own=False)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
