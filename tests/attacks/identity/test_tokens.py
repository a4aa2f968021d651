"""No token but one of this pool, for this client, as an ID token, opens any route; all are refused alike."""

import base64
import importlib
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from measure.page_client import PageClient
from measure.running import RunningGrail
from tests.attacks.conftest import LONG, Attacks
from tests.attacks.identity.test_isolation import OPEN

OWN_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRONG = "Correct-Horse-1!"  # A pool of no special settings asks for capitals and signs.
EVERYWHERE = {"nothing", "none", "own key under the known id", "another owner"}
FLOOD = 1_000 if LONG else 200


@pytest.fixture
def http(running: RunningGrail) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.api_url, trust_env=False, timeout=30) as client:
        yield client


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    head, claims, signature = token.split(".")
    return json.loads(unpadded(head)), json.loads(unpadded(claims)), signature


def unpadded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def joined(header: Any, claims: Any, signature: str = "") -> str:
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)]
    return ".".join([*encoded, signature])


def forgeries(good: str) -> dict[str, str]:
    header, claims, signature = parts(good)
    now = int(time.time())

    def own(changed: dict[str, Any], **headers: Any) -> str:
        return jwt.encode({**claims, **changed}, OWN_KEY, algorithm="RS256", headers={**header, **headers})

    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OWN_KEY.public_key()))
    return {
        "nothing": "",
        "rubbish": "rubbish",
        "basic": "Basic " + base64.b64encode(b"admin:admin").decode(),
        "none": joined({**header, "alg": "none"}, claims),
        "None with signature": joined({**header, "alg": "None"}, claims, signature),
        "HS256 by an empty key": jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": header["kid"]}),
        "HS256 kept signature": joined({**header, "alg": "HS256"}, claims, signature),
        "own key under the known id": own({}),
        "own key, embedded": own({}, jwk=public),
        "own key at an address": own({}, jku="http://127.0.0.1:1/keys.json"),
        "own certificate at an address": own({}, x5u="http://127.0.0.1:1/key.pem"),
        "unknown id": own({}, kid="unknown"),
        "id that is a path": own({}, kid="../../../../dev/null"),
        "id that is a statement": own({}, kid="x' UNION SELECT 'k"),
        "expired": own({"exp": now - 4000}),
        "not yet valid": own({"nbf": now + 4000}),
        "another owner": joined(header, {**claims, "sub": str(uuid4())}, signature),
        "longer": joined(header, {**claims, "exp": now + 10**8}, signature),
        "cut": good[:-10],
        "one letter": good[:-10] + ("A" if good[-10] != "A" else "B") + good[-9:],
        "without signature": good.rsplit(".", 1)[0] + ".",
        "twice": f"{good}.{good}",
        "two tokens": f"{good} {good}",
        "nested": base64.urlsafe_b64encode(b"[" * 5_000).decode() + ".e30.e30",
        "long": "a" * 50_000,
        "long in shape": good + "a" * 30_000,
    }


def test_no_forged_token_opens_any_route(http: httpx.Client, thief: PageClient, attacks: Attacks) -> None:
    """Each at one route, and the plainest at every route: all are signed in by the same lines (`api/http.py`)."""
    routes = importlib.import_module("app").app.routes
    there = [(method, path) for path, methods in routes.items() for method in methods]
    calls = [route for route in there if route not in OPEN and route[0] != "OPTIONS"]  # A preflight has no token.
    expected = http.get("/documents")
    assert expected.status_code == 401
    for name, token in forgeries(thief.id_token).items():
        for method, path in calls if LONG or name in EVERYWHERE else calls[:1]:
            answer = http.request(method, path.replace("{", "").replace("}", ""), headers={"Authorization": token})
            attacks.refused("tokens", refused_alike(answer, expected), (name, method, path, answer.text))


def refused_alike(answer: httpx.Response, expected: httpx.Response) -> bool:
    """The same status and body; only the request's own id may differ."""
    told, should = answer.json(), expected.json()
    told["error"].pop("request_id"), should["error"].pop("request_id")
    return answer.status_code == 401 and told == should


def test_a_token_of_a_megabyte_is_not_read(http: httpx.Client, attacks: Attacks) -> None:
    try:
        status = http.get("/documents", headers={"Authorization": "a" * 1_000_000}).status_code
    except httpx.HTTPError:
        status = 431  # The server hung up in the middle of the header.
    attacks.refused("tokens", status in (400, 401, 413, 431), status)
    assert http.get("/health").status_code == 200


def test_only_an_id_token_of_this_pool_and_client_is_accepted(
    http: httpx.Client, thief: PageClient, running: RunningGrail, attacks: Attacks
) -> None:
    cognito = running.aws("cognito-idp")
    auth = thief.raw_config["auth"]
    other_pool = cognito.create_user_pool(PoolName="other")["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    foreign = tokens_of(cognito, other_pool, client_of(cognito, other_pool, flows))
    sibling = tokens_of(cognito, auth["user_pool_id"], client_of(cognito, auth["user_pool_id"], flows))
    own = tokens_of(cognito, auth["user_pool_id"], auth["client_id"])
    assert http.get("/documents", headers={"Authorization": own["IdToken"]}).status_code == 200
    wrong = {
        "another pool's": foreign["IdToken"],
        "another pool's access token": foreign["AccessToken"],
        "another client's": sibling["IdToken"],
        "access token": own["AccessToken"],
        "refresh token": own.get("RefreshToken", "none"),
    }
    expected = http.get("/documents")
    for name, token in wrong.items():
        for value in (token, f"Bearer {token}"):
            answer = http.get("/documents", headers={"Authorization": value})
            attacks.refused("tokens", refused_alike(answer, expected), (name, answer.text))


def client_of(cognito: Any, pool: str, flows: list[str]) -> str:
    made = cognito.create_user_pool_client(UserPoolId=pool, ClientName=uuid4().hex, ExplicitAuthFlows=flows)
    return str(made["UserPoolClient"]["ClientId"])


def tokens_of(cognito: Any, pool: str, client: str) -> dict[str, str]:
    name = f"{uuid4().hex}@example.org"
    cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=STRONG, Permanent=True)
    parameters = {"USERNAME": name, "PASSWORD": STRONG}
    answer = cognito.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    result: dict[str, str] = answer["AuthenticationResult"]
    return result


def test_a_flood_of_unknown_key_ids_keeps_nobody_out(http: httpx.Client, thief: PageClient, attacks: Attacks) -> None:
    """That they make few fetches is counted in tests/contracts/test_tokens.py, at a key server of the test's own."""
    header, claims, _ = parts(thief.id_token)

    def try_one(number: int) -> int:
        token = jwt.encode(claims, OWN_KEY, algorithm="RS256", headers={**header, "kid": f"unknown-{number}"})
        return http.get("/documents", headers={"Authorization": token}).status_code

    with ThreadPoolExecutor(4) as pool:
        for number, status in enumerate(pool.map(try_one, range(FLOOD))):
            attacks.refused("tokens", status == 401, status)
            if number % 50 == 0:
                assert list(thief.documents()) == []
