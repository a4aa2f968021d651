"""The registry's record of what changed in owners' tables, beside the documents and found by the same sweep.

One item an owner, under a key that no owner has. Nothing of LanceDB is read to know what is due: commits are counted.
Nor is S3 to know whether a copy of the table is still as it should be: each change has a name of its own.
"""

import zlib
from collections.abc import Iterator

from boto3.dynamodb.conditions import Attr, ConditionBase, Key

from chalicelib.adapters.dynamo.client import ConditionLostError, Item, dynamo_errors, from_item, query_all
from chalicelib.adapters.dynamo.document_table import OPEN_SHARDS, DocumentTable
from chalicelib.models import Tidying, new_id

COMMITS = 20  # With so many new versions, and mostly files, a table is tidied at once, else after PURGE_SECONDS.
PURGE_SECONDS = 720  # By then versions that hold a deleted text are old enough to be dropped.
TIDY_SECONDS = 330  # A function lives 300 s at most.
LOST_SECONDS = 900  # A message that did nothing by then is lost.
AGAIN_SECONDS = 60


class TidyRecords(DocumentTable):
    """When an owner's table last changed, when it is to be tidied, and who does so: one at a time."""

    def last_change(self, owner_id: str) -> str | None:
        """The name of the last change; it never comes again. None if there was none."""
        with dynamo_errors():
            answer = self._table.get_item(Key=_key(owner_id), ConsistentRead=True, ProjectionExpression="changed")
        return answer.get("Item", {}).get("changed")  # type: ignore[return-value]

    def rows_changed(self, owner_id: str, *, deleted: bool = False) -> None:
        """Rows were added, or deleted, and then the files are to be rewritten soon, so that the text is gone.

        Searches of all functions see what was committed before, from here on.
        """
        now = self._now()
        with dynamo_errors():
            item = self._table.update_item(
                Key=_key(owner_id),
                UpdateExpression="SET #open = :open, check_at = if_not_exists(check_at, :later), changed = :name "
                "ADD commits :one, deletes :deleted",
                ExpressionAttributeNames={"#open": "open"},
                ExpressionAttributeValues={
                    ":one": 1,
                    ":deleted": int(deleted),
                    ":open": _shard(owner_id),
                    ":later": now + PURGE_SECONDS,
                    ":name": new_id(),
                },
                ReturnValues="ALL_NEW",
            )["Attributes"]
        if (deleted or from_item(item["commits"]) >= COMMITS) and from_item(item["check_at"]) > now:
            self._look_at(owner_id, now, Attr("lease_until").not_exists() & Attr("id").exists())

    def tidying_due(self, now: int) -> Iterator[str]:
        """Owners whose tables are to be tidied by `now` (Unix seconds)."""
        for shard in range(OPEN_SHARDS):
            condition = Key("open").eq(f"tidy{shard}") & Key("check_at").lte(now)
            for item in query_all(self._table, IndexName="open", KeyConditionExpression=condition):
                yield str(item["owner_id"]).removeprefix("tidy#")

    def tidying_sent(self, owner_id: str) -> None:
        """A message is on its way."""
        self._look_at(owner_id, self._now() + LOST_SECONDS, Attr("id").exists())

    def begin_tidying(self, owner_id: str) -> Tidying | None:
        """None while another is at it."""
        now, token = self._now(), new_id()
        try:
            with dynamo_errors():
                answer = self._table.update_item(
                    Key=_key(owner_id),
                    UpdateExpression="SET lease_token = :token, lease_until = :until, check_at = :until, #open = :open",
                    ConditionExpression=Attr("lease_until").not_exists() | Attr("lease_until").lt(now),
                    ExpressionAttributeNames={"#open": "open"},
                    ExpressionAttributeValues={
                        ":token": token,
                        ":until": now + TIDY_SECONDS,
                        ":open": _shard(owner_id),
                    },
                    ReturnValues="ALL_NEW",
                )
        except ConditionLostError:
            return None
        item = from_item(answer["Attributes"])
        return Tidying(owner_id, token, item.get("commits", 0), item.get("deletes", 0))

    def end_tidying(self, tidying: Tidying, *, done: bool) -> None:
        """Done, versions of before are still to be dropped, once; not done, it goes on soon.

        That too is a change: copies of what was before hold what was deleted.
        """
        if done and not tidying.commits and self._rest(tidying):
            return
        self._release(tidying, done=done)

    def _rest(self, tidying: Tidying) -> bool:
        """Nothing is due any more; False if there is something new, or another is at it. The item stays: without it
        the name of the last change would be None once more."""
        quiet = Attr("commits").not_exists() | Attr("commits").eq(0)
        try:
            with dynamo_errors():
                self._table.update_item(
                    Key=_key(tidying.owner_id),
                    UpdateExpression="SET changed = :name "
                    "REMOVE #open, check_at, lease_token, lease_until, commits, deletes",
                    ConditionExpression=Attr("lease_token").eq(tidying.token) & quiet,
                    ExpressionAttributeNames={"#open": "open"},
                    ExpressionAttributeValues={":name": new_id()},
                )
        except ConditionLostError:
            return False
        return True

    def _release(self, tidying: Tidying, *, done: bool) -> None:
        commits, deletes = (tidying.commits, tidying.deletes) if done else (0, 0)
        at = self._now() + (PURGE_SECONDS if done else AGAIN_SECONDS)
        try:
            with dynamo_errors():
                self._table.update_item(
                    Key=_key(tidying.owner_id),
                    UpdateExpression="SET check_at = :at, changed = :name REMOVE lease_token, lease_until "
                    "ADD commits :commits, deletes :deletes",
                    ConditionExpression=Attr("lease_token").eq(tidying.token),
                    ExpressionAttributeValues={
                        ":at": at,
                        ":name": new_id(),
                        ":commits": -commits,
                        ":deletes": -deletes,
                    },
                )
        except ConditionLostError:
            return  # It took too long, and another is at it.

    def _look_at(self, owner_id: str, when: int, condition: ConditionBase) -> None:
        try:
            with dynamo_errors():
                self._table.update_item(
                    Key=_key(owner_id),
                    UpdateExpression="SET check_at = :at",
                    ConditionExpression=condition,
                    ExpressionAttributeValues={":at": when},
                )
        except ConditionLostError:
            return


def _key(owner_id: str) -> Item:
    return {"owner_id": f"tidy#{owner_id}", "id": "tidy"}


def _shard(owner_id: str) -> str:
    return f"tidy{zlib.crc32(owner_id.encode()) % OPEN_SHARDS}"
