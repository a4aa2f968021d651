"""Files within a file: those of a format that Grail reads are read as a section, under their name."""

import logging
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from chalicelib.adapters.disk import is_full
from chalicelib.adapters.extraction.formats import FORMATS, extension, sniff
from chalicelib.adapters.extraction.picture_formats import CONTENT_TYPES as PICTURES
from chalicelib.adapters.extraction.slicing import Block
from chalicelib.errors import DocumentError

log = logging.getLogger(__name__)

MOST_READ = 50
MOST_BYTES = 50 << 20
DEEPEST_LEVEL = 6
_KINDS = {format_.content_type: kind for kind, format_ in reversed(FORMATS.items()) if format_.reader != "plain"}
_REASON = "(This attachment could not be read. {})\n\n"
_DAMAGED = "(This attachment could not be read: it is damaged.)\n\n"
_PARTLY = "(This attachment goes on. Please upload it by itself.)\n\n"
_EMPTY = "(This attachment has no text that can be read.)\n\n"


@dataclass(frozen=True)
class Attachment:
    """A file within a file. `data` decodes it, which is not done before it is read."""

    name: str
    content_type: str
    data: Callable[[], bytes]

    @property
    def kind(self) -> str | None:
        """The ending by which it is read; None for a format that is not."""
        ending = extension(self.name)
        if ending in PICTURES or self.content_type.startswith("image/"):
            return None  # Mostly logos and signatures.
        if ending in FORMATS:
            return ending
        return _KINDS.get(self.content_type) or ("txt" if self.content_type.startswith("text/") else None)


def attachment_blocks(attachments: list[Attachment], at: Any = None) -> Iterator[Block]:
    """A section for each that can be read; `at` is [number, where its reader goes on]."""
    number, inside = at or (0, None)
    for index, attachment in enumerate(attachments[number:MOST_READ], number):
        if attachment.kind is None:
            continue
        start = inside if index == number else None
        last = None if start is not None else Block(attachment.name + "\n\n", 2, attachment.name)
        for block in _blocks_or_reason(attachment, start):
            if last:
                yield last
            position = None if block.at is None else [index, block.at]
            level = min(block.level + 2, DEEPEST_LEVEL) if block.level else 0
            last = replace(block, level=level, page=None, unread=False, words=(), at=position)
        if last:
            yield replace(last, at=[index + 1, None])
    if any(attachment.kind for attachment in attachments[MOST_READ:]):
        yield Block("", stopped="members")


def _blocks_or_reason(attachment: Attachment, start: Any) -> Iterator[Block]:
    """The blocks of an attachment; one that says so where it has no text that can be read."""
    empty = start is None
    try:
        for block in _blocks(attachment, start):
            empty = empty and not block.has_body and not block.title
            yield Block(_PARTLY) if block.stopped else block
    except MemoryError:
        raise
    except Exception as error:  # A parser of foreign bytes may raise anything; the mail is good.
        if is_full(error):
            raise
        log.warning("attachment not read", extra={"cause": type(error).__name__})
        yield Block(_REASON.format(error) if isinstance(error, DocumentError) else _DAMAGED)
        return
    if empty:
        yield Block(_EMPTY)


def _blocks(attachment: Attachment, start: Any) -> Iterator[Block]:
    kind = attachment.kind or "txt"
    data = attachment.data()
    if len(data) > MOST_BYTES:
        raise DocumentError("too_large", "It is too large. Please upload it by itself.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"attachment.{kind}"
        path.write_bytes(data)
        sniff(path, path.name)
        yield from import_module(f"chalicelib.adapters.extraction.readers.{FORMATS[kind].reader}").read(path, start)
