"""What is no question: a greeting, thanks, a goodbye, "ok", `???`, an emoji, a single letter; and a short reply to it.

Such a message is recognised by its words alone: every one of them must belong to talk. "Hello, what does E17 mean?"
has words that do not, so it is a question, and so is a single word that may be searched for. The words and replies of
each language are in talk.json.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from chalicelib.rag.text.languages import likely_language
from chalicelib.rag.text.words import without_diacritics

type Said = Literal["goodbye", "thanks", "greeting", "agreement"]
SAID: tuple[Said, ...] = get_args(Said.__value__)  # Of several kinds in one message, the reply is to the first here.

LONGEST = 120  # Characters; more is no talk.
_UNSPACED = frozenset(("ja", "th", "zh"))  # Languages that are written without blanks between words.
_ASIDES = re.compile("['’`´\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f]")  # `what's` is `whats`; invisible signs go.
_STRETCHED = re.compile(r"(.)\1{2,}")
_PLAIN_SIGNS = "PZCS"  # Categories of all that is no letter, mark or number.
_TELLING_SIGNS = re.compile(r"\w[+#&@/*=%$§]|[+#&@/*=%$§]\w")  # `C++`, `C#`: a name, no single letter.


@dataclass(frozen=True)
class Talk:
    """A message that asks nothing. `said` is None where it has no words; then `language` is a guess, or None."""

    said: Said | None
    language: str | None


@dataclass(frozen=True)
class _Phrases:
    """What each phrase says, None for a filler; the number of words (or characters) of the longest; the replies."""

    said: Mapping[str, Said | None]
    longest: int
    replies: Mapping[str, str]


def talk_of(text: str, language: str | None = None) -> Talk | None:
    """What a message says that asks nothing; None for a question. `language` is the conversation's so far."""
    if len(text) > LONGEST:
        return None
    if _has_no_word(text):
        return Talk(None, language)
    candidates = {name: said for name in _phrases() if (said := _said(text, name))}
    if not candidates:
        return None
    guess = language if language in candidates else likely_language(text)
    name = guess if guess in candidates else next(iter(candidates))
    return Talk(candidates[name], name)


def reply_to(talk: Talk) -> str:
    """A short reply in the person's language; in English where it is not known."""
    phrases = _phrases()
    return phrases[talk.language if talk.language in phrases else "en"].replies[talk.said or "unclear"]


def _has_no_word(text: str) -> bool:
    """Whether there is not more than one letter. One sign of a script of syllables or words may be a word."""
    letters = [letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter)[0] in "LN"]
    if not letters:
        return True
    (letter, *others) = letters
    return not (others or letter.isnumeric() or _is_syllable(letter) or _TELLING_SIGNS.search(text))


def _is_syllable(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("CJK ", "HANGUL SYLLABLE"))


def _said(text: str, name: str) -> Said | None:
    """What the message says if phrases of one language make up all of it."""
    phrases = _phrases()[name]
    for letters in (r"\1", r"\1\1"):  # `hellooo` is `hello`, `goood` is `good`.
        pieces = _pieces(_STRETCHED.sub(letters, text.casefold()), name)
        said = _all_said(pieces, phrases, "" if name in _UNSPACED else " ")
        if kinds := [kind for kind in SAID if kind in said]:
            return kinds[0]
    return None


def _all_said(pieces: list[str], phrases: _Phrases, blank: str) -> set[Said | None]:
    """What the phrases say that together are the pieces, the longest first; nothing if some piece is in none."""
    reached: dict[int, set[Said | None]] = {0: set()}
    for start in range(len(pieces)):
        if start not in reached:
            continue
        for end in range(start + 1, min(start + phrases.longest, len(pieces)) + 1):
            phrase = blank.join(pieces[start:end])
            if phrase in phrases.said:
                reached[end] = reached.get(end, set()) | reached[start] | {phrases.said[phrase]}
    return reached.get(len(pieces), set())


def _pieces(text: str, name: str) -> list[str]:
    """The words without diacritics; of a language without blanks the characters."""
    plain = without_diacritics(_ASIDES.sub("", unicodedata.normalize("NFKC", text))).casefold()
    blanked = "".join(" " if unicodedata.category(letter)[0] in _PLAIN_SIGNS else letter for letter in plain)
    return list(blanked.replace(" ", "")) if name in _UNSPACED else blanked.split()


@cache
def _phrases() -> dict[str, _Phrases]:
    """By language. Read at the first use: most functions never need them."""
    data = json.loads(Path(__file__).with_name("talk.json").read_text())
    return {name: _phrases_of(name, entry) for name, entry in data.items()}


def _phrases_of(name: str, entry: Mapping[str, Any]) -> _Phrases:
    blank = "" if name in _UNSPACED else " "
    said: dict[str, Said | None] = {}
    longest = 1
    kinds: tuple[Said | None, ...] = (None, *reversed(SAID))  # Of two kinds with one phrase the last one stays.
    for kind in kinds:
        for phrase in entry[kind or "filler"].split(","):
            pieces = _pieces(phrase, name)
            longest = max(longest, len(pieces))
            said[blank.join(pieces)] = kind
    return _Phrases(said, longest, entry["replies"])
