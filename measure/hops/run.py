"""Asks each question by one search and in two hops, and counts what both found and cost."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chalicelib.models import Passage
from chalicelib.rag.search.hops import search_in_hops
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import Retriever, SearchResult
from measure.retrieval.grail import OWNER, IndexedDocuments

K, TOKENS, NEAR = 8, 3_200, 0.4  # As answers search (rag/answers/answer.py).


@dataclass
class Counting:
    """A finder that counts its searches and the tokens that they embed."""

    retriever: Retriever
    searches: int = 0
    tokens: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def search(self, owner_id: str, query: Query) -> SearchResult:
        with self._lock:  # The embedder of measurements is for one thread.
            result = self.retriever.search(owner_id, query)
            self.searches += 1
            self.tokens += result.embedded_tokens
        return result


@dataclass
class Figures:
    """Of questions of one kind: how many have all their evidence among the sources, and what they cost."""

    questions: int = 0
    one_step: int = 0
    in_hops: int = 0
    searches: int = 0
    tokens_one: int = 0
    tokens_hops: int = 0
    lost: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.questions + other.questions,
            self.one_step + other.one_step,
            self.in_hops + other.in_hops,
            self.searches + other.searches,
            self.tokens_one + other.tokens_one,
            self.tokens_hops + other.tokens_hops,
            [*self.lost, *other.lost],
            [*self.missed, *other.missed],
        )

    def row(self, name: str) -> str:
        number = max(self.questions, 1)
        shares = f"{self.one_step / number:.1%} | {self.in_hops / number:.1%}"
        cost = f"{self.searches / number:.2f} | {self.tokens_hops / max(self.tokens_one, 1):.2f}"
        return f"| {name} | {self.questions} | {shares} | {cost} | {len(self.lost)} |"


HEADER = (
    "| questions | asked | all evidence, one search | in hops | searches a question | tokens embedded, of one search's "
    "| lost |\n|---|---|---|---|---|---|---|"
)


def ask(documents: IndexedDocuments, question: str, evidence: Sequence[tuple[str, str]]) -> Figures:
    """`evidence` are texts with the names of their files, all of which the sources should have."""
    query = Query(question, K, tokens=TOKENS, near=NEAR)
    one, hops = Counting(documents.retriever), Counting(documents.retriever)
    first = one.search(OWNER, query)
    result = search_in_hops(hops, OWNER, query)
    had, has = holds(first.passages, evidence), holds(result.passages, evidence)
    return Figures(
        1,
        had,
        has,
        hops.searches,
        one.tokens,
        hops.tokens,
        [question] if had and not has else [],
        [] if has else [question],
    )


def holds(passages: Iterable[Passage], evidence: Sequence[tuple[str, str]]) -> bool:
    shown = [(passage.filename, " ".join(passage.text.split())) for passage in passages]
    return all(
        any(name == filename and text in shown_text for filename, shown_text in shown) for name, text in evidence
    )
