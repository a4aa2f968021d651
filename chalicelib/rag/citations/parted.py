"""Two statements word by word: what they have in common, and in what they differ."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from chalicelib.rag.citations.statements import Token


@dataclass
class Parted:
    """What two statements have in common, and what differs: values, names, and other words."""

    same: int = 0
    values: list[tuple[Token, Token]] = field(default_factory=list)
    names: list[tuple[tuple[Token, ...], tuple[Token, ...]]] = field(default_factory=list)
    exchanged: int = 0
    added: int = 0


def parted_of(one: Sequence[Token], other: Sequence[Token]) -> Parted:
    parted = Parted()
    matcher = SequenceMatcher(None, [(t.kind, t.key) for t in one], [(t.kind, t.key) for t in other], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        mine, theirs = one[i1:i2], other[j1:j2]
        if tag == "equal":
            parted.same += sum(not token.is_value for token in mine) or 1
        elif tag == "replace":
            _exchange(parted, mine, theirs)
        else:
            _add(parted, [*mine, *theirs])
    return parted


def _exchange(parted: Parted, mine: Sequence[Token], theirs: Sequence[Token]) -> None:
    """Values for values of the same kinds, a name for a name; a word more on one side; other words say other things."""
    values = [[token for token in tokens if token.is_value] for tokens in (mine, theirs)]
    named = [tuple(token for token in tokens if token.kind == "name") for tokens in (mine, theirs)]
    words = [[token for token in tokens if token.kind == "word"] for tokens in (mine, theirs)]
    if [token.kind for token in values[0]] == [token.kind for token in values[1]]:
        parted.values += [(a, b) for a, b in zip(*values, strict=True) if a.key != b.key]
    else:
        parted.exchanged += 1
    if all(named):
        parted.names.append((named[0], named[1]))
    elif any(named):
        parted.exchanged += 1
    if all(words):
        parted.exchanged += 1
    parted.added += len(words[0]) + len(words[1])


def _add(parted: Parted, tokens: Sequence[Token]) -> None:
    """A value or a name more is a condition or another subject."""
    parted.added += len(tokens)
    parted.exchanged += any(token.kind != "word" for token in tokens)
