"""An archive of the account: waited for, brought here whole, gone on with, and never put over another file."""

import json
import stat
from pathlib import Path

import pytest

from tests.support.service import Service
from tests.unit.grail.conftest import Run

NAME = "grail-2026-07-28.zip"


@pytest.fixture(autouse=True)
def here(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = home / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_new_archive_is_waited_for_and_saved(grail: Run, service: Service, here: Path) -> None:
    code, out, told = grail("export")
    assert (code, out) == (0, f"{NAME}  3 documents, {len(service.archive)} bytes\n")
    assert "being made" in told
    assert (here / NAME).read_bytes() == service.archive
    assert stat.S_IMODE((here / NAME).stat().st_mode) == 0o600
    assert [file.name for file in here.iterdir()] == [NAME]


def test_the_last_archive_is_taken_without_a_new_one(grail: Run, service: Service, here: Path) -> None:
    service.exports = 1
    code, out, _ = grail("export", "--last", "--to", "all.zip", "--json")
    assert (code, json.loads(out)["file"], service.exports) == (0, "all.zip", 1)
    assert (here / "all.zip").read_bytes() == service.archive
    service.exports = 0
    code, _, told = grail("export", "--last")
    assert (code, "There is no archive" in told) == (1, True)


@pytest.mark.parametrize("arguments", [["--to", "all.zip"], []])
def test_no_file_is_overwritten_unasked(grail: Run, service: Service, here: Path, arguments: list[str]) -> None:
    file = here / (arguments[-1] if arguments else NAME)
    file.write_text("mine")
    code, _, told = grail("export", *arguments)
    assert (code, "--overwrite" in told, file.read_text()) == (1, True, "mine")
    assert service.exports == (0 if arguments else 1)
    assert grail("export", *arguments, "--overwrite")[0] == 0
    assert file.read_bytes() == service.archive


@pytest.mark.parametrize(("ranges", "firsts"), [(True, [0, 5, 9]), (False, [0, 0, 0])])
def test_a_download_goes_on_where_it_was_broken_off(
    grail: Run, service: Service, here: Path, ranges: bool, firsts: list[int]
) -> None:
    service.cuts, service.ranges = [5, 4], ranges
    assert grail("export")[0] == 0
    assert (service.downloads, (here / NAME).read_bytes()) == (firsts, service.archive)


def test_the_same_command_goes_on_with_its_archive(grail: Run, service: Service, here: Path) -> None:
    service.cuts = [5, 0, 0, 0, 0, 0]
    code, _, told = grail("export")
    assert (code, "goes on" in told, (here / NAME).exists()) == (1, True, False)
    assert grail("export")[0] == 0
    assert (service.exports, service.downloads[-1]) == (1, 5)
    assert [file.name for file in here.iterdir()] == [NAME]
    assert (here / NAME).read_bytes() == service.archive


def test_the_beginning_of_another_archive_is_left_alone(grail: Run, service: Service, here: Path) -> None:
    service.exports = 2
    (here / f"{NAME}.20260728120001.part").write_bytes(b"other")
    assert grail("export", "--last")[0] == 0
    assert (service.downloads, (here / NAME).read_bytes()) == ([0], service.archive)


def test_an_archive_that_changes_while_it_comes_is_not_mixed(
    grail: Run, service: Service, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.exports, service.cuts = 1, [5, 0]

    def made_anew(_: float) -> None:
        service.exports = 2

    monkeypatch.setattr("time.sleep", made_anew)
    code, _, told = grail("export", "--last")
    assert (code, (here / NAME).exists()) == (1, False)
    assert "Another archive" in told


def test_a_limit_of_exports_ends_it(grail: Run, service: Service) -> None:
    service.refuses["POST /account/export"] = (429, "rate_limited")
    assert grail("export")[0] == 4


def test_a_folder_that_is_not_there_is_told(grail: Run) -> None:
    code, _, told = grail("export", "--to", "none/all.zip")
    assert (code, "cannot be written" in told) == (1, True)
