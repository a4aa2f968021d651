"""Web archives (MHTML): the page that was saved, and the pages in its frames."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.readers.mail.eml import parsed
from chalicelib.adapters.extraction.readers.mail.parts import payload
from chalicelib.adapters.extraction.readers.web.html import html_blocks, html_text
from chalicelib.adapters.extraction.slicing import Block

_PAGES = ("text/html", "application/xhtml+xml")
_MOST_PAGES = 100


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of a web archive."""
    read_pages = 0
    for part in parsed(path.read_bytes()).walk():
        if part.get_content_type() in _PAGES and read_pages < _MOST_PAGES:
            text = html_text(payload(part), part.get_content_charset())
            yield from html_blocks(text, titled=not read_pages)
            read_pages += 1
