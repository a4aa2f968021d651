"""Which files one version of a Lance table is made of, read from its manifest.

LanceDB tells it only through `pylance`, another 100 MB. The format is public and kept stable: protobuf messages
(https://github.com/lance-format/lance/blob/main/protos/table.proto and file.proto). Few of their fields are needed.
An unknown feature raises UnreadableManifestError, and the table is searched on S3.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAGIC = b"LANC"
NEWEST_FIRST = 2**64 - 1  # A manifest is named after this minus its version: a listing begins with the newest.
# Flags of features that a table may use: deletion files, stable row ids, the (old) mark of the v2 format, a
# configuration, and no transaction files. Others could mean files that this module does not know.
KNOWN_FEATURES = 1 | 2 | 4 | 8 | 32
DELETION_SUFFIXES = ("arrow", "bin")


class UnreadableManifestError(Exception):
    """The manifest uses a feature that this module does not know."""


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
    files = [file for fragment in fields.all(2) for file in _fragment(_Fields(fragment))]
    if fields.all(6):
        section = _Fields(_message_at(manifest, fields.number(6)))
        files += [file for index in section.all(1) for file in _index(_Fields(index))]
    return tuple(files)


def _fragment(fragment: "_Fields") -> Iterator[LanceFile]:
    if any(fragment.all(number) for number in (6, 8, 10)):  # Row ids or versions of rows in files of their own.
        raise UnreadableManifestError("external files")
    for message in fragment.all(2):
        data = _Fields(message)
        yield LanceFile(f"data/{data.text(1)}", data.number(6) or None)
    for message in fragment.all(3):
        deletion = _Fields(message)
        name = f"{fragment.number(1)}-{deletion.number(2)}-{deletion.number(3)}"
        yield LanceFile(f"_deletions/{name}.{DELETION_SUFFIXES[deletion.number(1)]}", None)


def _index(index: "_Fields") -> Iterator[LanceFile]:
    identity = uuid.UUID(bytes=_Fields(index.all(1)[0]).all(1)[0])
    files = [_Fields(message) for message in index.all(10)]
    if not files:
        raise UnreadableManifestError("an index that does not name its files")
    for file in files:
        yield LanceFile(f"_indices/{identity}/{file.text(1)}", file.number(2))


def _message_at(data: bytes, position: int) -> bytes:
    """A message, which is preceded by its length in four bytes."""
    length = int.from_bytes(data[position : position + 4], "little")
    return data[position + 4 : position + 4 + length]


class _Fields:
    """The fields of one protobuf message: numbers and bytes by field number."""

    def __init__(self, message: bytes) -> None:
        self._values: dict[int, list[Any]] = {}
        index = 0
        while index < len(message):
            tag, index = _varint(message, index)
            number, kind = tag >> 3, tag & 7
            value: Any
            if kind == 0:
                value, index = _varint(message, index)
            elif kind in (1, 5):
                size = 8 if kind == 1 else 4
                value, index = int.from_bytes(message[index : index + size], "little"), index + size
            elif kind == 2:
                length, index = _varint(message, index)
                value, index = message[index : index + length], index + length
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


def _varint(data: bytes, index: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[index]
        value |= (byte & 0x7F) << shift
        index, shift = index + 1, shift + 7
        if byte < 0x80:
            return value, index
