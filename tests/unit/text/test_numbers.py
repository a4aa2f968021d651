"""Which spellings of a number are one value."""

import pytest

from chalicelib.rag.text.numbers import is_ambiguous, number_key


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("1234", "1234"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("12,5", "12.5"),
        ("0,250", "0.250"),
        ("1234.567", "1234.567"),
        ("15.03.2024", "15.03.2024"),
        ("1,2,3", "1.2.3"),
    ],
)
def test_number_key_is_one_for_all_spellings(number: str, key: str) -> None:
    assert number_key(number) == number_key(number, ",") == number_key(number, ".") == key
    assert not is_ambiguous(number)


def test_ambiguous_number_is_read_by_its_language_alone() -> None:
    assert (number_key("1,234"), number_key("1.234")) == ("1,234", "1.234")
    assert (number_key("1,234", ","), number_key("1.234", ",")) == ("1234", "1.234")
    assert (number_key("1,234", "."), number_key("1.234", ".")) == ("1,234", "1234")
    assert is_ambiguous("1,234")
    assert is_ambiguous("1.234")
