"""When documents of a source go: pages that are gone, sources that end, and what nothing takes away."""

from typing import Any

import pytest

from tests.faults.counting_world import CountingWorld
from tests.faults.source_world import SourceWorld, pages
from tests.support.site import Site


@pytest.fixture
def world(counting_world: CountingWorld) -> SourceWorld:
    return counting_world


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_twice_is_deleted(world: SourceWorld, site: Site, status: int) -> None:
    source = world.synced(9)
    site.pages["/page-1"].status = status
    assert world.sync(source).counts.deleted == 0
    assert "/page-1" in world.facts()
    assert world.sync(source).counts.deleted == 1
    assert "/page-1" not in world.facts()
    assert "/page-1" not in world.items_of(source)


def test_a_page_that_comes_back_stays(world: SourceWorld, site: Site) -> None:
    source = world.synced(9)
    for status in (404, 200, 404, 200, 500, 500, 500):
        site.pages["/page-1"].status = status
        world.sync(source)
    assert len(world.facts()) == 10
    assert max(world.paid().values()) == 1


def test_many_deletions_are_asked_about(world: SourceWorld, site: Site) -> None:
    source = world.synced(9)
    for place in range(3):
        site.pages[f"/page-{place}"].status = 410
    world.sync(source)
    result = world.sync(source)
    assert (result.outcome, result.deletions, result.documents, result.counts.deleted) == ("asks", 3, 10, 0)
    assert len(world.facts()) == 10
    assert world.sync(source, allowed=2).outcome == "asks"
    assert world.sync(source, allowed=3).counts.deleted == 3
    assert len(world.facts()) == 7


def test_a_site_that_lost_everything_deletes_nothing(world: SourceWorld, site: Site) -> None:
    source = world.synced()
    site.pages = {}
    for _ in range(4):
        result = world.sync(source)
    assert (result.outcome, result.deletions) == ("asks", 4)
    assert len(world.facts()) == 4


def test_a_site_that_is_down_changes_nothing(world: SourceWorld, site: Site) -> None:
    source = world.synced()
    site.down = True
    result = world.sync(source)
    assert (result.outcome, result.failure and result.failure.code) == ("failed", "bad_answer")
    assert len(world.facts()) == 4


def test_what_a_person_uploaded_is_never_touched(world: SourceWorld, site: Site) -> None:
    pages(site)
    mine = world.upload("Fact page0. It is told here, by me.")
    source = world.add()
    world.sync(source)
    site.pages = {}
    for _ in range(3):
        world.sync(source, allowed=100)
    assert [document.id for document in world.kept_documents()] == [mine.id]


@pytest.mark.parametrize("how", ["keep", "remove"])
def test_a_source_ends_with_or_without_its_documents(world: SourceWorld, site: Site, how: Any) -> None:
    pages(site)
    mine = world.upload("Fact mine. It is my own.")
    source = world.add()
    world.sync(source)
    world.keeping.end(world.owner, source.id, how)
    world.finish(source)
    assert world.source(source) is None
    assert world.items_of(source) == {}
    assert len(world.kept_documents()) == (5 if how == "keep" else 1)
    assert mine.id in {document.id for document in world.kept_documents()}
    assert world.real_documents.stored.of(world.owner).sources == 0
