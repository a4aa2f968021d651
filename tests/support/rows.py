"""A stage on moto in which two owners have every kind of stored row, and what its functions make of the rows.

The rows are written by the product. Much of it is due: a document whose upload came without an event, an answer that no
function makes, a session that is over, a table to be maintained.
"""

import copy
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import boto3
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.adapters.dynamo.updates import update
from chalicelib.api.records import upkeep
from chalicelib.config import Settings
from chalicelib.models import (
    Citation,
    Collection,
    Connection,
    Conversation,
    Document,
    Extent,
    Failure,
    Feedback,
    Grant,
    Message,
    Note,
    Notice,
    OutlineEntry,
    Partial,
    Passage,
    Period,
    Profile,
    Progress,
    Question,
    Section,
    Source,
    SourceCaps,
    SourceItem,
    SourceScope,
    Step,
    Summary,
    SweepCounts,
    SweepResult,
    Usage,
    new_id,
    timestamp,
)
from chalicelib.rag.answers.keeping import kept
from chalicelib.rag.answers.lifecycle import FINISH
from chalicelib.wiring import Services

MANAGEMENT = "https://api.execute-api.us-east-1.amazonaws.com/api"
REST = {
    "GRAIL_STAGE": "test", "USER_POOL_ID": "pool", "USER_POOL_CLIENT_ID": "client", "WEBSOCKET_URL": "wss://nowhere",
    "WEBSOCKET_MANAGEMENT_URL": MANAGEMENT, "ANSWER_FUNCTION": "answer",
    "EMBEDDING_MODEL": "cohere.embed-v4:0", "CHAT_MODELS": "amazon.nova-lite-v1:0",
}  # fmt: skip
OWNERS = ("broken", "other")
LONG_AGO = 1_000


class Row(NamedTuple):
    """Where a stored row lies: `table` is the name of a setting."""

    table: str
    key: tuple[tuple[str, str], ...]


PROFILE = Profile(
    "report", "Title", ("A. Author",), "2023", "2024", "2024-01-01", "en", Period("2023", 2023, "2023-01-01", None),
    "2.1", Extent(3, "page"), (OutlineEntry("Part", 1, 0, 1),),
)  # fmt: skip
PASSAGE = Passage(
    "p", "d", "a.txt", 0, 1, ("Part",), 0, 11, "They sleep.", 0.5, 0, 11, (Section(0, ("Part",)),), 0.9, version=1
)
CITATION = Citation(1, "p", "d", "a.txt", 1, 0, 11, "They sleep.", 0, 5, True, ("Part",), 0.9)


def whole_document(owner_id: str, document_id: str) -> Document:
    """A document with a value in each field that is shown."""
    now = timestamp()
    return Document(
        owner_id, document_id, "a.txt", "text/plain", 3, "ready", now, now, ("tag",), Progress(1, 2),
        Failure("gave_up", "It broke off.", retryable=True), 3, 4, 5, "en", 1, now, "A note.", PROFILE,
        Partial("pages", 1, 2, "page", "Only the first."), live_generation=1, live_version=1, generation=1,
        sequencer="1", etag="e", since=LONG_AGO,
    )  # fmt: skip


def whole_answer(answer: Message) -> Message:
    """An answer that has ended, with a value in each field."""
    return replace(
        answer, status="complete", text="Yes. [1]", sources=(PASSAGE,), citations=(CITATION,), model="m",
        usage=Usage(1, 2, 0.5), timings_ms={"search": 1}, feedback=Feedback("up", "Good."), evidence="enough",
        notice=Notice("cut_off", "Too long."), stages=("searching",), steps=(Step(0, "summary", "a.txt"),),
        brackets=(1,), delta_ends=(8,),
    )  # fmt: skip


@dataclass
class Stage:
    """The stage's services, and its tables as they were when all rows had been written."""

    services: Services
    names: Mapping[str, str]
    rows: dict[Row, dict[str, Any]]
    before: Mapping[str, Any]
    ids: dict[str, dict[str, str]]

    def put(self, row: Row, item: Mapping[str, Any]) -> None:
        boto3.resource("dynamodb").Table(self.names[row.table]).put_item(Item=dict(item))

    def reset(self) -> None:
        """Every row as it was. Moto's own tables are set back: to write each row anew would take half a second."""
        for name, items in self.before.items():
            _moto_tables()[name].items = copy.deepcopy(items)

    def typed(self, row: Row) -> set[str]:
        """The fields of a row whose type DynamoDB fixes: keys of the table and of its indexes."""
        table = boto3.resource("dynamodb").Table(self.names[row.table])
        return {definition["AttributeName"] for definition in table.attribute_definitions}

    def now(self, row: Row) -> dict[str, Any] | None:
        return _rows(self.names).get(row)

    def upkeep(self) -> None:
        upkeep(self.services, lambda: 300.0)


def make_stage(names: Mapping[str, str]) -> Stage:
    services = Services(Settings.from_env({**names, **REST}))
    ids = {owner: dict(_owned(services, owner)) for owner in OWNERS}
    before = {name: copy.deepcopy(table.items) for name, table in _moto_tables().items()}
    return Stage(services, names, _rows(names), before, ids)


def _moto_tables() -> Any:
    return dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables


def _owned(services: Services, owner: str) -> Iterator[tuple[str, str]]:
    adapters = services.adapters
    registry = adapters.documents
    for name in ("document", "another document"):
        document = whole_document(owner, new_id())
        registry.create(document)
        _due(services.settings.documents_table, owner, document.id, status="queued", since=LONG_AGO)
        yield name, document.id
    yield from _chat(services, owner, "another chat", "ended")
    yield from _chat(services, owner, "chat", "ended", "abandoned")
    _keep(services, owner)
    _collect(services, owner)
    yield "source", _follow(services, owner)
    adapters.maintenance.rows_changed(owner, deleted=True)
    adapters.connections.add(Connection(f"{owner}-socket", owner, LONG_AGO))
    adapters.connections.slots.take(owner, f"{owner}-socket", 5)
    adapters.tickets.issue(owner, int(time.time()) + 3600)
    adapters.rate_limits.count(owner, "tickets")
    adapters.usage.add_answer(owner, Usage(1, 2, 0.5))
    adapters.cursors.seal(owner, "documents", "x")


def _chat(services: Services, owner: str, name: str, *kinds: str) -> Iterator[tuple[str, str]]:
    """A conversation with these kinds of answers."""
    now = timestamp()
    conversation = Conversation(new_id(), owner, name, now, now)
    yield name, conversation.id
    for kind in kinds:
        question_id, answer_id = sorted((new_id(), new_id()))
        user = Message(question_id, conversation.id, owner, "user", f"Why {kind}?", "complete", now)
        answer = replace(user, id=answer_id, role="assistant", text="", status="streaming", reply_to=question_id)
        answer = replace(answer, request_id=new_id(), model=services.settings.chat_models[0])
        question = Question(answer.request_id or "", user.text, conversation.id, ("d",), ("tag",))
        services.adapters.questions.ask(conversation, user, answer, f"{owner}-socket", question)
        conversation = replace(conversation, updated_at=timestamp())
        yield f"{kind} answer of {name}", answer_id
        if kind == "abandoned":
            _due(services.settings.messages_table, owner, answer_id)
        if kind == "ended":
            ended = whole_answer(answer)
            services.adapters.answers.save_sources(ended)
            services.adapters.answers.apply(ended, FINISH)
    summary = Summary("About sleep.", question_id)
    services.adapters.conversations.save_summary(owner, conversation.id, summary)


def _keep(services: Services, owner: str) -> None:
    """A note about the answer that has ended in the last conversation."""
    adapters = services.adapters
    chat = adapters.conversations.list_page(owner, 1, None).items[0]
    question, answer = [*adapters.conversations.backwards(owner, chat.id, None, 50)][::-1][:2]
    adapters.notes.keep(Note(answer.id, owner, "Look again.", timestamp(), timestamp(), kept(question, answer)))


def _collect(services: Services, owner: str) -> None:
    """A collection that holds one of the documents, and that somebody may read."""
    collections, now = services.adapters.collections, timestamp()
    collection = Collection(new_id(), owner, "Letters", now, now)
    collections.create(collection)
    document = next(services.adapters.documents.all(owner))
    collections.add(owner, collection.id, document.id)
    until, email = int(time.time()) + 1_000_000, f"reader-of-{owner}@example.org"
    grant = Grant(
        new_id(), owner, collection.id, "viewer", "person", now, owner, until, email, owner_name="o@o.example"
    )
    services.adapters.grants.give(grant)
    services.adapters.grants.accept(f"reader-of-{owner}", grant)


def _due(table: str, owner_id: str, item_id: str, **fields: Any) -> None:
    """Make it time for the sweeper to look at a row."""
    update(boto3.resource("dynamodb").Table(table), {"owner_id": owner_id, "id": item_id}, {"check_at": 1, **fields})


def _rows(names: Mapping[str, str]) -> dict[Row, dict[str, Any]]:
    rows = {}
    for setting in sorted(name for name in names if name.endswith("_TABLE")):
        table = boto3.resource("dynamodb").Table(names[setting])
        keys = [key["AttributeName"] for key in table.key_schema]
        for item in table.scan()["Items"]:
            rows[Row(setting, tuple((key, str(item[key])) for key in keys))] = item
    return rows


def _follow(services: Services, owner: str) -> str:
    """A source at rest, with a page that became a document, and one that could not be read."""
    sources, now = services.adapters.sources, timestamp()
    caps, counts = SourceCaps(), SweepCounts(read=2, added=1, failed=1, price_usd=0.5)
    failure = Failure("not_found", "There is no such page.", retryable=False)
    last = SweepResult("complete", False, now, now, counts, 2, 1, 0, failure)
    source = Source(
        new_id(), owner, "web", "https://example.org/", now, now, scope=SourceScope(), caps=caps, tags=("a",),
        next_run=int(time.time()) + 3600, counts=counts, last=last,
    )  # fmt: skip
    sources.create(source, source.next_run)
    item = SourceItem(source.id, owner, "0" * 32, "https://example.org/", "kept", sweep=1, document_id="d", version=1)
    sources.put(replace(item, fingerprint="f", etag="e", checked_at=now))
    sources.put(replace(item, key="1" * 32, state="missing", document_id=None, failure=failure, misses=1))
    return source.id
