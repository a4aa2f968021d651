"""Faults on demand: the right error, for the right calls, as often as asked."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from cloud.bedrock.wire.errors import STATUS
from tests.bedrock.asking import TOWER, answer, grounded, request
from tests.bedrock.conftest import Local

ASKED = request(grounded("Who built the tower?", TOWER))


@pytest.mark.parametrize("name", STATUS)
def test_every_error_has_its_name_status_and_message(bedrock: Any, local: Local, name: str) -> None:
    local.faults({"operation": "Converse", "error": name, "message": "on demand"})
    with pytest.raises(ClientError) as failed:
        bedrock.converse(**ASKED)
    response = failed.value.response
    assert response["Error"] == {"Code": name, "Message": "on demand"}
    assert response["ResponseMetadata"]["HTTPStatusCode"] == STATUS[name]
    assert local.stats()["errors"] == {name: 1}


def test_throttling_is_an_exception_of_its_own(bedrock: Any, local: Local) -> None:
    local.faults({"error": "ThrottlingException"})
    with pytest.raises(bedrock.exceptions.ThrottlingException, match="Too many requests"):
        bedrock.converse(**ASKED)


def test_a_rule_lets_calls_pass_and_then_acts_so_many_times(bedrock: Any, local: Local) -> None:
    local.faults({"error": "ThrottlingException", "after_calls": 1, "times": 2})
    outcomes = []
    for _ in range(5):
        try:
            outcomes.append(bool(answer(bedrock, ASKED)))
        except bedrock.exceptions.ThrottlingException:
            outcomes.append(False)
    assert outcomes == [True, False, False, True, True]
    assert local.stats()["faults_served"] == 2


def test_a_rule_keeps_to_its_operation_and_model(bedrock: Any, local: Local) -> None:
    local.faults(
        {"operation": "InvokeModel", "error": "ThrottlingException"},
        {"model": "local.gemma3-270m", "error": "ThrottlingException"},
    )
    assert "Eiffel" in answer(bedrock, ASKED)


def test_deleting_the_rules_ends_them(bedrock: Any, local: Local) -> None:
    local.faults({"error": "InternalServerException"})
    local.clear()
    assert "Eiffel" in answer(bedrock, ASKED)


@pytest.mark.parametrize(
    "rule",
    [
        {"error": "NoSuchException"},
        {"error": "ThrottlingException", "after_tokens": 1},
        {"error": "throttlingException"},
        {"colour": "red"},
        "throttle",
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(local: Local, rule: Any) -> None:
    assert local.faults(rule).status_code == 400
