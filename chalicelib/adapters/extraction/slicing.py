"""Readers give blocks; slices are made of them here, the same text however large a slice may be."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import inf
from pathlib import Path
from typing import Any, Protocol

from chalicelib.models import FIRST_SLICE, ExtractedSlice, Heading, PageSpan, PartialCode, SliceRequest, WordBox

TITLE_CHARACTERS = 200
MOST_HEADINGS = 20  # Headings and blank lines in a row that a slice takes together with the text under them.


@dataclass(frozen=True, slots=True)
class Block:
    """The next piece of a document, cleaned, its trailing newlines included.

    `title` (a part of `text`) makes it a heading of `level`. `done` of `total` units are read with it.
    `at` is where a reader that can seek begins again after this block; it is None where it cannot.
    `unread`: the page is a picture, and what is written in it cannot be read. `stopped`: it says nothing but that the
    reader stops here, at a bound, though the file goes on.
    `words` are those of `text` that were recognised; they count characters from its beginning. `later` makes the text
    where that takes long: it is not asked of blocks that an earlier slice has.
    """

    text: str
    level: int = 0
    title: str = ""
    page: int | None = None
    at: Any = None
    done: int = 0
    total: int = 0
    unread: bool = False
    stopped: PartialCode | None = None
    words: tuple[WordBox, ...] = ()
    later: Callable[[], str] | None = None

    @property
    def has_body(self) -> bool:
        """Whether it has a word that is not in its title; a heading and the blank lines after it have none."""
        return any(map(str.isalnum, self.text[self.title_start + len(self.title) :]))

    @property
    def title_start(self) -> int:
        return max(self.text.find(self.title), 0)


class Reader(Protocol):
    def __call__(self, path: Path, at: Any, /) -> Iterator[Block]:
        """The blocks of the file at `path`, from the beginning or from a block's `at` on."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a slice begins: `blocks` blocks after the reader's `at`, and `skip` characters into the next one."""

    blocks: int = 0
    at: Any = None
    skip: int = 0

    @classmethod
    def parse(cls, text: str | None) -> "Cursor":
        return cls(*json.loads(text)) if text else cls()

    def dump(self) -> str:
        return json.dumps([self.blocks, self.at, self.skip], separators=(",", ":"))

    def after(self, block: Block) -> "Cursor":
        """Behind `block`, which is the one at this cursor."""
        return Cursor(0, block.at) if block.at is not None else Cursor(self.blocks + 1, self.at)


class SliceBuilder:
    """Collects blocks up to the characters of `request`. A block longer than that is cut between two words.

    A slice does not end with a heading whose text is in the next one, unless it has room for no more.
    """

    def __init__(self, request: SliceRequest) -> None:
        self.offset, self._limit = request.offset, request.max_characters
        self._headings_before = request.headings_before
        self._parts: list[str] = []
        self._has_body = False
        self.length = 0
        self.pages: list[PageSpan] = []
        self.headings: list[Heading] = []
        self.unread: list[int] = []
        self.words: list[WordBox] = []
        self.done, self.total = 0, 0

    def add(self, group: Sequence[tuple[Block, Cursor]]) -> Cursor | None:
        """Take what fits of headings and the block after them; return where the next slice begins, None if all fits."""
        size = sum(len(block.text) - cursor.skip for block, cursor in group)
        if size > self._limit - self.length and self._has_body:
            return group[0][1]
        for block, cursor in group:
            taken = self._take(block, cursor.skip)
            if taken < len(block.text):
                return replace(cursor, skip=taken)
            self.done, self.total = block.done, block.total
        return None

    def _take(self, block: Block, skip: int) -> int:
        """Take what fits of `block` after its first `skip` characters; return how much of it is taken now."""
        room = self._limit - self.length
        rest = len(block.text) - skip
        if rest > room and self._parts and (self._has_body or not block.has_body or room < 1):
            return skip
        take = rest if rest <= room else _cut(block.text, skip, room)
        self._append(block, skip, take)
        return skip + take

    def _append(self, block: Block, skip: int, take: int) -> None:
        start = self.offset + self.length
        if block.unread and block.page is not None and not skip:
            self.unread.append(block.page)
        if block.title and not skip:
            title = block.title[:TITLE_CHARACTERS]
            self.headings.append(Heading(start + block.title_start, block.level, title))
        self._has_body = self._has_body or block.has_body
        if take:
            self._parts.append(block.text[skip : skip + take])
            self.words += [
                word._replace(start=start + word.start - skip, end=start + word.end - skip)
                for word in block.words
                if skip <= word.start and word.end <= skip + take
            ]
            self.length += take
            self._mark_page(block.page, start)

    def _mark_page(self, page: int | None, start: int) -> None:
        if page is None:
            return
        if self.pages and self.pages[-1].number == page:
            start = self.pages.pop().start
        self.pages.append(PageSpan(page, start, self.offset + self.length))

    def build(self, cursor: Cursor | None) -> ExtractedSlice:
        return ExtractedSlice(
            text="".join(self._parts),
            offset=self.offset,
            pages=tuple(self.pages),
            headings=tuple(self.headings),
            done=self.done,
            total=max(self.total, 1),
            cursor=cursor.dump() if cursor else None,
            headings_before=self._headings_before,
            unread=tuple(self.unread),
            words=tuple(self.words),
        )


def _cut(text: str, skip: int, room: int) -> int:
    """How many of the next `room` characters to take so that no line or word is torn if that can be."""
    window = text[skip : skip + room]
    for blank in ("\n", " "):
        at = window.rfind(blank)
        if at > 0:
            return at + 1
    return room


def read_slice(reader: Reader, path: Path, request: SliceRequest = FIRST_SLICE) -> ExtractedSlice:
    """One slice of `path`.

    It is the last one where `last_page` ends, or where the reader stops at a bound of its own.
    """
    begin = Cursor.parse(request.cursor)
    builder = SliceBuilder(request)
    deadline = time.monotonic() + (inf if request.soft_seconds is None else request.soft_seconds)
    group: list[tuple[Block, Cursor]] = []
    stopped: PartialCode | None = None
    for block in islice(reader(path, begin.at), begin.blocks, None):
        stopped = _stop(block, request.last_page)
        if stopped:
            builder.done, builder.total = (block.done, block.total) if block.stopped else (builder.done, builder.total)
            break
        if block.later:
            block = replace(block, text=block.later(), later=None)
        group.append((block, begin))
        begin = begin.after(block)
        waits = any(part.text for part, _ in group) or time.monotonic() <= deadline  # Pages that were given up do not.
        if not block.has_body and len(group) <= MOST_HEADINGS and waits:
            continue
        if rest := builder.add(group):
            return builder.build(rest)
        group = []
        if time.monotonic() > deadline:
            return builder.build(begin)
    if group and (rest := builder.add(group)):
        return builder.build(rest)
    if not stopped:
        builder.done = builder.total = max(builder.total, 1)
    return replace(builder.build(None), stopped=stopped)


def _stop(block: Block, last_page: int | None) -> PartialCode | None:
    """Why the file is not read from this block on, if so."""
    beyond = last_page is not None and block.page is not None and block.page > last_page
    return "pages" if beyond else block.stopped
