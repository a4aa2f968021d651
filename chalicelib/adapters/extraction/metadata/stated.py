"""Words of a file's metadata as they are kept: on one line, short, without signs that turn the text around."""

import re
from collections.abc import Iterable
from itertools import islice

from chalicelib.adapters.extraction.normalise import one_line

TITLE_CHARACTERS = 200
NAME_CHARACTERS = 80
MOST_AUTHORS = 10
SHORT_CHARACTERS = 60
"""Of a date, a language, a version, a program's name."""

_LONGEST = 2_000
# Marks of direction (Unicode's Bidi_Control) and blanks without width: a name that has them shows other than it is.
_TURNING = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]")
_BETWEEN_NAMES = re.compile(r"\s*[;\n]\s*")


def stated(text: object, limit: int = TITLE_CHARACTERS) -> str | None:
    """`text` cleaned and cut to `limit` characters; None for what is no text, or is empty."""
    if not isinstance(text, str):
        return None
    shown = one_line(_TURNING.sub("", text[:_LONGEST]))
    return (shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…") or None


def short(text: object) -> str | None:
    return stated(text, SHORT_CHARACTERS)


def names(texts: Iterable[object]) -> tuple[str, ...]:
    """The people of one or more fields, each once; a semicolon parts those of one field."""
    parts = (part for text in texts if isinstance(text, str) for part in _BETWEEN_NAMES.split(text[:_LONGEST]))
    shown = (name for part in parts if (name := stated(part, NAME_CHARACTERS)))
    return tuple(islice(dict.fromkeys(shown), MOST_AUTHORS))
