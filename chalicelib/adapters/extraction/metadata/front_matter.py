"""Text with a head of its own: front matter (YAML, TOML), AsciiDoc, Org, reStructuredText, LaTeX."""

import re
from itertools import islice
from pathlib import Path

from chalicelib.adapters.extraction.metadata.stated import names, short, stated
from chalicelib.adapters.extraction.readers.textfile import detect_encoding, lines
from chalicelib.models import Metadata

_MOST_LINES = 60
_FENCES = ("---", "+++")
_NAMES = (
    "title|subtitle|authors?|date|created|published|updated|modified|lastmod|version|revdate|revnumber|lang|language"
)
_IN_FENCES = re.compile(rf"({_NAMES})\s*[:=]\s*(.*)", re.I)
_MARKED = re.compile(rf"(?:\#\+|:)({_NAMES}):\s+(.*)", re.I)
_TEX = re.compile(r"\s*\\(title|author|date)\s*\{([^{}]*)\}")
_ITEM = re.compile(r"\s*-\s+(?:name:\s*)?(.+)")


def metadata(path: Path) -> Metadata:
    values: dict[str, list[str]] = {}
    fence = last = ""
    for number, (line, _) in enumerate(islice(lines(path, detect_encoding(path)), _MOST_LINES)):
        text = line.strip()
        if text in _FENCES and number == 0:
            fence = text
        elif fence and text == fence:
            break
        elif match := (_IN_FENCES if fence else _MARKED).match(text) or _TEX.match(text):
            last = match[1].lower()
            values.setdefault(last, []).extend(_values(match[2]))
        elif fence and last and (item := _ITEM.match(line)):
            values[last].extend(_values(item[1]))
        else:
            last = ""
    return _of(values)


def _of(values: dict[str, list[str]]) -> Metadata:
    def first(*wanted: str) -> str | None:
        return next((value for name in wanted for value in values.get(name, ())), None)

    return Metadata(
        title=stated(first("title")),
        authors=names([*values.get("author", ()), *values.get("authors", ())]),
        written=short(first("date", "created", "published", "revdate")),
        changed=short(first("updated", "modified", "lastmod")),
        language=short(first("lang", "language")),
        version=short(first("version", "revnumber")),
    )


def _values(text: str) -> list[str]:
    """One value, or those of a list in brackets, without quotation marks."""
    text = text.strip()
    parts = text[1:-1].split(",") if text.startswith("[") and text.endswith("]") else [text]
    return [value for part in parts if (value := part.strip().strip("\"'").strip())]
