"""`python -m measure.retrieval`: how much of the marked evidence the first passages show, and in how many tokens.

The product's own search beside the peers' defaults, on the long documents of `GRAIL_DATA`/spans; questions with an odd
number are reported, `--even` reports those that sizes and weights were fitted on. The peers: requirements.txt of
measure/chunking.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from chalicelib.models import SearchMode
from measure.chunking.data import SPANS, Question, corpora, questions
from measure.chunking.embedding import CachedEmbedder
from measure.chunking.splitters import extracted
from measure.retrieval.grail import Searched
from measure.retrieval.peers import Find, Place, langchain_store, llama_index_store

AT = 5
MOST = 25  # Passages asked for when they are counted by tokens.
BUDGETS = (1000, 2000, 4300)


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
        self._known: dict[Place, int] = {}

    def tokens(self, place: Place) -> int:
        if place not in self._known:
            name, start, end = place
            self._known[place] = self._embedder.tokens(self._texts[name][start:end])
        return self._known[place]

    def score(self, question: Question, found: Sequence[Place]) -> Score:
        evidence = {at for start, end in question.evidence for at in range(start, end)}
        shown = {(name, at) for name, start, end in found for at in range(start, end)}
        covered = sum((question.corpus, at) in shown for at in evidence)
        size = sum(end - start for _, start, end in found)
        return Score(covered / len(evidence), covered / max(size, 1), sum(map(self.tokens, found)))

    def within(self, found: Sequence[Place], budget: int) -> Sequence[Place]:
        """The first of what was found that are together nearest to `budget` tokens."""
        sizes = np.cumsum([self.tokens(place) for place in found])
        return found[: int(np.argmin(np.abs(sizes - budget))) + 1]


def report(ways: dict[str, tuple[Find, Find]], asked: Sequence[Question], counting: Counting) -> None:
    budgets = "".join(f" recall in {budget:,} tokens |" for budget in BUDGETS)
    print(f"| what finds | recall at {AT} | precision at {AT} | tokens at {AT} |{budgets}")
    print("|---" * (4 + len(BUDGETS)) + "|")
    for name, (find, find_many) in ways.items():
        first = [counting.score(each, find(each.text, AT)) for each in asked]
        many = [find_many(each.text, MOST) for each in asked]
        cells = [f"{mean(first, 'recall'):.1%}", f"{mean(first, 'precision'):.1%}", f"{mean(first, 'tokens'):,.0f}"]
        for budget in BUDGETS:
            pairs = zip(asked, many, strict=True)
            within = [counting.score(each, counting.within(found, budget)) for each, found in pairs]
            cells.append(f"{mean(within, 'recall'):.1%}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def mean(scores: Sequence[Score], figure: str) -> float:
    return float(np.mean([getattr(each, figure) for each in scores]))


def compared(embedder: CachedEmbedder) -> dict[str, tuple[Find, Find]]:
    """Name → what finds for the first passages, and for as many as fit into a number of tokens."""
    searched = Searched({path.name: path.read_bytes() for path in corpora().values()}, embedder)

    def find(question: str, k: int, mode: SearchMode = "hybrid") -> list[Place]:
        found = searched.find(question, k, mode)
        return [(each.filename.removesuffix(".md"), each.start, each.end) for each in found]

    def alone(question: str, k: int) -> list[Place]:
        return [(each.filename.removesuffix(".md"), each.start, each.end) for each in searched.hits(question, k)]

    langchain, llama_index = langchain_store(embedder), llama_index_store(embedder)
    return {
        "Grail, hybrid": (find, find),
        "Grail, vectors alone": (partial(find, mode="vector"), partial(find, mode="vector")),
        "Grail, words alone": (partial(find, mode="text"), partial(find, mode="text")),
        "Grail, hybrid, hits without neighbours": (alone, alone),
        "LangChain 4000/200 (its default)": (langchain, langchain),
        "LlamaIndex 1024/200 (its default)": (llama_index, llama_index),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="measure.retrieval", description=__doc__)
    parser.add_argument("--even", action="store_true", help="the questions that were fitted on")
    even = parser.parse_args().even
    if not SPANS.exists():
        print(f"Nothing to measure on: {SPANS} is missing (set GRAIL_DATA).")
        return
    embedder = CachedEmbedder()
    asked = [question for question in questions() if question.even == even]
    print(f"{len(asked)} questions")
    report(compared(embedder), asked, Counting(embedder))


if __name__ == "__main__":
    main()
