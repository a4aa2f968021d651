"""Reads the product's prompt: numbered sources in fences, then the question."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_SOURCE = re.compile(r"<source\b([^>]*)>\n?(.*?)\n?</source>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([a-z_]+)=(?:"([^"]*)"|'([^']*)')""")
_QUESTION = re.compile(r"<question>\s*(.*?)\s*</question>", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """One numbered source of a prompt, its text no longer escaped."""

    n: int
    title: str
    text: str


@dataclass(frozen=True)
class GroundedPrompt:
    """A question with the sources to answer it from; there may be none."""

    question: str
    sources: tuple[Source, ...]


def parse_grounded(message: str) -> GroundedPrompt | None:
    """The prompt inside a user message, or None if the message has no question fence."""
    question = _QUESTION.search(message)
    if question is None:
        return None
    sources = tuple(_source(match) for match in _SOURCE.finditer(message[: question.start()]))
    return GroundedPrompt(html.unescape(question[1]), sources)


def _source(match: re.Match[str]) -> Source:
    attributes = {name: double or single for name, double, single in _ATTRIBUTE.findall(match[1])}
    number = attributes.get("n", "")
    return Source(
        n=int(number) if number.isdecimal() else 0,
        title=html.unescape(attributes.get("title", "")),
        text=html.unescape(match[2]),
    )
