"""Who may do what with a collection that is shared: every role at every route, action of the socket and tool.

The rows are the API's own description: a new route, action or tool without a cell fails. Whoever may not gets 404, in
the words of an id that never was, and never 403.
"""

import copy
import importlib
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.api.actions import Frame
from chalicelib.api.programs.tools import DEFINITIONS
from chalicelib.api.schema import registered
from chalicelib.models import new_id
from tests.attacks.conftest import UNKNOWN, Attacks
from tests.support.rows import make_stage
from tests.support.sharing import Shelf, address
from tests.support.stores import stage_on_moto

SECRET = "rhubarb"
VAULT = f"The vault of Brannigan opens with the word {SECRET}."
ASKED = "Which word opens the vault of Brannigan?"
ROLES = ("owner", "manager", "contributor", "viewer", "invited", "revoked", "stranger")
OWNER, MANAGERS = frozenset(ROLES[:1]), frozenset(ROLES[:2])
CONTRIBUTORS, READERS = frozenset(ROLES[:3]), frozenset(ROLES[:4])
INVITED, NOBODY = frozenset({"invited"}), frozenset[str]()


@dataclass
class World:
    """One collection of the owner's, and a person of each role, who is named like it."""

    shelf: Shelf
    document: str
    collection: str
    added: str  # By the contributor.
    guest: str  # A viewer's grant.
    waiting: str  # The grant of who is invited.
    conversation: str  # Of the owner's own.
    message: str
    note: str
    token: str
    source: str
    link: str  # To a copy of the conversation.
    tokens: dict[str, str] = field(default_factory=dict)
    reset: Callable[[], None] = lambda: None


def made_world(shelf: Shelf) -> World:
    shelf.emails |= {role: address(role) for role in ROLES} | {"guest": address("guest")}
    document = shelf.text("owner", VAULT, name="vault.txt").id
    collection = shelf.done("POST", "owner", "/collections", {"name": "Oswin's"})["id"]
    shelf.done("POST", "owner", f"/collections/{collection}/documents", {"document_id": document})
    grants = {role: shelf.share("owner", collection, role, role) for role in ("manager", "contributor", "viewer")}
    revoked = shelf.share("owner", collection, "revoked", "manager")
    shelf.done("DELETE", "owner", f"/collections/{collection}/grants/{revoked}")
    upload = {"filename": "b.txt", "size": 3, "collection_id": collection}
    added = shelf.done("POST", "contributor", "/documents", upload)["document"]["id"]
    shelf.chat.lines = "It opens with a word. [1]"
    conversation, message = shelf.ask("owner", ASKED, collection_ids=[collection])
    note = shelf.done("POST", "owner", "/notes", {"conversation_id": conversation, "message_id": message})["id"]
    token = shelf.done("POST", "owner", "/tokens", {"name": "mine", "scopes": ["read"]})["id"]
    link = shelf.done("POST", "owner", f"/conversations/{conversation}/links", {})["id"]
    guest = shelf.share("owner", collection, "guest")
    waiting = shelf.invite("owner", collection, "invited")
    source = shelf.done("POST", "owner", "/sources", {"address": "https://example.org/", "paused": True})["id"]
    world = World(shelf, document, collection, added, guest, waiting, conversation, message, note, token, source, link)
    world.tokens = {role: shelf.token(role) for role in ROLES}
    assert grants
    return world


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with stage_on_moto() as names:
        stage = make_stage(names)
        world = made_world(Shelf(stage.services, tmp_path_factory.mktemp("passages")))
        tables = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables
        stage.before = {name: copy.deepcopy(table.items) for name, table in tables.items()}
        world.reset = stage.reset
        yield world


@pytest.fixture
def world(kept: World) -> World:
    """As it was made, whatever another cell has done."""
    kept.reset()
    return kept


type Given = tuple[str, Any]  # A path and a body.
type Cell = tuple[frozenset[str], Callable[[World], Given]]


def at(path: str, body: Any = None) -> Callable[[World], Given]:
    def given(world: World) -> Given:
        names = {name: value for name, value in vars(world).items() if isinstance(value, str)}
        filled = path.format(**names)
        return filled, {key: _filled(value, names) for key, value in body.items()} if body is not None else None

    return given


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_filled(each, names) for each in value]
    return value.format(**names) if isinstance(value, str) else value


CELLS: dict[tuple[str, str], Cell] = {
    ("GET", "/documents/{document_id}"): (READERS, at("/documents/{document}")),
    ("GET", "/documents/{document_id}/content"): (READERS, at("/documents/{document}/content")),
    ("GET", "/documents/{document_id}/passages"): (READERS, at("/documents/{document}/passages")),
    ("GET", "/documents/{document_id}/guide"): (READERS, at("/documents/{document}/guide")),
    ("POST", "/verify"): (READERS, at("/verify", {"claim": VAULT, "document_id": "{document}", "ordinal": 0})),
    ("POST", "/search"): (READERS, at("/search", {"query": ASKED, "collection_ids": ["{collection}"]})),
    ("PATCH", "/documents/{document_id}"): (OWNER, at("/documents/{document}", {"filename": "mine.txt"})),
    ("DELETE", "/documents/{document_id}"): (OWNER, at("/documents/{document}")),
    ("PUT", "/documents/{document_id}/content"): (OWNER, at("/documents/{document}/content", {"size": 3})),
    ("POST", "/documents/{document_id}/retry"): (NOBODY, at("/documents/{document}/retry")),  # It has not failed.
    ("POST", "/documents"): (
        CONTRIBUTORS, at("/documents", {"filename": "c.txt", "size": 3, "collection_id": "{collection}"}),
    ),
    ("GET", "/collections/{collection_id}"): (READERS, at("/collections/{collection}")),
    ("PATCH", "/collections/{collection_id}"): (OWNER, at("/collections/{collection}", {"name": "Mine"})),
    ("DELETE", "/collections/{collection_id}"): (OWNER, at("/collections/{collection}")),
    ("GET", "/collections/{collection_id}/documents"): (READERS, at("/collections/{collection}/documents")),
    ("POST", "/collections/{collection_id}/documents"): (
        OWNER, at("/collections/{collection}/documents", {"document_id": "{document}"}),
    ),
    ("DELETE", "/collections/{collection_id}/documents/{document_id}"): (
        frozenset({"owner", "contributor"}), at("/collections/{collection}/documents/{added}"),
    ),
    ("GET", "/collections/{collection_id}/grants"): (MANAGERS, at("/collections/{collection}/grants")),
    ("POST", "/collections/{collection_id}/grants"): (
        MANAGERS, at("/collections/{collection}/grants", {"email": "new@example.org", "role": "viewer"}),
    ),
    ("DELETE", "/collections/{collection_id}/grants/{grant_id}"): (
        MANAGERS, at("/collections/{collection}/grants/{guest}"),
    ),
    ("DELETE", "/collections/{collection_id}/membership"): (
        READERS - OWNER, at("/collections/{collection}/membership"),
    ),
    ("POST", "/invitations/{grant_id}"): (INVITED, at("/invitations/{waiting}")),
    ("DELETE", "/invitations/{grant_id}"): (INVITED, at("/invitations/{waiting}")),
    ("GET", "/conversations/{conversation_id}"): (OWNER, at("/conversations/{conversation}")),
    ("PATCH", "/conversations/{conversation_id}"): (OWNER, at("/conversations/{conversation}", {"title": "Mine"})),
    ("DELETE", "/conversations/{conversation_id}"): (OWNER, at("/conversations/{conversation}")),
    ("GET", "/conversations/{conversation_id}/messages/{message_id}/sources"): (
        OWNER, at("/conversations/{conversation}/messages/{message}/sources"),
    ),
    ("PUT", "/conversations/{conversation_id}/messages/{message_id}/feedback"): (
        OWNER, at("/conversations/{conversation}/messages/{message}/feedback", {"rating": "up"}),
    ),
    ("POST", "/notes"): (OWNER, at("/notes", {"conversation_id": "{conversation}", "message_id": "{message}"})),
    ("PATCH", "/notes/{note_id}"): (OWNER, at("/notes/{note}", {"text": "Mine."})),
    ("DELETE", "/notes/{note_id}"): (OWNER, at("/notes/{note}")),
    ("POST", "/conversations/{conversation_id}/links"): (OWNER, at("/conversations/{conversation}/links", {})),
    ("GET", "/links/{link_id}"): (frozenset(ROLES), at("/links/{link}")),  # Who has it reads it: see below.
    ("DELETE", "/links/{link_id}"): (OWNER, at("/links/{link}")),
    ("DELETE", "/tokens/{token_id}"): (OWNER, at("/tokens/{token}")),
    ("GET", "/sources/{source_id}"): (OWNER, at("/sources/{source}")),
    ("PATCH", "/sources/{source_id}"): (OWNER, at("/sources/{source}", {"path": "/here"})),
    ("DELETE", "/sources/{source_id}"): (OWNER, at("/sources/{source}?documents=keep")),
    ("POST", "/sources/{source_id}/runs"): (OWNER, at("/sources/{source}/runs", {})),
    ("GET", "/sources/{source_id}/items"): (OWNER, at("/sources/{source}/items")),
}  # fmt: skip
# Lists of one's own: what each role may be shown of the owner's collection and document there.
LISTS: dict[tuple[str, str], tuple[str, frozenset[str]]] = {
    ("GET", "/documents"): ("/documents", OWNER),
    ("GET", "/collections"): ("/collections", OWNER),
    ("GET", "/conversations"): ("/conversations?q=vault", OWNER),
    ("GET", "/notes"): ("/notes", OWNER),
    ("GET", "/links"): ("/links", OWNER),
    ("GET", "/invitations"): ("/invitations", INVITED),
    ("GET", "/sources"): ("/sources", OWNER),
    ("GET", "/usage"): ("/usage", NOBODY),
    ("GET", "/tokens"): ("/tokens", NOBODY),
    ("GET", "/account/export"): ("/account/export", NOBODY),
    ("GET", "/account/acts"): ("/account/acts", NOBODY),
}
# What takes no id of another's and shows nothing: accounts, sign-in, what is public. Admins have tests of their own;
# tools of programs have a table below.
APART = ("/account", "/admin/", "/.well-known/", "/health", "/openapi.json", "/config", "/socket-tickets", "/mcp")
APART_BY_METHOD = {("POST", "/collections"), ("POST", "/tokens"), ("POST", "/sources")}


def routes() -> set[tuple[str, str]]:
    importlib.import_module("app")  # For all of its routes.
    return {(route.method, route.path) for route in registered()}


def test_every_route_has_a_cell() -> None:
    apart = {one for one in routes() if one[1].startswith(APART)} | APART_BY_METHOD
    assert routes() - apart - CELLS.keys() - LISTS.keys() == set()


@pytest.mark.parametrize("route", CELLS, ids=" ".join)
def test_a_route_lets_those_in_who_may(route: tuple[str, str], world: World, attacks: Attacks) -> None:
    allowed, given = CELLS[route]
    path, body = given(world)
    ids: Any = {name: UNKNOWN for name, value in vars(world).items() if isinstance(value, str)}
    bare, bare_body = given(replace(world, **ids))
    spared = allowed or OWNER  # What nobody may now is told the owner in other words.
    for role in (role for role in reversed(ROLES) if role not in spared):
        status, told = world.shelf.call(route[0], role, path, body)
        _, expected = world.shelf.call(route[0], role, bare, bare_body)
        for error in (told, expected):
            error["error"].pop("request_id")
        right = status == 404 and (role in READERS or told == expected)  # Who may read it knows that it is there.
        attacks.refused("matrix", right, (role, route, status, told))
    for role in (role for role in ROLES if role in allowed):
        world.reset()
        status, told = world.shelf.call(route[0], role, path, body)
        assert status < 300, (role, route, status, told)


@pytest.mark.parametrize("route", LISTS, ids=" ".join)
def test_a_list_shows_those_who_may(route: tuple[str, str], world: World, attacks: Attacks) -> None:
    path, allowed = LISTS[route]
    for role in ROLES:
        told = repr(world.shelf.call(route[0], role, path))
        shows = any(
            part in told for part in (world.document, world.collection, world.conversation, world.source, SECRET)
        )
        assert shows or role not in allowed, (role, route)
        attacks.refused("matrix", not shows or role in allowed, (role, route, told))
    shared = {
        role: world.collection in repr(world.shelf.call("GET", role, "/collections?shared=true")) for role in ROLES
    }
    attacks.refused("matrix", {role for role, shown in shared.items() if shown} == READERS - OWNER, shared)


def test_a_link_shows_words_of_documents_to_readers_alone(world: World, attacks: Attacks) -> None:
    for role in ROLES:
        status, told = world.shelf.call("GET", role, f"/links/{world.link}")
        assert (status, told["items"][0]["text"]) == (200, ASKED)
        attacks.refused("matrix", (SECRET in repr(told)) == (role in READERS), (role, told))


ACTIONS: dict[str, list[tuple[frozenset[str], Callable[[World], Given]]]] = {
    "ask": [
        (READERS, at("accepted", {"text": ASKED, "collection_ids": ["{collection}"]})),
        (READERS, at("accepted", {"text": ASKED, "collection_ids": ["{collection}"], "document_ids": ["{document}"]})),
        (OWNER, at("accepted", {"text": ASKED, "document_ids": ["{document}"]})),
        (OWNER, at("accepted", {"text": ASKED, "conversation_id": "{conversation}"})),
        (OWNER, at("accepted", {"text": ASKED, "regenerate_of": "{message}"})),
    ],
    "stop": [(OWNER, at("", {"message_id": "{message}"}))],
    "resume": [(OWNER, at("done", {"message_id": "{message}", "after_seq": 0}))],
    "renew": [],  # It takes no id.
    "ping": [],
}


def test_every_action_has_its_cells() -> None:
    assert {kind.__struct_config__.tag for kind in typing.get_args(Frame)} == set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_lets_those_in_who_may(action: str, world: World, attacks: Attacks) -> None:
    for allowed, given in ACTIONS[action]:
        expected, body = given(world)
        for role in ROLES:
            told = world.shelf.frame(
                role, action=action, **({"request_id": new_id()} if action == "ask" else {}), **body
            )
            kinds = {frame["type"] for frame in told}
            if role in allowed:
                assert "error" not in kinds, (role, action, told)
                assert not expected or expected in kinds, (role, action, told)
            else:
                codes = [frame["error"]["code"] for frame in told if frame["type"] == "error"]
                right = len(codes) == 1 and codes[0].endswith("_not_found") and SECRET not in repr(told)
                attacks.refused("matrix", right, (role, action, body, told))


TOOLS: dict[str, list[tuple[frozenset[str], dict[str, Any]]]] = {
    "search": [
        (READERS, {"query": ASKED, "collection_ids": ["{collection}"]}),
        (READERS, {"query": ASKED, "collection_ids": ["{collection}"], "document_ids": ["{document}"]}),
        (OWNER, {"query": ASKED, "document_ids": ["{document}"]}),
    ],
    "fetch": [(READERS, {"id": "{document}"}), (READERS, {"id": "{document}:0"})],
    "ask": [(OWNER, {"message_id": "{message}"}), (OWNER, {"question": ASKED, "conversation_id": "{conversation}"})],
    "read_passages": [(READERS, {"document_id": "{document}"})],
    "list_documents": [(OWNER, {})],
    "list_collections": [(OWNER, {}), (READERS - OWNER, {"shared": True})],
    "verify_claim": [(READERS, {"claim": VAULT, "passage_id": "{document}:0"})],
    "upload_text": [],  # It takes no id.
    "delete_document": [(OWNER, {"document_id": "{document}"})],
}


def test_every_tool_has_its_cells() -> None:
    assert {definition.name for definition in DEFINITIONS} == set(TOOLS)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_lets_those_in_who_may(
    tool: str, world: World, attacks: Attacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.api.programs.asking.WAIT_SECONDS", 0)
    for allowed, arguments in TOOLS[tool]:
        _, given = at("", arguments)(world)
        for role in reversed(ROLES):
            told = world.shelf.tool(world.tokens[role], tool, **given)
            shows = world.document in repr(told) or world.collection in repr(told) or not told.get("isError")
            if tool.startswith("list_"):
                shows = world.document in repr(told) or world.collection in repr(told)
            if role in allowed:
                assert shows, (role, tool, told)
            else:
                attacks.refused("matrix", not shows and SECRET not in repr(told), (role, tool, told))


def test_programs_neither_share_nor_accept(world: World, attacks: Attacks) -> None:
    """The one 403: it tells of the token alone, and comes before any id is looked at."""
    for role in ROLES:
        for route, (_, given) in CELLS.items():
            if not {"grants", "invitations", "membership"} & set(route[1].split("/")):
                continue
            path, body = given(world)
            status, told = world.shelf.call(route[0], f"Bearer {world.tokens[role]}", path, body)
            attacks.refused("matrix", (status, told["error"]["code"]) == (403, "not_allowed"), (role, route, told))
