"""An account's deletion, killed at each call of AWS and begun again: nothing of it is left, and nothing of others goes.

The stores are moto's and the deletion is the product's own, wired as in its functions.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.accounts.deletion import SIGN_IN_SECONDS, WORKERS_ENDED_SECONDS, Deletion
from chalicelib.accounts.sweep import AccountSweep
from chalicelib.config import Settings
from chalicelib.errors import AccountEndedError, SignInAgainError
from chalicelib.models import AccountJob, Identity
from chalicelib.wiring import Services
from tests.faults.conftest import LONG
from tests.faults.steps import Killed
from tests.support.clock import Clock
from tests.support.rows import REST

FOLDERS = ("files", "staging", "key-points")


@dataclass
class Stage:
    """A pool, buckets with versions, and every table; `owner` is about to go, `other` stays."""

    names: dict[str, str]
    clock: Clock = field(default_factory=Clock)
    sent: list[AccountJob] = field(default_factory=list)
    kill_at: int | None = None
    calls: int = 0
    on: bool = False

    def __post_init__(self) -> None:
        self.cognito = boto3.client("cognito-idp")
        pool = self.cognito.create_user_pool(PoolName="people", UsernameAttributes=["email"])
        self.pool = pool["UserPool"]["Id"]
        self.services = Services(Settings.from_env({**self.names, **REST, "USER_POOL_ID": self.pool}))
        self.s3 = self.services.adapters._clients.client("s3")
        self.dynamo = self.services.adapters._clients.dynamo
        self.settings = self.services.settings
        adapters = self.services.adapters
        for adapter, name in ((adapters.accounts, "_now"), (adapters.account_tasks, "_clock")):
            setattr(adapter, name, self.clock)
        for client in (self.dynamo.meta.client, adapters.user_pool._cognito, adapters.files._s3):
            client.meta.events.register("before-call", self._called)
            client.meta.events.register("after-call", self._called)
        for kind in adapters.belongings:
            if client := getattr(kind, "s3", None):
                client.meta.events.register("before-call", self._called)
                client.meta.events.register("after-call", self._called)
                break

    def _called(self, **_: Any) -> None:
        """Before and after each call of AWS."""
        self.calls += self.on
        if self.on and self.kill_at == self.calls:
            raise Killed

    @contextmanager
    def counting(self) -> Iterator[None]:
        self.on = True
        try:
            yield
        finally:
            self.on = False

    @property
    def queue(self) -> Any:
        return self

    def send(self, job: AccountJob) -> None:
        self.sent.append(job)

    @property
    def deletion(self) -> Deletion:
        made = self.services.accounts.deletion
        admission = self.services.accounts.admission
        object.__setattr__(admission, "now", self.clock)
        return Deletion(admission, made.accounts, made.tasks, self.queue, made.pool, made.belongings, self.clock)

    @property
    def sweep(self) -> AccountSweep:
        return AccountSweep(self.deletion.tasks, self.queue, self.deletion, self.clock)

    # What there is

    def join(self, name: str) -> Identity:
        """An account with something in each store."""
        user = self.cognito.admin_create_user(UserPoolId=self.pool, Username=f"{name}@example.org")["User"]
        owner = user["Username"]
        table, settings = self.dynamo.Table, self.settings
        for number in range(3):
            table(settings.documents_table).put_item(Item={"owner_id": owner, "id": f"d{number}", "word": name})
            chat = {"owner_id": owner, "id": f"c{number}", "updated_at": "1"}
            table(settings.conversations_table).put_item(Item=chat)
            table(settings.messages_table).put_item(Item={"owner_id": owner, "id": f"m{number}", "text": name})
            table(settings.usage_table).put_item(Item={"owner_id": owner, "day": f"2026-01-0{number + 1}"})
        table(settings.documents_table).put_item(Item={"owner_id": f"tidy#{owner}", "id": "tidy"})
        table(settings.connections_table).put_item(Item={"id": f"s-{owner}", "owner_id": owner, "expires_at": 2**31})
        table(settings.tickets_table).put_item(Item={"digest": f"t-{name}", "owner_id": owner})
        table(settings.edge_table).put_item(Item={"id": f"searches#{owner}#1", "times": 1})
        for folder in FOLDERS:
            for version in (1, 2):
                body = io.BytesIO(f"{name} {version}".encode())
                self.s3.put_object(Bucket=settings.documents_bucket, Key=f"{folder}/{owner}/d1/1", Body=body)
        self.s3.put_object(Bucket=settings.vectors_bucket, Key=f"{owner}/table.lance/data", Body=name.encode())
        return Identity(owner, 2**31, username=owner, signed_in_at=int(self.clock()))

    def stored(self, word: str) -> list[str]:
        """Where a name or an owner's id still stands, in any row, key or object."""
        places = []
        tables = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables
        for table in tables.values():
            places += [f"{table.name}: {item.to_json()}" for item in table.all_items() if word in str(item.to_json())]
        for bucket in (self.settings.documents_bucket, self.settings.vectors_bucket):
            pages = self.s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
            listed = (one for page in pages for one in (*page.get("Versions", []), *page.get("DeleteMarkers", [])))
            places += [one["Key"] for one in listed if word in one["Key"]]
        users = self.cognito.list_users(UserPoolId=self.pool)["Users"]
        return places + [user["Username"] for user in users if word in str(user)]

    # What goes on

    def work(self) -> None:
        """One delivery of each message, and one pass of upkeep, unless they are killed."""
        jobs, self.sent[:] = list(self.sent), []
        with suppress(Killed), self.counting():
            for job in jobs:
                self.deletion.run(job.owner_id, lambda: 300.0)
            self.sweep.run()

    def settle(self, owner: str) -> None:
        """Let minutes pass until the task is gone."""
        for _ in range(20):
            self.work()
            if self.services.adapters.account_tasks.find(owner, "deletion") is None:
                return
            self.clock.seconds += 240
        raise AssertionError("The deletion does not come to its end")


@pytest.fixture
def new_stage(aws: dict[str, str]) -> Iterator[Callable[[], Stage]]:
    boto3.client("s3").put_bucket_versioning(
        Bucket=aws["DOCUMENTS_BUCKET"], VersioningConfiguration={"Status": "Enabled"}
    )
    yield lambda: Stage(aws)
    boto3.client("s3").put_bucket_versioning(
        Bucket=aws["DOCUMENTS_BUCKET"], VersioningConfiguration={"Status": "Suspended"}
    )


def remains(stage: Stage, owner: str) -> list[str]:
    """All that names the owner but the row that says that the account has ended."""
    return [place for place in stage.stored(owner) if "'day': {'S': 'account'}" not in place.replace('"', "'")]


@pytest.mark.fault("F13")
def test_a_deleted_account_leaves_a_receipt_alone(new_stage: Callable[[], Stage]) -> None:
    stage = new_stage()
    anna, other = stage.join("anna"), stage.join("berta")
    theirs = stage.stored(other.owner_id)
    stage.deletion.ask(anna)
    with pytest.raises(AccountEndedError):
        stage.services.accounts.admission.admit(anna)
    stage.settle(anna.owner_id)
    assert remains(stage, anna.owner_id) == stage.stored("anna") == []
    assert stage.stored(other.owner_id) == theirs
    account = stage.services.adapters.accounts.find(anna.owner_id)
    assert account.ended == "deleted"
    assert account.username is None
    assert account.receipt is not None
    assert account.receipt.purged == {
        "documents": 4, "conversations": 3, "messages": 3, "usage": 3, "connections": 0, "tickets": 1, "edge": 1,
        "files": 2, "staging": 2, "key-points": 2, "exports": 0, "passages": 1, "sharing": 0, "user pool": 1,
    }  # fmt: skip


@pytest.mark.fault("F13")
def test_a_deletion_killed_at_any_call_comes_to_the_same_end(
    new_stage: Callable[[], Stage], case: Callable[[str, bool], None]
) -> None:
    """Before and after each call of AWS, from the request to the receipt."""
    stage = new_stage()
    other = stage.join("other")
    theirs = stage.stored(other.owner_id)
    counted = _killed(stage, None)
    assert counted > 60
    for number in range(1, counted, 1 if LONG else 13):
        _killed(stage, number)
        case("F13", True)
    assert stage.stored(other.owner_id) == theirs


def _killed(stage: Stage, number: int | None) -> int:
    """Delete an account with one kill at the call of this number; returns how many calls there were."""
    person = stage.join(f"person{number}")
    stage.calls, stage.kill_at = 0, number
    identity = Identity(person.owner_id, 2**31, username=person.username, signed_in_at=int(stage.clock()))
    with suppress(Killed), stage.counting():
        stage.deletion.ask(identity)
    if not stage.services.adapters.account_tasks.find(person.owner_id, "deletion"):
        stage.deletion.ask(identity)  # The person presses once more.
    stage.settle(person.owner_id)
    calls, stage.kill_at = stage.calls, None
    assert remains(stage, person.owner_id) == stage.stored(f"person{number}@") == [], number
    receipt = stage.services.adapters.accounts.find(person.owner_id).receipt
    assert receipt is not None
    assert receipt.purged["messages"] == receipt.purged["conversations"] == 3, number
    return calls


@pytest.mark.fault("F13")
def test_what_a_last_worker_leaves_is_purged(new_stage: Callable[[], Stage]) -> None:
    stage = new_stage()
    anna = stage.join("anna")
    stage.deletion.ask(anna)
    stage.work()
    assert remains(stage, anna.owner_id) != []  # The task itself.
    late = {"owner_id": anna.owner_id, "day": "2026-01-04", "questions": 1}
    stage.dynamo.Table(stage.settings.usage_table).put_item(Item=late)
    stage.s3.put_object(Bucket=stage.settings.vectors_bucket, Key=f"{anna.owner_id}/late", Body=b"anna")
    stage.clock.seconds += WORKERS_ENDED_SECONDS - 1
    stage.work()
    assert stage.stored("late") == [f"{anna.owner_id}/late"]
    stage.settle(anna.owner_id)
    assert remains(stage, anna.owner_id) == []


@pytest.mark.fault("F13")
def test_only_who_signed_in_lately_deletes_an_account(new_stage: Callable[[], Stage]) -> None:
    stage = new_stage()
    anna = stage.join("anna")
    stage.clock.seconds += SIGN_IN_SECONDS + 1
    before = stage.stored(anna.owner_id)
    for signed_in_at in (anna.signed_in_at, 0, int(stage.clock()) + 3600):
        with pytest.raises(SignInAgainError):
            stage.deletion.ask(Identity(anna.owner_id, 2**31, username=anna.owner_id, signed_in_at=signed_in_at))
    assert stage.stored(anna.owner_id) == before
    assert stage.sent == []


@pytest.mark.fault("F13")
def test_a_purge_goes_on_where_its_time_ended(new_stage: Callable[[], Stage]) -> None:
    stage = new_stage()
    anna = stage.join("anna")
    stage.deletion.ask(anna)
    times = iter([300.0] * 3 + [0.0] * 100)
    stage.deletion.run(anna.owner_id, lambda: next(times))
    assert stage.services.adapters.account_tasks.find(anna.owner_id, "deletion").step == "first"  # type: ignore[union-attr]
    assert remains(stage, anna.owner_id) != []
    stage.settle(anna.owner_id)
    assert remains(stage, anna.owner_id) == []
