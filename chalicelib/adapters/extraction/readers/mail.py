"""E-mails: who, to whom, when, about what; then the text. Attachments are named, not read."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.readers.encodings import decode
from chalicelib.adapters.extraction.readers.html import html_blocks, html_text
from chalicelib.adapters.extraction.slicing import Block

_HEADERS = ("From", "To", "Cc", "Date")


def read(path: Path, _at: Any) -> Iterator[Block]:
    """The blocks of an EML file; the subject is its heading."""
    with path.open("rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    if subject := one_line(str(message.get("Subject", ""))):
        yield Block(subject + "\n\n", 1, subject)
    shown = [f"{name}: {one_line(str(message[name]))}" for name in _HEADERS if message[name]]
    if shown:
        yield Block("\n".join(shown) + "\n\n")
    yield from _body(message)
    if names := [name for part in message.iter_attachments() if (name := part.get_filename())]:
        yield Block("Attachments: " + one_line(", ".join(names)) + "\n")


def _body(message: EmailMessage) -> Iterator[Block]:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return
    data: Any = part.get_payload(decode=True)
    declared = part.get_content_charset()
    if part.get_content_subtype() == "html":
        yield from html_blocks(html_text(data, declared))
        return
    for paragraph in clean(decode(data, declared)).split("\n\n"):
        if paragraph.strip():
            yield Block(paragraph.strip("\n") + "\n\n")
