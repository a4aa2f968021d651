"""One ticket opens one socket, from the page's own origin, for as long as the session lasts."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

from measure.page_client import PageClient
from measure.running import RunningGrail, owner_of, run_upkeep
from tests.attacks.conftest import LONG, Attacks

GUESSES = 1_000 if LONG else 100


def ticket_of(client: PageClient) -> str:
    return str(client.call("POST", "/socket-tickets")["ticket"])


def opens(client: PageClient, query: str, **how: Any) -> bool:
    """Whether a handshake with this query is accepted."""
    try:
        with connect(f"{client.config.websocket_url}{query}", proxy=None, **how):
            return True
    except InvalidHandshake:
        return False


def test_one_of_fifty_concurrent_uses_of_a_ticket_wins(thief: PageClient, attacks: Attacks) -> None:
    query = f"?ticket={ticket_of(thief)}"
    with ThreadPoolExecutor(50) as pool:
        opened = sum(pool.map(lambda _: opens(thief, query), range(50)))
    for number in range(49):
        attacks.refused("tickets", opened <= 1 or number >= opened, f"{opened} sockets of one ticket")
    assert opened == 1
    attacks.refused("tickets", not opens(thief, query), "replayed")


def test_no_socket_opens_without_a_ticket(thief: PageClient, attacks: Attacks) -> None:
    good = ticket_of(thief)
    digest = hashlib.sha256(good.encode()).hexdigest()
    for query in (
        "",
        "?",
        "?ticket=",
        "?ticket=null",
        f"?Ticket={good}",
        f"?ticket={good}x",
        f"?ticket={good[:-1]}",
        f"?ticket={digest}",
        f"?ticket={good}&ticket={good}",
        f"?ticket=x&ticket={good}",
        f"?ticket[]={good}",
        f"?ticket={thief.id_token}",
        "?ticket=" + "a" * 4_000,
        "?ticket=%00",
        "?ticket=%ff%fe",
    ):
        attacks.refused("tickets", not opens(thief, query), query)
    attacks.refused(
        "tickets", not opens(thief, "", additional_headers={"Authorization": thief.id_token}), "token alone"
    )
    assert opens(thief, f"?ticket={good}")


def test_guessed_tickets_are_refused(thief: PageClient, attacks: Attacks) -> None:
    for number in range(GUESSES):
        guess = hashlib.sha256(str(number).encode()).hexdigest()[:43]
        attacks.refused("tickets", not opens(thief, f"?ticket={guess}"), guess)


def test_an_old_ticket_has_expired(thief: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    """Its row is made older, in place of waiting: DynamoDB itself clears old rows late."""
    ticket = ticket_of(thief)
    running.aws("dynamodb").update_item(
        TableName="grail-local-tickets",
        Key={"digest": {"S": hashlib.sha256(ticket.encode()).hexdigest()}},
        UpdateExpression="SET expires_at = :past",
        ExpressionAttributeValues={":past": {"N": str(int(time.time()) - 1)}},
    )
    attacks.refused("tickets", not opens(thief, f"?ticket={ticket}"), "expired")


def test_another_owners_ticket_prolongs_no_session(thief: PageClient, victim: Any, attacks: Attacks) -> None:
    with thief.socket() as socket:
        for ticket in (ticket_of(victim.client), "guessed", "", "a" * 10_000):
            socket.send(action="renew", ticket=ticket)
            told = socket.receive()
            attacks.refused("tickets", told["type"] == "error", told)


@pytest.mark.parametrize("how", ["frame", "upkeep"])
def test_a_socket_ends_with_its_session(how: str, thief: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    """At the next frame; without one, when upkeep comes by (it is called here in place of waiting for its minute)."""
    with thief.socket() as socket:
        socket.send(action="ping")
        assert socket.until("pong")
        rows = running.aws("dynamodb").query(
            TableName="grail-local-connections",
            IndexName="owner",
            KeyConditionExpression="owner_id = :owner",
            ExpressionAttributeValues={":owner": {"S": owner_of(thief)}},
        )["Items"]
        assert rows
        for item in rows:
            running.aws("dynamodb").update_item(
                TableName="grail-local-connections",
                Key={"id": item["id"]},
                UpdateExpression="SET expires_at = :past",
                ExpressionAttributeValues={":past": {"N": str(int(time.time()) - 1)}},
            )
        if how == "frame":
            socket.send(action="ask", request_id="late", text="May I?")
        else:
            run_upkeep(running)
        told = socket.receive()
        attacks.refused("tickets", told["type"] == "error" and told["error"]["code"] == "session_expired", told)
        with pytest.raises(ConnectionClosed):
            socket.receive()
    assert list(thief.conversations()) == []


def test_another_page_opens_no_socket(thief: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    page = running.web_url
    for origin in (
        "https://evil.example",
        "null",
        "",
        f"{page}.evil.example",
        f"https://evil.example/{page}",
        page.replace("http://", "https://"),
        page.replace("localhost", "localhost.evil.example"),
        page + "0",
        page + "/",
        page.upper(),
        f"{page} https://evil.example",
        "http://localhost",
        "file://",
    ):
        attacks.refused("origins", not opens(thief, f"?ticket={ticket_of(thief)}", origin=origin), origin)
    assert opens(thief, f"?ticket={ticket_of(thief)}", origin=page)


def test_rest_allows_only_the_page(thief: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    import httpx

    for origin in ("https://evil.example", "null", f"{running.web_url}.evil.example"):
        for method in ("OPTIONS", "GET"):
            headers = {"Origin": origin, "Authorization": thief.id_token, "Access-Control-Request-Method": "GET"}
            answer = httpx.request(method, f"{running.api_url}/documents", headers=headers, trust_env=False)
            allowed = answer.headers.get("Access-Control-Allow-Origin")
            attacks.refused("origins", allowed is None, (origin, allowed))
            attacks.refused("origins", "Access-Control-Allow-Credentials" not in answer.headers, "credentials")
