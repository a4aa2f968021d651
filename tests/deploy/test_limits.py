"""What the deploy sets beside Chalice: limits of REST, and variables before code."""

import os
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cloud.chalice import functions, rest_limits


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws(config={"lambda": {"use_docker": False}, "iam": {"load_aws_managed_policies": False}}):
        yield


def test_every_method_of_rest_is_limited() -> None:
    client: Any = boto3.client("apigateway")
    api = client.create_rest_api(name="grail-dev")["id"]
    root = client.get_resources(restApiId=api)["items"][0]["id"]
    client.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType="NONE")
    client.put_integration(restApiId=api, resourceId=root, httpMethod="GET", type="MOCK")
    client.create_deployment(restApiId=api, stageName="api")
    for _ in range(2):
        rest_limits.limit(client, api, "api")
        limits = client.get_stage(restApiId=api, stageName="api")["methodSettings"]["*/*"]
        assert (limits["throttlingRateLimit"], limits["throttlingBurstLimit"]) == (rest_limits.RATE, rest_limits.BURST)


@pytest.fixture
def client() -> Any:
    made = boto3.client("lambda")
    iam = boto3.client("iam")
    role = iam.create_role(RoleName="grail", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    made.create_function(
        FunctionName="grail-dev",
        PackageType="Image",
        Code={"ImageUri": f"123456789012.dkr.ecr.us-east-1.amazonaws.com/grail@sha256:{'a' * 64}"},
        Role=role,
        Environment={"Variables": {"CHAT_MODELS": "old", "GONE": "yes"}},
    )
    return made


def _variables(client: Any) -> dict[str, str]:
    found: dict[str, str] = client.get_function_configuration(FunctionName="grail-dev")["Environment"]["Variables"]
    return found


def test_new_variables_come_before_new_code(client: Any) -> None:
    functions.add_settings(client, ["grail-dev"], {"CHAT_MODELS": "new", "EDGE_TABLE": "edge"})
    assert _variables(client) == {"CHAT_MODELS": "old", "GONE": "yes", "EDGE_TABLE": "edge"}


def test_a_function_that_lacks_nothing_is_left_alone(client: Any) -> None:
    asked: list[str] = []
    client.meta.events.register("before-call.lambda", lambda model, **_: asked.append(model.name))
    functions.add_settings(client, ["grail-dev"], {"CHAT_MODELS": "new"})
    assert asked == ["GetFunctionConfiguration"]
