"""Shares of questions flagged `weak` or `none`: `python -m measure.evidence --sample 100`.

It asks the questions of XQuAD in English and Vietnamese on the paragraphs in each of the two: on all articles, on all
but the question's own, on one to five articles with its own among them, and on as many without it. Of those with the
answer at most 5 % should be flagged, of the others at least 80 %. It reports odd questions; `--even` reports those
that were fitted on.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from random import Random

from chalicelib.models import Evidence
from chalicelib.rag.search.ranking import Query
from measure.answers.questions import QuestionSet, load
from measure.chunking.embedding import CachedEmbedder
from measure.data import MissingDataError
from measure.retrieval.grail import OWNER, IndexedDocuments

SMALL = (1, 2, 3, 5)  # Articles of a small library.


def scopes(ids: Sequence[str], own: str, generator: Random) -> Iterator[tuple[str, bool, list[str]]]:
    """The documents that are searched: a name, whether the question's own is among them, their ids."""
    others = [id_ for id_ in ids if id_ != own]
    small = generator.sample(others, min(generator.choice(SMALL), len(others)))
    yield "all articles", True, list(ids)
    yield "all articles", False, others
    yield "a few articles", True, [own, *small[1:]]
    yield "a few articles", False, small


def grades(
    written: QuestionSet, asked: QuestionSet, documents: IndexedDocuments, numbers: Sequence[int]
) -> dict[tuple[str, bool], Counter[Evidence]]:
    ids = {document.filename: id_ for id_, document in documents.registry.documents.items()}
    generator = Random(1)
    counts: defaultdict[tuple[str, bool], Counter[Evidence]] = defaultdict(Counter)
    for number in numbers:
        own = ids[written.questions[number].evidence[0].document]
        for name, has_answer, scope in scopes(list(ids.values()), own, generator):
            query = Query(asked.questions[number].question, document_ids=tuple(scope))
            counts[name, has_answer][documents.retriever.search(OWNER, query).evidence] += 1
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(prog="measure.evidence", description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="number of questions, spread evenly; 0: all")
    parser.add_argument("--even", action="store_true", help="the questions that were fitted on")
    options = parser.parse_args()
    try:
        sets = {language: load(f"xquad-{language}") for language in ("en", "vi")}
    except MissingDataError as error:
        print(error)
        return 2
    embedder = CachedEmbedder()
    print("| questions on documents | searched | with the answer, flagged | without, flagged |\n|---|---|---|---|")
    for written_in, written in sets.items():
        documents = IndexedDocuments(written.documents, embedder)
        numbers = range(0 if options.even else 1, len(written.questions), 2)
        if options.sample:
            numbers = numbers[:: max(len(numbers) // options.sample, 1)][: options.sample]
        for asked_in, asked in sets.items():
            counts = grades(written, asked, documents, numbers)
            for name in dict.fromkeys(name for name, _ in counts):
                flagged = [f"{1 - counts[name, has]['enough'] / len(numbers):.1%}" for has in (True, False)]
                print(f"| {asked_in} on {written_in} | {name} | {' | '.join(flagged)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
