"""What Chalice has deployed for a stage, as its own record says it, but read from what is there.

Chalice writes its record at the very end of a deploy and takes it at its word ever after. A deploy that was broken off
would leave things that no record names, and a deletion that was broken off a record of things that are gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError

Json = dict[str, Any]
GONE = frozenset({"ResourceNotFoundException", "NoSuchEntity", "NoSuchBucket", "NotFoundException", "404"})


@dataclass(frozen=True)
class Deployed:
    """What there is of one stage's functions; `session` speaks to its account and region."""

    session: boto3.Session
    stage: str

    @property
    def prefix(self) -> str:
        return f"grail-{self.stage}"

    def record(self, outputs: dict[str, str], *, interfaces: bool) -> Json:
        """Chalice's record. With `interfaces` it holds the REST and socket interface too: they are the stack's, so
        Chalice is to fill them but never to delete them."""
        functions = self.functions()
        resources = list(self._roles())
        resources += [_entry(name, "lambda_function", lambda_arn=arn) for name, arn in functions.items()]
        for name, arn in functions.items():
            resources += self._events(name, arn, outputs.get("DocumentsBucket"))
        if interfaces:
            resources.append(_entry("websocket_api", "websocket_api", websocket_api_id=outputs["SocketApiId"]))
            resources.append(_entry("rest_api", "rest_api", rest_api_id=outputs["RestApiId"]))
        return {"resources": resources, "schema_version": "2.0", "backend": "api"}

    def functions(self) -> dict[str, str]:
        """ARN by Chalice's name of a function. What it is called does not tell the stage, Chalice's tag does."""
        client = self.session.client("lambda")
        arns = {}
        for page in client.get_paginator("list_functions").paginate():
            for function in page["Functions"]:
                name, arn = function["FunctionName"], function["FunctionArn"]
                if name.startswith(self.prefix) and self._is_ours(client, arn):
                    arns[name.removeprefix(self.prefix).removeprefix("-") or "api_handler"] = arn
        return arns

    def tag_roles(self) -> None:
        """Chalice tags functions alone."""
        for role in self._roles():
            self.session.client("iam").tag_role(
                RoleName=role["role_name"], Tags=[{"Key": "grail-stage", "Value": self.stage}]
            )

    def _is_ours(self, client: Any, arn: str) -> bool:
        tag = client.list_tags(Resource=arn)["Tags"].get("aws-chalice", "")
        return f":stage={self.stage}:app=grail" in f"{tag}:"

    def roles(self) -> list[str]:
        """Names of the functions' roles."""
        return [role["role_name"] for role in self._roles()]

    def _roles(self) -> Iterator[Json]:
        client = self.session.client("iam")
        for page in client.get_paginator("list_roles").paginate():
            for iam_role in page["Roles"]:
                role = iam_role["RoleName"]
                function = role.removeprefix(f"{self.prefix}-")
                if role != function and _is_function(function):
                    yield _entry(f"{function}_role", "iam_role", role_name=role, role_arn=iam_role["Arn"])

    def _events(self, name: str, arn: str, bucket: str | None) -> Iterator[Json]:
        """What starts a function."""
        for page in (
            self.session.client("lambda").get_paginator("list_event_source_mappings").paginate(FunctionName=arn)
        ):
            for mapping in page["EventSourceMappings"]:
                if mapping.get("State") != "Deleting":
                    source = {"event_uuid": mapping["UUID"], "queue_arn": mapping["EventSourceArn"], "lambda_arn": arn}
                    queue = mapping["EventSourceArn"].rsplit(":", 1)[-1]
                    yield _entry(f"{name}-sqs-event-source", "sqs_event", queue=queue, **source)
        if bucket is not None and arn in self._notified(bucket):
            yield _entry(f"{name}-s3event", "s3_event", bucket=bucket, lambda_arn=arn)
        rule = f"{self.prefix}-{name}-event"
        if self._has_rule(rule):
            yield _entry(f"{name}-event", "cloudwatch_event", rule_name=rule)

    def _notified(self, bucket: str) -> set[str]:
        try:
            notification = self.session.client("s3").get_bucket_notification_configuration(Bucket=bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                return set()
            raise
        return {
            configuration["LambdaFunctionArn"] for configuration in notification.get("LambdaFunctionConfigurations", [])
        }

    def _has_rule(self, name: str) -> bool:
        try:
            self.session.client("events").describe_rule(Name=name)
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                return False
            raise
        return True


def _is_function(name: str) -> bool:
    """Whether a role's name ends as Chalice ends it: functions' names hold no hyphen, those of stages and of other
    roles of the stack do."""
    return name.isidentifier()


def _entry(name: str, kind: str, **values: str) -> Json:
    return {"name": name, "resource_type": kind, **values}
