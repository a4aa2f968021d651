"""`python -m measure.retrieval.strict xquad-en xquad-vi spans filings`: what the first 500, 1,000, 2,000 tokens hold.

The text that a search shows is put together in its order and cut off at each number of tokens, in the middle of a
passage if need be. So no system gains by showing more, and none chooses how much it shows. Beside the product's search
stand its chunks without their neighbours, and LangChain, LlamaIndex and haiku.rag with the same embedded model
(`--alone` leaves these out). Of `xquad-*` and `filings` it counts the questions whose evidence is within, of `spans`
the share of the evidence's characters. It asks questions with an odd number; `--even` those that were fitted on.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from chalicelib.models import Passage
from measure.budgets import BUDGETS, within
from measure.chunking.embedding import CachedEmbedder
from measure.data import MissingDataError
from measure.retrieval.grail import IndexedDocuments
from measure.retrieval.peers import PEERS, answers_of
from measure.retrieval.strict_sets import NAMES, Extract, StrictSet, strict_set

K = 25  # Passages asked for: more than fit the largest budget.
FIRST = 5  # Passages whose size is reported.

Search = Callable[[str], Sequence[Extract]]


class Counting:
    """Counts tokens by the embedded model's tokenizer, each text once."""

    def __init__(self, embedder: CachedEmbedder) -> None:
        self._embedder = embedder
        self._sizes: dict[str, int] = {}

    def tokens(self, text: str) -> int:
        if text not in self._sizes:
            self._sizes[text] = self._embedder.tokens(text)
        return self._sizes[text]

    def within(self, extracts: Sequence[Extract], budget: int) -> list[Extract]:
        """The extracts in their order, cut off after `budget` tokens."""
        kept = within([extract.text for extract in extracts], budget, self.tokens)
        return [extract._replace(text=text) for extract, text in zip(extracts, kept, strict=False)]


def extract_of(passage: Passage) -> Extract:
    return Extract(passage.filename, passage.start, passage.text)


def own_systems(set_: StrictSet, embedder: CachedEmbedder) -> Mapping[str, Search]:
    documents = IndexedDocuments(set_.documents, embedder)
    return {
        "Grail, POST /search": lambda question: [*map(extract_of, documents.search(question, K))],
        "Grail, chunks without neighbours": lambda question: [
            *map(extract_of, documents.search_without_neighbours(question, K))
        ],
    }


def row(name: str, set_: StrictSet, shown: Mapping[str, Sequence[Extract]], counting: Counting) -> str:
    """A line of the table: what each budget holds, then hit@1 and hit@5 with the tokens that they show."""
    cells = [
        f"{fmean(holds(counting.within(shown[question], budget)) for question, holds in set_.asked.items()):.3f}"
        for budget in BUDGETS
    ]
    for first in (1, FIRST):
        held = fmean(holds(shown[question][:first]) for question, holds in set_.asked.items())
        tokens = fmean(
            sum(counting.tokens(extract.text) for extract in shown[question][:first]) for question in set_.asked
        )
        cells.append(f"{held:.3f} in {tokens:,.0f}")
    return f"| {name} | {' | '.join(cells)} |"


def report(set_: StrictSet, embedder: CachedEmbedder, peers: Sequence[str]) -> None:
    counting = Counting(embedder)
    print(f"\n{set_.name}: {len(set_.documents)} documents, {len(set_.asked)} questions\n")
    print(f"| system | {' | '.join(f'{budget:,} tokens' for budget in BUDGETS)} | first | first {FIRST} |")
    print("|---" * (3 + len(BUDGETS)) + "|", flush=True)
    for name, search in own_systems(set_, embedder).items():
        print(row(name, set_, {question: search(question) for question in set_.asked}, counting), flush=True)
    for peer in peers:
        try:
            answers = answers_of(peer, set_, K)
        except SystemExit as error:
            print(f"{peer} was not measured: {error}", file=sys.stderr)
            continue
        for name, shown in answers.items():
            print(row(name, set_, shown, counting), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="measure.retrieval.strict", description=__doc__)
    parser.add_argument("sets", nargs="*", default=NAMES)
    parser.add_argument("--even", action="store_true", help="the questions that were fitted on")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    options = parser.parse_args()
    embedder = CachedEmbedder()
    for name in options.sets:
        try:
            report(strict_set(name, even=options.even), embedder, () if options.alone else list(PEERS))
        except MissingDataError as error:
            print(error)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
