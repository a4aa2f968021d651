"""What several tests of the deploy share: one recording of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from cloud import PROJECT


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all calls of three deploys in a row and a deletion on moto, and with what they left.

    botocore has checked each call against the service's model.
    """
    out = tmp_path_factory.mktemp("recording")
    command = [sys.executable, "-m", "tests.deploy.recording", str(out)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    archives = list((out / "project" / ".chalice" / "deployments").iterdir())
    assert archives
    assert all(archive.stat().st_size < 1_000_000 for archive in archives), "LanceDB was packaged"
    return out
