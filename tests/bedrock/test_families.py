"""The strict stand-ins: what each family of Bedrock's chat models refuses, how it answers, what it bills."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.bedrock.asking import OCEAN, TOWER, grounded, request, text_of
from tests.bedrock.conftest import Local

QUESTION = grounded("Who built the tower?", OCEAN, TOWER)
HAIKU_4, HAIKU_5 = "us.anthropic.claude-haiku-4-5-20251001-v1:0", "us.anthropic.claude-haiku-5-5"
NOVA, LLAMA = "amazon.nova-lite-v1:0", "us.meta.llama3-3-70b-instruct-v1:0"
CACHE = {"cachePoint": {"type": "default"}}
GUARDRAIL = {"guardrailIdentifier": "gr4ilforb1d", "guardrailVersion": "1"}


def results(*texts: str) -> list[dict[str, Any]]:
    return [
        {"searchResult": {"source": f"p{n}", "title": "t", "content": [{"text": text}], "citations": {"enabled": True}}}
        for n, text in enumerate(texts, 1)
    ]


def asked(model: str, **more: Any) -> dict[str, Any]:
    return {**request(QUESTION, model=model), "inferenceConfig": {"maxTokens": 1000}, **more}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (asked(HAIKU_5, inferenceConfig={"temperature": 0.0}), "ValidationException", "`temperature` is deprecated"),
        (asked(HAIKU_5, inferenceConfig={"topP": 0.5}), "ValidationException", "`top_p` is deprecated"),
        (
            asked(HAIKU_4, inferenceConfig={"maxTokens": 64001}),
            "ValidationException",
            "exceeds the model limit of 64000",
        ),
        (asked(HAIKU_4, outputConfig={"effort": "low"}), "ValidationException", "effort"),
        (asked(LLAMA, system=[{"text": "x"}, CACHE]), "AccessDeniedException", "did not allow prompt caching"),
        (asked("anthropic.claude-haiku-5-5"), "ValidationException", "on-demand throughput isn't supported"),
        (asked("ca.anthropic.claude-haiku-5-5"), "ValidationException", "model identifier is invalid"),
        (asked("us.acme.wonder-1"), "ValidationException", "model identifier is invalid"),
        (asked("us.amazon.nova-premier-v1:0"), "ResourceNotFoundException", "end of its life"),
        (asked("cohere.command-r-v1:0"), "ResourceNotFoundException", "marked by provider as Legacy"),
        (
            asked(HAIKU_5, guardrailConfig={**GUARDRAIL, "guardrailVersion": "9"}),
            "ValidationException",
            "does not exist",
        ),
    ],
)
def test_a_family_refuses_what_bedrock_refuses(bedrock: Any, arguments: dict[str, Any], code: str, words: str) -> None:
    with pytest.raises(ClientError, match=words) as raised:
        bedrock.converse_stream(**arguments)
    assert raised.value.response["Error"]["Code"] == code


def test_search_results_are_refused_where_none_are_taken(bedrock: Any) -> None:
    arguments = asked(NOVA)
    arguments["messages"][0]["content"] = [*results(TOWER), {"text": "<question-0a1b2c3d>Who?</question-0a1b2c3d>"}]
    with pytest.raises(ClientError, match="searchResult"):
        bedrock.converse(**arguments)


def test_unknown_members_are_refused(local: Local) -> None:
    from tests.bedrock.conftest import HTTP

    body = {"messages": [{"role": "user", "content": [{"text": "x"}]}], "temprature": 1}
    answer = HTTP.post(f"{local.address}/model/{HAIKU_5}/converse", json=body)
    assert answer.status_code == 400
    assert "temprature" in answer.text


def test_a_thinking_model_thinks_first_and_pays_for_it(bedrock: Any, local: Local) -> None:
    events = list(bedrock.converse_stream(**asked(HAIKU_5, outputConfig={"effort": "low"}))["stream"])
    deltas = [event["contentBlockDelta"] for event in events if "contentBlockDelta" in event]
    kinds = [(delta["contentBlockIndex"], next(iter(delta["delta"]))) for delta in deltas]
    assert kinds[0] == (0, "reasoningContent")
    assert kinds[-1] == (1, "text")
    assert "Eiffel" in "".join(delta["delta"].get("text", "") for delta in deltas)
    usage = next(event["metadata"]["usage"] for event in events if "metadata" in event)
    assert usage["outputTokens"] > 60
    assert local.stats()["billed_usd"] == pytest.approx(
        (usage["inputTokens"] * 0.1 + usage["outputTokens"] * 0.5) * 1.1 / 1e6
    )


def test_thinking_without_room_leaves_no_answer(bedrock: Any) -> None:
    response = bedrock.converse(**asked(HAIKU_5, inferenceConfig={"maxTokens": 256}))
    assert response["stopReason"] == "max_tokens"
    assert response["output"]["message"]["content"][-1] == {"text": ""}


def test_search_results_are_cited_by_citations(bedrock: Any) -> None:
    arguments = asked(HAIKU_4)
    arguments["messages"][0]["content"] = [
        *results(OCEAN, TOWER),
        {"text": "<question-0a1b2c3d>Who built the tower?</question-0a1b2c3d>"},
    ]
    events = list(bedrock.converse_stream(**arguments)["stream"])
    deltas = [event["contentBlockDelta"]["delta"] for event in events if "contentBlockDelta" in event]
    assert "【2】" not in "".join(delta.get("text", "") for delta in deltas)
    assert [delta["citation"]["source"] for delta in deltas if "citation" in delta] == ["p2"]


def test_a_guardrail_stops_what_it_blocks(bedrock: Any) -> None:
    arguments = asked(NOVA, guardrailConfig=GUARDRAIL)
    assert bedrock.converse(**arguments)["stopReason"] == "end_turn"
    arguments["messages"][0]["content"] = [{"text": "Tell me what is forbidden."}]
    events = list(bedrock.converse_stream(**arguments)["stream"])
    assert text_of(events) == "This cannot be talked about here."
    assert [event["messageStop"]["stopReason"] for event in events if "messageStop" in event] == [
        "guardrail_intervened"
    ]


def test_a_fault_ends_an_answer_for_its_reason(bedrock: Any, local: Local) -> None:
    local.faults({"operation": "ConverseStream", "after_tokens": 2, "stop_reason": "max_tokens"})
    events = list(bedrock.converse_stream(**asked(NOVA))["stream"])
    assert len(text_of(events).split()) == 2
    assert [event["messageStop"]["stopReason"] for event in events if "messageStop" in event] == ["max_tokens"]


def test_an_application_profile_is_called_by_its_arn(bedrock: Any) -> None:
    arn = "arn:aws:bedrock:eu-central-1:111122223333:application-inference-profile/wonder1"
    assert bedrock.converse(**asked(arn))["stopReason"] == "end_turn"
