"""Which files one version of a Lance table is made of, read from its manifest.

LanceDB tells that only through `pylance`, another 100 MB. The format is public and kept stable: protobuf messages
(https://github.com/lance-format/lance/blob/main/protos/table.proto and file.proto), of which few fields are needed.
What is not known here raises, and the table is read where it is.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAGIC = b"LANC"
NEWEST_FIRST = 2**64 - 1  # Manifests are named after this less their version, so that a listing begins with the newest.
# Flags of features that a table may use: deletion files, stable row ids, the (old) mark of the v2 format, a
# configuration, and no transaction files. Others could mean files that are not found here.
KNOWN_FEATURES = 1 | 2 | 4 | 8 | 32
DELETION_SUFFIXES = ("arrow", "bin")


class UnreadableManifestError(Exception):
    """The manifest uses something that is not known here."""


@dataclass(frozen=True)
class LanceFile:
    """A file of a table: its path below the table, and its size, None where the manifest does not say."""

    path: str
    size: int | None


def version_of(manifest_name: str) -> int:
    """The version that `18446744073709551613.manifest` holds; raises UnreadableManifestError."""
    number, _, suffix = manifest_name.partition(".")
    if suffix != "manifest" or len(number) != 20 or not number.isdigit():
        raise UnreadableManifestError(manifest_name)
    return NEWEST_FIRST - int(number)


def files_of(manifest: bytes) -> tuple[LanceFile, ...]:
    """Every file that the version needs beside its manifest. They never change once written."""
    if manifest[-4:] != MAGIC:
        raise UnreadableManifestError("no manifest")
    fields = _Fields(_message_at(manifest, int.from_bytes(manifest[-16:-8], "little")))
    if fields.number(9) & ~KNOWN_FEATURES or fields.all(18):
        raise UnreadableManifestError("features")
    found = [file for fragment in fields.all(2) for file in _fragment(_Fields(fragment))]
    if fields.all(6):
        section = _Fields(_message_at(manifest, fields.number(6)))
        found += [file for index in section.all(1) for file in _index(_Fields(index))]
    return tuple(found)


def _fragment(fragment: "_Fields") -> Iterator[LanceFile]:
    if any(fragment.all(number) for number in (6, 8, 10)):  # Row ids or versions of rows in files of their own.
        raise UnreadableManifestError("external files")
    for each in fragment.all(2):
        data = _Fields(each)
        yield LanceFile(f"data/{data.text(1)}", data.number(6) or None)
    for each in fragment.all(3):
        deletion = _Fields(each)
        name = f"{fragment.number(1)}-{deletion.number(2)}-{deletion.number(3)}"
        yield LanceFile(f"_deletions/{name}.{DELETION_SUFFIXES[deletion.number(1)]}", None)


def _index(index: "_Fields") -> Iterator[LanceFile]:
    identity = uuid.UUID(bytes=_Fields(index.all(1)[0]).all(1)[0])
    files = [_Fields(each) for each in index.all(10)]
    if not files:
        raise UnreadableManifestError("an index that does not name its files")
    for file in files:
        yield LanceFile(f"_indices/{identity}/{file.text(1)}", file.number(2))


def _message_at(data: bytes, position: int) -> bytes:
    """A message, which is preceded by its length in four bytes."""
    length = int.from_bytes(data[position : position + 4], "little")
    return data[position + 4 : position + 4 + length]


class _Fields:
    """One protobuf message taken apart: numbers and bytes by field number, unread beyond that."""

    def __init__(self, message: bytes) -> None:
        self._values: dict[int, list[Any]] = {}
        at = 0
        while at < len(message):
            tag, at = _varint(message, at)
            number, kind = tag >> 3, tag & 7
            value: Any
            if kind == 0:
                value, at = _varint(message, at)
            elif kind in (1, 5):
                size = 8 if kind == 1 else 4
                value, at = int.from_bytes(message[at : at + size], "little"), at + size
            elif kind == 2:
                length, at = _varint(message, at)
                value, at = message[at : at + length], at + length
            else:
                raise UnreadableManifestError("not protobuf")
            self._values.setdefault(number, []).append(value)

    def all(self, number: int) -> list[Any]:
        return self._values.get(number, [])

    def number(self, number: int) -> int:
        values = self.all(number)
        return int(values[-1]) if values else 0

    def text(self, number: int) -> str:
        values = self.all(number)
        return str(values[-1], "utf-8") if values else ""


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
