"""The disk cache: which files are fetched, which copies are kept, and which must have left the disk."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.adapters.disk import FULL, OwnFolder
from chalicelib.adapters.lance.disk_cache import IDLE_SECONDS, DiskCache
from chalicelib.adapters.lance.downloads import CLIENT, TableFiles, Version
from chalicelib.adapters.lance.manifest import LanceFile, UnreadableManifestError, files_of, version_of
from chalicelib.adapters.lance.store import CacheSpace, LancePassages
from chalicelib.errors import StoreBusyError
from chalicelib.models import new_id
from cloud import PROJECT
from tests.contracts.passages import DIMENSIONS, MODEL, batch, search_text, search_vector
from tests.support.disks import fill


class Counted(TableFiles):
    """Counts requests by what they are for."""

    def __init__(self, s3: Any, bucket: str) -> None:
        super().__init__(s3, bucket)
        self.asked: list[str] = []
        s3.meta.events.register("before-call.s3", lambda params, **_: self.asked.append(params["url_path"]))

    def taken(self) -> list[str]:
        asked, self.asked[:] = list(self.asked), []
        return [path.split(".lance", 1)[-1] or "LIST" for path in asked]


@pytest.fixture
def files(running_aws: dict[str, str]) -> Counted:
    s3 = boto3.client("s3", region_name="us-east-1", config=Config(**CLIENT))
    bucket = f"copies-{new_id().lower()}"
    s3.create_bucket(Bucket=bucket)
    return Counted(s3, bucket)


@pytest.fixture
def made(files: Counted, tmp_path: Path) -> Callable[..., LancePassages]:
    def make(limit: int = 10**8, largest: int = 10**8) -> LancePassages:
        space = CacheSpace(files, tmp_path, limit, largest)
        return LancePassages(f"s3://{files._bucket}", MODEL, DIMENSIONS, space)

    return make


def on_disk(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "lock"]


def test_only_new_files_are_fetched(made: Callable[..., LancePassages], files: Counted) -> None:
    store = made()
    store.add("owner", "d", 1, [batch(0, 20)])
    list(store.maintain("owner", timedelta(minutes=10)))
    files.taken()
    assert len(search_text(store, "owner", "apple", 50)) == 20
    first = files.taken()
    assert len([path for path in first if path.startswith("/data/")]) == 1
    search_text(store, "owner", "apple", 50)
    assert len(files.taken()) == 1  # Nothing is new: one listing.
    store.add("owner", "d", 2, [batch(0, 5)])
    assert len(search_text(store, "owner", "apple", 50)) == 25
    kinds = [path.split("/")[1] if "/" in path else path for path in files.taken()]
    assert sorted(kinds) == sorted([kinds[0], "_versions", "data"])


def test_a_warmed_store_has_all_it_needs(made: Callable[..., LancePassages], files: Counted) -> None:
    store = made()
    store.warm("owner")
    store.add("owner", "d", 1, [batch(0, 20)])
    store.warm("owner")
    files.taken()
    assert len(search_text(store, "owner", "apple", 50)) == 20
    assert len(files.taken()) == 1


def test_deleted_text_leaves_the_disk_with_its_version(made: Callable[..., LancePassages], tmp_path: Path) -> None:
    store = made()
    store.add("owner", "secret", 1, [batch(0, 50, "river")])
    store.add("owner", "d", 1, [batch(0, 50)])
    search_text(store, "owner", "river", 5)
    assert any(b"river number" in path.read_bytes() for path in on_disk(tmp_path))
    with store.snapshot("owner") as view:
        store.clean("owner", "secret", live=0, newest=9)
        list(store.maintain("owner", timedelta(0)))
        assert search_text(store, "owner", "river", 5) == []
        assert view.search_text("river", 5, None)  # A search that began before still reads it.
    assert not any(b"river number" in path.read_bytes() for path in on_disk(tmp_path))
    assert any(b"apple number" in path.read_bytes() for path in on_disk(tmp_path))


def test_a_table_made_anew_is_fetched_anew(made: Callable[..., LancePassages], files: Counted) -> None:
    """Its versions count from 1 again."""
    store = made()
    store.add("owner", "d", 1, [batch(0, 3)])
    assert len(search_text(store, "owner", "apple", 9)) == 3
    stored = files._s3.list_objects_v2(Bucket=files._bucket)["Contents"]
    files._s3.delete_objects(Bucket=files._bucket, Delete={"Objects": [{"Key": item["Key"]} for item in stored]})
    assert search_text(store, "owner", "apple", 9) == []
    made().add("owner", "d", 1, [batch(0, 4)])
    assert len(search_text(store, "owner", "apple", 9)) == 4


def test_the_cache_keeps_its_limit_and_the_last_used(made: Callable[..., LancePassages], tmp_path: Path) -> None:
    store = made(limit=60_000)
    for owner in ("a", "b", "c", "d", "e", "f"):
        store.add(owner, "d", 1, [batch(0, 200)])
        assert len(search_text(store, owner, "apple", 500)) == 200
        assert sum(path.stat().st_size for path in on_disk(tmp_path)) <= 60_000
    assert store._cache is not None
    assert "f" in {name.split("/")[0] for name in store._cache._copies}
    assert "a" not in {name.split("/")[0] for name in store._cache._copies}
    assert len(search_text(store, "a", "apple", 500)) == 200


def test_a_table_over_the_limit_is_searched_on_s3(made: Callable[..., LancePassages], tmp_path: Path) -> None:
    store = made(limit=10)
    store.add("owner", "d", 1, [batch(0, 30)])
    assert len(search_text(store, "owner", "apple", 50)) == 30
    store.add("owner", "d", 2, [batch(0, 5)])
    assert len(search_vector(store, "owner", [1, 0, 0, 0], 50)) == 35
    store.wait_for_copies()
    assert on_disk(tmp_path) == []


def test_a_search_does_not_wait_for_a_large_copy(
    made: Callable[..., LancePassages], files: Counted, tmp_path: Path
) -> None:
    store = made(largest=1000)
    store.add("owner", "d", 1, [batch(0, 300)])
    with store.snapshot("owner") as view:
        assert on_disk(tmp_path) == []
        assert len(view.search_text("apple", 500, None)) == 300
    store.wait_for_copies()
    files.taken()
    for _ in range(2):
        assert len(search_text(store, "owner", "apple", 500)) == 300
    assert len(files.taken()) == 2  # The copy is complete: only the newest version is asked for.
    store.add("owner", "d", 2, [batch(0, 1)])
    files.taken()
    assert len(search_text(store, "owner", "apple", 500)) == 301
    assert (
        len([path for path in files.taken() if path.startswith("/data/")]) <= 1
    )  # The search waits, since little is new.


def test_a_failed_large_copy_is_tried_again(made: Callable[..., LancePassages], files: Counted, tmp_path: Path) -> None:
    store = made(largest=1000)
    store.add("owner", "d", 1, [batch(0, 300)])
    broken = [True]

    def fail(params: dict[str, Any], **_: Any) -> None:
        if broken[0] and "/data/" in params["url_path"]:
            params["url"] += "-gone"

    files._s3.meta.events.register("before-call.s3.GetObject", fail)
    assert len(search_text(store, "owner", "apple", 500)) == 300
    store.wait_for_copies()
    assert on_disk(tmp_path) == []
    broken[0] = False
    assert len(search_text(store, "owner", "apple", 500)) == 300
    store.wait_for_copies()
    assert on_disk(tmp_path) != []


def test_an_idle_copy_is_removed(files: Counted, tmp_path: Path, made: Callable[..., LancePassages]) -> None:
    made().add("a", "d", 1, [batch(0, 3)])
    made().add("b", "d", 1, [batch(0, 3)])
    clock = [0.0]
    copies = DiskCache(files, lambda folder: folder, tmp_path, limit=10**8, largest=10**8, now=lambda: clock[0])

    def ask(owner: str) -> Path:
        table = f"{owner}/passages_fake_words_{DIMENSIONS}_f16.lance"
        version = files.newest(table)
        assert version is not None
        with copies.use(table, version) as folder:
            assert folder is not None
            return folder

    old = ask("a")
    assert old.exists()
    clock[0] += IDLE_SECONDS + 1
    new = ask("b")
    assert new.exists()
    assert not old.exists()


def test_a_failed_fetch_leaves_nothing_and_is_repeated(
    made: Callable[..., LancePassages], files: Counted, tmp_path: Path
) -> None:
    store = made()
    store.add("owner", "d", 1, [batch(0, 3)])
    broken = [True]

    def fail(params: dict[str, Any], **_: Any) -> None:
        if broken[0] and "/data/" in params["url_path"]:
            params["url"] += "-gone"

    files._s3.meta.events.register("before-call.s3.GetObject", fail)
    with pytest.raises(StoreBusyError):
        search_text(store, "owner", "apple", 9)
    assert on_disk(tmp_path) == []
    broken[0] = False
    assert len(search_text(store, "owner", "apple", 9)) == 3


def test_concurrent_searches_fetch_once(made: Callable[..., LancePassages], files: Counted) -> None:
    store = made()
    store.add("owner", "d", 1, [batch(0, 30)])
    files.taken()
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(len(search_text(store, "owner", "apple", 50)))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [30] * 8
    assert len([path for path in files.taken() if path.startswith("/data/")]) == 1


def test_a_full_disk_does_not_fail_a_search(files: Counted, small_disk: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = LancePassages(
        f"s3://{files._bucket}", MODEL, DIMENSIONS, CacheSpace(files, small_disk / "copies", 10**8, 10**8)
    )
    store.add("owner", "d", 1, [batch(0, 50)])
    fill(small_disk)
    for _ in range(2):
        assert len(search_text(store, "owner", "apple", 9)) == 9
    assert [record.message for record in caplog.records].count(FULL) == 1
    (small_disk / "filler").unlink()
    store.add("owner", "d", 2, [batch(0, 5)])
    assert len(search_text(store, "owner", "apple", 99)) == 55
    assert list(small_disk.rglob("*.lance")), "the next version is copied again"


def test_a_large_file_is_fetched_in_parts_without_a_head(files: Counted, tmp_path: Path) -> None:
    content = os.urandom(20 * 1024 * 1024)
    files._s3.put_object(Bucket=files._bucket, Key="t.lance/data/large", Body=content)
    files.taken()
    for background in (False, True):
        folder = tmp_path / str(background)
        files.fetch("t.lance", [LanceFile("data/large", len(content))], folder, background=background)
        assert (folder / "data" / "large").read_bytes() == content
        assert files.taken() == ["/data/large"] * 3
        assert on_disk(folder) == [folder / "data" / "large"]


def test_a_failed_fetch_writes_nothing_any_more(files: Counted, tmp_path: Path) -> None:
    files._s3.put_object(Bucket=files._bucket, Key="t.lance/data/large", Body=os.urandom(20 * 1024 * 1024))
    with pytest.raises(StoreBusyError):
        files.fetch("t.lance", [LanceFile("data/missing", None), LanceFile("data/large", None)], tmp_path)
    names = {path.name for path in on_disk(tmp_path)}
    assert names <= {"large"}


def test_a_killed_process_leaves_nothing_for_long(tmp_path: Path) -> None:
    code = "import sys, os, pathlib; from chalicelib.adapters.disk import OwnFolder\n"
    code += "own = OwnFolder(pathlib.Path(sys.argv[1])); (own.path / 'file').touch(); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=PROJECT, env=os.environ, check=False)
    assert len(list(tmp_path.glob("process-*/file"))) == 1
    first = OwnFolder(tmp_path)
    second = OwnFolder(tmp_path)
    assert {*tmp_path.glob("process-*")} == {first.path, second.path}


def test_unknown_manifests_raise_an_error() -> None:
    with pytest.raises(UnreadableManifestError):
        files_of(b"no manifest at all, but long enough")
    for name in ("1.manifest", "latest_version_hint.json", "d18446744073709551613.manifest"):
        with pytest.raises(UnreadableManifestError):
            version_of(name)
    assert version_of("18446744073709551613.manifest") == 2
    assert Version(2, "", "a", 1) != Version(2, "", "b", 1)
