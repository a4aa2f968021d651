"""Asks generated questions of generated registers: `python -m measure.aggregates`.

Registers of all shapes are written to files, three in a library, and read as Grail reads them. It prints by kind how
many results are exact, refused, wrong, and silently partial: fewer than there are, as if that were all. `--wording
second` and `third` ask in words that were held out, `--verbose` prints what is not exact. `--large` measures processor
time on 10,000 records, `--plain` asks XQuAD's questions, which one sentence answers.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from chalicelib.models import Document, StoredPassage
from chalicelib.rag.aggregates.compute import compute
from chalicelib.rag.aggregates.question import aggregate_of
from chalicelib.rag.aggregates.values import Computed, NotExact
from measure.aggregates.domains import DOMAINS, Register, make_register
from measure.aggregates.eighth import EIGHTH
from measure.aggregates.files import SHAPES, title
from measure.aggregates.held_out import FIFTH, FOURTH, SEVENTH, SIXTH
from measure.aggregates.ninth import NINTH
from measure.aggregates.phrasings import FIRST, SECOND, THIRD, Phrasings
from measure.aggregates.plain import report_plain
from measure.aggregates.questions import Asked, by_kind, questions
from measure.aggregates.reading import library

SIZES = (50, 120, 300, 1000)
BESIDE = 40  # Records of each of the two other registers of a library.
OUTCOMES = ("exact", "refused", "wrong", "partial")
CLOSE = Decimal("0.005")

WORDINGS = {
    "first": FIRST,
    "second": SECOND,
    "third": THIRD,
    "fourth": FOURTH,
    "fifth": FIFTH,
    "sixth": SIXTH,
    "seventh": SEVENTH,
    "eighth": EIGHTH,
    "ninth": NINTH,
}


def libraries(random: Random, phrasings: dict[str, Phrasings]) -> Iterator[tuple[str, Any, list[Asked]]]:
    """A shape, documents with their chunks, and questions on the first register of them."""
    for language, domains in DOMAINS.items():
        for number, shape in enumerate(SHAPES):
            for turn in range(2):
                main, *others = random.sample(domains, 3)
                register = make_register(main, SIZES[(number + 2 * turn) % len(SIZES)], random)
                beside = [make_register(domain, BESIDE, random) for domain in others]
                shapes = [shape, *random.sample(list(SHAPES), 2)]
                yield (
                    f"{language} {shape}",
                    _library([register, *beside], shapes, random),
                    list(questions(register, phrasings, random)),
                )


def _library(
    registers: Sequence[Register], shapes: Sequence[str], random: Random
) -> tuple[list[Document], list[StoredPassage]]:
    files = {}
    for register, shape in zip(registers, shapes, strict=True):
        ending, make = SHAPES[shape]
        files[title(register.domain) + ending] = make(register, random)
    return library(files)


def outcome(asked: Asked, computed: Computed | NotExact | None) -> str:
    if not isinstance(computed, Computed):
        return "refused"
    if _is_exact(asked, computed):
        return "exact"
    names = {item.name for item in computed.items}
    fewer = asked.operation == "list" and names < asked.truth
    less = asked.operation == "count" and isinstance(computed.value, Decimal) and computed.value < asked.truth
    return "partial" if fewer or less else "wrong"


def _is_exact(asked: Asked, computed: Computed) -> bool:
    return bool(_agrees(asked, computed))


def _agrees(asked: Asked, computed: Computed) -> Any:
    names = {item.name for item in computed.items}
    match asked.operation:
        case "count":
            return computed.operation == "count" and computed.value == asked.truth == len(names)
        case "list":
            return computed.operation == "list" and names == asked.truth
        case "sum" | "average":
            value = computed.value
            return isinstance(value, Decimal) and abs(value - asked.truth) < CLOSE
        case "largest" | "smallest":
            return (computed.value, names) == asked.truth
        case "most_frequent":
            return {item.value for item in computed.items} == asked.truth
        case _:
            return {name: int(count) for name, count in computed.groups.items()} == asked.truth


def report(results: Sequence[tuple[str, str, str]]) -> None:
    for title_, kinds in (
        ("operation", [(operation, result) for operation, _, result in results]),
        ("language and shape", [(place, result) for _, place, result in results]),
        ("all", [("all", result) for _, _, result in results]),
    ):
        print(f"\n{title_:24}{'asked':>8}" + "".join(f"{name:>9}" for name in OUTCOMES))
        for kind, counts in by_kind(kinds).items():
            _print(kind, counts)


def _print(kind: str, counts: Counter[str]) -> None:
    total = sum(counts.values())
    print(
        f"{kind:24}{total:>8}" + "".join(f"{counts[name]:>9}" for name in OUTCOMES) + f"  {counts['exact'] / total:.1%}"
    )


def ask(arguments: argparse.Namespace) -> None:
    phrasings = WORDINGS[arguments.wording]
    results = []
    for place, (documents, passages), asked in libraries(Random(arguments.seed), phrasings):
        for one in asked:
            question = aggregate_of(one.text)
            computed = compute(question, documents, passages) if question else None
            result = outcome(one, computed)
            results.append((one.operation, place, result))
            if arguments.verbose and result != "exact":
                print(
                    f"{result} | {place} | {one.operation} {one.condition} | {one.text} | {_brief(computed)}"
                    f" | {str(one.truth)[:80]}"
                )
    report(results)


def _brief(computed: Computed | NotExact | None) -> str:
    if isinstance(computed, Computed):
        groups = str(dict(computed.groups))[:80]
        return f"{computed.operation} {computed.value} of {computed.total} {computed.conditions} {groups}"
    return f"{computed.reason} {computed.names}" if computed else "no aggregate"


def large(count: int) -> None:
    """Processor seconds for one register of many records, without reading its file."""
    for language, domains in DOMAINS.items():
        for shape in ("prose", "sections", "markdown", "csv", "excel"):
            random = Random(1)
            register = make_register(domains[0], count, random)
            documents, passages = _library([register], [shape], random)
            asked = {one.operation: one for one in questions(register, FIRST, random)}  # The last one of each.
            for one in asked.values():
                begun = time.process_time()
                question = aggregate_of(one.text)
                computed = compute(question, documents, passages) if question else None
                seconds = time.process_time() - begun
                print(
                    f"{language} {shape:10}{one.operation:14}{count:>8} records{len(passages):>7} chunks"
                    f"{seconds:7.2f} s  {outcome(one, computed)}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wording", choices=tuple(WORDINGS), default="first")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--large", type=int, metavar="RECORDS")
    parser.add_argument("--plain", action="store_true")
    arguments = parser.parse_args()
    if arguments.large:
        large(arguments.large)
    elif arguments.plain:
        report_plain(verbose=arguments.verbose)
    else:
        ask(arguments)


if __name__ == "__main__":
    main()
