"""Preflights of the deployed form: the interface hands every one to the function, which knows the page's addresses."""

import importlib
import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.session import Session
from chalice.app import Chalice
from chalice.deploy.swagger import CFNSwaggerGenerator

from chalicelib.api.http import HEADERS, blueprint
from cloud.chalice import run

ORIGINS = ("https://chat.example.org", "https://main.d1.amplifyapp.com")


REAL: Any = importlib.import_module("app").app


@pytest.fixture
def app() -> Any:
    services: Any = SimpleNamespace(settings=SimpleNamespace(page_origins=ORIGINS))
    app = Chalice("grail")
    app.register_blueprint(blueprint(services))
    return app


def call(
    app: Any, path: str, origin: str, method: str = "OPTIONS", content_type: str = "application/json"
) -> tuple[int, dict[str, str]]:
    """What the function answers to an event of API Gateway."""
    event = {
        "httpMethod": method,
        "resource": path,
        "path": path,
        "headers": {"Origin": origin, "Access-Control-Request-Method": "GET", "Content-Type": content_type},
        "multiValueHeaders": {"Origin": [origin], "Access-Control-Request-Method": ["GET"]},
        "multiValueQueryStringParameters": None,
        "pathParameters": dict.fromkeys(re.findall(r"{(\w+)}", path), "1"),
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {"httpMethod": method, "resourcePath": path},
    }
    answer = app(event, SimpleNamespace(aws_request_id="r"))
    return answer["statusCode"], answer["headers"]


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_preflight_of_each_address_of_the_page_is_allowed(app: Any, origin: str) -> None:
    for path in app.routes:
        status, headers = call(app, path, origin)
        assert (status, headers["Access-Control-Allow-Origin"]) == (204, origin), path


def test_a_preflight_of_another_page_is_not_allowed(app: Any) -> None:
    for origin in ("https://evil.example", "null", f"{ORIGINS[0]}.evil.example", ORIGINS[0].upper()):
        _, headers = call(app, "/documents", origin)
        assert not [name for name in headers if name.startswith("Access-Control")], headers


@pytest.mark.parametrize(
    ("method", "path", "content_type", "status"),
    [
        ("PUT", "/documents", "application/json", 405),
        ("POST", "/search", "text/plain", 415),
        ("GET", "/documents", "application/json", 500),  # These services have no tokens.
        ("OPTIONS", "/documents", "application/json", 204),
    ],
)
def test_every_answer_carries_the_headers(app: Any, method: str, path: str, content_type: str, status: int) -> None:
    """Those of Chalice itself too."""
    told, headers = call(app, path, ORIGINS[0], method, content_type)
    assert told == status
    assert headers.items() >= HEADERS.items()


def test_answers_of_api_gateway_itself_carry_the_headers() -> None:
    session = Session()
    run.describe_rest_api("test", session)
    event = "provide-client-params.apigateway.PutRestApi"
    body = json.dumps({"info": {"title": "grail"}})
    changed = session.get_component("event_emitter").emit(event, params={"body": body})[0][1]
    document = json.loads(changed["body"])
    assert document["info"]["title"] == "grail-test"
    told = document["x-amazon-apigateway-gateway-responses"]
    assert set(told) == {"DEFAULT_4XX", "DEFAULT_5XX"}
    for response in told.values():
        names = {name.removeprefix("gatewayresponse.header.") for name in response["responseParameters"]}
        assert names == set(HEADERS)
        for value in response["responseParameters"].values():
            assert value[0] == value[-1] == "'"
            assert "'" not in value[1:-1]


def test_the_interface_fixes_no_origin(app: Any) -> None:
    assert app.routes.keys() == REAL.routes.keys()
    document = CFNSwaggerGenerator().generate_swagger(REAL)
    assert "amplifyapp" not in json.dumps(document)
    for path, methods in document["paths"].items():
        integration = methods["options"]["x-amazon-apigateway-integration"]
        assert integration["type"] == "aws_proxy", path
