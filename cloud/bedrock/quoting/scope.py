"""Which units speak of the very thing that a question names: this id, this date, and none that looks like it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from chalicelib.rag.text.exact import LANGUAGE_CHARACTERS, MONEY, MONEY_BEFORE, ExactTerm, exact_terms
from chalicelib.rag.text.exact_lookup import ExactText, look_alike, similar
from chalicelib.rag.text.languages import language_of, likely_language
from chalicelib.rag.text.numbers import is_ambiguous
from cloud.bedrock.quoting.editions import edition_name, newest_editions
from cloud.bedrock.quoting.prompt import Source
from cloud.bedrock.quoting.units import Unit

CODES = frozenset({"identifier", "numbered", "version"})
STRICT = CODES | {"date", "phrase", "amount"}
"""Kinds of which a unit must have the term itself; of the others its source must."""
_ASKS_WHICH = re.compile(
    r"(?:which|what|who|whose|welche[rsmn]?|wer|was|quel(?:le)?s?|qui|qué|cuál(?:es)?|quién|qual|quais|quem|quale|quali|chi"
    r"|cái nào|ai)\b|.{0,40}(?:\bnào\b|どれ|どの|どちら|誰|哪|谁|어느|어떤|누구)",
    re.IGNORECASE,
)
_OF_MONEY = re.compile(MONEY, re.IGNORECASE)
_MONEY_BEFORE = re.compile(MONEY_BEFORE, re.IGNORECASE)


@dataclass
class Scope:
    """The exact terms of a question, and where the sources have them.

    `absent` is a term that no source has, though no other is an answer; `sets` are the indices of the units that speak
    of a term: one set for all terms together, or one for each where no unit speaks of all.
    """

    terms: tuple[ExactTerm, ...]
    absent: ExactTerm | None = None
    similar: list[str] = field(default_factory=list)
    sets: list[frozenset[int]] = field(default_factory=list)
    is_exact: bool = False
    """Whether the units of `sets` have a term that nothing but they can be about."""
    titles: tuple[ExactTerm, ...] = ()
    """The terms that stand in the titles of all sources of `sets`; years in the title of one."""

    def without_titles(self, question: str) -> str:
        """A question without these terms."""
        for term in sorted(self.titles, key=lambda term: -term.start):
            question = question[: term.start] + question[term.end :]
        return question

    def covers(self, indices: Iterable[int]) -> bool:
        """Whether units may all be quoted: none speaks of something else than an exact term."""
        return not self.is_exact or frozenset(indices) <= frozenset[int]().union(*self.sets)


def scope_of(question: str, units: Sequence[Unit], sources: Sequence[Source], language: str | None) -> Scope:
    terms = tuple(term for term in _terms(question, language) if term.required or _tells(term, question))
    languages = {source.n: language_of(source.text[:LANGUAGE_CHARACTERS]) for source in sources}
    wholes = {source.n: ExactText(f"{source.title}\n{source.text}", languages[source.n]) for source in sources}
    if absent := next((term for term in terms if _is_missed(term, question, wholes)), None):
        return Scope(terms, absent, similar(absent, wholes.values()))
    texts = [ExactText(unit.text, languages[unit.n]) for unit in units]
    sets = [(term, _units_about(term, units, texts, wholes)) for term in terms]
    sets = [(term, about) for term, about in sets if about and len(about) < len(units)]
    newest = newest_editions(question, units)
    if not sets:
        return Scope(terms, sets=[newest] if newest else [])
    exact = any(term.kind in STRICT for term, _ in sets)
    common = frozenset.intersection(*(about for _, about in sets))
    kept = [common] if common else [about for _, about in sets]
    titles = tuple(term for term in terms if common and _tells_titles(term, {units[i].title for i in common}))
    return Scope(terms, sets=[about & newest or about for about in kept], is_exact=exact, titles=titles)


def _tells_titles(term: ExactTerm, titles: Collection[str]) -> bool:
    having = [title for title in titles if ExactText(title).holds(term)]
    return bool(having) if term.kind == "year" else len(having) == len(titles)


def _terms(question: str, language: str | None) -> tuple[ExactTerm, ...]:
    """The exact terms, amounts in the likeliest language: of a few words none is sure, and `1.250` needs one."""
    terms = exact_terms(question, language)
    if not any(term.kind == "amount" and is_ambiguous(term.value) for term in terms):
        return terms
    likely = {term.start: term for term in exact_terms(question, likely_language(question) or language)}
    return tuple(likely.get(term.start, term) if term.kind == "amount" else term for term in terms)


def _tells(term: ExactTerm, question: str) -> bool:
    """Whether a term that need not be found tells which text is meant: a year, or a price and not a count."""
    return term.kind in ("year", "month") or (term.kind == "amount" and _is_definite(term, question))


def _is_definite(term: ExactTerm, question: str) -> bool:
    before = question[max(0, term.start - 4) : term.start]
    return "." in term.value or bool(_OF_MONEY.match(question, term.end) or _MONEY_BEFORE.search(before))


def _is_missed(term: ExactTerm, question: str, wholes: dict[int, ExactText]) -> bool:
    if any(whole.holds(term) for whole in wholes.values()):
        return False
    return term.required or term.kind == "month" or bool(term.kind == "amount" and _ASKS_WHICH.match(question))


def _units_about(
    term: ExactTerm, units: Sequence[Unit], texts: Sequence[ExactText], wholes: dict[int, ExactText]
) -> frozenset[int]:
    titled = {unit.n for unit in units if ExactText(unit.title).holds(term)}
    if term.kind == "year" and titled:
        return _of_year(term, units, texts, titled)
    if term.kind in STRICT and (term.kind not in CODES or _has_siblings(term, texts)):
        return _strictly(term, units, texts, titled)
    said = {n for n, whole in wholes.items() if whole.holds(term)}
    return frozenset(i for i, unit in enumerate(units) if unit.n in said or texts[i].holds(term))


def _of_year(term: ExactTerm, units: Sequence[Unit], texts: Sequence[ExactText], titled: set[int]) -> frozenset[int]:
    """The units of sources with the year in their title, and those with it themselves, but none of another year's
    edition.
    """
    editions = {edition_name(unit.title) for unit in units if unit.n in titled}
    others = {unit.n for unit in units if unit.n not in titled and edition_name(unit.title) in editions}
    return frozenset(
        i
        for i, (unit, text) in enumerate(zip(units, texts, strict=True))
        if unit.n in titled
        or (unit.n not in others and (text.holds(term) or (unit.is_row and ExactText(unit.head).holds(term))))
    )


def _has_siblings(term: ExactTerm, texts: Sequence[ExactText]) -> bool:
    return any(look_alike(term, other) for text in texts for other in text.terms)


def _strictly(term: ExactTerm, units: Sequence[Unit], texts: Sequence[ExactText], titled: set[int]) -> frozenset[int]:
    """The units that have the term, stand in a line with it, or go on under it until another of its kind comes."""
    about: set[int] = set()
    lines = {(unit.n, unit.line) for unit, text in zip(units, texts, strict=True) if text.holds(term)}
    speaks, source = False, -1
    for i, (unit, text) in enumerate(zip(units, texts, strict=True)):
        if unit.n != source:
            speaks, source = unit.n in titled, unit.n
        is_titled = unit.n in titled  # All of it is about the term but what names one that looks like it.
        others = [o for o in text.terms if (look_alike(term, o) if is_titled else _same_sort(term, o))]
        if text.holds(term):
            about.add(i)
            speaks = True
            continue
        in_line = (unit.n, unit.line) in lines and term.kind not in ("phrase", "amount")
        if in_line and not any(look_alike(term, other) for other in others):
            about.add(i)
            continue
        if unit.is_row:
            if ExactText(unit.head).holds(term) or ((is_titled or ExactText(unit.heading).holds(term)) and not others):
                about.add(i)
            continue
        if term.kind in ("phrase", "amount") or others:
            speaks = False
        elif unit.sort == "heading":
            speaks = unit.n in titled and not unit.heading
        elif speaks:
            about.add(i)
    return frozenset(about)


def _same_sort(term: ExactTerm, other: ExactTerm) -> bool:
    if term.value == other.value:
        return False
    return term.kind == other.kind or (term.kind in CODES and other.kind in CODES)
