"""The functions' image: built from a few files of the project, once for each content and month."""

import hashlib
import io
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from botocore.exceptions import ClientError

from cloud import PROJECT
from cloud.aws.image import builder
from cloud.aws.image.provenance import base_image, encoded, statement
from cloud.stack.target import Target, TargetError

FILES = ("Dockerfile", "requirements.txt", "app.py", "cloud/aws/image/packages.py", "cloud/aws/image/buildspec.yml")
FOLDERS = ("chalicelib", "tessdata")
EPOCH = (1980, 1, 1, 0, 0, 0)  # The same content is the same archive whenever it is made; zip knows nothing earlier.
FILE_MODE, FOLDER_MODE = 0o644, 0o755


def sources(project: Path = PROJECT) -> Iterator[tuple[str, bytes]]:
    """Path and content of everything that the image is built from, in order."""
    names = list(FILES)
    for folder in FOLDERS:
        paths = (project / folder).rglob("*")
        names += [
            str(path.relative_to(project)) for path in paths if path.is_file() and "__pycache__" not in path.parts
        ]
    for name in sorted(names):
        yield name, (project / name).read_bytes()


def tag(architecture: str, project: Path = PROJECT, now: datetime | None = None) -> str:
    """Name the image by its content, so that it is built once, and by the month: AWS's patches of the base image then
    arrive with the first deploy of each month."""
    month = (now or datetime.now(UTC)).strftime("%Y-%m")
    digest = hashlib.sha256(architecture.encode())
    for name, content in sources(project):
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return f"{architecture.replace('_', '-')}-{month}-{digest.hexdigest()[:20]}"


def ensure(target: Target, outputs: Mapping[str, str]) -> str:
    """The image's URI by digest; it is built and pushed if the repository does not have it. Raises TargetError."""
    repository, image_tag = outputs["RepositoryUri"], tag(target.architecture)
    digest = _digest(target, repository, image_tag)
    if digest is None:
        packages = _keep_bill_of_materials(target, outputs, image_tag)
        chosen, _ = builder.choose(target.architecture)
        if chosen == "docker":
            write_context(target.folder / "image")
            builder.build_here(target, repository, image_tag, target.folder / "image")
        else:
            builder.build_there(target, outputs, image_tag, archive())
        digest = _digest(target, repository, image_tag)
        if digest is not None:
            made = statement(f"{repository}:{image_tag}", digest, chosen, archive(), packages, base_image())
            _keep(target, outputs, f"{image_tag}.provenance.json", encoded(made))
    if digest is None:
        raise TargetError(
            f"The image {image_tag} was built, but the repository does not have it. Run the command again."
        )
    return f"{repository}@{digest}"


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


def _digest(target: Target, repository: str, image_tag: str) -> str | None:
    name = repository.split("/", 1)[1]
    try:
        answer = target.client("ecr").describe_images(repositoryName=name, imageIds=[{"imageTag": image_tag}])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ImageNotFoundException":
            return None
        raise
    return str(answer["imageDetails"][0]["imageDigest"])


def _keep_bill_of_materials(target: Target, outputs: Mapping[str, str], image_tag: str) -> bytes:
    target.folder.mkdir(parents=True, exist_ok=True)
    file = target.folder / f"{image_tag}.cdx.json"
    bill_of_materials(PROJECT / "requirements.txt", file)
    _keep(target, outputs, file.name, packages := file.read_bytes())
    return packages


def _keep(target: Target, outputs: Mapping[str, str], name: str, content: bytes) -> None:
    """Beside the image, as long as the stage is there."""
    target.client("s3").put_object(Bucket=outputs["DeployBucket"], Key=f"sbom/{name}", Body=content)
