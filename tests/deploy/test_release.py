"""The way back to the last release that passed its smoke test, with functions as images."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cloud.chalice.release import Releases
from cloud.stack.target import Target

REPOSITORY = "123456789012.dkr.ecr.us-east-1.amazonaws.com/grail-dev"
GOOD, BAD = f"{REPOSITORY}@sha256:{'a' * 64}", f"{REPOSITORY}@sha256:{'b' * 64}"
MODEL = {"EMBEDDING_MODEL": "amazon.titan-embed-text-v2:0"}
NAMES = ("grail-dev", "grail-dev-embed")
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}]}


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws(config={"lambda": {"use_docker": False}}):
        boto3.client("s3").create_bucket(Bucket="deploy")
        for name in NAMES:
            role = boto3.client("iam").create_role(RoleName=f"{name}-role", AssumeRolePolicyDocument=json.dumps(TRUST))
            boto3.client("lambda").create_function(
                FunctionName=name,
                PackageType="Image",
                Code={"ImageUri": GOOD},
                ImageConfig={"Command": ["app.app"]},
                Role=role["Role"]["Arn"],
                Tags={"aws-chalice": "version=1:stage=dev:app=grail"},
                Environment={"Variables": {**MODEL, "CHAT_MODELS": "old"}},
                MemorySize=1024,
                Timeout=29,
                EphemeralStorage={"Size": 2048},
            )
            _allow(name, "old")
        yield


def _allow(name: str, model: str) -> None:
    statement = {
        "Effect": "Allow",
        "Action": "bedrock:InvokeModel",
        "Resource": f"arn:aws:bedrock:*::foundation-model/{model}",
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    boto3.client("iam").put_role_policy(RoleName=f"{name}-role", PolicyName="own", PolicyDocument=json.dumps(document))


def _change(**variables: str) -> None:
    """What a deploy of a bad version does."""
    for name in NAMES:
        client = boto3.client("lambda")
        client.update_function_code(FunctionName=name, ImageUri=BAD)
        client.update_function_configuration(
            FunctionName=name, MemorySize=256, Environment={"Variables": {**MODEL, "CHAT_MODELS": "new", **variables}}
        )
        _allow(name, "new")


def _live() -> list[dict[str, Any]]:
    live = []
    for name in NAMES:
        function = boto3.client("lambda").get_function(FunctionName=name)
        configuration = function["Configuration"]
        policy = boto3.client("iam").get_role_policy(RoleName=f"{name}-role", PolicyName="own")
        members = ("Environment", "MemorySize", "Timeout", "EphemeralStorage")
        live.append(
            {member: configuration[member] for member in members}  # type: ignore[literal-required]
            | {"image": function["Code"]["ImageUri"], "policy": policy["PolicyDocument"]}
        )
    return live


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(Target("dev"), "deploy", tmp_path)


def test_a_bad_version_makes_way_for_the_last_good_one(releases: Releases) -> None:
    good = _live()
    releases.keep()
    _change()
    assert _live() != good
    assert releases.restore() == f"The last good image is live again: {GOOD}."
    assert _live() == good


def test_a_first_deploy_has_nothing_to_go_back_to(releases: Releases) -> None:
    _change()
    bad = _live()
    assert releases.restore() == "No earlier image has passed its smoke test, so this one stays live."
    assert _live() == bad


def test_a_release_of_another_embedding_model_is_not_put_back(releases: Releases) -> None:
    releases.keep()
    _change(EMBEDDING_MODEL="cohere.embed-v4:0")
    assert "another embedding model" in releases.restore()
    assert _live()[0]["image"] == BAD


def test_a_way_back_that_fails_is_said(releases: Releases) -> None:
    releases.keep()
    record = json.loads(boto3.client("s3").get_object(Bucket="deploy", Key="releases/live.json")["Body"].read())
    record["embed"]["policies"]["own"]["Statement"][0]["Resource"] = "nothing"  # IAM refuses it.
    boto3.client("s3").put_object(Bucket="deploy", Key="releases/live.json", Body=json.dumps(record).encode())
    _change()
    assert f"The last good image, {GOOD}, could not be put back" in releases.restore()
