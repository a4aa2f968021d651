"""A source's documents are what its site has, whatever happens on the site and to the workers."""

from typing import Any

import pytest

from tests.faults.source_world import SourceWorld, pages
from tests.support.site import Site, SitePage


def test_each_page_becomes_a_document(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    result = world.sync(world.add(tags=["handbook"]))
    assert (result.outcome, result.counts.added, result.items) == ("complete", 4, 4)
    assert world.facts() == {
        "/": "Fact home",
        "/page-0": "Fact page0",
        "/page-1": "Fact page1",
        "/page-2": "Fact page2",
    }
    assert {each.tags for each in world.kept_documents()} == {("handbook",)}
    assert {each.filename for each in world.kept_documents()} >= {"Fact home.html", "Fact page1.html"}


def test_what_has_not_changed_costs_nothing(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    source = world.add()
    world.sync(source)
    before = world.paid()
    site.pages["/page-0"].noise = "a new number with each visit"
    result = world.sync(source)
    assert (result.counts.unchanged, result.counts.added, result.counts.changed, result.counts.tokens) == (4, 0, 0, 0)
    assert world.paid() == before
    assert site.unchanged.total() == 3


def test_a_changed_page_is_read_anew_under_its_id(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    source = world.add()
    world.sync(source)
    ids = {each.address: each.id for each in world.kept_documents()}
    site.pages["/page-1"].text = "Fact changed. It is told otherwise."
    result = world.sync(source)
    assert (result.counts.changed, result.counts.unchanged) == (1, 3)
    assert world.facts()["/page-1"] == "Fact changed"
    assert {each.address: each.id for each in world.kept_documents()} == ids
    assert max(world.embedder.billed.values()) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_twice_is_deleted(source_world: SourceWorld, site: Site, status: int) -> None:
    world = source_world
    pages(site, 9)
    source = world.add()
    world.sync(source)
    site.pages["/page-1"].status = status
    assert world.sync(source).counts.deleted == 0
    assert "/page-1" in world.facts()
    assert world.sync(source).counts.deleted == 1
    assert "/page-1" not in world.facts()
    assert "/page-1" not in world.found(source)


def test_a_page_that_comes_back_stays(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site, 9)
    source = world.add()
    world.sync(source)
    for status in (404, 200, 404, 200, 500, 500, 500):
        site.pages["/page-1"].status = status
        world.sync(source)
    assert len(world.facts()) == 10
    assert max(world.embedder.billed.values()) == 1


def test_many_deletions_are_asked_about(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site, 9)
    source = world.add()
    world.sync(source)
    for place in range(3):
        site.pages[f"/page-{place}"].status = 410
    world.sync(source)
    result = world.sync(source)
    assert (result.outcome, result.deletions, result.documents, result.counts.deleted) == ("asks", 3, 10, 0)
    assert len(world.facts()) == 10
    assert world.sync(source, allowed=2).outcome == "asks"
    assert world.sync(source, allowed=3).counts.deleted == 3
    assert len(world.facts()) == 7


def test_a_site_that_lost_everything_deletes_nothing(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    source = world.add()
    world.sync(source)
    site.pages = {}
    for _ in range(4):
        result = world.sync(source)
    assert (result.outcome, result.deletions) == ("asks", 4)
    assert len(world.facts()) == 4


def test_a_site_that_is_down_changes_nothing(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    source = world.add()
    world.sync(source)
    site.down = True
    result = world.sync(source)
    assert (result.outcome, result.failure and result.failure.code) == ("failed", "bad_answer")
    assert len(world.facts()) == 4


@pytest.mark.parametrize("leads", [False, True])
def test_a_page_with_a_new_address_is_not_paid_again(source_world: SourceWorld, site: Site, leads: bool) -> None:
    world = source_world
    pages(site)
    source = world.add()
    world.sync(source)
    ids = {each.id for each in world.kept_documents()}
    site.pages["/moved"] = site.pages.pop("/page-1")
    site.pages["/"].links[1] = "/moved"
    if leads:
        site.pages["/page-1"] = SitePage("", moved="/moved")
    result = world.sync(source)
    assert result.counts.renamed == 1
    assert world.facts()["/moved"] == "Fact page1"
    assert "/page-1" not in world.facts()
    assert {each.id for each in world.kept_documents()} == ids
    assert world.paid()["Fact page1"] == 1


def test_the_same_page_at_two_addresses_is_one_document(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    site.pages["/print"] = SitePage(site.pages["/page-0"].text)
    site.pages["/?from=home"] = SitePage("Fact other. It stands for the home page.", canonical="/")
    site.pages["/"].links += ["/print", "/?from=home"]
    source = world.add()
    world.sync(source)
    assert sorted(world.facts().values()) == ["Fact home", "Fact page0", "Fact page1", "Fact page2"]
    holder = "/page-0" if "/page-0" in world.facts() else "/print"
    site.pages[holder].text = "Fact rewritten. Only here."
    world.sync(source)
    assert sorted(world.facts().values()) == ["Fact home", "Fact page0", "Fact page1", "Fact page2", "Fact rewritten"]


def test_a_canonical_page_that_is_not_there_hides_nothing(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    site.pages["/page-0"].canonical = "/nowhere"
    source = world.add()
    world.sync(source)
    assert world.facts()["/page-0"] == "Fact page0"


def test_robots_are_obeyed_also_when_they_change(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site, 9)
    site.robots = "User-agent: *\nDisallow: /page-1\n"
    source = world.add()
    world.sync(source)
    assert site.asked["/page-1"] == 0
    assert len(world.facts()) == 9
    site.robots = "User-agent: grail\nDisallow: /page-2\nCrawl-delay: 3\n"
    world.naps.clear()
    world.sync(source)
    assert len(world.facts()) == 10
    assert site.asked["/page-2"] == 1
    assert max(world.naps) > 2
    world.sync(source)
    assert "/page-2" not in world.facts()


def test_a_site_without_end_stops_at_the_cap(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    site.endless = True
    site.pages["/"].links.append("/calendar/1")
    source = world.add(most_items=20, depth=20)
    result = world.sync(source)
    assert (result.outcome, result.failure and result.failure.code, result.items) == ("partial", "items", 20)
    site.pages["/page-0"].status = 410
    for _ in range(2):
        result = world.sync(source)
    assert result.counts.deleted == 1


def test_a_ring_of_folders_ends(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site, 0)
    site.pages["/"].links = ["a/"]
    for depth in range(1, 12):
        path = "/" + "a/" * depth
        site.pages[path] = SitePage(f"Fact ring{depth}. Round and round.", ["a/"])
    world.sync(world.add(depth=20))
    assert len(world.facts()) == 4


@pytest.mark.parametrize("cap", [{"most_bytes": 400}, {"most_price_usd": 0.03}])
def test_a_cap_of_a_sweep_is_kept_and_gone_on_with(source_world: SourceWorld, site: Site, cap: dict[str, Any]) -> None:
    world = source_world
    pages(site)
    source = world.add(**cap)
    result = world.sync(source)
    assert result.outcome == "partial"
    assert 0 < len(world.facts()) < 4
    for _ in range(4):
        world.sync(source)
    assert len(world.facts()) == 4
    assert max(world.embedder.billed.values()) == 1


def test_a_busy_site_is_left_alone_for_a_while(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    site.busy["/page-0"] = "120"
    source = world.add()
    world.keeping.run(world.owner, source.id, dry=False, allowed=0)
    began = world.clock.seconds
    world.deliver_all()
    asked = site.asked.total()
    world.clock.seconds += 100
    world.sweeping.sweep()
    world.deliver_all()
    assert site.asked.total() == asked
    site.busy.clear()
    assert world.finish(source).outcome == "complete"
    assert world.clock.seconds - began >= 120
    assert len(world.facts()) == 4


def test_a_broken_page_keeps_what_was_read_of_it(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    source = world.add()
    world.sync(source)
    site.pages["/page-0"].text, site.pages["/page-0"].breaks = "Fact half. It breaks off.", True
    result = world.sync(source)
    assert result.counts.failed == 1
    failure = world.found(source)["/page-0"].failure
    assert failure is not None
    assert failure.retryable
    assert world.facts()["/page-0"] == "Fact page0"


def test_what_a_person_uploaded_is_never_touched(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    mine = world.upload("Fact page0. It is told here, by me.")
    source = world.add()
    world.sync(source)
    site.pages = {}
    for _ in range(3):
        world.sync(source, allowed=100)
    assert [each.id for each in world.kept_documents()] == [mine.id]


def test_a_document_that_its_person_deletes_stays_deleted(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    source = world.add()
    world.sync(source)
    (document,) = [each for each in world.kept_documents() if (each.address or "").endswith("/page-0")]
    world.library.delete(world.owner, document.id)
    world.settle()
    site.pages["/page-0"].text = "Fact anew. It is told again."
    for _ in range(2):
        world.sync(source)
    assert "/page-0" not in world.facts()
    assert world.found(source)["/page-0"].state == "excluded"


def test_a_dry_sweep_changes_no_document(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    source = world.add()
    result = world.sync(source, dry=True)
    assert (result.dry, result.counts.added, result.items) == (True, 4, 4)
    assert result.counts.tokens > 0
    assert world.kept_documents() == []
    world.sync(source)
    site.pages["/page-0"].text = "Fact later. It is told later."
    result = world.sync(source, dry=True)
    assert (result.counts.changed, result.counts.unchanged) == (1, 3)
    assert world.facts()["/page-0"] == "Fact page0"
    assert world.sync(source).counts.changed == 1


def test_a_sitemap_names_what_belongs_to_the_source(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    site.pages["/"].links = []
    index = f"<sitemapindex><sitemap><loc>{site.url}/more.xml</loc></sitemap></sitemapindex>"
    site.robots = f"Sitemap: {site.url}/index.xml\n"
    site.sitemaps = {"/index.xml": index.encode(), "/more.xml": site.sitemap("/page-0", **{"page-1": "2026-11-01"})}
    source = world.add(follow="sitemap")
    world.sync(source)
    assert set(world.facts()) == {"/page-0", "/page-1"}
    world.sync(source)
    assert (site.asked["/page-0"], site.asked["/page-1"]) == (2, 1)
    site.sitemaps["/more.xml"] = site.sitemap("/page-0", **{"page-1": "2026-11-02"})
    site.pages["/page-1"].text = "Fact dated. It has a new date."
    world.sync(source)
    assert world.facts()["/page-1"] == "Fact dated"


@pytest.mark.parametrize("how", ["keep", "remove"])
def test_a_source_ends_with_or_without_its_documents(source_world: SourceWorld, site: Site, how: Any) -> None:
    world = source_world
    pages(site)
    mine = world.upload("Fact mine. It is my own.")
    source = world.add()
    world.sync(source)
    world.keeping.end(world.owner, source.id, how)
    world.finish(source)
    assert world.source(source) is None
    assert world.found(source) == {}
    assert len(world.kept_documents()) == (5 if how == "keep" else 1)
    assert mine.id in {each.id for each in world.kept_documents()}
    assert world.real_documents.stored.of(world.owner).sources == 0


def test_a_source_runs_by_itself_when_its_time_has_come(source_world: SourceWorld, site: Site) -> None:
    world = source_world
    pages(site)
    source = world.add(every_hours=2, paused=False)
    world.finish(source)
    site.pages["/page-0"].text = "Fact hours. It is told hours later."
    world.clock.seconds += 3600
    world.sweeping.sweep()
    world.deliver_all()
    assert world.facts()["/page-0"] == "Fact page0"
    world.clock.seconds += 3700
    world.sweeping.sweep()
    world.finish(source)
    assert world.facts()["/page-0"] == "Fact hours"
