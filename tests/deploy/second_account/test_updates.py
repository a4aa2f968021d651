"""The stage deployed again, in a small account, and destroyed: after all tests of the first deploy."""

import os
import sys

import httpx
import pytest
from botocore.exceptions import ClientError

from cloud.aws import deploy
from cloud.aws.image import image
from cloud.aws.stores import remains
from cloud.stack.target import Target
from measure.running import run_tool
from tests.deploy.second_account.stage import HANDLERS, STAGE, Json, chosen_for, functions_of, push


def test_a_second_deploy_changes_code_and_settings_alone(
    target: Target, outputs: dict[str, str], functions: dict[str, Json]
) -> None:
    client = target.client("lambda")
    for function in functions.values():
        client.tag_resource(Resource=function["Configuration"]["FunctionArn"], Tags={"cost-centre": "1234"})
    tag = {"imageTag": image.tag("arm64")}
    target.client("ecr").batch_delete_image(repositoryName=f"grail-{STAGE}", imageIds=[tag])
    push(target, "b")
    # Settings and not parameters: moto updates hardly any type of its own.
    again = Target(STAGE, target.chosen, {"PARALLEL_ANSWERS": "3"})
    assert deploy.backend(again, chosen_for(again)) == outputs
    now = functions_of(target)
    assert now.keys() == functions.keys()
    for name, function in now.items():
        before = functions[name]
        assert function["Code"]["ImageUri"] != before["Code"]["ImageUri"]
        variables = before["Configuration"]["Environment"]["Variables"] | {"PARALLEL_ANSWERS": "3"}
        assert function["Configuration"]["Environment"]["Variables"] == variables
        for member in ("ImageConfigResponse", "EphemeralStorage", "Architectures", "Timeout", "MemorySize", "Role"):
            assert function["Configuration"][member] == before["Configuration"][member], (name, member)
        assert function.get("Concurrency") == before.get("Concurrency")
        assert function["Tags"] == before["Tags"] | {"cost-centre": "1234"}
    assert len(client.list_event_source_mappings()["EventSourceMappings"]) == 1
    assert len(target.client("apigatewayv2").get_routes(ApiId=outputs["SocketApiId"])["Items"]) == 3


def test_an_account_of_ten_functions_reserves_nothing(target: Target, outputs: dict[str, str]) -> None:
    """AWS gives a new account ten functions at once, and no reservation may leave less than a hundred."""
    httpx.put(f"{os.environ['AWS_ENDPOINT_URL']}/second-account/limit/10", trust_env=False).raise_for_status()
    client = target.client("lambda")
    with pytest.raises(ClientError, match="UnreservedConcurrentExecution"):
        client.put_function_concurrency(FunctionName="grail-second", ReservedConcurrentExecutions=1)
    deploy.backend(target, chosen_for(target))
    assert not [name for name, function in functions_of(target).items() if function.get("Concurrency")]
    (mapping,) = client.list_event_source_mappings()["EventSourceMappings"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 3}


def test_destroy_asks_first_and_leaves_nothing(target: Target, outputs: dict[str, str]) -> None:
    target.client("s3").put_object(Bucket=outputs["DocumentsBucket"], Key="files/a/b", Body=b"text")
    command = [sys.executable, "-m", "cloud.aws.destroy", STAGE, "--data", "delete"]
    refused = run_tool(*command)
    assert refused.returncode == 1
    assert f"CONFIRM={STAGE}" in refused.stderr
    assert len(functions_of(target)) == len(HANDLERS)
    done = run_tool(*command, "--confirm", STAGE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing" in done.stderr
    assert remains.find(target) == []
    assert target.client("iam").list_roles()["Roles"] == []
    assert target.client("codebuild").list_projects()["projects"] == []
