"""Notes: words of one's own and kept answers, by the routes' handlers on moto's stores."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, cast

import pytest

from chalicelib.adapters.dynamo.notes import NOTE, DynamoNotes
from chalicelib.adapters.dynamo.quotas import StoredCounts
from chalicelib.adapters.dynamo.rate_limits import DynamoRateLimits
from chalicelib.api import notes as routes
from chalicelib.api.http import Call
from chalicelib.api.schema import registered
from chalicelib.errors import (
    InvalidRequestError,
    MessageNotFoundError,
    NotFoundError,
    QuotaExceededError,
    RateLimitedError,
)
from chalicelib.models import Identity, Message, Note, Quota, Stored
from chalicelib.rag.answers import keeping
from operations.inventory import Inventory
from operations.quotas import quota_drifts
from tests.support.rows import CITATION, OWNERS, Stage

OWNER, OTHER = OWNERS
MOMENT = "2026-01-01T00:00:00Z"


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.reset()
    return stage


class Request:
    def __init__(self, body: dict[str, Any], query: dict[str, str]) -> None:
        self.raw_body, self.query_params = json.dumps(body).encode(), query


def call(stage: Stage, handler: Any, *parts: str, owner: str = OWNER, query: Any = None, **body: Any) -> Any:
    (route,) = (route for route in registered() if route.handler is handler)
    request = cast("Any", Request(body, query or {}))
    return handler(Call(stage.services, request, route, Identity(owner, 0)), *parts)


def answer_of(stage: Stage, owner: str = OWNER) -> dict[str, str]:
    ids = stage.ids[owner]
    return {"conversation_id": ids["chat"], "message_id": ids["ended answer of chat"]}


def listed(stage: Stage, owner: str = OWNER) -> list[Any]:
    """All notes, by pages of one."""
    items: list[Any] = []
    query = {"limit": "1"}
    while True:
        page = call(stage, routes.list_all, owner=owner, query=query)
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        query["cursor"] = page["next_cursor"]


def test_own_words_are_kept_changed_and_deleted(stage: Stage) -> None:
    before = len(listed(stage))
    note = call(stage, routes.keep, text=" Ask\u202e Ann:\n\n  - why\tnow? ")
    assert (note["text"], note["answer"]) == ("Ask Ann:\n\n  - why now?", None)
    assert note in listed(stage)
    changed = call(stage, routes.write, note["id"], text="Asked.")
    assert (changed["id"], changed["text"], changed["created_at"]) == (note["id"], "Asked.", note["created_at"])
    assert call(stage, routes.delete, note["id"]) == {}
    assert len(listed(stage)) == before
    for gone in (routes.delete, routes.write):
        with pytest.raises(NotFoundError):
            call(stage, gone, note["id"], **({"text": "x"} if gone is routes.write else {}))


def test_a_kept_answer_outlives_its_conversation(stage: Stage) -> None:
    adapters = stage.services.adapters
    source = adapters.conversations.message(OWNER, answer_of(stage)["message_id"])
    call(stage, routes.delete, source.id)  # The stage has kept it already.
    note = call(stage, routes.keep, text="For the report.", **answer_of(stage))
    adapters.conversations.delete(OWNER, source.conversation_id)
    (after,) = (item for item in listed(stage) if item["id"] == source.id)
    assert after == note
    kept = after["answer"]
    assert (kept["question"], kept["text"], kept["model"]) == ("Why ended?", source.text, source.model)
    assert kept["markers"] == source.markers
    assert [(item["ordinal"], item["filename"], "text" in item) for item in kept["sources"]] == [(0, "a.txt", False)]
    assert [item["quote"] for item in kept["citations"]] == [item.quote for item in source.citations]


def test_an_answer_is_kept_once(stage: Stage) -> None:
    count = stage.services.adapters.documents.stored.of(OWNER).notes
    first = call(stage, routes.keep, text="One.", **answer_of(stage))
    assert call(stage, routes.keep, text="Two.", **answer_of(stage)) == first
    assert stage.services.adapters.documents.stored.of(OWNER).notes == count


def test_only_an_ended_answer_of_ones_own_is_kept(stage: Stage) -> None:
    own, others = answer_of(stage), answer_of(stage, OTHER)
    streaming = {**own, "message_id": stage.ids[OWNER]["abandoned answer of chat"]}
    for body in ({}, {"text": " \n "}, {"message_id": own["message_id"]}, streaming, {"text": "x" * 10_001}):
        with pytest.raises(InvalidRequestError):
            call(stage, routes.keep, **body)
    for body in (
        others,
        {**own, "conversation_id": stage.ids[OWNER]["another chat"]},
        {**own, "message_id": "x" * 999},
    ):
        with pytest.raises(MessageNotFoundError):
            call(stage, routes.keep, **body)
    with pytest.raises(NotFoundError):
        call(stage, routes.write, others["message_id"], text="Mine.")
    assert all(note["text"] != "Mine." for note in listed(stage, OTHER))


def test_words_may_be_empty_beside_an_answer_alone(stage: Stage) -> None:
    note = call(stage, routes.keep, text="Words.")
    with pytest.raises(InvalidRequestError):
        call(stage, routes.write, note["id"], text="")
    assert call(stage, routes.write, answer_of(stage)["message_id"], text="")["text"] == ""


def test_writing_counts_as_uploads_do(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    adapters = stage.services.adapters
    limits = DynamoRateLimits(adapters._clients.dynamo, stage.names["EDGE_TABLE"], {"uploads": 2})
    monkeypatch.setitem(vars(adapters), "rate_limits", limits)
    note = call(stage, routes.keep, text="One.")
    call(stage, routes.write, note["id"], text="Two.")
    for handler, parts in ((routes.keep, ()), (routes.write, (note["id"],))):
        with pytest.raises(RateLimitedError):
            call(stage, handler, *parts, text="Three.")
    assert call(stage, routes.delete, note["id"]) == {}


def test_concurrent_notes_do_not_exceed_the_quota(stage: Stage) -> None:
    dynamo = stage.services.adapters._clients.dynamo
    stored = StoredCounts(dynamo, stage.names["DOCUMENTS_TABLE"], Quota(notes=3))
    notes = DynamoNotes(dynamo, stage.names["MESSAGES_TABLE"], stored)

    def keep(number: int) -> bool:
        try:
            notes.keep(Note(f"n{number}", "crowd", "x", MOMENT, MOMENT))
        except QuotaExceededError as error:
            assert error.numbers["of"] == "notes"
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(keep, range(12))) == 3
    assert stored.of("crowd") == Stored(notes=3)
    notes.delete("crowd", notes.list_page("crowd", 1, None).items[0].id)
    assert keep(99)


def test_a_long_answer_keeps_as_many_citations_as_a_row_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEPT_BYTES", 10_000)
    question = Message("q", "c", OWNER, "user", "Why?", "complete", MOMENT)
    citations = tuple(replace(CITATION, n=number, quote="x" * 1_000) for number in range(1, 50))
    answer = replace(question, id="a", role="assistant", text="Yes. [1]", citations=citations)
    kept = keeping.kept(question, answer)
    assert kept.citations == citations[:6]
    assert kept.text == answer.text


def test_a_check_counts_notes_anew(stage: Stage) -> None:
    inventory, counts = Inventory(stage.services.settings), stage.services.adapters.documents.stored
    chats = inventory.chats(OWNER)
    notes = chats.notes
    assert notes == len([row for row in inventory.rows(stage.names["MESSAGES_TABLE"], OWNER) if NOTE in row["id"]]) > 0
    counts.correct(OWNER, Stored(notes=5))
    for drift in list(quota_drifts(stage.services, inventory, OWNER, {}, chats)):
        if drift.mend is not None:
            drift.mend()
    assert counts.of(OWNER).notes == notes
