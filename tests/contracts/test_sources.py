"""Sources in DynamoDB: one worker at a time, a cap that holds, nothing left of an account that ends."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.dynamo.owned_rows import OwnedRows
from chalicelib.adapters.dynamo.sources import LEASE_SECONDS, OF_ITEMS, OF_SOURCES, DynamoSources
from chalicelib.errors import ConflictError, LeaseLostError, QuotaExceededError, SourceNotFoundError
from chalicelib.models import Quota, Source, SourceItem, new_id, timestamp
from tests.support.clock import Clock

OWNER, OTHER = "owner", "other"
MOST = 3


@pytest.fixture
def sources(dynamo: Any, aws: dict[str, str], clock: Clock) -> DynamoSources:
    stored = DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"], quota=Quota(sources=MOST)).stored
    return DynamoSources(dynamo, aws["DOCUMENTS_TABLE"], stored, clock)


def make(sources: DynamoSources, owner: str = OWNER, wake: int | None = None) -> Source:
    source = Source(new_id(), owner, "web", "https://example.org/", timestamp(), timestamp(), every_hours=1)
    sources.create(source, wake)
    return source


def items_of(source: Source, number: int) -> list[SourceItem]:
    return [
        SourceItem(source.id, source.owner_id, f"{place:032}", f"https://example.org/{place}", misses=place)
        for place in range(number)
    ]


def test_concurrent_sources_do_not_exceed_the_cap(sources: DynamoSources) -> None:
    def attempt(_: int) -> bool:
        try:
            make(sources)
        except QuotaExceededError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(12))) == MOST
    make(sources, OTHER)


def test_one_worker_has_a_source(sources: DynamoSources, clock: Clock) -> None:
    source = make(sources, wake=int(clock()))
    assert list(sources.due(int(clock()))) == [(OWNER, source.id)]
    held = sources.claim(OWNER, source.id)
    assert held is not None
    assert sources.claim(OWNER, source.id) is None
    assert list(sources.due(int(clock()))) == []
    clock.seconds += LEASE_SECONDS + 1
    assert list(sources.due(int(clock()))) == [(OWNER, source.id)]
    assert sources.claim(OWNER, source.id) is not None
    with pytest.raises(LeaseLostError):
        sources.save(held, state="running")


def test_a_source_at_rest_is_due_when_asked_alone(sources: DynamoSources, clock: Clock) -> None:
    source = make(sources, wake=int(clock()))
    held = sources.claim(OWNER, source.id)
    assert held is not None
    sources.rest(held, state="idle")
    clock.seconds += 10**6
    assert list(sources.due(int(clock()))) == []
    sources.ask(OWNER, source.id, "full", 4)
    assert list(sources.due(int(clock()))) == [(OWNER, source.id)]
    claimed = sources.claim(OWNER, source.id)
    assert claimed is not None
    assert (claimed.wanted, claimed.allowed) == ("full", 4)
    with pytest.raises(ConflictError):
        sources.ask(OWNER, source.id, "full", 0)


def test_a_source_changed_in_a_pause_goes_on_in_time(sources: DynamoSources, clock: Clock) -> None:
    """Its worker has let go of it for a while, and only the timer knows when it goes on."""
    source = make(sources, wake=int(clock()))
    held = sources.claim(OWNER, source.id)
    assert held is not None
    sources.save(held, wake=int(clock()) + 3600, state="running")
    sources.change(OWNER, source.id, None, tags=("new",))
    clock.seconds += 3600
    assert list(sources.due(int(clock()))) == [(OWNER, source.id)]


def test_a_source_resumed_at_a_sweeps_end_stays_due(sources: DynamoSources, clock: Clock) -> None:
    """The worker has not seen yet that its person wants it to run by itself."""
    source = make(sources)
    sources.change(OWNER, source.id, None, paused=True)
    held = sources.claim(OWNER, source.id)
    assert held is not None
    clock.seconds += 1
    sources.change(OWNER, source.id, int(clock()), paused=False)
    with pytest.raises(LeaseLostError):
        sources.rest(held, state="idle")
    clock.seconds += LEASE_SECONDS
    assert list(sources.due(int(clock()))) == [(OWNER, source.id)]


def test_a_source_that_ends_lets_nothing_be_saved(sources: DynamoSources) -> None:
    source = make(sources)
    held = sources.claim(OWNER, source.id)
    assert held is not None
    ended = sources.end(OWNER, source.id, "remove")
    assert (ended.ends, sources.end(OWNER, source.id, "remove").ends) == ("remove", "remove")
    with pytest.raises(ConflictError):
        sources.end(OWNER, source.id, "keep")
    with pytest.raises(ConflictError):
        sources.change(OWNER, source.id, None, paused=True)
    with pytest.raises(LeaseLostError):
        sources.save(held, state="idle")


@pytest.mark.parametrize("act", ["change", "ask", "end", "get"])
def test_another_owners_source_is_unknown(sources: DynamoSources, act: str) -> None:
    source = make(sources)
    calls = {
        "change": lambda: sources.change(OTHER, source.id, None, paused=True),
        "ask": lambda: sources.ask(OTHER, source.id, "full", 0),
        "end": lambda: sources.end(OTHER, source.id, "keep"),
        "get": lambda: sources.get(OTHER, source.id),
    }
    with pytest.raises(SourceNotFoundError):
        calls[act]()
    assert sources.get(OWNER, source.id) == source


def test_items_come_back_as_they_were_and_page_by_page(sources: DynamoSources) -> None:
    source, other = make(sources), make(sources)
    items = items_of(source, 5)
    for item in [*items, *items_of(other, 2)]:
        sources.put(item)
    assert list(sources.items(OWNER, source.id)) == items
    first = sources.list_items(OWNER, source.id, 3, None)
    second = sources.list_items(OWNER, source.id, 3, first.next_position)
    assert [*first.items, *second.items] == items
    assert sources.begin_document(replace(items[0], document_id="d"))
    assert not sources.begin_document(replace(items[0], document_id="e"))
    sources.drop(items[:4])
    assert list(sources.items(OWNER, source.id)) == items[4:]


def test_a_list_has_the_owners_sources_alone(sources: DynamoSources) -> None:
    made = [make(sources) for _ in range(3)]
    make(sources, OTHER)
    first = sources.list_page(OWNER, 2, None)
    second = sources.list_page(OWNER, 2, first.next_position)
    assert [each.id for each in (*first.items, *second.items)] == [each.id for each in made[::-1]]


def test_an_account_that_ends_leaves_no_source(sources: DynamoSources, dynamo: Any, aws: dict[str, str]) -> None:
    for owner in (OWNER, OTHER):
        for item in items_of(make(sources, owner), 3):
            sources.put(item)
    rows = OwnedRows("documents", dynamo.Table(aws["DOCUMENTS_TABLE"]), prefixes=("", OF_SOURCES, OF_ITEMS))
    assert rows.count(OWNER) == 4
    assert rows.purge(OWNER, lambda: True)
    assert (rows.count(OWNER), rows.count(OTHER)) == (0, 4)
