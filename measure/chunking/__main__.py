"""`python -m measure.chunking`: the table of docs/decisions/0003-chunking.md. `--fit` tries sizes on even questions."""

import argparse

from chalicelib.rag.documents.chunking import ChunkSizes
from measure.chunking.data import Question, questions
from measure.chunking.embedding import CachedEmbedder
from measure.chunking.score import index, score_first, score_within, search
from measure.chunking.splitters import Splitter, grail, langchain, llama_index
from measure.data import MissingDataError

BUDGETS = (500, 1000, 2000)


def compared() -> dict[str, tuple[Splitter, int]]:
    """Name → splitter, and how many neighbours on either side a hit comes with."""
    return {
        "Grail": (grail(), 0),
        "Grail, with one neighbour on either side": (grail(), 1),
        "LangChain 4000/200 (its default)": (langchain(4000, 200), 0),
        "LlamaIndex 1024/200 (its default)": (llama_index(), 0),
        "LangChain 1000/200 (its tutorials)": (langchain(1000, 200), 0),
    }


def tried(targets: list[int]) -> dict[str, tuple[Splitter, int]]:
    return {
        f"Grail, target {target}, {width} neighbours": (grail(ChunkSizes(target=target)), width)
        for target in targets
        for width in (0, 1, 2)
    }


def report(splitters: dict[str, tuple[Splitter, int]], asked: list[Question]) -> None:
    embedder = CachedEmbedder()
    budgets = "".join(f" recall, precision at {budget} tokens |" for budget in BUDGETS)
    print(f"| splitter | pieces | tokens at 5 | recall at 5 | precision at 5 |{budgets}")
    print("|---" * (5 + len(BUDGETS)) + "|")
    for name, (splitter, width) in splitters.items():
        pieces = index(splitter, embedder)
        results = search(pieces, asked, width)
        first = score_first(pieces, asked, results)
        cells = [
            f"{len(pieces.pieces)}",
            f"{first.tokens:.0f}",
            f"{first.recall:.1%}",
            f"{first.precision:.1%}",
        ]
        for budget in BUDGETS:
            within = score_within(pieces, asked, results, budget)
            cells.append(f"{within.recall:.1%}, {within.precision:.1%}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", type=int, nargs="+", metavar="TARGET", help="targets in tokens, on even questions")
    arguments = parser.parse_args()
    try:
        asked = questions()
    except MissingDataError as error:
        print(error)
        return
    if arguments.fit:
        report(tried(arguments.fit), [question for question in asked if question.even])
    else:
        report(compared(), [question for question in asked if not question.even])


if __name__ == "__main__":
    main()
