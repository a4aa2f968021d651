"""The one reader of numbers as texts write them.

`1,234` is 1234 to one language and 1.234 to another. Where nothing tells which, a number stays as it is spelled, so
that two spellings are never taken for one value by mistake: the error would be a factor of 1,000.
"""

import re

NUMBER = r"\d+(?:[.,]\d+)*"
"""A number within a text, as a regular expression."""

# `1,234,567`, `1,234.5` and `1.234,5`: two signs, or one of them twice, tell which one parts the thousands.
_GROUPED = re.compile(r"(?!0)(?:(\d{1,3}(?:,\d{3})+)(\.\d+)?|(\d{1,3}(?:\.\d{3})+)(,\d+)?)")
_AMBIGUOUS = re.compile(r"(?!0)\d{1,3}[.,]\d{3}")
_SIGNS = str.maketrans("", "", ".,")


def is_ambiguous(number: str) -> bool:
    """Whether only the language tells the value: `1,234` or `1.234`, but not `0.234`, `12.5` or `1,234.5`."""
    return _AMBIGUOUS.fullmatch(number) is not None


def number_key(number: str, thousands: str | None = None) -> str:
    """A number in one form for all its spellings, with a decimal point: `1.234,5` → `1234.5`.

    `thousands` is the sign that the text's language puts between thousands. Where it does not say how to read an
    ambiguous number, the number stays as it is spelled.
    """
    if is_ambiguous(number):
        return number.translate(_SIGNS) if thousands and thousands in number else number
    if grouped := _GROUPED.fullmatch(number):
        whole, fraction = grouped[1] or grouped[3], grouped[2] or grouped[4] or ""
        return whole.translate(_SIGNS) + fraction.replace(",", ".")
    return number.replace(",", ".")
