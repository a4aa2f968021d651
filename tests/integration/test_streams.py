"""Answers through the real socket: connections lost at random moments, a second tab, stops, faults of the model."""

import os
import threading
from random import Random

import httpx
import pytest

from measure.page_client import PageClient
from measure.running import RunningGrail
from measure.streaming.__main__ import DOCUMENT, QUESTIONS, Accounts, cut
from measure.streaming.listening import Heard, ask, listen, silent_model, stop_times

CUTS = 200 if os.environ.get("GRAIL_CUTS") == "long" else 16


@pytest.fixture
def reader(client: PageClient) -> PageClient:
    """A client whose documents are ready."""
    assert client.wait(client.add_content("lighthouses.txt", DOCUMENT.encode()).id).status == "ready"
    return client


def test_lost_connections_leave_nothing_lost_and_nothing_doubled(running: RunningGrail) -> None:
    accounts = Accounts(running.api_url)
    assert cut(accounts.client, CUTS, Random(11)) == 0


def test_another_tab_follows_along(reader: PageClient) -> None:
    first, second = Heard(), Heard()
    with reader.socket() as asking, reader.socket() as watching:
        message_id = ask(asking, QUESTIONS[0])["message_id"]
        watching.send(action="resume", message_id=message_id, after_seq=0)
        tab = threading.Thread(target=listen, args=(watching, message_id, second))
        tab.start()
        listen(asking, message_id, first)
        tab.join(60)
    assert first.ended
    assert first.frames == second.frames


def test_a_stop_ends_the_answer_and_the_call_of_a_silent_model(reader: PageClient, running: RunningGrail) -> None:
    _, _, end = stop_times(reader, running.bedrock_url, QUESTIONS[0])
    assert (end["type"], end["message"]["status"]) == ("done", "stopped")
    assert end["message"]["text"]
    assert end["message"]["usage"]["output_tokens"] > 0


@pytest.mark.parametrize(
    ("rule", "code", "retryable"),
    [
        ({"error": "internalServerException"}, "model_interrupted", True),
        ({"error": "modelStreamErrorException"}, "model_interrupted", True),
        ({"error": "throttlingException"}, "model_interrupted", True),
        ({"error": "serviceUnavailableException"}, "model_interrupted", True),
        ({"error": "validationException"}, "model_failed", False),
        ({"end": True}, "model_interrupted", True),
        ({"cut": True}, "model_interrupted", True),
    ],
    ids=lambda value: next(iter(value.values()), "") if isinstance(value, dict) else "",
)
def test_a_broken_stream_ends_once_with_its_text(
    reader: PageClient, running: RunningGrail, rule: dict[str, object], code: str, retryable: bool
) -> None:
    fault = {"operation": "ConverseStream", "after_tokens": 3, "times": 1, **rule}
    httpx.put(f"{running.bedrock_url}/_local/faults", json=[fault], trust_env=False).raise_for_status()
    heard = Heard()
    with reader.socket() as socket:
        accepted = ask(socket, QUESTIONS[0])
        listen(socket, accepted["message_id"], heard)
    httpx.delete(f"{running.bedrock_url}/_local/faults", trust_env=False)
    end = heard.frames[heard.last]
    assert (end["type"], end["error"]["code"], end["error"]["retryable"]) == ("failed", code, retryable)
    assert len(heard.text.split()) == 3
    stored = reader.call("GET", f"/conversations/{accepted['conversation_id']}")["messages"][-1]
    assert (stored["status"], stored["text"]) == ("failed", heard.text)


def test_an_answer_outlives_a_stall_of_the_model(reader: PageClient, running: RunningGrail) -> None:
    heard = Heard()
    with silent_model(running.bedrock_url, after_tokens=3), reader.socket() as socket:
        message_id = ask(socket, QUESTIONS[0])["message_id"]
        listen(socket, message_id, heard, 3)
        assert not heard.ended
        httpx.delete(f"{running.bedrock_url}/_local/faults", trust_env=False)
        listen(socket, message_id, heard)
    assert heard.frames[heard.last]["message"]["status"] == "complete"
