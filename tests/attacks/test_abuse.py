"""A11: floods of one owner meet limits, each said in a sentence, and others are served meanwhile."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

from chalicelib.config import Settings
from local.client import Client, ClientError, Socket
from tests.attacks.conftest import CAPS, LONG, Attacks, Victim
from tests.attacks.test_answer_faults import inject, reader
from tests.attacks.test_tickets import owner_of
from tests.running import RunningGrail

__all__ = ["inject", "reader"]  # Fixtures.

FRAMES = 10_000 if LONG else 1_500
SOCKETS = 500 if LONG else 60
# Between the calls of one who works beside a flood: a third of what may be searched, however fast the machine is.
PACE_SECONDS = 60 / (int(CAPS["SEARCHES_PER_MINUTE"]) / 3)


class Bystander:
    """Another owner who goes on working while a flood lasts: how long each of its calls took, in seconds."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.took: list[float] = []
        self.errors: list[str] = []

    def work(self) -> None:
        began = time.monotonic()
        try:
            list(self._client.documents())
            self._client.search("keeper of the vault", mode="text")
        except (ClientError, httpx.HTTPError) as error:
            self.errors.append(str(error))
        self.took.append(time.monotonic() - began)

    @contextmanager
    def beside(self) -> Iterator[None]:
        ended = threading.Event()

        def go_on() -> None:
            self.work()
            while not ended.wait(PACE_SECONDS):
                self.work()

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


@pytest.fixture
def bystander(victim: Victim, attacks: Attacks, request: pytest.FixtureRequest) -> Iterator[Bystander]:
    """Its calls are all answered; by how much slower is printed, not judged: one machine carries both sides."""
    made = Bystander(victim.client)
    for _ in range(20):
        made.work()
    alone = quantiles(made.took, n=20)[-1]
    made.took.clear()
    yield made
    assert made.errors == []
    assert made.took
    during = quantiles(made.took, n=20)[-1] if len(made.took) > 1 else made.took[0]
    attacks.notes.append(
        f"{request.node.name}: another owner's p95 {alone * 1000:.0f} ms alone, {during * 1000:.0f} ms beside it"
    )


@pytest.mark.parametrize(
    "frame",
    [
        "a" * 200_000,
        "a" * 1_000_000,
        json.dumps({"action": "ask", "request_id": "r", "text": "a" * 1_000_000}),
        json.dumps({"action": "ask", "request_id": "r" * 40_000, "text": "a"}),
        json.dumps({"action": "stop", "message_id": "m" * 40_000}),
        "[" * 30_000,
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        json.dumps({"action": "ask", "request_id": "r", "text": "a", "document_ids": ["a"] * 5_000}),
        json.dumps({"action": "ask", "request_id": "r", "text": "a", "tags": [["a"] * 100] * 10}),
        '{"action": "ask", "action": "stop"}',
        '{"action": ["ask"]}',
        '{"action": "__proto__"}',
        '{"action": "answer", "owner_id": "x", "message_id": "y"}',
        '{"action": "$default"}',
        "null",
        '"\\ud800"',
        "\x00",
        "1e999",
    ],
    ids=lambda frame: frame[:24],
)
def test_a11_a_frame_that_is_none_hurts_nobody(frame: str, thief: Client, attacks: Attacks) -> None:
    with thief.socket() as socket, suppress(ConnectionClosed):
        socket.send_text(frame)
        told = socket.receive()
        refused = told["type"] == "error" and told["error"]["code"] in ("invalid_request", "document_not_found")
        attacks.refused("A11", refused and told["error"]["message"].endswith("."), told)
        socket.send(action="ping")
        assert socket.until("pong")


def test_a11_a_flood_of_frames_is_told_to_wait_then_closed(
    thief: Client, bystander: Bystander, attacks: Attacks
) -> None:
    codes: list[str] = []
    with bystander.beside(), thief.socket() as socket:
        with suppress(ConnectionClosed):
            for _ in range(FRAMES):
                socket.send(action="ping")
        with suppress(ConnectionClosed):
            while True:  # What was told before it was closed can still be read; a socket left open is a time-out.
                told = socket.receive()
                codes.append(told["type"] if told["type"] == "pong" else told["error"]["code"])
    attacks.refused("A11", codes.count("pong") <= 2 * 120, f"{codes.count('pong')} frames were served")
    attacks.refused("A11", "rate_limited" in codes, set(codes))


def test_a11_sockets_beyond_the_cap_are_refused(thief: Client, bystander: Bystander, attacks: Attacks) -> None:
    most = int(CAPS["MAX_SOCKETS"])
    with bystander.beside(), ExitStack() as opened:
        sockets = []
        for _ in range(SOCKETS):
            with suppress(InvalidHandshake, ClientError):
                sockets.append(opened.enter_context(thief.socket()))
            attacks.refused("A11", len(sockets) <= most, f"{len(sockets)} sockets")
        assert len(sockets) == most
        sockets[0].send(action="ping")
        assert sockets[0].until("pong")


def test_a11_sockets_at_once_are_no_more_than_the_cap(
    thief: Client, aws_of: Callable[[str], Any], attacks: Attacks
) -> None:
    """All handshakes in the same moment, with tickets made behind the edge, which hands out fewer in a minute."""
    most = int(CAPS["MAX_SOCKETS"])
    tickets = [ticket_behind(aws_of("dynamodb"), owner_of(thief)) for _ in range(SOCKETS)]

    def open_one(ticket: str) -> Socket | None:
        with suppress(InvalidHandshake, TimeoutError):
            return Socket(f"{thief.config['websocket_url']}?ticket={ticket}", None, 60).__enter__()
        return None

    with ThreadPoolExecutor(16) as pool:
        opened = [socket for socket in pool.map(open_one, tickets) if socket]
    for number in range(SOCKETS):
        attacks.refused("A11", len(opened) <= most or number < most, f"{len(opened)} sockets at once")
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


def test_a11_questions_at_once_never_pass_the_daily_cap(
    reader: Client, running: RunningGrail, aws_of: Callable[[str], Any], attacks: Attacks
) -> None:
    """Two questions are left of the day's; a dozen are asked in the same moment, and again while some are put off."""
    left, asked, sockets = 2, 12, 6
    today = datetime.now(UTC).date()
    for day in (today, today + timedelta(days=1)):
        row = {"owner_id": {"S": owner_of(reader)}, "day": {"S": day.isoformat()}}
        row["questions"] = {"N": str(Settings.daily_questions - left)}
        aws_of("dynamodb").put_item(TableName="grail-local-usage", Item=row)
    before = model_calls(running)

    def ask(socket: Socket) -> str:
        while True:
            try:
                answer = socket.ask(uuid4().hex, "Who is the keeper of the lighthouse?")
            except ClientError as error:
                if error.code == "rate_limited":  # So many answers at once: it is tried again, at a person's pace.
                    time.sleep(1.0)
                    continue
                return str(error.code)
            return "done" if answer.end["type"] == "done" else str(answer.end["error"]["code"])

    def ask_all(_: int) -> list[str]:
        with reader.socket() as socket:
            return [ask(socket) for _ in range(asked // sockets)]

    with ThreadPoolExecutor(sockets) as pool:
        told = [each for answers in pool.map(ask_all, range(sockets)) for each in answers]
    for number in range(asked):
        attacks.refused("A11", told.count("done") <= left or number < left, told)
    attacks.refused("A11", model_calls(running) - before <= left, told)
    assert set(told) <= {"done", "budget_exceeded"}
    assert "budget_exceeded" in told


def model_calls(running: RunningGrail) -> int:
    told = httpx.get(f"{running.bedrock_url}/_local/stats", trust_env=False).json()["calls"]
    return int(sum(told.get("ConverseStream", {}).values()))


def test_a11_a_socket_that_ended_makes_room(thief: Client) -> None:
    for _ in range(2 * int(CAPS["MAX_SOCKETS"])):
        with thief.socket() as socket:
            socket.send(action="ping")
            assert socket.until("pong")


def refusals(call: Callable[[], object], times: int) -> tuple[int, set[str | None]]:
    """How many of these calls were done, and with which codes the others were refused."""
    done, codes = 0, set()
    for _ in range(times):
        try:
            call()
            done += 1
        except ClientError as error:
            codes.add(error.code)
    return done, codes


def test_a11_tickets_beyond_the_cap_are_refused(thief: Client, attacks: Attacks) -> None:
    done, codes = refusals(lambda: thief.call("POST", "/socket-tickets"), 1_000 if LONG else 100)
    attacks.refused("A11", done <= 2 * 30 and codes == {"rate_limited"}, (done, codes))  # Two minutes may be touched.


def test_a11_uploads_beyond_the_cap_are_refused(thief: Client, bystander: Bystander, attacks: Attacks) -> None:
    most = int(CAPS["UPLOADS_PER_HOUR"])
    with bystander.beside():
        form = {"filename": "a.txt", "size": 1}
        done, codes = refusals(lambda: thief.call("POST", "/documents", form), 10_000 if LONG else 3 * most)
    attacks.refused("A11", done <= 2 * most and codes == {"rate_limited"}, (done, codes))
    (document, *_) = thief.documents()
    for method, path, body in (
        ("PUT", f"/documents/{document['id']}/content", {"size": 1}),
        ("POST", f"/documents/{document['id']}/retry", None),
    ):
        with pytest.raises(ClientError) as refused:
            thief.call(method, path, body)
        attacks.refused("A11", refused.value.status == 429, (path, refused.value))


def test_a11_searches_beyond_the_cap_are_refused(thief: Client, aws_of: Callable[[str], Any], attacks: Attacks) -> None:
    """The cap is that of a minute, in which a slow machine cannot reach it: the counters start near it."""
    most, minute = int(CAPS["SEARCHES_PER_MINUTE"]), int(time.time()) // 60
    for window in range(minute, minute + 10):
        aws_of("dynamodb").put_item(
            TableName="grail-local-edge",
            Item={"id": {"S": f"searches#{owner_of(thief)}#{window}"}, "times": {"N": str(most - 5)}},
        )
    done, codes = refusals(lambda: thief.search("a", mode="text"), 60)
    attacks.refused("A11", done <= 5 * 10 and codes == {"rate_limited"}, (done, codes))


def test_a11_one_who_does_not_read_keeps_nobody_waiting(reader: Client, attacks: Attacks) -> None:
    """A second socket of the same owner that takes nothing in: the first gets its answers all the same."""
    ticket = reader.call("POST", "/socket-tickets")["ticket"]
    slow: Any = connect(f"{reader.config['websocket_url']}?ticket={ticket}", proxy=None, max_queue=1)
    with slow as _, reader.socket() as socket:
        for number in range(5):
            reader.call("POST", "/documents", {"filename": f"{number}.txt", "size": 1})
            answer = socket.ask(uuid4().hex, "Who is the keeper of the lighthouse?")
            attacks.refused("A11", answer.end["type"] == "done", answer.end)


def test_a11_bodies_are_bounded(thief: Client, running: RunningGrail, attacks: Attacks) -> None:
    headers = {"Authorization": thief.id_token, "Content-Type": "application/json"}
    with httpx.Client(base_url=running.api_url, headers=headers, trust_env=False, timeout=30) as http:
        for method, path, body in (
            ("POST", "/search", b'{"query": "' + b"a" * 1_000_000 + b'"}'),
            ("POST", "/search", b'{"query": "a", "document_ids": [' + b'"a",' * 5_000 + b'"a"]}'),
            ("POST", "/search", b'{"query": "a", "tags": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
            ("POST", "/documents", b'{"filename": "a.txt", "size": 1' + b"0" * 400 + b"}"),
            ("POST", "/documents", b'{"filename": "a.txt", "size": 1e400}'),
            ("POST", "/documents", b'{"filename": "a.txt", "size": NaN}'),
            (
                "POST",
                "/documents",
                json.dumps(
                    {"filename": "a.txt", "size": 1, "tags": [str(number) for number in range(10_000)]}
                ).encode(),
            ),
            ("POST", "/documents", b"\xff\xfe"),
            ("POST", "/documents", b'{"filename": "a.txt", "size": 1}' * 2),
        ):
            answer = http.request(method, path, content=body)
            attacks.refused("A11", answer.status_code in (400, 413), (path, body[:60], answer.status_code))
