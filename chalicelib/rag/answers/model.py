"""The model of one answer: what it may be given, and what it does before it writes."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from chalicelib.models import PriceEstimate, Question
from chalicelib.rag.answers.budget import (
    FIXED_TOKENS,
    PRICED_TOKENS,
    AnswerPrices,
    TokenBudget,
    affordable_tokens,
    budget_for,
)
from chalicelib.rag.answers.looking_up import ModelChooser
from chalicelib.rag.answers.read_batches import ModelReader
from chalicelib.rag.answers.roles import ChatModel
from chalicelib.rag.answers.scope import Scope
from chalicelib.rag.answers.spending import Spending
from chalicelib.rag.answers.stream import AnswerStream
from chalicelib.rag.routes.gathered import Asked, Gathered
from chalicelib.rag.routes.work import Work
from chalicelib.rag.text.tokens import estimate_tokens

ANSWER_TOKENS = 1_000  # Tokens that a long prompt is answered in, about.


@dataclass(frozen=True)
class AnswerModel:
    """`fallback` is the model that is asked where the chosen one is busy, if there is one."""

    chat: ChatModel
    stream: AnswerStream
    seconds_left: Callable[[], float]
    spending: Spending
    fallback: str | None = None

    def asked(self, question: Question, text: str, scope: Scope) -> Asked:
        """The question as it is searched for; `text` is its form that stands alone."""
        budget = budget_of(self.chat, self.stream, self.spending.prices)
        return Asked(
            self.stream.message.owner_id,
            text,
            question.text,
            scope.document_ids,
            question.tags,
            tokens=budget.sources,
            wide_tokens=budget.wide,
            only_quotes=self._only_quotes,
            granted=scope.granted,
        )

    def chooser(self) -> ModelChooser | None:
        """None where rules alone decide what is searched for."""
        takes_tools = self.chat.takes_tools(self._model)
        return ModelChooser(self.chat, self.stream, self.seconds_left) if takes_tools else None

    def reader(self) -> ModelReader | None:
        """None where the model writes nothing of its own."""
        if self._only_quotes:
            return None
        return ModelReader(self.chat, self.stream, self.seconds_left, self.spending, self.fallback)

    def to_confirm(self, gathered: Gathered) -> PriceEstimate | None:
        """What the person is to be asked before the answer is made; None where it may be made.

        Nobody is asked for a plain question, nor for its steps, which were paid for while they were taken.
        """
        work = gathered.to_confirm or self._prompt_of(gathered)
        if work is None:
            return None
        price = self.chat.price(self._model, work.input_tokens, work.output_tokens)
        if gathered.to_confirm is None and not self.spending.is_to_confirm(price):
            return None
        return PriceEstimate(ceil(price * 10_000) / 10_000, work.passages, work.documents)

    def _prompt_of(self, gathered: Gathered) -> Work | None:
        """A prompt that is longer than a plain question's, as work; None for any other."""
        if gathered.answer is not None or gathered.route in ("plain", "steps"):
            return None
        budget = budget_of(self.chat, self.stream, self.spending.prices)
        tokens = sum(estimate_tokens(passage.text) for passage in gathered.passages)
        documents = len({passage.document_id for passage in gathered.passages})
        if tokens <= budget.sources:
            return None
        return Work(len(gathered.passages), documents, 1, tokens + FIXED_TOKENS, ANSWER_TOKENS)

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
