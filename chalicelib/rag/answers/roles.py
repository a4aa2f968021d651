"""What answers need of the outside, as small protocols. The adapters satisfy them; mypy proves it."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from chalicelib.models import (
    Accepted,
    ChatEvent,
    Conversation,
    Document,
    Message,
    ModelEvent,
    Passage,
    Question,
    StreamState,
    Summary,
    Turn,
    Usage,
)


class ModelStream(Protocol):
    """Text as it is made, then one ModelEnd. Raises ModelBusyError, ModelInterruptedError or ModelError."""

    def __iter__(self) -> Iterator[ModelEvent]: ...
    def __next__(self) -> ModelEvent: ...
    def close(self) -> None:
        """End the call at once, also from another thread while this one waits for text."""


class ChatModel(Protocol):
    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> ModelStream: ...

    def cites_itself(self, model: str) -> bool:
        """Whether the model takes search results and says by itself which of them it rests on."""

    def estimate(self, model: str, system: str, turns: Sequence[Turn], written: str) -> Usage:
        """What a call has used that ended before the model reported its usage."""


class Listeners(Protocol):
    def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
        """In order, up to the first that cannot be delivered now; how many were. Raises ConnectionGoneError."""


class OwnedDocuments(Protocol):
    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        """Those of the ids that the owner has."""


class Budget(Protocol):
    def check_question(self, owner_id: str) -> None:
        """Whether another question may be asked; raises BudgetExceededError."""


class AnswerUsage(Protocol):
    def check_price(self, owner_id: str) -> None:
        """Whether a model may be called that costs; raises BudgetExceededError when the day's price is used up."""

    def add_answer(self, owner_id: str, usage: Usage) -> None: ...

    def add_search(self, owner_id: str, embedded_tokens: int, reranked: int) -> None:
        """A question's tokens, and how many texts were reranked for it."""


class QuestionStore(Protocol):
    def conversation(self, owner_id: str, conversation_id: str) -> Conversation: ...
    def message(self, owner_id: str, message_id: str) -> Message: ...
    def ask(
        self,
        conversation: Conversation,
        user_message: Message | None,
        answer: Message,
        connection_id: str,
        question: Question,
    ) -> Accepted: ...


class History(Protocol):
    def history(self, owner_id: str, conversation_id: str) -> list[Message]:
        """The conversation's messages, oldest first."""

    def summary(self, owner_id: str, conversation_id: str) -> Summary | None:
        """The stored summary of a conversation's older turns, None if there is none."""

    def save_summary(self, owner_id: str, conversation_id: str, summary: Summary) -> None: ...


class AnswerStore(Protocol):
    """Answers while they are made."""

    def answer_with_question(self, owner_id: str, message_id: str) -> tuple[Message, Question]:
        """An answer and the question that it is to; raises MessageNotFoundError."""

    def begin(self, owner_id: str, message_id: str, worker: str) -> bool:
        """Take a streaming message to answer it; False when another worker has it or it has ended."""

    def beat(self, message: Message, /) -> None:
        """Renew the lease on a message that was begun; raises LeaseLostError when it has ended."""

    def save_sources(self, owner_id: str, message_id: str, sources: Sequence[Passage]) -> None: ...

    def flush(self, message: Message, delivered: int) -> StreamState:
        """Save a streaming message as it stands, and that all listeners have the first `delivered` of its events."""

    def finish(self, message: Message) -> StreamState:
        """Save a message's end."""


class MessageStore(AnswerStore, History, Protocol):
    """Answers while they are made, and the conversations around them."""


class AbandonedAnswers(Protocol):
    def due(self, now: int) -> Iterator[tuple[str, str]]: ...
    def message(self, owner_id: str, message_id: str) -> Message: ...
    def finish(self, message: Message, due: int | None = None) -> StreamState: ...
