"""Chunks with a table row that the question names: "How did inventory levels change?" names `Inventories | 4,779`.

A page of figures is near no question: its vector is one of numbers, and the words of a row are few among many. But
rows have names, and a person who asks for a figure says its name. Chunks with such rows get the second and the fourth
rank, never the first (docs/decisions/0015-rows-of-tables.md).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from chalicelib.models import StoredPassage
from chalicelib.rag.search.evidence import is_confident
from chalicelib.rag.search.ranking import Explanation, Ranking, SearchContext
from chalicelib.rag.text.languages import SEARCH_STOP_WORDS, content_stems, content_words
from chalicelib.rag.text.words import words

CELL = " | "  # Separator between the cells of a row, as extraction writes it.
CHUNKS_SEARCHED = 100  # Chunks of the documents meant: those with a table rank far below the prose about it.
MOST_ROWS = 2  # Chunks that are added to the hits.
LEAST_NAMED = 0.25  # Score of a row: half of a name of two words, or all of a name of one.
UNNAMED_WORDS = 2  # Words added to every name's length: of two names said in full, the longer one scores higher.
CAPTION_LINES, CAPTION_CHARACTERS = 3, 80  # Distance from its table, and length, that a caption has at most.
NEARLY = 0.9  # Share of the best document's score from which another document is meant too.

_FIGURE = re.compile(r"\W*+\d[\d.,]*+\W*+")  # `$ 4,779`, `(1.5)`, `12 %`; no date and no name.
_LETTERS = re.compile(r"[^\W\d_]{3}")
_ABBREVIATION = re.compile(r"\b[A-Z](?:&?[A-Z]){1,4}\b")


def add_table_rows(context: SearchContext, ranking: Ranking) -> Ranking:
    """Interleave chunks with a row that the question names, from the documents that it means.

    Nothing is added where no hit has a table, or where the best hit is clearly about the question: a row would stand
    before the prose that answers it.
    """
    query, hits = ranking.query, ranking.hits
    if query.mode != "hybrid" or not has_tables(hits) or is_confident(query.text, hits, ranking.explain):
        return ranking
    meant = documents_meant(query.text, hits)
    further = context.view.search_text(content_words(query.text), CHUNKS_SEARCHED, meant)
    chunks = {hit.id: hit for hit in hits if hit.document_id in meant}
    chunks |= {chunk.id: chunk for chunk in further if ranking.is_live(chunk)}
    rows = with_named_rows(query.text, list(chunks.values()))
    explain = {
        row.id: replace(ranking.explain.get(row.id, Explanation()), row_rank=rank, row_score=row.score)
        for rank, row in enumerate(rows, start=1)
    }
    return replace(ranking, hits=interleave(hits, rows), explain={**ranking.explain, **explain})


def has_tables(chunks: Sequence[StoredPassage]) -> bool:
    return any(CELL in chunk.text for chunk in chunks)


def documents_meant(question: str, hits: Sequence[StoredPassage]) -> tuple[str, ...]:
    """The ids of the documents among the hits that the question means.

    Their names and first words have most of the question's words, rarer ones weighing more. All documents are meant
    where these words set none apart.
    """
    asked = content_stems(question)
    common = {hit.document_id: asked & content_stems(_document_name(hit)) for hit in hits}
    counts = Counter(word for stems in common.values() for word in stems)
    weights = {word: math.log((1 + len(common) / count) / 2) for word, count in counts.items()}
    scores = {document_id: sum(weights[word] for word in stems) for document_id, stems in common.items()}
    best = max(scores.values(), default=0.0)
    return tuple(document_id for document_id, score in scores.items() if score >= NEARLY * best)


def with_named_rows(question: str, chunks: Sequence[StoredPassage]) -> list[StoredPassage]:
    """The chunks with a row, or a table, that the question names, best first; the score is the share of the name."""
    stems, short = content_stems(question), {word.replace("&", "") for word in _ABBREVIATION.findall(question)}
    scores = [max((_named_share(name, stems, short) for name in _row_names(chunk)), default=0.0) for chunk in chunks]
    named = [replace(chunk, score=score) for chunk, score in zip(chunks, scores, strict=True) if score >= LEAST_NAMED]
    return sorted(named, key=lambda chunk: -chunk.score)


def interleave(hits: Sequence[StoredPassage], rows: Sequence[StoredPassage]) -> list[StoredPassage]:
    """The hits, best first; after each of the first ones one of the `rows`, with the score of the hit before it."""
    order: dict[str, StoredPassage] = {}
    for hit, row in zip_longest(hits, rows[: min(MOST_ROWS, len(hits))]):
        order.setdefault(hit.id, hit)
        if row is not None:
            order.setdefault(row.id, replace(row, score=hit.score))
    return list(order.values())


def _document_name(chunk: StoredPassage) -> str:
    """A document's name and its first words: the first two lines of what precedes each of its chunks."""
    return "\n".join(chunk.lead.split("\n")[:2])


def _row_names(chunk: StoredPassage) -> Iterator[str]:
    """The names of a chunk's table rows, and of the tables: the short lines above them, and the heading."""
    lines = [line.strip().strip("|").strip() for line in chunk.text.splitlines() if line.strip()]
    rows = [any(_FIGURE.fullmatch(cell) for cell in line.split(CELL)[1:]) for line in lines]
    for index, line in enumerate(lines):
        above_table = len(line) < CAPTION_CHARACTERS and any(rows[index + 1 : index + 1 + CAPTION_LINES])
        if rows[index] or (above_table and CELL not in line and not line.endswith((".", ";"))):
            yield line.split(CELL)[0]
    if any(rows):
        yield from chunk.heading[-1:]


def _named_share(name: str, question: frozenset[str], short: set[str]) -> float:
    """The share of a row's name that the question's stems name, 0 to 1; all of it if `short` has its initials."""
    stems = content_stems(name) if _LETTERS.search(name) else frozenset()
    named = len(stems) if short and _initials(name) in short else len(stems & question)
    return named / (len(stems) + UNNAMED_WORDS)


def _initials(name: str) -> str:
    """`Selling, general and administrative` → `SGA`."""
    return "".join(word[0] for word in words(name) if word not in SEARCH_STOP_WORDS).upper()
