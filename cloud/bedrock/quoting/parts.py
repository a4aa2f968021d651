"""The parts of a question that asks for several things: `Who teaches pottery and what does it cost?`"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cloud.bedrock.quoting.words import words

MOST_PARTS = 3
LEAST_OWN = 2
"""Words besides stop words of a part that stands alone."""

_AND = r"\s*(?:,|;|\?)?\s+(?:and|und|và|et|y)\s+"
_ASKS = (
    r"(?:(?:from|since|until|till|by|at|to|ab|seit|bis|von|um)\s+)?"
    r"(?:who(?:m|se|s)?|what(?:s|'s|’s)?|when|where|why|how|which|we[rmn]|was|wann|wo(?:hin|her)?|wie|warum|wieso"
    r"|welche[rsmn]?|ai|khi nào|lúc nào|bao giờ|ở đâu|bao nhiêu|bao lâu|tại sao|vì sao|qui|quand|où|combien|pourquoi"
    r"|quién|cuándo|dónde|cuánto|por qué"
    r"|(?:is|are) there|gibt es|(?:does|can|may|darf|kann) (?:it|i|he|she|we|ich|man))\b"
)
_BETWEEN = re.compile(rf"{_AND}(?={_ASKS})|\?\s+(?={_ASKS})", re.IGNORECASE)
_BARE = re.compile(r"(?:how [^\W\d_]+|wie [^\W\d_]+|who|what|when|where|why|wer|was|wann|wo|warum)", re.IGNORECASE)
_TAIL = re.compile(rf"{_BARE.pattern}\s+(?P<tail>.+)", re.IGNORECASE)
_REPEATED = re.compile(
    rf"(?P<before>.+\s)(?P<at>for|in|at|on|of|from|für|in|bei|von|cho|ở|của|pour|para)\s+(?P<one>\S+(?: \S+){{0,3}}?)"
    rf"{_AND}(?P=at)\s+(?P<two>\S+(?: \S+){{0,3}})",
    re.IGNORECASE,
)

_LAST = re.compile(rf"(?P<rest>.+?){_AND}(?P<last>\S+(?: \S+)?)", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One thing that a question asks: `text` stands alone but for the words of `context`.

    `own` are words that only this part has: what answers it speaks of them. It has none where it only goes on, as
    `and when?`.
    """

    text: str
    context: tuple[str, ...] = ()
    own: str = ""


def parts_of(question: str, stop_words: frozenset[str], pointing: frozenset[str]) -> list[Part]:
    """The parts in order; a question for one thing is one part.

    A later part with one of the `pointing` words, or with one word besides the `stop_words`, borrows of the first.
    """
    question = question.strip()
    if repeated := _REPEATED.fullmatch(question.rstrip("?!. ")):
        before, at = repeated["before"], repeated["at"]
        return [Part(f"{before}{at} {name}", own=name) for name in (repeated["one"], repeated["two"])]
    clauses = [clause.strip(" ?,;") for clause in _BETWEEN.split(question)]
    if not 1 < len(clauses) <= MOST_PARTS or not all(clauses):
        return [Part(question, own=question)]
    return _completed(clauses, stop_words, pointing)


def _completed(clauses: list[str], stop_words: frozenset[str], pointing: frozenset[str]) -> list[Part]:
    """A bare `how heavy` with the end of the next clause, and each later clause with the words of the first."""
    last = _TAIL.fullmatch(clauses[-1])
    if last and _BARE.fullmatch(clauses[0]):
        return [
            Part(f"{clause} {last['tail']}" if _BARE.fullmatch(clause) else clause, own=clause) for clause in clauses
        ]
    borrowed = tuple(word for word in _plain(clauses[0]) if word.casefold() not in stop_words)
    parts = [Part(clauses[0], own=clauses[0])]
    for clause in clauses[1:]:
        own = set(words(clause))
        leans = not own.isdisjoint(pointing) or len(own - stop_words) < LEAST_OWN
        parts.append(Part(clause, _without(borrowed, own) if leans else (), clause))
    return parts


def without_last(question: str) -> tuple[str, str] | None:
    """A question that ends in `X and Y`, as the question for X alone, and Y. None where it does not."""
    match = _LAST.fullmatch(question.strip().rstrip("?!. "))
    return (match["rest"], match["last"]) if match else None


def _plain(clause: str) -> list[str]:
    return [token.strip(" ?!.,;:\"'()") for token in clause.split()]


def _without(borrowed: tuple[str, ...], own: set[str]) -> tuple[str, ...]:
    return tuple(word for word in borrowed if word and not own.issuperset(words(word)))
