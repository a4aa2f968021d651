"""Eight processes ingest the same and different documents at once, on the running copy's stores.

Each runs the product's own entry for queue messages. What is left must be as if one had done it all.
"""

import json
import os
import signal
import subprocess
import sys
import time

import boto3
import pytest

from chalicelib.api.records import work_on
from chalicelib.config import Settings
from chalicelib.models import Document, FileKey, IngestJob, StoredFile, new_id
from chalicelib.wiring import Services
from cloud import PROJECT
from cloud.laptop.options import REGION
from measure.running import RunningGrail, stage_of_its_own

WRITERS = 8
DOCUMENTS = 4  # Each is worked on by two writers at once, and every writer is sent every document afterwards.

WRITER = """
import json, logging, sys, threading
from chalicelib.api.records import work_on
from chalicelib.models import IngestJob
from chalicelib.wiring import Services

services = Services()
jobs = [IngestJob(**job) for job in json.loads(sys.argv[1])]
services.ingesting, services.adapters.documents, services.adapters.passages
print("ready", flush=True)
sys.stdin.readline()
for job in jobs:
    work_on(services, job, lambda: 300.0)
"""


@pytest.fixture
def names(running: RunningGrail, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    environment = stage_of_its_own(running, "writers")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment


def text_of(number: int) -> str:
    return "\n\n".join(
        " ".join(f"Report {number} section {part} says sentence {sentence} of its own." for sentence in range(25))
        for part in range(4)
    )


def put_document(services: Services, owner: str, number: int) -> Document:
    """Uploaded and told of, as S3 would."""
    data = text_of(number).encode()
    document, _ = services.library.add(owner, f"report {number}.txt", len(data))
    key = f"files/{owner}/{document.id}/1"
    s3 = boto3.client("s3", region_name=REGION)
    etag = s3.put_object(Bucket=services.settings.documents_bucket, Key=key, Body=data)["ETag"].strip('"')
    services.library.uploaded(StoredFile(FileKey(owner, document.id, 1), etag, len(data), "1"))
    return document


def start_writers(
    names: dict[str, str], documents: list[Document], count: int = WRITERS
) -> list["subprocess.Popen[bytes]"]:
    """Each begins with another document, two with the same, and is then sent all the others."""
    started = []
    for number in range(count):
        order = documents[number % DOCUMENTS :] + documents[: number % DOCUMENTS]
        jobs = json.dumps([{"owner_id": document.owner_id, "document_id": document.id} for document in order])
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", WRITER, jobs],
                cwd=PROJECT,
                env=os.environ | names,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    return started


def let_go(writers: list["subprocess.Popen[bytes]"]) -> None:
    for process in writers:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()


def finish(services: Services, documents: list[Document]) -> None:
    """What the sweeper does, without the waiting: messages for whatever is not ready, once its lease is over."""
    until = time.monotonic() + 240
    waiting, registry = list(documents), services.adapters.documents
    while waiting:
        assert time.monotonic() < until, [registry.get(document.owner_id, document.id) for document in waiting]
        for document in waiting:
            work_on(services, IngestJob(document.owner_id, document.id), lambda: 300.0)
        waiting = [document for document in waiting if registry.get(document.owner_id, document.id).status != "ready"]
        time.sleep(0.2)


def check(services: Services, owner: str, documents: list[Document]) -> None:
    """Exactly one generation of each, every passage once and in place."""
    rows = services.adapters.passages.stored_generations(owner)
    live = {document.id: services.adapters.documents.get(owner, document.id) for document in documents}
    assert {key[0]: key[1] for key in rows} == {document.id: document.live_generation for document in live.values()}
    assert len(rows) == len(documents)
    for number, document in enumerate(documents):
        now = live[document.id]
        assert now.status == "ready"
        found = services.adapters.passages.read(owner, document.id, now.live_generation, 0, 1000)
        assert [chunk.ordinal for chunk in found] == list(range(now.passages or 0))
        text = text_of(number)
        assert all(text[chunk.start : chunk.end] == chunk.text for chunk in found)
        assert sum(len(chunk.text) for chunk in found) > 0.95 * len(text)


def test_eight_processes_at_once_leave_what_one_would(names: dict[str, str]) -> None:
    services, owner = Services(Settings.from_env()), new_id()
    documents = [put_document(services, owner, number) for number in range(DOCUMENTS)]
    writers = start_writers(names, documents)
    let_go(writers)
    for process in writers:
        _, errors = process.communicate(timeout=240)
        assert process.returncode == 0, errors.decode()
    finish(services, documents)
    check(services, owner, documents)
    registry = services.adapters.documents  # No work was done twice:
    assert all(registry.get(owner, document.id).generation == 1 for document in documents)


def test_processes_killed_in_the_middle_leave_what_one_would(names: dict[str, str]) -> None:
    """F4: kill -9 of real processes while they work. Leases set into the past stand for the wait until they end."""
    services, owner = Services(Settings.from_env()), new_id()
    documents = [put_document(services, owner, number) for number in range(DOCUMENTS)]
    writers = start_writers(names, documents, DOCUMENTS)
    let_go(writers)
    for process, document in zip(writers, documents, strict=True):
        wait_for_work(services, owner, document)
        process.send_signal(signal.SIGKILL)
    for process in writers:
        process.communicate(timeout=240)
    hasten(services, owner, documents)
    finish(services, documents)
    for document in documents:
        live = services.adapters.documents.get(owner, document.id).live_generation
        services.adapters.passages.clean(owner, document.id, live=live, newest=99)
    check(services, owner, documents)


def wait_for_work(services: Services, owner: str, document: Document) -> None:
    until = time.monotonic() + 60
    while services.adapters.documents.get(owner, document.id).status == "queued" and time.monotonic() < until:
        time.sleep(0.02)


def hasten(services: Services, owner: str, documents: list[Document]) -> None:
    """Leases of the dead end now and not in 90 s."""
    table = boto3.resource("dynamodb", region_name=REGION).Table(services.settings.documents_table)
    for document in documents:
        if services.adapters.documents.get(owner, document.id).status != "ready":
            table.update_item(
                Key={"owner_id": owner, "id": document.id},
                UpdateExpression="SET lease_until = :past",
                ExpressionAttributeValues={":past": 1},
            )
