"""The routes: Bedrock's own, and a few under `/_local` for tests and for the start command."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cloud.bedrock import embedding_api, rerank
from cloud.bedrock.catalogue import LOCAL_QUOTING, Catalogue, Options, bare_id
from cloud.bedrock.chat.base import ChatModel, ChatRequest
from cloud.bedrock.chat.family import FamilyChat, with_sources
from cloud.bedrock.chat.scripted import PatternScript, ToolScript, TranscriptScript
from cloud.bedrock.converse import answer_frames, parse_request, whole_answer
from cloud.bedrock.faults import Fault, Faults
from cloud.bedrock.responses import ClientGoneError, EventStream, until_disconnect
from cloud.bedrock.stats import Stats
from cloud.bedrock.wire.errors import ServiceError, error_response, invalid


class BedrockServer:
    """One server: its models, its faults, its counters."""

    def __init__(self, options: Options) -> None:
        self.catalogue = Catalogue(options)
        self.faults = Faults()
        self.tool_script = ToolScript()
        self.patterns = PatternScript()
        self.transcripts = TranscriptScript()
        self.stats = Stats()
        self._loading: asyncio.Task[object] | None = None

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/model/{model_id:path}/invoke", self.invoke_model, methods=["POST"]),
                Route("/model/{model_id:path}/converse", self.converse, methods=["POST"]),
                Route(
                    "/model/{model_id:path}/converse-stream",
                    self.converse_stream,
                    methods=["POST"],
                ),
                Route("/rerank", self.rerank, methods=["POST"]),
                Route("/_local/health", self.health),
                Route("/_local/stats", self.read_stats, methods=["GET", "DELETE"]),
                Route("/_local/faults", self.set_faults, methods=["PUT", "DELETE"]),
                Route("/_local/tool_calls", self.set_tool_calls, methods=["PUT", "DELETE"]),
                Route("/_local/patterns", self.set_patterns, methods=["PUT", "DELETE"]),
                Route("/_local/transcripts", self.set_transcripts, methods=["PUT", "DELETE"]),
            ],
            exception_handlers={ServiceError: self._refused, Exception: self._refused},
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._loading = asyncio.create_task(asyncio.to_thread(self.catalogue.e5.load))
        yield
        self.faults.replace([])

    async def invoke_model(self, request: Request) -> Response:
        model_id, body, _ = await self._begin(request, "InvokeModel")
        started, model = time.monotonic(), self.catalogue.embedding(model_id)
        try:
            done = await until_disconnect(request.receive, embedding_api.invoke(model, body))
        except ClientGoneError:
            return Response(status_code=499)
        self.stats.texts_embedded[bare_id(model_id)] += done.texts
        self.stats.embedding_usd += done.input_tokens * model.usd_per_million / 1_000_000
        headers = {
            "x-amzn-bedrock-input-token-count": str(done.input_tokens),
            "x-amzn-bedrock-invocation-latency": str(round((time.monotonic() - started) * 1000)),
        }
        return _json(done.body, headers)

    async def converse(self, request: Request) -> Response:
        model_id, body, _ = await self._begin(request, "Converse")
        model, asked = self._asked(model_id, body, streamed=False)
        try:
            return _json(await until_disconnect(request.receive, whole_answer(model, asked)))
        except ClientGoneError:
            return Response(status_code=499)

    async def converse_stream(self, request: Request) -> Response:
        model_id, body, fault = await self._begin(request, "ConverseStream")
        model, asked = self._asked(model_id, body)
        return EventStream(answer_frames(model, asked, fault), self.stats)

    def _asked(self, model_id: str, body: Any, *, streamed: bool = True) -> tuple[ChatModel, ChatRequest]:
        """The model and the request. An id of Bedrock's is answered by the rules of its family."""
        family = self.catalogue.family(model_id)
        if family is None:
            return self.catalogue.chat(model_id), parse_request(model_id, body)
        family.check(body, streamed=streamed)
        request = parse_request(model_id, with_sources(body), tools=True)
        inner: ChatModel = self.catalogue.chat(LOCAL_QUOTING)
        if "toolConfig" in body:
            inner = self.tool_script
        elif self.patterns.takes(request.system):
            inner = self.patterns
        elif self.transcripts.takes(request):
            inner = self.transcripts
        return FamilyChat(inner, family, body, self.stats.bill), request

    async def rerank(self, request: Request) -> Response:
        body = await _body(request)
        model_id = rerank.model_of(body)
        await self._record("Rerank", model_id)
        self.catalogue.check_rerank(model_id)
        return _json(await asyncio.to_thread(rerank.rerank, body))

    async def health(self, _: Request) -> Response:
        """`status` is `ready` once the embedder is loaded, `loading` before; 503 with the reason if it cannot be."""
        task = self._loading
        if task and task.done() and task.exception():
            return JSONResponse({"status": "failed", "reason": str(task.exception())}, status_code=503)
        status = "ready" if self.catalogue.e5.loaded else "loading"
        return JSONResponse({"status": status, "models": self.catalogue.ids()})

    async def read_stats(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.stats.reset()
        return JSONResponse(self.stats.as_dict())

    async def set_faults(self, request: Request) -> Response:
        rules = await _body(request) if request.method == "PUT" else []
        return JSONResponse({"rules": self.faults.replace(rules)})

    async def set_tool_calls(self, request: Request) -> Response:
        rounds = await _body(request) if request.method == "PUT" else []
        return JSONResponse({"rounds": self.tool_script.replace(rounds)})

    async def set_patterns(self, request: Request) -> Response:
        patterns = await _body(request) if request.method == "PUT" else {}
        return JSONResponse({"patterns": self.patterns.replace(patterns)})

    async def set_transcripts(self, request: Request) -> Response:
        texts = await _body(request) if request.method == "PUT" else {}
        return JSONResponse({"transcripts": self.transcripts.replace(texts)})

    async def _refused(self, _: Request, error: Exception) -> Response:
        shown = error if isinstance(error, ServiceError) else ServiceError("InternalServerException")
        self.stats.errors[shown.name] += 1
        return error_response(shown)

    async def _begin(self, request: Request, operation: str) -> tuple[str, Any, Fault | None]:
        """The model id, the body, and a fault that is to strike within the stream, if one is."""
        model_id, body = request.path_params["model_id"], await _body(request)
        return model_id, body, await self._record(operation, model_id)

    async def _record(self, operation: str, model_id: str) -> Fault | None:
        self.stats.call(operation, model_id)
        fault = self.faults.match(operation, model_id)
        if fault is None:
            return None
        self.stats.faults_served += 1
        if fault.after_tokens is not None:
            return fault
        await fault.strike()
        return None


async def _body(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError as error:
        raise invalid("The request body is not valid JSON.") from error


def _json(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    # plain ASCII: a text may hold half a surrogate pair, which has no UTF-8
    content = json.dumps(body)
    all_headers = {"x-amzn-requestid": str(uuid4()), **(headers or {})}
    return Response(content, media_type="application/json", headers=all_headers)
