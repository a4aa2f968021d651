"""Conversations in DynamoDB: asked, found, renamed, deleted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.adapters.dynamo import conversations as module
from chalicelib.errors import ConversationNotFoundError
from chalicelib.models import Conversation, Message, Question, new_id, timestamp
from tests.support.stores import Chats, chats_on_moto


@pytest.fixture(scope="module")
def chats() -> Iterator[Chats]:
    with chats_on_moto() as made:
        yield made


def ask(chats: Chats, owner: str, text: str, known: Conversation | None = None, answer: str = "") -> Conversation:
    now = timestamp()
    conversation = replace(known, updated_at=now) if known else Conversation(new_id(), owner, text[:20], now, now)
    user = Message(new_id(), conversation.id, owner, "user", text, "complete", now)
    made = replace(
        user, id=new_id(), role="assistant", status="streaming", text=answer, reply_to=user.id, request_id=new_id()
    )
    chats.questions.ask(conversation, user, made, "connection", Question(made.request_id or "", text))
    return conversation


def found(chats: Chats, owner: str, words: str, limit: int = 50) -> list[str]:
    titles: list[str] = []
    cursor = None
    while True:
        page = chats.conversations.find(owner, words, limit, cursor)
        assert len(page.items) <= limit
        titles += [each.title for each in page.items]
        cursor = page.next_position
        if cursor is None:
            return titles


def test_search_finds_title_question_or_answer(chats: Chats) -> None:
    ask(chats, "finder", "Pandas in Lund", answer="They eat bamboo.")
    ask(chats, "finder", "Cầu Long Biên dài bao nhiêu mét?", answer="1.682 mét.")
    other = ask(chats, "finder", "Weather", answer="It rains.")
    ask(chats, "finder", "And the bamboo forest of Kyoto, is it wet?", other)
    assert found(chats, "finder", "PANDAS") == ["Pandas in Lund"]
    assert found(chats, "finder", "bamboo") == ["Weather", "Pandas in Lund"]
    assert found(chats, "finder", "bamboo eat") == ["Pandas in Lund"]
    assert found(chats, "finder", "cau long bien dai") == ["Cầu Long Biên dài ba"]
    assert found(chats, "finder", "nothing") == []
    assert found(chats, "someone else", "pandas") == []


def test_search_continues_from_page_to_page(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SEARCHED_AT_ONCE", 4)
    for number in range(11):
        ask(chats, "many", f"{'Pandas' if number % 3 else 'Lions'} {number}")
    wanted = [f"Pandas {number}" for number in range(10, 0, -1) if number % 3]
    for limit in (1, 2, 50):
        assert found(chats, "many", "pandas", limit) == wanted


def test_new_question_keeps_a_renamed_title(chats: Chats) -> None:
    known = ask(chats, "renamer", "Pandas")
    chats.conversations.rename("renamer", known.id, "Bears")
    ask(chats, "renamer", "And lions?", known)
    assert chats.conversations.conversation("renamer", known.id).title == "Bears"


def test_question_does_not_restore_a_deleted_conversation(chats: Chats) -> None:
    known = ask(chats, "deleter", "Pandas")
    chats.conversations.delete("deleter", known.id)
    with pytest.raises(ConversationNotFoundError):
        ask(chats, "deleter", "And lions?", known)
    assert chats.conversations.history("deleter", known.id) == []
