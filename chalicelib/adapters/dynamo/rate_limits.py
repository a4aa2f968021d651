"""How often an owner did something lately, in DynamoDB: one write a count, in rows that expire."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from chalicelib.adapters.dynamo.updates import update
from chalicelib.errors import RateLimitedError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

Counted = Literal[
    "tickets",
    "searches",
    "uploads",
    "requests",
    "tokens",
    "exports",
    "waits",
    "collected",
    "grants",
    "admin_acts",
    "sweeps",
    "links",
]

# Seconds that are counted together. A form for an upload is valid for an hour, so this bounds uploads in flight.
WINDOWS: Mapping[Counted, int] = {
    "tickets": 60,
    "searches": 60,
    "uploads": 3600,
    "requests": 60,
    "tokens": 3600,
    "exports": 24 * 3600,
    "waits": 60,
    "collected": 60,
    "grants": 3600,
    "admin_acts": 60,
    "sweeps": 3600,
    "links": 3600,
}
SENTENCES: Mapping[Counted, str] = {
    "tickets": "You open connections too often. Please wait a minute.",
    "searches": "You search too often. Please wait a minute.",
    "uploads": "Upload limit reached. Please try again in an hour.",
    "tokens": "You make tokens too often. Please wait an hour.",
    "exports": "You have asked for all your data often enough today. Please try again tomorrow.",
    "waits": "You ask for unfinished answers too often. Please wait a minute.",
    "collected": "You change collections too often. Please wait a minute.",
    "grants": "You share or accept too often. Please wait an hour.",
    "links": "You share conversations too often. Please wait an hour.",
    "admin_acts": "You change too much at once. Please wait a minute.",
    "sweeps": "You begin runs of sources too often. Please wait an hour.",
    "requests": "You are asking for too much at once. Please wait a minute.",
}


class DynamoRateLimits:
    """`caps` is how often each action is allowed within its window."""

    def __init__(
        self,
        dynamo: "DynamoDBServiceResource",
        table: str,
        caps: Mapping[Counted, int],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._table = dynamo.Table(table)
        self._caps = caps
        self._now = now

    def count(self, owner_id: str, action: Counted) -> None:
        """Count one more; raises RateLimitedError beyond the cap."""
        if not self.has_room(owner_id, action):
            raise RateLimitedError(SENTENCES[action])

    def seconds_to_wait(self, owner_id: str) -> int:
        """Count one more upload; 0 within the cap, else the seconds until the next window."""
        seconds = WINDOWS["uploads"]
        return 0 if self.has_room(owner_id, "uploads") else seconds - int(self._now()) % seconds

    def has_room(self, owner_id: str, action: Counted, times: int = 1) -> bool:
        """Count so many more; whether they are within the cap."""
        seconds = WINDOWS[action]
        window = int(self._now()) // seconds
        key, ttl = {"id": f"{action}#{owner_id}#{window}"}, (window + 2) * seconds
        item = update(self._table, key, {"ttl": ttl}, adds={"times": times})
        return item is None or bool(item["times"] <= self._caps[action])
