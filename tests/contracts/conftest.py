"""Passage stores in a folder, on the running copy's S3, and read from copies of it; a registry with a clock."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.lance.downloads import CLIENT, TableFiles
from chalicelib.adapters.lance.store import CacheSpace, LancePassages
from chalicelib.models import new_id
from measure.running import RunningGrail
from tests.contracts.passages import DIMENSIONS, MODEL
from tests.support.clock import Clock


@pytest.fixture
def running_aws(running: RunningGrail, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a function of the running copy, for this process too."""
    lines = (running.home / "environment").read_text().splitlines()
    environment = {name: value for name, _, value in (line.partition("=") for line in lines)}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment


@pytest.fixture(params=["folder", "s3", "copies"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], LancePassages]:
    """Makes stores of the same passages, each as a process of its own would: in a folder, on S3, read from copies."""
    if request.param == "folder":
        return lambda: LancePassages(str(tmp_path), MODEL, DIMENSIONS)
    request.getfixturevalue("running_aws")
    bucket = f"passages-{new_id().lower()}"
    s3 = boto3.client("s3", region_name="us-east-1", config=Config(**CLIENT))
    s3.create_bucket(Bucket=bucket)
    space = CacheSpace(TableFiles(s3, bucket), tmp_path, limit=10**8) if request.param == "copies" else None
    return lambda: LancePassages(f"s3://{bucket}", MODEL, DIMENSIONS, space)


@pytest.fixture
def store(stores: Callable[[], LancePassages]) -> LancePassages:
    return stores()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registry(dynamo: Any, aws: dict[str, str], clock: Clock) -> DynamoDocuments:
    return DynamoDocuments(dynamo, aws["DOCUMENTS_TABLE"], now=clock)
