"""A computed result as text in the question's language: the result, each record with its citation, what was read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chalicelib.models import StoredPassage
from chalicelib.rag.aggregates.values import Computed, Item, NotExact, shown
from chalicelib.rag.text.languages import FixedSentence, sentence
from chalicelib.rag.text.sentences import sentences
from chalicelib.rag.text.words import words

MOST_ITEMS = 50
MOST_GROUPS = 200
MOST_NAMES = 10
ITEM_CHARACTERS = 300
SOURCE_CHARACTERS = 150_000
"""Of the texts of all sources: a stored message stays below 300 KB."""

_HEAD = re.compile(r"[#>\-*•\s]*")
_RESULTS: dict[str, FixedSentence] = {
    "sum": "aggregate_sum",
    "average": "aggregate_average",
    "largest": "aggregate_largest",
    "smallest": "aggregate_smallest",
    "most_frequent": "aggregate_most_frequent",
    "group": "aggregate_group",
}


@dataclass(frozen=True)
class Written:
    """An answer's text, the positions of its markers `[n]` in it, and the chunks that they cite, in order from 1."""

    text: str
    markers: tuple[int, ...]
    sources: tuple[StoredPassage, ...]


def written(computed: Computed, language: str | None) -> Written:
    """At most `MOST_ITEMS` records, each in the words of its source with a marker; how many more there are is said."""
    part = sentence("aggregate_partial", language) + "\n\n" if computed.coverage.is_partial else ""
    text, markers = [part + _result(computed, language)], list[int]()
    length = len(text[0])
    sources: dict[str, tuple[int, StoredPassage]] = {}
    lines = list(
        _within_bound([_line(item, _about(computed)) for item in (*computed.items[:MOST_ITEMS], *computed.beside)])
    )
    for words_, chunk in lines:
        number, _ = sources.setdefault(chunk.id, (len(sources) + 1, chunk))
        line = f"\n- {words_} "
        markers.append(length + len(line))
        text.append(f"{line}[{number}]")
        length += len(text[-1])
    if more := len(computed.items) + len(computed.beside) - len(lines):
        text.append("\n" + sentence("aggregate_more", language).format(count=more))
    text.append("\n\n" + _coverage(computed, language))
    return Written("".join(text), tuple(markers), tuple(chunk for _, chunk in sources.values()))


def why_not(reason: NotExact, language: str | None) -> str:
    """Why there is no exact result, as a sentence for the person."""
    names: dict[str, FixedSentence] = {
        "ambiguous": "aggregate_ambiguous",
        "unclear": "aggregate_unexplained" if reason.names else "aggregate_unclear",
        "unreadable": "aggregate_unreadable" if reason.names else "aggregate_unclear",
        "incomplete": "aggregate_incomplete" if reason.names else "aggregate_unclear",
        "nothing": "aggregate_nothing",
    }
    return sentence(names.get(reason.reason, "aggregate_unclear"), language).format(names=", ".join(reason.names))


def _result(computed: Computed, language: str | None) -> str:
    what = computed.asked or sentence("aggregate_entries", language)
    where = f" ({'; '.join(computed.conditions)})" if computed.conditions else ""
    if computed.operation in ("count", "list"):
        distinct = f": {_names([item.value for item in computed.items])}" if computed.column else ""
        form: FixedSentence = "aggregate_count" if computed.conditions and not distinct else "aggregate_all"
        line = sentence(form, language).format(count=_value(computed.value), total=computed.total, what=what)
        return f"{line}{where}{distinct}{'' if distinct else '.'}"
    line = sentence(_RESULTS[computed.operation], language).format(
        column=computed.column,
        value=_value(computed.value),
        count=len(computed.items),
        total=computed.total,
        what=_what_grouped(computed, language)
        if computed.operation == "group"
        else sentence("aggregate_entries", language),
        names=_names([item.value or item.name for item in computed.items]),
        by=computed.by,
    )
    missing = sentence("aggregate_missing", language).format(count=computed.missing) if computed.missing else ""
    return " ".join(filter(None, (f"{line}{where}{_groups(computed)}", missing)))


def _what_grouped(computed: Computed, language: str | None) -> str:
    return computed.column or computed.asked or sentence("aggregate_entries", language)


def _groups(computed: Computed) -> str:
    if computed.operation != "group":
        return "."
    lines = [f"- {name or '–'}: {shown(value)}" for name, value in list(computed.groups.items())[:MOST_GROUPS]]
    return ":\n" + "\n".join(lines) + ("\n- …" if len(computed.groups) > MOST_GROUPS else "") + "\n"


def _value(value: Decimal | str) -> str:
    return shown(value) if isinstance(value, Decimal) else value


def _names(names: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(names))
    return ", ".join(distinct[:MOST_NAMES]) + (" …" if len(distinct) > MOST_NAMES else "")


type _Line = tuple[str, StoredPassage]
"""The words of a record, and the chunk that holds them."""


def _within_bound(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The first lines, as long as their chunks have room."""
    chunks: set[str] = set()
    characters = 0
    for words_, chunk in lines:
        if chunk.id not in chunks:
            characters += len(chunk.text)
            if characters > SOURCE_CHARACTERS:
                return
            chunks.add(chunk.id)
        yield words_, chunk


def _about(computed: Computed) -> frozenset[str]:
    """Words by which the sentence of a record is told that holds what was asked for."""
    return frozenset(words(" ".join((*computed.conditions, computed.column, computed.by))))


def _line(item: Item, about: frozenset[str]) -> _Line:
    """A row; of a longer record its name and the sentence or line that is about what was asked."""
    spans = list(sentences(item.text)) or [(0, len(item.text))]
    start, end = max(spans, key=lambda span: len(about.intersection(words(item.text[slice(*span)]))))
    best, opening = item.text[start:end], item.text[slice(*spans[0])]
    named = item.name in best or start == spans[0][0]
    line = best if named else f"{_HEAD.sub('', opening, count=1)[:ITEM_CHARACTERS]}: {best}"
    line = " ".join(_HEAD.sub("", line, count=1).strip("| ").split())
    return line if len(line) <= ITEM_CHARACTERS else line[: ITEM_CHARACTERS - 1].rstrip() + "…", item.chunk_at(start)


def _coverage(computed: Computed, language: str | None) -> str:
    coverage = computed.coverage
    read = sentence("aggregate_coverage", language).format(
        read=coverage.read, chunks=coverage.chunks, documents=coverage.documents
    )
    unread = sentence("aggregate_unread", language).format(names=_names(coverage.unread)) if coverage.unread else ""
    model = sentence("aggregate_by_model", language) if coverage.by_model else ""
    return " ".join(filter(None, (read, unread, model)))
