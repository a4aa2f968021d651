"""The conversation so far, as a model gets it: the last turns, and a summary of those before.

The summary is made when the turns outgrow their budget of tokens, and stored with the conversation. So it is made once
for many turns, not with each question.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.errors import ModelError
from chalicelib.models import PRICE_TO_CONFIRM, Exchange, Message, ModelEnd, Summary, TextPart, Turn, Usage
from chalicelib.rag.answers.budget import budget_for
from chalicelib.rag.answers.ending import BLOCKED, notice_of
from chalicelib.rag.answers.prompts import SUMMARIZE, history_turns, summary_turns
from chalicelib.rag.answers.roles import ChatModel, History
from chalicelib.rag.text.languages import likely_language
from chalicelib.rag.text.talk import talk_of
from chalicelib.rag.text.tokens import estimate_tokens

log = logging.getLogger(__name__)

SUMMARY_TOKENS = 400


@dataclass(frozen=True)
class Recalling:
    history: History
    chat: ChatModel

    def recall(self, message: Message) -> tuple[list[Turn], Usage]:
        """The conversation before the question that `message` answers, and the usage of recalling it."""
        summary = self.history.summary(message.owner_id, message.conversation_id)
        if summary and summary.until >= (message.reply_to or ""):
            summary = None  # An early answer is made anew: the summary knows turns that came after it.
        rest, before = self._exchanges(message, summary.until if summary else "")
        if summary and before not in (None, summary.until):
            summary = None  # It knows turns of another branch.
            rest, _ = self._exchanges(message, "")
        if not rest:
            return [], Usage()
        usage = Usage()
        budget = budget_for(self.chat.context_tokens(message.model or ""))
        if _tokens(rest) > budget.history:
            kept = _newest(rest, budget.kept)
            summary, usage = self._summarized(message, rest[: len(rest) - len(kept)], summary)
            rest = kept
        return history_turns(rest, summary.text if summary else ""), usage

    def language(self, message: Message) -> str | None:
        """The language of the last question before the one that `message` answers; None if nothing tells it."""
        exchanges, _ = self._exchanges(message, "")
        return likely_language(exchanges[-1].question.text) if exchanges else None

    def _exchanges(self, message: Message, after: str) -> tuple[list[Exchange], str | None]:
        """Questions with their answers. Talk is left out: "thank you" is nothing that a follow-up could lean on.

        They are those after the question `after`, and of these the newest: however long a conversation has become, a
        question in it reads no more than that. With them comes what the first of them follows, if that is told.
        """
        question_id = message.reply_to or ""
        messages = self.history.recent(message.owner_id, message.conversation_id, after, message.id)
        if all(other.id > question_id for other in messages):  # An early answer of a long conversation is made anew.
            messages = self.history.recent(message.owner_id, message.conversation_id, after, question_id)
        answers = {answer.reply_to: answer for answer in messages if answer.role == "assistant" and _is_usable(answer)}
        path, before = _path(message, [other for other in messages if other.role == "user"])
        exchanges = [
            Exchange(question, answers[question.id])
            for question in path
            if question.id in answers and talk_of(question.text) is None
        ]
        return exchanges, before

    def _summarized(
        self, message: Message, older: Sequence[Exchange], before: Summary | None
    ) -> tuple[Summary | None, Usage]:
        """The summary of all turns before, stored. If no model can make it, the summary `before` stays."""
        if not older:
            return before, Usage()
        model = message.model or ""
        turns = summary_turns(older, before.text if before else "")
        try:
            events = list(self.chat.stream(model, SUMMARIZE, turns, SUMMARY_TOKENS))
        except ModelError:
            log.warning("A conversation could not be summarized", exc_info=True, extra={"answer": message.id})
            return before, self.chat.estimate(model, SUMMARIZE, turns, "")
        text = "".join(event.text for event in events if isinstance(event, TextPart)).strip()
        end = next((event for event in events if isinstance(event, ModelEnd)), ModelEnd("incomplete", Usage()))
        usage, notice = end.usage, notice_of(end.reason)
        if not text or (notice is not None and notice.code in BLOCKED):
            return before, usage
        summary = Summary(text, older[-1].question.id)
        self.history.save_summary(message.owner_id, message.conversation_id, summary)
        return summary, usage


def _path(answer: Message, questions: Sequence[Message]) -> tuple[list[Message], str | None]:
    """The questions that lead to the one that is answered, oldest first, and what the first of them follows, if told.

    Where a question was edited a conversation has branches: those beside the path are left out. One that does not tell
    what it follows, follows the one before it in time.
    """
    path: list[Message] = []
    follows, before = answer.after, answer.reply_to or ""
    for question in sorted(questions, key=lambda question: question.id, reverse=True):
        if question.id < before and follows in (None, question.id):
            path.insert(0, question)
            follows, before = question.after, question.id
    return path, follows


def _is_usable(answer: Message) -> bool:
    """Whether a model gets an earlier answer. A blocked one would have each later question blocked too; one that asks
    for its price says nothing."""
    unusable = BLOCKED | {PRICE_TO_CONFIRM}
    return bool(answer.text.strip()) and (answer.notice is None or answer.notice.code not in unusable)


def _newest(exchanges: Sequence[Exchange], tokens: int) -> list[Exchange]:
    """The last exchanges within so many tokens; one at least."""
    kept = list(exchanges[-1:])
    for exchange in reversed(exchanges[:-1]):
        if _tokens([exchange, *kept]) > tokens:
            break
        kept.insert(0, exchange)
    return kept


def _tokens(exchanges: Sequence[Exchange]) -> int:
    return sum(
        estimate_tokens(message.text) for exchange in exchanges for message in (exchange.question, exchange.answer)
    )
