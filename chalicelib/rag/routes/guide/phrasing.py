"""How questions are put in each language: templates, and patterns of sentences that answer one."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.rag.text.languages import function_words
from chalicelib.rag.text.lines import leans_back
from chalicelib.rag.text.words import is_unspaced, written_words

MOST_CHARACTERS = 120  # Of a question.
MOST_SUBJECT, MOST_UNSPACED = 60, 20
"""Characters of what a question is about; the second of scripts without blanks between words."""
MOST_WORDS = 8
MOST_LABEL_WORDS = 3
MOST_COLUMN = 40  # Characters.

_SUBJECT = rf"(?P<subject>[^\n,;:.!?()|\\。、，；：！？]{{2,{MOST_SUBJECT}}}?)"
_LABEL = re.compile(r"([^\W\d_][\w /'’-]{1,40}?) ?[:：](?=\s?\S)")
_ELIDED = re.compile("[LD]['’]")
_LETTER = re.compile(r"[^\W\d_]")
_PHRASING = Path(__file__).with_name("phrasing.json")


@dataclass(frozen=True)
class Phrasing:
    """`about` and `cell` are templates; `sentences` are patterns of a sentence's beginning, each with its template."""

    about: str
    cell: str
    articles: frozenset[str]
    not_first: frozenset[str]
    not_last: frozenset[str]
    no_noun: re.Pattern[str] | None
    sentences: tuple[tuple[re.Pattern[str], str], ...]

    def of_sentence(self, sentence: str, small: frozenset[str]) -> tuple[str, str] | None:
        """The question that a sentence answers, and what it is about; None if it answers none of those known.

        `small` are words that the document writes with a small letter.
        """
        for pattern, template in self.sentences:
            if (match := pattern.match(sentence)) and self.names(subject := match["subject"].strip(" *_`#>")):
                parts = {name: part.lower() for name, part in match.groupdict().items() if name != "subject"}
                starts = template.startswith("{subject}")
                shown = subject if starts else within(subject, small | self.articles)
                return template.format(subject=shown, **parts), subject
        return None

    def of_label(self, sentence: str, small: frozenset[str]) -> tuple[str, str] | None:
        """The question that what stands behind a label answers, and the label; None without one: `Battery: 36 V.`"""
        match = _LABEL.match(sentence)
        if not match or not self.names(match[1]) or len(match[1].split()) > MOST_LABEL_WORDS:
            return None
        return self.about.format(topic=within(match[1], small)), match[1]

    def names_column(self, head: str) -> bool:
        """Whether a table's head names its column in a few words, and not by a question as `What to do`."""
        words = head.split()
        names = bool(words) and len(head) <= MOST_COLUMN and words[0].casefold() not in self.not_first
        return names and bool(_LETTER.search(head)) and "(" not in head

    def names(self, subject: str) -> bool:
        """Whether the beginning of a sentence names a thing: no clause, no pronoun, no time or place before it."""
        words = subject.split()
        if not words or leans_back(subject) or len(words) > MOST_WORDS or words[0].casefold() in self.not_first:
            return False
        if words[-1].casefold() in self.not_last or (self.no_noun and self.no_noun.fullmatch(words[0])):
            return False
        if is_unspaced(subject[0]):
            return len(subject) <= MOST_UNSPACED
        return any(len(word) > 2 and word.casefold() not in self.articles | self.not_first for word in words)


def within(subject: str, small: Collection[str]) -> str:
    """A subject as it stands within a sentence: with a small letter where the document writes its first word so."""
    first = subject.split(None, 1)[0]
    if _ELIDED.match(first):
        return first[0].lower() + subject[1:]
    return first.lower() + subject[len(first) :] if first.lower() in small else subject


def small_words(text: str) -> frozenset[str]:
    """The words that a text writes with a small letter somewhere."""
    return frozenset(word for word in written_words(text) if word.islower())


def phrasing_of(language: str | None) -> Phrasing | None:
    """None for a language that has no templates."""
    return _all().get(language or "")


@cache
def _all() -> dict[str, Phrasing]:
    data: dict[str, dict[str, Any]] = json.loads(_PHRASING.read_text("utf-8"))
    return {language: _phrasing(language, entry) for language, entry in data.items()}


def _phrasing(language: str, entry: dict[str, Any]) -> Phrasing:
    articles = frozenset(entry["articles"].split())
    sentences = ((pattern.replace("{subject}", _SUBJECT), template) for pattern, template in entry["sentences"])
    return Phrasing(
        about=entry["about"],
        cell=entry["cell"],
        articles=articles,
        not_first=(function_words(language) | frozenset(entry["not_first"].split())) - articles,
        not_last=frozenset(entry["not_last"].split()),
        no_noun=re.compile(entry["no_noun"], re.IGNORECASE) if "no_noun" in entry else None,
        sentences=tuple((re.compile(pattern, re.IGNORECASE), template) for pattern, template in sentences),
    )
