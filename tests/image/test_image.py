"""Every function's handler, run as Lambda runs it, in the image that is built from the archive that CodeBuild gets: a
document's and a question's whole way through a stage of its own, whose triggers this test plays.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import httpx
import pytest

from chalicelib.api.keeping_active import KEEP_ACTIVE
from chalicelib.config import REQUIRED
from cloud import PROJECT
from cloud.aws.image.image import archive, write_context
from cloud.stack import stack
from measure.running import PASSWORD, RunningGrail
from tests.image.dockerfile import build
from tests.image.runtime import Image
from tests.image.sandbox import Sandbox, is_available

CACHE = PROJECT / ".cache" / "image"
STAGE = "image"
TEXT = b"The tide mill at Sallow Creek grinds for five hours at each ebb."
HANDLERS = ("app", "on_connect", "on_message", "on_disconnect", "on_s3_event", "embed", "answer")
NO_ANSWER = "def handler(event, context): pass"


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """Built as the Dockerfile says, from the very archive that CodeBuild gets."""
    root = tmp_path_factory.mktemp("image")
    unpack(archive(), root / "context")
    task = build(root / "context", root / "built", CACHE)
    (root / "sandbox").mkdir()
    return Image(task, _runtime(root / "runtime"), Sandbox(root / "sandbox") if is_available() else None)


def unpack(content: bytes, folder: Path) -> None:
    """As `unzip` does, which keeps the modes that Python's own unpacking forgets."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for member in file.infolist():
            file.extract(member, folder)
            (folder / member.filename).chmod(member.external_attr >> 16)


def _runtime(folder: Path) -> Path:
    """The runtime client alone, which the base image brings in a folder of its own."""
    folder.mkdir()
    for module in ("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py"):
        spec = find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        if origin.name == "__init__.py":
            shutil.copytree(origin.parent, folder / origin.parent.name)
        else:
            shutil.copy(origin, folder)
    return folder


def test_every_build_path_gives_readable_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archive())) as file:
        assert {oct(member.external_attr >> 16) for member in file.infolist()} == {"0o100644"}
    before = os.umask(0o077)
    try:
        write_context(tmp_path / "context")
    finally:
        os.umask(before)
    modes = {path.is_dir(): set[str]() for path in (tmp_path / "context").rglob("*")}
    for path in (tmp_path / "context").rglob("*"):
        modes[path.is_dir()].add(oct(path.stat().st_mode & 0o777))
    assert modes == {True: {"0o755"}, False: {"0o644"}}


def test_the_build_makes_unreadable_files_readable(tmp_path: Path) -> None:
    """The Dockerfile's own belt, for whatever else may copy its files: as if all were private to their owner."""
    before = os.umask(0o077)
    try:
        unpack(archive(), tmp_path / "context")
        for path in (tmp_path / "context").rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        task = build(tmp_path / "context", tmp_path / "built", CACHE)
    finally:
        os.umask(before)
    for path in task.rglob("*"):
        needed = 0o5 if path.is_dir() else 0o4
        assert path.stat().st_mode & needed == needed, path


@pytest.mark.parametrize("handler", HANDLERS)
def test_the_daily_call_does_nothing(image: Image, handler: str) -> None:
    """Even where nothing answers at AWS's addresses, and on a small disk."""
    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "us-east-1"}
    settings = dict.fromkeys(REQUIRED, "x") | {"WEBSOCKET_URL": "wss://example.org/api", **nowhere}
    sandbox = replace(image.sandbox, megabytes=64) if image.sandbox else None
    answer = replace(image, sandbox=sandbox, logs=[]).call(f"app.{handler}", KEEP_ACTIVE, settings)
    assert answer is None or answer["statusCode"] == 200


@pytest.mark.skipif(not is_available(), reason="needs Linux, and root to make mounts")
def test_a_function_owns_nothing_and_writes_only_to_tmp(image: Image) -> None:
    assert image.sandbox is not None
    code = (
        "import os, pathlib; print(os.getuid(), 'HOME' in os.environ, os.access('/var/task/app.py', os.R_OK))\n"
        "for folder in ('/var/task', '/var', '/etc', '/tmp'):\n"
        "    try: pathlib.Path(folder, 'probe').touch(); print(folder, 'is writable')\n"
        "    except OSError as error: print(folder, error.errno in (13, 30))\n"
    )
    command = image.sandbox.command(image.task, image.runtime, [str(Path(sys.executable).resolve()), "-c", code])
    done = subprocess.run(command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "993 False True",
        "/var/task True",
        "/var True",
        "/etc True",
        "/tmp is writable",
    ]


@pytest.fixture(scope="module")
def environment(running: RunningGrail) -> dict[str, str]:
    """A stage of its own in the running laptop cloud: resources, but nothing that starts a function."""
    outputs = stack.apply(
        running.aws,
        STAGE,
        {"Cloud": "laptop", "ChatModels": "local.quoting", "EmbeddingModel": "local.multilingual-e5-small"},
    )
    running.aws("lambda").create_function(
        FunctionName="grail-image-answer",
        Runtime="python3.13",
        Role="arn:aws:iam::000000000000:role/none",
        Handler="handler.handler",
        Code={"ZipFile": _zip(NO_ANSWER)},
    )
    pool = outputs["UserPoolId"]
    of_laptop = dict(line.split("=", 1) for line in (running.home / "environment").read_text().splitlines())
    kept = ("AWS_", "AUTH_ENDPOINT", "PAGE_ORIGINS")
    return {
        **{name: value for name, value in of_laptop.items() if name.startswith(kept)},
        **stack.environment(outputs),
        "GRAIL_STAGE": STAGE,
        "WEBSOCKET_URL": f"ws{running.aws_url.removeprefix('http')}/_aws/execute-api/{outputs['SocketApiId']}/api",
        "ANSWER_FUNCTION": "grail-image-answer",
        "JWKS_URL": f"{running.aws_url}/{pool}/.well-known/jwks.json",
    }


def _zip(code: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("handler.py", code)
    return buffer.getvalue()


class Stage:
    """The stage's functions, called with the events that AWS would make."""

    def __init__(self, image: Image, environment: dict[str, str], aws_url: str) -> None:
        self._image = image
        self._environment = environment
        self._aws_url = aws_url
        self.token = ""

    def client(self, service: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=self._aws_url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def call(self, handler: str, event: Any) -> Any:
        return self._image.call(f"app.{handler}", event, self._environment)

    def sign_in(self) -> None:
        cognito, pool = self.client("cognito-idp"), self._environment["USER_POOL_ID"]
        email = f"{uuid4().hex}@example.org"
        cognito.admin_create_user(UserPoolId=pool, Username=email, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
        answer = cognito.initiate_auth(
            ClientId=self._environment["USER_POOL_CLIENT_ID"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
        )
        self.token = answer["AuthenticationResult"]["IdToken"]

    def rest(self, method: str, path: str, body: Any = None, **parts: str) -> Any:
        event = {
            "resource": path,
            "path": path.format(**parts),
            "httpMethod": method,
            "headers": {"Authorization": self.token, "Content-Type": "application/json"},
            "multiValueQueryStringParameters": None,
            "pathParameters": parts or None,
            "stageVariables": None,
            "requestContext": {"resourcePath": path, "httpMethod": method},
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        answer = self.call("app", event)
        assert answer["statusCode"] < 300, self._image.logs[-1]
        return json.loads(answer["body"]) if answer["body"] else None

    def socket(self, handler: str, route: str, **more: Any) -> Any:
        context = {"connectionId": "c1", "apiId": "a", "domainName": "d", "stage": "api", "routeKey": route}
        return self.call(handler, {"requestContext": context, **more})


def test_a_document_and_a_question_go_through_every_function(
    image: Image, environment: dict[str, str], running: RunningGrail
) -> None:
    stage = Stage(image, environment, running.aws_url)
    stage.sign_in()
    made = stage.rest("POST", "/documents", {"filename": "mill.txt", "size": len(TEXT)})
    upload, document_id = made["upload"], made["document"]["id"]
    httpx.post(upload["url"], data=upload["fields"], files={"file": TEXT}, trust_env=False).raise_for_status()
    stage.call("on_s3_event", _object_created(environment["DOCUMENTS_BUCKET"], upload["fields"]["key"]))

    queue, url = stage.client("sqs"), environment["INGEST_QUEUE_URL"]
    message = queue.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]
    record = {"body": message["Body"], "messageId": "m", "receiptHandle": "r", "eventSource": "aws:sqs"}
    stage.call("embed", {"Records": [record]})
    assert stage.rest("GET", "/documents/{document_id}", document_id=document_id)["status"] == "ready"

    ticket = stage.rest("POST", "/socket-tickets")["ticket"]
    assert stage.socket("on_connect", "$connect", queryStringParameters={"ticket": "wrong"})["statusCode"] == 401
    assert stage.socket("on_connect", "$connect", queryStringParameters={"ticket": ticket})["statusCode"] == 200
    question = {"action": "ask", "request_id": uuid4().hex, "text": "For how long does the tide mill grind?"}
    stage.socket("on_message", "$default", body=json.dumps(question))
    conversation = stage.rest("GET", "/conversations")["items"][0]["id"]
    waiting = stage.rest("GET", "/conversations/{conversation_id}", conversation_id=conversation)["messages"][1]
    owner = made["upload"]["fields"]["key"].split("/")[1]
    stage.call("answer", {"owner_id": owner, "message_id": waiting["id"]})
    answered = stage.rest("GET", "/conversations/{conversation_id}", conversation_id=conversation)["messages"][1]
    assert "five hours" in answered["text"], answered

    stage.call(
        "upkeep",
        {
            "id": "e",
            "source": "aws.events",
            "detail-type": "Scheduled Event",
            "detail": {},
            "account": "0",
            "region": "us-east-1",
            "time": "2026-01-01T00:00:00Z",
            "version": "0",
            "resources": [],
        },
    )
    stage.socket("on_disconnect", "$disconnect")
    _logs_are_json_without_content(image.logs, stage.token, ticket)
    assert _calls_that_tell(image.logs, document=document_id) == [
        "A file is awaited",
        "ObjectCreated:Post",
        "A document is worked on",
    ]
    assert _calls_that_tell(image.logs, answer=waiting["id"]) == ["A question is taken", "An answer is made"]
    table = stage.client("dynamodb").scan(TableName=environment["CONNECTIONS_TABLE"])
    assert [item for item in table["Items"] if not item["id"]["S"].startswith("places#")] == []


def _logs_are_json_without_content(logs: list[str], *secrets: str) -> None:
    records = [json.loads(line) for line in logs]
    extracted = [record for record in records if record["message"] == "extracted"]
    assert extracted
    assert all(record["requestId"] and record["level"] == "INFO" and "seconds" in record for record in extracted)
    for secret in ("tide mill", "Sallow", "five hours", "@example.org", *secrets):
        assert not [line for line in logs if secret in line], secret


def _calls_that_tell(logs: list[str], **ids: str) -> list[str]:
    """What is logged of one document or answer, a line for each call of a function, in their order."""
    records = [record for record in map(json.loads, logs) if ids.items() <= record.items()]
    calls: dict[str, str] = {}
    for record in records:
        calls.setdefault(record["requestId"], record["message"])
    return list(calls.values())


def _object_created(bucket: str, key: str) -> dict[str, Any]:
    thing = {"key": key, "size": len(TEXT), "eTag": "", "sequencer": "0A"}
    record = {"eventName": "ObjectCreated:Post", "s3": {"bucket": {"name": bucket}, "object": thing}}
    return {"Records": [record]}
