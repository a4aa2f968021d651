"""A site that changes at random and workers that are killed: the documents are its pages, and each text is paid once.

Files are counted in place of embeddings: a version of a document is a file, and is read once (test_deaths.py).
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.models import Document, Source, SweepResult
from tests.faults.source_world import SourceWorld, fact_of
from tests.faults.steps import Killed
from tests.support.site import Site, SitePage

LONG = bool(os.environ.get("GRAIL_LONG"))
PAGES, ROUNDS, CHANGES = (300, 100, 100) if LONG else (10, 5, 7)
SEEDS = range(3 if LONG else 1)
KILLS = range(400) if LONG else range(3, 60, 8)


class Changing:
    """Changes a site, and knows what is to be found on it. Every text is a new one."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site = site
        self.random = random.Random(seed)
        self.number = 0
        self.doubles: Counter[str] = Counter()
        site.pages = {"/": SitePage("Fact start. It leads to all.", [])}
        for _ in range(PAGES):
            self.add()

    def text(self) -> str:
        self.number += 1
        return f"Fact n{self.number}. It is told once."

    def add(self) -> None:
        path = f"/p{self.number}"
        self.site.pages[path] = SitePage(self.text())
        self.site.pages["/"].links.append(path)

    def change(self) -> None:
        there = {path: page for path, page in self.site.pages.items() if _is_there(page)}
        path = self.random.choice([path for path, page in there.items() if path != "/" and not page.canonical])
        page = self.site.pages[path]
        match self.random.randrange(10):
            case 0 | 1 | 2:
                page.text = self.text()
            case 3:
                page.noise = self.text()
            case 4:
                self.add()
            case 5:
                page.status = self.random.choice([404, 410])
            case 6 | 7:
                self._rename(path)
            case 8:
                page.breaks = not page.breaks
            case _:
                double = f"/double{self.number}"
                self.number += 1
                self.doubles[fact_of(page.text)] += 1
                self.site.pages[double] = SitePage(page.text, canonical=self.random.choice([None, path]))
                self.site.pages["/"].links.append(double)

    def _rename(self, path: str) -> None:
        self.number += 1
        new = f"/moved{self.number}"
        self.site.pages[new] = self.site.pages.pop(path)
        self.site.pages["/"].links.append(new)
        if self.random.random() < 0.5:
            self.site.pages[path] = SitePage("", moved=new)

    def rest(self) -> None:
        """Whatever breaks off is whole again."""
        for page in self.site.pages.values():
            page.breaks = False

    def truth(self) -> set[str]:
        """Of a page that names another one as its own the text counts only where that one is not there."""
        return {
            fact_of(page.text) for page in self.site.pages.values() if _is_there(page) and not self._stands_for(page)
        }

    def _stands_for(self, page: SitePage) -> bool:
        named = self.site.pages.get(page.canonical or "")
        return named is not None and _is_there(named)


def _is_there(page: SitePage) -> bool:
    return page.status == 200 and not page.moved


class CountingWorld(SourceWorld):
    """Reads no document: its file says what it will have."""

    def settle(self, hours: float = 30, enough: Callable[[], bool] = lambda: False) -> None: ...

    def written(self) -> Counter[str]:
        return Counter(self.contents)

    @property
    def contents(self) -> list[str]:
        return [fact_of(content.decode()) for content in self._written]

    def watch_files(self) -> None:
        self._written: list[bytes] = []
        write = self.real_files.write_file

        def counted(document: Document, content: bytes) -> None:
            self._written.append(content)
            write(document, content)

        self.real_files.write_file = counted  # type: ignore[method-assign]

    def index(self) -> list[str]:
        """What each document of the source holds, sorted."""
        held = []
        for document in self.kept_documents():
            key = f"files/{self.owner}/{document.id}/{document.version}"
            held.append(fact_of(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read().decode()))
        return sorted(held)

    def deliver_all(self) -> None:
        self.queue.messages = [message for message in self.queue.messages if hasattr(message.job, "source_id")]
        super().deliver_all()


@pytest.fixture
def counting(new_source_world: Callable[[], SourceWorld]) -> CountingWorld:
    world: Any = new_source_world()
    world.__class__ = CountingWorld
    world.watch_files()
    return world  # type: ignore[no-any-return]


def quiet(world: CountingWorld, source: Source, changing: Changing) -> SweepResult:
    """Sweeps until nothing is left to be found, each deletion allowed."""
    changing.rest()
    for _ in range(3):
        result = world.sync(source, allowed=10_000)
    return result


@pytest.mark.parametrize("seed", SEEDS)
def test_documents_are_the_pages_whatever_changes(counting: CountingWorld, site: Site, seed: int) -> None:
    world, changing = counting, Changing(site, seed)
    source = world.add(most_items=1_000)
    world.sync(source)
    for number in range(ROUNDS):
        for _ in range(CHANGES):
            changing.change()
        if number % 3 == 1:
            site.down = True
            assert world.sync(source, allowed=10_000).outcome == "failed"
            site.down = False
        world.sync(source, allowed=10_000)
        result = quiet(world, source, changing)
        assert world.index() == sorted(changing.truth())
        assert (result.counts.tokens, result.counts.added, result.counts.changed) == (0, 0, 0)
    # Of two pages with one text the one that has the document may change: then the other one's is read.
    assert all(times <= 1 + changing.doubles[fact] for fact, times in world.written().items())


@pytest.mark.parametrize("step", KILLS)
@pytest.mark.fault("a sweep killed")
def test_a_sweep_killed_at_any_call_comes_to_the_same_end(counting: CountingWorld, site: Site, step: int) -> None:
    world, changing = counting, Changing(site, 7)
    source = world.add()
    world.sync(source)
    paths = sorted(path for path in site.pages if path != "/")
    site.pages[paths[0]].status = 410
    world.sync(source)
    site.pages[paths[1]].text = changing.text()
    changing._rename(paths[2])
    changing.add()
    world.steps.on = True
    (world.steps.before if step % 2 else world.steps.after)[step] = _kill
    result = world.sync(source, allowed=10_000)
    assert result.outcome == "complete"
    assert world.index() == sorted(changing.truth())
    quiet(world, source, changing)
    assert world.index() == sorted(changing.truth())
    assert max(world.written().values()) == 1
    assert world.real_documents.stored.of(world.owner).documents == len(world.index())


def _kill() -> None:
    raise Killed
