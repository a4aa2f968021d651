"""The words of questions on two amounts, and of amounts in texts, by language. They are in amounts.json."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import Stemmer

from chalicelib.rag.text.languages import MONTHS, SEARCH_STOP_WORDS, function_words, stop_words
from chalicelib.rag.text.words import without_diacritics, words

type Cue = Literal["up", "down", "apart", "base"]
type Arithmetic = Literal["more", "less", "change", "difference", "sum", "share", "growth", "times"]

_DATA: dict[str, Any] = json.loads(Path(__file__).with_name("amounts.json").read_text("utf-8"))
LANGUAGES = tuple(name for name, data in _DATA.items() if isinstance(data, dict) and "asks" in data)
_STEMMERS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "pt": "portuguese"}
PERCENT = "%"
MONTH = "month "
"""What the stem of a month begins with."""
_CURRENCIES = re.compile("|".join(f"(?P<{name}>{words_})" for name, words_ in _DATA["currencies"].items()), re.I)
_PERCENT = re.compile(_DATA["percent"], re.I)
ASKS_PERCENT = re.compile(rf"(?<!\w)(?:{_DATA['percent']}|percentage)(?!\w)|%", re.I)
UNIT_PHRASES = "|".join((_DATA["percent"], *_DATA["currencies"].values()))
"""Units that are signs, or more than one word."""


@dataclass(frozen=True)
class AmountWording:
    """What one language says. `asks` are tried in order, `cues` where a question compares two periods in other words.

    `silent` describe no amount in a question; stems of `speaking` words tell two apart, no more. `neutral` narrow none
    in a text; any other word that stands behind one of `restricts`, or beside a word of the question, does: `revenue
    of the café`. `unsure` tell what may not be so; behind `change` stands by how much something rose. `capitals`: words
    with a capital are names.
    """

    asks: tuple[tuple[Arithmetic, re.Pattern[str]], ...]
    cues: Mapping[Cue, re.Pattern[str]]
    tail: re.Pattern[str]
    money: re.Pattern[str]
    silent: frozenset[str]
    speaking: frozenset[str]
    neutral: frozenset[str]
    restricts: frozenset[str]
    total: frozenset[str]
    unsure: re.Pattern[str]
    approximate: re.Pattern[str]
    change: re.Pattern[str]
    range: re.Pattern[str]
    parted: re.Pattern[str]
    per: re.Pattern[str]
    scales: Mapping[str, Decimal]
    points: str
    capitals: bool


@cache
def amount_wording(language: str) -> AmountWording:
    """The wording of one of LANGUAGES."""
    data = _DATA[language]
    lists = {name: frozenset(data[name].split()) for name in ("silent", "neutral", "restricts", "total")}
    lists["silent"] |= SEARCH_STOP_WORDS | stop_words("questions", language) | function_words(language)
    speaking = frozenset(data.get("speaking", "").split())
    lists["silent"] -= speaking
    return AmountWording(
        asks=tuple((kind, re.compile(rf"(?<!\w){pattern}", re.I)) for kind, pattern in data["asks"]),
        cues={name: re.compile(rf"(?<!\w)(?:{words_})(?!\w)", re.I) for name, words_ in data.get("cues", {}).items()},
        tail=re.compile(rf"(?:[ ,]+{data['tail']})+$", re.I),
        money=re.compile(data["money"], re.I),
        unsure=re.compile(rf"(?<!\w)(?:{data['unsure']})(?!\w)", re.I),
        approximate=re.compile(rf"(?<!\w){data['approximate']}\s$", re.I),
        change=re.compile(rf"(?<!\w){data['change']}\s?$", re.I),
        range=re.compile(rf"\s?(?:[-–—]|\s(?:{data['range']})\s)\s?[€$£¥]?\d", re.I),
        parted=re.compile(rf"\s?[,;:(]\s?(?:(?:{data['parted']})\s)?|\s(?:{data['parted']})\s", re.I),
        per=re.compile(rf"\s?(?:{data['per']})\s?(?P<per>[^\W\d_]+)", re.I),
        scales={word: Decimal(scale) for word, scale in data["scales"].items()},
        points=data["points"],
        speaking=frozenset(stem_of(word, language) for word in speaking),
        capitals=data.get("capitals", True),
        **lists,
    )


def unit_key(written: str, language: str) -> str:
    """A unit in one form for all its spellings: `euros` and `€` are one, `days` and `day` too."""
    written = written.strip().casefold()
    if _PERCENT.fullmatch(written):
        return PERCENT
    if match := _CURRENCIES.fullmatch(written):
        return str(match.lastgroup)
    return stem_of(written, language)


def is_currency(unit: str) -> bool:
    return unit.partition("/")[0] in _DATA["currencies"]


@lru_cache(maxsize=8192)
def stem_of(word: str, language: str) -> str:
    """A word without its ending in the language, and without diacritics: a town may be typed in either way.

    A month is one in all languages.
    """
    if word in MONTHS:
        return f"{MONTH}{MONTHS[word]}"
    name = _STEMMERS.get(language)
    return without_diacritics(Stemmer.Stemmer(name).stemWord(word) if name else word)


def stems_of(text: str, language: str) -> Iterator[tuple[str, str]]:
    """The words of a text in order, with their stems."""
    return ((word, stem_of(word, language)) for word in words(text))
