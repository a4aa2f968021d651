"""Pictures: files that are nothing else, and those inside other files. Light to import, as `formats` is."""

import zipfile
from pathlib import Path

CONTENT_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
}
"""Pictures whose text is recognised, by the ending of their names."""

_BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"II*\x00": "tif",
    b"MM\x00*": "tif",
}
_INSIDE = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp", ".emf", ".wmf")


def picture_kind(head: bytes) -> str | None:
    """Which of these pictures a file is by its first bytes, whatever its name says; None for another file."""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return next((kind for begin, kind in _BEGINNINGS.items() if head.startswith(begin)), None)


def has_pictures(path: Path) -> bool:
    """Whether there is a picture in a ZIP archive, other than the one of its first page that programs add."""
    with zipfile.ZipFile(path) as archive:
        names = [name.lower() for name in archive.namelist()]
    return any(name.endswith(_INSIDE) and "thumbnail" not in name for name in names)
