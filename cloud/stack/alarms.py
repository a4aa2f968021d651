"""The stage's alarms: what they are called, and a proof that they reach a person.

CloudWatch hides a topic that it may not use: the alarm turns red in the console and nobody hears of it. So the deploy
command sets one alarm off, reads in the alarm's history what became of its message, and sets the alarm back. A tag on
the topic remembers the address that was reached, so that a person gets one such mail and not one with every deploy.
"""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cloud.stack import stack
from cloud.stack.target import Target

PROVEN = "grail-alarms-reach"
REASON = "This is a test by make deploy: all is well. Alarms of the stage {stage} will come to this address."
ACTION_SECONDS = 60.0
PAUSE_SECONDS = 2.0
CLOCKS = timedelta(minutes=1)  # How far this machine's clock may be from CloudWatch's.
NOBODY = "No one is told of alarms: AlarmEmail is not set (docs/operations.md)."


def prove(target: Target, parameters: Mapping[str, str]) -> str:
    """One sentence on whether an alarm reaches AlarmEmail; the alarm is as before when it returns."""
    address = parameters.get("AlarmEmail", "")
    if not address:
        return NOBODY
    topic = _topic(target)
    if topic is None:
        return "Alarms reach no one: their topic is missing. The next make deploy makes it anew."
    if _proven(target, topic) == address:
        return f"Alarms reach {address}."
    if not _confirmed(target, topic, address):
        return (
            f"Alarms do not reach {address} yet: open AWS's mail there and confirm the subscription, then deploy again."
        )
    outcome = _outcome(target)
    if outcome is None:
        return f"Whether alarms reach {address} is not known: CloudWatch has not said so within a minute."
    if not outcome.startswith("Successfully"):
        return f"Alarms do not reach {address}: {outcome}"
    tags = [{"Key": PROVEN, "Value": address}]
    target.client("sns").tag_resource(ResourceArn=topic, Tags=tags)
    return f"Alarms reach {address}: a test was sent there a moment ago."


def _topic(target: Target) -> str | None:
    pages = target.client("sns").get_paginator("list_topics").paginate()
    arns = (topic["TopicArn"] for page in pages for topic in page.get("Topics", []))
    return next((arn for arn in arns if arn.endswith(f":grail-{target.stage}-alarms")), None)


def _proven(target: Target, topic: str) -> str | None:
    tags = target.client("sns").list_tags_for_resource(ResourceArn=topic).get("Tags", [])
    return next((tag["Value"] for tag in tags if tag["Key"] == PROVEN), None)


def _confirmed(target: Target, topic: str, address: str) -> bool:
    """Whether the person has opened the link in AWS's mail; until then SNS drops every message."""
    pages = target.client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    subscriptions = [subscription for page in pages for subscription in page.get("Subscriptions", [])]
    return any(
        subscription["Endpoint"] == address and subscription["SubscriptionArn"].startswith("arn:")
        for subscription in subscriptions
    )


def _outcome(target: Target) -> str | None:
    """What CloudWatch says became of an alarm's message, or None if it says nothing in time."""
    client = target.client("cloudwatch")
    alarm, before = _quiet_alarm(client, target.stage)
    if before == "ALARM":
        return None
    began = datetime.now(UTC) - CLOCKS
    try:
        client.set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason=REASON.format(stage=target.stage))
        return _action(client, alarm, began)
    finally:
        client.set_alarm_state(AlarmName=alarm, StateValue=before, StateReason="The test by make deploy is over.")


def _quiet_alarm(client: Any, stage: str) -> tuple[str, str]:
    """An alarm and its state. One that is in ALARM already sends nothing more, so it is the last choice."""
    alarms = client.describe_alarms(AlarmNames=stack.names_of("AlarmName", stage))["MetricAlarms"]
    alarm = min(alarms, key=lambda alarm: alarm["StateValue"] == "ALARM")
    return alarm["AlarmName"], alarm["StateValue"]


def _action(client: Any, alarm: str, began: datetime) -> str | None:
    until = time.monotonic() + ACTION_SECONDS
    while True:
        history = client.describe_alarm_history(AlarmName=alarm, HistoryItemType="Action", StartDate=began)
        for item in history["AlarmHistoryItems"]:
            return _summary(item)
        if time.monotonic() > until:
            return None
        time.sleep(PAUSE_SECONDS)


def _summary(item: Mapping[str, Any]) -> str:
    """It begins with "Successfully executed action" or "Failed to execute action"; a failure has SNS's reason."""
    reason = json.loads(item.get("HistoryData") or "{}").get("error")
    summary = str(item["HistorySummary"])
    return summary if reason is None or str(reason) in summary else f"{summary} {reason}"
