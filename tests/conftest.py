"""What all tests share: stores on moto, and a whole running copy of Grail."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import jwt
import pytest
from moto import mock_aws

from infra import stack
from local.client import Client
from tests.running import RunningGrail

PASSWORD = "correct-horse-1"


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGrail]:
    """A copy of Grail as `make dev` starts it, on free ports and with a folder of its own."""
    grail = RunningGrail(tmp_path_factory.mktemp("grail"))
    grail.start()
    yield grail
    grail.stop()


@pytest.fixture
def client(running: RunningGrail) -> Iterator[Client]:
    """A signed-in client of a new account."""
    with new_client(running) as made:
        yield made


@pytest.fixture
def other_client(running: RunningGrail) -> Iterator[Client]:
    """Another account's client."""
    with new_client(running) as made:
        yield made


def new_client(running: RunningGrail) -> Client:
    made = Client(running.api_url)
    email = f"{uuid4().hex}@example.org"
    made.sign_up(email, PASSWORD)
    made.sign_in(email, PASSWORD)
    return made


def owner_of(client: Client) -> str:
    return str(jwt.decode(client.id_token, options={"verify_signature": False})["sub"])


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Moto with the stage's resources made by the template; gives their names as environment variables."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        outputs = stack.apply(boto3.client("cloudformation"), "test", {})
        yield stack.environment(outputs)


@pytest.fixture
def dynamo(aws: dict[str, str]) -> Any:
    return boto3.resource("dynamodb", region_name="us-east-1")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of measuring data, where there is one."""
    return Path(os.environ.get("GRAIL_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))
