"""Preflights of the deployed form: the interface hands every one to the function, which knows the page's addresses."""

import importlib
import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.deploy.swagger import CFNSwaggerGenerator

from chalicelib.api.http import blueprint

ORIGINS = ("https://chat.example.org", "https://main.d1.amplifyapp.com")


REAL: Any = importlib.import_module("app").app


@pytest.fixture
def app() -> Any:
    services: Any = SimpleNamespace(settings=SimpleNamespace(page_origins=ORIGINS))
    app = Chalice("grail")
    app.register_blueprint(blueprint(services))
    return app


def call(app: Any, path: str, origin: str, method: str = "OPTIONS") -> tuple[int, dict[str, str]]:
    """What the function answers to an event of API Gateway."""
    event = {
        "httpMethod": method,
        "resource": path,
        "path": path,
        "headers": {"Origin": origin, "Access-Control-Request-Method": "GET"},
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


def test_the_interface_fixes_no_origin(app: Any) -> None:
    assert app.routes.keys() == REAL.routes.keys()
    document = CFNSwaggerGenerator().generate_swagger(REAL)
    assert "amplifyapp" not in json.dumps(document)
    for path, methods in document["paths"].items():
        integration = methods["options"]["x-amazon-apigateway-integration"]
        assert integration["type"] == "aws_proxy", path
