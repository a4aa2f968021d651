"""What the rules need of each language: stop words, negations, number words, letters. The words are in languages.json.

Each use of stop words was measured with its own list, so a language has one list for all uses and what a use adds.
Vietnamese is also typed without diacritics: `rag/search/diacritics.py` restores them in a query, the index of words
keeps them (`lance/tables.py`), and searches in conversations ignore them.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import Stemmer

from chalicelib.rag.text.words import words, written_words

type Use = Literal["questions", "claims", "searches"]
type HopWords = Literal["relations", "naming", "comparing", "joining", "things"]

# Letters that no other language has.
VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)

_DATA: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("languages.json").read_text())
# Letters that tell a language, the narrower set first: Japanese is written with Chinese letters too.
_SCRIPTS = {name: re.compile(f"[{data['script']}]") for name, data in _DATA.items() if "script" in data}
# The `e` of `E17` is no word. Letters of languages without blanks belong to no code: `8月に`.
# Looked at from the first letter of a word alone: a long word without a digit costs its length, not its square.
_CODE = re.compile(r"(?<![a-zß-ӿḀ-ỿ])[a-zß-ӿḀ-ỿ]*+\d[a-zß-ӿḀ-ỿ\d_]*")
_LATIN = re.compile("[a-z]")
_WEIGHT = 3  # Latin letters that one of another script weighs as much as, where a text has both.
_UNSPACED = ("ja", "ko", "zh")
_SURE = 0.5  # Least probability of the detector's language.


def stop_words(use: Use, language: str) -> frozenset[str]:
    """The words of a language that carry nothing in questions, claims or searches; none where it has no list."""
    lists = _DATA[language].get("stop_words", {})
    return frozenset([*lists.get("all uses", "").split(), *lists.get(use, "").split()])


def function_words(language: str) -> frozenset[str]:
    """Words with which a language builds its questions, and which name nothing; its negations are none of them."""
    data = _DATA.get(language, {})
    built = stop_words("questions", language).union(data.get("function_words", "").split()) if data else frozenset()
    return built - frozenset(data.get("negations", "").split())


REFUSALS: Mapping[str, str] = {name: data["refusal"] for name, data in _DATA.items() if "refusal" in data}
"""The refusal in each language that `likely_language` recognises."""


type FixedSentence = Literal[
    "not_mentioned", "similar", "partial", "count",
    "aggregate_count", "aggregate_all", "aggregate_sum", "aggregate_average", "aggregate_largest", "aggregate_smallest",
    "aggregate_most_frequent", "aggregate_group", "aggregate_more", "aggregate_missing", "aggregate_coverage",
    "aggregate_unread", "aggregate_ambiguous", "aggregate_unclear", "aggregate_unexplained", "aggregate_unreadable",
    "aggregate_incomplete", "aggregate_nothing", "aggregate_entries", "aggregate_by_model", "aggregate_partial",
    "price_to_confirm",
    "contradiction", "newer_replaces", "newer_valid", "newer_version", "newer_dated",
    "newer_changed", "newer_uploaded", "newer_unknown",
]  # fmt: skip


def sentence(name: FixedSentence, language: str | None) -> str:
    """A fixed sentence in a language, in English where it has none; `{…}` stand for what is put in."""
    words: str = _DATA.get(language or "en", {}).get(name) or _DATA["en"][name]
    return words


CLAIM_STOP_WORDS = frozenset[str]().union(*(stop_words("claims", name) for name in _DATA))
SEARCH_STOP_WORDS = stop_words("searches", "en")
TELLTALE = frozenset(_DATA["en"]["telltale"].split())
"""Question words by which a search takes a question for an English one."""

NEGATIONS = frozenset(word for data in _DATA.values() for word in data.get("negations", "").split())


def _opposites() -> Mapping[str, frozenset[str]]:
    opposites: dict[str, set[str]] = {}
    for data in _DATA.values():
        for pair in data.get("opposites", "").split():
            one, other = pair.split("/")
            opposites.setdefault(one, set()).add(other)
            opposites.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in opposites.items()}


OPPOSITES = _opposites()
"""Short words of which one says the contrary of others, as `before` and `after`: most of them are stop words."""

UNSPACED_NEGATIONS = tuple(word for data in _DATA.values() for word in data.get("unspaced_negations", "").split())
NUMBER_WORDS: dict[str, str] = {
    word: digits for data in _DATA.values() for word, digits in data.get("numbers", {}).items()
}
"""Without the Vietnamese words for three and five: they also mean father and year."""

MONTHS: Mapping[str, int] = {
    name: number
    for data in _DATA.values()
    for number, names in enumerate(data.get("months", "").split(), start=1)
    for name in names.split("|")
}
"""The number of each month's name; no name means two months in two languages."""


def labels(kind: Literal["section", "version", "number"]) -> tuple[str, ...]:
    """Words of all languages that stand before a number which names one thing, as `section 4.2`, `version 3`."""
    names = {name for data in _DATA.values() for name in data.get(f"{kind}_labels", "").split("|") if name}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def hop_words(kind: HopWords, language: str) -> tuple[str, ...]:
    """Words of questions that need two passages; none where the language has no list.

    `relations` are what a thing is to another, as `author`; `naming` ask what it is called; `comparing` compare two;
    `joining` stand between names of one rank; `things` are what a verb may describe without a mark.
    """
    return tuple(name for name in _DATA[language].get(kind, "").split("|") if name)


@dataclass(frozen=True)
class Language:
    """`stop_words` tell the language of a question. `pointing` words and `openers` lean on the conversation before it.

    A question that stands alone has at least `enough` other words.
    """

    stop_words: frozenset[str]
    pointing: frozenset[str]
    openers: tuple[str, ...]
    enough: int


LANGUAGES = {
    name: Language(
        stop_words("questions", name),
        frozenset(data["pointing"].split()),
        tuple(data["openers"]),
        data["enough"],
    )
    for name, data in _DATA.items()
    if "pointing" in data
}


def language_of(text: str) -> str | None:
    """The language of a question or a sentence, by its letters, or else by at least two stop words.

    None: no language of languages.json, or too few words to be sure. `likely_language` guesses then.
    """
    folded = _CODE.sub(" ", text.casefold())
    words = written_words(folded)
    counts = {name: len(language.stop_words.intersection(words)) for name, language in LANGUAGES.items()}
    most = max(counts.values())
    by_words = _likeliest([name for name, count in counts.items() if count == most], folded, words)
    if folded.isascii():
        return by_words if most > 1 else None
    if script := _script_of(folded, known=most > 1):
        return script
    if VIETNAMESE.search(folded) and most <= max(counts["vi"], 1):
        return "vi"
    return by_words if most > 1 else None


def _likeliest(names: Sequence[str], folded: str, words: Sequence[str]) -> str:
    """Of languages with equally many stop words in a text the one with most other words; the first where none is."""
    return names[0] if len(names) == 1 else max(names, key=lambda name: _count(name, folded, words))


def likely_language(text: str) -> str | None:
    """The likeliest language of a question however short: for what is said in it, where a wrong guess does no harm.

    None: nothing tells.
    """
    if certain := language_of(text):
        return certain
    folded = _CODE.sub(" ", text.casefold())
    words = written_words(folded)
    counts = {name: _count(name, folded, words) for name in _telling()}
    best = max(counts.values())
    names = [name for name, count in counts.items() if count == best]
    return names[0] if best and len(names) == 1 else _detected(text, names)


def _script_of(folded: str, *, known: bool) -> str | None:
    """The language of a text's letters. Where its words are of a `known` language, some of them are names in it."""
    for name, letters in _SCRIPTS.items():
        if letters.search(folded):
            count = sum(len(others.findall(folded)) for others in _SCRIPTS.values())
            if known and _WEIGHT * count < len(_LATIN.findall(folded)):
                return None
            return _ukrainian_or_russian(folded) if name == "ru" else name
    return None


def _ukrainian_or_russian(folded: str) -> str:
    """By words, where no letter tells."""
    words = written_words(folded)
    return max(("ru", "uk"), key=lambda name: _count(name, folded, words))


def _count(name: str, folded: str, words: Sequence[str]) -> int:
    """How many of the words build the language's sentences; its signs count as one."""
    function_words, signs = _telling()[name]
    return sum(word in function_words for word in words) + bool(signs and signs.search(folded))


@cache
def _telling() -> dict[str, tuple[frozenset[str], re.Pattern[str] | None]]:
    """By language the words that sentences are built with, and a pattern that few others have."""
    return {
        name: (
            stop_words("questions", name).union(data["function_words"].split()),
            re.compile(data["signs"]) if "signs" in data else None,
        )
        for name, data in _DATA.items()
        if "function_words" in data
    }


def _detected(text: str, names: Collection[str]) -> str | None:
    """The language by py3langid if it is of `names`, None if it is another. It takes 0.1 s to load: it comes last."""
    language, probability = _detector().classify(text)
    return str(language) if language in names and probability >= _SURE else None


@cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)


def thousands_sign(text: str) -> str | None:
    """The sign that the text's language puts between thousands; None where the language is not known."""
    return thousands_sign_in(language_of(text))


def thousands_sign_in(language: str | None) -> str | None:
    """None for a language that is not known here too."""
    return _DATA[language]["thousands"] if language in _DATA else None


def unspaced_letters(text: str) -> int:
    """How many letters of Japanese, Korean and Chinese a text has."""
    return sum(len(_SCRIPTS[name].findall(text)) for name in _UNSPACED)


def content_words(question: str) -> str:
    """An English question without its stop words; any other as it is.

    In a small collection a stop word is rare enough to count: a passage with a "which" in it is no better for that.
    """
    pieces = [(piece, piece.strip("?!.,;:()\"'“”").casefold()) for piece in question.split()]
    kept = [piece for piece, word in pieces if word not in SEARCH_STOP_WORDS]
    english = any(word in TELLTALE for _, word in pieces)
    return " ".join(kept) if english and kept else question


def stem(word: str) -> str:
    """A word of any language in Latin letters without its ending; short words and numbers stay.

    Claims and quotes are compared by it: their language is not known, so no stemmer of one language fits.
    """
    return word if len(word) < 5 or word[0].isdigit() else word[: max(4, len(word) - 3)]


def english_stems(words: Iterable[str]) -> list[str]:
    """Words without their English endings: `inventory` and `inventories` are one."""
    stems: list[str] = Stemmer.Stemmer("english").stemWords(list(words))
    return stems


def german_stem(word: str) -> str:
    """A word without its German ending: `Rechnungen` and `Rechnung` are one, `Verträge` and `Vertrag`."""
    stemmed: str = Stemmer.Stemmer("german").stemWord(word)
    return stemmed


@lru_cache(maxsize=8192)  # Rows of tables and documents have similar names, and a question looks at some thousand.
def content_stems(text: str) -> frozenset[str]:
    """The content words without their English endings: `inventory` and `Inventories` are one."""
    return frozenset(english_stems(word for word in words(text) if word not in SEARCH_STOP_WORDS))
