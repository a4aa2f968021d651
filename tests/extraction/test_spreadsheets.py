"""Spreadsheets that are no XLSX, and Office files under other names."""

import struct
from pathlib import Path

import pytest

from chalicelib.adapters.extraction import Extractor
from chalicelib.errors import DocumentError
from tests.extraction.hostile import SAMPLE
from tests.extraction.reading import read
from tests.extraction.samples import as_bytes

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def container(name: str, stream: bytes) -> bytes:
    """An OLE container with one stream."""
    stream = stream.ljust(8 * SECTOR, b"\0")
    chain = [FAT, END, *range(3, 10), END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0)
    entries = entry("Root Entry", 5, 1, END, 0) + entry(name, 2, FREE, 2, len(stream))
    table = struct.pack(f"<{len(chain)}I", *chain)
    return head.ljust(SECTOR, b"\xff") + table.ljust(SECTOR, b"\xff") + entries.ljust(SECTOR, b"\0") + stream


def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    return (
        letters.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(letters), kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def xls(rows: list[tuple[str, float]]) -> bytes:
    """A workbook in BIFF8 with one sheet, `Fees`."""
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    name = b"\x04\x00Fees"
    place = len(begin) + len(record(0x85, bytes(6) + name)) + len(record(0x0A))
    globals_ = begin + record(0x85, struct.pack("<IH", place, 0) + name) + record(0x0A)
    cells = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for at, (text, number) in enumerate(rows):
        cells += record(0x204, struct.pack("<HHHHB", at, 0, 0, len(text), 0) + text.encode("latin-1"))
        cells += record(0x203, struct.pack("<HHHd", at, 1, 0, number))
    return container("Workbook", globals_ + cells + record(0x0A))


def test_xls_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(xls([("Berth", 40.0), ("Crane", 12.5)]))
    assert Extractor().extract(tmp_path / "a.xls", "a.xls").text == "Fees\n\nBerth | 40\nCrane | 12.5\n\n"


def test_ods_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.ods").write_bytes(as_bytes("ods", SAMPLE, tmp_path))
    found = read(tmp_path / "a.ods")
    assert [heading.title for heading in found.headings] == [section.title for section in SAMPLE]
    assert "Year | Place | Tons\n2021 | Nantes | 17\n" in found.text


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xls", b"<html>no workbook</html>", "wrong_type"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "unreadable"),
        ("a.xlsb", b"PK\x03\x04", "unreadable"),
    ],
)
def test_other_files_are_refused_with_a_reason(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        Extractor().extract(tmp_path / name, name)
    assert caught.value.code == code
