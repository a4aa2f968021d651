"""The CloudFormation stack of a stage: made or brought up to date, and its outputs as settings."""

import logging
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from cloud.stack import deploy_bucket, template_yaml

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.client import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef, StackTypeDef, TagTypeDef

log = logging.getLogger("cloud")

TEMPLATE = Path(__file__).with_name("template.yaml")
NO_CHANGE = "No updates are to be performed"
# What only the deploy command reads; everything else is a function's setting.
OF_DEPLOYING = frozenset(
    {
        "PageAppId",
        "RestApiId",
        "SocketApiId",
        "RestDomainTarget",
        "SocketDomainTarget",
        "DeployBucket",
        "RepositoryUri",
    }
)
# The deploy command adds these to the outputs, once DNS leads to the domains (cloud/aws/domains/api_domains.py).
ADDED = frozenset({"RestDomain", "SocketDomain"})
# A stack in one of these cannot be updated. What it holds that people stored is retained when it is deleted.
STILLBORN = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS"})
# An import that failed. The stack may hold nothing: it is deleted, what it holds is retained, and imported anew.
NOT_IMPORTED = frozenset({"IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_FAILED"})
GOOD = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})
UNCHANGED = frozenset({"UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"})
WAIT_SECONDS = 1800.0
# AWS gives some names away again only a while after their deletion: S3 of a bucket, SQS of a queue (60 seconds).
NAME_IN_USE = re.compile(
    r"OperationAborted|conflicting conditional operation|QueueDeletedRecently|must wait 60 seconds after deleting"
)
NAME_SECONDS = 600.0
NAME_PAUSE_SECONDS = 60.0


class StackError(Exception):
    """CloudFormation could not do it; the message says which resource and why."""


def apply(
    client_of: Callable[[Any], Any],
    stage: str,
    parameters: Mapping[str, str],
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, str]:
    """Make or update the stage's stack and wait for it; returns its outputs by name. Raises StackError.

    `client_of` gives boto3's client of a service in the stage's account. The stage's bucket of deploying is made first.
    A run that was broken off is waited for; a stack that was never made is cleared away, and a rollback that failed is
    continued. Names that AWS has not given away yet are waited for as well.
    """
    waited = 0.0
    while True:
        try:
            return _apply(client_of, stage, parameters)
        except StackError as error:
            if not NAME_IN_USE.search(str(error)) or waited >= NAME_SECONDS:
                raise
        log.info("  AWS has not given away a name yet that was deleted a moment ago. Trying again in a minute …")
        pause(NAME_PAUSE_SECONDS)
        waited += NAME_PAUSE_SECONDS


def _apply(client_of: Callable[[Any], Any], stage: str, parameters: Mapping[str, str]) -> dict[str, str]:
    client: CloudFormationClient = client_of("cloudformation")
    described = usable(client, stage)
    request: dict[str, Any] = {
        "StackName": stack_name(stage),
        "TemplateURL": _template_url(client_of, stage, tls=parameters.get("Cloud") != "laptop"),
        "Capabilities": ["CAPABILITY_IAM"],
        "Tags": tags(stage),
        "Parameters": as_parameters(stage, parameters),
    }
    good = GOOD if _begin(client, request, new=described is None) else GOOD | UNCHANGED
    done = settle(client, stage)
    if done is None or done["StackStatus"] not in good:
        raise StackError(reason(client, stage, done))
    return outputs_of(done)


def _template_url(client_of: Callable[[Any], Any], stage: str, *, tls: bool) -> str:
    template = template_yaml.load(TEMPLATE.read_text())
    account = client_of("sts").get_caller_identity()["Account"]
    try:
        return deploy_bucket.put_template(client_of("s3"), stage, account, template, tls=tls)
    except ClientError as error:
        raise StackError(f"The bucket {deploy_bucket.name(stage, account)} cannot be used: {error}") from error


def as_parameters(stage: str, parameters: Mapping[str, str]) -> "list[ParameterTypeDef]":
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in {"Stage": stage, **parameters}.items()]


def tags(stage: str) -> "list[TagTypeDef]":
    return [{"Key": "grail-stage", "Value": stage}]


def usable(client: "CloudFormationClient", stage: str) -> "StackTypeDef | None":
    """The stage's stack in a state that can be updated, or None if there is none. Raises StackError."""
    described = settle(client, stage)
    if described is None:
        return None
    if described["StackStatus"] in STILLBORN | NOT_IMPORTED:
        delete(client, stage)
        return None
    if described["StackStatus"] == "UPDATE_ROLLBACK_FAILED":
        log.info("  An update of the stack was not rolled back to its end. Continuing its rollback …")
        client.continue_update_rollback(StackName=stack_name(stage))
        described = settle(client, stage)
        if described is not None and described["StackStatus"] == "UPDATE_ROLLBACK_FAILED":
            raise StackError(_stuck(client, stage, described))
    return described


def _stuck(client: "CloudFormationClient", stage: str, described: "StackTypeDef") -> str:
    events = client.describe_stack_events(StackName=described["StackId"])["StackEvents"]
    failed = dict.fromkeys(
        event["LogicalResourceId"] for event in events if event.get("ResourceStatus") == "UPDATE_FAILED"
    )
    return (
        f"{reason(client, stage, described)} Put right what it names, then type the same command again. Or have the "
        f"rollback leave it out: aws cloudformation continue-update-rollback --stack-name {stack_name(stage)} "
        f"--resources-to-skip {' '.join(failed)}"
    )


def settle(client: "CloudFormationClient", stage: str) -> "StackTypeDef | None":
    """The stack once nothing is going on in it, or None if there is none."""
    until = time.monotonic() + WAIT_SECONDS
    pause = 0.1
    while (described := _describe(client, stage)) is not None and _is_busy(described["StackStatus"]):
        if time.monotonic() > until:
            raise StackError(
                f"The stack {stack_name(stage)} is still {described['StackStatus']}. Run the command again."
            )
        time.sleep(pause)
        pause = min(pause * 1.5, 5.0)
    return described


def _is_busy(status: str) -> bool:
    """A stack in review waits for a person: for a change set to be executed that was broken off."""
    return status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"


def delete(client: "CloudFormationClient", stage: str) -> None:
    """Delete the stack and wait until it is gone; what the template retains stays. Raises StackError."""
    client.delete_stack(StackName=stack_name(stage))
    left = settle(client, stage)
    if left is not None and left["StackStatus"] != "DELETE_COMPLETE":
        raise StackError(reason(client, stage, left))


def outputs(client: "CloudFormationClient", stage: str) -> dict[str, str] | None:
    """The outputs of the stage's stack, or None if there is none."""
    described = _describe(client, stage)
    return None if described is None else outputs_of(described)


def parameters(client: "CloudFormationClient", stage: str) -> dict[str, str]:
    """The parameters that the stage's stack has now; empty if there is none."""
    described = _describe(client, stage)
    entries = [] if described is None else described.get("Parameters", [])
    return {entry["ParameterKey"]: entry["ParameterValue"] for entry in entries}


def outputs_of(described: "StackTypeDef") -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}


def environment(stack_outputs: Mapping[str, str]) -> dict[str, str]:
    """Outputs as environment variables of the functions: `DocumentsBucket` becomes DOCUMENTS_BUCKET."""
    return {setting_name(name): value for name, value in stack_outputs.items() if name not in OF_DEPLOYING | ADDED}


def setting_name(output: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", output).upper()


def names_of(attribute: str, stage: str, account: str = "") -> list[str]:
    """What the template's resources are called in a stage, by the attribute that names them, such as `TableName`."""
    names: list[str] = re.findall(rf'^ +{attribute}: !Sub "([^"]+)"$', TEMPLATE.read_text(), re.M)
    return [name.replace("${Stage}", stage).replace("${AWS::AccountId}", account) for name in names]


def stack_name(stage: str) -> str:
    return f"grail-{stage}"


def _describe(client: "CloudFormationClient", stage: str) -> "StackTypeDef | None":
    try:
        described = client.describe_stacks(StackName=stack_name(stage))["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return None if described["StackStatus"] == "DELETE_COMPLETE" else described


def _begin(client: "CloudFormationClient", request: dict[str, Any], *, new: bool) -> bool:
    """Whether there was anything to do."""
    try:
        if new:
            client.create_stack(**request)
        else:
            client.update_stack(**request)
    except ClientError as error:
        if NO_CHANGE not in str(error):
            raise StackError(str(error)) from error
        return False
    return True


def reason(client: "CloudFormationClient", stage: str, described: "StackTypeDef | None") -> str:
    """What went wrong, by the newest events that say so."""
    if described is None:
        return f"The stack {stack_name(stage)} is not there."
    events = client.describe_stack_events(StackName=described["StackId"])["StackEvents"]
    faults = [
        f"{event.get('LogicalResourceId')}: {event.get('ResourceStatusReason')}"
        for event in events
        if event.get("ResourceStatus", "").endswith("_FAILED")
    ]
    reasons = "; ".join(faults[:3]) or described.get("StackStatusReason") or "no reason given"
    return f"The stack {stack_name(stage)} ended as {described['StackStatus']}: {reasons.rstrip('.')}."
