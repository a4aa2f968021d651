"""Office Open XML: the core and the extended properties of the package (ISO/IEC 29500-2 §8, 29500-1 §22.2)."""

import zipfile
from pathlib import Path

from lxml import etree

from chalicelib.adapters.extraction.metadata.stated import names, short, stated
from chalicelib.adapters.extraction.readers.archive import open_archive, parse_member, relations
from chalicelib.adapters.extraction.readers.office.ooxml import main_part
from chalicelib.models import Extent, Metadata, Unit

_TEMPLATE_DATES = frozenset({"2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z"})
"""When the templates of python-docx and python-pptx were made: files that were made of them state it too."""


def metadata(path: Path) -> Metadata:
    with open_archive(path, None) as archive:
        core = _properties(archive, "core-properties", "docProps/core.xml")
        extended = _properties(archive, "extended-properties", "docProps/app.xml")
        return Metadata(
            title=stated(core.get("title")),
            authors=names([core.get("creator")]),
            written=_date(core.get("created")),
            changed=_date(core.get("modified")),
            language=short(core.get("language")),
            version=short(core.get("version")),
            extent=_extent(archive, extended),
            program=stated(extended.get("Application")),
        )


def _properties(archive: zipfile.ZipFile, kind: str, usual: str) -> dict[str, str]:
    """The values of a part by their local names."""
    target = next((target for name, target in relations(archive, "").values() if name == kind), usual)
    root = parse_member(archive, target)
    if root is None:
        return {}
    return {etree.QName(element).localname: element.text or "" for element in root.iterchildren(etree.Element)}


def _date(text: str | None) -> str | None:
    return None if text in _TEMPLATE_DATES else short(text)


def _extent(archive: zipfile.ZipFile, extended: dict[str, str]) -> Extent | None:
    main = main_part(archive, "")
    if main.startswith("xl/"):
        root = parse_member(archive, main) if main.endswith(".xml") else None
        return _counted(len(list(root.iterfind("{*}sheets/{*}sheet"))) if root is not None else 0, "sheet")
    if main.startswith("ppt/"):
        root = parse_member(archive, main)
        return _counted(len(list(root.iterfind("{*}sldIdLst/{*}sldId"))) if root is not None else 0, "slide")
    # A program that does not lay out pages copies the number of its template, in which there are no words.
    return _counted(_number(extended.get("Pages")) if _number(extended.get("Words")) else 0, "page")


def _counted(count: int, unit: Unit) -> Extent | None:
    return Extent(count, unit) if count else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else 0
