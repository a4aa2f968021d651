"""What the generated documents and questions say, by language: words.json has it.

`{X}` has a relation to `{Y}`, and `{Y}` has a value `{V}`. The rules were made with the `seen` phrasings; the `held`
ones were written when the rules were done.
"""

from pathlib import Path
from typing import Literal

import msgspec

type Kind = Literal["person", "place", "firm", "title", "ship"]


class Phrasings(msgspec.Struct, frozen=True):
    """`described` put `{X}` in place of a name, `asked` ask for the value of `{Y}`, `compared` for that of two."""

    described: tuple[str, ...]
    asked: tuple[str, ...]
    compared: tuple[str, ...]


class Domain(msgspec.Struct, frozen=True):
    """`relation` and `value` are sentences of two documents; `plain` asks for the relation alone.

    `kinds` are those of the two names; the value is in the range `unit`.
    """

    language: Literal["en", "vi"]
    kinds: tuple[Kind, Kind]
    relation: str
    value: str
    plain: str
    unit: tuple[int, int]
    seen: Phrasings
    held: Phrasings


class NameParts(msgspec.Struct, frozen=True):
    """Parts of names, parted by blanks; patterns and words of titles by language, endings by the kind of name."""

    syllables: str
    endings: dict[str, str]
    firms: str
    titles: dict[str, tuple[str, ...]]
    title_words: dict[str, str]
    family: str
    middle: str
    given: str
    places: str
    place_ends: str


class Words(msgspec.Struct, frozen=True):
    """`noise` are sentences by language that answer nothing."""

    domains: tuple[Domain, ...]
    noise: dict[str, tuple[str, ...]]
    names: NameParts


WORDS = msgspec.json.decode(Path(__file__).with_name("words.json").read_bytes(), type=Words)
