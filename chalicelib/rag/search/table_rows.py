"""Chunks with a table's row that the question names: "How did inventory levels change?" names `Inventories | 4,779`.

A page of figures is near to no question: its vector is one of numbers, and the words of a row are few among many. But
its rows have names, and who asks for a figure says one. What is found by them has the second and the fourth place;
the first is never theirs (docs/decisions/0015-rows-of-tables.md).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest

from chalicelib.models import StoredPassage
from chalicelib.rag.text.languages import SEARCH_STOP_WORDS, english_stems
from chalicelib.rag.text.words import words

CELL = " | "  # Between the cells of a row, as extraction writes it.
MOST = 2
LEAST_NAMED = 0.25  # Half of a name of two words, or all of a name of one.
UNNAMED = 2  # Words that every name seems to lack: of two names said in full the longer one says more.
CAPTION_LINES, CAPTION_CHARACTERS = 3, 80
NEARLY = 0.9

_FIGURE = re.compile(r"\W*+\d[\d.,]*+\W*+")  # `$ 4,779`, `(1.5)`, `12 %`; no date and no name.
_LETTERS = re.compile(r"[^\W\d_]{3}")
_ABBREVIATION = re.compile(r"\b[A-Z](?:&?[A-Z]){1,4}\b")


def has_tables(chunks: Sequence[StoredPassage]) -> bool:
    return any(CELL in each.text for each in chunks)


def documents_meant(question: str, hits: Sequence[StoredPassage]) -> tuple[str, ...]:
    """The ids of those documents of the hits that the question means.

    They are the ones whose names and first words have most of the question's words, rarer ones weighing more; all of
    them where these words do not set any apart.
    """
    wanted = _stems(question)
    said = {each.document_id: wanted & _stems(_name(each)) for each in hits}
    counts = Counter(word for words_of_one in said.values() for word in words_of_one)
    weights = {word: math.log((1 + len(said) / count) / 2) for word, count in counts.items()}
    scores = {document_id: sum(weights[word] for word in found) for document_id, found in said.items()}
    best = max(scores.values(), default=0.0)
    return tuple(document_id for document_id, score in scores.items() if score >= NEARLY * best)


def with_named_rows(question: str, chunks: Sequence[StoredPassage]) -> list[StoredPassage]:
    """The chunks with a row, or a table, that the question names, best first; `score` is how much of a name it says."""
    wanted, short = _stems(question), {each.replace("&", "") for each in _ABBREVIATION.findall(question)}
    scores = [max((_said(name, wanted, short) for name in _names(each)), default=0.0) for each in chunks]
    found = [replace(each, score=score) for each, score in zip(chunks, scores, strict=True) if score >= LEAST_NAMED]
    return sorted(found, key=lambda each: -each.score)


def led_in(hits: Sequence[StoredPassage], found: Sequence[StoredPassage]) -> list[StoredPassage]:
    """The hits, best first, and after each of the first ones one of what was `found`, as good as the hit before it."""
    order: dict[str, StoredPassage] = {}
    for hit, row in zip_longest(hits, found[: min(MOST, len(hits))]):
        order.setdefault(hit.id, hit)
        if row is not None:
            order.setdefault(row.id, replace(row, score=hit.score))
    return list(order.values())


def _name(chunk: StoredPassage) -> str:
    """A document's name and its first words: the first two lines of what stands before each of its chunks."""
    return "\n".join(chunk.lead.split("\n")[:2])


def _names(chunk: StoredPassage) -> Iterator[str]:
    """What a chunk's tables call their rows, and what calls the tables: the short lines above, and the heading."""
    lines = [line.strip().strip("|").strip() for line in chunk.text.splitlines() if line.strip()]
    rows = [any(_FIGURE.fullmatch(cell) for cell in line.split(CELL)[1:]) for line in lines]
    for at, line in enumerate(lines):
        above_table = len(line) < CAPTION_CHARACTERS and any(rows[at + 1 : at + 1 + CAPTION_LINES])
        if rows[at] or (above_table and CELL not in line and not line.endswith((".", ";"))):
            yield line.split(CELL)[0]
    if any(rows):
        yield from chunk.heading[-1:]


def _said(name: str, wanted: frozenset[str], short: set[str]) -> float:
    """How much of a row's name the words `wanted` say, from 0 to 1; all of it if it is one of the abbreviations."""
    own = _stems(name) if _LETTERS.search(name) else frozenset()
    held = len(own) if short and _initials(name) in short else len(own & wanted)
    return held / (len(own) + UNNAMED)


def _initials(name: str) -> str:
    """`Selling, general and administrative` → `SGA`."""
    return "".join(word[0] for word in words(name) if word not in SEARCH_STOP_WORDS).upper()


@lru_cache(maxsize=8192)  # Tables name their rows alike, and a search looks at some thousand.
def _stems(text: str) -> frozenset[str]:
    """The words that say something, without their English endings: `inventory` and `Inventories` are one."""
    return frozenset(english_stems(word for word in words(text) if word not in SEARCH_STOP_WORDS))
