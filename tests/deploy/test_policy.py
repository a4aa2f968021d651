"""What the functions may do: names of the stage alone, and nothing that no code asks for.

That it is enough is shown by tests/integration/test_deploy.py, where the laptop cloud enforces it.
"""

import re

from infra.functions import model_arns
from infra.project import policy
from infra.target import PROJECT

NAMES = {
    "Stage": "x",
    "Region": "eu-west-1",
    "Account": "111122223333",
    "Partition": "aws",
    "Models": ["arn:aws:bedrock:eu-west-1::foundation-model/m"],
    "Reranking": [],
    "SocketApiId": "socket-x",
    **{name: f"grail-x-{name.lower()}" for name in ("DocumentsBucket", "VectorsBucket")},
    **{f"{name}Table": f"grail-x-{name.lower()}" for name in (
        "Documents", "Connections", "Tickets", "Conversations", "Messages", "Usage", "Edge"
    )},
}  # fmt: skip

# How code asks for each action: a call of boto3, or the part of AWS that makes it for a function.
ASKED_BY = {
    "s3:GetObject": r"\.get_object\(",
    "s3:PutObject": r"\.put_object\(",
    "s3:DeleteObject": r"\.delete_objects?\(",
    "s3:ListBucket": r"list_objects_v2",
    "s3:AbortMultipartUpload": r"lancedb\.connect\(",  # LanceDB writes large files in parts.
    "dynamodb:GetItem": r"\.get_item\(",
    "dynamodb:BatchGetItem": r"batch_get_item\(",
    "dynamodb:PutItem": r"\.put_item\(",
    "dynamodb:UpdateItem": r"\.update_item\(",
    "dynamodb:DeleteItem": r"\.delete_item\(",
    "dynamodb:BatchWriteItem": r"batch_writer\(",
    "dynamodb:ConditionCheckItem": r"transact_write_items\(",
    "dynamodb:Query": r"\.query\(",
    "dynamodb:Scan": r"scan_all\(",
    "execute-api:ManageConnections": r"post_to_connection\(",
    "sqs:SendMessage": r"send_message\(",
    "sqs:ReceiveMessage": r"on_sqs_message\(",
    "sqs:DeleteMessage": r"on_sqs_message\(",
    "sqs:GetQueueAttributes": r"on_sqs_message\(",
    "lambda:InvokeFunction": r"\.invoke\(",
    "bedrock:InvokeModel": r"invoke_model\(",
    "bedrock:InvokeModelWithResponseStream": r"converse_stream\(",
    "bedrock:Rerank": r"\.rerank\(",
    "xray:PutTraceSegments": r"Chalice\(",  # Lambda itself, for every call that it traces.
    "xray:PutTelemetryRecords": r"Chalice\(",
    "logs:CreateLogStream": r"logging",
    "logs:PutLogEvents": r"logging",
}


def test_it_names_the_stage_alone() -> None:
    for statement in policy(NAMES)["Statement"]:
        if statement["Sid"] == "Traces":  # They know no resources.
            continue
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        for resource in resources:
            assert "grail-x" in resource or "socket-x" in resource or resource in NAMES["Models"], resource


def test_it_allows_no_action_by_a_star_and_none_that_no_code_asks_for() -> None:
    code = "".join(path.read_text() for path in [PROJECT / "app.py", *(PROJECT / "chalicelib").rglob("*.py")])
    statements = policy({**NAMES, "Reranking": ["*"]})["Statement"]
    actions = {
        action
        for statement in statements
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    assert actions == ASKED_BY.keys()
    for action in actions:
        assert re.search(ASKED_BY[action], code), action


def test_only_where_there_is_a_reranking_model_may_it_be_called() -> None:
    assert not [each for each in policy(NAMES)["Statement"] if each["Sid"] == "Reranking"]


def test_a_model_of_several_regions_is_its_profile_and_itself_anywhere() -> None:
    assert model_arns("us.anthropic.claude-x", "aws", "us-east-1", "1") == [
        "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-x",
        "arn:aws:bedrock:*::foundation-model/anthropic.claude-x",
    ]
    assert model_arns("amazon.titan", "aws", "us-east-1", "1") == [
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan"
    ]
