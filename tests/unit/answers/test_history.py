"""Long conversations: what a model is told of them, and how often they are summarized."""

import re
from dataclasses import replace

from chalicelib.errors import ModelBusyError
from chalicelib.models import Message
from chalicelib.rag.answers.budget import FULL
from chalicelib.rag.answers.history import Recalling
from chalicelib.rag.answers.lifecycle import FINISH
from chalicelib.rag.answers.prompts import SUMMARIZE
from chalicelib.rag.text.tokens import estimate_tokens
from tests.support.chats import whole_chat
from tests.support.fakes import FakeChat
from tests.support.stores import Chats
from tests.unit.answers.making import asked

LONG = "The zoo of Lund keeps four red pandas and feeds them bamboo twice a day. " * 30


def told(chats: Chats, answer: Message, text: str) -> None:
    """An answer as it is stored in the end."""
    chats.answers.apply(replace(answer, text=text, status="complete"), FINISH)


def talked(chats: Chats, rounds: int) -> Message:
    """A conversation of so many long answers, and a further question that waits for its own."""
    conversation_id = None
    for number in range(rounds):
        answer = asked(chats, f"What does panda number {number} of Lund eat?", conversation_id)
        told(chats, answer, f"Number {number}: {LONG} [1]")
        conversation_id = answer.conversation_id
    return asked(chats, "And the oldest one?", conversation_id)


def test_short_conversation_stays_word_for_word(chats: Chats) -> None:
    chat = FakeChat()
    turns, usage = Recalling(chats.conversations, chat).recall(talked(chats, 2))
    assert [turn.role for turn in turns] == ["user", "assistant"] * 2
    assert "[1]" not in turns[1].text
    assert (chat.calls, usage.input_tokens) == ([], 0)


def test_long_conversation_is_summarized_once(chats: Chats) -> None:
    waiting = talked(chats, 8)
    chat = FakeChat("They spoke of what pandas eat.")
    turns, usage = Recalling(chats.conversations, chat).recall(waiting)
    ((_, system, told),) = chat.calls
    assert system == SUMMARIZE
    assert "What does panda number 0 of Lund eat?" in told[-1].text
    assert re.match(r"<summary-(\w{8})>They spoke of what pandas eat\.</summary-\1>", turns[0].text)
    assert turns[-2].text == "What does panda number 7 of Lund eat?"
    assert sum(estimate_tokens(turn.text) for turn in turns) <= FULL.kept + 100 < FULL.history
    assert usage.input_tokens == 100

    again, usage = Recalling(chats.conversations, chat).recall(waiting)
    assert (again, usage.input_tokens, len(chat.calls)) == (turns, 0, 1)


def test_next_summary_includes_the_one_before(chats: Chats) -> None:
    chat = FakeChat("They spoke of what pandas eat.")
    first = talked(chats, 8)
    Recalling(chats.conversations, chat).recall(first)
    told(chats, first, f"The oldest: {LONG}")
    for number in range(6):
        answer = asked(chats, f"Who feeds number {number} of them?", first.conversation_id)
        told(chats, answer, f"A keeper. {LONG}")
    later = asked(chats, "And the youngest?", first.conversation_id)
    Recalling(chats.conversations, chat).recall(later)
    assert ">They spoke of what pandas eat.</summary-" in chat.calls[1][2][-1].text
    assert "number 0 of Lund" not in chat.calls[1][2][-1].text


def test_early_answer_made_anew_has_no_later_history(chats: Chats) -> None:
    chat = FakeChat("They spoke of what pandas eat.")
    waiting = talked(chats, 8)
    Recalling(chats.conversations, chat).recall(waiting)
    messages = whole_chat(chats.conversations, "o", waiting.conversation_id)
    second = [message for message in messages if message.role == "assistant"][1]
    turns, _ = Recalling(chats.conversations, chat).recall(second)
    assert turns[0].text == "What does panda number 0 of Lund eat?"
    assert len(turns) == 2


def test_failed_summary_leaves_the_last_turns(chats: Chats) -> None:
    waiting = talked(chats, 8)
    turns, usage = Recalling(chats.conversations, FakeChat("", ModelBusyError())).recall(waiting)
    assert turns[-2].text == "What does panda number 7 of Lund eat?"
    assert sum(estimate_tokens(turn.text) for turn in turns) < FULL.history
    assert usage.input_tokens > 0
    assert chats.conversations.summary("o", waiting.conversation_id) is None


def test_deleted_conversation_keeps_no_summary(chats: Chats) -> None:
    waiting = talked(chats, 8)
    Recalling(chats.conversations, FakeChat("They spoke.")).recall(waiting)
    assert chats.conversations.summary("o", waiting.conversation_id)
    chats.conversations.delete("o", waiting.conversation_id)
    assert chats.conversations.summary("o", waiting.conversation_id) is None


def test_a_model_that_reads_little_is_told_less(chats: Chats) -> None:
    waiting = talked(chats, 3)
    chat = FakeChat("They spoke of what pandas eat.", context=4_096)
    turns, _ = Recalling(chats.conversations, chat).recall(waiting)
    assert len(chat.calls) == 1, "the older turns are summarized"
    assert turns[-2].text.endswith("What does panda number 2 of Lund eat?")
    assert sum(estimate_tokens(turn.text) for turn in turns) < 1_000
