"""What admins may: caps that hold for the next question, documents in trouble, counts, an append-only log of it all."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib.adapters.dynamo.troubles import TROUBLE
from chalicelib.api.schema import Route, registered
from chalicelib.config import Settings
from chalicelib.errors import (
    BudgetExceededError,
    ConflictError,
    DocumentError,
    ModelOffError,
    NotSignedInError,
    QuotaExceededError,
    all_errors,
)
from chalicelib.models import (
    Citation,
    Collection,
    Conversation,
    Document,
    Feedback,
    Identity,
    Message,
    MessageRef,
    Question,
    new_id,
    timestamp,
)
from chalicelib.models.administration import EVERYONE, Act
from chalicelib.rag.answers.lifecycle import BEGIN, FINISH
from chalicelib.rag.documents.failures import failure_of
from chalicelib.rag.documents.lifecycle import CLAIM, FAIL, UPLOAD
from chalicelib.wiring import Services
from operations.documents import unlisted_failures
from operations.inventory import Inventory
from tests.support.rest import FAR, Rest
from tests.support.rows import REST
from tests.support.stores import chats_in, put_question

CANARY = "heliotrope"
MODELS = "us.anthropic.claude-sonnet-5,us.anthropic.claude-haiku-5-5"


class Office:
    """REST of a stage on moto, with one admin and one person in its user pool."""

    def __init__(self, aws: dict[str, str], dynamo: Any) -> None:
        self.names, self.dynamo = aws, dynamo
        self.cognito = boto3.client("cognito-idp")
        made = self.cognito.create_user_pool(PoolName="people", UsernameAttributes=["email"])
        self.pool = made["UserPool"]["Id"]
        self.cognito.create_group(UserPoolId=self.pool, GroupName="admins")
        self.services = Services(
            Settings.from_env(
                {
                    **aws,
                    **REST,
                    "USER_POOL_ID": self.pool,
                    "CHAT_MODELS": MODELS,
                    "FALLBACK_MODEL": MODELS.split(",")[1],
                }
            )
        )
        self.rest = Rest(self.services)
        self.services.adapters.__dict__["ingest_queue"] = self
        self.services.adapters.__dict__["sockets"] = self
        self.sent: list[Any] = []
        self.admin, self.anna = self.person("admin@example.org"), self.person("anna@example.org")
        self.join(self.admin, "admins")
        self.tokens = {
            name: Identity(name, FAR, username=name, groups=frozenset(groups))
            for name, groups in ((self.admin, ["admins"]), (self.anna, []))
        }
        self.tokens["forged"] = replace(self.tokens[self.anna], groups=frozenset({"admins"}))
        self.tokens["program"] = replace(self.tokens[self.admin], scopes=frozenset({"read", "ask", "write"}))
        known: Any = SimpleNamespace(verify=self.verify)
        self.services.adapters.__dict__["tokens"] = known

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None

    def lengths(self) -> dict[str, int]:
        return {"waiting": 0, "working": 0, "dead": 0}

    def send(self, job: Any, *_: Any) -> None:
        self.sent.append(job)

    def verify(self, token: str) -> Identity:
        if token not in self.tokens:
            raise NotSignedInError
        return self.tokens[token]

    def person(self, email: str) -> str:
        attributes: Any = [{"Name": "email", "Value": email}]
        user = self.cognito.admin_create_user(UserPoolId=self.pool, Username=email, UserAttributes=attributes)["User"]
        return next(str(one["Value"]) for one in user["Attributes"] if one["Name"] == "sub")

    def join(self, owner: str, group: str) -> None:
        self.cognito.admin_add_user_to_group(UserPoolId=self.pool, Username=owner, GroupName=group)

    def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
        answer = self.rest.call(method, token or self.admin, path, body)
        assert answer.status_code == 200, answer.body
        return answer.json_body

    def ask(self, owner: str) -> str:
        """Take a question; the id of its answer to come."""
        self.services.adapters.usage.check_question(owner)
        chats = chats_in(self.dynamo, self.names, self.services.adapters.caps)
        return put_question(chats, owner).message_id

    def document(self, owner: str, filename: str = "a.txt", size: int = 3) -> Document:
        now = timestamp()
        document = Document(owner, new_id(), filename, "text/plain", size, "uploading", now, now, tags=(CANARY,))
        return self.services.adapters.documents.create(document)

    def failed(self, owner: str, code: Any = "model_busy", filename: str = "a.txt") -> Document:
        registry = self.services.adapters.documents
        document = self.document(owner, filename)
        queued = registry.apply(document, UPLOAD, sequencer="1", etag="e", size=3)
        assert queued
        claimed = registry.apply(queued, CLAIM, lease_token="worker")
        assert claimed
        failed = registry.apply(claimed, FAIL, failure=failure_of(DocumentError(code, f"Of {filename}.")))
        assert failed
        return failed


@pytest.fixture
def office(aws: dict[str, str], dynamo: Any) -> Office:
    return Office(aws, dynamo)


def admin_calls(person: str = "someone") -> Iterator[tuple[Route, str, Any]]:
    """Every route for admins, as the app has them, with a path and a body that an admin may send."""
    parts = {"{person_id}": person, "{group}": "staff", "{reason}": "model_busy"}
    bodies: dict[tuple[str, str], Any] = {
        ("PATCH", "/admin/people/{person_id}"): {"daily_questions": 5},
        ("PUT", "/admin/groups/{group}"): {"daily_questions": 5},
        ("PATCH", "/admin/models"): {"model": MODELS.split(",")[1], "on": False},
        ("POST", "/admin/troubles/retry"): {"reason": "model_busy"},
    }
    for route in registered():
        if route.path.startswith("/admin"):
            path = route.path
            for name, value in parts.items():
                path = path.replace(name, value)
            yield route, path, bodies.get((route.method, route.path))


def test_nobody_else_may_call_a_route_for_admins(office: Office) -> None:
    unknown = office.rest.call("GET", office.anna, "/documents/x").json_body["error"]["message"]
    assert unknown == "This document does not exist."
    calls = list(admin_calls())
    assert len(calls) >= 12
    for route, path, body in calls:
        for token, status, code in (
            (office.anna, 404, "not_found"),
            ("forged", 404, "not_found"),
            ("program", 403, "not_allowed"),
            ("nobody", 401, "not_signed_in"),
        ):
            answer = office.rest.call(route.method, token, path, body)
            error = answer.json_body["error"]
            assert (answer.status_code, error["code"]) == (status, code), (route.method, path, token)
            assert error["message"] == next(kind.sentence for kind in all_errors() if kind.code == code)
    assert office.call("GET", "/admin/acts")["items"] == []


def test_a_former_admin_is_none_with_the_next_call(office: Office) -> None:
    office.call("GET", "/admin/people")
    office.cognito.admin_remove_user_from_group(UserPoolId=office.pool, Username=office.admin, GroupName="admins")
    for route, path, body in admin_calls():
        assert office.rest.call(route.method, office.admin, path, body).status_code == 404


def test_nobody_is_admin_while_the_pool_is_silent(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.call("GET", "/admin/health")
    client = office.services.adapters.user_pool._cognito

    def silent(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="x")

    monkeypatch.setattr(client, "admin_list_groups_for_user", silent)
    assert office.rest.call("GET", office.admin, "/admin/people").status_code == 503


def test_people_are_listed_with_what_they_used(office: Office) -> None:
    office.rest.call("GET", office.anna, "/documents")
    office.ask(office.anna)
    office.services.adapters.usage.add_search(office.anna, 1_000_000, 0)
    office.document(office.anna, size=500)
    first = office.call("GET", "/admin/people?limit=1")
    second = office.call("GET", f"/admin/people?limit=1&cursor={first['next_cursor']}")
    people = {person["email"]: person for person in first["items"] + second["items"]}
    assert second["next_cursor"] is None
    anna = people["anna@example.org"]
    assert (anna["questions"], anna["documents"], anna["bytes"]) == (1, 1, 500)
    assert anna["price_usd"] > 0
    assert anna["seen_at"]
    assert people["admin@example.org"]["groups"] == ["admins"]
    found = office.call("GET", "/admin/people?q=anna%40")
    assert [person["id"] for person in found["items"]] == [office.anna]
    past = office.call("GET", "/admin/people?month=2020-02")
    assert {person["questions"] for person in past["items"]} == {0}


@pytest.mark.parametrize("query", ["month=2020-13", "month=x", "limit=61", "limit=0", "cursor=x"])
def test_an_odd_query_is_refused(office: Office, query: str) -> None:
    assert office.rest.get(office.admin, f"/admin/people?{query}").status_code == 400


def test_a_persons_caps_hold_for_the_next_question(office: Office) -> None:
    office.ask(office.anna)
    office.call("PATCH", f"/admin/people/{office.anna}", {"daily_questions": 1})
    with pytest.raises(BudgetExceededError):
        office.ask(office.anna)
    with pytest.raises(BudgetExceededError):  # The transaction decides, not the check before it.
        put_question(chats_in(office.dynamo, office.names, office.services.adapters.caps), office.anna)
    office.ask(office.admin)
    office.call("PATCH", f"/admin/people/{office.anna}", {"daily_questions": 2})
    office.ask(office.anna)
    office.call("PATCH", f"/admin/people/{office.anna}", {"daily_questions": None, "daily_price_usd": 0})
    with pytest.raises(BudgetExceededError):
        office.services.adapters.usage.check_price(office.anna)
    office.call("PATCH", f"/admin/people/{office.anna}", {"daily_price_usd": None})
    office.ask(office.anna)


def test_a_groups_caps_hold_for_its_members(office: Office) -> None:
    for name in ("staff", "interns"):
        office.cognito.create_group(UserPoolId=office.pool, GroupName=name)
    office.join(office.anna, "interns")
    office.rest.call("GET", office.anna, "/documents")
    office.call("PUT", "/admin/groups/interns", {"daily_questions": 0})
    with pytest.raises(BudgetExceededError):
        office.ask(office.anna)
    office.ask(office.admin)
    office.join(office.anna, "staff")
    office.call("PUT", "/admin/groups/staff", {"daily_questions": 3})
    accounts = office.services.adapters.accounts
    accounts.confirm(office.anna, office.anna, office.services.adapters.user_pool.groups_of(office.anna))
    office.ask(office.anna)  # The larger cap of two groups holds.
    office.call("PATCH", f"/admin/people/{office.anna}", {"daily_questions": 0})
    with pytest.raises(BudgetExceededError):
        office.ask(office.anna)
    office.call("PUT", "/admin/groups/staff", {})
    groups = office.call("GET", "/admin/groups")["items"]
    assert groups == [{"name": "interns", "daily_questions": 0, "daily_price_usd": None}]


def test_a_persons_quota_is_changed_live(office: Office) -> None:
    office.call("PATCH", f"/admin/people/{office.anna}", {"documents": 1})
    office.document(office.anna)
    with pytest.raises(QuotaExceededError):
        office.document(office.anna)
    assert office.call("GET", "/usage", token=office.anna)["caps"]["documents"] == 1
    office.call("PATCH", f"/admin/people/{office.anna}", {"documents": None, "bytes": 5})
    with pytest.raises(QuotaExceededError):
        office.document(office.anna)
    office.document(office.admin)


@pytest.mark.parametrize(
    "body", [{}, {"daily_questions": -1}, {"daily_price_usd": "x"}, {"documents": 1.5}, {"daily_price_usd": 1e9}]
)
def test_an_odd_cap_is_refused(office: Office, body: Any) -> None:
    assert office.rest.call("PATCH", office.admin, f"/admin/people/{office.anna}", body).status_code == 400


def test_nobody_outside_of_the_pool_gets_caps(office: Office) -> None:
    for person in ("01ARZ3NDEKTSV4RRFFQ69G5FAV", 'x" or sub ^= "', "stage#choices"):
        path = f"/admin/people/{person}".replace(" ", "%20").replace("#", "%23")
        assert office.rest.call("PATCH", office.admin, path, {"documents": 1}).status_code == 404
    office.services.adapters.accounts.end(office.anna, "deleting")
    answer = office.rest.call("PATCH", office.admin, f"/admin/people/{office.anna}", {"documents": 1})
    assert answer.json_body["error"]["code"] == "conflict"
    assert office.call("GET", "/admin/acts")["items"] == []


def test_a_model_that_is_off_is_not_asked(office: Office) -> None:
    first, second = MODELS.split(",")
    assert [model["id"] for model in office.call("GET", "/config")["models"]] == [first, second]
    office.call("PATCH", "/admin/models", {"model": first, "on": False})
    asking = office.services.asking
    with pytest.raises(ModelOffError, match="Haiku"):
        asking.ask(office.anna, None, Question("r1", "Why?", model=first))
    accepted, _ = asking.ask(office.anna, None, Question("r2", "Why?"))
    message, _ = office.services.adapters.answers.get(office.anna, accepted.message_id)
    assert message.model == second
    config = office.call("GET", "/config")["models"]
    assert [(model["id"], model["default"]) for model in config] == [(second, True)]
    answer = office.rest.call("PATCH", office.admin, "/admin/models", {"model": second, "on": False})
    assert answer.status_code == 409
    office.call("PATCH", "/admin/models", {"model": first, "on": True})
    asking.ask(office.anna, None, Question("r3", "Why?", model=first))
    assert all(model["on"] for model in office.call("GET", "/admin/models")["items"])


def test_a_fallback_that_is_off_answers_nothing(office: Office) -> None:
    second = MODELS.split(",")[1]
    assert office.services.answering.fallback == second
    office.call("PATCH", "/admin/models", {"model": second, "on": False})
    assert office.services.answering.fallback is None


def test_documents_in_trouble_are_listed_and_retried(office: Office) -> None:
    failed = [office.failed(office.anna), office.failed(office.admin), office.failed(office.anna, "encrypted")]
    counts = office.call("GET", "/admin/troubles")["items"]
    assert counts == [
        {"reason": "encrypted", "documents": 1, "retryable": False},
        {"reason": "model_busy", "documents": 2, "retryable": True},
    ]
    first = office.call("GET", "/admin/troubles/model_busy?limit=1")
    rest = office.call("GET", f"/admin/troubles/model_busy?limit=1&cursor={first['next_cursor']}")
    listed = {document["id"]: document for document in first["items"] + rest["items"]}
    assert listed.keys() == {failed[0].id, failed[1].id}
    one = listed[failed[0].id]
    assert one.keys() == {"owner_id", "id", "reason", "content_type", "size", "since"}
    assert (one["owner_id"], one["size"], one["content_type"]) == (office.anna, 3, "text/plain")
    outcome = office.call("POST", "/admin/troubles/retry", {"reason": "model_busy"})
    assert outcome == {"retried": 2, "skipped": 0, "more": False}
    assert {job.document_id for job in office.sent} == listed.keys()
    assert office.call("GET", "/admin/troubles/model_busy")["items"] == []
    (act,) = office.call("GET", "/account/acts", token=office.anna)["items"]
    assert (act["act"], act["details"]) == ("documents_retried", {"reason": "model_busy", "documents": "1"})
    assert office.rest.get(office.admin, "/admin/troubles/no_such_reason").status_code == 400


def test_a_failure_of_before_is_listed_after_a_check(office: Office) -> None:
    document, inventory = office.failed(office.anna), Inventory(office.services.settings)
    (row,) = inventory.rows(office.names["DOCUMENTS_TABLE"], office.anna)
    inventory.change_row(office.names["DOCUMENTS_TABLE"], row, {}, removes=[TROUBLE])
    assert office.call("GET", "/admin/troubles")["items"] == []
    (drift,) = unlisted_failures(inventory, office.anna)
    assert drift.mend
    drift.mend()
    assert [one["id"] for one in office.call("GET", "/admin/troubles/model_busy")["items"]] == [document.id]
    assert list(unlisted_failures(inventory, office.anna)) == []


def test_answers_and_ratings_are_counted_by_week(office: Office) -> None:
    answers = office.services.adapters.answers
    citation = Citation(1, "p", "d", "f", None, 0, 1, "q", 0, 1, verified=True)
    for status, citations in (("complete", (citation,)), ("complete", ()), ("failed", ())):
        message_id = office.ask(office.anna)
        answers.apply(MessageRef(office.anna, message_id), BEGIN, worker="w")
        message, _ = answers.get(office.anna, message_id)
        ended: Any = replace(message, citations=citations, evidence="enough", text="So it is.")
        ended = replace(ended, status=status)
        answers.apply(ended, FINISH)
    for rating in ("up", "up", "down", None, "down"):
        answers.set_feedback(office.anna, message.conversation_id, message.id, Feedback(rating, CANARY))
    (week,) = office.call("GET", "/admin/weeks")["items"]
    counts = {name: week[name] for name in ("answers", "refusals", "failures", "up", "down")}
    assert counts == {"answers": 3, "refusals": 1, "failures": 1, "up": 0, "down": 1}


def test_health_shows_what_the_stores_know(office: Office) -> None:
    assert office.call("GET", "/admin/health") == {
        "upkeep": {"at": None, "failed": []},
        "backlogs": {"documents": 0, "answers": 0, "tables": 0},
        "queue": {"waiting": 0, "working": 0, "dead": 0},
    }
    office.services.adapters.stage_records.upkeep_ended(["abandoned answers"])
    office.ask(office.anna)
    later = int(time.time()) + 1_000
    assert office.services.adapters.answers.count_due(later, 100) == 1
    upkeep = office.call("GET", "/admin/health")["upkeep"]
    assert upkeep["failed"] == ["abandoned answers"]
    assert upkeep["at"]


def test_every_act_is_told_to_whom_it_concerns(office: Office) -> None:
    office.cognito.create_group(UserPoolId=office.pool, GroupName="staff")
    office.join(office.anna, "staff")
    office.rest.call("GET", office.anna, "/documents")
    office.call("PATCH", f"/admin/people/{office.anna}", {"daily_price_usd": 0.5, "documents": None})
    office.call("PUT", "/admin/groups/staff", {"daily_questions": 9})
    office.call("PUT", "/admin/groups/others", {"daily_questions": 9})
    office.call("PATCH", "/admin/models", {"model": MODELS.split(",")[1], "on": False})
    told = office.call("GET", "/account/acts", token=office.anna)["items"]
    assert [act["act"] for act in told] == ["model_switched", "group_caps_changed", "caps_changed"]
    assert told[2]["details"] == {"daily_price_usd": "0.5", "documents": "default"}
    assert {act["by"] for act in told} == {office.admin}
    everything = office.call("GET", "/admin/acts?limit=3")
    more = office.call("GET", f"/admin/acts?limit=3&cursor={everything['next_cursor']}")
    assert len(everything["items"] + more["items"]) == 4


def test_an_act_is_written_once_and_never_over(office: Office) -> None:
    acts = office.services.adapters.acts
    act = Act(new_id(), timestamp(), office.admin, "model_switched", EVERYONE, {"model": "a"})
    acts.write(act)
    with pytest.raises(ConflictError):
        acts.write(replace(act, details={"model": "b"}))
    assert acts.page(10, None).items == (act,)


def test_no_word_of_anyone_reaches_an_admin(office: Office) -> None:
    """Canaries in documents, names, tags, folders, chats, notes and collections; every route for admins is read."""
    adapters = office.services.adapters
    office.failed(office.anna, filename=f"{CANARY}.txt")
    office.failed(office.anna, "encrypted", filename=f"{CANARY}.txt")
    now = timestamp()
    conversation = Conversation(new_id(), office.anna, CANARY, now, now, folder=CANARY)
    user_id, answer_id = sorted((new_id(), new_id()))
    model = MODELS.split(",")[0]
    user = Message(user_id, conversation.id, office.anna, "user", CANARY, "complete", now, model=model)
    answer = replace(
        user, id=answer_id, role="assistant", text="", status="streaming", request_id="r", reply_to=user_id
    )
    adapters.questions.ask(conversation, user, answer, "connection", Question("r", CANARY))
    message, _ = adapters.answers.get(office.anna, answer_id)
    adapters.answers.apply(MessageRef(office.anna, answer_id), BEGIN, worker="w")
    adapters.answers.apply(replace(message, status="complete", text=CANARY), FINISH)
    adapters.answers.set_feedback(office.anna, conversation.id, answer_id, Feedback("down", CANARY))
    adapters.collections.create(Collection(new_id(), office.anna, CANARY, now, now))
    assert office.rest.call("POST", office.anna, "/notes", {"text": CANARY}).status_code == 201
    office.rest.call("POST", office.anna, "/tokens", {"name": CANARY, "scopes": ["read"]})
    told = []
    for route, path, body in admin_calls(office.anna):
        answer_body = office.rest.call(route.method, office.admin, path, body)
        assert answer_body.status_code == 200, (path, answer_body.body)
        told.append(json.dumps(answer_body.json_body))
    told.append(json.dumps(office.call("GET", "/admin/acts")))
    assert office.anna in "".join(told)
    assert CANARY not in "".join(told)


def test_changes_of_an_admin_have_a_rate(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(office.services.adapters.rate_limits._caps, "admin_acts", 1)
    office.call("PUT", "/admin/groups/staff", {"daily_questions": 1})
    answer = office.rest.call("PUT", office.admin, "/admin/groups/staff", {"daily_questions": 2})
    assert answer.json_body["error"]["code"] == "rate_limited"
