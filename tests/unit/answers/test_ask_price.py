"""Going on after a price was told: by accepting it, or, as clients do that know no prices, by answering again."""

from dataclasses import dataclass, field, replace

import pytest

from chalicelib.models import (
    Accepted,
    Conversation,
    Document,
    Message,
    Notice,
    PriceEstimate,
    Question,
)
from chalicelib.rag.answers.ask import Asking
from chalicelib.rag.answers.scope import Scopes
from tests.unit.answers.making import NoCollections, NothingOff

OLD = Message("m2", "c1", "o", "assistant", "This reads much.", "complete", "2026-01-01T00:00:00Z", reply_to="m1")
TOLD = replace(OLD, notice=Notice("price_to_confirm", "Nothing."), estimate=PriceEstimate(0.42, 240, 12))


@dataclass
class Stores:
    """One conversation with the `old` answer; what was asked."""

    old: Message
    asked: list[Question] = field(default_factory=list)

    def conversation(self, owner_id: str, conversation_id: str) -> Conversation:
        return Conversation("c1", "o", "Much", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z")

    def message(self, owner_id: str, message_id: str) -> Message:
        return self.old

    def get_many(self, owner_id: str, ids: object) -> dict[str, Document]:
        return {}

    def check_question(self, owner_id: str) -> None: ...

    def count_question(self, owner_id: str, client: str) -> None: ...

    def ask(
        self,
        conversation: Conversation,
        user_message: Message | None,
        answer: Message,
        connection_id: str | None,
        question: Question,
    ) -> Accepted:
        self.asked.append(question)
        return Accepted(conversation.id, "m1", answer.id, new=True)


@pytest.mark.parametrize(
    ("old", "accepted", "price"), [(TOLD, None, 0.42), (TOLD, 0.5, 0.5), (OLD, None, None), (OLD, 0.5, 0.5)]
)
def test_answering_again_accepts_the_price_that_was_told(
    old: Message, accepted: float | None, price: float | None
) -> None:
    stores = Stores(old)
    question = Question("r", "How many?", regenerate_of="m2", accept_price_usd=accepted)
    Asking(stores, stores, stores, stores, ("m",), scopes=Scopes(NoCollections()), choices=NothingOff()).ask(
        "o", "connection", question
    )
    assert [one.accept_price_usd for one in stores.asked] == [price]


def test_a_new_question_accepts_nothing() -> None:
    stores = Stores(TOLD)
    Asking(stores, stores, stores, stores, ("m",), scopes=Scopes(NoCollections()), choices=NothingOff()).ask(
        "o", "connection", Question("r", "How many?")
    )
    assert [one.accept_price_usd for one in stores.asked] == [None]
