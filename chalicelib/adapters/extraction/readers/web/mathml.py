"""Formulas of web pages as text: their TeX if the page has it, else MathML written on one line."""

import re

from lxml import etree

from chalicelib.adapters.extraction.normalise import one_line

_DEEPEST = 60
_UNSEEN = re.compile("[\u2061-\u2064\u200b]")
_DISPLAY = re.compile(r"\{\\(?:displaystyle|textstyle)\s+(.*)\}", re.S)
_SIMPLE = re.compile(r"[\w.,′']*|\([^()]*\)")
_BETWEEN = {"msup": "^", "mover": "^", "msub": "_", "munder": "_", "mfrac": "/"}
_BOTH = ("msubsup", "munderover")
_SKIPPED = ("annotation", "annotation-xml", "mphantom")


def math_text(math: etree._Element) -> str:
    """What a <math> element says."""
    for note in math.iter("annotation"):
        if "tex" in (note.get("encoding") or "").lower() and note.text and note.text.strip():
            return tex(note.text)
    written = one_line(_UNSEEN.sub("", _written(math, 0)))
    return written or tex(math.get("alttext") or "")


def tex(text: str) -> str:
    """TeX without the wrapping that only sets its size."""
    text = one_line(text)
    wrapped = _DISPLAY.fullmatch(text)
    return wrapped[1].strip() if wrapped else text


def _written(element: etree._Element, depth: int) -> str:
    name = etree.QName(element).localname if isinstance(element.tag, str) else ""
    if not name or name in _SKIPPED:
        return ""
    if depth > _DEEPEST:
        return "".join(map(str, element.itertext()))
    parts = [part for child in element if (part := _written(child, depth + 1))]
    if not len(element):
        return " " if name == "mspace" else one_line(element.text or "")
    if name in _BETWEEN and len(parts) == 2:
        mark = _BETWEEN[name]
        return f"{_grouped(parts[0]) if mark == '/' else parts[0]}{mark}{_grouped(parts[1])}"
    if name in _BOTH and len(parts) == 3:
        return f"{parts[0]}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if name == "msqrt":
        return f"√{_grouped(''.join(parts))}"
    if name == "mroot" and len(parts) == 2:
        return f"root({parts[1]}, {parts[0]})"
    return _joined(element, name, parts)


def _joined(element: etree._Element, name: str, parts: list[str]) -> str:
    if name == "mfenced":
        return (element.get("open") or "(") + ", ".join(parts) + (element.get("close") or ")")
    between = {"mtable": "; ", "mtr": ", ", "mlabeledtr": ", "}.get(name, "")
    return between.join(parts)


def _grouped(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else f"({text})"
