"""The command itself: starts fast, keeps questions ahead of documents, stops at once."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.bedrock.asking import TOWER
from tests.bedrock.conftest import DEADLINE, HTTP, client, eventually

E5 = "local.multilingual-e5-small"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def command() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "cloud.bedrock", "--port", str(port)])
    address = f"http://127.0.0.1:{port}"
    eventually(lambda: _ready(address))
    yield process, address
    process.kill()
    process.wait(DEADLINE)


def _ready(address: str) -> bool:
    try:
        return bool(HTTP.get(f"{address}/_local/health").json()["status"] == "ready")
    except httpx.TransportError:
        return False


def test_a_question_goes_ahead_of_documents_and_sigterm_ends_all(
    command: tuple[subprocess.Popen[bytes], str],
) -> None:
    process, address = command
    body = {"texts": [f"{i} {TOWER * 8}" for i in range(96)], "input_type": "search_document"}
    finished = threading.Event()

    def embed_documents() -> None:
        with pytest.raises(httpx.HTTPError):  # cut off by SIGTERM, long before it is done
            httpx.post(f"{address}/model/{E5}/invoke", json=body, timeout=DEADLINE, trust_env=False)
        finished.set()

    documents = threading.Thread(target=embed_documents)
    documents.start()
    eventually(lambda: HTTP.get(f"{address}/_local/stats").json()["calls"] != {})
    query = json.dumps({"texts": ["Who built it?"], "input_type": "search_query"})
    client(address).invoke_model(modelId=E5, body=query)
    assert not finished.is_set()
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(DEADLINE)
    assert time.monotonic() - began < 8
    documents.join(DEADLINE)
    assert finished.is_set()
