"""Files of this machine that go to the service."""

from pathlib import Path
from typing import BinaryIO

from grail.errors import GrailError


def opened(file: Path) -> BinaryIO:
    """A file's content. Raises GrailError."""
    try:
        return file.open("rb")
    except OSError as error:
        raise GrailError(f"{file} cannot be read: {error.strerror}.") from error


def size_of(content: BinaryIO) -> int:
    """Bytes of an open file."""
    size = content.seek(0, 2)
    content.seek(0)
    return size


def content_of(file: Path) -> bytes:
    """All of a file. Raises GrailError."""
    with opened(file) as content:
        return content.read()
