"""Which builder takes the image on which machine, and what CodeBuild's quotas lead to."""

import hashlib
import json
import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from cloud import PROJECT
from cloud.aws.image import builder, image
from cloud.stack.target import TargetError

BUILD: dict[str, Any] = {"projectName": "grail-dev", "environmentTypeOverride": "ARM_CONTAINER"}
ENGINE = """#!/bin/sh
case "$1" in
    version) {version} ;;
    buildx) echo 'Name: default'; echo 'Platforms: {platforms}' ;;
    *) exit 1 ;;
esac
"""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a `docker` of an engine's kind on the PATH, and no other one."""

    def put(arch: str | None, platforms: str = "") -> None:
        script = tmp_path / "docker"
        version = "exit 1" if arch is None else f"echo linux/{arch}"
        script.write_text(ENGINE.format(version=version, platforms=platforms))
        script.chmod(0o755)

    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/nowhere")
    monkeypatch.delenv("BUILDER", raising=False)
    return put


def test_an_engine_of_the_architecture_builds(engine: Any) -> None:
    engine("arm64")
    assert builder.choose("arm64")[0] == "docker"


def test_an_engine_that_emulates_builds(engine: Any) -> None:
    engine("amd64", "linux/amd64*, linux/amd64/v2, linux/arm64*, linux/386")
    assert builder.choose("arm64")[0] == "docker"


def test_an_engine_without_emulation_leaves_it_to_codebuild(engine: Any) -> None:
    engine("amd64", "linux/amd64, linux/amd64/v2, linux/386")
    chosen, sentence = builder.choose("arm64")
    assert chosen == "codebuild"
    assert "does not emulate linux/arm64" in sentence
    assert builder.choose("x86_64")[0] == "docker"


def test_a_silent_engine_leaves_it_to_codebuild(engine: Any) -> None:
    engine(None)
    assert builder.choose("arm64") == (
        "codebuild",
        "CodeBuild builds the image, about five minutes, about 2 cents: no Docker engine answers here.",
    )


def test_no_docker_leaves_it_to_codebuild(engine: Any) -> None:
    assert builder.choose("arm64")[0] == "codebuild"


def test_the_setting_overrides_the_choice(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine("arm64")
    monkeypatch.setenv("BUILDER", "codebuild")
    assert builder.choose("arm64")[0] == "codebuild"
    monkeypatch.setenv("BUILDER", "docker")
    assert builder.choose("arm64")[0] == "docker"


@pytest.mark.parametrize(("value", "says"), [("docker", "does not emulate linux/arm64"), ("podman", "Take docker or")])
def test_a_setting_that_cannot_work_is_refused(
    engine: Any, monkeypatch: pytest.MonkeyPatch, value: str, says: str
) -> None:
    engine("amd64", "linux/amd64")
    monkeypatch.setenv("BUILDER", value)
    with pytest.raises(TargetError, match=says):
        builder.choose("arm64")


def test_make_passes_the_setting_on() -> None:
    words = ["make", "--no-print-directory", "-f", "-", "BUILDER=codebuild"]
    done = subprocess.run(words, input="all:\n\t@echo $$BUILDER\n", capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "codebuild"


@pytest.fixture
def codebuild(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(builder, "LOOK_SECONDS", 0.0)
    client = boto3.client("codebuild", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    with Stubber(client) as stubber:
        yield client, stubber


def _refuse(stubber: Stubber, builds: int) -> None:
    message = f"Cannot have more than {builds} builds in queue for the account"
    stubber.add_client_error("start_build", "AccountLimitExceededException", message)


def test_a_quota_of_zero_is_named_with_a_way_out(codebuild: Any) -> None:
    client, stubber = codebuild
    _refuse(stubber, 0)
    with pytest.raises(TargetError, match=r"Concurrently running builds for ARM/Small.*BUILDER=docker"):
        builder.start(client, **BUILD)


def test_a_build_waits_for_its_turn(codebuild: Any) -> None:
    client, stubber = codebuild
    _refuse(stubber, 1)
    _refuse(stubber, 1)
    stubber.add_response("start_build", {"build": {"id": "grail-dev:1", "buildStatus": "IN_PROGRESS"}})
    assert builder.start(client, **BUILD)["id"] == "grail-dev:1"
    stubber.assert_no_pending_responses()


def test_a_turn_that_never_comes_ends_in_the_sentence(codebuild: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client, stubber = codebuild
    monkeypatch.setattr(builder, "BUILD_SECONDS", -1.0)
    _refuse(stubber, 1)
    with pytest.raises(TargetError, match="quota does not allow"):
        builder.start(client, **BUILD)


def test_a_new_month_takes_a_patched_base() -> None:
    november, december = datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    assert image.tag("arm64", now=november) == image.tag("arm64", now=november.replace(day=1))
    assert image.tag("arm64", now=november) != image.tag("arm64", now=december)
    assert re.fullmatch(r"x86-64-2026-11-[0-9a-f]{20}", image.tag("x86_64", now=november))
    assert "docker build --pull" in (PROJECT / "cloud" / "aws" / "image" / "buildspec.yml").read_text()


class Stage:
    """A target whose repository has the image once it was built, and whose bucket keeps what is put into it."""

    stage, architecture = "dev", "arm64"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[str, bytes] = {}
        self.built = False

    def client(self, name: str) -> Any:
        return self

    def put_object(self, Bucket: str, Key: str, Body: bytes) -> None:
        self.kept[Key] = Body

    def describe_images(self, **_: Any) -> Any:
        if not self.built:
            raise ClientError({"Error": {"Code": "ImageNotFoundException"}}, "DescribeImages")
        return {"imageDetails": [{"imageDigest": "sha256:" + "a" * 64}]}


def test_each_image_has_its_packages_and_its_origin_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage: Any = Stage(tmp_path)
    monkeypatch.setattr(builder, "choose", lambda _: ("codebuild", ""))
    monkeypatch.setattr(builder, "build_there", lambda *_: setattr(stage, "built", True))
    tag = image.tag("arm64")
    monkeypatch.setattr(image, "tag", lambda _: tag)  # A new month may begin meanwhile.
    image.ensure(stage, {"RepositoryUri": "host/grail-dev", "DeployBucket": "bucket"})
    assert set(stage.kept) == {f"sbom/{tag}.cdx.json", f"sbom/{tag}.provenance.json"}
    packages = json.loads(stage.kept[f"sbom/{tag}.cdx.json"])
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)", (PROJECT / "requirements.txt").read_text(), re.M))
    assert packages["bomFormat"] == "CycloneDX"
    assert {part["name"]: part["version"] for part in packages["components"]} == pinned
    assert all(part["externalReferences"][0]["hashes"] for part in packages["components"])
    made = json.loads(stage.kept[f"sbom/{tag}.provenance.json"])
    assert made["subject"] == [{"name": f"host/grail-dev:{tag}", "digest": {"sha256": "a" * 64}}]
    told = made["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert told[0]["digest"]["sha256"] == hashlib.sha256(image.archive()).hexdigest()
    assert told[1]["digest"]["sha256"] == hashlib.sha256(stage.kept[f"sbom/{tag}.cdx.json"]).hexdigest()
    assert told[2]["uri"].startswith("public.ecr.aws/lambda/python:")
    image.ensure(stage, {"RepositoryUri": "host/grail-dev", "DeployBucket": "bucket"})
    assert len(stage.kept) == 2
