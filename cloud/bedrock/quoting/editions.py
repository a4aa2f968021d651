"""Editions of one document: files whose names differ in a year or date alone, as `rules-2023` and `rules-2025`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from chalicelib.rag.text.dates import date_in_name
from chalicelib.rag.text.now import asks_for_now
from cloud.bedrock.quoting.units import Unit

_EXTENSION = re.compile(r"\.\w{2,5}$")
_NOT_NAME = re.compile(r"[\W\d_]+")


def edition_name(title: str) -> str:
    """What the names of all editions of a document have in common."""
    return _NOT_NAME.sub(" ", _file_name(title)).strip().casefold()


def newest_editions(question: str, units: Sequence[Unit]) -> frozenset[int]:
    """The units of all sources but of older editions, if a question asks for what holds now.

    Empty where it does not, or where no document has two editions.
    """
    if not asks_for_now(question):
        return frozenset()
    dates: defaultdict[str, set[tuple[int, ...]]] = defaultdict(set)
    for unit in units:
        if date := _date(unit.title):
            dates[edition_name(unit.title)].add(date)
    newest = {name: max(own) for name, own in dates.items()}
    kept = {i for i, unit in enumerate(units) if _date(unit.title) in ((), newest.get(edition_name(unit.title)))}
    return frozenset(kept) if len(kept) < len(units) else frozenset()


def _date(title: str) -> tuple[int, ...]:
    return date_in_name(_file_name(title))


def _file_name(title: str) -> str:
    return _EXTENSION.sub("", title.split(" › ")[0])
