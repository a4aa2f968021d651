"""The bucket of deploying: private, made once, and CloudFormation reads the template from it."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from cloud.stack import deploy_bucket

TEMPLATE: dict[str, Any] = {"Resources": {}}
ACCOUNT = "123456789012"
BUCKET = f"grail-dev-deploy-{ACCOUNT}"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[boto3.Session]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        yield boto3.Session(region_name="eu-west-1")


def test_it_is_private_encrypted_and_over_tls_alone(session: boto3.Session) -> None:
    s3 = session.client("s3")
    for tls in (False, True):  # Moto reads no condition of a policy: after it, it refuses everything.
        deploy_bucket.put_template(s3, "dev", ACCOUNT, TEMPLATE, tls=tls)
    assert all(s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values())
    rules = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    (statement,) = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"]
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
    lifecycle = {rule["ID"]: rule for rule in s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]}
    assert {lifecycle[part]["Expiration"]["Days"] for part in ("images", "templates")} == {30}
    assert lifecycle["old-versions"]["NoncurrentVersionExpiration"]["NoncurrentDays"] == 90
    assert s3.get_bucket_location(Bucket=BUCKET)["LocationConstraint"] == "eu-west-1"


def test_the_address_leads_to_the_template(session: boto3.Session) -> None:
    s3 = session.client("s3")
    address = deploy_bucket.put_template(s3, "dev", ACCOUNT, TEMPLATE, tls=False)
    host, bucket, key = address.removeprefix("https://").split("/", 2)
    assert (host, bucket) == ("s3.eu-west-1.amazonaws.com", BUCKET)
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == json.dumps(TEMPLATE).encode()


def test_another_accounts_bucket_of_this_name_is_refused(
    session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "999999999999")
    session.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    with pytest.raises(ClientError, match="BucketAlreadyExists"):
        deploy_bucket.put_template(session.client("s3"), "dev", ACCOUNT, TEMPLATE)
