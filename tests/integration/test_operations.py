"""Backing up, losing everything, restoring; and the check that finds what has drifted apart."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cloud import PROJECT
from measure.page_client import PageClient
from measure.running import RunningGrail, owner_of

FACTS = {
    "lighthouse.txt": "The lighthouse of Skarhamn was built in 1904. Its keeper is called Signe Lund.",
    "ferry.md": "# Ferry\n\nThe ferry to Runmaro leaves at seven. It carries nine cars.",
    "bakery.txt": "The bakery of Åre opens at five. Bánh mì is sold on Fridays.",
}
QUERIES = ("Who keeps the lighthouse?", "When does the ferry leave?", "bánh mì", "nine cars")


@pytest.fixture(scope="module")
def operate(running: RunningGrail) -> Callable[..., tuple[int, str]]:
    """Runs a command as an operator does; gives its exit code and what it said."""

    def run(*words: str | Path) -> tuple[int, str]:
        environment = {**os.environ, "GRAIL_HOME": str(running.home)}
        done = subprocess.run(
            [sys.executable, "-m", "operations", *map(str, words)],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def found(client: PageClient) -> list[Any]:
    """All that searches tell, but for the ids of rows and times."""
    shown = ("document_id", "filename", "ordinal", "start", "end", "text")
    modes = ("hybrid", "vector", "text")
    answers = [client.search(query, mode=mode) for query in QUERIES for mode in modes]
    return [[{name: getattr(passage, name) for name in shown} for passage in answer.passages] for answer in answers]


def wipe(running: RunningGrail, bucket: str, prefix: str) -> int:
    """Lose everything of a bucket below a prefix."""
    lines = (running.home / "environment").read_text().splitlines()
    (name,) = (line.split("=", 1)[1] for line in lines if line.startswith(f"{bucket.upper()}_BUCKET="))
    pages = running.aws("s3").get_paginator("list_objects_v2").paginate(Bucket=name, Prefix=prefix)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    for key in keys:
        running.aws("s3").delete_object(Bucket=name, Key=key)
    return len(keys)


@pytest.fixture
def account(client: PageClient) -> tuple[PageClient, list[str], Any]:
    """Documents that are ready, and a chat about them."""
    ids = [client.add_content(name, text.encode()).id for name, text in FACTS.items()]
    assert [client.wait(document_id).status for document_id in ids] == ["ready"] * len(ids)
    answer = client.ask("Who keeps the lighthouse?").message
    return client, ids, client.call("GET", f"/conversations/{answer.conversation_id}")


def test_lost_tables_are_rebuilt_from_the_documents(
    account: tuple[PageClient, list[str], Any],
    running: RunningGrail,
    operate: Callable[..., tuple[int, str]],
) -> None:
    client, ids, _ = account
    before = found(client)
    assert wipe(running, "vectors", f"{owner_of(client)}/") > 0
    check = ("check", "--owner", owner_of(client))
    code, said = operate(*check)
    assert code == 1
    assert said.count("passages are lost") == len(ids)
    code, said = operate(*check, "--mend")
    assert code == 0, said
    assert [client.wait(document_id).status for document_id in ids] == ["ready"] * len(ids)
    assert found(client) == before
    code, said = operate(*check)
    assert (code, "0 disagreements" in said) == (0, True), said


def test_backed_up_lost_and_restored(
    account: tuple[PageClient, list[str], Any],
    running: RunningGrail,
    operate: Callable[..., tuple[int, str]],
    tmp_path: Path,
) -> None:
    client, ids, conversation = account
    owner_id, before = owner_of(client), found(client)
    code, said = operate("backup", tmp_path / "backup")
    assert code == 0, said
    lose_owner(running, owner_id)
    for bucket, prefix in (("vectors", f"{owner_id}/"), ("documents", f"files/{owner_id}/")):
        wipe(running, bucket, prefix)
    assert list(client.documents()) == []
    assert list(client.conversations()) == []
    assert found(client) == [[]] * len(before)
    assert operate("restore", tmp_path / "backup")[0] == 0
    assert operate("check", "--owner", owner_id, "--mend")[0] == 0
    assert [client.wait(document_id).status for document_id in ids] == ["ready"] * len(ids)
    assert found(client) == before
    assert client.call("GET", f"/conversations/{conversation['id']}") == conversation
    code, said = operate("restore", tmp_path / "backup")
    assert (code, said.replace("0 ", "")) == (0, "documents, conversations, messages, usage, files\n"), said


def lose_owner(running: RunningGrail, owner_id: str) -> None:
    for table, key in (("documents", "id"), ("conversations", "id"), ("messages", "id"), ("usage", "day")):
        rows = running.aws("dynamodb").query(
            TableName=f"grail-local-{table}",
            KeyConditionExpression="owner_id = :owner",
            ExpressionAttributeValues={":owner": {"S": owner_id}},
        )["Items"]
        for row in rows:
            running.aws("dynamodb").delete_item(
                TableName=f"grail-local-{table}", Key={"owner_id": row["owner_id"], key: row[key]}
            )


def test_a_backup_is_lines_of_json(
    account: tuple[PageClient, list[str], Any], operate: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    client, ids, _ = account
    operate("backup", tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "documents.jsonl").read_text().splitlines()]
    assert set(ids) <= {row["id"] for row in rows}
    key = tmp_path / "files" / owner_of(client) / ids[0] / "1"
    assert key.read_bytes() == FACTS["lighthouse.txt"].encode()
