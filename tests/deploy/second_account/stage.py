"""The second account's stage: its names, and what it is asked."""

import json
from typing import Any

from cloud.aws import deploy
from cloud.aws.image import image
from cloud.stack import models
from cloud.stack.target import Target

STAGE = "second"
REGION = "eu-central-1"
HANDLERS = {
    "grail-second": "app.app",
    "grail-second-websocket_connect": "app.on_connect",
    "grail-second-websocket_message": "app.on_message",
    "grail-second-websocket_disconnect": "app.on_disconnect",
    "grail-second-on_s3_event": "app.on_s3_event",
    "grail-second-embed": "app.embed",
    "grail-second-answer": "app.answer",
    "grail-second-upkeep": "app.upkeep",
}


Json = dict[str, Any]


def chosen_for(target: Target) -> dict[str, str]:
    return models.chosen_models(target, deploy.parameters(target))


def push(target: Target, layer: str) -> None:
    """Push an image of one layer, as Docker or CodeBuild does: nothing is to be built here."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": _digest("c")},
        "layers": [
            {"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": 1, "digest": _digest(layer)}
        ],
    }
    target.client("ecr").put_image(
        repositoryName=f"grail-{STAGE}", imageTag=image.tag("arm64"), imageManifest=json.dumps(manifest)
    )


def _digest(letter: str) -> str:
    return f"sha256:{letter * 64}"


def functions_of(target: Target) -> dict[str, Json]:
    client = target.client("lambda")
    names = [function["FunctionName"] for function in client.list_functions()["Functions"]]
    return {name: client.get_function(FunctionName=name) for name in names}
