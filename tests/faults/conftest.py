"""The cloud that the fault suites share: made once a module, an owner of its own for each case."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.adapters.dynamo.client import dynamo_resource
from tests.faults.counting_world import CountingWorld
from tests.faults.source_world import SourceWorld
from tests.faults.world import World
from tests.support.site import Site
from tests.support.tally import FAULTS

LONG = os.environ.get("GRAIL_FAULTS") == "long"


@pytest.fixture(scope="module")
def lance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lance")


@pytest.fixture
def new_world(cloud: dict[str, str], lance: Path) -> Callable[[], World]:
    dynamo: Any = dynamo_resource(region_name="us-east-1")
    s3: Any = boto3.client("s3", region_name="us-east-1")
    return lambda: World(dynamo, s3, cloud, lance)


@pytest.fixture
def world(new_world: Callable[[], World]) -> World:
    return new_world()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    with site.running():
        yield site


@pytest.fixture
def new_source_world(cloud: dict[str, str], lance: Path, site: Site) -> Callable[[type[SourceWorld]], Any]:
    dynamo: Any = dynamo_resource(region_name="us-east-1")
    s3: Any = boto3.client("s3", region_name="us-east-1")
    return lambda kind: kind(dynamo, s3, cloud, lance, site)


@pytest.fixture(name="source_world")
def _source_world(new_source_world: Callable[[type[SourceWorld]], Any]) -> Any:
    return new_source_world(SourceWorld)


@pytest.fixture(name="counting_world")
def _counting_world(new_source_world: Callable[[type[SourceWorld]], Any]) -> Any:
    return new_source_world(CountingWorld)


@pytest.fixture
def case() -> Callable[[str, bool], None]:
    """Counts one case of a fault, well or short."""
    return FAULTS.count


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """A test is one case of the fault that its mark names."""
    fault = item.get_closest_marker("fault")
    if fault and (call.when == "call" or call.excinfo):
        FAULTS.count(fault.args[0], call.excinfo is None)
