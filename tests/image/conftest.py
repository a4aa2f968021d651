"""These tests run where the image's functions would: on Linux."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LINUX_ONLY = pytest.mark.skip(reason="Lambda's runtime client runs on Linux alone: CI runs the tests of the image.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if sys.platform != "linux" and HERE in item.path.parents:
            item.add_marker(LINUX_ONLY)
