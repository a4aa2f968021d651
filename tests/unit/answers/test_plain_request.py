"""A plain question's request, byte for byte: a model that may call tools is asked as it was before there were any."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.bedrock.converse import BedrockChat
from tests.support.stores import Chats
from tests.unit.adapters.test_converse import END, Wire, delta, stop
from tests.unit.answers.making import Book, Heard, OneSource, answering, asked

REQUESTS = Path(__file__).with_name("plain_requests.json")
PRICES = {"input_usd_per_million": 1, "output_usd_per_million": 1, "profile_only": False}
EVENTS: list[dict[str, Any]] = [{"messageStart": {"role": "assistant"}}, delta(0, text="Four. 【1】"), stop(0), *END]


def requests_of(chats: Chats, family: str) -> str:
    """What the model `m` of a family is sent for one question, as JSON."""
    wire = Wire(EVENTS)
    chat = BedrockChat(wire, catalogue({"m": {"family": family, **PRICES}}))  # type: ignore[arg-type]
    answer = asked(chats, "How many red pandas does the zoo of Lund keep?")
    answering(chats, OneSource(), chat, Heard(), Book()).run("o", answer.id, "worker", lambda: 100.0)
    assert chats.conversations.message("o", answer.id).status == "complete"
    return json.dumps(wire.requests, ensure_ascii=False)


@pytest.mark.parametrize("family", ["claude-4.5", "claude-5", "nova", "gpt-oss", "llama"])
def test_a_plain_request_is_what_it_was(chats: Chats, family: str) -> None:
    assert requests_of(chats, family) == json.loads(REQUESTS.read_text())[family]
