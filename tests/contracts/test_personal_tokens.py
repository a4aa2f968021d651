"""Tokens that people make for their programs: each opens what it was made for, until it is revoked or runs out."""

import importlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.adapters.dynamo.owned_rows import NamingRows
from chalicelib.adapters.dynamo.personal_tokens import MOST_TOKENS, USE_SECONDS, DynamoPersonalTokens
from chalicelib.api.schema import registered
from chalicelib.config import Settings
from chalicelib.errors import ConflictError, NotFoundError, NotSignedInError
from chalicelib.wiring import Services
from tests.support.clock import Clock
from tests.support.rest import Rest
from tests.support.rows import REST

ALICE = "0a1b2c3d-0000-4000-8000-00000000000a"
BOB = "0a1b2c3d-0000-4000-8000-00000000000b"
DAY = 24 * 3600


@pytest.fixture
def tokens(aws: dict[str, str], dynamo: Any, clock: Clock) -> DynamoPersonalTokens:
    return DynamoPersonalTokens(dynamo, aws["EDGE_TABLE"], now=clock)


def test_a_token_opens_what_it_was_made_for(tokens: DynamoPersonalTokens, clock: Clock) -> None:
    made, token = tokens.create(ALICE, "Assistant", ("read", "ask"), days=1)
    identity = tokens.verify(token)
    assert (identity.owner_id, identity.scopes) == (ALICE, frozenset({"read", "ask"}))
    assert clock() < identity.expires_at <= made.expires_at


def test_nothing_stored_opens_anything(tokens: DynamoPersonalTokens, aws: dict[str, str], dynamo: Any) -> None:
    _, token = tokens.create(ALICE, "Assistant", ("read",), days=1)
    rows = json.dumps(dynamo.Table(aws["EDGE_TABLE"]).scan()["Items"], default=str)
    secret = token.split("_", 3)[3]
    assert "Assistant" in rows
    assert token not in rows
    assert secret not in rows


FORGED: dict[str, Callable[[str, str], str]] = {
    "nothing": lambda mine, theirs: "grail_",
    "one letter": lambda mine, theirs: mine[:-1] + ("A" if mine[-1] != "A" else "B"),
    "cut": lambda mine, theirs: mine[:-1],
    "longer": lambda mine, theirs: mine + "A",
    "another's name before it": lambda mine, theirs: mine.replace(ALICE, BOB),
    "another's secret": lambda mine, theirs: mine.rsplit("_", 1)[0] + "_" + theirs[-43:],
    "another's id": lambda mine, theirs: "_".join((*mine.split("_")[:2], *theirs.split("_", 2)[2:])),
    "a key of another row": lambda mine, theirs: mine.replace(ALICE, f"x#{ALICE}"),
    "a line end": lambda mine, theirs: mine + "\n",
    "twice": lambda mine, theirs: f"{mine} {mine}",
    "long": lambda mine, theirs: mine * 1_000,
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_token_is_refused_in_the_same_words(tokens: DynamoPersonalTokens, how: str) -> None:
    mine = tokens.create(ALICE, "Mine", ("read",), days=1)[1]
    theirs = tokens.create(BOB, "Theirs", ("read",), days=1)[1]
    with pytest.raises(NotSignedInError) as refused:
        tokens.verify(FORGED[how](mine, theirs))
    assert str(refused.value) == NotSignedInError.sentence
    assert (tokens.verify(mine).owner_id, tokens.verify(theirs).owner_id) == (ALICE, BOB)


def test_a_revoked_token_opens_nothing_from_then_on(tokens: DynamoPersonalTokens) -> None:
    made, token = tokens.create(ALICE, "Old", ("read",), days=1)
    kept = tokens.create(ALICE, "New", ("read",), days=1)[1]
    with pytest.raises(NotFoundError):
        tokens.revoke(BOB, made.id)
    assert tokens.verify(token).owner_id == ALICE
    tokens.revoke(ALICE, made.id)
    for _ in range(2):
        with pytest.raises(NotSignedInError):
            tokens.verify(token)
    assert tokens.verify(kept).owner_id == ALICE
    with pytest.raises(NotFoundError):
        tokens.revoke(ALICE, made.id)


def test_a_token_runs_out(tokens: DynamoPersonalTokens, clock: Clock) -> None:
    _, token = tokens.create(ALICE, "Short", ("read",), days=1)
    clock.seconds += DAY - 1
    assert tokens.verify(token).expires_at - clock() == 1
    clock.seconds += 1
    with pytest.raises(NotSignedInError):
        tokens.verify(token)
    assert tokens.all(ALICE) == []


def test_last_use_is_known_to_a_few_minutes(tokens: DynamoPersonalTokens, clock: Clock) -> None:
    _, token = tokens.create(ALICE, "Used", ("read",), days=1)
    assert tokens.all(ALICE)[0].last_used_at is None
    tokens.verify(token)
    first = int(clock())
    clock.seconds += USE_SECONDS
    tokens.verify(token)
    assert tokens.all(ALICE)[0].last_used_at == first
    clock.seconds += 1
    tokens.verify(token)
    assert tokens.all(ALICE)[0].last_used_at == int(clock())


def test_of_many_at_once_as_many_are_made_as_fit(tokens: DynamoPersonalTokens, clock: Clock) -> None:
    for _ in range(MOST_TOKENS - 2):
        tokens.create(ALICE, "One", ("read",), days=1)

    def make(_: int) -> bool:
        try:
            tokens.create(ALICE, "One more", ("read",), days=1)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(make, range(4))) == 2
    assert len(tokens.all(ALICE)) == MOST_TOKENS
    clock.seconds += DAY
    assert make(0)  # Those that have run out count no more.
    assert len(tokens.all(ALICE)) == 1


def test_tokens_go_with_their_account(tokens: DynamoPersonalTokens, aws: dict[str, str], dynamo: Any) -> None:
    mine = tokens.create(ALICE, "Mine", ("read",), days=1)[1]
    theirs = tokens.create(BOB, "Theirs", ("read",), days=1)[1]
    edge = NamingRows("edge", dynamo.Table(aws["EDGE_TABLE"]))
    assert edge.count(ALICE) == 1
    assert edge.purge(ALICE, lambda: True)
    with pytest.raises(NotSignedInError):
        tokens.verify(mine)
    assert tokens.verify(theirs).owner_id == BOB


@pytest.fixture
def rest(aws: dict[str, str]) -> Rest:
    return Rest(Services(Settings.from_env({**aws, **REST})))


def test_rest_takes_a_token_for_what_its_scopes_say(rest: Rest) -> None:
    answer = rest.call("POST", ALICE, "/tokens", {"name": " Script ", "scopes": ["read", "read"], "days": 7})
    assert answer.status_code == 201
    told = dict(answer.json_body)
    token = told.pop("token")
    (listed,) = rest.get(ALICE, "/tokens").json_body["items"]
    assert listed == told
    assert (listed["name"], listed["scopes"], listed["last_used_at"]) == ("Script", ["read"], None)
    for value in (token, f"Bearer {token}"):
        assert rest.get(value, "/documents").status_code == 200
    for method, path, body in (
        ("POST", "/documents", {"filename": "a.txt", "size": 1}),
        ("DELETE", "/documents/none", None),
        ("POST", "/socket-tickets", None),
        ("DELETE", "/account", None),
        ("POST", "/tokens", {"name": "More", "scopes": ["write"]}),
        ("GET", "/tokens", None),
        ("DELETE", f"/tokens/{listed['id']}", None),
    ):
        refused = rest.call(method, token, path, body)
        assert (refused.status_code, refused.json_body["error"]["code"]) == (403, "not_allowed"), path
    assert rest.call("DELETE", BOB, f"/tokens/{listed['id']}").status_code == 404
    assert rest.call("DELETE", ALICE, f"/tokens/{listed['id']}").status_code == 202
    assert rest.get(token, "/documents").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"name": " ", "scopes": ["read"]},
        {"name": "a", "scopes": []},
        {"name": "a", "scopes": ["all"]},
        {"name": "a", "scopes": ["read"], "days": 0},
        {"name": "a", "scopes": ["read"], "days": 366},
        {"name": "a" * 201, "scopes": ["read"]},
    ],
)
def test_a_token_has_a_name_a_right_and_an_end(rest: Rest, body: Any) -> None:
    assert rest.call("POST", ALICE, "/tokens", body).status_code == 400


def test_no_program_reaches_an_account_as_a_whole() -> None:
    importlib.import_module("app")  # All routes are there then.
    needs = {route.path: route.needs for route in registered() if route.path.startswith(("/account", "/tokens"))}
    assert len(needs) >= 3
    assert needs.pop("/account/export") == "read"  # It holds what the calls by GET show.
    assert set(needs.values()) == {"person"}
    reading = {route.path for route in registered() if route.signed_in and route.needs == "read"}
    assert {"/documents", "/search", "/verify", "/usage"} <= reading
