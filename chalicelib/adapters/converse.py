"""Answers by Bedrock's ConverseStream, for every family of models."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, EventStreamError
from urllib3.exceptions import HTTPError

from chalicelib.adapters.bedrock import border
from chalicelib.adapters.catalogue import Catalogue
from chalicelib.errors import ModelError, ModelInterruptedError
from chalicelib.models import ModelEnd, ModelEvent, QuotePart, SearchResult, TextPart, Turn, Usage

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime.client import BedrockRuntimeClient

CHARACTERS_PER_TOKEN = 3.5  # Of most texts rather too few: what is estimated is to be no less than what is billed.


class BedrockChat:
    def __init__(self, client: "BedrockRuntimeClient", catalogue: Catalogue) -> None:
        self._client = client
        self._catalogue = catalogue

    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> "ConverseCall":
        return ConverseCall(self._client, self._catalogue, self._request(model, system, turns, max_tokens))

    def cites_itself(self, model: str) -> bool:
        return self._catalogue.chat_model(model).citations

    def estimate(self, model: str, system: str, turns: Sequence[Turn], written: str) -> Usage:
        results = (text for turn in turns for each in turn.search_results for text in each.texts)
        read = sum(map(len, (system, *(turn.text for turn in turns), *results)))
        counts = {
            "inputTokens": int(read / CHARACTERS_PER_TOKEN) + 1,
            "outputTokens": int(len(written) / CHARACTERS_PER_TOKEN) + 1,
        }
        return usage_of(self._catalogue, model, counts)

    def _request(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> dict[str, Any]:
        entry = self._catalogue.chat_model(model)
        blocks: list[dict[str, Any]] = [{"text": system}]
        if entry.cache_points:
            blocks.append({"cachePoint": {"type": "default"}})
        return {
            "modelId": model,
            "system": blocks,
            "messages": [{"role": turn.role, "content": _content(turn)} for turn in turns],
            # Left unset, Bedrock reserves the model's maximum from the quota.
            "inferenceConfig": {"maxTokens": min(max_tokens, entry.max_tokens), "temperature": 0.0},
        }


class ConverseCall:
    """One call's events. It begins with the first that is asked for, and `close` ends it from any thread."""

    def __init__(self, client: "BedrockRuntimeClient", catalogue: Catalogue, request: dict[str, Any]) -> None:
        self._client = client
        self._catalogue = catalogue
        self._request = request
        self._closed = threading.Event()
        self._body: Any = None
        self._events = self._run()

    def __iter__(self) -> Iterator[ModelEvent]:
        return self

    def __next__(self) -> ModelEvent:
        return next(self._events)

    def close(self) -> None:
        self._closed.set()
        if self._body is not None:
            _hang_up(self._body)

    def _run(self) -> Iterator[ModelEvent]:
        if self._closed.is_set():
            return
        with border():
            self._body = self._client.converse_stream(**self._request)["stream"]
        try:
            yield from self._read()
        except (EventStreamError, BotoCoreError, HTTPError) as error:
            if not self._closed.is_set():
                raise _interrupted(error) from error
        finally:
            self._body.close()

    def _read(self) -> Iterator[ModelEvent]:
        reason, usage, cited = None, Usage(), _Cited(self._request["messages"][-1]["content"])
        for event in self._body:
            if self._closed.is_set():
                return
            if "contentBlockDelta" in event:
                delta = event["contentBlockDelta"]["delta"]
                if text := delta.get("text"):
                    yield TextPart(text)
                elif "citation" in delta:
                    yield from cited.take(delta["citation"])
            elif "contentBlockStop" in event:
                yield from cited.marks()
            elif "messageStop" in event:
                reason = event["messageStop"]["stopReason"]
            elif "metadata" in event:
                usage = usage_of(self._catalogue, self._request["modelId"], event["metadata"]["usage"])
        if self._closed.is_set():
            return
        if reason is None:
            raise ModelInterruptedError
        yield ModelEnd(reason, usage)


class _Cited:
    """The model's own citations, as marks `[n]` at the end of the block of text that they are of."""

    def __init__(self, content: Sequence[Mapping[str, Any]]) -> None:
        results = [block["searchResult"] for block in content if "searchResult" in block]
        self._numbers = {result["source"]: number for number, result in enumerate(results, start=1)}
        self._of_block: dict[int, None] = {}

    def take(self, citation: Mapping[str, Any]) -> Iterator[ModelEvent]:
        """By its `source`; its location's index counts the search results of all turns, and may be missing."""
        number = self._numbers.get(citation.get("source", ""))
        if number is None:
            return
        self._of_block[number] = None
        for part in citation.get("sourceContent", ()):
            if text := part.get("text"):
                yield QuotePart(number, text)

    def marks(self) -> Iterator[ModelEvent]:
        if self._of_block:
            yield TextPart(" " + "".join(f"[{number}]" for number in self._of_block))
        self._of_block = {}


def usage_of(catalogue: Catalogue, model: str, counts: Mapping[str, int]) -> Usage:
    """Cached tokens are billed differently from others, but they are tokens read all the same."""
    from_cache, to_cache = counts.get("cacheReadInputTokens", 0), counts.get("cacheWriteInputTokens", 0)
    fresh, written = counts["inputTokens"], counts["outputTokens"]
    price = catalogue.price(
        model, input_tokens=fresh, output_tokens=written, cache_read_tokens=from_cache, cache_write_tokens=to_cache
    )
    return Usage(input_tokens=fresh + from_cache + to_cache, output_tokens=written, price_usd=price)


def _content(turn: Turn) -> list[dict[str, Any]]:
    return [*map(_search_result, turn.search_results), {"text": turn.text}]


def _search_result(result: SearchResult) -> dict[str, Any]:
    block = {"source": result.id, "title": result.title, "content": [{"text": text} for text in result.texts]}
    return {"searchResult": {**block, "citations": {"enabled": True}}}


def _hang_up(body: Any) -> None:
    """Wake the thread that waits for the stream's next bytes, with an end of the connection.

    Closing alone does not wake it: the system keeps a socket open that a call waits on. botocore's EventStream offers
    no more than that, so this reaches for the urllib3 response inside of it, which has `shutdown` for this very case.
    """
    raw = getattr(body, "_raw_stream", None)
    if raw is not None and not raw.closed:
        raw.shutdown()


def _interrupted(error: Exception) -> ModelError:
    """Of Bedrock's five errors inside a stream, only a validation error cannot pass by itself."""
    code = getattr(error, "response", {}).get("Error", {}).get("Code", "")
    if code == "validationException":
        return ModelError("The model did not accept the request.")
    return ModelInterruptedError()
