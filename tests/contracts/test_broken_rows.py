"""Each field of each kind of stored row is broken in turn: nobody else notices, and the rest of its owner neither."""

import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.adapters.dynamo.grant_rows import INVITED
from chalicelib.adapters.dynamo.stored import UNREADABLE
from tests.support.chats import whole_chat
from tests.support.rows import OWNERS, Row, Stage

BROKEN, OTHER = OWNERS
KINDS = (
    "document", "maintenance", "conversation", "question", "ended answer", "abandoned answer", "sources", "summary",
    "note", "collection", "grant", "invitation", "membership", "source", "item", "request", "running answers", "socket",
    "slots of sockets", "ticket", "counted", "usage", "stage's usage", "cursor key",
)  # fmt: skip
ALL_AT_ONCE = (
    "document", "conversation", "question", "ended answer", "abandoned answer", "note", "request", "socket",
)  # fmt: skip
GONE: Any = object()


def kind_of(row: Row, item: dict[str, Any]) -> str:
    name = dict(row.key).get("id", "")
    if dict(row.key).get("owner_id", "").startswith(INVITED):
        return "invitation"
    match row.table, name.partition("#")[::2]:
        case "DOCUMENTS_TABLE", ("tidy", ""):
            return "maintenance"
        case "DOCUMENTS_TABLE", _ if dict(row.key)["owner_id"].startswith(("source#", "item#")):
            return dict(row.key)["owner_id"].partition("#")[0]
        case "DOCUMENTS_TABLE", _:
            return "document"
        case "CONVERSATIONS_TABLE", _:
            return "conversation"
        case "MESSAGES_TABLE", (_, ("sources" | "summary") as kind):
            return kind
        case "MESSAGES_TABLE", ("note", _):
            return "note"
        case "MESSAGES_TABLE", (("collection" | "grant" | "membership") as kind, _):
            return kind
        case "MESSAGES_TABLE", ("request", _):
            return "request"
        case "MESSAGES_TABLE", ("running", ""):
            return "running answers"
        case "MESSAGES_TABLE", _:
            answer = "abandoned answer" if item["status"] == "streaming" else "ended answer"
            return answer if item["role"] == "assistant" else "question"
        case "CONNECTIONS_TABLE", ("places", _):
            return "slots of sockets"
        case "CONNECTIONS_TABLE", _:
            return "socket"
        case "TICKETS_TABLE", _:
            return "ticket"
        case "USAGE_TABLE", _:
            return "stage's usage" if item["owner_id"].startswith("stage#") else "usage"
        case "EDGE_TABLE", ("cursor-key", ""):
            return "cursor key"
        case "EDGE_TABLE", _:
            return "counted"
    raise AssertionError(row)


def rows_of(stage: Stage, kind: str) -> Iterator[tuple[Row, dict[str, Any]]]:
    """One row of this kind of the owner `broken`, or of nobody."""
    for row, item in stage.rows.items():
        of_other = OTHER in str(row.key) or item.get("owner_id") == OTHER or item.get("id") == f"{OTHER}-socket"
        if kind_of(row, item) == kind and not of_other:
            yield row, item
            return


def other_type(value: Any) -> Any:
    """A text for anything but a text, which becomes a number."""
    return 7 if isinstance(value, str) else "odd"


def one_more(value: Any) -> Any:
    """The value with one more field in each map within it, as the next version might write it; GONE without a map."""
    if isinstance(value, dict):
        return {name: within if (within := one_more(part)) is not GONE else part for name, part in value.items()} | {
            "newer": "x"
        }
    if isinstance(value, list) and any(isinstance(part, dict) for part in value):
        return [one_more(part) for part in value]
    return GONE


def breaks(stage: Stage, row: Row, item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The row broken in each way that DynamoDB stores: a key is never missing, and an index's has always its type."""
    typed = stage.typed(row)
    yield "one more field", item | {"newer": {"of": "the next version"}}
    for name, value in item.items():
        without = {other: part for other, part in item.items() if other != name}
        if name not in dict(row.key):
            yield f"{name} is missing", without
            if name not in typed:
                yield f"{name} is of another type", item | {name: other_type(value)}
            if (more := one_more(value)) is not GONE:
                yield f"{name} has one more field", item | {name: more}


def seen(stage: Stage, owner: str) -> dict[str, Any]:
    """What an owner gets of each reader."""
    adapters, ids = stage.services.adapters, stage.ids[owner]
    day = adapters.usage.today(owner).day
    position = adapters.cursors.open(owner, "documents", adapters.cursors.seal(owner, "documents", "x"))
    adapters.usage.check_question(owner)
    return {
        "documents": adapters.documents.list_page(owner, 50, None).items,
        "all": tuple(adapters.documents.all(owner)),
        "some": adapters.documents.get_many(owner, [ids["document"], ids["another document"]]),
        "one": adapters.documents.get(owner, ids["document"]),
        "chats": adapters.conversations.list_page(owner, 50, None).items,
        "found": adapters.conversations.find(owner, "ended", 50, None).items,
        "messages": whole_chat(adapters.conversations, owner, ids["chat"]),
        "summary": adapters.conversations.summary(owner, ids["chat"]),
        "notes": adapters.notes.list_page(owner, 50, None).items,
        "collections": adapters.collections.list_page(owner, 50, None).items,
        "sources": adapters.sources.list_page(owner, 50, None).items,
        "items": tuple(adapters.sources.items(owner, ids["source"])),
        "grants": adapters.grants.all_of(owner),
        "shared": adapters.grants.shared_with(f"reader-of-{owner}"),
        "invited": adapters.grants.waiting(f"reader-of-{owner}@example.org"),
        "usage": adapters.usage.report(owner, "2000-01-01", "9999-01-01"),
        "sockets": adapters.connections.of_owner(owner),
        "changed": adapters.maintenance.last_change(owner),
        "position": position,
        "day": day,
    }


def sees_the_rest(stage: Stage, row: Row) -> None:
    """The owner of the broken row has all other rows."""
    adapters, ids = stage.services.adapters, stage.ids[BROKEN]
    name = dict(row.key).get("id", "").partition("#")[0]
    documents = {document.id for document in adapters.documents.list_page(BROKEN, 50, None).items}
    assert documents >= {ids["document"], ids["another document"]} - {name}
    assert {document.id for document in adapters.documents.all(BROKEN)} >= documents - {name}
    chats = {chat.id for chat in adapters.conversations.list_page(BROKEN, 50, None).items}
    assert chats >= {ids["chat"], ids["another chat"]} - {name}
    for chat in ("chat", "another chat"):
        messages = whole_chat(adapters.conversations, BROKEN, ids[chat])
        assert {message.id for message in messages} >= {ids[f"ended answer of {chat}"]} - {name}
        assert len(messages) >= (3 if chat == "chat" else 1)
    adapters.notes.list_page(BROKEN, 50, None)
    adapters.collections.list_page(BROKEN, 50, None)
    adapters.sources.list_page(BROKEN, 50, None)
    list(adapters.sources.items(BROKEN, ids["source"]))
    adapters.grants.all_of(BROKEN)
    adapters.grants.shared_with(f"reader-of-{BROKEN}")
    adapters.grants.waiting(f"reader-of-{BROKEN}@example.org")
    adapters.usage.report(BROKEN, "2000-01-01", "9999-01-01")
    adapters.connections.of_owner(BROKEN)


def others_are_looked_after(stage: Stage, row: Row) -> None:
    """Upkeep has done what was due, but for the broken row itself."""
    broken, adapters = dict(row.key).get("id", ""), stage.services.adapters
    for owner in OWNERS:
        ids = stage.ids[owner]
        documents = adapters.documents.get_many(owner, list({ids["document"], ids["another document"]} - {broken}))
        assert {document.status for document in documents.values()} == {"failed"}
        if ids["abandoned answer of chat"] != broken.partition("#")[0]:
            assert adapters.conversations.message(owner, ids["abandoned answer of chat"]).status == "failed"
        assert f"{owner}-socket" not in {connection.id for connection in adapters.connections.of_owner(owner)}
    assert set(adapters.maintenance.due(int(time.time()))).isdisjoint({OTHER})


def check(stage: Stage, row: Row, expected: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    """With these rows broken the other owner notices nothing, nor does the rest of the first; upkeep does its work."""
    stage.services.adapters.cursors.__dict__.pop("_key", None)  # As a new function begins.
    caplog.clear()
    with caplog.at_level(logging.INFO):
        assert seen(stage, OTHER) == expected
        sees_the_rest(stage, row)
        stage.upkeep()
    assert "Upkeep done" in caplog.messages
    others_are_looked_after(stage, row)


@pytest.mark.parametrize("kind", ALL_AT_ONCE)
def test_many_broken_rows_harm_nobody_else(stage: Stage, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """Rows broken in every way lie beside each other, and beside the whole one."""
    stage.reset()
    expected = seen(stage, OTHER)
    ((row, item),) = rows_of(stage, kind)
    for number, (_, broken) in enumerate(breaks(stage, row, item)):
        stage.put(row, broken | {"id": f"{item['id']}-{number:03}"})
    assert number > 3
    check(stage, Row(row.table, ()), expected, caplog)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ALL_AT_ONCE])
def test_a_broken_row_harms_nobody_else(stage: Stage, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    stage.reset()
    expected = seen(stage, OTHER)
    ((row, item),) = rows_of(stage, kind)
    for what, broken in breaks(stage, row, item):
        stage.put(row, broken)
        print(what)
        check(stage, row, expected, caplog)
        stage.reset()


def test_every_kind_of_row_is_broken(stage: Stage) -> None:
    stage.reset()
    assert {kind_of(row, item) for row, item in stage.rows.items()} == set(KINDS)


def test_an_unreadable_row_is_set_aside_and_told(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """A row that stops its reader takes a minute of upkeep once an hour, and the operator reads which one it is."""
    stage.reset()
    for kind in ("document", "abandoned answer"):
        ((row, item),) = rows_of(stage, kind)
        stage.put(row, {name: value for name, value in item.items() if name != "created_at"})
        caplog.clear()
        stage.upkeep()
        told = [record.__dict__ for record in caplog.records if record.message == UNREADABLE]
        assert [record["row"] for record in told] == [f"{BROKEN}/{item['id']}"]
        assert "created_at" in told[0]["reason"]
        caplog.clear()
        stage.upkeep()
        assert UNREADABLE not in caplog.messages
        stage.reset()
