"""Programs: no token but one that its owner made opens `/mcp`, and none reaches what is another's.

The table of tools is held to the product: a new tool without a line here fails.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from chalicelib.api.programs.tools import DEFINITIONS
from measure.page_client import PageClient
from measure.running import RunningGrail
from tests.attacks.conftest import SECRET, SECRET_TEXT, UNKNOWN, Attacks, Victim
from tests.attacks.identity.test_isolation import thief_call
from tests.attacks.identity.test_tokens import client_of, forgeries, refused_alike, tokens_of

# What each tool is called with, by the ids of a document, a conversation, a message and a collection.
CALLS: dict[str, Callable[[str, str, str, str], list[dict[str, Any]]]] = {
    "search": lambda d, c, m, k: [
        {"query": "password of the vault", "document_ids": [d]},
        {"query": "password of the vault", "collection_ids": [k]},
    ],
    "fetch": lambda d, c, m, k: [{"id": d}, {"id": f"{d}:0"}],
    "ask": lambda d, c, m, k: [
        {"question": "What is the password?", "document_ids": [d]},
        {"question": "What is the password?", "collection_ids": [k]},
        {"question": "What is the password?", "conversation_id": c},
        {"message_id": m},
    ],
    "read_passages": lambda d, c, m, k: [{"document_id": d}],
    "list_documents": lambda d, c, m, k: [],
    "list_collections": lambda d, c, m, k: [],
    "verify_claim": lambda d, c, m, k: [{"claim": SECRET_TEXT, "passage_id": f"{d}:0"}],
    "upload_text": lambda d, c, m, k: [],
    "delete_document": lambda d, c, m, k: [{"document_id": d}],
}


@pytest.fixture
def http(running: RunningGrail) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.api_url, trust_env=False, timeout=40) as client:
        yield client


def new_token(client: PageClient, *scopes: str) -> tuple[str, str]:
    """A token of the client's own, and its id."""
    made = client.call("POST", "/tokens", {"name": "A program", "scopes": list(scopes), "days": 1})
    return made["token"], made["id"]


def rpc(http: httpx.Client, token: str, method: str, **params: Any) -> httpx.Response:
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return http.post("/mcp", json=message, headers={"Authorization": f"Bearer {token}"})


def called(http: httpx.Client, token: str, name: str, arguments: Any) -> Any:
    return rpc(http, token, "tools/call", name=name, arguments=arguments).json()["result"]


def test_every_tool_is_in_the_table() -> None:
    assert {definition.name for definition in DEFINITIONS} == set(CALLS)


def test_no_tool_reaches_another_owners_things(
    http: httpx.Client, thief: PageClient, victim: Victim, attacks: Attacks
) -> None:
    token, _ = new_token(thief, "read", "ask", "write")
    before = victim.everything()
    for name, calls in CALLS.items():
        theirs = calls(victim.document_id, victim.conversation_id, victim.message_id, victim.collection_id)
        for given, unknown in zip(theirs, calls(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN), strict=True):
            got, expected = called(http, token, name, given), called(http, token, name, unknown)
            attacks.refused("programs", got == expected and got["isError"], (name, got))
    for uri in (f"grail://documents/{victim.document_id}", f"grail://documents/{victim.document_id}/0"):
        error = rpc(http, token, "resources/read", uri=uri).json()["error"]
        attacks.refused("programs", error["code"] == -32602, error)
    lists = [rpc(http, token, "resources/list").text, json.dumps(called(http, token, "list_documents", {}))]
    lists += [json.dumps(called(http, token, "search", {"query": SECRET}))]
    lists += [json.dumps(called(http, token, "list_collections", {}))]
    for text in lists:
        shows = any(part in text for part in (SECRET, victim.document_id, victim.collection_id))
        attacks.refused("programs", not shows, text)
    attacks.refused("programs", victim.everything() == before, "something changed")


def test_no_other_token_opens_the_endpoint(
    http: httpx.Client, thief: PageClient, victim: Victim, running: RunningGrail, attacks: Attacks
) -> None:
    """0 let in: ID and access tokens of this pool and of others, forged, spliced and revoked ones."""
    expected, auth = http.get("/documents"), thief.raw_config["auth"]
    (good, made), (theirs, _) = new_token(thief, "read"), new_token(victim.client, "read")
    assert rpc(http, good, "tools/list").status_code == 200
    cognito = running.aws("cognito-idp")
    other_pool = cognito.create_user_pool(PoolName="programs")["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    own = tokens_of(cognito, auth["user_pool_id"], auth["client_id"])
    foreign = tokens_of(cognito, other_pool, client_of(cognito, other_pool, flows))
    sibling = tokens_of(cognito, auth["user_pool_id"], client_of(cognito, auth["user_pool_id"], flows))
    mine, other = good.split("_", 3), theirs.split("_", 3)
    wrong = {
        **forgeries(thief.id_token),
        "ID token": thief.id_token,
        "another ID token": own["IdToken"],
        "access token for the page": own["AccessToken"],
        "another pool's": foreign["AccessToken"],
        "another client's": sibling["AccessToken"],
        "another's name": "_".join([mine[0], other[1], *mine[2:]]),
        "another's name and id": "_".join([mine[0], *other[1:3], mine[3]]),
        "one letter of the secret": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "without secret": "_".join(mine[:3]),
        "a socket's ticket": thief.call("POST", "/socket-tickets")["ticket"],
    }
    for name, token in wrong.items():
        answer = http.post(
            "/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers={"Authorization": token[:30_000]}
        )
        told = answer.status_code in (400, 431) or refused_alike(answer, expected)
        attacks.refused("programs", told, (name, answer.status_code, answer.text))
    thief.call("DELETE", f"/tokens/{made}")
    for _ in range(3):
        attacks.refused("programs", refused_alike(rpc(http, good, "tools/list"), expected), "revoked")
    for method in ("GET", "DELETE"):
        attacks.refused("programs", refused_alike(http.request(method, "/mcp"), expected), method)


def test_a_token_does_no_more_than_its_scopes_say(http: httpx.Client, thief: PageClient, attacks: Attacks) -> None:
    token, made = new_token(thief, "read")
    headers = {"Authorization": f"Bearer {token}"}
    for name in ("ask", "upload_text", "delete_document"):
        error = rpc(http, token, "tools/call", name=name, arguments={}).json().get("error", {})
        attacks.refused("programs", error.get("code") == -32602, (name, error))
    for method, path, body in (
        ("POST", "/documents", {"filename": "a.txt", "size": 1}),
        ("POST", "/socket-tickets", None),
        ("POST", "/tokens", {"name": "more", "scopes": ["write"]}),
        ("GET", "/tokens", None),
        ("DELETE", f"/tokens/{made}", None),
        ("DELETE", "/account", None),
    ):
        answer = http.request(method, path, json=body, headers=headers)
        attacks.refused("programs", answer.status_code == 403, (method, path, answer.text))
    assert http.get("/documents", headers=headers).status_code == 200


def test_another_owners_token_cannot_be_taken_back(thief: PageClient, victim: Victim, attacks: Attacks) -> None:
    _, theirs = new_token(victim.client, "read")
    for id_ in (theirs, UNKNOWN):
        attacks.refused("programs", thief_call(thief, "DELETE", f"/tokens/{id_}") == 404, id_)
    assert theirs in {token["id"] for token in victim.client.call("GET", "/tokens")["items"]}
