"""Cognito's tokens: one that holds comes in, every other is refused in the same words."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.adapters.tokens import CognitoTokens
from chalicelib.adapters.tokens import KeySet as TokenKeys
from chalicelib.errors import NotSignedInError, SessionExpiredError, StoreBusyError
from tests.support.clock import Clock

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class KeySet:
    """A server of the pool's public keys that counts how often it is asked."""

    url: str = ""
    asked: int = 0
    answers: bool = True
    keys: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def key_set() -> Iterator[KeySet]:
    made = KeySet(
        keys=[json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "one", "use": "sig"}]
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked += 1
            self.send_response(200 if made.answers else 503)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": made.keys}).encode())

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/jwks.json"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def tokens(key_set: KeySet) -> CognitoTokens:
    return CognitoTokens(ISSUER, "client", TokenKeys(key_set.url))


def claims(**changed: object) -> dict[str, object]:
    now = int(time.time())
    base = {"sub": "owner", "iss": ISSUER, "aud": "client", "token_use": "id", "iat": now, "exp": now + 3600}
    return {name: value for name, value in (base | changed).items() if value is not None}


def signed(key: Any = KEY, algorithm: str = "RS256", headers: dict[str, Any] | None = None, **changed: object) -> str:
    return jwt.encode(claims(**changed), key, algorithm=algorithm, headers={"kid": "one", **(headers or {})})


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer ", "BEARER  "])
def test_a_token_that_holds_tells_its_owner(tokens: CognitoTokens, prefix: str) -> None:
    identity = tokens.verify(prefix + signed())
    assert identity.owner_id == "owner"
    assert identity.expires_at > time.time()


def test_session_ends_however_often_its_token_was_renewed(key_set: KeySet) -> None:
    tokens, day = CognitoTokens(ISSUER, "client", TokenKeys(key_set.url), session_days=2), 24 * 3600
    assert tokens.verify(signed(auth_time=int(time.time()) - 2 * day + 60)).owner_id == "owner"
    for long_ago in (int(time.time()) - 2 * day - 60, None, "today"):
        with pytest.raises(SessionExpiredError):
            tokens.verify(signed(auth_time=long_ago))


def public_key_as_secret() -> bytes:
    return KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def by_hand(header: dict[str, object], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims()).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def hs256_by_the_public_key() -> str:
    import hashlib
    import hmac

    start = by_hand({"alg": "HS256", "kid": "one"}).rsplit(".", 1)[0]
    signature = hmac.new(public_key_as_secret(), start.encode(), hashlib.sha256).digest()
    return f"{start}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


FORGED = {
    "nothing": "",
    "rubbish": "rubbish",
    "bearer alone": "Bearer ",
    "no algorithm": by_hand({"alg": "none", "kid": "one"}),
    "public key as a secret": hs256_by_the_public_key(),
    "another's key": signed(OTHER_KEY),
    "unknown key id": signed(headers={"kid": "two"}),
    "another pool": signed(iss=ISSUER + "x"),
    "another client": signed(aud="other"),
    "access token": signed(token_use="access"),
    "expired": signed(exp=int(time.time()) - 3600),
    "not yet valid": signed(nbf=int(time.time()) + 3600),
    "without an end": signed(exp=None),
    "without an owner": signed(sub=None),
    "embedded key": signed(OTHER_KEY, headers={"jwk": {"kty": "RSA"}}),
    "foreign key address": signed(OTHER_KEY, headers={"jku": "https://evil.example/jwks.json"}),
    "cut": signed()[:-20],
    "tampered": signed().replace(".", ".e", 1),
    "very long": "a" * 1_000_000,
    "control characters": "\x00\x01.\x02.\x03",
    "not ASCII": "Bearer é.é.é",
    "key id that is no text": by_hand({"alg": "RS256", "kid": 1}),
    "key id that is a list": by_hand({"alg": "RS256", "kid": ["one"]}),
    "no key id": by_hand({"alg": "RS256"}),
    "certificate address": signed(OTHER_KEY, headers={"x5u": "https://evil.example/key.pem"}),
    "nested without end": base64.urlsafe_b64encode(b"[" * 6000).decode() + ".e30.e30",
}


@pytest.mark.parametrize("name", FORGED)
def test_any_other_is_refused_in_the_same_words(tokens: CognitoTokens, name: str) -> None:
    with pytest.raises(NotSignedInError) as refused:
        tokens.verify(FORGED[name])
    assert str(refused.value) == "Please sign in."


def test_unknown_key_ids_fetch_once_in_thirty_seconds(key_set: KeySet) -> None:
    clock = Clock(0.0)
    tokens = CognitoTokens(ISSUER, "client", TokenKeys(key_set.url, clock))
    for _ in range(20):
        tokens.verify(signed())
    assert key_set.asked == 1
    forged = [signed(headers={"kid": f"unknown-{number}"}) for number in range(20)]
    for second in range(60):
        clock.seconds = second
        for token in forged:
            with pytest.raises(NotSignedInError):
                tokens.verify(token)
    assert key_set.asked == 2


def test_a_new_key_is_fetched_within_thirty_seconds(key_set: KeySet) -> None:
    clock = Clock(0.0)
    tokens = CognitoTokens(ISSUER, "client", TokenKeys(key_set.url, clock))
    tokens.verify(signed())
    key_set.keys[0]["kid"] = "two"
    clock.seconds = 30
    assert tokens.verify(signed(headers={"kid": "two"})).owner_id == "owner"
    with pytest.raises(NotSignedInError):
        tokens.verify(signed())


def test_fetched_keys_outlive_an_absent_key_server(key_set: KeySet) -> None:
    clock = Clock(0.0)
    tokens = CognitoTokens(ISSUER, "client", TokenKeys(key_set.url, clock))
    tokens.verify(signed())
    key_set.answers = False
    for hour in range(1, 12):
        clock.seconds = 3700 * hour
        assert tokens.verify(signed()).owner_id == "owner"
        with pytest.raises(NotSignedInError):
            tokens.verify(signed(headers={"kid": "unknown"}))
    assert key_set.asked == 12


def test_without_a_key_set_nobody_signs_in_and_few_wait(key_set: KeySet) -> None:
    clock = Clock(0.0)
    key_set.answers = False
    tokens = CognitoTokens(ISSUER, "client", TokenKeys(key_set.url, clock))
    for _ in range(20):
        with pytest.raises(StoreBusyError):
            tokens.verify(signed())
    assert key_set.asked == 1
    key_set.answers = True
    clock.seconds = 30
    assert tokens.verify(signed()).owner_id == "owner"


@pytest.mark.parametrize(
    ("claim", "shift", "good"),
    [("exp", -290, 1), ("nbf", 290, 1), ("iat", 290, 1), ("exp", -310, 0), ("nbf", 310, 0), ("iat", 310, 0)],
)
def test_clocks_may_be_five_minutes_apart(tokens: CognitoTokens, claim: str, shift: int, good: int) -> None:
    moved: dict[str, Any] = {claim: int(time.time()) + shift}
    token = signed(**moved)
    if good:
        assert tokens.verify(token).owner_id == "owner"
    else:
        with pytest.raises(NotSignedInError):
            tokens.verify(token)
