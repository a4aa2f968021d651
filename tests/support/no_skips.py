"""In CI every test runs: one that is skipped there fails, unless it needs a real AWS account."""

import os
from collections.abc import Generator
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if _is_wrong(report) and not hasattr(report, "wasxfail") and item.get_closest_marker("aws") is None:
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if _is_wrong(report):
        _fail(report)
    return report


def _is_wrong(report: pytest.TestReport | pytest.CollectReport) -> bool:
    return report.skipped and bool(os.environ.get("CI"))


def _fail(report: Any) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"CI must run every test, and this one was skipped: {reason}"
