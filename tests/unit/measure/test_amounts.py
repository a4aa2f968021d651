"""When a passage names a figure: as a reader would say, and never by coincidence."""

import pytest

from measure.answers.amounts import names


@pytest.mark.parametrize(
    ("passage", "figure"),
    [
        ("Productivity and Business Processes | $ 18,592 | $ 16,465", "18,592 million"),
        ("Inventories were $18,592 million.", "18,592 million"),
        ("Interest expense | (1,003) | (694)", "1,003 million"),
        ("The effective tax rate was 18% and 19%.", "18%"),
        ("Effective tax rate | 12.2 % | 4.1 %", "12.2 percent"),
        ("$1.7 billion of Commercial Paper outstanding.", "1.7 billion"),
        ("(In millions)\nTotal net sales | $ 94,836 | $ 81,434", "94.8 billion"),
        ("Net sales were $94.8 billion.", "94,836 million"),
        ("U.S. Patent Nos. 7,814,170; 7,103,640.", "7,103,640"),
    ],
)
def test_the_same_number_in_the_same_or_a_told_unit(passage: str, figure: str) -> None:
    assert names(passage, figure)


@pytest.mark.parametrize(
    ("passage", "figure"),
    [
        ("Total net sales | $ 94,836", "94.8 billion"),  # Thousands, for all that is told.
        ("(In millions)\nDebt | $ 1,703", "1.7 billion"),  # Two digits are rounded to by many numbers.
        ("Professional Visualization | 12,416", "416 million"),
        ("See page 18.", "18%"),
        ("The quarterly report on Form 10-Q, as amended", "10.0 billion"),
        ("Net sales rose 18%.", "18 million"),
        ("Net sales were $94.8 million.", "94.8 billion"),
        ("iRobot is version 1.7 of it", "1.7 billion"),
        ("Inventories | 5,4331 and 15,433", "5,433 million"),
    ],
)
def test_other_numbers_and_units_are_not_the_figure(passage: str, figure: str) -> None:
    assert not names(passage, figure)
