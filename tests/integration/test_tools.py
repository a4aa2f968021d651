"""Answers of several steps through the real socket: a Bedrock model's stand-in calls the tools that a test names."""

from collections.abc import Iterator
from typing import Any

import pytest

from measure.page_client import PageClient
from measure.running import RunningGrail, new_client
from measure.streaming.__main__ import DOCUMENT
from measure.streaming.listening import Heard, ask, listen
from tests.integration.stand_ins import chat_calls, local

KEYS = "Amelie Roth minds Block Seven.\n\nThe brass key of Block Seven hangs on hook 12 of the office."
SECRET = "The word for the vault of Block Seven is Quendale."
QUESTION = "Where does one find what Roth's colleagues borrow at night?"
TWO_HOPS = (
    [{"name": "search", "input": {"query": "Amelie Roth", "document": "keys.txt"}}],
    [
        {"name": "search", "input": {"query": "The brass key of Block Seven"}},
        {"name": "open", "input": {"document": "lighthouses.txt", "ordinal": 0}},
    ],
)


@pytest.fixture
def reader(stand_ins: RunningGrail) -> Iterator[PageClient]:
    """A client whose documents are ready, and a model without rounds and faults."""
    with new_client(stand_ins) as client:
        for name, text in (("lighthouses.txt", DOCUMENT), ("keys.txt", KEYS)):
            assert client.wait(client.add_content(name, text.encode()).id).status == "ready"
        local(stand_ins, "DELETE", "stats")
        yield client
    local(stand_ins, "DELETE", "tool_calls")
    local(stand_ins, "DELETE", "faults")


def answered(client: PageClient, question: str = QUESTION) -> tuple[Heard, dict[str, Any]]:
    """All frames, and the message as REST has it."""
    heard = Heard()
    with client.socket() as socket:
        accepted = ask(socket, question)
        listen(socket, accepted["message_id"], heard)
    return heard, client.call("GET", f"/conversations/{accepted['conversation_id']}")["messages"][-1]


def test_two_rounds_are_told_and_their_passages_cited(reader: PageClient, stand_ins: RunningGrail) -> None:
    local(stand_ins, "PUT", "tool_calls", TWO_HOPS)
    heard, stored = answered(reader)
    frames = [frame for _, frame in sorted(heard.frames.items())]
    steps = [(frame["route"], frame["detail"]) for frame in frames if frame.get("route")]
    assert steps == [
        ("steps", "Amelie Roth · keys.txt"),
        ("steps", "The brass key of Block Seven"),
        ("steps", "lighthouses.txt"),
    ]
    assert stored["steps"] == [{"route": route, "detail": detail} for route, detail in steps]
    assert {source["filename"] for source in stored["sources"]} == {"keys.txt", "lighthouses.txt"}
    assert (stored["status"], stored["text"]) == ("complete", heard.text)
    assert chat_calls(stand_ins) == 3
    assert stored["usage"]["price_usd"] == pytest.approx(local(stand_ins, "GET", "stats")["billed_usd"], rel=1e-3)


def test_a_plain_question_is_one_call(reader: PageClient, stand_ins: RunningGrail) -> None:
    local(stand_ins, "PUT", "tool_calls", TWO_HOPS)
    heard, stored = answered(reader, "When was the lighthouse of Cape Arden built?")
    assert "1820" in heard.text
    assert (stored["status"], stored["steps"]) == ("complete", [])
    assert chat_calls(stand_ins) == 1


def test_another_owners_document_is_out_of_reach(reader: PageClient, stand_ins: RunningGrail) -> None:
    with new_client(stand_ins) as other:
        secret = other.add_content("secret.txt", SECRET.encode()).id
        assert other.wait(secret).status == "ready"
    calls = [
        {"name": "open", "input": {"document": secret, "ordinal": 0}},
        {"name": "search", "input": {"query": "The word for the vault", "document": "secret.txt"}},
        {"name": "search", "input": {"query": SECRET}},
        {"name": "list_documents", "input": {}},
    ]
    local(stand_ins, "PUT", "tool_calls", [calls])
    heard, stored = answered(reader)
    assert stored["status"] == "complete"
    assert len(stored["steps"]) == 4
    assert "Quendale" not in f"{[source['text'] for source in stored['sources']]}{heard.text}"
    assert "secret.txt" not in {source["filename"] for source in stored["sources"]}


def test_a_stop_ends_a_silent_round(reader: PageClient, stand_ins: RunningGrail) -> None:
    local(stand_ins, "PUT", "tool_calls", TWO_HOPS)
    silent = {"operation": "ConverseStream", "after_calls": 1, "after_tokens": 0, "hold": True}
    local(stand_ins, "PUT", "faults", [silent])
    heard = Heard()
    with reader.socket() as socket:
        message_id = ask(socket, QUESTION)["message_id"]
        while chat_calls(stand_ins) < 2:
            assert not heard.ended
            listen(socket, message_id, heard, 0.2)
        socket.send(action="stop", message_id=message_id)
        listen(socket, message_id, heard, 30)
    end = heard.frames[heard.last]
    assert (end["type"], end["message"]["status"], heard.text) == ("done", "stopped", "")
    assert end["message"]["usage"]["price_usd"] > 0
    assert chat_calls(stand_ins) == 2


def test_a_broken_round_leaves_it_to_the_rules(reader: PageClient, stand_ins: RunningGrail) -> None:
    broken = {"operation": "ConverseStream", "times": 1, "after_tokens": 1, "error": "modelStreamErrorException"}
    local(stand_ins, "PUT", "faults", [broken])
    _, stored = answered(reader)
    assert (stored["status"], stored["steps"]) == ("complete", [])
    assert chat_calls(stand_ins) == 2
