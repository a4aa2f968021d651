"""OpenDocument: the member `meta.xml` (ODF 1.3, part 3, §4). Older workbooks (XLS) state nothing that is read here."""

import zipfile
from pathlib import Path

from chalicelib.adapters.extraction.metadata.stated import names, short, stated
from chalicelib.adapters.extraction.readers.archive import open_archive, parse_member
from chalicelib.models import Extent, Metadata, Unit

_COUNTS: tuple[tuple[str, str, Unit], ...] = (
    ("spreadsheet", "table-count", "sheet"),
    ("presentation", "page-count", "slide"),
    ("text", "page-count", "page"),
)


def metadata(path: Path) -> Metadata:
    if not zipfile.is_zipfile(path):
        return Metadata()
    with open_archive(path, "odt") as archive:
        root = parse_member(archive, "meta.xml")
        mimetype = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in archive.namelist() else ""
    if root is None:
        return Metadata()
    values = {name: root.findtext(f".//{{*}}{name}") for name in _NAMES}
    statistic = root.find(".//{*}document-statistic")
    counts = (
        {str(name).rpartition("}")[2]: str(value) for name, value in statistic.items()} if statistic is not None else {}
    )
    return Metadata(
        title=stated(values["title"]),
        authors=names([values["initial-creator"] or values["creator"]]),
        written=short(values["creation-date"]),
        changed=short(values["date"]),
        language=short(values["language"]),
        extent=next((_extent(counts.get(name, ""), unit) for kind, name, unit in _COUNTS if kind in mimetype), None),
        program=stated(values["generator"]),
    )


_NAMES = ("title", "initial-creator", "creator", "creation-date", "date", "language", "generator")


def _extent(count: str, unit: Unit) -> Extent | None:
    return Extent(int(count), unit) if count.isascii() and count.isdecimal() and 0 < len(count) < 7 else None
