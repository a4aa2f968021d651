from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import MARKER, Citation, Passage, QuotePart, Section
from chalicelib.rag.citations.cite import MAX_CITATIONS, cite, cite_claim


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


def cited(answer: str, sources: Sequence[Passage], quotes: Sequence[QuotePart] = ()) -> tuple[Citation, ...]:
    """The citations of an answer in which every `[n]` is a marker."""
    return cite(answer, [marker.start() for marker in MARKER.finditer(answer)], sources, quotes)


def test_citation_of_a_scan_says_how_sure_its_source_is() -> None:
    sources = [replace(passage("The zoo opens at nine."), confidence=0.61), passage("A ticket is ten euros.", place=2)]
    answer = "The zoo opens at nine [1]. A ticket is ten euros [2]."
    assert [citation.confidence for citation in cited(answer, sources)] == [0.61, None]


def test_citation_names_the_heading_of_its_quote() -> None:
    text = "# Rules\n\nDogs stay out.\n\n## Opening\n\nThe zoo opens at nine.\n\n## Prices\n\nA ticket is ten euros."
    starts = [text.index(mark) for mark in ("# Rules", "## Opening", "## Prices")]
    paths = [("Rules",), ("Rules", "Opening"), ("Rules", "Prices")]
    sections = tuple(Section(100 + start, path) for start, path in zip(starts, paths, strict=True))
    source = replace(passage(text), heading=("Rules", "Prices"), sections=sections)
    answer = "The zoo opens at nine [1]. Dogs stay out [1]. A ticket is ten euros [1]."
    assert [citation.heading for citation in cited(answer, [source])] == [paths[1], paths[0], paths[2]]


def test_citation_of_a_passage_without_sections_has_its_heading() -> None:
    (citation,) = cited(
        "A ticket costs ten euros [1].", [replace(passage("A ticket costs ten euros."), heading=("Zoo",))]
    )
    assert citation.heading == ("Zoo",)


def test_citation_has_the_span_of_its_quote() -> None:
    source = passage("The bridge was opened in 1932. It is 503 metres long. It is painted grey.")
    answer = "The bridge is 503 metres long. [1]"
    (citation,) = cited(answer, [source])
    assert citation.quote.endswith("It is 503 metres long.")
    assert source.text[citation.quote_start - 100 : citation.quote_end - 100] == citation.quote
    assert answer[citation.answer_start : citation.answer_end] == "The bridge is 503 metres long."
    assert citation.verified


def test_claim_that_the_source_lacks_is_not_verified() -> None:
    (citation,) = cited(
        "The tower was built by Gustave Eiffel in Paris. [1]", [passage("Bananas are rich in potassium.")]
    )
    assert not citation.verified


def test_markers_in_a_row_belong_to_one_sentence() -> None:
    sources = [passage("Owls hunt at night.", 0, 1), passage("Owls hunt mice.", 50, 2)]
    answer = "Nothing else is known. Owls hunt mice at night [1][2]. Bats too."
    first, second = cited(answer, sources)
    assert (first.answer_start, first.answer_end) == (second.answer_start, second.answer_end)
    assert answer[first.answer_start : first.answer_end] == "Owls hunt mice at night"


def test_quote_of_the_model_goes_before_our_own() -> None:
    source = passage("Owls hunt mice. They see well at night. Owls hunt mice at night.")
    answer = "Owls hunt mice. [1]"
    (found,) = cited(answer, [source])
    (told,) = cited(answer, [source], [QuotePart(1, "Owls hunt mice at night.")])
    (invented,) = cited(answer, [source], [QuotePart(1, "Owls eat cheese.")])
    assert (found.quote, told.quote) == ("Owls hunt mice.", "Owls hunt mice at night.")
    assert invented == found


def test_runaway_answer_has_bounded_citations() -> None:
    answer = "".join(f"Owl {number} hunts mice [1]. " for number in range(2000))
    assert len(cited(answer, [passage("Owls hunt mice.")])) == MAX_CITATIONS
    assert len(cited("Owls hunt mice " + "[1]" * 2000, [passage("Owls hunt mice.")])) == 1


@given(st.text(max_size=200), st.text(min_size=1, max_size=200))
def test_citations_lie_within_answer_and_source(answer: str, text: str) -> None:
    source = passage(text)
    for citation in cited(answer, [source]):
        assert 0 <= citation.answer_start <= citation.answer_end <= len(answer)
        assert source.text[citation.quote_start - 100 : citation.quote_end - 100] == citation.quote


def test_claim_over_a_page_end_is_held_by_either_page() -> None:
    first = replace(passage("The weir is old. The miller of the upper"), after="weir pays nine crowns a year.")
    second = replace(
        passage("weir pays nine crowns a year. He pays in May.", place=2), before="The miller of the upper"
    )
    answer = "The miller of the upper weir pays nine crowns a year [1][2]."
    one, other = cited(answer, [first, second])
    assert (one.quote, one.verified) == ("The miller of the upper", True)
    assert (other.quote, other.verified) == ("weir pays nine crowns a year.", True)


def test_half_a_sentence_holds_no_claim_of_its_other_half() -> None:
    (citation,) = cited(
        "The miller of the upper weir pays nine crowns a year [1].", [passage("The miller of the upper")]
    )
    assert not citation.verified
    false = replace(passage("The miller of the upper"), after="weir pays nine crowns a year.")
    (citation,) = cited("The miller of the upper weir pays ten crowns a year [1].", [false])
    assert not citation.verified


OPENING = "Dogs stay outside. The zoo opens at nine. It closes at six in the evening."


def test_a_claim_is_held_by_the_passage_that_says_it() -> None:
    citation = cite_claim("The zoo opens at nine.", [passage("A ticket is ten euros."), passage(OPENING, place=2)])
    assert citation is not None
    assert (citation.verified, citation.passage_id, citation.quote) == (True, "p2", "The zoo opens at nine.")
    assert (citation.quote_start, citation.quote_end) == (119, 141)


def test_a_claim_of_two_sentences_is_judged_whole() -> None:
    both = cite_claim("The zoo opens at nine. It closes at six in the evening.", [passage(OPENING)])
    assert both is not None
    assert both.verified
    half = cite_claim("The zoo opens at nine. It closes at seven in the evening.", [passage(OPENING)])
    assert half is not None
    assert not half.verified


def test_an_altered_claim_shows_the_nearest_words() -> None:
    for claim in ("The zoo opens at ten.", "The zoo does not open at nine.", "The museum opens at nine."):
        citation = cite_claim(claim, [passage("A ticket is ten euros."), passage(OPENING, place=2)])
        assert citation is not None
        assert not citation.verified
        assert citation.quote == "The zoo opens at nine.", claim


def test_a_claim_without_a_passage_has_no_citation() -> None:
    assert cite_claim("The zoo opens at nine.", []) is None
