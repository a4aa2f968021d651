"""Markdown: the text as written, with its headings found outside of code."""

import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.normalise import clean
from chalicelib.adapters.extraction.readers.textfile import detect_encoding, lines
from chalicelib.adapters.extraction.slicing import Block

_BLOCK_CHARACTERS = 4_000
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_BASE64 = string.ascii_letters + string.digits + "+/=%-"
_PICTURE = re.compile(r"data:[a-z]+/[\w.+-]{1,60}(?:;[\w=.-]{1,60}){0,4};base64,[A-Za-z0-9+/=%-]*")
_NO_TITLE = re.compile(r"\s*(?:[-*+>|]|\d+[.)]|$)|(?: {4}|\t)")
_FRONT_MATTER = "---"


def read(path: Path, at: Any) -> Iterator[Block]:
    """A heading is a block of its own; other lines come some at a time. `at` is [encoding, byte, open fence].

    A fourth part of `at` says that the byte is within a picture, which is not read.
    """
    encoding, start, fence, *rest = at or (detect_encoding(path), 0, "")
    text = _Lines(encoding, start, fence, max(path.stat().st_size, 1))
    text.in_picture = bool(rest)
    for line, position in lines(path, encoding, start):
        yield from text.add(text.without_pictures(clean(line)), position)
    yield from text.flush()


class _Lines:
    """Gathers lines until a heading, or until they are enough."""

    def __init__(self, encoding: str, start: int, fence: str, size: int) -> None:
        self._encoding, self._size, self._fence = encoding, size, fence
        self._lines: list[str] = []
        self._length = 0
        self.in_picture = False
        self._before = self._position = start
        """Bytes where the last gathered line begins, and where the next one does."""

    def without_pictures(self, line: str) -> str:
        """A line without the bytes of pictures that are written into it. They may go on in the next piece of it."""
        begin = len(line) - len(line.lstrip(_BASE64)) if self.in_picture else 0
        self.in_picture = self.in_picture and begin == len(line)
        kept: list[str] = []
        for picture in _PICTURE.finditer(line, begin):
            kept.append(line[begin : picture.start()])
            begin = picture.end()
            self.in_picture = begin == len(line)
        return "".join(kept) + line[begin:]

    def add(self, line: str, position: int) -> Iterator[Block]:
        bare = line.rstrip("\n")
        if self._fenced(bare, self._position):
            self._push(line, position)
        elif heading := _ATX.match(bare):
            yield from self.flush()
            self._position = position
            yield self._block(line, len(heading[1]), heading[2].strip())
        elif (underline := _SETEXT.match(bare)) and self._lines and not _NO_TITLE.match(self._lines[-1]):
            yield from self._setext(line, position, 1 if underline[1][0] == "=" else 2)
        else:
            self._push(line, position)
        if self._length > (_BLOCK_CHARACTERS if not bare.strip() else 2 * _BLOCK_CHARACTERS):
            yield from self.flush()

    def _setext(self, underline: str, position: int, level: int) -> Iterator[Block]:
        title = self._lines.pop()
        self._position = self._before
        yield from self.flush()
        self._position = position
        yield self._block(title + underline, level, title.strip())

    def _fenced(self, line: str, start: int) -> bool:
        """Whether the line belongs to a code block or to the front matter, their fences included."""
        if self._fence:
            closes = line.strip().startswith(self._fence) and not line.strip().strip(self._fence[0])
            self._fence = "" if closes else self._fence
            return True
        mark = _FENCE.match(line)
        if mark:
            self._fence = mark[1]
        elif start == 0 and line.rstrip() == _FRONT_MATTER:
            self._fence = _FRONT_MATTER
        return bool(self._fence)

    def _push(self, line: str, position: int) -> None:
        self._lines.append(line)
        self._length += len(line)
        self._before, self._position = self._position, position

    def flush(self) -> Iterator[Block]:
        text, self._lines, self._length = "".join(self._lines), [], 0
        if text:
            yield self._block(text)

    def _block(self, text: str, level: int = 0, title: str = "") -> Block:
        position: list[Any] = [self._encoding, self._position, self._fence]
        if self.in_picture:
            position.append(True)
        done = min(self._position * 100 // self._size, 100)
        return Block(text, level, title, at=position, done=done, total=100)
