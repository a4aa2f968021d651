"""`Converse`: what it answers and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bedrock.asking import OCEAN, TOWER, answer, grounded, request

QUESTION = grounded("Who built the tower?", OCEAN, TOWER)


def test_it_answers_with_a_cited_quote_and_counts_tokens(bedrock: Any) -> None:
    response = bedrock.converse(**request(QUESTION))
    text = response["output"]["message"]["content"][0]["text"]
    assert "Gustave Eiffel" in text
    assert text.endswith("【2】")
    assert response["stopReason"] == "end_turn"
    usage = response["usage"]
    assert usage["inputTokens"] > 50
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"]
    assert response["metrics"]["latencyMs"] >= 0


def test_cache_points_and_system_blocks_are_taken(bedrock: Any) -> None:
    asked = request(QUESTION, system="Answer from the sources.")
    asked["system"].append({"cachePoint": {"type": "default"}})
    asked["messages"][0]["content"].append({"cachePoint": {"type": "default"}})
    assert "Eiffel" in answer(bedrock, asked)


def test_max_tokens_cuts_the_answer(bedrock: Any) -> None:
    response = bedrock.converse(**request(QUESTION, maxTokens=3))
    assert response["stopReason"] == "max_tokens"
    assert response["output"]["message"]["content"][0]["text"].split() == ["The", "tower", "was"]


def test_a_stop_sequence_ends_the_answer_before_itself(bedrock: Any) -> None:
    response = bedrock.converse(**request(QUESTION, stopSequences=["by the engineer"]))
    assert response["stopReason"] == "stop_sequence"
    assert response["output"]["message"]["content"][0]["text"] == "The tower was built in 1889 "


def test_stand_in_chat_ids_answer_in_tests(bedrock: Any) -> None:
    for model in ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "amazon.nova-lite-v1:0"):
        assert "Eiffel" in answer(bedrock, request(QUESTION, model=model))


def message(role: str, *texts: str) -> dict[str, Any]:
    return {"role": role, "content": [{"text": text} for text in texts]}


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        ([], "must start with a user message"),
        ([message("assistant", "hi")], "must start with a user message"),
        ([message("user", "a"), message("user", "b")], "must alternate between user and assistant"),
        ([message("user", "a"), message("assistant", "b")], "must end with a user message"),
        ([message("user")], "The content field in the Message object at messages.0 is empty"),
        ([message("user", "a", "  ")], "ContentBlock object at messages.0.content.1 is blank"),
        (
            [{"role": "user", "content": [{"toolUse": {"toolUseId": "1", "name": "t", "input": {}}}]}],
            "toolUse",
        ),
    ],
)
def test_a_wrong_conversation_is_refused(bedrock: Any, messages: list[Any], words: str) -> None:
    with pytest.raises(bedrock.exceptions.ValidationException, match=words):
        bedrock.converse(modelId="local.quoting", messages=messages)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"temperature": 1.5}, "less than or equal to 1"),
        ({"topP": 2.0}, "less than or equal to 1"),
        ({"stopSequences": ["a", "b", "c", "d", "e"]}, "stop sequences"),
    ],
)
def test_a_wrong_setting_is_refused(bedrock: Any, config: dict[str, Any], words: str) -> None:
    with pytest.raises(bedrock.exceptions.ValidationException, match=words):
        bedrock.converse(**request(QUESTION, **config))


def test_an_unknown_model_is_refused_by_both_operations(bedrock: Any) -> None:
    for operation in (bedrock.converse, bedrock.converse_stream):
        with pytest.raises(bedrock.exceptions.ValidationException, match="model identifier is invalid"):
            operation(**request(QUESTION, model="local.nothing"))
