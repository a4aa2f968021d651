"""Which two amounts a question asks to compute from: "How much more did we earn in 2023 than in 2022?"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.rag.aggregates.amount_wording import (
    ASKS_PERCENT,
    LANGUAGES,
    MONTH,
    AmountWording,
    Arithmetic,
    Cue,
    amount_wording,
    stems_of,
    unit_key,
)
from chalicelib.rag.text.languages import NEGATIONS, language_of
from chalicelib.rag.text.words import words

LONGEST_QUESTION = 300  # Characters.

_AS_GROWTH = ("more", "less", "change")
"""What is growth where it is asked for in percent."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ARITHMETIC: dict[Cue, Arithmetic] = {"apart": "difference", "down": "less", "up": "change"}
_LOOSE = ("more", "less", "times")
"""What is asked of one thing may be left out of the other: `How many more days of leave have crew than others?`."""
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-ÞĐ][\w-]*|\b\w*\d\w*\b")
_NUMBERED = re.compile(r"\b\w*\d\w*\b")
_PERIOD = re.compile(r"(?:19|20)\d\d|[qh][1-4]")


@dataclass(frozen=True)
class Described:
    """One amount by its words, as stems.

    `own` must stand with it: by them it is told from the other. `shared` names hold for both, and may stand in the
    sentence before. `foreign` words are the other's, and must not stand with it; `likely` ones may.
    """

    sought: frozenset[str]
    own: frozenset[str]
    shared: frozenset[str]
    foreign: frozenset[str]
    likely: frozenset[str] = frozenset()

    @property
    def periods(self) -> frozenset[str]:
        return frozenset(filter(is_period, self.sought))


@dataclass(frozen=True)
class AmountQuestion:
    """`unit` is the one that the question names, or empty; `money`: it asks for a price or the like."""

    arithmetic: Arithmetic
    language: str
    first: Described
    second: Described
    unit: str
    money: bool
    words: frozenset[str]


def is_period(stem: str) -> bool:
    """Whether a word is a year, a month or a quarter."""
    return _PERIOD.fullmatch(stem) is not None or stem.startswith(MONTH)


def amounts_asked(question: str) -> AmountQuestion | None:
    """None where a question asks for nothing that is computed from two amounts."""
    if len(question) > LONGEST_QUESTION:
        return None
    if NEGATIONS.intersection(words(question)):
        return None
    known = language_of(question)
    text = " ".join(question.split()).rstrip(" ?？.。!")
    text = text[:1].lower() + text[1:]  # The capital of a sentence makes no name.
    for language in LANGUAGES:
        if known in (None, language) and (asked := _asked_in(language, text)):
            return asked
    return None


def _asked_in(language: str, text: str) -> AmountQuestion | None:
    wording = amount_wording(language)
    text = wording.tail.sub("", text)
    for arithmetic, pattern in wording.asks:
        if match := pattern.search(text):
            return _asked(arithmetic, language, text, match.groupdict(default=""))
    return _of_two_years(language, text)


def _asked(arithmetic: Arithmetic, language: str, text: str, parts: Mapping[str, str]) -> AmountQuestion | None:
    wording = amount_wording(language)
    if any(map(wording.parted.search, (parts["a"], parts["b"]))):
        return None  # More than two.
    said = (parts.get("of", ""), parts["a"], parts["b"])
    both = _Parts(said, language, wording, arithmetic).described()
    if both is None:
        return None
    if ASKS_PERCENT.search(text) and arithmetic not in ("share", "growth"):
        if arithmetic not in _AS_GROWTH:
            return None
        both = both if arithmetic == "change" else both[::-1]
        arithmetic = "growth"
    unit = unit_key(parts["unit"], language) if parts.get("unit") else ""
    money = bool(wording.money.search(text))
    return AmountQuestion(arithmetic, language, *both, unit, money, frozenset(words(text)))


def _of_two_years(language: str, text: str) -> AmountQuestion | None:
    """What no pattern knows, by its cue: all words but the two years and the cue are said of both amounts."""
    wording = amount_wording(language)
    years = list(_YEAR.finditer(text))
    cue = next((name for name in _ARITHMETIC if name in wording.cues and wording.cues[name].search(text)), None)
    if cue is None or len(years) != 2 or years[0][0] == years[1][0]:
        return None
    based = [year[0] for year in years if _is_base(wording, text[: year.start()])]
    base = based[0] if len(based) == 1 else min(year[0] for year in years)
    other = next(year[0] for year in years if year[0] != base)
    arithmetic = _ARITHMETIC[cue]
    first, second = (other, base) if cue == "down" else (base, other)
    return _asked(arithmetic, language, text, {"of": _YEAR.sub(" ", text), "a": first, "b": second})


def _is_base(wording: AmountWording, before: str) -> bool:
    """Whether a year is what the other is compared with: a word such as `than` is the last cue before it."""
    base = [match.end() for match in wording.cues["base"].finditer(before)]
    return bool(base) and len(words(before[base[-1] :])) <= 1


class _Parts:
    """The words of a question on two amounts: those for both, and those for either.

    Of what is loose the second may lack words of the first; a whole has no words that its part lacks.
    """

    def __init__(
        self, parts: tuple[str, str, str], language: str, wording: AmountWording, arithmetic: Arithmetic
    ) -> None:
        common, first, second = parts
        self._is_loose = arithmetic in _LOOSE
        self._of_whole = arithmetic == "share"
        self._language, self._silent = language, wording.silent
        text = f"{common} {first} {second}"
        written = (_NAME if wording.capitals else _NUMBERED).findall(text)
        self._names = self._stems(" ".join(written)) | frozenset(filter(is_period, self._stems(text)))
        self._common, self._first, self._second = map(self._stems, (common, first, second))

    def described(self) -> tuple[Described, Described] | None:
        """None where nothing tells the two apart."""
        first, second = self._first, self._second
        if not self._common and second <= self._names:  # `the chain of the W35 than that of the W20`
            self._common = first - self._names
        if not self._common and first <= self._names:
            self._common = second - self._names
        shared = self._shared_names(first, second)
        first, second = first | self._common | shared[0], second | self._common | shared[1]
        if not first - second or not (second - first or (second and self._of_whole)):
            return None
        if self._common or not self._is_loose:
            return self._one(first, second, first - second), self._one(second, first, second - first)
        own = second - first
        first_names = (first & self._names) - second
        return (
            self._one(first, second, first),
            Described(second, own, (first & second) & self._names, first_names, first - self._names),
        )

    def _one(self, sought: frozenset[str], other: frozenset[str], own: frozenset[str]) -> Described:
        return Described(sought, own, sought & other & self._names, other - sought)

    def _shared_names(self, first: frozenset[str], second: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Names and periods that are said of one alone and hold for both: `in October 2024 than in November`."""
        more = (set[str](), set[str]())
        for kind in (_is_year, _is_month, _is_other):
            one, other = ({name for name in part & self._names if kind(name)} for part in (first, second))
            if one and not other:
                more[1].update(one)
            if other and not one:
                more[0].update(other)
        return frozenset(more[0]), frozenset(more[1])

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(stem for word, stem in stems_of(text, self._language) if word not in self._silent)


def _is_year(name: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", name) is not None


def _is_month(name: str) -> bool:
    return is_period(name) and not _is_year(name)


def _is_other(name: str) -> bool:
    return not is_period(name)
