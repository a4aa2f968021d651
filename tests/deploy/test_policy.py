"""What each function may do: names of the stage alone, and nothing that no code asks for.

That it is enough for each function, and not more than it asks for, is shown by tests/integration/test_deploy.py, where
the laptop cloud enforces it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.bedrock.model_ids import parse_model_id
from cloud import PROJECT
from cloud.chalice import functions, source_buckets
from cloud.chalice.project import policies
from cloud.stack.target import Target

NAMES: dict[str, Any] = {
    "Stage": "x",
    "Region": "eu-west-1",
    "Account": "111122223333",
    "Partition": "aws",
    "EmbeddingModels": ["arn:aws:bedrock:eu-west-1::foundation-model/e"],
    "ChatModels": ["arn:aws:bedrock:eu-west-1::foundation-model/c"],
    "RerankModels": [],
    "OcrModels": [],
    "OcrGuardrails": [],
    "Reranking": [],
    "Guardrails": [],
    **source_buckets.names({}, "aws", ""),
    "SocketApiId": "socket-x",
    "UserPoolId": "eu-west-1_x",
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
    "s3:DeleteObjectVersion": r'"VersionId"',
    "s3:ListBucket": r"list_objects_v2",
    "s3:ListBucketVersions": r"list_object_versions",
    "s3:ListBucketMultipartUploads": r"list_multipart_uploads",
    "s3:AbortMultipartUpload": r"lancedb\.connect\(",  # LanceDB writes large files in parts.
    "dynamodb:GetItem": r"\.get_item\(",
    "dynamodb:BatchGetItem": r"batch_get_item\(",
    "dynamodb:ConditionCheckItem": r'"ConditionCheck"',
    "dynamodb:PutItem": r"\.put_item\(",
    "dynamodb:UpdateItem": r"\.update_item\(",
    "dynamodb:DeleteItem": r"\.delete_item\(",
    "dynamodb:BatchWriteItem": r"batch_writer\(",
    "dynamodb:Query": r"\.query\(",
    "dynamodb:Scan": r"scan_all\(",
    "execute-api:ManageConnections": r"post_to_connection\(",
    "sqs:SendMessage": r"send_message\(",
    "sqs:ReceiveMessage": r"on_sqs_message\(",
    "sqs:DeleteMessage": r"on_sqs_message\(",
    "sqs:GetQueueAttributes": r"\.get_queue_attributes\(",
    "lambda:InvokeFunction": r"\.invoke\(",
    "bedrock:InvokeModel": r"invoke_model\(",
    "bedrock:InvokeModelWithResponseStream": r"converse_stream\(",
    "bedrock:Rerank": r"\.rerank\(",
    "bedrock:ApplyGuardrail": r"guardrailConfig",
    "cognito-idp:AdminListGroupsForUser": r"\.admin_list_groups_for_user\(",
    "cognito-idp:AdminGetUser": r"\.admin_get_user\(",
    "cognito-idp:ListUsers": r"\.list_users\(",
    "cognito-idp:AdminDeleteUser": r"\.admin_delete_user\(",
    "sts:AssumeRole": r"\.assume_role\(",
    "xray:PutTraceSegments": r"Chalice\(",  # Lambda itself, for every call that it traces.
    "xray:PutTelemetryRecords": r"Chalice\(",
    "logs:CreateLogStream": r"logging",
    "logs:PutLogEvents": r"logging",
}


FUNCTIONS = json.loads((PROJECT / ".chalice" / "config.json").read_text())["lambda_functions"]
GUARDED = {"Guardrails": ["arn:aws:bedrock:eu-west-1:111122223333:guardrail/g"]}
POOL = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_x"
ROLE = "arn:aws:iam::444455556666:role/reads-law"
BUCKETS = source_buckets.names({"SourceBuckets": f"company,team/a b/law={ROLE}, team/hr/"}, "aws", POOL)
RERANKING = {"RerankModels": ["arn:aws:bedrock:eu-west-1::foundation-model/r"], "Reranking": ["*"]}


def statements(**more: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for function, document in policies(NAMES | more).items():
        for statement in document["Statement"]:
            yield function, statement


def test_every_function_has_its_own() -> None:
    assert policies(NAMES).keys() == FUNCTIONS.keys()
    assert len({json.dumps(document) for document in policies(NAMES).values()}) == len(FUNCTIONS)


def test_they_name_the_stage_alone() -> None:
    models = [*NAMES["EmbeddingModels"], *NAMES["ChatModels"]]
    for _, statement in statements():
        if statement["Sid"] == "Traces":  # They know no resources.
            continue
        for resource in statement["Resource"]:
            assert any(name in resource for name in ("grail-x", "socket-x", "_x")) or resource in models, resource


def test_each_may_write_its_own_log_alone() -> None:
    logs = {function: statement["Resource"] for function, statement in statements() if statement["Sid"] == "Logs"}
    group = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/grail-x"
    assert logs["api_handler"] == [f"{group}:*"]
    assert logs["answer"] == [f"{group}-answer:*"]


def test_policies_allow_no_star_and_no_action_without_code() -> None:
    code = "".join(path.read_text() for path in [PROJECT / "app.py", *(PROJECT / "chalicelib").rglob("*.py")])
    actions = {
        action for _, statement in statements(**RERANKING, **GUARDED, **BUCKETS) for action in statement["Action"]
    }
    assert actions == ASKED_BY.keys()
    for action in actions:
        assert re.search(ASKED_BY[action], code), action


def test_only_where_there_is_a_reranking_model_may_it_be_called() -> None:
    assert not [statement for _, statement in statements() if statement["Sid"] in RERANKING]
    assert {function for function, statement in statements(**RERANKING) if statement["Sid"] in RERANKING} == {
        "api_handler",
        "answer",
    }


def test_the_answer_alone_may_apply_the_guardrail() -> None:
    assert not [statement for _, statement in statements() if statement["Sid"] == "Guardrails"]
    found = [
        (function, statement["Resource"])
        for function, statement in statements(**GUARDED)
        if statement["Sid"] == "Guardrails"
    ]
    assert found == [("answer", GUARDED["Guardrails"])]


def test_only_folders_that_are_named_may_be_read() -> None:
    assert not [statement for _, statement in statements() if statement["Sid"].startswith("Source")]
    made = [(function, allowed) for function, allowed in statements(**BUCKETS) if allowed["Sid"].startswith("Source")]
    assert {function for function, _ in made} == {"embed"}
    objects, names, roles, admins = (statement for _, statement in made)
    assert objects["Resource"] == ["arn:aws:s3:::company/*", "arn:aws:s3:::team/hr/*"]
    assert (objects["Action"], names["Action"]) == (["s3:GetObject"], ["s3:ListBucket"])
    assert names["Resource"] == ["arn:aws:s3:::company", "arn:aws:s3:::team"]
    assert names["Condition"] == {"StringLike": {"s3:prefix": ["*", "hr/*"]}}
    assert (roles["Action"], roles["Resource"]) == (["sts:AssumeRole"], [ROLE])
    assert (admins["Action"], admins["Resource"]) == (["cognito-idp:AdminListGroupsForUser"], [POOL])
    everyone = source_buckets.names({"SourceBuckets": "company", "SourceBucketUsers": "everyone"}, "aws", POOL)
    assert (everyone["SourceAdmins"], everyone["SourceRoles"]) == ([], [])


def test_sockets_read_no_files_and_answers_write_no_passages() -> None:
    may = {
        (function, action, statement["Sid"]) for function, statement in statements() for action in statement["Action"]
    }
    assert not [
        permission
        for permission in may
        if permission[0].startswith("websocket") and permission[2] in ("Files", "Passages", "Staging")
    ]
    assert {function for function, action, sid in may if sid == "Passages" and action != "s3:GetObject"} == {"embed"}
    assert {function for function, _, sid in may if sid == "ChatModels"} == {"answer"}


def test_a_profile_needs_itself_and_its_model_in_any_region() -> None:
    anywhere = "arn:aws:bedrock:*::foundation-model/anthropic.claude-x"
    for scope in ("us", "eu", "global", "mx"):
        assert parse_model_id(f"{scope}.anthropic.claude-x").arns("aws", "us-east-1", "1") == [
            f"arn:aws:bedrock:us-east-1:1:inference-profile/{scope}.anthropic.claude-x",
            anywhere,
        ]
    assert parse_model_id("amazon.titan").arns("aws", "us-east-1", "1") == [
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan"
    ]


def test_an_application_profile_is_itself_and_its_model_anywhere() -> None:
    arn = "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2"
    known = catalogue({arn: {"model": "us.anthropic.claude-haiku-5-5"}})
    assert known.model_id(arn).arns("aws", "us-east-1", "1") == [
        arn,
        "arn:aws:bedrock:*::foundation-model/anthropic.claude-haiku-5-5",
    ]


def test_a_guardrail_is_named_by_id_or_arn() -> None:
    target = Target("x")
    target.__dict__.update(account="1", partition="aws", region="eu-west-1")
    outputs = {"EmbeddingModel": "e", "ChatModels": "us.c.d", "FallbackModel": "us.c.f"}
    arn = "arn:aws:bedrock:eu-west-1:1:guardrail/g1"
    for guardrail in ("g1", arn):
        names = functions.policy_names(target, {**outputs, "GuardrailId": guardrail})
        assert names["Guardrails"] == [arn]
    assert functions.policy_names(target, outputs)["Guardrails"] == []
    assert "arn:aws:bedrock:*::foundation-model/c.f" in names["ChatModels"]


def test_ingestion_may_call_the_model_that_sees_pages() -> None:
    target = Target("x")
    target.__dict__.update(account="1", partition="aws", region="eu-west-1")
    outputs = {"EmbeddingModel": "e", "ChatModels": "us.c.d", "GuardrailId": "g1"}
    guardrail = ["arn:aws:bedrock:eu-west-1:1:guardrail/g1"]
    names = functions.policy_names(target, {**outputs, "OcrModel": "us.c.f"})
    assert "arn:aws:bedrock:*::foundation-model/c.f" in names["OcrModels"]
    assert names["OcrGuardrails"] == guardrail
    without = functions.policy_names(target, outputs)
    assert (without["OcrModels"], without["OcrGuardrails"]) == ([], [])


def test_a_profile_that_is_no_longer_described_is_itself() -> None:
    arn = "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2"
    target = Target("x")
    target.__dict__.update(account="1", partition="aws", region="us-east-1")
    names = functions.policy_names(target, {"EmbeddingModel": "e", "ChatModels": "c"}, also=[arn])
    assert arn in names["EmbeddingModels"]
