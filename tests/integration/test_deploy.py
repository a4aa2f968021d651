"""The deploy and destroy commands against an empty account of the laptop cloud, which enforces the functions' policies.

GRAIL_DEPLOY=long kills the commands after every line they print.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

from local.client import Client
from tests.conftest import PASSWORD
from tests.running import PROJECT, START_SECONDS, free_ports

STAGE = "local-aws"
LONG = os.environ.get("GRAIL_DEPLOY") == "long"
SECONDS = 400  # Generous: the machine may be busy. Nothing is measured by it.
TEXT = b"The observatory on Mount Tarn opens at 19:15 and closes at dawn."
QUESTION = "When does the observatory on Mount Tarn open?"


class Account:
    """An empty account that runs as `make account` starts it."""

    def __init__(self, home: Path) -> None:
        ports = dict(zip(("WEB_PORT", "API_PORT", "AWS_PORT", "BEDROCK_PORT"), map(str, free_ports(4)), strict=True))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.environment = {**kept, **ports, "GRAIL_HOME": str(home), "AUTH": "true", "PYTHONUNBUFFERED": "1"}
        self.url = f"http://127.0.0.1:{ports['AWS_PORT']}"
        self.origin = f"http://localhost:{ports['WEB_PORT']}"
        self._log = home / "account.log"
        with self._log.open("wb") as log:
            command = [sys.executable, "-m", "local.account"]
            self._process = subprocess.Popen(command, cwd=PROJECT, env=self.environment, stdout=log, stderr=log)

    def wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while "is ready" not in (said := self._log.read_text()):
            assert self._process.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.2)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        assert self._process.wait(60) == 0

    def client(self, service: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def command(self, *words: str, until: str | None = None) -> str:
        """Run a command of infra/ to its end, or kill it with all it started once it prints `until`."""
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if until is not None and until in line:
                os.killpg(process.pid, signal.SIGKILL)
        code = process.wait(SECONDS)
        assert code == (0 if until is None else -signal.SIGKILL), said
        return said

    def things(self) -> set[str]:
        """Everything in the account, by means of its own."""
        found = {f"bucket {each['Name']}" for each in self.client("s3").list_buckets()["Buckets"]}
        for service, operation, key, name in (
            ("dynamodb", "list_tables", "TableNames", None),
            ("lambda", "list_functions", "Functions", "FunctionName"),
            ("lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
            ("iam", "list_roles", "Roles", "RoleName"),
            ("apigateway", "get_rest_apis", "items", "name"),
            ("apigatewayv2", "get_apis", "Items", "Name"),
            ("logs", "describe_log_groups", "logGroups", "logGroupName"),
            ("events", "list_rules", "Rules", "Name"),
            ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
            ("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
            ("ecr", "describe_repositories", "repositories", "repositoryName"),
        ):
            answer = getattr(self.client(service), operation)()
            found |= {f"{service} {each if name is None else each[name]}" for each in answer.get(key, [])}
        found |= {f"queue {url}" for url in self.client("sqs").list_queues().get("QueueUrls", [])}
        pools = self.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
        found |= {f"pool {each['Name']}" for each in pools}
        stacks = self.client("cloudformation").describe_stacks()["Stacks"]
        return found | {f"stack {each['StackName']}" for each in stacks if each["StackStatus"] != "DELETE_COMPLETE"}


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    made = Account(tmp_path_factory.mktemp("account"))
    try:
        made.wait()
        yield made
    finally:
        made.stop()


def test_a_stage_is_deployed_asked_and_destroyed(account: Account) -> None:
    empty = account.things()
    for line in _lines_to_kill_at(account, "Creating lambda function: grail-local-aws-embed", "Updating rest API"):
        account.command("infra.deploy", STAGE, until=line)
    said = account.command("infra.deploy", STAGE)
    assert "Smoke test: a document was ready" in said
    address = re.search(r"is at (\S+)", said)
    assert address is not None
    deployed = account.things()
    assert len([each for each in deployed if each.startswith("lambda grail-local-aws")]) == 8
    assert sum(each.startswith("apigateway") for each in deployed) == 2, "one REST and one socket interface"

    email = _new_account(account)
    document_id, conversation_id = _ask(account, address[1], email)
    if LONG:  # A new version over an old one.
        account.command("infra.deploy", STAGE)
        _still_there(account, address[1], email, document_id, conversation_id)

    logs = _logs(account)
    assert "REPORT" in logs
    for secret in ("observatory", "19:15", "lighthouse", email):
        assert secret not in logs, secret

    account.command("infra.destroy", STAGE, until="Deleting function")
    account.command("infra.destroy", STAGE)
    kept = account.things() - empty
    assert {each.split()[0] for each in kept} == {"bucket", "dynamodb", "pool", "stack"}

    if LONG:  # What was stored outlives a stage that keeps it.
        again = re.search(r"is at (\S+)", account.command("infra.deploy", STAGE))
        assert again is not None
        _still_there(account, again[1], email, document_id, conversation_id)
        for line in _lines_to_kill_at(account):
            account.command("infra.destroy", STAGE, "--data", "delete", until=line)

    assert "nothing" in account.command("infra.destroy", STAGE, "--data", "delete")
    assert account.things() == empty


def _lines_to_kill_at(account: Account, *short: str) -> tuple[str, ...]:
    """After which lines a command is killed: a few, or in the long form all that a whole run prints but the last."""
    if not LONG:
        return short
    if short:
        lines = account.command("infra.deploy", STAGE).splitlines()
        account.command("infra.destroy", STAGE, "--data", "delete")
        return tuple(line for line in lines[:-2] if line.strip())
    return ("Functions and what starts them", "Deleting function", "Deleting IAM role", "Everything else")


def _logs(account: Account) -> str:
    """Everything that the functions have logged."""
    client, lines = account.client("logs"), []
    for group in client.describe_log_groups()["logGroups"]:
        for page in client.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            lines += [event["message"] for event in page["events"]]
    return "\n".join(lines)


def _new_account(account: Account) -> str:
    email = f"{uuid4().hex}@example.org"
    cognito = account.client("cognito-idp")
    pool = next(each["Id"] for each in cognito.list_user_pools(MaxResults=60)["UserPools"])
    attributes = [{"Name": "email", "Value": email}]
    cognito.admin_create_user(UserPoolId=pool, Username=email, MessageAction="SUPPRESS", UserAttributes=attributes)
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
    return email


def _ask(account: Account, address: str, email: str) -> tuple[str, str]:
    """Upload, ask, search and delete as a person does; every one of these needs its part of the policy."""
    with Client(address) as client:
        client.sign_in(email, PASSWORD)
        document = client.wait(client.upload("observatory.txt", TEXT)["id"])
        assert document["status"] == "ready", document
        with client.socket(account.origin) as socket:
            answer = socket.ask(uuid4().hex, QUESTION)
            assert "19:15" in answer.text
            more = socket.ask(
                uuid4().hex, "And when does it close?", conversation_id=answer.accepted["conversation_id"]
            )
            assert more.end["type"] == "done"
        assert client.search("observatory")
        passing = client.wait(client.upload("passing.txt", b"This note is deleted again.")["id"])
        client.call("DELETE", f"/documents/{passing['id']}")
        _until_gone(client, passing["id"])
        assert [each["id"] for each in client.documents()] == [document["id"]]
        return document["id"], answer.accepted["conversation_id"]


def _until_gone(client: Client, document_id: str) -> None:
    until = time.monotonic() + SECONDS
    while document_id in {each["id"] for each in client.documents()}:
        assert time.monotonic() < until, "the document is never gone"
        time.sleep(0.2)


def _still_there(account: Account, address: str, email: str, document_id: str, conversation_id: str) -> None:
    with Client(address) as client:
        client.sign_in(email, PASSWORD)
        assert [each["id"] for each in client.documents()] == [document_id]
        assert "19:15" in client.call("GET", f"/conversations/{conversation_id}")["messages"][1]["text"]
        with client.socket(account.origin) as socket:
            assert "19:15" in socket.ask(uuid4().hex, QUESTION).text
