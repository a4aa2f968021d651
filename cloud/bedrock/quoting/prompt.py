"""Reads the product's prompt: numbered sources between tags with a key, then the question."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = r"(?P<key>[0-9a-f]{8})"
_SOURCE = re.compile(rf'<source-{_KEY} n="(?P<n>\d+)"[^>\n]*>\n(?P<text>.*?)\n</source-(?P=key)>', re.DOTALL)
_TITLE = re.compile(rf"<title-{_KEY}>(?P<title>.*?)</title-(?P=key)>\n?", re.DOTALL)
_NOTE = re.compile(rf"<note-{_KEY}>\s*(?P<text>.*?)\s*</note-(?P=key)>", re.DOTALL)
_QUESTION = re.compile(rf"<question-{_KEY}>\s*(?P<text>.*?)\s*</question-(?P=key)>", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """One numbered source of a prompt."""

    n: int
    title: str
    text: str


@dataclass(frozen=True)
class GroundedPrompt:
    """A question with the sources to answer it from; there may be none. `note` says what the sources are."""

    question: str
    sources: tuple[Source, ...]
    note: str = ""


def parse_grounded(message: str) -> GroundedPrompt | None:
    """The prompt inside a user message, or None if the message has no question with a key.

    The product's question stands last. Of the sources only those count that have its key: no document knows it.
    """
    questions = list(_QUESTION.finditer(message))
    if not questions:
        return None
    question = questions[-1]
    matches = _SOURCE.finditer(message[: question.start()])
    sources = tuple(_source(match) for match in matches if match["key"] == question["key"])
    notes = [note["text"] for note in _NOTE.finditer(message, 0, question.start()) if note["key"] == question["key"]]
    return GroundedPrompt(question["text"], sources, notes[-1] if notes else "")


def fenced(prompt: GroundedPrompt, key: str = "00000000") -> str:
    """A message with this prompt, as the product writes it."""
    sources = (fenced_source(source, key) for source in prompt.sources)
    return "\n\n".join([*sources, f"<question-{key}>{prompt.question}</question-{key}>"])


def fenced_source(source: Source, key: str) -> str:
    title = f"<title-{key}>{source.title}</title-{key}>"
    return f'<source-{key} n="{source.n}">\n{title}\n{source.text}\n</source-{key}>'


def key_of(message: str) -> str | None:
    """The key of the last question in a message, None where it has none."""
    keys = [question["key"] for question in _QUESTION.finditer(message)]
    return keys[-1] if keys else None


def _source(match: re.Match[str]) -> Source:
    title = _TITLE.match(match["text"])
    ours = title is not None and title["key"] == match["key"]
    return Source(
        n=int(match["n"]),
        title=title["title"] if title and ours else "",
        text=match["text"][title.end() :] if title and ours else match["text"],
    )
