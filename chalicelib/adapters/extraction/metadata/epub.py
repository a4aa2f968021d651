"""E-books: the metadata of the package document (EPUB 3.3, §5.5)."""

from pathlib import Path

from lxml import etree

from chalicelib.adapters.extraction.metadata.stated import names, short, stated
from chalicelib.adapters.extraction.readers.archive import open_archive
from chalicelib.adapters.extraction.readers.web.epub import package_of
from chalicelib.models import Metadata


def metadata(path: Path) -> Metadata:
    with open_archive(path, "epub") as archive:
        package, _ = package_of(archive)
    return Metadata(
        title=stated(package.findtext(".//{*}metadata/{*}title")),
        authors=names(creator.text for creator in package.iterfind(".//{*}metadata/{*}creator")),
        written=short(package.findtext(".//{*}metadata/{*}date")),
        changed=short(_modified(package)),
        language=short(package.findtext(".//{*}metadata/{*}language")),
    )


def _modified(package: etree._Element) -> str | None:
    tags = package.iterfind(".//{*}metadata/{*}meta[@property='dcterms:modified']")
    return next((tag.text for tag in tags), None)
