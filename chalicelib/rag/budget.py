"""What an owner may use in a day, checked before every model call that costs."""

from dataclasses import dataclass

from chalicelib.errors import BudgetExceededError
from chalicelib.models import DayUsage


@dataclass(frozen=True)
class Caps:
    daily_questions: int
    daily_price_usd: float

    def check(self, today: DayUsage, *, counted: bool = False) -> None:
        """Raises BudgetExceededError, which tells the person. `counted`: today's number has this question already."""
        if today.questions - counted >= self.daily_questions:
            raise BudgetExceededError(
                f"You have asked {self.daily_questions} questions today, which is the limit. Please come back tomorrow."
            )
        if today.price_usd >= self.daily_price_usd:
            price = f"${self.daily_price_usd:.2f}"
            raise BudgetExceededError(f"Today's budget of {price} is used up. Please come back tomorrow.")
