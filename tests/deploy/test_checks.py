"""What the deploy command says before it makes anything, sentence by sentence, in a new account and in a grown one."""

import pytest

from cloud.aws import deploy
from cloud.aws.checks import checklist, permissions, quotas
from cloud.stack.target import Target, TargetError
from tests.deploy.fake_aws import ACCOUNT, Answer, FakeAws, Json, refusal
from tests.deploy.grown_account import CHAT, CHOSEN, GROWN, QUOTA, ROLE, findings, without_docker


def test_a_grown_account_is_let_through() -> None:
    aws = FakeAws(GROWN)
    assert findings(aws) == [
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
    lines = findings(FakeAws(GROWN | new), AlarmEmail="ops@example.org")
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
    without_docker(monkeypatch)
    with pytest.raises(TargetError, match=r"^Nothing was made\.$"):
        deploy.check(FakeAws(GROWN | new).target(), CHOSEN)


def test_what_may_not_be_asked_is_not_called_fine() -> None:
    denied = refusal("AccessDeniedException")
    closed = {name: denied for name in GROWN if name.split(".")[0] in ("iam", "service-quotas", "bedrock")}
    lines = findings(FakeAws(GROWN | closed))
    assert [line for line in lines if line.startswith("?")] == [
        "? What you may do: not known, you may not ask (SimulatePrincipalPolicy).",
        "? Whether the models are at their end: not known, you may not ask (ListFoundationModels).",
        "? The quotas of Bedrock: not known, you may not ask (ListServiceQuotas).",
        "? The quota of CodeBuild: not known, you may not ask (ListServiceQuotas).",
    ]
    assert not [line for line in lines if line.startswith("✗")]


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
    (line,) = [line for line in findings(aws) if line.startswith("✗")]
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
