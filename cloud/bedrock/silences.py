"""Long silences of a model as parts of its answer, so that a client hears from it all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from cloud.bedrock.chat.base import ChatPart

SILENT_SECONDS = 20.0
"""The product's client waits for 60 s, and a large model on a laptop reads its prompt for minutes."""


async def with_silences(parts: AsyncGenerator[ChatPart]) -> AsyncGenerator[ChatPart | None]:
    """The parts, and None for each long time without one."""
    waiting: asyncio.Task[ChatPart | None] | None = None
    try:
        while True:
            waiting = waiting or asyncio.create_task(_next(parts))
            done, _ = await asyncio.wait({waiting}, timeout=SILENT_SECONDS)
            if not done:
                yield None
                continue
            part, waiting = waiting.result(), None
            if part is None:
                return
            yield part
    finally:
        if waiting is not None:  # Else the parts could not be closed while they are being made.
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)


async def _next(parts: AsyncGenerator[ChatPart]) -> ChatPart | None:
    return await anext(parts, None)
