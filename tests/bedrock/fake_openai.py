"""A stand-in for an OpenAI-compatible server: says its words one by one, and waits where a test wants it to."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

WORDS = ["Gustave ", "Eiffel ", "built ", "it ", "[1]"]


class FakeOpenAi:
    """`status` other than 200 answers an error; a cleared `gate` holds the stream before word `silent_before`, after
    which it `fails_with` words, if there are any."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.authorization: str | None = None
        self.status = 200
        self.finish_reason: str | None = "stop"
        self.breaks_off = False
        self.silent_before = 2
        self.fails_with = ""
        self.gate = threading.Event()
        self.gate.set()
        self.hung_up = threading.Event()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/models", self._models),
                Route("/v1/chat/completions", self._chat, methods=["POST"]),
                Route("/v1/completions", self._plain, methods=["POST"]),
            ]
        )

    async def _models(self, request: Request) -> Response:
        return JSONResponse({"data": [{"id": "small"}, {"id": "large"}]})

    async def _chat(self, request: Request) -> Response:
        return await self._answer(request, lambda text: {"delta": {"content": text}})

    async def _plain(self, request: Request) -> Response:
        return await self._answer(request, lambda text: {"text": text})

    async def _answer(self, request: Request, choice: Any) -> Response:
        self.requests.append(await request.json())
        self.authorization = request.headers.get("authorization")
        if self.status != 200:
            return JSONResponse({"error": {"message": "said the server"}}, status_code=self.status)
        return StreamingResponse(self._lines(choice), media_type="text/event-stream")

    async def _lines(self, choice: Any) -> AsyncIterator[str]:
        try:
            for number, word in enumerate(WORDS):
                while number == self.silent_before and not self.gate.is_set():
                    await asyncio.sleep(0.005)
                if self.fails_with:
                    yield _line({"error": {"message": self.fails_with}})
                    return
                yield _line({"choices": [choice(word)]})
            if self.breaks_off:
                raise ConnectionError("The model has died.")
            yield _line({"choices": [{"delta": {}, "finish_reason": self.finish_reason}]})
            yield _line({"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 5}})
            yield "data: [DONE]\n\n"
        except asyncio.CancelledError:
            self.hung_up.set()
            raise


def _line(chunk: dict[str, Any]) -> str:
    return f"data: {json.dumps(chunk)}\n\n"
