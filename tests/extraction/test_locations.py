"""Whatever is read: offsets, pages and headings truly locate the text, and no word is lost."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.extraction.child import reader_for
from chalicelib.adapters.extraction.normalise import clean
from chalicelib.adapters.extraction.slicing import read_slice
from chalicelib.models import ExtractedSlice, Heading, SliceRequest
from chalicelib.rag.documents.chunking import ChunkSizes, chunk, open_headings
from tests.extraction.samples import MAKERS, Sample, Section, words

PAGED = ("pdf", "pptx")
HEADED = ("docx", "pptx", "html", "md", "epub", "pdf", "adoc", "org", "rst", "ipynb", "mhtml", "rtf", "odt")
WORD = re.compile(r"\w")
LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHäöüéèñç"
WIDE = LATIN + "đườngạếơ数据检索あいабвгד😀e\u0301"


def samples(alphabet: str) -> st.SearchStrategy[Sample]:
    word = st.text(alphabet, min_size=1, max_size=9)
    line = st.lists(word, min_size=1, max_size=25).map(" ".join)
    title = st.lists(word, min_size=1, max_size=3).map(lambda parts: "Part " + " ".join(parts))
    cell = st.lists(word, min_size=1, max_size=2).map(" ".join)
    table = st.lists(st.tuples(cell, cell, cell), max_size=8).map(tuple)
    section = st.builds(Section, title, st.lists(line, min_size=1, max_size=4).map(tuple), table)
    return st.lists(section, min_size=1, max_size=4).map(numbered)


def numbered(sections: list[Section]) -> Sample:
    """Titles that differ, so that each heading can be told from the others."""
    return tuple(
        Section(f"S{number} {one.title}"[:31].strip(), one.paragraphs, one.table) for number, one in enumerate(sections)
    )


def slices(path: Path, kind: str, limit: int) -> list[ExtractedSlice]:
    found = [read_slice(reader_for(kind), path, SliceRequest(max_characters=limit))]
    while found[-1].cursor is not None:
        last = found[-1]
        place = last.offset + len(last.text)
        found.append(read_slice(reader_for(kind), path, SliceRequest(last.cursor, place, open_headings(last), limit)))
    return found


@pytest.mark.parametrize("kind", sorted(MAKERS))
@settings(max_examples=12)
@given(data=st.data())
def test_slices_and_chunks_locate_their_text(kind: str, data: st.DataObject) -> None:
    sample = data.draw(samples(LATIN if kind == "pdf" else WIDE))
    limit = data.draw(st.integers(30, 600))
    sizes = ChunkSizes(target=data.draw(st.integers(20, 200)), limit=300)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sample.{kind}"
        MAKERS[kind](sample, path)
        (whole,) = slices(path, kind, 10_000_000)
        parts = slices(path, kind, limit)
    check_words(kind, sample, whole.text)
    check_parts(whole, parts, limit)
    for part in (whole, *parts):
        check_chunks(whole, part, sizes)
    if kind in PAGED:
        check_pages(sample, whole)
    check_no_heading_is_parted(whole, whole, sizes)
    if kind in HEADED:
        check_headings(sample, whole, sizes)


def check_words(kind: str, sample: Sample, text: str) -> None:
    if kind in ("xlsx", "ods", "csv"):
        sample = tuple(Section("", () if one.table else one.paragraphs, one.table) for one in sample)
    for word in words(sample):
        assert clean(word) in text


def check_parts(whole: ExtractedSlice, parts: list[ExtractedSlice], limit: int) -> None:
    assert "".join(part.text for part in parts) == whole.text
    assert all(0 < len(part.text) <= limit for part in parts[:-1])
    assert [heading for part in parts for heading in part.headings] == list(whole.headings)
    assert {(span.number, at) for part in parts for span in part.pages for at in range(span.start, span.end)} == {
        (span.number, at) for span in whole.pages for at in range(span.start, span.end)
    }
    for heading in whole.headings:
        assert whole.text.startswith(heading.title, heading.start)


def check_chunks(whole: ExtractedSlice, part: ExtractedSlice, sizes: ChunkSizes) -> None:
    chunks = chunk(part, "sample", 7, sizes)
    assert [one.ordinal for one in chunks] == list(range(7, 7 + len(chunks)))
    for one in chunks:
        assert one.text == whole.text[one.start : one.end]
        assert one.text.strip()
        assert one.embedding_text.endswith(one.text.rstrip())
        assert one.tokens <= sizes.limit or len(one.text) == 1
        spans = [span for span in whole.pages if span.start <= one.start < span.end]
        assert [span.number for span in spans] == ([one.page] if one.page else [])
    for before, after in pairwise(chunks):
        assert before.end <= after.start
        if before.page == after.page:
            assert before.end == after.start
    covered = {at for one in chunks for at in range(one.start, one.end)}
    lost = [at for at in range(part.offset, part.offset + len(part.text)) if at not in covered]
    assert not "".join(whole.text[at] for at in lost).strip()


def check_no_heading_is_parted(whole: ExtractedSlice, part: ExtractedSlice, sizes: ChunkSizes) -> None:
    """A chunk that has a heading has all of it, and words after it if any stand behind it on its page."""
    for one in chunk(part, "sample", 0, sizes):
        for heading in part.headings:
            if line_start(whole, heading) < one.end and one.start <= heading.start:
                rest = whole.text[heading.start + len(heading.title) : page_end(whole, one.start)]
                assert heading.start + len(heading.title) <= one.end
                assert not WORD.search(rest) or WORD.search(
                    rest[: max(one.end - heading.start - len(heading.title), 0)]
                )


def page_end(whole: ExtractedSlice, place: int) -> int:
    return next((span.end for span in whole.pages if span.start <= place < span.end), len(whole.text))


def check_pages(sample: Sample, whole: ExtractedSlice) -> None:
    assert [span.number for span in whole.pages] == list(range(1, len(sample) + 1))
    for section, span in zip(sample, whole.pages, strict=True):
        for word in words((section,)):
            assert clean(word) in whole.text[span.start : span.end]


def heading_at(whole: ExtractedSlice, place: int) -> tuple[str, ...]:
    """The heading, all are of one level, that a character stands under; its line begins its section."""
    return tuple(heading.title for heading in whole.headings if line_start(whole, heading) <= place)[-1:]


def line_start(whole: ExtractedSlice, heading: Heading) -> int:
    return whole.text.rfind("\n", 0, heading.start) + 1


def check_headings(sample: Sample, whole: ExtractedSlice, sizes: ChunkSizes) -> None:
    assert [heading.title for heading in whole.headings] == [clean(section.title) for section in sample]
    for one in chunk(whole, "sample", 0, sizes):
        under = Counter(heading_at(whole, place) for place in range(one.start, one.end))
        assert under[one.heading] == max(under.values())
