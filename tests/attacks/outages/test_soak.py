"""A mixed load with faults, and after it every store agrees with the others and with what each person was told.

`make soak` runs it for an hour, with full disks, rows that are broken or of a newer version, and accounts that are
deleted (rough.py); `make test` for seconds, which shows that the long form still works.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest

from cloud import PROJECT
from measure.faulty_aws import Chances, FaultyAws, sent_through
from measure.running import RunningGrail, new_client, owner_of, run_upkeep
from tests.attacks.conftest import Attacks
from tests.attacks.outages.load import Person
from tests.attacks.outages.rough import BROKEN, ROUGH, Rough
from tests.attacks.outages.test_answer_faults import FUNCTIONS, STREAM, kill_function

SECONDS = float(os.environ.get("GRAIL_SOAK", "20"))
LONG = SECONDS > 600
PEOPLE = 3 if LONG else 2
NEEDED = ("ask", "upload", "search")
PATIENCE_SECONDS = 300
# For a worker to end by itself. One that a fault has stopped holds its message for minutes: in CI it is killed before.
WORKERS_SECONDS = 300 if LONG else 45
# In every two seconds. What a killed function held is free after a minute or two. CI would have to wait for it; there
# test_answer_faults.py and tests/integration/test_many_writers.py kill.
KILLS = 0.02 if LONG else 0.0
REST_SECONDS = 900 if LONG else 240  # For all that was struck to be taken up again: a lease lasts 90 s.
BEDROCK: tuple[list[dict[str, Any]], ...] = (
    [],
    [],
    [{**STREAM, "error": "ThrottlingException", "times": 2}],
    [{**STREAM, "error": "modelStreamErrorException", "after_tokens": 4, "times": 1}],
    [{**STREAM, "cut": True, "after_tokens": 4, "times": 1}],
    [{**STREAM, "stall_seconds": 1.0, "times": 2}],
    [{"operation": "InvokeModel", "error": "ThrottlingException", "times": 3}],
)


class Trouble:
    """Changes what goes wrong every few seconds, until it is told to end; `injected` counts what it did itself."""

    def __init__(self, running: RunningGrail, faulty: FaultyAws) -> None:
        self._running = running
        self._faulty = faulty
        self._dice = random.Random(3)
        self.injected: Counter[str] = Counter()

    def make(self, until: threading.Event) -> None:
        with httpx.Client(base_url=self._running.bedrock_url, trust_env=False) as bedrock:
            before = served(bedrock)
            while not until.wait(2.0):
                self._faulty.chances = Chances(
                    dynamodb=self._dice.choice([0, 0.02, 0.05]),
                    s3=self._dice.choice([0, 0.05]),
                    slow=self._dice.choice([0, 0, 0.05]),
                )
                rules = self._dice.choice(BEDROCK)
                bedrock.put("/_local/faults", json=rules).raise_for_status()
                if self._dice.random() < KILLS:
                    name = self._dice.choice(["grail-local-answer", "grail-local-embed"])
                    self.injected["killed"] += kill_function(self._running, name)
            self._faulty.chances = Chances()
            bedrock.delete("/_local/faults").raise_for_status()
            self.injected["Bedrock failed"] += served(bedrock) - before


def served(bedrock: httpx.Client) -> int:
    """The faults that the local Bedrock has served since its start."""
    return int(bedrock.get("/_local/stats").json()["faults_served"])


@contextmanager
def threads(*works: Callable[[threading.Event], None]) -> Iterator[None]:
    """Runs these beside each other; they are told to end, and waited for, when the context is left."""
    ended = threading.Event()
    started = [threading.Thread(target=work, args=(ended,)) for work in works]
    for thread in started:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in started:
            thread.join()


@pytest.fixture
def people(running: RunningGrail) -> Iterator[list[Person]]:
    made = [Person(new_client(running), random.Random(number)) for number in range(PEOPLE)]
    yield made
    for person in made:
        person.client._http.close()


def test_soak_under_faults_loses_nothing(running: RunningGrail, people: list[Person], attacks: Attacks) -> None:
    faulty = FaultyAws(running.aws_url)
    trouble, rough = Trouble(running, faulty), Rough(running, [owner_of(person.client) for person in people])
    with (
        faulty.running(),
        sent_through(faulty, running.aws("lambda"), FUNCTIONS),
        threads(trouble.make, *((rough.trouble, rough.leave) if ROUGH else ())),
        threads(*(person.work for person in people)),
    ):
        go_on(people)
    for name, count in (faulty.injected + trouble.injected + rough.done).items():
        attacks.struck(f"soak: {name}", count)
    come_to_rest(people, running)
    left = rough.stays(time.monotonic() + REST_SECONDS)
    attacks.kept("soak: accounts that left", (left, rough.wrong) == ([], []), (left, rough.wrong))
    if rough.done["rows broken"]:
        mended = check_of(running, BROKEN, "--mend")
        attacks.kept("soak: broken rows", mended.returncode == 0, mended.stdout + mended.stderr)
    for person in people:
        person.check()
        attacks.kept("soak", person.wrong == [], person.wrong)
        checked = check_of(running, owner_of(person.client))
        attacks.kept("soak", checked.returncode == 0, checked.stdout + checked.stderr)
    told = ", ".join(f"{what} {count}" for what, count in done_by(people).most_common())
    attacks.notes.append(f"Soak of {SECONDS:.0f} s: {told}")
    assert min(done_by(people)[what] for what in NEEDED) > 0


def go_on(people: list[Person]) -> None:
    """For as long as it is to last, and on a busy machine until each thing that is needed was done once."""
    time.sleep(SECONDS)
    until = time.monotonic() + PATIENCE_SECONDS
    while min(done_by(people)[what] for what in NEEDED) == 0 and time.monotonic() < until:
        time.sleep(0.5)


def done_by(people: list[Person]) -> Counter[str]:
    return sum((person.done for person in people), Counter[str]())


def come_to_rest(people: list[Person], running: RunningGrail) -> None:
    """Until no document moves, no answer streams, and upkeep is done with all of them, the deleted ones too.

    What upkeep would wait for, such as the last worker's end, is let pass at once. Who sees a document failed and is
    told that trying again may help, tries again.
    """
    end_workers(running)
    dynamo, until = running.aws("dynamodb"), time.monotonic() + REST_SECONDS
    while True:
        documents = [(person, document) for person in people for document in person.client.documents()]
        moving = [document for _, document in documents if document.status not in ("ready", "failed")]
        for person, document in documents:
            if document.failure is not None and document.failure.retryable:
                person.client.call("POST", f"/documents/{document.id}/retry")
        owners = [owner_of(person.client) for person in people]
        streaming = [item for owner in owners for item in rows(dynamo, "messages", owner) if "open" in item]
        resting = [item for owner in owners for item in rows(dynamo, "documents", owner) if "open" in item]
        if not moving and not streaming and not resting:
            return
        assert time.monotonic() < until, (moving, streaming, resting)
        for item in streaming:
            let_pass(dynamo, "messages", item)
        for item in resting:
            if "gone" in item or item["status"]["S"] in ("ready", "failed"):
                let_pass(dynamo, "documents", item)
        run_upkeep(running)
        time.sleep(2.0)


def end_workers(running: RunningGrail) -> None:
    """Until no worker is left that began while things went wrong, if need be by killing: upkeep counts on that."""
    sqs, until = running.aws("sqs"), time.monotonic() + WORKERS_SECONDS
    url = sqs.get_queue_url(QueueName="grail-local-ingest")["QueueUrl"]
    under_way = "ApproximateNumberOfMessagesNotVisible"
    while int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[under_way])["Attributes"][under_way]):
        if time.monotonic() > until:
            kill_function(running, "grail-local-embed")
            return
        time.sleep(0.2)


def let_pass(dynamo: Any, table: str, item: Any) -> None:
    """The time at which upkeep is to look at this, and the ten minutes in which a last worker may still be there."""
    past = {":past": {"N": "0"}}
    with suppress(dynamo.exceptions.ConditionalCheckFailedException):  # It has moved on meanwhile.
        dynamo.update_item(
            TableName=f"grail-local-{table}",
            Key={"owner_id": item["owner_id"], "id": item["id"]},
            UpdateExpression="SET check_at = :past" + (", since = :past" if table == "documents" else ""),
            ConditionExpression="attribute_exists(#open) AND #status = :status",
            ExpressionAttributeNames={"#open": "open", "#status": "status"},
            ExpressionAttributeValues={**past, ":status": item["status"]},
        )


def rows(dynamo: Any, table: str, owner_id: str) -> list[Any]:
    """An owner's items."""
    query = {
        "TableName": f"grail-local-{table}",
        "KeyConditionExpression": "owner_id = :owner",
        "ExpressionAttributeValues": {":owner": {"S": owner_id}},
    }
    pages = dynamo.get_paginator("query").paginate(**query)
    return [item for page in pages for item in page["Items"]]


def check_of(running: RunningGrail, owner_id: str, *more: str) -> "subprocess.CompletedProcess[str]":
    """The operator's check of one owner."""
    return subprocess.run(
        [sys.executable, "-m", "operations", "check", "--owner", owner_id, *more],
        cwd=PROJECT,
        env={**os.environ, "GRAIL_HOME": str(running.home)},
        capture_output=True,
        text=True,
        check=False,
    )
