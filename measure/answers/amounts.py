"""Figures as a reader takes them: a number and its unit, however a text writes the two (docs/evaluation.md)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

# Of a number with fewer digits the unit has to stand beside it: a bare 18 is anywhere.
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
        """Those that say something: 0.50 has two, 1,200 has four."""
        return len(self.plain.replace(".", "").lstrip("0"))

    @property
    def places(self) -> int:
        """How many digits stand after the point."""
        return len(self.number.partition(".")[2])


def amounts(text: str) -> Iterator[Amount]:
    for found in _AMOUNT.finditer(text):
        unit = (found["unit"] or "").lower()
        yield Amount(found["number"], "%" if unit == "percent" else unit or None)


def names(passage: str, figure: str) -> bool:
    """Whether a passage names a figure such as `$18,592 million`, `18%` or `94.8 billion`.

    It does by the same number with the same unit. Without a unit, as cells of a table are, the number has to have three
    digits or more. Millions for billions count where the unit is told, by the word or by "in millions" above the
    table, and one is the other rounded to no fewer than three digits.
    """
    wanted = next(amounts(figure))
    table_units = {each.lower() for each in _TABLE_UNIT.findall(passage)}
    return any(_same(wanted, each, table_units) for each in amounts(passage))


def _same(wanted: Amount, found: Amount, table_units: set[str]) -> bool:
    if "%" in (wanted.unit, found.unit):
        return wanted.unit == found.unit and wanted.value == found.value
    if wanted.unit and found.unit:
        return (wanted.unit == found.unit and wanted.value == found.value) or _rounded(wanted, found)
    if wanted.plain == found.plain and wanted.digits >= TELLING_DIGITS:
        return True
    return found.unit is None and any(_rounded(wanted, Amount(found.number, unit)) for unit in table_units)


def _rounded(one: Amount, other: Amount) -> bool:
    """Whether two amounts of which both units are known are one, the exacter rounded as the other is."""
    if one.unit is None or other.unit is None:
        return False
    coarse, fine = sorted((one, other), key=lambda each: _SCALES[each.unit or ""].scaleb(-each.places), reverse=True)
    if coarse.digits < TELLING_DIGITS:
        return False
    scale = _SCALES[coarse.unit or ""]
    return round(fine.value * _SCALES[fine.unit or ""] / scale, coarse.places) == coarse.value
