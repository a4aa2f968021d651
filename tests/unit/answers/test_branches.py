"""Edited questions: a conversation has branches, and a model is told the turns of its own."""

from dataclasses import replace

import pytest

from chalicelib.errors import MessageNotFoundError
from chalicelib.models import Message, Question, new_id
from chalicelib.rag.answers.ask import Asking
from chalicelib.rag.answers.history import Recalling
from chalicelib.rag.answers.scope import Scopes
from tests.support.fakes import FakeChat
from tests.support.stores import Chats
from tests.unit.answers.making import NoCollections, NoDocuments, NothingOff, asked
from tests.unit.answers.test_history import LONG, told


def questions_told(chats: Chats, waiting: Message, chat: FakeChat | None = None) -> list[str]:
    turns, _ = Recalling(chats.conversations, chat or FakeChat()).recall(waiting)
    return [turn.text for turn in turns if turn.role == "user"]


def answered(chats: Chats, text: str, conversation_id: str | None = None, *, after: str | None = None) -> Message:
    answer = asked(chats, text, conversation_id, after=after)
    told(chats, answer, f"As for {text}")
    return answer


@pytest.fixture
def first(chats: Chats) -> Message:
    return answered(chats, "What do pandas eat?")


def test_edited_question_knows_what_came_before_it_alone(chats: Chats, first: Message) -> None:
    chat_id = first.conversation_id
    answered(chats, "How many otters are there?", chat_id)
    edited = asked(chats, "How many wolves are there?", chat_id, after=first.reply_to)
    assert questions_told(chats, edited) == ["What do pandas eat?"]


def test_question_goes_on_in_the_branch_that_it_names(chats: Chats, first: Message) -> None:
    chat_id = first.conversation_id
    otters = answered(chats, "How many otters are there?", chat_id)
    wolves = answered(chats, "How many wolves are there?", chat_id, after=first.reply_to)
    of_otters = asked(chats, "How old is the first?", chat_id, after=otters.reply_to)
    of_wolves = asked(chats, "How old is the second?", chat_id, after=wolves.reply_to)
    of_the_last = asked(chats, "How old is the third?", chat_id)
    assert questions_told(chats, of_otters) == ["What do pandas eat?", "How many otters are there?"]
    assert questions_told(chats, of_wolves) == ["What do pandas eat?", "How many wolves are there?"]
    # It follows the last one in time, which has no answer yet.
    assert questions_told(chats, of_the_last) == ["What do pandas eat?", "How many wolves are there?"]


def test_edited_first_question_begins_anew(chats: Chats, first: Message) -> None:
    chat_id = first.conversation_id
    again = asked(chats, "What do bears eat?", chat_id, after=chat_id)
    assert questions_told(chats, again) == []
    stored = chats.conversations.message("o", again.id)
    assert (stored.after, chats.conversations.message("o", again.reply_to or "").after) == (chat_id, chat_id)


def test_summary_of_another_branch_is_not_told(chats: Chats, first: Message) -> None:
    chat_id = first.conversation_id
    for number in range(8):
        told(chats, asked(chats, f"What does otter number {number} eat?", chat_id), LONG)
    chat = FakeChat("They spoke of otters.")
    last = asked(chats, "And the oldest one?", chat_id)
    assert "They spoke of otters." in questions_told(chats, last, chat)[0]
    edited = asked(chats, "And wolves?", chat_id, after=first.reply_to)
    assert questions_told(chats, edited, chat) == ["What do pandas eat?"]
    assert len(chat.calls) == 1


def asking(chats: Chats) -> Asking:
    class Free:
        def check_question(self, owner_id: str) -> None: ...

        def count_question(self, owner_id: str, client: str) -> None: ...

    return Asking(
        chats.conversations,
        chats.questions,
        NoDocuments(),
        Free(),
        ("m",),
        scopes=Scopes(NoCollections()),
        choices=NothingOff(),
    )


def test_branch_follows_a_question_of_its_conversation(chats: Chats, first: Message) -> None:
    question = Question(new_id(), "And wolves?", first.conversation_id, after=first.reply_to)
    accepted, _ = asking(chats).ask("o", "connection", question)
    assert chats.conversations.message("o", accepted.message_id).after == first.reply_to
    other = answered(chats, "What do bears eat?")
    for wrong in (other.reply_to, first.id, "nothing"):
        with pytest.raises(MessageNotFoundError):
            asking(chats).ask("o", "connection", replace(question, request_id=new_id(), after=wrong))


def test_answer_made_anew_stays_in_its_branch(chats: Chats, first: Message) -> None:
    wolves = answered(chats, "How many wolves are there?", first.conversation_id, after=first.reply_to)
    answered(chats, "How many otters are there?", first.conversation_id)
    question = Question(new_id(), "How many wolves are there?", first.conversation_id, regenerate_of=wolves.id)
    accepted, _ = asking(chats).ask("o", "connection", question)
    again = chats.conversations.message("o", accepted.message_id)
    assert (again.after, again.reply_to) == (first.reply_to, wolves.reply_to)
    assert questions_told(chats, again) == ["What do pandas eat?"]
