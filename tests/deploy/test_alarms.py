"""That alarms reach a person is proven once by the deploy command; the services are moto's.

Moto keeps no history of alarms and knows no unconfirmed mail address: both are put in as AWS words them.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from moto import mock_aws

from cloud.aws.stores import remains
from cloud.stack import alarms, stack
from cloud.stack.target import LAPTOP, Target

ADDRESS = "ops@example.org"
CHOSEN = {"AlarmEmail": ADDRESS}
SUCCESS = "Successfully executed action arn:aws:sns:us-east-1:123456789012:grail-x-alarms"
FAILURE = "Failed to execute action arn:aws:sns:us-east-1:123456789012:grail-x-alarms."
NO_KEY = "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."


class Account:
    """An account with a stage's topic and alarms. `outcome` is what CloudWatch writes of an alarm's message."""

    def __init__(self) -> None:
        self.target = Target("x")
        self.outcome: dict[str, str] | None = {"HistorySummary": SUCCESS, "HistoryData": "{}"}
        self.confirmed = True
        self.states: list[tuple[str, str]] = []
        sns, cloudwatch = self.target.client("sns"), self.target.client("cloudwatch")
        topic = sns.create_topic(Name="grail-x-alarms")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=ADDRESS)
        for stage in ("x", "x-b", LAPTOP, f"{LAPTOP}-b"):
            for name in stack.names_of("AlarmName", stage):
                _put_alarm(cloudwatch, name)
        events: Any = self.target.session.events
        events.register("provide-client-params.cloudwatch.SetAlarmState", self._set)
        events.register("before-call.cloudwatch.DescribeAlarmHistory", self._history)
        events.register("after-call.sns.ListSubscriptionsByTopic", self._subscriptions)

    def _set(self, params: dict[str, Any], **_: Any) -> None:
        self.states.append((params["AlarmName"], params["StateValue"]))

    def _history(self, **_: Any) -> tuple[Any, dict[str, Any]]:
        items = [self.outcome] if self.outcome and self.states else []
        return SimpleNamespace(status_code=200), {"AlarmHistoryItems": items}

    def _subscriptions(self, parsed: dict[str, Any], **_: Any) -> None:
        for subscription in parsed["Subscriptions"] if not self.confirmed else ():
            subscription["SubscriptionArn"] = "PendingConfirmation"


def _put_alarm(cloudwatch: Any, name: str) -> None:
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        Namespace="Grail",
        MetricName=name,
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
    )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="made")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setattr(alarms, "ACTION_SECONDS", 0.0)
    with mock_aws():
        yield Account()


def test_a_deploy_proves_once_that_alarms_arrive(account: Account) -> None:
    assert alarms.prove(account.target, CHOSEN) == f"Alarms reach {ADDRESS}: a test was sent there a moment ago."
    assert [state for _, state in account.states] == ["ALARM", "OK"], "set off, and set back"
    assert {name for name, _ in account.states} <= set(stack.names_of("AlarmName", "x"))
    assert alarms.prove(account.target, CHOSEN) == f"Alarms reach {ADDRESS}."
    assert len(account.states) == 2, "the next deploy sends no second test"


def test_a_refused_message_is_said_with_its_reason(account: Account) -> None:
    account.outcome = {"HistorySummary": FAILURE, "HistoryData": f'{{"actionState": "Failed", "error": "{NO_KEY}"}}'}
    assert alarms.prove(account.target, CHOSEN) == f"Alarms do not reach {ADDRESS}: {FAILURE} {NO_KEY}"
    assert account.states[-1][1] == "OK"
    account.outcome = {"HistorySummary": SUCCESS, "HistoryData": "{}"}
    assert "a moment ago" in alarms.prove(account.target, CHOSEN), "it is tried again until it arrives"


def test_an_unconfirmed_address_is_said_and_not_called_reached(account: Account) -> None:
    account.confirmed = False
    assert "confirm the subscription" in alarms.prove(account.target, CHOSEN)
    assert account.states == []


def test_a_silent_history_is_not_called_a_success(account: Account) -> None:
    account.outcome = None
    assert "is not known" in alarms.prove(account.target, CHOSEN)
    assert account.states[-1][1] == "OK"


def test_an_alarm_that_goes_off_is_left_alone(account: Account) -> None:
    real = stack.names_of("AlarmName", "x")[0]
    account.target.client("cloudwatch").set_alarm_state(AlarmName=real, StateValue="ALARM", StateReason="real")
    account.states.clear()
    alarms.prove(account.target, CHOSEN)
    assert real not in {name for name, _ in account.states}


def test_without_an_address_the_deploy_says_that_no_one_is_told(account: Account) -> None:
    assert "No one is told" in alarms.prove(account.target, {"AlarmEmail": ""})


def test_leftovers_name_every_alarm_of_the_stage_alone(account: Account) -> None:
    found = [thing.name for thing in remains.find(Target(LAPTOP)) if thing.kind == "alarm"]
    assert sorted(found) == sorted(stack.names_of("AlarmName", LAPTOP))
