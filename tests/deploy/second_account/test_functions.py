"""The stage's functions, and what starts them."""

import json

from cloud.stack.target import Target
from tests.deploy.second_account.stage import HANDLERS, REGION, STAGE, Json

RESERVED = {"grail-second": 50, "grail-second-embed": 10, "grail-second-answer": 50, "grail-second-upkeep": 2}


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
    found = {name: function["Concurrency"] for name, function in functions.items() if "Concurrency" in function}
    assert found == {name: {"ReservedConcurrentExecutions": number} for name, number in RESERVED.items()}
    assert all(function["Tags"]["grail-stage"] == STAGE for function in functions.values())


def test_functions_know_no_laptop(functions: dict[str, Json]) -> None:
    """The endpoint of this account is the deployer's own affair."""
    for function in functions.values():
        variables = function["Configuration"]["Environment"]["Variables"]
        assert not {name for name in variables if name.startswith(("AWS_", "AUTH_", "JWKS_"))}
        assert f".execute-api.{REGION}.amazonaws.com/api" in variables["WEBSOCKET_URL"]


def test_second_worker_does_not_make_an_answer_again(target: Target, functions: dict[str, Json]) -> None:
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
