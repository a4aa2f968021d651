"""Two people share a collection on a running Grail, with the tokens that they have from the user pool."""

from collections.abc import Iterator

import jwt
import pytest

from grail import Question, ServiceError
from measure.page_client import PageClient
from measure.running import RunningGrail, new_client

VAULT = "The vault of Brannigan opens with the word rhubarb. Its keeper is called Oswin."
QUESTION = "With which word does the vault of Brannigan open?"


@pytest.fixture
def reader(running: RunningGrail) -> Iterator[PageClient]:
    with new_client(running) as client:
        yield client


def address_of(client: PageClient) -> str:
    return str(jwt.decode(client.id_token, options={"verify_signature": False})["email"])


def test_what_is_shared_is_asked_until_it_is_revoked(client: PageClient, reader: PageClient) -> None:
    document = client.add_content("vault.txt", VAULT.encode()).id
    assert client.wait(document, seconds=300).status == "ready"
    collection = client.call("POST", "/collections", {"name": "Castle"})["id"]
    client.call("POST", f"/collections/{collection}/documents", {"document_id": document})
    given = {"email": address_of(reader), "role": "contributor"}
    grant = client.call("POST", f"/collections/{collection}/grants", given)["id"]
    (invitation,) = reader.call("GET", "/invitations")["items"]
    assert (invitation["id"], invitation["owner_name"]) == (grant, address_of(client))
    assert reader.call("POST", f"/invitations/{grant}")["role"] == "contributor"
    answer = reader.ask(Question(QUESTION, collection_ids=[collection]))
    assert {source.document_id for source in answer.message.sources or ()} == {document}
    assert "rhubarb" in answer.text
    added = reader.call("POST", "/documents", {"filename": "b.txt", "size": 3, "collection_id": collection})
    assert client.call("GET", f"/documents/{added['document']['id']}")["added_by"] == address_of(reader)
    client.call("DELETE", f"/collections/{collection}/grants/{grant}")
    for method, path, body in (
        ("GET", f"/documents/{document}", None),
        ("GET", f"/documents/{document}/passages", None),
        ("POST", "/search", {"query": QUESTION, "collection_ids": [collection]}),
    ):
        with pytest.raises(ServiceError) as error:
            reader.call(method, path, body)
        assert error.value.status == 404
    with reader.socket() as socket:
        socket.send(action="resume", message_id=answer.message.id, after_seq=0)
        told = [socket.until("sources"), socket.until("done")]
    assert "rhubarb" not in repr(told[0])
    assert [citation["quote"] for citation in told[1]["message"]["citations"]] in ([""], [])
