"""Which parts of a web page are read: what a person sees of it, but for menus."""

import re
from collections.abc import Iterator

from lxml import etree

from chalicelib.adapters.extraction.normalise import one_line

HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SKIPPED_NAMES = """
    head script style template noscript svg iframe object embed canvas video audio
    select datalist button dialog
"""
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]))", re.I)
_NAVIGATION_ROLES = frozenset({"navigation", "menu", "menubar", "search", "tablist", "toolbar"})
_ICON = re.compile(r"(?:^|[\s_-])(?:icons?|fa|glyphicon|material-symbols\w*|anchor|headerlink)(?:$|[\s_-])", re.I)
_FORMULA = re.compile(r"katex|mathjax|mwe-math|mjx|math-?container|MathML", re.I)
_MENU_LINKS = 3
_MENU_SHARE = 0.8
_MENU_CHARACTERS = 40
"""A list of at least so many links, with so much of its text in them, of so many characters on average, is a menu."""

_MENUS_AT_MOST = 0.5
"""Where lists of links are more than this share of the page, they are what it is about."""

_MAIN_SHARE = 0.4
"""A <main> or <article> with less than this share of the page's text is not its main text."""

_LEFT_SHARE = 0.25
"""Where less than this share of a page is left without its navigation, that is what it is about."""

_LINKED_SHARE = 0.5
"""What stands beside the main text, with more of its letters in links than this, leads elsewhere."""


def left_out(root: etree._Element) -> frozenset[etree._Element] | None:
    """Navigation: menus, and what leads elsewhere beside the main text. None of it if the page is little else."""
    main = _main(root)
    out = _menus(root) | frozenset(_beside(main) if main is not None else ())
    return out if _without(root, out) >= _LEFT_SHARE * _without(root, None) else None


def _without(root: etree._Element, out: frozenset[etree._Element] | None) -> int:
    """The letters that are seen on a page, without navigation unless `out` is None."""
    seen = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            seen += len((element.tail or "").strip())
        elif is_skipped(element, name) or (out is not None and (element in out or is_navigation(element, name))):
            walk.skip_subtree()
        else:
            seen += len((element.text or "").strip())
    return seen


def is_navigation(element: etree._Element, name: str) -> bool:
    return name == "nav" or element.get("role") in _NAVIGATION_ROLES


def is_skipped(element: etree._Element, name: str) -> bool:
    """Whether a person does not see an element, or cannot read it."""
    if name in _SKIPPED and not (name == "button" and _in_heading(element)):
        return True
    if element.get("role") in ("dialog", "alertdialog"):
        return True
    if _is_hidden(element):
        return not _is_formula(element)
    return element.get("aria-hidden") == "true" and _says_nothing_new(element, name)


def _in_heading(element: etree._Element) -> bool:
    above = next(element.iterancestors(*HEADINGS, "summary"), None)
    return above is not None or next(element.iter(*HEADINGS), None) is not None


def _is_hidden(element: etree._Element) -> bool:
    hidden = element.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    return bool(_HIDDEN_STYLE.search(element.get("style", "")))


def _is_formula(element: etree._Element) -> bool:
    """Whether a formula is hidden here for screen readers, and a picture of it is shown."""
    return bool(_FORMULA.search(element.get("class", ""))) and next(element.iter("math"), None) is not None


def _says_nothing_new(element: etree._Element, name: str) -> bool:
    """Text that only screen readers pass over is seen; not so icons, marks of links, and the twins of formulas."""
    if name == "img" or _ICON.search(element.get("class", "")):
        return True
    for other in (element, *element.iterancestors()):
        if _FORMULA.search(other.get("class", "")) or str(other.tag).startswith("mjx-"):
            parent = other.getparent()
            return next((parent if parent is not None else other).iter("math", "script"), None) is not None
    return not any(any(map(str.isalnum, str(text))) for text in element.itertext())


def _main(root: etree._Element) -> etree._Element | None:
    whole = letters(root)
    for name in ("main", "article"):
        elements = list(root.iter(name))
        if len(elements) == 1 and letters(elements[0]) >= _MAIN_SHARE * whole:
            return elements[0]
    return None


def _beside(main: etree._Element) -> Iterator[etree._Element]:
    """What stands beside the main text, on each level, and mostly leads elsewhere; the site's own head and foot."""
    for level in (main, *main.iterancestors()):
        for other in (*level.itersiblings(), *level.itersiblings(preceding=True)):
            if isinstance(other.tag, str) and other.tag not in HEADINGS and _leads_elsewhere(other):
                yield other


def _leads_elsewhere(element: etree._Element) -> bool:
    if element.tag == "footer" or element.get("role") == "contentinfo":
        return True
    if element.tag == "header" and next(element.iter(*HEADINGS), None) is None:
        return True
    linked = sum(letters(link) for link in element.iter("a"))
    return linked > _LINKED_SHARE * letters(element)


def _menus(root: etree._Element) -> frozenset[etree._Element]:
    """Outermost lists that only lead elsewhere."""
    lists = (element for element in root.iter("ul", "ol") if next(element.iterancestors("ul", "ol"), None) is None)
    menus = frozenset(element for element in lists if _is_menu(element) and not _is_announced(element))
    listed = sum(letters(element) for element in menus)
    return menus if listed <= _MENUS_AT_MOST * letters(root) else frozenset()


def _is_menu(element: etree._Element) -> bool:
    links = [letters(link) for link in element.iter("a")]
    if len(links) < _MENU_LINKS or sum(links) > _MENU_CHARACTERS * len(links):
        return False
    return sum(links) >= _MENU_SHARE * letters(element)


def _is_announced(element: etree._Element) -> bool:
    """A list under a heading of its own, or after words that end in a colon, is part of the text."""
    if next(element.iterancestors("footer", "header", "aside"), None) is not None:
        return False
    before = element.getprevious()
    while before is not None and not _visible(before):
        before = before.getprevious()
    if before is None:
        return False
    if before.tag in HEADINGS or (len(before) and letters(before) == sum(map(letters, before.iter(*HEADINGS)))):
        return True
    return _visible(before).endswith((":", "："))


def _visible(element: etree._Element) -> str:
    return one_line("".join(map(str, element.itertext()))) if isinstance(element.tag, str) else ""


def letters(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())
