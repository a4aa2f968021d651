"""With another owner's ids every route and action does as with ids that never were.

Both tables are held to the app: a new route or action without a line here fails.
"""

import importlib
import json
import typing
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from chalicelib.api.actions import Frame
from grail import ServiceError
from measure.page_client import PageClient
from measure.running import RunningGrail
from tests.attacks.conftest import LONG, SECRET, UNKNOWN, Attacks, Victim
from tests.attacks.identity.test_collections import OF_COLLECTIONS, told
from tests.attacks.identity.test_sources import OF_SOURCES

MIXED = 10_000 if LONG else 100

Call = tuple[str, Any]  # Path and body.


def no_ids(path: str, body: Any = None) -> Callable[[str, str, str], list[Call]]:
    """A route that takes no id: it may show what is the caller's own, and nothing else."""
    return lambda document, conversation, message: [(path, body)]


# For each route, what is called with the ids of a document, a conversation and a message.
METADATA = "/.well-known/oauth-protected-resource"
OPEN = {("GET", path) for path in ("/health", "/config", "/openapi.json", METADATA, f"{METADATA}/mcp")}
PROGRAMS = {("POST", "/mcp"), ("GET", "/mcp"), ("DELETE", "/mcp")}  # test_programs.py has its tools.
OWN: dict[tuple[str, str], Callable[[str, str, str], list[Call]]] = {
    ("POST", "/socket-tickets"): no_ids("/socket-tickets"),
    ("POST", "/documents"): no_ids("/documents", {"filename": "vault.txt", "size": 3}),
    ("GET", "/documents"): no_ids("/documents"),
    ("GET", "/conversations"): no_ids("/conversations"),
    ("GET", "/notes"): no_ids("/notes"),
    ("GET", "/collections"): no_ids("/collections"),
    ("POST", "/collections"): no_ids("/collections", {"name": "mine"}),
    ("GET", "/sources"): no_ids("/sources"),
    ("POST", "/sources"): no_ids("/sources", {"address": "https://example.org/", "paused": True}),
    ("GET", "/invitations"): no_ids("/invitations"),
    ("GET", "/usage"): no_ids("/usage"),
    ("POST", "/account/export"): no_ids("/account/export"),
    ("GET", "/account/export"): no_ids("/account/export"),
    ("DELETE", "/account"): no_ids("/account"),
    ("GET", "/account/acts"): no_ids("/account/acts"),
    ("GET", "/links"): no_ids("/links"),
    ("GET", "/tokens"): no_ids("/tokens"),
    ("POST", "/tokens"): no_ids("/tokens", {"name": "mine", "scopes": ["read"]}),
    ("POST", "/search"): no_ids("/search", {"query": "password of the vault of Castle Brannigan", "tags": ["castle"]}),
}
FOREIGN: dict[tuple[str, str], Callable[[str, str, str], list[Call]]] = {
    ("GET", "/documents/{document_id}"): lambda d, c, m: [(f"/documents/{d}", None)],
    ("PATCH", "/documents/{document_id}"): lambda d, c, m: [
        (f"/documents/{d}", {"filename": "mine.txt"}),
        (f"/documents/{d}", {"tags": ["mine"]}),
        (f"/documents/{d}", {}),
    ],
    ("DELETE", "/documents/{document_id}"): lambda d, c, m: [(f"/documents/{d}", None)],
    ("PUT", "/documents/{document_id}/content"): lambda d, c, m: [(f"/documents/{d}/content", {"size": 3})],
    ("GET", "/documents/{document_id}/content"): lambda d, c, m: [(f"/documents/{d}/content", None)],
    ("GET", "/documents/{document_id}/passages"): lambda d, c, m: [
        (f"/documents/{d}/passages", None),
        (f"/documents/{d}/passages?ordinal=0&limit=1", None),
    ],
    ("GET", "/documents/{document_id}/guide"): lambda d, c, m: [(f"/documents/{d}/guide", None)],
    ("POST", "/documents/{document_id}/retry"): lambda d, c, m: [(f"/documents/{d}/retry", None)],
    ("POST", "/search"): lambda d, c, m: [
        ("/search", {"query": "password of the vault", "document_ids": [d], "mode": mode, "explain": True})
        for mode in ("hybrid", "vector", "text")
    ],
    ("DELETE", "/tokens/{token_id}"): lambda d, c, m: [(f"/tokens/{d}", None)],
    ("POST", "/verify"): lambda d, c, m: [("/verify", {"claim": "The vault opens.", "document_id": d, "ordinal": 0})],
    ("GET", "/conversations/{conversation_id}"): lambda d, c, m: [
        (f"/conversations/{c}", None),
        (f"/conversations/{c}?limit=1&sources=brief", None),
    ],
    ("GET", "/conversations/{conversation_id}/messages/{message_id}/sources"): lambda d, c, m: [
        (f"/conversations/{c}/messages/{m}/sources", None)
    ],
    ("PATCH", "/conversations/{conversation_id}"): lambda d, c, m: [(f"/conversations/{c}", {"title": "mine"})],
    ("DELETE", "/conversations/{conversation_id}"): lambda d, c, m: [(f"/conversations/{c}", None)],
    ("PUT", "/conversations/{conversation_id}/messages/{message_id}/feedback"): lambda d, c, m: [
        (f"/conversations/{c}/messages/{m}/feedback", {"rating": "up"})
    ],
    ("POST", "/conversations/{conversation_id}/links"): lambda d, c, m: [(f"/conversations/{c}/links", {})],
    ("GET", "/links/{link_id}"): lambda d, c, m: [(f"/links/{c}", None)],
    ("DELETE", "/links/{link_id}"): lambda d, c, m: [(f"/links/{c}", None)],
    ("POST", "/notes"): lambda d, c, m: [("/notes", {"conversation_id": c, "message_id": m})],
    ("PATCH", "/notes/{note_id}"): lambda d, c, m: [(f"/notes/{m}", {"text": "mine"})],
    ("DELETE", "/notes/{note_id}"): lambda d, c, m: [(f"/notes/{m}", None)],
    ("POST", "/invitations/{grant_id}"): lambda d, c, m: [(f"/invitations/{d}", None)],
    ("DELETE", "/invitations/{grant_id}"): lambda d, c, m: [(f"/invitations/{d}", None)],
}
ACTIONS: dict[str, Callable[[str, str, str], list[dict[str, Any]]]] = {
    "ask": lambda d, c, m: [
        {"request_id": "r1", "text": "What is the password?", "conversation_id": c},
        {"request_id": "r2", "text": "What is the password?", "document_ids": [d]},
        {"request_id": "r3", "text": "What is the password?", "regenerate_of": m},
        {"request_id": "r4", "text": "What is the password?", "conversation_id": c, "regenerate_of": m},
    ],
    "stop": lambda d, c, m: [{"message_id": m}],
    "resume": lambda d, c, m: [{"message_id": m, "after_seq": 0}],
    "renew": lambda d, c, m: [],  # Takes no id: test_tickets has another's ticket.
    "ping": lambda d, c, m: [],
}


def test_every_route_is_in_the_tables() -> None:
    routes = importlib.import_module("app").app.routes
    there = {(method, path) for path, methods in routes.items() for method in methods}
    admins = {(method, path) for method, path in there if path.startswith("/admin/")}  # test_admins.py has them all.
    preflights = {("OPTIONS", path) for path in routes}  # Browsers send them without a token; they read nothing.
    assert (
        there == OPEN | PROGRAMS | admins | set(OWN) | set(FOREIGN) | set(OF_COLLECTIONS) | set(OF_SOURCES) | preflights
    )


def test_every_action_is_in_the_table() -> None:
    tags = {kind.__struct_config__.tag for kind in typing.get_args(Frame)}
    assert tags == set(ACTIONS)


@pytest.mark.parametrize("route", FOREIGN, ids=" ".join)
def test_another_owners_ids_equal_unknown_ids(
    route: tuple[str, str], call: Callable[..., httpx.Response], victim: Victim, attacks: Attacks
) -> None:
    before = victim.everything()
    theirs = FOREIGN[route](victim.document_id, victim.conversation_id, victim.message_id)
    unknown = FOREIGN[route](UNKNOWN, UNKNOWN, UNKNOWN)
    for (path, body), (unknown_path, unknown_body) in zip(theirs, unknown, strict=True):
        got, expected = call(route[0], path, body), call(route[0], unknown_path, unknown_body)
        attacks.refused("isolation", told(got) == told(expected) and got.status_code == 404, (route, path, got.text))
    attacks.refused("isolation", victim.everything() == before, f"{route} changed something")


@pytest.mark.parametrize("route", OWN, ids=" ".join)
def test_lists_show_only_the_owners_things(
    route: tuple[str, str], call: Callable[..., httpx.Response], victim: Victim, attacks: Attacks
) -> None:
    for path, body in OWN[route]("", "", ""):
        answer = call(route[0], path, body)
        assert answer.status_code < 300
        attacks.refused("isolation", no_trace(answer.text, victim), answer.text)


def test_messages_of_another_owners_conversation_are_not_found(
    thief: PageClient, victim: Victim, attacks: Attacks
) -> None:
    with thief.socket() as socket:
        own = socket.ask("thiefs-own", "What is in my documents?").accepted
        for more in (
            {"conversation_id": own["conversation_id"], "regenerate_of": victim.message_id},
            {"conversation_id": victim.conversation_id, "regenerate_of": own["message_id"]},
        ):
            socket.send(action="ask", request_id=f"mixed-{len(more)}", text="And?", **more)
            error = socket.until("error", "accepted")
            attacks.refused(
                "isolation", error["type"] == "error" and error["error"]["code"].endswith("_not_found"), error
            )
    for conversation, message in (
        (own["conversation_id"], victim.message_id),
        (victim.conversation_id, own["message_id"]),
    ):
        path = f"/conversations/{conversation}/messages/{message}"
        for answer in (
            thief_call(thief, "PUT", f"{path}/feedback", {"rating": "up"}),
            thief_call(thief, "GET", f"{path}/sources"),
        ):
            attacks.refused("isolation", answer == 404, answer)


def thief_call(thief: PageClient, method: str, path: str, body: Any = None, **params: Any) -> int:
    try:
        thief.call(method, path, body, **params)
    except ServiceError as error:
        return error.status
    return 200


@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_reaches_another_owners_things(
    action: str, thief: PageClient, victim: Victim, attacks: Attacks
) -> None:
    before = victim.everything()
    ids = (victim.document_id, victim.conversation_id, victim.message_id)
    with thief.socket() as socket:
        frames = zip(ACTIONS[action](*ids), ACTIONS[action](UNKNOWN, UNKNOWN, UNKNOWN), strict=True)
        for theirs, unknown in frames:
            errors: list[tuple[str, Any]] = []
            for frame in (theirs, unknown):
                socket.send(action=action, **frame)
                told = socket.receive()
                errors.append((told["type"], told.get("error")))
            attacks.refused("isolation", errors[0] == errors[1] and errors[0][0] == "error", errors)
            attacks.refused("isolation", errors[0][1]["code"].endswith("_not_found"), errors)
    attacks.refused("isolation", victim.everything() == before, f"{action} changed something")


@pytest.mark.parametrize("path", ["/documents", "/conversations"])
def test_another_owners_cursor_equals_a_made_up_one(
    path: str, thief: PageClient, victim: Victim, attacks: Attacks
) -> None:
    cursor = victim.cursors[path]
    forged = [
        cursor[:-2] + "AA",
        cursor + "AA",
        cursor + "=",
        cursor + "====",
        f"-{cursor}",
        f"{cursor}!",
        "IiI=",
        '"x"',
        "null",
        "A" * 3_000,
    ]
    other = victim.cursors["/conversations" if path == "/documents" else "/documents"]
    for refused_cursor in (cursor, other, *forged):
        attacks.refused("isolation", thief_call(thief, "GET", path, cursor=refused_cursor) == 400, refused_cursor)
    attacks.refused(
        "isolation", thief_call(victim.client, "GET", path, cursor=other) == 400, "a cursor of another list"
    )
    assert thief_call(victim.client, "GET", path, cursor=cursor) == 200


def test_no_answer_of_another_owner_has_the_secret(
    running: RunningGrail, thief: PageClient, victim: Victim, attacks: Attacks
) -> None:
    """Searches, questions, lists, counts and errors of one who has a much alike document, in turn."""
    own = thief.add_content(
        "vault.txt", b"The password of the vault of Castle Dunmore is periwinkle. The keeper is Ada."
    )
    assert thief.wait(own.id).status == "ready"
    calls: list[tuple[str, str, Any]] = [
        ("POST", "/search", {"query": "password of the vault of Castle Brannigan", "k": 50, "explain": True}),
        ("GET", "/documents", None),
        ("POST", "/search", {"query": SECRET, "mode": "text"}),
        ("GET", f"/documents/{own.id}", None),
        ("GET", "/conversations", None),
        ("POST", "/search", {"query": "keeper Oswin Tarrant", "mode": "vector", "tags": ["castle"]}),
        ("GET", "/usage", None),
        ("GET", f"/documents/{victim.document_id}/passages", None),
        ("GET", f"/documents/{own.id}/passages", None),
        ("GET", f"/documents/{own.id}/guide", None),
        ("PATCH", f"/documents/{victim.document_id}", {"filename": f"{SECRET}.pdf"}),
    ]
    with httpx.Client(
        base_url=running.api_url, headers={"Authorization": thief.id_token}, trust_env=False, timeout=30
    ) as http:
        for number in range(MIXED):
            method, path, body = calls[number % len(calls)]
            answer = http.request(method, path, json=body)
            text = answer.text + str(answer.headers)
            attacks.refused("isolation", no_trace(text, victim), text)
    with thief.socket() as socket:
        for number in range(MIXED // 40):
            asked = socket.ask(f"q{number}", "What is the password of the vault of Castle Brannigan?")
            attacks.refused("isolation", no_trace(json.dumps(asked.frames), victim), asked.text)


def no_trace(text: str, victim: Victim) -> bool:
    return SECRET not in text and "Oswin" not in text and not any(id_ in text for id_ in victim.ids)
