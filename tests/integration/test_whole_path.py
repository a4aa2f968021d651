"""The whole path by a client of the contract alone: sign in, upload, ask, read, delete."""

import time
from uuid import uuid4

import httpx
import pytest

from grail import Question, ServiceError
from grail.values import Json
from measure.page_client import PageClient

HANDBOOK = b"""# Handbook of the Juniper observatory

The observatory stands on Mount Arden, 2,940 metres above the sea, and was opened in 1987.

## Telescope

The main mirror of the telescope measures 3.6 metres. It was ground in Jena by Ingrid Solberg.

## Night shifts

Night shifts last from 19:00 to 05:30. Whoever worked a night shift gets two free days.
"""


def test_from_upload_to_deletion(client: PageClient) -> None:
    document = client.add_content("handbook.md", HANDBOOK, tags=["astronomy"])
    assert document.status == "uploading"
    ready = client.wait(document.id)
    assert (ready.status, ready.failure) == ("ready", None)
    assert ready.passages is not None
    assert ready.passages >= 1
    assert ready.tags == ["astronomy"]

    with client.socket() as socket:
        answer = socket.ask(uuid4().hex, "How large is the main mirror of the telescope?")

    assert answer.end["type"] == "done"
    assert [frame["seq"] for frame in answer.frames] == list(range(1, len(answer.frames) + 1))
    kinds = [frame["type"] for frame in answer.frames]
    assert kinds.index("sources") < kinds.index("delta")
    assert kinds.count("done") == 1
    message = answer.end["message"]
    assert answer.text == message["text"]
    assert "3.6 metres" in answer.text
    assert message["citations"]
    for citation in message["citations"]:
        source = answer.sources[citation["n"] - 1]
        assert source["id"] == citation["passage_id"]
        start, end = citation["quote_start"] - source["start"], citation["quote_end"] - source["start"]
        assert source["text"][start:end] == citation["quote"]
        assert answer.text[citation["answer_start"] : citation["answer_end"]].strip()

    conversation = client.call("GET", f"/conversations/{answer.accepted['conversation_id']}")
    assert [message["role"] for message in conversation["messages"]] == ["user", "assistant"]
    stored = conversation["messages"][1]
    assert (stored["text"], stored["status"]) == (answer.text, "complete")
    assert [source["id"] for source in stored["sources"]] == [source["id"] for source in answer.sources]

    assert {citation["standing"] for citation in stored["citations"]} == {"current"}
    assert conversation["next_cursor"] is None
    assert read_in_pages(client, conversation["id"]) == conversation["messages"]

    assert client.search("main mirror of the telescope").passages
    whole = {"document_id": document.id, "ordinal": 0, "passages": ready.passages}
    held = client.call("POST", "/verify", {"claim": "Night shifts last from 19:00 to 05:30.", **whole})
    assert (held["verified"], held["citation"]["quote"]) == (True, "Night shifts last from 19:00 to 05:30.")
    for claim in ("Night shifts last from 19:00 to 06:30.", "Day shifts last from 19:00 to 05:30."):
        assert client.call("POST", "/verify", {"claim": claim, **whole})["verified"] is False
    beyond = {"claim": "Night shifts last.", "document_id": document.id, "ordinal": 1_000}
    assert client.call("POST", "/verify", beyond) == {"verified": False, "citation": None}
    client.call("DELETE", f"/documents/{document.id}")
    assert client.search("main mirror of the telescope").passages == []
    wait_until_gone(client, document.id)
    later = client.call("GET", f"/conversations/{answer.accepted['conversation_id']}")["messages"][1]
    assert {citation["standing"] for citation in later["citations"]} == {"deleted"}


def read_in_pages(client: PageClient, conversation_id: str) -> list[Json]:
    """Message by message, the sources' texts by a call of their own."""
    path, messages = f"/conversations/{conversation_id}", []
    more: Json = {}
    while more.get("cursor", "") is not None:
        page = client.call("GET", path, limit=1, sources="brief", **more)
        messages += page["messages"]
        more = {"cursor": page["next_cursor"]}
    for message in messages:
        assert not any("text" in source for source in message["sources"])
        message["sources"] = client.call("GET", f"{path}/messages/{message['id']}/sources")["sources"]
    return messages[::-1]


def test_every_change_of_a_document_is_pushed(client: PageClient) -> None:
    with client.socket() as socket:
        document = client.add_content("shifts.txt", b"Night shifts last from seven in the evening to half past five.")
        seen = [socket.until("document")["document"]]
        while seen[-1]["status"] not in ("ready", "failed"):
            seen.append(socket.until("document")["document"])
    assert {document["id"] for document in seen} == {document.id}
    order = ["uploading", "queued", "extracting", "embedding", "indexing", "ready"]
    assert sorted({document["status"] for document in seen}, key=order.index) == order
    places = [order.index(document["status"]) for document in seen]
    assert places == sorted(places)


def test_a_follow_up_question_knows_what_was_asked(client: PageClient) -> None:
    client.wait(client.add_content("handbook.md", HANDBOOK).id)
    conversation = client.ask("Where does the observatory stand?").message.conversation_id
    second = client.ask(Question("And when was it opened?", conversation))
    assert second.message.conversation_id == conversation
    assert "1987" in second.text


def test_nothing_in_the_documents_is_said_so(client: PageClient) -> None:
    client.wait(client.add_content("handbook.md", HANDBOOK).id)
    answer = client.ask("Which football club won the championship in Portugal?")
    assert answer.message.citations == []
    assert "[" not in answer.text


def test_the_same_request_twice_is_one_answer(client: PageClient) -> None:
    client.wait(client.add_content("handbook.md", HANDBOOK).id)
    question = Question("When was the observatory opened?")
    first, again = client.ask(question), client.ask(question)
    with pytest.raises(ServiceError) as other:
        client.ask(Question("Who ground the mirror?", request_id=question.request_id))
    assert first.message.id == again.message.id
    assert first.text == again.text
    assert other.value.code == "conflict"


def test_an_answer_can_be_heard_again_from_any_place(client: PageClient) -> None:
    client.wait(client.add_content("handbook.md", HANDBOOK).id)
    with client.socket() as socket:
        answer = socket.ask(uuid4().hex, "When was the observatory opened?")
    for after in range(len(answer.frames)):
        with client.socket() as socket:
            socket.send(action="resume", message_id=answer.accepted["message_id"], after_seq=after)
            heard = [socket.receive() for _ in answer.frames[after:]]
        assert heard == answer.frames[after:]


def test_a_replaced_file_answers_with_its_new_text_alone(client: PageClient) -> None:
    document = client.add_content("opening.txt", b"The museum of clocks opens at nine in the morning.")
    client.wait(document.id)
    text = b"The museum of clocks opens at eleven in the morning."
    assert client.replace_content(document.id, text).version == 2
    while (ready := client.wait(document.id)).version < 2:
        time.sleep(0.1)
    found = client.search("When does the museum of clocks open?")
    assert ready.status == "ready"
    assert [passage.text for passage in found.passages] == [text.decode()]


def test_the_original_file_can_be_had_and_is_never_run_as_a_page(client: PageClient) -> None:
    text = b"<script>alert(1)</script><p>The pier of Southwold is 190 metres long.</p>"
    document = client.add_content("pier \u2013 Southwold.html", text)
    client.wait(document.id)
    link = client.call("GET", f"/documents/{document.id}/content")
    answer = httpx.get(link["url"], trust_env=False)
    assert (answer.status_code, answer.content) == (200, text)
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def wait_until_gone(client: PageClient, document_id: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            client.call("DELETE", f"/documents/{document_id}")
        except ServiceError as error:
            assert error.status == 404
            return
        time.sleep(0.2)
    raise AssertionError("The document is still there.")
