"""A real Chromium on the running copy's page."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from measure.running import RunningGrail

OF_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "google-chrome",
    OF_A_MAC,
)  # As in frontend/test-support/browser.mjs.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ends with this folder's tests: Playwright keeps a loop in their thread, and no other can run there."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")
    assert path, "Chromium is not installed: apt-get install chromium, or name one with CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, running: RunningGrail) -> Iterator[Page]:
    """The page, not signed in; fails the test when a script of it fails or its content policy is broken."""
    context = browser.new_context(base_url=running.web_url, locale="en-GB", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.goto("/")
    yield page
    context.close()
    assert faults == []
