"""Messages of the queue and events of S3 that none of ours sends: dropped, and nobody else waits for them."""

import json
import logging
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.api import records
from chalicelib.models import FileKey, StoredFile

LONG = "x" * 3000
HUGE = 10**50
MESSAGES: list[Any] = [
    {"kind": "tidy", "owner_id": ""},
    {"kind": "tidy", "owner_id": LONG},
    {"kind": "ingest", "owner_id": "", "document_id": ""},
    {"kind": "ingest", "owner_id": "owner", "document_id": LONG},
    {"kind": "ingest", "owner_id": "owner", "document_id": "d", "revive": HUGE},
    {"kind": "ingest", "owner_id": "owner", "document_id": "d", "revive": -1},
    {"kind": "ingest", "owner_id": "owner", "document_id": "d", "hops": HUGE},
    {"kind": "other"},
    [],
    "text",
]
GOOD = {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": "files/o/d/1", "eTag": '"e"', "size": 3}}}
DROPPED: list[Any] = [
    {"eventName": "ObjectCreated:Put", "s3": {"bucket": {}, "object": {}}},
    {"eventName": "ObjectCreated:Put"},
    {"eventName": 7, "s3": {"object": {"key": "files/o/d/1"}}},
    {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": "files/o/d/1", "sequencer": "F" * 65}}},
    {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": "files/o/d/1", "size": "three"}}},
    {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": f"files/o/d/{'9' * 200}"}}},
    {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": "files//d/1"}}},
    {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": f"files/{LONG}/d/1"}}},
    {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": "files/o/d/²"}}},
    {"eventName": "ObjectRestore:Completed", "s3": {"object": {"key": "files/o/d/1"}}},
    None,
]


class Library:
    def __init__(self) -> None:
        self.taken: list[StoredFile] = []

    def uploaded(self, file: StoredFile) -> None:
        if file.key.owner_id == "failing":
            raise RuntimeError("a fault")
        self.taken.append(file)

    def file_removed(self, file: StoredFile) -> None:
        raise AssertionError(file)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: json.dumps(message)[:60])
def test_an_odd_message_is_dropped(message: Any, caplog: pytest.LogCaptureFixture) -> None:
    nothing: Any = SimpleNamespace()
    records.ingest(nothing, json.dumps(message), lambda: 300.0)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


@pytest.mark.parametrize("record", DROPPED, ids=lambda record: json.dumps(record)[:60])
def test_an_odd_record_of_s3_is_dropped(record: Any) -> None:
    library = Library()
    services: Any = SimpleNamespace(library=library)
    records.files_changed(services, {"Records": [record, GOOD]})
    assert library.taken == [StoredFile(FileKey("o", "d", 1), "e", 3)]


def test_an_event_without_records_is_taken() -> None:
    nothing: Any = SimpleNamespace()
    records.files_changed(nothing, {"Service": "Amazon S3", "Event": "s3:TestEvent"})


def test_a_record_that_fails_lets_the_others_be_taken() -> None:
    """The event comes again; a record that was taken changes nothing the second time."""
    library = Library()
    services: Any = SimpleNamespace(library=library)
    failing = {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": "files/failing/d/1"}}}
    with pytest.raises(ExceptionGroup):
        records.files_changed(services, {"Records": [failing, GOOD]})
    assert [file.key.owner_id for file in library.taken] == ["o"]
