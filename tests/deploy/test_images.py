"""`chalice deploy` with functions as images: what it asks of Lambda, the first time and again."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cloud import PROJECT
from cloud.aws.image.packages import SERVICES
from cloud.chalice import functions

Calls = dict[str, list[dict[str, Any]]]
HANDLERS = {
    "grail-images": "app.app",
    "grail-images-websocket_connect": "app.on_connect",
    "grail-images-websocket_message": "app.on_message",
    "grail-images-websocket_disconnect": "app.on_disconnect",
    "grail-images-on_s3_event": "app.on_s3_event",
    "grail-images-embed": "app.embed",
    "grail-images-answer": "app.answer",
    "grail-images-upkeep": "app.upkeep",
}
OF_ZIPS = {"Runtime", "Handler", "Layers", "ZipFile", "S3Bucket"}


@pytest.fixture(scope="module")
def deploys(recorded: Path) -> list[Calls]:
    """The calls to Lambda of each deploy."""
    calls: list[Calls] = json.loads((recorded / "calls.json").read_text())
    return calls


def test_first_every_function_is_made_of_the_image(deploys: list[Calls]) -> None:
    made = {call["FunctionName"]: call for call in deploys[0]["CreateFunction"]}
    assert made.keys() == HANDLERS.keys()
    for name, call in made.items():
        assert call["PackageType"] == "Image"
        assert list(call["Code"]) == ["ImageUri"]
        assert call["Code"]["ImageUri"].endswith("a" * 64)
        assert call["ImageConfig"] == {"Command": [HANDLERS[name]]}
        assert call["Architectures"] == ["arm64"]
        assert call["LoggingConfig"]["LogFormat"] == "JSON"
        assert call["TracingConfig"] == {"Mode": "Active"}
        assert call["MemorySize"] >= 256
        assert not OF_ZIPS & call.keys()


def test_then_every_function_gets_the_new_image_and_its_command(deploys: list[Calls]) -> None:
    again = deploys[1]
    assert "CreateFunction" not in again
    assert {call["FunctionName"] for call in again["UpdateFunctionCode"]} == HANDLERS.keys()
    for call in again["UpdateFunctionCode"]:
        assert call["ImageUri"].endswith("b" * 64)
        assert not OF_ZIPS & call.keys()
    for call in again["UpdateFunctionConfiguration"]:
        assert call["LoggingConfig"]["LogFormat"] == "JSON"
        assert call["ImageConfig"] == {"Command": [HANDLERS[call["FunctionName"]]]}
        assert not OF_ZIPS & call.keys()


def test_concurrency_is_set_where_the_configuration_says_so(deploys: list[Calls]) -> None:
    for calls in deploys[:2]:
        reserved = {
            call["FunctionName"]: call["ReservedConcurrentExecutions"] for call in calls["PutFunctionConcurrency"]
        }
        assert reserved == {
            "grail-images": 50,
            "grail-images-embed": 10,
            "grail-images-answer": 50,
            "grail-images-upkeep": 2,
        }


def test_a_new_account_reserves_nothing_and_ingests_little(deploys: list[Calls]) -> None:
    assert deploys[0]["CreateEventSourceMapping"][0]["ScalingConfig"] == {"MaximumConcurrency": 10}
    small = deploys[2]
    assert "PutFunctionConcurrency" not in small
    assert {call["FunctionName"] for call in small["DeleteFunctionConcurrency"]} == HANDLERS.keys()
    assert small["UpdateEventSourceMapping"][0]["ScalingConfig"] == {"MaximumConcurrency": 3}


def test_ingestion_leaves_two_thirds_of_an_account_to_people() -> None:
    shares = {limit: functions.ingest_concurrency(limit) for limit in (1, 5, 10, 20, 50, 1000)}
    assert shares == {1: 2, 5: 2, 10: 3, 20: 6, 50: 10, 1000: 10}


def test_functions_have_room_for_the_largest_file_and_for_copies(deploys: list[Calls]) -> None:
    first = {call["FunctionName"]: call["EphemeralStorage"]["Size"] for call in deploys[0]["CreateFunction"]}
    assert first == dict.fromkeys(HANDLERS, 512) | {"grail-images-embed": 2048}
    larger = {
        call["FunctionName"]: call["EphemeralStorage"]["Size"] for call in deploys[2]["UpdateFunctionConfiguration"]
    }
    assert larger == dict.fromkeys(HANDLERS, 812) | {"grail-images-embed": 2048}


def test_functions_and_roles_keep_foreign_tags(recorded: Path) -> None:
    tags = json.loads((recorded / "tags.json").read_text())
    assert len(tags) == len(HANDLERS)
    for of_function in tags.values():
        assert of_function["grail-stage"] == "images"
        assert of_function["cost-centre"] == "1234"
    roles = json.loads((recorded / "role-tags.json").read_text())
    assert len(roles) >= len(HANDLERS)
    named = {"Key": "grail-stage", "Value": "images"}
    assert sum(named in of_role for of_role in roles.values()) == len(HANDLERS)


def test_a_queue_has_one_mapping_however_often_it_is_deployed(deploys: list[Calls]) -> None:
    assert len(deploys[0]["CreateEventSourceMapping"]) == 1
    assert "CreateEventSourceMapping" not in deploys[1]


def services_of(source: str) -> Iterator[str]:
    """Names of services in calls that make a client, and in the defaults of functions that do."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = node.args if node.func.attr in ("client", "bedrock_client", "resource") else []
        elif isinstance(node, ast.FunctionDef):
            given = node.args.defaults if node.name in ("client", "bedrock_client") else []
        else:
            continue
        yield from (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_the_image_describes_every_service_that_is_called() -> None:
    sources = [path.read_text() for path in (PROJECT / "chalicelib").rglob("*.py")]
    called = {service for source in sources for service in services_of(source)}
    assert {"cognito-idp", "lambda", "bedrock-runtime", "dynamodb"} <= called
    assert called <= SERVICES
