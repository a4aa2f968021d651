"""A stage as an operator's machine sees it: the settings its functions have, and its services."""

import os
from pathlib import Path

import boto3

from chalicelib.config import Settings
from chalicelib.wiring import Services
from cloud import loopback
from cloud.stack.target import TargetError, lent_credentials

LAPTOP = "local"


def open_stage(stage: str) -> Services:
    """The services of a stage, by the settings of its functions; of the laptop, by the file that `make dev` keeps.

    boto3 and LanceDB read the environment by themselves: so the stage's is put into this process's.
    """
    if stage == LAPTOP:
        file = Path(os.environ.get("GRAIL_HOME", ".grail")) / "environment"
        if not file.exists():
            raise SystemExit(f"Grail is not running here: {file} is not there. Start it with `make dev`.")
        loopback.bypass_proxies()
        variables = dict(line.split("=", 1) for line in file.read_text().splitlines())
    else:
        try:
            lent = lent_credentials(boto3.Session())
        except TargetError as error:
            raise SystemExit(str(error)) from error
        function = boto3.client("lambda").get_function_configuration(FunctionName=f"grail-{stage}-answer")
        variables = {**lent, **function["Environment"]["Variables"]}
    os.environ.update(variables)
    return Services(Settings.from_env(os.environ))
