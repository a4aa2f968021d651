"""Small Office files, made of their parts."""

from pathlib import Path

from tests.extraction.samples import zipped

FORMATS = "http://schemas.openxmlformats.org/"
RELATION = FORMATS + "officeDocument/2006/relationships/"
NAMES = (
    f'xmlns:w="{FORMATS}wordprocessingml/2006/main" xmlns:m="{FORMATS}officeDocument/2006/math" '
    f'xmlns:r="{FORMATS}officeDocument/2006/relationships" xmlns:a="{FORMATS}drawingml/2006/main" '
    f'xmlns:c="{FORMATS}drawingml/2006/chart" xmlns:dgm="{FORMATS}drawingml/2006/diagram" '
    f'xmlns:p="{FORMATS}presentationml/2006/main" xmlns:x="{FORMATS}spreadsheetml/2006/main" '
    f'xmlns:xdr="{FORMATS}drawingml/2006/spreadsheetDrawing"'
)


def relations(*targets: tuple[str, str]) -> bytes:
    """Relations of these kinds to these targets; their ids are r0, r1 and so on."""
    entries = "".join(
        f'<Relationship Id="r{number}" Type="{RELATION}{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{FORMATS}package/2006/relationships">{entries}</Relationships>'.encode()


def part(name: str, inner: str) -> bytes:
    return f"<{name} {NAMES}>{inner}</{name}>".encode()


def make_docx(
    path: Path, body: str, parts: dict[str, tuple[str, str, str]] | None = None, main: str = "document"
) -> Path:
    """A DOCX with this body. Other parts: file name → relation, root, what is in it; their ids are r0, r1 and so on."""
    others = parts or {}
    members = {
        "_rels/.rels": relations(("officeDocument", f"word/{main}.xml")),
        f"word/{main}.xml": part("w:document", f"<w:body>{body}</w:body>"),
        f"word/_rels/{main}.xml.rels": relations(*((kind, name) for name, (kind, _, _) in others.items())),
        **{f"word/{name}": part(root, inner) if root else inner.encode() for name, (_, root, inner) in others.items()},
    }
    path.write_bytes(zipped(members))
    return path


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def strict(data: bytes) -> bytes:
    """A part as ISO 29500 Strict has it."""
    for family in ("wordprocessingml", "presentationml", "drawingml", "spreadsheetml"):
        data = data.replace(f"{FORMATS}{family}/2006/".encode(), f"http://purl.oclc.org/ooxml/{family}/".encode())
    return data.replace(f"{FORMATS}officeDocument/2006/".encode(), b"http://purl.oclc.org/ooxml/officeDocument/")
