"""A guide to a document: what it says, and what can be asked of it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class GuideSentence:
    """A sentence of the document: characters `start` to `end` of its text, on `page`, in the chunk with the `ordinal`.

    Line breaks in it are blanks.
    """

    text: str
    start: int
    end: int
    page: int | None
    ordinal: int


@dataclass(frozen=True)
class GuideQuestion:
    """A question. Characters `start` to `end` of the document's text answer it: it was made from them."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Guide:
    """`summary` in the order of reading; `made_by` says what wrote both."""

    summary: tuple[GuideSentence, ...] = ()
    questions: tuple[GuideQuestion, ...] = ()
    made_by: Literal["rules"] = "rules"
