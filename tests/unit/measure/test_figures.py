"""What counts as a figure in the answers of the measuring data."""

import pytest

from measure.answers.questions import figures


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Net sales were $82,959 million (SOURCE: 2022 Q3 AAPL.pdf, page 5).", ("82,959 million",)),
        ("The rate was 12.2% on October 29, 2023, 80 percent of it abroad.", ("12.2%", "80 percent")),
        ("They bought back $ 15 billion, or $3.72 billion a quarter.", ("15 billion", "3.72 billion")),
        ("See note 7 on pages 32 to 35 of the 10-Q for 2023.", ()),
    ],
)
def test_a_bare_number_is_no_figure(answer: str, expected: tuple[str, ...]) -> None:
    assert figures(answer, "What was it?") == expected


def test_a_figure_of_the_question_is_not_asked_for() -> None:
    assert figures("Of $1,200 million, $300 million were paid.", "How much of the $1,200 million was paid?") == (
        "300 million",
    )
