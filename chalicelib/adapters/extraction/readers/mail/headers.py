"""The headers of mails as people read them: encoded words decoded, whatever letters they are in."""

import base64
import binascii
import re
from email.message import Message
from itertools import groupby

from chalicelib.adapters.extraction.normalise import one_line
from chalicelib.adapters.extraction.readers.encodings import decode

_LONGEST = 100_000
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?\s]*)\?=")
_WORDS = re.compile(rf"{_WORD.pattern}(?:\s*{_WORD.pattern})*")


def header(message: "Message[str, str]", name: str) -> str:
    """A header on one line; empty if there is none."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return decoded(str(raw))


def decoded(raw: str) -> str:
    """A header's text. Bytes beyond ASCII, which stand in it against the rules, are read like any other text."""
    text = raw[:_LONGEST]
    if not text.isascii():
        text = decode(text.encode("utf-8", "surrogateescape"))
    return one_line(_WORDS.sub(_meaning, text))


def _meaning(words: re.Match[str]) -> str:
    """Encoded words in a row; a character may be parted between two of them."""
    pieces = [(charset.split("*")[0], _data(kind, text)) for charset, kind, text in _WORD.findall(words[0])]
    return "".join(
        decode(b"".join(data for _, data in group), charset)
        for charset, group in groupby(pieces, key=lambda piece: piece[0].lower())
    )


def _data(kind: str, text: str) -> bytes:
    if kind in "qQ":
        return binascii.a2b_qp(text.encode("ascii", "replace"), header=True)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return text.encode()
