"""Answers that end when the client goes away."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Coroutine
from typing import Any
from uuid import uuid4

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cloud.bedrock.faults import EndStreamError
from cloud.bedrock.stats import Stats
from cloud.bedrock.wire import frames
from cloud.bedrock.wire.errors import ServiceError, error_response


class ClientGoneError(Exception):
    """The client hung up before the answer was complete."""


async def until_disconnect[T](receive: Receive, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which is cancelled as soon as the client hangs up: then `ClientGoneError` is raised.

    The request's body must have been read before, else `receive` would still bring parts of it.
    """
    job, disconnect = (
        asyncio.ensure_future(work),
        asyncio.ensure_future(_disconnected(receive)),
    )
    try:
        await asyncio.wait({job, disconnect}, return_when=asyncio.FIRST_COMPLETED)
        if job.done():
            return job.result()
        raise ClientGoneError
    finally:
        for task in (job, disconnect):
            task.cancel()
        # awaited, so that a model's own clean-up is over when this returns
        await asyncio.gather(job, disconnect, return_exceptions=True)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class EventStream(Response):
    """An answer that sends each frame when it is made.

    Nothing is sent before the first frame, so a model that cannot begin still gets an error of the call.
    """

    def __init__(self, parts: AsyncGenerator[bytes], stats: Stats) -> None:
        super().__init__()
        self._parts, self._stats = parts, stats

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._stats.open_stream():
            try:
                await until_disconnect(receive, self._pump(scope, receive, send))
            except ClientGoneError:
                self._stats.streams_ended_by_disconnect += 1
            except EndStreamError as end:
                if not end.cut:
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                self._stats.streams_finished += 1

    async def _pump(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False
        async with contextlib.aclosing(self._parts):
            try:
                async for frame in self._parts:
                    if not begun:
                        begun = True
                        await send(_start())
                    await send({"type": "http.response.body", "body": frame, "more_body": True})
                    self._stats.frames_sent += 1
            except ServiceError as error:  # only before the first frame; later ones are frames themselves
                self._stats.errors[error.name] += 1
                await error_response(error)(scope, receive, send)
                return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _start() -> dict[str, Any]:
    headers = [
        (b"content-type", frames.CONTENT_TYPE.encode()),
        (b"x-amzn-requestid", str(uuid4()).encode()),
    ]
    return {"type": "http.response.start", "status": 200, "headers": headers}
