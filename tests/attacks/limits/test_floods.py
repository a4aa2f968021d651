"""Floods of one owner meet limits, each said in a sentence, and others are served meanwhile."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from chalicelib.adapters.dynamo.request_limit import STEP
from chalicelib.config import Settings
from chalicelib.rag.documents.messages import BUDGET_USED
from grail import ServiceError
from measure.frames import Socket
from measure.page_client import PageClient
from measure.running import RunningGrail, owner_of, run_upkeep
from tests.attacks.conftest import CAPS, LONG, Attacks
from tests.attacks.limits.bystander import Bystander, alone, bystander
from tests.attacks.limits.test_concurrent_questions import use
from tests.attacks.outages.test_soak import let_pass, rows

__all__ = ["alone", "bystander"]  # Fixtures.

FRAMES = 10_000 if LONG else 1_500
BURST = 10


def test_a_flood_of_frames_is_warned_then_closed(thief: PageClient, bystander: Bystander, attacks: Attacks) -> None:
    """In bursts: of what is sent at once the laptop's gateway closes a socket only after the last frame."""
    codes: list[str] = []
    with bystander.beside(), thief.socket() as socket, pytest.raises(ConnectionClosed) as closed:
        flood(socket, codes)
    attacks.refused("floods", codes.count("pong") <= 2 * 120, f"{codes.count('pong')} frames were served")
    attacks.refused("floods", "rate_limited" in codes and set(codes) <= {"pong", "rate_limited"}, set(codes))
    attacks.refused(
        "floods", closed.value.rcvd is not None and closed.value.rcvd.code == 1000, "it was not the service"
    )


def flood(socket: Socket, codes: list[str]) -> None:
    for _ in range(FRAMES // BURST):
        for _ in range(BURST):
            socket.send(action="ping")
        for _ in range(BURST):
            told = socket.receive()
            codes.append(told["type"] if told["type"] == "pong" else told["error"]["code"])


def test_flooding_questions_never_pass_the_daily_cap(
    reader: PageClient, running: RunningGrail, attacks: Attacks
) -> None:
    """Two questions are left of the day's; a dozen are asked in the same moment, and again while some are put off.

    Two are answered, no more and no less: what is refused counts nothing.
    """
    left, asked, sockets = 2, 12, 6
    today = datetime.now(UTC).date()
    for day in (today, today + timedelta(days=1)):
        row = {"owner_id": {"S": owner_of(reader)}, "day": {"S": day.isoformat()}}
        row["questions"] = {"N": str(Settings.daily_questions - left)}
        running.aws("dynamodb").put_item(TableName="grail-local-usage", Item=row)
    before = model_calls(running)

    def ask(socket: Socket) -> str:
        while True:
            try:
                answer = socket.ask(uuid4().hex, "Who is the keeper of the lighthouse?")
            except ServiceError as error:
                if error.code == "rate_limited":  # So many answers at once: it is tried again, at a person's pace.
                    time.sleep(1.0)
                    continue
                return str(error.code)
            return "done" if answer.end["type"] == "done" else str(answer.end["error"]["code"])

    def ask_all(_: int) -> list[str]:
        with reader.socket() as socket:
            return [ask(socket) for _ in range(asked // sockets)]

    with ThreadPoolExecutor(sockets) as pool:
        told = [frame for answers in pool.map(ask_all, range(sockets)) for frame in answers]
    for _ in range(asked - left):
        attacks.refused("floods", (told.count("done"), told.count("budget_exceeded")) == (left, asked - left), told)
    attacks.refused("floods", model_calls(running) - before <= left, told)


def model_calls(running: RunningGrail) -> int:
    told = httpx.get(f"{running.bedrock_url}/_local/stats", trust_env=False).json()["calls"]
    return int(sum(told.get("ConverseStream", {}).values()))


def refusals(call: Callable[[], object], times: int) -> tuple[int, set[str]]:
    """How many of these calls were done, and with which codes the others were refused."""
    done, codes = 0, set()
    for _ in range(times):
        try:
            call()
            done += 1
        except ServiceError as error:
            codes.add(error.code)
    return done, codes


def test_tickets_beyond_the_cap_are_refused(thief: PageClient, attacks: Attacks) -> None:
    done, codes = refusals(lambda: thief.call("POST", "/socket-tickets"), 1_000 if LONG else 70)
    attacks.refused(
        "floods", done <= 2 * 30 and codes == {"rate_limited"}, (done, codes)
    )  # Two minutes may be touched.


def test_uploads_beyond_the_cap_are_refused(thief: PageClient, bystander: Bystander, attacks: Attacks) -> None:
    most = int(CAPS["UPLOADS_PER_HOUR"])
    with bystander.beside():
        form = {"filename": "a.txt", "size": 1}
        done, codes = refusals(lambda: thief.call("POST", "/documents", form), 10_000 if LONG else most + 20)
    attacks.refused("floods", done <= 2 * most and codes == {"rate_limited"}, (done, codes))
    (document, *_) = thief.documents()
    for method, path, body in (
        ("PUT", f"/documents/{document.id}/content", {"size": 1}),
        ("POST", f"/documents/{document.id}/retry", None),
    ):
        with pytest.raises(ServiceError) as refused:
            thief.call(method, path, body)
        attacks.refused("floods", refused.value.status == 429, (path, refused.value))


def test_searches_beyond_the_cap_are_refused(thief: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    """The cap is that of a minute, in which a slow machine cannot reach it: the counters start near it."""
    fill(running, f"searches#{owner_of(thief)}", int(CAPS["SEARCHES_PER_MINUTE"]) - 5)
    done, codes = refusals(lambda: thief.search("a", mode="text"), 60)
    attacks.refused("floods", done <= 5 * 10 and codes == {"rate_limited"}, (done, codes))


def test_calls_and_frames_beyond_the_cap_are_refused(
    reader: PageClient, bystander: Bystander, running: RunningGrail, attacks: Attacks
) -> None:
    """Whatever is asked for: what costs nothing by itself counts too. The counters start near the cap of a minute."""
    document, chat = next(iter(reader.documents())).id, "conversations/01J00000000000000000000000"
    calls: tuple[tuple[str, str, Any], ...] = (
        ("GET", "/documents", None),
        ("GET", f"/documents/{document}", None),
        ("PATCH", f"/documents/{document}", {"tags": ["a"]}),
        ("GET", f"/documents/{document}/passages", None),
        ("GET", f"/documents/{document}/content", None),
        ("GET", "/usage", None),
        ("PUT", f"/{chat}/messages/01J00000000000000000000000/feedback", {"rating": "up"}),
        ("DELETE", f"/{chat}", None),
    )
    with reader.socket() as socket, bystander.beside():
        fill(running, f"requests#{owner_of(reader)}", int(CAPS["REQUESTS_PER_MINUTE"]))
        for method, path, body in calls:
            _, codes = refusals(lambda call=(method, path, body): reader.call(*call), 2 * STEP)  # type: ignore[misc]
            attacks.refused("floods", "rate_limited" in codes, (method, path, codes))
        codes = set()
        for _ in range(2 * STEP):
            socket.send(action="resume", message_id="01J00000000000000000000000", after_seq=0)
            codes.add(socket.receive()["error"]["code"])
        attacks.refused("floods", "rate_limited" in codes, codes)


def fill(running: RunningGrail, counter: str, times: int) -> None:
    """Let a counter of minutes stand at `times`, in this minute and the next ones."""
    minute = int(time.time()) // 60
    for window in range(minute, minute + 10):
        running.aws("dynamodb").put_item(
            TableName="grail-local-edge", Item={"id": {"S": f"{counter}#{window}"}, "times": {"N": str(times)}}
        )


def test_a_spent_daily_price_stops_searching_and_embedding(
    reader: PageClient, running: RunningGrail, attacks: Attacks
) -> None:
    """What was uploaded waits for the next day, and goes on then."""
    owner_id, text = owner_of(reader), b"The lamp of the lighthouse is lit at dusk."
    use(running, owner_id, 0, price_usd="5")
    done, codes = refusals(lambda: reader.search("lighthouse"), 3)
    attacks.refused("floods", (done, codes) == (0, {"budget_exceeded"}), codes)
    document = reader.add_content("lamp.txt", text)
    until = time.monotonic() + 60
    while not (waiting := reader.call("GET", f"/documents/{document.id}"))["note"]:
        assert time.monotonic() < until, waiting
    attacks.refused("floods", (waiting["status"], waiting["note"]) == ("embedding", BUDGET_USED), waiting)
    use(running, owner_id, 0)
    dynamo = running.aws("dynamodb")
    for item in rows(dynamo, "documents", owner_id):
        if item["id"]["S"] == document.id:
            let_pass(dynamo, "documents", item)
    run_upkeep(running)
    assert reader.wait(document.id).status == "ready"
    assert any(passage.text == text.decode() for passage in reader.search("lamp dusk").passages)


def test_a_client_that_does_not_read_delays_nobody(reader: PageClient, attacks: Attacks) -> None:
    """A second socket of the same owner that takes nothing in: the first gets its answers all the same."""
    ticket = reader.call("POST", "/socket-tickets")["ticket"]
    slow: Any = connect(f"{reader.config.websocket_url}?ticket={ticket}", proxy=None, max_queue=1)
    with slow as _, reader.socket() as socket:
        for number in range(5):
            reader.call("POST", "/documents", {"filename": f"{number}.txt", "size": 1})
            answer = socket.ask(uuid4().hex, "Who is the keeper of the lighthouse?")
            attacks.refused("floods", answer.end["type"] == "done", answer.end)
