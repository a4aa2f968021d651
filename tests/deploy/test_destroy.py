"""What a deletion reaches: every version of every object and protected stores, but nothing of other stages."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.rag.documents.transition import DELETED
from cloud.aws.destroy import confirm, destroy
from cloud.aws.stores import remains
from cloud.aws.stores.remains import Thing, empty
from cloud.stack import stack
from cloud.stack.target import Target, TargetError

TARGET = Target("local-aws")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[boto3.Session]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "GRAIL_HOME": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        session = boto3.Session(region_name="us-east-1")
        for stage in (TARGET.stage, f"{TARGET.stage}-b"):
            stack.apply(session.client, stage, {"Cloud": "laptop"})
        yield session


def test_all_of_one_stage_goes_and_nothing_of_another(account: boto3.Session) -> None:
    s3 = account.client("s3")
    bucket = f"grail-{TARGET.stage}-documents-123456789012"
    s3.put_object(Bucket=bucket, Key="files/o/d/1", Body=b"text")
    of_other = {name for name in _stores(account) if name.startswith(f"grail-{TARGET.stage}-b-")}
    assert len(of_other) == 10, "three buckets and seven tables"
    assert _left(data=True) == []
    assert _stores(account) == of_other


def _left(*, data: bool) -> list[Thing]:
    """Moto's CloudFormation does not delete REST interfaces; that they are told of is right."""
    return [thing for thing in destroy(TARGET, data=data) if thing.kind != "REST interface"]


def _stores(account: boto3.Session) -> set[str]:
    buckets = {bucket["Name"] for bucket in account.client("s3").list_buckets()["Buckets"]}
    return buckets | set(account.client("dynamodb").list_tables()["TableNames"])


def test_no_version_of_an_object_stays(account: boto3.Session) -> None:
    s3 = account.client("s3")
    s3.create_bucket(Bucket="versions")
    s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    for body in (b"1", b"2"):
        s3.put_object(Bucket="versions", Key="a", Body=body)
    s3.delete_object(Bucket="versions", Key="a")
    empty(TARGET, "versions")
    s3.delete_bucket(Bucket="versions")


def test_stores_that_a_stack_left_behind_go(account: boto3.Session) -> None:
    destroy(TARGET, data=True)
    _leave_behind(account, protected=False)
    assert _left(data=True) == []
    assert not [name for name in _stores(account) if not name.startswith(f"grail-{TARGET.stage}-b-")]
    assert account.client("cognito-idp").list_user_pools(MaxResults=9)["UserPools"] == []


def test_protected_stores_are_never_unprotected(account: boto3.Session) -> None:
    destroy(TARGET, data=True)
    _leave_behind(account, protected=True)
    before = _stores(account)
    with pytest.raises(TargetError) as raised:
        destroy(TARGET, data=True)
    assert "update-table --table-name grail-local-aws-usage --no-deletion-protection-enabled" in str(raised.value)
    assert "Deactivate deletion protection" in str(raised.value)
    assert _stores(account) == before


def _leave_behind(account: boto3.Session, *, protected: bool) -> None:
    account.client("s3").create_bucket(Bucket=f"grail-{TARGET.stage}-vectors-123456789012")
    account.client("dynamodb").create_table(
        TableName=f"grail-{TARGET.stage}-usage",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        DeletionProtectionEnabled=protected,
    )
    protection: Any = "ACTIVE" if protected else "INACTIVE"
    account.client("cognito-idp").create_user_pool(PoolName=f"grail-{TARGET.stage}", DeletionProtection=protection)


def test_a_stage_that_protects_its_data_refuses(account: boto3.Session) -> None:
    stack.apply(account.client, TARGET.stage, {"Cloud": "laptop", "ProtectData": "true"})
    before = _stores(account)
    asked: list[str] = []
    with pytest.raises(TargetError, match=r"ProtectData to false in cloud/stages/local-aws\.json"):
        confirm(TARGET, TARGET.stage, lambda question: asked.append(question) or TARGET.stage)  # type: ignore[func-returns-value]
    with pytest.raises(TargetError, match="protects its data"):
        destroy(TARGET, data=True)
    assert not asked
    assert _stores(account) == before


def test_a_person_types_the_stage_before_its_data_goes(
    account: boto3.Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "cloud")
    table = f"grail-{TARGET.stage}-documents"
    for key in ("1", "2"):
        item: Any = {"owner_id": {"S": "o"}, "id": {"S": key}, "generation": {"N": "1"}}
        account.client("dynamodb").put_item(TableName=table, Item=item)
    account.client("dynamodb").put_item(TableName=table, Item={"owner_id": {"S": "upkeep"}, "id": {"S": "x"}})
    deleted: Any = {"owner_id": {"S": "o"}, "id": {"S": "3"}, "generation": {"N": "1"}, DELETED: {"BOOL": True}}
    account.client("dynamodb").put_item(TableName=table, Item=deleted)
    confirm(TARGET, None, lambda _: f"{TARGET.stage}\n")
    confirm(TARGET, TARGET.stage, None)
    assert "documents: 2, conversations: 0, accounts: 0" in caplog.text
    for typed, ask in ((None, None), ("prod", None), (None, lambda _: "yes"), (None, lambda _: "")):
        with pytest.raises(TargetError, match=r"Nothing was deleted.* CONFIRM=local-aws"):
            confirm(TARGET, typed, ask)


def test_what_is_not_there_is_not_missed(account: boto3.Session) -> None:
    assert _left(data=True) == []
    assert _left(data=True) == []
    assert _left(data=False) == []


def test_a_page_stays_with_the_data_and_goes_with_it() -> None:
    """It would have another address if it were made again. The laptop cloud has no pages."""
    things = [
        Thing("page", "grail-x"),
        Thing("bucket", "b"),
        Thing("stack", "grail-x"),
        Thing("alarm", "grail-x-errors"),
    ]
    assert [thing.kind for thing in remains.left_over(things, data=False)] == ["alarm"]
    assert remains.left_over(things, data=True) == things
