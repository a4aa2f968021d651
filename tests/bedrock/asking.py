"""Prompts and readings that several tests share."""

from __future__ import annotations

from typing import Any

from cloud.bedrock.quoting.prompt import GroundedPrompt, Source, fenced

TOWER = (
    "The tower was built in 1889 by the engineer Gustave Eiffel. It is 330 metres tall. "
    "It is painted every seven years."
)
OCEAN = "The Pacific is the largest ocean. Its deepest place is the Mariana Trench, at about 11,000 metres."


def grounded(question: str, *sources: str) -> str:
    """A user message in the product's form."""
    numbered = (Source(n, "Notes & facts", text) for n, text in enumerate(sources, 1))
    return fenced(GroundedPrompt(question, tuple(numbered)))


def request(message: str, model: str = "local.quoting", system: str = "", **config: Any) -> dict[str, Any]:
    """Arguments of `converse` and `converse_stream`."""
    asked: dict[str, Any] = {
        "modelId": model,
        "messages": [{"role": "user", "content": [{"text": message}]}],
        "inferenceConfig": {"maxTokens": 400, **config},
    }
    return asked | ({"system": [{"text": system}]} if system else {})


def answer(bedrock: Any, asked: dict[str, Any]) -> str:
    return str(bedrock.converse(**asked)["output"]["message"]["content"][0]["text"])


def text_of(events: list[dict[str, Any]]) -> str:
    return "".join(
        event["contentBlockDelta"]["delta"].get("text", "") for event in events if "contentBlockDelta" in event
    )


def read_deltas(stream: Any, count: int) -> str:
    """The text of the next `count` deltas of an event stream."""
    text = ""
    for event in stream:
        if "contentBlockDelta" in event:
            text += event["contentBlockDelta"]["delta"]["text"]
            count -= 1
        if count == 0:
            return text
    raise AssertionError("the stream ended early")
