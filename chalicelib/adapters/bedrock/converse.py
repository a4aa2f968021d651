"""Answers by Bedrock's ConverseStream, for every family of models."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError, EventStreamError
from urllib3.exceptions import HTTPError

from chalicelib.adapters.bedrock.catalogue import Catalogue
from chalicelib.adapters.bedrock.chat_errors import chat_errors, interrupted
from chalicelib.adapters.bedrock.converse_request import (
    CHARACTERS_PER_TOKEN,
    Guardrail,
    Part,
    converse_request,
    rejected_part,
)
from chalicelib.adapters.bedrock.tool_blocks import ToolBlocks
from chalicelib.errors import ModelInterruptedError
from chalicelib.models import MarkerPart, ModelEnd, ModelEvent, QuotePart, TextPart, ThoughtPart, Tool, Turn, Usage

if TYPE_CHECKING:
    from mypy_boto3_bedrock_runtime.client import BedrockRuntimeClient

log = logging.getLogger(__name__)

WITHOUT_PROMPT: tuple[Part, ...] = ("searchResult", "toolConfig")  # Without them the prompt is another one.


class BedrockChat:
    """Remembers for the life of the process what a model rejected, and asks without it from then on."""

    def __init__(
        self, client: "BedrockRuntimeClient", catalogue: Catalogue, guardrail: Guardrail | None = None
    ) -> None:
        self._client = client
        self._catalogue = catalogue
        self._guardrail = guardrail
        self._rejected: dict[str, set[Part]] = {}

    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> "ConverseCall":
        return self.stream_calls(model, system, turns, (), max_tokens)

    def stream_calls(
        self, model: str, system: str, turns: Sequence[Turn], tools: Sequence[Tool], max_tokens: int
    ) -> "ConverseCall":
        entry = self._catalogue.chat_model(model)
        rejected = self._rejected.setdefault(entry.id, set())

        def request() -> dict[str, Any]:
            return converse_request(
                model, entry, system, turns, max_tokens, without=rejected, guardrail=self._guardrail, tools=tools
            )

        return ConverseCall(self._client, self._catalogue, request, rejected)

    def context_tokens(self, model: str) -> int:
        return self._catalogue.chat_model(model).context_tokens

    def only_quotes(self, model: str) -> bool:
        return self._catalogue.chat_model(model).quotes

    def price(self, model: str, input_tokens: int, output_tokens: int = 0) -> float:
        if self._catalogue.chat_model(model).input_usd_per_million is None:
            return 0.0
        return self._catalogue.price(model, input_tokens=input_tokens, output_tokens=output_tokens)

    def cites_itself(self, model: str) -> bool:
        entry = self._catalogue.chat_model(model)
        return entry.citations and "searchResult" not in self._rejected.get(entry.id, ())

    def takes_tools(self, model: str) -> bool:
        entry = self._catalogue.chat_model(model)
        return entry.tools and "toolConfig" not in self._rejected.get(entry.id, ())

    def estimate(self, model: str, system: str, turns: Sequence[Turn], written: str) -> Usage:
        read = len(system) + sum(map(_characters, turns))
        counts = {
            "inputTokens": int(read / CHARACTERS_PER_TOKEN) + 1,
            "outputTokens": int(len(written) / CHARACTERS_PER_TOKEN) + 1,
        }
        return usage_of(self._catalogue, model, counts)


class ConverseCall:
    """One call's events. It begins with the first that is asked for, and `close` ends it from any thread.

    `build` makes the request without what is in `rejected`, which grows with what this call is refused for.
    """

    def __init__(
        self,
        client: "BedrockRuntimeClient",
        catalogue: Catalogue,
        build: Callable[[], dict[str, Any]],
        rejected: set[Part],
    ) -> None:
        self._client = client
        self._catalogue = catalogue
        self._build = build
        self._rejected = rejected
        self._request: dict[str, Any] = {}
        self._closed = threading.Event()
        self._wrote = False
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
        with chat_errors():
            self._body = self._begin()["stream"]
        try:
            yield from self._read()
        except (EventStreamError, BotoCoreError, HTTPError) as error:
            if not self._closed.is_set():
                raise interrupted(error, wrote=self._wrote) from error
        finally:
            self._body.close()

    def _begin(self) -> Any:
        """Ask, once more without each part that the model rejects. Raises botocore's errors."""
        while True:
            self._request = self._build()
            try:
                return self._client.converse_stream(**self._request)
            except ClientError as error:
                part = _rejected_by(error, self._request)
                if part is None:
                    raise
                log.warning("The model rejects a part of the request", extra={"rejected": part})
                self._rejected.add(part)
                if part in WITHOUT_PROMPT:  # The caller asks anew.
                    raise

    def _read(self) -> Iterator[ModelEvent]:
        reason, usage, cited = None, Usage(), _Cited(self._request["messages"][-1]["content"])
        blocks = ToolBlocks() if "toolConfig" in self._request else None
        for event in self._body:
            if self._closed.is_set():
                return
            if blocks is not None:
                yield from _of_tools(blocks, event)
            if "contentBlockDelta" in event:
                delta = event["contentBlockDelta"]["delta"]
                if text := delta.get("text"):
                    self._wrote = True
                    yield TextPart(text)
                elif thought := delta.get("reasoningContent", {}).get("text"):
                    yield ThoughtPart(thought)
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


def _of_tools(blocks: ToolBlocks, event: Mapping[str, Any]) -> Iterator[ModelEvent]:
    if "contentBlockStart" in event:
        blocks.start(event["contentBlockStart"]["start"])
    elif "contentBlockDelta" in event:
        blocks.take(event["contentBlockDelta"]["delta"])
    elif "contentBlockStop" in event:
        yield from blocks.end()


class _Cited:
    """The model's own citations, as markers at the end of the block of text that they are of."""

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
            yield MarkerPart(tuple(self._of_block))
        self._of_block = {}


def _characters(turn: Turn) -> int:
    """How many a turn has in all its parts."""
    results = (text for result in turn.search_results for text in result.texts)
    calls = (f"{call.name}{call.arguments}" for call in turn.calls)
    thoughts = (thought.text for thought in turn.thoughts)
    return sum(map(len, (turn.text, *results, *thoughts, *calls, *(result.text for result in turn.results))))


def usage_of(catalogue: Catalogue, model: str, counts: Mapping[str, int]) -> Usage:
    """Cached tokens are billed differently from others, but they are tokens read all the same."""
    from_cache, to_cache = counts.get("cacheReadInputTokens", 0), counts.get("cacheWriteInputTokens", 0)
    fresh, written = counts["inputTokens"], counts["outputTokens"]
    price = catalogue.price(
        model, input_tokens=fresh, output_tokens=written, cache_read_tokens=from_cache, cache_write_tokens=to_cache
    )
    return Usage(input_tokens=fresh + from_cache + to_cache, output_tokens=written, price_usd=price)


def _hang_up(body: Any) -> None:
    """Wake the thread that waits for the stream's next bytes, with an end of the connection.

    Closing alone does not wake it: the system keeps a socket open that a call waits on. botocore's EventStream offers
    no more than that, so this reaches for the urllib3 response inside of it, which has `shutdown` for this very case.
    """
    raw = getattr(body, "_raw_stream", None)
    if raw is not None and not raw.closed:
        raw.shutdown()


def _rejected_by(error: ClientError, request: Mapping[str, Any]) -> Part | None:
    details = error.response.get("Error", {})
    return rejected_part(details.get("Message", ""), request) if details.get("Code") == "ValidationException" else None
