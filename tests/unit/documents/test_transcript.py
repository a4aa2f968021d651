"""A page's text is replaced by another reader's: everything of the slice moves along, and words keep their boxes."""

from copy import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import ExtractedSlice, Heading, PageSpan, WordBox
from chalicelib.rag.documents.transcript import AGREED, merged

OFFSET = 100  # Where the slice begins in the whole text.


def slice_of(*pages: str, headings: tuple[tuple[int, str], ...] = (), unread: tuple[int, ...] = ()) -> ExtractedSlice:
    """Pages from number 4 on, each word of theirs recognised with confidence 50; headings by page and title."""
    text, spans, words = "", [], []
    for number, page in enumerate(pages, 4):
        start = OFFSET + len(text)
        at = start
        for word in page.split():
            at = start + page.index(word, at - start)
            words.append(WordBox(at, at + len(word), at, 1, at + 1, 2, 50))
            at += len(word)
        text += page
        spans.append(PageSpan(number, start, OFFSET + len(text)))
    titles = tuple(
        Heading(OFFSET + text.index(title, spans[number - 4].start - OFFSET), 2, title) for number, title in headings
    )
    return ExtractedSlice(text, OFFSET, tuple(spans), titles, 5, 9, words=tuple(words), unread=unread)


def said(slice_: ExtractedSlice, number: int) -> str:
    span = next(page for page in slice_.pages if page.number == number)
    return slice_.text[span.start - OFFSET : span.end - OFFSET]


def word_at(slice_: ExtractedSlice, word: WordBox) -> str:
    return slice_.text[word.start - OFFSET : word.end - OFFSET]


def test_the_page_has_the_other_readers_text_and_the_others_stay() -> None:
    before = slice_of("The first page.\n\n", "Tbe sec0nd paqe.\n\n", "The third.\n\n", headings=((6, "The third"),))
    after = merged(before, {5: "The second page,\nread well."})
    assert [said(after, number) for number in (4, 5, 6)] == [
        "The first page.\n\n",
        "The second page,\nread well.\n\n",
        "The third.\n\n",
    ]
    assert [after.text[heading.start - OFFSET :] for heading in after.headings] == ["The third.\n\n"]


def test_words_keep_their_boxes_where_the_new_text_has_one_in_their_place() -> None:
    before = slice_of("Rent is 1,2OO euro a month.\n\n")
    after = merged(before, {4: "Rent is 1,200 euro a month."})
    assert [word_at(after, word) for word in after.words] == ["Rent", "is", "1,200", "euro", "a", "month."]
    assert [word.left for word in after.words] == [word.left for word in before.words]
    assert [word.confidence for word in after.words] == [AGREED, AGREED, 50, AGREED, AGREED, AGREED]


def test_words_without_a_place_in_the_new_text_have_no_box() -> None:
    before = slice_of("~~ -- The lease ends in May.\n\n")
    after = merged(before, {4: "The lease ends on the last day of May."})
    assert [word_at(after, word) for word in after.words] == ["The", "lease", "ends", "May."]


def test_a_heading_stays_where_its_words_stand_in_the_new_text() -> None:
    before = slice_of(
        "Terms  of lease\nSrnudge\nThe lease ends.\n\n", headings=((4, "Terms  of lease"), (4, "Srnudge"))
    )
    after = merged(before, {4: "TERMS OF LEASE\nThe lease ends."})
    assert [(heading.title, heading.start) for heading in after.headings] == [("TERMS OF LEASE", OFFSET)]


@pytest.mark.parametrize("unread", [(5,), (3,), (4,)])
def test_a_page_that_could_not_be_read_gets_its_text_in_its_place(unread: tuple[int, ...]) -> None:
    """The reader names it, and has no page for it."""
    before = replace(slice_of("The first page.\n\n", "The last.\n\n"), unread=unread)
    first, last = before.pages
    pages = (replace(first, number=4 if 4 not in unread else 3), replace(last, number=6))
    before = replace(before, pages=pages)
    after = merged(before, {unread[0]: "Written by hand."})
    assert said(after, unread[0]) == "Written by hand.\n\n"
    assert [page.number for page in after.pages] == sorted([*unread, *(page.number for page in pages)])
    assert "".join(said(after, page.number) for page in after.pages) == after.text
    assert after.unread == ()
    assert merged(before, {}) == before


@given(
    st.lists(st.text("ab \n", max_size=30), min_size=1, max_size=5),
    st.dictionaries(st.integers(4, 8), st.text("abc \n", max_size=30).map(str.strip).filter(bool)),
)
def test_pages_words_and_text_fit_each_other(pages: list[str], texts: dict[int, str]) -> None:
    before = slice_of(*pages)
    after = merged(before, texts)
    assert "".join(said(after, page.number) for page in after.pages) == after.text
    for number, page in enumerate(pages, 4):
        text = texts.get(number)
        wanted = page if text is None else text + "\n\n"
        assert (said(after, number) if wanted else "") == wanted
    assert all(word_at(after, word).strip() == word_at(after, word) != "" for word in after.words)
    assert [word.start for word in after.words] == sorted(word.start for word in after.words)
