"""The one reader of exact terms: what a question must find letter by letter, or not at all.

`PX-7731-C` is not answered by what a text says of `PX-7731-D`, though the two share most letters, nor 4 March by
3 April. A term has a comparable `value`, so that `px7731c` and `PX-7731-C`, `1249.50` and `1.249,50` are each one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chalicelib.rag.text import dates
from chalicelib.rag.text.languages import CLAIM_STOP_WORDS, labels, language_of, thousands_sign_in
from chalicelib.rag.text.numbers import is_ambiguous, number_key
from chalicelib.rag.text.words import words

type Kind = Literal["phrase", "identifier", "numbered", "version", "name", "date", "month", "year", "amount"]

REQUIRED: frozenset[Kind] = frozenset({"phrase", "identifier", "numbered", "version", "name", "date"})
LANGUAGE_CHARACTERS = 2_000  # Characters of a text by which its language is told.
MAX_TERM = 200  # Characters; a longer quotation is no phrase to look for.


@dataclass(frozen=True)
class ExactTerm:
    """A term at characters `start` to `end` of its text. `value` is equal for all spellings of one thing.

    `required`: a text that does not have the term says nothing about it. Amounts, months and years only tell which of
    several texts is meant: "May I spend 150 euros?" is answered by "at most 130 euros".
    """

    kind: Kind
    text: str
    value: str
    start: int
    end: int
    required: bool


def exact_terms(text: str, language: str | None = None) -> tuple[ExactTerm, ...]:
    """The exact terms of a question or a text, in order, none within another. Takes time linear in the text's length.

    The language, if it is not given, is told from the first characters. It decides what `1.234` and `3/4/2024` mean.
    """
    language = language or language_of(text[:LANGUAGE_CHARACTERS])
    terms: list[ExactTerm] = []
    taken = bytearray(len(text))
    figures = _figures(text, thousands_sign_in(language))
    for term in (*_phrases(text), *_dates(text, language), *_numbered(text), *_identifiers(text), *figures):
        if not any(taken[term.start : term.end]):
            taken[term.start : term.end] = b"\1" * (term.end - term.start)
            terms.append(term)
    return tuple(sorted(terms, key=lambda term: term.start))


_QUOTED = re.compile(
    "|".join(
        rf"(?<!\w){opening}(?=\S)([^{opening}{closing}\n]{{2,{MAX_TERM}}}){closing}"
        for opening, closing in ('""', "“”", "„“", "„”", "«»", "»«", "「」", "『』")
    )
)
LETTER = "A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿḀ-ỿ"
_HYPHEN = "-\u2010-\u2014_/."
_CODE = re.compile(rf"(?<![{LETTER}\d])[{LETTER}\d]+(?:[{_HYPHEN}][{LETTER}\d]+)*")
_SEPARATORS = re.compile(rf"[{_HYPHEN}\s#:]+")
_NOT_CODES = re.compile(
    # Figures with a unit, ordinals, decades, times of day, `25-year`, `mid-1990s`, quarters and financial years.
    r"\d+(?:[.,]\d+)*[-‑]?(?:st|nd|rd|th|er|ers|re|ère|e|ème|s|x|k|m|bn|mn|mm|cm|km|kg|g|mg|µg|t|l|ml|h|hrs?|min|sec|ms"
    r"|am|pm|a\.m|p\.m|uhr|v|kv|mv|w|kw|mw|gw|kwh|mwh|wh|a|ma|ah|mah|hz|khz|mhz|ghz|b|kb|mb|gb|tb|kbps|mbps|gbps|nm|n"
    r"|pa|kpa|mpa|bar|psi|c|f|°c|px|pt|dpi|fps|rpm|km/h|mph|m/s|m2|m3|km2|eur|usd|gbp|chf|vnd|đ|usd)"
    r"|\d+(?:st|nd|rd|th|s)?(?:-[^\W\d_]{3,})+"
    r"|(?:mid|pre|post|late|early|non|anti|circa|since)[-‑]?\d+s?"
    r"|\d+h\d+|\d+[-–/]\d+[a-z]{1,3}"
    r"|(?:q[1-4]|[1-4]q|h[12]|[12]h|fy|cy)[-/' ]?(?:\d\d|\d{4})?|(?:\d\d|\d{4})[-/]?(?:q[1-4]|h[12])",
    re.IGNORECASE,
)
_PAGES = frozenset({"page", "pages", "seite", "trang", "slide", "top"})
_NUMBER = r"\d+(?:[.\-/]\d+)*[A-Za-z]?(?![\w])"
_SECTION_SIGN = re.compile(rf"§{{1,2}}\s?({_NUMBER})")
LABELLED = {
    kind: re.compile(
        rf"(?<![^\W_])({'|'.join(map(re.escape, labels(kind)))})(?:\.|\b)[^\S\n]{{0,2}}(?:no\.?|nr\.?|n°|№|#|:)?"
        rf"[^\S\n]{{0,2}}({_NUMBER})",
        re.IGNORECASE,
    )
    for kind in ("section", "version", "number")
}
_LEAST_DIGITS = 3  # Digits after a label such as `order`: "order 2 bikes" names none.
_LONE_NUMBER = re.compile(
    r"(?<![\w.,#])(?:(?:№|[Nn][ro]\.)\s?|#)(\d[\d\-/]{0,30})(?!\w|\.\d)"
)  # `## 2.1` is a heading.
_GROUPED = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?: [A-Z\d]{4}){2,7}(?: [A-Z\d]{1,3})?(?![^\W_])")  # DE89 3704 0044 …
_CURRENCY_CODES = ("eur", "usd", "gbp", "chf", "jpy", "vnd", "sek", "nok", "dkk", "pln")
_CODES = "|".join(_CURRENCY_CODES)
MONEY = rf"[\s\u00a0]?(?:[€$£¥円元원₫]|(?:{_CODES}|euros?|dollars?|pounds|franken|francs?|yen|kr|zł|đồng)\b)"
"""What follows a price, as a regular expression."""
MONEY_BEFORE = rf"(?:[$€£¥]|(?<![^\W_])(?:{_CODES}))\s?$"
"""What a text ends with before a price."""
_NOT_AFTER_CODE = "".join(rf"(?<!\b{code} )" for code in _CURRENCY_CODES)
_LONG_NUMBER = re.compile(rf"(?<![\w.,$€£¥])\d{{6,40}}(?![\w%]|[.,]\d|{MONEY})", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\w.,])[vV]?\.?(\d+(?:\.\d+){2,8})(?![\w]|[.,]\d)")
_NAMED = re.compile(r"(?<![^\W_])([A-ZÀ-ÖØ-ÞĐ][^\W\d_]+) (\d{1,4}(?:\.\d{1,3})?)(?![\w%°€$£]|[.,:/-]\d| ?[€$£%])")
_FOLLOWING = re.compile(r" ([a-zà-ỿ]{1,30})")
_ASKING = "name list give show tell find write choose nenne gib zeige cite kể nêu"
_FIRST_WORDS = CLAIM_STOP_WORDS.union(_ASKING.split())  # A number after them counts things.
_YEAR = re.compile(
    rf"(?<![{LETTER}\d_.,/$€£¥-]){_NOT_AFTER_CODE}(?:1\d{{3}}|20\d\d)(?![\w]|[.,/-]\d|\s?%|{MONEY})", re.IGNORECASE
)
AMOUNT = re.compile(
    rf"(?<![{LETTER}\d_.,])(?:\d{{1,3}}(?:[\u00a0\u202f\u2009'’ ]\d{{3}})+(?:[.,]\d{{1,4}})?|\d+(?:[.,]\d+)*)(?!\d)"
)
_GROUPING = re.compile("[\u00a0\u202f\u2009'’ ]")


def _phrases(text: str) -> Iterator[ExactTerm]:
    for match in _QUOTED.finditer(text):
        inner = next(group for group in match.groups() if group is not None).strip(" .,;:!?")
        start = text.index(inner, match.start())
        code = _CODE.fullmatch(inner)
        if code and _is_code(inner):
            yield _identifier(inner, start)
        elif key := phrase_key(inner):
            yield ExactTerm("phrase", inner, key, match.start(), match.end(), required=True)


def _dates(text: str, language: str | None) -> Iterator[ExactTerm]:
    for date in dates.dates(text, language):
        has_day = date.day is not None or date.unordered is not None
        kind: Kind = "date" if has_day else "month"
        yield ExactTerm(kind, text[date.start : date.end], date.value, date.start, date.end, required=has_day)


def _numbered(text: str) -> Iterator[ExactTerm]:
    """`§ 4.2`, `section 14.1`, `version 3`, `SN 48123`: a label and a number that names one thing."""
    for match in _SECTION_SIGN.finditer(text):
        yield _term("numbered", match, match[1])
    for label, pattern in LABELLED.items():
        kind: Kind = "version" if label == "version" else "numbered"
        for match in pattern.finditer(text):
            number = match[2]
            if label == "number" and sum(map(str.isdecimal, number)) < _LEAST_DIGITS:
                continue
            if is_year(number) and label != "number":
                continue  # `version 2026`, `rule of 2024`
            yield _term(kind, match, number)
    for match in _LONE_NUMBER.finditer(text):
        yield _term("numbered", match, match[1])
    for match in _DOTTED.finditer(text):
        yield _term("version", match, match[1])


def _identifiers(text: str) -> Iterator[ExactTerm]:
    for match in _GROUPED.finditer(text):
        yield _identifier(match[0], match.start())
    for match in _CODE.finditer(text):
        if _is_code(match[0]) and not (match.start() and text[match.start() - 1] in ".,$€£¥"):
            yield _identifier(match[0], match.start())
    for match in _LONG_NUMBER.finditer(text):
        yield _identifier(match[0], match.start())
    for match in _NAMED.finditer(text):
        if match[1].casefold() not in _PAGES and not is_year(match[2]) and not _counts(text, match):
            yield ExactTerm("name", match[0], match[0].casefold(), *match.span(), required=True)


def _figures(text: str, thousands: str | None) -> Iterator[ExactTerm]:
    for match in _YEAR.finditer(text):
        yield ExactTerm("year", match[0], match[0], match.start(), match.end(), required=False)
    for match in AMOUNT.finditer(text):
        if len(match[0]) <= MAX_TERM:
            value = amount_value(match[0], thousands)
            yield ExactTerm("amount", match[0], value, match.start(), match.end(), required=False)


def _term(kind: Kind, match: re.Match[str], number: str) -> ExactTerm:
    return ExactTerm(kind, match[0], code_key(number), *match.span(), required=True)


def _identifier(code: str, start: int) -> ExactTerm:
    quarter_or_short = re.fullmatch(r"\d[A-Za-z]{1,2}", code)  # `3D`, `2FA`: a text may write these out.
    return ExactTerm("identifier", code, code_key(code), start, start + len(code), required=not quarter_or_short)


def _is_code(token: str) -> bool:
    if re.fullmatch(r"\d{2,}-[A-Z]", token):
        return True  # No figure with a unit is written so.
    has_both = any(map(str.isdecimal, token)) and any(map(str.isalpha, token))
    return has_both and len(token) <= MAX_TERM and not _NOT_CODES.fullmatch(token)


def _counts(text: str, name: re.Match[str]) -> bool:
    """Whether a number after a sentence's first word counts what follows: `Name 3 bikes`."""
    before = text[max(0, name.start() - 3) : name.start()].rstrip(" \"'“(")
    if before and before[-1] not in ".?!:;\n":
        return False
    after = _FOLLOWING.match(text, name.end())
    return name[1].casefold() in _FIRST_WORDS or bool(after and after[1].endswith("s") and len(after[1]) > 3)


def is_year(number: str) -> bool:
    return re.fullmatch(r"1\d{3}|20\d\d", number) is not None


def code_key(code: str) -> str:
    """A code without case, hyphens and blanks; the points of `14.1` and `3.12.1` stay, since they part numbers."""
    folded = unicodedata.normalize("NFKC", code).casefold()
    return re.sub(r"(?<!\d)\.|\.(?!\d)|[-‐-—_/\s]", "", folded)


def phrase_key(phrase: str) -> str:
    return " ".join(words(phrase))


def amount_value(number: str, thousands: str | None) -> str:
    """A number's value, equal for all spellings: `1 249,50`, `1.249,50` and `1249.5` are one."""
    key = number_key(_GROUPING.sub("", unicodedata.normalize("NFKC", number)), thousands)
    whole, point, fraction = key.partition(".")
    if "." in fraction or not point or is_ambiguous(key):
        return key
    return f"{whole}.{fraction.rstrip('0')}".rstrip(".")
