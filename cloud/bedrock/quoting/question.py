"""What a question asks: its content words, its names and numbers, and the kind of thing that would answer it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from chalicelib.rag.text.languages import LANGUAGES, likely_language
from chalicelib.rag.text.languages import language_of as known_language
from cloud.bedrock.quoting.language import STOP_WORDS, Language, content_words, language_of
from cloud.bedrock.quoting.words import matches, stem, words

type AnswerKind = Literal["number", "date", "person", "place", "reason", "other"]

_CUES: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = (
    (
        "date",
        re.compile(
            r"\bwhen\b|\b(?:what|which|in what) (?:year|date|day|month|century|decade|time)\b"
            r"|\bwann\b|\bum wie viel uhr\b|\bquand\b|\bcuándo\b|\bquando\b|いつ|언제|什么时候|何时|когда"
            r"|khi nào|lúc nào|bao giờ|(?:năm|ngày|tháng|thế kỷ|thời gian|thập kỷ|thời điểm) (?:nào|bao nhiêu|mấy|gì)",
            re.IGNORECASE,
        ),
    ),
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|old|long|far|tall|high|large|big|deep|fast|often)\b"
            r"|\b(?:percentage|percent|number|amount|price|cost|population|score|rate)\b"
            r"|\bwie (?:viele?|lange?|hoch|groß|weit|alt|schwer)\b|\bcombien\b|\bcuánt[oa]s?\b|\bquant[oaie]s?\b"
            r"|いくら|いくつ|何[日時円年月人個分]|얼마|몇|多少|几|сколько"
            r"|bao nhiêu|bao lâu|bao xa|mấy\b|phần trăm|tỷ lệ|tỉ lệ",
            re.IGNORECASE,
        ),
    ),
    (
        "reason",
        re.compile(
            r"\bwhy\b|\bfor what reason\b|\bwarum\b|\bwieso\b|\bpourquoi\b|\bpor qué\b|\bperché\b|なぜ|왜|为什么|почему"
            r"|tại sao|vì sao|lý do|nguyên nhân",
            re.IGNORECASE,
        ),
    ),
    (
        "person",
        re.compile(
            r"\bwho(?:m|se)?\b|\bwe[rmn]\b|\bquién\b|\bquem\b|誰|누구|谁|кто|\bai\b|người nào",
            re.IGNORECASE,
        ),
    ),
    (
        "place",
        re.compile(
            r"\bwhere\b|\b(?:what|which) (?:city|country|state|place|town|region|river|continent)\b"
            r"|\bwo(?:hin)?\b|\boù\b|\bdónde\b|\bonde\b|\bdove\b|どこ|어디|哪里|где"
            r"|ở đâu|nơi nào|chỗ nào|đâu\b|(?:thành phố|quốc gia|nước|đất nước|bang|vùng) nào",
            re.IGNORECASE,
        ),
    ),
)
_DATE = re.compile(
    r"\b1\d{3}s?\b|\b20\d\ds?\b|\b(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\bcentur|thế kỷ|tháng \d|năm \d|ngày \d",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百千万]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundreds?"
    r"|thousands?|millions?|billions?|half|third|quarter|twice|dozens?|majority|most"
    r"|hai|ba|bốn|sáu|bảy|tám|chín|mười|trăm|nghìn|ngàn|triệu|tỷ|nửa|phần)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due to|since|so that|in order to|as a result|result(?:ed|s)? (?:in|from)|caused?|therefore"
    r"|to avoid)\b|\b(?:vì|bởi|do|nhờ|để|nên|khiến|gây)\b",
    re.IGNORECASE,
)
_LEANING = re.compile(r"(.+?) \(([^()]+)\)", re.DOTALL)
"""A question with words of the conversation before it, as `chat/tasks.py` writes it."""
NAME = re.compile(r"\b[A-ZÀ-ỸĐ][\w’'-]*(?:[ ][A-ZÀ-ỸĐ][\w’'-]*)*")
_NEGATION = re.compile(
    r"\b(?:not|never|no longer|without|cannot|isn't|wasn't|didn't|không|chưa|chẳng)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Question:
    """A question and what its text shows. Words are stemmed and in lower case.

    `own` is what was asked last where `text` has words of the conversation before it too.
    """

    text: str
    own: str = ""

    @cached_property
    def language(self) -> Language:
        return language_of(self.text)

    @cached_property
    def without_context(self) -> tuple[str, str]:
        """What was asked last, in the spelling of the sources, and the words of the conversation before it."""
        leaning = _LEANING.fullmatch(self.text) if self.own and not self.own.rstrip().endswith(")") else None
        return (leaning[1], leaning[2]) if leaning else (self.text, "")

    @cached_property
    def written_in(self) -> str:
        """The language of its words, English where it is not known."""
        return known_language(self.own or self.text) or self.language

    @cached_property
    def reply_language(self) -> str:
        """The likeliest language, for what is said of the model's own: a wrong guess does no harm there."""
        return likely_language(self.own or self.text) or self.language

    @cached_property
    def stop_words(self) -> frozenset[str]:
        rules = LANGUAGES.get(self.written_in)
        return STOP_WORDS.get(self.written_in) or (rules.stop_words if rules else frozenset())

    @cached_property
    def pointing(self) -> frozenset[str]:
        """The words of its language that point back, as `her`."""
        rules = LANGUAGES.get(self.written_in)
        return rules.pointing if rules else frozenset()

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The content words, each once, in order."""
        return tuple(dict.fromkeys(stem(word) for word in content_words(self.text, self.stop_words)))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring words, at least one of them a content word."""
        return frozenset(pair for pair in pairs_of(self.text) if not self.stop_words.issuperset(pair))

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of proper names: with a capital, and not first in the question."""
        named = (word for name in NAME.finditer(self.text) if name.start() > 0 for word in words(name[0]))
        return frozenset(stem(word) for word in named).intersection(self.terms)

    @cached_property
    def full_names(self) -> list[list[str]]:
        """The parts of each name of two or three words with capitals, as `Ines Moravec`, not first in the question."""
        return [list(name) for name in self._proper if 2 <= len(name) <= 3 and all(map(str.isalpha, name))]

    @cached_property
    def proper(self) -> frozenset[str]:
        """The words of proper names, also of one that follows the question's first word: `Does Ada …`."""
        return frozenset(itertools.chain.from_iterable(self._proper))

    @cached_property
    def _proper(self) -> list[tuple[str, ...]]:
        names = []
        for match in NAME.finditer(self.text):
            name = words(match[0])[1:] if match.start() == 0 else words(match[0])
            names.append(tuple(stem(word) for word in name))
        return names

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(term for term in self.terms if term[0].isdecimal())

    @cached_property
    def answer_kind(self) -> AnswerKind:
        return next((kind for kind, cue in _CUES if cue.search(self.text)), "other")

    @cached_property
    def negated(self) -> bool:
        return bool(_NEGATION.search(self.text))

    def could_answer(self, unit: str) -> bool:
        """Whether a unit holds a thing of the kind asked for that is not in the question itself."""
        match self.answer_kind:
            case "date":
                return self._has_new(_DATE, unit)
            case "number":
                return self._has_new(NUMBER, unit)
            case "reason":
                return bool(_REASON.search(unit))
            case "person" | "place":
                return any(set(words(name)) - set(words(self.text)) for name in _names(unit))
            case _:
                return True

    def _has_new(self, pattern: re.Pattern[str], unit: str) -> bool:
        own = self.text.casefold()
        return any(_whole(unit, match) not in own for match in pattern.finditer(unit))


def covered_share(terms: Sequence[str], stems: frozenset[str]) -> float:
    """The share of a question's terms that the stems have; 0 where it has none."""
    return sum(matches(term, stems) for term in terms) / len(terms) if terms else 0.0


def negated(text: str) -> bool:
    return bool(_NEGATION.search(text))


def pairs_of(text: str) -> set[tuple[str, str]]:
    return set(itertools.pairwise(stem(word) for word in words(text)))


def _names(unit: str) -> list[str]:
    return [name[0] for name in NAME.finditer(unit) if name.start() > 0 or " " in name[0]]


def _whole(unit: str, match: re.Match[str]) -> str:
    """The whole number that begins with the matched digit, in lower case."""
    end = match.end()
    while end < len(unit) and (unit[end].isalnum() or unit[end] in ".,"):
        end += 1
    return unit[match.start() : end].rstrip(".,").casefold()
