"""What an answer would rest on, for whoever wants to know why: the router's decision, without a model."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.models import RouteName, Step
from chalicelib.rag.answers.budget import TokenBudget
from chalicelib.rag.answers.roles import SourceGatherer
from chalicelib.rag.answers.scope import Scope
from chalicelib.rag.routes.gathered import Asked


@dataclass(frozen=True)
class Explained:
    """The route of a question and its steps. `by_code`: no model would be asked, for code has the answer.

    `embedded_tokens` and `reranked` are what it cost to find out.
    """

    route: RouteName
    steps: tuple[Step, ...]
    by_code: bool
    embedded_tokens: int
    reranked: int


@dataclass(frozen=True)
class Explaining:
    """`only_quotes` and `budget` are those of the model that answers by default."""

    sources: SourceGatherer
    only_quotes: bool
    budget: TokenBudget

    def explain(self, owner_id: str, text: str, scope: Scope, tags: Sequence[str] | None) -> Explained:
        """What the router decides of a question; what a model would look up or read is not part of it.

        Raises StoreBusyError, ModelBusyError or ModelError.
        """
        asked = Asked(
            owner_id,
            text,
            document_ids=scope.document_ids,
            tags=None if tags is None else tuple(tags),
            tokens=self.budget.sources,
            wide_tokens=self.budget.wide,
            only_quotes=self.only_quotes,
            granted=scope.granted,
        )
        steps: list[Step] = []
        gathered = self.sources.gather(asked, lambda route, detail: steps.append(Step(len(steps), route, detail)))
        return Explained(
            gathered.route, tuple(steps), gathered.answer is not None, gathered.embedded_tokens, gathered.reranked
        )
