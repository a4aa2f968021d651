"""One owner's sockets, as many as may be and no more, also at once; one that ended makes room."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any
from uuid import uuid4

from websockets.exceptions import InvalidHandshake

from grail import ServiceError
from measure.frames import Socket
from measure.page_client import PageClient
from measure.running import RunningGrail, owner_of
from tests.attacks.conftest import CAPS, LONG, Attacks
from tests.attacks.limits.bystander import Bystander, alone, bystander
from tests.attacks.open_sockets import only_open_ones

__all__ = ["alone", "bystander"]  # Fixtures.

SOCKETS = 500 if LONG else 60


def test_sockets_beyond_the_cap_are_refused(thief: PageClient, bystander: Bystander, attacks: Attacks) -> None:
    most = int(CAPS["MAX_SOCKETS"])
    with bystander.beside(), ExitStack() as opened:
        sockets = []
        for _ in range(SOCKETS):
            with suppress(InvalidHandshake, ServiceError):
                sockets.append(opened.enter_context(thief.socket()))
            attacks.refused("floods", len(sockets) <= most, f"{len(sockets)} sockets")
        assert len(sockets) == most
        sockets[0].send(action="ping")
        assert sockets[0].until("pong")


def test_concurrent_sockets_do_not_exceed_the_cap(thief: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    """All handshakes in the same moment, with tickets made behind the edge, which hands out fewer in a minute."""
    most = int(CAPS["MAX_SOCKETS"])
    tickets = [ticket_behind(running.aws("dynamodb"), owner_of(thief)) for _ in range(SOCKETS)]

    def open_one(ticket: str) -> Socket | None:
        with suppress(InvalidHandshake, TimeoutError):
            return Socket(f"{thief.config.websocket_url}?ticket={ticket}", None, 60).__enter__()
        return None

    with ThreadPoolExecutor(16) as pool:
        opened = [socket for socket in pool.map(open_one, tickets) if socket]
    for number in range(SOCKETS):
        attacks.refused("floods", len(opened) <= most or number < most, f"{len(opened)} sockets at once")
    for socket in opened:
        socket.send(action="ping")
        assert socket.until("pong")
        socket.__exit__(None, None, None)
    assert opened


def ticket_behind(dynamo: Any, owner_id: str) -> str:
    ticket, until = uuid4().hex, str(int(time.time()) + 600)
    row = {
        "digest": {"S": hashlib.sha256(ticket.encode()).hexdigest()},
        "owner_id": {"S": owner_id},
        **{name: {"N": until} for name in ("session_until", "expires_at", "ttl")},
    }
    dynamo.put_item(TableName="grail-local-tickets", Item=row)
    return ticket


def test_a_dead_socket_frees_its_slot(thief: PageClient, running: RunningGrail) -> None:
    for _ in range(2 * int(CAPS["MAX_SOCKETS"])):
        with thief.socket() as socket:
            socket.send(action="ping")
            assert socket.until("pong")
        assert only_open_ones(running, thief, 0)
