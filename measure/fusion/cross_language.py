"""Questions in another language than the documents': `python -m measure.fusion.cross_language`.

It asks the questions of `faithful/cross-language.jsonl` in each of four languages on the documents in each of them, and
those of XQuAD in English and Vietnamese on each other's paragraphs (`--xquad 100`: so many). It prints hit@1 and hit@5
of vectors alone, of words alone and of both, fused as the product fuses them: both must never be below vectors.
The documents alone stand in the index ("alone"), or with those on other subjects in the question's language ("mixed").
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from chalicelib.models import StoredPassage
from chalicelib.rag.search.fusion import fuse_searches
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.retrieve import CANDIDATES, search_both
from measure.answers.questions import SETS, load
from measure.chunking.embedding import CachedEmbedder
from measure.data import MissingDataError
from measure.retrieval.grail import OWNER, IndexedDocuments

LANGUAGES = ("en", "vi", "de", "ja")
HEAD = "| question and documents | questions | vectors | words | both |\n|---|---|---|---|---|"

type Shares = dict[str, list[float]]
"""By group: hit@1 and hit@5 of vectors, the same of words, the same of both."""


@dataclass(frozen=True)
class Asked:
    """A question, the ids of the documents that are searched, the right one's, and the characters of its answer."""

    group: str
    question: str
    scope: Sequence[str]
    document: str
    start: int = 0
    end: int = 10**9


def own_questions(embedder: CachedEmbedder) -> tuple[IndexedDocuments, list[Asked]]:
    contents: dict[str, bytes] = {}
    texts: dict[tuple[str, str], str] = {}
    right: dict[tuple[str, str], str] = {}
    for line in (SETS / "faithful" / "cross-language.jsonl").read_text().splitlines():
        case = json.loads(line)
        fact, asked, written = case["id"].split("-")
        texts[fact, asked], right[fact, written] = case["turns"][0], f"{written} {case['evidence']}"
        contents |= {f"{written} {name}": text.encode() for name, text in case["documents"].items()}
    documents = IndexedDocuments(contents, embedder)
    ids = {document.filename: id_ for id_, document in documents.registry.documents.items()}
    asked_all = []
    for fact, (asked, written) in product(sorted({fact for fact, _ in texts}), product(LANGUAGES, repeat=2)):
        alone = [id_ for name, id_ in ids.items() if name.startswith(f"{written} ")]
        others = [id_ for name, id_ in ids.items() if name.startswith(f"{asked} ") and name != right[fact, asked]]
        for index, scope in (("alone", alone), ("mixed", [*alone, *others])):
            group = f"{asked} asks {written}, {index}"
            if asked != written or index == "alone":
                asked_all.append(Asked(group, texts[fact, asked], scope, ids[right[fact, written]]))
    return documents, asked_all


def xquad_questions(embedder: CachedEmbedder, most: int) -> Iterator[tuple[IndexedDocuments, list[Asked]]]:
    sets = {language: load(f"xquad-{language}") for language in ("en", "vi")}
    for written, questions in sets.items():
        documents = IndexedDocuments(questions.documents, embedder)
        ids = {document.filename: id_ for id_, document in documents.registry.documents.items()}
        asked_all = []
        for asked, others in sets.items():
            pairs = list(zip(others.questions, questions.questions, strict=True))[1::2]
            for question, same in pairs[:: max(len(pairs) // most, 1)][:most]:
                at = same.evidence[0]
                group = f"XQuAD, {asked} asks {written}"
                start, end = at.start or 0, at.end or 0
                asked_all.append(Asked(group, question.question, list(ids.values()), ids[at.document], start, end))
        yield documents, asked_all


def report(documents: IndexedDocuments, asked_all: Sequence[Asked], embedder: CachedEmbedder) -> Shares:
    """Hit@1 and hit@5 of vectors, of words and of both, by group; printed too."""
    ranks: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    with documents.store.snapshot(OWNER) as view:
        for asked in asked_all:
            vector = embedder.embed_query(asked.question)
            by_vector, by_text = search_both(view, Query(asked.question), vector, scope=asked.scope)
            both, _ = fuse_searches(asked.question, by_vector, by_text)
            ranks[asked.group].append((_rank(asked, by_vector), _rank(asked, by_text), _rank(asked, both)))
    shares: Shares = {}
    for group, rows in sorted(ranks.items()):
        shares[group] = [sum(row[n] <= k for row in rows) / len(rows) for n in range(3) for k in (1, 5)]
        cells = [f"{share:.3f}" for share in shares[group]]
        print(
            f"| {group} | {len(rows)} | {' / '.join(cells[:2])} | {' / '.join(cells[2:4])} | {' / '.join(cells[4:])} |"
        )
    return shares


def below_vectors(shares: Shares) -> list[str]:
    """The groups of two languages in which both searches together find less than vectors alone."""
    return [
        group
        for group, (first, fifth, _, _, both_first, both_fifth) in shares.items()
        if _is_cross_language(group) and (both_first < first or both_fifth < fifth)
    ]


def _is_cross_language(group: str) -> bool:
    asked, _, written = group.partition(",")[0].partition(" asks ")
    return asked != written


def _rank(asked: Asked, hits: Sequence[StoredPassage]) -> int:
    for rank, hit in enumerate(hits, start=1):
        if hit.document_id == asked.document and hit.start < asked.end and hit.end > asked.start:
            return rank
    return len(hits) + CANDIDATES


def main() -> None:
    parser = argparse.ArgumentParser(prog="measure.fusion.cross_language", description=__doc__)
    parser.add_argument("--xquad", type=int, default=0, help="odd questions of XQuAD for each pair; 0: none")
    most = parser.parse_args().xquad
    embedder = CachedEmbedder()
    print(HEAD)
    report(*own_questions(embedder), embedder)
    try:
        for documents, asked_all in xquad_questions(embedder, most) if most else ():
            report(documents, asked_all, embedder)
    except MissingDataError as error:
        print(error)


if __name__ == "__main__":
    main()
