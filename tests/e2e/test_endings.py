"""What a person sees of an answer that was cut off, is empty, or was made by another model."""

from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from measure.running import RunningGrail
from tests.e2e.test_page import PATIENCE, TEXT, sign_in

QUESTION = "How much does the bell Old Agnes weigh?"


def fault(running: RunningGrail, **rule: object) -> None:
    rules = [{"operation": "ConverseStream", "times": 1, **rule}]
    httpx.put(f"{running.bedrock_url}/_local/faults", json=rules, trust_env=False).raise_for_status()


def test_the_page_says_how_an_answer_ended_and_offers_a_retry(
    page: Page, running: RunningGrail, tmp_path: Path
) -> None:
    sign_in(page, running)
    file = tmp_path / "marlow.md"
    file.write_text(TEXT)
    page.get_by_test_id("upload-input").first.set_input_files(file)
    row = page.get_by_test_id("document-row").filter(has_text="marlow.md")
    expect(row).to_have_attribute("data-status", "ready", timeout=PATIENCE)

    fault(running, after_tokens=4, stop_reason="max_tokens")
    page.get_by_test_id("ask-input").fill(QUESTION)
    page.get_by_test_id("ask-submit").click()
    answer = page.get_by_test_id("message-assistant").last
    expect(answer).to_have_attribute("data-status", "complete", timeout=PATIENCE)
    ending = answer.get_by_test_id("ending")
    expect(ending).to_have_attribute("data-code", "cut_off")
    expect(ending).to_contain_text("Ask for less at a time")
    page.screenshot(path=tmp_path / "cut-off.png")
    page.reload()
    expect(page.get_by_test_id("ending")).to_be_visible(timeout=PATIENCE)

    fault(running, after_tokens=0, stop_reason="end_turn")
    page.get_by_test_id("ask-input").fill(QUESTION)
    page.get_by_test_id("ask-submit").click()
    answer = page.get_by_test_id("message-assistant").last
    expect(answer).to_have_attribute("data-status", "failed", timeout=PATIENCE)
    expect(answer).to_contain_text("The model wrote nothing")
    page.screenshot(path=tmp_path / "empty.png")
    answer.get_by_role("button", name="Try again").click()
    answer = page.get_by_test_id("message-assistant").last
    expect(answer).to_have_attribute("data-status", "complete", timeout=PATIENCE)
    expect(answer).to_contain_text("3,100 kilograms")
