"""The commands of cloud/aws/ against moto's standalone server: a second account, strict where the laptop cloud is lax.

Not here, since moto has nothing of it: the check before a deploy, the smoke test, the page, LoggingConfig, the rule
between a queue's visibility and a function's time (asserted below), conditions of policies.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from cloud import PROJECT
from cloud.aws import deploy
from cloud.aws.image import image
from cloud.aws.stores import remains
from cloud.chalice import rest_limits
from cloud.stack import models, sockets, stack
from cloud.stack.target import Target
from tests.support.running import run_tool

STAGE = "second"
REGION = "eu-central-1"
HANDLERS = {
    "grail-second": "app.app",
    "grail-second-websocket_connect": "app.on_connect",
    "grail-second-websocket_message": "app.on_message",
    "grail-second-websocket_disconnect": "app.on_disconnect",
    "grail-second-on_s3_event": "app.on_s3_event",
    "grail-second-embed": "app.embed",
    "grail-second-answer": "app.answer",
    "grail-second-upkeep": "app.upkeep",
}
RESERVED = {"grail-second": 50, "grail-second-embed": 10, "grail-second-answer": 50, "grail-second-upkeep": 2}
TTL_TABLES = {"connections", "tickets", "messages", "edge"}
Json = dict[str, Any]


@pytest.fixture(scope="module")
def requests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's log: a line a request."""
    return tmp_path_factory.mktemp("server") / "requests.log"


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory, requests: Path) -> Iterator[Target]:
    """A stage of an empty account, which every client and every command of this process and its children reaches."""
    with requests.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.deploy.second_account"],
            cwd=PROJECT,
            env={name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    assert url, requests.read_text()
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("AWS_")]:
                patch.delenv(name)
            patch.setenv("AWS_ENDPOINT_URL", url)
            patch.setenv("AWS_ACCESS_KEY_ID", "test")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
            patch.setenv("AWS_REGION", REGION)
            patch.setenv("AWS_DEFAULT_REGION", REGION)
            patch.setenv("GRAIL_HOME", str(tmp_path_factory.mktemp("home")))
            yield Target(STAGE, {"AlarmEmail": "ops@example.org", "KeepDeletedFilesDays": "7"})
    finally:
        server.terminate()
        server.wait(30)
        server.stdout.close()


@pytest.fixture(scope="module")
def outputs(target: Target) -> dict[str, str]:
    """The stack's outputs after the first deploy, up to the smoke test."""
    chosen = _chosen(target)
    stack.apply(target.client("cloudformation"), STAGE, {**chosen, "Running": "true"})  # As a deploy that ended here.
    _push(target, "a")
    return deploy.backend(target, chosen)


@pytest.fixture(scope="module")
def functions(target: Target, outputs: dict[str, str]) -> dict[str, Json]:
    """What Lambda says of each function of the stage."""
    return _functions(target)


def _chosen(target: Target) -> dict[str, str]:
    return models.chosen_models(target, deploy.parameters(target))


def _push(target: Target, layer: str) -> None:
    """Push an image of one layer, as Docker or CodeBuild does: nothing is to be built here."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": _digest("c")},
        "layers": [
            {"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": 1, "digest": _digest(layer)}
        ],
    }
    target.client("ecr").put_image(
        repositoryName=f"grail-{STAGE}", imageTag=image.tag("arm64"), imageManifest=json.dumps(manifest)
    )


def _digest(letter: str) -> str:
    return f"sha256:{letter * 64}"


def _functions(target: Target) -> dict[str, Json]:
    client = target.client("lambda")
    names = [each["FunctionName"] for each in client.list_functions()["Functions"]]
    return {name: client.get_function(FunctionName=name) for name in names}


def test_functions_are_images_of_their_own_command(functions: dict[str, Json]) -> None:
    assert functions.keys() == HANDLERS.keys()
    for name, function in functions.items():
        configuration = function["Configuration"]
        assert configuration["PackageType"] == "Image"
        assert configuration["ImageConfigResponse"]["ImageConfig"]["Command"] == [HANDLERS[name]]
        assert configuration["Architectures"] == ["arm64"]
        assert configuration["TracingConfig"] == {"Mode": "Active"}
        assert configuration["EphemeralStorage"] == {"Size": 2048 if name.endswith("-embed") else 512}
        assert function["Code"]["ImageUri"].partition("@")[0].endswith(f".dkr.ecr.{REGION}.amazonaws.com/grail-second")


def test_functions_reserve_calls_and_carry_the_stage(functions: dict[str, Json]) -> None:
    found = {name: each["Concurrency"] for name, each in functions.items() if "Concurrency" in each}
    assert found == {name: {"ReservedConcurrentExecutions": number} for name, number in RESERVED.items()}
    assert all(each["Tags"]["grail-stage"] == STAGE for each in functions.values())


def test_functions_know_no_laptop(functions: dict[str, Json]) -> None:
    """The endpoint of this account is the deployer's own affair."""
    for function in functions.values():
        variables = function["Configuration"]["Environment"]["Variables"]
        assert not {name for name in variables if name.startswith(("AWS_", "AUTH_", "JWKS_"))}
        assert f".execute-api.{REGION}.amazonaws.com/api" in variables["WEBSOCKET_URL"]


def test_an_answer_is_made_once(target: Target, functions: dict[str, Json]) -> None:
    client = target.client("lambda")
    for name in functions:
        assert client.get_function_event_invoke_config(FunctionName=name)["MaximumRetryAttempts"] == 0


def test_the_queue_starts_documents_and_gives_them_up(
    target: Target, outputs: dict[str, str], functions: dict[str, Json]
) -> None:
    sqs, (mapping,) = target.client("sqs"), target.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert mapping["FunctionArn"].endswith(":grail-second-embed")
    assert mapping["BatchSize"] == 1
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 10}
    queue = sqs.get_queue_attributes(QueueUrl=outputs["IngestQueueUrl"], AttributeNames=["All"])["Attributes"]
    dead = sqs.get_queue_attributes(QueueUrl=outputs["IngestDeadLetterQueueUrl"], AttributeNames=["All"])["Attributes"]
    assert mapping["EventSourceArn"] == queue["QueueArn"]
    redrive = json.loads(queue["RedrivePolicy"])
    assert redrive["deadLetterTargetArn"] == dead["QueueArn"]
    assert int(redrive["maxReceiveCount"]) == 5
    seconds = functions["grail-second-embed"]["Configuration"]["Timeout"]
    assert int(queue["VisibilityTimeout"]) >= 6 * seconds, "Lambda refuses such a queue"
    assert int(dead["MessageRetentionPeriod"]) > int(queue["MessageRetentionPeriod"])


def test_files_start_their_function_and_upkeep_its_minute(target: Target, outputs: dict[str, str]) -> None:
    found = target.client("s3").get_bucket_notification_configuration(Bucket=outputs["DocumentsBucket"])
    (notified,) = found["LambdaFunctionConfigurations"]
    assert notified["LambdaFunctionArn"].endswith(":grail-second-on_s3_event")
    assert notified["Events"] == ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    assert notified["Filter"]["Key"]["FilterRules"] == [{"Name": "prefix", "Value": "files/"}]
    events = target.client("events")
    assert events.describe_rule(Name="grail-second-upkeep-event")["ScheduleExpression"] == "rate(1 minute)"
    (started,) = events.list_targets_by_rule(Rule="grail-second-upkeep-event")["Targets"]
    assert started["Arn"].endswith(":grail-second-upkeep")


def test_rest_takes_the_whole_document(requests: Path, outputs: dict[str, str]) -> None:
    """The laptop cloud is told path by path."""
    said = requests.read_text()
    assert f"PUT /restapis/{outputs['RestApiId']}?mode=overwrite" in said
    assert f"POST /restapis/{outputs['RestApiId']}/resources" not in said


def test_rest_has_every_route_of_the_app_with_its_preflight(target: Target, outputs: dict[str, str]) -> None:
    client, api = target.client("apigateway"), outputs["RestApiId"]
    pages = client.get_paginator("get_resources").paginate(restApiId=api)
    resources = {each["path"]: each for page in pages for each in page["items"]}
    routes = _routes()
    assert len(routes) >= 10
    assert {path: set(each["resourceMethods"]) for path, each in resources.items() if path in routes} == routes
    assert not {path for path, each in resources.items() if each.get("resourceMethods") and path not in routes}
    for path, methods in routes.items():
        assert "OPTIONS" in methods, path  # The app answers it by itself, since several origins may ask.
        for method in methods:
            call = client.get_integration(restApiId=api, resourceId=resources[path]["id"], httpMethod=method)
            assert call["type"].upper() == "AWS_PROXY"
            assert call["httpMethod"] == "POST"
            assert ":function:grail-second/" in call["uri"]
    assert client.get_rest_api(restApiId=api)["endpointConfiguration"]["types"] == ["REGIONAL"]
    throttled = client.get_stage(restApiId=api, stageName="api")["methodSettings"]["*/*"]
    assert throttled["throttlingRateLimit"] == rest_limits.RATE
    assert throttled["throttlingBurstLimit"] == rest_limits.BURST


def _routes() -> dict[str, set[str]]:
    """Methods by path, as the deployed app.py declares them: in a process of its own, since app.py reads the stage."""
    said = run_tool(
        sys.executable,
        "-c",
        "import json, app; print(json.dumps({path: list(each) for path, each in app.app.routes.items()}))",
        GRAIL_STAGE=STAGE,
        DOCUMENTS_BUCKET="bucket",
        INGEST_QUEUE_URL="https://sqs/1/queue",
    )
    assert said.returncode == 0, said.stderr
    return {path: set(methods) for path, methods in json.loads(said.stdout).items()}


def test_sockets_have_their_three_routes_and_limits(target: Target, outputs: dict[str, str]) -> None:
    client, api = target.client("apigatewayv2"), outputs["SocketApiId"]
    routes = {each["RouteKey"]: each["Target"] for each in client.get_routes(ApiId=api)["Items"]}
    uris = {
        f"integrations/{each['IntegrationId']}": each["IntegrationUri"]
        for each in client.get_integrations(ApiId=api)["Items"]
    }
    started = {key: uris[goal].split(":function:")[1].split("/")[0] for key, goal in routes.items()}
    assert started == {
        "$connect": "grail-second-websocket_connect",
        "$default": "grail-second-websocket_message",
        "$disconnect": "grail-second-websocket_disconnect",
    }
    (published,) = client.get_stages(ApiId=api)["Items"]
    assert published["StageName"] == "api"
    assert published["DefaultRouteSettings"]["ThrottlingBurstLimit"] == sockets.BURST


def test_tables_forget_by_ttl_and_can_be_restored(target: Target, outputs: dict[str, str]) -> None:
    client = target.client("dynamodb")
    names = client.list_tables()["TableNames"]
    assert set(names) == set(stack.names_of("TableName", STAGE))
    forgetting, restorable = set(), set()
    for name in names:
        assert client.describe_table(TableName=name)["Table"]["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
        ttl = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if ttl["TimeToLiveStatus"] == "ENABLED":
            assert ttl["AttributeName"] == "ttl"
            forgetting.add(name.removeprefix(f"grail-{STAGE}-"))
        backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        if backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED":
            restorable.add(name.removeprefix(f"grail-{STAGE}-"))
    assert forgetting == TTL_TABLES
    assert restorable == {"documents", "conversations", "messages"}


def test_buckets_are_private_and_keep_deleted_files(target: Target, outputs: dict[str, str]) -> None:
    client = target.client("s3")
    for store in ("DocumentsBucket", "VectorsBucket", "DeployBucket"):
        bucket = outputs[store]
        blocked = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        assert all(blocked.values()), bucket
        rules = client.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    documents = outputs["DocumentsBucket"]
    assert client.get_bucket_versioning(Bucket=documents)["Status"] == "Enabled"
    lifecycle = {rule["ID"]: rule for rule in client.get_bucket_lifecycle_configuration(Bucket=documents)["Rules"]}
    assert lifecycle["older-versions"]["NoncurrentVersionExpiration"]["NoncurrentDays"] == 7
    (cors,) = client.get_bucket_cors(Bucket=documents)["CORSRules"]
    assert cors["AllowedOrigins"] == [outputs["PageOrigins"]]


def test_accounts_ignore_case_offer_mfa_and_are_invited(target: Target, outputs: dict[str, str]) -> None:
    client, pool_id = target.client("cognito-idp"), outputs["UserPoolId"]
    pool = client.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert pool["UsernameAttributes"] == ["email"]
    assert pool["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    mfa = client.get_user_pool_mfa_config(UserPoolId=pool_id)
    assert mfa["MfaConfiguration"] == "OPTIONAL"
    assert mfa["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    invitation = pool["AdminCreateUserConfig"]
    assert invitation["AllowAdminCreateUserOnly"] is True
    message = invitation["InviteMessageTemplate"]["EmailMessage"]
    assert "{username}" in message
    assert "{####}" in message
    assert outputs["PageOrigins"] in message
    page = client.describe_user_pool_client(UserPoolId=pool_id, ClientId=outputs["UserPoolClientId"])["UserPoolClient"]
    assert "ClientSecret" not in page
    assert page["PreventUserExistenceErrors"] == "ENABLED"


def test_every_alarm_tells_the_topic_which_has_no_key(target: Target, outputs: dict[str, str]) -> None:
    sns = target.client("sns")
    (topic,) = [each["TopicArn"] for each in sns.list_topics()["Topics"]]
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert not attributes.get("KmsMasterKeyId"), "CloudWatch may not use SNS's own key"
    (statement,) = json.loads(attributes["Policy"])["Statement"]
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Resource"] == topic
    (subscribed,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert (subscribed["Protocol"], subscribed["Endpoint"]) == ("email", "ops@example.org")
    found = {each["AlarmName"]: each for each in target.client("cloudwatch").describe_alarms()["MetricAlarms"]}
    assert found.keys() == set(stack.names_of("AlarmName", STAGE))
    for name, alarm in found.items():
        assert alarm["AlarmActions"] == [topic], name


def test_images_are_kept_and_never_overwritten(target: Target, outputs: dict[str, str]) -> None:
    client, name = target.client("ecr"), f"grail-{STAGE}"
    (repository,) = client.describe_repositories(repositoryNames=[name])["repositories"]
    assert repository["imageTagMutability"] == "IMMUTABLE"
    (rule,) = json.loads(client.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"])["rules"]
    assert rule["selection"]["countNumber"] == 30


def test_a_second_deploy_changes_code_and_settings_alone(
    target: Target, outputs: dict[str, str], functions: dict[str, Json]
) -> None:
    client = target.client("lambda")
    for function in functions.values():
        client.tag_resource(Resource=function["Configuration"]["FunctionArn"], Tags={"cost-centre": "1234"})
    tag = {"imageTag": image.tag("arm64")}
    target.client("ecr").batch_delete_image(repositoryName=f"grail-{STAGE}", imageIds=[tag])
    _push(target, "b")
    # Settings and not parameters: moto updates hardly any type of its own.
    again = Target(STAGE, target.chosen, {"PARALLEL_ANSWERS": "3"})
    assert deploy.backend(again, _chosen(again)) == outputs
    now = _functions(target)
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
    deploy.backend(target, _chosen(target))
    assert not [name for name, each in _functions(target).items() if each.get("Concurrency")]
    (mapping,) = client.list_event_source_mappings()["EventSourceMappings"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 3}


def test_destroy_asks_first_and_leaves_nothing(target: Target, outputs: dict[str, str]) -> None:
    target.client("s3").put_object(Bucket=outputs["DocumentsBucket"], Key="files/a/b", Body=b"text")
    command = [sys.executable, "-m", "cloud.aws.destroy", STAGE, "--data", "delete"]
    refused = run_tool(*command)
    assert refused.returncode == 1
    assert f"CONFIRM={STAGE}" in refused.stderr
    assert len(_functions(target)) == len(HANDLERS)
    done = run_tool(*command, "--confirm", STAGE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing" in done.stderr
    assert remains.find(target) == []
    assert target.client("iam").list_roles()["Roles"] == []
    assert target.client("codebuild").list_projects()["projects"] == []
