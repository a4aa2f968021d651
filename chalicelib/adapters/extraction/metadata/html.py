"""HTML: the page's title and what its head says in `meta` elements (Dublin Core, Open Graph, Highwire) and JSON-LD."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from lxml import etree

from chalicelib.adapters.extraction.metadata.stated import names, short, stated
from chalicelib.adapters.extraction.readers.web.html import html_text
from chalicelib.models import Metadata

_READ_BYTES = 512 << 10
_MOST_TAGS = 500
_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title")
_AUTHORS = ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author", "parsely-author")
_WRITTEN = (
    "citation_publication_date", "article:published_time", "dcterms.issued", "dcterms.created", "dc.date",
    "dcterms.date", "datepublished", "date",
)  # fmt: skip
_CHANGED = ("article:modified_time", "dcterms.modified", "datemodified", "last-modified", "revised")


def metadata(path: Path) -> Metadata:
    with path.open("rb") as file:
        text = html_text(file.read(_READ_BYTES))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    return Metadata() if root is None else _of(root)


def _of(root: etree._Element) -> Metadata:
    tags: dict[str, list[str]] = {}
    for number, tag in enumerate(root.iter("meta")):
        if number == _MOST_TAGS:
            break
        name = tag.get("name") or tag.get("property") or tag.get("itemprop") or tag.get("http-equiv") or ""
        tags.setdefault(name.lower(), []).append(tag.get("content") or "")
    for name, value in _linked(root):
        tags.setdefault(name, []).append(value)
    return Metadata(
        title=_first(tags, _TITLES) or stated(root.findtext(".//title")) or _first(tags, ("headline",)),
        authors=next((people for name in _AUTHORS if (people := _people(tags.get(name, [])))), ()),
        written=short(_first(tags, _WRITTEN)),
        changed=short(_first(tags, _CHANGED)),
        language=short(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")),
        program=_first(tags, ("generator",)),
    )


def _first(tags: dict[str, list[str]], wanted: tuple[str, ...]) -> str | None:
    return next((text for name in wanted for value in tags.get(name, ()) if (text := stated(value))), None)


def _people(values: list[str]) -> tuple[str, ...]:
    return names(value for value in values if "://" not in value)  # Open Graph's authors are addresses of pages.


def _linked(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Facts of the first article that JSON-LD tells, under the names of `meta` elements."""
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        with suppress(ValueError, RecursionError):
            yield from _facts(json.loads(script.text or ""))
            return


def _facts(value: Any) -> Iterator[tuple[str, str]]:
    things = value.get("@graph", [value]) if isinstance(value, dict) else value
    thing = next((one for one in things if isinstance(one, dict) and "datePublished" in one), None)
    if thing is None:
        return
    people = thing.get("author")
    for person in people if isinstance(people, list) else [people]:
        yield "author", str(person.get("name", "") if isinstance(person, dict) else person or "")
    for name in ("headline", "datePublished", "dateModified"):
        yield name.lower(), str(thing.get(name, ""))
