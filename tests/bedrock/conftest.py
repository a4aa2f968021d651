"""A real server on a free port, and real boto3 clients that speak to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
import httpx
import pytest
import uvicorn
from botocore.config import Config
from starlette.types import ASGIApp

from cloud.bedrock import embedders
from cloud.bedrock.catalogue import Options
from cloud.bedrock.e5.engine import load_engine
from cloud.bedrock.server import BedrockServer

DEADLINE = 20.0
"""Seconds after which what a test waits for is taken as never coming."""


@pytest.fixture(scope="session", autouse=True)
def one_engine() -> Iterator[None]:
    """Servers of this process share one engine: each takes a second of a processor to load, and 100 MB."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedders, "load_engine", cache(load_engine))
        yield


@contextmanager
def serve(app: ASGIApp) -> Iterator[str]:
    """The address of `app`, served from a thread."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="critical", timeout_graceful_shutdown=1, access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    eventually(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(DEADLINE)


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def client(address: str, service: str = "bedrock-runtime") -> Any:
    """A boto3 client as the product has it, but with one try, so that a fault is seen at once."""
    return boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=DEADLINE, proxies={}),
    )


HTTP = httpx.Client(trust_env=False)
"""One for all: making one reads every certificate of the machine."""


class Local:
    """The server's own calls under `/_local`."""

    def __init__(self, address: str) -> None:
        self.address = address

    def stats(self) -> dict[str, Any]:
        return dict(HTTP.get(f"{self.address}/_local/stats").json())

    def faults(self, *rules: dict[str, Any]) -> httpx.Response:
        return HTTP.put(f"{self.address}/_local/faults", json=list(rules))

    def clear(self) -> None:
        HTTP.delete(f"{self.address}/_local/faults").raise_for_status()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """A server that answers stand-in ids too, and writes without pauses."""
    with serve(BedrockServer(Options(stand_ins=True, pace_ms=0)).app()) as url:
        yield url


@pytest.fixture
def local(address: str) -> Iterator[Local]:
    HTTP.delete(f"{address}/_local/stats").raise_for_status()
    calls = Local(address)
    yield calls
    calls.clear()


@pytest.fixture(scope="session")
def bedrock(address: str) -> Any:
    return client(address)


@pytest.fixture(scope="session")
def agent(address: str) -> Any:
    return client(address, "bedrock-agent-runtime")
