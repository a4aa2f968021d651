"""Rounds of tool calls: what a model asks for, and what its calls find."""

from dataclasses import dataclass

from chalicelib.models import Passage, SignedThought, ToolCall
from chalicelib.rag.search.search import SearchResult


@dataclass(frozen=True)
class Chosen:
    """What a model asks for in one round; no calls where it needs nothing else."""

    calls: tuple[ToolCall, ...] = ()
    thoughts: tuple[SignedThought, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What a call has found: passages, and a sentence beside them; `result` is what a search was, with its cost."""

    call: ToolCall
    passages: tuple[Passage, ...] = ()
    sentence: str = ""
    result: SearchResult | None = None


@dataclass(frozen=True)
class ToolRound:
    """A round that is over: each call with what it found, and what the model thought before them."""

    findings: tuple[Finding, ...]
    thoughts: tuple[SignedThought, ...] = ()
