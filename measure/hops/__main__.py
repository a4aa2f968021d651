"""Questions that need two passages, by one search and in two hops: `python -m measure.hops`.

The documents and questions are generated: bridges (a name that the question describes) and comparisons, in English and
Vietnamese, each in phrasings that the rules were made with and in others that were held back. Four of five questions
are plain ones, of the same documents and of XQuAD (those with an odd number). All documents are in one library.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from random import Random

from measure.answers.questions import load
from measure.chunking.embedding import CachedEmbedder
from measure.data import MissingDataError
from measure.hops.run import HEADER, Figures, ask
from measure.hops.world import World, make
from measure.retrieval.grail import IndexedDocuments

PLAIN_SHARE = 0.8
LANGUAGES = ("en", "vi")


type Others = list[tuple[str, str, tuple[tuple[str, str], ...]]]


def xquad(world: World, parity: int) -> Others:
    """Questions of XQuAD with the text of their answer; its articles are added to the documents."""
    asked: Others = []
    for language in LANGUAGES:
        questions = load(f"xquad-{language}")
        names = {name: f"{language}-{name}" for name in questions.documents}
        world.documents |= {names[name]: data for name, data in questions.documents.items()}
        for question in questions.questions[parity::2]:
            found = question.evidence[0]
            text = questions.documents[found.document].decode()[found.start : found.end]
            asked.append((f"XQuAD {language}", question.question, ((names[found.document], " ".join(text.split())),)))
    return asked


def measured(documents: IndexedDocuments, world: World, others: Others) -> Iterator[tuple[str, Figures]]:
    for one in world.questions:
        held = ", held back" if one.held else ""
        yield f"{one.shape} {one.language}{held}", ask(documents, one.question, one.evidence)
    for name, question, evidence in others:
        yield name, ask(documents, question, evidence)


def main() -> int:
    parser = argparse.ArgumentParser(prog="measure.hops", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--sample", type=int, default=0, help="number of XQuAD's questions; 0: four of five in all are plain"
    )
    parser.add_argument("--even", action="store_true", help="the questions of XQuAD that rules may be fitted on")
    parser.add_argument("--show", type=int, default=0, help="show so many questions that were missed, and those lost")
    options = parser.parse_args()
    world = make(options.seed)
    try:
        others = xquad(world, 0 if options.even else 1)
    except MissingDataError as error:
        print(error)
        return 2
    hard = sum(one.shape != "plain" and not one.held for one in world.questions)
    plain = sum(one.shape == "plain" for one in world.questions)
    number = options.sample or round(hard * PLAIN_SHARE / (1 - PLAIN_SHARE)) - plain
    others = Random(options.seed).sample(others, min(number, len(others)))
    documents = IndexedDocuments(world.documents, CachedEmbedder())
    figures: defaultdict[str, Figures] = defaultdict(Figures)
    for name, one in measured(documents, world, others):
        figures[name] += one
    report(figures, options.show)
    return 0


def report(figures: dict[str, Figures], shown: int) -> None:
    print(HEADER)
    for name in sorted(figures):
        print(figures[name].row(name))

    def total(*words: str, held: bool = False) -> Figures:
        own = [one for name, one in figures.items() if name.split()[0] in words and held == ("held" in name)]
        return sum(own, Figures())

    two, plain = total("bridge", "comparison"), total("plain", "XQuAD")
    held = total("bridge", "comparison", held=True)
    for name, one in {
        "two passages": two,
        "two passages, held back": held,
        "plain": plain,
        "mix": two + plain,
        "mix, held back": held + plain,
    }.items():
        print(one.row(f"**{name}**"))
    for name, one in figures.items():
        for question in one.missed[:shown] if not name.startswith(("plain", "XQuAD")) else one.lost:
            print(f"{name}: {question}")


if __name__ == "__main__":
    sys.exit(main())
