"""Chunks: sized in tokens, cut along structure, each with its page and headings, and a prefix that is only embedded."""

from dataclasses import replace

import pytest

from chalicelib.models import ExtractedSlice, Heading, PageSpan, Section
from chalicelib.rag.documents.chunking import (
    DEFAULT,
    OPENING_CHARACTERS,
    OPENING_WORDS,
    PART_TOKENS,
    ChunkSizes,
    about,
    chunk,
    embedded_texts,
    open_headings,
)
from chalicelib.rag.text.tokens import estimate_tokens

SENTENCE = "The grain harvest of the northern provinces was larger than in any year before. "


def slice_of(
    text: str,
    offset: int = 0,
    pages: tuple[PageSpan, ...] = (),
    headings: tuple[Heading, ...] = (),
    before: tuple[Heading, ...] = (),
) -> ExtractedSlice:
    return ExtractedSlice(text, offset, pages, headings, done=1, total=1, headings_before=before)


def test_chunks_hold_all_of_the_text_in_order() -> None:
    text = (SENTENCE * 7 + "\n\n") * 20
    chunks = chunk(slice_of(text, offset=1000), "Report", 5)
    assert [piece.ordinal for piece in chunks] == list(range(5, 5 + len(chunks)))
    assert all(piece.text == text[piece.start - 1000 : piece.end - 1000] for piece in chunks)
    assert "".join("".join(piece.text.split()) for piece in chunks) == "".join(text.split())


def test_no_chunk_is_over_the_limit() -> None:
    for text in (SENTENCE * 200, "x" * 20_000, "数据检索" * 5000, "0f3a9bc4" * 3000, "$ | 1,234 | (5%)\n" * 900):
        assert max(piece.tokens for piece in chunk(slice_of(text), "Title", 0)) <= DEFAULT.limit


def test_chunks_are_near_their_target() -> None:
    sizes = [estimate_tokens(piece.text) for piece in chunk(slice_of(SENTENCE * 300), "T", 0)]
    assert min(sizes[:-1]) > DEFAULT.target * 0.6


def test_a_chunk_knows_its_page_and_headings() -> None:
    text = "Intro\n\n" + SENTENCE * 30 + "\n\nDetails\n\n" + SENTENCE * 30
    details = text.index("Details")
    chunks = chunk(
        slice_of(
            text,
            headings=(Heading(0, 1, "Intro"), Heading(details, 2, "Details")),
            pages=(PageSpan(4, 0, details), PageSpan(5, details, len(text))),
        ),
        "Report",
        0,
    )
    assert {(piece.page, piece.heading) for piece in chunks} == {(4, ("Intro",)), (5, ("Intro", "Details"))}
    assert chunks[-1].embedding_text == "Report > Intro > Details\n\n" + chunks[-1].text.rstrip()
    assert "Report" not in chunks[-1].text


def test_a_slice_goes_on_under_the_headings_before_it() -> None:
    before = (Heading(0, 1, "Book"), Heading(9, 2, "Chapter"))
    text = SENTENCE * 3 + "\n\nNext\n\n" + SENTENCE
    start = 500 + text.index("Next")
    slice_ = slice_of(text, 500, headings=(Heading(start, 2, "Next"),), before=before)
    assert chunk(slice_, "T", 0)[0].heading == ("Book", "Chapter")
    assert [heading.title for heading in open_headings(slice_)] == ["Book", "Next"]


@pytest.mark.parametrize(("before", "heading"), [(1, ("Chapter", "Balance sheets")), (6, ("Chapter", "Income"))])
def test_a_chunk_is_under_the_heading_of_its_longest_part(before: int, heading: tuple[str, ...]) -> None:
    """What a page begins with, its running title for one, may go with the section after it."""
    text = SENTENCE * before + "\n\nBalance sheets\n\n" + SENTENCE * 3
    headings = (Heading(text.index("Balance"), 2, "Balance sheets"),)
    slice_ = slice_of(text, headings=headings, before=(Heading(0, 1, "Chapter"), Heading(9, 2, "Income")))
    assert chunk(slice_, "T", 0)[0].heading == heading


def test_short_sections_stay_together() -> None:
    parts = [f"Section {n}\n\nOne line.\n\n" for n in range(10)]
    starts = [sum(map(len, parts[:n])) for n in range(10)]
    headings = tuple(Heading(start, 1, f"Section {n}") for n, start in enumerate(starts))
    assert len(chunk(slice_of("".join(parts), headings=headings), "T", 0)) == 1


def test_a_chunk_of_several_sections_has_the_headings_of_all() -> None:
    text = "## One\n\nFirst.\n\n## Two\n\nSecond.\n"
    two = text.index("## Two")
    headings = (Heading(3, 2, "One"), Heading(two + 3, 2, "Two"))
    before = (Heading(0, 1, "Book"),)
    (both,) = chunk(slice_of(text, headings=headings, before=before), "T", 0)
    assert both.sections == (Section(0, ("Book", "One")), Section(two, ("Book", "Two")))
    (one,) = chunk(slice_of(text[:two], headings=headings[:1], before=before), "T", 0)
    assert (one.sections, one.heading) == ((), ("Book", "One"))


def test_a_long_title_leaves_room_for_the_text() -> None:
    (one,) = chunk(slice_of("Short."), "Very long name " * 200, 0)
    assert one.tokens <= DEFAULT.prefix + 10
    assert one.text == "Short."


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_blank_text_has_no_chunks(text: str) -> None:
    assert chunk(slice_of(text), "T", 0) == []


def test_sizes_can_be_set() -> None:
    small = chunk(slice_of(SENTENCE * 40), "T", 0, ChunkSizes(target=60, limit=100, prefix=20))
    assert max(piece.tokens for piece in small) <= 100


def test_no_chunk_crosses_a_page() -> None:
    """A passage names one page, and all of its words have to stand on it."""
    texts = ["The first page is short.", "So is the second one, with Old Agnes on it.", "And the third."]
    text = "\n\n".join(texts)
    starts = [text.index(piece) for piece in texts]
    ends = [*starts[1:], len(text)]
    pages = tuple(PageSpan(n, a, b) for n, (a, b) in enumerate(zip(starts, ends, strict=True), start=1))
    slice_ = ExtractedSlice(text=text, offset=0, pages=pages, headings=(), done=3, total=3)
    assert [(piece.page, piece.text.rstrip()) for piece in chunk(slice_, "t", 0)] == list(enumerate(texts, start=1))


def test_neighbours_on_a_page_touch() -> None:
    text = "\n\n".join(SENTENCE * 20 for _ in range(6))
    half = text.index("\n\n", len(text) // 2) + 2
    pages = (PageSpan(1, 0, half), PageSpan(2, half, len(text)))
    chunks = chunk(slice_of(text, pages=pages), "T", 0)
    joined = {page: "".join(piece.text for piece in chunks if piece.page == page) for page in (1, 2)}
    assert joined == {1: text[:half], 2: text[half:]}


def test_what_is_short_goes_with_its_neighbour() -> None:
    """A running title before a section, and the last line of a page, are no passages of their own."""
    title, foot = "Lantern Bikes\n\n", "\n\nHandbook | 7\n"
    for sentences in (12, 22, 30):
        body = "Brakes\n\n" + SENTENCE * sentences
        text = title + body + foot
        headings = (Heading(len(title), 1, "Brakes"), Heading(text.index("Handbook"), 1, "Handbook | 7"))
        sizes = [piece.tokens for piece in chunk(slice_of(text, headings=headings), "", 0)]
        assert min(sizes) > DEFAULT.target // 4, (sentences, sizes)


def test_parts_hold_all_text_each_after_title_and_headings() -> None:
    text = "# Harvest\n\n" + (SENTENCE * 7 + "\n\n") * 9
    headings = (Heading(0, 1, "Harvest"),)
    chunks = chunk(slice_of(text, headings=headings), "Report", 0)
    for piece in chunks:
        texts = embedded_texts(piece)
        assert len(texts) == piece.parts > 1
        assert all(one.startswith("Report > Harvest\n\n") for one in texts)
        bodies = [one.removeprefix("Report > Harvest\n\n") for one in texts]
        assert "".join("".join(bodies).split()) == "".join(piece.text.split())
        assert all(estimate_tokens(body) <= PART_TOKENS for body in bodies)
        assert sum(map(estimate_tokens, texts)) <= 1.02 * piece.tokens + len(texts)


def test_a_chunk_that_is_no_longer_than_a_part_is_embedded_as_a_whole() -> None:
    (piece,) = chunk(slice_of(SENTENCE * 2), "Report", 0)
    assert piece.cuts == ()
    assert embedded_texts(piece) == [piece.embedding_text]


def test_a_document_is_named_by_its_file_and_its_first_words() -> None:
    chunks = chunk(slice_of("Apple Inc.\n\nFor the quarterly  period ended June 25, 2022\n\n" + "word " * 2000), "t", 0)
    text = about("2022_Q3_AAPL.pdf", chunks)
    assert text.startswith("2022 Q3 AAPL\nApple Inc. For the quarterly period ended June 25, 2022 word")
    assert len(text.split()) == 3 + OPENING_WORDS
    assert len(about("x.txt", [replace(chunks[0], text="東京都" * 1000)])) < OPENING_CHARACTERS + 10
