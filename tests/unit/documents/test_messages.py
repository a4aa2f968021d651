"""What the person is told of pages that are pictures."""

import pytest

from chalicelib.rag.documents.messages import of_unread_pages

TOLD = "without text that can be read. If there is writing in"


@pytest.mark.parametrize(
    ("pages", "total", "begins"),
    [
        ([3], 12, f"Page 3 of 12 is a picture {TOLD} it, "),
        ([2, 5], 12, f"Pages 2 and 5 of 12 are pictures {TOLD} them, "),
        ([1, 2, 3, 7, 9, 10], 12, "Pages 1–3, 7 and 9–10 of 12 are pictures "),
        ([1, 2], 2, "All 2 pages are pictures "),
        (range(1, 100, 2), 100, "Pages 1, 3, 5, 7, 9, 11, 13, 15 and 42 more of 100 are pictures "),
    ],
)
def test_pages_are_named(pages: list[int], total: int, begins: str) -> None:
    note = of_unread_pages(pages, total)
    assert note is not None
    assert note.startswith(begins)
    assert note.endswith("please upload a clearer copy, or one whose text has been recognised (OCR).")


def test_nothing_is_said_where_all_was_read() -> None:
    assert of_unread_pages([], 5) is None
