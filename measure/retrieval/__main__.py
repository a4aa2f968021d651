"""`python -m measure.retrieval`: how much of the marked evidence the first passages show, and in how many tokens.

The product's own search beside the peers' defaults, on the long documents of `GRAIL_DATA`/spans; questions with an odd
number are reported, `--even` reports those that sizes and weights were fitted on.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from chalicelib.models import Passage, SearchMode
from measure.budgets import BUDGETS, within
from measure.chunking.data import Question, corpora, questions
from measure.chunking.embedding import CachedEmbedder
from measure.chunking.score import index
from measure.chunking.splitters import Splitter, extracted, langchain, llama_index
from measure.data import MissingDataError
from measure.retrieval.grail import IndexedDocuments

AT = 5  # Passages shown.
MOST = 25  # Passages searched for when they are cut off at a number of tokens.

Extract = tuple[str, int, int]
"""A document, and the first character and the last one + 1 of a part of it."""

Search = Callable[[str, int], list[Extract]]
"""The first passages for a question, and how many of them."""


@dataclass(frozen=True)
class Score:
    """Shares of the evidence's characters that were shown, and of the shown characters that are evidence."""

    recall: float
    precision: float
    tokens: float


class Counting:
    """Counts tokens by the embedded model's tokenizer, each text once."""

    def __init__(self, embedder: CachedEmbedder) -> None:
        self._embedder = embedder
        self._texts = {name: extracted(path).text for name, path in corpora().items()}
        self._sizes: dict[Extract, int] = {}

    def tokens(self, extract: Extract) -> int:
        if extract not in self._sizes:
            name, start, end = extract
            self._sizes[extract] = self._embedder.tokens(self._texts[name][start:end])
        return self._sizes[extract]

    def score(self, question: Question, extracts: Sequence[Extract]) -> Score:
        evidence = {index for start, end in question.evidence for index in range(start, end)}
        shown = {(name, index) for name, start, end in extracts for index in range(start, end)}
        covered = sum((question.corpus, index) in shown for index in evidence)
        size = sum(end - start for _, start, end in extracts)
        return Score(covered / len(evidence), covered / max(size, 1), sum(map(self.tokens, extracts)))

    def within(self, extracts: Sequence[Extract], budget: int) -> Sequence[Extract]:
        """The extracts in their order, cut off strictly after `budget` tokens."""
        texts = [self._texts[name][start:end] for name, start, end in extracts]
        kept = within(texts, budget, self._embedder.tokens)
        return [(name, start, start + len(text)) for (name, start, _), text in zip(extracts, kept, strict=False)]


def report(systems: dict[str, Search], asked: Sequence[Question], counting: Counting) -> None:
    budgets = "".join(f" recall in {budget:,} tokens |" for budget in BUDGETS)
    print(f"| system | recall at {AT} | precision at {AT} | tokens at {AT} |{budgets}")
    print("|---" * (4 + len(BUDGETS)) + "|")
    for name, search in systems.items():
        first = [counting.score(question, search(question.text, AT)) for question in asked]
        many = [search(question.text, MOST) for question in asked]
        cells = [f"{mean(first, 'recall'):.1%}", f"{mean(first, 'precision'):.1%}", f"{mean(first, 'tokens'):,.0f}"]
        for budget in BUDGETS:
            pairs = zip(asked, many, strict=True)
            within = [counting.score(question, counting.within(extracts, budget)) for question, extracts in pairs]
            cells.append(f"{mean(within, 'recall'):.1%}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def mean(scores: Sequence[Score], figure: str) -> float:
    return float(np.mean([getattr(score, figure) for score in scores]))


def extract_of(passage: Passage) -> Extract:
    return passage.filename.removesuffix(".md"), passage.start, passage.end


def peer(splitter: Splitter, embedder: CachedEmbedder) -> Search:
    """LangChain's InMemoryVectorStore and LlamaIndex's VectorStoreIndex compare all vectors by cosine, as this does."""
    pieces = index(splitter, embedder)
    extracts = [(name, piece.start, piece.end) for name, piece in zip(pieces.corpora, pieces.pieces, strict=True)]

    def search(question: str, k: int) -> list[Extract]:
        return [extracts[number] for number in pieces.nearest(question, k)]

    return search


def systems(embedder: CachedEmbedder) -> dict[str, Search]:
    """The searches that are compared, by name."""
    documents = IndexedDocuments({path.name: path.read_bytes() for path in corpora().values()}, embedder)

    def grail(question: str, k: int, mode: SearchMode = "hybrid") -> list[Extract]:
        return [extract_of(passage) for passage in documents.search(question, k, mode)]

    def fused_alone(question: str, k: int) -> list[Extract]:
        return [extract_of(passage) for passage in documents.search_without_neighbours(question, k)]

    return {
        "Grail, hybrid": grail,
        "Grail, vectors alone": partial(grail, mode="vector"),
        "Grail, words alone": partial(grail, mode="text"),
        "Grail, hybrid, hits without neighbours": fused_alone,
        "LangChain 4000/200 (its default)": peer(langchain(4000, 200), embedder),
        "LlamaIndex 1024/200 (its default)": peer(llama_index(), embedder),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="measure.retrieval", description=__doc__)
    parser.add_argument("--even", action="store_true", help="the questions that were fitted on")
    even = parser.parse_args().even
    try:
        asked = [question for question in questions() if question.even == even]
    except MissingDataError as error:
        print(error)
        return
    embedder = CachedEmbedder()
    print(f"{len(asked)} questions")
    report(systems(embedder), asked, Counting(embedder))


if __name__ == "__main__":
    main()
