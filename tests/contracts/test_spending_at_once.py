"""Two hundred new accounts ask before any answer has ended; together they stop at the stage's daily price.

Moto refuses no transaction that meets another one. The client here does, as DynamoDB: who writes an item that a
transaction is writing is refused.
"""

import os
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tenacity import stop_after_delay

from chalicelib.adapters.dynamo.client import TAKEN_SECONDS, transact
from chalicelib.adapters.dynamo.stage_budget import CAP_REACHED, SHARDS
from chalicelib.errors import GrailError
from chalicelib.models import Caps, StageCaps, new_id
from tests.support.stores import chats_in, put_question

ACCOUNTS = 200 if os.environ.get("GRAIL_ATTACKS") == "long" else 80
AT_A_TIME = 24  # Calls under way: three for each of the stage's rows. Moto takes one at a time, so more only wait.
SLOWNESS = 20  # Moto on a busy machine takes 100 ms and more for a transaction, DynamoDB a few.
RESERVED = 0.02


class Crowded:
    """Makes a client's calls one after the other, and refuses those that meet a transaction under way."""

    def __init__(self, client: Any) -> None:
        self.conflicts = 0
        self._locked: set[str] = set()
        self._one_at_a_time = threading.Lock()
        self._call = client._make_api_call
        client._make_api_call = self.call

    def call(self, name: str, params: Any) -> Any:
        items = items_of(params) if name in ("TransactWriteItems", "UpdateItem") else set()
        if items & self._locked:
            self.conflicts += 1
            raise conflict(name)
        locked = items if name == "TransactWriteItems" else set()
        self._locked |= locked
        try:
            with self._one_at_a_time:
                return self._call(name, params)
        finally:
            self._locked -= locked


def items_of(params: Any) -> set[str]:
    writes = [write for item in params.get("TransactItems", ()) for write in item.values()] or [params]
    return {f"{write['TableName']} {write['Key']}" for write in writes if "Key" in write}


def conflict(name: str) -> ClientError:
    if name == "UpdateItem":
        return ClientError({"Error": {"Code": "TransactionConflictException", "Message": "Ongoing."}}, name)
    message = (
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, TransactionConflict]"
    )
    return ClientError({"Error": {"Code": "TransactionCanceledException", "Message": message}}, name)


@pytest.mark.parametrize("cap", [1.0, 2 * ACCOUNTS * RESERVED], ids=["less than all", "more than all"])
def test_concurrent_accounts_stop_at_the_stage_price(
    cap: float, aws: dict[str, str], dynamo: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = stop_after_delay(SLOWNESS * TAKEN_SECONDS)
    monkeypatch.setattr(vars(transact)["retry"], "stop", patient)
    caps = Caps(500, 5.0, parallel_answers=5, stage=StageCaps(10_000, cap))
    chats = chats_in(dynamo, aws, caps, answer_price=RESERVED)
    crowded = Crowded(dynamo.meta.client)

    def ask(_: int) -> str:
        try:
            put_question(chats, new_id())
        except GrailError as error:
            return error.code
        return "let in"

    began = time.monotonic()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        ended = Counter(pool.map(ask, range(ACCOUNTS)))
    print(f"{dict(ended)} in {time.monotonic() - began:.1f} s, {crowded.conflicts} conflicts")
    fits, let_in = min(ACCOUNTS, round(cap / RESERVED)), ended["let in"]
    assert fits <= let_in <= min(ACCOUNTS, fits + SHARDS), ended
    assert ended == Counter({"let in": let_in, "stage_budget_exceeded": ACCOUNTS - let_in})
    assert [record.getMessage() for record in caplog.records].count(CAP_REACHED) == ACCOUNTS - let_in
    assert crowded.conflicts > 0
