"""`chalice deploy` with functions as images: what it asks of Lambda, the first time and again."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.running import PROJECT

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
def deploys(tmp_path_factory: pytest.TempPathFactory) -> list[Calls]:
    """The calls to Lambda of two deploys in a row; botocore has checked each against the service's model."""
    out = tmp_path_factory.mktemp("recording")
    command = [sys.executable, "-m", "tests.deploy.recording", str(out)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    calls: list[Calls] = json.loads((out / "calls.json").read_text())
    archives = list((out / "project" / ".chalice" / "deployments").iterdir())
    assert archives
    assert all(each.stat().st_size < 1_000_000 for each in archives), "LanceDB was packaged"
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
    for calls in deploys:
        reserved = {
            call["FunctionName"]: call["ReservedConcurrentExecutions"] for call in calls["PutFunctionConcurrency"]
        }
        assert reserved == {"grail-images-embed": 10, "grail-images-upkeep": 2}


def test_a_queue_has_one_mapping_however_often_it_is_deployed(deploys: list[Calls]) -> None:
    assert len(deploys[0]["CreateEventSourceMapping"]) == 1
    assert "CreateEventSourceMapping" not in deploys[1]


def test_typed_by_itself_chalice_deploy_says_what_to_type() -> None:
    chalice = str(Path(sys.executable).with_name("chalice"))
    for action, verb in (("deploy", "deploy"), ("delete", "destroy")):
        done = subprocess.run([chalice, action, "--stage", "prod"], cwd=PROJECT, capture_output=True, text=True)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].endswith(f"Type: make {verb} STAGE=prod")
