"""Markdown of any shape: headings begin their chunks and are never parted from what stands under them."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.extraction.readers import markdown
from chalicelib.adapters.extraction.slicing import read_slice
from chalicelib.models import Chunk, ExtractedSlice, Heading, SliceRequest
from chalicelib.rag.documents.chunking import ChunkSizes, chunk, open_headings

WORD = re.compile(r"\w")
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # Shrinking a document takes minutes.
SIZES = ChunkSizes(target=120, limit=220, prefix=20)

word = st.text("abcdefghäöüéđườ0123456789", min_size=1, max_size=12)
sentence = st.lists(word, min_size=1, max_size=25).map(lambda words: " ".join(words) + ".")
paragraph = st.lists(sentence, min_size=1, max_size=12).map(" ".join)
title = st.lists(word, min_size=1, max_size=6).map(" ".join)
atx = st.builds("{} {}{}".format, st.integers(1, 6).map("#".__mul__), title, st.sampled_from(["", " #", " ###"]))
setext = st.builds("{}\n{}".format, title, st.sampled_from(["=====", "-----"]))
rows = st.lists(st.builds("| {} | {} |".format, word, word), min_size=1, max_size=8).map("\n".join)
code = st.builds("```\n# {}\n{}\n```".format, word, word)
block = st.one_of(paragraph, paragraph, atx, atx, setext, rows, code)
text = st.lists(block, min_size=1, max_size=30).map(lambda blocks: "\n\n".join(blocks) + "\n")


def slices(written: str, limit: int) -> list[ExtractedSlice]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.md"
        path.write_text(written)
        made = [read_slice(markdown.read, path, SliceRequest(max_characters=limit))]
        while made[-1].cursor is not None:
            last = made[-1]
            at = last.offset + len(last.text)
            made.append(read_slice(markdown.read, path, SliceRequest(last.cursor, at, open_headings(last), limit)))
    return made


@settings(max_examples=30, phases=PHASES)
@given(written=text, limit=st.sampled_from([600, 2000, 1_000_000]))
def test_no_chunk_parts_a_heading_from_its_text(written: str, limit: int) -> None:
    parts = slices(written, limit)
    headings = [heading for part in parts for heading in part.headings]
    whole = "".join(part.text for part in parts)
    chunks = [one for part in parts for one in chunk(part, "made", 0, SIZES)]
    assert "".join(one.text for one in chunks).split() == whole.split()
    for before, after in pairwise(chunks):
        assert not re.search(r"(?:^|\n) {0,3}#{1,6}[ \t]*$", before.text)
        assert not any(whole.rfind("\n", 0, heading.start) + 1 < after.start <= heading.start for heading in headings)
        inside = [heading for heading in headings if before.start <= heading.start < before.end]
        if inside and not WORD.search(whole, inside[-1].start + len(inside[-1].title), before.end):
            assert has_nothing_but(before, inside)  # More headings in a row than a chunk can hold.


def has_nothing_but(one: Chunk, headings: Sequence[Heading]) -> bool:
    text = one.text
    for heading in headings:
        text = text.replace(heading.title[: one.end - heading.start], "", 1)
    return not WORD.search(text)


@pytest.mark.parametrize("body", ["One line.", "One sentence of eight words stands here now. " * 40])
def test_markdown_chunks_begin_with_their_headings_marks(body: str) -> None:
    written = "".join(f"## Part {number}\n\n{body}\n\n### Detail {number}\n\n{body}\n\n" for number in range(12))
    (whole,) = slices(written, 1_000_000)
    chunks = chunk(whole, "made", 0)
    assert len(chunks) > 1 or len(body) < 100
    assert chunks[0].text.startswith("## Part 0\n")
    assert all(
        f"{mark} {number}\n" in "".join(one.text for one in chunks)
        for mark in ("## Part", "### Detail")
        for number in range(12)
    )
    for one in chunks:
        first = one.text.split("\n")[0]
        assert first.startswith("#") or one.heading[-1].split()[-1] in one.embedding_text


def test_a_heading_without_text_of_its_own_goes_with_the_next() -> None:
    """A chapter's heading right before its first section's stays with it, however full the chunk before is."""
    sentence = "One sentence of eight words stands here now. "
    for sentences in range(20, 60):
        written = f"# Book\n\n{sentence * sentences}\n\n# Chapter\n\n## Section\n\n{sentence * 40}\n"
        (whole,) = slices(written, 1_000_000)
        for one in chunk(whole, "made", 0):
            assert ("# Chapter\n" in one.text) == ("## Section\n" in one.text), sentences


def test_a_slice_does_not_end_in_a_heading() -> None:
    sentence = "One sentence of eight words stands here now. "
    written = f"# One\n\n{sentence * 10}\n\n## Two\n\n### Three\n\n{sentence * 10}\n"
    first, second = slices(written, len(written) - 100)
    assert first.text.rstrip().endswith("now.")
    assert second.text.startswith("## Two\n")
    assert [heading.title for heading in second.headings] == ["Two", "Three"]
