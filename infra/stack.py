"""The CloudFormation stack of a stage: made or brought up to date, and its outputs as settings."""

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.client import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

TEMPLATE = Path(__file__).with_name("template.yaml")
NO_CHANGE = "No updates are to be performed"
# What only the deploy command reads; everything else is a function's setting.
OF_DEPLOYING = frozenset({"PageAppId", "RestApiId", "SocketApiId", "DeployBucket", "RepositoryUri"})
# A stack in one of these has nothing in it and can only be deleted.
STILLBORN = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"})
GOOD = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})
WAIT_SECONDS = 1800.0


class StackError(Exception):
    """CloudFormation could not do it; the message says which resource and why."""


def apply(client: "CloudFormationClient", stage: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Make or update the stage's stack and wait for it; returns its outputs by name. Raises StackError.

    A run that was broken off is waited for, and a stack that was never made is cleared away first.
    """
    found = settle(client, stage)
    if found is not None and found["StackStatus"] in STILLBORN:
        delete(client, stage)
        found = None
    wanted: dict[str, Any] = {
        "StackName": stack_name(stage),
        "TemplateBody": TEMPLATE.read_text(),
        "Capabilities": ["CAPABILITY_IAM"],
        "Tags": [{"Key": "grail-stage", "Value": stage}],
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value} for key, value in {"Stage": stage, **parameters}.items()
        ],
    }
    good = GOOD if _begin(client, wanted, new=found is None) else GOOD | {"UPDATE_ROLLBACK_COMPLETE"}
    done = settle(client, stage)
    if done is None or done["StackStatus"] not in good:
        raise StackError(_reason(client, stage, done))
    return outputs_of(done)


def settle(client: "CloudFormationClient", stage: str) -> "StackTypeDef | None":
    """The stack once nothing is going on in it, or None if there is none."""
    until = time.monotonic() + WAIT_SECONDS
    pause = 0.1
    while (found := _describe(client, stage)) is not None and found["StackStatus"].endswith("_IN_PROGRESS"):
        if time.monotonic() > until:
            raise StackError(f"The stack {stack_name(stage)} is still {found['StackStatus']}. Run the command again.")
        time.sleep(pause)
        pause = min(pause * 1.5, 5.0)
    return found


def delete(client: "CloudFormationClient", stage: str) -> None:
    """Delete the stack and wait until it is gone; what the template retains stays. Raises StackError."""
    client.delete_stack(StackName=stack_name(stage))
    left = settle(client, stage)
    if left is not None and left["StackStatus"] != "DELETE_COMPLETE":
        raise StackError(_reason(client, stage, left))


def outputs(client: "CloudFormationClient", stage: str) -> dict[str, str] | None:
    """The outputs of the stage's stack, or None if there is none."""
    found = _describe(client, stage)
    return None if found is None else outputs_of(found)


def parameters(client: "CloudFormationClient", stage: str) -> dict[str, str]:
    """The parameters that the stage's stack has now; empty if there is none."""
    found = _describe(client, stage)
    entries = [] if found is None else found.get("Parameters", [])
    return {entry["ParameterKey"]: entry["ParameterValue"] for entry in entries}


def outputs_of(found: "StackTypeDef") -> dict[str, str]:
    return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}


def environment(stack_outputs: Mapping[str, str]) -> dict[str, str]:
    """Outputs as environment variables of the functions: `DocumentsBucket` becomes DOCUMENTS_BUCKET."""
    return {setting_name(name): value for name, value in stack_outputs.items() if name not in OF_DEPLOYING}


def setting_name(output: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", output).upper()


def stack_name(stage: str) -> str:
    return f"grail-{stage}"


def _describe(client: "CloudFormationClient", stage: str) -> "StackTypeDef | None":
    try:
        found = client.describe_stacks(StackName=stack_name(stage))["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return None if found["StackStatus"] == "DELETE_COMPLETE" else found


def _begin(client: "CloudFormationClient", wanted: dict[str, Any], *, new: bool) -> bool:
    """Whether there was anything to do."""
    try:
        if new:
            client.create_stack(**wanted)
        else:
            client.update_stack(**wanted)
    except ClientError as error:
        if NO_CHANGE not in str(error):
            raise StackError(str(error)) from error
        return False
    return True


def _reason(client: "CloudFormationClient", stage: str, found: "StackTypeDef | None") -> str:
    """What went wrong, by the newest events that say so."""
    if found is None:
        return f"The stack {stack_name(stage)} is not there."
    events = client.describe_stack_events(StackName=found["StackId"])["StackEvents"]
    faults = [
        f"{event.get('LogicalResourceId')}: {event.get('ResourceStatusReason')}"
        for event in events
        if event.get("ResourceStatus", "").endswith("_FAILED")
    ]
    said = "; ".join(faults[:3]) or found.get("StackStatusReason") or "no reason given"
    return f"The stack {stack_name(stage)} ended as {found['StackStatus']}: {said}"
