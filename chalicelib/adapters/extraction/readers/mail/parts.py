"""The parts of a mail in reading order: its texts, the messages that it forwards, and what is attached to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.readers.encodings import decode
from chalicelib.adapters.extraction.readers.mail.attachments import DEEPEST_LEVEL, Attachment
from chalicelib.adapters.extraction.readers.mail.headers import decoded, header
from chalicelib.adapters.extraction.readers.web.html import html_blocks, html_text
from chalicelib.adapters.extraction.slicing import Block

type Mail = Message[str, str]

_HEADERS = ("From", "To", "Cc", "Date")
_MOST_PARTS = 2_000
_MOST_NAMED = 200
_DEEPEST = 30
_FORWARDED = "Forwarded message"
_WORTH = 0.3
"""Plain text with a smaller share of the letters of its alternatives is a note that says to read those."""


@dataclass
class Parts:
    """What a walk through a message finds: texts as blocks, in order; attachments in order."""

    blocks: list[Block] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    seen: int = 0

    def message(self, message: Mail, level: int, depth: int = 0) -> None:
        """A whole message: subject, people, date, then its parts."""
        title = header(message, "Subject") or (_FORWARDED if level > 1 else "")
        if title:
            self.blocks.append(Block(title + "\n\n", min(level, DEEPEST_LEVEL), title))
        shown = [f"{name}: {value}" for name in _HEADERS if (value := header(message, name))]
        if shown:
            self.blocks.append(Block("\n".join(shown) + "\n\n"))
        self.part(message, level, depth, body=True)

    def part(self, part: Mail, level: int, depth: int, body: bool = False) -> None:
        """`body`: nothing else of the message is read, whatever the part says of itself."""
        self.seen += 1
        if self.seen > _MOST_PARTS or depth > _DEEPEST:
            return
        kind = part.get_content_type()
        if part.is_multipart():
            self._several(part, kind, level, depth)
        elif _is_text(part, kind) and (body or not _is_file(part)):
            self.blocks += _text_blocks(part, kind)
        else:
            self._attach(part, kind)

    def _several(self, part: Mail, kind: str, level: int, depth: int) -> None:
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        if kind == "multipart/alternative":
            self._best(children, level, depth)
        elif kind == "message/delivery-status":
            lines = (f"{name}: {decoded(str(value))}" for child in children for name, value in child.raw_items())
            self.blocks.append(Block("\n".join(lines) + "\n\n"))
        elif kind.startswith("message/"):
            for child in children:
                self.message(child, level + 1, depth + 1)
        else:
            for child in children:
                self.part(child, level, depth + 1, body=len(children) == 1)

    def _best(self, children: list[Mail], level: int, depth: int) -> None:
        """Of several forms of one text, the first that says as much as any; plain text comes first."""
        forms = []
        for child in children:
            form = Parts(seen=self.seen)
            form.part(child, level, depth + 1, body=True)
            self.seen = form.seen
            self.attachments += form.attachments
            forms.append((sum(len(block.text.strip()) for block in form.blocks), form.blocks))
        most = max((letters for letters, _ in forms), default=0)
        self.blocks += next((blocks for letters, blocks in forms if letters and letters >= _WORTH * most), [])

    def _attach(self, part: Mail, kind: str) -> None:
        name = decoded(part.get_filename() or "")
        if not name and (part.get_content_maintype() == "image" or part.get("Content-ID")):
            return  # A picture within the text.
        self.attachments.append(Attachment(name or kind, kind, lambda: payload(part)))


def blocks_of(message: Mail) -> tuple[list[Block], list[Attachment]]:
    """The blocks of a message without its attachments, and those."""
    parts = Parts()
    parts.message(message, 1)
    names = [attachment.name for attachment in parts.attachments[:_MOST_NAMED]]
    if len(parts.attachments) > _MOST_NAMED:
        names.append(f"{len(parts.attachments) - _MOST_NAMED} more")
    if names:
        parts.blocks.append(Block("Attachments: " + one_line(", ".join(names)) + "\n\n", at=[0, None]))
    return parts.blocks, parts.attachments


def payload(part: Mail) -> bytes:
    data: Any = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _is_text(part: Mail, kind: str) -> bool:
    return part.get_content_maintype() == "text" and kind not in ("text/css", "text/x-amp-html", "text/rtf")


def _is_file(part: Mail) -> bool:
    return part.get_content_disposition() == "attachment" and bool(part.get_filename())


def _text_blocks(part: Mail, kind: str) -> Iterator[Block]:
    data, declared = payload(part), part.get_content_charset()
    if kind == "text/html":
        yield from html_blocks(html_text(data, declared))
        return
    for paragraph in clean(decode(data, declared)).split("\n\n"):
        if paragraph.strip():
            yield Block(paragraph.strip("\n") + "\n\n")
