"""Turns of a chat model's prompt, and the events of its answer."""

from collections.abc import Mapping
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
class Tool:
    """Something that a model may have looked up: `schema` is the JSON schema of its arguments."""

    name: str
    description: str
    schema: Mapping[str, object]


@dataclass(frozen=True)
class ToolCall:
    """What a model asks to have looked up. `arguments` is None where they are no JSON object, or too long."""

    id: str
    name: str
    arguments: Mapping[str, object] | None


@dataclass(frozen=True)
class ToolResult:
    """What a call has found, as text for the model."""

    call_id: str
    text: str


@dataclass(frozen=True)
class SignedThought:
    """A whole thought before tool calls: some models take the calls back only after it, as it stands.

    `redacted` is one that the provider keeps to itself; it has no text.
    """

    text: str = ""
    signature: str = ""
    redacted: bytes = b""


@dataclass(frozen=True)
class Turn:
    """One turn of a prompt; only models that cite by themselves take `search_results`, only ones that see `pictures`.

    A picture is a PNG file. `calls`, after `thoughts`, are those of a model's own turn; the turn after it has their
    `results`.
    """

    role: Role
    text: str
    search_results: tuple[CitableSource, ...] = ()
    thoughts: tuple[SignedThought, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()
    pictures: tuple[bytes, ...] = ()


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


ModelEvent = TextPart | ThoughtPart | SignedThought | QuotePart | MarkerPart | ToolCall | ModelEnd


@dataclass(frozen=True)
class ModelInfo:
    """What the catalogue says of a chat model."""

    id: str
    label: str
