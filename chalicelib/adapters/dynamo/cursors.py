"""Cursors of lists, signed: a place that this service named in that list, to that owner, and none besides."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.dynamo.client import dynamo_errors
from chalicelib.errors import InvalidRequestError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource

KEY_ID = "cursor-key"
SIGNATURE_BYTES = 16
MAX_CHARACTERS = 1_000


class Cursors:
    """The key is the stage's own: whichever function first needs it makes it, and all find the same."""

    def __init__(self, dynamo: "DynamoDBServiceResource", table: str) -> None:
        self._table = dynamo.Table(table)

    def seal(self, owner_id: str, name: str, place: str | None) -> str | None:
        """The cursor that leads to `place` in the owner's list `name`; None stays None."""
        if place is None:
            return None
        return base64.urlsafe_b64encode(self._signature(owner_id, name, place) + place.encode()).decode()

    def open(self, owner_id: str, name: str, cursor: str | None) -> str | None:
        """The place that a cursor names; raises InvalidRequestError unless it was sealed for this owner and list."""
        if not cursor:
            return None
        try:
            if len(cursor) > MAX_CHARACTERS:
                raise ValueError
            raw = base64.urlsafe_b64decode(cursor.encode())
            signature, place = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:].decode()
        except (ValueError, binascii.Error) as error:
            raise InvalidRequestError("The cursor cannot be read.") from error
        if not hmac.compare_digest(signature, self._signature(owner_id, name, place)):
            raise InvalidRequestError("The cursor cannot be read.")
        return place

    def _signature(self, owner_id: str, name: str, place: str) -> bytes:
        said = json.dumps([owner_id, name, place]).encode()
        return hmac.digest(self._key, said, hashlib.sha256)[:SIGNATURE_BYTES]

    @cached_property
    def _key(self) -> bytes:
        with dynamo_errors():
            answer = self._table.update_item(
                Key={"id": KEY_ID},
                UpdateExpression="SET #key = if_not_exists(#key, :fresh)",
                ExpressionAttributeNames={"#key": "key"},
                ExpressionAttributeValues={":fresh": secrets.token_bytes(32)},
                ReturnValues="ALL_NEW",
            )
        return bytes(answer["Attributes"]["key"].value)  # type: ignore[union-attr]
