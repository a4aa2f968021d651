"""Small chores of a chat model: a conversation's title or summary, and a question that stands alone."""

from __future__ import annotations

import re

from cloud.bedrock.chat.base import ChatRequest, Turn
from cloud.bedrock.quoting.language import content_words, language_of
from cloud.bedrock.quoting.prompt import parse_grounded
from cloud.bedrock.quoting.sentences import split_units
from cloud.bedrock.quoting.words import words

TITLE_WORDS = 7
SUMMARY_WORDS = 150
SHORT_FOLLOW_UP = 4
"""Content words below which a follow-up leans on the conversation before it; one with a pronoun always does."""

_LEANING_ENGLISH = "it its they them their he him his she her this these those former latter"
_LEANING_VIETNAMESE = "nó họ đó này ấy vậy thế đấy"
_LEANING = {"en": frozenset(_LEANING_ENGLISH.split()), "vi": frozenset(_LEANING_VIETNAMESE.split())}
_OPENERS = re.compile(
    r"^(?:and|but|so|also|what about|how about|còn|thế còn|vậy còn|vậy|thế)\b",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"<(summary|user|assistant)-([0-9a-f]{8})>(.*?)</\1-\2>", re.DOTALL)
_SUMMARY = re.compile(r"^\s*<summary-([0-9a-f]{8})>.*?</summary-\1>", re.DOTALL)
_LABEL = re.compile(r"^\s*(?:question|follow-?up|message|user|assistant)\s*:\s*", re.IGNORECASE)


def run_task(request: ChatRequest) -> str | None:
    """The answer if the system text names a task, else None."""
    if request.system.startswith("Task: title"):
        return title(plain(request.question))
    if request.system.startswith("Task: condense"):
        return condense(request.turns)
    if request.system.startswith("Task: summarize"):
        return summarize(request.question)
    return None


def plain(message: str) -> str:
    """The person's words of a message: those in its question fence, or the message without summary and label."""
    message = _SUMMARY.sub("", message)
    fenced = parse_grounded(message)
    return _LABEL.sub("", fenced.question if fenced else message).strip()


def title(question: str) -> str:
    """A short title from the question's own words, in their order: `How do I renew a licence?` → `Renew a licence`."""
    language = language_of(question)
    kept = set(content_words(question, language))
    tokens = question.split()
    carrying = [i for i, token in enumerate(tokens) if kept.intersection(words(token))]
    if not carrying:
        return question[:60].strip()
    chosen = tokens[carrying[0] : carrying[-1] + 1][:TITLE_WORDS]
    text = " ".join(chosen).strip(" ?!.,;:\"'")
    return text[:1].upper() + text[1:]


def condense(turns: tuple[Turn, ...]) -> str:
    """The last question, with the words of the question before it that it leans on.

    `Who founded Rome?` … `And when?` → `And when? (Who founded Rome)`: retrieval gets the missing noun, and the
    person's own words stay as they are. A question that stands alone comes back unchanged.
    """
    question = plain(turns[-1].text)
    if len(turns) < 3 or not _leans(question):
        return question
    own = set(words(question))
    context = [word for word in _terms(condense(turns[:-2])) if word.casefold() not in own]
    return f"{question} ({' '.join(context)})" if context else question


def summarize(transcript: str) -> str:
    """The questions with the first sentences of their answers, the newest that fit, after the summary before them."""
    kept: list[str] = []
    for kind, _, entry in reversed(_ENTRY.findall(transcript)):
        text = entry.strip()
        kept.insert(0, text if kind == "summary" else (split_units(text) or [""])[0])
    summary_words = " ".join(kept).split()
    return " ".join(summary_words[-SUMMARY_WORDS:])


def _leans(question: str) -> bool:
    language = language_of(question)
    all_words = words(question)
    carrying = [word for word in content_words(question, language) if word in all_words]
    pronoun = not _LEANING[language].isdisjoint(all_words)
    return pronoun or bool(_OPENERS.match(question)) or len(carrying) < SHORT_FOLLOW_UP - 2


def _terms(question: str) -> list[str]:
    """The content words of an earlier question, as they were written."""
    kept = set(content_words(question, language_of(question)))
    tokens = (token.strip(" ?!.,;:\"'()") for token in question.split())
    return [token for token in tokens if kept.intersection(words(token))]
