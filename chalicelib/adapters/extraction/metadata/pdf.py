"""PDF: the document information dictionary, and XMP where that names neither title nor author."""

import mmap
from ctypes import POINTER, cast, create_string_buffer
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw
from lxml import etree

from chalicelib.adapters.extraction.metadata.stated import names, short, stated
from chalicelib.adapters.extraction.readers.archive import safe_parser
from chalicelib.models import Extent, Metadata

pdfium: Any = pypdfium2  # It has no types.
raw: Any = pypdfium2.raw

_LANGUAGE_BYTES = 200
_MOST_PACKETS = 50
_PACKET_BYTES = 200_000
_BEGIN, _END = b"<x:xmpmeta", b"</x:xmpmeta>"
_OF_A_DOCUMENT = b"http://ns.adobe.com/pdf/1.3/"
"""XMP's schema of PDF files: a packet without it is of a picture in the file."""


def metadata(path: Path) -> Metadata:
    document = pdfium.PdfDocument(path)
    try:
        info = document.get_metadata_dict()
        pages = len(document)
        width, height = document.get_page_size(0)
        language = _language(document)
    finally:
        document.close()
    title, authors = stated(info["Title"]), names([info["Author"]])
    if not title and not authors:
        title, authors = _of_xmp(path)
    return Metadata(
        title=title,
        authors=authors,
        written=short(info["CreationDate"]),
        changed=short(info["ModDate"]),
        language=language,
        extent=Extent(pages, "page"),
        program=stated(f"{info['Creator']} {info['Producer']}"),
        wide=width > height,
    )


def _language(document: Any) -> str | None:
    """The catalogue's `Lang`, which PDFium gives as UTF-16 with a zero at its end; `length` counts bytes."""
    buffer = create_string_buffer(_LANGUAGE_BYTES)
    length = raw.FPDFCatalog_GetLanguage(document, cast(buffer, POINTER(raw.FPDF_WCHAR)), _LANGUAGE_BYTES)
    name = buffer.raw[: length - 2] if 2 < length <= _LANGUAGE_BYTES else b""
    return short(name.decode("utf-16-le", "replace"))


def _of_xmp(path: Path) -> tuple[str | None, tuple[str, ...]]:
    """Title and authors by the last packet that is the document's own."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = len(data)
        for _ in range(_MOST_PACKETS):
            end = data.rfind(_END, 0, end)
            begin = data.rfind(_BEGIN, max(end - _PACKET_BYTES, 0), end) if end >= 0 else -1
            if begin < 0:
                break
            packet = data[begin : end + len(_END)]
            if _OF_A_DOCUMENT in packet:
                root = etree.fromstring(packet, safe_parser())
                return next(iter(_listed(root, "title")), None), names(_listed(root, "creator"))
    return None, ()


def _listed(root: etree._Element, name: str) -> list[str | None]:
    return [stated(item.text) for item in root.iterfind(f".//{{http://purl.org/dc/elements/1.1/}}{name}//{{*}}li")]
