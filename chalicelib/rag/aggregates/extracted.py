"""What a model says that it found in chunks, held against their words, and reduced by code."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chalicelib.models import StoredPassage
from chalicelib.rag.aggregates.cells import Column, Days, normal
from chalicelib.rag.aggregates.values import AggregateQuestion, Computed, Coverage, Item, NotExact, first
from chalicelib.rag.text.languages import thousands_sign

JSON_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Found:
    """A record whose words stand in its chunk: `quote` at characters `start` to `end` of the document's text."""

    name: str
    quote: str
    value: str
    group: str
    chunk: StoredPassage
    start: int
    end: int


def found_in(reply: str, chunks: Sequence[StoredPassage]) -> list[Found | None] | None:
    """The records of a reply, None for each whose words do not stand in its chunk; None at all for no JSON."""
    match = JSON_OBJECT.search(reply)
    try:
        records = json.loads(match[0])["records"] if match else None
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(records, list):
        return None
    return [_verified(record, chunks) for record in records]


def _verified(record: Any, chunks: Sequence[StoredPassage]) -> Found | None:
    if not isinstance(record, dict):
        return None
    number = record.get("passage")
    name, quote, value, group = (str(record.get(key) or "").strip() for key in ("name", "quote", "value", "group"))
    if not isinstance(number, int) or not 1 <= number <= len(chunks) or not name:
        return None
    chunk = chunks[number - 1]
    span = span_of(quote or name, chunk.text)
    if span is None or not all(span_of(words, chunk.text) for words in (name, value, group) if words):
        return None
    start, end = span
    return Found(name, chunk.text[start:end], value, group, chunk, chunk.start + start, chunk.start + end)


def span_of(words: str, text: str) -> tuple[int, int] | None:
    """Where words stand in a text, whatever blanks part them."""
    pattern = r"\s+".join(map(re.escape, _BLANKS.split(words)))
    match = re.search(rf"(?<!\w){pattern}(?!\w)" if words[:1].isalnum() and words[-1:].isalnum() else pattern, text)
    return match.span() if match else None


def computed_of(question: AggregateQuestion, records: Sequence[Found], coverage: Coverage) -> Computed | NotExact:
    """Counts, adds and compares; each record once, by its name."""
    once: dict[str, Found] = {}
    for record in records:
        once.setdefault(normal(record.name), record)
    records = list(once.values())
    most = question.operation == "most_frequent" or (question.most and not any(one.value for one in records))
    by_group = most or (bool(question.grouped) and all(one.group for one in records))
    if most:
        return _most_frequent(records, coverage)
    if by_group or question.operation in ("count", "list"):
        return _counted(question, records, coverage, by_group=by_group)
    if not records:
        return NotExact("nothing")
    values = _values([record.value for record in records], by_date=question.by_date)
    if lacking := [one.name for one, value in zip(records, values, strict=True) if value is None]:
        return NotExact("unreadable", first(lacking))
    return _figured(question, records, [value for value in values if value is not None], coverage)


def _counted(question: AggregateQuestion, records: Sequence[Found], coverage: Coverage, *, by_group: bool) -> Computed:
    items = tuple(_item(record, record.group if by_group else "") for record in records)
    if not by_group:
        return Computed(question.operation, Decimal(len(items)), items, len(items), coverage)
    groups = _groups(records)
    return Computed("group", Decimal(len(groups)), items, len(items), coverage, groups)


def _most_frequent(records: Sequence[Found], coverage: Coverage) -> Computed | NotExact:
    if lacking := [record.name for record in records if not record.group]:
        return NotExact("unreadable", first(lacking))
    groups = _groups(records)
    if not groups:
        return NotExact("nothing")
    winners = [name for name, count in groups.items() if count == max(groups.values())]
    keys = {normal(name) for name in winners}
    items = tuple(_item(record, record.group) for record in records if normal(record.group) in keys)
    return Computed("most_frequent", ", ".join(winners), items, len(records), coverage, groups)


def _groups(records: Sequence[Found]) -> dict[str, Decimal]:
    """How many records each group has, as it is first spelled; the largest first."""
    spelled: dict[str, str] = {}
    counts = Counter(spelled.setdefault(normal(record.group), record.group) for record in records)
    return {name: Decimal(count) for name, count in counts.most_common()}


def _values(values: Sequence[str], *, by_date: bool) -> Sequence[Decimal | Days | None]:
    column = Column("", values, None, thousands_sign(" ".join(values)))
    return column.dates if by_date else column.numbers


def _figured(
    question: AggregateQuestion, records: Sequence[Found], values: Sequence[Decimal | Days], coverage: Coverage
) -> Computed | NotExact:
    operation = question.operation
    items = [_item(record, record.value) for record in records]
    if operation in ("largest", "smallest"):
        best = (max if operation == "largest" else min)(values)
        chosen = tuple(item for item, value in zip(items, values, strict=True) if value == best)
        shown_value = best if isinstance(best, Decimal) else chosen[0].value
        return Computed(operation, shown_value, chosen, len(items), coverage)
    numbers = [value for value in values if isinstance(value, Decimal)]
    total = sum(numbers, Decimal(0))
    value = total if operation == "sum" else total / len(numbers)
    return Computed(operation, value, tuple(items), len(items), coverage)


def _item(record: Found, value: str) -> Item:
    return Item(record.name, record.quote, (record.chunk,), record.start, record.end, value)
