"""Names that a question compares: `Is Harlow Bridge longer than Mill Bridge?` Only its words are looked at."""

import re
from collections.abc import Iterator
from itertools import pairwise

from chalicelib.rag.search.coverage import ASKING
from chalicelib.rag.search.descriptions import LONGEST_QUESTION, WORD
from chalicelib.rag.search.names import Name, names
from chalicelib.rag.text.languages import hop_words, language_of

_OR = r"or|than|vs\.?|versus|nor|hay|hoặc|so với|hơn"
_JOINING = {
    "or": re.compile(rf"\b(?:{_OR})\b", re.IGNORECASE),  # Says by itself that two are compared.
    "en": re.compile(rf"\b(?:{_OR}|and|with|to|as|from)\b", re.IGNORECASE),
    "vi": re.compile(rf"\b(?:{_OR}|và|với|khác)\b", re.IGNORECASE),
}
_LONGEST_GAP = 60  # Characters between two names that are compared.


def compared(question: str) -> tuple[Name, ...]:
    """The names of a question that compares them, in order; none where it does not."""
    if len(question) > LONGEST_QUESTION:
        return ()
    language = language_of(question) or "en"
    own = [name for name in names(question) if not (name.is_doubtful and name.text.casefold() in ASKING)]
    if len(own) < 2:
        return ()
    cues = set(hop_words("comparing", language))
    joining = _JOINING[language if language in _JOINING and any(cue in cues for cue in _phrases(question)) else "or"]
    kept: list[Name] = []
    listed = [own[0]]
    joined = False
    for one, two in pairwise(own):
        between = question[one.end : two.start]
        # The first word of a question has a capital too.
        near = len(between) <= _LONGEST_GAP and not (one.is_doubtful and len(between.split()) > 1)
        link = near and joining.search(between) is not None
        if not link and not (near and between.strip() == ","):
            kept += listed if joined else []
            listed, joined = [], False
        listed, joined = [*listed, two], joined or link
    return (*kept, *(listed if joined else []))


def _phrases(question: str) -> Iterator[str]:
    spoken = [match[0] for match in WORD.finditer(question.casefold())]
    yield from spoken
    yield from (f"{one} {two}" for one, two in pairwise(spoken))
