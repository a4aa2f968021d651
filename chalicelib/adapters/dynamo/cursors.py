"""Cursors of lists, signed: a position that this service gave to this owner in this list, and no other."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr
from boto3.dynamodb.types import Binary

from chalicelib.adapters.dynamo.client import ConditionLostError, dynamo_errors
from chalicelib.errors import InvalidRequestError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

KEY_ID = "cursor-key"
SIGNATURE_BYTES = 16
MAX_CHARACTERS = 4_000  # The user pool's own marks of a page are long.


class Cursors:
    """The key is the stage's own: the function that needs it first makes it, and all functions share it."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str) -> None:
        self._table = dynamo.Table(table)

    def seal(self, owner_id: str, name: str, position: str | None) -> str | None:
        """The cursor that leads to `position` in the owner's list `name`; None stays None."""
        if position is None:
            return None
        return base64.urlsafe_b64encode(self._signature(owner_id, name, position) + position.encode()).decode()

    def open(self, owner_id: str, name: str, cursor: str | None) -> str | None:
        """The position that a cursor names; raises InvalidRequestError unless it was sealed for this owner and list."""
        if not cursor:
            return None
        try:
            if len(cursor) > MAX_CHARACTERS:
                raise ValueError
            raw = base64.urlsafe_b64decode(cursor.encode())
            if base64.urlsafe_b64encode(raw).decode() != cursor:
                raise ValueError  # Decoding passes over padding and letters that no cursor has.
            signature, position = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:].decode()
        except (ValueError, binascii.Error) as error:
            raise InvalidRequestError("The cursor cannot be read.") from error
        if not hmac.compare_digest(signature, self._signature(owner_id, name, position)):
            raise InvalidRequestError("The cursor cannot be read.")
        return position

    def _signature(self, owner_id: str, name: str, position: str) -> bytes:
        signed = json.dumps([owner_id, name, position]).encode()
        return hmac.digest(self._key, signed, hashlib.sha256)[:SIGNATURE_BYTES]

    @cached_property
    def _key(self) -> bytes:
        """What is stored as the key but is no bytes is replaced: with it no list of anybody could go on."""
        key = self._set("if_not_exists(#key, :fresh)")
        if not isinstance(key, Binary):
            with suppress(ConditionLostError):  # Another function has just replaced it.
                self._set(":fresh", ConditionExpression=~Attr("key").attribute_type("B"))
            key = self._set("if_not_exists(#key, :fresh)")
        return bytes(key.value)

    def _set(self, value: str, **condition: Any) -> Any:
        """Store a key, or keep the one there is; returns what is stored then."""
        with dynamo_errors():
            answer = self._table.update_item(
                Key={"id": KEY_ID},
                UpdateExpression=f"SET #key = {value}",
                ExpressionAttributeNames={"#key": "key"},
                ExpressionAttributeValues={":fresh": secrets.token_bytes(32)},
                ReturnValues="ALL_NEW",
                **condition,
            )
        return answer["Attributes"]["key"]
