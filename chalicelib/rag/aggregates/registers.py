"""Registers: the records that documents hold, read by code from tables, lists, repeated sections and prose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chalicelib.rag.aggregates.texts import DocumentText

MOST_LABEL = 160  # Characters of a heading or caption that names a register.


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its name, its cells by column, and characters `start` to `end` of `document`'s joined text."""

    name: str
    cells: tuple[str, ...]
    document: DocumentText
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True)
class Register:
    """Records of one kind. `columns` are empty for records of prose, whose words alone tell what they hold.

    `noun` is what its records are called, as `contract`; `labels` are the title, headings and captions that it stands
    under. `doubtful` names records that could not be told from others, `repeated` those that other text is about too.
    The last `periods` columns are words that were made of a date.
    """

    noun: str
    labels: tuple[str, ...]
    columns: tuple[str, ...]
    records: Sequence[Record]
    key: int | None = None
    doubtful: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    periods: int = 0

    @property
    def name(self) -> str:
        """What tells it from other registers."""
        return next((label for label in reversed(self.labels) if label), self.noun)


def labels_at(document: DocumentText, character: int, caption: str = "") -> tuple[str, ...]:
    """What a register at a character is called: its document, its headings, the line above it."""
    labels = (document.title, *document.headings_at(character), caption.lstrip("#").strip())
    return tuple(dict.fromkeys(label for label in labels if label and len(label) <= MOST_LABEL))


def merged(registers: Iterable[Register]) -> list[Register]:
    """Parts of one register as one: those with the same columns, noun and labels."""
    parts: dict[tuple[object, ...], list[Register]] = {}
    for register in registers:
        parts.setdefault((register.noun, register.columns, register.labels), []).append(register)
    return [joined(same) for same in parts.values()]


def joined(registers: Sequence[Register]) -> Register:
    """One register of the records of several; its labels are those that all of them have."""
    one, *others = registers
    if not others:
        return one
    shared = tuple(label for label in one.labels if all(label in other.labels for other in others))
    return replace(
        one,
        labels=shared or one.labels,
        records=[record for register in registers for record in register.records],
        doubtful=tuple(name for register in registers for name in register.doubtful),
        repeated=tuple(name for register in registers for name in register.repeated),
    )
