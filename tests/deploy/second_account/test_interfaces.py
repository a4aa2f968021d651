"""The stage's interfaces: REST and sockets."""

import json
import sys
from pathlib import Path

from cloud.chalice import rest_limits
from cloud.stack import sockets
from cloud.stack.target import Target
from measure.running import run_tool
from tests.deploy.second_account.stage import STAGE


def test_rest_takes_the_whole_document(requests: Path, outputs: dict[str, str]) -> None:
    """The laptop cloud is told path by path."""
    said = requests.read_text()
    assert f"PUT /restapis/{outputs['RestApiId']}?mode=overwrite" in said
    assert f"POST /restapis/{outputs['RestApiId']}/resources" not in said


def test_rest_has_every_route_of_the_app_with_its_preflight(target: Target, outputs: dict[str, str]) -> None:
    client, api = target.client("apigateway"), outputs["RestApiId"]
    pages = client.get_paginator("get_resources").paginate(restApiId=api)
    resources = {item["path"]: item for page in pages for item in page["items"]}
    routes = _routes()
    assert len(routes) >= 10
    assert {path: set(resource["resourceMethods"]) for path, resource in resources.items() if path in routes} == routes
    assert not {path for path, resource in resources.items() if resource.get("resourceMethods") and path not in routes}
    for path, methods in routes.items():
        assert "OPTIONS" in methods, path  # The app answers it by itself, since several origins may ask.
        for method in methods:
            call = client.get_integration(restApiId=api, resourceId=resources[path]["id"], httpMethod=method)
            assert call["type"].upper() == "AWS_PROXY"
            assert call["httpMethod"] == "POST"
            assert ":function:grail-second/" in call["uri"]
    assert client.get_rest_api(restApiId=api)["endpointConfiguration"]["types"] == ["REGIONAL"]
    throttled = client.get_stage(restApiId=api, stageName="api")["methodSettings"]["*/*"]
    assert throttled["throttlingRateLimit"] == rest_limits.RATE
    assert throttled["throttlingBurstLimit"] == rest_limits.BURST


def _routes() -> dict[str, set[str]]:
    """Methods by path, as the deployed app.py declares them: in a process of its own, since app.py reads the stage."""
    said = run_tool(
        sys.executable,
        "-c",
        "import json, app; print(json.dumps({path: list(each) for path, each in app.app.routes.items()}))",
        GRAIL_STAGE=STAGE,
        DOCUMENTS_BUCKET="bucket",
        INGEST_QUEUE_URL="https://sqs/1/queue",
    )
    assert said.returncode == 0, said.stderr
    return {path: set(methods) for path, methods in json.loads(said.stdout).items()}


def test_sockets_have_their_three_routes_and_limits(target: Target, outputs: dict[str, str]) -> None:
    client, api = target.client("apigatewayv2"), outputs["SocketApiId"]
    routes = {item["RouteKey"]: item["Target"] for item in client.get_routes(ApiId=api)["Items"]}
    uris = {
        f"integrations/{integration['IntegrationId']}": integration["IntegrationUri"]
        for integration in client.get_integrations(ApiId=api)["Items"]
    }
    started = {key: uris[goal].split(":function:")[1].split("/")[0] for key, goal in routes.items()}
    assert started == {
        "$connect": "grail-second-websocket_connect",
        "$default": "grail-second-websocket_message",
        "$disconnect": "grail-second-websocket_disconnect",
    }
    (published,) = client.get_stages(ApiId=api)["Items"]
    assert published["StageName"] == "api"
    assert published["DefaultRouteSettings"]["ThrottlingBurstLimit"] == sockets.BURST
