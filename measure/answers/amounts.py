"""Figures as a reader takes them: a number and its unit, however a text writes the two (docs/evaluation.md)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Digits from which a number counts without its unit: a bare 18 is anywhere.
TELLING_DIGITS = 3

_SCALES = {"thousand": Decimal(10) ** 3, "million": Decimal(10) ** 6, "billion": Decimal(10) ** 9}
_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?!\w|[.,-]\d)"
    r"(?:[ \u00a0|-]{0,3}(?P<unit>%|percent\b|thousand\b|million\b|billion\b))?",
    re.IGNORECASE,
)
_TABLE_UNIT = re.compile(r"\bin (thousand|million|billion)s\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """`number` as it is written, and the unit beside it: %, thousand, million, billion, or none."""

    number: str
    unit: str | None = None

    @property
    def plain(self) -> str:
        return self.number.replace(",", "")

    @property
    def value(self) -> Decimal:
        return Decimal(self.plain)

    @property
    def digits(self) -> int:
        """How many significant digits there are: 0.50 has two, 1,200 has four."""
        return len(self.plain.replace(".", "").lstrip("0"))

    @property
    def decimals(self) -> int:
        """How many digits follow the point."""
        return len(self.number.partition(".")[2])


def amounts(text: str) -> Iterator[Amount]:
    for match in _AMOUNT.finditer(text):
        unit = (match["unit"] or "").lower()
        yield Amount(match["number"], "%" if unit == "percent" else unit or None)


def names(passage: str, figure: str) -> bool:
    """Whether a passage names a figure such as `$18,592 million`, `18%` or `94.8 billion`.

    It has the same number with the same unit. Without a unit, as in cells of a table, the number needs three digits or
    more. Millions count for billions where the text has the unit, as a word or as "in millions" above the table, and
    one number is the other rounded to no fewer than three digits.
    """
    expected = next(amounts(figure))
    table_units = {unit.lower() for unit in _TABLE_UNIT.findall(passage)}
    return any(_same(expected, amount, table_units) for amount in amounts(passage))


def _same(expected: Amount, amount: Amount, table_units: set[str]) -> bool:
    if "%" in (expected.unit, amount.unit):
        return expected.unit == amount.unit and expected.value == amount.value
    if expected.unit and amount.unit:
        return (expected.unit == amount.unit and expected.value == amount.value) or _rounded(expected, amount)
    if expected.plain == amount.plain and expected.digits >= TELLING_DIGITS:
        return True
    return amount.unit is None and any(_rounded(expected, Amount(amount.number, unit)) for unit in table_units)


def _rounded(one: Amount, other: Amount) -> bool:
    """Whether two amounts with known units are the same, the more exact one rounded as the other is."""
    if one.unit is None or other.unit is None:
        return False
    coarse, fine = sorted(
        (one, other), key=lambda amount: _SCALES[amount.unit or ""].scaleb(-amount.decimals), reverse=True
    )
    if coarse.digits < TELLING_DIGITS:
        return False
    scale = _SCALES[coarse.unit or ""]
    return round(fine.value * _SCALES[fine.unit or ""] / scale, coarse.decimals) == coarse.value
