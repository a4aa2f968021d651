"""What one account stores, another neither sees nor finds."""

from uuid import uuid4

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from cloud.client import Client, ClientError

SECRET = b"The password of the vault of Castle Brannigan is heliotrope."


def test_another_account_finds_nothing(client: Client, other_client: Client) -> None:
    document = client.wait(client.upload("secret.txt", SECRET)["id"])
    with client.socket() as socket:
        answer = socket.ask(uuid4().hex, "What is the password of the vault of Castle Brannigan?")
    assert "heliotrope" in answer.text

    assert list(other_client.documents()) == []
    assert list(other_client.conversations()) == []
    assert other_client.search("password of the vault of Castle Brannigan") == []
    with other_client.socket() as socket:
        theirs = socket.ask(uuid4().hex, "What is the password of the vault of Castle Brannigan?")
        assert theirs.sources == []
        assert "heliotrope" not in theirs.text
        for frame in (
            {"action": "stop", "message_id": answer.accepted["message_id"]},
            {"action": "resume", "message_id": answer.accepted["message_id"], "after_seq": 0},
        ):
            socket.send(**frame)
            assert socket.until("error")["error"]["code"] == "message_not_found"
        for more, code in (
            ({"conversation_id": answer.accepted["conversation_id"]}, "conversation_not_found"),
            ({"document_ids": [document["id"]]}, "document_not_found"),
            ({"regenerate_of": answer.accepted["message_id"]}, "message_not_found"),
        ):
            with pytest.raises(ClientError) as refused:
                socket.ask(uuid4().hex, "What is it?", **more)
            assert refused.value.code == code


def test_another_accounts_ids_are_unknown(client: Client, other_client: Client) -> None:
    document_id = client.wait(client.upload("secret.txt", SECRET)["id"])["id"]
    with client.socket() as socket:
        answer = socket.ask(uuid4().hex, "What is the password?")
    conversation_id, message_id = answer.accepted["conversation_id"], answer.accepted["message_id"]
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
        with pytest.raises(ClientError) as refused:
            other_client.call(method, path, body)
        assert refused.value.status == 404, (method, path)
    assert client.call("GET", f"/documents/{document_id}")["filename"] == "secret.txt"
    assert client.call("GET", f"/conversations/{conversation_id}")["title"]


def test_a_ticket_opens_one_socket(client: Client) -> None:
    ticket = client.call("POST", "/socket-tickets")["ticket"]
    url = f"{client.config['websocket_url']}?ticket={ticket}"
    with connect(url, proxy=None):
        pass
    for wrong in (url, url + "x", client.config["websocket_url"], url + "&ticket=" + ticket):
        with pytest.raises(InvalidStatus), connect(wrong, proxy=None):
            pass


def test_another_page_may_not_open_a_socket(client: Client) -> None:
    for origin in ("https://page.example.evil", "null"):
        with pytest.raises(InvalidStatus), client.socket(origin=origin):
            pass


def test_without_a_token_nothing_is_told(client: Client) -> None:
    client.id_token = ""
    for path in ("/documents", "/conversations", "/usage"):
        with pytest.raises(ClientError) as refused:
            client.call("GET", path)
        assert (refused.value.status, refused.value.code) == (401, "not_signed_in")
