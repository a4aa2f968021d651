"""Passages while others change them: what is seen, by whom, from when on."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import boto3
import pytest

from chalicelib.adapters.lance.store import LancePassages
from chalicelib.errors import StoreBusyError
from tests.contracts.passages import at_once, batch, search_text, search_vector


def test_other_processes_commits_are_seen(stores: Callable[[], LancePassages]) -> None:
    store, another = stores(), stores()
    store.add("owner", "d", 1, [batch(0, 2)])
    assert len(search_text(store, "owner", "apple", 9)) == 2
    another.add("owner", "d", 2, [batch(0, 3)])
    assert len(search_text(store, "owner", "apple", 9)) == 5
    another.clean("owner", "d", live=2, newest=2)
    assert {hit.generation for hit in search_text(store, "owner", "apple", 9)} == {2}
    assert store.stored_generations("owner") == {("d", 2): 3}


@pytest.mark.parametrize("stores", ["s3"], indirect=True)
def test_a_process_remakes_a_lost_table_that_it_had_open(store: LancePassages) -> None:
    """Nothing is deployed or started again: a call may meet the loss, the next one is well."""

    def lose() -> None:
        bucket = boto3.resource("s3", region_name="us-east-1").Bucket(store._tables._root.removeprefix("s3://"))
        bucket.objects.all().delete()

    store.add("owner", "d1", 1, [batch(0, 3)])
    lose()
    with suppress(StoreBusyError):
        store.add("owner", "d1", 2, [batch(0, 3)])
    store.add("owner", "d1", 3, [batch(0, 3)])
    assert store.stored_generations("owner")["d1", 3] == 3
    lose()
    assert store.clean("owner", "d1", live=0, newest=9) == 0


def test_a_table_lost_while_open_is_a_busy_store(store: LancePassages, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost:
        @property
        def schema(self) -> Any:
            raise RuntimeError("lance error: Not found: passages.lance/_versions")

    lost: Any = Lost()
    with monkeypatch.context() as patched:
        patched.setattr(store._tables, "find", lambda _: lost)
        with pytest.raises(StoreBusyError):
            store.add("owner", "d", 1, [batch(0, 3)])
    store.add("owner", "d", 2, [batch(0, 3)])
    assert store.stored_generations("owner") == {("d", 2): 3}


def test_a_snapshot_stays_as_it_was(store: LancePassages) -> None:
    store.add("owner", "d", 1, [batch(0, 2)])
    with store.snapshot("owner") as view:
        store.add("owner", "d", 2, [batch(0, 3)])
        store.clean("owner", "d", live=2, newest=2)
        search_text(store, "owner", "apple", 9)
        for hits in (view.search_text("apple", 9, None), view.search_vector([1, 0, 0, 0], 9, None)):
            assert [hit.generation for hit in hits] == [1, 1]
        assert len(view.read("d", 1, 0, 9)) == 2
    assert {hit.generation for hit in search_vector(store, "owner", [1, 0, 0, 0], 9)} == {2}


def test_a_glance_says_whether_it_is_the_newest(stores: Callable[[], LancePassages]) -> None:
    store, another = stores(), stores()
    with store.cached_snapshot("owner") as view:
        assert view.search_text("apple", 9, None) == []
        assert view.is_newest()
    another.add("owner", "d", 1, [batch(0, 2)])
    search_text(store, "owner", "apple", 9)
    with store.cached_snapshot("owner") as view:
        assert len(view.search_text("apple", 9, None)) == 2
        assert view.is_newest()
    another.add("owner", "d", 2, [batch(0, 2)])
    with store.cached_snapshot("owner") as view:
        assert view.is_newest() == (len(view.search_text("apple", 9, None)) == 4)
    with store.snapshot("owner") as view:
        assert len(view.search_text("apple", 9, None)) == 4


def test_concurrent_adds_deletes_searches_and_upkeep_agree(store: LancePassages) -> None:
    """What was acknowledged is there, reads never go back, and no conflict gets out."""
    rounds, writers = 6, 3
    ended = threading.Event()

    def write(number: int) -> None:
        for generation in range(1, rounds + 1):
            store.add("owner", f"d{number}", generation, [batch(0, 5)])
            store.clean("owner", f"d{number}", live=generation, newest=generation)

    def read() -> None:
        newest = 0
        while not ended.is_set():
            stored = [generation for (name, generation) in store.stored_generations("owner") if name == "d0"]
            assert max(stored, default=0) >= newest
            newest = max(stored, default=0)
            search_text(store, "owner", "apple", 5)

    def tidy() -> None:
        while not ended.is_set():
            try:
                list(store.maintain("owner", timedelta(minutes=10)))
            except StoreBusyError:
                continue  # Writers come first; it is tried again later.

    at_once([partial(write, number) for number in range(writers)], [read, tidy], ended)
    assert store.stored_generations("owner") == {(f"d{number}", rounds): 5 for number in range(writers)}
