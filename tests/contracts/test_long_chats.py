"""What a question reads of its conversation does not grow with the conversation's age."""

from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.adapters.dynamo.client import to_item
from chalicelib.adapters.dynamo.messages import key_of, message_item, sources_id, sources_item
from chalicelib.models import Accepted, Conversation, Message, Passage, Question, new_id, timestamp
from chalicelib.rag.answers.history import Recalling
from tests.support.fakes import FakeChat
from tests.support.rows import CITATION
from tests.support.stores import Chats, chats_in

TEXT = "The zoo of Lund keeps four red pandas and feeds them bamboo twice a day. [1] "
ANSWER = TEXT * 16  # Some 1,240 characters.
SOURCES = tuple(
    Passage(f"p{n}", "d", "zoo.txt", n, 1, ("Zoo",), n * 1600, (n + 1) * 1600, "x" * 1600, 0.5) for n in range(8)
)
CITATIONS = tuple(replace(CITATION, n=1 + n % 8, answer_start=n) for n in range(4))
WITH_SOURCES = 20  # Exchanges at the end of a conversation that have them: moto is slow to take large items.


@dataclass
class Read:
    """Requests to the messages' table, and the bytes of their answers."""

    requests: list[str] = field(default_factory=list)
    answered: int = 0

    def note(self, model: Any, http_response: Any, **_: Any) -> None:
        self.requests.append(model.name)
        self.answered += len(http_response.content)


def lay(dynamo: Any, table: str, conversation: Conversation, exchanges: int) -> None:
    """A conversation with so many answers, written past the product."""
    with dynamo.Table(table).batch_writer() as batch:
        for number in range(exchanges):
            asked = Message(
                new_id(), conversation.id, conversation.owner_id, "user", f"And {number}?", "complete", timestamp()
            )
            answer = replace(asked, id=new_id(), role="assistant", text=ANSWER, reply_to=asked.id, citations=CITATIONS)
            batch.put_item(Item=to_item(message_item(asked)))
            batch.put_item(Item=to_item(message_item(answer)))
            if number >= exchanges - WITH_SOURCES:
                sources = key_of(answer.owner_id, sources_id(answer.id)) | sources_item(SOURCES)
                batch.put_item(Item=to_item(sources))


def ask(chats: Chats, conversation: Conversation) -> tuple[Message, Accepted]:
    """A further question, whose answer awaits its history."""
    user = Message(new_id(), conversation.id, conversation.owner_id, "user", "And then?", "complete", timestamp())
    answer = replace(
        user, id=new_id(), role="assistant", text="", status="streaming", reply_to=user.id, request_id=new_id()
    )
    now = replace(conversation, updated_at=timestamp())
    return answer, chats.questions.ask(now, user, answer, "c", Question(answer.request_id or "", user.text))


def recalled(chats: Chats, dynamo: Any, answer: Message, chat: FakeChat) -> Read:
    read = Read()
    events = dynamo.meta.client.meta.events
    events.register("after-call.dynamodb", read.note)
    try:
        turns, _ = Recalling(chats.conversations, chat).recall(answer)
    finally:
        events.unregister("after-call.dynamodb", read.note)
    assert turns
    return read


def cost(dynamo: Any, names: dict[str, str], exchanges: int) -> Read:
    """What a question reads once earlier ones have had the conversation summarized, as it came to be needed."""
    chats = chats_in(dynamo, names)
    conversation = Conversation(new_id(), f"owner-{exchanges}", "A chat", timestamp(), timestamp())
    dynamo.Table(names["CONVERSATIONS_TABLE"]).put_item(Item=to_item(vars(conversation)))
    lay(dynamo, names["MESSAGES_TABLE"], conversation, exchanges)
    first, _ = ask(chats, conversation)
    recalled(chats, dynamo, first, FakeChat("About pandas."))
    return recalled(chats, dynamo, first, FakeChat())


def test_a_question_costs_no_more_in_an_old_chat(dynamo: Any, aws: dict[str, str]) -> None:
    young, old = cost(dynamo, aws, 5), cost(dynamo, aws, 2_000)
    assert len(old.requests) <= 1.2 * len(young.requests), (old.requests, young.requests)
    assert old.answered <= 1.2 * young.answered, (old.answered, young.answered)


def test_an_early_answer_made_anew_reads_what_came_before_it(dynamo: Any, aws: dict[str, str]) -> None:
    chats = chats_in(dynamo, aws)
    conversation = Conversation(new_id(), "owner", "A chat", timestamp(), timestamp())
    dynamo.Table(aws["CONVERSATIONS_TABLE"]).put_item(Item=to_item(vars(conversation)))
    lay(dynamo, aws["MESSAGES_TABLE"], conversation, 120)
    early = chats.conversations.history("owner", conversation.id)[5]
    turns, _ = Recalling(chats.conversations, FakeChat()).recall(replace(early, id=new_id()))
    assert [turn.text for turn in turns if turn.role == "user"] == ["And 0?", "And 1?"]
