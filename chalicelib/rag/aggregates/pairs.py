"""Sections that repeat the same lines `name: value`: each is a record, in one document or in many."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.rag.aggregates.registers import Record, Register, labels_at
from chalicelib.rag.aggregates.texts import DocumentText, Line

_PAIR = re.compile(r"(?:[-*•+]\s+)?\**(?P<name>[^\W\d][^:|.!?\n]{0,39}?)\**\s?[:：]\**\s*(?P<value>\S.*)")
_TITLE_CHARACTERS = 120
_SHARED = 0.5  # Share of names that two sections of one kind have in common.
_CODE = re.compile(r"\S*\d\S*$")


@dataclass
class Section:
    """Lines of `name: value` under a line that names them."""

    title: str
    start: int
    end: int
    pairs: dict[str, str] = field(default_factory=dict)


def pair_registers(document: DocumentText, lines: Sequence[Line]) -> tuple[list[Register], list[Line]]:
    """A register of each kind of section that repeats; and the lines that belong to none."""
    sections = _sections(lines)
    groups: list[tuple[set[str], list[Section]]] = []
    for section in sections:
        names = set(section.pairs)
        for known, group in reversed(groups):
            if len(known & names) >= max(_SHARED * max(len(known), len(names)), 2):
                known |= names
                group.append(section)
                break
        else:
            groups.append((names, [section]))
    repeated = [group for _, group in groups if len(group) > 1]
    registers = [_register(document, group) for group in repeated]
    inside = sorted((section.start, section.end) for group in repeated for section in group)
    return registers, _outside(lines, inside)


def single_sections(document: DocumentText, lines: Sequence[Line]) -> list[Register]:
    """A document that is one record itself: its lines `name: value` do not repeat in it."""
    sections = [section for section in _sections(lines) if len(section.pairs) > 2]
    return [_register(document, sections)] if len(sections) == 1 else []


def _outside(lines: Sequence[Line], inside: Sequence[tuple[int, int]]) -> list[Line]:
    kept, at = [], 0
    for line in lines:
        while at < len(inside) and inside[at][1] < line.end:
            at += 1
        if not line.text or at == len(inside) or line.start < inside[at][0]:
            kept.append(line)
    return kept


def _sections(lines: Sequence[Line]) -> list[Section]:
    """Runs of at least two pairs; a name that comes again begins a new one."""
    sections: list[Section] = []
    current: Section | None = None
    above: Line | None = None
    for line in lines:
        if not line.text:
            continue
        pair = _PAIR.fullmatch(line.text)
        if pair is None:
            current, above = None, line
            continue
        name, value = pair["name"].strip(), pair["value"].strip().strip("*").strip()
        if current is None or name in current.pairs:
            titled = above is not None and len(above.text) <= _TITLE_CHARACTERS
            start = above.start if above and titled else line.start
            current = Section(
                above.text.lstrip("#").strip() if above and titled else f"{name} {value}", start, line.end
            )
            above = None
            sections.append(current)
        current.pairs[name] = value
        current.end = line.end
    return [section for section in sections if len(section.pairs) > 1]


def _register(document: DocumentText, sections: Sequence[Section]) -> Register:
    """Its columns are the names of all sections, after their titles."""
    columns = tuple(dict.fromkeys(name for section in sections for name in section.pairs))
    noun, names = _noun_of([section.title for section in sections])
    records = [
        Record(
            name, (name, *(section.pairs.get(column, "") for column in columns)), document, section.start, section.end
        )
        for name, section in zip(names, sections, strict=True)
    ]
    labels = labels_at(document, sections[0].start)
    own = {section.title for section in sections}
    return Register(noun, tuple(label for label in labels if label not in own), (noun, *columns), records, 0)


def _noun_of(titles: Sequence[str]) -> tuple[str, list[str]]:
    """`Contract 012`, `Contract 013` → `Contract` and the rest of each; no noun where they share none."""
    starts = Counter(
        " ".join(title.split()[:length]) for title in titles for length in (1, 2, 3) if len(title.split()) > length
    )
    shared = [start for start, count in starts.items() if count == len(titles) and not _CODE.search(start)]
    noun = max(shared, key=len, default="")
    return noun, [title[len(noun) :].strip(" :.–-") or title for title in titles]
