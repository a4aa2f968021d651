"""F10: two ingests, deletions, optimizing and searches of one owner, all at once for a while.

No conflict comes out unhandled, what was acknowledged is there, and no search ever sees less, or older text, than one
before it did.
"""

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import pytest

from chalicelib.rag.search.ahead import DocumentsAhead
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import Retriever
from tests.faults.conftest import LONG
from tests.faults.world import World, pieces

SECONDS = 60 if LONG else 4
AT_LEAST = {"written": 10, "deleted": 2, "optimized": 2, "searched": 10}
MOST_SECONDS = 240  # A busy machine takes longer to come to that.
VERSION = re.compile(r"version (\d+) of")
SHELVES = 4  # Every fourth document of a writer is a leaf that stays as it is; the others are books.


def text_of(name: str, version: int) -> str:
    return "\n\n".join(
        " ".join(f"Sentence {number} of part {part} in version {version} of {name}." for number in range(30))
        for part in range(2)
    )


@dataclass
class Board:
    """What is acknowledged: the version of each document that was ready, and which are to go."""

    ready: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    going: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    counts: dict[str, int] = field(default_factory=dict)
    broken: threading.Event = field(default_factory=threading.Event)

    def acknowledge(self, document_id: str, name: str, version: int) -> None:
        with self.lock:
            self.ready[document_id], self.names[document_id] = version, name

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1

    def snapshot(self) -> dict[str, tuple[str, int]]:
        with self.lock:
            return {key: (self.names[key], at) for key, at in self.ready.items() if key not in self.going}


@dataclass
class Together:
    """The workers; each has a world of its own on the same stores and the same owner, as processes have."""

    new_world: Callable[[], World]
    owner: str
    board: Board
    until: float

    def world(self) -> World:
        world = self.new_world()
        world.owner, world.clock.seconds = self.owner, time.time()
        return world

    def going_on(self) -> bool:
        """For its time, and until enough has happened."""
        few = any(self.board.counts.get(what, 0) < count for what, count in AT_LEAST.items())
        late = time.monotonic() - self.until
        return not self.board.broken.is_set() and (late < 0 or (few and late < MOST_SECONDS))

    def write(self, writer: int) -> None:
        """Upload leaves, and books that are replaced over and over; each must be ready at once."""
        world, books = self.world(), dict[int, str]()
        turn = 0
        while self.going_on():
            shelf = turn % SHELVES
            name = f"leaf {writer} {turn}x" if shelf == 0 else f"book {writer} {shelf}x"
            text = text_of(name, turn)
            document = world.replace(books[shelf], text) if shelf in books else world.upload(text)
            if shelf:
                books[shelf] = document.id
            world.deliver_all()
            now = world.document(document.id)
            assert now is not None
            assert now.status == "ready", now
            self.board.acknowledge(document.id, name, turn)
            self.board.count("written")
            turn += 1

    def delete(self) -> None:
        """Delete the oldest leaves."""
        world = self.world()
        while self.going_on():
            leaves = [key for key, (name, _) in self.board.snapshot().items() if name.startswith("leaf")]
            if len(leaves) < 2:
                time.sleep(0.05)
                continue
            with self.board.lock:
                self.board.going.add(leaves[0])
            world.library.delete(self.owner, leaves[0])
            world.deliver_all()
            assert world.document(leaves[0]) is None
            self.board.count("deleted")

    def optimize(self) -> None:
        world = self.world()
        while self.going_on():
            world.upkeep.tidy(self.owner)
            self.board.count("optimized")

    def search_newest(self) -> None:
        world = self.world()
        self._search(Retriever(world.real_documents, world.embedder, world.real_passages))

    def search_copies(self) -> None:
        """As a function does: on a copy of its own, with the registry asked beside."""
        world = self.world()
        ahead = DocumentsAhead(world.real_documents)
        self._search(Retriever(world.real_documents, world.embedder, world.searching, ahead=ahead))

    def _search(self, retriever: Retriever) -> None:
        newest: dict[str, int] = {}
        while self.going_on():
            for document_id, (name, version) in self.board.snapshot().items():
                query = Query(f"sentence in {name}", k=4, document_ids=(document_id,))
                passages = retriever.search(self.owner, query).passages
                versions = {int(VERSION.findall(passage.text)[0]) for passage in passages}
                if document_id in self.board.going:
                    continue  # Deleted while it was searched.
                assert len(versions) == 1, f"{name}: versions {versions} at once"
                assert min(versions) >= max(version, newest.get(document_id, 0)), f"{name} went back to {versions}"
                newest[document_id] = min(versions)
                self.board.count("searched")


@pytest.mark.fault("F10")
def test_writers_deletions_and_searches_run_at_once(new_world: Callable[[], World]) -> None:
    owner, board = new_world().owner, Board()
    together = Together(new_world, owner, board, time.monotonic() + SECONDS)
    tasks: list[Callable[[], None]] = [
        lambda: together.write(1),
        lambda: together.write(2),
        together.delete,
        together.optimize,
        together.search_newest,
        together.search_copies,
    ]
    with ThreadPoolExecutor(len(tasks)) as pool:
        running = [pool.submit(task) for task in tasks]
        wait(running, return_when=FIRST_EXCEPTION)
        board.broken.set()  # All have ended, or one has broken and the others need not go on.
    for future in running:
        future.result()
    check_what_is_left(together.world(), board)
    assert all(board.counts.get(what, 0) >= count for what, count in AT_LEAST.items()), board.counts
    print(f"F10 for {SECONDS} s: {board.counts}")


def check_what_is_left(world: World, board: Board) -> None:
    """Exactly the rows of what was acknowledged last, and nothing of what was deleted."""
    rows = world.rows()
    expected = {}
    for document_id, (name, version) in board.snapshot().items():
        now = world.document(document_id)
        assert now is not None
        expected[document_id, now.live_generation] = pieces(text_of(name, version))
    assert rows == expected
