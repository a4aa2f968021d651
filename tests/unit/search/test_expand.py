"""Hits with their neighbours: the text is the document's own, on one page, within the budget."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import ChunkKey, Document, ExtractedSlice, PageSpan, Section, StoredPassage
from chalicelib.rag.documents.chunking import ChunkSizes, chunk
from chalicelib.rag.search.expand import expand_hits
from chalicelib.rag.search.ranking import Span
from chalicelib.rag.search.search import as_passage
from chalicelib.rag.text.tokens import estimate_tokens

DOCUMENT = Document("o", "d", "bridges.pdf", "application/pdf", 1, "ready", "t", "t")
SENTENCE = "The bridge of number {} was built in stone, and the toll was a penny. "


def document(pages: Sequence[int], sentences: int = 12) -> tuple[str, list[StoredPassage]]:
    """A text of pages with these numbers of paragraphs, and its chunks as they are stored."""
    text, spans = "", []
    for number, paragraphs in enumerate(pages, start=1):
        start = len(text)
        text += "".join(
            "".join(SENTENCE.format(f"{number}.{paragraph}.{n}") for n in range(sentences)) + "\n\n"
            for paragraph in range(paragraphs)
        )
        spans.append(PageSpan(number, start, len(text)))
    slice_ = ExtractedSlice(text, 0, tuple(spans), (), done=1, total=1)
    chunks = chunk(slice_, "Bridges", 0, ChunkSizes(target=100, limit=150, prefix=10))
    stored = [
        StoredPassage(f"d.1.{c.ordinal}", "d", 1, c.ordinal, c.page, c.heading, c.start, c.end, c.text) for c in chunks
    ]
    return text, stored


def around(
    stored: Sequence[StoredPassage], hits: Sequence[int], k: int = 5, fill: int = 400, tokens: int | None = None
) -> list[Span]:
    by_key = {chunk.key: chunk for chunk in stored}

    def read(keys: Sequence[ChunkKey]) -> list[StoredPassage]:
        return [by_key[key] for key in keys if key in by_key]

    return expand_hits([stored[hit] for hit in hits], k, fill, tokens, (), read)


def ordinals(spans: Sequence[Span]) -> list[list[int]]:
    return [list(span.ordinals) for span in spans]


def test_a_passage_has_the_sections_of_its_chunks() -> None:
    def part(number: int, heading: str, *inner: tuple[int, str]) -> StoredPassage:
        sections = tuple(Section(start, (title,)) for start, title in inner)
        return StoredPassage(
            f"d.1.{number}", "d", 1, number, 1, (heading,), number * 10, number * 10 + 10, "x" * 10, sections=sections
        )

    chunks = (part(0, "A"), part(1, "B", (10, "A"), (13, "B")), part(2, "B"), part(3, "C"))
    joined = Span(chunks[2], chunks).joined()
    assert joined.sections == (Section(0, ("A",)), Section(13, ("B",)), Section(30, ("C",)))
    assert joined.heading == ("B",)
    assert Span(chunks[2], chunks[2:3]).joined().sections == ()


def test_a_hit_is_joined_with_its_neighbours() -> None:
    text, stored = document([6])
    (span,) = around(stored, [4])
    assert span.ordinals == (3, 4, 5)
    joined = span.joined()
    assert (joined.id, joined.ordinal) == (stored[4].id, 4)
    assert text[joined.start : joined.end] == joined.text


def test_a_passage_tells_its_hit() -> None:
    text, stored = document([6])
    (span,) = around(stored, [4])
    passage = as_passage(span.joined(), DOCUMENT, span.best)
    assert passage.hit_start is not None
    assert passage.start < passage.hit_start
    assert text[passage.hit_start : passage.hit_end] == stored[4].text.rstrip()


def test_a_long_chunk_is_shown_alone() -> None:
    _, stored = document([6])
    assert ordinals(around(stored, [4], fill=estimate_tokens(stored[4].text) + 20)) == [[4]]


def test_what_follows_a_hit_goes_first_unless_a_hit_precedes() -> None:
    _, stored = document([20])
    fill = 2 * max(estimate_tokens(chunk.text) for chunk in stored[4:8])
    assert ordinals(around(stored, [5], fill=fill)) == [[5, 6]]
    assert ordinals(around(stored, [5, 4], fill=fill)) == [[4, 5]]


def test_what_a_passage_shows_is_not_shown_again() -> None:
    _, stored = document([20])
    assert ordinals(around(stored, [5, 6, 7])) == [[4, 5, 6], [7, 8]]


def test_a_passage_does_not_leave_its_section() -> None:
    _, stored = document([20])
    headed = [replace(chunk, heading=("A" if chunk.ordinal < 5 else "B",)) for chunk in stored]
    assert ordinals(around(headed, [5])) == [[5, 6]]


def test_no_passage_leaves_its_page() -> None:
    _, stored = document([1, 1, 1])
    pages = [chunk.page for chunk in stored]
    for hit, page in enumerate(pages):
        (span,) = around(stored, [hit])
        assert {chunk.page for chunk in span.chunks} == {page}


def test_one_passage_leaves_room_for_the_others() -> None:
    _, stored = document([30])
    hits = [2, 3, 4, 12, 20]
    assert [span.best.ordinal for span in around(stored, hits, k=4, fill=300, tokens=1200)] == [2, 4, 12, 20]


def test_the_best_hit_is_shown_even_if_it_is_too_long() -> None:
    _, stored = document([4])
    assert ordinals(around(stored, [2, 0], tokens=1)) == [[2]]


def test_a_missing_neighbour_is_left_out() -> None:
    _, stored = document([6])
    spans = expand_hits([stored[3]], 5, 400, None, (), lambda keys: [])
    assert ordinals(spans) == [[3]]


def test_chunks_with_a_gap_are_not_joined() -> None:
    """Rows of old tables lack the blanks between them; joined, they would not be the document's text."""
    _, stored = document([6])
    cut = [StoredPassage(**{**vars(chunk), "end": chunk.end - 1, "text": chunk.text[:-1]}) for chunk in stored]
    assert ordinals(around(cut, [2])) == [[2]]


indices_of_hits = st.lists(st.integers(0, 40), min_size=1, max_size=15)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), indices_of_hits, st.integers(1, 8), st.integers(1, 2_000))
def test_a_span_has_the_text_of_the_document(pages: list[int], indices: list[int], k: int, tokens: int) -> None:
    text, stored = document(pages, sentences=5)
    hits = list(dict.fromkeys(index % len(stored) for index in indices))
    spans = around(stored, hits, k, 300, tokens)
    assert 1 <= len(spans) <= k
    shown = [chunk for span in spans for chunk in span.chunks]
    assert len({chunk.key for chunk in shown}) == len(shown)
    sizes = [estimate_tokens(chunk.text) for chunk in shown]
    assert sum(sizes) <= max(tokens, sizes[0] if len(sizes) == 1 else 0)
    for span in spans:
        joined = span.joined()
        assert text[joined.start : joined.end] == joined.text
        assert span.best.ordinal in span.ordinals
        assert len({chunk.page for chunk in span.chunks}) == 1
        assert len(span.chunks) == 1 or sum(estimate_tokens(chunk.text) for chunk in span.chunks) <= 300
    ranks = [hits.index(span.best.ordinal) for span in spans]
    assert ranks == sorted(ranks)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), indices_of_hits, st.integers(1, 400))
def test_more_passages_begin_with_the_same_ones(pages: list[int], indices: list[int], fill: int) -> None:
    _, stored = document(pages, sentences=5)
    hits = list(dict.fromkeys(index % len(stored) for index in indices))
    most = ordinals(around(stored, hits, len(stored), fill))
    for k in range(1, len(stored)):
        assert ordinals(around(stored, hits, k, fill)) == most[:k]


def pages_of(*texts: str) -> list[StoredPassage]:
    """A chunk for each page."""
    starts = [sum(map(len, texts[:number])) for number in range(len(texts))]
    return [
        StoredPassage(f"d.1.{n}", "d", 1, n, n + 1, (), start, start + len(text), text)
        for n, (start, text) in enumerate(zip(starts, texts, strict=True))
    ]


def test_a_sentence_over_a_page_end_comes_whole() -> None:
    stored = pages_of("The weir is old. The miller of the upper\n\n", "weir pays nine crowns. He pays in", "May.\n\n")
    (span,) = around(stored, [1], k=1)
    assert ordinals([span]) == [[1]]
    assert (span.before, span.after) == ("The miller of the upper", "")
    (span,) = around(stored, [0], k=1)
    assert (span.before, span.after) == ("", "weir pays nine crowns.")


def test_halves_of_other_documents_and_pages_are_not_taken() -> None:
    stored = pages_of("The miller of the upper\n\n", "weir pays nine crowns.\n\n")
    (span,) = around([stored[0], replace(stored[1], page=3)], [0], k=1)
    assert span.after == ""
    (span,) = around([stored[0], replace(stored[1], document_id="e")], [0], k=1)
    assert span.after == ""
