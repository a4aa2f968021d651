"""What is counted in the logs: the functions' real lines, as Lambda writes them, against the template's patterns."""

import errno
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from cfnlint.decode import cfn_yaml

from chalicelib.adapters.disk import room_for_document
from chalicelib.adapters.dynamo.stored import read
from chalicelib.api import records
from chalicelib.api.frames import Frames
from chalicelib.errors import (
    BudgetExceededError,
    DocumentError,
    ModelBusyError,
    StageBudgetExceededError,
    StoreBusyError,
    UnreadableRowError,
)
from chalicelib.models import Caps, Document, StageCaps
from cloud.stack import stack
from tests.deploy.log_filters import logged, matches
from tests.faults.world import World, story
from tests.support.fakes import FakeChat
from tests.support.stores import chats_in, chats_on_moto, put_question
from tests.unit.answers.making import asked, run

formatter = pytest.importorskip("awslambdaric.lambda_runtime_log_utils", reason="Lambda's runtime client is Linux's")
TEMPLATE: dict[str, Any] = cfn_yaml.load(str(stack.TEMPLATE))  # type: ignore[no-untyped-call]
FILTERS = [
    resource["Properties"]
    for resource in TEMPLATE["Resources"].values()
    if resource["Type"] == "AWS::Logs::MetricFilter"
]


def counted(group: str, lines: list[str]) -> Counter[str]:
    """How often each metric goes up by these lines of one function's log group."""
    found: Counter[str] = Counter()
    for log_filter in FILTERS:
        if log_filter["LogGroupName"]["Ref"] == group:
            metric = log_filter["MetricTransformations"][0]["MetricName"]["Fn::Sub"].removeprefix("${Stage}-")
            found[metric] += sum(matches(log_filter["FilterPattern"], line) for line in lines)
    return +found


@dataclass
class Chores:
    """The services of upkeep; `fault` is raised by the sweep of documents."""

    fault: Exception | None = None

    @property
    def services(self) -> Any:
        idle = SimpleNamespace(sweep=lambda _: 0)
        return SimpleNamespace(
            upkeep=SimpleNamespace(sweep=self._sweep, sweep_tables=lambda _: 0),
            accounts=SimpleNamespace(admission=idle, sweep=SimpleNamespace(run=lambda _: 0)),
            abandoned=idle,
            sources=SimpleNamespace(sweeping=idle),
            adapters=SimpleNamespace(
                sockets=SimpleNamespace(end_sessions=lambda *_: 0),
                functions=SimpleNamespace(call_each=lambda _: 0),
                stage_records=SimpleNamespace(upkeep_ended=lambda _: None),
                **{
                    name: SimpleNamespace(count_due=lambda _: 7)
                    for name in ("answers", "documents", "maintenance", "sources")
                },
            ),
        )

    def _sweep(self, _: object) -> int:
        if self.fault is not None:
            raise self.fault
        return 0


@pytest.mark.parametrize(
    ("error", "count"),
    [(ModelBusyError(), 1), (BudgetExceededError("Enough."), 0), (StageBudgetExceededError(), 0)],
)
def test_a_failed_answer_is_counted_unless_the_day_is_spent(error: Exception, count: int) -> None:
    with chats_on_moto() as conversations, logged(formatter.JsonFormatter()) as lines:
        run(conversations, FakeChat("Half an", error), asked(conversations, "How many?"))
    assert counted("AnswerLogs", lines) == Counter({"AnswersFailed": count} if count else {})


def test_a_good_answer_is_not_counted() -> None:
    with chats_on_moto() as conversations, logged(formatter.JsonFormatter()) as lines:
        run(conversations, FakeChat(), asked(conversations, "How many?"))
    assert not counted("AnswerLogs", lines)


@pytest.mark.parametrize(("fault", "count"), [(None, 1), (StoreBusyError("busy"), 0), (TypeError("new"), 0)])
def test_upkeep_is_counted_when_every_chore_ended(fault: Exception | None, count: int) -> None:
    with logged(formatter.JsonFormatter()) as lines:
        records.upkeep(Chores(fault).services, lambda: 300.0)
    assert counted("UpkeepLogs", lines)["UpkeepDone"] == count


def test_what_upkeep_has_not_come_to_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "is_due", lambda _: False)
    clock = iter(range(1000, 0, -40))
    with logged(formatter.JsonFormatter()) as lines:
        records.upkeep(Chores().services, lambda: next(clock))
    assert counted("UpkeepLogs", lines) == Counter({"UpkeepLeft": 7, "UpkeepDone": 1})
    (left,) = [item for item in FILTERS if item["FilterPattern"] == '{ $.message = "Upkeep goes on in a minute" }']
    assert left["MetricTransformations"][0]["MetricValue"] == "$.left"


@pytest.mark.parametrize(
    ("error", "metric"),
    [(DocumentError("unreadable", "This file is damaged."), "DocumentsFailed"), (ModelBusyError(), "DocumentsWaiting")],
)
def test_a_document_that_fails_or_waits_is_counted(
    error: Exception, metric: str, aws: dict[str, str], tmp_path: Path
) -> None:
    dynamo: Any = boto3.resource("dynamodb", region_name="us-east-1")
    world = World(dynamo, boto3.client("s3", region_name="us-east-1"), aws, tmp_path)
    world.extractor.error = error
    world.upload(story("a"))
    with logged(formatter.JsonFormatter()) as lines:
        world.deliver_all()
    assert counted("EmbedLogs", lines) == Counter({metric: 1})


BROKEN: Any = SimpleNamespace(adapters=SimpleNamespace())  # Services that have nothing.


def test_a_frame_that_meets_a_fault_is_counted() -> None:
    with logged(formatter.JsonFormatter()) as lines, pytest.raises(AttributeError):
        Frames(BROKEN).receive("connection", "{}")  # Telling the person fails too.
    assert counted("MessageLogs", lines) == Counter({"SocketsFailed": 1})


def test_a_socket_that_meets_a_fault_is_counted() -> None:
    event = {"multiValueQueryStringParameters": {"ticket": ["t"]}, "requestContext": {"connectionId": "c"}}
    with logged(formatter.JsonFormatter()) as lines:
        assert Frames(BROKEN).connect(event) == {"statusCode": 500}
    assert counted("ConnectLogs", lines) == Counter({"SocketsFailed": 1})


def test_every_refusal_by_the_stage_cap_is_counted(aws: dict[str, str]) -> None:
    dynamo: Any = boto3.resource("dynamodb", region_name="us-east-1")
    caps = Caps(daily_questions=500, daily_price_usd=5.0, parallel_answers=5, stage=StageCaps(daily_questions=1))
    store = chats_in(dynamo, aws, caps)
    put_question(store, "first")
    with logged(formatter.JsonFormatter()) as lines:
        for owner_id in ("second", "third"):
            with pytest.raises(StageBudgetExceededError):
                put_question(store, owner_id)
    for group in ("MessageLogs", "RestLogs", "EmbedLogs"):
        assert counted(group, lines) == Counter({"StageCapReached": 2})
    alarm = TEMPLATE["Resources"]["StageCapAlarm"]["Properties"]
    assert (alarm["MetricName"]["Fn::Sub"], alarm["Threshold"]) == ("${Stage}-StageCapReached", 0)


def test_an_unreadable_row_is_counted() -> None:
    with logged(formatter.JsonFormatter()) as lines, pytest.raises(UnreadableRowError):
        read(Document, {"owner_id": "owner", "id": "document"})
    for group in ("UpkeepLogs", "RestLogs", "AnswerLogs", "EmbedLogs"):
        assert counted(group, lines) == Counter({"UnreadableRows": 1}), group


def test_a_full_disk_is_counted() -> None:
    with logged(formatter.JsonFormatter()) as lines, pytest.raises(DocumentError), room_for_document():
        raise OSError(errno.ENOSPC, "No space left on device")
    for group in ("EmbedLogs", "AnswerLogs", "RestLogs"):
        assert counted(group, lines) == Counter({"DiskFull": 1}), group
