"""The stage's other functions, as upkeep calls them."""

import json
import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_lambda.client import LambdaClient

log = logging.getLogger(__name__)


class Functions:
    """`names` are the functions to call."""

    def __init__(self, client: "LambdaClient", names: Iterable[str]) -> None:
        self._client = client
        self._names = tuple(names)

    def call_each(self, event: Mapping[str, Any]) -> int:
        """Call each function once, without waiting for it; returns how many took the call."""
        return sum(self._call(name, json.dumps(event).encode()) for name in self._names)

    def _call(self, name: str, payload: bytes) -> bool:
        try:
            self._client.invoke(FunctionName=name, InvocationType="Event", Payload=payload)
        except (ClientError, BotoCoreError):
            log.exception("The function %s could not be called", name)
            return False
        return True
