"""What a stage costs a month, estimated: amounts of use times list prices, each with where it is from.

Prices are those of us-east-1 in US dollars; models' are the catalogue's. How much one question uses is assumed here, in
one place, and said with the estimate.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.catalogue import Catalogue, catalogue
from infra.target import PROJECT

DAYS = 30
DAILY_QUESTIONS = (0, 100, 10_000)


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


LAMBDA, API_GATEWAY = "https://aws.amazon.com/lambda/pricing/", "https://aws.amazon.com/api-gateway/pricing/"
DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
S3, SQS = "https://aws.amazon.com/s3/pricing/", "https://aws.amazon.com/sqs/pricing/"
CLOUDWATCH, XRAY = "https://aws.amazon.com/cloudwatch/pricing/", "https://aws.amazon.com/xray/pricing/"
ECR = "https://aws.amazon.com/ecr/pricing/"
# Where each figure was really read, in stored copies of pages.
OF_LAMBDA = "https://cloudchipr.com/blog/aws-lambda-pricing"
OF_API_GATEWAY = "https://amnic.com/blogs/aws-api-gateway-pricing"
OF_DYNAMODB = "https://airbyte.com/data-engineering-resources/dynamodb-pricing"
OF_SQS = "https://cloudburn.io/blog/amazon-sqs-pricing"
OF_ECR = "https://cloudburn.io/blog/amazon-ecr-pricing"
OF_S3 = "https://devnotes.tech/understanding-aws-s3-pricing-a-complete-cost-breakdown-with-examples"
OF_ALARMS = "https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm"

PRICES = {
    "Lambda, time (arm64)": Price(0.0000133334, 1, "GB-s", LAMBDA, 400_000, read=OF_LAMBDA),
    "Lambda, calls": Price(
        0.20, 1e6, "calls", LAMBDA, 1e6, read="https://unanswered.io/guide/aws-lambda-pricing-after-free-tier"
    ),
    "API Gateway, REST": Price(3.50, 1e6, "calls", API_GATEWAY, read=OF_API_GATEWAY),
    "API Gateway, frames": Price(1.00, 1e6, "frames", API_GATEWAY, read=OF_API_GATEWAY),
    "API Gateway, open sockets": Price(0.25, 1e6, "minutes", API_GATEWAY, read=OF_API_GATEWAY),
    "DynamoDB, writes": Price(0.625, 1e6, "units", DYNAMODB, read=OF_DYNAMODB),
    "DynamoDB, reads": Price(0.125, 1e6, "units", DYNAMODB, read=OF_DYNAMODB),
    "S3, reads": Price(0.0004, 1e3, "requests", S3, read=OF_S3),
    "S3, stored": Price(0.023, 1, "GB", S3, read=OF_S3),
    "SQS, fair queue": Price(0.50, 1e6, "requests", SQS, 1e6, read=OF_SQS),  # 0.40, and 0.10 for being fair.
    "CloudWatch, logs": Price(
        0.50,
        1,
        "GB",
        CLOUDWATCH,
        5,
        read="https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/",
    ),
    "CloudWatch, alarms": Price(0.10, 1, "metrics", CLOUDWATCH, 10, read=OF_ALARMS),  # Ten free: AWS.
    "X-Ray, traces": Price(5.00, 1e6, "traces", XRAY, 100_000, read="https://aws.amazon.com/de/xray/pricing/"),
    "ECR, images": Price(0.10, 1, "GB", ECR, read=OF_ECR),
}

# Of a stage that nobody uses, a month.
IDLE = {
    "Lambda, calls": 60 * 24 * DAYS,  # upkeep, once a minute.
    "DynamoDB, reads": 2 * 60 * 24 * DAYS,  # Its look at documents that stand still.
    "SQS, fair queue": 5 * 3 * 60 * 24 * DAYS,  # Lambda's five pollers, each asking for 20 seconds at a time.
    "CloudWatch, alarms": 16,
    "X-Ray, traces": 60 * 24 * DAYS,  # Of upkeep: one a second is always taken.
    "ECR, images": 0.75,  # Five images; they share most of their layers.
    "S3, stored": 0.1,
}
UPKEEP_SECONDS = 0.2

# Of one question.
QUESTION = {
    "Lambda, calls": 3.0,  # on_message, answer, and a share of connect, disconnect and REST.
    "API Gateway, REST": 2.0,
    "API Gateway, frames": 60.0,  # An answer of about 5 s, an event every 80 ms.
    "API Gateway, open sockets": 3.0,
    "DynamoDB, writes": 150.0,  # A flush every 80 ms, each of an item of one to three KB.
    "DynamoDB, reads": 20.0,
    "S3, reads": 40.0,
    "CloudWatch, logs": 4e-6,
    "X-Ray, traces": 4.0,  # At most: of calls that come within one second not all are taken.
}
ANSWER_SECONDS = 6.0
MESSAGE_SECONDS = 0.3
PROMPT_TOKENS = 3_000
ANSWER_TOKENS = 300


def lines(
    questions: int, chat_model: str, embedding_model: str, known: Catalogue | None = None
) -> dict[str, tuple[float, float]]:
    """By kind of use the month's amount and US dollars, at so many questions a day. `known` are the stage's models."""
    known = known or catalogue()
    asked = questions * DAYS
    amounts = dict.fromkeys(PRICES, 0.0)
    for use, amount in IDLE.items():
        amounts[use] += amount
    for use, amount in QUESTION.items():
        amounts[use] += amount * asked
    amounts["Lambda, time (arm64)"] = _compute(asked)
    found = {use: (amount, PRICES[use].of(amount)) for use, amount in amounts.items()}
    found[f"Bedrock, {chat_model}"] = (asked * (PROMPT_TOKENS + ANSWER_TOKENS), _model(known, chat_model, asked))
    tokens = asked * 40
    found[f"Bedrock, {embedding_model}"] = (tokens, known.price(embedding_model, input_tokens=tokens))
    return found


def _compute(asked: int) -> float:
    """GB-seconds, by the memory that .chalice/config.json gives each function."""
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text())

    def gigabytes(function: str) -> float:
        of_function: Mapping[str, Any] = config["lambda_functions"].get(function, {})
        return float(of_function.get("lambda_memory_size", config["lambda_memory_size"])) / 1024

    idle = IDLE["Lambda, calls"] * UPKEEP_SECONDS * gigabytes("upkeep")
    of_question = ANSWER_SECONDS * gigabytes("answer") + MESSAGE_SECONDS * gigabytes("websocket_message")
    return idle + asked * of_question


def _model(known: Catalogue, model: str, asked: int) -> float:
    # By the question: the price of a long prompt is another one.
    return asked * known.price(model, input_tokens=PROMPT_TOKENS, output_tokens=ANSWER_TOKENS)


def _unfree(kind: str = "") -> float:
    """What an idle stage would cost if nothing were free."""
    amounts = IDLE | {"Lambda, time (arm64)": _compute(0)}
    return sum(PRICES[use].of(amount, free=False) for use, amount in amounts.items() if use.startswith(kind))


def table(
    chat_model: str,
    embedding_model: str,
    daily: Sequence[int] = DAILY_QUESTIONS,
    known: Catalogue | None = None,
) -> str:
    """The estimate as text: a line for each kind of use, and what it rests on."""
    known = known or catalogue()
    columns = {questions: lines(questions, chat_model, embedding_model, known) for questions in daily}
    rows = [f"  {'US dollars a month, at questions a day of':46}" + "".join(f"{each:>12,}" for each in daily)]
    for use in columns[daily[0]]:
        rows.append(f"  {use[:46]:46}" + "".join(f"{columns[each][use][1]:>12,.2f}" for each in daily))
    totals = (sum(dollars for _, dollars in columns[each].values()) for each in daily)
    rows.append(f"  {'together':46}" + "".join(f"{total:>12,.2f}" for total in totals))
    sources = sorted({price.source for price in PRICES.values()})
    rows += [
        f"  Assumed a question: {PROMPT_TOKENS:,} tokens of prompt, {ANSWER_TOKENS} of answer, {ANSWER_SECONDS:.0f} s"
        " of its function. Taken off: the free amounts of every account in every month; without",
        f"  them a stage that nobody uses costs {_unfree():.2f}, of which {_unfree('Lambda'):.2f} are functions.",
        "  Not in it: documents (a million tokens embedded: "
        f"{known.price(embedding_model, input_tokens=1_000_000):.2f}), their storage, data out of AWS.",
        f"  List prices of us-east-1: {', '.join(sources)}; models: chalicelib/adapters/catalogue.json.",
    ]
    return "\n".join(rows)
