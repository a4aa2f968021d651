"""What a page of HTML says to who follows it: its title, its links, its canonical address, its text.

The page is anybody's, and this runs beside the function's credentials. So its marks are looked for in Python, in one
pass whose time grows with the page's length alone; the reader of documents has a process without credentials for more.
"""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.adapters.extraction.readers.encodings import decode

MOST_CHARACTERS = 4_000_000
MOST_LINKS = 5_000
MOST_TAG = 8_192  # Characters of one tag.
MOST_TITLE = 200
TYPES = frozenset({"text/html", "application/xhtml+xml"})
_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9]{0,20}")
_ATTRIBUTE = re.compile(r"""([A-Za-z][A-Za-z-]{0,30})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_-]{1,40})""", re.I)
_HIDDEN = {name: re.compile(f"</{name}", re.I) for name in ("script", "style", "template", "noscript")}


@dataclass(frozen=True)
class Marks:
    """`links` are as they stand there, without doubles; `fingerprint` is that of the title and the visible text."""

    title: str
    links: tuple[str, ...]
    canonical: str
    base: str
    fingerprint: str
    characters: int


def text_of(body: bytes, charset: str) -> str:
    """The page's text, by the rule that the readers of documents have. `charset` is the server's word, "" for none."""
    stated = _CHARSET.search(body[:4096])
    text = decode(body, charset or (stated[1].decode() if stated else None))
    return text.removeprefix("\ufeff")[:MOST_CHARACTERS]


def read(text: str) -> Marks:
    links: dict[str, None] = {}
    titles: list[str] = []
    words: list[str] = []
    canonical = base = ""
    in_title = has_title = False
    for tag, attributes, after in _parts(text[:MOST_CHARACTERS]):
        if tag in ("a", "area") and len(links) < MOST_LINKS and "href" in attributes:
            links.setdefault(attributes["href"])
        elif tag == "link" and "canonical" in attributes.get("rel", "").lower().split():
            canonical = canonical or attributes.get("href", "")
        elif tag == "base":
            base = base or attributes.get("href", "")
        if tag in ("title", "/title"):
            in_title = tag == "title" and not has_title
            has_title = True
        (titles if in_title else words).append(after)
    title = " ".join(html.unescape(" ".join(titles)).split())[:MOST_TITLE]
    visible = " ".join(" ".join(words).split())
    fingerprint = hashlib.sha256(f"{title}\n{visible}".encode(errors="replace")).hexdigest()
    return Marks(title, tuple(links), canonical, base, fingerprint, len(visible))


def _parts(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Each tag's name in small letters, its attributes, and the text behind it; the first part has no tag."""
    position = text.find("<")
    yield "", {}, text if position < 0 else text[:position]
    while 0 <= position < len(text):
        tag, attributes, position = _tag(text, position)
        following = text.find("<", position)
        yield tag, attributes, text[position:] if following < 0 else text[position:following]
        position = following


def _tag(text: str, position: int) -> tuple[str, dict[str, str], int]:
    """The tag at a `<`, and the position behind it with all that nobody sees."""
    if text.startswith("<!--", position):
        end = text.find("-->", position + 4)
        return "", {}, len(text) if end < 0 else end + 3
    name = _NAME.match(text, position + 1)
    if name is None:
        return "", {}, position + 1
    end = text.find(">", position, position + MOST_TAG)
    if end < 0:
        return "", {}, position + 1
    tag = name[0].lower()
    if close := _HIDDEN.get(tag):
        hidden = close.search(text, end)
        return tag, {}, hidden.start() if hidden else len(text)
    stated = _ATTRIBUTE.findall(text[name.end() : end + 1]) if tag in ("a", "area", "link", "base") else ()
    values = ((key.lower(), double or single or bare) for key, double, single, bare in reversed(stated))
    attributes = {key: html.unescape(value) for key, value in values}  # Of one that stands there twice the first.
    return tag, attributes, end + 1
