"""What answers need of the outside, as small protocols. The adapters satisfy them; mypy proves it."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.models import (
    Accepted,
    ChatEvent,
    Conversation,
    Document,
    Message,
    MessageRef,
    ModelEvent,
    Question,
    Shared,
    StreamState,
    Summary,
    Tool,
    Turn,
    Usage,
)
from chalicelib.rag.answers.lifecycle import Transition

if TYPE_CHECKING:  # Every function imports this module; only answers need what these load.
    from chalicelib.rag.routes.gathered import Asked, Gathered, Tell
    from chalicelib.rag.routes.roles import BatchReader, ToolChooser


class ModelStream(Protocol):
    """Text as it is made, then one ModelEnd. Raises ModelBusyError, ModelInterruptedError or ModelError."""

    def __iter__(self) -> Iterator[ModelEvent]: ...
    def __next__(self) -> ModelEvent: ...
    def close(self) -> None:
        """End the call at once, also from another thread while this one waits for text."""


class ChatModel(Protocol):
    def stream(self, model: str, system: str, turns: Sequence[Turn], max_tokens: int) -> ModelStream: ...

    def stream_calls(
        self, model: str, system: str, turns: Sequence[Turn], tools: Sequence[Tool], max_tokens: int
    ) -> ModelStream:
        """As `stream`, of a model that may call tools: each ToolCall comes whole, and thoughts to be sent back with it.

        A model that refuses them raises ModelError, and takes none from then on.
        """

    def takes_tools(self, model: str) -> bool:
        """Whether the model may be given tools to call."""

    def context_tokens(self, model: str) -> int:
        """How many tokens prompt and answer may have together."""

    def only_quotes(self, model: str) -> bool:
        """Whether the model quotes its sources and writes nothing of its own."""

    def price(self, model: str, input_tokens: int, output_tokens: int = 0) -> float:
        """US dollars of a call of so many tokens; 0 where nobody knows the price."""

    def cites_itself(self, model: str) -> bool:
        """Whether the model takes search results and says by itself which of them it rests on."""

    def estimate(self, model: str, system: str, turns: Sequence[Turn], written: str) -> Usage:
        """What a call has used that ended before the model reported its usage."""


class SourceGatherer(Protocol):
    def gather(
        self,
        asked: "Asked",
        tell: "Tell",
        chooser: "ToolChooser | None" = None,
        reader: "BatchReader | None" = None,
    ) -> "Gathered":
        """What an answer rests on; `tell` hears of each step, and a `chooser` says what else is to be looked up.

        A `reader` reads what is more than a prompt holds. Raises StoreBusyError, ModelBusyError, ModelError or
        BudgetExceededError.
        """


class Listeners(Protocol):
    def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
        """In order, up to the first that cannot be delivered now; how many were. Raises ConnectionGoneError."""


class OwnedDocuments(Protocol):
    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        """Those of the ids that the owner has."""


class OwnedCollections(Protocol):
    def documents_of(self, owner_id: str, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The ids of the documents of each of the collections that the owner has."""


class SharedWith(Protocol):
    def shared_with(self, person_id: str, collection_ids: Sequence[str] | None = None) -> Sequence[Shared]:
        """What a person may read of others now: of these collections, or all. Raises StoreBusyError."""


class Budget(Protocol):
    def check_question(self, owner_id: str) -> None:
        """Whether another question may be asked; raises BudgetExceededError."""

    def count_question(self, owner_id: str, client: str) -> None:
        """Whose question one was that has been taken: that of a program. Raises StoreBusyError."""


class ModelChoices(Protocol):
    def models_off(self) -> Collection[str]:
        """Models that an admin has switched off. Raises StoreBusyError."""
        ...


class AnswerUsage(Protocol):
    def check_price(self, owner_id: str, price_usd: float = 0.0) -> None:
        """Whether a model may be called that costs so much, about; raises BudgetExceededError when the day has less."""

    def reserve(self, owner_id: str, price_usd: float) -> str:
        """Count what an answer is going to cost before it is spent; the day of it. Raises BudgetExceededError."""

    def release(self, owner_id: str, day: str, price_usd: float) -> None:
        """What was reserved on a day counts no more: what was really spent is counted by itself."""

    def add_answer(self, owner_id: str, usage: Usage, client: str | None = None) -> None:
        """`client` is the program that asked, None the page."""

    def add_search(self, owner_id: str, embedded_tokens: int, reranked: int, client: str | None = None) -> None:
        """A question's tokens, and how many texts were reranked for it."""


class ConversationReader(Protocol):
    def conversation(self, owner_id: str, conversation_id: str) -> Conversation:
        """Raises ConversationNotFoundError."""

    def message(self, owner_id: str, message_id: str) -> Message:
        """Raises MessageNotFoundError."""


class QuestionStore(Protocol):
    def ask(
        self,
        conversation: Conversation,
        user_message: Message | None,
        answer: Message,
        connection_id: str | None,
        question: Question,
    ) -> Accepted:
        """Store a question with its answer to come (`user_message` is None to make an answer anew), and count it.

        Raises ConflictError, ConversationNotFoundError, BudgetExceededError, RateLimitedError.
        """


class History(Protocol):
    def recent(self, owner_id: str, conversation_id: str, after: str, before: str) -> list[Message]:
        """The newest messages with ids between two others, oldest first, without their sources and citations."""

    def summary(self, owner_id: str, conversation_id: str) -> Summary | None:
        """The stored summary of a conversation's older turns, None if there is none."""

    def save_summary(self, owner_id: str, conversation_id: str, summary: Summary) -> None: ...


class AnswerStore(Protocol):
    """Answers while they are made. `lifecycle.py` has their transitions."""

    def get(self, owner_id: str, message_id: str) -> tuple[Message, Question]:
        """An answer and the question that it is to; raises MessageNotFoundError."""

    def due(self, now: int) -> Iterator[MessageRef]:
        """Every answer that has not ended and whose lease is over by `now` (Unix seconds)."""

    def apply(self, answer: Message | MessageRef, transition: Transition, **values: Any) -> StreamState | None:
        """Who listens after the transition; None if the answer has moved on or was deleted."""

    def save_sources(self, answer: Message) -> None: ...


class SweptAnswers(AnswerStore, Protocol):
    """The answers as the sweeper sees them."""

    def set_aside(self, owner_id: str, message_id: str, seconds: int) -> None:
        """Look at an answer that stops its reader only `seconds` later."""
