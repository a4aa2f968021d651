"""`python -m measure.retrieval.articles xquad-en xquad-vi filings`: right passages found, and evidence weighed, in this
process.

A question is asked of all documents of its set, in each mode, and of all but its own: those do not answer it, and
`evidence` should not be `enough`. What passages taken at random would hit stands beside it. Questions with an odd place
are reported, `--even` reports those that were fitted on. `--without-accents` takes them from the questions.
"""

import argparse
import random
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any, get_args

from msgspec.structs import replace

from chalicelib.models import Passage, SearchMode
from chalicelib.rag.search.search import Query
from measure.answers import metrics
from measure.answers.questions import MissingDataError, Question, load
from measure.chunking.embedding import CachedEmbedder
from measure.retrieval.grail import OWNER, Searched

K = 5
TRIES = 20


def as_json(passage: Passage) -> dict[str, Any]:
    named = {"filename": passage.filename, "page": passage.page, "text": passage.text}
    return named | {"start": passage.start, "end": passage.end}


def told(found: Sequence[metrics.Retrieved]) -> str:
    shares = f"hit@1 {metrics.hit(found, 1):.4f}  hit@{K} {metrics.hit(found, K):.4f}"
    return f"{shares}  recall@{K} {metrics.recall(found, K):.4f}"


def hits(searched: Searched, asked: Sequence[Question], mode: SearchMode) -> str:
    found = [metrics.retrieved(each, [as_json(one) for one in searched.find(each.question, K, mode)]) for each in asked]
    return told(found)


def chance(searched: Searched, asked: Sequence[Question], *, own: bool) -> str:
    """What random passages would hit, of a question's own document or of all, each question tried several times."""
    draw = random.Random(1)
    tries = [each for each in asked for _ in range(TRIES)]
    found = []
    for each in tries:
        drawn = searched.drawn(draw, K, each.evidence[0].document if own else None)
        found.append(metrics.retrieved(each, [as_json(one) for one in drawn]))
    return told(found)


def hits_alone(searched: Searched, asked: Sequence[Question]) -> str:
    found = [metrics.retrieved(each, [as_json(one) for one in searched.hits(each.question, K)]) for each in asked]
    return told(found)


def evidence(searched: Searched, asked: Sequence[Question], *, own: bool) -> str:
    """Shares of the questions whose evidence is enough, weak and none; without their own article if not `own`."""
    counts: Counter[str] = Counter()
    for each in asked:
        scope = None if own else searched.all_but(each.evidence[0].document)
        found = searched.retrieving.search(OWNER, Query(each.question, k=K, document_ids=scope))
        counts[found.evidence] += 1
    return "  ".join(f"{name} {counts[name] / len(asked):.1%}" for name in ("enough", "weak", "none"))


def without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def main() -> int:
    parser = argparse.ArgumentParser(prog="measure.retrieval.articles", description=__doc__)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--sample", type=int, default=0, help="so many of the odd questions, spread evenly; 0: all")
    parser.add_argument("--even", action="store_true", help="the questions that were fitted on")
    parser.add_argument("--without-accents", action="store_true", help="questions as `thanh pho` for `thành phố`")
    options = parser.parse_args()
    embedder = CachedEmbedder()
    for name in options.sets:
        try:
            questions = load(name)
        except MissingDataError as error:
            print(error)
            return 2
        asked = [each for each in questions.questions[0 if options.even else 1 :: 2] if each.evidence]
        asked = asked[:: max(len(asked) // options.sample, 1)][: options.sample] if options.sample else asked
        if options.without_accents:
            asked = [replace(each, question=without_accents(each.question)) for each in asked]
        searched = Searched(questions.documents, embedder)
        print(f"{name}: {len(asked)} questions", flush=True)
        for mode in get_args(SearchMode):
            print(f"  {mode:8} {hits(searched, asked, mode)}", flush=True)
        print(f"  five at random           {chance(searched, asked, own=False)}", flush=True)
        print(f"  five of its document     {chance(searched, asked, own=True)}", flush=True)
        print(f"  hybrid, hits without neighbours  {hits_alone(searched, asked)}", flush=True)
        print(f"  evidence, the documents answer          {evidence(searched, asked, own=True)}", flush=True)
        print(f"  evidence, without the question's article {evidence(searched, asked, own=False)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
