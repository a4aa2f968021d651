"""Each kind of drift between the stores is made for real; the check names it and nothing else, mends it, finds no more.

On a stage of its own: stores and models of the running copy, and no function that could mend anything meanwhile.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import boto3
import pytest

from chalicelib.adapters.dynamo.collections import COLLECTION
from chalicelib.adapters.dynamo.grant_rows import key_of_grant, key_of_membership, key_of_pointer
from chalicelib.adapters.dynamo.troubles import TROUBLE
from chalicelib.api.records import work_on
from chalicelib.config import Settings
from chalicelib.models import (
    Collection,
    Document,
    FileKey,
    Grant,
    Identity,
    IngestJob,
    Question,
    Source,
    SourceItem,
    Stored,
    StoredFile,
    Summary,
    new_id,
    timestamp,
)
from chalicelib.wiring import Services
from cloud import PROJECT
from cloud.laptop.options import REGION
from measure.running import RunningGrail, stage_of_its_own
from operations.checking import Checker, Report
from operations.inventory import Inventory

TEXTS = ("The lighthouse of Skarhamn is kept by Signe Lund.", "The ferry to Runmaro leaves at seven.")
CANNOT_BE_MENDED = {"an answer has no question"}


@pytest.fixture(scope="module")
def services(running: RunningGrail) -> Iterator[Services]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in stage_of_its_own(running, "drift").items():
            patch.setenv(name, value)
        yield Services(Settings.from_env())


@dataclass
class World:
    """An owner with two documents at rest and one answered question."""

    services: Services
    inventory: Inventory
    owner: str
    lighthouse: Document
    ferry: Document
    conversation_id: str
    question_id: str
    answer_id: str

    def check(self, *, mend: bool = False) -> Report:
        return Checker(self.services, self.inventory, settle=0).run(mend=mend, owner=self.owner)

    def kinds(self) -> list[str]:
        return [drift.kind for drift in self.check().drifts]

    # What happens behind the product's back

    def table(self, name: str) -> Any:
        return boto3.resource("dynamodb", region_name=REGION).Table(getattr(self.services.settings, f"{name}_table"))

    def lose_row(self, table: str, item_id: str, key: str = "id") -> None:
        self.table(table).delete_item(Key={"owner_id": self.owner, key: item_id})

    def change(self, table: str, item_id: str, fields: dict[str, Any], key: str = "id") -> None:
        self.table(table).update_item(
            Key={"owner_id": self.owner, key: item_id},
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in fields),
            ExpressionAttributeNames={f"#{name}": name for name in fields},
            ExpressionAttributeValues={f":{name}": value for name, value in fields.items()},
        )

    def lay(self, key: str) -> None:
        s3 = boto3.client("s3", region_name=REGION)
        s3.put_object(Bucket=self.services.settings.documents_bucket, Key=key, Body=b"laid here")

    def store_again(self, generation: int, document_id: str | None = None) -> None:
        """The lighthouse's rows, once more, be it as another document's."""
        table = self.services.adapters.passages._tables.find(self.owner)
        assert table is not None
        rows = [row for row in table.search().limit(None).to_list() if row["document_id"] == self.lighthouse.id]
        assert rows
        new = {"generation": generation, "document_id": document_id or self.lighthouse.id}
        table.add([{name: row[name] for name in table.schema.names} | new for row in rows])

    # And what goes on by itself

    def go_on(self) -> None:
        """What upkeep and the queue's worker do, without the waiting, until every document rests."""
        later = replace(self.services.upkeep, now=lambda: time.time() + 700)
        for document in list(self.services.adapters.documents.all(self.owner)):
            later._move_on(self.owner, document.id)
            work_on(self.services, IngestJob(self.owner, document.id), lambda: 300.0)
            for resting in self.services.adapters.documents.get_many(self.owner, [document.id]).values():
                later.clean(resting)


def upload(services: Services, owner: str, text: str) -> Document:
    document, _ = services.library.add(owner, "a.txt", len(text))
    s3 = boto3.client("s3", region_name=REGION)
    key = FileKey(owner, document.id, 1)
    put = s3.put_object(Bucket=services.settings.documents_bucket, Key=str(key), Body=text.encode())
    services.library.uploaded(StoredFile(key, put["ETag"].strip('"'), len(text), "1"))
    return document


@pytest.fixture
def world(services: Services) -> World:
    owner = new_id()
    ids = [upload(services, owner, text).id for text in TEXTS]
    question = Question(request_id=new_id(), text="Who keeps the lighthouse of Skarhamn?")
    asked, _ = services.asking.ask(owner, "nobody", question)
    lighthouse, ferry = (services.adapters.documents.get(owner, document_id) for document_id in ids)
    made = World(
        services,
        Inventory(services.settings),
        owner,
        lighthouse,
        ferry,
        asked.conversation_id,
        asked.user_message_id,
        asked.message_id,
    )
    made.go_on()
    made.lighthouse, made.ferry = (services.adapters.documents.get(owner, document_id) for document_id in ids)
    services.answering.run(owner, asked.message_id, "worker", lambda: 300.0)
    assert services.adapters.conversations.message(owner, asked.message_id).citations
    return made


def _unmarked(world: World) -> None:
    document, _ = world.services.library.add(world.owner, "late.txt", 3)
    world.table("documents").update_item(
        Key={"owner_id": world.owner, "id": document.id}, UpdateExpression="REMOVE #open", **NAMED_OPEN
    )
    world.lay(f"files/{world.owner}/{document.id}/1")


def _uncited(world: World) -> None:
    item = world.inventory.chats(world.owner).messages[world.answer_id]
    world.change("messages", world.answer_id, {"citations": [{**item["citations"][0], "n": 9}]})


def _uncounted(world: World) -> None:
    (day,) = world.inventory.usage(world.owner)
    world.change("usage", day, {"questions": 0, "output_tokens": 0}, key="day")


def _miscounted(world: World) -> None:
    """The sum of what is counted stays right."""
    world.change("documents", world.ferry.id, {"counted": 7})
    world.services.adapters.documents.stored.correct(world.owner, Stored(0, 7 - world.ferry.size))


def _unlisted(world: World) -> None:
    """It failed before failures were listed."""
    empty = upload(world.services, world.owner, " \n \n ")
    world.go_on()
    assert world.services.adapters.documents.get(world.owner, empty.id).status == "failed"
    world.table("documents").update_item(
        Key={"owner_id": world.owner, "id": empty.id}, UpdateExpression=f"REMOVE {TROUBLE}"
    )


def _shared(world: World, owner: str, *, accepted_by: str | None = None) -> Grant:
    """A collection of an owner's and its grant to an address; accepted where a person is named."""
    collection = Collection(new_id(), owner, "Papers", timestamp(), timestamp())
    world.services.adapters.collections.create(collection)
    address = f"{new_id()}@example.org".lower()
    grant = world.services.accounts.sharing.give(Identity(owner, 0), collection.id, address, "viewer")
    if accepted_by is not None:
        world.services.accounts.sharing.accept(Identity(accepted_by, 0, email=address), grant.id)
    return world.services.adapters.grants.get(owner, collection.id, grant.id)


def _without_collection(world: World) -> None:
    grant = _shared(world, world.owner)
    world.lose_row("messages", f"{COLLECTION}{grant.collection_id}")
    world.services.adapters.documents.stored.correct(world.owner, Stored(collections=-1))


def _without_membership(world: World) -> None:
    person = new_id()
    grant = _shared(world, world.owner, accepted_by=person)
    world.table("messages").delete_item(Key=key_of_membership(person, grant.collection_id))


def _without_invitation(world: World) -> None:
    world.table("messages").delete_item(Key=key_of_pointer(_shared(world, world.owner)))


def _without_grant(world: World) -> None:
    grant = _shared(world, new_id(), accepted_by=world.owner)
    world.table("messages").delete_item(Key=key_of_grant(grant.owner_id, grant.collection_id, grant.id))


def _source(world: World, **fields: Any) -> Source:
    source = Source(new_id(), world.owner, "web", "https://example.org/", timestamp(), timestamp(), **fields)
    world.services.adapters.sources.create(source, wake=None)
    return source


NAMED_OPEN: dict[str, Any] = {"ExpressionAttributeNames": {"#open": "open"}}
OLD = int(time.time()) - 10_000
DRIFTS: dict[str, Callable[[World], object]] = {
    "a row cannot be read": lambda world: world.change("documents", world.ferry.id, {"size": "odd"}),
    "the file of a ready document is lost": lambda world: world.inventory.delete_keys(
        [f"files/{world.owner}/{world.ferry.id}/1"]
    ),
    "passages are lost or doubled": lambda world: world.services.adapters.passages.remove(
        world.owner, world.ferry.id, world.ferry.live_generation
    ),
    "a document stands still": _unmarked,
    "a file belongs to nothing": lambda world: world.lay(f"files/{world.owner}/{new_id()}/1"),
    "a staged part belongs to nothing": lambda world: world.lay(f"staging/{world.owner}/{world.ferry.id}/1/e/0/part"),
    "key points belong to nothing": lambda world: world.lay(f"key-points/{world.owner}/{world.ferry.id}/7/1"),
    "passages belong to nothing": lambda world: world.store_again(world.lighthouse.generation - 1),
    "a message has no conversation": lambda world: world.lose_row("conversations", world.conversation_id),
    "sources have no message": lambda world: world.table("messages").put_item(
        Item={"owner_id": world.owner, "id": "gone#sources", "sources": []}
    ),
    "a summary has no conversation": lambda world: world.table("messages").put_item(
        Item={"owner_id": world.owner, "id": "gone#summary", "text": "It was about a ship.", "until": "x"}
    ),
    "an answer streams for ever": lambda world: world.change(
        "messages", world.answer_id, {"status": "streaming", "check_at": OLD, "citations": []}
    ),
    "an ended answer is still looked after": lambda world: world.change(
        "messages", world.answer_id, {"open": "0", "check_at": OLD}
    ),
    "an answer has no question": lambda world: world.lose_row("messages", world.question_id),
    "a citation rests on no source": _uncited,
    "an answer's text is not what was sent": lambda world: world.change("messages", world.answer_id, {"text": "Cut"}),
    "usage is less than what was answered": _uncounted,
    "a document's bytes are counted wrongly": _miscounted,
    "the quota's count is wrong": lambda world: world.services.adapters.documents.stored.correct(
        world.owner, Stored(1, 5)
    ),
    "a failed document is not in the list of failures": _unlisted,
    "a grant has no collection": _without_collection,
    "an accepted grant has no membership": _without_membership,
    "a grant has no invitation": _without_invitation,
    "a membership has no grant": _without_grant,
    "an item has no source": lambda world: world.services.adapters.sources.put(
        SourceItem(new_id(), world.owner, "key", "https://example.org/a")
    ),
    "a source stands still": _source,
    "a collection's grants are counted wrongly": lambda world: world.change(
        "messages", f"{COLLECTION}{_shared(world, world.owner).collection_id}", {"grants": 7}
    ),
}


def test_each_kind_of_drift_is_made_here() -> None:
    sources = "".join(path.read_text() for path in (PROJECT / "operations").glob("*.py"))
    named = re.findall(r'(?:_drift\(|Drift\(\s*owner_id,)\s*"([^"]+)"', sources)
    assert set(named) == set(DRIFTS)


@pytest.mark.parametrize("kind", DRIFTS)
def test_drift_is_found_and_mended(kind: str, world: World) -> None:
    assert world.kinds() == []
    DRIFTS[kind](world)
    found = world.kinds()
    assert set(found) == {kind}
    report = world.check(mend=True)
    assert report.mended == (0 if kind in CANNOT_BE_MENDED else len(found))
    world.go_on()
    assert world.kinds() == (found if kind in CANNOT_BE_MENDED else [])
    ids = [world.ferry.id, world.lighthouse.id]
    documents = world.services.adapters.documents.get_many(world.owner, ids)
    assert {document.status for document in documents.values()} <= {"ready", "failed"}


def test_doubled_passages_are_made_anew(world: World) -> None:
    world.store_again(world.lighthouse.live_generation)
    assert world.kinds() == ["passages are lost or doubled"]
    world.check(mend=True)
    world.go_on()
    assert world.kinds() == []


def test_what_is_under_way_is_no_drift(world: World) -> None:
    """An upload that is awaited, a document in the queue, a new version, an answer that is being made."""
    world.services.library.add(world.owner, "b.txt", 3)
    upload(world.services, world.owner, "A third paper.")
    world.services.library.replace(world.owner, world.ferry.id, 5)
    world.services.asking.ask(world.owner, "nobody", Question(request_id=new_id(), text="And who else?"))
    world.services.adapters.conversations.save_summary(
        world.owner, world.conversation_id, Summary("About a keeper.", "x")
    )
    _source(world, paused=True)
    assert world.kinds() == []


def test_upkeep_removes_what_a_late_worker_leaves_of_a_deletion(world: World) -> None:
    """Upkeep looks once more when no such worker can be left. Then no store holds anything of the document."""
    services, ferry = world.services, world.ferry
    services.library.delete(world.owner, ferry.id)
    work_on(services, IngestJob(world.owner, ferry.id), lambda: 300.0)
    world.lay(f"files/{world.owner}/{ferry.id}/1")
    world.lay(f"staging/{world.owner}/{ferry.id}/1/e/0/part")
    world.store_again(ferry.generation, ferry.id)
    assert world.kinds() == []
    world.change("documents", ferry.id, {"since": OLD})
    work_on(services, IngestJob(world.owner, ferry.id), lambda: 300.0)
    assert world.inventory.looked_after(world.owner) == set()
    assert world.kinds() == []
