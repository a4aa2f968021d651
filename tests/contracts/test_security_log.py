"""The security log: each event is written, with who, from where and a code, and with nothing that a person wrote."""

import json
import logging
import re
import time
from typing import Any

import pytest

from chalicelib.api import security_log
from chalicelib.api.frames import Frames
from chalicelib.api.http import blueprint
from chalicelib.api.schema import registered
from chalicelib.config import Settings
from chalicelib.errors import all_errors
from chalicelib.models import Identity
from chalicelib.wiring import Services
from cloud import PROJECT
from tests.support.rest import Rest
from tests.support.rows import REST

OWNER = "owner"
BODY_SECRETS = ("secret-name", "secret-tag", "secret-token", "person@example.com")


class Door:
    """REST and sockets of a stage on moto, and the security log of what is done there."""

    def __init__(self, services: Services, caplog: pytest.LogCaptureFixture) -> None:
        self.services, self.caplog = services, caplog
        self.rest, self.frames = Rest(services), Frames(services)
        services.adapters.__dict__["sockets"] = self
        services.adapters.__dict__["ingest_queue"] = self
        services.adapters.__dict__["answer_queue"] = self

    def __getattr__(self, name: str) -> Any:
        """Queues and sockets that take whatever they are given."""
        return lambda *args, **kwargs: None

    def events(self) -> list[dict[str, Any]]:
        usual = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime"}
        lines = [record for record in self.caplog.records if record.name == security_log.log.name]
        self.caplog.clear()
        return [{name: value for name, value in vars(line).items() if name not in usual} for line in lines]

    def connect(self, ticket: str, origin: str | None = None) -> dict[str, int]:
        event = {
            "requestContext": {"connectionId": "c1", "identity": {"sourceIp": "192.0.2.7"}},
            "queryStringParameters": {"ticket": ticket},
            "headers": {"Origin": origin} if origin else {},
        }
        return self.frames.connect(event)


@pytest.fixture
def door(aws: dict[str, str], dynamo: Any, caplog: pytest.LogCaptureFixture) -> Door:
    caplog.set_level(logging.INFO)
    limits = {"TICKETS_PER_MINUTE": "2", "FRAMES_PER_MINUTE": "1", "OWNER_DOCUMENTS": "1", "SIGN_UP": "open"}
    return Door(Services(Settings.from_env({**aws, **REST, **limits})), caplog)


def test_sign_in_and_socket_are_written(door: Door) -> None:
    fresh = Identity(OWNER, 4_000_000_000, signed_in_at=int(time.time()))
    door.services.adapters.tokens.verify = lambda header: fresh  # type: ignore[method-assign]
    ticket = door.rest.call("POST", OWNER, "/socket-tickets").json_body["ticket"]
    assert door.connect(ticket)["statusCode"] == 200
    signed_in, opened = door.events()
    assert signed_in == {"event": "signed_in", "owner": OWNER, "source": "127.0.0.1"}
    assert opened == {"event": "socket_opened", "owner": OWNER, "source": "192.0.2.7", "connection": "c1"}


def test_refused_ticket_and_origin_are_written(door: Door) -> None:
    door.connect("secret-token")
    door.connect("secret-token", "https://elsewhere.example")
    refused = {"event": "socket_refused", "owner": None, "source": "192.0.2.7", "code": "not_signed_in"}
    assert door.events() == [refused, refused]


def test_refused_token_is_written(door: Door) -> None:
    del door.services.adapters.__dict__["tokens"]
    assert door.rest.call("GET", "secret-token", "/documents/{secret-name}").status_code == 401
    (event,) = door.events()
    assert event == {
        "event": "call_refused",
        "owner": None,
        "source": "127.0.0.1",
        "code": "not_signed_in",
        "path": "/documents/{document_id}",
    }


def test_refusals_by_limits_are_written(door: Door) -> None:
    form = {"filename": "secret-name.txt", "size": 1, "tags": ["secret-tag"]}
    for _ in range(2):
        door.rest.call("POST", OWNER, "/documents", form)
    tickets = [door.rest.call("POST", OWNER, "/socket-tickets").json_body for _ in range(3)]
    door.connect(tickets[0]["ticket"])
    for _ in range(2):
        door.frames.receive("c1", '{"action": "ping", "text": "secret-name"}')
    told = [(event["event"], event["owner"], event.get("code")) for event in door.events()]
    assert told == [
        ("call_refused", OWNER, "quota_exceeded"),
        ("call_refused", OWNER, "rate_limited"),
        ("socket_opened", OWNER, None),
        ("frame_refused", OWNER, "rate_limited"),
    ]


def test_deletion_and_link_to_a_file_are_written(door: Door) -> None:
    form = {"filename": "secret-name.txt", "size": 1, "tags": ["secret-tag", "person@example.com"]}
    document = door.rest.call("POST", OWNER, "/documents", form).json_body["document"]["id"]
    for path, status in (("/conversations/unknown", 404), (f"/documents/{document}", 202)):
        assert door.rest.call("DELETE", OWNER, path).status_code == status
    (deleted,) = door.events()
    assert deleted == {"event": "deleted", "owner": OWNER, "source": "127.0.0.1", "document_id": document}


def test_archive_of_an_account_and_its_link_are_written(door: Door) -> None:
    assert door.rest.call("POST", OWNER, "/account/export").status_code == 202
    assert door.rest.call("GET", OWNER, "/account/export").json_body["link"] is None
    (asked,) = door.events()
    assert asked == {"event": "export_asked", "owner": OWNER, "source": "127.0.0.1"}
    tasks = door.services.adapters.account_tasks
    task = tasks.claim(OWNER, "export")
    assert task is not None
    tasks.save(task, wake=2**31, step="ready", ended_at=2**31)
    assert door.rest.call("GET", OWNER, "/account/export").json_body["link"]["url"]
    assert door.events()[-1] == {
        "event": "exported", "owner": OWNER, "source": "127.0.0.1", "path": "/account/export",
    }  # fmt: skip


def test_events_hold_nothing_that_a_person_wrote(door: Door) -> None:
    test_refusals_by_limits_are_written(door)
    test_refused_ticket_and_origin_are_written(door)
    form = {"filename": "secret-name.txt", "size": 1, "tags": list(BODY_SECRETS)}
    door.rest.call("POST", "person@example.com", "/documents", form)
    written = json.dumps(door.events())
    assert not [secret for secret in BODY_SECRETS if secret in written]


NOTHING_DELETED = {
    ("DELETE", "/mcp"),  # It ends a session, of which there are none.
    ("DELETE", "/collections/{collection_id}/documents/{document_id}"),  # The document stays.
}


def test_every_deletion_has_its_event() -> None:
    blueprint(Services())
    deletions = {(route.method, route.path) for route in registered() if route.method == "DELETE"}
    assert deletions - NOTHING_DELETED <= security_log.DONE.keys()
    assert {error.code for error in all_errors()} >= security_log.REFUSALS


def test_operations_md_has_every_event() -> None:
    inventory = (PROJECT / "docs" / "operations.md").read_text().split("### The security log")[1]
    assert set(security_log.Event.__args__) <= set(re.findall(r"\| `(\w+)` \|", inventory))  # type: ignore[attr-defined]
