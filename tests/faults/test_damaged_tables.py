"""A table whose newest version is damaged: searches say that the store is busy, upkeep repairs it by itself."""

import errno
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.adapters.lance.downloads import TableFiles
from chalicelib.adapters.lance.store import DAMAGED, CacheSpace, LancePassages
from chalicelib.errors import StoreBusyError
from chalicelib.models import StoredPassage
from measure.retrieval.folder_tables import FolderFiles
from tests.contracts.passages import DIMENSIONS, MODEL, batch, search_text
from tests.faults.world import World, pieces, story

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "other bytes": lambda _: random.Random(1).randbytes(4000) + b"LANC",
    "cut in half": lambda data: data[: len(data) // 2] + data[-16:],
    "one byte": lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 255]) + data[len(data) // 2 + 1 :],
    "empty": lambda _: b"",
}


@pytest.fixture
def world(aws: dict[str, str], tmp_path: Path) -> World:
    return World(boto3.resource("dynamodb"), boto3.client("s3"), aws, tmp_path)


@pytest.fixture
def passages(world: World, tmp_path: Path) -> LancePassages:
    """As a function has them that upkeep hears of."""
    maintenance = world.real_maintenance
    space = CacheSpace(
        FolderFiles(tmp_path),
        tmp_path / "#others",
        10**8,
        last_change=maintenance.last_change,
        damaged=maintenance.damaged,
    )
    return LancePassages(str(tmp_path), world.embedder.model, world.embedder.dimensions, space)


def damage(folder: Path, owner: str, change: Callable[[bytes], bytes]) -> None:
    newest = min((folder / owner).glob("*.lance/_versions/*.manifest"))
    newest.write_bytes(change(newest.read_bytes()))


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_table_is_repaired_by_upkeep(
    world: World, passages: LancePassages, tmp_path: Path, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    """What the last whole version has stays; what was added since is made anew from its file."""
    first, second = world.upload(story("a")), None
    world.deliver_all()
    second = world.upload(story("b"))
    world.deliver_all()
    upkeep = replace(world.upkeep, passages=lambda: passages)
    damage(tmp_path, world.owner, DAMAGES[how])
    with pytest.raises(StoreBusyError):
        passages.read(world.owner, first.id, 1, 0, 9)
    assert DAMAGED in caplog.messages
    world.queue.messages.clear()
    upkeep.sweep_tables()
    world.upkeep = upkeep
    world.deliver_all()
    assert [job.document_id for job in world.queue.sent[-1:] if hasattr(job, "document_id")] == [second.id]
    for text, document in ((story("a"), first), (story("b"), second)):
        now = world.document(document.id)
        assert now is not None
        assert now.status == "ready"
        rows = passages.read(world.owner, document.id, now.live_generation, 0, 99)
        assert [row.text for row in rows] == pieces(text)


def test_rows_that_a_repair_brought_back_are_deleted_again(
    world: World, passages: LancePassages, tmp_path: Path
) -> None:
    kept, deleted = world.upload(story("a")), world.upload(story("b"))
    world.deliver_all()
    world.library.delete(world.owner, deleted.id)
    world.deliver_all()
    world.settle()
    assert {document_id for document_id, _ in world.rows()} == {kept.id}
    damage(tmp_path, world.owner, DAMAGES["other bytes"])
    with pytest.raises(StoreBusyError):
        passages.read(world.owner, kept.id, 1, 0, 9)
    world.upkeep = replace(world.upkeep, passages=lambda: passages)
    world.upkeep.sweep_tables()
    world.deliver_all()
    assert deleted.id not in {document_id for document_id, _ in passages.stored_generations(world.owner)}
    assert passages.read(world.owner, kept.id, 1, 0, 9)


def found(store: LancePassages) -> list[StoredPassage]:
    return search_text(store, "owner", "apple", 9)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EIO, "Input/output error"),
        OSError(errno.EROFS, "Read-only file system"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        PermissionError("not yours"),
        RuntimeError("LanceDB cannot open it"),
        ValueError("Table was not found"),
    ],
    ids=repr,
)
def test_whatever_is_wrong_with_a_copy_the_table_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    files = FolderFiles(tmp_path / "s3")

    def failing(*_: Any, **__: Any) -> None:
        raise error

    store = LancePassages(str(tmp_path / "s3"), MODEL, DIMENSIONS, CacheSpace(files, tmp_path / "disk", 10**8))
    store.add("owner", "d", 1, [batch(0, 5)])
    monkeypatch.setattr(files, "fetch", failing)
    assert len(found(store)) == 5
    assert len(found(store)) == 5
    monkeypatch.undo()
    store.add("owner", "e", 1, [batch(0, 3)])
    assert len(found(store)) == 8
    assert list((tmp_path / "disk").rglob("*.lance")), "the next version is copied again"


def test_a_manifest_that_is_none_is_searched_in_place(tmp_path: Path) -> None:
    """Ours is not the only reader of manifests: what it cannot read, LanceDB may."""
    files = FolderFiles(tmp_path / "s3")
    store = LancePassages(str(tmp_path / "s3"), MODEL, DIMENSIONS, CacheSpace(files, tmp_path / "disk", 10**8))
    store.add("owner", "d", 1, [batch(0, 5)])
    files.read_manifest = lambda *_: b"\xff" * 40 + b"LANC"  # type: ignore[method-assign]
    assert len(found(store)) == 5


def test_objects_beside_the_manifests_are_passed_over(aws: dict[str, str]) -> None:
    s3, bucket = boto3.client("s3"), aws["VECTORS_BUCKET"]
    files = TableFiles(s3, bucket)
    for name in (".tmp-upload", "-", "0", "00000000000000000000", "nested/18446744073709551614.manifest"):
        s3.put_object(Bucket=bucket, Key=f"o/t.lance/_versions/{name}", Body=b"x")
    assert files.newest("o/t.lance") is None
    for number in (1, 2):
        name = f"{2**64 - 1 - number:020}.manifest"
        s3.put_object(Bucket=bucket, Key=f"o/t.lance/_versions/{name}", Body=b"x")
    version = files.newest("o/t.lance")
    assert version is not None
    assert version.number == 2
