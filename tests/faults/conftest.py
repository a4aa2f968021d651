"""The cloud that the fault suites share: made once a module, an owner of its own for each case."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra import stack
from tests.faults.world import World

LONG = os.environ.get("GRAIL_FAULTS") == "long"


@dataclass
class Tally:
    """How many cases ran and how many fell short; printed at the end."""

    ran: dict[str, int] = field(default_factory=dict)
    short: dict[str, int] = field(default_factory=dict)

    def count(self, name: str, well: bool) -> None:
        self.ran[name] = self.ran.get(name, 0) + 1
        if not well:
            self.short[name] = self.short.get(name, 0) + 1


TALLY = Tally()


@pytest.fixture(scope="module")
def cloud() -> Iterator[dict[str, str]]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        with mock_aws():
            yield stack.environment(stack.apply(boto3.client("cloudformation"), "test", {}))


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
    return TALLY.count


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A scenario is one case of the fault that its name begins with."""
    fault = re.search(r"/faults/.*::test_(f\d+)_", report.nodeid)
    if fault and (report.when == "call" or report.failed):
        TALLY.count(fault[1].upper(), not report.failed)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if TALLY.ran:
        short = sum(TALLY.short.values())
        parts = ", ".join(f"{name} {count}" for name, count in sorted(TALLY.ran.items()))
        terminalreporter.write_line(f"Faults: {sum(TALLY.ran.values())} cases ran, {short} fell short ({parts})")
