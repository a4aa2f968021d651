"""A site that changes and workers that are killed: the documents are its pages, and each text is paid once."""

import random
from collections import Counter

import pytest

from chalicelib.adapters.web.fetching import MOST_REDIRECTS
from chalicelib.models import Source, SweepResult
from tests.faults.conftest import LONG
from tests.faults.counting_world import CountingWorld
from tests.faults.source_world import fact_of
from tests.faults.steps import Killed
from tests.support.site import Site, SitePage

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
        pages = [(path, page) for path, page in self.site.pages.items() if _is_there(page) and not page.canonical]
        path = self.random.choice([path for path, _ in pages if path != "/"])
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
                self.rename(path)
            case 8:
                page.breaks = not page.breaks
            case _:
                double = f"/double{self.number}"
                self.number += 1
                self.doubles[fact_of(page.text)] += 1
                self.site.pages[double] = SitePage(page.text, canonical=self.random.choice([None, path]))
                self.site.pages["/"].links.append(double)

    def rename(self, path: str) -> None:
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
        """What a page names may have another address by now."""
        named = self.site.pages.get(page.canonical or "")
        for _ in range(MOST_REDIRECTS):
            if named is not None and named.moved:
                named = self.site.pages.get(named.moved)
        return named is not None and _is_there(named)


def _is_there(page: SitePage) -> bool:
    return page.status == 200 and not page.moved


def quiet(world: CountingWorld, source: Source, changing: Changing) -> SweepResult:
    """Sweeps until nothing is left to be found, each deletion allowed."""
    changing.rest()
    for _ in range(3):
        result = world.sync(source, allowed=10_000)
    return result


@pytest.mark.parametrize("seed", SEEDS)
def test_documents_are_the_pages_whatever_changes(counting_world: CountingWorld, site: Site, seed: int) -> None:
    world, changing = counting_world, Changing(site, seed)
    source = world.add(most_items=20_000)
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
    assert all(times <= 1 + changing.doubles[fact] for fact, times in world.paid().items())


@pytest.mark.parametrize("step", KILLS)
@pytest.mark.fault("a sweep killed")
def test_a_sweep_killed_at_any_call_comes_to_the_same_end(counting_world: CountingWorld, site: Site, step: int) -> None:
    world, changing = counting_world, Changing(site, 7)
    source = world.add()
    world.sync(source)
    paths = sorted(path for path in site.pages if path != "/")
    site.pages[paths[0]].status = 410
    world.sync(source)
    site.pages[paths[1]].text = changing.text()
    changing.rename(paths[2])
    changing.add()
    world.steps.on = True
    (world.steps.before if step % 2 else world.steps.after)[step] = _kill
    result = world.sync(source, allowed=10_000)
    assert result.outcome == "complete"
    assert world.index() == sorted(changing.truth())
    quiet(world, source, changing)
    assert world.index() == sorted(changing.truth())
    assert max(world.paid().values()) == 1
    assert world.real_documents.stored.of(world.owner).documents == len(world.index())


def _kill() -> None:
    raise Killed
