"""The sockets of an account that count as open: an end is heard of later than it comes."""

import time
from typing import Any

from measure.page_client import PageClient
from measure.running import RunningGrail, owner_of


def connections(running: RunningGrail, client: PageClient) -> list[dict[str, Any]]:
    """The rows of an account's open sockets."""
    found = (
        running.dynamo()
        .Table(running.function_environment["CONNECTIONS_TABLE"])
        .query(
            IndexName="owner",
            KeyConditionExpression="owner_id = :owner",
            ExpressionAttributeValues={":owner": owner_of(client)},
        )
    )
    return list(found["Items"])


def only_open_ones(running: RunningGrail, client: PageClient, number: int) -> bool:
    """Whether an account's sockets that ended are forgotten within 30 s."""
    until = time.monotonic() + 30
    while len(connections(running, client)) != number and time.monotonic() < until:
        time.sleep(0.2)
    return len(connections(running, client)) == number
