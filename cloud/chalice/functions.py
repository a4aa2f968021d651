"""The functions of a stage: its Chalice project, deployed and deleted."""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from chalicelib.adapters.bedrock.model_ids import ModelId, parse_model_id
from chalicelib.config import INGEST_CONCURRENCY
from chalicelib.errors import UnusableModelError
from cloud import PROJECT
from cloud.chalice import rest_limits, source_buckets
from cloud.chalice.deployed import Deployed
from cloud.chalice.project import Project
from cloud.stack import models, sockets, stack
from cloud.stack.target import API_STAGE, Target, TargetError

RECORD_KEY = "chalice/deployed.json"
Embedding = tuple[str, str]
WAITER = {"Delay": 1, "MaxAttempts": 300}
ATTEMPTS = 0  # Of asynchronous calls, after the first: an answer that failed is told, and asked for again by a person.
# What a laptop's functions need to reach the laptop cloud; their credentials are their role's.
OF_LAPTOP = (
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT",
    "AWS_ALLOW_HTTP",
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
    "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME",
)


def deploy(
    target: Target, outputs: Mapping[str, str], image: str | None, *, reserve: bool, also: Collection[str] = ()
) -> None:
    """Bring the stage's functions and what starts them up to date; raises TargetError.

    `also` are models that functions may still call which are yet to be brought up to date.
    """
    deployed = Deployed(target.session, target.stage)
    names, client = policy_names(target, outputs, also), target.client("lambda")
    settings = environment(target, outputs)
    if not target.on_laptop:
        limit = client.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
        settings = {"INGEST_CONCURRENCY": str(ingest_concurrency(limit)), **settings}
    add_settings(client, deployed.functions().values(), settings)
    project = Project(target.folder / "chalice", target.stage, settings, names, reserve=reserve)
    project.write()
    project.record_file.write_text(json.dumps(deployed.record(dict(outputs), interfaces=True)))
    boundary = _bound(target)
    _chalice(target, project.folder, "deploy", *(["--image", image] if image else []), *boundary)
    target.client("s3").put_object(
        Bucket=outputs["DeployBucket"], Key=RECORD_KEY, Body=project.record_file.read_bytes()
    )
    for arn in deployed.functions().values():
        client.put_function_event_invoke_config(FunctionName=arn, MaximumRetryAttempts=ATTEMPTS)
    deployed.tag_roles()
    sockets.publish(target.client("apigatewayv2"), outputs["SocketApiId"], API_STAGE)
    rest_limits.limit(target.client("apigateway"), outputs["RestApiId"], API_STAGE)


def ingest_concurrency(limit: int) -> int:
    """Documents worked on at once where `limit` functions may run: at most a third, so that people are answered
    meanwhile, and at least Lambda's own minimum for a queue."""
    return max(2, min(INGEST_CONCURRENCY, limit // 3))


def add_settings(client: Any, functions: Iterable[str], settings: Mapping[str, str]) -> None:
    """Add variables that functions lack, before Chalice changes their code and only then their configuration: new code
    would not start without them. Variables that are there keep their values, since the old code still runs."""
    for arn in functions:
        now = client.get_function_configuration(FunctionName=arn).get("Environment", {}).get("Variables", {})
        if settings.keys() - now.keys():
            client.update_function_configuration(FunctionName=arn, Environment={"Variables": {**settings, **now}})
            client.get_waiter("function_updated_v2").wait(FunctionName=arn, WaiterConfig=WAITER)


def _bound(target: Target) -> list[str]:
    """Bound the roles that functions have already; returns the words that have Chalice bound those it makes."""
    boundary = target.chosen.get("PermissionsBoundary", "")
    if not boundary:
        return []
    client = target.client("iam")
    for role in Deployed(target.session, target.stage).roles():
        client.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=boundary)
    return ["--boundary", boundary]


def delete(target: Target, outputs: Mapping[str, str]) -> None:
    """Delete every function of the stage, what starts them and their roles; raises TargetError."""
    record = Deployed(target.session, target.stage).record(dict(outputs), interfaces=False)
    if record["resources"]:
        project = Project(target.folder / "chalice", target.stage, {}, None)
        project.write()
        project.record_file.write_text(json.dumps(record))
        _chalice(target, project.folder, "delete")


def archives(target: Target) -> Path:
    """The folder in which Chalice leaves the zips that it packaged last."""
    return target.folder / "chalice" / ".chalice" / "deployments"


def environment(target: Target, outputs: Mapping[str, str]) -> dict[str, str]:
    """What the stage's functions read (docs/configuration.md)."""
    settings = {
        **stack.environment(outputs),
        "GRAIL_STAGE": target.stage,
        "WEBSOCKET_URL": target.socket_url(outputs),
        "ANSWER_FUNCTION": f"grail-{target.stage}-answer",
        "ACTIVE_FUNCTIONS": ",".join(active(target.stage)),
        **target.settings,
    }
    if "ProgramClients" in outputs:
        settings["PROGRAM_RESOURCE"] = f"{target.rest_url(outputs)}/mcp"
    if "SocketDomain" in outputs:
        # Frames are posted to the interface's given address: they arrive whatever becomes of the domain's DNS.
        settings["WEBSOCKET_MANAGEMENT_URL"] = f"https{target.given_socket_url(outputs).removeprefix('wss')}"
    if target.on_laptop:
        url = os.environ["AWS_ENDPOINT_URL"]
        settings |= {name: os.environ[name] for name in OF_LAPTOP}
        settings |= {"AUTH_ENDPOINT": url, "JWKS_URL": f"{url}/{outputs['UserPoolId']}/.well-known/jwks.json"}
        settings |= {"PAGE_ORIGINS": target.chosen.get("PageOrigin", "http://localhost:8080")}
    return settings


def active(stage: str) -> list[str]:
    """Every function but `upkeep`, which calls the others once a day."""
    functions = json.loads((PROJECT / ".chalice" / "config.json").read_text())["lambda_functions"]
    names = {name: "" if name == "api_handler" else f"-{name}" for name in functions if name != "upkeep"}
    return [f"grail-{stage}{suffix}" for suffix in names.values()]


def model_of(target: Target, model: str) -> Embedding:
    """The embedding model as the stage's functions would be told it, with the number of its dimensions.

    Without the scope of a profile: all of them make the same vectors."""
    return _model_id(target, model).plain, target.chosen.get("EmbeddingDimensions", "")


def models_in_use(target: Target) -> set[Embedding]:
    """What the stage's functions were told; more than one while the pointer is being turned."""
    client = target.client("lambda")
    variables = [
        client.get_function_configuration(FunctionName=arn).get("Environment", {}).get("Variables", {})
        for arn in Deployed(target.session, target.stage).functions().values()
    ]
    return {
        (_model_id(target, values.get("EMBEDDING_MODEL", "")).plain, values.get("EMBEDDING_DIMENSIONS", ""))
        for values in variables
    }


def policy_names(target: Target, outputs: Mapping[str, str], also: Collection[str] = ()) -> dict[str, Any]:
    """What `.chalice/policy.json` names."""

    def arns(chosen: Iterable[str]) -> list[str]:
        region = outputs.get("BedrockRegion", target.region)
        called = [_model_id(target, model.strip()) for model in chosen]
        arns = (arn for model in called for arn in model.arns(target.partition, region, target.account))
        return list(dict.fromkeys(arns))

    reranking = [outputs["RerankModel"]] if "RerankModel" in outputs else []
    return {
        **outputs,
        "Stage": target.stage,
        "Region": target.region,
        "Account": target.account,
        "Partition": target.partition,
        "EmbeddingModels": arns(dict.fromkeys([outputs["EmbeddingModel"], *sorted(also)])),
        "ChatModels": arns([*outputs["ChatModels"].split(","), *filter(None, [outputs.get("FallbackModel")])]),
        "OcrModels": arns(filter(None, [outputs.get("OcrModel")])),
        "OcrGuardrails": _guardrail_arns(target, outputs) if outputs.get("OcrModel") else [],
        "Guardrails": _guardrail_arns(target, outputs),
        "RerankModels": arns(reranking),
        "Reranking": ["*"] if reranking else [],  # Its action knows no resources; the model's call does.
        **source_buckets.names(outputs, target.partition, _user_pool_arn(target, outputs)),
    }


def _user_pool_arn(target: Target, outputs: Mapping[str, str]) -> str:
    return f"arn:{target.partition}:cognito-idp:{target.region}:{target.account}:userpool/{outputs.get('UserPoolId')}"


def _model_id(target: Target, model: str) -> ModelId:
    """Also of a model that functions still have and the stage file no longer describes."""
    try:
        return models.known_models(target).model_id(model)
    except UnusableModelError:
        return parse_model_id(model)


def _guardrail_arns(target: Target, outputs: Mapping[str, str]) -> list[str]:
    guardrail, region = outputs.get("GuardrailId", ""), outputs.get("BedrockRegion", target.region)
    if not guardrail or guardrail.startswith("arn:"):
        return [guardrail] if guardrail else []
    return [f"arn:{target.partition}:bedrock:{region}:{target.account}:guardrail/{guardrail}"]


def _chalice(target: Target, project: Path, action: str, *more: str) -> None:
    command = [sys.executable, "-m", "cloud.chalice.run", action, "--project", str(project), "--stage", target.stage]
    environment = {**os.environ, "AWS_DEFAULT_REGION": target.region}
    done = subprocess.run([*command, *more], cwd=PROJECT, env=environment, check=False)
    if done.returncode:
        raise TargetError(f"chalice {action} failed; what it said stands above. The same command goes on from there.")
