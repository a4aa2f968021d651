"""A source's documents are what its site has, from the page to what is searched."""

import pytest

from tests.faults.source_world import SourceWorld, pages
from tests.support.site import Site, SitePage


@pytest.fixture
def world(source_world: SourceWorld) -> SourceWorld:
    return source_world


def test_each_page_becomes_a_document(world: SourceWorld, site: Site) -> None:
    pages(site)
    result = world.sync(world.add(tags=["handbook"]))
    assert (result.outcome, result.counts.added, result.items) == ("complete", 4, 4)
    assert world.facts() == {
        "/": "Fact home",
        "/page-0": "Fact page0",
        "/page-1": "Fact page1",
        "/page-2": "Fact page2",
    }
    assert {document.tags for document in world.kept_documents()} == {("handbook",)}
    assert {document.filename for document in world.kept_documents()} >= {"Fact home.html", "Fact page1.html"}


def test_what_has_not_changed_costs_nothing(world: SourceWorld, site: Site) -> None:
    source = world.synced()
    before = world.paid()
    site.pages["/page-0"].noise = "a new number with each visit"
    result = world.sync(source)
    assert (result.counts.unchanged, result.counts.added, result.counts.changed, result.counts.tokens) == (4, 0, 0, 0)
    assert world.paid() == before
    assert site.unchanged.total() == 3


def test_a_changed_page_is_read_anew_under_its_id(world: SourceWorld, site: Site) -> None:
    source = world.synced()
    ids = {document.address: document.id for document in world.kept_documents()}
    site.pages["/page-1"].text = "Fact changed. It is told otherwise."
    result = world.sync(source)
    assert (result.counts.changed, result.counts.unchanged) == (1, 3)
    assert world.facts()["/page-1"] == "Fact changed"
    assert {document.address: document.id for document in world.kept_documents()} == ids
    assert max(world.embedder.billed.values()) == 1


@pytest.mark.parametrize("leads", [False, True])
def test_a_page_with_a_new_address_is_not_paid_again(world: SourceWorld, site: Site, leads: bool) -> None:
    source = world.synced()
    ids = {document.id for document in world.kept_documents()}
    site.pages["/moved"] = site.pages.pop("/page-1")
    site.pages["/"].links[1] = "/moved"
    if leads:
        site.pages["/page-1"] = SitePage("", moved="/moved")
    result = world.sync(source)
    assert result.counts.renamed == 1
    assert world.facts()["/moved"] == "Fact page1"
    assert "/page-1" not in world.facts()
    assert {document.id for document in world.kept_documents()} == ids
    assert world.paid()["Fact page1"] == 1


def test_a_document_that_its_person_deletes_stays_deleted(world: SourceWorld, site: Site) -> None:
    source = world.synced()
    (document,) = [document for document in world.kept_documents() if world.path(document) == "/page-0"]
    world.library.delete(world.owner, document.id)
    world.settle()
    site.pages["/page-0"].text = "Fact anew. It is told again."
    for _ in range(2):
        world.sync(source)
    assert "/page-0" not in world.facts()
    assert world.items_of(source)["/page-0"].state == "excluded"
