"""A stage as an operator's machine sees it: the settings its functions have, and its services."""

import os
from pathlib import Path

import boto3

from chalicelib.config import Settings
from chalicelib.wiring import Services

LAPTOP = "local"


def open_stage(stage: str) -> Services:
    """The services of a stage, by the settings of its functions; of the laptop, by the file that `make dev` keeps.

    boto3 and LanceDB read the environment by themselves: so the stage's is put into this process's.
    """
    if stage == LAPTOP:
        file = Path(os.environ.get("GRAIL_HOME", ".grail")) / "environment"
        if not file.exists():
            raise SystemExit(f"Grail is not running here: {file} is not there. Start it with `make dev`.")
        variables = dict(line.split("=", 1) for line in file.read_text().splitlines())
    else:
        function = boto3.client("lambda").get_function_configuration(FunctionName=f"grail-{stage}-answer")
        variables = {**_credentials(), **function["Environment"]["Variables"]}
    os.environ.update(variables)
    return Services(Settings.from_env(os.environ))


def _credentials() -> dict[str, str]:
    """The shell's own, also of a profile: LanceDB finds them in the environment alone."""
    session = boto3.Session()
    found = session.get_credentials()
    if found is None or session.region_name is None:
        raise SystemExit("No AWS credentials or region. Type: aws configure sso (or set AWS_PROFILE and AWS_REGION).")
    lent = found.get_frozen_credentials()
    values = {
        "AWS_ACCESS_KEY_ID": lent.access_key,
        "AWS_SECRET_ACCESS_KEY": lent.secret_key,
        "AWS_SESSION_TOKEN": lent.token,
        "AWS_REGION": session.region_name,
    }
    return {name: value for name, value in values.items() if value}
