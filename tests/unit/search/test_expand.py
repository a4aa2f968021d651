"""Neighbours joined: passages whose text stands exactly where they say, on one page, within their budget."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import ExtractedSlice, PageSpan, Place, StoredPassage
from chalicelib.rag.documents.chunking import ChunkSizes, chunk
from chalicelib.rag.search.expand import Stretch, widen
from chalicelib.rag.text.tokens import estimate_tokens

SENTENCE = "The bridge of number {} was built in stone, and the toll was a penny. "


def document(pages: Sequence[int], sentences: int = 12) -> tuple[str, list[StoredPassage]]:
    """A text of pages with so many paragraphs, and its chunks as they are stored."""
    text, spans = "", []
    for number, paragraphs in enumerate(pages, start=1):
        start = len(text)
        text += "".join(
            "".join(SENTENCE.format(f"{number}.{place}.{n}") for n in range(sentences)) + "\n\n"
            for place in range(paragraphs)
        )
        spans.append(PageSpan(number, start, len(text)))
    slice_ = ExtractedSlice(text, 0, tuple(spans), (), done=1, total=1)
    chunks = chunk(slice_, "Bridges", 0, ChunkSizes(target=100, limit=150, prefix=10))
    stored = [
        StoredPassage(f"d.1.{c.ordinal}", "d", 1, c.ordinal, c.page, c.heading, c.start, c.end, c.text) for c in chunks
    ]
    return text, stored


def around(stored: Sequence[StoredPassage], hits: Sequence[int], k: int = 5, tokens: int = 10_000) -> list[Stretch]:
    by_place = {each.place: each for each in stored}

    def read(places: Sequence[Place]) -> list[StoredPassage]:
        return [by_place[place] for place in places if place in by_place]

    return widen([stored[hit] for hit in hits], k, tokens, (), read)


def ordinals(stretches: Sequence[Stretch]) -> list[list[int]]:
    return [[each.ordinal for each in stretch.chunks] for stretch in stretches]


def test_a_hit_comes_with_its_neighbours() -> None:
    text, stored = document([6])
    (found,) = around(stored, [4])
    assert [each.ordinal for each in found.chunks] == [3, 4, 5]
    joined = found.joined()
    assert (joined.id, joined.ordinal) == (stored[4].id, 4)
    assert text[joined.start : joined.end] == joined.text


def test_hits_that_touch_are_one_passage() -> None:
    _, stored = document([12])
    assert ordinals(around(stored, [7, 1, 6], k=2)) == [[5, 6, 7, 8], [0, 1, 2]]


def test_a_place_that_became_free_is_given_to_the_next_hit() -> None:
    """The hits 1 and 3 are joined by the neighbour between them."""
    _, stored = document([20])
    assert ordinals(around(stored, [1, 3, 9], k=2))[1] == [9]


def test_a_hit_without_a_place_joins_a_better_one_near_by() -> None:
    """Three hits and two places: the third has two chunks between it and the first, and no more."""
    _, stored = document([30])
    assert ordinals(around(stored, [5, 20, 8], k=2)) == [[4, 5, 6, 7, 8, 9], [19, 20, 21]]
    assert ordinals(around(stored, [5, 20, 2], k=2)) == [[1, 2, 3, 4, 5, 6], [19, 20, 21]]
    assert ordinals(around(stored, [5, 20, 9], k=2)) == [[4, 5, 6], [19, 20, 21]]


def test_a_hit_joins_a_better_one_only_if_all_between_fits() -> None:
    _, stored = document([30])
    size = sum(estimate_tokens(stored[each].text) for each in (5, 20, 6, 7))
    assert ordinals(around(stored, [5, 20, 8], k=2, tokens=size))[1] == [20]
    assert 8 not in ordinals(around(stored, [5, 20, 8], k=2, tokens=size))[0]


def test_no_passage_leaves_its_page() -> None:
    _, stored = document([1, 1, 1])
    pages = [each.page for each in stored]
    for hit, page in enumerate(pages):
        (found,) = around(stored, [hit])
        assert {each.page for each in found.chunks} == {page}


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


def test_a_neighbour_that_is_gone_is_left_out() -> None:
    _, stored = document([6])
    found = widen([stored[3]], 5, 10_000, (), lambda places: [])
    assert ordinals(found) == [[3]]


def test_chunks_of_before_do_not_touch_and_are_not_joined() -> None:
    """Rows stored without the blanks between them cannot be joined to what the document says."""
    _, stored = document([6])
    cut = [StoredPassage(**{**vars(each), "end": each.end - 1, "text": each.text[:-1]}) for each in stored]
    assert ordinals(around(cut, [2])) == [[2]]


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.lists(st.integers(0, 40), min_size=1, max_size=15),
    st.integers(1, 8),
    st.integers(1, 2_000),
)
def test_joined_text_is_the_documents_own(pages: list[int], places: list[int], k: int, tokens: int) -> None:
    text, stored = document(pages, sentences=5)
    hits = list(dict.fromkeys(place % len(stored) for place in places))
    found = around(stored, hits, k, tokens)
    assert 1 <= len(found) <= k
    shown = [each for stretch in found for each in stretch.chunks]
    assert len({each.place for each in shown}) == len(shown)
    sizes = [estimate_tokens(each.text) for each in shown]
    assert sum(sizes) <= max(tokens, sizes[0] if len(sizes) == 1 else 0)
    for stretch in found:
        joined = stretch.joined()
        assert text[joined.start : joined.end] == joined.text
        assert stretch.best.ordinal in [each.ordinal for each in stretch.chunks]
        assert len({each.page for each in stretch.chunks}) == 1
    places_of_best = [hits.index(stretch.best.ordinal) for stretch in found]
    assert places_of_best == sorted(places_of_best)
