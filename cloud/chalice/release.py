"""What a stage ran when it last passed its smoke test, and the way back to it.

The record lies in the stage's bucket: for each function its image (or, for a zip, the archive's digest), what
configures it, and what its role may do. Resources, REST routes and the page are not part of it.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cloud.chalice.deployed import GONE, Deployed
from cloud.chalice.functions import WAITER
from cloud.stack.target import Target

Json = dict[str, Any]
KEY = "releases/live.json"
# Members of a function's configuration that a call of UpdateFunctionConfiguration takes as they are read.
CONFIGURED = ("MemorySize", "Timeout", "EphemeralStorage", "LoggingConfig")
OF_EMBEDDING = ("EMBEDDING_MODEL", "EMBEDDING_DIMENSIONS")


@dataclass(frozen=True)
class Releases:
    """`archives` is the folder of zips that Chalice has just packaged, for functions that are no images."""

    target: Target
    bucket: str
    archives: Path

    def keep(self) -> None:
        """Record what runs now as the release to go back to."""
        release = {name: self._seen(arn) for name, arn in self._functions().items()}
        for digest in {function["zip"] for function in release.values() if function["zip"]}:
            self._keep_archive(digest)
        body = json.dumps(release, indent=2).encode()
        self.target.client("s3").put_object(Bucket=self.bucket, Key=KEY, Body=body)

    def restore(self) -> str:
        """Put every function back on the last good release; one sentence says what is live now."""
        release = self._read()
        if release is None:
            return "No earlier image has passed its smoke test, so this one stays live."
        functions = self._functions()
        if not self._fits(release, functions):
            return "The last good image is of another embedding model, so this one stays live."
        try:
            for name in release.keys() & functions.keys():
                self._put_back(functions[name], release[name])
        except (ClientError, BotoCoreError) as error:
            return f"The last good image, {_named(release)}, could not be put back: {error}"
        return f"The last good image is live again: {_named(release)}."

    def _functions(self) -> dict[str, str]:
        return Deployed(self.target.session, self.target.stage).functions()

    def _read(self) -> dict[str, Json] | None:
        try:
            body = self.target.client("s3").get_object(Bucket=self.bucket, Key=KEY)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE | {"NoSuchKey"}:
                return None
            raise
        release: dict[str, Json] = json.loads(body)
        return release

    def _seen(self, arn: str) -> Json:
        function = self.target.client("lambda").get_function(FunctionName=arn)
        configuration, code = function["Configuration"], function["Code"]
        is_image = configuration.get("PackageType") == "Image"
        kept: Json = {name: configuration[name] for name in CONFIGURED if name in configuration}
        kept["Environment"] = {"Variables": _variables(configuration)}
        if is_image:
            kept["ImageConfig"] = configuration["ImageConfigResponse"]["ImageConfig"]
        return {
            "image": code["ImageUri"] if is_image else None,
            "zip": None if is_image else configuration["CodeSha256"],
            "policies": self._policies(_role(configuration)),
            "configuration": kept,
        }

    def _policies(self, role: str) -> dict[str, Any]:
        client = self.target.client("iam")
        names = client.list_role_policies(RoleName=role)["PolicyNames"]
        return {
            name: client.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in sorted(names)
        }

    def _keep_archive(self, digest: str) -> None:
        for path in self.archives.glob("*.zip"):
            content = path.read_bytes()
            if base64.b64encode(hashlib.sha256(content).digest()).decode() == digest:
                self.target.client("s3").put_object(Bucket=self.bucket, Key=_archive_key(digest), Body=content)

    def _fits(self, release: Mapping[str, Json], functions: Mapping[str, str]) -> bool:
        """Whether passages are still of the embedding model that the release asks for."""
        client = self.target.client("lambda")
        now = [_variables(client.get_function_configuration(FunctionName=arn)) for arn in functions.values()]
        then = [function["configuration"]["Environment"]["Variables"] for function in release.values()]
        models = {tuple(variables.get(name, "") for name in OF_EMBEDDING) for variables in (*now, *then)}
        return len(models) == 1

    def _put_back(self, arn: str, kept: Json) -> None:
        client, waiting = self.target.client("lambda"), {"FunctionName": arn, "WaiterConfig": WAITER}
        role = _role(client.get_function_configuration(FunctionName=arn))
        for name, document in kept["policies"].items():
            self.target.client("iam").put_role_policy(
                RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document)
            )
        client.update_function_code(FunctionName=arn, **self._code(kept))
        client.get_waiter("function_updated_v2").wait(**waiting)
        client.update_function_configuration(FunctionName=arn, **kept["configuration"])
        client.get_waiter("function_updated_v2").wait(**waiting)

    def _code(self, kept: Json) -> Json:
        if kept["image"]:
            return {"ImageUri": kept["image"]}
        key = _archive_key(kept["zip"])
        return {"ZipFile": self.target.client("s3").get_object(Bucket=self.bucket, Key=key)["Body"].read()}


def _archive_key(digest: str) -> str:
    return f"releases/{base64.b64decode(digest).hex()}.zip"


def _variables(configuration: Mapping[str, Any]) -> dict[str, str]:
    variables: dict[str, str] = configuration.get("Environment", {}).get("Variables", {})
    return variables


def _role(configuration: Mapping[str, Any]) -> str:
    return str(configuration["Role"]).rsplit("/", 1)[1]


def _named(release: Mapping[str, Json]) -> str:
    """The image by its digest, or the archive by its own."""
    return ", ".join(sorted({str(function["image"] or f"zip {function['zip']}") for function in release.values()}))
