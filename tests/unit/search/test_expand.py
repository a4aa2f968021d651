"""Hits with their neighbours: the text is the document's own, on one page, within the budget."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import ChunkKey, ExtractedSlice, PageSpan, Section, StoredPassage
from chalicelib.rag.documents.chunking import ChunkSizes, chunk
from chalicelib.rag.search.expand import expand_context
from chalicelib.rag.search.ranking import Span
from chalicelib.rag.text.tokens import estimate_tokens

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


def around(stored: Sequence[StoredPassage], hits: Sequence[int], k: int = 5, tokens: int = 10_000) -> list[Span]:
    by_key = {chunk.key: chunk for chunk in stored}

    def read(keys: Sequence[ChunkKey]) -> list[StoredPassage]:
        return [by_key[key] for key in keys if key in by_key]

    return expand_context([stored[hit] for hit in hits], k, tokens, (), read)


def ordinals(spans: Sequence[Span]) -> list[list[int]]:
    return [list(span.ordinals) for span in spans]


def test_a_hit_is_joined_with_its_neighbours() -> None:
    text, stored = document([6])
    (span,) = around(stored, [4])
    assert span.ordinals == (3, 4, 5)
    joined = span.joined()
    assert (joined.id, joined.ordinal) == (stored[4].id, 4)
    assert text[joined.start : joined.end] == joined.text


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


def test_hits_that_touch_are_one_passage() -> None:
    _, stored = document([12])
    assert ordinals(around(stored, [7, 1, 6], k=2)) == [[5, 6, 7, 8], [0, 1, 2]]


def test_a_span_that_became_free_goes_to_the_next_hit() -> None:
    """The hits 1 and 3 are joined by the neighbour between them."""
    _, stored = document([20])
    assert ordinals(around(stored, [1, 3, 9], k=2))[1] == [9]


def test_a_hit_without_a_span_joins_a_better_one_near_it() -> None:
    """Three hits and two spans: the third has two chunks between it and the first, and no more."""
    _, stored = document([30])
    assert ordinals(around(stored, [5, 20, 8], k=2)) == [[4, 5, 6, 7, 8, 9], [19, 20, 21]]
    assert ordinals(around(stored, [5, 20, 2], k=2)) == [[1, 2, 3, 4, 5, 6], [19, 20, 21]]
    assert ordinals(around(stored, [5, 20, 9], k=2)) == [[4, 5, 6], [19, 20, 21]]


def test_a_hit_joins_a_better_one_only_if_all_between_fits() -> None:
    _, stored = document([30])
    size = sum(estimate_tokens(stored[ordinal].text) for ordinal in (5, 20, 6, 7))
    assert ordinals(around(stored, [5, 20, 8], k=2, tokens=size))[1] == [20]
    assert 8 not in ordinals(around(stored, [5, 20, 8], k=2, tokens=size))[0]


def test_no_passage_leaves_its_page() -> None:
    _, stored = document([1, 1, 1])
    pages = [chunk.page for chunk in stored]
    for hit, page in enumerate(pages):
        (span,) = around(stored, [hit])
        assert {chunk.page for chunk in span.chunks} == {page}


def test_the_budget_holds_hits_before_neighbours() -> None:
    _, stored = document([20])
    hits = [2, 8, 14]
    size = sum(estimate_tokens(stored[hit].text) for hit in hits)
    assert ordinals(around(stored, hits, tokens=size)) == [[2], [8], [14]]
    more = ordinals(around(stored, hits, tokens=size + 250))
    assert more[0] == [1, 2, 3]
    assert more[2] == [14]


def test_the_best_hit_is_shown_even_if_it_is_too_long() -> None:
    _, stored = document([4])
    assert ordinals(around(stored, [2, 0], tokens=1)) == [[2]]


def test_a_missing_neighbour_is_left_out() -> None:
    _, stored = document([6])
    spans = expand_context([stored[3]], 5, 10_000, (), lambda keys: [])
    assert ordinals(spans) == [[3]]


def test_chunks_with_a_gap_are_not_joined() -> None:
    """Rows of old tables lack the blanks between them; joined, they would not be the document's text."""
    _, stored = document([6])
    cut = [StoredPassage(**{**vars(chunk), "end": chunk.end - 1, "text": chunk.text[:-1]}) for chunk in stored]
    assert ordinals(around(cut, [2])) == [[2]]


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.lists(st.integers(0, 40), min_size=1, max_size=15),
    st.integers(1, 8),
    st.integers(1, 2_000),
)
def test_a_span_has_the_text_of_the_document(pages: list[int], indices: list[int], k: int, tokens: int) -> None:
    text, stored = document(pages, sentences=5)
    hits = list(dict.fromkeys(index % len(stored) for index in indices))
    spans = around(stored, hits, k, tokens)
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
    ranks = [hits.index(span.best.ordinal) for span in spans]
    assert ranks == sorted(ranks)
