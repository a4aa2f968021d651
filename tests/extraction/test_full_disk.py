"""A disk that is full while a document is read: no fault of the file, and said so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.adapters.disk import FULL, Scratch, temporary_folder
from chalicelib.adapters.extraction import Extractor
from chalicelib.errors import DocumentError
from cloud import PROJECT
from tests.support.disks import MEGABYTE, fill

LEAVES_A_FILE = """
import os, pathlib, sys
from chalicelib.adapters.disk import Scratch
with Scratch(pathlib.Path(sys.argv[1])).folder() as folder:
    (folder / "file").write_bytes(bytes(600_000))
    os.kill(os.getpid(), 9)
"""


def _wide(path: Path) -> Path:
    """A text that is read by a copy twice as large as the small disk."""
    path.write_text("the mill grinds\n" * (2 * MEGABYTE // 16), encoding="utf-16")
    return path


def test_a_disk_that_fills_while_reading_is_no_damage(
    small_disk: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(DocumentError) as caught:
        Extractor(scratch=Scratch(small_disk / "work")).extract(_wide(tmp_path / "a.txt"), "a.txt")
    assert caught.value.code == "no_room"
    assert FULL in [record.message for record in caplog.records if record.levelname == "ERROR"]
    assert list(small_disk.rglob("utf-8.txt")) == []


def test_a_disk_that_is_full_already_is_no_damage(small_disk: Path, tmp_path: Path) -> None:
    fill(small_disk)
    with pytest.raises(DocumentError) as caught:
        Extractor(scratch=Scratch(small_disk / "work")).extract(_wide(tmp_path / "a.txt"), "a.txt")
    assert caught.value.code == "no_room"


def test_a_full_disk_has_a_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_usable() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr("tempfile.gettempdir", none_usable)
    assert temporary_folder() == Path("/tmp")


def test_a_killed_worker_leaves_its_room_to_the_next(small_disk: Path) -> None:
    shared = small_disk / "work"
    living = Scratch(shared)
    with living.folder() as folder:
        (folder / "mine").touch()
        for _ in range(3):  # Each takes more than half of the disk.
            done = subprocess.run([sys.executable, "-c", LEAVES_A_FILE, shared], cwd=PROJECT, env=os.environ)
            assert done.returncode == -9
        assert len(list(shared.rglob("file"))) == 1
        with living.folder():
            assert list(shared.rglob("file")) == []
        assert (folder / "mine").exists()


def test_a_folder_that_is_just_removed_stops_nobody(tmp_path: Path) -> None:
    """A process removes its folder when it ends, while another may be looking for what killed ones have left."""
    (tmp_path / "process-ending").symlink_to(tmp_path / "removed")
    with Scratch(tmp_path).folder() as folder:
        assert folder.is_dir()
