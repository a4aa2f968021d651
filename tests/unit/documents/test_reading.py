"""The budget of a document: what was read stays, and why the rest was not read is told."""

from copy import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from chalicelib.errors import DocumentError
from chalicelib.models import FIRST_SLICE, Document, ExtractedSlice, PageSpan, Partial, PartialCode, SliceRequest
from chalicelib.rag.documents.chunking import chunk
from chalicelib.rag.documents.messages import REASONS, note_of, of_partial, with_message
from chalicelib.rag.documents.reading import CAREFUL_SECONDS, Reading, ReadingBudget
from chalicelib.rag.documents.staging import StagedSlice, staged

DOCUMENT = Document("o", "d", "a.pdf", "application/pdf", 1, "extracting", "", "")
PAGES = 9


class Pages:
    """A file of nine pages of ten characters, a page a slice, two seconds each; the page `bad` cannot be read."""

    def __init__(self, bad: int = 0) -> None:
        self.bad = bad
        self.asked: list[tuple[int, int | None, float | None]] = []

    def extract(self, path: Path, filename: str, request: SliceRequest = FIRST_SLICE) -> ExtractedSlice:
        self.asked.append((request.max_characters, request.last_page, request.soft_seconds))
        number = int(request.cursor or 0) + 1
        if number == self.bad:
            raise DocumentError("too_complex", "This takes too long.")
        more = str(number) if number < PAGES else None
        pages = (PageSpan(number, request.offset, request.offset + 10),)
        return ExtractedSlice("some words", request.offset, pages, (), number, PAGES, more, seconds=2.0)


def read(pages: Pages, budget: ReadingBudget) -> StagedSlice:
    """The last slice that is staged."""
    reading, before = Reading(pages, budget), None
    while before is None or before.cursor is not None:
        if slice_ := reading.next_slice(Path("a.pdf"), DOCUMENT, before):
            chunks = chunk(slice_, "a", before.end if before else 0)
            before = staged(slice_, chunks, before, DOCUMENT)
    return before


@pytest.mark.parametrize(
    ("budget", "partial"),
    [
        (ReadingBudget(), None),
        (ReadingBudget(seconds=18), None),
        (ReadingBudget(seconds=6), Partial("seconds", 3, 9, "page")),
        (ReadingBudget(characters=90), None),
        (ReadingBudget(characters=40), Partial("characters", 4, 9, "page")),
    ],
)
def test_a_document_ends_with_its_budget(budget: ReadingBudget, partial: Partial | None) -> None:
    last = read(Pages(), budget)
    assert last.partial == partial
    assert last.end == (partial.done if partial else PAGES)


def test_slices_ask_for_what_is_left() -> None:
    pages = Pages()
    read(pages, ReadingBudget(characters=25, pages=7))
    assert pages.asked == [(25, 7, None), (15, 7, None), (5, 7, None)]


def test_what_was_read_before_a_slow_page_stays() -> None:
    pages = Pages(bad=5)
    assert read(pages, ReadingBudget()).partial == Partial("too_complex", 4, 9, "page")
    assert [seconds for *_, seconds in pages.asked] == [None] * 5 + [CAREFUL_SECONDS]


def test_a_slow_first_page_is_a_failure() -> None:
    with pytest.raises(DocumentError, match="too long"):
        read(Pages(bad=1), ReadingBudget())


def test_other_failures_stay_failures() -> None:
    class Damaged(Pages):
        def extract(self, *_: Any, **__: Any) -> ExtractedSlice:
            raise DocumentError("unreadable", "It is damaged.")

    with pytest.raises(DocumentError, match="damaged"):
        Reading(Damaged(), ReadingBudget()).next_slice(Path("a.pdf"), DOCUMENT, None)


@pytest.mark.parametrize(
    ("slice_", "partial"),
    [
        (ExtractedSlice("a", 0, (), (), 40, 100, stopped="cells"), Partial("cells", 40, 100, "percent")),
        (ExtractedSlice("a", 0, (), (), 1, 1, stopped="members"), Partial("members", 1, 1, "part")),
        (ExtractedSlice("a", 0, (PageSpan(1, 0, 1),), (), 0, 1, stopped="pages"), Partial("pages", 0, 1, "part")),
    ],
)
def test_how_far_is_said_in_the_readers_units(slice_: ExtractedSlice, partial: Partial) -> None:
    assert staged(slice_, [], None, DOCUMENT).partial == partial


def test_notes_say_how_far_and_why() -> None:
    assert set(REASONS) == set(get_args(PartialCode))
    partial = Partial("pages", 10_000, 12_345, "page")
    sentence = of_partial(partial)
    assert sentence.startswith("Only 10,000 of 12,345 pages were read: it has more pages than ")
    assert of_partial(replace(partial, unit="percent", done=40)).startswith("Only 40 % of this file was read: ")
    assert of_partial(replace(partial, unit="part")).startswith("Only a part of this file was read: ")
    assert note_of(None, (), 3) is None
    both = note_of(with_message(partial), (3,), 12_345)
    assert both is not None
    assert both.startswith(f"{sentence} Page 3 of ")
