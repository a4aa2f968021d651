"""Names in a text, by their capitals: no model, no list. Beside them its ids, its dates and what it quotes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.rag.text.exact import exact_terms
from chalicelib.rag.text.languages import CLAIM_STOP_WORDS, MONTHS, SEARCH_STOP_WORDS
from chalicelib.rag.text.words import words

LONGEST_NAME = 8  # Words.
_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[.'’&-](?=[^\W_]))*")
_WITHIN = "of de la le du des del della da dos di van von der den zu und y bin al el af av ty đoàn phố viện"
_PARTICLES = frozenset(_WITHIN.split())
_NO_NAMES = CLAIM_STOP_WORDS | SEARCH_STOP_WORDS
_POSSESSIVE = re.compile(r"['’][sS]?$")
_OPENING = re.compile(r"(?:^|[.!?:\n|•–*-])[\s\"'“‘(]*$")
_KATAKANA = re.compile("[゠-ヿ]{3,}")


@dataclass(frozen=True)
class Name:
    """What a text calls one thing, at characters `start` to `end`. `dated` are dates, years and amounts.

    One that `opens` a sentence may be a common word.
    """

    text: str
    start: int
    end: int
    dated: bool = False
    opens: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether it may be no name: one word that has a capital as every sentence has."""
        return self.opens and " " not in self.text

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for all capitals."""
        return words(self.text)


def names(text: str, *, figures: bool = False) -> list[Name]:
    """The names of a text in order, none within another; with `figures` also its dates, years and amounts."""
    names = [*_exact(text), *_capitalised(text), *_in_katakana(text)]
    taken = bytearray(len(text))
    kept: list[Name] = []
    for name in names:
        if not any(taken[name.start : name.end]):
            taken[name.start : name.end] = b"\1" * (name.end - name.start)
            kept.append(name)
    return sorted((name for name in kept if figures or not name.dated), key=lambda name: name.start)


def _exact(text: str) -> Iterator[Name]:
    for term in exact_terms(text):
        if term.kind in ("date", "month", "year", "amount"):
            yield Name(term.text, term.start, term.end, dated=True)
        elif term.kind != "name":  # `Gate 7` is a run of capitals, and may be longer than its last word.
            yield Name(term.text.strip('"“”„«»「」『』'), term.start, term.end)


def _capitalised(text: str) -> Iterator[Name]:
    """Runs of words with a capital, with what may stand within a name: `Rosa van Hjelm`, `Gate 7`."""
    run: list[re.Match[str]] = []
    pending: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        last = (pending or run)[-1] if run else None
        joined = (
            last is not None and token.start() - last.end() <= 2 and not text[last.end() : token.start()].strip(" &")
        )
        if run and not joined:
            yield from _name(text, run)
            run, pending = [], []
        if token[0][0].isupper() or (run and not pending and token[0][0].isdigit()):
            run += [*pending, token]
            pending = []
        elif run and token[0].casefold() in _PARTICLES and len(pending) < 2:
            pending.append(token)
        elif run:
            yield from _name(text, run)
            run, pending = [], []
    yield from _name(text, run)


def _name(text: str, run: list[re.Match[str]]) -> Iterator[Name]:
    """A run without the stop words that it begins with, as a sentence does; long ones are headlines."""
    opens = bool(run) and _OPENING.search(text[max(0, run[0].start() - 4) : run[0].start()]) is not None
    while opens and run and run[0][0].casefold() in _NO_NAMES:
        run, opens = run[1:], False
    while run and run[0][0].casefold() in _PARTICLES:
        run = run[1:]
    if run and len(run) <= LONGEST_NAME and (len(run) > 1 or len(run[0][0]) > 1):
        start, end = run[0].start(), run[-1].start() + len(_POSSESSIVE.sub("", run[-1][0]))
        yield Name(text[start:end], start, end, len(run) == 1 and run[0][0].casefold() in MONTHS, opens)


def without_particles(name: str) -> str:
    """A part of a name without the small words at its ends: `of Utrecht` is `Utrecht`."""
    kept = name.strip(" ,-&").split(" ")
    while kept and kept[0].casefold() in _PARTICLES:
        kept = kept[1:]
    while kept and kept[-1].casefold() in _PARTICLES:
        kept = kept[:-1]
    return " ".join(kept)


def _in_katakana(text: str) -> Iterator[Name]:
    for match in _KATAKANA.finditer(text):
        yield Name(match[0], *match.span())


def pieces(name: Name, own: re.Pattern[str]) -> Iterator[Name]:
    """What is left of a name without those of the question."""
    start = 0
    for end, following in [*(match.span() for match in own.finditer(name.text)), (len(name.text), len(name.text))]:
        if piece := without_particles(name.text[start:end]):
            at = name.start + name.text.index(piece, start)
            yield Name(piece, at, at + len(piece), name.dated, name.opens and at == name.start)
        start = following


def without(question: str, others: Sequence[Name]) -> str:
    """A question without these names of it."""
    for other in sorted(others, key=lambda name: -name.start):
        question = f"{question[: other.start]} {question[other.end :]}"
    return " ".join(question.split())
