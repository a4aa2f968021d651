"""The local S3 and DynamoDB with the counting proxy in front of them."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from chalicelib.adapters.dynamo.documents import DynamoDocuments
from chalicelib.adapters.dynamo.maintenance import DynamoMaintenance
from cloud import PROJECT, loopback
from measure.running import free_ports

BUCKET = "vectors"
TABLE = "documents"
START_SECONDS = 120
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


@dataclass(frozen=True)
class SlowS3:
    """`url` is the proxy's, where requests are counted and slow; `behind` is the S3 itself."""

    url: str
    behind: str

    @property
    def environment(self) -> dict[str, str]:
        """What makes LanceDB and boto3 use it."""
        return CREDENTIALS | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ENDPOINT": self.url,
            "AWS_ALLOW_HTTP": "true",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def taken(self) -> dict[str, int]:
        """What was counted since the last call: requests and bytes by method and kind of file."""
        with loopback.opener().open(f"{self.url}/_taken") as answer:
            counted: dict[str, int] = json.loads(answer.read())
        return counted

    def client(self) -> Any:
        """A fast one, past the proxy."""
        config = Config(max_pool_connections=16, s3={"addressing_style": "path"})
        session = boto3.Session("test", "test", region_name="us-east-1")
        return session.client("s3", endpoint_url=self.behind, config=config)

    def registry(self) -> DynamoDocuments:
        """The one that measured processes ask, past the proxy."""
        return DynamoDocuments(self._dynamo(), TABLE)

    def maintenance(self) -> DynamoMaintenance:
        return DynamoMaintenance(self._dynamo(), TABLE)

    def _dynamo(self) -> Any:
        session = boto3.Session("test", "test", region_name="us-east-1")
        return session.resource("dynamodb", endpoint_url=self.behind)

    def upload(self, folder: Path, prefix: str) -> None:
        """A table's files are the same wherever they lie: built in a folder, they can be put to S3 as they are."""
        client = self.client()
        files = [path for path in folder.rglob("*") if path.is_file()]
        with ThreadPoolExecutor(4) as pool:
            list(
                pool.map(
                    lambda path: client.put_object(
                        Bucket=BUCKET, Key=f"{prefix}/{path.relative_to(folder)}".lstrip("/"), Body=path.read_bytes()
                    ),
                    files,
                )
            )


@contextmanager
def slow_s3(milliseconds: float, dynamo: float = 0) -> Iterator[SlowS3]:
    """MiniStack in memory. Each request through the proxy is longer by `milliseconds`, to DynamoDB by `dynamo`."""
    s3_port, proxy_port = free_ports(2)
    settings = CREDENTIALS | {"GATEWAY_PORT": str(s3_port), "MINISTACK_HOST": "127.0.0.1", "PATH": "/usr/bin:/bin"}
    settings |= {"PERSIST_STATE": "0", "S3_PERSIST": "0", "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0"}
    server = [sys.executable, "-m", "uvicorn", "ministack.app:app", "--port", str(s3_port), "--no-access-log"]
    proxy = [sys.executable, "-m", "measure.speed.proxy", str(proxy_port), str(s3_port), str(milliseconds), str(dynamo)]
    started = [
        subprocess.Popen(
            [*server, "--log-level", "error", "--timeout-keep-alive", "600"],
            env=settings,
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
        ),
        subprocess.Popen(proxy, cwd=PROJECT),
    ]
    try:
        cloud = SlowS3(f"http://127.0.0.1:{proxy_port}", f"http://127.0.0.1:{s3_port}")
        _await(f"{cloud.url}/_ministack/health")
        cloud.client().create_bucket(Bucket=BUCKET)
        _create_table(cloud.behind)
        yield cloud
    finally:
        for process in started:
            process.terminate()
            process.wait()


def _create_table(url: str) -> None:
    """The registry's, as the stage's template has it, but for the index of the sweep."""
    client = boto3.Session("test", "test", region_name="us-east-1").client("dynamodb", endpoint_url=url)
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("owner_id", "id")],
        KeySchema=[{"AttributeName": "owner_id", "KeyType": "HASH"}, {"AttributeName": "id", "KeyType": "RANGE"}],
    )


def _await(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with loopback.opener().open(url):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
