"""What goes wrong while an answer is made ends in one sentence, with a retry that works.

Counted as faults: how many were injected, and after how many something stored was wrong.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from grail import ServiceError
from measure.faulty_aws import Chances, FaultyAws, sent_through
from measure.frames import Answer
from measure.page_client import PageClient
from measure.running import RunningGrail, new_client, owner_of, run_upkeep
from measure.streaming.listening import Heard, listen
from tests.attacks.conftest import CAPS, LONG, QUESTION, TEXT, Attacks, Inject

STALL = 20.0 if LONG else 2.0

STREAM = {"operation": "ConverseStream"}
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "internal error": ({"error": "internalServerException", "after_tokens": 3}, "model_interrupted"),
    "stream error": ({"error": "modelStreamErrorException", "after_tokens": 3}, "model_interrupted"),
    "throttled in the stream": ({"error": "throttlingException", "after_tokens": 3}, "model_interrupted"),
    "unavailable in the stream": ({"error": "serviceUnavailableException", "after_tokens": 3}, "model_interrupted"),
    "refused in the stream": ({"error": "validationException", "after_tokens": 3}, "model_failed"),
    "ends early": ({"end": True, "after_tokens": 3}, "model_interrupted"),
    "connection cut": ({"cut": True, "after_tokens": 3}, "model_interrupted"),
    "broken before the first word": ({"error": "modelStreamErrorException", "after_tokens": 0}, "model_interrupted"),
    "refused": ({"error": "ValidationException"}, "model_failed"),
    "throttled for long": ({"error": "ThrottlingException"}, "model_busy"),
}


@pytest.fixture(scope="module")
def one_reader(running: RunningGrail) -> Iterator[PageClient]:
    """An account with one document for all tests that only ask."""
    with new_client(running) as client:
        assert client.wait(client.add_content("lighthouse.txt", TEXT.encode()).id).status == "ready"
        yield client


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_answer_ends_once_and_can_be_retried(
    name: str, one_reader: PageClient, inject: Inject, attacks: Attacks
) -> None:
    fault, code = FAULTS[name]
    inject({**STREAM, **fault})
    with one_reader.socket() as socket:
        broken = socket.ask(uuid4().hex, QUESTION)
        check_frames(broken)
        assert broken.end["type"] == "failed"
        assert broken.end["error"]["code"] == code
        assert broken.end["error"]["retryable"] is (code != "model_failed")
        assert broken.end["error"]["message"].endswith(".")
        stored = message(one_reader, broken)
        attacks.kept("broken answers", (stored["status"], stored["text"]) == ("failed", broken.text), stored)
        inject()
        again = socket.ask(uuid4().hex, QUESTION, regenerate_of=broken.accepted["message_id"])
        check_frames(again)
    assert again.end["type"] == "done"
    assert "Signe Lund" in again.text
    attacks.kept("broken answers", message(one_reader, broken) == stored, "the failed answer changed")
    attacks.kept(
        "broken answers",
        [message["role"] for message in messages(one_reader, again)] == ["user", "assistant", "assistant"],
        again,
    )


@pytest.mark.parametrize("fault", [{"error": "ThrottlingException", "times": 2}, {"stall_seconds": STALL, "times": 1}])
def test_a_passing_fault_is_waited_for(
    fault: dict[str, Any], one_reader: PageClient, inject: Inject, attacks: Attacks
) -> None:
    inject({**STREAM, **fault})
    with one_reader.socket() as socket:
        answer = socket.ask(uuid4().hex, QUESTION)
    check_frames(answer)
    attacks.kept(
        "broken answers",
        answer.end["type"] == "done" and message(one_reader, answer)["text"] == answer.text,
        answer.end,
    )


def test_a_stalled_answer_can_be_stopped(reader: PageClient, inject: Inject, attacks: Attacks) -> None:
    inject({**STREAM, "hold": True, "after_tokens": 3})
    with reader.socket() as socket:
        socket.send(action="ask", request_id=uuid4().hex, text=QUESTION)
        accepted = socket.until("accepted")
        assert socket.until("delta")
        socket.send(action="stop", message_id=accepted["message_id"])
        done = socket.until("done", "failed")
    attacks.kept("broken answers", done["type"] == "done" and done["message"]["status"] == "stopped", done)


def test_killed_functions_leave_no_streaming_answer_and_no_slot(
    reader: PageClient, inject: Inject, running: RunningGrail, attacks: Attacks
) -> None:
    """As many are killed as answers may be made at once; a minute later others are, before upkeep has come by.

    These are asked for at another socket: upkeep's own schedule may come by at any moment, and is heard at the first.
    """
    inject({**STREAM, "hold": True, "after_tokens": 3})
    broken: list[tuple[Answer, str]] = []
    with reader.socket() as socket, reader.socket() as other:
        for _ in range(int(CAPS["PARALLEL_ANSWERS"])):
            socket.send(action="ask", request_id=uuid4().hex, text=QUESTION)
            answer = Answer(socket.until("accepted"))
            while (delta := socket.until("delta"))["message_id"] != answer.accepted["message_id"]:
                pass  # An earlier one goes on for a word or two.
            broken.append((answer, delta["text"]))
        assert kill_function(running, "grail-local-answer") > 0
        inject()
        with pytest.raises(ServiceError) as refused:
            other.ask(uuid4().hex, QUESTION)
        attacks.refused("floods", refused.value.code == "rate_limited", refused.value)
        for answer, _ in broken:
            let_lease_run_out(running, owner_of(reader), answer.accepted["message_id"])
        again = other.ask(uuid4().hex, QUESTION)
        attacks.kept("broken answers", again.end["type"] == "done" and "Signe Lund" in again.text, again.end)
        run_upkeep(running)
        for _ in broken:
            assert socket.until("failed")["error"]["retryable"]
        for answer, first in broken:
            stored = message(reader, answer)
            attacks.kept("broken answers", stored["status"] == "failed" and first in stored["text"], stored)
        again = other.ask(uuid4().hex, QUESTION, regenerate_of=broken[0][0].accepted["message_id"])
    attacks.kept("broken answers", again.end["type"] == "done" and "Signe Lund" in again.text, again.end)


def kill_function(running: RunningGrail, name: str) -> int:
    """kill -9 of this function's processes of this copy: told by the name that forks take and the copy's folder."""
    if sys.platform != "linux":
        pytest.skip("Only Linux says what a process was started with: CI runs this test.")
    killed = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and mine(folder, running, name):
            os.kill(int(folder.name), signal.SIGKILL)
            killed += 1
    return killed


def mine(process: Path, running: RunningGrail, name: str) -> bool:
    try:
        environment = (process / "environ").read_bytes().split(b"\0")
        called = (process / "comm").read_text().strip()
    except OSError:
        return False  # It has ended meanwhile.
    return called == name.removeprefix("grail-local-") and f"GRAIL_HOME={running.home}".encode() in environment


def let_lease_run_out(running: RunningGrail, owner_id: str, message_id: str) -> None:
    """Let the time pass after which a function that says nothing is gone."""
    running.aws("dynamodb").update_item(
        TableName="grail-local-messages",
        Key={"owner_id": {"S": owner_id}, "id": {"S": message_id}},
        UpdateExpression="SET check_at = :past",
        ExpressionAttributeValues={":past": {"N": str(int(time.time()) - 1)}},
    )


def test_a_connection_lost_in_mid_answer_loses_nothing(reader: PageClient, inject: Inject, attacks: Attacks) -> None:
    inject({**STREAM, "hold": True, "after_tokens": 5})
    with reader.socket() as socket:
        socket.send(action="ask", request_id=uuid4().hex, text=QUESTION)
        answer = Answer(socket.until("accepted"))
        assert socket.until("delta")
    inject()
    with reader.socket() as socket:
        socket.send(action="resume", message_id=answer.accepted["message_id"], after_seq=0)
        heard = Heard()
        listen(socket, answer.accepted["message_id"], heard)
    answer.frames = [frame for _, frame in sorted(heard.frames.items())]
    check_frames(answer)
    attacks.kept(
        "lost connections", answer.end["type"] == "done" and message(reader, answer)["text"] == answer.text, answer.end
    )


def test_one_request_from_many_sockets_is_one_answer(
    reader: PageClient, running: RunningGrail, attacks: Attacks
) -> None:
    def calls() -> int:
        told = httpx.get(f"{running.bedrock_url}/_local/stats", trust_env=False).json()["calls"]
        return sum(told.get("ConverseStream", {}).values())

    before, request_id = calls(), uuid4().hex

    def ask(_: int) -> Answer:
        with reader.socket() as socket:
            return socket.ask(request_id, QUESTION)

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(ask, range(5)))
    for answer in answers:
        attacks.kept(
            "repeated requests", answer.accepted == answers[0].accepted and told(answer) == told(answers[0]), answer
        )
    attacks.kept("repeated requests", calls() == before + 1, "more than one model call")
    with reader.socket() as socket:
        with pytest.raises(ServiceError) as refused:
            socket.ask(request_id, "Another question?")
        assert refused.value.code == "conflict"
        with pytest.raises(ServiceError) as refused:
            socket.ask(request_id, QUESTION, document_ids=[])
        assert refused.value.code == "conflict"
    attacks.kept("repeated requests", len(messages(reader, answers[0])) == 2, "stored twice")


FUNCTIONS = ["grail-local-websocket_message", "grail-local-answer", "grail-local-embed", "grail-local-on_s3_event"]


def test_stores_that_fail_now_and_then_lose_nothing(
    reader: PageClient, running: RunningGrail, attacks: Attacks
) -> None:
    """DynamoDB throttles and S3 fails for one call in twenty, and S3 is late: questions, and documents meanwhile."""
    faulty = FaultyAws(running.aws_url, Chances(dynamodb=0.05, s3=0.05, slow=0.05))
    with faulty.running(), sent_through(faulty, running.aws("lambda"), FUNCTIONS):
        uploaded = [reader.add_content(f"{number}.txt", f"{TEXT} Log {number}.".encode()).id for number in range(3)]
        answers = []
        with reader.socket() as socket:
            for _ in range(200 if LONG else 5):
                answer = socket.ask(uuid4().hex, QUESTION)
                check_frames(answer)
                answers.append(answer)
        states = [reader.wait(document_id).status for document_id in uploaded]
    attacks.struck("failing stores", faulty.injected.total())
    assert faulty.injected.total() > 0
    for answer in answers:
        stored = message(reader, answer)
        well = {"done": "complete", "failed": "failed"}[answer.end["type"]] == stored["status"]
        attacks.kept("failing stores", well and stored["text"] == answer.text, (answer.end, stored["status"]))
    attacks.kept("failing stores", states == ["ready"] * 3, states)
    for number in range(3):
        attacks.kept("failing stores", f"Log {number}." in str(reader.search(f"Log {number}.", mode="text")), number)
    with reader.socket() as socket:
        assert socket.ask(uuid4().hex, QUESTION).end["type"] == "done"


def test_a_lost_table_gives_a_sentence_and_is_made_again(
    reader: PageClient, running: RunningGrail, attacks: Attacks
) -> None:
    """Every call of the store is refused for a while; no function is deployed or restarted after it.

    A document is new meanwhile: as long as nothing is, a search asks the store nothing.
    """
    faulty = FaultyAws(running.aws_url)
    with faulty.running(), sent_through(faulty, running.aws("lambda"), FUNCTIONS[1:2]), reader.socket() as socket:
        assert socket.ask(uuid4().hex, QUESTION).end["type"] == "done"
        assert reader.wait(reader.add_content("log.txt", b"Nine ships passed today.").id).status == "ready"
        faulty.chances = Chances(refused=1.0)
        broken = socket.ask(uuid4().hex, QUESTION)
        assert broken.end["type"] == "failed"
        assert broken.end["error"]["message"].endswith(".")
        assert broken.end["error"]["retryable"]
        faulty.chances = Chances()
        again = socket.ask(uuid4().hex, QUESTION, regenerate_of=broken.accepted["message_id"])
    attacks.struck("failing stores", faulty.injected.total())
    attacks.kept(
        "failing stores", again.end["type"] == "done" and message(reader, broken)["status"] == "failed", again.end
    )


def told(answer: Answer) -> str:
    """The text as the end of the answer has it: after a replay frames may come in another order than their numbers."""
    return str(answer.end["message"]["text"])


def check_frames(answer: Answer) -> None:
    """Numbered from 1 without a gap, one end, and that at the end."""
    assert [frame["seq"] for frame in answer.frames] == list(range(1, len(answer.frames) + 1))
    assert [frame["type"] in ("done", "failed") for frame in answer.frames].index(True) == len(answer.frames) - 1


def messages(client: PageClient, answer: Answer) -> list[Any]:
    told: list[Any] = client.call("GET", f"/conversations/{answer.accepted['conversation_id']}")["messages"]
    return told


def message(client: PageClient, answer: Answer) -> Any:
    (found,) = [message for message in messages(client, answer) if message["id"] == answer.accepted["message_id"]]
    return found
