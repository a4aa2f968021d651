"""Bedrock's own citations, by the shapes that botocore's model of the service gives; the client is a fake of the wire.

botocore's Stubber cannot stub ConverseStream, so requests are checked against the service model by its own validator.
"""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.validate import ParamValidator

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.bedrock.converse import BedrockChat
from chalicelib.models import CitableSource, MarkerPart, ModelEnd, ModelEvent, QuotePart, TextPart, Turn

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
USAGE = {
    "inputTokens": 100,
    "outputTokens": 10,
    "totalTokens": 1110,
    "cacheReadInputTokens": 800,
    "cacheWriteInputTokens": 200,
}
RESULTS = (
    CitableSource("p7", "zoo.txt › Pandas", ("The zoo keeps four red pandas.", "The oldest is Mei.")),
    CitableSource("p9", "hours.txt", ("It opens at nine.",)),
)
TURNS = [Turn("user", "<question>How many?</question>", RESULTS)]


class Wire:
    """Takes a request, checked against botocore's model of the service, and gives events."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        service = boto3.client("bedrock-runtime", region_name="us-east-1").meta.service_model
        self._shape = service.operation_model("ConverseStream").input_shape
        self._events = events
        self.requests: list[dict[str, Any]] = []

    def converse_stream(self, **request: Any) -> dict[str, Any]:
        assert self._shape is not None
        report = ParamValidator().validate(request, self._shape)
        assert not report.has_errors(), report.generate_report()
        self.requests.append(request)
        return {"stream": Body(self._events)}


class Body:
    def __init__(self, events: list[dict[str, Any]]) -> None:
        self._events = events

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._events)

    def close(self) -> None: ...


def delta(block: int, **said: Any) -> dict[str, Any]:
    return {"contentBlockDelta": {"delta": said, "contentBlockIndex": block}}


def cited(block: int, source: str, *quotes: str) -> dict[str, Any]:
    parts = [{"text": quote} for quote in quotes]
    location = {"searchResultLocation": {"searchResultIndex": 0, "start": 0, "end": 1}}
    return delta(block, citation={"source": source, "title": "t", "sourceContent": parts, "location": location})


def stop(block: int) -> dict[str, Any]:
    return {"contentBlockStop": {"contentBlockIndex": block}}


END: list[dict[str, Any]] = [
    {"messageStop": {"stopReason": "end_turn"}},
    {"metadata": {"usage": USAGE, "metrics": {"latencyMs": 1}}},
]


def told(*events: dict[str, Any]) -> tuple[list[ModelEvent], dict[str, Any]]:
    wire = Wire([{"messageStart": {"role": "assistant"}}, *events, *END])
    said = list(BedrockChat(wire, catalogue()).stream(MODEL, "Rules", TURNS, 500))  # type: ignore[arg-type]
    return said, wire.requests[0]


def test_sources_go_as_search_results_with_citations_on() -> None:
    _, request = told(delta(0, text="Four."), stop(0))
    *results, asked = request["messages"][0]["content"]
    assert asked == {"text": "<question>How many?</question>"}
    assert results[0]["searchResult"] == {
        "source": "p7",
        "title": "zoo.txt › Pandas",
        "content": [{"text": "The zoo keeps four red pandas."}, {"text": "The oldest is Mei."}],
        "citations": {"enabled": True},
    }
    assert request["system"] == [{"text": "Rules"}]


def test_citations_become_marks_at_the_end_of_their_block() -> None:
    said, _ = told(
        delta(0, text="It keeps "),
        delta(0, text="four red pandas."),
        cited(0, "p7", "The zoo keeps four red pandas."),
        cited(0, "p9", "It opens at nine."),
        cited(0, "p7", "The oldest is Mei."),
        stop(0),
        delta(1, text=" No more is known."),
        stop(1),
    )
    pieces = [event for event in said if isinstance(event, TextPart | MarkerPart)]
    assert pieces == [
        TextPart("It keeps "),
        TextPart("four red pandas."),
        MarkerPart((1, 2)),
        TextPart(" No more is known."),
    ]
    assert [event for event in said if isinstance(event, QuotePart)] == [
        QuotePart(1, "The zoo keeps four red pandas."),
        QuotePart(2, "It opens at nine."),
        QuotePart(1, "The oldest is Mei."),
    ]


def test_a_citation_of_no_source_of_ours_is_dropped() -> None:
    said, _ = told(delta(0, text="Four."), cited(0, "p666", "Invented."), delta(0, citation={"title": "t"}), stop(0))
    assert "".join(event.text for event in said if isinstance(event, TextPart)) == "Four."
    assert not [event for event in said if isinstance(event, QuotePart)]


def test_cached_tokens_have_prices_of_their_own() -> None:
    said, _ = told(delta(0, text="Four."), stop(0))
    end = said[-1]
    assert isinstance(end, ModelEnd)
    assert (end.usage.input_tokens, end.usage.output_tokens) == (1100, 10)
    assert end.usage.price_usd == pytest.approx((100 * 3.3 + 10 * 16.5 + 800 * 0.33 + 200 * 4.125) / 1_000_000)


def test_an_estimate_is_about_what_would_have_been_billed() -> None:
    chat = BedrockChat(Wire([]), catalogue())  # type: ignore[arg-type]
    used = chat.estimate(MODEL, "Rules" * 100, TURNS, "Four red pandas." * 20)
    assert 100 < used.input_tokens < 300
    assert 60 < used.output_tokens < 120
    assert used.price_usd == pytest.approx((used.input_tokens * 3.3 + used.output_tokens * 16.5) / 1_000_000)


def test_only_models_that_can_are_asked_to_cite_by_themselves() -> None:
    chat = BedrockChat(Wire([]), catalogue())  # type: ignore[arg-type]
    assert chat.cites_itself(MODEL)
    assert not chat.cites_itself("us.amazon.nova-lite-v1:0")
    assert not chat.cites_itself("local.quoting")
