"""Values of cells as the number formats of a workbook show them (ECMA-376 part 1, 18.8.30 and 18.8.31).

Two things differ from what Excel shows, since they can be misread: a date told in digits is ISO 8601, and a year has
four digits. Colours, widths and conditions are passed over.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from math import isfinite

from chalicelib.adapters.extraction.readers.office.date_formats import (
    DATE_TOKENS,
    Moment,
    is_moment,
    plain_moment,
    show_moment,
)
from chalicelib.adapters.extraction.readers.office.number_places import Shower, Token, filler

Value = str | float | int | bool | Moment
Formatter = Callable[[Value], str]

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<power>E[+-])|(?P<date>y+|m+|d+|h+|s+|e+|g+|b+(?![a-z]))"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0', 6: '"$"#,##0', 7: '"$"#,##0.00', 8: '"$"#,##0.00'},
    **{9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "m/d/yyyy", 15: "d-mmm-yyyy", 16: "d-mmm"},
    **{17: "mmm-yyyy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm"},
    **{37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)"},
    **{41: "#,##0;(#,##0)", 42: '"$"#,##0;("$"#,##0)', 43: "#,##0.00;(#,##0.00)", 44: '"$"#,##0.00;("$"#,##0.00)'},
    **{45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@"},
}
"""The formats that a workbook names by number alone."""

_LONGEST_CODE = 500
_PLACES = "0#?"


def formatter(code: str) -> Formatter | None:
    """What shows values by the format; None for those that change nothing."""
    if code.strip().lower() in ("", "general", "@") or len(code) > _LONGEST_CODE:
        return None
    sections = _sections(code)
    numbers = [_shower(section) for section in sections]
    dates = next((section for section in sections if _is_date(section)), None)

    def show(value: Value) -> str:
        if isinstance(value, float):
            return _number(numbers, value)
        if isinstance(value, str):
            return _text(sections, value)
        if isinstance(value, bool):
            return plain(value)
        if is_moment(value):
            return show_moment(dates, value) if dates else plain_moment(value)
        return _number(numbers, float(value))

    return show


def plain(value: Value) -> str:
    """A value without a format: whole numbers without `.0`, no exponents but for the least and greatest numbers."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if is_moment(value):
        return plain_moment(value)
    if isinstance(value, float) and not value.is_integer():
        text = f"{value:.15g}"
        return f"{Decimal(text):f}" if "e-" in text and abs(value) > 1e-10 else text
    return str(int(value)) if abs(value) < 1e21 else f"{value:.15g}"


def _sections(code: str) -> list[list[Token]]:
    sections: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        text = match[kind] if kind else ""
        if kind == "other" and text == ";":
            sections.append([])
        elif kind in ("quoted", "escaped", "currency"):
            sections[-1].append(("literal", text))
        elif kind == "other":
            sections[-1].append(
                (("place" if text in _PLACES else "literal" if text in " $€£¥-+():!'" else "sign"), text)
            )
        elif kind:
            sections[-1].append((kind, text))
        elif match[0][0] == "_":
            sections[-1].append(("literal", " "))
    return sections


def _is_date(section: list[Token]) -> bool:
    return any(kind in DATE_TOKENS for kind, _ in section)


def _text(sections: list[list[Token]], value: str) -> str:
    section = sections[3] if len(sections) > 3 else sections[-1]
    if ("sign", "@") not in section:
        return value
    return "".join(
        value if token == ("sign", "@") else token[1] for token in section if token[0] in ("literal", "sign")
    )


def _number(sections: list[Shower | None], value: float) -> str:
    """Sections are of numbers above zero, below zero, and of zero itself."""
    signed = len(sections) > 1 and value < 0
    show = sections[1] if signed else sections[2] if len(sections) > 2 and value == 0 else sections[0]
    if show is None or not isfinite(value):
        return plain(value)
    shown = show(Decimal(repr(abs(value))))
    is_negative = value < 0 and not signed and any(digit in shown for digit in "123456789")
    return "-" + shown if is_negative else shown


def _shower(section: list[Token]) -> Shower | None:
    """What shows an amount by the section; None if the section is not for numbers, or hides them."""
    kinds = {kind for kind, _ in section}
    if kinds & DATE_TOKENS:
        return None
    if "place" in kinds:
        return filler(section)
    literal = "".join(text for kind, text in section if kind == "literal")
    if "general" in kinds:
        return lambda amount: "".join(plain(float(amount)) if kind == "general" else text for kind, text in section)
    return (lambda _: literal) if literal.strip() else None
