"""What a document is: what its file states of itself, and the profile that rules make of that and of its text."""

from dataclasses import dataclass
from typing import Literal

DocumentKind = Literal[
    "article",
    "book",
    "code",
    "contract",
    "data",
    "document",
    "email",
    "invoice",
    "letter",
    "notebook",
    "report",
    "slides",
    "spreadsheet",
    "transcript",
    "web_page",
]
Unit = Literal["page", "slide", "sheet"]


@dataclass(frozen=True)
class Extent:
    """How long a document is: `count` pages, slides or sheets."""

    count: int
    unit: Unit


@dataclass(frozen=True)
class Metadata:
    """What a file states of itself, cleaned and bounded, before any rule has judged it.

    Dates are ISO 8601 of any precision: `2023`, `2023-05-04`, `2023-05-04T10:00:00Z`. `format` is the ending by which
    the file was read, `program` what made it; `wide`: its first page is wider than high.
    """

    format: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    written: str | None = None
    changed: str | None = None
    sent: str | None = None
    language: str | None = None
    version: str | None = None
    extent: Extent | None = None
    program: str | None = None
    wide: bool = False


@dataclass(frozen=True)
class Period:
    """The time that a document is about, in its own words; `year` and the ISO days where it states them."""

    label: str
    year: int | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class OutlineEntry:
    """A heading: its level from 1, the page it stands on, and its first character in the extracted text."""

    title: str
    level: int
    start: int
    page: int | None = None


@dataclass(frozen=True)
class Profile:
    """What a document is, by rules. What neither file nor text states is None.

    `written`, `changed` and `sent` are ISO 8601 of any precision, as in `Metadata`. `version` is the one that the
    document names, such as `2.1`; which upload it is says `Document.version`.
    """

    kind: DocumentKind = "document"
    title: str | None = None
    authors: tuple[str, ...] = ()
    written: str | None = None
    changed: str | None = None
    sent: str | None = None
    language: str | None = None
    period: Period | None = None
    version: str | None = None
    extent: Extent | None = None
    outline: tuple[OutlineEntry, ...] = ()
