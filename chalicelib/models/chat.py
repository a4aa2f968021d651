"""Turns of a chat model's prompt, and the events of its answer."""

from dataclasses import dataclass

from chalicelib.models.common import Usage
from chalicelib.models.conversations import Role


@dataclass(frozen=True)
class CitableSource:
    """A source as models take it that cite by themselves: `texts` are its sentences, `id` is its passage's."""

    id: str
    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """One turn of a prompt; only models that cite by themselves take `search_results`."""

    role: Role
    text: str
    search_results: tuple[CitableSource, ...] = ()


@dataclass(frozen=True)
class TextPart:
    """A piece of a model's answer as it comes."""

    text: str


@dataclass(frozen=True)
class ThoughtPart:
    """A piece of what a model thinks before it answers. Nobody is shown it; it is billed as if it were written."""

    text: str


@dataclass(frozen=True)
class ModelEnd:
    """A model's answer has ended; `reason` is Bedrock's stopReason (`end_turn`, `max_tokens` …)."""

    reason: str
    usage: Usage


@dataclass(frozen=True)
class QuotePart:
    """The model itself says that what it wrote last rests on `quote`, words of search result `n` (from 1)."""

    n: int
    quote: str


@dataclass(frozen=True)
class MarkerPart:
    """The model itself cites these search results (from 1) for what it wrote last."""

    numbers: tuple[int, ...]


ModelEvent = TextPart | ThoughtPart | QuotePart | MarkerPart | ModelEnd


@dataclass(frozen=True)
class ModelInfo:
    """What the catalogue says of a chat model."""

    id: str
    label: str
