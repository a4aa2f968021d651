"""What one answer may cost: the person is asked where it is much, and the day's budget is held before it is spent."""

from dataclasses import dataclass, field

from chalicelib.models import PRICE_TO_CONFIRM, Notice, PriceEstimate
from chalicelib.rag.answers.budget import AnswerPrices
from chalicelib.rag.answers.roles import AnswerUsage
from chalicelib.rag.routes.work import Permission
from chalicelib.rag.text.languages import likely_language, sentence

NOTICE = Notice(
    PRICE_TO_CONFIRM, "Nothing has been read yet. To go ahead, have this question answered again, or ask for less."
)


@dataclass
class Spending:
    """`accepted_usd` is the price that the person has accepted; 0 where none was told."""

    usage: AnswerUsage
    owner_id: str
    prices: AnswerPrices
    accepted_usd: float = 0.0
    _reserved: list[tuple[str, float]] = field(default_factory=list)

    def permits(self, price_usd: float) -> Permission:
        """Whether a model may read for so much; what may be spent is reserved. Raises BudgetExceededError."""
        if price_usd > self.prices.answer_usd:
            return "too_much"
        if self.is_to_confirm(price_usd):
            self.usage.check_price(self.owner_id, price_usd)  # Nobody is asked for what the day has no room for.
            return "confirm"
        more = price_usd - sum(price for _, price in self._reserved)
        if more > 0:
            self._reserved.append((self.usage.reserve(self.owner_id, more), more))
        return "go"

    def is_to_confirm(self, price_usd: float) -> bool:
        return price_usd > max(self.prices.ask_usd, self.accepted_usd)

    def release(self) -> None:
        """The answer has ended: what it really cost is counted in place of what was reserved."""
        while self._reserved:
            self.usage.release(self.owner_id, *self._reserved[-1])
            self._reserved.pop()


def question_of(estimate: PriceEstimate, question: str) -> str:
    """What the person is asked, in the language of the question."""
    return sentence("price_to_confirm", likely_language(question)).format(
        passages=estimate.passages, documents=estimate.documents, price=f"{estimate.price_usd:.2f}"
    )
