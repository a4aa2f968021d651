"""What all tests share: stores on moto, and a whole running copy of Grail."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, settings
from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID

from chalicelib.adapters.dynamo.client import dynamo_resource
from cloud import PROJECT, loopback
from measure.page_client import PageClient
from measure.running import RunningGrail, new_client
from tests.support.disks import can_mount, mounted
from tests.support.no_skips import pytest_make_collect_report, pytest_runtest_makereport
from tests.support.rows import Stage, make_stage
from tests.support.stores import stage_on_moto
from tests.support.tally import Report

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]  # Hooks, which pytest finds here.

loopback.bypass_proxies()

# On a busy machine an example may take any time: no test of Grail holds one to a clock.
settings.register_profile("grail", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("grail")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Report())


def pytest_unconfigure() -> None:
    """What Python compiled of code in temporary folders goes: the next run has others."""
    if sys.pycache_prefix is None:
        return
    temporary = Path(tempfile.gettempdir()).resolve()
    for folder in Path(sys.pycache_prefix).joinpath(*temporary.parts[1:]).glob("*"):
        if not PROJECT.resolve().is_relative_to(temporary / folder.name):
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGrail]:
    """A copy of Grail as `make dev` starts it, on free ports and with a folder of its own."""
    grail = RunningGrail(tmp_path_factory.mktemp("grail"))
    grail.start()
    yield grail
    grail.stop()


@pytest.fixture
def patient_discovery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Model servers are given time to answer: those of a test share its process, which may wait for a busy machine."""
    for limit in ("CONNECT_SECONDS", "ANSWER_SECONDS", "SERVER_SECONDS"):
        monkeypatch.setattr(f"cloud.models.servers.{limit}", 30.0)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    if not can_mount():
        pytest.skip("needs Linux, and root to mount a small disk")
    with mounted(tmp_path / "disk") as folder:
        yield folder


@pytest.fixture
def client(running: RunningGrail) -> Iterator[PageClient]:
    """A signed-in client of a new account."""
    with new_client(running) as made:
        yield made


@pytest.fixture
def other_client(running: RunningGrail) -> Iterator[PageClient]:
    """Another account's client."""
    with new_client(running) as made:
        yield made


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage on moto in which every kind of row is stored, made once a module; `reset` sets its rows back."""
    with stage_on_moto() as names:
        yield make_stage(names)


@pytest.fixture(scope="module")
def cloud() -> Iterator[dict[str, str]]:
    """A stage on moto, made once a module."""
    with stage_on_moto() as names:
        yield names


@pytest.fixture
def aws(cloud: dict[str, str]) -> Iterator[dict[str, str]]:
    """The module's stage with nothing stored in it: making the stack anew for each test would take two seconds."""
    yield cloud
    empty_stores(cloud)


def empty_stores(environment: Mapping[str, str]) -> None:
    """Delete every row and object of a stage on moto, rows in its own memory: thousands take long by requests."""
    tables = get_backend("dynamodb")[DEFAULT_ACCOUNT_ID]["us-east-1"].tables
    s3 = boto3.resource("s3")
    for name, value in environment.items():
        if name.endswith("_TABLE"):
            tables[value].items.clear()
        elif name.endswith("_BUCKET"):
            s3.Bucket(value).object_versions.delete()


@pytest.fixture
def dynamo(aws: dict[str, str]) -> Any:
    return dynamo_resource(region_name="us-east-1")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of measuring data, where there is one."""
    return Path(os.environ.get("GRAIL_DATA", PROJECT.parent / "shared" / "data"))
