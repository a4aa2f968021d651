"""The commands of cloud/aws/ against moto's standalone server: a second account, strict where the laptop cloud is lax.

Not here, since moto has nothing of it: the check before a deploy, the smoke test, the page, LoggingConfig, the rule
between a queue's visibility and a function's time (asserted below), conditions of policies.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud import PROJECT
from cloud.aws import deploy
from cloud.stack import stack
from cloud.stack.target import Target
from tests.deploy.second_account.stage import REGION, STAGE, Json, chosen_for, functions_of, push


@pytest.fixture(scope="package")
def requests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's log: a line a request."""
    return tmp_path_factory.mktemp("server") / "requests.log"


@pytest.fixture(scope="package")
def target(tmp_path_factory: pytest.TempPathFactory, requests: Path) -> Iterator[Target]:
    """A stage of an empty account, which every client and every command of this process and its children reaches."""
    with requests.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.deploy.second_account.server"],
            cwd=PROJECT,
            env={name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    assert url, requests.read_text()
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("AWS_")]:
                patch.delenv(name)
            patch.setenv("AWS_ENDPOINT_URL", url)
            patch.setenv("AWS_ACCESS_KEY_ID", "test")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
            patch.setenv("AWS_REGION", REGION)
            patch.setenv("AWS_DEFAULT_REGION", REGION)
            patch.setenv("GRAIL_HOME", str(tmp_path_factory.mktemp("home")))
            yield Target(STAGE, {"AlarmEmail": "ops@example.org", "KeepDeletedFilesDays": "7"})
    finally:
        server.terminate()
        server.wait(30)
        server.stdout.close()


@pytest.fixture(scope="package")
def outputs(target: Target) -> dict[str, str]:
    """The stack's outputs after the first deploy, up to the smoke test."""
    chosen = chosen_for(target)
    stack.apply(target.client, STAGE, {**chosen, "Running": "true"})  # As a deploy that ended here.
    push(target, "a")
    return deploy.backend(target, chosen)


@pytest.fixture(scope="package")
def functions(target: Target, outputs: dict[str, str]) -> dict[str, Json]:
    """What Lambda says of each function of the stage."""
    return functions_of(target)
