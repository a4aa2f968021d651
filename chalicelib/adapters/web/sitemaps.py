"""Sitemaps (sitemaps.org): addresses with the moment of their last change, or further sitemaps.

The few elements are looked for in the text. No parser of XML reads it, so no entity is expanded and nothing is loaded.
"""

import html
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.adapters.web.bodies import GZIP
from chalicelib.errors import FetchError

MOST_BYTES = 50 * 1024 * 1024  # The standard's own limit, unpacked.
MOST_ENTRIES = 50_000  # The same.
MOST_ADDRESS = 2_048
_ELEMENT = re.compile(r"<(?:[A-Za-z][\w-]{0,20}:)?(sitemap|url|loc|lastmod)\s{0,20}>([^<]{0,4000})")
_CDATA = re.compile(r"<!\[CDATA\[([^<\]]{0,4000})\]\]>")  # No address has a "<": so no text is looked at twice.


@dataclass(frozen=True)
class Entry:
    """`modified` is as the site states it; `is_sitemap`: the address is that of a further sitemap."""

    address: str
    modified: str | None = None
    is_sitemap: bool = False


def parse(content: bytes) -> list[Entry]:
    """The entries in order; what is no sitemap has none. Raises FetchError for one that unpacks to too much."""
    text = unpacked(content).decode("utf-8-sig", "replace")
    if "<" not in text[:1000]:
        return [Entry(line.strip()) for line in text.splitlines()[:MOST_ENTRIES] if _is_address(line.strip())]
    return list(_entries(_CDATA.sub(lambda section: html.escape(section[1]), text)))


def unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content[:MOST_BYTES]
    unpacker = zlib.decompressobj(GZIP)
    try:
        text = unpacker.decompress(content, MOST_BYTES + 1)
    except zlib.error as error:
        raise FetchError("bad_answer", "The sitemap cannot be unpacked.") from error
    if len(text) > MOST_BYTES:
        raise FetchError("too_large", "The sitemap is too large.")
    return text


def _entries(text: str) -> Iterator[Entry]:
    kind, address, modified, count = "", "", None, 0
    for element in _ELEMENT.finditer(text):
        name, value = element[1], html.unescape(element[2]).strip()
        if name in ("url", "sitemap"):
            if _is_address(address):
                yield Entry(address, modified, kind == "sitemap")
                count += 1
            kind, address, modified = name, "", None
        elif name == "loc" and not address:  # Of a picture within it there may be another one.
            address = value
        elif name == "lastmod":
            modified = value[:40] or None
        if count >= MOST_ENTRIES:
            return
    if _is_address(address):
        yield Entry(address, modified, kind == "sitemap")


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text) <= MOST_ADDRESS
