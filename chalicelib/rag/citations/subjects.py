"""What documents are of, by their names and titles: editions of one thing, or each of a thing of its own."""

import re
from collections.abc import Sequence

from chalicelib.models import Passage

_TOKEN = re.compile(r"[^\W_]+")
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_]).+")  # `W20`, `3B`.
_EDITION = re.compile(r"(?:v|ver|version|rev|revision|r|ed|edition|draft|final|copy|old|new|neu|alt|cũ|mới)?\d*")


def are_of_two_things(one: Passage, other: Passage) -> bool:
    """Whether two documents are named alike but for a code: manuals of two models, contracts of two numbers."""
    return any(map(_differ_in_codes, _names(one), _names(other)))


def are_editions(one: Passage, other: Passage) -> bool:
    """Whether two documents have one name or title but for a date or a version."""
    mine, theirs = map(_names, (one, other))
    return any(name and name in theirs for name in mine)


def _names(passage: Passage) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a file's name and of a document's title, without numbers and what tells an edition."""
    return _words(passage.filename.rpartition(".")[0] or passage.filename), _words(*passage.heading[:1])


def _words(*texts: str) -> tuple[str, ...]:
    words = (word.casefold() for text in texts for word in _TOKEN.findall(text))
    return tuple(word for word in words if not _EDITION.fullmatch(word))


def _differ_in_codes(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    if len(mine) != len(theirs):
        return False
    differing = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    return 0 < len(differing) < len(mine) and all(_CODE.fullmatch(word) for pair in differing for word in pair)
