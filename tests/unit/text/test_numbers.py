"""Which spellings of a number are one value."""

import pytest

from chalicelib.rag.text.exact import ExactTerm, exact_terms
from chalicelib.rag.text.exact_lookup import ExactText
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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1234", "year"),
        ("1234 EUR", "amount"),
        ("$1234", "amount"),
        ("EUR 1234", "amount"),
        ("は1,500円", "amount"),
        ("1234 kr", "amount"),
        ("1234 %", "amount"),
        ("1520000 đồng", "amount"),
        ("1520000", "identifier"),
    ],
)
def test_a_price_is_an_amount(text: str, kind: str) -> None:
    assert _only(text).kind == kind


def test_the_given_language_reads_amounts() -> None:
    assert _only("1,234", "de").value != _only("1,234", "en").value == "1234"
    assert ExactText("It weighs 1.234", "de").holds(_only("1234 kg", "en"))
    assert not ExactText("It weighs 1.234", "en").holds(_only("1234 kg", "en"))


def _only(text: str, language: str | None = None) -> ExactTerm:
    (term,) = exact_terms(text, language)
    return term
