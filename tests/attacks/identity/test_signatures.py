"""Forms and links whose signature is not the service's, against an S3 that verifies signatures.

The laptop cloud runs MiniStack with its checks of signatures off; here one runs with them on, without Grail around it.
The forms and links are the product's own.
"""

import base64
import json
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config

from chalicelib.adapters.files import S3Files, file_key
from chalicelib.models import Document, Upload, new_id, timestamp
from cloud import PROJECT
from cloud.laptop.options import REGION
from cloud.laptop.processes import Processes
from measure.running import free_ports
from tests.attacks.conftest import Attacks

BUCKET = "documents"
DATA = b"Nine bytes"


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    processes, port = Processes(tmp_path_factory.mktemp("signed")), free_ports(1)[0]
    environment = {
        "AUTH": "true",
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "127.0.0.1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
    }
    command = [sys.executable, "-m", "uvicorn", "ministack.app:app", "--host", "127.0.0.1", "--port", str(port)]
    processes.start("aws", command, environment, PROJECT)
    processes.wait_for("aws", f"http://127.0.0.1:{port}/_ministack/health")
    client = boto3.Session("test", "test", region_name=REGION).client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    client.create_bucket(Bucket=BUCKET)
    yield client
    processes.stop_all()


@pytest.fixture
def document() -> Document:
    now = timestamp()
    return Document("owner", new_id(), "a.txt", "text/plain", len(DATA), "uploading", now, now)


def post(upload: Upload, **fields: str) -> int:
    form = {**upload.fields, **fields}
    return httpx.post(upload.url, data=form, files={"file": DATA}, trust_env=False).status_code


def changed(upload: Upload, key: str) -> str:
    """The form's policy as its holder might want it: another key, and of any size."""
    policy = json.loads(base64.b64decode(upload.fields["policy"]))
    conditions = [condition for condition in policy["conditions"] if "content-length-range" not in condition]
    policy["conditions"] = [
        {"key": key} if isinstance(condition, dict) and "key" in condition else condition for condition in conditions
    ]
    return base64.b64encode(json.dumps(policy).encode()).decode()


def test_a_changed_policy_is_refused(s3: Any, document: Document, attacks: Attacks) -> None:
    upload = S3Files(s3, BUCKET).presign_upload(document)
    theirs = "files/victim/document/1"
    others = boto3.Session("test", "guessed", region_name=REGION).client("s3", config=Config(signature_version="s3v4"))
    signed_by_another = S3Files(others, BUCKET).presign_upload(document).fields["x-amz-signature"]
    tried = {
        "policy": {"key": theirs, "policy": changed(upload, theirs)},
        "signature": {"x-amz-signature": "0" * 64},
        "no signature": {"x-amz-signature": ""},
        "another's signature": {"x-amz-signature": signed_by_another},
        "both": {"key": theirs, "policy": changed(upload, theirs), "x-amz-signature": signed_by_another},
    }
    for name, fields in tried.items():
        attacks.refused("signatures", post(upload, **fields) >= 400, name)
    bare = Upload(upload.url, {"key": theirs})
    attacks.refused("signatures", post(bare) >= 400, "no policy at all")
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET, Prefix=theirs)
    assert post(upload) < 300


def test_a_link_opens_only_what_it_was_signed_for(s3: Any, document: Document, attacks: Attacks) -> None:
    files = S3Files(s3, BUCKET)
    s3.put_object(Bucket=BUCKET, Key=str(file_key(document)), Body=DATA)
    s3.put_object(Bucket=BUCKET, Key="files/victim/document/1", Body=b"Theirs")
    url = files.presign_download(document).url
    for name, other in {
        "another's file": url.replace(f"owner/{document.id}", "victim/document"),
        "shown as a page": url.replace("text%2Fplain", "text%2Fhtml"),
        "inline": url.replace("attachment", "inline"),
        "for longer": url.replace("X-Amz-Expires=900", "X-Amz-Expires=90000"),
        "no signature": url.split("?", maxsplit=1)[0],
    }.items():
        assert other != url, name
        answer = httpx.get(other, trust_env=False)
        attacks.refused(
            "signatures", answer.status_code >= 400 and DATA not in answer.content, (name, answer.status_code)
        )
    for method in ("PUT", "DELETE"):
        attacks.refused("signatures", httpx.request(method, url, trust_env=False).status_code >= 400, method)
    assert httpx.get(url, trust_env=False).content == DATA
