"""E-mails: who, to whom, when, about what; then all texts, forwarded messages, and the attachments that can be read."""

import email
import email.policy
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.readers.encodings import encoding_of
from chalicelib.adapters.extraction.readers.mail.attachments import attachment_blocks
from chalicelib.adapters.extraction.readers.mail.parts import Mail, blocks_of
from chalicelib.adapters.extraction.slicing import Block


def read(path: Path, at: Any) -> Iterator[Block]:
    """The blocks of an EML file; the subject is its heading. `at` is [number of attachment, place in it]."""
    blocks, attachments = blocks_of(parsed(path.read_bytes()))
    if at is None:
        yield from blocks
    yield from attachment_blocks(attachments, at)


def parsed(data: bytes) -> Mail:
    """A message; one that was saved as UTF-16 is made ASCII first, which headers need."""
    encoding = encoding_of(io.BytesIO(data))
    if encoding.startswith(("utf-16", "utf-32")):
        data = data.decode(encoding, "replace").encode()
    return email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=email.policy.compat32)
