"""Tools at the local Bedrock: what is refused, how a call is told, and that the product's adapter speaks it."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.bedrock.converse import BedrockChat
from chalicelib.errors import ModelError
from chalicelib.models import ModelEnd, ModelEvent, SignedThought, TextPart, ToolCall, ToolResult, Turn
from chalicelib.rag.answers.tool_prompts import LOOK_UP
from chalicelib.rag.routes.tools import TOOLS
from tests.bedrock.asking import request
from tests.bedrock.conftest import HTTP, Local
from tests.bedrock.test_model_matrix import SHOWN

HAIKU_4, HAIKU_5 = "us.anthropic.claude-haiku-4-5-20251001-v1:0", "us.anthropic.claude-haiku-5-5"
LLAMA = "us.meta.llama3-3-70b-instruct-v1:0"
CONFIG = {"tools": [{"toolSpec": {"name": "search", "inputSchema": {"json": {"type": "object"}}}}]}
CALL = {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t1", "name": "search", "input": {}}}]}
ANSWERED = {"role": "user", "content": [{"toolResult": {"toolUseId": "t1", "content": [{"text": "Nothing."}]}}]}
ROUND = [{"name": "search", "input": {"query": "Who built the tower?", "document": None}}]
# Those of a legacy model are refused to an account that is new to it.
TAKING = [model for model in SHOWN if catalogue().chat_model(model).tools and "command" not in model]
TURNS = [Turn("user", "Who built it?")]


@pytest.fixture
def script(local: Local) -> Iterator[Any]:
    """Writes the model's rounds."""

    def write(*rounds: list[dict[str, Any]]) -> None:
        HTTP.put(f"{local.address}/_local/tool_calls", json=list(rounds)).raise_for_status()

    yield write
    HTTP.delete(f"{local.address}/_local/tool_calls").raise_for_status()


def asked(*more: dict[str, Any], model: str = HAIKU_4, **changes: Any) -> dict[str, Any]:
    first = request("Who built the tower?", model=model)
    return {**first, "messages": [*first["messages"], *more], "toolConfig": CONFIG, **changes}


def result_of(*ids: str, text: str = "x") -> dict[str, Any]:
    return {
        "role": "user",
        "content": [{"toolResult": {"toolUseId": id_, "content": [{"text": text}]}} for id_ in ids],
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (asked(model=LLAMA), "tool use in streaming mode"),
        (asked(model="local.quoting"), "doesn't support tool use"),
        ({**asked(CALL, ANSWERED), "toolConfig": None}, "toolConfig field must be defined"),
        (asked(toolConfig={"tools": CONFIG["tools"] * 2}), "names that differ"),
        (asked(toolConfig={"tools": [{"toolSpec": {**CONFIG["tools"][0]["toolSpec"], "name": "a b"}}]}), "pattern"),
        (asked(toolConfig={**CONFIG, "toolChoice": {"tool": {"name": "other"}}}), "not in toolConfig"),
        (asked(CALL, {"role": "user", "content": [{"text": "Go on."}]}), "Expected toolResult blocks .* t1"),
        (asked(CALL, result_of("t1", "t2")), "unexpected `tool_use_id` .* t2"),
        (asked(CALL, result_of("t1", "t1")), "must be unique"),
        (asked({"role": "assistant", "content": [{"text": "I see."}]}, ANSWERED), "unexpected `tool_use_id`"),
        (asked({"role": "assistant", "content": ANSWERED["content"]}, CALL | {"role": "user"}), "doesn't belong"),
        (
            asked(CALL, {"role": "user", "content": [{"toolResult": {"toolUseId": "t1", "content": []}}]}),
            "cannot be empty",
        ),
        (asked(CALL, ANSWERED, model=HAIKU_5), "Expected `thinking`"),
    ],
)
def test_bedrock_refuses_what_does_not_belong_together(bedrock: Any, arguments: dict[str, Any], words: str) -> None:
    given = {name: value for name, value in arguments.items() if value is not None}
    with pytest.raises(ClientError, match=words) as raised:
        bedrock.converse_stream(**given)
    assert raised.value.response["Error"]["Code"] == "ValidationException"


def test_a_call_comes_in_blocks_of_its_own(bedrock: Any, script: Any) -> None:
    script(ROUND * 2)
    events = list(bedrock.converse_stream(**asked())["stream"])
    starts = [event["contentBlockStart"] for event in events if "contentBlockStart" in event]
    assert [start["contentBlockIndex"] for start in starts] == [0, 1]
    assert {start["start"]["toolUse"]["name"] for start in starts} == {"search"}
    assert len({start["start"]["toolUse"]["toolUseId"] for start in starts}) == 2
    deltas = [event["contentBlockDelta"] for event in events if "contentBlockDelta" in event]
    first = [delta["delta"]["toolUse"]["input"] for delta in deltas if delta["contentBlockIndex"] == 0]
    assert len(first) > 1
    assert "".join(first) == '{"query": "Who built the tower?", "document": null}'
    assert [event["messageStop"]["stopReason"] for event in events if "messageStop" in event] == ["tool_use"]


def test_a_whole_answer_has_the_call(bedrock: Any, script: Any) -> None:
    script(ROUND)
    response = bedrock.converse(**asked(model=LLAMA))
    assert response["stopReason"] == "tool_use"
    assert response["output"]["message"]["content"][0]["toolUse"]["input"] == ROUND[0]["input"]


def called(bedrock: Any, model: str, turns: list[Turn]) -> list[ModelEvent]:
    return list(BedrockChat(bedrock, catalogue()).stream_calls(model, LOOK_UP, turns, TOOLS, 800))


@pytest.mark.parametrize("model", [HAIKU_4, HAIKU_5, "amazon.nova-lite-v1:0", "openai.gpt-oss-120b-1:0"])
def test_the_adapter_calls_in_two_rounds_at_the_billed_price(
    bedrock: Any, local: Local, script: Any, model: str
) -> None:
    script(ROUND)
    events = called(bedrock, model, TURNS)
    [call] = [event for event in events if isinstance(event, ToolCall)]
    assert (call.name, call.arguments) == ("search", ROUND[0]["input"])
    thoughts = tuple(event for event in events if isinstance(event, SignedThought))
    end = events[-1]
    assert isinstance(end, ModelEnd)
    assert end.reason == "tool_use"
    assert end.usage.price_usd == pytest.approx(local.stats()["billed_usd"])
    turn = Turn("assistant", "", thoughts=thoughts, calls=(call,))
    again = called(bedrock, model, [*TURNS, turn, Turn("user", "", results=(ToolResult(call.id, "Eiffel."),))])
    assert "".join(event.text for event in again if isinstance(event, TextPart)) == "enough"


@pytest.mark.parametrize("given", ['{"query": ', "[1]", '"text"', "[" * 3_000, f'{{"query": "{"x" * 5_000}"}}'])
def test_arguments_that_are_no_object_are_none(bedrock: Any, script: Any, given: str) -> None:
    script([{"name": "search", "input": given}])
    [call] = [event for event in called(bedrock, HAIKU_4, TURNS) if isinstance(event, ToolCall)]
    assert call.arguments is None


def test_rejected_tools_are_remembered(bedrock: Any, local: Local) -> None:
    """The stage describes a model as taking what it refuses."""
    described = {
        "meta.llama3-3-70b-instruct-v1:0": {
            "input_usd_per_million": 1,
            "output_usd_per_million": 1,
            "tools": True,
        }
    }
    chat = BedrockChat(bedrock, catalogue(described))
    assert chat.takes_tools(LLAMA)
    with pytest.raises(ModelError):
        list(chat.stream_calls(LLAMA, LOOK_UP, TURNS, TOOLS, 800))
    assert not chat.takes_tools(LLAMA)
    assert isinstance(list(chat.stream(LLAMA, LOOK_UP, TURNS, 400))[-1], ModelEnd)
    assert local.stats()["calls"]["ConverseStream"] == {LLAMA: 2}


@pytest.mark.parametrize("model", TAKING)
def test_families_with_tools_take_them(bedrock: Any, model: str) -> None:
    assert isinstance(called(bedrock, model, TURNS)[-1], ModelEnd)


def test_a_plain_request_has_no_tools(bedrock: Any, local: Local, script: Any) -> None:
    script(ROUND)
    events = list(BedrockChat(bedrock, catalogue()).stream(HAIKU_4, LOOK_UP, TURNS, 800))
    assert not [event for event in events if isinstance(event, ToolCall | SignedThought)]
