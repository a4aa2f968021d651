"""The model: a question with its sources in, an answer in words of the sources out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from chalicelib.rag.text.diacritics import restored
from chalicelib.rag.text.languages import LANGUAGES
from chalicelib.rag.text.lines import leans_back
from chalicelib.rag.text.prompt_notes import COMPARISON, OVERVIEW, RESTATED
from cloud.bedrock.quoting.comparatives import with_measures
from cloud.bedrock.quoting.comparison import compared
from cloud.bedrock.quoting.evidence import Reply, reply_to
from cloud.bedrock.quoting.features import Similarities
from cloud.bedrock.quoting.language import STOP_WORDS
from cloud.bedrock.quoting.overview import overview
from cloud.bedrock.quoting.prompt import GroundedPrompt
from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.sentences import split_units
from cloud.bedrock.quoting.spelling import corrected
from cloud.bedrock.quoting.weights import Strictness

KNOWN = frozenset[str]().union(*STOP_WORDS.values(), *(language.stop_words for language in LANGUAGES.values()))
"""Words that are no mistyped others: `there` is no `three`."""
MAX_QUESTION = 300
"""Characters of a question that is read as a whole; of a longer one the sentences that ask are."""


def answer(
    prompt: GroundedPrompt, similarities: Similarities, strictness: Strictness = "default", own: str = ""
) -> str:
    """One or two quotes, each with the number of its source; or that the documents say nothing.

    `own` is what was asked last, where the prompt's question has words of the conversation before it too.

    A strict model refuses sooner: fewer questions that the sources only almost answer get past it, and fewer of those
    that they do answer.
    """
    return written(judged(prompt, similarities, strictness, own))


def judged(prompt: GroundedPrompt, similarities: Similarities, strictness: Strictness, own: str) -> Reply:
    """What `answer` writes, as its quotes: none where the evidence is too weak.

    Of whole documents the main points are quoted, of documents to compare what each of them says.
    """
    if prompt.note.startswith(OVERVIEW):
        return overview(prompt)
    prompt = replace(prompt, question=with_measures(prompt.question))
    if prompt.note.startswith(COMPARISON):
        return compared(prompt, lambda one: _judged(one, similarities, strictness, one.question))
    reply = _judged(prompt, similarities, strictness, own)
    for question in () if reply.quotes else _restated(prompt.note):
        again = _judged(replace(prompt, question=question), similarities, strictness, question)
        if again.quotes:
            return again
    return reply


def _restated(note: str) -> list[str]:
    """The question with names in place of what describes them, as the product found them."""
    return [line.removeprefix(RESTATED).strip() for line in note.splitlines() if line.startswith(RESTATED)]


def _judged(prompt: GroundedPrompt, similarities: Similarities, strictness: Strictness, own: str) -> Reply:
    prompt = with_diacritics(replace(prompt, question=focused(prompt.question)))
    return reply_to(Question(prompt.question, with_measures(focused(own))), prompt.sources, similarities, strictness)


def written(reply: Reply) -> str:
    """Rows of tables and lists stand in paragraphs of their own, as they do in their source."""
    parts = [f"{quote.text} 【{quote.n}】" for quote in reply.quotes] + [reply.said] * bool(reply.said)
    text = "".join(parts[:1])
    for before, part in pairwise(parts):
        text += ("\n\n" if "\n" in before + part else " ") + part
    return text


def focused(question: str) -> str:
    """What a long message asks: its last question with the sentence before it, or its last sentence."""
    if len(question) <= MAX_QUESTION:
        return question
    parts = split_units(question)
    asking = [i for i, part in enumerate(parts) if part.endswith(("?", "？"))] or [len(parts) - 1]
    start = asking[-1]
    while start and (len(parts[start]) < 40 or leans_back(parts[start])) and asking[-1] - start < 2:
        start -= 1
    return " ".join(parts[start : asking[-1] + 1])


def with_diacritics(prompt: GroundedPrompt) -> GroundedPrompt:
    """A question typed without diacritics gets those of the sources, and a mistyped word their spelling."""
    texts = [f"{source.title} {source.text}" for source in prompt.sources]
    return replace(prompt, question=corrected(restored(prompt.question, texts), texts, KNOWN))
