"""The REST edge over services on moto, as API Gateway and `chalice local` call it."""

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from chalice.app import Chalice
from chalice.config import Config
from chalice.test import HTTPResponse, TestHTTPClient

from chalicelib.api import (  # noqa: F401  Their routes are in the blueprint.
    accounts,
    admin,
    admin_stage,
    claims,
    collections,
    conversations,
    documents,
    links,
    notes,
    service,
    sharing,
    tokens,
    usage,
)
from chalicelib.api.http import blueprint
from chalicelib.api.programs import endpoint  # noqa: F401
from chalicelib.models import Identity
from chalicelib.wiring import Services

FAR = 4_000_000_000  # Unix seconds.


class Rest:
    """Calls of people who are signed in: the token of each is the owner's id. `emails` are verified addresses."""

    def __init__(self, services: Services, emails: Mapping[str, str] | None = None) -> None:
        known: Any = SimpleNamespace(
            verify=lambda owner_id: Identity(owner_id, FAR, email=(emails or {}).get(owner_id))
        )
        services.adapters.__dict__["tokens"] = known
        app = Chalice("grail", configure_logs=False)
        app.register_blueprint(blueprint(services))
        self._http = TestHTTPClient(app, Config.create(chalice_stage="dev", automatic_layer=False))

    def call(self, method: str, owner_id: str, path: str, body: Any = None, **more: str) -> HTTPResponse:
        headers = {"Authorization": owner_id, "Content-Type": "application/json", **more}
        return self._http.request(
            method, path, headers=headers, body=b"" if body is None else json.dumps(body).encode()
        )

    def raw(self, method: str, path: str, headers: dict[str, str], body: bytes) -> HTTPResponse:
        """A request as it came."""
        return self._http.request(method, path, headers=headers, body=body)

    def get(self, owner_id: str, path: str) -> HTTPResponse:
        return self._http.get(path, headers={"Authorization": owner_id})
