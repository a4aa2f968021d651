"""A page that text recognition reads badly, read by a model that sees it: found, quoted, paid for by its owner."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFilter

from measure.page_client import PageClient
from measure.running import RunningGrail, new_client
from tests.extraction.scans import page_of
from tests.integration.stand_ins import local

NOTE = "The tower of Lind was painted in the colour of salt in 1931."
CLEAR = "The harbour of Lind has nine berths, and each of them is let by the week to whoever asks for it first."


def scribble() -> Image.Image:
    """A page on which something is written that nobody's text recognition reads."""
    picture = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(picture)
    for row in range(12):
        points = [(150 + 22 * step, 200 + 150 * row + 40 * ((step * step + row) % 3)) for step in range(60)]
        pen.line(points, fill=40, width=5)
    return picture.filter(ImageFilter.GaussianBlur(2))


def pdf_of(*pages: Image.Image) -> bytes:
    file = BytesIO()
    pages[0].save(file, "PDF", resolution=200, save_all=True, append_images=pages[1:])
    return file.getvalue()


@pytest.fixture(scope="module")
def client(stand_ins: RunningGrail) -> Iterator[PageClient]:
    local(stand_ins, "PUT", "transcripts", {"*": f"<page>{NOTE}</page>"})
    local(stand_ins, "DELETE", "stats")
    with new_client(stand_ins) as made:
        yield made
    local(stand_ins, "DELETE", "transcripts")


def test_only_the_page_that_was_read_badly_is_shown_to_the_model(client: PageClient, stand_ins: RunningGrail) -> None:
    clear = Image.open(BytesIO(page_of(CLEAR).jpeg)).convert("L")
    document = client.wait(client.add_content("notes.pdf", pdf_of(clear, scribble())).id, seconds=180)
    assert (document.status, document.note, document.pages) == ("ready", None, 2)
    passages = client.call("GET", f"/documents/{document.id}/passages")["items"]
    assert [(passage["page"], passage["text"].strip()) for passage in passages][-1] == (2, NOTE)
    assert "nine berths" in passages[0]["text"]
    citations = client.ask("When was the tower of Lind painted?").message.citations
    assert citations
    citation = citations[0]
    assert (citation.page, NOTE in (citation.quote or "")) == (2, True)
    (today,) = client.call("GET", "/usage")["days"][-1:]
    billed = local(stand_ins, "GET", "stats")
    assert today["price_usd"] == pytest.approx(billed["billed_usd"] + billed["embedding_usd"], rel=1e-2)
    assert billed["billed_usd"] > 0


def test_a_picture_that_only_the_model_reads_is_ready(client: PageClient) -> None:
    file = BytesIO()
    scribble().save(file, "PNG")
    document = client.wait(client.add_content("note.png", file.getvalue()).id, seconds=180)
    assert document.status == "ready"


def test_a_page_that_the_model_finds_empty_has_no_text(client: PageClient, stand_ins: RunningGrail) -> None:
    local(stand_ins, "PUT", "transcripts", {"*": "<page></page>"})
    document = client.wait(client.add_content("scribble.pdf", pdf_of(scribble())).id, seconds=180)
    assert document.failure is not None
    assert (document.status, document.failure.code) == ("failed", "scanned")
