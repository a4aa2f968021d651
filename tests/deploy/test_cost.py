"""The estimate: it rests on what was counted, and on prices that say where they are from."""

import json

import pytest

from chalicelib.adapters.bedrock.catalogue import catalogue
from cloud import PROJECT
from cloud.aws import cost

HAIKU, TITAN = "us.anthropic.claude-haiku-4-5-20251001-v1:0", "amazon.titan-embed-text-v2:0"
KEPT = json.loads(cost.COUNTED.read_text())


def test_estimate_rests_on_the_counted_calls() -> None:
    assert cost.QUESTION["DynamoDB, writes"] == KEPT["answer"]["DynamoDB, writes"]
    assert cost.QUESTION["S3, reads"] == KEPT["first question"]["S3, reads"]
    assert cost.QUESTION["API Gateway, frames"] > KEPT["answer"]["flushes"]
    assert cost.DOCUMENT["S3, writes and lists"] == KEPT["document"]["S3, writes and lists"]
    assert cost.IDLE["DynamoDB, reads"] == cost.MINUTES * KEPT["upkeep"]["DynamoDB, reads"]


def test_thousand_questions_cost_a_thousand_times_one() -> None:
    aws, model = cost.per_thousand_questions(HAIKU)
    assert model == pytest.approx(1_000 * (3_000 * 1.1 + 300 * 5.5) / 1e6)
    writes = 1_000 * KEPT["answer"]["DynamoDB, writes"] * 0.625 / 1e6
    assert writes < aws < 2


def test_thousand_documents_cost_their_requests_and_their_tokens() -> None:
    aws, model = cost.per_thousand_documents(TITAN)
    assert model == pytest.approx(1_000 * KEPT["document"]["tokens"] * 0.02 / 1e6)
    assert aws > 1_000 * KEPT["document"]["S3, writes and lists"] * 0.005 / 1e3


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", "docs/operations.md"])
def test_docs_say_what_an_idle_stage_costs(name: str) -> None:
    idle = sum(cost.PRICES[use].of(amount) for use, amount in cost.IDLE.items())
    assert f"{idle:.2f} USD" in (PROJECT / name).read_text()


def test_second_stage_pays_for_what_the_first_had_free() -> None:
    alarms = cost.IDLE["CloudWatch, alarms"] * cost.PRICES["CloudWatch, alarms"].usd
    assert alarms <= cost.second_stage() < alarms + 2


def test_every_model_of_the_table_has_a_price() -> None:
    said = cost.table(HAIKU, TITAN)
    for model in cost.MODELS:
        assert model[:30] in said
        assert catalogue().price(model, input_tokens=1) > 0
    assert "reranked" in said
    assert "documents of 10 pages" in said


def test_every_price_names_its_page_and_what_was_not_read_again() -> None:
    assert all(price.source.startswith("https://aws.amazon.com/") for price in cost.PRICES.values())
    unread = {use for use, price in cost.PRICES.items() if not price.read}
    assert unread == {"Cognito, users (Lite)", "Amplify, served"}
