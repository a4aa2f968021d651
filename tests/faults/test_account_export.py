"""An account's export, killed at each call of AWS and begun again: one whole archive, and nothing of others in it.

The stores are moto's, passages lie in a real LanceDB in a folder, and the export is the product's own.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import numpy as np
import pyarrow as pa
import pytest
from moto.s3 import models as moto_s3

from chalicelib.accounts import export as exporting
from chalicelib.accounts.export import KEPT_SECONDS, MOST_ATTEMPTS, Export
from chalicelib.adapters import archives
from chalicelib.adapters.dynamo.account_tasks import LEASE_SECONDS
from chalicelib.adapters.lance.archive import PassageArchive
from chalicelib.errors import RateLimitedError
from chalicelib.models import AccountJob, Identity
from tests.faults.conftest import LONG
from tests.faults.steps import Killed
from tests.faults.test_account_deletion import Stage, remains

DIMENSIONS = 4
DOCUMENTS = 6
PART = 2_000  # Bytes of the least part of an upload here.


class Exporting(Stage):
    """A stage whose passages lie in a folder."""

    folder: Path

    def __post_init__(self) -> None:
        super().__post_init__()
        self.services.adapters.rate_limits._caps = {"exports": 1_000}
        self.most_bytes = 10**9
        self.passages: PassageArchive | None = None
        for kind in (self.services.adapters.archives, self.services.adapters.held_files):
            for event in ("before-call", "after-call"):
                kind._s3.meta.events.register(event, self._called)

    @property
    def export(self) -> Export:
        adapters, made = self.services.adapters, self.services.accounts.export
        object.__setattr__(self.services.accounts.admission, "now", self.clock)
        passages = self.passages
        assert passages is not None
        held = (adapters.held_rows, adapters.held_files, lambda: passages)
        return Export(
            made.admission, made.tasks, self.queue, made.limits, made.stored, made.archives, held, self.most_bytes,
            self.clock,
        )  # fmt: skip

    def own(self, name: str) -> Identity:
        """An account with documents, a chat and usage, of which each has the name in it."""
        owner = f"owner-{name}"
        tables, random = self.dynamo.Table, np.random.default_rng(1)
        for number in range(DOCUMENTS):
            row = {
                "owner_id": owner, "id": f"d{number}", "filename": f"{name} {number}.txt", "status": "ready",
                "version": 2, "live_version": 1, "generation": 3, "live_generation": 3, "open": "1", "check_at": 1,
            }  # fmt: skip
            tables(self.settings.documents_table).put_item(Item=row)
            key = f"files/{owner}/d{number}/1"
            self.s3.put_object(Bucket=self.settings.documents_bucket, Key=key, Body=random.bytes(3_000))
            self._add_passages(owner, f"d{number}", f"{name} keeps the lighthouse.")
        points = f"key-points/{owner}/d1/1/3"
        self.s3.put_object(Bucket=self.settings.documents_bucket, Key=points, Body=name.encode())
        waiting = {"owner_id": owner, "id": "d9", "filename": "waits.txt", "status": "queued", "version": 1}
        tables(self.settings.documents_table).put_item(Item=waiting)
        tables(self.settings.conversations_table).put_item(Item={"owner_id": owner, "id": "c", "updated_at": "1"})
        note = {"owner_id": owner, "id": "note#n", "text": f"{name} again"}
        tables(self.settings.messages_table).put_item(Item=note)
        collection = {"owner_id": owner, "id": "collection#c", "name": f"{name}'s", "documents": {"d1", "d0"}}
        tables(self.settings.messages_table).put_item(Item=collection)
        for number in range(4):
            message = {"owner_id": owner, "id": f"m{number}", "role": "user", "status": "complete", "text": name}
            tables(self.settings.messages_table).put_item(Item=message)
        self.services.adapters.personal_tokens.create(owner, name, ("read",), days=1)
        tables(self.settings.usage_table).put_item(Item={"owner_id": owner, "day": "2026-01-01", "questions": 1})
        return Identity(owner, 2**31, username=owner, signed_in_at=int(self.clock()))

    def _add_passages(self, owner: str, document_id: str, text: str) -> None:
        assert self.passages is not None
        row = {
            "id": f"{document_id}-0", "document_id": document_id, "generation": 3, "ordinal": 0, "page": None,
            "heading": [], "start": 2, "end": 2 + len(text), "text": text,
            "vector": np.zeros(DIMENSIONS, np.float16),
        }  # fmt: skip
        self.passages.add(owner, [whole(self.passages.schema, row)])

    def deliver(self, seconds: Callable[[], float] = lambda: 300.0) -> None:
        """One delivery of each message, and one pass of upkeep, unless they are killed."""
        jobs, self.sent[:] = list(self.sent), []
        with suppress(Killed), self.counting():
            for job in jobs:
                self.export.run(job.owner_id, seconds)
            self.sweep.run()

    def made(self, owner: str) -> dict[str, bytes]:
        """Let minutes pass until the archive is ready; its members."""
        for _ in range(20):
            self.deliver()
            state = self.export.state(owner)
            if state.state == "ready":
                return self.members(owner)
            assert state.state == "running", state
            self.clock.seconds += LEASE_SECONDS + 1
        raise AssertionError("The export does not come to its end")

    def keys(self, owner: str) -> list[str]:
        return [place for place in self.stored(f"exports/{owner}/") if place.startswith("exports/")]

    def members(self, owner: str) -> dict[str, bytes]:
        """Of the one archive, held against its manifest."""
        (key,) = self.keys(owner)
        body = self.s3.get_object(Bucket=self.settings.documents_bucket, Key=key)["Body"].read()
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            assert file.testzip() is None
            names = file.namelist()
            assert len(names) == len(set(names))
            members = {name: file.read(name) for name in names}
        manifest = json.loads(members.pop("manifest.json"))
        assert manifest["members"] == {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
        }
        assert manifest["counts"] == {
            "documents": DOCUMENTS, "passages": DOCUMENTS, "conversations": 1, "notes": 1, "usage": 1, "messages": 4,
            "tokens": 1, "collections": 1, "sources": 0, "acts": 0, "links": 0,
        }  # fmt: skip
        return members


def whole(schema: pa.Schema, row: dict[str, Any]) -> pa.Table:
    """A row with a null in each column that it does not name."""
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names}], schema=schema)


@pytest.fixture
def new_stage(aws: dict[str, str], lance: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Exporting]:
    """Parts are small here, and what there is is kept after each step."""
    monkeypatch.setattr(archives, "LEAST_PART_BYTES", PART)
    monkeypatch.setattr(moto_s3, "S3_UPLOAD_PART_MIN_SIZE", PART)
    monkeypatch.setattr(exporting, "KEEP_SECONDS", 0.0)

    def make() -> Exporting:
        stage = Exporting(aws)
        stage.passages = PassageArchive(str(lance), "model", DIMENSIONS)
        return stage

    return make


def lines(members: dict[str, bytes], kind: str) -> list[dict[str, Any]]:
    parts = [content for name, content in members.items() if name.startswith(f"{kind}.")]
    return [json.loads(line) for line in b"".join(parts).splitlines()]


@pytest.mark.fault("F14")
def test_an_archive_has_all_of_one_account(new_stage: Callable[[], Exporting]) -> None:
    stage = new_stage()
    anna = stage.own("anna")
    stage.own("berta")
    assert stage.export.state(anna.owner_id).state == "none"
    assert stage.export.ask(anna).state == "running"
    stage.export.ask(anna)
    assert stage.sent == [AccountJob(anna.owner_id, "export")]
    members = stage.made(anna.owner_id)
    assert [one["id"] for one in lines(members, "documents")] == [f"d{number}" for number in range(DOCUMENTS)]
    assert "check_at" not in lines(members, "documents")[0]
    assert [one["id"] for one in lines(members, "messages")] == ["m0", "m1", "m2", "m3"]
    (collection,) = lines(members, "collections")
    assert collection == {"owner_id": anna.owner_id, "id": "collection#c", "name": "anna's", "documents": ["d0", "d1"]}
    assert members["text/d1.txt"] == b"\n\nanna keeps the lighthouse."
    assert members["key-points/d1/1/3"] == b"anna"
    assert not any(b"berta" in content for content in members.values())
    state = stage.export.state(anna.owner_id)
    assert (state.documents, state.total) == (DOCUMENTS, DOCUMENTS)
    assert state.link is not None
    assert f"exports/{anna.owner_id}/" in state.link.url


@pytest.mark.fault("F14")
def test_an_export_killed_at_any_call_makes_the_same_archive(
    new_stage: Callable[[], Exporting], case: Callable[[str, bool], None]
) -> None:
    """Before and after each call of AWS, from the request to the link."""
    stage = new_stage()
    calls, expected = _killed(stage, None)
    assert calls > 80
    for number in range(1, calls, 1 if LONG else 29):
        _, members = _killed(stage, number)
        assert contents(members) == contents(expected), number
        case("F14", True)


def contents(members: dict[str, bytes]) -> dict[str, Any]:
    """What is in an archive, however its lines are divided into members."""
    others = {name: content for name, content in members.items() if ".jsonl" not in name}
    kinds = (
        "documents", "conversations", "notes", "usage", "messages", "tokens", "collections", "sources", "acts", "links"
    )  # fmt: skip
    return {**others, **{kind: lines(members, kind) for kind in kinds}}


def _killed(stage: Exporting, number: int | None) -> tuple[int, dict[str, bytes]]:
    """Export an account with one kill at the call of this number; how many calls there were, and the archive."""
    owner = "owner-carla"
    if not stage.services.adapters.held_rows.document(owner, "d0"):
        stage.own("carla")
    identity = Identity(owner, 2**31, username=owner)
    stage.calls, stage.kill_at = 0, number
    with suppress(Killed), stage.counting():
        stage.export.ask(identity)
    stage.export.ask(identity)  # The person presses once more.
    members = stage.made(owner)
    calls, stage.kill_at = stage.calls, None
    stage.clock.seconds += KEPT_SECONDS
    stage.deliver()
    stage.deliver()
    assert stage.keys(owner) == []
    assert stage.export.state(owner).state == "none"
    assert stage.services.adapters.account_tasks.find(owner, "export") is None
    return calls, members


@pytest.mark.fault("F14")
def test_an_export_goes_on_where_its_time_ended(new_stage: Callable[[], Exporting]) -> None:
    stage = new_stage()
    anna = stage.own("dora")
    stage.export.ask(anna)
    times = iter([300.0] * 3 + [0.0])
    stage.deliver(lambda: next(times))
    state = stage.export.state(anna.owner_id)
    assert (state.state, state.documents) == ("running", 4)
    assert stage.sent == [AccountJob(anna.owner_id, "export")]
    stage.made(anna.owner_id)


@pytest.mark.fault("F14")
def test_an_export_that_never_gets_on_fails_with_a_reason(
    new_stage: Callable[[], Exporting], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = new_stage()
    anna = stage.own("emma")
    stage.export.ask(anna)

    def die(*_: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(PassageArchive, "taken", die)
        for _ in range(MOST_ATTEMPTS + 1):
            assert stage.export.state(anna.owner_id).state == "running"
            stage.deliver()
            stage.clock.seconds += LEASE_SECONDS + 1
            stage.deliver()
    state = stage.export.state(anna.owner_id)
    assert state.failure is not None
    assert (state.state, state.failure.code, state.failure.retryable) == ("failed", "export_failed", True)
    assert stage.keys(anna.owner_id) == []
    assert stage.export.ask(anna).state == "running"
    stage.made(anna.owner_id)


@pytest.mark.fault("F14")
def test_an_account_that_is_too_large_is_told_so(new_stage: Callable[[], Exporting]) -> None:
    stage = new_stage()
    anna = stage.own("frida")
    stage.most_bytes = 9_000  # Three documents fit.
    stage.export.ask(anna)
    stage.deliver()
    failure = stage.export.state(anna.owner_id).failure
    assert failure is not None
    assert (failure.code, failure.retryable) == ("export_too_large", False)
    assert stage.keys(anna.owner_id) == []


@pytest.mark.fault("F14")
def test_exports_of_a_day_are_bounded(new_stage: Callable[[], Exporting]) -> None:
    stage = new_stage()
    anna = stage.own("gerda")
    stage.services.adapters.rate_limits._caps = {"exports": 2}
    for _ in range(2):
        stage.export.ask(anna)
        stage.made(anna.owner_id)
    with pytest.raises(RateLimitedError):
        stage.export.ask(anna)
    assert stage.export.state(anna.owner_id).state == "ready"


@pytest.mark.fault("F14")
def test_a_deletion_takes_the_archive_and_what_is_made_of_it(new_stage: Callable[[], Exporting]) -> None:
    """One archive is ready, of the next one a part is stored."""
    stage = new_stage()
    anna = stage.own("hanna")
    stage.export.ask(anna)
    stage.made(anna.owner_id)
    stage.export.ask(anna)
    times = iter([300.0] * 3 + [0.0])
    stage.deliver(lambda: next(times))
    assert len(stage.keys(anna.owner_id)) == 2
    stage.deletion.begin(anna.owner_id, None, "operator")
    late = [job for job in stage.sent if job.work == "export"]
    stage.sent[:] = [job for job in stage.sent if job.work == "deletion"]
    stage.settle(anna.owner_id)
    for job in late:
        stage.export.run(job.owner_id, lambda: 300.0)
    assert remains(stage, anna.owner_id) == []
    uploads = boto3.client("s3").list_multipart_uploads(Bucket=stage.settings.documents_bucket)
    assert uploads.get("Uploads", []) == []
