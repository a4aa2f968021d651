"""The CloudFormation stack of a stage: made or brought up to date, and its outputs as settings."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.client import CloudFormationClient

TEMPLATE = Path(__file__).with_name("template.yaml")
NO_CHANGE = "No updates are to be performed"


def apply(client: "CloudFormationClient", stage: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Make or update the stage's stack and wait for it; returns its outputs by name."""
    name = stack_name(stage)
    wanted = {
        "StackName": name,
        "TemplateBody": TEMPLATE.read_text(),
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value} for key, value in {"Stage": stage, **parameters}.items()
        ],
    }
    if outputs(client, stage) is None:
        client.create_stack(**wanted)  # type: ignore[arg-type]
        client.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 900})
    else:
        try:
            client.update_stack(**wanted)  # type: ignore[arg-type]
            waiter = client.get_waiter("stack_update_complete")
            waiter.wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 900})
        except ClientError as error:
            if NO_CHANGE not in str(error):
                raise
    return outputs(client, stage) or {}


def outputs(client: "CloudFormationClient", stage: str) -> dict[str, str] | None:
    """The outputs of the stage's stack, or None if there is none."""
    try:
        stacks = client.describe_stacks(StackName=stack_name(stage))["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return {each["OutputKey"]: each["OutputValue"] for each in stacks[0].get("Outputs", [])}


def environment(stack_outputs: Mapping[str, str]) -> dict[str, str]:
    """Outputs as environment variables: `DocumentsBucket` becomes DOCUMENTS_BUCKET."""
    return {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper(): value for name, value in stack_outputs.items()}


def stack_name(stage: str) -> str:
    return f"grail-{stage}"
