"""What operators do to accounts and stores, in the stage's security log: written before it is done, or it is not done.

A stage of AWS has the lines beside those of REST, in a stream of its own; the laptop has them in `logs/operators.log`.
docs/operations.md has the inventory.
"""

import getpass
import json
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from operations.stage import LAPTOP

if TYPE_CHECKING:
    from mypy_boto3_logs.client import CloudWatchLogsClient

EVENT = "operated"
READS = frozenset({"receipt", "verify"})  # Commands that change nothing and hand nothing out.


def record(stage: str, region: str, act: str, owner_id: str | None) -> None:
    """Exits with a sentence where the line cannot be written."""
    line = {"message": "Security", "event": EVENT, "act": act, "owner": owner_id}
    try:
        if stage == LAPTOP:
            _to_file({**line, "source": getpass.getuser()})
        else:
            source = boto3.client("sts", region_name=region).get_caller_identity()["Arn"]
            _to_cloud(boto3.client("logs", region_name=region), stage, {**line, "source": source})
    except (ClientError, BotoCoreError, OSError) as error:
        raise SystemExit(f"Nothing was done: the security log cannot be written ({error}).") from error


def _to_file(line: dict[str, str | None]) -> None:
    file = Path(os.environ.get("GRAIL_HOME", ".grail")) / "logs" / "operators.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with file.open("a") as log:
        log.write(json.dumps({"timestamp": now, **line}) + "\n")


def _to_cloud(logs: "CloudWatchLogsClient", stage: str, line: dict[str, str | None]) -> None:
    group, stream = f"/aws/lambda/grail-{stage}", "operators"
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
    logs.put_log_events(
        logGroupName=group,
        logStreamName=stream,
        logEvents=[{"timestamp": int(time.time() * 1000), "message": json.dumps(line)}],
    )
