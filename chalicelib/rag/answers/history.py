"""What a model is told of the conversation so far: its last turns, and a summary of what came before them.

The summary is made when the turns outgrow their budget of tokens, and stored with the conversation: it is made once for
each stretch, not with each question.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.errors import ModelError
from chalicelib.models import Exchange, Message, ModelEnd, Summary, TextPart, Turn, Usage
from chalicelib.rag.answers.ending import BLOCKED, notice_of
from chalicelib.rag.answers.prompts import SUMMARIZE, history_turns, summary_turns
from chalicelib.rag.roles import ChatModel, MessageStore
from chalicelib.rag.text.tokens import estimate_tokens

log = logging.getLogger(__name__)

HISTORY_TOKENS = 3_000  # Of turns told word for word; beyond that, the older ones are summarized,
KEPT_TOKENS = 1_500  # and so much of the newest stays.
SUMMARY_TOKENS = 400


@dataclass(frozen=True)
class Remembering:
    messages: MessageStore
    chat: ChatModel

    def recall(self, message: Message) -> tuple[list[Turn], Usage]:
        """The conversation before the question that `message` answers, and what recalling it has cost."""
        exchanges = self._exchanges(message)
        if not exchanges:
            return [], Usage()
        summary = self.messages.summary(message.owner_id, message.conversation_id)
        if summary and summary.until >= (message.reply_to or ""):
            summary = None  # An early answer is made anew: what came after it is not known yet.
        rest = [each for each in exchanges if summary is None or each.question.id > summary.until]
        usage = Usage()
        if _tokens(rest) > HISTORY_TOKENS:
            kept = _newest(rest)
            summary, usage = self._summarized(message, rest[: len(rest) - len(kept)], summary)
            rest = kept
        return history_turns(rest, summary.text if summary else ""), usage

    def _exchanges(self, message: Message) -> list[Exchange]:
        messages = self.messages.history(message.owner_id, message.conversation_id)
        answers = {each.reply_to: each for each in messages if each.role == "assistant" and _is_told(each)}
        questions = [each for each in messages if each.role == "user" and each.id < (message.reply_to or "")]
        return [Exchange(each, answers[each.id]) for each in questions if each.id in answers]

    def _summarized(
        self, message: Message, older: Sequence[Exchange], before: Summary | None
    ) -> tuple[Summary | None, Usage]:
        """The summary of all that came before, stored. Without a model that can make it, the one there was."""
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
        made = Summary(text, older[-1].question.id)
        self.messages.save_summary(message.owner_id, message.conversation_id, made)
        return made, usage


def _is_told(answer: Message) -> bool:
    """Whether a model is told an answer. What was blocked once would have each later question blocked too."""
    return bool(answer.text.strip()) and (answer.notice is None or answer.notice.code not in BLOCKED)


def _newest(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """The last exchanges that fit in what is kept; one at least."""
    kept = list(exchanges[-1:])
    for exchange in reversed(exchanges[:-1]):
        if _tokens([exchange, *kept]) > KEPT_TOKENS:
            break
        kept.insert(0, exchange)
    return kept


def _tokens(exchanges: Sequence[Exchange]) -> int:
    return sum(estimate_tokens(each.question.text) + estimate_tokens(each.answer.text) for each in exchanges)
