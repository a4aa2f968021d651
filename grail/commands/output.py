"""What commands show: tables, citations, progress, JSON. Texts of documents never steer the terminal."""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click
import msgspec

from grail.messages import Citation
from grail.values import Document

MOST_QUOTE = 300  # Characters of a quote that are shown.
_CONTROLS = re.compile("[\x7f-\x9f]")
_LINES = frozenset("\n\t")
_JOINERS = frozenset("\u200c\u200d")


def shown(text: str) -> str:
    """A text without the letters that would move the cursor, colour the terminal or hide what stands there."""
    return "".join(
        letter
        for letter in text
        if letter in _LINES or letter in _JOINERS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs")
    )


def line(text: str) -> str:
    """The same in one line."""
    return " ".join(shown(text).split())


def say(text: str = "", end: str = "\n") -> None:
    """Tell a result, on standard output."""
    click.echo(shown(text) + end, nl=False)


def note(text: str) -> None:
    """Tell how it goes, on standard error: what reads the output of the command does not see it."""
    click.echo(shown(text), err=True)


def say_json(value: Any) -> None:
    """One line of JSON, for programs."""
    text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
    click.echo(_CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def table(rows: Iterable[Iterable[str]]) -> None:
    """Rows with their columns one below the other; the last column is as long as it is."""
    lines = [[line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for cells in lines:
        say("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


def citations(found: Sequence[Citation]) -> None:
    """By the numbers of the sources. A quote that several sentences rest on is shown once."""
    different = {(citation.n, citation.quote, citation.verified): citation for citation in reversed(found)}
    for citation in sorted(different.values(), key=lambda citation: (citation.n, citation.answer_start)):
        doubt = "" if citation.verified else "  (the quote does not hold all of the sentence)"
        say(f"[{citation.n}] {place(citation.filename, citation.page)}{doubt}")
        if citation.quote:
            say(f"    “{cut(citation.quote)}”")


def place(filename: str, page: int | None) -> str:
    """Where a passage stands."""
    return line(filename) if page is None else f"{line(filename)}, page {page}"


def cut(text: str) -> str:
    """The beginning of a long text, in one line."""
    whole = line(text)
    return whole if len(whole) <= MOST_QUOTE else whole[:MOST_QUOTE].rsplit(" ", 1)[0] + " …"


def outcome(document: Document) -> str:
    """What has become of a document, and the reason of a failure."""
    if document.failure is not None:
        return f"failed: {document.failure.message}"
    if document.status != "ready":
        return document.status
    passages = "1 passage" if document.passages == 1 else f"{document.passages or 0} passages"
    return f"ready, {passages}" + (f" ({document.note})" if document.note else "")


def is_terminal() -> bool:
    """Whether a person sits there who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()
