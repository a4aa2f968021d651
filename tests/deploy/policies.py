"""IAM policies under test: evaluated as the laptop cloud does, on resources of a stage and on those of others."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
from botocore import xform_name
from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

ACCOUNT, REGION = "111122223333", "eu-west-1"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/grail-boundary"
# What a call needs whose name is not its permission's. API Gateway's are HTTP's verbs.
ACTIONS = {
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:DeleteObjects": "s3:DeleteObject",
    "s3:HeadObject": "s3:GetObject",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3:PutBucketNotificationConfiguration": "s3:PutBucketNotification",
    "lambda:Invoke": "lambda:InvokeFunction",
    "bedrock:Converse": "bedrock:InvokeModel",
    "bedrock:ConverseStream": "bedrock:InvokeModelWithResponseStream",
    "budgets:DescribeBudgets": "budgets:ViewBudget",
}
SERVICES = {"monitoring": "cloudwatch"}  # Where a service signs by another name than its permissions have.


def action(service: str, operation: str, method: str) -> str:
    """The permission that a call needs."""
    prefix = SERVICES.get(service, service)
    if prefix == "apigateway":
        return f"apigateway:{method}"
    return ACTIONS.get(f"{prefix}:{operation}", f"{prefix}:{operation}")


def operations(service: str) -> dict[str, tuple[str, str]]:
    """Permission and HTTP method of each of a client's calls, by the name of its Python method."""
    model = boto3.client(service, region_name=REGION).meta.service_model  # type: ignore[call-overload]
    return {
        xform_name(name): (action(model.signing_name, name, model.operation_model(name).http["method"]), name)
        for name in model.operation_names
    }


def resources(name: str) -> dict[str, list[str]]:
    """Resources of one name, by the service that has them; services that give ids of their own are left out."""

    def arn(service: str, rest: str, region: str = REGION, account: str = ACCOUNT) -> str:
        return f"arn:aws:{service}:{region}:{account}:{rest}"

    return {
        "cloudformation": [arn("cloudformation", f"stack/{name}/1")],
        "s3": [arn("s3", name, "", ""), arn("s3", f"{name}/key", "", "")],
        "dynamodb": [arn("dynamodb", f"table/{name}")],
        "sqs": [arn("sqs", name)],
        "lambda": [arn("lambda", f"function:{name}")],
        "events": [arn("events", f"rule/{name}")],
        "iam": [arn("iam", f"role/{name}", "")],
        "ecr": [arn("ecr", f"repository/{name}")],
        "codebuild": [arn("codebuild", f"project/{name}")],
        "logs": [arn("logs", f"log-group:/aws/lambda/{name}"), arn("logs", f"log-group:/aws/codebuild/{name}")],
        "cloudwatch": [arn("cloudwatch", f"alarm:{name}"), arn("cloudwatch", f"dashboard/{name}", "")],
        "sns": [arn("sns", name)],
        "budgets": [arn("budgets", f"budget/{name}", "")],
    }


UNNAMED = {
    "apigateway": [
        f"arn:aws:apigateway:{REGION}::/{path}" for path in ("restapis", "apis/a1/routes", "domainnames/d1/apimappings")
    ],
    "amplify": [f"arn:aws:amplify:{REGION}:{ACCOUNT}:apps/d1/branches/main"],
    "cognito-idp": [f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_a"],
    "bedrock": [f"arn:aws:bedrock:{REGION}::foundation-model/m"],
}


class Policy:
    """One policy document."""

    def __init__(self, file: Path) -> None:
        text = file.read_text().replace("${aws:PrincipalAccount}", ACCOUNT)  # The evaluator knows no variables.
        self.document: dict[str, Any] = json.loads(text)
        self._statements = [parse_policy_document(self.document)]

    def allows(self, permission: str, resource: str, **context: str) -> bool:
        """`context` holds keys of conditions, with `__` for the colon."""
        keys = {key.replace("__", ":").lower(): value for key, value in context.items()}
        asked = EvalContext(
            principal_arn=f"arn:aws:iam::{ACCOUNT}:role/deploy",
            principal_type="AssumedRole",
            principal_account=ACCOUNT,
            action=permission,
            resource_arn=resource,
            region=REGION,
            service_context=keys,
        )
        return bool(evaluate(asked, self._statements).decision == "Allow")

    def actions(self) -> Iterator[tuple[str, str]]:
        """Each statement's name with each of its actions."""
        for statement in self.document["Statement"]:
            actions = statement["Action"]
            for action in [actions] if isinstance(actions, str) else actions:
                yield statement["Sid"], action


def of_stage(policy: Policy, permission: str, name: str = "grail-dev") -> bool:
    """Whether a stage may be done this to: to a resource of its name, or to all where a call knows no resource."""
    service = permission.split(":")[0]
    candidates = [*resources(name).get(service, []), *UNNAMED.get(service, []), "*"]
    keys = {
        "lambda__FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}",
        "iam__PermissionsBoundary": BOUNDARY,
        "iam__PassedToService": "lambda.amazonaws.com",
        **{f"aws__{kind}Tag/grail-stage": "dev" for kind in ("Request", "Resource")},
    }
    return any(policy.allows(permission, resource, **keys) for resource in candidates)
