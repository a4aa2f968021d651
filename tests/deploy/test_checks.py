"""What the deploy command says before it makes anything, sentence by sentence, in a new account and in a grown one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cloud import PROJECT
from cloud.aws import deploy
from cloud.aws.checks import checklist, permissions, quotas, regions
from cloud.aws.checks.finding import Finding
from cloud.aws.checks.probe import Probe
from cloud.aws.image import builder
from cloud.stack.target import Target, TargetError
from tests.deploy.fake_aws import ACCOUNT, Answer, FakeAws, Json, refusal

CHAT = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
CHOSEN = {
    "ChatModels": CHAT,
    "EmbeddingModel": "amazon.titan-embed-text-v2:0",
    "AlarmEmail": "",
    "MonthlyBudgetUsd": "50",
}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy"
QUOTA = "Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5"


def allow_all(params: Json) -> Json:
    return {"EvaluationResults": [{"EvalActionName": a, "EvalDecision": "allowed"} for a in params["ActionNames"]]}


GROWN: dict[str, Answer | list[Answer]] = {
    "sts.GetCallerIdentity": {"Account": ACCOUNT, "Arn": ROLE},
    "s3.ListBuckets": {"Buckets": []},
    "iam.SimulatePrincipalPolicy": allow_all,
    "bedrock.ListFoundationModels": {"modelSummaries": [{"modelId": "amazon.titan-embed-text-v2:0"}]},
    "bedrock.GetUseCaseForModelAccess": {"formData": b"{}"},
    "cloudformation.DescribeStacks": refusal("ValidationError", "Stack with id grail-dev does not exist"),
    "bedrock-runtime.Converse": {"stopReason": "max_tokens"},
    "bedrock-runtime.InvokeModel": {},
    "bedrock-agent-runtime.Rerank": {"results": []},
    "service-quotas.ListServiceQuotas": lambda params: {
        "Quotas": {
            "bedrock": [{"QuotaName": QUOTA, "Value": 5e6}],
            "codebuild": [{"QuotaName": "Concurrently running builds for ARM/Small environment", "Value": 20.0}],
        }[params["ServiceCode"]]
    },
    "lambda.GetAccountSettings": {
        "AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}
    },
    "lambda.ListFunctions": {"Functions": []},
    "budgets.DescribeBudgets": {"Budgets": []},
}


@pytest.fixture(autouse=True)
def _no_docker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BUILDER", "codebuild")
    (tmp_path / "index.html").touch()
    monkeypatch.setattr("cloud.aws.checks.checklist.BUILT", tmp_path)


def said(aws: FakeAws, **chosen: str) -> list[str]:
    return [str(finding) for finding in checklist.look(aws.target(), CHOSEN | chosen)]


def test_a_grown_account_is_let_through() -> None:
    aws = FakeAws(GROWN)
    assert said(aws) == [
        f"✓ Account {ACCOUNT}, region eu-west-1.",
        f"✓ {ROLE} may do what a deploy needs, as far as IAM's simulator knows.",
        "✓ amazon.titan-embed-text-v2:0 answers in eu-west-1.",
        f"✓ {CHAT} answers in eu-west-1.",
        f"✓ Quotas of {CHAT}: {QUOTA}: 5,000,000.",
        f"✓ 1,000 functions may run at once; {quotas.reserved()} of them are set aside for the stage.",
        "✓ CodeBuild builds the image, as BUILDER says: about five minutes, about 2 cents.",
        "✓ CodeBuild may run 20 at once (ARM/Small).",
        "✓ The page is built.",
    ]
    assert [call["modelId"] for call in aws.asked("bedrock-runtime.Converse")] == [CHAT]


def test_a_new_account_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten concurrent calls, one build, no form, no budgets, and hardly any tokens a day."""
    new: dict[str, Answer | list[Answer]] = {
        "lambda.GetAccountSettings": {
            "AccountLimit": {"ConcurrentExecutions": 10, "UnreservedConcurrentExecutions": 10}
        },
        "service-quotas.ListServiceQuotas": lambda params: {
            "Quotas": {
                "bedrock": [{"QuotaName": QUOTA, "Value": 2000.0}],
                "codebuild": [{"QuotaName": "Concurrently running builds for ARM/Small environment", "Value": 1.0}],
            }[params["ServiceCode"]]
        },
        "bedrock.GetUseCaseForModelAccess": refusal("ResourceNotFoundException"),
        "bedrock-runtime.Converse": refusal("ThrottlingException", "Too many tokens per day, please wait."),
        "budgets.DescribeBudgets": refusal("AccessDeniedException"),
    }
    lines = said(FakeAws(GROWN | new), AlarmEmail="ops@example.org")
    assert lines[2].startswith("! This account has not sent Anthropic's use-case form.")
    assert "PutUseCaseForModelAccess" in lines[2]
    assert lines[4] == (
        f"✗ {CHAT} does not answer in eu-west-1: the account's quota is used up or very low (Too many tokens per day, "
        "please wait). Ask for more: Service Quotas, Amazon Bedrock, tokens per minute and per day of the model."
    )
    assert lines[5] == f"✓ Quotas of {CHAT}: {QUOTA}: 2,000."
    assert lines[6] == (
        "! 10 functions may run at once in this account, 10 of them not set aside yet. That is too few to set any "
        "aside: the stage works, but many uploads slow answers down. Ask for 1,000: Service Quotas, AWS Lambda, "
        "Concurrent executions."
    )
    assert lines[8] == "✓ CodeBuild may run 1 at once (ARM/Small)."
    assert lines[9].startswith("✗ The budget cannot be made: you may not see budgets.")
    assert "IAM user and role access to Billing information, Activate" in lines[9]
    with pytest.raises(TargetError, match=r"^Nothing was made\.$"):
        deploy.check(FakeAws(GROWN | new).target(), CHOSEN)


def test_what_may_not_be_asked_is_not_called_fine() -> None:
    denied = refusal("AccessDeniedException")
    closed = {name: denied for name in GROWN if name.split(".")[0] in ("iam", "service-quotas", "bedrock")}
    lines = said(FakeAws(GROWN | closed))
    assert [line for line in lines if line.startswith("?")] == [
        "? What you may do: not known, you may not ask (SimulatePrincipalPolicy).",
        "? Whether the models are at their end: not known, you may not ask (ListFoundationModels).",
        "? The quotas of Bedrock: not known, you may not ask (ListServiceQuotas).",
        "? The quota of CodeBuild: not known, you may not ask (ListServiceQuotas).",
    ]
    assert not [line for line in lines if line.startswith("✗")]


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
    assert sum(line.startswith("✗") for line in said(FakeAws(answers))) == 1
    lines = said(FakeAws(answers | {"cloudformation.DescribeStacks": stack}))
    assert sum(line.startswith("! ") and "quota is used up" in line for line in lines) == 1


def test_every_model_of_the_stage_is_called_once() -> None:
    aws = FakeAws(GROWN)
    lines = said(
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
    lines = said(FakeAws(GROWN | {"bedrock.ListFoundationModels": {"modelSummaries": [summary]}}))
    assert (
        f"! {CHAT} is a legacy model: Bedrock refuses it to accounts that are new to it. It ends on 05 January 2027. "
        "Choose its successor." in lines
    )


@pytest.mark.parametrize(
    ("limit", "unreserved", "own", "possible"),
    [(1000, 1000, 0, True), (1000, 105, 0, False), (1000, 105, None, True), (10, 10, 0, False)],
)
def test_reservations_count_what_is_unreserved(limit: int, unreserved: int, own: int | None, possible: bool) -> None:
    """`own` None: the stage's functions hold already what they shall have."""
    held = quotas.reserved() if own is None else own
    arn = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:grail-dev-embed"
    aws = FakeAws(
        {
            "lambda.GetAccountSettings": {
                "AccountLimit": {"ConcurrentExecutions": limit, "UnreservedConcurrentExecutions": unreserved}
            },
            "lambda.ListFunctions": {"Functions": [{"FunctionName": "grail-dev-embed", "FunctionArn": arn}]},
            "lambda.ListTags": {"Tags": {"aws-chalice": "version=1:stage=dev:app=grail"}},
            "lambda.GetFunctionConcurrency": {"ReservedConcurrentExecutions": held},
        }
    )
    assert quotas.can_reserve(aws.target()) is possible


def test_a_build_quota_of_none_is_refused_where_codebuild_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    none: Answer = {"Quotas": [{"QuotaName": "Concurrently running builds for ARM/Small environment", "Value": 0.0}]}
    aws = FakeAws({"service-quotas.ListServiceQuotas": none})
    finding = quotas.builds(aws.target())
    assert finding is not None
    assert finding.stops
    assert "Ask for 1: Service Quotas, AWS CodeBuild" in finding.text
    unknown = quotas.builds(FakeAws({"service-quotas.ListServiceQuotas": {"Quotas": []}}).target())
    assert unknown is not None
    assert unknown.verdict == "unknown"
    monkeypatch.setattr(builder, "_obstacle", lambda platform: None)
    monkeypatch.delenv("BUILDER")
    assert quotas.builds(aws.target()) is None


def test_a_stage_of_another_region_is_refused() -> None:
    name = f"grail-dev-documents-{ACCOUNT}"
    for location, region in (("eu-central-1", "eu-central-1"), (None, "us-east-1")):
        answers: dict[str, Answer | list[Answer]] = {
            "s3.ListBuckets": {"Buckets": [{"Name": "other"}, {"Name": name}]},
            "s3.GetBucketLocation": {"LocationConstraint": location},
        }
        (line,) = [line for line in said(FakeAws(GROWN | answers)) if line.startswith("✗")]
        assert f"The stage dev is in {region}: its bucket {name} is there." in line
        assert f"export AWS_REGION={region}" in line
    here: dict[str, Answer | list[Answer]] = {
        "s3.ListBuckets": {"Buckets": [{"Name": name}]},
        "s3.GetBucketLocation": {"LocationConstraint": "EU"},
    }
    assert regions.elsewhere(FakeAws(GROWN | here).target()) is None


def test_a_region_that_is_switched_off_is_said_to_be() -> None:
    answers: dict[str, Answer | list[Answer]] = {
        "sts.GetCallerIdentity": refusal("InvalidClientTokenId", "The security token is invalid"),
        "ec2.DescribeRegions": {"Regions": [{"RegionName": "af-south-1", "OptInStatus": "not-opted-in"}]},
    }
    (only,) = checklist.look(FakeAws(answers).target(region="af-south-1"), CHOSEN)
    assert only.stops
    assert only.text.startswith("The region af-south-1 is not switched on in this account.")
    answers["ec2.DescribeRegions"] = refusal("UnauthorizedOperation")
    (only,) = checklist.look(FakeAws(answers).target(region="af-south-1"), CHOSEN)
    assert "The security token is invalid" in only.text


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("moon-1", "moon-1 is no region of AWS. Type: export AWS_REGION=us-east-1"),
        ("af-south-1", "af-south-1 does not have AWS Amplify, which a stage needs. Choose a region that has all: ap-"),
        ("mx-central-1", "mx-central-1 does not have AWS Amplify, AWS CodeBuild, which a stage needs."),
        ("us-iso-east-1", "us-iso-east-1 does not have Amazon Cognito, AWS Amplify"),
    ],
)
def test_a_region_without_a_service_is_refused_offline(region: str, said: str) -> None:
    with pytest.raises(TargetError) as raised:
        regions.refuse_incomplete(FakeAws({}).target(region=region))
    assert said in str(raised.value)


def test_regions_with_every_service_pass_offline() -> None:
    for region in ("eu-central-1", "ap-southeast-1", "us-east-1", "sa-east-1"):
        regions.refuse_incomplete(FakeAws({}).target(region=region))


def test_missing_rights_are_named() -> None:
    def some(params: Json) -> Json:
        denied = {"iam:CreateRole", "lambda:TagResource"}
        return {
            "EvaluationResults": [
                {"EvalActionName": action, "EvalDecision": "implicitDeny" if action in denied else "allowed"}
                for action in params["ActionNames"]
            ]
        }

    aws = FakeAws(GROWN | {"iam.SimulatePrincipalPolicy": some})
    (line,) = [line for line in said(aws) if line.startswith("✗")]
    assert line == (
        f"✗ {ROLE} may not lambda:TagResource, iam:CreateRole. Have the policy cloud/stack/deployer-policy.json "
        "attached to it (docs/operations.md, Who may deploy)."
    )
    buckets = next(
        params for params in aws.asked("iam.SimulatePrincipalPolicy") if "s3:CreateBucket" in params["ActionNames"]
    )
    assert buckets["ResourceArns"] == ["arn:aws:s3:::grail-dev"]
    assert {entry["ContextKeyName"]: entry["ContextKeyValues"] for entry in buckets["ContextEntries"]} == {
        "aws:ResourceAccount": [ACCOUNT]
    }


def test_an_assumed_role_is_asked_for_by_its_path() -> None:
    path = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1"
    aws = FakeAws(
        GROWN
        | {
            "sts.GetCallerIdentity": {
                "Account": ACCOUNT,
                "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_Admin_1/me@example.org",
            },
            "iam.GetRole": {"Role": {"Arn": path}},
        }
    )
    finding = permissions.check(aws.target())
    assert finding.text.startswith(path)
    assert {params["PolicySourceArn"] for params in aws.asked("iam.SimulatePrincipalPolicy")} == {path}


def test_the_root_user_is_warned() -> None:
    root: Answer = {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:root"}
    assert permissions.check(FakeAws(GROWN | {"sts.GetCallerIdentity": root}).target()).verdict == "warning"


def test_without_credentials_one_sentence_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    (only,) = checklist.look(Target("dev"), CHOSEN)
    assert str(only) == "✗ No AWS credentials. Type: aws configure sso (or set AWS_PROFILE)."


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


def test_reservations_are_read_from_the_configuration() -> None:
    assert '"reserved_concurrency"' in (PROJECT / ".chalice" / "config.json").read_text()
    assert quotas.reserved() > 0
