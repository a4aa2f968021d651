"""An account with canary words is deleted: no byte of the laptop cloud has them any more, and the receipt says so."""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from grail import NotSignedInError
from measure.page_client import PageClient
from measure.running import RunningGrail, owner_of, run_upkeep
from tests.integration.test_operations import operate

__all__ = ["operate"]  # A fixture.

TABLES = ("documents", "conversations", "messages", "usage", "connections", "tickets", "edge")
LONG = bool(os.environ.get("GRAIL_LONG"))
DOCUMENTS, CHATS = (1_000, 20) if LONG else (1, 1)
SECONDS = 3_600 if LONG else 300  # Generous: the machine may be busy. Nothing is measured by it.


def places(running: RunningGrail, words: tuple[bytes, ...]) -> Iterator[str]:
    """Where one of the words stands: in a row, a version of an object, its key, a file of the state folder."""
    for name in TABLES:
        for item in running.dynamo().Table(f"grail-local-{name}").scan()["Items"]:
            if any(word in repr(item).encode() for word in words):
                yield f"{name}: {item}"
    s3 = running.aws("s3")
    for setting in ("DOCUMENTS_BUCKET", "VECTORS_BUCKET"):
        bucket = running.function_environment[setting]
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for one in page.get("Versions", []):
                body = s3.get_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])["Body"].read()
                if any(word in one["Key"].encode() + body for word in words):
                    yield f"{bucket}/{one['Key']}"
    for file in running.home.rglob("*"):
        if file.is_file() and any(word in file.read_bytes() for word in words):
            yield str(file)


def due_now(running: RunningGrail, owner_id: str) -> str:
    """Let the time that a deletion waits be over; the step that it is at, or "done"."""
    table = running.dynamo().Table("grail-local-documents")
    key = {"owner_id": f"account#{owner_id}", "id": "deletion"}
    item: dict[str, Any] = table.get_item(Key=key, ConsistentRead=True).get("Item", {})
    if item and "lease_token" not in item:
        table.update_item(Key=key, UpdateExpression="SET check_at = :now", ExpressionAttributeValues={":now": 1})
    return str(item.get("step", "done"))


def test_no_canary_outlives_an_account(
    client: PageClient, other_client: PageClient, running: RunningGrail, operate: Callable[..., Any], tmp_path: Path
) -> None:
    owner_id = owner_of(client)
    in_text, in_name, in_chat, in_note = (f"canary{uuid4().hex}" for _ in range(4))
    kept = f"kept{uuid4().hex}"
    for person, word, name in ((client, in_text, in_name), (other_client, kept, "other")):
        text = f"The lighthouse of Skarhamn is called {word}. Its keeper is Signe Lund.".encode()
        assert person.wait(person.add_content(f"{name}.txt", text, tags=["tag" + word]).id).status == "ready"
    more = [
        client.add_content(f"{in_name} {number}.txt", f"Boat {number} is called {in_text}.".encode()).id
        for number in range(1, DOCUMENTS)
    ]
    assert {client.wait(document_id, seconds=SECONDS).status for document_id in more} <= {"ready"}
    with client.socket() as socket:
        for _ in range(CHATS):
            socket.ask(uuid4().hex, f"What does {in_chat} say of the lighthouse of Skarhamn?", seconds=300)
    client.call("POST", "/notes", {"text": f"The word is {in_note}."})
    assert client.call("POST", "/account/export")["state"] == "running"
    until = time.monotonic() + SECONDS
    while client.call("GET", "/account/export")["state"] != "ready":
        assert time.monotonic() < until
        time.sleep(0.5)
    words = tuple(word.encode() for word in (in_text, in_name, in_chat, in_note))
    assert list(places(running, words)) != []
    assert operate("backup", tmp_path / "backup")[0] == 0

    client.call("DELETE", "/account")
    with pytest.raises(NotSignedInError) as refused:
        client.call("GET", "/documents")
    assert refused.value.code == "account_ended"
    assert operate("receipt", owner_id) == (1, "The deletion is still going on.\n")
    until = time.monotonic() + SECONDS
    while due_now(running, owner_id) != "done":
        assert time.monotonic() < until
        run_upkeep(running)
        time.sleep(0.5)

    assert list(places(running, words)) == []
    assert list(places(running, (kept.encode(),))) != []
    code, said = operate("receipt", owner_id)
    assert code == 0, said
    assert json.loads(said)["purged"]["documents"] >= DOCUMENTS
    file = tmp_path / "receipt.json"
    file.write_text(said)
    code, said = operate("verify", file)
    assert (code, "The receipt holds" in said) == (0, True), said
    file.write_text(file.read_text().replace('"user pool": 1', '"user pool": 2'))
    assert operate("verify", file)[0] == 1

    assert operate("restore", tmp_path / "backup")[0] == 0
    assert list(places(running, words)) == []
    assert other_client.search("lighthouse of Skarhamn").passages != []
