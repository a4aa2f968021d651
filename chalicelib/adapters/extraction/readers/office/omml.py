"""Equations of Office files (OMML) as one line of TeX: plain letters as they are, structure in TeX's words."""

from collections.abc import Callable

from lxml import etree

from chalicelib.adapters.extraction.readers.office.ooxml import M

MOST_LEVELS = 60  # Deeper equations are read as their letters alone.
_ACCENTS = {
    "\u0302": "hat",
    "\u0303": "tilde",
    "\u0304": "bar",
    "\u0305": "overline",
    "\u0307": "dot",
    "\u0308": "ddot",
}
_ACCENTS |= {"\u20d7": "vec", "\u0301": "acute", "\u0300": "grave", "\u030c": "check", "\u0306": "breve"}
_ACCENTS |= {"^": "hat", "~": "tilde", "¯": "bar", "→": "vec"}
_NARY = {"∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∭": r"\iiint", "∮": r"\oint", "⋃": r"\bigcup"}
_NARY |= {"⋂": r"\bigcap", "∐": r"\coprod", "⋁": r"\bigvee", "⋀": r"\bigwedge"}


def equation(element: etree._Element) -> str:
    """The equation, or equations, of `m:oMath` or `m:oMathPara`."""
    return " ".join(_inner(element, 0).split())


def _inner(element: etree._Element | None, depth: int) -> str:
    return "" if element is None else "".join(_of(child, depth + 1) for child in element.iterchildren(etree.Element))


def _of(element: etree._Element, depth: int) -> str:
    if depth > MOST_LEVELS:
        return "".join(node.text or "" for node in element.iter(M + "t"))
    if element.tag == M + "t" or element.tag.endswith("}t"):
        return element.text or ""
    if element.tag.endswith("Pr"):
        return ""
    make = _MAKERS.get(element.tag.removeprefix(M))
    return make(element, depth) if make else _inner(element, depth)


def _part(element: etree._Element, name: str, depth: int) -> str:
    return _inner(element.find(M + name), depth)


def _setting(element: etree._Element, name: str, otherwise: str) -> str:
    found = element.find(f"{M}{element.tag.removeprefix(M)}Pr/{M}{name}")
    return otherwise if found is None else found.get(M + "val", otherwise)


def _braced(text: str) -> str:
    return text if len(text) == 1 else "{" + text + "}"


def _script(base: str, below: str, above: str) -> str:
    return base + (f"_{_braced(below)}" if below else "") + (f"^{_braced(above)}" if above else "")


def _fraction(element: etree._Element, depth: int) -> str:
    above, below = _part(element, "num", depth), _part(element, "den", depth)
    if _setting(element, "type", "bar") == "noBar":
        return rf"\binom{{{above}}}{{{below}}}"
    return rf"\frac{{{above}}}{{{below}}}"


def _root(element: etree._Element, depth: int) -> str:
    degree = _part(element, "deg", depth)
    return rf"\sqrt{f'[{degree}]' if degree else ''}{{{_part(element, 'e', depth)}}}"


def _scripts(element: etree._Element, depth: int) -> str:
    base, below, above = (_part(element, name, depth) for name in ("e", "sub", "sup"))
    if element.tag == M + "sPre":
        return "{}" + _script("", below, above) + base
    return _script(base if len(base) < 2 or base.isalnum() else _braced(base), below, above)


def _nary(element: etree._Element, depth: int) -> str:
    sign = _setting(element, "chr", "∫")
    limits = _script(_NARY.get(sign, sign), _part(element, "sub", depth), _part(element, "sup", depth))
    return f"{limits} {_part(element, 'e', depth)}"


def _delimited(element: etree._Element, depth: int) -> str:
    parts = [_inner(part, depth) for part in element.iterfind(M + "e")]
    middle = _setting(element, "sepChr", "|").join(parts)
    return _setting(element, "begChr", "(") + middle + _setting(element, "endChr", ")")


def _function(element: etree._Element, depth: int) -> str:
    return f"{_part(element, 'fName', depth)} {_part(element, 'e', depth)}"


def _limit(element: etree._Element, depth: int) -> str:
    mark = "_" if element.tag == M + "limLow" else "^"
    return f"{_part(element, 'e', depth)}{mark}{_braced(_part(element, 'lim', depth))}"


def _accent(element: etree._Element, depth: int) -> str:
    name = _ACCENTS.get(_setting(element, "chr", "\u0302"))
    inner = _part(element, "e", depth)
    return rf"\{name}{{{inner}}}" if name else inner + _setting(element, "chr", "")


def _bar(element: etree._Element, depth: int) -> str:
    name = "overline" if _setting(element, "pos", "bot") == "top" else "underline"
    return rf"\{name}{{{_part(element, 'e', depth)}}}"


def _matrix(element: etree._Element, depth: int) -> str:
    rows = (" & ".join(_inner(cell, depth) for cell in row.iterfind(M + "e")) for row in element.iterfind(M + "mr"))
    return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"


def _lines(element: etree._Element, depth: int) -> str:
    return "; ".join(_inner(line, depth) for line in element.iterfind(M + "e"))


def _paragraph(element: etree._Element, depth: int) -> str:
    return "; ".join(_inner(line, depth) for line in element.iterfind(M + "oMath"))


_MAKERS: dict[str, Callable[[etree._Element, int], str]] = {
    "f": _fraction,
    "rad": _root,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts,
    "nary": _nary,
    "d": _delimited,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "acc": _accent,
    "bar": _bar,
    "m": _matrix,
    "eqArr": _lines,
    "oMathPara": _paragraph,
}
