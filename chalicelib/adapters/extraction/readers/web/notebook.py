"""Notebooks (IPYNB): the cells in order, the text of what they put out under them; no pictures."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.normalise import clean
from chalicelib.adapters.extraction.readers import jsontext
from chalicelib.adapters.extraction.readers.encodings import decode
from chalicelib.adapters.extraction.readers.web.html import html_blocks
from chalicelib.adapters.extraction.slicing import Block

_MOST_CHARACTERS = 20_000
"""Of one output: a log that runs on says little more."""

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_PICTURE = re.compile(r"data:[a-z]+/[\w.+-]{1,60};base64,[A-Za-z0-9+/=%-]*")


def read(path: Path, at: Any) -> Iterator[Block]:
    """Blocks of cells; `at` is [number of cell]. What is no notebook is read as JSON."""
    cells = _cells(decode(path.read_bytes()))
    if cells is None:
        yield from jsontext.read(path, None)
        return
    start = at[0] if at else 0
    for number, cell in enumerate(cells[start:], start):
        last = None
        for block in _blocks(cell):
            if last:
                yield last
            last = block
        if last:
            yield Block(last.text, last.level, last.title, at=[number + 1], done=number + 1, total=len(cells))


def _cells(text: str) -> list[Any] | None:
    try:
        book = json.loads(text.removeprefix("\ufeff"))
    except ValueError:
        return None
    if not isinstance(book, dict):
        return None
    sheets = book.get("worksheets")
    if isinstance(sheets, list):
        return [cell for sheet in sheets if isinstance(sheet, dict) for cell in _list(sheet.get("cells"))]
    cells = book.get("cells")
    return cells if isinstance(cells, list) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _blocks(cell: Any) -> Iterator[Block]:
    if not isinstance(cell, dict):
        return
    source = _text(cell.get("source", cell.get("input")))
    if cell.get("cell_type") in ("markdown", "heading"):
        yield from _markdown(source)
    elif source.strip():
        yield Block(source.strip("\n") + "\n\n")
    for output in _list(cell.get("outputs")):
        if isinstance(output, dict):
            yield from _output(output)


def _markdown(source: str) -> Iterator[Block]:
    """Headings stand for themselves; other lines up to the next one are a block."""
    lines: list[str] = []
    fenced = False
    for line in _PICTURE.sub("", source).splitlines():
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        heading = None if fenced else _HEADING.match(line)
        if not heading or not heading[2].strip():
            lines.append(line)
            continue
        if any(lines):
            yield Block("\n".join(lines).strip("\n") + "\n\n")
        lines = []
        yield Block(line + "\n\n", len(heading[1]), heading[2].strip())
    if any(lines):
        yield Block("\n".join(lines).strip("\n") + "\n\n")


def _output(output: dict[str, Any]) -> Iterator[Block]:
    data = output.get("data")
    forms = data if isinstance(data, dict) else output
    for name in ("text/html", "html"):
        if name in forms and "<table" in (page := _text(forms[name])):
            yield from html_blocks(page)
            return
    parts = [forms.get(name) for name in ("text/markdown", "text/latex", "text/plain", "text")]
    text = _text(next(filter(None, parts), ""))
    if output.get("output_type") == "error" or output.get("ename"):
        text = f"{output.get('ename', '')}: {output.get('evalue', '')}"
    if text.strip():
        more = "\n(The output goes on.)" if len(text) > _MOST_CHARACTERS else ""
        yield Block(text[:_MOST_CHARACTERS].strip("\n") + more + "\n\n")


def _text(value: Any) -> str:
    return clean("".join(map(str, value)) if isinstance(value, list) else str(value or ""))
