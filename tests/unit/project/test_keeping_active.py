"""Upkeep calls every other function once a day."""

import json
import re
import time
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from chalicelib.adapters.functions import Functions
from chalicelib.api.keeping_active import HOUR, KEEP_ACTIVE, MINUTE, is_due
from cloud import PROJECT
from cloud.chalice.functions import active
from cloud.chalice.project import policies

DAY = 24 * 3600


def test_one_minute_of_a_day_is_due() -> None:
    due = [second for second in range(0, DAY, 60) if is_due(time.gmtime(second))]
    assert due == [HOUR * 3600 + MINUTE * 60]


@pytest.fixture
def client() -> Any:
    return boto3.client("lambda", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


def test_each_function_is_called_though_one_refuses(client: Any) -> None:
    with Stubber(client) as stubber:
        called = {"FunctionName": "grail-dev", "InvocationType": "Event", "Payload": json.dumps(KEEP_ACTIVE).encode()}
        stubber.add_client_error("invoke", "ResourceNotReadyException", expected_params=called | {"FunctionName": ANY})
        stubber.add_response("invoke", {"StatusCode": 202}, called)
        assert Functions(client, ["grail-dev-embed", "grail-dev"]).call_each(KEEP_ACTIVE) == 1
        stubber.assert_no_pending_responses()


def test_upkeep_may_call_the_functions_that_it_calls() -> None:
    models = ("EmbeddingModels", "ChatModels", "RerankModels", "Reranking", "OcrModels", "OcrGuardrails")
    lists = {key: ["x"] for key in models}
    text = (PROJECT / ".chalice" / "policy.json").read_text()
    names: dict[str, Any] = dict.fromkeys(re.findall(r"\$\{(\w+)\}", text), "x") | {"Stage": "dev"}
    statements = policies(names | lists)["upkeep"]["Statement"]
    allowed = next(statement["Resource"] for statement in statements if statement["Sid"] == "ActiveFunctions")
    assert {arn.rsplit(":", 1)[1] for arn in allowed} == set(active("dev"))
    assert len(allowed) == 7
