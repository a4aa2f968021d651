"""What is read of a conversation does not grow with its age: by a question in it, and by who opens it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.adapters.dynamo.client import dynamo_resource
from chalicelib.api.chat_page import MAX_PAGE_BYTES
from chalicelib.config import Settings
from chalicelib.models import Accepted, Conversation, Message, Question, new_id, timestamp
from chalicelib.rag.answers.history import Recalling
from chalicelib.wiring import Services
from tests.support.chats import CITATIONS, SOURCES, Laid, Read, Tables, lay
from tests.support.fakes import FakeChat
from tests.support.rest import Rest
from tests.support.rows import REST
from tests.support.stores import Chats, chats_in

WITH_SOURCES = 20  # Exchanges at the end of the old conversation that have them: more than a page of 1 MB holds.
PAGE = "limit=30&sources=brief"  # What the page asks for.


@dataclass
class Stage:
    """Chats of one stage, with 5, 120 and 2,000 exchanges, each of an owner of its own: moto reads all of an owner."""

    chats: Chats
    dynamo: Any
    services: Services
    rest: Rest
    young: Laid
    grown: Laid
    old: Laid

    @contextmanager
    def reading(self, dynamo: Any) -> Iterator[Read]:
        read, events = Read(), dynamo.meta.client.meta.events
        events.register("after-call.dynamodb", read.note)
        yield read
        events.unregister("after-call.dynamodb", read.note)

    def opened(self, laid: Laid, query: str = "") -> tuple[bytes, Read]:
        """A page as it is sent, and what was read for it."""
        with self.reading(self.services.adapters._clients.dynamo) as read:
            chat = laid.conversation
            answer = self.rest.get(chat.owner_id, f"/conversations/{chat.id}?{query}")
        assert answer.status_code == 200, answer.body
        return answer.body, read

    def pages(self, laid: Laid, query: str) -> Iterator[dict[str, Any]]:
        cursor = ""
        while True:
            body, _ = self.opened(laid, f"{query}{cursor}")
            assert len(body) <= MAX_PAGE_BYTES
            page = json.loads(body)
            yield page
            if page["next_cursor"] is None:
                return
            cursor = f"&cursor={page['next_cursor']}"


@pytest.fixture(scope="module")
def stage(cloud: dict[str, str]) -> Stage:
    dynamo, tables = dynamo_resource(region_name="us-east-1"), Tables(cloud)
    services = Services(Settings.from_env({**cloud, **REST}))
    young, grown = lay(tables, "young", 5, 5), lay(tables, "grown", 110, 25)
    old = lay(tables, "old", 2_000, WITH_SOURCES)
    return Stage(chats_in(dynamo, cloud), dynamo, services, Rest(services), young, grown, old)


def ask(chats: Chats, conversation: Conversation) -> tuple[Message, Accepted]:
    """A further question, whose answer awaits its history."""
    user = Message(new_id(), conversation.id, conversation.owner_id, "user", "And then?", "complete", timestamp())
    answer = replace(
        user, id=new_id(), role="assistant", text="", status="streaming", reply_to=user.id, request_id=new_id()
    )
    now = replace(conversation, updated_at=timestamp())
    return answer, chats.questions.ask(now, user, answer, "c", Question(answer.request_id or "", user.text))


def recalled(stage: Stage, answer: Message, chat: FakeChat) -> Read:
    with stage.reading(stage.dynamo) as read:
        turns, _ = Recalling(stage.chats.conversations, chat).recall(answer)
    assert turns
    return read


def cost(stage: Stage, laid: Laid) -> Read:
    """What a question reads once earlier ones have had the conversation summarized, as it came to be needed."""
    first, _ = ask(stage.chats, laid.conversation)
    recalled(stage, first, FakeChat("About pandas."))
    return recalled(stage, first, FakeChat())


def test_a_question_costs_no_more_in_an_old_chat(stage: Stage) -> None:
    young, old = cost(stage, stage.young), cost(stage, stage.old)
    assert len(old.requests) <= 1.2 * len(young.requests), (old.requests, young.requests)
    assert old.answered <= 1.2 * young.answered, (old.answered, young.answered)


def test_an_early_answer_made_anew_reads_what_came_before_it(stage: Stage) -> None:
    early = stage.grown.messages[5]
    turns, _ = Recalling(stage.chats.conversations, FakeChat()).recall(replace(early, id=new_id()))
    assert [turn.text for turn in turns if turn.role == "user"] == ["And 0?", "And 1?"]


def test_opening_a_chat_costs_no_more_when_it_is_old(stage: Stage) -> None:
    """The same page of 30 messages, of a chat that has 10 and of one that has 4,000.

    What is read: whether the account has ended, the chat, its newest messages by the index, these, and their sources.
    """
    stage.services.adapters.cursors.seal("old", "any", "x")  # A function reads its key once.
    (_, young), (body, old) = stage.opened(stage.young, PAGE), stage.opened(stage.old, PAGE)
    assert old.requests == young.requests == ["GetItem", "GetItem", "Query", "BatchGetItem", "BatchGetItem"]
    assert len(json.loads(body)["messages"]) == 30
    print(f"first page: {len(body)} bytes, {len(old.requests)} requests, {old.answered} bytes read")


def test_the_pages_of_a_chat_are_the_chat(stage: Stage) -> None:
    """No page is above 1 MB, none leaves out or repeats a message, each begins with a question."""
    expected = [message.id for message in stage.grown.messages]
    for query in ("", "limit=99&sources=brief"):
        pages = list(stage.pages(stage.grown, query))
        messages = [message for page in reversed(pages) for message in page["messages"]]
        assert [message["id"] for message in messages] == expected
        assert {page["messages"][0]["role"] for page in pages} == {"user"}
        assert all(page["title"] == "A chat" for page in pages)


def test_a_client_without_pages_gets_the_newest_messages_whole(stage: Stage) -> None:
    """As it always did: with the texts of their sources and the standing of their citations, as many as fit."""
    whole, brief = (json.loads(stage.opened(stage.old, query)[0]) for query in ("", "sources=brief"))
    answers = [message for message in whole["messages"] if message["role"] == "assistant" and message["citations"]]
    assert len(answers) > 10
    for answer in answers:
        assert [source["text"] for source in answer["sources"]] == [source.text for source in SOURCES]
        assert [citation["quote"] for citation in answer["citations"]] == ["x" * 80] * len(CITATIONS)
        assert {citation["standing"] for citation in answer["citations"]} == {"deleted"}
    short = brief["messages"][-len(whole["messages"]) :]
    for message in whole["messages"]:
        message["sources"] = [{k: v for k, v in source.items() if k != "text"} for source in message["sources"]]
    assert short == whole["messages"]


def test_sources_are_told_by_a_call_of_their_own(stage: Stage) -> None:
    brief = json.loads(stage.opened(stage.young, "sources=brief")[0])
    answer = [message for message in brief["messages"] if message["citations"]][-1]
    path = f"/conversations/{stage.young.conversation.id}/messages/{answer['id']}/sources"
    told = stage.rest.get("young", path).json_body["sources"]
    assert [source.pop("text") for source in told] == [source.text for source in SOURCES]
    assert told == answer["sources"]
    for owner, conversation in (("old", stage.young.conversation.id), ("young", stage.old.conversation.id)):
        refused = stage.rest.get(owner, f"/conversations/{conversation}/messages/{answer['id']}/sources")
        assert (refused.status_code, refused.json_body["error"]["code"]) == (404, "message_not_found")


def test_a_cursor_leads_on_in_its_own_chat_alone(stage: Stage) -> None:
    cursor = json.loads(stage.opened(stage.old, PAGE)[0])["next_cursor"]
    for owner, laid in (("young", stage.young), ("young", stage.old), ("old", stage.young)):
        answer = stage.rest.get(owner, f"/conversations/{laid.conversation.id}?cursor={cursor}")
        assert answer.status_code == 400
