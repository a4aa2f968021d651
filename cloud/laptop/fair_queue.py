"""What Amazon's standard queues do with `MessageGroupId` ("fair queues") and MiniStack's do not.

A message of the group that has fewest being worked on comes first, and of those the oldest: who has sent one message
need not wait for another's ten thousand.
"""

import time
from collections import Counter
from typing import Any

from ministack.services import sqs

_collect = sqs._collect_msgs


def _collect_fairly(q: dict[str, Any], max_n: int, vis_timeout: int) -> list[dict[str, Any]]:
    """Called under MiniStack's lock of its queues."""
    if not q["is_fifo"]:
        now = time.time()
        busy = Counter(message.get("group_id") for message in q["messages"] if _worked_on(message, now))
        q["messages"].sort(key=lambda message: (busy[message.get("group_id")], message["sent_at"]))
    return _collect(q, max_n, vis_timeout)


def _worked_on(message: dict[str, Any], now: float) -> bool:
    return bool(message["visible_at"] > now and message.get("receive_count"))


def install() -> None:
    sqs._collect_msgs = _collect_fairly
