"""Owners ask while others ingest, more than are answered at once: the short form of `python -m measure.speed.load`."""

import sys

import pytest

from measure.processes import niceness
from measure.running import RunningGrail
from measure.speed.load import run


def test_asking_and_ingesting_at_once_lose_nothing(running: RunningGrail) -> None:
    seen = run(running.api_url, asking=7, ingesting=2, seconds=8)
    assert dict(seen.errors) == {}
    assert seen.wrong_rows == 0
    assert len(seen.answers) >= 7
    assert seen.ingested >= 2


@pytest.mark.skipif(sys.platform != "linux", reason="Processes are looked at in Linux's /proc.")
def test_reading_documents_gives_way_to_answering(running: RunningGrail) -> None:
    seen = run(running.api_url, asking=1, ingesting=1, seconds=1)
    assert dict(seen.errors) == {}
    of = niceness(running.process_id)
    usual = of["aws"]  # That of the tests themselves, which may run with little priority.
    assert of["websocket_messa"] == usual  # Linux shows 15 characters of a name.
    assert (of["answer"], of["embed"]) == (min(usual + 10, 19), min(usual + 19, 19))
