"""The local S3 with the counting proxy in front of it."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from tests.running import free_ports

PROJECT = Path(__file__).parent.parent.parent
BUCKET = "vectors"
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
        with urllib.request.urlopen(f"{self.url}/_taken") as answer:
            counted: dict[str, int] = json.loads(answer.read())
        return counted

    def client(self) -> Any:
        """A fast one, past the proxy."""
        config = Config(max_pool_connections=16, s3={"addressing_style": "path"})
        session = boto3.Session("test", "test", region_name="us-east-1")
        return session.client("s3", endpoint_url=self.behind, config=config)

    def upload(self, folder: Path, prefix: str) -> None:
        """A table's files are the same wherever they lie: built in a folder, they can be put to S3 as they are."""
        client = self.client()
        files = [path for path in folder.rglob("*") if path.is_file()]
        with ThreadPoolExecutor(4) as pool:
            list(
                pool.map(
                    lambda path: client.put_object(
                        Bucket=BUCKET, Key=f"{prefix}/{path.relative_to(folder)}", Body=path.read_bytes()
                    ),
                    files,
                )
            )


@contextmanager
def slow_s3(milliseconds: float) -> Iterator[SlowS3]:
    """MiniStack's S3 in memory, each request through the proxy longer by `milliseconds`."""
    s3_port, proxy_port = free_ports(2)
    settings = CREDENTIALS | {"GATEWAY_PORT": str(s3_port), "MINISTACK_HOST": "127.0.0.1", "PATH": "/usr/bin:/bin"}
    settings |= {"PERSIST_STATE": "0", "S3_PERSIST": "0", "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0"}
    server = [sys.executable, "-m", "uvicorn", "ministack.app:app", "--port", str(s3_port), "--no-access-log"]
    proxy = [sys.executable, "-m", "bench.speed.proxy", str(proxy_port), str(s3_port), str(milliseconds)]
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
        yield cloud
    finally:
        for process in started:
            process.terminate()
            process.wait()


def _await(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
