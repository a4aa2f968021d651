"""Collections: named sets of an owner's own documents, by the routes' handlers on moto's stores."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamo.collections import COLLECTION, DynamoCollections
from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.dynamo.rate_limits import DynamoRateLimits
from chalicelib.api import collections as routes
from chalicelib.errors import (
    CollectionFullError,
    CollectionNotFoundError,
    DocumentNotFoundError,
    InvalidRequestError,
    NotFoundError,
    QuotaExceededError,
    RateLimitedError,
)
from chalicelib.models import Collection, Document, Quota, Stored, new_id
from chalicelib.rag.documents.lifecycle import DELETE, REMOVE
from operations.inventory import Inventory
from operations.quotas import quota_drifts
from tests.contracts.test_notes import call
from tests.support.rows import OWNERS, Stage, whole_document

OWNER, OTHER = OWNERS
MOMENT = "2026-01-01T00:00:00Z"
UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.reset()
    return stage


def pages(stage: Stage, handler: Any, *parts: str, owner: str = OWNER) -> list[Any]:
    """A whole list, by pages of one."""
    items: list[Any] = []
    query = {"limit": "1"}
    while True:
        page = call(stage, handler, *parts, owner=owner, query=query)
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        query["cursor"] = page["next_cursor"]


def created(stage: Stage, name: str = "Letters", owner: str = OWNER) -> str:
    return str(call(stage, routes.create, name=name, owner=owner)["id"])


def filled(stage: Stage, *documents: str, owner: str = OWNER) -> str:
    """A collection that holds these documents."""
    collection_id = created(stage, owner=owner)
    for document in documents:
        call(stage, routes.add, collection_id, owner=owner, document_id=document)
    return collection_id


def test_a_collection_is_made_renamed_listed_and_deleted(stage: Stage) -> None:
    before = pages(stage, routes.list_all)
    one, two = created(stage, " Let\u202eters "), created(stage)
    shown = call(stage, routes.get, one)
    assert (shown["name"], shown["documents"]) == ("Letters", 0)
    assert call(stage, routes.rename, one, name="Mail")["name"] == "Mail"
    assert [item["id"] for item in pages(stage, routes.list_all)] == [two, one, *(item["id"] for item in before)]
    assert call(stage, routes.delete, one) == {}
    for handler, body in ((routes.get, {}), (routes.delete, {}), (routes.rename, {"name": "x"})):
        with pytest.raises(CollectionNotFoundError):
            call(stage, handler, one, **body)
    assert one not in {item["id"] for item in pages(stage, routes.list_all)}


@pytest.mark.parametrize("name", ["", " \n", "\u202e", "x" * 101, "x" * 100_000])
def test_a_name_that_will_not_do_is_refused(stage: Stage, name: str) -> None:
    collection_id = created(stage)
    for handler, parts in ((routes.create, ()), (routes.rename, (collection_id,))):
        with pytest.raises(InvalidRequestError):
            call(stage, handler, *parts, name=name)


def test_a_document_may_be_in_several_and_is_in_each_once(stage: Stage) -> None:
    document, another = stage.ids[OWNER]["document"], stage.ids[OWNER]["another document"]
    one, two = filled(stage, document, another, document), filled(stage, document)
    assert [item["id"] for item in pages(stage, routes.documents, one)] == sorted([document, another], reverse=True)
    assert [call(stage, routes.get, each)["documents"] for each in (one, two)] == [2, 1]
    assert call(stage, routes.remove, one, document)["documents"] == 1
    with pytest.raises(DocumentNotFoundError):
        call(stage, routes.remove, one, document)
    assert [item["id"] for item in pages(stage, routes.documents, two)] == [document]
    call(stage, routes.remove, two, document)
    assert pages(stage, routes.documents, two) == []
    assert call(stage, routes.add, two, document_id=document)["documents"] == 1


def test_only_ones_own_document_is_put_into_ones_own_collection(stage: Stage) -> None:
    """Another's ids do as ids that never were, and nothing changes."""
    own, theirs = stage.ids[OWNER]["document"], stage.ids[OTHER]["document"]
    mine, foreign = filled(stage, own), filled(stage, theirs, owner=OTHER)
    before = call(stage, routes.get, foreign, owner=OTHER)
    for document in (theirs, UNKNOWN):
        with pytest.raises(DocumentNotFoundError):
            call(stage, routes.add, mine, document_id=document)
        with pytest.raises(DocumentNotFoundError):
            call(stage, routes.remove, mine, document)
    for collection in (foreign, UNKNOWN, f"{foreign}#", ""):
        for handler, parts, body in (
            (routes.get, (), {}),
            (routes.documents, (), {}),
            (routes.rename, (), {"name": "Mine"}),
            (routes.delete, (), {}),
            (routes.add, (), {"document_id": own}),
            (routes.add, (), {"document_id": theirs}),
            (routes.remove, (own,), {}),
            (routes.remove, (theirs,), {}),
        ):
            with pytest.raises(CollectionNotFoundError):
                call(stage, handler, collection, *parts, **body)
    assert call(stage, routes.get, foreign, owner=OTHER) == before
    assert [item["id"] for item in pages(stage, routes.documents, mine)] == [own]


def test_a_document_that_is_deleted_leaves_all_collections(stage: Stage) -> None:
    adapters, document = stage.services.adapters, stage.ids[OWNER]["document"]
    kept = stage.ids[OWNER]["another document"]
    held = [filled(stage, document, kept), filled(stage, document)]
    deleting = adapters.documents.apply(adapters.documents.get(OWNER, document), DELETE)
    assert deleting is not None
    with pytest.raises(DocumentNotFoundError):
        call(stage, routes.add, created(stage), document_id=document)
    for _ in range(2):  # A message may come twice.
        adapters.collections.forget(OWNER, document)
    assert [call(stage, routes.get, each)["documents"] for each in held] == [1, 0]
    adapters.documents.apply(deleting, REMOVE)
    with pytest.raises(DocumentNotFoundError):
        call(stage, routes.add, held[0], document_id=document)


def test_a_document_that_is_gone_is_passed_over(stage: Stage) -> None:
    """A release that knew no collections has deleted it."""
    adapters, ids = stage.services.adapters, stage.ids[OWNER]
    collection = filled(stage, ids["document"], ids["another document"])
    adapters.documents._table.delete_item(Key={"owner_id": OWNER, "id": max(ids["document"], ids["another document"])})
    shown = pages(stage, routes.documents, collection)
    assert [item["id"] for item in shown] == [min(ids["document"], ids["another document"])]


def crowd(stage: Stage, most: int) -> tuple[DynamoCollections, DynamoDocuments]:
    dynamo, names = stage.services.adapters._clients.dynamo, stage.names
    documents = DynamoDocuments(dynamo, names["DOCUMENTS_TABLE"], quota=Quota(collections=3))
    return DynamoCollections(dynamo, names["MESSAGES_TABLE"], documents, most), documents


def test_concurrent_collections_do_not_exceed_the_quota(stage: Stage) -> None:
    collections, documents = crowd(stage, 5)

    def create(number: int) -> bool:
        try:
            collections.create(Collection(f"c{number}", "crowd", "x", MOMENT, MOMENT))
        except QuotaExceededError as error:
            assert error.numbers["of"] == "collections"
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(create, range(12))) == 3
    assert documents.stored.of("crowd") == Stored(collections=3)
    collections.delete("crowd", collections.list_page("crowd", 1, None).items[0].id)
    assert create(99)


def test_concurrent_documents_stay_within_the_limit(stage: Stage) -> None:
    collections, documents = crowd(stage, 5)
    collections.create(Collection("c", "crowd", "x", MOMENT, MOMENT))
    ids = [documents.create(whole_document("crowd", new_id())).id for _ in range(12)]
    start = threading.Barrier(12)

    def add(document_id: str) -> bool:
        start.wait()
        try:
            collections.add("crowd", "c", document_id)
        except CollectionFullError:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        added = [id_ for id_, well in zip(ids, pool.map(add, ids), strict=True) if well]
    assert len(added) == 5
    assert collections.documents_of("crowd", ["c"]) == {"c": tuple(sorted(added))}
    assert collections.add("crowd", "c", added[0]).documents == tuple(sorted(added))  # It is in it already.


def test_a_deletion_and_an_addition_at_once_leave_no_dead_id(stage: Stage) -> None:
    """Whichever comes first: what was added is taken out, or it is not added."""
    collections, documents = crowd(stage, 50)
    collections.create(Collection("c", "crowd", "x", MOMENT, MOMENT))

    def add_and_delete(_: int) -> None:
        document = documents.create(replace(whole_document("crowd", new_id()), status="uploading"))
        with ThreadPoolExecutor(2) as both:
            adding = both.submit(lambda: collections.add("crowd", "c", document.id))
            both.submit(lambda: end(documents, collections, document)).result()
            assert isinstance(adding.exception(), NotFoundError | None)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_and_delete, range(12)))
    assert collections.documents_of("crowd", ["c"]) == {"c": ()}


def end(documents: DynamoDocuments, collections: DynamoCollections, document: Document) -> None:
    deleting = documents.apply(documents.get("crowd", document.id), DELETE)
    assert deleting is not None
    collections.forget("crowd", document.id)
    documents.apply(deleting, REMOVE)


def test_changes_are_counted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    adapters, document = stage.services.adapters, stage.ids[OWNER]["document"]
    collection = created(stage)
    limits = DynamoRateLimits(adapters._clients.dynamo, stage.names["EDGE_TABLE"], {"collected": 3})
    monkeypatch.setitem(vars(adapters), "rate_limits", limits)
    call(stage, routes.add, collection, document_id=document)
    call(stage, routes.remove, collection, document)
    for handler, parts, body in (
        (routes.create, (), {"name": "x"}),
        (routes.rename, (collection,), {"name": "x"}),
        (routes.add, (collection,), {"document_id": document}),
        (routes.remove, (collection, document), {}),
    ):
        with pytest.raises(RateLimitedError):
            call(stage, handler, *parts, **body)
    assert call(stage, routes.delete, collection) == {}


def test_a_check_counts_collections_anew(stage: Stage) -> None:
    inventory, counts = Inventory(stage.services.settings), stage.services.adapters.documents.stored
    chats = inventory.chats(OWNER)
    rows = [row for row in inventory.rows(stage.names["MESSAGES_TABLE"], OWNER) if row["id"].startswith(COLLECTION)]
    assert chats.collections == len(rows) > 0
    counts.correct(OWNER, Stored(collections=5))
    for drift in list(quota_drifts(stage.services, inventory, OWNER, {}, chats)):
        if drift.mend is not None:
            drift.mend()
    assert counts.of(OWNER).collections == len(rows)
