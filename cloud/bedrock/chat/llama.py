"""llama.cpp in this process, and a model of a file that it runs."""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from chalicelib.errors import ModelMemoryError, ModelUnknownError
from cloud.bedrock.chat.base import ChatPart, ChatRequest
from cloud.bedrock.chat.openai_server import messages_of
from cloud.bedrock.chat.openai_stream import stream
from cloud.bedrock.chat.server_failures import failure

MISSING = "The package xllamacpp is not installed: start with  make dev MODEL=…"


class LlamaServer:
    """llama.cpp's own server, on a free port of 127.0.0.1, started by the first question (1 to 3 s)."""

    def __init__(self, weights: Callable[[], str], context: int, missing: str = MISSING) -> None:
        """`weights` gives the path of the model's file, `missing` says what to install."""
        self._weights, self._context, self._missing = weights, context, missing
        self._lock = threading.Lock()
        self._server: Any = None

    def start(self) -> str:
        """Its address. Raises `ServiceError` if the package is missing or the model cannot be loaded."""
        with self._lock:
            if self._server is None:
                self._server = self._load()
        return str(self._server.listening_address)

    def _load(self) -> Any:
        try:
            llama = importlib.import_module("xllamacpp")
        except ImportError as error:
            raise failure(ModelUnknownError, self._missing) from error
        params = llama.CommonParams()
        params.model.path = self._weights()
        params.n_ctx = self._context
        params.n_parallel = 1  # One answer at a time has the whole context; others wait their turn.
        params.verbosity = -1
        for threads in (params.cpuparams, params.cpuparams_batch):
            threads.poll = 0  # its threads sleep at their barriers, so that the rest of the laptop keeps running
        try:
            return llama.Server(params)
        except RuntimeError as error:
            raise failure(ModelMemoryError, "llama.cpp could not load the model's file.") from error


class FileChat:
    """An instruct model in GGUF form, asked by llama.cpp's OpenAI API. `start` returns the address of its server.

    A model that `thinks` first is told not to, by its own template.
    """

    def __init__(
        self, path: str, context: int, *, thinks: bool = False, start: Callable[[], str] | None = None
    ) -> None:
        self._start = start or LlamaServer(lambda: path, context).start
        self._thinks = thinks

    async def reply(self, request: ChatRequest) -> AsyncGenerator[ChatPart]:
        """Raises `ServiceError`, as `stream` does."""
        address = await asyncio.to_thread(self._start)
        optional = {
            "top_p": request.top_p,
            "stop": list(request.stop_sequences) or None,
            "chat_template_kwargs": {"enable_thinking": False} if self._thinks else None,
            "grammar": request.grammar or None,
        }
        body = {
            "messages": messages_of(request),
            "max_tokens": request.max_tokens,
            "temperature": request.temperature or 0.0,
            "cache_prompt": True,
            **{name: value for name, value in optional.items() if value is not None},
        }
        async with aclosing(stream(f"{address}/v1/chat/completions", body)) as parts:
            async for part in parts:
                yield part
