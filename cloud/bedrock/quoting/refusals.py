"""What the model says where the sources are silent, in the question's language; nothing of it is cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chalicelib.rag.text.languages import REFUSALS, sentence


def silent(language: str) -> str:
    return REFUSALS.get(language) or REFUSALS["en"]


def not_mentioned(term: str, similar: Sequence[str], language: str) -> str:
    """That no source has a term, and what looks like it: `Your documents do not mention E10. Similar: E01, E12.`"""
    said = sentence("not_mentioned", language).format(term=term)
    return f"{said} {sentence('similar', language).format(terms=', '.join(similar))}" if similar else said


_NOT_MENTIONED = tuple(
    re.compile(".+".join(map(re.escape, sentence("not_mentioned", language).split("{term}")))) for language in REFUSALS
)


def is_refusal(text: str) -> bool:
    """Whether an answer says that the sources say nothing."""
    return any(said in text for said in REFUSALS.values()) or any(said.match(text) for said in _NOT_MENTIONED)
