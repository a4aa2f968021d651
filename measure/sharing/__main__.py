"""`python -m measure.sharing xquad-en xquad-vi`: one owner's search beside the same documents dealt out to several.

Hits are shares of questions with a right passage among the first 1, 5 and 8. Times are of the same questions, asked
of the same documents, over 1 to 30 owners, as multiples of one owner's.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from statistics import median

from chalicelib.models import Passage
from chalicelib.rag.search.ranking import Query
from measure.answers import metrics
from measure.answers.questions import Question, QuestionSet, load
from measure.chunking.embedding import CachedEmbedder
from measure.data import MissingDataError
from measure.retrieval.grail import OWNER, IndexedDocuments
from measure.sharing.parts import Parts

SHOWN = 8  # Passages, as of an answer.
OWNERS = 5  # To whom a set is dealt out for the hits.
AT = (1, 5, 8)
TIMED = (1, 3, 10, 30)  # Owners.

Search = Callable[[str, int], tuple[Passage, ...]]


def hits(asked: Sequence[Question], search: Search) -> list[float]:
    found = [metrics.retrieved(one, [asdict(passage) for passage in search(one.question, SHOWN)]) for one in asked]
    return [metrics.hit(found, k) for k in AT]


def compare(name: str, questions: QuestionSet, embedder: CachedEmbedder, asked: Sequence[Question]) -> None:
    one = IndexedDocuments(questions.documents, embedder)
    several = Parts(questions.documents, OWNERS, embedder)
    for owners, search in (("1", lambda text, k: one.search(text, k)), (str(OWNERS), several.search)):
        cells = " | ".join(f"{share:.1%}" for share in hits(asked, search))
        print(f"| {name} | {owners} | {cells} |", flush=True)


def times(questions: QuestionSet, embedder: CachedEmbedder, asked: Sequence[Question]) -> None:
    """Each question is asked of all in turn, so that whatever else the machine does falls on all alike."""
    one = IndexedDocuments(questions.documents, embedder)
    parts = {owners: Parts(questions.documents, owners, embedder) for owners in TIMED}
    searches: dict[str, Callable[[str], object]] = {
        "plain": lambda text: one.retriever.search(OWNER, Query(text, SHOWN)),
        **{str(owners): partial(part.search, k=SHOWN) for owners, part in parts.items()},
    }
    seconds: dict[str, list[float]] = {name: [] for name in searches}
    for question in asked:
        for name, search in searches.items():
            begun = time.perf_counter()
            search(question.question)
            seconds[name].append(time.perf_counter() - begun)
    for name, taken in seconds.items():
        ratio = median(taken) / median(seconds["plain"])
        print(f"| {name} | {ratio:.2f} |", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--every", type=int, default=1, help="ask only each such question")
    parser.add_argument("--timed", type=int, default=60, help="questions that are timed, of the first set")
    args = parser.parse_args()
    embedder = CachedEmbedder()
    try:
        sets = {name: load(name) for name in args.sets}
    except MissingDataError as error:
        print(error, file=sys.stderr)
        return 1
    asked = {name: [one for one in questions.questions if one.evidence] for name, questions in sets.items()}
    print("| set | owners | " + " | ".join(f"hit at {k}" for k in AT) + " |\n|---|---|" + "---|" * len(AT))
    for name, questions in sets.items():
        compare(name, questions, embedder, asked[name][:: args.every])
    if not args.timed:
        return 0
    print("\n| owners | time, as a multiple of a search of one's own |\n|---|---|")
    first = args.sets[0]
    times(sets[first], embedder, asked[first][:: max(1, len(asked[first]) // args.timed)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
