"""Tells by its words alone whether a question is on many records, and what it asks of them.

Whether there are such records is for `compute` to see: "How many seats does the hall have?" has the words of a count.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from chalicelib.rag.aggregates.courtesy import courtesy
from chalicelib.rag.aggregates.values import AggregateQuestion, Comparison, Operation, Token
from chalicelib.rag.aggregates.wording import LANGUAGES, Wording, wording
from chalicelib.rag.text.dates import Date, dates
from chalicelib.rag.text.exact import AMOUNT, amount_value
from chalicelib.rag.text.languages import NUMBER_WORDS, likely_language, thousands_sign_in
from chalicelib.rag.text.words import words

_WORD = re.compile(r"[^\W\d_]+")
MAX_CHARACTERS = 1_000
"""A longer question is a text, not a question on records."""


def aggregate_of(question: str, year: int | None = None) -> AggregateQuestion | None:
    """What is asked of many records; None for a question whose words ask nothing of many.

    `year` is what `this year` means; None is the present one.
    """
    if len(question) > MAX_CHARACTERS:
        return None
    language = likely_language(question) or "en"
    phrases = wording(language)
    every = tuple(_scaled(list(_tokens(unicodedata.normalize("NFC", question), language)), phrases))
    tokens = _without_courtesy(every, language, phrases)
    tokens = _with_years(tokens, language, phrases, year or datetime.now(UTC).year)
    line = Line(tokens)
    relations, used = _comparisons(line, phrases)
    decided = _operation(line, phrases, used)
    if decided is None:
        return None
    operation, cues, by_date = decided
    grouped = {end for cue in ("grouped",) for _, end in line.spans(phrases.cues[cue])}
    cues = cues + line.spans(phrases.cues["frames"])
    most = operation in ("largest", "most_frequent") and bool(line.spans(phrases.cues["most"]))
    return AggregateQuestion(
        question,
        language,
        operation,
        tokens,
        frozenset(at for start, end in cues for at in range(start, end)) - used,
        relations,
        tuple(sorted(grouped)),
        by_date,
        most,
        bool(line.spans(phrases.cues["sum"])),
        operation != "count" and bool(line.spans(phrases.cues["count"])),
        frozenset(match[0].casefold() for match in _WORD.finditer(question, 1) if match[0][0].isupper()),
    )


def _without_courtesy(tokens: tuple[Token, ...], language: str, phrases: Wording) -> tuple[Token, ...]:
    """The tokens without what people say before they ask, `my boss wonders`, and after it, `thanks`.

    Only phrases that state no condition: `in Oslo` stays, whether the records know Oslo or not.
    """
    around = courtesy(language)
    kept = tokens
    while kept:
        line = Line(kept)
        lead = phrases.lead.match(line.text) or around.before.match(line.text)
        if lead is None:
            break
        kept = kept[line.at(lead.end() - 1) + 1 :]
    while kept:
        line = Line(kept)
        tail = phrases.tail.search(line.text) or around.behind.search(line.text)
        if tail is None:
            break
        kept = kept[: line.at(tail.start()) + 1]
    return kept


def _with_years(tokens: tuple[Token, ...], language: str, phrases: Wording, year: int) -> tuple[Token, ...]:
    """The tokens with the year that is meant for `this year`, behind `in` where no other word compares with it."""
    line = Line(tokens)
    for match in reversed(list(phrases.years.finditer(line.text))):
        start, end = line.at(match.start()), line.at(match.end() - 1) + 1
        meant = tuple(_tokens(str(year + phrases.shifts[match[0]]), language))
        before, behind = tokens[:start], tokens[end:]
        compared, _ = _comparisons(Line((*before, *meant, *behind)), phrases)
        within = () if any(one.bound == start for one in compared) else map(Token, phrases.within_year.split())
        tokens = (*before, *within, *meant, *behind)
    return tokens


class Line:
    """Tokens as one text, in which `#` stands for a number, `~` for one in words, `@` for a date."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._starts: list[int] = []
        parts, length = [], 0
        for token in tokens:
            part = _stand_in(token)
            self._starts.append(length)
            parts.append(part)
            length += len(part) + 1
        self.text = " ".join(parts)

    def spans(self, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
        """The tokens of each match, from the first one up to the one behind the last, without those in its groups."""
        matches = []
        for match in pattern.finditer(self.text):
            inner = next((match.span(name) for name in match.groupdict() if match[name]), None)
            for start, end in ((match.start(), inner[0]), (inner[1] + 1, match.end())) if inner else (match.span(),):
                if start < end:
                    matches.append((self.at(start), self.at(end - 1) + 1))
        return matches

    def at(self, character: int) -> int:
        """The index of the token at a character."""
        return bisect_right(self._starts, character) - 1


def _stand_in(token: Token) -> str:
    if token.date:
        return "@"
    return token.key if token.number is None else "~" if token.spelled else "#"


type Decided = tuple[Operation, list[tuple[int, int]], bool]


def _operation(line: Line, phrases: Wording, used: frozenset[int]) -> Decided | None:
    """The operation, the tokens that say it, and whether it is one of dates."""

    def spans(name: str) -> list[tuple[int, int]]:
        return [span for span in line.spans(phrases.cues[name]) if used.isdisjoint(range(*span))]

    counted = spans("count")
    if frequent := spans("most_frequent") + spans("most"):
        both = spans("largest") if not spans("most_frequent") else []
        operation: Operation = "largest" if both else "most_frequent"
        return operation, frequent + both + counted + spans("list")[:1], False
    for cue in ("largest", "smallest", "latest", "earliest", "larger", "smaller"):
        if matches := spans(cue):
            operation = "largest" if cue in ("largest", "latest", "larger") else "smallest"
            return operation, matches + spans("list")[:1], cue in ("latest", "earliest")
    breakdown = spans("breakdown")
    if average := spans("average"):
        return "average", average + breakdown + spans("list")[:1], False
    if counted:
        return "count", counted + breakdown + spans("sum") + spans("list")[:1], False
    if total := spans("sum"):
        return "sum", total + breakdown + spans("list")[:1], False
    if breakdown:
        return "count", breakdown, False
    if listed := spans("list"):
        return "list", listed, False
    return None


def _comparisons(line: Line, phrases: Wording) -> tuple[tuple[Comparison, ...], frozenset[int]]:
    """The comparisons in order, none of which shares a token with another, and their tokens."""
    taken: set[int] = set()
    matches: list[Comparison] = []
    for match in phrases.between.finditer(line.text):
        start, end = line.at(match.start()), line.at(match.end() - 1) + 1
        low, high = line.at(match.start("low")), line.at(match.start("high"))
        taken.update(range(start, end))
        matches += [Comparison(">=", low, start, high), Comparison("<=", high, low + 1, end)]
    for relation, pattern in phrases.relations:
        for match in pattern.finditer(line.text):
            start, end = line.at(match.start()), line.at(match.end() - 1) + 1
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                matches.append(Comparison(relation, line.at(match.start("bound")), start, end))
    return tuple(sorted(matches, key=lambda one: one.start)), frozenset(taken)


def _tokens(text: str, language: str) -> Iterator[Token]:
    """Numbers and dates keep the words that they are written with in `key`: some are parts of names."""
    sign = thousands_sign_in(language if language in LANGUAGES else None)
    done = 0
    for start, end, date in _figures(text, language):
        yield from map(_word, words(text[done:start]))
        key = " ".join(words(text[start:end]))
        yield Token(key, date=date) if date else Token(key, _decimal(text[start:end], sign))
        done = end
    yield from map(_word, words(text[done:]))


def _figures(text: str, language: str) -> Iterator[tuple[int, int, Date | None]]:
    done = 0
    for date in [*dates(text, language), None]:
        upto = date.start if date else len(text)
        yield from ((match.start(), match.end(), None) for match in AMOUNT.finditer(text, done) if match.end() <= upto)
        if date:
            yield date.start, date.end, date
            done = date.end


def _word(word: str) -> Token:
    return Token(word, Decimal(NUMBER_WORDS[word]), spelled=True) if word in NUMBER_WORDS else Token(word)


def _decimal(number: str, sign: str | None) -> Decimal | None:
    try:
        return Decimal(amount_value(number, sign))
    except InvalidOperation:
        return None


def _scaled(tokens: list[Token], phrases: Wording) -> Iterator[Token]:
    """`5 million` is one number."""
    at = 0
    while at < len(tokens):
        token, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
        scale = phrases.scales.get(following.key) if following and token.number is not None else None
        if scale and following and token.number is not None:
            yield Token(f"{token.key} {following.key}", token.number * scale)
            at += 2
        else:
            yield token
            at += 1
