"""Names in a text by their capitals."""

import pytest

from chalicelib.rag.search.names import names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The safety officer in Ghent is Pieter Claes.", ["Ghent", "Pieter Claes"]),
        ("Which firm does Rosa van Hjelm advise?", ["Rosa van Hjelm"]),
        ("Báo cáo do Nguyễn Thị Hoa viết tại An Lâm.", ["Báo", "Nguyễn Thị Hoa", "An Lâm"]),
        ("Ask the Bank of Aldermoor for form KL-204.", ["Ask", "Bank of Aldermoor", "KL-204"]),
        ("Orvenham's mayor and the Fenford Mill's owner", ["Orvenham", "Fenford Mill"]),
        ("nothing here has a capital", []),
        ("担当はクロエ・マルタンです", ["クロエ・マルタン"]),
    ],
)
def test_names_are_runs_of_capitals_and_ids(text: str, found: list[str]) -> None:
    assert [name.text for name in names(text)] == found
    assert all(text[name.start : name.end] == name.text for name in names(text))


def test_names_have_dates_and_amounts_where_asked() -> None:
    text = "Ulven Bridge opened on 4 May 1931 and cost 20 pounds."
    assert [name.text for name in names(text)] == ["Ulven Bridge"]
    assert [name.text for name in names(text, figures=True) if name.dated] == ["4 May 1931", "20"]


def test_name_at_the_begin_of_a_sentence_is_doubtful() -> None:
    doubtful = [name.text for name in names("Nobody came. Harlow did. We saw Minton.") if name.is_doubtful]
    assert doubtful == ["Nobody", "Harlow", "We"]
