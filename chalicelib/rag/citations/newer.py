"""Which of two documents is the newer one, and by what: what they say themselves goes before files and uploads."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from chalicelib.models import Document, Passage
from chalicelib.rag.citations.subjects import are_editions
from chalicelib.rag.text.dates import date_in_name, dates
from chalicelib.rag.text.languages import language_of
from chalicelib.rag.text.sentences import sentences

type Reason = Literal["replaces", "valid", "version", "dated", "changed", "uploaded"]

READ_CHARACTERS = 6_000  # Characters of a passage that are read.
_SHORT = 120  # Characters of a sentence that tells its document's date and little else.
_VALID_WITHIN = 60  # Characters at its begin in which it says so: `These rules are valid from …`.
_DATED_WITHIN = 12  # The same of words that stand before any other date too, as `ngày`.


def _phrases(*phrases: str) -> re.Pattern[str]:
    listed = "|".join(phrase for line in phrases for phrase in line.split("|"))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


_REPLACES = _phrases(
    r"replac(?:es?|ing)|supersed(?:es?|ing)|(?:instead|in place) of the (?:old|previous|earlier)|ersetz(?:t|en)",
    "remplacent?|remplace|reemplazan?|sustituyen?|substitu(?:i|em)|sostituisc(?:e|ono)|thay thế|thay cho|bãi bỏ",
)
_REPLACED = _phrases(
    r"(?:has|have|had|was|were|is|are|been) (?:since )?(?:replaced|superseded|withdrawn|repealed)",
    "no longer (?:valid|in force|applies|apply)|expired (?:on|in)|valid until|out of force",
    "hết hiệu lực|(?:được|bị) thay thế|không còn hiệu lực|nicht mehr gültig|außer Kraft",
)
_VALID = _phrases(
    "(?:valid|in force|effective|applies|apply|applicable|takes effect|in effect)"
    " (?:from|since|as of|as from|on|starting)",
    "effective(?: date)?|as of|có hiệu lực(?: từ| kể từ)?|áp dụng (?:từ|kể từ)|hiệu lực từ",
    "gültig (?:ab|seit)|gilt (?:ab|seit)",
    "en vigueur|en vigor|vigente desde|in vigore dal",
)
_DATED = _phrases(
    "date|dated|updated|revised|issued|published|written|state of|status|edition|minutes of|signed on|meeting of",
    "ngày|cập nhật|ban hành|viết|lập|Stand|vom",
)
_VERSION = re.compile(
    r"(?<![^\W_])(?:version|revision|release|rev\.|ver\.|phiên bản|Fassung)\s*:?\s*(\d{1,4}(?:\.\d{1,4}){0,3})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_. ]?(0[1-9]|1[0-2]))?(?!\d)")


@dataclass(frozen=True)
class Age:
    """What tells how old a document is. Dates are ISO 8601 of any precision; None where nothing is said."""

    replaces: bool = False
    replaced: bool = False
    valid: str | None = None
    version: tuple[int, ...] | None = None
    dated: str | None = None
    changed: str | None = None
    uploaded: str | None = None


def is_of_itself(sentence: str) -> bool:
    """Whether a sentence says how old its own document is: editions differ in it."""
    return bool(_REPLACES.search(sentence) or _REPLACED.search(sentence) or _VALID.search(sentence))


def age_of(passages: Sequence[Passage], document: Document | None) -> Age:
    """The age of the document that the passages are of. Takes time linear in their text."""
    texts = [passage.text[:READ_CHARACTERS] for passage in passages]
    title = " ".join((passages[0].filename, *passages[0].heading)) if passages else ""
    profile = document.profile if document else None
    replaced = any(_REPLACED.search(text) for text in texts)
    period = profile.period if profile else None
    stated = next((date for text in texts if (date := _after(_DATED, text, _DATED_WITHIN))), None)
    written = profile and (profile.sent or profile.written)
    of_period = period and (period.end or period.start or (str(period.year) if period.year else None))
    return Age(
        replaces=any(_is_replacing(text) for text in texts),
        replaced=replaced,
        valid=next((date for text in texts if (date := _after(_VALID, text, _VALID_WITHIN))), None),
        version=_version(profile.version if profile else None, title, *texts),
        dated=of_period or _date_of(title) or stated or written or None,
        changed=profile.changed if profile else None,
        uploaded=document.created_at or None if document else None,
    )


def newer_of(one: Age, other: Age, *, are_editions: bool) -> tuple[int, Reason] | None:
    """0 or 1, and by what; None where nothing tells. Numbers of versions tell it of editions of one thing alone."""
    if (one.replaces, one.replaced) != (other.replaces, other.replaced):
        points = [age.replaces - age.replaced for age in (one, other)]
        if points[0] != points[1]:
            return int(points[1] > points[0]), "replaces"
    for reason, mine, theirs in (
        ("valid", one.valid, other.valid),
        ("valid", one.valid or one.dated, other.valid or other.dated),
        *([("version", one.version, other.version)] if are_editions else []),
        ("dated", one.dated, other.dated),
        ("changed", one.changed, other.changed),
        ("uploaded", one.uploaded, other.uploaded),
    ):
        if (later := _later(mine, theirs)) is not None:
            return later, _said(reason, (one, other)[later])
    return None


def _said(reason: str, newer: Age) -> Reason:
    """A newer document without a date of validity is newer by its own date."""
    if reason == "valid" and newer.valid is None:
        return "dated"
    return reason  # type: ignore[return-value]


def _later(one: str | tuple[int, ...] | None, other: str | tuple[int, ...] | None) -> int | None:
    """0 or 1; None where one is not known or both are the same as far as both say."""
    if one is None or other is None:
        return None
    shorter = min(len(one), len(other)) if isinstance(one, str) else max(len(one), len(other))
    mine, theirs = one[:shorter], other[:shorter]
    return None if mine == theirs else int(theirs > mine)  # type: ignore[operator]


def _is_replacing(text: str) -> bool:
    """Whether it says that it replaces something; `is replaced by` says the opposite."""
    return any(
        not _REPLACED.search(text, max(0, match.start() - 12), match.end()) for match in _REPLACES.finditer(text)
    )


def _after(pattern: re.Pattern[str], text: str, begin: int) -> str | None:
    """The date that stands right after words of the pattern, in a sentence that begins with them."""
    language = language_of(text[:1_000])
    for start, end in sentences(text):
        match = pattern.search(text, start, min(end, start + begin)) if end - start <= _SHORT else None
        if match and (date := next(dates(text[match.end() : end], language), None)) and date.year is not None:
            return _iso(date.value, date.year)
        if match and (year := _YEAR.search(text, match.end(), end)):
            return year[1]
    return None


def _iso(value: str, year: int) -> str:
    """`4/3/2024` does not say which number is the month."""
    return str(year) if "/" in value else value


def _date_of(title: str) -> str | None:
    return "-".join(f"{part:02d}" for part in date_in_name(title)) or None


def _version(stated: str | None, *texts: str) -> tuple[int, ...] | None:
    version = next((match[1] for text in texts if (match := _VERSION.search(text))), None)
    numbers = re.findall(r"\d{1,6}", stated or version or "")
    return tuple(map(int, numbers)) or None


class Ages:
    """The ages of the sources' documents, each found when it is asked for."""

    def __init__(self, sources: Sequence[Passage], documents: Mapping[str, Document]) -> None:
        self._sources = sources
        self._documents = documents
        self._ages: dict[str, Age] = {}

    def newer(self, one: Passage, other: Passage) -> tuple[int, Reason] | None:
        """Which document of two passages is newer, 0 or 1, and by what; None where nothing tells."""
        if one.document_id == other.document_id:
            return None
        ages = map(self._of, (one.document_id, other.document_id))
        return newer_of(*ages, are_editions=are_editions(one, other))

    def _of(self, document_id: str) -> Age:
        if document_id not in self._ages:
            own = [passage for passage in self._sources if passage.document_id == document_id]
            self._ages[document_id] = age_of(own, self._documents.get(document_id))
        return self._ages[document_id]
