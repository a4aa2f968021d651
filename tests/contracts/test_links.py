"""A conversation shared by a link: frozen, read by who is signed in, gone at once; documents' words for readers."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.adapters.dynamo import links as links_module
from chalicelib.adapters.dynamo.links import DynamoLinks
from chalicelib.config import Settings
from chalicelib.errors import ConflictError
from chalicelib.models import (
    Citation,
    Collection,
    Document,
    Feedback,
    Identity,
    Message,
    MessageRef,
    Passage,
    Question,
    new_id,
    timestamp,
)
from chalicelib.models.links import ConversationLink
from chalicelib.rag.answers.lifecycle import BEGIN, FINISH
from chalicelib.rag.documents.lifecycle import DELETE
from chalicelib.wiring import Services
from tests.support.clock import Clock
from tests.support.rest import FAR, Rest
from tests.support.rows import REST

ANNA, BEN, CLIO = "anna", "ben", "clio"
QUOTE, SECRET = "the vault opens at nine", "heliotrope"


class Desk:
    """REST of a stage on moto; Anna has a conversation that cites a document of hers."""

    def __init__(self, aws: dict[str, str]) -> None:
        self.services = Services(Settings.from_env({**aws, **REST}))
        self.rest = Rest(self.services)
        adapters = self.services.adapters
        quiet: Any = SimpleNamespace(tell_owner=lambda *_: None, send_events=lambda *_: None, document=lambda *_: None)
        adapters.__dict__["sockets"] = quiet
        adapters.__dict__["user_pool"] = SimpleNamespace(may_sign_in=lambda _: True, groups_of=lambda _: ())
        self.clock = Clock()
        adapters.__dict__["links"] = DynamoLinks(adapters._clients.dynamo, aws["MESSAGES_TABLE"], self.clock)
        object.__setattr__(self.services.accounts.linking, "now", self.clock)
        now = timestamp()
        self.document = Document(ANNA, new_id(), "vault.txt", "text/plain", 3, "uploading", now, now)
        adapters.documents.create(self.document)
        self.conversation_id = self.talk("When does the vault open?")

    def talk(self, text: str, conversation_id: str | None = None) -> str:
        """Ask and answer; the conversation's id."""
        adapters, question = self.services.adapters, Question(new_id(), text, conversation_id=conversation_id)
        accepted, _ = self.services.asking.ask(ANNA, None, question)
        adapters.answers.apply(MessageRef(ANNA, accepted.message_id), BEGIN, worker="w")
        message, _ = adapters.answers.get(ANNA, accepted.message_id)
        source = Passage("p", self.document.id, "vault.txt", 0, 2, (f"On {QUOTE}",), 0, len(QUOTE), QUOTE, 1.0)
        cited = Citation(1, "p", self.document.id, "vault.txt", 2, 0, len(QUOTE), QUOTE, 0, 8, verified=True)
        ended: Message = replace(message, status="complete", text="At nine [1].", tags=(SECRET,))
        ended = replace(ended, sources=(source,), citations=(cited,))
        adapters.answers.save_sources(ended)
        adapters.answers.apply(ended, FINISH)
        feedback = Feedback("down", SECRET)
        adapters.answers.set_feedback(ANNA, accepted.conversation_id, accepted.message_id, feedback)
        return accepted.conversation_id

    def link(self, days: int = 7) -> str:
        path = f"/conversations/{self.conversation_id}/links"
        answer = self.rest.call("POST", ANNA, path, {"days": days})
        assert answer.status_code == 201, answer.body
        return str(answer.json_body["id"])

    def read(self, reader: str, link: str) -> Any:
        answer = self.rest.get(reader, f"/links/{link}")
        return answer.json_body if answer.status_code == 200 else None

    def quotes(self, reader: str, link: str) -> list[str]:
        return [citation["quote"] for message in self.read(reader, link)["items"] for citation in message["citations"]]

    def share(self) -> tuple[str, str]:
        """Anna's document with everyone; the ids of the collection and the grant."""
        now, id_ = timestamp(), new_id()
        self.services.adapters.collections.create(Collection(id_, ANNA, "Vaults", now, now))
        self.services.adapters.collections.add(ANNA, id_, self.document.id)
        return id_, self.services.accounts.sharing.give(Identity(ANNA, FAR), id_, None, "viewer").id


@pytest.fixture
def desk(aws: dict[str, str], dynamo: Any) -> Desk:
    return Desk(aws)


def test_a_link_shows_a_frozen_copy_to_who_is_signed_in(desk: Desk) -> None:
    link = desk.link()
    desk.talk("And when does it close?", desk.conversation_id)
    shown = desk.read(BEN, link)
    assert (shown["title"], shown["own"]) == ("When does the vault open?", False)
    question, answer = shown["items"]
    assert (question["role"], question["text"]) == ("user", "When does the vault open?")
    assert (answer["text"], answer["markers"]) == ("At nine [1].", [8])
    (citation,) = answer["citations"]
    assert (citation["filename"], citation["page"], citation["quote"], citation["heading"]) == ("vault.txt", 2, "", [])
    assert SECRET not in json.dumps(shown), "a comment or a scope of its owner"
    first = desk.rest.get(BEN, f"/links/{link}?limit=1").json_body
    second = desk.rest.get(BEN, f"/links/{link}?limit=1&cursor={first['next_cursor']}").json_body
    assert [one["id"] for one in first["items"] + second["items"]] == [question["id"], answer["id"]]
    del desk.services.adapters.__dict__["tokens"]
    assert desk.rest.get("nobody", f"/links/{link}").status_code == 401


def test_words_of_documents_are_for_who_may_read_them_now(desk: Desk) -> None:
    link = desk.link()
    assert desk.quotes(ANNA, link) == [QUOTE]
    assert desk.quotes(BEN, link) == [""]
    collection, grant = desk.share()
    assert desk.quotes(BEN, link) == [QUOTE]
    desk.services.accounts.sharing.revoke(ANNA, collection, grant)
    assert desk.quotes(BEN, link) == [""]
    desk.share()
    assert desk.services.adapters.documents.apply(desk.document, DELETE)
    assert (desk.quotes(ANNA, link), desk.quotes(BEN, link)) == ([""], [""])


def revoked(desk: Desk, link: str) -> None:
    assert desk.rest.call("DELETE", ANNA, f"/links/{link}").status_code == 202


def expired(desk: Desk, link: str) -> None:
    desk.clock.seconds += 7 * 24 * 3600


def conversation_deleted(desk: Desk, link: str) -> None:
    assert desk.rest.call("DELETE", ANNA, f"/conversations/{desk.conversation_id}").status_code == 202


def account_ended(desk: Desk, link: str) -> None:
    desk.services.adapters.accounts.end(ANNA, "disabled")


def account_purged(desk: Desk, link: str) -> None:
    (messages,) = [kind for kind in desk.services.adapters.belongings if kind.name == "messages"]
    assert messages.purge(ANNA, lambda: True, last=True)


@pytest.mark.parametrize("end", [revoked, expired, conversation_deleted, account_ended, account_purged])
def test_no_link_outlives_its_end(desk: Desk, end: Callable[[Desk, str], None]) -> None:
    link = desk.link()
    assert desk.read(BEN, link)
    end(desk, link)
    answer = desk.rest.get(BEN, f"/links/{link}")
    assert (answer.status_code, answer.json_body["error"]["code"]) == (404, "not_found")
    if end in (revoked, conversation_deleted):
        rows = desk.services.adapters.held_rows._tables["messages"].scan()["Items"]
        assert not [row for row in rows if "copied" in row], "its copy is deleted"


def test_links_cannot_be_found_by_trying(desk: Desk) -> None:
    link = desk.link()
    secret = link.rpartition("_")[2]
    other = f"{secret[:-1]}{'0' if secret[-1] != '0' else '1'}"
    told = set()
    for guess in (f"{ANNA}_{other}", f"{BEN}_{secret}", secret, ANNA, f"{ANNA}_", f"nobody_{secret}", "x", "links"):
        answer = desk.rest.get(BEN, f"/links/{guess}")
        told.add((answer.status_code, answer.json_body["error"]["code"], answer.json_body["error"]["message"]))
        assert desk.rest.call("DELETE", ANNA, f"/links/{guess}").status_code == 404
    assert told == {(404, "not_found", "This does not exist.")}
    assert desk.rest.call("DELETE", BEN, f"/links/{link}").status_code == 404
    assert desk.rest.call("POST", BEN, f"/conversations/{desk.conversation_id}/links", {}).status_code == 404
    assert desk.read(BEN, link)
    assert len({desk.link() for _ in range(5)}) == 5


def test_no_program_makes_or_reads_a_link(desk: Desk) -> None:
    link = desk.link()
    program = Identity(ANNA, FAR, scopes=frozenset({"read", "ask", "write"}))
    desk.services.adapters.__dict__["tokens"] = SimpleNamespace(verify=lambda _: program)
    for method, path in (
        ("POST", f"/conversations/{desk.conversation_id}/links"),
        ("GET", "/links"),
        ("GET", f"/links/{link}"),
        ("DELETE", f"/links/{link}"),
    ):
        answer = desk.rest.call(method, ANNA, path, {} if method == "POST" else None)
        assert (answer.status_code, answer.json_body["error"]["code"]) == (403, "not_allowed")


def test_owner_sees_the_links_and_takes_them_along(desk: Desk) -> None:
    link = desk.link(days=3)
    (listed,) = desk.rest.get(ANNA, "/links").json_body["items"]
    assert (listed["id"], listed["conversation_id"], listed["messages"]) == (link, desk.conversation_id, 2)
    assert desk.rest.get(BEN, "/links").json_body["items"] == []
    (held,) = [row for _, row in desk.services.adapters.held_rows.rows("links", ANNA)]
    assert [one["id"] for one in held["links"]] == [link]
    assert not [row for _, row in desk.services.adapters.held_rows.rows("messages", ANNA) if "copied" in row]


def test_concurrent_links_do_not_exceed_the_cap(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links_module, "MOST_LINKS", 3)
    monkeypatch.setattr(links_module, "TRIES", 50)
    store = desk.services.adapters.links

    def make(number: int) -> bool:
        try:
            store.add(CLIO, ConversationLink(f"{CLIO}_{number:026x}", "c", "A chat", 0, 2**40, 1))
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(make, range(12))) == 3
    assert len(store.all(CLIO)) == 3


def test_a_link_is_written_to_no_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "chalicelib")
    link = desk.link()
    desk.read(BEN, link)
    desk.rest.call("DELETE", ANNA, f"/links/{link}")
    desk.read(BEN, link)
    events = [vars(record).get("event") for record in caplog.records if record.getMessage() == "Security"]
    assert events == ["link_made", "link_taken_back"]
    assert link.rpartition("_")[2] not in "".join(str(vars(record)) for record in caplog.records)


@pytest.mark.parametrize("body", [{"days": 0}, {"days": 91}, {"days": "x"}])
def test_an_odd_time_is_refused(desk: Desk, body: Any) -> None:
    assert desk.rest.call("POST", ANNA, f"/conversations/{desk.conversation_id}/links", body).status_code == 400
