"""An empty account of the laptop cloud, and the commands of cloud/aws/ run against it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3

from cloud import PROJECT
from measure.running import START_SECONDS, free_ports

SECONDS = 400  # Generous: the machine may be busy. Nothing is measured by it.


class Account:
    """An empty account that runs as `make account` starts it."""

    def __init__(self, home: Path) -> None:
        ports = dict(zip(("WEB_PORT", "API_PORT", "AWS_PORT", "BEDROCK_PORT"), map(str, free_ports(4)), strict=True))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.environment = {**kept, **ports, "GRAIL_HOME": str(home), "AUTH": "true", "PYTHONUNBUFFERED": "1"}
        self.environment["BEDROCK"] = "stand-ins"  # A second embedding model.
        # A record of who called what, by a module that Python loads by itself.
        self.record = home / "calls.tsv"
        recording = str(Path(__file__).with_name("recording"))
        self.environment |= {"CALLS_RECORD": str(self.record), "PYTHONPATH": recording}
        self.policies = home / "deploy" / "local-aws" / "chalice" / ".chalice"
        self.url = f"http://127.0.0.1:{ports['AWS_PORT']}"
        self.origin = f"http://localhost:{ports['WEB_PORT']}"
        self._log = home / "account.log"
        with self._log.open("wb") as log:
            command = [sys.executable, "-m", "cloud.laptop.account"]
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

    def command(self, *words: str) -> str:
        """What a command of cloud/aws/ says, once it has ended well."""
        said, code = self._run(lambda _: None, *words)
        assert code == 0, said
        return said

    def refused(self, *words: str, folder: Path = PROJECT) -> str:
        """What a command of the sources in `folder` says that does not do what it is asked."""
        said, code = self._run(lambda _: None, *words, folder=folder)
        assert code == 1, said
        return said

    def killed(self, moment: Callable[[str], float | None], *words: str) -> tuple[str, bool]:
        """Run a command, and kill it with all it started some seconds after the first line for which `moment` tells
        them. Returns what it said, and whether it was killed before its end."""
        said, code = self._run(moment, *words)
        assert code in (0, -signal.SIGKILL), said
        return said, code != 0

    def _run(self, moment: Callable[[str], float | None], *words: str, folder: Path = PROJECT) -> tuple[str, int]:
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None
        said, going = "", True
        for line in process.stdout:
            said += line
            if going and (seconds := moment(line)) is not None:
                going = False
                with suppress(subprocess.TimeoutExpired):
                    process.wait(seconds)
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        return said, process.wait(SECONDS)

    def calls(self) -> set[tuple[str, str, str]]:
        """What functions asked other parts of AWS for: the function as Chalice names it, action and resource.

        Nothing that they asked for was refused. (A bucket's own policy is looked at beside the role's.)
        """
        asked: dict[str, set[tuple[str, str, str]]] = {"Allow": set(), "ImplicitDeny": set(), "Deny": set()}
        for line in self.record.read_text().splitlines():
            principal, action, resource, decision = line.split("\t")
            if match := re.search(r":assumed-role/grail-local-aws-(\w+)/", principal):
                asked[decision].add((match[1], action, resource))
        assert not (asked["ImplicitDeny"] | asked["Deny"]) - asked["Allow"]
        return asked["Allow"]

    def things(self) -> set[str]:
        """Everything in the account, by means of its own."""
        found = {f"bucket {bucket['Name']}" for bucket in self.client("s3").list_buckets()["Buckets"]}
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
            found |= {f"{service} {thing if name is None else thing[name]}" for thing in answer.get(key, [])}
        found |= {f"queue {url}" for url in self.client("sqs").list_queues().get("QueueUrls", [])}
        pools = self.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
        found |= {f"pool {pool['Name']}" for pool in pools}
        stacks = self.client("cloudformation").describe_stacks()["Stacks"]
        return found | {f"stack {stack['StackName']}" for stack in stacks if stack["StackStatus"] != "DELETE_COMPLETE"}

    def people(self) -> list[str]:
        """Names in the pools of users."""
        client = self.client("cognito-idp")
        pools = client.list_user_pools(MaxResults=60)["UserPools"]
        found = [user for pool in pools for user in client.list_users(UserPoolId=pool["Id"])["Users"]]
        return [user["Username"] for user in found]

    def tables(self) -> set[str]:
        """The tables of passages, of all owners."""
        client, found = self.client("s3"), set()
        for bucket in client.list_buckets()["Buckets"]:
            for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
                keys = [content["Key"] for content in page.get("Contents", [])]
                found |= {key.split(".lance/")[0] for key in keys if ".lance/" in key}
        return found
