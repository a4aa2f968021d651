"""Parts of Office files: found by their relations, read in either namespace of the standard (ISO/IEC 29500)."""

import zipfile
from collections.abc import Iterator
from typing import IO

from lxml import etree

from chalicelib.adapters.extraction.readers import archive as members
from chalicelib.adapters.extraction.readers.archive import relations

_FORMATS = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
W = f"{{{_FORMATS}wordprocessingml/2006/main}}"
X = f"{{{_FORMATS}spreadsheetml/2006/main}}"
XDR = f"{{{_FORMATS}drawingml/2006/spreadsheetDrawing}}"
P = f"{{{_FORMATS}presentationml/2006/main}}"
A = f"{{{_FORMATS}drawingml/2006/main}}"
C = f"{{{_FORMATS}drawingml/2006/chart}}"
DGM = f"{{{_FORMATS}drawingml/2006/diagram}}"
R = f"{{{_FORMATS}officeDocument/2006/relationships}}"
M = f"{{{_FORMATS}officeDocument/2006/math}}"
FALLBACK = f"{{{_FORMATS}markup-compatibility/2006}}Fallback"


def main_part(archive: zipfile.ZipFile, usual: str) -> str:
    """The part that the package's relations name as its document; `usual` if they name none that is there."""
    names = set(archive.namelist())
    targets = (target for kind, target in relations(archive, "").values() if kind == "officeDocument")
    return next((target for target in targets if target in names), usual)


def parts_of(archive: zipfile.ZipFile, part: str) -> dict[str, list[str]]:
    """The parts that `part` relates to, by the last word of the relation's type."""
    found: dict[str, list[str]] = {}
    for kind, target in relations(archive, part).values():
        found.setdefault(kind, []).append(target)
    return found


def parse_part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The root of a part, its names in the usual (transitional) namespaces; None if there is no such part."""
    root = members.parse_member(archive, name)
    if root is not None:
        _make_transitional(root)
    return root


def parse_beside(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The root of a part without which the rest of the file can be read; None if it is damaged too."""
    try:
        return parse_part(archive, name)
    except (etree.XMLSyntaxError, zipfile.BadZipFile):
        return None


def outermost(file: IO[bytes], tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The outermost elements of `tags`, each whole; it is freed once the next one is asked for."""
    depth = 0
    for event, element in members.walk_member(file, (*tags, *map(_strict, tags))):
        depth += 1 if event == "start" else -1
        if event == "end" and depth == 0:
            _make_transitional(element)
            yield element
            members.forget(element)


def _make_transitional(root: etree._Element) -> None:
    if not any(uri.startswith(_STRICT) for uri in root.nsmap.values()):
        return
    for element in root.iter(etree.Element):
        element.tag = _transitional(element.tag)
        for name in filter(_is_strict, map(str, list(element.attrib))):
            element.set(_transitional(name), str(element.attrib.pop(name)))


def _is_strict(name: str) -> bool:
    return name.startswith("{" + _STRICT)


def _strict(name: str) -> str:
    return name.replace("{" + _FORMATS, "{" + _STRICT).replace("/2006/", "/", 1)


def _transitional(name: str) -> str:
    if not _is_strict(name):
        return name
    uri, _, local = name.removeprefix("{" + _STRICT).partition("}")
    family, _, last = uri.rpartition("/")
    return f"{{{_FORMATS}{family}/2006/{last}}}{local}"
