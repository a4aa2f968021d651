"""The words by which questions on many records are told, by language. They are in wording.json.

Patterns are of a question's tokens, parted by single blanks, where `#` stands for a number, `~` for one in words and
`@` for a date.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.rag.aggregates.courtesy import frames
from chalicelib.rag.aggregates.values import Relation
from chalicelib.rag.text.languages import english_stems as _english_stems
from chalicelib.rag.text.languages import function_words, german_stem, stem

_DATA: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("wording.json").read_text())
VALUE = "[#~@]"
"""Stand-ins of numbers, numbers in words, and dates in a pattern."""
_FIGURE = "[#@]"  # Behind a mere preposition: `of three` counts something.

LANGUAGES = tuple(_DATA)
LEAST_GERMAN = 7  # Letters of a word whose German ending is looked at.


@dataclass(frozen=True)
class Wording:
    """What one language says. `relations` are tried in order; each has one number or date.

    `fillers` name nothing by themselves; `silent` are those and all words with which the language builds questions, of
    which some are names too, as `Long`. `sizes` are superlatives of one measure alone, as `longest`; `amounts` are
    those of any, as `most`. `temporal` words compare with a time. `lead` are phrases with which people begin before
    they ask, `my boss wonders`; `tail` those they end with. `shifts` are the years between now and what phrases of
    `years` name, as `next year`; `within_year` comes before a year.
    `periods` are the words for a month, a quarter and a year.
    """

    cues: Mapping[str, re.Pattern[str]]
    relations: tuple[tuple[Relation, re.Pattern[str]], ...]
    between: re.Pattern[str]
    negations: frozenset[str]
    alternatives: frozenset[str]
    joints: frozenset[str]
    fillers: frozenset[str]
    silent: frozenset[str]
    measures: frozenset[str]
    currency: frozenset[str]
    scales: Mapping[str, Decimal]
    hedges: frozenset[str]
    sizes: re.Pattern[str]
    amounts: re.Pattern[str]
    temporal: frozenset[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    years: re.Pattern[str]
    shifts: Mapping[str, int]
    within_year: str
    periods: Mapping[str, str]


@cache
def wording(language: str | None) -> Wording:
    """The wording of a language, of English where it has none."""
    data = _DATA.get(language or "en", _DATA["en"])
    fillers, measures = (frozenset(data[name].split()) for name in ("fillers", "measure_words"))
    return Wording(
        cues={name: _phrases(data[name] + (frames(language or "en") if name == "frames" else [])) for name in _CUES},
        relations=tuple(
            (relation, _relation(before, after, _FIGURE if relation == "=" else VALUE))
            for relation, before, after in data["relations"]
        ),
        between=re.compile(_bounded(data["between"].format(f"(?P<low>{VALUE})", f"(?P<high>{VALUE})"))),
        negations=frozenset(data["negations"]),
        alternatives=frozenset(data["or"].split()),
        joints=frozenset(data["and"].split()),
        fillers=fillers,
        silent=(fillers | function_words(language or "en") | frozenset(data["courtesy"].split())) - measures,
        measures=measures,
        currency=frozenset(data["currency"].split()),
        scales={word: Decimal(scale) for word, scale in data["scales"].items()},
        hedges=frozenset(data["hedges"].split()),
        sizes=re.compile(_bounded(data["sizes"])),
        amounts=re.compile(_bounded(data["amounts"])),
        temporal=frozenset(data["temporal"].split()),
        lead=re.compile(rf"(?:(?:{'|'.join(data['lead'])})(?: |$))+"),
        tail=re.compile(rf"(?: (?:{data['tail']}))+$"),
        years=_phrases(list(data["years"]["shifts"])),
        shifts=data["years"]["shifts"],
        within_year=data["years"]["in"],
        periods=data["periods"],
    )


_CUES = (
    "count", "list", "sum", "average", "largest", "smallest", "latest", "earliest", "larger", "smaller",
    "most_frequent", "most", "grouped", "frames", "breakdown",
)  # fmt: skip

NEGATIONS = frozenset(word for data in _DATA.values() for word in data["negations"])
HEDGES = frozenset(word for data in _DATA.values() for word in data["hedges"].split())
YES = frozenset(word for data in _DATA.values() for word in data["yes"].split())
NO = frozenset(word for data in _DATA.values() for word in data["no"].split())
CURRENCY = frozenset(word for data in _DATA.values() for word in data["currency"].split())
FILLERS = frozenset(word for data in _DATA.values() for word in data["fillers"].split())
TOTAL = re.compile(rf"(?:{'|'.join(data['totals'] for data in _DATA.values())})(?!\w)", re.IGNORECASE)
"""What the first cell of a row says that adds up others."""


def _bounded(pattern: str) -> str:
    return rf"(?<![^ ])(?:{pattern})(?![^ ])"


def _phrases(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(_bounded("|".join(patterns)))


def _relation(before: str, after: str, value: str) -> re.Pattern[str]:
    """A number or date between the two, the blanks parted from both; a unit may stand before what comes after it."""
    left = rf"(?:{before}) (?:the |a |of )?" if before else ""
    right = rf"(?: [^ ]+)? (?:{after})" if after else ""
    return re.compile(_bounded(f"{left}(?P<bound>{value}){right}"))


@cache
def stems(word: str) -> frozenset[str]:
    """The forms by which a word equals others: `cities` and `city`, `rental` and `rented`, `Verträge` and `Vertrag`.

    The language is not told, and short words of others would lose letters that tell them apart by a German ending.
    """
    german = (german_stem(word),) if len(word) >= LEAST_GERMAN else ()
    return frozenset((word, *_english_stems([word]), stem(word), *german))


def at_least_one_content(words: Iterable[str], fillers: frozenset[str]) -> bool:
    return any(word not in fillers for word in words)
