"""Access tokens of programs, from an issuer of the test's own: one for this endpoint comes in, no other does."""

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from chalicelib.adapters.tokens import KeySet as TokenKeys
from chalicelib.adapters.tokens import ProgramAccess
from chalicelib.config import Settings
from chalicelib.errors import NotSignedInError, SessionExpiredError
from chalicelib.wiring import Services
from tests.contracts.test_personal_tokens import ALICE
from tests.contracts.test_tokens import ISSUER, KEY, OTHER_KEY, KeySet, claims, key_set
from tests.support.rest import Rest
from tests.support.rows import REST

__all__ = ["key_set"]

RESOURCE = "https://api.example.org/api/mcp"
REST_ADDRESS = "https://api.example.org/api"
OF_PROGRAMS = {"PROGRAM_RESOURCE": RESOURCE, "PROGRAM_CLIENTS": "assistant,other"}
SETTINGS = {**REST, **OF_PROGRAMS, "USER_POOL_ID": "us-east-1_pool"}
METADATA = "/.well-known/oauth-protected-resource"


def access(key: Any = KEY, algorithm: str = "RS256", **changed: object) -> str:
    """A token as Cognito makes it, for an assistant that may read and ask."""
    base = {
        "sub": ALICE,
        "aud": RESOURCE,
        "token_use": "access",
        "client_id": "assistant",
        "scope": "openid grail/read grail/ask",
        "auth_time": int(time.time()),
    }
    return jwt.encode(claims(**(base | changed)), key, algorithm=algorithm, headers={"kid": "one"})


@pytest.fixture
def verifier(key_set: KeySet) -> ProgramAccess:
    return ProgramAccess(ISSUER, [RESOURCE], ["assistant", "other"], TokenKeys(key_set.url), session_days=30)


def test_an_access_token_says_what_a_program_may_do(verifier: ProgramAccess) -> None:
    identity = verifier.verify(access())
    assert (identity.owner_id, identity.scopes) == (ALICE, frozenset({"read", "ask"}))
    assert verifier.verify(access(client_id="other", scope="grail/write")).scopes == frozenset({"write"})


WRONG: dict[str, Callable[[], str]] = {
    "an ID token": lambda: access(token_use="id"),
    "an ID token for the page": lambda: access(token_use="id", aud="client"),
    "for another service": lambda: access(aud="https://other.example/mcp"),
    "for the address's beginning": lambda: access(aud="https://api.example.org"),
    "for nobody": lambda: access(aud=None),
    "of another client": lambda: access(client_id="client"),
    "of no client": lambda: access(client_id=None),
    "of a list of clients": lambda: access(client_id=["assistant"]),
    "without our scopes": lambda: access(scope="openid aws.cognito.signin.user.admin"),
    "with another's scopes": lambda: access(scope="other/read xgrail/read grail/readall"),
    "without scopes": lambda: access(scope=None),
    "of another pool": lambda: access(iss=ISSUER + "2"),
    "expired": lambda: access(exp=int(time.time()) - 4_000),
    "without an end": lambda: access(exp=None),
    "by another key": lambda: access(key=OTHER_KEY),
    "unsigned": lambda: access(key=None, algorithm="none"),
    "tampered": lambda: access()[:-8] + "AAAAAAAA",
    "nothing": lambda: "",
    "long": lambda: "a" * 10_000,
}


@pytest.mark.parametrize("how", WRONG)
def test_any_other_token_is_refused_in_the_same_words(verifier: ProgramAccess, how: str) -> None:
    with pytest.raises(NotSignedInError) as refused:
        verifier.verify(WRONG[how]())
    assert str(refused.value) == NotSignedInError.sentence


def test_a_session_ends_for_programs_too(verifier: ProgramAccess) -> None:
    with pytest.raises(SessionExpiredError):
        verifier.verify(access(auth_time=int(time.time()) - 31 * 24 * 3600))


@pytest.fixture
def rest(aws: dict[str, str], key_set: KeySet) -> Rest:
    services = Services(Settings.from_env({**aws, **SETTINGS, "JWKS_URL": key_set.url}))
    made = Rest(services)
    del services.adapters.__dict__["tokens"]  # People's tokens are verified as well.
    pool: Any = type("Pool", (), {"may_sign_in": lambda self, name: True})()
    services.adapters.__dict__["user_pool"] = pool
    return made


def tools(rest: Rest, token: str) -> Any:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    return rest.call("POST", f"Bearer {token}", "/mcp", message)


def for_rest(**changed: object) -> str:
    return access(**{"aud": REST_ADDRESS, **changed})  # type: ignore[arg-type]


WRONG_AT_REST: dict[str, Callable[[], str]] = {
    **{how: make for how, make in WRONG.items() if how != "an ID token for the page"},
    "for the endpoint": lambda: access(),
    "for the page's client": lambda: for_rest(client_id="client"),
    "an ID token for REST": lambda: for_rest(token_use="id"),
    "expired, for REST": lambda: for_rest(exp=int(time.time()) - 4_000),
    "of another pool, for REST": lambda: for_rest(iss=ISSUER + "2"),
    "by another key, for REST": lambda: access(key=OTHER_KEY, aud=REST_ADDRESS),
    "without our scopes, for REST": lambda: for_rest(scope="openid"),
}


def test_rest_takes_an_access_token_of_its_own(rest: Rest) -> None:
    """The command line's: for what its scopes say, and at the endpoint too, which can do no more."""
    assert rest.get(for_rest(), "/documents").status_code == 200
    assert rest.get(f"Bearer {for_rest()}", "/documents").status_code == 200
    assert tools(rest, for_rest()).status_code == 200
    assert rest.call("POST", for_rest(), "/documents", {"filename": "a.txt", "size": 1}).status_code == 403
    for scope in ("read", "ask", "write"):
        assert rest.get(for_rest(scope=f"grail/{scope}"), "/tokens").status_code == 403
        assert rest.call("DELETE", for_rest(scope=f"grail/{scope}"), "/account").status_code == 403


def test_rest_takes_no_other_access_token(rest: Rest) -> None:
    for how, make in WRONG_AT_REST.items():
        refused = rest.get(make(), "/documents")
        assert (refused.status_code, refused.json_body["error"]["code"]) == (401, "not_signed_in"), how


def test_the_service_says_where_its_command_line_signs_in(rest: Rest) -> None:
    told = rest.call("GET", "", "/config").json_body
    assert told["auth"]["programs"] == {"issuer": ISSUER, "client_id": "assistant", "resource": REST_ADDRESS}


def test_what_is_for_the_endpoint_opens_nothing_else(rest: Rest) -> None:
    listed = tools(rest, access(scope="grail/read"))
    assert "search" in {tool["name"] for tool in listed.json_body["result"]["tools"]}
    assert "ask" not in {tool["name"] for tool in listed.json_body["result"]["tools"]}
    assert rest.get(access(), "/documents").status_code == 401
    own = jwt.encode(claims(auth_time=int(time.time())), KEY, algorithm="RS256", headers={"kid": "one"})
    assert rest.get(own, "/documents").status_code == 200
    assert tools(rest, own).status_code == 401


@pytest.mark.parametrize("how", WRONG)
def test_a_program_that_is_refused_learns_where_to_sign_in(rest: Rest, how: str) -> None:
    refused = tools(rest, WRONG[how]())
    assert (refused.status_code, refused.json_body["error"]["code"]) == (401, "not_signed_in")
    told = refused.headers["WWW-Authenticate"]
    assert told == f'Bearer resource_metadata="https://api.example.org/api{METADATA}", scope="grail/read grail/ask"'


def test_the_endpoint_describes_its_sign_in(rest: Rest) -> None:
    told = rest.call("GET", "", METADATA)
    assert told.json_body == rest.call("GET", "", f"{METADATA}/mcp").json_body
    assert (told.json_body["resource"], told.json_body["authorization_servers"]) == (RESOURCE, [ISSUER])
    assert told.json_body["scopes_supported"] == ["grail/read", "grail/ask", "grail/write"]


def test_without_a_sign_in_there_is_nothing_to_describe(aws: dict[str, str], key_set: KeySet) -> None:
    rest = Rest(Services(Settings.from_env({**aws, **REST})))
    assert rest.call("GET", "", METADATA).status_code == 404
    assert rest.call("GET", "", "/config").json_body["auth"]["programs"] is None
    assert tools(rest, access()).headers["WWW-Authenticate"] == "Bearer"
    services = Services(Settings.from_env({**aws, **REST, "USER_POOL_ID": "us-east-1_pool", "JWKS_URL": key_set.url}))
    rest = Rest(services)
    del services.adapters.__dict__["tokens"]
    assert rest.get(for_rest(), "/documents").status_code == 401
