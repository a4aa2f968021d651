"""Which pages a model that sees them reads a second time, and that nothing is lost where it cannot."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from chalicelib.errors import BudgetExceededError, DocumentError, ModelAccessError, ModelBusyError, StoreBusyError
from chalicelib.models import Document, ExtractedSlice, ModelEnd, ModelEvent, PageSpan, TextPart, Turn, Usage, WordBox
from chalicelib.rag.documents.second_reader import LEAST_SECONDS, SecondReader, doubtful_pages
from chalicelib.rag.documents.staging import StagedSlice, staged

DOCUMENT = Document("o", "d", "a.pdf", "application/pdf", 1, "extracting", "", "")
WORDS = "ten words "  # Of each page.


class Model:
    """Says its replies in turn, the last one again and again; an error among them is raised."""

    def __init__(self, *replies: str | Exception) -> None:
        self.replies = list(replies)
        self.seen: list[bytes] = []

    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> Iterator[ModelEvent]:
        self.seen += turns[-1].pictures
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        yield TextPart(reply)
        yield ModelEnd("end_turn", Usage(1_000, 100, 0.01))


class Drawer:
    """A picture of a page is its number; of page `bad` there is none."""

    def __init__(self, bad: int = 0) -> None:
        self.bad = bad

    def picture(self, path: Path, filename: str, page: int) -> bytes:
        if page == self.bad:
            raise DocumentError("unreadable", "This file is damaged.")
        return str(page).encode()


class Meter:
    def __init__(self, left: float = 1.0, *, broken: bool = False) -> None:
        self.left, self.broken = left, broken

    def check_price(self, owner_id: str) -> None:
        if self.left <= 0:
            raise BudgetExceededError("Today's budget is used up.")

    def add_embedded(self, owner_id: str, model: str, tokens: int) -> None:
        raise AssertionError

    def add_transcribed(self, owner_id: str, usage: Usage) -> None:
        if self.broken:
            raise StoreBusyError
        self.left -= usage.price_usd


def slice_of(*confidences: int | None, unread: tuple[int, ...] = (), done: int | None = None) -> ExtractedSlice:
    """A page for each confidence, with two words; None for a page whose text the file itself has."""
    pages, words = [], []
    for index, confidence in enumerate(confidences):
        start = index * len(WORDS)
        pages.append(PageSpan(index + 1, start, start + len(WORDS)))
        if confidence is not None:
            words += [WordBox(start + at, start + at + size, 0, 0, 1, 1, confidence) for at, size in ((0, 3), (4, 5))]
    count = len(confidences) if done is None else done
    text = WORDS * len(confidences)
    return ExtractedSlice(text, 0, tuple(pages), (), count, 9, words=tuple(words), unread=unread)


def improved(
    slice_: ExtractedSlice,
    model: Model,
    *,
    pages: int = 9,
    meter: Meter | None = None,
    drawer: Drawer | None = None,
    before: StagedSlice | None = None,
    seconds: float = LEAST_SECONDS,
) -> ExtractedSlice:
    pauses: list[float] = []
    reader = SecondReader(drawer or Drawer(), model, meter or Meter(), "m", pages, pauses.append)
    return reader.improved(slice_, Path("a.pdf"), DOCUMENT, before, lambda: seconds)


def test_pages_that_were_recognised_badly_are_doubtful() -> None:
    assert list(doubtful_pages(slice_of(79, 80, None, 20), 0)) == [1, 4]
    assert list(doubtful_pages(slice_of(99, 99, unread=(2,)), 0)) == [2]


def test_a_page_that_does_not_stand_wholly_in_the_slice_is_left() -> None:
    assert list(doubtful_pages(slice_of(20, 20, 20, done=2), 1)) == [2]


def test_the_model_reads_the_doubtful_pages_alone() -> None:
    model = Model("Sure: <page>two\nlines</page>")
    after = improved(slice_of(99, 20, None), model)
    assert model.seen == [b"2"]
    assert after.text == f"{WORDS}two\nlines\n\n{WORDS}"


def test_no_more_pages_of_a_document_than_the_setting_says() -> None:
    model = Model("<page>new</page>")
    first = improved(slice_of(20, 20, 20), model, pages=2)
    assert (sorted(model.seen), first.shown) == ([b"1", b"2"], 2)
    before = staged(first, [], None, DOCUMENT)
    assert before.shown == 2
    assert improved(slice_of(20, 20, 20, 20), model, pages=2, before=before).shown == 0
    assert improved(slice_of(20, 20, 20, 20), model, pages=3, before=before).shown == 1


@pytest.mark.parametrize(
    "reply",
    [
        "I cannot read this page.",
        "<page>cut off",
        f"<page>{'x' * 20_001}</page>",
        "<page> </page>",
        ModelAccessError(),
        ModelBusyError(),
    ],
    ids=["refusal", "cut off", "too long", "empty", "no access", "busy"],
)
def test_a_page_that_the_model_does_not_read_stays_as_it_was_recognised(reply: str | Exception) -> None:
    slice_ = slice_of(20, 99)
    after = improved(slice_, Model(reply))
    assert (after.text, after.words) == (slice_.text, slice_.words)


def test_a_busy_model_is_asked_again() -> None:
    assert improved(slice_of(20), Model(ModelBusyError(), ModelBusyError(), "<page>new</page>")).text == "new\n\n"


def test_nothing_is_read_beyond_the_price_of_the_day() -> None:
    model = Model("<page>new</page>")
    assert improved(slice_of(20, 20), model, meter=Meter(left=0.0)).text == WORDS * 2
    assert model.seen == []


def test_nothing_is_begun_that_the_function_has_no_time_for() -> None:
    assert improved(slice_of(20), Model("<page>new</page>"), seconds=LEAST_SECONDS - 1).text == WORDS


def test_text_that_was_paid_for_is_kept_though_it_was_not_counted() -> None:
    assert improved(slice_of(20), Model("<page>new</page>"), meter=Meter(broken=True)).text == "new\n\n"


def test_one_page_that_cannot_be_drawn_leaves_the_others() -> None:
    after = improved(slice_of(20, 20), Model("<page>new</page>"), drawer=Drawer(bad=1))
    assert after.text == f"{WORDS}new\n\n"
