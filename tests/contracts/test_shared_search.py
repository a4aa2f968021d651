"""Searching and asking across owners: real tables, moto's stores, fakes of models alone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.fakes import Silent
from tests.support.rows import Stage
from tests.support.sharing import Shelf

ZOO = "The zoo of Lund keeps four red pandas."
PORT = "The port of Malmo keeps eleven cranes."
SECRET = "The vault of Brannigan opens with the word rhubarb."
KEEPS = "Who keeps red pandas and cranes?"


@pytest.fixture
def shelf(stage: Stage, tmp_path: Path) -> Shelf:
    stage.reset()
    return Shelf(stage.services, tmp_path)


def test_a_search_finds_what_is_shared_and_nothing_else(shelf: Shelf) -> None:
    shared, secret = shelf.text("ann", ZOO), shelf.text("ann", SECRET)
    own, other = shelf.text("ben", PORT), shelf.text("cai", ZOO)
    collection = shelf.collection("ann", shared)
    mine, theirs = shelf.collection("ben", own), shelf.collection("cai", other)
    shelf.share("ann", collection, "ben")
    shelf.share("cai", theirs, "ben")
    assert shelf.found("ben", KEEPS) == {own.id}
    assert shelf.found("ben", KEEPS, collection_ids=[collection]) == {shared.id}
    assert shelf.found("ben", KEEPS, collection_ids=[collection, mine]) == {shared.id, own.id}
    every = [collection, mine, theirs]
    assert shelf.found("ben", KEEPS, collection_ids=every) <= {shared.id, own.id, other.id}
    assert shelf.found("ben", KEEPS, collection_ids=every, document_ids=[shared.id]) == {shared.id}
    assert shelf.found("ben", KEEPS, collection_ids=every, document_ids=[own.id, shared.id]) == {own.id, shared.id}
    assert secret.id not in shelf.found("ben", "Which word opens the vault of Brannigan?", collection_ids=every)
    for scope in ({"document_ids": [shared.id]}, {"document_ids": [secret.id], "collection_ids": every}):
        assert shelf.code("POST", "ben", "/search", {"query": KEEPS, **scope}) == (404, "document_not_found")
    assert shelf.found("ben", KEEPS, collection_ids=every, tags=["tag"]) == {own.id}  # Tags are their owners' own.


def test_the_best_of_all_comes_first(shelf: Shelf) -> None:
    own = shelf.text("ben", PORT, "Cranes are tall.", "The harbour master is called Holm.")
    shared = shelf.text("ann", "Lund is old.", ZOO, "Pandas eat bamboo.")
    collection, mine = shelf.collection("ann", shared), shelf.collection("ben", own)
    shelf.share("ann", collection, "ben")
    for query, first in (("How many red pandas are in the zoo?", shared), ("What is the harbour master called?", own)):
        body = {"query": query, "collection_ids": [mine, collection], "explain": True}
        told = shelf.done("POST", "ben", "/search", body)
        assert told["passages"][0]["document_id"] == first.id
        scores = [passage["score"] for passage in told["passages"]]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] <= 1
        assert "owner_id" not in told["passages"][0]


def test_a_quoted_phrase_is_looked_for_in_all(shelf: Shelf) -> None:
    own, shared = shelf.text("ben", PORT), shelf.text("ann", ZOO)
    collection, mine = shelf.collection("ann", shared), shelf.collection("ben", own)
    shelf.share("ann", collection, "ben")
    assert shelf.found("ben", '"four red pandas"', collection_ids=[mine, collection]) == {shared.id}


def test_a_text_that_two_owners_have_is_shown_once(shelf: Shelf) -> None:
    one, two = shelf.text("ann", ZOO), shelf.text("cai", ZOO)
    collections = [shelf.collection("ann", one), shelf.collection("cai", two)]
    for who, collection in zip(("ann", "cai"), collections, strict=True):
        shelf.share(who, collection, "ben")
    assert len(shelf.done("POST", "ben", "/search", {"query": KEEPS, "collection_ids": collections})["passages"]) == 1


def test_an_answer_rests_on_what_is_shared_and_its_text_needs_the_right(shelf: Shelf) -> None:
    shared = shelf.text("ann", ZOO)
    collection = shelf.collection("ann", shared)
    grant = shelf.share("ann", collection, "ben")
    shelf.chat.lines = "Four red pandas. [1]"
    conversation, message = shelf.ask("ben", "How many red pandas are in Lund?", collection_ids=[collection])
    answer = shelf.answer("ben", conversation, message)
    assert (answer["status"], answer["text"]) == ("complete", "Four red pandas. [1]")
    assert [source["text"] for source in answer["sources"]] == [ZOO]
    assert [(one["quote"], one["standing"]) for one in answer["citations"]] == [(ZOO, "current")]
    note = shelf.done("POST", "ben", "/notes", {"conversation_id": conversation, "message_id": message})
    assert note["answer"]["citations"][0]["quote"] == ZOO
    shelf.done("DELETE", "ann", f"/collections/{collection}/grants/{grant}")
    answer = shelf.answer("ben", conversation, message)
    assert answer["text"] == "Four red pandas. [1]"
    assert [source["text"] for source in answer["sources"]] == [""]
    assert [(one["quote"], one["filename"], one["standing"]) for one in answer["citations"]] == [
        ("", "paper.txt", None)
    ]
    assert ZOO not in everything_of(shelf, "ben", conversation, message)
    shelf.share("ann", collection, "ben")
    assert shelf.answer("ben", conversation, message)["citations"][0]["quote"] == ZOO


def everything_of(shelf: Shelf, who: str, conversation: str, message: str) -> str:
    """A stored answer, wherever it is read."""
    told: list[Any] = [
        shelf.done("GET", who, f"/conversations/{conversation}"),
        shelf.done("GET", who, f"/conversations/{conversation}/messages/{message}/sources"),
        shelf.done("GET", who, "/notes"),
        shelf.frame(who, action="resume", message_id=message, after_seq=0),
        shelf.tool(shelf.token(who), "ask", message_id=message),
        list(shelf.services.adapters.held_rows.rows("messages", who)),
        list(shelf.services.adapters.held_rows.rows("notes", who)),
    ]
    assert all(told)
    return repr(told)


def test_an_archive_has_no_text_of_others(shelf: Shelf) -> None:
    shared, own = shelf.text("ann", ZOO), shelf.text("ben", PORT)
    collection, mine = shelf.collection("ann", shared), shelf.collection("ben", own)
    shelf.share("ann", collection, "ben")
    shelf.chat.lines = "Pandas [1] and cranes [2]."
    conversation, message = shelf.ask("ben", KEEPS, collection_ids=[collection, mine])
    shelf.done("POST", "ben", "/notes", {"conversation_id": conversation, "message_id": message})
    for kind in ("messages", "notes", "collections", "documents"):
        rows = repr(list(shelf.services.adapters.held_rows.rows(kind, "ben")))
        assert ZOO not in rows, kind
        assert shared.id not in rows or kind in ("messages", "notes")
        assert "grant_id" not in rows
    assert PORT in repr(list(shelf.services.adapters.held_rows.rows("messages", "ben")))


def test_what_was_revoked_is_not_searched_by_an_answer_made_later(shelf: Shelf) -> None:
    """The question was taken while there was the right."""
    shared = shelf.text("ann", ZOO)
    collection = shelf.collection("ann", shared)
    grant = shelf.share("ann", collection, "ben")
    question = {"text": "How many red pandas?", "collection_ids": [collection]}
    told = shelf.frame("ben", action="ask", request_id="r", **question)
    accepted = next(frame for frame in told if frame["type"] == "accepted")
    shelf.done("DELETE", "ann", f"/collections/{collection}/grants/{grant}")
    shelf.services.answering.run("ben", accepted["message_id"], "worker", lambda: 100.0)
    answer = shelf.answer("ben", accepted["conversation_id"], accepted["message_id"])
    assert (answer["sources"], answer["evidence"]) == ([], "none")
    assert ZOO not in repr(shelf.chat.calls)


def test_the_asker_pays(shelf: Shelf) -> None:
    collection = shelf.collection("ann", shelf.text("ann", ZOO))
    shelf.share("ann", collection, "ben")
    shelf.ask("ben", "How many red pandas?", collection_ids=[collection])
    shelf.found("ben", "How many red pandas?", collection_ids=[collection])
    today = {who: shelf.services.adapters.usage.today(who) for who in ("ann", "ben")}
    assert today["ann"].embedded_tokens == today["ann"].questions == 0
    assert today["ben"].questions == 1
    assert today["ben"].embedded_tokens > 0


def test_routes_beyond_one_search_keep_to_what_is_shared(shelf: Shelf) -> None:
    shared = shelf.text("ann", *(f"{ZOO} Note {n}." for n in range(4)), name="pandas.txt")
    shelf.text("ann", SECRET, name="vault.txt")
    collection = shelf.collection("ann", shared)
    shelf.share("ann", collection, "ben")
    for question in ("Which documents do I have?", "Give me an overview of pandas.txt.", "How many notes are there?"):
        conversation, message = shelf.ask("ben", question, collection_ids=[collection])
        answer = shelf.answer("ben", conversation, message)
        assert {source["document_id"] for source in answer["sources"]} <= {shared.id}, question
        assert "vault" not in repr(answer), question
    assert "pandas.txt" in repr(answer)


def test_originals_of_others_have_short_links(shelf: Shelf) -> None:
    shared = shelf.text("ann", ZOO)
    collection = shelf.collection("ann", shared)
    shelf.share("ann", collection, "ben")
    links = {who: shelf.done("GET", who, f"/documents/{shared.id}/content")["url"] for who in ("ann", "ben")}
    assert "X-Amz-Expires=900" in links["ann"]
    assert "X-Amz-Expires=60" in links["ben"]


@pytest.fixture
def requests(shelf: Shelf) -> Iterator[Callable[[Callable[[], object]], list[str]]]:
    """The requests to DynamoDB of one act."""
    names: list[str] = []
    shelf.services.adapters.__dict__["request_limit"] = Silent()  # It writes once in a while.
    events = shelf.services.adapters._clients.dynamo.meta.client.meta.events
    events.register("before-call.dynamodb", lambda model, **_: names.append(model.name))

    def counted(act: Callable[[], object]) -> list[str]:
        names.clear()
        act()
        return sorted(names)

    yield counted
    del shelf.services.adapters.__dict__["request_limit"]


def test_who_shares_nothing_pays_no_request_more(shelf: Shelf, requests: Callable[..., list[str]]) -> None:
    """Figures of before there was sharing."""
    own = shelf.text("ben", PORT)
    mine = shelf.collection("ben", own)
    plain = requests(lambda: shelf.found("ben", KEEPS))
    within = requests(lambda: shelf.found("ben", KEEPS, collection_ids=[mine]))
    assert within == sorted([*plain, "BatchGetItem"])
    edge = requests(lambda: shelf.done("GET", "ben", "/invitations"))
    edge.remove("Query")
    assert requests(lambda: shelf.done("GET", "ben", f"/documents/{own.id}")) == sorted([*edge, "GetItem"])
    assert requests(lambda: shelf.done("GET", "ben", f"/collections/{mine}")) == sorted([*edge, "BatchGetItem"])
    assert requests(lambda: shelf.done("GET", "ben", "/collections")) == sorted([*edge, "Query"])
    conversation, message = shelf.ask("ben", KEEPS, collection_ids=[mine])
    asked = requests(lambda: shelf.services.scopes.now("ben", None, [mine]))
    assert asked == ["BatchGetItem"]
    sources = f"/conversations/{conversation}/messages/{message}/sources"
    assert requests(lambda: shelf.done("GET", "ben", sources)) == sorted([*edge, "BatchGetItem"])
    assert "TransactWriteItems" in requests(lambda: shelf.done("DELETE", "ben", f"/collections/{mine}"))


def test_requests_grow_with_owners_alone(shelf: Shelf, requests: Callable[..., list[str]]) -> None:
    """1 to 30 shared collections of one owner cost the same; each owner more costs what a search of one's own does."""
    counts = {}
    of_ann = [shelf.collection("ann", shelf.text("ann", f"{ZOO} {n}.")) for n in range(12)]
    for collection in of_ann:
        shelf.share("ann", collection, "ben")
    for number in (1, 3, 12):
        counts[number] = requests(lambda n=number: shelf.found("ben", KEEPS, collection_ids=of_ann[:n]))
    assert counts[1] == counts[3] == counts[12]
    of_cai = shelf.collection("cai", shelf.text("cai", PORT))
    shelf.share("cai", of_cai, "ben")
    both = requests(lambda: shelf.found("ben", KEEPS, collection_ids=[*of_ann, of_cai]))
    assert len(both) - len(counts[12]) <= 2
