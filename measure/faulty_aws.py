"""An AWS that fails now and then: a proxy before the attacked copy's own, and its functions sent through it.

Its faults are those that AWS's guides tell clients to expect: DynamoDB throttles, S3 answers SlowDown or 500, answers
come late. A seeded random generator decides which requests fail, so that a run can be repeated.
"""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from measure.running import free_ports

METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"]
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "expect"}
THROTTLED = (
    b'{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"Slow down."}'
)
CONFLICT = (
    b'{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","message":"Transaction cancelled, '
    b'please refer cancellation reasons for specific reasons [TransactionConflict, None]"}'
)
UPDATE_CONFLICT = (
    b'{"__type":"com.amazonaws.dynamodb.v20120810#TransactionConflictException",'
    b'"message":"Transaction is ongoing for the item"}'
)
BROKEN = b'{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}'
SLOW_DOWN = (
    b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
)
JSON = "application/x-amz-json-1.0"
DENIED = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"


@dataclass
class Chances:
    """How often each fault strikes, from 0 to 1; `slow` is by how many seconds S3 may be late.

    `refused` is S3's 403, which no client tries again. `conflict` is a transaction or an update that meets another
    transaction. `lost` is a transaction that DynamoDB did, and whose reply is an error all the same.
    """

    dynamodb: float = 0.0
    s3: float = 0.0
    slow: float = 0.0
    refused: float = 0.0
    conflict: float = 0.0
    lost: float = 0.0


@dataclass
class FaultyAws:
    """`injected` counts the faults by kind."""

    target: str
    chances: Chances = field(default_factory=Chances)
    injected: Counter[str] = field(default_factory=Counter)
    seed: int = 7

    def __post_init__(self) -> None:
        self.port = free_ports(1)[0]
        self._dice = random.Random(self.seed)
        self._lost: dict[str, Response] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def forward(self, request: Request) -> Response:
        fault = self._strike(request) or await self._lost_reply(request)
        if fault is not None:
            return fault
        if self.chances.slow and _is_s3(request):
            await asyncio.sleep(self._dice.random() * self.chances.slow)
        headers = [(name, value) for name, value in request.headers.items() if name not in HOP_BY_HOP]
        answer = await self._http.request(
            request.method,
            f"{self.target}{request.url.path}?{request.url.query}",
            headers=headers,
            content=await request.body(),
        )
        kept = {name: value for name, value in answer.headers.items() if name not in HOP_BY_HOP - {"content-length"}}
        if request.method != "HEAD":
            kept.pop("content-length", None)
        kept.pop("content-encoding", None)
        response = Response(answer.content, answer.status_code, kept)
        return await self._lose(request, response) or response

    def _strike(self, request: Request) -> Response | None:
        if "DynamoDB" in request.headers.get("x-amz-target", "") and self._dice.random() < self.chances.dynamodb:
            self.injected["DynamoDB throttled"] += 1
            return Response(THROTTLED, 400, media_type=JSON)
        if _is_transaction(request) and self._dice.random() < self.chances.conflict:
            self.injected["DynamoDB conflict"] += 1
            return Response(CONFLICT, 400, media_type=JSON)
        if _is_update(request) and self._dice.random() < self.chances.conflict:
            self.injected["DynamoDB conflict"] += 1
            return Response(UPDATE_CONFLICT, 400, media_type=JSON)
        if _is_s3(request) and self._dice.random() < self.chances.s3:
            self.injected["S3 SlowDown"] += 1
            return Response(SLOW_DOWN, 503, media_type="application/xml")
        if _is_s3(request) and self._dice.random() < self.chances.refused:
            self.injected["S3 AccessDenied"] += 1
            return Response(DENIED, 403, media_type="application/xml")
        return None

    async def _lose(self, request: Request, response: Response) -> Response | None:
        if not _is_transaction(request) or response.status_code != 200 or self._dice.random() >= self.chances.lost:
            return None
        self.injected["DynamoDB's reply lost"] += 1
        self._lost[await _token(request)] = response
        return Response(BROKEN, 500, media_type=JSON)

    async def _lost_reply(self, request: Request) -> Response | None:
        """The lost reply to this transaction: DynamoDB repeats it by the token, MiniStack would refuse the call."""
        return self._lost.pop(await _token(request), None) if self._lost and _is_transaction(request) else None

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as self._http:
            yield

    @contextmanager
    def running(self) -> Iterator[None]:
        routes = [Route("/{path:path}", self.forward, methods=METHODS)]
        app = Starlette(routes=routes, lifespan=self._lifespan)
        server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", self.port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(20)


async def _token(request: Request) -> str:
    return str((await request.json())["ClientRequestToken"])


def _is_transaction(request: Request) -> bool:
    return request.headers.get("x-amz-target", "").endswith(".TransactWriteItems")


def _is_update(request: Request) -> bool:
    return request.headers.get("x-amz-target", "").endswith(".UpdateItem")


def _is_s3(request: Request) -> bool:
    return "x-amz-target" not in request.headers and "/s3/" in request.headers.get("authorization", "")


@contextmanager
def sent_through(faulty: FaultyAws, functions: Any, names: list[str]) -> Iterator[None]:
    """These functions speak to `faulty` in place of AWS while the context lasts. `functions` is a Lambda client."""
    before = {
        name: functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"] for name in names
    }
    changed = {"AWS_ENDPOINT_URL": faulty.url, "AWS_ENDPOINT": faulty.url}
    try:
        for name in names:
            _configure(functions, name, {**before[name], **changed})
        yield
    finally:
        for name in names:
            _configure(functions, name, before[name])


def _configure(functions: Any, name: str, variables: dict[str, str]) -> None:
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
