"""Counts over prose through the real socket: a Bedrock model's stand-in reads every passage by a pattern of a test."""

from collections.abc import Iterator
from typing import Any

import pytest

from measure.page_client import PageClient
from measure.running import RunningGrail, new_client
from measure.streaming.listening import Heard, ask, listen
from tests.integration.stand_ins import ASKED_FROM, chat_calls, local

NAMES = [
    f"{first} {last}" for last in ("Berg", "Cole", "Dunn") for first in ("Anna", "Ben", "Cara", "Dan", "Eve", "Finn")
]
PERSON = r"(?P<name>[A-Z]\w+ [A-Z]\w+) joined us in (?P<group>\w+) and earns (?P<value>\d+) euros"
LAMPS = "The depot hums in the evening, the lamps go on one after the other, and nobody counts them any more. " * 8
COUNT = "How many people joined us?"


def staff(first: int, last: int) -> str:
    return "\n\n".join(
        f"{NAMES[number]} joined us in {('Lyon', 'Graz')[number % 2]} and earns {1000 + 50 * number} euros. {LAMPS}"
        for number in range(first, last)
    )


@pytest.fixture(scope="module")
def library(stand_ins: RunningGrail) -> Iterator[PageClient]:
    with new_client(stand_ins) as client:
        for name, text in (("staff.txt", staff(0, 9)), ("people.txt", staff(9, 18))):
            assert client.wait(client.add_content(name, text.encode()).id).status == "ready"
        yield client


@pytest.fixture
def reader(library: PageClient, stand_ins: RunningGrail) -> Iterator[PageClient]:
    """A client whose model finds people, and counters at nothing."""
    local(stand_ins, "PUT", "patterns", {"Task: extract": {"list": "records", "pattern": PERSON}})
    local(stand_ins, "DELETE", "stats")
    yield library
    local(stand_ins, "DELETE", "patterns")
    local(stand_ins, "DELETE", "faults")


def answered(client: PageClient, question: str, **more: Any) -> tuple[Heard, dict[str, Any]]:
    """All frames, and the message as REST has it."""
    heard = Heard()
    with client.socket() as socket:
        accepted = ask(socket, question, **more)
        listen(socket, accepted["message_id"], heard)
    return heard, client.call("GET", f"/conversations/{accepted['conversation_id']}")["messages"][-1]


def test_every_passage_is_read_and_every_person_cited(reader: PageClient, stand_ins: RunningGrail) -> None:
    passages = sum(document["passages"] for document in reader.call("GET", "/documents")["items"])
    heard, stored = answered(reader, COUNT)
    assert (stored["status"], stored["text"]) == ("complete", heard.text)
    assert heard.text.startswith("18 ")
    assert f"Read {passages} of {passages} passages in 2 documents." in heard.text
    assert len({citation["quote"] for citation in stored["citations"]}) == 18
    assert all(citation["verified"] for citation in stored["citations"])
    frames = [frame for _, frame in sorted(heard.frames.items())]
    assert [(frame["route"], frame["detail"]) for frame in frames if frame.get("route")] == [
        (step["route"], step["detail"]) for step in stored["steps"]
    ]
    assert stored["steps"][0] == {"route": "aggregate", "detail": "staff.txt, people.txt"}
    assert stored["usage"]["price_usd"] == pytest.approx(local(stand_ins, "GET", "stats")["billed_usd"], rel=1e-3)


def test_code_adds_what_the_model_finds(reader: PageClient) -> None:
    heard, _ = answered(reader, "What is the total pay of all people who joined us?")
    assert str(sum(1000 + 50 * number for number in range(18))) in heard.text


def test_a_plain_question_is_one_call(reader: PageClient, stand_ins: RunningGrail) -> None:
    heard, stored = answered(reader, "How many euros does Cara Dunn earn?")
    assert "1700" in heard.text
    assert (stored["steps"], chat_calls(stand_ins)) == ([], 1)


def test_a_stop_ends_a_silent_reading(reader: PageClient, stand_ins: RunningGrail) -> None:
    local(stand_ins, "PUT", "faults", [{"operation": "ConverseStream", "after_tokens": 1, "hold": True}])
    heard = Heard()
    with reader.socket() as socket:
        message_id = ask(socket, COUNT)["message_id"]
        while not chat_calls(stand_ins):
            assert not heard.ended
            listen(socket, message_id, heard, 0.2)
        socket.send(action="stop", message_id=message_id)
        listen(socket, message_id, heard, 30)
    end = heard.frames[heard.last]
    assert (end["type"], end["message"]["status"], heard.text) == ("done", "stopped", "")
    assert end["message"]["usage"]["price_usd"] > 0


def test_a_reading_that_breaks_for_good_fails_as_a_plain_answer(reader: PageClient, stand_ins: RunningGrail) -> None:
    broken = {"operation": "ConverseStream", "after_tokens": 1, "error": "modelStreamErrorException"}
    local(stand_ins, "PUT", "faults", [broken])
    heard, stored = answered(reader, COUNT)
    assert (stored["status"], heard.text) == ("failed", "")
    assert stored["error"]["retryable"]


def report(chapters: int) -> str:
    """A document that is longer than the prompt of any model."""
    years = (
        f"## Year {year}\n\n{LAMPS * 3}In year {year} it was decided to build bridge B{year}. {LAMPS * 3}"
        for year in range(1500, 1500 + chapters)
    )
    return "\n\n".join(["# Chronicle of the bridges", *years])


def test_a_long_document_is_noted_once_and_cited(reader: PageClient, stand_ins: RunningGrail) -> None:
    pattern = r"(?P<point>In year \d+ it was decided to build bridge \w+\.)"
    local(stand_ins, "PUT", "patterns", {"Task: key points": {"list": "points", "pattern": pattern}})
    uploaded = reader.add_content("chronicle.md", report(60).encode()).id
    document = reader.wait(uploaded, seconds=400)
    assert document.status == "ready"
    assert document.tokens is not None
    assert document.tokens > 60_000
    local(stand_ins, "DELETE", "stats")
    heard, asked = answered(reader, "Please give me a summary of chronicle.md")
    price = asked["estimate"]
    assert (asked["status"], asked["notice"]["code"]) == ("complete", "price_to_confirm")
    assert (price["documents"], chat_calls(stand_ins)) == (1, 0)
    assert price["price_usd"] > ASKED_FROM
    assert heard.text == asked["text"]
    assert f"costs about ${price['price_usd']:.2f}" in heard.text
    assert heard.frames[heard.last]["message"]["estimate"] == price
    go_on = {"regenerate_of": asked["id"], "accept_price": price["price_usd"]}
    _, stored = answered(reader, "Please give me a summary of chronicle.md", **go_on)
    assert stored["estimate"] is None
    assert stored["usage"]["price_usd"] < price["price_usd"]
    first = chat_calls(stand_ins)
    assert (stored["status"], stored["steps"][0]) == ("complete", {"route": "summary", "detail": "chronicle.md"})
    assert len(stored["sources"]) == 60
    assert all(source["document_id"] == uploaded and "it was decided" in source["text"] for source in stored["sources"])
    assert stored["citations"]
    assert all(citation["verified"] for citation in stored["citations"])
    assert stored["usage"]["price_usd"] == pytest.approx(local(stand_ins, "GET", "stats")["billed_usd"], rel=1e-3)
    local(stand_ins, "DELETE", "stats")
    _, again = answered(reader, "Give me an overview of chronicle.md")
    assert (first > 10, chat_calls(stand_ins)) == (True, 1)
    assert [source["text"] for source in again["sources"]] == [source["text"] for source in stored["sources"]]
    reader.call("DELETE", f"/documents/{uploaded}")


@pytest.mark.parametrize("price", [-1, "much", 1e12])
def test_a_price_that_is_none_is_refused(reader: PageClient, price: object) -> None:
    with reader.socket() as socket:
        socket.send(action="ask", request_id="p", text=COUNT, accept_price=price)
        assert socket.until("error")["error"]["code"] == "invalid_request"
