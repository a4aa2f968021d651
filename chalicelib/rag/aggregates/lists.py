"""Lists: lines with a bullet, a number or a label before them."""

import re
from collections.abc import Iterator, Sequence

from chalicelib.rag.aggregates.registers import Record, Register, labels_at
from chalicelib.rag.aggregates.texts import DocumentText, Line

LEAST_ITEMS = 2
LEAST_LABELLED = 3  # Lines with a label alone: two of them are hardly a list.
_BULLET = re.compile(r"(?:[-*•‣◦▪–+]|\(?\d{1,4}[.)]|[a-z][.)])\s+(?=\S)")
_LABELLED = re.compile(r"(?P<label>[^\s:|][^:|]{0,30}?)\s?[:：]\s+\S")
_NAME = re.compile(r"\**(?P<name>[^:–—(.;|*]{1,60}?)\**(?:\s?[:：]\s|\s[–—-]\s|\s\(|[.;]|$)")
_NUMBERED_TITLE = re.compile(r"[#\s]*(?:\d+(?:\.\d+)*[.)]?\s+)?")
type Items = list[list[Line]]


def list_registers(document: DocumentText, lines: Sequence[Line]) -> list[Register]:
    """A register for each list; its noun is what stands above it."""
    return [_register(document, items, caption) for items, caption in runs(lines)]


def runs(lines: Sequence[Line]) -> Iterator[tuple[Items, str]]:
    """The items of each list as their lines, and the line above the list."""
    above = caption = ""
    items: Items = []
    labelled = gap = False
    for line in lines:
        if not line.text:
            gap = True
            continue
        bullet = _BULLET.match(line.text) is not None
        label = not bullet and _is_label(line.text)
        if items and (bullet or label) and label == labelled:
            items.append([line])
        elif items and not gap and not label and not bullet:
            items[-1].append(line)
        else:
            yield from _closed(items, caption, labelled)
            above = items[0][0].text if len(items) == 1 else above  # `3. Error codes` is a heading, no item.
            items, labelled, caption = ([[line]] if bullet or label else []), label, above
        if not items:
            above = line.text
        gap = False
    yield from _closed(items, caption, labelled)


def _closed(items: Items, caption: str, labelled: bool) -> Iterator[tuple[Items, str]]:
    if len(items) >= (LEAST_LABELLED if labelled else LEAST_ITEMS):
        yield items, caption


def _is_label(line: str) -> bool:
    match = _LABELLED.match(line)
    return match is not None and any(map(str.isdigit, match["label"]))


def item_text(line: str) -> str:
    """An item without its bullet."""
    bullet = _BULLET.match(line)
    return line[bullet.end() :] if bullet else line


def _register(document: DocumentText, items: Items, caption: str) -> Register:
    records = [_record(document, item) for item in items]
    title = _NUMBERED_TITLE.sub("", caption.rstrip(": "), count=1)
    labels = labels_at(document, items[0][0].start, caption)
    return Register(title, (*labels, title) if title and len(title) <= 160 else labels, (), records)


def _record(document: DocumentText, item: list[Line]) -> Record:
    bullet = _BULLET.match(item[0].text)
    start = item[0].start + (bullet.end() if bullet else 0)
    named = _NAME.match(item[0].text[bullet.end() if bullet else 0 :])
    return Record(named["name"].strip() if named else "", (), document, start, item[-1].end)
