"""A bucket that changes and workers that are killed: a listing later the documents are its objects, each paid once."""

import random
from collections import Counter
from typing import Any

import pytest

from chalicelib.models import Source, SweepResult
from tests.faults.bucket_world import BucketWorld
from tests.faults.conftest import LONG
from tests.faults.steps import Killed

OBJECTS, ROUNDS, CHANGES = (5_000, 10, 500) if LONG else (40, 4, 25)
SEEDS = range(3 if LONG else 1)
KILLS = range(300) if LONG else range(4, 60, 9)
ODD = ["", "ünï ", "a+b%20/", "x\ny/", "../", "//"]


@pytest.fixture
def world(new_source_world: Any) -> BucketWorld:
    return new_source_world(BucketWorld)  # type: ignore[no-any-return]


class Changing:
    """The bucket, and what its documents should be. `copies` counts the objects that were made of a text again."""

    def __init__(self, world: BucketWorld, seed: int, number: int) -> None:
        self.world = world
        self.random = random.Random(seed)
        self.number = 0
        self.texts: dict[str, str] = {}
        self.copies: Counter[str] = Counter()
        for _ in range(number):
            self.add()

    def text(self) -> str:
        self.number += 1
        return f"Fact n{self.number}. It lies in a bucket."

    def name(self) -> str:
        self.number += 1
        return f"{self.random.choice(ODD)}{self.number}.txt"

    def put(self, name: str, text: str) -> None:
        self.texts[name] = text
        self.world.lay(name, text)

    def take(self, name: str) -> str:
        self.world.take(name)
        return self.texts.pop(name)

    def add(self) -> None:
        self.put(self.name(), self.text())

    def change(self) -> None:
        name = self.random.choice(sorted(self.texts))
        match self.random.randrange(8):
            case 0 | 1:
                self.put(name, self.text())
            case 2:
                self.add()
            case 3:
                self.take(name)
            case 4:
                self.put(self.name(), self.take(name))
            case 5:
                self.copies[self.texts[name].partition(".")[0]] += 1
                self.put(self.name(), self.texts[name])
            case 6:
                self.put(name, self.texts[name])
            case _:
                self.world.lay(f"folder{self.number}/", "")

    def truth(self) -> list[str]:
        """Of each content one document."""
        return sorted({text.partition(".")[0] for text in self.texts.values()})


def listed(world: BucketWorld, source: Source) -> SweepResult:
    """What a day's listing comes to, each deletion allowed."""
    return world.sync(source, allowed=10_000)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_listing_finds_whatever_changed(world: BucketWorld, seed: int) -> None:
    changing = Changing(world, seed, OBJECTS)
    source = world.add(most_items=10_000)
    listed(world, source)
    for _ in range(ROUNDS):
        for _ in range(CHANGES):
            changing.change()
        result = listed(world, source)
        assert (result.outcome, world.index()) == ("complete", changing.truth())
        counts = listed(world, source).counts
        assert (counts.tokens, counts.added, counts.changed, counts.renamed, counts.deleted) == (0, 0, 0, 0, 0)
        assert world.index() == changing.truth()
    # Of two objects with one text the one that has the document may change: then the other one's is read.
    assert all(times <= 1 + changing.copies[fact] for fact, times in world.paid().items())
    assert world.real_documents.stored.of(world.owner).documents == len(world.index())


@pytest.mark.parametrize("step", KILLS)
@pytest.mark.fault("a sweep killed")
def test_a_killed_listing_comes_to_the_same_end(world: BucketWorld, step: int) -> None:
    changing = Changing(world, 7, 8)
    source = world.add()
    listed(world, source)
    names = sorted(changing.texts)
    changing.take(names[0])
    changing.put(names[1], changing.text())
    changing.put(changing.name(), changing.take(names[2]))
    changing.add()
    world.steps.on = True
    (world.steps.before if step % 2 else world.steps.after)[step] = _kill
    listed(world, source)
    world.steps.on = False
    assert world.index() == changing.truth()
    assert listed(world, source).counts.tokens == 0
    assert world.index() == changing.truth()
    assert max(world.paid().values()) == 1
    assert world.real_documents.stored.of(world.owner).documents == len(world.index())


def _kill() -> None:
    raise Killed
