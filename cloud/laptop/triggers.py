"""Registers the triggers that `app.py` declares with the laptop cloud: routes of sockets, S3's events, queue, schedule.

`chalice deploy` cannot do it there, since MiniStack imports no REST API: `chalice local` answers REST.
A function's code is one line that imports the project, so a change of a file needs no packaging.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError
from chalice.app import Chalice

from cloud import PROJECT
from cloud.laptop.options import REGION
from cloud.stack import sign_up, sockets

ACCOUNT = "000000000000"
STAGE = "api"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/grail-local"
CONFIRM = "grail-local-confirm"
# Follows the template's own rule on who may make an account.
CONFIRM_CODE = """

admit = handler


def handler(event, context):
    event = admit(event, context)
    event["response"].update(autoConfirmUser=True, autoVerifyEmail=True)
    return event
"""
# What computes leaves the processors to sockets, REST and the page, and to what else a person does on the laptop.
COMPUTING = 10
# Nobody looks on while a document is read: on Linux answers get about seven times as much of a processor as this.
IN_BACKGROUND = 19
NICENESS = {"answer": COMPUTING, "embed": IN_BACKGROUND, "upkeep": COMPUTING}
CONCURRENCY = 2  # The least that AWS allows, and as much as a laptop can use.
SOCKET_NAMES = {"$connect": "websocket_connect", "$default": "websocket_message", "$disconnect": "websocket_disconnect"}


@dataclass(frozen=True)
class Handler:
    """A function of `app.py`: its name in Chalice's configuration, and the handler that runs."""

    name: str
    attribute: str

    @property
    def function_name(self) -> str:
        return f"grail-local-{self.name}"

    @property
    def code(self) -> str:
        return (
            f"import os, sys\nos.nice({NICENESS.get(self.name, 0)})\n"
            f"sys.path.insert(0, {str(PROJECT)!r})\nimport app\nglobals().update(vars(app))\n"
        )


class Triggers:
    """The app's functions on the laptop cloud. `session` makes clients that speak to it."""

    def __init__(self, session: boto3.Session, endpoint: str) -> None:
        self._lambda = session.client("lambda", endpoint_url=endpoint)
        self._sockets = session.client("apigatewayv2", endpoint_url=endpoint)
        self._s3 = session.client("s3", endpoint_url=endpoint)
        self._events = session.client("events", endpoint_url=endpoint)
        self._endpoint = endpoint

    def websocket_url(self, api: str) -> str:
        """The address of the stack's socket API."""
        return f"ws{self._endpoint.removeprefix('http')}/_aws/execute-api/{api}/{STAGE}"

    def confirm_function(self, domains: str = "") -> str:
        """The ARN of the function that confirms new accounts of these domains, since a laptop sends no mail."""
        self._put_function(CONFIRM, "handler.handler", sign_up.rule() + CONFIRM_CODE, {"DOMAINS": domains}, {})
        return _arn(CONFIRM)

    def register(self, app: Chalice, environment: Mapping[str, str], socket_api: str) -> list[Handler]:
        """Make every function and its trigger, or bring them up to date; returns the functions."""
        settings = json.loads((PROJECT / ".chalice" / "config.json").read_text())
        handlers = handlers_of(app)
        for handler in handlers:
            limits = {**settings, **settings["lambda_functions"].get(handler.name, {})}
            self._put_function(handler.function_name, f"handler.{handler.attribute}", handler.code, environment, limits)
        for key, _ in _sockets(app):
            self._put_route(socket_api, key, f"grail-local-{SOCKET_NAMES[key]}")
        sockets.publish(self._sockets, socket_api, STAGE)
        self._put_sources(app)
        return handlers

    def warm(self) -> None:
        """Start the functions that a person would wait for when the page opens, by calls that change nothing.

        `answer` comes after them by itself (`WarmJob`), and takes as much memory as all of these.
        """
        socket = {"connectionId": "none", "apiId": "none", "domainName": "none", "stage": STAGE, "routeKey": "$default"}
        events: dict[str, Any] = {
            "websocket_connect": {"requestContext": socket},
            "websocket_message": {"requestContext": socket, "body": "{}"},
        }
        for name, event in events.items():
            payload = json.dumps(event).encode()
            self._lambda.invoke(FunctionName=f"grail-local-{name}", InvocationType="Event", Payload=payload)

    def refresh(self, handlers: list[Handler]) -> None:
        """Make running functions load the code anew."""
        for handler in handlers:
            self._lambda.update_function_code(FunctionName=handler.function_name, ZipFile=_zip(handler.code))

    def _put_function(
        self, name: str, handler: str, code: str, environment: Mapping[str, str], limits: Mapping[str, Any]
    ) -> None:
        settings = {
            "FunctionName": name,
            "Runtime": "python3.13",
            "Role": ROLE,
            "Handler": handler,
            "Timeout": limits.get("lambda_timeout", 29),
            "MemorySize": limits.get("lambda_memory_size", 512),
            "Environment": {"Variables": dict(environment)},
        }
        try:
            self._lambda.get_function(FunctionName=name)
        except ClientError:
            self._lambda.create_function(**settings, Code={"ZipFile": _zip(code)})
        else:
            self._lambda.update_function_configuration(**settings)
            self._lambda.update_function_code(FunctionName=name, ZipFile=_zip(code))
        # An answer is made once: what fails is told to the person, who can ask again.
        self._lambda.put_function_event_invoke_config(FunctionName=name, MaximumRetryAttempts=0)

    def _put_route(self, api: str, key: str, function: str) -> None:
        if any(route["RouteKey"] == key for route in self._sockets.get_routes(ApiId=api)["Items"]):
            return
        uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{_arn(function)}/invocations"
        integration = self._sockets.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri)
        target = f"integrations/{integration['IntegrationId']}"
        self._sockets.create_route(ApiId=api, RouteKey=key, Target=target)

    def _put_sources(self, app: Chalice) -> None:
        for source in app.event_sources:
            function = f"grail-local-{source.name}"
            match type(source).__name__:
                case "S3EventConfig":
                    self._put_notification(source, function)
                case "SQSEventConfig":
                    self._put_mapping(source, function)
                case "ScheduledEventConfig":
                    self._put_schedule(source, function)

    def _put_notification(self, source: Any, function: str) -> None:
        rules = [{"Name": "prefix", "Value": source.prefix}] if source.prefix else []
        configuration = {
            "LambdaFunctionArn": _arn(function),
            "Events": source.events,
            "Filter": {"Key": {"FilterRules": rules}},
        }
        self._s3.put_bucket_notification_configuration(
            Bucket=source.bucket,
            NotificationConfiguration={"LambdaFunctionConfigurations": [configuration]},  # type: ignore[list-item]
        )

    def _put_mapping(self, source: Any, function: str) -> None:
        if self._lambda.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]:
            return
        self._lambda.create_event_source_mapping(
            FunctionName=function,
            EventSourceArn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{source.queue}",
            BatchSize=source.batch_size,
            ScalingConfig={"MaximumConcurrency": CONCURRENCY},
        )

    def _put_schedule(self, source: Any, function: str) -> None:
        expression = source.schedule_expression
        self._events.put_rule(
            Name=function, ScheduleExpression=expression if isinstance(expression, str) else expression.to_string()
        )
        self._events.put_targets(Rule=function, Targets=[{"Id": "1", "Arn": _arn(function)}])


def handlers_of(app: Chalice) -> list[Handler]:
    """The app's functions."""
    handlers = [Handler(SOCKET_NAMES[key], config.handler_function.__name__) for key, config in _sockets(app)]
    return handlers + [Handler(function.name, function.handler_string.split(".")[1]) for function in _lambdas(app)]


def _sockets(app: Chalice) -> list[tuple[str, Any]]:
    return list(app.websocket_handlers.items())


def _lambdas(app: Chalice) -> list[Any]:
    return [*app.event_sources, *app.pure_lambda_functions]


def _arn(function: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"


def _zip(code: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("handler.py"), code)
    return buffer.getvalue()
