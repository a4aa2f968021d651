"""The registry tells which version is newest: S3 is asked only when something has changed, and never too late."""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.dynamo.maintenance import DynamoMaintenance
from chalicelib.adapters.lance.store import WAITED_FOR, CacheSpace, LancePassages
from chalicelib.errors import StoreBusyError
from chalicelib.models import Document
from measure.retrieval.folder_tables import FolderFiles
from tests.contracts.passages import DIMENSIONS, MODEL, at_once, batch, search_text


class World:
    """Passages in a folder that stands for S3, and the registry on moto. `writer` is another function."""

    def __init__(self, folder: Path, maintenance: DynamoMaintenance) -> None:
        self.maintenance = maintenance
        self.folder = folder
        self.files = FolderFiles(folder / "s3")
        self.writer = LancePassages(str(folder / "s3"), MODEL, DIMENSIONS)

    def reader(self, limit: int = 10**8, largest: int = WAITED_FOR) -> LancePassages:
        space = CacheSpace(self.files, self.folder / "disk", limit, largest, last_change=self.maintenance.last_change)
        return LancePassages(str(self.folder / "s3"), MODEL, DIMENSIONS, space)

    def add(self, owner: str, document_id: str, generation: int = 1, count: int = 3) -> None:
        """As ingestion does: first the rows, then the name of the change."""
        self.writer.add(owner, document_id, generation, [batch(0, count)])
        self.maintenance.rows_changed(owner)

    def tidy(self, owner: str) -> None:
        """As upkeep does, but without keeping old versions."""
        lease = self.maintenance.begin(owner)
        assert lease is not None
        list(self.writer.maintain(owner, timedelta(0)))
        self.maintenance.end(lease, done=True)

    def asked(self) -> int:
        count, self.files.asked = self.files.asked, 0
        return count


@pytest.fixture
def world(dynamo: Any, aws: dict[str, str], tmp_path: Path) -> World:
    return World(tmp_path, DynamoMaintenance(dynamo, aws["DOCUMENTS_TABLE"]))


def count_apples(store: LancePassages, owner: str = "owner") -> int:
    return len(search_text(store, owner, "apple", 99))


def test_s3_is_asked_once_for_each_change(world: World) -> None:
    reader = world.reader()
    assert [count_apples(reader), count_apples(reader)] == [0, 0]
    assert world.asked() == 1
    for count in (3, 6):
        world.add("owner", f"d{count}")
        assert [count_apples(reader) for _ in range(3)] == [count] * 3
        assert world.asked() == 1
    with reader.cached_snapshot("owner") as view:
        assert view.is_newest()
    assert world.asked() == 0


def test_a_cached_snapshot_learns_of_a_change(world: World) -> None:
    reader = world.reader()
    world.add("owner", "d1")
    assert count_apples(reader) == 3
    world.add("owner", "d2")
    world.asked()
    with reader.cached_snapshot("owner") as view:
        assert len(view.search_text("apple", 99, None)) == 3
        assert not view.is_newest()
    assert count_apples(reader) == 6
    assert world.asked() == 1


def test_a_search_asks_for_the_change_late_enough(world: World) -> None:
    """What the registry says beside the name of the change is then as new as what it would say after the search."""
    reader, asked = world.reader(), list[str]()

    def ask() -> Callable[[], str | None]:
        world.add("owner", f"d{len(asked) + 2}")
        asked.append("change")
        return partial(world.maintenance.last_change, "owner")

    with reader.cached_snapshot("owner", ask) as view:
        assert view.search_text("apple", 99, None) == []
    assert asked == []
    world.add("owner", "d1")
    assert count_apples(reader) == 3
    with reader.cached_snapshot("owner", ask) as view:
        assert len(view.search_text("apple", 99, None)) == 3
        assert not view.is_newest()
    assert len(asked) == 1


def test_one_request_tells_the_change_and_the_documents(world: World, dynamo: Any, aws: dict[str, str]) -> None:
    registry = DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"])
    document = Document("owner", "d1", "a", "text/plain", 1, "ready", "", "", live_generation=1)
    registry.create(document)
    assert registry.get_with_change("owner", ["d1", "none"]) == (None, {"d1": registry.get("owner", "d1")})
    world.add("owner", "d1")
    change = world.maintenance.last_change("owner")
    assert change
    assert registry.get_with_change("owner", []) == (change, {})
    assert registry.get_with_change("another", ["d1"]) == (None, {})


def test_maintenance_is_a_change_that_purges_copies(world: World) -> None:
    reader = world.reader()
    world.add("owner", "kept")
    world.writer.add("owner", "secret", 1, [batch(0, 9, "river")])
    world.maintenance.rows_changed("owner")
    assert count_apples(reader) == 3
    world.writer.clean("owner", "secret", live=0, newest=9)
    world.maintenance.rows_changed("owner", deleted=True)
    for _ in range(2):
        lease = world.maintenance.begin("owner")
        assert lease is not None
        list(world.writer.maintain("owner", timedelta(0), rewrite=lease.deletes > 0))
        world.maintenance.end(lease, done=True)
        assert count_apples(reader) == 3
    left = [path for path in (world.folder / "disk").rglob("*") if path.is_file() and b"river" in path.read_bytes()]
    assert left == []


def test_an_evicted_copy_of_a_dropped_version_is_made_anew(world: World) -> None:
    reader = world.reader()
    for number in range(4):
        world.add("owner", f"d{number}")
    assert count_apples(reader) == 12
    assert reader._cache is not None
    reader._cache._copies.clear()
    list(world.writer.maintain("owner", timedelta(0)))  # Upkeep has not said yet that it did so.
    assert count_apples(reader) == 12


def test_a_large_table_of_a_dropped_version_is_reopened(world: World) -> None:
    """Its files went while it was open. Who searches tries again."""
    reader = world.reader(limit=1)
    for number in range(4):
        world.add("owner", f"d{number}")
    with reader.snapshot("owner"):
        list(world.writer.maintain("owner", timedelta(0)))
    with suppress(StoreBusyError):
        count_apples(reader)
    assert count_apples(reader) == 12


def test_a_search_finds_every_announced_document(world: World) -> None:
    """Writers, upkeep and readers at once: a search finds every document that was announced before it began."""
    announced: list[str] = []
    ended = threading.Event()

    def write(number: int) -> None:
        for count in range(8):
            world.writer.add("owner", f"d{number}-{count}", 1, [batch(0, 1)])
            world.maintenance.rows_changed("owner")
            announced.append(f"d{number}-{count}")

    def tidy() -> None:
        while not ended.is_set():
            if lease := world.maintenance.begin("owner"):
                with suppress(StoreBusyError):  # Writers come first; it is tried again.
                    list(world.writer.maintain("owner", timedelta(minutes=10)))
                world.maintenance.end(lease, done=random.random() < 0.5)

    def read() -> None:
        reader = world.reader()
        while not ended.is_set():
            before = set(announced)
            with reader.cached_snapshot("owner") as view:
                seen = {hit.document_id for hit in view.search_text("apple", 99, None)} if view.is_newest() else None
            if seen is None:
                seen = {hit.document_id for hit in search_text(reader, "owner", "apple", 99)}
            assert before <= seen

    at_once([partial(write, number) for number in range(3)], [tidy, read, read], ended)
    assert len(announced) == 24
