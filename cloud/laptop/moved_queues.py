"""Queues that were stored while MiniStack had another port.

MiniStack knows a queue by its address, port included: started on another port it would take new messages, and never
call the function that they are for.
"""

from typing import Any

from ministack.services import sqs

_load = sqs.load_persisted_state


def _load_at_this_port(data: Any) -> None:
    _load(data)  # type: ignore[no-untyped-call]
    for scope, queue in list(sqs._queues._data.items()):
        account, region, _ = scope
        address = sqs._queue_url_for_account(account, queue["name"])
        queue["url"] = address
        sqs._queues._data[account, region, address] = sqs._queues._data.pop(scope)
    sqs._queue_name_to_url.clear()  # type: ignore[no-untyped-call]
    sqs._rebuild_queue_name_index()


def install() -> None:
    sqs.load_persisted_state = _load_at_this_port
