"""Stacks in every state that CloudFormation leaves them in: what the deploy command makes of each."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cloud.aws.stores import adopt
from cloud.aws.stores.remains import Thing
from cloud.stack import stack, template_yaml
from cloud.stack.stack import StackError
from cloud.stack.target import TargetError
from tests.deploy.fake_aws import ACCOUNT, Answer, FakeAws, Json, refusal

NONE = refusal("ValidationError", "Stack with id grail-dev does not exist")
OF_THE_BUCKET = (
    *("CreateBucket", "PutObject", "PutPublicAccessBlock", "PutBucketEncryption", "PutBucketVersioning"),
    *("PutBucketLifecycleConfiguration", "PutBucketPolicy"),
)
MADE = datetime(2026, 1, 1, tzinfo=UTC)


def state(status: str) -> Json:
    described = {"StackName": "grail-dev", "StackId": "arn:x", "StackStatus": status, "CreationTime": MADE}
    return {"Stacks": [{**described, "Outputs": [{"OutputKey": "Made", "OutputValue": status}]}]}


def event(resource: str, status: str, reason: str) -> Json:
    return {"LogicalResourceId": resource, "ResourceStatus": status, "ResourceStatusReason": reason}


def aws(states: list[Answer], **more: Answer | list[Answer]) -> FakeAws:
    """`states` are what DescribeStacks says, one after the other."""
    quiet: dict[str, Answer | list[Answer]] = {
        f"cloudformation.{name}": {}
        for name in ("CreateStack", "UpdateStack", "DeleteStack", "ContinueUpdateRollback", "ExecuteChangeSet")
    }
    quiet["cloudformation.DescribeStackEvents"] = {"StackEvents": []}
    quiet["sts.GetCallerIdentity"] = {"Account": ACCOUNT, "Arn": "arn:x"}
    quiet |= {f"s3.{name}": {} for name in OF_THE_BUCKET}
    named = {f"cloudformation.{name}": answer for name, answer in more.items()}
    return FakeAws(quiet | {"cloudformation.DescribeStacks": states} | named)


def apply(account: FakeAws, paused: list[float] | None = None) -> dict[str, str]:
    waits = [] if paused is None else paused
    return stack.apply(account.target().client, "dev", {"SignUp": "open"}, waits.append)


def made(account: FakeAws) -> list[str]:
    """What was asked of CloudFormation but to describe."""
    of_stacks = [name for name, _ in account.calls if name.startswith("cloudformation.")]
    names = [name.removeprefix("cloudformation.") for name in of_stacks]
    return [name for name in names if not name.startswith("Describe")]


def test_a_failed_rollback_is_continued_and_then_updated() -> None:
    account = aws([state("UPDATE_ROLLBACK_FAILED"), state("UPDATE_ROLLBACK_COMPLETE"), state("UPDATE_COMPLETE")])
    assert apply(account) == {"Made": "UPDATE_COMPLETE"}
    assert made(account) == ["ContinueUpdateRollback", "UpdateStack"]


def test_a_rollback_that_fails_again_says_what_to_type() -> None:
    events = [event("UsageTable", "UPDATE_FAILED", "The table is gone."), event("Queue", "UPDATE_COMPLETE", "")]
    account = aws([state("UPDATE_ROLLBACK_FAILED")], DescribeStackEvents={"StackEvents": events})
    with pytest.raises(StackError) as raised:
        apply(account)
    assert "UsageTable: The table is gone." in str(raised.value)
    skip = "aws cloudformation continue-update-rollback --stack-name grail-dev --resources-to-skip UsageTable"
    assert str(raised.value).endswith(skip)
    assert made(account) == ["ContinueUpdateRollback"]


@pytest.mark.parametrize(
    "status",
    [
        *("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS"),
        *("IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_FAILED"),
    ],
)
def test_a_stack_that_was_never_made_is_made_anew(status: str) -> None:
    account = aws([state(status), NONE, state("CREATE_COMPLETE")])
    assert apply(account) == {"Made": "CREATE_COMPLETE"}
    assert made(account) == ["DeleteStack", "CreateStack"]


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"])
def test_a_stack_that_stands_is_updated(status: str) -> None:
    account = aws([state(status), state("UPDATE_COMPLETE")])
    apply(account)
    assert made(account) == ["UpdateStack"]
    nothing = refusal("ValidationError", "No updates are to be performed.")
    assert apply(aws([state(status)], UpdateStack=nothing)) == {"Made": status}


def test_the_template_comes_from_the_bucket_of_deploying() -> None:
    """A request takes 51,200 bytes of template, an object 1,000,000."""
    account = aws([NONE, state("CREATE_COMPLETE")])
    apply(account)
    (put,) = account.asked("s3.PutObject")
    assert len(json.dumps(template_yaml.load(stack.TEMPLATE.read_text()))) < 1_000_000
    (create,) = account.asked("cloudformation.CreateStack")
    assert create["TemplateURL"] == f"https://s3.eu-west-1.amazonaws.com/{put['Bucket']}/{put['Key']}"
    assert put["ExpectedBucketOwner"] == ACCOUNT


def test_a_bucket_of_another_account_is_told_of() -> None:
    account = aws([NONE])
    account.answers["s3.CreateBucket"] = refusal("BucketAlreadyExists")
    with pytest.raises(StackError, match=rf"-deploy-{ACCOUNT} cannot be used: .*BucketAlreadyExists"):
        apply(account)
    assert made(account) == []


def test_a_name_that_is_not_free_yet_is_waited_for() -> None:
    reasons = (
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
        "A conflicting conditional operation is currently in progress against this resource. (Service: S3, 409, "
        "OperationAborted)",
    )
    for reason in reasons:
        failed = {"StackEvents": [event("IngestQueue", "CREATE_FAILED", reason)]}
        states: list[Answer] = [NONE, state("ROLLBACK_COMPLETE"), state("ROLLBACK_COMPLETE"), NONE]
        account = aws([*states, state("CREATE_COMPLETE")], DescribeStackEvents=failed)
        paused: list[float] = []
        assert apply(account, paused) == {"Made": "CREATE_COMPLETE"}
        assert paused == [60.0]
        assert made(account) == ["CreateStack", "DeleteStack", "CreateStack"]


def test_a_name_that_is_never_free_ends_the_wait() -> None:
    failed = {"StackEvents": [event("Bucket", "UPDATE_FAILED", "OperationAborted")]}
    paused: list[float] = []
    with pytest.raises(StackError, match="OperationAborted"):
        apply(aws([state("UPDATE_ROLLBACK_COMPLETE")], DescribeStackEvents=failed), paused)
    assert 0 < sum(paused) <= 600


def test_another_failure_is_not_repeated() -> None:
    failed = {"StackEvents": [event("Bucket", "CREATE_FAILED", "Access denied.")]}
    account = aws([NONE, state("ROLLBACK_COMPLETE")], DescribeStackEvents=failed)
    with pytest.raises(StackError, match=r"ended as ROLLBACK_COMPLETE: Bucket: Access denied\.$"):
        apply(account)
    assert made(account) == ["CreateStack"]


STORES: dict[str, Answer | list[Answer]] = {
    "sts.GetCallerIdentity": {"Account": ACCOUNT, "Arn": "arn:x"},
    "s3.ListBuckets": {"Buckets": [{"Name": f"grail-dev-documents-{ACCOUNT}"}, {"Name": "grail-dev-b-documents"}]},
    "dynamodb.ListTables": {"TableNames": ["grail-dev-usage", "grail-dev-tickets", "grail-devil-usage"]},
    "cognito-identity-provider.ListUserPools": {"UserPools": [{"Id": "eu-west-1_a", "Name": "grail-dev"}]},
    "cloudformation.CreateChangeSet": {"Id": "arn:c"},
    "cloudformation.DescribeChangeSet": {"Status": "CREATE_COMPLETE"},
}


def orphaned(states: list[Answer], **more: Answer | list[Answer]) -> FakeAws:
    account = aws(states)
    account.answers |= STORES | {name.replace("__", "."): answer for name, answer in more.items()}
    return account


def test_retained_stores_are_imported_into_a_new_stack() -> None:
    account = orphaned([NONE, state("IMPORT_COMPLETE")])
    adopted = adopt.adopt(account.target(), {"SignUp": "open"})
    assert set(adopted) == {
        Thing("bucket", f"grail-dev-documents-{ACCOUNT}"),
        Thing("table", "grail-dev-usage"),
        Thing("user pool", "eu-west-1_a"),
    }
    (change,) = account.asked("cloudformation.CreateChangeSet")
    assert change["ChangeSetType"] == "IMPORT"
    assert sorted(change["ResourcesToImport"], key=lambda resource: resource["ResourceType"]) == [
        {
            "ResourceType": "AWS::Cognito::UserPool",
            "LogicalResourceId": "UserPool",
            "ResourceIdentifier": {"UserPoolId": "eu-west-1_a"},
        },
        {
            "ResourceType": "AWS::DynamoDB::Table",
            "LogicalResourceId": "UsageTable",
            "ResourceIdentifier": {"TableName": "grail-dev-usage"},
        },
        {
            "ResourceType": "AWS::S3::Bucket",
            "LogicalResourceId": "DocumentsBucket",
            "ResourceIdentifier": {"BucketName": f"grail-dev-documents-{ACCOUNT}"},
        },
    ]
    assert made(account)[-1] == "ExecuteChangeSet"


def test_a_stack_that_stands_is_not_imported_into() -> None:
    account = orphaned([state("UPDATE_COMPLETE")])
    assert adopt.adopt(account.target(), {}) == []
    assert made(account) == []


def test_an_import_that_fails_says_what_to_do() -> None:
    failed: Answer = {"Status": "FAILED", "StatusReason": "Bucket not found"}
    account = orphaned([NONE], cloudformation__DescribeChangeSet=failed)
    with pytest.raises(StackError, match=r"Create stack, With existing resources; .* said: Bucket not found"):
        adopt.adopt(account.target(), {})


def test_two_user_pools_of_one_name_are_not_guessed_at() -> None:
    pools: list[Any] = [{"Id": f"eu-west-1_{letter}", "Name": "grail-dev"} for letter in "ab"]
    account = orphaned([NONE], **{"cognito-identity-provider__ListUserPools": {"UserPools": pools}})
    with pytest.raises(TargetError, match="2 user pools named grail-dev and no stack: eu-west-1_a, eu-west-1_b"):
        adopt.adopt(account.target(), {})


def test_an_import_holds_nothing_that_refers_to_other_resources() -> None:
    template = template_yaml.load(stack.TEMPLATE.read_text())
    retained = [name for name, resource in template["Resources"].items() if adopt.is_store(resource)]
    assert {"DocumentsBucket", "VectorsBucket", "DocumentsTable", "UserPool"} <= set(retained)
    short = adopt.shortened(template, retained)
    assert short["Resources"].keys() == set(retained)
    assert "CorsConfiguration" not in short["Resources"]["DocumentsBucket"]["Properties"], "it names the page"
    known = short["Resources"].keys() | template["Parameters"].keys()
    for resource in short["Resources"].values():
        assert resource["DeletionPolicy"] == "Retain"
        assert {name for name in template_yaml.names_in(resource) if not name.startswith("AWS::")} <= known
    assert "Outputs" not in short
