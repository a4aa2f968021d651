"""What the checks before a deploy say of models: each refusal, each call, each model at its end."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from cloud.aws.checks.finding import Finding
from cloud.aws.checks.probe import Probe
from tests.deploy.fake_aws import FakeAws, Json, refusal
from tests.deploy.grown_account import CHAT, GROWN, findings

DENIED, MISSING, INVALID = "AccessDeniedException", "ResourceNotFoundException", "ValidationException"
PROBED = [
    (
        DENIED,
        "Model access is denied due to IAM user or service role is not authorized to perform the required AWS "
        "Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe)",
        "aws-marketplace:ViewSubscriptions. Whoever deploys lacks them: see cloud/stack/deployer-policy.json.",
    ),
    (
        DENIED,
        "Model access is denied due to INVALID_PAYMENT_INSTRUMENT: A valid payment instrument must be provided.",
        "no valid payment method. Add one in Billing, Payment preferences.",
    ),
    (
        DENIED,
        "User: x is not authorized to perform: bedrock:InvokeModel on resource: y because no policy allows it",
        "whoever deploys may not call it",
    ),
    (
        DENIED,
        "User: x is not authorized to perform: bedrock:InvokeModel with an explicit deny in a service control policy",
        "Ask who manages the organization.",
    ),
    (
        MISSING,
        "Model use case details have not been submitted for this account. Fill out the form.",
        "Anthropic wants its use-case form once",
    ),
    (
        MISSING,
        "Access denied. This Model is marked by provider as Legacy and you have not been actively using the model.",
        "it is at its end and closed to new accounts. Choose its successor in cloud/stages/dev.json.",
    ),
    (MISSING, "Could not resolve the foundation model", "Choose another model or set BedrockRegion"),
    (INVALID, "Invocation of model ID x with on-demand throughput isn’t supported.", "choose an inference profile"),
    (INVALID, "The provided model identifier is invalid.", "Choose another model in cloud/stages/dev.json."),
    ("ServiceUnavailableException", "Busy.", "(ServiceUnavailableException: Busy). Try again in a few minutes."),
]


@pytest.mark.parametrize(("code", "message", "expected"), PROBED)
def test_each_refusal_of_a_model_says_what_to_do(code: str, message: str, expected: str) -> None:
    waited: list[float] = []
    finding = _probe(refusal(code, message)).run("cloud/stages/dev.json", waited.append)
    assert finding.stops
    assert finding.text.startswith(f"{CHAT} does not answer in eu-west-1: ")
    assert expected in finding.text
    assert not waited, "waiting does not help"


def test_a_subscription_under_way_is_waited_for() -> None:
    waited: list[float] = []
    pending = refusal("AccessDeniedException", "You don't have access to the model with the specified model ID.")
    assert _probe(pending, pending, None).run("f", waited.append) == Finding("ok", f"{CHAT} answers in eu-west-1.")
    assert len(waited) == 2
    finding = _probe(pending).run("f", waited.append)
    assert finding.stops
    assert "it may take two minutes" in finding.text
    assert "use-case form" in finding.text
    assert 120 <= sum(waited[2:]) <= 180, "bounded"


def test_a_busy_model_stops_only_the_first_deploy() -> None:
    busy = refusal("ThrottlingException", "Too many tokens, please wait before trying again.")
    stack = {
        "Stacks": [{"StackStatus": "CREATE_COMPLETE", "StackName": "grail-dev", "CreationTime": datetime.now(UTC)}]
    }
    answers = GROWN | {"bedrock-runtime.Converse": busy}
    assert sum(line.startswith("✗") for line in findings(FakeAws(answers))) == 1
    lines = findings(FakeAws(answers | {"cloudformation.DescribeStacks": stack}))
    assert sum(line.startswith("! ") and "quota is used up" in line for line in lines) == 1


def test_every_model_of_the_stage_is_called_once() -> None:
    aws = FakeAws(GROWN)
    lines = findings(
        aws,
        ChatModels=f"{CHAT}, amazon.nova-lite-v1:0",
        RerankModel="cohere.rerank-v3-5:0",
        BedrockRegion="eu-central-1",
    )
    assert [call["modelId"] for call in aws.asked("bedrock-runtime.Converse")] == [CHAT, "amazon.nova-lite-v1:0"]
    assert [call["modelId"] for call in aws.asked("bedrock-runtime.InvokeModel")] == ["amazon.titan-embed-text-v2:0"]
    (reranked,) = aws.asked("bedrock-agent-runtime.Rerank")
    arn = "arn:aws:bedrock:eu-central-1::foundation-model/cohere.rerank-v3-5:0"
    assert arn in str(reranked)
    assert "✓ cohere.rerank-v3-5:0 answers in eu-central-1." in lines


def test_a_legacy_model_is_warned_of() -> None:
    life = {"status": "LEGACY", "endOfLifeTime": datetime(2027, 1, 5, tzinfo=UTC)}
    summary: Json = {"modelId": CHAT.removeprefix("us."), "modelLifecycle": life}
    lines = findings(FakeAws(GROWN | {"bedrock.ListFoundationModels": {"modelSummaries": [summary]}}))
    assert (
        f"! {CHAT} is a legacy model: Bedrock refuses it to accounts that are new to it. It ends on 05 January 2027. "
        "Choose its successor." in lines
    )


def _probe(*answers: Any) -> Probe:
    """Each call takes the next answer; the last is for ever."""

    def endless() -> Iterator[Any]:
        yield from answers
        while True:
            yield answers[-1]

    given = endless()

    def call() -> None:
        answer = next(given)
        if answer is not None:
            raise answer

    return Probe(CHAT, "eu-west-1", call)
