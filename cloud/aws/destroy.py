"""`make destroy STAGE=x`: everything of a stage but what people stored; with DATA=delete that too.

Every step looks at what is there, so it can be broken off and run again.
"""

import argparse
import logging
import shutil
import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from cloud.aws import local_account
from cloud.aws.domains import api_domains
from cloud.aws.stores import adopt, remains, stored
from cloud.aws.stores.remains import Thing, empty
from cloud.chalice import functions
from cloud.chalice.deployed import GONE
from cloud.stack import deploy_bucket, stack
from cloud.stack.target import Target, TargetError

log = logging.getLogger("cloud")


def destroy(target: Target, *, data: bool) -> list[Thing]:
    """Returns what is left, which is nothing but, unless `data` is to go too, what people stored.

    Raises TargetError if data is to go that is protected.
    """
    if data:
        stored.refuse_protected(target)
    outputs = target.outputs() or {}
    log.info("Functions and what starts them …")
    functions.delete(target, outputs)
    for bucket in [
        thing.name for thing in remains.find(target) if thing.name.startswith(deploy_bucket.name(target.stage))
    ]:
        empty(target, bucket)
    client = target.client("cloudformation")
    api_domains.unmap_sockets(target)
    if data:
        log.info("Everything else, and all that was stored …")
        stack.delete(client, target.stage)
        for thing in remains.find(target):
            _delete(target, thing)
    elif outputs:
        log.info("Everything else but what was stored …")
        kept = {**stack.parameters(client, target.stage), "Running": "false"}
        adopt.adopt(target, kept)
        stack.apply(target.client, target.stage, kept)
    for thing in remains.find(target):
        if thing.kind == "log group":
            _delete(target, thing)
    shutil.rmtree(target.folder, ignore_errors=True)
    return remains.left_over(remains.find(target), data=data)


def _delete(target: Target, thing: Thing) -> None:
    """Delete a store or a log group; other things are the stack's or Chalice's."""
    try:
        match thing.kind:
            case "bucket":
                empty(target, thing.name)
                target.client("s3").delete_bucket(Bucket=thing.name)
            case "table":
                dynamo = target.client("dynamodb")
                dynamo.delete_table(TableName=thing.name)
                dynamo.get_waiter("table_not_exists").wait(TableName=thing.name, WaiterConfig={"Delay": 2})
            case "user pool":
                target.client("cognito-idp").delete_user_pool(UserPoolId=thing.name)
            case "log group":
                target.client("logs").delete_log_group(logGroupName=thing.name)
    except ClientError as error:
        if error.response["Error"]["Code"] not in GONE:
            raise


def confirm(target: Target, typed: str | None, ask: Callable[[str], str] | None) -> None:
    """Have a person type the stage's name before its data goes; raises TargetError if they do not.

    `typed` is what the command line says, `ask` asks the person, where there is one.
    """
    stored.refuse_protected(target)
    log.info("This deletes all that the stage %s stores, for good: %s.", target.stage, stored.summary(target))
    if typed is None and ask is not None:
        typed = ask(f"To go on, type the stage's name ({target.stage}): ").strip()
    if typed != target.stage:
        wrong = "" if not typed else f"'{typed}' is not the stage's name. "
        raise TargetError(
            f"{wrong}Nothing was deleted. Without a terminal, type: "
            f"make destroy STAGE={target.stage} DATA=delete CONFIRM={target.stage}"
        )


def main() -> int:
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    log.setLevel(logging.INFO)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("--data", choices=["keep", "delete"], default="keep")
    parser.add_argument("--confirm", metavar="STAGE", help="the stage's name again, where nobody can be asked")
    options = parser.parse_args()
    try:
        target = Target.of(options.stage)
        if target.on_laptop:
            local_account.enter()
        if options.data == "delete":
            confirm(target, options.confirm or None, input if sys.stdin.isatty() else None)
        left = destroy(target, data=options.data == "delete")
    except (TargetError, stack.StackError, ClientError, BotoCoreError) as error:
        log.error("%s", error)
        log.error("The same command goes on from there: make destroy STAGE=%s", options.stage)
        return 1
    if left:
        log.error("Left over: %s.", "; ".join(map(str, left)))
        return 1
    kept = "What people stored stays in the stack; DATA=delete deletes that too." if options.data == "keep" else ""
    log.info("Looked for what is left of the stage %s: nothing. %s", options.stage, kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
