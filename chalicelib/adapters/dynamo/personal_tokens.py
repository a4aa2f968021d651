"""Tokens that people make for their programs: one item an owner, which holds digests and never a token.

A token names its owner and its id, so that one read finds it, and ends in 256 random bits. Whoever may read the table
learns nothing that opens anything. Each change is conditional on the version of the item that it was made of.
"""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr

from chalicelib.adapters.dynamo.client import ConditionLostError, Item, dynamo_errors, from_item
from chalicelib.adapters.dynamo.stored import read
from chalicelib.adapters.dynamo.updates import update
from chalicelib.errors import ConflictError, NotFoundError, NotSignedInError, StoreBusyError
from chalicelib.models import Identity, PersonalToken, Scope, new_id
from chalicelib.models.programs import TOKEN_PREFIX

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

MOST_TOKENS = 20  # Of one owner. A secret of each is 64 letters in the item, which DynamoDB bounds at 400 KB.
TRIES = 5
DAY_SECONDS = 24 * 3600
USE_SECONDS = 300  # So exactly is the last use known: a token in heavy use is written every five minutes.
SESSION_SECONDS = 3600  # What a token opens, such as a socket, ends after so long, as with a sign-in of a person.
SHAPE = re.compile(r"grail_([A-Za-z0-9-]{1,64})_([0-9A-Z]{26})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class _Stored:
    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: int
    expires_at: int
    digest: str


@dataclass(frozen=True)
class _Tokens:
    """`used` is the last use of each, beside the tokens: it is written without regard to their version."""

    version: int = 0
    tokens: tuple[_Stored, ...] = ()
    used: dict[str, int] = field(default_factory=dict)

    def find(self, token_id: str) -> _Stored | None:
        return next((one for one in self.tokens if one.id == token_id), None)

    def shown(self, one: _Stored) -> PersonalToken:
        return PersonalToken(one.id, one.name, one.scopes, one.created_at, one.expires_at, self.used.get(one.id))


class DynamoPersonalTokens:
    """In the edge's table. `now` gives the time in Unix seconds."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str, now: Callable[[], float] = time.time) -> None:
        self._table = dynamo.Table(table)
        self._now = now

    def create(self, owner_id: str, name: str, scopes: Sequence[Scope], days: int) -> tuple[PersonalToken, str]:
        """A new token, and its secret words, which nobody can be told again.

        Raises ConflictError where the owner has as many as it may have. Tokens that have run out are let go.
        """
        now = int(self._now())
        made = PersonalToken(new_id(), name, tuple(scopes), now, now + days * DAY_SECONDS)
        token = f"{TOKEN_PREFIX}{owner_id}_{made.id}_{secrets.token_urlsafe(32)}"
        if not SHAPE.fullmatch(token):
            raise ConflictError("No token can be made for this account.")
        for _ in range(TRIES):
            stored = self._read(owner_id)
            kept = [one for one in stored.tokens if one.expires_at > now]
            if len(kept) >= MOST_TOKENS:
                raise ConflictError(f"You have {MOST_TOKENS} tokens. Revoke one first.")
            new = _Stored(made.id, name, made.scopes, made.created_at, made.expires_at, _digest(token))
            if self._write(owner_id, stored, [*kept, new]):
                return made, token
        raise StoreBusyError("The tokens are being changed. Please try again.")

    def all(self, owner_id: str) -> list[PersonalToken]:
        """Those that are good, the newest first."""
        now, stored = self._now(), self._read(owner_id)
        good = (stored.shown(one) for one in stored.tokens if one.expires_at > now)
        return sorted(good, key=lambda one: one.id, reverse=True)

    def revoke(self, owner_id: str, token_id: str) -> None:
        """From here on it opens nothing. Raises NotFoundError."""
        for _ in range(TRIES):
            stored = self._read(owner_id)
            if stored.find(token_id) is None:
                raise NotFoundError
            if self._write(owner_id, stored, [one for one in stored.tokens if one.id != token_id]):
                return
        raise StoreBusyError("The tokens are being changed. Please try again.")

    def verify(self, token: str) -> Identity:
        """Who made the token, and what it may do. Raises NotSignedInError, always in the same words."""
        match, now = SHAPE.fullmatch(token), int(self._now())
        if match is None:
            raise NotSignedInError
        owner_id, token_id, _ = match.groups()
        stored = self._read(owner_id)
        one = stored.find(token_id)
        if not hmac.compare_digest(_digest(token), one.digest if one else "") or one is None or one.expires_at <= now:
            raise NotSignedInError
        if now - stored.used.get(token_id, 0) > USE_SECONDS:
            self._used(owner_id, token_id, now)
        until, scopes = min(one.expires_at, now + SESSION_SECONDS), frozenset(one.scopes)
        return Identity(owner_id, until, scopes=scopes, client=f"token_{token_id}")

    def _used(self, owner_id: str, token_id: str, now: int) -> None:
        """It may be lost where the tokens are changed in the same moment."""
        try:
            with dynamo_errors():
                self._table.update_item(
                    Key=_key(owner_id),
                    UpdateExpression="SET used.#id = :now",
                    ConditionExpression="attribute_exists(used)",
                    ExpressionAttributeNames={"#id": token_id},
                    ExpressionAttributeValues={":now": now},
                )
        except ConditionLostError:
            return

    def _read(self, owner_id: str) -> _Tokens:
        with dynamo_errors():
            item = self._table.get_item(Key=_key(owner_id), ConsistentRead=True).get("Item")
        return read(_Tokens, from_item(item)) if item else _Tokens()

    def _write(self, owner_id: str, before: _Tokens, tokens: Sequence[_Stored]) -> bool:
        """Whether nobody else has changed them meanwhile."""
        last = max((one.expires_at for one in tokens), default=int(self._now()))
        sets: Item = {
            "owner_id": owner_id,
            "version": before.version + 1,
            "tokens": [asdict(one) for one in tokens],
            "used": {one.id: before.used[one.id] for one in tokens if one.id in before.used},
            "ttl": last + DAY_SECONDS,
        }
        unchanged: Any = Attr("version").eq(before.version) if before.version else Attr("version").not_exists()
        return update(self._table, _key(owner_id), sets, condition=unchanged) is not None


def _key(owner_id: str) -> Item:
    return {"id": f"personal#{owner_id}"}


def _digest(token: str) -> str:
    """A plain hash: what is hashed is random, and no list of likely tokens could be tried."""
    return hashlib.sha256(token.encode()).hexdigest()
