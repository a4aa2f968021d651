"""A running copy of Grail for measurements and tests, started and stopped as a person does: `make dev`, then Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import httpx
import jwt
from botocore.config import Config

from cloud import PROJECT
from cloud.laptop.options import REGION
from cloud.stack import stack
from measure.page_client import PageClient

PASSWORD = "correct-horse-1"
START_SECONDS = 180  # Generous: the machine may be busy. Nothing is measured by it.


class RunningGrail:
    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.ports = dict(zip(("WEB_PORT", "API_PORT", "AWS_PORT", "BEDROCK_PORT"), free_ports(4), strict=True))
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            **{name: str(port) for name, port in self.ports.items()},
            "GRAIL_HOME": str(home),
            "GRAIL_OPEN": "0",
            "MODEL_SERVER_PORTS": "0",
            "GRAIL_SAMPLES": "0",
            "GRAIL_WATCH": "0",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def web_url(self) -> str:
        return f"http://localhost:{self.ports['WEB_PORT']}"

    @property
    def api_url(self) -> str:
        return f"http://localhost:{self.ports['API_PORT']}"

    @property
    def aws_url(self) -> str:
        return f"http://127.0.0.1:{self.ports['AWS_PORT']}"

    @property
    def bedrock_url(self) -> str:
        return f"http://127.0.0.1:{self.ports['BEDROCK_PORT']}"

    def start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "local.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cloud.laptop"], cwd=PROJECT, env=self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + START_SECONDS
        while "Grail is ready" not in (output := (self.home / "local.log").read_text()):
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"Grail did not start:\n{output}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Ctrl-C, and everything it started has ended when it returns."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        assert self._process.wait(60) == 0
        (self.home / "local.log").write_text("")

    def aws(self, name: Any) -> Any:
        """A client of this copy's own AWS, to look behind its edge."""
        return self._session.client(name, endpoint_url=self.aws_url)

    def dynamo(self, url: str | None = None) -> Any:
        """Its DynamoDB as boto3's resource, or at `url`, where something stands before it."""
        config = Config(retries={"mode": "standard", "max_attempts": 6})
        return self._session.resource("dynamodb", endpoint_url=url or self.aws_url, config=config)

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session("test", "test", region_name=REGION)

    @property
    def function_environment(self) -> dict[str, str]:
        """The environment variables of its functions."""
        lines = (self.home / "environment").read_text().splitlines()
        return {name: value for name, _, value in (line.partition("=") for line in lines)}

    @property
    def process_id(self) -> int:
        """Of the start command, below which all its processes are."""
        assert self._process is not None
        return self._process.pid

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.api_url}/health", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False


def owner_of(client: PageClient) -> str:
    """The id of who is signed in, as its token has it."""
    return str(jwt.decode(client.id_token, options={"verify_signature": False})["sub"])


def new_client(running: RunningGrail) -> PageClient:
    client = PageClient(running.api_url)
    email = f"{uuid4().hex}@example.org"
    client.sign_up(email, PASSWORD)
    client.sign_in(email, PASSWORD)
    return client


def run_upkeep(running: RunningGrail) -> None:
    """Run upkeep now, as its schedule would."""
    fields = dict.fromkeys(("version", "account", "region", "detail-type", "source", "time", "id"), "test")
    event = json.dumps({**fields, "detail": {}, "resources": []})
    answer = running.aws("lambda").invoke(FunctionName="grail-local-upkeep", Payload=event)
    assert "FunctionError" not in answer, answer["Payload"].read()


def stage_of_its_own(running: RunningGrail, name: str) -> dict[str, str]:
    """The environment of another stage on the running copy: its stores and models, and no triggers."""
    environment = running.function_environment
    models = {"EmbeddingModel": environment["EMBEDDING_MODEL"], "ChatModels": environment["CHAT_MODELS"]}
    return environment | stack.environment(stack.apply(running.aws, name, {"Cloud": "laptop", **models}))


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, all different."""
    sockets = [socket.socket() for _ in range(count)]
    for probe in sockets:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in sockets]
    for probe in sockets:
        probe.close()
    return ports


def run_tool(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command's output and exit code; it runs in the project's folder."""
    return subprocess.run(
        command, cwd=PROJECT, env=os.environ | environment, capture_output=True, text=True, check=False
    )
