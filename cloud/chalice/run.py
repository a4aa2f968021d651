"""`chalice deploy` and `chalice delete` of one stage's project, with functions as container images.

Chalice knows no images (aws/chalice#1598). Its calls go through a botocore session, whose public events may change a
call's parameters before botocore checks and sends them: so the zip is taken out and the image put in.

Run as a program of its own, since Chalice imports the project's app.py under the stage's environment.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from botocore.session import Session
from chalice.cli.factory import CLIFactory
from chalice.config import Config
from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder
from chalice.deploy.deployer import ChaliceDeploymentError
from chalice.deploy.models import LambdaFunction
from chalice.utils import UI

from cloud.response_headers import gateway_responses
from cloud.stack.target import LAPTOP

# What a function in an image may not have: it is in the image, or has no meaning there.
OF_ZIPS = ("Code", "ZipFile", "Runtime", "Handler", "Layers")
# Megabytes of a function's disk: Lambda's bounds, and what is left beside copies of passages.
SMALLEST_DISK, LARGEST_DISK, ROOM_BESIDE_COPIES = 512, 10_240, 112
# Lambda's runtime client then writes a line of JSON for each record, with the call's id and what `extra` holds.
LOGGING = {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}


@dataclass(frozen=True)
class ImageFunctions:
    """Turns Chalice's functions into ones that run `image`. By function's name, `handlers` says what each starts, and
    `storage` how many megabytes of disk it has."""

    image: str
    handlers: Mapping[str, str]
    storage: Mapping[str, int]

    def register(self, session: Any) -> None:
        """`session` is Chalice's botocore session."""
        events = {
            "CreateFunction": self.create,
            "UpdateFunctionCode": self.update_code,
            "UpdateFunctionConfiguration": self.update_configuration,
        }
        for operation, change in events.items():
            session.register(f"provide-client-params.lambda.{operation}", change)

    def create(self, params: dict[str, Any], **_: Any) -> dict[str, Any]:
        image = {"PackageType": "Image", "Code": {"ImageUri": self.image}}
        return {**_without_zip(params), **image, **self._ours(params)}

    def update_code(self, params: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**_without_zip(params), "ImageUri": self.image}

    def update_configuration(self, params: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**_without_zip(params), **self._ours(params)}

    def _ours(self, params: dict[str, Any]) -> dict[str, Any]:
        """What Chalice does not know to set."""
        name = params["FunctionName"]
        return {
            "ImageConfig": {"Command": [self.handlers[name]]},
            "EphemeralStorage": {"Size": self.storage[name]},
            "LoggingConfig": LOGGING,
        }


def _without_zip(params: dict[str, Any]) -> dict[str, Any]:
    """A copy: Chalice still measures the zip in its own."""
    return {name: value for name, value in params.items() if name not in OF_ZIPS}


def describe_rest_api(stage: str, session: Any) -> None:
    """Every stage's would be called "grail", after the app, and what API Gateway answers itself lack our headers."""

    def change(params: dict[str, Any], **_: Any) -> dict[str, Any]:
        document = json.loads(params["body"])
        document["info"]["title"] = f"grail-{stage}"
        document["x-amazon-apigateway-gateway-responses"] = gateway_responses()
        return {**params, "body": json.dumps(document)}

    session.register("provide-client-params.apigateway.PutRestApi", change)


def bound_roles(boundary: str, session: Any) -> None:
    """Every role that Chalice makes gets the permissions boundary, which Chalice does not know."""

    def change(params: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**params, "PermissionsBoundary": boundary}

    session.register("provide-client-params.iam.CreateRole", change)


def keep_tags(session: Any) -> None:
    """Chalice would remove every tag of a function that is not in its configuration: an organisation's own, too."""

    def skip(**_: Any) -> tuple[Any, dict[str, Any]]:
        return SimpleNamespace(status_code=204), {"ResponseMetadata": {"HTTPStatusCode": 204}}

    session.register("before-call.lambda.UntagResource", skip)


def functions_of(config: Config) -> list[LambdaFunction]:
    """Every function that Chalice would deploy."""
    application = ApplicationGraphBuilder().build(config, config.chalice_stage)
    resources = DependencyBuilder().build_dependencies(application)
    return [resource for resource in resources if isinstance(resource, LambdaFunction)]


def image_functions(image: str, config: Config) -> ImageFunctions:
    functions = functions_of(config)
    settings = config.config_from_disk["lambda_functions"]
    storage = {
        function.function_name: megabytes(settings[function.resource_name], function.environment_variables)
        for function in functions
    }
    return ImageFunctions(image, {function.function_name: function.handler for function in functions}, storage)


def megabytes(settings: Mapping[str, Any], environment: Mapping[str, str]) -> int:
    """A function's disk: what .chalice/config.json says, and at least room for its copies of passages."""
    copies = int(environment.get("COPIES_BYTES") or 0) // 2**20 + ROOM_BESIDE_COPIES
    return min(max(int(settings.get("ephemeral_storage", SMALLEST_DISK)), copies), LARGEST_DISK)


def deploy(project: Path, stage: str, session_of: Any, image: str | None, boundary: str = "") -> None:
    """Deploy the project as `chalice deploy` does; `image` None leaves functions to Chalice's own zips. `boundary` is
    the policy that bounds the functions' roles, "" for none."""
    factory = CLIFactory(str(project), environ=os.environ)
    config = factory.create_config_obj(chalice_stage_name=stage)
    session = session_of(factory)
    describe_rest_api(stage, session)
    keep_tags(session)
    if boundary:
        bound_roles(boundary, session)
    if image is not None:
        image_functions(image, config).register(session)
    factory.create_default_deployer(session, config, UI()).deploy(config, chalice_stage_name=stage)


def delete(project: Path, stage: str, session_of: Any) -> None:
    """Delete what the project's record says is deployed, as `chalice delete` does."""
    factory = CLIFactory(str(project), environ=os.environ)
    config = factory.create_config_obj(chalice_stage_name=stage)
    factory.create_deletion_deployer(session_of(factory), UI()).deploy(config, chalice_stage_name=stage)


def _laptop_session(factory: CLIFactory) -> Session:
    """With what MiniStack lacks. Every other account is asked as AWS is, wherever AWS_ENDPOINT_URL leads."""
    from cloud.chalice import laptop_calls

    session = factory.create_botocore_session()
    laptop_calls.register(session)
    return session


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["deploy", "delete"])
    parser.add_argument("--project", type=Path, required=True)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--image")
    parser.add_argument("--boundary", default="")
    options = parser.parse_args()
    session_of = _laptop_session if options.stage == LAPTOP else CLIFactory.create_botocore_session
    try:
        if options.action == "deploy":
            deploy(options.project, options.stage, session_of, options.image, options.boundary)
        else:
            delete(options.project, options.stage, session_of)
    except ChaliceDeploymentError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
