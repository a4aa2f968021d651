"""Questions within collections, on a running Grail: what is taken out is not searched from then on."""

import time
from typing import Any
from uuid import uuid4

import pytest

from grail import Question, ServiceError
from measure.page_client import PageClient

HEATH = "The lighthouse on the heath is kept by Signe Lund. She paints it white each spring."
PORT = "The lighthouse in the port is kept by Jens Holm. He paints it red each autumn."
QUESTION = "Who keeps the lighthouse?"


@pytest.fixture
def lighthouses(client: PageClient) -> tuple[str, str, str]:
    """Two documents, and a collection that holds the first of them."""
    ids = [client.add_content(f"{name}.txt", text.encode()).id for name, text in (("heath", HEATH), ("port", PORT))]
    assert {client.wait(document_id, seconds=300).status for document_id in ids} == {"ready"}
    collection = client.call("POST", "/collections", {"name": "Heath"})["id"]
    client.call("POST", f"/collections/{collection}/documents", {"document_id": ids[0]})
    return ids[0], ids[1], collection


def asked(client: PageClient, **scope: Any) -> tuple[set[str], str]:
    """The documents that an answer rests on, and its message."""
    answer = client.ask(Question(QUESTION, **scope)).message
    return {source.document_id for source in answer.sources or ()}, answer.id


def test_an_answer_keeps_to_its_collections(client: PageClient, lighthouses: tuple[str, str, str]) -> None:
    heath, port, collection = lighthouses
    assert asked(client)[0] == {heath, port}
    found, message = asked(client, collection_ids=[collection])
    assert found == {heath}
    conversation = next(iter(client.conversations())).id
    stored = client.call("GET", f"/conversations/{conversation}")["messages"]
    assert [each["collection_ids"] for each in stored] == [[collection], [collection]]
    assert asked(client, collection_ids=[collection], document_ids=[port])[0] == set()
    client.call("DELETE", f"/collections/{collection}/documents/{heath}")
    again = {"collection_ids": [collection], "conversation_id": conversation, "regenerate_of": message}
    with client.socket() as socket:
        assert socket.ask(uuid4().hex, QUESTION, seconds=300, **again).sources == []
    client.call("DELETE", f"/collections/{collection}")
    with pytest.raises(ServiceError) as error:
        client.call("POST", "/search", {"query": QUESTION, "collection_ids": [collection]})
    assert (error.value.status, error.value.code) == (404, "collection_not_found")


def test_a_deleted_document_leaves_its_collections(client: PageClient, lighthouses: tuple[str, str, str]) -> None:
    heath, _, collection = lighthouses
    client.call("DELETE", f"/documents/{heath}")
    until = time.monotonic() + 300
    while client.call("GET", f"/collections/{collection}")["documents"]:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert client.call("GET", f"/collections/{collection}/documents")["items"] == []
