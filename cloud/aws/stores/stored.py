"""What a stage holds that nobody can make again: how much it is, and whether it is protected."""

from botocore.exceptions import ClientError

from chalicelib.rag.documents.transition import DELETED
from cloud.aws.stores import remains
from cloud.chalice.deployed import GONE
from cloud.stack import stack
from cloud.stack.target import Target, TargetError, stage_file_name

PROTECT_DATA = "ProtectData"
# Neither upkeep's own rows nor marks of deleted documents.
LIVE_DOCUMENTS = f"attribute_exists(generation) AND attribute_not_exists({DELETED})"


def summary(target: Target) -> str:
    """Counts of what a deletion of the stage's data deletes, for the end of a sentence."""
    documents = _rows(target, "documents", LIVE_DOCUMENTS)
    conversations = _rows(target, "conversations", "attribute_exists(id)")
    return f"documents: {documents:,}, conversations: {conversations:,}, accounts: {_accounts(target):,}"


def refuse_protected(target: Target) -> None:
    """Raise TargetError if the stage, or a store that its stack left behind, is protected; the message says what to do.

    Nothing in this project switches protection off by the way: a person does, in a step of its own.
    """
    if stack.parameters(target.client("cloudformation"), target.stage).get(PROTECT_DATA) == "true":
        raise TargetError(
            f"The stage {target.stage} protects its data. To delete it, set {PROTECT_DATA} to false in "
            f"{stage_file_name(target.stage)}, type make deploy STAGE={target.stage}, and then this command again."
        )
    commands = [*_protected_tables(target), *_protected_pools(target)]
    if commands:
        raise TargetError("Stores of the stage are protected. To delete them, first type: " + "; ".join(commands))


def _protected_tables(target: Target) -> list[str]:
    client = target.client("dynamodb")
    return [
        f"aws dynamodb update-table --table-name {thing.name} --no-deletion-protection-enabled"
        for thing in remains.stores(target)
        if thing.kind == "table"
        and client.describe_table(TableName=thing.name)["Table"].get("DeletionProtectionEnabled")
    ]


def _protected_pools(target: Target) -> list[str]:
    """Pools are changed in the console: UpdateUserPool resets every setting that its call leaves out."""
    client = target.client("cognito-idp")
    return [
        f"(in the Cognito console) user pool {thing.name}, Settings, Deactivate deletion protection"
        for thing in remains.stores(target)
        if thing.kind == "user pool"
        and client.describe_user_pool(UserPoolId=thing.name)["UserPool"].get("DeletionProtection") == "ACTIVE"
    ]


def _rows(target: Target, table: str, condition: str) -> int:
    pages = target.client("dynamodb").get_paginator("scan")
    name = f"{stack.stack_name(target.stage)}-{table}"
    try:
        return sum(
            int(page["Count"]) for page in pages.paginate(TableName=name, Select="COUNT", FilterExpression=condition)
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in GONE:
            return 0
        raise


def _accounts(target: Target) -> int:
    pages = target.client("cognito-idp").get_paginator("list_users")
    pools = [thing.name for thing in remains.stores(target) if thing.kind == "user pool"]
    return sum(len(page["Users"]) for pool in pools for page in pages.paginate(UserPoolId=pool))
