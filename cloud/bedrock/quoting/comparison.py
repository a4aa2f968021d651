"""Documents that are compared: what each of them says of the matter, one after the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cloud.bedrock.quoting.evidence import Reply
from cloud.bedrock.quoting.language import STOP_WORDS, language_of
from cloud.bedrock.quoting.overview import overview
from cloud.bedrock.quoting.prompt import GroundedPrompt, Source
from cloud.bedrock.quoting.units import document_of
from cloud.bedrock.quoting.words import stem, words

POINTS = 5
"""Points of each document where no matter is named in which they are to be compared."""

_COMPARING = re.compile(
    r"\b(?:compar\w*|contrast\w*|differ\w*|versus|vs|between|chang\w*|evolv\w*|develop\w*|both|each|respectively|new"
    r"|same|similar\w*|vergleich\w*|unterschie\w*|unterscheide\w*|(?:ver|ge)änder\w*|zwischen|beide[nrs]?|diff[ée]r\w*"
    r"|entre|cambi\w*|diferen\w*|mud\w*|from|since|than|documents?|files?|versions?|editions?)\b"
    r"|so sánh|khác (?:nhau|biệt|gì|với)?|thay đổi|giữa|cả hai|so với|từ|đến"
    r"|比較|比べ\w*|違い|変わ\w*|変更点?|比较|对比|区别|不同|差异|变化",
    re.IGNORECASE,
)


def compared(prompt: GroundedPrompt, ask: Callable[[GroundedPrompt], Reply]) -> Reply:
    """The quotes of all documents in their order; a refusal where none has one.

    `ask` answers a question from the sources of one document. The names of the documents, and that they are to be
    compared, say nothing of what one of them says, so they are left out of the question.
    """
    documents = by_document(prompt.sources)
    question = _of_one(prompt.question, documents)
    if STOP_WORDS[language_of(prompt.question)].issuperset(words(question)):
        replies = [overview(replace(prompt, sources=sources), POINTS) for sources in documents]
    else:
        replies = [ask(replace(prompt, question=question, sources=sources)) for sources in documents]
    quotes = [quote for reply in replies for quote in reply.quotes]
    remarks = dict.fromkeys(reply.said for reply in replies if reply.said and bool(reply.quotes) == bool(quotes))
    return Reply(quotes, " ".join(list(remarks)[: None if quotes else 1]))


def by_document(sources: Iterable[Source]) -> list[tuple[Source, ...]]:
    """The sources of each document, in order: their titles begin with its name."""
    groups: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        groups[document_of(source.title)].append(source)
    return [tuple(group) for group in groups.values()]


def _of_one(question: str, documents: Sequence[Sequence[Source]]) -> str:
    """The question without words of comparing, and without those of the documents' names."""
    names = [frozenset(map(stem, words(" › ".join(sources[0].title.split(" › ")[:2])))) for sources in documents]
    telling = frozenset[str]().union(*names)
    kept = [
        token
        for token in _COMPARING.sub(" ", question).split()
        if not (own := words(token)) or not telling.issuperset(map(stem, own))
    ]
    return " ".join(kept)
