"""Whole documents as sources: all of what fits, a fair share of what does not, and nothing that says nothing."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rag.routes.whole import is_boilerplate, read_whole
from chalicelib.rag.search.search import as_passage
from chalicelib.rag.text.tokens import estimate_tokens
from tests.unit.routes.making import Shelf, Text, chunks_of, document

CERTIFICATION = "I, Anna Berg, certify that I have reviewed this report pursuant to Section 302. It is so. "


def shelf(*texts: Text) -> Shelf:
    return Shelf([document("a.txt")], {"a.txt": texts})


def test_a_document_that_fits_is_given_word_for_word() -> None:
    texts: list[Text] = ["One.  \n\n", "Two. ", ("Next", "Three.\n")]
    whole = read_whole(document("a.txt"), shelf(*texts), 1_000)
    assert [one.text for one in whole.passages] == ["One.  \n\nTwo.", "Three."]
    assert (whole.chunks, whole.all_chunks) == (3, 3)


def test_each_section_keeps_its_beginning() -> None:
    heads = [f"Part {number}" for number in range(6)]
    texts: list[Text] = [(head, f"{head} has {place} words here. " * 90) for head in heads for place in "ab"]
    size = estimate_tokens(texts[0][1])
    whole = read_whole(document("a.txt"), Shelf([document("a.txt")], {"a.txt": texts}), 6 * size)
    assert [one.heading for one in whole.passages] == [(head,) for head in heads]
    assert whole.chunks < whole.all_chunks


def test_pages_that_say_nothing_are_left_out() -> None:
    whole = read_whole(document("a.txt"), shelf("Sales rose. ", ("Exhibit Index", "10.1 Lease")), 1_000)
    assert [one.text for one in whole.passages] == ["Sales rose."]
    contents = "\n".join(f"Chapter {number} ........ {number}" for number in range(12))
    for text in (CERTIFICATION, contents):
        (chunk,) = chunks_of("a.txt", [text])
        assert is_boilerplate(as_passage(chunk, document("a.txt")))
    (chunk,) = chunks_of("a.txt", ["The certification of the pump costs 40 euros. " * 5])
    assert not is_boilerplate(as_passage(chunk, document("a.txt")))


@given(st.lists(st.text("ab \n.", min_size=1, max_size=300), max_size=30), st.integers(0, 400))
def test_the_budget_holds_and_the_order_stays(texts: list[str], tokens: int) -> None:
    whole = read_whole(document("a.txt"), shelf(*texts), tokens)
    assert sum(estimate_tokens(one.text) for one in whole.passages) <= tokens
    assert [one.start for one in whole.passages] == sorted(one.start for one in whole.passages)
    joined = "".join(texts)
    assert all(joined[one.start : one.end] == one.text for one in whole.passages)
