"""An account that has ended is refused, by rows that are read and written anyway."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import boto3
import pytest

import operations.__main__
from chalicelib.accounts.admission import CONFIRM_SECONDS, RETURN_SECONDS, Admission
from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.cognito import CognitoUsers
from chalicelib.adapters.dynamo.accounts import DynamoAccounts
from chalicelib.adapters.dynamo.connections import DynamoConnections
from chalicelib.adapters.dynamo.usage import DynamoUsage
from chalicelib.errors import AccountEndedError, SessionExpiredError
from chalicelib.models import Account, Allowance, Caps, Connection, Identity, MessageRef, StageCaps
from chalicelib.rag.answers.lifecycle import BEGIN
from tests.support.clock import Clock
from tests.support.stores import Chats, chats_in, put_question

CAPS = Caps(500, 5.0, 5, StageCaps(), Allowance(days=3))


class Told:
    """The sockets that were told of an end."""

    def __init__(self) -> None:
        self.ended: dict[str, str] = {}

    def end(self, connection_id: str, error: Any) -> None:
        self.ended[connection_id] = error["code"]


class Stage:
    """A pool with one person, and all that her account's end touches."""

    def __init__(self, aws: dict[str, str], dynamo: Any) -> None:
        self.cognito = boto3.client("cognito-idp")
        pool = self.cognito.create_user_pool(PoolName="people", UsernameAttributes=["email"])
        self.pool = pool["UserPool"]["Id"]
        user = self.cognito.admin_create_user(UserPoolId=self.pool, Username="anna@example.org")["User"]
        self.owner = user["Username"]
        self.identity = Identity(self.owner, 0, username=self.owner)
        self.clock = Clock()
        self.chats: Chats = chats_in(dynamo, aws, CAPS)
        self.connections = DynamoConnections(dynamo, aws["CONNECTIONS_TABLE"])
        self.accounts = DynamoAccounts(dynamo, aws["USAGE_TABLE"], self.clock)
        self.usage = DynamoUsage(dynamo, aws["USAGE_TABLE"], catalogue(), CAPS, "amazon.titan-embed-text-v2:0")
        self.told = Told()
        users = CognitoUsers(self.cognito, self.pool)
        stores = (self.connections, self.told, self.chats.questions, self.chats.answers)
        self.admission = Admission(self.accounts, users, *stores, now=self.clock)

    def open_socket(self, name: str) -> bool:
        self.connections.add(Connection(name, self.owner, 2**31))
        return self.connections.slots.take(self.owner, name, 20)


@pytest.fixture
def stage(aws: dict[str, str], dynamo: Any) -> Stage:
    return Stage(aws, dynamo)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(AccountEndedError):
        yield


def test_an_ended_account_is_refused_everywhere(stage: Stage) -> None:
    asked = put_question(stage.chats, stage.owner)
    assert stage.open_socket("first")
    stage.admission.end(stage.owner, "deleting")
    with refused():
        stage.admission.admit(stage.identity)
    with refused():
        stage.admission.check(stage.owner)
    with refused():
        stage.usage.check_price(stage.owner)
    with refused():
        stage.usage.check_question(stage.owner)
    with refused():
        stage.usage.reserve(stage.owner, 0.01)
    with refused():
        put_question(stage.chats, stage.owner)
    assert not stage.open_socket("second")
    with refused():
        stage.connections.slots.reclaim(stage.owner)
    assert stage.told.ended == {"first": "account_ended"}
    flushed = stage.chats.answers.apply(MessageRef(stage.owner, asked.message_id), BEGIN, worker="worker")
    assert flushed is not None
    assert flushed.stop_requested
    stage.admission.end(stage.owner, "deleting")
    stage.usage.check_price("another")


def test_a_disabled_account_comes_back_a_deleted_one_does_not(stage: Stage) -> None:
    stage.admission.end(stage.owner, "disabled")
    stage.admission.reopen(stage.owner)
    stage.admission.admit(stage.identity)
    put_question(stage.chats, stage.owner)
    assert stage.open_socket("first")
    stage.admission.end(stage.owner, "deleting")
    stage.admission.end(stage.owner, "disabled")
    stage.admission.reopen(stage.owner)
    assert stage.accounts.find(stage.owner).ended == "deleting"
    stage.admission.end(stage.owner, "deleted")
    stage.admission.end(stage.owner, "deleting")
    assert stage.accounts.find(stage.owner).ended == "deleted"


@pytest.mark.parametrize("how", ["admin_disable_user", "admin_delete_user"])
def test_an_end_in_the_user_pool_is_seen_within_minutes(stage: Stage, how: str) -> None:
    stage.admission.admit(stage.identity)
    assert stage.open_socket("open")
    getattr(stage.cognito, how)(UserPoolId=stage.pool, Username=stage.owner)
    stage.clock.seconds += CONFIRM_SECONDS - 1
    stage.admission.admit(stage.identity)
    assert stage.admission.sweep() == 0
    stage.clock.seconds += 1
    assert stage.admission.sweep() == 1
    assert stage.told.ended == {"open": "account_ended"}
    with refused():
        stage.admission.admit(stage.identity)


def test_a_program_is_refused_once_its_person_left_the_user_pool(stage: Stage) -> None:
    """Its token tells no name: the account's own is asked about."""
    program = Identity(stage.owner, 2**31, scopes=frozenset({"read"}))
    stage.admission.admit(stage.identity)
    stage.admission.admit(program)
    stage.cognito.admin_disable_user(UserPoolId=stage.pool, Username=stage.owner)
    stage.clock.seconds += CONFIRM_SECONDS
    with refused():
        stage.admission.admit(program)


def test_a_session_that_nobody_used_ends(stage: Stage) -> None:
    admission, minutes = replace(stage.admission, idle_seconds=15 * 60), 60
    now = int(stage.clock())
    session = Identity(stage.owner, 2**31, username=stage.owner, signed_in_at=now - 1)
    for _ in range(4):
        admission.admit(session)  # In use, every ten minutes.
        stage.clock.seconds += 10 * minutes
    stage.clock.seconds += 15 * minutes
    with pytest.raises(SessionExpiredError):
        admission.admit(session)
    with pytest.raises(SessionExpiredError):  # Asking does not begin it anew.
        admission.admit(session)
    admission.admit(replace(session, scopes=frozenset({"read"})))
    admission.admit(replace(session, signed_in_at=int(stage.clock())))
    stage.admission.admit(session)


def test_an_account_that_the_pool_enables_again_comes_back(stage: Stage) -> None:
    user = {"UserPoolId": stage.pool, "Username": stage.owner}
    stage.cognito.admin_disable_user(**user)
    with refused():
        stage.admission.admit(stage.identity)
    stage.cognito.admin_enable_user(**user)
    with refused():
        stage.admission.admit(stage.identity)
    stage.clock.seconds += RETURN_SECONDS
    stage.admission.admit(stage.identity)
    assert stage.open_socket("open")


def test_a_pool_that_does_not_answer_shuts_nobody_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage.admission.pool, "_pool_id", "us-east-1_elsewhere")
    stage.admission.admit(stage.identity)
    stage.admission.accounts.end(stage.owner, "disabled")
    with refused():
        stage.admission.admit(stage.identity)


def test_the_end_of_an_account_costs_the_hot_path_no_request(
    stage: Stage, count_requests: Callable[[], list[str]]
) -> None:
    """Before there were ends, an owner's day and the stage's rows were two requests."""
    requests = count_requests()
    stage.usage.check_price(stage.owner)
    assert requests == ["BatchGetItem", "Query"]  # The query is the allowance's, of open stages alone.
    requests.clear()
    put_question(stage.chats, stage.owner)
    assert requests == ["GetItem", "Query", "TransactWriteItems"]  # The caps that an admin chose are the account's.
    requests.clear()
    assert stage.connections.slots.take(stage.owner, "socket", 20)
    assert requests == ["UpdateItem"]
    stage.admission.admit(stage.identity)
    requests.clear()
    stage.admission.admit(stage.identity)
    assert requests == ["GetItem"]


@pytest.fixture
def count_requests(dynamo: Any) -> Callable[[], list[str]]:
    """The names of what DynamoDB is asked from now on."""

    def begin() -> list[str]:
        names: list[str] = []
        events = dynamo.meta.client.meta.events
        events.register("before-call.dynamodb", lambda model, **_: names.append(model.name))
        return names

    return begin


def test_the_row_of_an_account_counts_as_no_day(stage: Stage) -> None:
    """A new account's first day is looked for among the days."""
    stage.admission.admit(stage.identity)
    assert stage.accounts.find(stage.owner) == Account(
        stage.owner, username=stage.owner, confirmed_at=int(stage.clock())
    )
    stage.usage.check_price(stage.owner)
    assert stage.usage.report(stage.owner, "2000-01-01", "2100-01-01") == ([], [])


@pytest.mark.parametrize("odd", ["", "a/", '" or sub ^= "', "../b", "a" * 129, "account#a"])
def test_only_an_accounts_id_is_looked_for_or_deleted(
    stage: Stage, odd: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stage.admission.pool.username_of(odd) is None
    for command in (["forget", odd], ["export", odd, "out.zip"], ["import", "out.zip", "--owner", odd]):
        monkeypatch.setattr(sys, "argv", ["operations", *command])
        with pytest.raises(SystemExit):
            operations.__main__.main()
        assert "is no account's id" in capsys.readouterr().err
