"""Alarms of the template's stack go off in the laptop cloud, and who hears the topic is told."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from cloud.stack import stack
from measure.running import RunningGrail

STAGE = "alarms"
REST = [{"Name": "ApiName", "Value": f"grail-{STAGE}"}]
# Alarm, metric, and how many in a quarter of an hour are still no alarm.
COUNTED = [
    ("answers", {"Namespace": "Grail", "MetricName": f"{STAGE}-AnswersFailed"}, 2),
    ("rest", {"Namespace": "AWS/ApiGateway", "MetricName": "5XXError", "Dimensions": REST}, 4),
    ("sockets", {"Namespace": "AWS/ApiGateway", "MetricName": "ExecutionError"}, 2),
    ("stage-cap", {"Namespace": "Grail", "MetricName": f"{STAGE}-StageCapReached"}, 0),
    ("rows", {"Namespace": "Grail", "MetricName": f"{STAGE}-UnreadableRows"}, 0),
    ("disk", {"Namespace": "Grail", "MetricName": f"{STAGE}-DiskFull"}, 0),
]


@pytest.fixture(scope="module")
def mailbox(running: RunningGrail) -> Iterator[str]:
    """A queue that hears the topic of a stage with alarms, in place of a person's mailbox; its address."""
    models = {name: running.function_environment[variable] for name, variable in MODELS.items()}
    chosen = {"Cloud": "laptop", "AlarmEmail": "ops@example.org", **models}
    stack.apply(running.aws, STAGE, chosen)
    sqs, sns = running.aws("sqs"), running.aws("sns")
    url = str(sqs.create_queue(QueueName=f"mailbox-{uuid4().hex}")["QueueUrl"])
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topics = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
    topic = next(topic for topic in topics if topic.endswith(f":grail-{STAGE}-alarms"))
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    yield url
    stack.delete(running.aws("cloudformation"), STAGE)


MODELS = {"EmbeddingModel": "EMBEDDING_MODEL", "ChatModels": "CHAT_MODELS"}


@pytest.mark.parametrize(("name", "metric", "quiet"), COUNTED)
def test_an_outage_sets_its_alarm_off(
    running: RunningGrail, mailbox: str, name: str, metric: dict[str, Any], quiet: int
) -> None:
    cloudwatch = running.aws("cloudwatch")
    _count(cloudwatch, metric, quiet)
    assert _state(cloudwatch, name) == "OK"
    assert _mail(running, mailbox) == []
    _count(cloudwatch, metric, 1)
    assert _state(cloudwatch, name) == "ALARM"
    assert [message["AlarmName"] for message in _mail(running, mailbox)] == [f"grail-{STAGE}-{name}"]


def test_upkeep_that_does_not_finish_sets_its_alarm_off(running: RunningGrail, mailbox: str) -> None:
    cloudwatch = running.aws("cloudwatch")
    metric = {"Namespace": "Grail", "MetricName": f"{STAGE}-UpkeepDone"}
    _count(cloudwatch, metric, 0)  # The laptop cloud does not look at metrics without values; CloudWatch does.
    assert _state(cloudwatch, "upkeep") == "ALARM"
    assert [message["AlarmName"] for message in _mail(running, mailbox)] == [f"grail-{STAGE}-upkeep"]
    _count(cloudwatch, metric, 1)
    assert _state(cloudwatch, "upkeep") == "OK"


def _count(cloudwatch: Any, metric: dict[str, Any], value: int) -> None:
    data = {**metric, "Value": float(value)}
    cloudwatch.put_metric_data(Namespace=data.pop("Namespace"), MetricData=[data])


def _state(cloudwatch: Any, name: str) -> str:
    alarms = cloudwatch.describe_alarms(AlarmNames=[f"grail-{STAGE}-{name}"])["MetricAlarms"]
    return str(alarms[0]["StateValue"])


def _mail(running: RunningGrail, url: str) -> list[dict[str, Any]]:
    messages = running.aws("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        running.aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [json.loads(json.loads(message["Body"])["Message"]) for message in messages]
