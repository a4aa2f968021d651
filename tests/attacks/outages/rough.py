"""What a long soak meets besides faults of calls: a full disk, rows of a newer version or of none, people who leave."""

import os
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from chalicelib.adapters.dynamo.account_tasks import LEASE_SECONDS
from grail import NotSignedInError, ServiceError, UnreachableError
from measure.running import RunningGrail, new_client, owner_of, run_upkeep
from tests.attacks.outages.load import PASSING
from tests.integration.test_deleted_accounts import places
from tests.support.disks import fill

ROUGH = bool(os.environ.get("GRAIL_SOAK"))
WORKER_SECONDS = 20  # So long a step of a deletion takes here at most.
BROKEN = "broken-rows"  # Whose rows are broken: nobody's account, so what is mended of it is seen by itself.
TABLES = ("documents", "conversations", "messages", "usage")
DUE = {"open": "0", "check_at": 1}
# One of each kind, due at once where upkeep looks: without a required field, of another type, without its owner's form.
ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("documents", {"id": "no-name", "status": "queued", **DUE}),
    ("documents", {"id": "odd-time", "filename": "a.txt", "status": "queued", "since": "yesterday", **DUE}),
    ("documents", {"id": "odd-progress", "filename": "a.txt", "status": "ready", "progress": "half", **DUE}),
    ("conversations", {"id": "no-title", "updated_at": "2026-01-01"}),
    ("messages", {"id": "no-text", "role": "assistant", "status": "streaming", **DUE}),
    ("messages", {"id": "no-role", "text": "Who said that?", "role": 7}),
    ("usage", {"day": "2026-01-01", "questions": "many"}),
)


class Rough:
    """Does one of these every few seconds, until it is told to end; `done` counts them."""

    def __init__(self, running: RunningGrail, owners: list[str]) -> None:
        self._running = running
        self._owners = owners
        self._dice = random.Random(5)
        disk = Path(running.environment.get("TMPDIR", "/"))
        self._disk = (
            disk if disk.is_relative_to(running.home.parent) and disk.is_mount() else None
        )  # Never this machine's.
        self.done: Counter[str] = Counter()
        self.left: list[tuple[str, str]] = []  # The owner and the word of each account that was deleted.
        self.wrong: list[str] = []

    def trouble(self, until: threading.Event) -> None:
        while not until.wait(3.0):
            self._dice.choice([self._break_rows, self._write_newer_rows, self._fill_disk])(until)

    def leave(self, until: threading.Event) -> None:
        """Accounts come, keep something, and go, in the midst of it."""
        while not until.wait(5.0):
            with suppress(UnreachableError), new_client(self._running) as client:
                word = f"leaver{uuid4().hex}"
                with suppress(ServiceError):
                    client.add_content("mine.txt", f"The boat of {word} is blue.".encode())
                    client.call("POST", "/account/export")
                self._delete(client, word)

    def _delete(self, client: Any, word: str) -> None:
        for _ in range(20):
            try:
                client.call("DELETE", "/account")
            except (ServiceError, NotSignedInError) as error:
                if error.code == "account_ended":
                    break  # An answer was lost, not the deletion.
                if error.code not in PASSING:
                    self.wrong.append(f"leave: {error}")
                    return
                time.sleep(0.5)
            else:
                break
        self.left.append((owner_of(client), word))
        self.done["accounts deleted"] += 1

    def _break_rows(self, until: threading.Event) -> None:
        table, row = self._dice.choice(ROWS)
        self._table(table).put_item(Item={"owner_id": BROKEN, **row})
        self.done["rows broken"] += 1

    def _write_newer_rows(self, until: threading.Event) -> None:
        """As functions of the next version do, which is then taken back."""
        name, owner = self._dice.choice(TABLES), self._dice.choice(self._owners)
        table = self._table(name)
        query = {"KeyConditionExpression": "owner_id = :owner", "ExpressionAttributeValues": {":owner": owner}}
        sort = "day" if name == "usage" else "id"
        for item in table.query(**query)["Items"][-5:]:
            with suppress(table.meta.client.exceptions.ConditionalCheckFailedException):
                table.update_item(
                    Key={"owner_id": owner, sort: item[sort]},
                    UpdateExpression="SET newer = :newer",
                    ConditionExpression="attribute_exists(owner_id)",
                    ExpressionAttributeValues={":newer": {"of": ["the", "next version"], "deep": {"more": 1}}},
                )
                self.done["rows of a newer version"] += 1

    def _fill_disk(self, until: threading.Event) -> None:
        if self._disk is None:
            return
        fill(self._disk)
        until.wait(2.0)
        (self._disk / "filler").unlink()
        self.done["disk filled"] += 1

    def _table(self, name: str) -> Any:
        return self._running.dynamo().Table(f"grail-local-{name}")

    def _goes_on(self, owner: str) -> bool:
        """Whether a deletion is under way. Its wait is let pass, and the lease of a worker that a fault has ended."""
        table, key = self._table("documents"), {"owner_id": f"account#{owner}", "id": "deletion"}
        item = table.get_item(Key=key, ConsistentRead=True).get("Item")
        if item is None:
            return False
        if time.time() - (int(item.get("lease_until", 0)) - LEASE_SECONDS) > WORKER_SECONDS:
            lease = ", lease_until = :past" if "lease_until" in item else ""
            with suppress(table.meta.client.exceptions.ConditionalCheckFailedException):
                table.update_item(
                    Key=key,
                    UpdateExpression=f"SET check_at = :past{lease}",
                    ConditionExpression="attribute_exists(id)",
                    ExpressionAttributeValues={":past": 1},
                )
        return True

    def stays(self, until: float) -> list[str]:
        """What is left of those who went, once upkeep has come to all of them; by `until` (monotonic seconds)."""
        while going := [owner for owner, _ in self.left if self._goes_on(owner)]:
            assert time.monotonic() < until, f"{len(going)} deletions do not end"
            run_upkeep(self._running)
            time.sleep(1.0)
        words = tuple(word.encode() for _, word in self.left)
        return list(places(self._running, words)) if words else []
