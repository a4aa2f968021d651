"""What the document registry promises, on moto's DynamoDB: every transition, reading and lists."""

from dataclasses import asdict, is_dataclass
from typing import Any
from unittest.mock import ANY

import pytest

from chalicelib import wire
from chalicelib.adapters.dynamo.client import to_item
from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.errors import DocumentNotFoundError
from chalicelib.models import Extent, OutlineEntry, Period, Profile
from chalicelib.rag.documents.lifecycle import (
    DELETE,
    REMOVE,
    TRANSITIONS,
)
from chalicelib.rag.documents.transition import DELETED, Transition
from tests.contracts.documents import OWNER, applied, claimed, new, publish
from tests.support.transitions import STATES, is_allowed, record_in, request_for

KEY = {"owner_id": OWNER, "id": "document"}


# Every transition


@pytest.mark.parametrize(
    "transition", [change for change in TRANSITIONS if change.sources], ids=lambda change: change.name
)
def test_registry_applies_a_transition_where_the_table_allows_it(
    registry: DynamoDocuments, dynamo: Any, aws: dict[str, str], transition: Transition
) -> None:
    table, request = dynamo.Table(aws["DOCUMENTS_TABLE"]), request_for(transition)
    for state in STATES:
        before = record_in(transition, state)
        table.put_item(Item=to_item(before | {"open": "0"}))
        registry.apply(request.document, transition, **request.values)
        after = table.get_item(Key=KEY).get("Item")
        if not is_allowed(transition, before):
            assert after is not None, state
            assert after["revision"] == before["revision"], state
        elif transition.purges:
            assert after is None, state
        else:
            assert after is not None, state
            check_change(before, after, transition)


def check_change(before: dict[str, Any], after: dict[str, Any], transition: Transition) -> None:
    """What is stored afterwards is what the table says."""
    change = transition.change(request_for(transition))
    for name, value in change.sets.items():
        assert after[name] == to_item(asdict(value) if is_dataclass(value) else value), name  # type: ignore[arg-type]
    assert not after.keys() & change.clears
    for name, count in {**change.adds, "revision": 1}.items():
        assert after.get(name, 0) == before.get(name, 0) + count, name
    assert after["updated_at"] == "2027-01-15T08:00:00.000Z"
    if change.wake is not None:
        assert after["check_at"] == change.wake
    assert ("open" in after) != ("open" in change.clears)


# Reading


def test_created_document_is_read_by_its_owner_alone(registry: DynamoDocuments) -> None:
    document = new(registry, tags=("a", "b"), folder="work/2026")
    assert registry.get(OWNER, document.id) == document
    assert registry.get_many(OWNER, [document.id, document.id, "none"]) == {document.id: document}
    with pytest.raises(DocumentNotFoundError):
        registry.get("another", document.id)


def test_list_follows_its_pages(registry: DynamoDocuments) -> None:
    ids = [new(registry).id for _ in range(5)]
    first = registry.list_page(OWNER, 3, None)
    second = registry.list_page(OWNER, 3, first.next_position)
    assert [document.id for document in (*first.items, *second.items)] == ids[::-1]
    assert second.next_position is None
    assert [document.id for document in registry.all(OWNER)] == ids[::-1]
    assert registry.list_page("another", 3, first.next_position).items == ()


@pytest.mark.parametrize(("kept", "deleted"), [(3, 7), (5, 7), (0, 7), (10, 0)])
def test_page_is_full_though_documents_were_deleted(registry: DynamoDocuments, kept: int, deleted: int) -> None:
    """The newest are deleted, and their records are kept a while."""
    ids = [new(registry).id for _ in range(kept)]
    for _ in range(deleted):
        applied(registry, applied(registry, new(registry), DELETE), REMOVE)
    pages, after = [], None
    while True:
        page = registry.list_page(OWNER, 2, after)
        pages.append([document.id for document in page.items])
        after = page.next_position
        if after is None:
            break
    assert [id_ for page in pages for id_ in page] == ids[::-1]
    assert all(len(page) == 2 for page in pages[:-1])
    assert pages[-1] or not kept


def test_more_documents_than_one_request_takes_are_read(registry: DynamoDocuments) -> None:
    ids = [new(registry).id for _ in range(120)]
    assert set(registry.get_many(OWNER, ids)) == set(ids)


def test_mark_of_a_deleted_document_keeps_its_stored_name() -> None:
    """Tables of earlier versions hold it."""
    assert DELETED == "gone"


def test_a_profile_is_stored_as_it_is(registry: DynamoDocuments) -> None:
    period = Period("Q1 2024", 2024, None, "2024-03-31")
    outline = (OutlineEntry("One", 1, 0, 3), OutlineEntry("Two", 2, 80))
    profile = Profile(
        "report", "Tides", ("Ines Holt",), "2023", period=period, extent=Extent(9, "page"), outline=outline
    )
    ready = publish(registry, claimed(registry), profile=profile)
    assert ready.profile == registry.get(OWNER, ready.id).profile == profile
    shown, listed = wire.document(ready, outline=True)["profile"], wire.document(ready)["profile"]
    assert shown == {**listed, "outline": [{"title": "One", "level": 1, "start": 0, "page": 3}, ANY]}
    assert listed["outline"] is None
