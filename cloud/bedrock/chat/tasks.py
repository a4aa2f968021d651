"""Small chores of a chat model: a conversation's title or summary, and a question that stands alone."""

from __future__ import annotations

import re

from chalicelib.rag.text.exact import exact_terms
from chalicelib.rag.text.exact_lookup import look_alike
from chalicelib.rag.text.languages import LANGUAGES
from chalicelib.rag.text.languages import language_of as known_language
from cloud.bedrock.chat.base import ChatRequest, Turn
from cloud.bedrock.quoting.language import STOP_WORDS, content_words, language_of
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
_PLACED = re.compile(
    r"\b(in|at|of|from|for|on|by|to|tại|ở|của|von|aus|für|bei|à|en|de|di|a)\s+(?:the\s+)?"
    r"([A-ZÀ-ỸĐ]\w*(?: [A-ZÀ-ỸĐ]\w*)*)"
)
"""A name after a preposition: `in Ghent` of a question gives way to `in Freiburg` of the next one."""
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
    kept = set(content_words(question, STOP_WORDS[language]))
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
    before = condense(turns[:-2])
    own = {*words(question), *_replaced(before, question)}
    context = [word for word in _terms(before) if not own.issuperset(words(word))]
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
    all_words, name = words(question), known_language(question) or language_of(question)
    stop_words, pointing, openers = STOP_WORDS.get(name), _LEANING.get(name), tuple[str, ...]()
    if stop_words is None or pointing is None:
        rules = LANGUAGES.get(name) or LANGUAGES["en"]
        stop_words, pointing, openers = (
            rules.stop_words,
            rules.pointing,
            tuple(f"{opener} " for opener in rules.openers),
        )
    carrying = [word for word in all_words if word not in stop_words]
    opens = bool(_OPENERS.match(question)) or question.casefold().startswith(openers)
    return not pointing.isdisjoint(all_words) or opens or len(carrying) < SHORT_FOLLOW_UP - 2


def _replaced(before: str, question: str) -> set[str]:
    """The words of the question before whose place is taken: an id by another id, a name by one in the same place.

    Of several ids the one that looks like the new one: of F02 and HP6 it is HP6 that HP9 takes the place of.
    """
    own = exact_terms(question)
    places = {match[1] for match in _PLACED.finditer(question)}
    same_kind = [term for term in exact_terms(before) if term.kind in {other.kind for other in own}]
    alike = [term for term in same_kind if any(look_alike(term, other) for other in own)]
    taken = [term.text for term in alike or same_kind]
    taken += [match[2] for match in _PLACED.finditer(before) if match[1] in places]
    return {word for text in taken for word in words(text)}


def _terms(question: str) -> list[str]:
    """The content words of an earlier question, as they were written."""
    kept = set(content_words(question, STOP_WORDS[language_of(question)]))
    tokens = (token.strip(" ?!.,;:\"'()") for token in question.split())
    return [token for token in tokens if kept.intersection(words(token))]
