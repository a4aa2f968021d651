"""Who builds the functions' image: the Docker engine of this machine, or CodeBuild in the account."""

import base64
import logging
import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from botocore.exceptions import ClientError

from cloud.stack.target import Target, TargetError

log = logging.getLogger("cloud")

Builder = Literal["docker", "codebuild"]
PLATFORMS = {"arm64": "linux/arm64", "x86_64": "linux/amd64"}
ARM_BUILD = {"environmentTypeOverride": "ARM_CONTAINER"}
X86_BUILD = {
    "environmentTypeOverride": "LINUX_CONTAINER",
    "imageOverride": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
}
BUILD_SECONDS = 1800.0
LOOK_SECONDS = 5.0  # Between two looks at a build, or at whether CodeBuild takes one more.
QUEUE = re.compile(r"more than (\d+) builds")


def choose(architecture: str) -> tuple[Builder, str]:
    """The builder and one sentence that says why. BUILDER in the environment overrides the choice.

    Raises TargetError if BUILDER names a builder that cannot build for the architecture.
    """
    chosen, platform = os.environ.get("BUILDER", ""), PLATFORMS[architecture]
    if chosen not in ("", "docker", "codebuild"):
        raise TargetError(f"BUILDER is '{chosen}'. Take docker or codebuild, or leave it out.")
    if chosen == "codebuild":
        return "codebuild", "CodeBuild builds the image, as BUILDER says: about five minutes, about 2 cents."
    obstacle = _obstacle(platform)
    if obstacle is None:
        return "docker", f"Docker builds the image for {platform}."
    if chosen == "docker":
        raise TargetError(f"BUILDER is docker, but {obstacle}")
    return "codebuild", f"CodeBuild builds the image, about five minutes, about 2 cents: {obstacle}"


def build_here(target: Target, repository: str, tag: str, context: Path) -> None:
    """Build and push with Docker; raises TargetError."""
    image = f"{repository}:{tag}"
    options = ["--pull", "--platform", PLATFORMS[target.architecture]]
    # Lambda takes plain images only, so no attestations beside them.
    _docker("build", *options, "--provenance=false", "--tag", image, str(context))
    token = target.client("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"]
    password = base64.b64decode(token).split(b":", 1)[1]
    _docker("login", "--username", "AWS", "--password-stdin", repository.split("/")[0], secret=password)
    _docker("push", image)


def build_there(target: Target, outputs: Mapping[str, str], tag: str, archive: bytes) -> None:
    """Build and push with CodeBuild; raises TargetError."""
    bucket, key = outputs["DeployBucket"], f"images/{tag}.zip"
    target.client("s3").put_object(Bucket=bucket, Key=key, Body=archive)
    variables = {"TAG": tag, "PLATFORM": PLATFORMS[target.architecture]}
    client = target.client("codebuild")
    build = start(
        client,
        projectName=f"grail-{target.stage}",
        sourceLocationOverride=f"{bucket}/{key}",
        environmentVariablesOverride=[{"name": name, "value": value} for name, value in variables.items()],
        **(ARM_BUILD if target.architecture == "arm64" else X86_BUILD),
    )
    _wait(client, build)


def start(client: Any, **build: Any) -> Any:
    """Start a build; while the account builds as many as it may, wait for a turn. Raises TargetError."""
    until = time.monotonic() + BUILD_SECONDS
    waiting = False
    while True:
        try:
            return client.start_build(**build)["build"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "AccountLimitExceededException":
                raise
            allowed = QUEUE.search(str(error))
            if allowed is None or allowed[1] == "0" or time.monotonic() > until:
                raise TargetError(_over_quota(build["environmentTypeOverride"], str(error))) from error
        if not waiting:
            log.info("     CodeBuild is at its quota: this build waits for another one to end.")
            waiting = True
        time.sleep(LOOK_SECONDS)


def _over_quota(kind: str, error: str) -> str:
    system = "ARM" if kind.startswith("ARM") else "Linux"
    return (
        f"CodeBuild's quota does not allow this build ({error.rsplit(': ', 1)[-1].rstrip('.')}). Ask for 1 or more: "
        f"Service Quotas, AWS CodeBuild, Concurrently running builds for {system}/Small environment. A new account "
        "may also have to add a payment method or write to AWS Support. Or build with Docker: start an engine here "
        "and type the same command with BUILDER=docker."
    )


def _wait(client: Any, build: Any) -> None:
    until = time.monotonic() + BUILD_SECONDS
    while build["buildStatus"] == "IN_PROGRESS":
        if time.monotonic() > until:
            raise TargetError(f"The build {build['id']} takes longer than {BUILD_SECONDS / 60:.0f} minutes.")
        time.sleep(LOOK_SECONDS)
        build = client.batch_get_builds(ids=[build["id"]])["builds"][0]
    if build["buildStatus"] != "SUCCEEDED":
        logs = build.get("logs", {}).get("deepLink", "its log group, /aws/codebuild/…")
        raise TargetError(f"The image could not be built ({build['buildStatus']}). See {logs}")


def _obstacle(platform: str) -> str | None:
    """Why Docker cannot build for the platform, or None: an engine of another architecture must emulate it."""
    if shutil.which("docker") is None:
        return "Docker is not installed here."
    engine = _output_of("version", "--format", "{{.Server.Os}}/{{.Server.Arch}}")
    if engine is None:
        return "no Docker engine answers here."
    emulated = re.search(r"^Platforms:\s*(.*)$", _output_of("buildx", "inspect") or "", re.M)
    # A builder marks the platforms that it was made for by a star.
    platforms = {name.strip().rstrip("*") for name in emulated[1].split(",")} if emulated else set()
    if platform in {engine, *platforms}:
        return None
    return (
        f"this Docker engine is {engine} and does not emulate {platform}. "
        "To add emulation, type: docker run --privileged --rm tonistiigi/binfmt --install all"
    )


def _output_of(*words: str) -> str | None:
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def _docker(*words: str, secret: bytes | None = None) -> None:
    done = subprocess.run(["docker", *words], input=secret, env={**os.environ, "DOCKER_BUILDKIT": "1"}, check=False)
    if done.returncode:
        raise TargetError(f"docker {words[0]} failed; what it said stands above. The same command goes on from there.")
