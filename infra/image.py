"""The functions' image: built from a few files of the project, once for each content, by Docker or by CodeBuild."""

import base64
import hashlib
import io
import os
import shutil
import stat
import subprocess
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.target import PROJECT, Target, TargetError

FILES = ("Dockerfile", "requirements.txt", "app.py", "infra/packages.py", "infra/buildspec.yml")
FOLDERS = ("chalicelib",)
EPOCH = (1980, 1, 1, 0, 0, 0)  # The same content is the same archive whenever it is made; zip knows nothing earlier.
FILE_MODE, FOLDER_MODE = 0o644, 0o755
BUILD_SECONDS = 1800.0
PLATFORMS = {"arm64": "linux/arm64", "x86_64": "linux/amd64"}
ARM_BUILD = {"environmentTypeOverride": "ARM_CONTAINER"}
X86_BUILD = {
    "environmentTypeOverride": "LINUX_CONTAINER",
    "imageOverride": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
}


def sources(project: Path = PROJECT) -> Iterator[tuple[str, bytes]]:
    """Path and content of everything that the image is built from, in order."""
    names = list(FILES)
    for folder in FOLDERS:
        found = (project / folder).rglob("*")
        names += [
            str(each.relative_to(project)) for each in found if each.is_file() and "__pycache__" not in each.parts
        ]
    for name in sorted(names):
        yield name, (project / name).read_bytes()


def tag(architecture: str, project: Path = PROJECT) -> str:
    """Names the image by what is in it, so that what was built once is not built again."""
    digest = hashlib.sha256(architecture.encode())
    for name, content in sources(project):
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return f"{architecture.replace('_', '-')}-{digest.hexdigest()[:20]}"


def ensure(target: Target, outputs: Mapping[str, str]) -> str:
    """The image's URI by digest; it is built and pushed if the repository does not have it. Raises TargetError."""
    repository, wanted = outputs["RepositoryUri"], tag(target.architecture)
    found = _digest(target, repository, wanted)
    if found is None:
        _keep_bill_of_materials(target, outputs, wanted)
        if has_docker():
            _build_here(target, repository, wanted)
        else:
            _build_there(target, outputs, wanted)
        found = _digest(target, repository, wanted)
    if found is None:
        raise TargetError(f"The image {wanted} was built, but the repository does not have it. Run the command again.")
    return f"{repository}@{found}"


def has_docker() -> bool:
    """Whether a Docker engine answers."""
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


def archive(project: Path = PROJECT) -> bytes:
    """The sources as a zip, the same bytes for the same content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in sources(project):
            member = zipfile.ZipInfo(name, EPOCH)
            # Lambda runs functions as a user who owns no file of the image, and the build keeps these modes.
            member.external_attr = (stat.S_IFREG | FILE_MODE) << 16
            file.writestr(member, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def write_context(folder: Path, project: Path = PROJECT) -> None:
    """Write the sources for Docker, which keeps their modes, readable for everybody under any umask."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in sources(project):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(FILE_MODE)
    for path in folder.rglob("*/"):
        path.chmod(FOLDER_MODE)


def bill_of_materials(requirements: Path, output: Path) -> None:
    """Every package of the image with version and hashes, as CycloneDX."""
    command = ["cyclonedx-py", "requirements", "--of", "JSON", "--output-reproducible", "-o", str(output)]
    path = f"{Path(shutil.which('cyclonedx-py') or PROJECT / '.venv' / 'bin' / 'cyclonedx-py')}"
    subprocess.run([path, *command[1:], str(requirements)], check=True, capture_output=True)


def _digest(target: Target, repository: str, wanted: str) -> str | None:
    name = repository.split("/", 1)[1]
    try:
        found = target.client("ecr").describe_images(repositoryName=name, imageIds=[{"imageTag": wanted}])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ImageNotFoundException":
            return None
        raise
    return str(found["imageDetails"][0]["imageDigest"])


def _keep_bill_of_materials(target: Target, outputs: Mapping[str, str], wanted: str) -> None:
    target.folder.mkdir(parents=True, exist_ok=True)
    file = target.folder / f"{wanted}.cdx.json"
    bill_of_materials(PROJECT / "requirements.txt", file)
    target.client("s3").put_object(Bucket=outputs["DeployBucket"], Key=f"sbom/{file.name}", Body=file.read_bytes())


def _build_here(target: Target, repository: str, wanted: str) -> None:
    folder = target.folder / "image"
    write_context(folder)
    image = f"{repository}:{wanted}"
    # Lambda takes plain images only, so no attestations beside them.
    _docker("build", "--platform", PLATFORMS[target.architecture], "--provenance=false", "--tag", image, str(folder))
    token = target.client("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"]
    password = base64.b64decode(token).split(b":", 1)[1]
    _docker("login", "--username", "AWS", "--password-stdin", repository.split("/")[0], secret=password)
    _docker("push", image)


def _docker(*words: str, secret: bytes | None = None) -> None:
    done = subprocess.run(["docker", *words], input=secret, env={**os.environ, "DOCKER_BUILDKIT": "1"}, check=False)
    if done.returncode:
        raise TargetError(f"docker {words[0]} failed; what it said stands above. The same command goes on from there.")


def _build_there(target: Target, outputs: Mapping[str, str], wanted: str) -> None:
    bucket, key = outputs["DeployBucket"], f"images/{wanted}.zip"
    target.client("s3").put_object(Bucket=bucket, Key=key, Body=archive())
    variables = {"TAG": wanted, "PLATFORM": PLATFORMS[target.architecture]}
    build = target.client("codebuild").start_build(
        projectName=f"grail-{target.stage}",
        sourceLocationOverride=f"{bucket}/{key}",
        environmentVariablesOverride=[{"name": name, "value": value} for name, value in variables.items()],
        **(ARM_BUILD if target.architecture == "arm64" else X86_BUILD),
    )["build"]
    _wait_for_build(target, build)


def _wait_for_build(target: Target, build: Any) -> None:
    until = time.monotonic() + BUILD_SECONDS
    while build["buildStatus"] == "IN_PROGRESS":
        if time.monotonic() > until:
            raise TargetError(f"The build {build['id']} takes longer than {BUILD_SECONDS / 60:.0f} minutes.")
        time.sleep(5)
        build = target.client("codebuild").batch_get_builds(ids=[build["id"]])["builds"][0]
    if build["buildStatus"] != "SUCCEEDED":
        logs = build.get("logs", {}).get("deepLink", "its log group, /aws/codebuild/…")
        raise TargetError(f"The image could not be built ({build['buildStatus']}). See {logs}")
