"""What one account stores, another neither sees nor finds."""

from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from grail import ServiceError
from measure.page_client import PageClient

SECRET = b"The password of the vault of Castle Brannigan is heliotrope."


def test_another_account_finds_nothing(client: PageClient, other_client: PageClient) -> None:
    document = client.wait(client.add_content("secret.txt", SECRET).id)
    answer = client.ask("What is the password of the vault of Castle Brannigan?")
    assert "heliotrope" in answer.text

    assert list(other_client.documents()) == []
    assert list(other_client.conversations()) == []
    assert other_client.search("password of the vault of Castle Brannigan").passages == []
    with other_client.socket() as socket:
        theirs = socket.ask(uuid4().hex, "What is the password of the vault of Castle Brannigan?")
        assert theirs.sources == []
        assert "heliotrope" not in theirs.text
        for frame in (
            {"action": "stop", "message_id": answer.message.id},
            {"action": "resume", "message_id": answer.message.id, "after_seq": 0},
        ):
            socket.send(**frame)
            assert socket.until("error")["error"]["code"] == "message_not_found"
        for more, code in (
            ({"conversation_id": answer.message.conversation_id}, "conversation_not_found"),
            ({"document_ids": [document.id]}, "document_not_found"),
            ({"regenerate_of": answer.message.id}, "message_not_found"),
        ):
            with pytest.raises(ServiceError) as refused:
                socket.ask(uuid4().hex, "What is it?", **more)
            assert refused.value.code == code


def test_another_accounts_ids_are_unknown(client: PageClient, other_client: PageClient) -> None:
    document_id = client.wait(client.add_content("secret.txt", SECRET).id).id
    answer = client.ask("What is the password?").message
    conversation_id, message_id = answer.conversation_id, answer.id
    calls: list[tuple[str, str, dict[str, object] | None]] = [
        ("GET", f"/documents/{document_id}", None),
        ("PATCH", f"/documents/{document_id}", {"filename": "mine.txt"}),
        ("PUT", f"/documents/{document_id}/content", {"size": 3}),
        ("GET", f"/documents/{document_id}/content", None),
        ("GET", f"/documents/{document_id}/passages", None),
        ("GET", f"/documents/{document_id}/guide", None),
        ("POST", f"/documents/{document_id}/retry", None),
        ("DELETE", f"/documents/{document_id}", None),
        ("POST", "/search", {"query": "vault", "document_ids": [document_id]}),
        ("GET", f"/conversations/{conversation_id}", None),
        ("GET", f"/conversations/{conversation_id}/messages/{message_id}/sources", None),
        ("PATCH", f"/conversations/{conversation_id}", {"title": "mine"}),
        ("DELETE", f"/conversations/{conversation_id}", None),
        ("PUT", f"/conversations/{conversation_id}/messages/{message_id}/feedback", {"rating": "up"}),
    ]
    for method, path, body in calls:
        with pytest.raises(ServiceError) as refused:
            other_client.call(method, path, body)
        assert refused.value.status == 404, (method, path)
    assert client.call("GET", f"/documents/{document_id}")["filename"] == "secret.txt"
    assert client.call("GET", f"/conversations/{conversation_id}")["title"]


def test_a_ticket_opens_one_socket(client: PageClient) -> None:
    ticket = client.call("POST", "/socket-tickets")["ticket"]
    url = f"{client.config.websocket_url}?ticket={ticket}"
    with connect(url, proxy=None):
        pass
    for wrong in (url, url + "x", client.config.websocket_url, url + "&ticket=" + ticket):
        with pytest.raises(InvalidStatus), connect(wrong, proxy=None):
            pass


def test_another_page_may_not_open_a_socket(client: PageClient) -> None:
    for origin in ("https://page.example.evil", "null"):
        with pytest.raises(InvalidStatus), client.socket(origin=origin):
            pass


def test_without_a_token_nothing_is_told(client: PageClient) -> None:
    for path in ("/documents", "/conversations", "/usage"):
        answer = httpx.get(f"{client.url}{path}", trust_env=False)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_signed_in")
