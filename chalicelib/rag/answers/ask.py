"""Taking a question: check it, and store it with its answer to come. Another function makes the answer."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from chalicelib.errors import (
    InvalidRequestError,
    MessageNotFoundError,
    ModelOffError,
    StoreBusyError,
)
from chalicelib.models import Accepted, Conversation, Message, Question, new_id, timestamp
from chalicelib.rag.answers.roles import (
    Budget,
    ConversationReader,
    ModelChoices,
    OwnedDocuments,
    QuestionStore,
)
from chalicelib.rag.answers.scope import Scopes, check_documents
from chalicelib.rag.text.cleaning import clean_text

log = logging.getLogger(__name__)

MAX_QUESTION_CHARACTERS = 8_000
TITLE_CHARACTERS = 60


@dataclass(frozen=True)
class Asking:
    """`models` are the chat models that may be asked, the default first; `label_of` gives their names for people."""

    conversations: ConversationReader
    questions: QuestionStore
    documents: OwnedDocuments
    budget: Budget
    models: tuple[str, ...]
    scopes: Scopes = field(kw_only=True)
    choices: ModelChoices = field(kw_only=True)
    label_of: Callable[[str], str] = str

    def ask(
        self, owner_id: str, connection_id: str | None, question: Question, client: str | None = None
    ) -> tuple[Accepted, Conversation]:
        """Store question and answer to come, and count it. The same `request_id` again gives the first outcome again.
        `connection_id` is the socket that listens; None where somebody reads the stored answer. `client` names the
        program that asks, None is the page.

        Raises InvalidRequestError, NotFoundError, ConflictError, BudgetExceededError, RateLimitedError.
        """
        model = self._check(owner_id, question)
        now = timestamp()
        old = self._answer_to_replace(owner_id, question)
        after = old.after if old else self._followed(owner_id, question)
        if old and old.estimate and question.accept_price_usd is None:
            # The price was told, and how to go on: to have the answer made again.
            question = replace(question, accept_price_usd=old.estimate.price_usd)
        conversation = self._conversation(owner_id, question, old, now)
        user_id, answer_id = sorted((new_id(), new_id()))
        user_message = Message(
            id=user_id,
            conversation_id=conversation.id,
            owner_id=owner_id,
            role="user",
            text=question.text,
            status="complete",
            created_at=now,
            document_ids=question.document_ids,
            tags=question.tags,
            collection_ids=question.collection_ids,
            after=after,
        )
        reply_to = old.reply_to if old else user_id
        answer = replace(user_message, id=answer_id, role="assistant", text="", status="streaming", model=model)
        answer = replace(answer, reply_to=reply_to, request_id=question.request_id, client=client)
        accepted = self.questions.ask(
            conversation, None if old else user_message, answer, connection_id, replace(question, model=model)
        )
        if client is not None and accepted.new:
            self._count(owner_id, client, answer_id)
        return accepted, conversation

    def _count(self, owner_id: str, client: str, answer_id: str) -> None:
        """Whose question it was. That is for the person to read; the cap was counted with the question."""
        try:
            self.budget.count_question(owner_id, client)
        except StoreBusyError:
            log.exception("The program of a question was not counted", extra={"answer": answer_id})

    def _check(self, owner_id: str, question: Question) -> str:
        if len(question.text) > MAX_QUESTION_CHARACTERS:
            raise InvalidRequestError(f"The question is too long: at most {MAX_QUESTION_CHARACTERS} characters.")
        if not clean_text(question.text):
            raise InvalidRequestError("Please write a question.")
        if not 0 < len(question.request_id) <= 100:
            raise InvalidRequestError("A request_id has 1 to 100 characters.")
        model = self._model(question)
        scope = self.scopes.known(owner_id, None, question.collection_ids)
        check_documents(self.documents, owner_id, question.document_ids, scope.granted)
        self.budget.check_question(owner_id)  # A cheap refusal. The transaction that stores the question decides.
        return model

    def _model(self, question: Question) -> str:
        """The chosen model, or the first that is on; raises ModelOffError, which names the others."""
        if question.model is not None and question.model not in self.models:
            raise InvalidRequestError("This model is not offered here.")
        off = self.choices.models_off()
        on = [model for model in self.models if model not in off]
        model = question.model or next(iter(on), None)
        if model is None or model in off:
            others = ", ".join(map(self.label_of, on))
            raise ModelOffError(f"This model is switched off at the moment. Please choose another one: {others}.")
        return model

    def _answer_to_replace(self, owner_id: str, question: Question) -> Message | None:
        if question.regenerate_of is None:
            return None
        old = self.conversations.message(owner_id, question.regenerate_of)
        if old.role != "assistant" or (question.conversation_id or old.conversation_id) != old.conversation_id:
            raise MessageNotFoundError
        if old.status == "streaming":
            raise InvalidRequestError("This answer is still being written.")
        return old

    def _followed(self, owner_id: str, question: Question) -> str | None:
        """What the question follows, if that is told: a question of its conversation, or the beginning of that."""
        if question.after is None or question.after == question.conversation_id:
            return question.after
        before = self.conversations.message(owner_id, question.after)
        if before.role != "user" or before.conversation_id != question.conversation_id:
            raise MessageNotFoundError
        return question.after

    def _conversation(self, owner_id: str, question: Question, old: Message | None, now: str) -> Conversation:
        conversation_id = old.conversation_id if old else question.conversation_id
        if conversation_id is not None:
            return replace(self.conversations.conversation(owner_id, conversation_id), updated_at=now)
        return Conversation(
            id=new_id(), owner_id=owner_id, title=title_of(question.text), created_at=now, updated_at=now
        )


def title_of(question: str) -> str:
    """The question's first words, cut at a word's end."""
    line = clean_text(" ".join(question.split()))
    if len(line) <= TITLE_CHARACTERS:
        return line
    return line[: TITLE_CHARACTERS + 1].rsplit(" ", 1)[0][:TITLE_CHARACTERS] + "…"
