"""What a stage costs, estimated: amounts of use times list prices.

How often each service is called is counted on the laptop cloud
(`python -m measure.costs --write` writes counted.json).
Prices are those of us-east-1 in US dollars (prices.json, each with AWS's page and the page on which it was read; where
the latter is missing it could not be read again); models' are the catalogue's. What cannot be counted on a laptop,
times and tokens, is assumed here and said with the estimate.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.adapters.bedrock.catalogue import Catalogue, catalogue
from cloud import PROJECT

DAYS = 30
MINUTES = 60 * 24 * DAYS
COUNTED = Path(__file__).with_name("counted.json")
DAILY_QUESTIONS = (0, 100, 10_000)
MODELS = (
    "anthropic.claude-haiku-5-5",
    "anthropic.claude-haiku-4-5-20251001-v1:0",
    "anthropic.claude-sonnet-5-5",
    "anthropic.claude-opus-5-5",
    "amazon.nova-lite-v1:0",
    "openai.gpt-oss-120b-1:0",
)
RERANKER = "cohere.rerank-v3-5:0"

UPKEEP_SECONDS = 0.2
ANSWER_SECONDS = 6.0  # Of an answer that streams for five.
MESSAGE_SECONDS = 0.3
EMBED_SECONDS = 8.0  # Of ten pages.
INIT_SECONDS = 1.5  # Of a function that loads LanceDB; docs/performance.md.
COLD_SHARE = 0.2  # Of questions meet a function that has just been started.
PROMPT_TOKENS = 3_000
ANSWER_TOKENS = 300
QUESTION_TOKENS = 40  # Embedded.
EVENTS_BESIDE_TEXT = 6  # accepted, three stages, sources, done.

Amounts = dict[str, float]


@dataclass(frozen=True)
class Price:
    """`usd` for each `per` units, of which the first `free` a month cost nothing, in every month for every account.
    `source` is AWS's page for it, `read` where the figure was looked up, since that page may be out of reach."""

    usd: float
    per: float
    unit: str
    source: str
    free: float = 0
    read: str = ""

    def of(self, amount: float, *, free: bool = True) -> float:
        return max(amount - (self.free if free else 0), 0) * self.usd / self.per


PRICES = {use: Price(**entry) for use, entry in json.loads(Path(__file__).with_name("prices.json").read_text()).items()}
CALLS: Mapping[str, Mapping[str, float]] = json.loads(COUNTED.read_text())


def _counted(kind: str) -> Amounts:
    """What was counted of a kind and has a price."""
    return {use: amount for use, amount in CALLS[kind].items() if use in PRICES}


def _gigabytes(function: str) -> float:
    """The memory that .chalice/config.json gives a function."""
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text())
    of_function: Mapping[str, Any] = config["lambda_functions"].get(function, {})
    return float(of_function.get("lambda_memory_size", config["lambda_memory_size"])) / 1024


# Of a stage that nobody uses, a month.
IDLE: Amounts = {
    "Lambda, calls": MINUTES,  # upkeep, once a minute.
    "Lambda, time (arm64)": MINUTES * UPKEEP_SECONDS * _gigabytes("upkeep"),
    **{use: MINUTES * amount for use, amount in _counted("upkeep").items()},
    "SQS, fair queue": 5 * 3 * MINUTES,  # Lambda's five pollers, each asking for 20 seconds at a time.
    "CloudWatch, alarms": 20,
    "CloudWatch, dashboards": 1,
    "X-Ray, traces": MINUTES,  # Of upkeep: one a second is always taken.
    "ECR, images": 0.75,  # Five images; they share most of their layers.
    "S3, stored": 0.1,
}

# Of one question. The first of an owner in a function reads the owner's passages: Lambda sends it to any free one.
QUESTION: Amounts = {
    **_counted("first question"),
    "Lambda, calls": 3.0,  # on_message, answer, and a share of connect, disconnect and REST.
    "Lambda, time (arm64)": (ANSWER_SECONDS + COLD_SHARE * INIT_SECONDS) * _gigabytes("answer")
    + MESSAGE_SECONDS * _gigabytes("websocket_message"),
    "API Gateway, REST": 2.0,
    "API Gateway, frames": CALLS["answer"]["flushes"] + EVENTS_BESIDE_TEXT,
    "API Gateway, open sockets": 3.0,
    "DynamoDB, writes": CALLS["answer"]["DynamoDB, writes"],
    "CloudWatch, logs": 4e-6,
    "X-Ray, traces": 4.0,  # At most: of calls that come within one second not all are taken.
    "Amplify, served": 2e-4,  # A fifth of the page, which has less than a megabyte.
}

# Of one document of ten pages, without its embedding and its storage.
DOCUMENT: Amounts = {
    **_counted("document"),
    "Lambda, calls": 3.0,  # REST, on_s3_event, embed.
    "Lambda, time (arm64)": (EMBED_SECONDS + COLD_SHARE * INIT_SECONDS) * _gigabytes("embed"),
    "API Gateway, REST": 2.0,
    "SQS, fair queue": 3 * CALLS["document"]["SQS, sent"],  # Sent, received, deleted.
    "CloudWatch, logs": 4e-6,
    "X-Ray, traces": 3.0,
}


def lines(
    questions: int, chat_model: str, embedding_model: str, models: Catalogue | None = None, stages: int = 1
) -> dict[str, tuple[float, float]]:
    """By kind of use the month's amount and US dollars, at so many questions a day. `known` are the stage's models."""
    models = models or catalogue()
    asked = questions * DAYS
    amounts = {use: stages * IDLE.get(use, 0) + asked * QUESTION.get(use, 0) for use in PRICES}
    costs = {use: (amount, PRICES[use].of(amount)) for use, amount in amounts.items()}
    tokens = PROMPT_TOKENS + ANSWER_TOKENS
    costs[f"Bedrock, {chat_model}"] = (asked * tokens, asked * _answer_price(models, chat_model))
    embedded = asked * QUESTION_TOKENS
    costs[f"Bedrock, {embedding_model}"] = (embedded, models.price(embedding_model, input_tokens=embedded))
    return costs


def _answer_price(models: Catalogue, model: str) -> float:
    # By the question: the price of a long prompt is another one.
    return models.price(model, input_tokens=PROMPT_TOKENS, output_tokens=ANSWER_TOKENS)


def _listed(amounts: Amounts) -> float:
    """US dollars without any free amounts, which a busy account has used up."""
    return sum(PRICES[use].of(amount, free=False) for use, amount in amounts.items())


def per_thousand_questions(chat_model: str, models: Catalogue | None = None) -> tuple[float, float]:
    """US dollars of AWS without models, and of the chat model."""
    return 1_000 * _listed(QUESTION), 1_000 * _answer_price(models or catalogue(), chat_model)


def per_thousand_documents(embedding_model: str, models: Catalogue | None = None) -> tuple[float, float]:
    """US dollars of AWS without models, and of the embedding model."""
    tokens = round(1_000 * CALLS["document"]["tokens"])
    return 1_000 * _listed(DOCUMENT), (models or catalogue()).price(embedding_model, input_tokens=tokens)


def second_stage() -> float:
    """US dollars a month that another idle stage in the same account and region adds."""
    return sum(PRICES[use].of(2 * amount) - PRICES[use].of(amount) for use, amount in IDLE.items())


def _thousands(chat_model: str, embedding_model: str, models: Catalogue) -> list[str]:
    rows = [f"  {'US dollars for a thousand, nothing free':46}{'AWS':>12}{'model':>12}{'together':>12}"]
    for model in (chat_model, *(model for model in MODELS if not chat_model.endswith(model))):
        rows.append(_row(f"questions, {model}", *per_thousand_questions(model, models)))
    rows.append(_row(f"reranked, {RERANKER}", 0, 1_000 * models.rerank_price(RERANKER, 40)))
    pages = CALLS["document"]["pages"]
    rows.append(
        _row(f"documents of {pages} pages, {embedding_model}", *per_thousand_documents(embedding_model, models))
    )
    return rows


def _row(name: str, aws: float, model: float) -> str:
    return f"  {name[:46]:46}{aws:>12,.2f}{model:>12,.2f}{aws + model:>12,.2f}"


def table(
    chat_model: str,
    embedding_model: str,
    daily: Sequence[int] = DAILY_QUESTIONS,
    models: Catalogue | None = None,
) -> str:
    """The estimate as text: a line for each kind of use, a thousand of each kind, and what it rests on."""
    models = models or catalogue()
    columns = {questions: lines(questions, chat_model, embedding_model, models) for questions in daily}
    rows = [f"  {'US dollars a month, at questions a day of':46}" + "".join(f"{questions:>12,}" for questions in daily)]
    for use in columns[daily[0]]:
        rows.append(f"  {use[:46]:46}" + "".join(f"{columns[questions][use][1]:>12,.2f}" for questions in daily))
    totals = (sum(dollars for _, dollars in columns[questions].values()) for questions in daily)
    rows.append(f"  {'together':46}" + "".join(f"{total:>12,.2f}" for total in totals))
    sources = sorted({price.source for price in PRICES.values()})
    return "\n".join([
        *rows,
        *_thousands(chat_model, embedding_model, models),
        f"  Assumed a question: {PROMPT_TOKENS:,} tokens of prompt, {ANSWER_TOKENS} of answer, {ANSWER_SECONDS:.0f} s"
        f" of its function; thinking costs more. A document: {EMBED_SECONDS:.0f} s.",
        "  Calls are counted on the laptop cloud (cloud/aws/counted.json). Taken off in the first table: the free",
        f"  amounts of every account in every month; without them a stage that nobody uses costs {_listed(IDLE):.2f}."
        f" A second stage adds {second_stage():.2f}.",
        "  Not in it: storage of documents, data out of AWS, users of Cognito beyond 10,000 a month"
        f" ({PRICES['Cognito, users (Lite)'].usd} each).",
        f"  List prices of us-east-1: {', '.join(sources)}; models: chalicelib/adapters/bedrock/catalogue.json.",
    ])  # fmt: skip
