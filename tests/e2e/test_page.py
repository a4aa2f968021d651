"""What a person does: sign in, upload, ask, look at the quoted passage."""

from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, expect
from reportlab.pdfgen.canvas import Canvas

from measure.page_client import PageClient
from measure.running import PASSWORD, RunningGrail

TEXT = """# The Marlow clock tower

The clock tower of Marlow is 47 metres high. Its bell, called Old Agnes, weighs 3,100 kilograms.

## Visiting

The tower is open from Tuesday to Sunday. The climb has 212 steps.
"""
PATIENCE = 60_000


def sign_in(page: Page, running: RunningGrail) -> None:
    email = f"{uuid4().hex}@example.org"
    with PageClient(running.api_url) as client:
        client.sign_up(email, PASSWORD)
    page.get_by_test_id("sign-in-email").fill(email)
    page.get_by_test_id("sign-in-password").fill(PASSWORD)
    page.get_by_test_id("sign-in-submit").click()
    expect(page.get_by_test_id("ask-input")).to_be_visible(timeout=PATIENCE)


def test_from_signing_in_to_the_quoted_passage(page: Page, running: RunningGrail, tmp_path: Path) -> None:
    sign_in(page, running)
    file = tmp_path / "marlow.md"
    file.write_text(TEXT)
    page.get_by_test_id("upload-input").first.set_input_files(file)
    row = page.get_by_test_id("document-row").filter(has_text="marlow.md")
    expect(row).to_have_attribute("data-status", "ready", timeout=PATIENCE)

    page.get_by_test_id("ask-input").fill("How much does the bell Old Agnes weigh?")
    page.get_by_test_id("ask-submit").click()
    answer = page.get_by_test_id("message-assistant").last
    expect(answer).to_have_attribute("data-status", "complete", timeout=PATIENCE)
    expect(answer).to_contain_text("3,100 kilograms")

    answer.get_by_test_id("citation").first.click()
    expect(page.get_by_test_id("reader")).to_be_visible()
    expect(page.get_by_test_id("reader-quote").first).to_contain_text("3,100 kilograms", timeout=PATIENCE)


def test_what_was_there_is_there_after_a_reload(page: Page, running: RunningGrail, tmp_path: Path) -> None:
    sign_in(page, running)
    file = tmp_path / "marlow.txt"
    file.write_text(TEXT)
    page.get_by_test_id("upload-input").first.set_input_files(file)
    expect(page.get_by_test_id("document-row")).to_have_attribute("data-status", "ready", timeout=PATIENCE)
    page.reload()
    expect(page.get_by_test_id("document-row")).to_have_attribute("data-status", "ready", timeout=PATIENCE)
    expect(page.get_by_test_id("connection-state")).to_be_attached()


def test_a_quote_is_marked_on_the_page_of_its_pdf(page: Page, running: RunningGrail, tmp_path: Path) -> None:
    sign_in(page, running)
    file = tmp_path / "marlow.pdf"
    sheet = Canvas(str(file))
    sheet.drawString(72, 700, "The first page speaks of other things.")
    sheet.showPage()
    sheet.drawString(72, 700, "The bell of Marlow, called Old Agnes, weighs 3,100 kilograms.")
    sheet.showPage()
    sheet.save()
    page.get_by_test_id("upload-input").first.set_input_files(file)
    expect(page.get_by_test_id("document-row")).to_have_attribute("data-status", "ready", timeout=PATIENCE)
    page.get_by_test_id("ask-input").fill("How much does Old Agnes weigh?")
    page.get_by_test_id("ask-submit").click()
    answer = page.get_by_test_id("message-assistant").last
    expect(answer).to_have_attribute("data-status", "complete", timeout=PATIENCE)
    answer.get_by_test_id("citation").first.click()
    quoted = page.get_by_test_id("pdf-page").and_(page.locator("[data-page='2']"))
    expect(quoted.locator("canvas")).to_be_visible(timeout=PATIENCE)
    expect(quoted.get_by_test_id("reader-quote").first).to_be_in_viewport(timeout=PATIENCE)
    expect(page.get_by_role("textbox", name="Page number")).to_have_value("2")


def test_the_page_finds_conversations_and_documents_by_text(page: Page, running: RunningGrail, tmp_path: Path) -> None:
    sign_in(page, running)
    file = tmp_path / "marlow.md"
    file.write_text(TEXT)
    page.get_by_test_id("upload-input").first.set_input_files(file)
    expect(page.get_by_test_id("document-row")).to_have_attribute("data-status", "ready", timeout=PATIENCE)
    page.get_by_test_id("ask-input").fill("How much does the bell weigh?")
    page.get_by_test_id("ask-submit").click()
    expect(page.get_by_test_id("message-assistant").last).to_have_attribute("data-status", "complete", timeout=PATIENCE)

    page.get_by_placeholder("Search conversations").fill("kilograms")
    expect(page.get_by_test_id("conversation-row")).to_have_count(1, timeout=PATIENCE)
    page.get_by_placeholder("Search conversations").fill("giraffe")
    expect(page.get_by_text("No conversation matches.")).to_be_visible(timeout=PATIENCE)

    page.get_by_placeholder("Filter by name").fill("steps of the climb")
    page.keyboard.press("Enter")
    page.get_by_test_id("inside-passage").first.click()
    expect(page.get_by_test_id("reader-passage")).to_contain_text("212 steps", timeout=PATIENCE)
