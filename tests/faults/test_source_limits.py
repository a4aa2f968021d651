"""How far and how often a sweep goes: caps, endless sites, robots.txt, busy sites, time."""

from typing import Any

import pytest

from tests.faults.counting_world import CountingWorld
from tests.faults.source_world import SourceWorld, pages
from tests.support.site import Site, SitePage


@pytest.fixture
def world(counting_world: CountingWorld) -> SourceWorld:
    return counting_world


def test_robots_are_obeyed_also_when_they_change(world: SourceWorld, site: Site) -> None:
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


def test_a_site_without_end_stops_at_the_cap(world: SourceWorld, site: Site) -> None:
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


def test_a_page_that_was_left_out_is_read_once_there_is_room(world: SourceWorld, site: Site) -> None:
    """The page that leads to it has not changed, and still leads to one that is gone."""
    pages(site, 5)
    source = world.add(most_items=5)
    result = world.sync(source)
    assert (result.outcome, sorted(world.facts())) == ("partial", ["/", "/page-0", "/page-1", "/page-2", "/page-3"])
    site.pages["/page-1"].status = 410
    for _ in range(3):
        world.sync(source)
    assert sorted(world.facts()) == ["/", "/page-0", "/page-2", "/page-3", "/page-4"]
    assert max(world.paid().values()) == 1


def test_a_ring_of_folders_ends(world: SourceWorld, site: Site) -> None:
    pages(site, 0)
    site.pages["/"].links = ["a/"]
    for depth in range(1, 12):
        path = "/" + "a/" * depth
        site.pages[path] = SitePage(f"Fact ring{depth}. Round and round.", ["a/"])
    world.sync(world.add(depth=20))
    assert len(world.facts()) == 4


@pytest.mark.parametrize("cap", [{"most_bytes": 400}, {"most_price_usd": 0.03}])
def test_a_cap_of_a_sweep_is_kept_and_gone_on_with(world: SourceWorld, site: Site, cap: dict[str, Any]) -> None:
    pages(site)
    source = world.add(**cap)
    result = world.sync(source)
    assert result.outcome == "partial"
    assert 0 < len(world.facts()) < 4
    for _ in range(4):
        world.sync(source)
    assert len(world.facts()) == 4
    assert max(world.paid().values()) == 1


def test_a_busy_site_is_left_alone_for_a_while(world: SourceWorld, site: Site) -> None:
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


def test_a_source_runs_by_itself_when_its_time_has_come(world: SourceWorld, site: Site) -> None:
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
