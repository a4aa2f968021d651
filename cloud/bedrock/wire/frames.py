"""Events of `ConverseStream` as `application/vnd.amazon.eventstream` frames."""

from __future__ import annotations

import json
from collections.abc import Mapping

from smithy_aws_event_stream.events import EventMessage

from cloud.bedrock.wire.errors import StreamBreakError

CONTENT_TYPE = "application/vnd.amazon.eventstream"


def event(kind: str, payload: Mapping[str, object]) -> bytes:
    """One frame for the event `kind` (`messageStart`, `contentBlockDelta` …)."""
    return _frame({":event-type": kind, ":message-type": "event"}, payload)


def exception(error: StreamBreakError) -> bytes:
    """One frame that ends the stream with a modelled exception."""
    payload: dict[str, object] = {"message": error.message}
    if error.name == "modelStreamErrorException":
        payload |= {"originalStatusCode": 500, "originalMessage": error.message}
    return _frame({":exception-type": error.name, ":message-type": "exception"}, payload)


def _frame(headers: dict[str, str], payload: Mapping[str, object]) -> bytes:
    body = json.dumps(payload, ensure_ascii=False).encode()
    return EventMessage(headers={**headers, ":content-type": "application/json"}, payload=body).encode()
