"""An account that has ended is refused at once, on every surface, although its token is good for an hour."""

from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from chalicelib.config import Settings
from chalicelib.wiring import Services
from measure.page_client import PageClient
from measure.running import RunningGrail, owner_of
from tests.attacks.conftest import QUESTION, UNKNOWN, Attacks, Inject
from tests.attacks.identity.test_collections import OF_COLLECTIONS
from tests.attacks.identity.test_isolation import FOREIGN, OWN
from tests.attacks.identity.test_programs import new_token, rpc
from tests.attacks.identity.test_sources import OF_SOURCES
from tests.attacks.identity.test_tickets import opens, ticket_of
from tests.attacks.outages.test_answer_faults import STREAM

CALLS = [
    *(
        (method, *call)
        for (method, _), calls in {**OWN, **FOREIGN}.items()
        for call in calls(UNKNOWN, UNKNOWN, UNKNOWN)
    ),
    *((method, *call) for (method, _), calls in OF_COLLECTIONS.items() for call in calls(UNKNOWN, UNKNOWN)),
    *((method, *call) for (method, _), calls in OF_SOURCES.items() for call in calls(UNKNOWN)),
]


@pytest.fixture
def services(running: RunningGrail, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The running copy's own, as an operator's machine has them."""
    for name, value in running.function_environment.items():
        monkeypatch.setenv(name, value)
    return Services(Settings.from_env(running.function_environment))


def test_every_surface_refuses_an_account_that_has_ended(
    running: RunningGrail, reader: PageClient, services: Services, attacks: Attacks, inject: Inject
) -> None:
    """With an answer under way, an open socket, a ticket that is not spent yet and a program's token."""
    ticket, program = ticket_of(reader), new_token(reader, "read", "ask", "write")[0]
    with reader.socket() as socket:
        inject({**STREAM, "hold": True, "after_tokens": 3})
        socket.send(action="ask", request_id="under-way", text=QUESTION)
        accepted = socket.until("accepted")
        socket.until("delta")
        services.accounts.admission.end(owner_of(reader), "disabled")
        told = socket.until("error")
        attacks.refused("ended accounts", told["error"]["code"] == "account_ended", told)
        with pytest.raises(ConnectionClosed):
            socket.until("nothing that is ever sent")
    attacks.refused("ended accounts", not opens(reader, f"?ticket={ticket}"), "an old ticket")
    http = httpx.Client(
        base_url=running.api_url, headers={"Authorization": reader.id_token}, trust_env=False, timeout=30
    )
    for method, url, body in CALLS:
        answer = http.request(method, url, json=body)
        code: Any = answer.json()["error"]["code"]
        attacks.refused("ended accounts", (answer.status_code, code) == (401, "account_ended"), (method, url, code))
    for answer in (rpc(http, program, "tools/list"), http.get("/documents", headers={"Authorization": program})):
        code = answer.json()["error"]["code"]
        attacks.refused("ended accounts", (answer.status_code, code) == (401, "account_ended"), code)
    inject()
    services.accounts.admission.reopen(owner_of(reader))
    chat = reader.call("GET", f"/conversations/{accepted['conversation_id']}")
    assert chat["messages"][-1]["status"] in ("stopped", "streaming", "complete")
    assert opens(reader, f"?ticket={ticket_of(reader)}")
    assert rpc(http, program, "tools/list").status_code == 200
