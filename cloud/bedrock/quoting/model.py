"""The model: a question with its sources in, an answer in words of the sources out."""

from __future__ import annotations

from dataclasses import replace

from cloud.bedrock.quoting.diacritics import restored
from cloud.bedrock.quoting.evidence import best_quotes
from cloud.bedrock.quoting.features import Similarities
from cloud.bedrock.quoting.language import SILENT, language_of
from cloud.bedrock.quoting.prompt import GroundedPrompt
from cloud.bedrock.quoting.weights import Strictness


def answer(prompt: GroundedPrompt, similarities: Similarities, strictness: Strictness = "default") -> str:
    """One or two quotes, each with the number of its source; or that the documents say nothing.

    A strict model refuses sooner: fewer questions that the sources only almost answer get past it, and fewer of those
    that they do answer.
    """
    prompt = with_diacritics(prompt)
    quotes = best_quotes(prompt, similarities, strictness)
    if not quotes:
        return SILENT[language_of(prompt.question)]
    return " ".join(f"{quote.text} 【{quote.n}】" for quote in quotes)


def with_diacritics(prompt: GroundedPrompt) -> GroundedPrompt:
    """A question typed without diacritics gets those of the sources."""
    texts = [f"{source.title} {source.text}" for source in prompt.sources]
    return replace(prompt, question=restored(prompt.question, texts))
