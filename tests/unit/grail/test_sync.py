"""Sync against a model: the documents are those of the folder, whatever changed and wherever a run was killed."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from grail import Client, GrailError, LimitError
from grail.sync.plan import Plan
from grail.sync.run import Sync
from grail.sync.scan import looks, scan
from grail.sync.state import State
from tests.support.service import TOKEN, URL, Killed, Service

STEPS = 500 if os.environ.get("GRAIL_LONG") else 100


class World:
    """A folder, a Grail and the state of the sync between them."""

    def __init__(self, home: Path) -> None:
        self.folder, self.file = home / "papers", home / "state.db"
        self.folder.mkdir()
        self.service = Service(page=50)
        self.problems: dict[str, str] = {}

    def run(self, agrees: Callable[[Plan], bool] = lambda _: True) -> Plan:
        """One run of a process of its own."""
        client = Client(URL, TOKEN, transport=self.service.transport(), pause=lambda _: None)
        with client, State(self.file) as state:
            sync = Sync(client, self.folder, state, ["law"])
            before = dict(self.service.documents)
            plan = sync.plan()
            assert self.service.documents == before, "Planning changes nothing."
            if agrees(plan):
                sync.carry_out(plan)
            self.problems = sync.problems
            return plan

    def write(self, path: str, content: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(content)

    @property
    def local(self) -> dict[str, str]:
        """The hash of what each file holds that Grail can read."""
        files = {file.relative_to(self.folder).as_posix(): file for file in self.folder.rglob("*.txt")}
        return {path: sha256(file.read_bytes()).hexdigest() for path, file in files.items() if file.stat().st_size}

    @property
    def synced(self) -> dict[str, str]:
        """The same of the documents that the sync made."""
        stored = [one for one in self.service.documents.values() if "law" in one.document.tags]
        paths = [f"{one.document.folder}/{one.document.filename}".removeprefix("papers/") for one in stored]
        assert len(set(paths)) == len(paths), "A file has two documents."
        assert all(one.arrived == one.document.version for one in stored)
        return {path: one.content for path, one in zip(paths, stored, strict=True)}


@pytest.fixture(autouse=True)
def no_power_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grail.sync.state.DURABLE", "PRAGMA synchronous = OFF")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def change(world: World, chance: random.Random) -> None:
    """Something that happens to a folder, or to a document that the sync made."""
    files = sorted(world.local)
    act = chance.choice(["new", "new", "edit", "delete", "rename", "move", "touch", "copy", "odd", "page"])
    name = f"{chance.choice(['', 'a/', 'a/b/'])}{chance.randrange(40)}.txt"
    if act == "new" or not files:
        world.write(name, f"text {chance.randrange(10_000)}")
    elif act == "odd":
        world.write(chance.choice(["x.bin", ".hidden.txt", ".git/a.txt", "empty.txt", "noending"]), "")
    elif act == "page":
        of_sync = [one.document.id for one in world.service.documents.values() if "law" in one.document.tags]
        if of_sync:
            del world.service.documents[chance.choice(of_sync)]
    else:
        alter(world, act, chance.choice(files), name, chance)


def alter(world: World, act: str, path: str, name: str, chance: random.Random) -> None:
    file = world.folder / path
    match act:
        case "edit":
            file.write_text(f"edited {chance.randrange(10_000)}")
        case "delete":
            file.unlink()
        case "rename":
            file.rename(file.with_name(f"renamed {chance.randrange(40)}.txt"))
        case "move":
            (world.folder / name).parent.mkdir(parents=True, exist_ok=True)
            file.rename(world.folder / name)
        case "touch":
            file.touch()
        case "copy":
            world.write(name, file.read_text())


def run_to_the_end(world: World, chance: random.Random) -> bool:
    """Run, killed at some call, and run again; whether it was killed."""
    left = chance.randrange(1, 14)

    def dies(_: str) -> bool:
        nonlocal left
        left -= 1
        return left == 0

    world.service.dies = dies
    killed = False
    with suppress(Killed):
        killed = True
        world.run()
        killed = False
    world.service.dies = lambda _: False
    if killed:
        world.run()
    return killed


def test_documents_follow_every_change_of_a_folder(world: World) -> None:
    chance = random.Random(20260728)
    foreign = {world.service.add("mine.txt"), world.service.add("also mine.txt", ("law-of-mine",))}
    kills = 0
    for step in range(STEPS):
        for _ in range(chance.randrange(1, 5)):
            change(world, chance)
        before, uploaded = world.synced, len(world.service.uploads)
        kills += run_to_the_end(world, chance)
        assert world.problems == {}, step
        assert world.synced == world.local, step
        sent = world.service.uploads[uploaded:]
        assert len(set(sent)) == len(sent), f"step {step}: something was uploaded twice"
        needed = [path for path, content in world.local.items() if before.get(path) != content]
        assert len(sent) <= len(needed), f"step {step}: what had not changed was uploaded"
        assert foreign <= world.service.documents.keys()
    assert kills > STEPS / 3
    asked = len(world.service.calls)
    assert world.run().changes == 0
    assert set(world.service.calls[asked:]) == {"GET /config", "GET /documents"}


def points(world: World) -> list[str]:
    """The points at which a run may be killed, in order."""
    seen: list[str] = []

    def looks_on(point: str) -> bool:
        seen.append(point)
        return False

    world.service.dies = looks_on
    world.run()
    return seen


def first_state(world: World) -> None:
    for name in ("keep", "edit", "rename", "delete", "b1", "b2", "b3"):
        world.write(f"{name}.txt", f"content of {name}")
    world.run()


def second_state(world: World) -> None:
    world.write("edit.txt", "other content")
    world.write("new.txt", "new content")
    (world.folder / "rename.txt").rename(world.folder / "renamed.txt")
    (world.folder / "delete.txt").unlink()


def dying(seen: list[str], number: int) -> Callable[[str], bool]:
    """Kills at the point of this number, from 1; notes the points in `seen`."""

    def dies(point: str) -> bool:
        seen.append(point)
        return len(seen) == number

    return dies


@pytest.mark.parametrize("edits_between", [False, True])
@pytest.mark.parametrize("loses_answers", [False, True], ids=["killed", "answer lost"])
@pytest.mark.parametrize("race_ns", [-(10**12), 10**12], ids=["times are trusted", "all is hashed"])
def test_a_run_that_is_killed_at_any_call_is_taken_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edits_between: bool, race_ns: int, loses_answers: bool
) -> None:
    monkeypatch.setattr("grail.sync.scan.RACE_NS", race_ns)
    pattern = World(tmp_path)
    first_state(pattern)
    second_state(pattern)
    number = len(points(pattern))
    assert number > 15
    for index in range(number):
        (tmp_path / str(index)).mkdir()
        world = World(tmp_path / str(index))
        first_state(world)
        second_state(world)
        uploaded, seen = len(world.service.uploads), list[str]()
        world.service.dies, world.service.loses_answers = dying(seen, index + 1), loses_answers
        with pytest.raises(GrailError if loses_answers else Killed):
            world.run()
        world.service.dies = lambda _: False
        if edits_between:
            world.write("new.txt", "newer content")
            world.write("edit.txt", "content of edit")
        world.run()
        assert world.synced == world.local, seen[-1]
        if not edits_between:
            assert len(world.service.uploads) - uploaded == 2, seen[-1]
        assert world.run().changes == 0, seen[-1]


def test_a_second_run_at_once_is_refused(world: World) -> None:
    with State(world.file), pytest.raises(GrailError, match="Another sync"):
        State(world.file)


@pytest.mark.parametrize(("kept", "doubted"), [(10, False), (8, False), (7, True), (1, True), (0, True)])
def test_a_mass_deletion_is_doubted(world: World, kept: int, doubted: bool) -> None:
    for number in range(10):
        world.write(f"{number}.txt", str(number))
    world.run()
    for number in range(kept, 10):
        (world.folder / f"{number}.txt").unlink()
    plan = world.run(agrees=lambda plan: plan.doubt is None)
    assert (plan.doubt is not None) == doubted
    assert len(world.synced) == (10 if doubted else kept)


def test_another_account_is_doubted(world: World) -> None:
    world.write("a.txt", "a")
    world.run()
    world.service.documents.clear()
    assert "right account" in str(world.run(agrees=lambda plan: plan.doubt is None).doubt)
    assert world.service.documents == {}


def test_a_part_that_cannot_be_read_stops_the_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("a/b.txt", "b")
    world.run()
    scandir = os.scandir

    def refuse(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("/a"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(GrailError, match="Nothing was changed"):
        world.run()
    assert list(world.synced) == ["a/b.txt"]


def test_links_and_hidden_files_are_passed_over(world: World, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (world.folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (world.folder / "folder").symlink_to(tmp_path)
    world.write(".ssh/key.txt", "key")
    assert looks(world.folder) == {}


def test_files_that_grail_cannot_read_are_told(world: World) -> None:
    for name, content in {"a.bin": "a", "b.txt": "", "c": "c", "d.txt": "d" * 2000}.items():
        world.write(name, content)
    found = scan(world.folder, {"txt"}, 1000)
    assert found.files == {}
    assert sorted(found.passed) == ["a.bin", "b.txt", "c", "d.txt"]


def test_a_limit_stops_uploads_but_not_deletions(world: World) -> None:
    for number in range(10):
        world.write(f"{number}.txt", str(number))
    world.run()
    (world.folder / "0.txt").unlink()
    world.write("new.txt", "new")
    world.service.refuses["POST /documents"] = (409, "quota_exceeded")
    with pytest.raises(LimitError):
        world.run()
    assert sorted(world.synced) == [f"{number}.txt" for number in range(1, 10)]
    world.service.refuses.clear()
    world.run()
    assert world.synced == world.local


def test_a_refused_file_does_not_stop_the_others(world: World) -> None:
    for number in range(3):
        world.write(f"{number}.txt", str(number))
    world.run()
    world.write("0.txt", "other")
    world.write("3.txt", "3")
    world.service.refuses["PUT /documents/{document_id}/content"] = (409, "conflict")
    world.run()
    assert world.problems == {"0.txt": "Refused: conflict."}
    assert "3.txt" in world.synced


def test_a_document_that_was_replaced_is_the_folders_again(world: World) -> None:
    world.write("a.txt", "a")
    world.run()
    (document_id,) = world.service.documents
    with Client(URL, TOKEN, transport=world.service.transport()) as client:
        (world.folder.parent / "other.txt").write_text("other")
        client.replace(document_id, world.folder.parent / "other.txt")
    assert world.synced != world.local
    world.run()
    assert world.synced == world.local


def test_unchanged_files_are_not_even_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("a.txt", "a")
    monkeypatch.setattr("grail.sync.scan.RACE_NS", -(10**12))
    world.run()
    monkeypatch.setattr("grail.sync.scan.hashed", None)
    assert world.run().kept == 1
