"""Words of a question that tell what it asks for beyond one passage; they and what is said of it are in words.json.

Only languages with such words have routes; a question in any other is a plain one.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from chalicelib.rag.text.languages import content_stems, language_of, stop_words

type LibraryCue = Literal["list", "count", "newest", "oldest", "authors", "pages", "written", "uploaded"]
type Cue = Literal["summary", "about", "comparison", "between", "documents", LibraryCue]

LIBRARY: tuple[LibraryCue, ...] = get_args(LibraryCue.__value__)
LONGEST = 600  # Characters of a question that are looked at: what is asked for stands in few words.
_UNSPACED = frozenset(("ja", "zh"))
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
    for pattern in _patterns()[language].values():
        text = pattern.sub(_kept, text)
    return text


def parts_of(question: str, language: str) -> list[str]:
    """The parts of a question that stand between its words for "and" and "or"."""
    return _patterns()[language]["between"].split(_folded(question))


def topic_of(question: str, language: str) -> frozenset[str]:
    """Stems of the words that say what a question with cues is about; none where it is about the documents alone."""
    return content_stems(without_cues(question, language)) - _asides(language)


def _kept(match: re.Match[str]) -> str:
    """What stands between the words of a cue."""
    return f" {' '.join(filter(None, match.groups()))} "


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
def _data() -> dict[str, dict[str, dict[str, str]]]:
    data: dict[str, dict[str, dict[str, str]]] = json.loads(Path(__file__).with_name("words.json").read_text())
    return data


@cache
def _patterns() -> dict[str, dict[Cue, re.Pattern[str]]]:
    names: tuple[Cue, ...] = ("summary", "about", "comparison", "between", *LIBRARY, "documents")
    return {language: {name: _pattern(language, name) for name in names} for language in _data()}


def _pattern(language: str, name: str) -> re.Pattern[str]:
    words = _data()[language]
    written = str(words[name]).replace("{documents}", str(words["documents"]))
    return re.compile(written if language in _UNSPACED else rf"(?<!\w)(?:{written})(?!\w)")


@cache
def _asides(language: str) -> frozenset[str]:
    """Stems of a language's words that say nothing of a subject."""
    words = (*stop_words("questions", language), *str(_data()[language]["asides"]).split())
    return content_stems(" ".join(words))
