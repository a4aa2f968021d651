from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import Passage, QuotePart
from chalicelib.rag.citations.cite import MAX_CITATIONS, cite
from chalicelib.rag.citations.markers import MARKER, CitationFilter


def passage(text: str, start: int = 100, place: int = 1) -> Passage:
    return Passage(
        id=f"p{place}",
        document_id="d",
        filename="f.txt",
        ordinal=place,
        page=3,
        heading=(),
        start=start,
        end=start + len(text),
        text=text,
        score=1.0,
    )


def filtered(pieces: Sequence[str], sources: int) -> str:
    marks = CitationFilter(sources)
    return "".join(marks.feed(piece) for piece in pieces) + marks.end()


def test_filter_removes_a_marker_without_a_source() -> None:
    assert filtered(["It is so [", "1", "]. And", " so [9", "] or [0] or [12]."], 2) == "It is so [1]. And so  or  or ."


def test_filter_keeps_brackets_that_are_no_markers() -> None:
    text = "See [the list], [1a], [] and an open [12"
    assert filtered([text], 3) == text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("So [1, 2].", "So [1][2]."),
        ("So [1,9].", "So [1]."),
        ("So [1-3].", "So [1][2][3]."),
        ("So [2–9].", "So [2][3]."),
        ("So【2】.", "So[2]."),
        ("So ［３］.", "So [3]."),
        ("So [¹].", "So [1]."),
        ("So [^2].", "So [2]."),
        ("So [[3]].", "So [3]."),
        ("So [source 1].", "So [1]."),
        ("So [Nguồn 2].", "So [2]."),
        ("So 【1†zoo.txt】.", "So [1]."),
        ("So [1][2].", "So [1][2]."),
        ("In [2019] and [1999-2001].", "In [2019] and [1999-2001]."),
        ("m² and [a] and f[x]", "m² and [a] and f[x]"),
    ],
)
def test_filter_writes_markers_in_one_form(written: str, shown: str) -> None:
    assert filtered([written], 3) == shown
    assert filtered(list(written), 3) == shown


def test_marker_is_never_a_link_nor_its_address() -> None:
    assert filtered(["So [1](https://evil.example)."], 3) == "So [1] (https://evil.example)."
    assert filtered(["So.\n[1]: https://evil.example\n"], 3) == "So.\n[1] : https://evil.example\n"
    assert filtered(["As they say [1]: nothing."], 3) == "As they say [1]: nothing."


@given(st.lists(st.text(alphabet="ab [0123]9.【】¹,-\n(:", max_size=6), max_size=12), st.integers(0, 12))
def test_filter_removes_bad_markers_however_text_is_cut(pieces: list[str], sources: int) -> None:
    shown = filtered(pieces, sources)
    assert shown == filtered(["".join(pieces)], sources)
    assert all(1 <= int(number) <= sources for number in MARKER.findall(shown))


def test_citation_has_the_span_of_its_quote() -> None:
    source = passage("The bridge was opened in 1932. It is 503 metres long. It is painted grey.")
    answer = "The bridge is 503 metres long. [1]"
    (citation,) = cite(answer, [source])
    assert citation.quote.endswith("It is 503 metres long.")
    assert source.text[citation.quote_start - 100 : citation.quote_end - 100] == citation.quote
    assert answer[citation.answer_start : citation.answer_end] == "The bridge is 503 metres long."
    assert citation.verified


def test_claim_that_the_source_lacks_is_not_verified() -> None:
    (citation,) = cite(
        "The tower was built by Gustave Eiffel in Paris. [1]", [passage("Bananas are rich in potassium.")]
    )
    assert not citation.verified


def test_markers_in_a_row_belong_to_one_sentence() -> None:
    sources = [passage("Owls hunt at night.", 0, 1), passage("Owls hunt mice.", 50, 2)]
    answer = "Nothing else is known. Owls hunt mice at night [1][2]. Bats too."
    first, second = cite(answer, sources)
    assert (first.answer_start, first.answer_end) == (second.answer_start, second.answer_end)
    assert answer[first.answer_start : first.answer_end] == "Owls hunt mice at night"


def test_quote_of_the_model_goes_before_our_own() -> None:
    source = passage("Owls hunt mice. They see well at night. Owls hunt mice at night.")
    answer = "Owls hunt mice. [1]"
    (found,) = cite(answer, [source])
    (told,) = cite(answer, [source], [QuotePart(1, "Owls hunt mice at night.")])
    (invented,) = cite(answer, [source], [QuotePart(1, "Owls eat cheese.")])
    assert (found.quote, told.quote) == ("Owls hunt mice.", "Owls hunt mice at night.")
    assert invented == found


def test_runaway_answer_has_bounded_citations() -> None:
    answer = "".join(f"Owl {number} hunts mice [1]. " for number in range(2000))
    assert len(cite(answer, [passage("Owls hunt mice.")])) == MAX_CITATIONS
    assert len(cite("Owls hunt mice " + "[1]" * 2000, [passage("Owls hunt mice.")])) == 1


@given(st.text(max_size=200), st.text(min_size=1, max_size=200))
def test_citations_lie_within_answer_and_source(answer: str, text: str) -> None:
    source = passage(text)
    for citation in cite(answer, [source]):
        assert 0 <= citation.answer_start <= citation.answer_end <= len(answer)
        assert source.text[citation.quote_start - 100 : citation.quote_end - 100] == citation.quote
