"""Mailboxes (MBOX): each message is a section, read from any message on."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.readers.mail.attachments import attachment_blocks
from chalicelib.adapters.extraction.readers.mail.eml import parsed
from chalicelib.adapters.extraction.readers.mail.parts import blocks_of
from chalicelib.adapters.extraction.slicing import Block

_BEGIN = re.compile(rb"From \S[^\n]*\d\d:\d\d[^\n]*\r?\n?\Z")
_QUOTED = re.compile(rb"^>(>*From )", re.M)
_MOST_BYTES = 100 << 20
_LINE_BYTES = 1 << 20


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of a mailbox; `at` is the byte where a message begins."""
    size = max(path.stat().st_size, 1)
    for data, position in _messages(path, at or 0):
        blocks, attachments = blocks_of(parsed(_QUOTED.sub(rb"\1", data)))
        done, last = min(position * 100 // size, 100), None
        for block in (*blocks, *attachment_blocks(attachments)):
            if block.stopped:  # There are more attachments, and more messages after them.
                continue
            if last:
                yield last
            last = replace(block, at=None, done=done, total=100)
        if last:
            yield replace(last, at=position)


def _messages(path: Path, start: int) -> Iterator[tuple[bytes, int]]:
    """Each message without the line that parts it from others, and the byte where the next one begins."""
    with path.open("rb") as file:
        file.seek(start)
        lines: list[bytes] = []
        held, after_blank, before = 0, True, start
        while line := file.readline(_LINE_BYTES):
            if after_blank and _BEGIN.match(line):
                if lines:
                    yield b"".join(lines), before
                lines, held = [], 0
            elif held < _MOST_BYTES:
                lines.append(line)
                held += len(line)
            after_blank, before = not line.strip(), file.tell()
        if lines:
            yield b"".join(lines), before
