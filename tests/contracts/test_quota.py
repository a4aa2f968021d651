"""What an owner may keep: counted by the transaction that changes it, so that neither a crowd nor a kill gets past."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.errors import ConflictError, DocumentError, QuotaExceededError
from chalicelib.models import Document, DocumentRef, FileKey, Quota, Stored, StoredFile, Upload, new_id
from chalicelib.rag.documents.failures import failure_of
from chalicelib.rag.documents.library import Library
from chalicelib.rag.documents.lifecycle import CLAIM, DELETE, GIVE_UP, REMOVE, REPLACE, SETTLE, UPLOAD
from tests.contracts.documents import OWNER, applied, new, publish
from tests.contracts.test_spending_at_once import Crowded
from tests.support.clock import Clock
from tests.support.fakes import Silent

MISSING = failure_of(DocumentError("upload_missing", "It never came."))
HOUR = 3600


class Limit:
    """Lets the first `most` uploads begin at once."""

    def __init__(self, most: int = 0) -> None:
        self.most, self.counted = most, 0

    def seconds_to_wait(self, owner_id: str) -> int:
        self.counted += 1
        return 0 if self.counted <= self.most else HOUR


class Shelf(Silent):
    """The file store, as far as it is told to delete."""

    def __init__(self) -> None:
        self.deleted: list[FileKey] = []

    def delete_file(self, key: FileKey) -> None:
        self.deleted.append(key)

    def presign_upload(self, document: Document) -> Upload:
        return Upload("https://files.example", {})


@pytest.fixture
def small(dynamo: Any, aws: dict[str, str], clock: Clock) -> DynamoDocuments:
    """A registry in which an owner may keep five documents and 100 bytes."""
    return DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"], now=clock, quota=Quota(documents=5, bytes=100))


def library(registry: DynamoDocuments, files: Shelf, limit: Limit | None = None) -> Library:
    silent = Silent()
    return Library(registry, files, silent, silent, limit or Limit(), {"txt": "text/plain"}, max_bytes=1000)


def arrive(registry: DynamoDocuments, document: Document, etag: str = "e", sequencer: str = "5") -> Document:
    return applied(registry, document, UPLOAD, sequencer=sequencer.rjust(64, "0"), etag=etag, size=document.size)


def ready(registry: DynamoDocuments, document: Document) -> Document:
    claimed = applied(registry, arrive(registry, document), CLAIM, lease_token=new_id())
    return publish(registry, claimed)


def file_of(document: Document, sequencer: str, etag: str) -> StoredFile:
    return StoredFile(FileKey(OWNER, document.id, document.version), etag, document.size, sequencer)


@pytest.mark.parametrize(("size", "fitting"), [(1, 5), (30, 3)], ids=["documents", "bytes"])
def test_concurrent_forms_do_not_exceed_the_quota(small: DynamoDocuments, dynamo: Any, size: int, fitting: int) -> None:
    crowd = Crowded(dynamo.meta.client)

    def ask(_: int) -> bool:
        try:
            new(small, size=size)
        except QuotaExceededError:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(ask, range(20))) == fitting
    assert small.stored.of(OWNER) == Stored(fitting, fitting * size)
    assert len(list(small.all(OWNER))) == fitting
    assert crowd.conflicts


def test_quota_of_zero_takes_nothing(dynamo: Any, aws: dict[str, str]) -> None:
    for quota in (Quota(0, 100), Quota(5, 0)):
        registry = DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"], quota=quota)
        with pytest.raises(QuotaExceededError):
            new(registry)
        assert registry.stored.of(OWNER) == Stored()


def test_refusal_tells_code_and_numbers(small: DynamoDocuments) -> None:
    new(small, size=60)
    with pytest.raises(QuotaExceededError, match=r"take 0\.0 MB of 0\.0 MB") as refused:
        new(small, size=41)
    assert refused.value.numbers == {"of": "bytes", "used": 60, "allowed": 100, "needed": 41}


def test_replaced_version_counts_until_the_new_one_is_settled(small: DynamoDocuments) -> None:
    replaced = applied(small, ready(small, new(small, size=40)), REPLACE, size=50)
    assert small.stored.of(OWNER) == Stored(1, 90)
    with pytest.raises(QuotaExceededError):
        small.apply(replaced, REPLACE, size=11)
    settled = applied(small, ready(small, replaced), SETTLE)
    assert settled.counted == 50
    assert small.stored.of(OWNER) == Stored(1, 50)


def test_replacing_by_a_byte_frees_no_room(small: DynamoDocuments) -> None:
    shrunk = applied(small, ready(small, new(small, size=90)), REPLACE, size=1)
    assert small.apply(shrunk, GIVE_UP, failure=MISSING) is not None
    assert small.stored.of(OWNER) == Stored(1, 90)


def test_deletion_frees_room_once(small: DynamoDocuments) -> None:
    document = ready(small, new(small, size=60))
    deleting = applied(small, document, DELETE)
    assert small.apply(document, DELETE) is None
    small.apply(deleting, REMOVE)
    assert small.stored.of(OWNER) == Stored()


def test_person_deletes_a_document_whose_count_changes(small: DynamoDocuments) -> None:
    document = ready(small, new(small, size=40))
    real_get = small.get

    def get(owner_id: str, document_id: str) -> Document:
        before = real_get(owner_id, document_id)
        small.get = real_get  # type: ignore[method-assign]
        applied(small, before, REPLACE, size=10)
        return before

    small.get = get  # type: ignore[method-assign]
    library(small, Shelf()).delete(OWNER, document.id)
    assert small.get(OWNER, document.id).status == "deleting"
    assert small.stored.of(OWNER) == Stored()


def test_file_given_up_counts_no_more_but_again_when_it_comes(small: DynamoDocuments) -> None:
    given_up = applied(small, new(small, size=60), GIVE_UP, failure=MISSING)
    assert small.stored.of(OWNER) == Stored(1, 0)
    library(small, Shelf(), Limit(1)).uploaded(file_of(given_up, "5", "late"))
    assert small.get(OWNER, given_up.id).status == "queued"
    assert small.stored.of(OWNER) == Stored(1, 60)


def test_late_file_without_room_is_deleted_with_a_reason(small: DynamoDocuments) -> None:
    given_up, files = applied(small, new(small, size=60), GIVE_UP, failure=MISSING), Shelf()
    new(small, size=70)
    for sequencer in ("5", "6"):
        library(small, files, Limit(1)).uploaded(file_of(given_up, sequencer, f"late {sequencer}"))
        refused = small.get(OWNER, given_up.id)
        assert refused.failure is not None
        assert (refused.status, refused.failure.code) == ("failed", "quota_exceeded")
    assert small.stored.of(OWNER) == Stored(2, 70)
    assert len(files.deleted) == 2


def test_file_larger_than_its_form_counts_as_large_as_it_is(small: DynamoDocuments) -> None:
    document, files = new(small, size=10), Shelf()
    library(small, files).uploaded(replace(file_of(document, "5", "e"), size=101))
    assert small.stored.of(OWNER) == Stored(1, 10)
    assert files.deleted == [FileKey(OWNER, document.id, 1)]


def test_form_used_again_waits_once_the_hour_is_used_up(small: DynamoDocuments, clock: Clock) -> None:
    """The first file was counted with its form; of those after it each is begun, or waits, by the same limit."""
    document, limit = new(small, size=10), Limit(most=2)
    shelves = library(small, Shelf(), limit)
    states = []
    for number in range(1, 41):
        shelves.uploaded(file_of(document, f"{number:X}", f"content {number}"))
        shelves.uploaded(file_of(document, f"{number:X}", f"content {number}"))  # S3 tells it twice.
        seen = small.get(OWNER, document.id)
        states.append(seen.note is None)
    assert states == [True] * 3 + [False] * 37
    assert limit.counted == 39
    assert list(small.due(int(clock()) + HOUR)) == []
    assert list(small.due(int(clock()) + HOUR + 1)) == [(OWNER, document.id)]
    assert small.stored.of(OWNER) == Stored(1, 10)


def test_document_of_before_quotas_takes_nothing_back(small: DynamoDocuments, dynamo: Any, aws: dict[str, str]) -> None:
    document = ready(small, new(small, size=60))
    table = dynamo.Table(aws["DOCUMENTS_TABLE"])
    table.update_item(Key={"owner_id": OWNER, "id": document.id}, UpdateExpression="REMOVE counted")
    small.stored.correct(OWNER, Stored(-1, -60))
    old = small.get(OWNER, document.id)
    applied(small, old, DELETE)
    assert small.stored.of(OWNER) == Stored()


def test_counts_stand_apart_from_documents(small: DynamoDocuments, dynamo: Any, aws: dict[str, str]) -> None:
    new(small)
    items = dynamo.Table(aws["DOCUMENTS_TABLE"]).query(KeyConditionExpression=Key("owner_id").eq(OWNER))["Items"]
    assert len(items) == 1


def test_form_for_an_id_that_is_taken_counts_nothing(small: DynamoDocuments) -> None:
    document = new(small, size=10)
    with pytest.raises(ConflictError):
        small.create(document)
    assert small.stored.of(OWNER) == Stored(1, 10)


def test_unread_document_changes_without_a_count(small: DynamoDocuments) -> None:
    """What S3 says of a document is not refused for want of a reader's knowledge."""
    document = new(small, size=10)
    ref = DocumentRef(OWNER, document.id, 1)
    assert small.apply(ref, UPLOAD, sequencer="5", etag="e", size=10) is not None
    assert small.stored.of(OWNER) == Stored(1, 10)
