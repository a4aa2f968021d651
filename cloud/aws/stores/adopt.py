"""Takes stores that a stack left behind into a new stack.

Whoever deletes a stage's stack by hand keeps what people stored, since the template retains it. CloudFormation would
then refuse to make the buckets and tables anew, and would make a second, empty user pool. An import change set (AWS
CloudFormation user guide, "Import resources") brings them back: it may hold nothing but the resources to import, so the
template is cut down to them, and the update that follows brings everything else.
"""

import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import WaiterError

from cloud.aws.stores import remains
from cloud.aws.stores.remains import Thing
from cloud.stack import stack, template_yaml
from cloud.stack.target import Target, TargetError

log = logging.getLogger("cloud")

# By the kind of a store, the property that names it in a template and the key by which an import is told of it.
IDENTIFIERS = {
    "bucket": ("AWS::S3::Bucket", "BucketName"),
    "table": ("AWS::DynamoDB::Table", "TableName"),
    "user pool": ("AWS::Cognito::UserPool", "UserPoolId"),
}
WAIT = {"Delay": 3, "MaxAttempts": 100}


def adopt(target: Target, parameters: Mapping[str, str]) -> list[Thing]:
    """Make the stage's stack of the stores that exist without one; returns them. Raises TargetError or StackError."""
    client = target.client("cloudformation")
    if stack.usable(client, target.stage) is not None:
        return []
    template = template_yaml.load(stack.TEMPLATE.read_text())
    stores = _resources(target, template)
    if stores:
        log.info("  Stores without a stack: %s. Taking them into a new one …", ", ".join(map(str, stores.values())))
        _import(client, target.stage, shortened(template, stores.keys()), stores, parameters)
    return list(stores.values())


def _resources(target: Target, template: Mapping[str, Any]) -> dict[str, Thing]:
    """Store by the template's name for it. Stores that the stack does not retain can be made again: they are left."""
    retained = {
        _name_of(target, resource): name for name, resource in template["Resources"].items() if is_store(resource)
    }
    stores = remains.stores(target)
    pools = [thing for thing in stores if thing.kind == "user pool"]
    if len(pools) > 1:
        raise TargetError(
            f"There are {len(pools)} user pools named {stack.stack_name(target.stage)} and no stack: "
            f"{', '.join(pool.name for pool in pools)}. Which one has the stage's accounts cannot be told. Delete "
            "the others in the Cognito console, then type the same command again."
        )
    names = {thing: thing.name if thing.kind != "user pool" else stack.stack_name(target.stage) for thing in stores}
    return {retained[name]: thing for thing, name in names.items() if name in retained}


def is_store(resource: Mapping[str, Any]) -> bool:
    """Whether a resource of the template is a store that outlives its stack."""
    kinds = {kind for kind, _ in IDENTIFIERS.values()}
    return resource["Type"] in kinds and str(resource.get("DeletionPolicy", "")).startswith("Retain")


def _name_of(target: Target, resource: Mapping[str, Any]) -> str:
    """A resource's name as the stage gives it; "" for one without a name."""
    properties = resource.get("Properties", {})
    for key in ("BucketName", "TableName", "UserPoolName"):
        if key in properties:
            written = properties[key]
            text = str(written["Fn::Sub"] if isinstance(written, dict) else written)
            return text.replace("${Stage}", target.stage).replace("${AWS::AccountId}", target.account)
    return ""


def shortened(template: Mapping[str, Any], names: Any) -> dict[str, Any]:
    """The template with these resources alone, without what refers to others. They are retained whatever happens."""
    others = template["Resources"].keys() - set(names)
    resources = {}
    for name in names:
        resource = template["Resources"][name]
        properties = {
            key: value
            for key, value in resource["Properties"].items()
            if not others & set(template_yaml.names_in(value))
        }
        resources[name] = {"Type": resource["Type"], "DeletionPolicy": "Retain", "Properties": properties}
    kept = {key: template[key] for key in ("AWSTemplateFormatVersion", "Parameters", "Conditions")}
    return {**kept, "Resources": resources}


def _import(
    client: Any, stage: str, template: Mapping[str, Any], stores: Mapping[str, Thing], parameters: Mapping[str, str]
) -> None:
    # Without tags, which an import refuses; the update that follows sets them.
    change: dict[str, str] = {"StackName": stack.stack_name(stage), "ChangeSetName": f"adopt-{int(time.time())}"}
    resources = []
    for name, thing in stores.items():
        kind, key = IDENTIFIERS[thing.kind]
        resources.append({"ResourceType": kind, "LogicalResourceId": name, "ResourceIdentifier": {key: thing.name}})
    client.create_change_set(
        **change,
        ChangeSetType="IMPORT",
        TemplateBody=json.dumps(template, separators=(",", ":")),
        ResourcesToImport=resources,
        Capabilities=["CAPABILITY_IAM"],
        Parameters=stack.as_parameters(stage, parameters),
    )
    try:
        client.get_waiter("change_set_create_complete").wait(**change, WaiterConfig=WAIT)
    except WaiterError as error:
        reason = client.describe_change_set(**change).get("StatusReason", error)
        raise stack.StackError(f"{_by_hand(stores)} CloudFormation said: {reason}") from error
    client.execute_change_set(**change)
    done = stack.settle(client, stage)
    if done is None or done["StackStatus"] != "IMPORT_COMPLETE":
        raise stack.StackError(f"{_by_hand(stores)} {stack.reason(client, stage, done)}")


def _by_hand(stores: Mapping[str, Thing]) -> str:
    return (
        f"The stores {', '.join(map(str, stores.values()))} could not be taken into a new stack. In the CloudFormation "
        "console choose Create stack, With existing resources; or delete them with make destroy DATA=delete."
    )
