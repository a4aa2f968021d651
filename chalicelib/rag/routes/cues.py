"""Words of a question that tell what it asks for beyond one passage; they and what is said of it are in words.json.

Only languages with such words have routes; a question in any other is a plain one.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from chalicelib.models import DocumentKind
from chalicelib.rag.routes.named import name_stems
from chalicelib.rag.text.languages import language_of, stop_words

type LibraryCue = Literal["list", "count", "newest", "oldest", "authors", "pages", "written", "uploaded"]
type Cue = Literal["summary", "about", "comparison", "between", "many", "documents", LibraryCue]

LIBRARY: tuple[LibraryCue, ...] = get_args(LibraryCue.__value__)
_OF_PLAIN_WORDS = ("between", "many")  # Cues whose words plain questions have too.
LONGEST = 600  # Characters of a question that are looked at: what is asked for stands in few words.
_UNSPACED = frozenset(("ja", "zh"))
_ENDING = re.compile(r"\b(pdf|docx|xlsx|pptx|csv|md|txt|eml|html|epub)s?\b")
_END = " \t\n?!.。？！…"


def cues(question: str) -> dict[Cue, str]:
    """Each cue that the question has, with the language of its words."""
    text = _folded(question)
    return {
        cue: language
        for language, patterns in _of(question)
        for cue, pattern in patterns.items()
        if pattern.search(text)
    }


def without_cues(question: str, language: str) -> str:
    """The question without the words of its cues, and of documents in general."""
    text = _folded(question)
    for cue, pattern in _patterns()[language].items():
        if cue not in _OF_PLAIN_WORDS:
            text = pattern.sub(_kept, text)
    return text


def without_many(question: str, language: str) -> str:
    """The question without its words for many, such as "how many" and "oldest"."""
    return _patterns()[language]["many"].sub(_kept, _folded(question))


def parts_of(question: str, language: str) -> list[str]:
    """The parts of a question that stand between its words for "and" and "or"."""
    return _patterns()[language]["between"].split(_folded(question))


def topic_of(question: str, language: str) -> frozenset[str]:
    """Stems of the words that say what a question with cues is about; none where it is about the documents alone."""
    return name_stems(without_cues(question, language)) - _asides(language)


def _kept(match: re.Match[str]) -> str:
    """What stands between the words of a cue."""
    return f" {' '.join(filter(None, match.groups()))} "


@dataclass(frozen=True)
class DocumentFilter:
    """Which documents a question asks for: of these kinds, languages (ISO 639-1) and file endings; none is any.

    `stems` are those of the words that say so.
    """

    kinds: frozenset[DocumentKind] = frozenset()
    languages: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()


def filter_of(question: str, language: str) -> DocumentFilter:
    """Which documents a question in a language asks for."""
    text, kinds, languages, names = _folded(question), set[DocumentKind](), set[str](), list[str]()
    for kind, pattern in _kinds(language).items():
        if match := pattern.search(text):
            kinds.add(kind)
            names.append(match[0])
    for name, code in _languages(language):
        if name in text:
            languages.add(code)
            names.append(name)
    endings = _ENDING.findall(text)
    return DocumentFilter(
        frozenset(kinds), frozenset(languages), frozenset(endings), name_stems(" ".join([*names, *endings]))
    )


def say(language: str, phrase: str, /, **values: object) -> str:
    """A fixed sentence or label of words.json, in English where the language has none."""
    data = _data()
    template: str = (data.get(language) or data["en"])["say"][phrase]
    return template.format(**values)


def _of(question: str) -> Iterator[tuple[str, Mapping[Cue, re.Pattern[str]]]]:
    known = language_of(question)
    for language, patterns in _patterns().items():
        if known in (None, language):
            yield language, patterns


def _folded(question: str) -> str:
    text = unicodedata.normalize("NFKC", question[:LONGEST]).replace("’", "'").casefold()
    return " ".join(text.split()).strip(_END)


@cache
def _data() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("words.json").read_text())
    return data


@cache
def _patterns() -> dict[str, dict[Cue, re.Pattern[str]]]:
    names: tuple[Cue, ...] = ("summary", "about", "comparison", "between", "many", *LIBRARY, "documents")
    return {language: {name: _pattern(language, name) for name in names} for language in _data()}


def _pattern(language: str, name: str) -> re.Pattern[str]:
    words = _data()[language]
    documents = [str(words["documents"]), *(words["kinds"].values() if name in LIBRARY else ())]
    return _whole_words(language, str(words[name]).replace("{documents}", "|".join(documents)))


def _whole_words(language: str, pattern: str) -> re.Pattern[str]:
    return re.compile(pattern if language in _UNSPACED else rf"(?<!\w)(?:{pattern})(?!\w)")


@cache
def _kinds(language: str) -> dict[DocumentKind, re.Pattern[str]]:
    return {kind: _whole_words(language, pattern) for kind, pattern in _data()[language]["kinds"].items()}


@cache
def _languages(language: str) -> tuple[tuple[str, str], ...]:
    """Names of languages in a language, and their codes."""
    named = (entry.rpartition(" ") for entry in _data()[language]["languages"].split("|"))
    return tuple((name, code) for name, _, code in named)


@cache
def _asides(language: str) -> frozenset[str]:
    """Stems of a language's words that say nothing of a subject."""
    words = (*stop_words("questions", language), *str(_data()[language]["asides"]).split())
    return name_stems(" ".join(words))
