"""What the checks before a deploy say of regions and quotas."""

import pytest

from cloud import PROJECT
from cloud.aws.checks import checklist, quotas, regions
from cloud.aws.image import builder
from cloud.stack.target import TargetError
from tests.deploy.fake_aws import ACCOUNT, Answer, FakeAws, refusal
from tests.deploy.grown_account import CHOSEN, GROWN, findings


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
    monkeypatch.setenv("BUILDER", "codebuild")
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
        (line,) = [line for line in findings(FakeAws(GROWN | answers)) if line.startswith("✗")]
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
    ("region", "sentence"),
    [
        ("moon-1", "moon-1 is no region of AWS. Type: export AWS_REGION=us-east-1"),
        ("af-south-1", "af-south-1 does not have AWS Amplify, which a stage needs. Choose a region that has all: ap-"),
        ("mx-central-1", "mx-central-1 does not have AWS Amplify, AWS CodeBuild, which a stage needs."),
        ("us-iso-east-1", "us-iso-east-1 does not have Amazon Cognito, AWS Amplify"),
    ],
)
def test_a_region_without_a_service_is_refused_offline(region: str, sentence: str) -> None:
    with pytest.raises(TargetError) as raised:
        regions.refuse_incomplete(FakeAws({}).target(region=region))
    assert sentence in str(raised.value)


def test_regions_with_every_service_pass_offline() -> None:
    for region in ("eu-central-1", "ap-southeast-1", "us-east-1", "sa-east-1"):
        regions.refuse_incomplete(FakeAws({}).target(region=region))


def test_reservations_are_read_from_the_configuration() -> None:
    assert '"reserved_concurrency"' in (PROJECT / ".chalice" / "config.json").read_text()
    assert quotas.reserved() > 0
