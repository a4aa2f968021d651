"""A stack that was deleted by hand: the next deploy takes the stores into a new one, and nothing stored is lost."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from cloud.aws.destroy import destroy
from cloud.aws.stores import adopt, remains
from cloud.stack import stack
from cloud.stack.target import Target
from tests.integration.account import Account

PARAMETERS = {"Cloud": "laptop", "EmbeddingModel": "local.multilingual-e5-small", "ChatModels": "local.quoting"}


@pytest.fixture
def account(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    made = Account(tmp_path)
    try:
        made.wait()
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            monkeypatch.delenv(name)
        for name, value in {
            "AWS_ENDPOINT_URL": made.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "GRAIL_HOME": str(tmp_path),
        }.items():
            monkeypatch.setenv(name, value)
        yield made
    finally:
        made.stop()


def test_stores_of_a_deleted_stack_live_on_in_the_next(account: Account) -> None:
    target = Target("local-aws")
    client = target.client("cloudformation")
    first = stack.apply(target.client, target.stage, PARAMETERS)
    _store(account, first)
    before = account.things()

    client.delete_stack(StackName=stack.stack_name(target.stage))  # As a person does in the console.
    assert stack.settle(client, target.stage) is None
    kept = {thing.kind for thing in remains.stores(target)}
    assert kept == {"bucket", "table", "user pool"}

    adopted = adopt.adopt(target, PARAMETERS)
    assert {thing.kind for thing in adopted} == kept
    again = stack.apply(target.client, target.stage, PARAMETERS)
    assert account.things() == before
    for name in ("UserPoolId", "DocumentsBucket", "DocumentsTable"):
        assert again[name] == first[name]
    _assert_stored(account, again)
    assert adopt.adopt(target, PARAMETERS) == []
    assert destroy(target, data=True) == []


def _store(account: Account, outputs: dict[str, str]) -> None:
    account.client("s3").put_object(Bucket=outputs["DocumentsBucket"], Key="files/o/d/1", Body=b"text")
    item = {"owner_id": {"S": "o"}, "id": {"S": "d"}, "generation": {"N": "1"}}
    account.client("dynamodb").put_item(TableName=outputs["DocumentsTable"], Item=item)
    account.client("cognito-idp").admin_create_user(
        UserPoolId=outputs["UserPoolId"], Username="anna@example.org", MessageAction="SUPPRESS"
    )
    account.client("s3").put_object(Bucket=outputs["DeployBucket"], Key="chalice/deployed.json", Body=b"{}")


def _assert_stored(account: Account, outputs: dict[str, str]) -> None:
    body = account.client("s3").get_object(Bucket=outputs["DocumentsBucket"], Key="files/o/d/1")["Body"].read()
    assert body == b"text"
    assert account.client("dynamodb").scan(TableName=outputs["DocumentsTable"])["Count"] == 1
    assert len(account.client("cognito-idp").list_users(UserPoolId=outputs["UserPoolId"])["Users"]) == 1
