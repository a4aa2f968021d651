"""One form of text, made before any character is counted, so that offsets hold for ever."""

import re
import unicodedata

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u2007\u202f]")
# Controls, soft hyphens, byte order marks, lone surrogates (JSON and UTF-8 cannot carry them), non-characters.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\ufeff\ud800-\udfff\ufffe\uffff\ufff9-\ufffb]")
# What colours text and moves the cursor in a terminal.
_TERMINAL = re.compile(
    "\x1b(?:\\[[0-?]{0,40}[ -/]{0,4}[@-~]|\\][^\x07\x1b\n]{0,500}(?:\x07|\x1b\\\\)|[()*+][0-9A-Z]|[0-9=>A-Z])"
)
_BLANKS = re.compile(r"\s+")


def clean(text: str) -> str:
    """`text` in NFC with `\\n` as its only newline, plain spaces, and nothing that a reader cannot see."""
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    text = _NEWLINES.sub("\n", text)
    text = _UNSEEN.sub("", _SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text)


def whole_letters(text: str) -> str:
    """`text` with the halves of letters above U+FFFF, as UTF-16 has them, joined; a half alone is left out."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def one_line(text: str) -> str:
    """`clean` text with every run of blanks made one space: a heading, a table cell, a paragraph of HTML."""
    if text.isascii() and text.isprintable():  # nearly every cell of a large table: nothing to clean
        return " ".join(text.split())
    return _BLANKS.sub(" ", clean(text)).strip()
