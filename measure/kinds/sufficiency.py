"""Context sufficiency: whether a perfect reader could answer from what the model is sent.

Every string needed must stand in the prompts of the answer: in their sources or notes, not in the question or in the
conversation before it, which hold no evidence. An answer that code makes, or a note of a prompt that code makes, is
sufficient if it holds what the answer must.
"""

import re
from collections.abc import Iterator, Sequence

from chalicelib.rag.answers.notes import WEAK
from measure.faithful.asking import Asked
from measure.faithful.local_chat import Request
from measure.kinds.questions import Question

_SOURCE = re.compile(r"<source-([0-9a-f]{8})\b.*?</source-\1>", re.S)
_TAG = re.compile(r"</?[a-z]+-[0-9a-f]{8}[^>\n]*>")
_MARKER = re.compile(r"\s*(?:\[\d{1,3}\]|【\d{1,3}】)")


def is_sufficient(question: Question, asked: Asked) -> bool:
    """Whether what the model was sent for the last turn, or what code computed of it, is enough."""
    return _has_all_needed(question, asked) or _is_computed(question, asked)


def share_given(question: Question, asked: Asked) -> float:
    """The share of the strings and pages needed that the model was given; 1 where code made the answer."""
    found = _found(question, asked)
    return 1.0 if _is_computed(question, asked) else sum(found) / len(found) if found else 0.0


def given(asked: Asked) -> str:
    """What the prompts of an answer hold besides the question and the conversation before it."""
    return "\n".join(text for request in asked.requests for text in _texts(request, asked))


def computed(asked: Asked) -> str:
    """What is no model's text and no source's: lines of the answer and notes of the prompt that code made."""
    wrote = _MARKER.sub("", "\n".join(request.written for request in asked.requests))
    answer = _MARKER.sub("", asked.answer.text)
    shown = {line.strip() for source in asked.answer.sources for line in source.text.splitlines()}
    names = tuple({source.filename for source in asked.answer.sources})
    prompts = _SOURCE.sub("\n", given(asked)).replace(WEAK, "")
    notes = (line.strip() for line in _TAG.sub("\n", prompts).splitlines())
    kept = [line for line in notes if line and line not in shown and not _is_title(line, names)]
    return "\n".join([*(line for line in answer.splitlines() if line.strip() not in wrote), *kept])


def _has_all_needed(question: Question, asked: Asked) -> bool:
    found = _found(question, asked)
    return question.answerable and (sum(found) >= question.needs_some if question.needs_some else all(found))


def _found(question: Question, asked: Asked) -> list[bool]:
    """Whether each string and each page needed was given."""
    text = given(asked)
    shown = {(source.filename, source.page) for source in asked.answer.sources}
    strings = [re.search(pattern, text, re.IGNORECASE) is not None for pattern in question.needs]
    return [*strings, *((page.document, page.page) in shown for page in question.pages)]


def _is_computed(question: Question, asked: Asked) -> bool:
    text = computed(asked)
    held = question.held
    return bool(held) and all(re.search(pattern, text, re.IGNORECASE) for pattern in held)


def _texts(request: Request, asked: Asked) -> Iterator[str]:
    """The texts of a request's turns without the question and what was said before it."""
    said = {_plain(message.text) for message in asked.earlier}
    for turn in request.turns:
        if turn.role == "user" and _plain(turn.text) not in said:
            yield turn.text.replace(asked.question, " ")
            yield from (text for result in turn.search_results for text in result.texts)


def _plain(text: str) -> str:
    return _MARKER.sub("", text).strip()


def _is_title(line: str, filenames: Sequence[str]) -> bool:
    return line in filenames or any(line.startswith(f"{name} › ") for name in filenames)
