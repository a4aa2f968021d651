"""A quote is lit on the picture of a scanned page, and on a file that is a picture."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from measure.ocr.pages import Box
from measure.running import RunningGrail
from tests.e2e.test_page import PATIENCE, sign_in
from tests.extraction.scans import ENGLISH, page_of, scan

SLACK = 0.03
"""Of the page's width and height: a box of the page's and one of the recognition differ by less."""


@pytest.mark.parametrize("name", ["harbour.pdf", "harbour.jpg"])
def test_quote_is_lit_on_the_picture_of_its_page(page: Page, running: RunningGrail, tmp_path: Path, name: str) -> None:
    sheet = page_of(ENGLISH, turn=0 if name.endswith("jpg") else 180)
    file = tmp_path / name
    if name.endswith("pdf"):
        scan(file, sheet)
    else:
        file.write_bytes(sheet.jpeg)
    sign_in(page, running)
    page.get_by_test_id("upload-input").first.set_input_files(file)
    expect(page.get_by_test_id("document-row")).to_have_attribute("data-status", "ready", timeout=3 * PATIENCE)
    page.get_by_test_id("ask-input").fill("How many crowns is the berth fee for each night?")
    page.get_by_test_id("ask-submit").click()
    answer = page.get_by_test_id("message-assistant").last
    expect(answer).to_have_attribute("data-status", "complete", timeout=PATIENCE)
    answer.get_by_test_id("citation").first.click()
    reader = page.get_by_test_id("reader")
    expect(reader.locator("canvas, img").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_test_id("reader-quote").first).to_be_visible(timeout=PATIENCE)
    truth = next(box for word, box in sheet.words if word == "48")
    assert any(_holds(lit, truth) for lit in _lit(page))


def _lit(page: Page) -> list[Box]:
    """The marks in shares of the picture that they lie on."""
    boxes: list[Box] = page.evaluate(
        """() => {
            return [...document.querySelectorAll('[data-testid=reader-quote]')].map((mark) => {
                const picture = mark.parentElement.parentElement.querySelector('canvas, img');
                const whole = picture.getBoundingClientRect();
                const box = mark.getBoundingClientRect();
                return [
                    (box.left - whole.left) / whole.width,
                    (box.top - whole.top) / whole.height,
                    (box.right - whole.left) / whole.width,
                    (box.bottom - whole.top) / whole.height,
                ];
            });
        }"""
    )
    return boxes


def _holds(outer: Box, inner: Box) -> bool:
    left, top, right, bottom = outer
    wide = left - SLACK <= inner[0] and inner[2] <= right + SLACK
    return wide and top - SLACK <= inner[1] and inner[3] <= bottom + SLACK and bottom - top < 5 * SLACK
