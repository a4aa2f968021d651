"""A scan and a picture through a whole Grail: read, found, quoted, and lit by the boxes of their words."""

import pytest

from grail import Question
from grail.values import Document
from measure.ocr.pages import ScannedPage, jpeg_pdf
from measure.page_client import PageClient
from tests.extraction.scans import ENGLISH, page_of


def ready(client: PageClient, name: str, data: bytes) -> Document:
    document = client.wait(client.add_content(name, data).id, seconds=180)
    assert (document.status, document.failure, document.note) == ("ready", None, None)
    return document


@pytest.mark.parametrize("kind", ["pdf", "jpg"])
def test_scan_is_quoted_and_its_words_have_boxes(client: PageClient, kind: str) -> None:
    page = page_of(ENGLISH, turn=0 if kind == "jpg" else 90)
    document = ready(client, f"harbour-{kind}.{kind}", file_of(page, kind))
    assert document.pages == 1
    message = client.ask(Question("What is the berth fee for each night?", document_ids=[document.id])).message
    answer = client.call("GET", f"/conversations/{message.conversation_id}")["messages"][1]
    assert message.citations
    citation = message.citations[0]
    assert "48 crowns" in (citation.quote or "")
    assert citation.confidence is not None
    assert citation.confidence > 0.8
    assert citation.page == 1
    assert answer["sources"][0]["words"] is None
    (passage,) = client.call("GET", f"/documents/{document.id}/passages")["items"]
    start = passage["start"] + passage["text"].index("48")
    word = next(word for word in passage["words"] if word[0] == start)
    truth = next(box for text, box in page.words if text == "48")
    assert word[2:6] == pytest.approx([10_000 * share for share in truth], abs=60)
    assert answer["citations"][0]["confidence"] == citation.confidence


def file_of(page: ScannedPage, kind: str) -> bytes:
    return page.jpeg if kind == "jpg" else jpeg_pdf([page])
