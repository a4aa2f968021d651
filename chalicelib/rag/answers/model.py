"""The model of one answer: what it may be given, and what it does before it writes."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.models import Question
from chalicelib.rag.answers.budget import PRICED_TOKENS, AnswerPrices, TokenBudget, affordable_tokens, budget_for
from chalicelib.rag.answers.looking_up import ModelChooser
from chalicelib.rag.answers.read_batches import ModelReader
from chalicelib.rag.answers.roles import ChatModel
from chalicelib.rag.answers.stream import AnswerStream
from chalicelib.rag.routes.gathered import Asked


@dataclass(frozen=True)
class AnswerModel:
    """`fallback` is the model that is asked where the chosen one is busy, if there is one."""

    chat: ChatModel
    stream: AnswerStream
    seconds_left: Callable[[], float]
    prices: AnswerPrices
    fallback: str | None = None

    def asked(self, question: Question, text: str) -> Asked:
        """The question as it is searched for; `text` is its form that stands alone."""
        budget = budget_of(self.chat, self.stream, self.prices)
        return Asked(
            self.stream.message.owner_id,
            text,
            question.text,
            question.document_ids,
            question.tags,
            tokens=budget.sources,
            wide_tokens=budget.wide,
            only_quotes=self._only_quotes,
        )

    def chooser(self) -> ModelChooser | None:
        """None where rules alone decide what is searched for."""
        takes_tools = self.chat.takes_tools(self._model)
        return ModelChooser(self.chat, self.stream, self.seconds_left) if takes_tools else None

    def reader(self) -> ModelReader | None:
        """None where the model writes nothing of its own."""
        if self._only_quotes:
            return None
        return ModelReader(self.chat, self.stream, self.seconds_left, self.prices.answer_usd, self.fallback)

    @property
    def _model(self) -> str:
        return self.stream.message.model or ""

    @property
    def _only_quotes(self) -> bool:
        return self.chat.only_quotes(self._model)


def budget_of(chat: ChatModel, stream: AnswerStream, prices: AnswerPrices) -> TokenBudget:
    """The tokens that the model which answers now may be given, and may write."""
    model = stream.message.model or ""
    context = chat.context_tokens(model)
    if chat.only_quotes(model):
        return budget_for(context)
    return budget_for(context, affordable_tokens(prices.prompt_usd, chat.price(model, PRICED_TOKENS)))
