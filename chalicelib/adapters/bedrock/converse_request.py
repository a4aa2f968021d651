"""What ConverseStream is asked, by what the model's family takes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chalicelib.adapters.bedrock.catalogue_entries import ChatModelEntry
from chalicelib.adapters.bedrock.tool_blocks import tool_config, tool_content
from chalicelib.models import CitableSource, Tool, Turn

# A part of a request that a model may reject, and that a request can go without.
Part = Literal["temperature", "effort", "cachePoint", "maxTokens", "searchResult", "toolConfig"]

CHARACTERS_PER_TOKEN = 3.5  # Few for most texts: an estimate is to be no less than what is billed.
CACHED_CHARACTERS_PER_TOKEN = 5.0  # Many for most texts: below the model's minimum nothing is cached.

# Words of Bedrock's messages about each part. One that names the limit of tokens has a number in it, so it comes last.
_WORDS: dict[Part, tuple[str, ...]] = {
    "temperature": ("temperature", "top_p", "topp"),
    "effort": ("effort", "output_config", "outputconfig"),
    "cachePoint": ("cachepoint", "cache_control", "prompt caching"),
    "searchResult": ("searchresult", "search_result", "search result", "citation"),
    "toolConfig": ("toolconfig", "tooluse", "tool use", "tool_use", "tool calling", "tools"),
    "maxTokens": ("maxtokens", "max_tokens", "maximum tokens"),
}


@dataclass(frozen=True)
class Guardrail:
    """A Bedrock Guardrail: its id or ARN, and the version."""

    id: str
    version: str

    def config(self) -> dict[str, str]:
        """With `sync` no text is sent before it was assessed."""
        return {"guardrailIdentifier": self.id, "guardrailVersion": self.version, "streamProcessingMode": "sync"}


def converse_request(
    called: str,
    entry: ChatModelEntry,
    system: str,
    turns: Sequence[Turn],
    max_tokens: int,
    *,
    without: Collection[Part] = (),
    guardrail: Guardrail | None = None,
    tools: Sequence[Tool] = (),
) -> dict[str, Any]:
    """The call's arguments. `without` are parts that the model has rejected before, `tools` what it may call."""
    request: dict[str, Any] = {
        "modelId": called,
        "system": [{"text": system}, *_cache_point(entry, system, without)],
        "messages": [{"role": turn.role, "content": _content(turn)} for turn in turns],
        "inferenceConfig": _inference(entry, max_tokens, without),
    }
    if entry.effort is not None and "effort" not in without:
        request["outputConfig"] = {"effort": entry.effort}
    if tools:
        request["toolConfig"] = tool_config(tools)
    if guardrail is not None:
        request["guardrailConfig"] = guardrail.config()
    return request


def rejected_part(message: str, request: Mapping[str, Any]) -> Part | None:
    """The part of the request that Bedrock's message names."""
    lowered = message.lower()
    sent = _parts(request)
    return next(
        (part for part, words in _WORDS.items() if part in sent and any(word in lowered for word in words)), None
    )


def _parts(request: Mapping[str, Any]) -> set[Part]:
    inference = request["inferenceConfig"]
    sent: dict[Part, bool] = {
        "temperature": "temperature" in inference,
        "maxTokens": "maxTokens" in inference,
        "effort": "outputConfig" in request,
        "cachePoint": any("cachePoint" in block for block in request["system"]),
        "toolConfig": "toolConfig" in request,
        "searchResult": any("searchResult" in block for turn in request["messages"] for block in turn["content"]),
    }
    return {part for part, is_sent in sent.items() if is_sent}


def _cache_point(entry: ChatModelEntry, system: str, without: Collection[Part]) -> list[dict[str, Any]]:
    least = entry.cache_min_tokens
    if least is None or "cachePoint" in without or len(system) / CACHED_CHARACTERS_PER_TOKEN < least:
        return []
    return [{"cachePoint": {"type": "default"}}]


def _inference(entry: ChatModelEntry, max_tokens: int, without: Collection[Part]) -> dict[str, Any]:
    config: dict[str, Any] = {}
    if "maxTokens" not in without:
        # Left unset, Bedrock reserves the model's maximum from the quota. Thinking is taken out of the same tokens.
        config["maxTokens"] = min(max_tokens + entry.thinking_tokens, entry.max_tokens)
    if entry.temperature and "temperature" not in without:
        config["temperature"] = 0.0
    return config


def _content(turn: Turn) -> list[dict[str, Any]]:
    if blocks := tool_content(turn):
        return blocks
    pictures = [{"image": {"format": "png", "source": {"bytes": picture}}} for picture in turn.pictures]
    return [*pictures, *map(_search_result, turn.search_results), {"text": turn.text}]


def _search_result(result: CitableSource) -> dict[str, Any]:
    block = {"source": result.id, "title": result.title, "content": [{"text": text} for text in result.texts]}
    return {"searchResult": {**block, "citations": {"enabled": True}}}
