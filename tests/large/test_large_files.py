"""Large files go through in slices over several messages, with progress, in flat memory, and never out of time.

In CI a small file takes the large one's way: its slices are small, and the function's clock goes on by some seconds
each time that it is looked at. `make test-large` sends a PDF of 5,000 pages and 200 MB of text by the world's clock.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.adapters.lance.store import LancePassages
from chalicelib.config import Settings
from chalicelib.models import Document, FileKey, StoredFile, new_id
from chalicelib.wiring import Services
from cloud import PROJECT
from cloud.laptop.options import REGION
from measure.running import RunningGrail, stage_of_its_own
from tests.large.making import bind, make_pdf, make_text
from tests.large.worker import StandInEmbedder

LONG = os.environ.get("GRAIL_LARGE") == "long"
MOST_MEMORY_MB = 1000
FUNCTION_SECONDS = 300  # As in .chalice/config.json.


@dataclass(frozen=True)
class Way:
    """`seconds` a call has, by the world's clock or by one that goes on by `tick`; a slice has so many characters."""

    seconds: float
    tick: float = 0.0
    characters: int = 2_000_000
    hours: float = 1.0


@dataclass
class Journey:
    """What was seen of a document on its way: its states, and the calls of the function."""

    calls: list[dict[str, float]] = field(default_factory=list)
    seen: list[tuple[str, int, int]] = field(default_factory=list)
    seconds: float = 0.0

    def note(self, document: Document) -> None:
        progress = document.progress
        now = (document.status, progress.done if progress else 0, progress.total if progress else 0)
        if self.seen[-1:] != [now]:
            self.seen.append(now)

    def done(self, status: str) -> list[int]:
        return [done for name, done, _ in self.seen if name == status]

    def working(self) -> list[dict[str, float]]:
        """Calls that did some work; others are repeats of a message, or clean up afterwards."""
        return [call for call in self.calls if call["seconds"] > 0.05 * FUNCTION_SECONDS]


@pytest.fixture
def large(running: RunningGrail, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The services of a stage of its own, without triggers: the worker of this suite is its function."""
    for name, value in stage_of_its_own(running, "large").items():
        monkeypatch.setenv(name, value)
    return Services(Settings.from_env())


def upload(services: Services, owner: str, path: Path) -> Document:
    size = path.stat().st_size
    document, _ = services.library.add(owner, path.name, size)
    s3, bucket = boto3.client("s3", region_name=REGION), services.settings.documents_bucket
    with path.open("rb") as file:
        etag = s3.put_object(Bucket=bucket, Key=f"files/{owner}/{document.id}/1", Body=file)["ETag"].strip('"')
    services.library.uploaded(StoredFile(FileKey(owner, document.id, 1), etag, size, "1"))
    return document


@contextmanager
def function(way: Way, journey: Journey) -> Iterator["subprocess.Popen[str]"]:
    """The worker, whose calls are noted in `journey`."""
    command = [sys.executable, "-m", "tests.large.worker", *map(str, (way.seconds, way.tick, way.characters))]
    worker = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    lines = worker.stdout
    reader = threading.Thread(target=lambda: journey.calls.extend(json.loads(line) for line in lines))
    reader.start()
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()
        reader.join()


def travel(services: Services, owner: str, path: Path, way: Way) -> tuple[Document, Journey]:
    """Upload a file and follow it to its end."""
    journey, began = Journey(), time.monotonic()
    document = upload(services, owner, path)
    with function(way, journey) as worker:
        while document.status not in ("ready", "failed"):
            assert worker.poll() is None, "The function ended."
            assert time.monotonic() - began < way.hours * 3600, journey.seen[-1]
            time.sleep(0.05)
            document = services.adapters.documents.get(owner, document.id)
            journey.note(document)
    journey.seconds = time.monotonic() - began
    return document, journey


def check_journey(document: Document, journey: Journey, way: Way) -> None:
    assert document.status == "ready", document.failure
    assert len(journey.working()) > 1, journey.calls
    assert all(call["seconds"] < way.seconds for call in journey.calls)
    assert max(call["peak_mb"] for call in journey.calls) < MOST_MEMORY_MB
    for status in ("extracting", "embedding"):
        assert len(set(journey.done(status))) > 3, journey.seen
        assert journey.done(status)[-1] == max(journey.done(status)), str(journey.seen)


def check_passages(services: Services, document: Document) -> list[Any]:
    """All passages once and in order; returns the first, the middle and the last."""
    store = LancePassages(f"s3://{services.settings.vectors_bucket}", StandInEmbedder.model, StandInEmbedder.dimensions)
    rows = store.stored_generations(document.owner_id)
    assert rows == {(document.id, document.live_generation): document.passages}
    count = document.passages or 0
    return [
        store.read(document.owner_id, document.id, document.live_generation, at, 1)[0]
        for at in (0, count // 2, count - 1)
    ]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[str, Document, Journey], None]:
    """Prints what was measured."""

    def tell(what: str, document: Document, journey: Journey) -> None:
        peak = max((call["peak_mb"] for call in journey.calls), default=0)
        longest = max((call["seconds"] for call in journey.calls), default=0)
        with capsys.disabled():
            print(
                f"\n{what}: {document.passages} passages, {len(journey.working())} calls, the longest {longest:.0f} s,"
                f" {peak:.0f} MB at most, {len(journey.seen)} states seen, {journey.seconds:.0f} s in all"
            )

    return tell


def test_a_pdf_of_many_pages(large: Services, tmp_path: Path, data: Path, told: Callable[..., None]) -> None:
    path, pages = tmp_path / "chronicle.pdf", 5_000 if LONG else 60
    real = sorted((data / "filings").glob("*.pdf")) if LONG else []
    if real:
        bind(path, real, pages)
    else:
        make_pdf(path, pages)
    # Less than the stage's function has, or a fast machine would need a single call.
    way = Way(160) if LONG else Way(130, tick=5, characters=30_000)
    document, journey = travel(large, new_id(), path, way)
    told(f"PDF of {pages} pages, {path.stat().st_size >> 20} MB", document, journey)
    check_journey(document, journey, way)
    first, _, last = check_passages(large, document)
    assert (document.pages, first.page) == (pages, 1)
    if not real:
        assert last.page == pages
        assert f"Entry {pages * 40 - 1} tells" in last.text


def test_a_text_of_many_megabytes(large: Services, tmp_path: Path, told: Callable[..., None]) -> None:
    path, size = tmp_path / "chronicle.txt", (200 << 20) if LONG else 150_000
    make_text(path, size)
    way = Way(FUNCTION_SECONDS) if LONG else Way(130, tick=5, characters=12_000)
    document, journey = travel(large, new_id(), path, way)
    told(f"Text of {size:,} bytes", document, journey)
    check_journey(document, journey, way)
    text = path.read_text()
    for passage in check_passages(large, document):
        assert text[passage.start : passage.end] == passage.text
    assert text[passage.end :].strip() == ""
