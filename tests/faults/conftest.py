"""The cloud that the fault suites share: made once a module, an owner of its own for each case."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.faults.world import World
from tests.support.tally import FAULTS

LONG = os.environ.get("GRAIL_FAULTS") == "long"


@pytest.fixture(scope="module")
def lance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lance")


@pytest.fixture
def new_world(cloud: dict[str, str], lance: Path) -> Callable[[], World]:
    dynamo: Any = boto3.resource("dynamodb", region_name="us-east-1")
    s3: Any = boto3.client("s3", region_name="us-east-1")
    return lambda: World(dynamo, s3, cloud, lance)


@pytest.fixture
def world(new_world: Callable[[], World]) -> World:
    return new_world()


@pytest.fixture
def case() -> Callable[[str, bool], None]:
    """Counts one case of a fault, well or short."""
    return FAULTS.count


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A scenario is one case of the fault that its name begins with. The process that gathers counts nothing itself."""
    fault = re.search(r"/faults/.*::test_(f\d+)_", report.nodeid)
    if fault and not hasattr(report, "node") and (report.when == "call" or report.failed):
        FAULTS.count(fault[1].upper(), not report.failed)
