"""Where a stage is deployed to: its account, region and clients, and what was chosen for it."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import boto3
from botocore.config import Config

from cloud import PROJECT
from cloud.stack import stack, stage_file

LAPTOP = "local-aws"
STAGE_NAME = re.compile(r"[a-z][a-z0-9-]{1,19}")
API_STAGE = "api"


class TargetError(Exception):
    """The command cannot go on; the message says what to do."""


def stage_file_name(stage: str) -> str:
    """What messages call the stage's file."""
    return f"cloud/stages/{stage}.json"


def lent_credentials(session: boto3.Session) -> dict[str, str]:
    """The shell's own credentials, also of a profile, as environment variables: LanceDB finds them there alone.

    Raises TargetError if there are none.
    """
    credentials = session.get_credentials()
    if credentials is None or session.region_name is None:
        raise TargetError("No AWS credentials or region. Type: aws configure sso (or set AWS_PROFILE and AWS_REGION).")
    frozen = credentials.get_frozen_credentials()
    values = {
        "AWS_ACCESS_KEY_ID": frozen.access_key,
        "AWS_SECRET_ACCESS_KEY": frozen.secret_key,
        "AWS_SESSION_TOKEN": frozen.token,
        "AWS_REGION": session.region_name,
    }
    return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class Target:
    """One stage. Its file cloud/stages/<stage>.json gives `chosen`, parameters of the template that differ from the
    defaults, and `settings`, environment variables of the functions."""

    stage: str
    chosen: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, stage: str) -> "Target":
        """Raises TargetError for a name that cannot be a stage's, and for a stage file that cannot be used."""
        if not STAGE_NAME.fullmatch(stage) or stage == "local":
            raise TargetError(
                f"'{stage}' cannot be a stage: take 2 to 20 small letters, digits and hyphens, a letter first, "
                "but not 'local', which is make dev's."
            )
        try:
            file = stage_file.read(PROJECT / "cloud" / "stages" / f"{stage}.json", stage_file_name(stage))
        except stage_file.StageFileError as error:
            raise TargetError(str(error)) from error
        return cls(stage, file.chosen, file.settings)

    @property
    def on_laptop(self) -> bool:
        """Whether the stage lives in the laptop cloud that runs on AWS_PORT."""
        return self.stage == LAPTOP

    @property
    def folder(self) -> Path:
        """What the deploy command writes."""
        return Path(os.environ.get("GRAIL_HOME", PROJECT / ".grail")).resolve() / "deploy" / self.stage

    @cached_property
    def session(self) -> boto3.Session:
        # Unlike other tools of AWS, boto3 does not read AWS_REGION.
        return boto3.Session(region_name=os.environ.get("AWS_REGION"))

    @cached_property
    def region(self) -> str:
        if self.session.region_name is None:
            raise TargetError("No region is set. Type: export AWS_REGION=us-east-1 (or another that has Bedrock).")
        return str(self.session.region_name)

    @cached_property
    def account(self) -> str:
        return str(self.client("sts").get_caller_identity()["Account"])

    @cached_property
    def partition(self) -> str:
        return str(self.session.get_partition_for_region(self.region))

    @property
    def architecture(self) -> Literal["arm64", "x86_64"]:
        config = json.loads((PROJECT / ".chalice" / "config.json").read_text())
        return config["stages"].get(self.stage, {}).get("lambda_architecture", "arm64")  # type: ignore[no-any-return]

    def client(self, service: Any) -> Any:
        retries: Any = {"mode": "standard", "max_attempts": 8}
        return self.session.client(service, region_name=self.region, config=Config(retries=retries))

    def outputs(self) -> dict[str, str] | None:
        return stack.outputs(self.client("cloudformation"), self.stage)

    def rest_url(self, outputs: Mapping[str, str]) -> str:
        """REST's address; `outputs` name its own domain only where DNS leads there (api_domains.py)."""
        if "RestDomain" in outputs:
            return f"https://{outputs['RestDomain']}/{API_STAGE}"
        api = outputs["RestApiId"]
        if self.on_laptop:
            return f"{os.environ['AWS_ENDPOINT_URL']}/restapis/{api}/{API_STAGE}/_user_request_"
        return f"https://{api}.execute-api.{self.region}.{self._suffix}/{API_STAGE}"

    def socket_url(self, outputs: Mapping[str, str]) -> str:
        """The sockets' address, as `rest_url` is REST's."""
        if "SocketDomain" in outputs:
            return f"wss://{outputs['SocketDomain']}/{API_STAGE}"
        return self.given_socket_url(outputs)

    def given_socket_url(self, outputs: Mapping[str, str]) -> str:
        """The address that API Gateway gave the socket interface, which also holds where a domain is in use."""
        api = outputs["SocketApiId"]
        if self.on_laptop:
            return f"ws{os.environ['AWS_ENDPOINT_URL'].removeprefix('http')}/_aws/execute-api/{api}/{API_STAGE}"
        return f"wss://{api}.execute-api.{self.region}.{self._suffix}/{API_STAGE}"

    @property
    def _suffix(self) -> str:
        return {"aws-cn": "amazonaws.com.cn"}.get(self.partition, "amazonaws.com")
