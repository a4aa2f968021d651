"""Which pages of a site become documents: one of two alike, what a sitemap names, none of a dry sweep."""

from copy import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.models import timestamp
from tests.faults.counting_world import CountingWorld
from tests.faults.source_world import SourceWorld, pages
from tests.support.site import Site, SitePage


@pytest.fixture
def world(counting_world: CountingWorld) -> SourceWorld:
    return counting_world


def test_the_same_page_at_two_addresses_is_one_document(world: SourceWorld, site: Site) -> None:
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


def test_a_canonical_page_that_is_not_there_hides_nothing(world: SourceWorld, site: Site) -> None:
    pages(site)
    site.pages["/page-0"].canonical = "/nowhere"
    source = world.add()
    world.sync(source)
    assert world.facts()["/page-0"] == "Fact page0"


def test_a_broken_page_keeps_what_was_read_of_it(world: SourceWorld, site: Site) -> None:
    source = world.synced()
    site.pages["/page-0"].text, site.pages["/page-0"].breaks = "Fact half. It breaks off.", True
    result = world.sync(source)
    assert result.counts.failed == 1
    failure = world.items_of(source)["/page-0"].failure
    assert failure is not None
    assert failure.retryable
    assert world.facts()["/page-0"] == "Fact page0"


def test_a_dry_sweep_changes_no_document(world: SourceWorld, site: Site) -> None:
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


def test_a_sitemap_names_what_belongs_to_the_source(world: SourceWorld, site: Site) -> None:
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


def test_a_sitemaps_date_is_believed_for_a_week(world: SourceWorld, site: Site) -> None:
    """However often the source runs in between: only a look at the page itself begins a new week."""
    pages(site)
    site.sitemaps = {"/sitemap.xml": site.sitemap(**{"page-1": "2026-11-01"})}
    source = world.add(follow="sitemap")
    world.sync(source)
    item = world.items_of(source)["/page-1"]
    site.pages["/page-1"].text = "Fact silent. Its date stays what it was."
    for days in (6, 6, 8):
        moment = timestamp(datetime.now(UTC) - timedelta(days=days))
        world.real_sources.put(replace(world.items_of(source)["/page-1"], checked_at=moment))
        world.sync(source)
        is_asked = world.items_of(source)["/page-1"].checked_at != moment
        assert (is_asked, world.facts()["/page-1"]) == ((days > 7), "Fact silent" if days > 7 else "Fact page1")
    assert world.items_of(source)["/page-1"].document_id == item.document_id
