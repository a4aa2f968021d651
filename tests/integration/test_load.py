"""Owners ask while others ingest, more than are answered at once: the short form of `python -m measure.speed.load`."""

from measure.running import RunningGrail
from measure.speed.load import run


def test_asking_and_ingesting_at_once_lose_nothing(running: RunningGrail) -> None:
    seen = run(running.api_url, asking=7, ingesting=2, seconds=8)
    assert dict(seen.errors) == {}
    assert seen.wrong_rows == 0
    assert len(seen.answers) >= 7
    assert seen.ingested >= 2
