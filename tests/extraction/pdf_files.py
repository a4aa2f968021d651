"""PDFs written object by object, for what reportlab does not make."""

from pathlib import Path

Objects = dict[int, bytes]
"""The objects of a file by number, from 5 on: 1 to 4 are the catalogue, the pages, one page and its content."""


def stream(data: bytes, entries: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries.encode(), data)


def write_pdf(path: Path, content: str, resources: str, objects: Objects, *, page: str = "", catalog: str = "") -> Path:
    """A file of one page, 595 by 842 points, with `content`; `page` and `catalog` are more entries of those objects."""
    everything = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            f"/Resources << {resources} >> {page} >>"
        ).encode(),
        4: stream(content.encode("latin-1")),
        **objects,
    }
    data = b"%PDF-1.7\n"
    starts = []
    for number in range(1, len(everything) + 1):
        starts.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, everything[number])
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(starts) + 1, table)
    data += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(starts) + 1, data.index(b"xref\n0 "))
    path.write_bytes(data)
    return path


HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def unicode_map(letters: dict[str, str]) -> bytes:
    """A ToUnicode map of single bytes."""
    rows = "\n".join(f"<{ord(key):02X}> <{value.encode('utf-16-be').hex()}>" for key, value in letters.items())
    return stream(
        f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange {len(letters)} beginbfchar\n{rows}\n"
        "endbfchar endcmap".encode()
    )
