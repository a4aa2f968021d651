"""A grown account for the checks before a deploy: it has every right, model and quota that a stage needs."""

import pytest

from cloud import PROJECT
from cloud.aws.checks import checklist
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


def without_docker(monkeypatch: pytest.MonkeyPatch) -> None:
    """CodeBuild builds the image; the page is built."""
    monkeypatch.setenv("BUILDER", "codebuild")
    monkeypatch.setattr(checklist, "BUILT", PROJECT / "frontend")


def findings(aws: FakeAws, **chosen: str) -> list[str]:
    """What the checks say of the account, a line each."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_docker(monkeypatch)
        return [str(finding) for finding in checklist.look(aws.target(), CHOSEN | chosen)]
