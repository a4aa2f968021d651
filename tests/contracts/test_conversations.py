"""Conversations in DynamoDB: asked, searched, renamed, deleted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.adapters.dynamo import conversations as module
from chalicelib.errors import ConversationNotFoundError
from chalicelib.models import Conversation, Message, Question, new_id, timestamp
from tests.support.chats import whole_chat
from tests.support.stores import Chats, chats_on_moto


@pytest.fixture(scope="module")
def chats() -> Iterator[Chats]:
    with chats_on_moto() as made:
        yield made


def ask(chats: Chats, owner: str, text: str, earlier: Conversation | None = None, answer: str = "") -> Conversation:
    now = timestamp()
    conversation = replace(earlier, updated_at=now) if earlier else Conversation(new_id(), owner, text[:20], now, now)
    user = Message(new_id(), conversation.id, owner, "user", text, "complete", now)
    made = replace(
        user, id=new_id(), role="assistant", status="streaming", text=answer, reply_to=user.id, request_id=new_id()
    )
    chats.questions.ask(conversation, user, made, "connection", Question(made.request_id or "", text))
    return conversation


def titles(chats: Chats, owner: str, words: str, limit: int = 50) -> list[str]:
    result: list[str] = []
    cursor = None
    while True:
        page = chats.conversations.find(owner, words, limit, cursor)
        assert len(page.items) <= limit
        result += [conversation.title for conversation in page.items]
        cursor = page.next_position
        if cursor is None:
            return result


def test_search_finds_title_question_or_answer(chats: Chats) -> None:
    ask(chats, "finder", "Pandas in Lund", answer="They eat bamboo.")
    ask(chats, "finder", "Cầu Long Biên dài bao nhiêu mét?", answer="1.682 mét.")
    other = ask(chats, "finder", "Weather", answer="It rains.")
    ask(chats, "finder", "And the bamboo forest of Kyoto, is it wet?", other)
    assert titles(chats, "finder", "PANDAS") == ["Pandas in Lund"]
    assert titles(chats, "finder", "bamboo") == ["Weather", "Pandas in Lund"]
    assert titles(chats, "finder", "bamboo eat") == ["Pandas in Lund"]
    assert titles(chats, "finder", "cau long bien dai") == ["Cầu Long Biên dài ba"]
    assert titles(chats, "finder", "nothing") == []
    assert titles(chats, "someone else", "pandas") == []


def test_search_continues_from_page_to_page(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SEARCHED_AT_ONCE", 4)
    for number in range(11):
        ask(chats, "many", f"{'Pandas' if number % 3 else 'Lions'} {number}")
    pandas = [f"Pandas {number}" for number in range(10, 0, -1) if number % 3]
    for limit in (1, 2, 50):
        assert titles(chats, "many", "pandas", limit) == pandas


def test_search_of_long_conversations_continues_on_the_next_page(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call ends behind the conversation that reaches the bound, and the next one goes on behind it."""
    monkeypatch.setattr(module, "MESSAGES_AT_ONCE", 5)
    for number in range(6):
        ask(chats, "talker", f"Number {number}", answer="Bamboo." if number in (0, 3) else "Rain.")
    first = chats.conversations.find("talker", "bamboo", 50, None)
    assert [conversation.title for conversation in first.items] == ["Number 3"]
    assert titles(chats, "talker", "bamboo") == ["Number 3", "Number 0"]


def test_filed_conversations_are_listed_however_old_they_are(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_AT_ONCE", 2)
    first, second, *_ = [ask(chats, "filer", f"Question {number}") for number in range(5)]
    before = [item.id for item in chats.conversations.list_page("filer", 9, None).items]
    for conversation in (first, second):
        assert chats.conversations.file("filer", conversation.id, "Work").folder == "Work"
    assert chats.conversations.file("filer", second.id, None).folder is None
    filed: list[Conversation] = []
    after = None
    while (page := chats.conversations.filed_page("filer", after)).next_position:
        filed += page.items
        after = page.next_position
    assert [(item.id, item.folder) for item in (*filed, *page.items)] == [(first.id, "Work")]
    assert [item.id for item in chats.conversations.list_page("filer", 9, None).items] == before
    with pytest.raises(ConversationNotFoundError):
        chats.conversations.file("filer", new_id(), "Work")


def test_pinned_conversation_is_listed_however_old_it_is(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_AT_ONCE", 2)
    first, *others = [ask(chats, "pinner", f"Question {number}") for number in range(5)]
    before = [item.id for item in chats.conversations.list_page("pinner", 9, None).items]
    assert chats.conversations.pin("pinner", first.id, True).pinned
    assert [item.id for item in chats.conversations.list_page("pinner", 9, None).items] == before
    found: list[str] = []
    after: str | None = None
    for _ in range(3):
        page = chats.conversations.pinned_page("pinner", after)
        found += [item.id for item in page.items]
        after = page.next_position
    assert (found, after) == ([first.id], None)
    ask(chats, "pinner", "And more?", first)
    assert chats.conversations.conversation("pinner", first.id).pinned
    assert not chats.conversations.pin("pinner", first.id, False).pinned
    assert not chats.conversations.conversation("pinner", others[0].id).pinned
    with pytest.raises(ConversationNotFoundError):
        chats.conversations.pin("another", first.id, True)


def test_new_question_keeps_a_renamed_title(chats: Chats) -> None:
    earlier = ask(chats, "renamer", "Pandas")
    chats.conversations.rename("renamer", earlier.id, "Bears")
    ask(chats, "renamer", "And lions?", earlier)
    assert chats.conversations.conversation("renamer", earlier.id).title == "Bears"


def test_question_does_not_restore_a_deleted_conversation(chats: Chats) -> None:
    earlier = ask(chats, "deleter", "Pandas")
    chats.conversations.delete("deleter", earlier.id)
    with pytest.raises(ConversationNotFoundError):
        ask(chats, "deleter", "And lions?", earlier)
    assert whole_chat(chats.conversations, "deleter", earlier.id) == []


def test_messages_tell_what_was_searched(chats: Chats) -> None:
    now = timestamp()
    conversation = Conversation(new_id(), "narrow", "Pandas", now, now)
    scope = {"document_ids": ("d1", "d2"), "tags": ("zoo",)}
    user = Message(new_id(), conversation.id, "narrow", "user", "Pandas?", "complete", now, **scope)  # type: ignore[arg-type]
    answer = replace(user, id=new_id(), role="assistant", status="streaming", reply_to=user.id, request_id=new_id())
    question = Question(answer.request_id or "", "Pandas?", **scope)  # type: ignore[arg-type]
    chats.questions.ask(conversation, user, answer, "connection", question)
    again = replace(answer, id=new_id(), request_id=new_id(), document_ids=None, tags=None)
    chats.questions.ask(conversation, None, again, "connection", Question(again.request_id or "", "Pandas?"))
    stored = whole_chat(chats.conversations, "narrow", conversation.id)
    everything = (None, None)
    assert [(one.document_ids, one.tags) for one in stored] == [tuple(scope.values())] * 2 + [everything]
