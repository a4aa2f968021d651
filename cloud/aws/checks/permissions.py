"""Whether whoever deploys may do what cloud/stack/deployer-policy.json allows, as IAM's policy simulator says."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cloud.aws.checks.finding import Finding
from cloud.stack.stack import TEMPLATE
from cloud.stack.target import Target

POLICY = TEMPLATE.with_name("deployer-policy.json")
# One action of each statement that stands for the others: the simulator takes no patterns, and a right is mostly
# missing with all its neighbours.
ACTIONS = {
    "Look": ["s3:ListAllMyBuckets", "lambda:ListFunctions", "lambda:GetAccountSettings"],
    "CallModels": ["bedrock:InvokeModel"],
    "Stack": ["cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:DeleteStack"],
    "Buckets": ["s3:CreateBucket", "s3:PutBucketPolicy", "s3:PutLifecycleConfiguration"],
    "Tables": ["dynamodb:CreateTable", "dynamodb:UpdateContinuousBackups"],
    "Queues": ["sqs:CreateQueue", "sqs:SetQueueAttributes"],
    "Functions": ["lambda:CreateFunction", "lambda:TagResource", "lambda:PutFunctionEventInvokeConfig"],
    "WhatStartsFunctions": ["lambda:CreateEventSourceMapping"],
    "Rules": ["events:PutRule", "events:PutTargets"],
    "RolesWithinTheBoundary": ["iam:CreateRole", "iam:PutRolePolicy"],
    "Roles": ["iam:DeleteRole"],
    "GiveRolesToServices": ["iam:PassRole"],
    "NewUserPools": ["cognito-idp:CreateUserPool"],
    "UserPools": ["cognito-idp:AdminCreateUser", "cognito-idp:CreateUserPoolClient"],
    "InterfacesWhichHaveNoNames": ["apigateway:POST", "apigateway:PUT"],
    "PagesWhichHaveNoNames": ["amplify:CreateApp", "amplify:StartDeployment"],
    "Images": ["ecr:CreateRepository", "ecr:PutImage"],
    "Builds": ["codebuild:CreateProject", "codebuild:StartBuild"],
    "Logs": ["logs:CreateLogGroup", "logs:PutMetricFilter"],
    "Alarms": ["cloudwatch:PutMetricAlarm", "cloudwatch:PutDashboard"],
    "Topics": ["sns:CreateTopic", "sns:Subscribe"],
}
SESSION = re.compile(r"arn:[\w-]+:sts::(?P<account>\d+):assumed-role/(?P<role>[^/]+)/.+")


def check(target: Target, policy: Path = POLICY) -> Finding:
    """A refusal that names the actions which are denied. Raises ClientError where the simulator may not be asked."""
    principal = _principal(target)
    if principal.endswith(":root"):
        return Finding("warning", "You are the account's root user, who may do anything. Deploy as a role instead.")
    denied = [
        action for statement in _statements(policy) for action in _denied(target, principal, statement, _names(target))
    ]
    if denied:
        return Finding(
            "refused",
            f"{principal} may not {', '.join(denied)}. Have the policy cloud/stack/deployer-policy.json attached to it "
            "(docs/operations.md, Who may deploy).",
        )
    return Finding("ok", f"{principal} may do what a deploy needs, as far as IAM's simulator knows.")


def _principal(target: Target) -> str:
    """The user or role behind the credentials, as IAM names it."""
    caller = str(target.client("sts").get_caller_identity()["Arn"])
    session = SESSION.fullmatch(caller)
    if session is None:
        return caller
    return str(target.client("iam").get_role(RoleName=session["role"])["Role"]["Arn"])  # It may have a path.


def _statements(policy: Path) -> Iterator[Mapping[str, Any]]:
    yield from (statement for statement in json.loads(policy.read_text())["Statement"] if statement["Sid"] in ACTIONS)


def _names(target: Target) -> dict[str, str]:
    return {"partition": target.partition, "region": target.region, "account": target.account, "stage": target.stage}


def _denied(target: Target, principal: str, statement: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
    answer = target.client("iam").simulate_principal_policy(
        PolicySourceArn=principal,
        ActionNames=ACTIONS[statement["Sid"]],
        ResourceArns=[example(resources[0], names)],
        ContextEntries=list(_context(statement.get("Condition", {}), names)),
    )
    for result in answer["EvaluationResults"]:
        if result["EvalDecision"] != "allowed" and not result.get("MissingContextValues"):
            yield result["EvalActionName"]


def example(pattern: str, names: Mapping[str, str]) -> str:
    """A resource of the stage that a pattern of the policy stands for."""
    if pattern == "*":
        return pattern
    kind = pattern.split(":")
    kind[1] = names["partition"]
    kind[3] = kind[3] and names["region"]
    kind[4] = kind[4] and names["account"]
    return ":".join(kind).replace("grail-*", f"grail-{names['stage']}").replace("*", "x")


def _context(conditions: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What a real call would bring along for a statement's conditions."""
    for comparisons in conditions.values():
        for key, allowed_values in comparisons.items():
            value = allowed_values[0] if isinstance(allowed_values, list) else allowed_values
            value = names["account"] if value == "${aws:PrincipalAccount}" else value
            value = example(value, names) if value.startswith("arn:") else value.replace("*", names["stage"])
            yield {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
