"""Dates in the usual ways of writing; none is guessed."""

import pytest

from chalicelib.rag.text.dates import dates


def values(text: str, language: str | None = None) -> list[str]:
    return [date.value for date in dates(text, language)]


@pytest.mark.parametrize(
    "text",
    [
        "2024-04-03",
        "2024/4/3",
        "2024.04.03",
        "3 April 2024",
        "3rd of April, 2024",
        "April 3, 2024",
        "APRIL 3rd 2024",
        "Apr. 3 2024",
        "3.4.2024",
        "03.04.2024",
        "3. April 2024",
        "le 3 avril 2024",
        "3 de abril de 2024",
        "3 aprile 2024",
        "3 апреля 2024",
        "ngày 3 tháng 4 năm 2024",
        "2024年4月3日",
        "2024년 4월 3일",
    ],
)
def test_all_spellings_of_a_date_are_one(text: str) -> None:
    assert values(f"Ordered: {text}, then sent.") == ["2024-04-03"]


def test_day_and_month_are_told_apart_by_the_language_alone() -> None:
    assert values("04/03/2024") == values("4/3/2024") == values("4-3-2024", "en") == ["4/3/2024"]
    assert values("04/03/2024", "de") == values("04/03/2024", "vi") == ["2024-03-04"]
    assert values("13/03/2024") == values("03/13/2024", "en") == ["2024-03-13"]
    assert values("3/4/2024") != values("4/3/2024")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 4 March", ["--03-04"]),
        ("March 4 is a Monday", ["--03-04"]),
        ("in April 2024", ["2024-04"]),
        ("tháng 4 năm 2024", ["2024-04"]),
        ("2024年4月", ["2024-04"]),
        ("1er mai 2024", ["2024-05-01"]),
    ],
)
def test_a_part_that_is_not_named_is_not_made_up(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    ["which may 4 people use", "3.12.1", "section 3.4", "32.01.2024", "2024-13-01", "192.168.0.1", "10/20/30", "1/2"],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert values(text) == []
