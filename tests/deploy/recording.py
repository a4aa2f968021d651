"""Deploys a project of images to moto, again, and once more as in a new account that may run 10 functions at once, and
deletes it: python -m tests.deploy.recording OUT

Writes down the parameters of every call to Lambda, by deploy (calls.json), and the name of every call to any service,
with its HTTP method (operations.json).

A program of its own, since Chalice imports the project's app.py and chalicelib under the stage's environment.
"""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
from botocore.client import BaseClient
from moto import mock_aws

from cloud import PROJECT
from cloud.chalice import functions, laptop_calls, run, source_buckets
from cloud.chalice.deployed import Deployed
from cloud.chalice.project import Project
from cloud.stack import stack

STAGE = "images"
IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/grail-images@sha256:" + "a" * 64
AGAIN = IMAGE.replace("a" * 64, "b" * 64)


BOUNDARY = "arn:aws:iam::123456789012:policy/grail-boundary"
operations: set[tuple[str, str, str]] = set()
roles: list[dict[str, Any]] = []


def _record_operations() -> None:
    """Of every client of this process: boto3's, and Chalice's, which comes from botocore."""
    real = BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(self: Any, operation: str, params: dict[str, Any]) -> Any:
        model = self.meta.service_model
        operations.add((model.signing_name, operation, model.operation_model(operation).http["method"]))
        return real(self, operation, params)

    BaseClient._make_api_call = call  # type: ignore[attr-defined]


def main(out: Path) -> None:
    _record_operations()
    session = boto3.Session()
    boto3.client("iam").create_policy(
        PolicyName="grail-boundary", PolicyDocument=(PROJECT / "cloud" / "stack" / "boundary-policy.json").read_text()
    )
    chosen = {"Cloud": "laptop", "EmbeddingModel": "x", "ChatModels": "x"}  # Moto has no Amplify.
    outputs = stack.apply(session.client, STAGE, chosen)
    name = f"grail-{STAGE}"  # Moto's CloudFormation makes interfaces by half.
    rest = session.client("apigateway").create_rest_api(name=name, endpointConfiguration={"types": ["REGIONAL"]})
    socket = session.client("apigatewayv2").create_api(
        Name=name, ProtocolType="WEBSOCKET", RouteSelectionExpression="a"
    )
    outputs |= {"RestApiId": rest["id"], "SocketApiId": socket["ApiId"]}
    environment = {
        **stack.environment(outputs),
        "GRAIL_STAGE": STAGE,
        "WEBSOCKET_URL": "wss://example.org/api",
        "ANSWER_FUNCTION": "grail-images-answer",
    }
    names: dict[str, Any] = {**outputs, "Stage": STAGE, "Region": "us-east-1", "Account": "123456789012"}
    model = ["arn:aws:bedrock:us-east-1::foundation-model/x"]
    names |= {"Partition": "aws", "EmbeddingModels": model, "ChatModels": model, "RerankModels": [], "Reranking": []}
    names |= {"Guardrails": [], "OcrModels": [], "OcrGuardrails": [], "UserPoolId": "us-east-1_images"}
    names |= source_buckets.names(outputs, "aws", "")
    project = Project(out / "project", STAGE, environment, names)
    calls: list[dict[str, list[dict[str, Any]]]] = []

    def recorded(factory: Any) -> Any:
        made = factory.create_botocore_session()
        calls.append({})

        def write_down(params: dict[str, Any], model: Any, **_: Any) -> None:
            calls[-1].setdefault(model.name, []).append(params)

        made.register("before-parameter-build.lambda", write_down)
        made.register("before-parameter-build.iam.CreateRole", lambda params, **_: roles.append(params))
        laptop_calls.register(made)  # Chalice writes Swagger 2, which API Gateway takes and moto does not.
        made.register("provide-client-params.s3.PutBucketNotificationConfiguration", _small_letters)
        return made

    small = {"INGEST_CONCURRENCY": str(functions.ingest_concurrency(10)), "COPIES_BYTES": str(700 * 2**20)}
    of_new_account = replace(project, environment=environment | small, reserve=False)
    client = session.client("lambda")
    for number, (image, deployed) in enumerate(((IMAGE, project), (AGAIN, project), (AGAIN, of_new_account))):
        deployed.write()
        record = Deployed(session, STAGE).record(outputs, interfaces=True)
        deployed.record_file.write_text(json.dumps(record))
        for arn in Deployed(session, STAGE).functions().values() if number == 1 else ():
            client.tag_resource(Resource=arn, Tags={"cost-centre": "1234"})
        for module in [name for name in sys.modules if name == "app" or name.startswith("chalicelib.api")]:
            del sys.modules[module]  # Each deploy is a process of its own.
        run.deploy(deployed.folder, STAGE, recorded, image, BOUNDARY)
    Deployed(session, STAGE).tag_roles()
    (out / "calls.json").write_text(json.dumps(calls, default=repr))
    tags = {arn: client.list_tags(Resource=arn)["Tags"] for arn in Deployed(session, STAGE).functions().values()}
    (out / "tags.json").write_text(json.dumps(tags))
    iam = session.client("iam")
    role_names = [role["RoleName"] for role in iam.list_roles()["Roles"] if role["RoleName"].startswith(f"{name}-")]
    of_roles = {role: iam.list_role_tags(RoleName=role)["Tags"] for role in role_names}
    (out / "role-tags.json").write_text(json.dumps(of_roles))
    deletion = Project(out / "deletion", STAGE, {}, None)
    _delete(deletion, session, outputs, recorded)
    (out / "roles.json").write_text(json.dumps(roles))
    (out / "operations.json").write_text(json.dumps(sorted(operations)))


def _delete(project: Project, session: boto3.Session, outputs: dict[str, str], session_of: Any) -> None:
    record = Deployed(session, STAGE).record(outputs, interfaces=False)
    project.write()
    project.record_file.write_text(json.dumps(record))
    run.delete(project.folder, STAGE, session_of)
    stack.delete(session.client("cloudformation"), STAGE)


def _small_letters(params: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Chalice writes "Prefix", which S3 takes and moto does not."""
    changed: dict[str, Any] = json.loads(json.dumps(params).replace('"Prefix"', '"prefix"'))
    return changed


if __name__ == "__main__":
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
    with mock_aws(config={"lambda": {"use_docker": False}}):
        main(Path(sys.argv[1]))
