"""Asks the questions and counts, by kind, how often the context was sufficient and what the answers were worth."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.models import Message
from chalicelib.rag.text.tokens import estimate_tokens
from cloud.bedrock.chat.base import ChatModel
from cloud.stack.models import default_chat_model
from measure.answers import report
from measure.chunking.embedding import CachedEmbedder
from measure.faithful.asking import Asked, Library
from measure.faithful.judge import Verdict, judge
from measure.faithful.local_chat import ModelTraits
from measure.kinds.libraries import library
from measure.kinds.questions import Question
from measure.kinds.sufficiency import is_sufficient, share_given

WHOLE = frozenset({"count", "list", "sum", "extreme", "group", "library"})
"""Kinds whose answer should say how much of the documents it rests on."""

STRONG = default_chat_model("us-east-1")
READ = ("Read.",)  # What the strong model answers: it is measured by what it is sent.
WRITTEN = 300  # Tokens of a usual answer.
COLUMNS = "kind | questions | sufficient | given | small | points | refused | wrong, cited | coverage"
MEANS = "tokens | calls | searches"
_COVERAGE = re.compile(
    r"\b\d[\d.,]*\s*(?:of|out of|von|sur|trên|trong(?:\s+(?:số|tổng số))?|/|件中)\s*(?:the |den |các |all )?\d"
    r"|\ball (?:of the )?\d|\btất cả \d|\balle \d|\btous les \d",
    re.I,
)


@dataclass(frozen=True)
class Outcome:
    """A question, what was made of it, and how much that took: tokens of all prompts, requests to models, searches.

    `sufficient`, tokens, calls and searches are those of a strong model; `small_sufficient`, the answer and its verdict
    those of the default one, which quotes. `given` is the share of what was needed that the strong model was sent.
    """

    question: Question
    sufficient: bool
    verdict: Verdict
    answer: Message
    tokens: int
    calls: int
    searches: int
    small_sufficient: bool = False
    given: float = 0.0

    @property
    def wrong_and_cited(self) -> bool:
        """Whether the answer shows sources for what is not right."""
        return self.verdict != "right" and bool(self.answer.citations)

    @property
    def states_coverage(self) -> bool:
        notice = self.answer.notice.message if self.answer.notice else ""
        return _COVERAGE.search(f"{self.answer.text}\n{notice}") is not None

    @property
    def partial_as_whole(self) -> bool:
        """Whether an answer about many records cites some, is not right, and does not say how much it looked at."""
        return self.question.kind in WHOLE and self.wrong_and_cited and not self.states_coverage

    @property
    def price(self) -> float:
        """US dollars of the prompts and of a usual answer by a stage's default chat model."""
        return catalogue().price(STRONG, input_tokens=self.tokens, output_tokens=WRITTEN * bool(self.calls))


def ask(
    questions: Iterable[Question],
    embedder: CachedEmbedder,
    model: ChatModel,
    *,
    contents: Callable[[str], Mapping[str, bytes]] = library,
) -> Iterator[Outcome]:
    """Ask each question of its library, whose documents `contents` gives by its name."""
    libraries: dict[str, Library] = {}
    for question in questions:
        name = question.library
        asked_of = libraries.get(name) or libraries.setdefault(name, Library(contents(name), embedder, model))
        converse = partial(asked_of.converse, question.turns, selected=question.selected)
        yield outcome(question, converse(traits=strong(), last_writes=READ), converse())


@cache
def strong() -> ModelTraits:
    """A stage's default chat model, as the product sees it."""
    model = catalogue().chat_model(STRONG)
    return ModelTraits(model.context_tokens, only_quotes=False, input_price=model.input_usd_per_million or 0.0)


def outcome(question: Question, asked: Asked, small: Asked) -> Outcome:
    """`asked` of a strong model, whose answer does not count, and `small` of the one that answers."""
    prompts = [text for request in asked.requests for text in (request.system, *(turn.text for turn in request.turns))]
    small_prompts = [turn.text for request in small.requests for turn in request.turns]
    return Outcome(
        question,
        is_sufficient(question, asked),
        judge(question.rule, question.turns[-1], small.answer, small_prompts),
        small.answer,
        sum(map(estimate_tokens, prompts)),
        len(asked.requests),
        len(asked.queries),
        is_sufficient(question, small),
        share_given(question, asked),
    )


def figures(outcomes: Sequence[Outcome]) -> report.Figures:
    """Shares of all questions, and by kind those with a sufficient context and those answered rightly."""
    asked = [outcome for outcome in outcomes if outcome.question.answerable]
    many = [outcome for outcome in outcomes if outcome.question.kind in WHOLE]
    whole = [outcome for outcome in outcomes if outcome.question.kind in WHOLE and outcome.answer.citations]
    counted: report.Figures = {
        "questions": float(len(outcomes)),
        "sufficient": report.share([outcome.sufficient for outcome in asked]),
        "sufficient, small": report.share([outcome.small_sufficient for outcome in asked]),
        "needed and given": report.share([outcome.given for outcome in asked]),
        "points": report.share([outcome.verdict == "right" for outcome in outcomes]),
        "wrong and cited": report.share([outcome.wrong_and_cited for outcome in outcomes]),
        "partial as if whole": report.share([outcome.partial_as_whole for outcome in many]),
        "coverage stated": report.share([outcome.states_coverage for outcome in whole]),
        "prompt tokens": report.share([outcome.tokens for outcome in outcomes]),
        "price_usd": sum(outcome.price for outcome in outcomes),
    }
    for kind, of_kind in by_kind(outcomes):
        if any(outcome.question.answerable for outcome in of_kind):
            counted[f"{kind} sufficient"] = report.share([outcome.sufficient for outcome in of_kind])
        counted[f"{kind} points"] = report.share([outcome.verdict == "right" for outcome in of_kind])
    return {name: round(value, 4) for name, value in counted.items()}


def table(outcomes: Sequence[Outcome]) -> str:
    """The figures by kind, as Markdown; tokens, calls and searches are means."""
    lines = [f"| {COLUMNS} | {MEANS} |", "| --- " * (f"{COLUMNS} | {MEANS}".count("|") + 1) + "|"]
    for kind, of_kind in [*by_kind(outcomes), ("**all**", outcomes)]:
        asked = [outcome.sufficient for outcome in of_kind if outcome.question.answerable]
        small = [outcome.small_sufficient for outcome in of_kind if outcome.question.answerable]
        given = [outcome.given for outcome in of_kind if outcome.question.answerable]
        stating = sum(outcome.states_coverage for outcome in of_kind)
        cells = [
            kind,
            len(of_kind),
            f"{sum(asked)} of {len(asked)}, {report.share(asked):.0%}" if asked else "–",
            f"{report.share(given):.0%}" if given else "–",
            f"{report.share(small):.0%}" if small else "–",
            sum(outcome.verdict == "right" for outcome in of_kind),
            sum(outcome.verdict == "refused" for outcome in of_kind),
            sum(outcome.wrong_and_cited for outcome in of_kind),
            stating if kind in WHOLE else "–",
            f"{report.share([outcome.tokens for outcome in of_kind]):,.0f}",
            f"{report.share([outcome.calls for outcome in of_kind]):.2f}",
            f"{report.share([outcome.searches for outcome in of_kind]):.2f}",
        ]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def by_kind(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """In the order in which the kinds first come."""
    kinds = dict.fromkeys(outcome.question.kind for outcome in outcomes)
    return [(kind, [outcome for outcome in outcomes if outcome.question.kind == kind]) for kind in kinds]
