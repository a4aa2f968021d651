"""Where a page of a conversation is cut."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib import wire
from chalicelib.api import chat_page
from chalicelib.models import Message, Passage
from tests.support.rows import CITATION, PASSAGE

MESSAGE = Message("", "c", "o", "user", "Why?", "complete", "2026-01-01T00:00:00.000Z")


def newest_first(roles: str, **fields: object) -> Iterator[Message]:
    """`q` and `a` for a question and an answer, the oldest first; ids are 0, 1, 2 …"""
    for number, role in reversed(list(enumerate(roles))):
        answer = {"role": "assistant", **fields} if role == "a" else {}
        yield replace(MESSAGE, id=str(number), **answer)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("roles", "limit", "ids", "next_position"),
    [
        ("qaqa", 4, "0123", None),
        ("qaqa", 2, "23", "2"),
        ("qaqa", 3, "23", "2"),  # No answer without its question.
        ("qaqaa", 4, "234", "2"),
        ("qaaaa", 2, "34", "3"),  # But where the page has none at all.
        ("qa", 1, "1", "1"),
        ("", 4, "", None),
        ("aqa", 4, "012", None),  # The first question is lost.
    ],
)
def test_a_page_begins_with_a_question(roles: str, limit: int, ids: str, next_position: str | None) -> None:
    page = chat_page.cut(newest_first(roles), limit, texts=True)
    assert ("".join(message.id for message in page.messages), page.next_position) == (ids, next_position)


def test_a_page_takes_no_more_than_it_needs() -> None:
    messages = newest_first("qa" * 50)
    chat_page.cut(messages, 10, texts=True)
    assert next(messages).id == "88"


def test_a_page_stays_within_its_bytes() -> None:
    """Counted as they are sent: in UTF-8, with quotes and headings."""
    source = replace(PASSAGE, text="Đồng bằng sông Cửu Long. " * 60, end=1_500)
    fields = {"text": "Đồng bằng. " * 100, "sources": (source,) * 8, "citations": (replace(CITATION, quote="q"),) * 40}
    page = chat_page.cut(newest_first("qa" * 200, **fields), 200, texts=True)
    sent = wire.encode({"messages": chat_page.shown(page, {}, texts=True)})
    assert 0.9 * chat_page.MAX_PAGE_BYTES < len(sent) <= chat_page.MAX_PAGE_BYTES
    assert page.next_position == page.messages[0].id


@pytest.mark.parametrize("texts", [True, False])
def test_one_message_too_long_for_a_page_is_sent_without_quotes(texts: bool) -> None:
    """Its texts come first, then what is quoted of them; the answer itself is whole."""
    quote = "Đồng bằng sông Cửu Long. " * 40
    source = Passage("p", "d", "a.txt", 0, 1, (), 0, 1_000, quote, 0.5)
    citations = tuple(replace(CITATION, quote=quote, answer_start=n) for n in range(900))
    fields = {"text": "x" * 200_000, "sources": (source,) * 200, "citations": citations}
    page = chat_page.cut(newest_first("qa", **fields), 200, texts=texts)
    sent = chat_page.shown(page, {}, texts=texts)
    assert len(wire.encode({"messages": sent})) <= chat_page.MAX_PAGE_BYTES
    answer = sent[-1]
    assert len(answer["text"]) == 200_000
    assert len(answer["citations"]) == 900
    assert {citation["quote"] for citation in answer["citations"]} == {""}
    assert not any("text" in source for source in answer["sources"])
