"""The official client signs a person in at an issuer of the test's own, which plays Cognito, and uses the endpoint."""

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import httpx2
import jwt
import pytest
from mcp import Client as Assistant
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken
from pydantic import AnyUrl

from chalicelib.config import Settings
from chalicelib.wiring import Services
from tests.contracts.test_program_access import access
from tests.contracts.test_tokens import KEY
from tests.support.rest import Rest
from tests.support.rows import REST
from tests.support.web import Grail, Web

CALLBACK = "http://localhost:9/callback"
POOL = "/us-east-1_pool"
Form = dict[str, list[str]]


class Issuer(Web):
    """Cognito, as far as an assistant sees it: metadata below the issuer's path, codes with PKCE, bound tokens."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Form = {}

    def page(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        told: Any = None
        if path == f"{POOL}/.well-known/openid-configuration":
            told = {
                "issuer": self.url + POOL,
                "authorization_endpoint": f"{self.url}/oauth2/authorize",
                "token_endpoint": f"{self.url}/oauth2/token",
                "response_types_supported": ["code"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none"],
            }
        if path == "/keys.json":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            told = {"keys": [public | {"kid": "one", "use": "sig"}]}
        if path == "/oauth2/token" and method == "POST":
            told = self.token(parse_qs(body.decode()))
        return 404 if told is None else 200, {"Content-Type": "application/json"}, json.dumps(told).encode()

    def token(self, form: Form) -> Any:
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=")
        assert [proof.decode()] == self.asked["code_challenge"]
        assert form["resource"] == self.asked["resource"]
        bound = {"aud": form["resource"][0], "client_id": form["client_id"][0], "scope": self.asked["scope"][0]}
        token = access(iss=self.url + POOL, **bound)
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": bound["scope"]}


class Storage:
    """A client that was registered beforehand, and the tokens that it has got."""

    tokens: OAuthToken | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull:
        return OAuthClientInformationFull(
            client_id="assistant", redirect_uris=[AnyUrl(CALLBACK)], token_endpoint_auth_method="none"
        )

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None: ...


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    with made.running():
        yield made


@pytest.fixture
def grail(aws: dict[str, str], issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Grail]:
    monkeypatch.setattr(Settings, "issuer", issuer.url + POOL)
    made = Grail()
    own = {"PROGRAM_RESOURCE": f"{made.url}/mcp", "PROGRAM_CLIENTS": "assistant", "JWKS_URL": f"{issuer.url}/keys.json"}
    services = Services(Settings.from_env({**aws, **REST, **own}))
    made.rest = Rest(services)
    pool: Any = type("Pool", (), {"may_sign_in": lambda self, name: True})()
    services.adapters.__dict__["user_pool"] = pool
    with made.running():
        yield made


@pytest.mark.parametrize("mode", ["legacy", "2026-07-28"])
def test_an_assistant_signs_a_person_in_and_reads(grail: Grail, issuer: Issuer, mode: Any) -> None:
    """From the first refusal on: what it needs to know, it learns of the endpoint and of the issuer."""

    async def redirect(url: str) -> None:
        issuer.asked = parse_qs(urlsplit(url).query)

    async def callback() -> AuthorizationCodeResult:
        return AuthorizationCodeResult(code="code", state=issuer.asked["state"][0])

    async def use() -> list[str]:
        metadata = OAuthClientMetadata(redirect_uris=[AnyUrl(CALLBACK)], token_endpoint_auth_method="none")
        auth = OAuthClientProvider(f"{grail.url}/mcp", metadata, Storage(), redirect, callback)
        async with httpx2.AsyncClient(auth=auth, timeout=30, trust_env=False) as http:
            transport = streamable_http_client(f"{grail.url}/mcp", http_client=http)
            async with Assistant(transport, mode=mode) as assistant:
                return [tool.name for tool in (await assistant.list_tools()).tools]

    tools = anyio.run(use)
    assert {"search", "fetch", "ask"} <= set(tools)
    assert "delete_document" not in tools
    assert issuer.asked["resource"] == [f"{grail.url}/mcp"]
    assert issuer.asked["code_challenge_method"] == ["S256"]
    assert issuer.asked["scope"] == ["grail/read grail/ask"]
