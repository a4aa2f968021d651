"""deployer-policy.json holds all that a deploy calls and nothing on what is not a stage's; roles stay bounded."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cfnlint

from cloud import PROJECT
from cloud.aws.checks import permissions
from cloud.chalice.project import policies
from cloud.stack import stack, template_yaml
from tests.deploy.policies import ACCOUNT, REGION, Policy, action, of_stage, operations, resources
from tests.deploy.test_policy import NAMES, RERANKING

DEPLOYER = Policy(PROJECT / "cloud" / "stack" / "deployer-policy.json")
BOUNDARY = Policy(PROJECT / "cloud" / "stack" / "boundary-policy.json")
# Longest inline policy of a role, in characters without spaces; a managed policy may have 6,144.
INLINE, MANAGED = 10_240, 6_144
# Services whose client a file of cloud/ is given without a type that names the service.
UNTYPED = {"adopt.py": ["cloudformation"]}
# What AWS lists for a kind of resource but does only for properties that no stage has.
NOT_OURS = re.compile(
    r"(kms|kinesis|s3tables|codecommit|route53|firehose):|:(Put|Get|Create|Delete|Enable|Disable|Describe|Update|Associate)"
    r"?\w*(Kinesis|Replica|Import|ContributorInsights|ResourcePolicy|DataProtection|IndexPolic|BearerToken|LogDelivery|"
    r"Metadata\w*Table|PublishVersion|RuntimeAlias|CodeSigning|FunctionUrl|Recursion|RuntimeManagement|ProvisionedConcurrency|ScalingConfig|CapacityProvider)"
    r"|:(PutItem|UpdateItem|DeleteItem|BatchWriteItem|REST\.PUT\.OBJECT|CreateServiceLinkedRole|GetObjectMetadata)$"
    r"|:DeleteRolePermissionsBoundary$|logs:(CreateLogStream|PutLogEvents|AssociateKmsKey|DisassociateKmsKey|"
    r"PutLogGroupDeletionProtection)$|cognito-idp:AddCustomAttributes$|(ec2|elasticfilesystem|s3files|s3express|cloudfront):"
)


def test_every_call_of_a_deploy_and_a_deletion_is_allowed(recorded: Path) -> None:
    calls = {action(*call) for call in json.loads((recorded / "operations.json").read_text())}
    assert len(calls) > 30
    calls -= {"iam:CreatePolicy", "iam:ListRoleTags"}  # The recording's own: an administrator's, and a look at tags.
    calls -= {"sts:GetCallerIdentity"}  # Nobody needs a permission for it.
    assert sorted(call for call in calls if not of_stage(DEPLOYER, call)) == []


def test_every_role_that_chalice_makes_is_bounded(recorded: Path) -> None:
    roles = json.loads((recorded / "roles.json").read_text())
    assert len(roles) == 8
    assert {role["PermissionsBoundary"] for role in roles} == {"arn:aws:iam::123456789012:policy/grail-boundary"}


def test_every_call_in_the_code_of_the_commands_is_allowed() -> None:
    calls = set(_calls_in_code())
    assert len(calls) > 50
    assert {"s3:ListBucketVersions", "cloudformation:ContinueUpdateRollback", "amplify:StartDeployment"} <= calls
    calls -= {"sts:GetCallerIdentity", "cognito-idp:InitiateAuth"}  # Nobody needs a permission for them.
    assert sorted(call for call in calls if not of_stage(DEPLOYER, call)) == []


def _calls_in_code() -> Iterator[str]:
    commands = [path for part in ("stack", "chalice", "aws") for path in (PROJECT / "cloud" / part).rglob("*.py")]
    for file in commands:
        code = file.read_text()
        services = re.findall(r'client\((?:target, )?"([\w-]+)"', code) + UNTYPED.get(file.name, [])
        services += [name.replace("_", "-") for name in re.findall(r"from mypy_boto3_(\w+)\.client", code)]
        patterns = (r"\.(\w+)\(", r'get_paginator\("(\w+)"\)', r'"[\w-]+", "(\w+)", "\w+"')
        flat = {name for pattern in patterns for name in re.findall(pattern, code)}
        for service in dict.fromkeys(services):
            known = operations(service)
            yield from (known[name][0] for name in flat & known.keys())


def test_all_calls_of_cloudformation_are_allowed() -> None:
    """AWS publishes with each kind of resource what CloudFormation calls to make, change and delete it."""
    kinds = {resource["Type"] for resource in template_yaml.load(stack.TEMPLATE.read_text())["Resources"].values()}
    needed = dict(_handlers(kinds))
    assert needed.keys() == kinds - {"AWS::CodeBuild::Project"}, "for which nothing is published"
    missing = {
        kind: sorted(one for one in needed[kind] if not NOT_OURS.search(one) and not of_stage(DEPLOYER, one))
        for kind in needed
    }
    assert {kind: actions for kind, actions in missing.items() if actions} == {}


def _handlers(kinds: set[str]) -> Iterator[tuple[str, set[str]]]:
    folder = Path(cfnlint.__file__).parent / "data" / "schemas" / "resources"
    for file in folder.glob("*.json"):
        schema = json.loads(file.read_text())
        if schema.get("typeName") in kinds and "handlers" in schema:
            handlers = [schema["handlers"].get(kind, {}) for kind in ("create", "read", "update", "delete")]
            yield schema["typeName"], {one for handler in handlers for one in handler.get("permissions", [])}


def test_nothing_of_another_name_may_be_touched() -> None:
    looks = {"Look", "AskWhatOneMay", "CallModels", "SubscribeToModels", "WhatStartsFunctions"}
    seen = {permission for sid, permission in DEPLOYER.actions() if sid in looks}
    tried = 0
    for sid, permission in DEPLOYER.actions():
        service = permission.split(":")[0]
        if sid in looks or sid == "MailBySes" or permission in seen or service not in resources("x"):
            continue
        for name in ("other", "my-grail-dev", "grai"):
            for resource in resources(name)[service]:
                tried += 1
                concrete = permission.replace("*", "Thing")
                keys = {"iam__PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/grail-boundary"}
                keys["iam__PassedToService"] = "lambda.amazonaws.com"
                assert not DEPLOYER.allows(concrete, resource, **keys), (permission, resource)
    assert tried > 300


def test_what_only_looks_changes_nothing() -> None:
    for sid, permission in DEPLOYER.actions():
        if sid in ("Look", "AskWhatOneMay"):
            verb = permission.split(":")[1]
            assert verb.startswith(("Get", "List", "Describe", "View", "Simulate")), permission


def test_only_bounded_roles_for_lambda_and_codebuild_are_allowed() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/grail-dev-answer"
    bounded = {"iam__PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/grail-boundary"}
    for permission in ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"):
        assert DEPLOYER.allows(permission, role, **bounded)
        assert not DEPLOYER.allows(permission, role)
        assert not DEPLOYER.allows(permission, role, iam__PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/other")
    assert not DEPLOYER.allows("iam:DeleteRolePermissionsBoundary", role, **bounded)
    assert DEPLOYER.allows("iam:PassRole", role, iam__PassedToService="lambda.amazonaws.com")
    assert not DEPLOYER.allows("iam:PassRole", role, iam__PassedToService="ec2.amazonaws.com")
    own = f"arn:aws:iam::{ACCOUNT}:policy/grail-boundary"
    assert not any(DEPLOYER.allows(f"iam:{verb}", own) for verb in ("CreatePolicyVersion", "DeletePolicy"))


def test_cognito_may_get_its_role_for_mail_and_no_other_service() -> None:
    folder = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role"
    for service, allowed in (("email.cognito-idp.amazonaws.com", True), ("ecs.amazonaws.com", False)):
        role = f"{folder}/{service}/Role"
        assert DEPLOYER.allows("iam:CreateServiceLinkedRole", role, iam__AWSServiceName=service) is allowed


def test_user_pools_of_others_may_not_be_touched() -> None:
    pool = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_a"
    tagged = {"aws__ResourceTag/grail-stage": "dev"}
    assert DEPLOYER.allows("cognito-idp:DeleteUserPool", pool, **tagged)
    assert not DEPLOYER.allows("cognito-idp:DeleteUserPool", pool)


def test_mappings_of_other_functions_may_not_be_made() -> None:
    for name, allowed in (("grail-dev-embed", True), ("other", False)):
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
        assert DEPLOYER.allows("lambda:CreateEventSourceMapping", "*", lambda__FunctionArn=arn) is allowed


def test_the_boundary_leaves_functions_and_build_their_rights() -> None:
    more = RERANKING | {"Guardrails": ["arn:aws:bedrock:eu-west-1:111122223333:guardrail/g"]}
    for document in policies(NAMES | more).values():
        for statement in document["Statement"]:
            for permission in statement["Action"]:
                for resource in statement["Resource"]:
                    tagged = {"aws__ResourceTag/grail-stage": "dev"}  # By their tag user pools are told from others.
                    assert BOUNDARY.allows(permission, resource, **tagged), (permission, resource)
    for permission in _actions_of_stack_roles():
        assert of_stage(BOUNDARY, permission), permission


def _actions_of_stack_roles() -> Iterator[str]:
    for resource in template_yaml.load(stack.TEMPLATE.read_text())["Resources"].values():
        if resource["Type"] == "AWS::IAM::Role":
            assert "PermissionsBoundary" in resource["Properties"]
            for policy in resource["Properties"]["Policies"]:
                for statement in policy["PolicyDocument"]["Statement"]:
                    actions: Any = statement["Action"]
                    yield from [actions] if isinstance(actions, str) else actions


def test_the_boundary_lets_nobody_gain_rights() -> None:
    for permission in (
        "iam:CreateUser",
        "iam:PassRole",
        "sts:AssumeRole",
        "s3:PutBucketPolicy",
        "lambda:UpdateFunctionCode",
    ):
        assert not of_stage(BOUNDARY, permission)
    assert not BOUNDARY.allows("s3:GetObject", "arn:aws:s3:::other/key")


def test_the_policies_are_short_enough_for_iam() -> None:
    assert len(json.dumps(DEPLOYER.document, separators=(",", ":"))) < INLINE
    assert len(json.dumps(BOUNDARY.document, separators=(",", ":"))) < MANAGED


def test_the_trust_of_github_has_both_conditions() -> None:
    trust = json.loads((PROJECT / "cloud" / "stack" / "github-trust-policy.json").read_text())
    (statement,) = trust["Statement"]
    host = "token.actions.githubusercontent.com"
    assert statement["Condition"]["StringEquals"].keys() == {f"{host}:aud", f"{host}:sub"}
    assert statement["Condition"]["StringEquals"][f"{host}:aud"] == "sts.amazonaws.com"


def test_the_simulated_actions_are_those_of_their_statements() -> None:
    sids = {statement["Sid"] for statement in DEPLOYER.document["Statement"]}
    assert permissions.ACTIONS.keys() <= sids
    for sid, actions in permissions.ACTIONS.items():
        patterns = [pattern for name, pattern in DEPLOYER.actions() if name == sid]
        for one in actions:
            assert any(re.fullmatch(pattern.replace("*", ".*"), one) for pattern in patterns), (sid, one)
