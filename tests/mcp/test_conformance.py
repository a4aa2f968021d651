"""The protocol's own conformance suite against the core, in the current revision and in the last one before it.

What the suite asks for beyond the product is in fixtures.py, on the same core.
"""

import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from chalicelib.config import Settings
from chalicelib.wiring import Services
from tests.contracts.test_programs import Programs
from tests.mcp.fixtures import fixture_server
from tests.mcp.served import served
from tests.support.rows import REST
from tests.support.web import Grail

FOLDER = Path(__file__).parent / "suite"
SUITE = FOLDER / "node_modules" / "@modelcontextprotocol" / "conformance"
NODE = "22.23.3"  # The suite needs 22 at least; where the machine has an older one, this is fetched for it.
SECONDS = 300

# Scenarios of the earlier revision that no server without sessions passes: each asks something of the client in the
# middle of a call, or counts sessions.
WITHOUT_SESSIONS = {
    "2026-07-28": set[str](),
    "2025-11-25": {
        "tools-call-sampling",
        "tools-call-elicitation",
        "elicitation-sep1034-defaults",
        "elicitation-sep1330-enums",
        "server-sse-multiple-streams",
    },
}


# What the product's own endpoint can be asked, whatever its tools are.
GENERIC = (
    "tools-list",
    "resources-list",
    "prompts-list",
    "caching",
    "http-header-validation",
    "dns-rebinding-protection",
    "sep-2164-resource-not-found",
)


def npm(*words: str) -> None:
    environment = {**os.environ, "npm_config_fund": "false", "npm_config_audit": "false"}
    subprocess.run(["npm", *words], cwd=FOLDER, env=environment, check=True, capture_output=True, timeout=SECONDS)


@cache
def node() -> str:
    """A Node.js that runs the suite, with the suite installed."""
    if not SUITE.exists():
        npm("ci")
    on_path = shutil.which("node") or ""
    version = (
        subprocess.run([on_path, "--version"], capture_output=True, text=True, check=True).stdout if on_path else ""
    )
    if re.match(r"v(2[2-9]|[3-9]\d)\.", version):
        return on_path
    own = FOLDER / "node_modules" / "node" / "bin" / "node"
    if not own.exists():
        npm("install", "--no-save", f"node@{NODE}")
    return str(own)


def required(revision: str) -> set[str]:
    """The scenarios that the suite requires of a server of this revision."""
    text = (SUITE / "requirements" / f"{revision}.yaml").read_text()
    listed = re.search(r"^server:\n((?:  - .*\n)+)", text, re.M)
    assert listed
    return set(re.findall(r"^  - (\S+)", listed[1], re.M))


def broken(folder: Path) -> tuple[set[str], set[str]]:
    """Which scenarios ran, and in which of them a check did not pass."""
    ran, failed = set(), set()
    for file in folder.glob("*/checks.json"):
        name = re.sub(r"^server-|-\d{4}-\d\d-\d\dT.*$", "", file.parent.name)
        ran.add(name)
        if any(check["status"] in ("FAILURE", "WARNING") for check in json.loads(file.read_text())):
            failed.add(name)
    return ran, failed


@pytest.mark.parametrize("revision", WITHOUT_SESSIONS)
def test_every_required_scenario_passes(revision: str, tmp_path: Path) -> None:
    with served(fixture_server()) as url:
        command = [node(), str(SUITE / "dist" / "index.js"), "server", "--url", url, "--requirements", revision]
        command += ["--expected-failures", str(FOLDER / "expected-failures.yaml"), "-o", str(tmp_path)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    ran, failed = broken(tmp_path)
    assert ran >= required(revision), run.stdout + run.stderr
    assert failed & required(revision) == WITHOUT_SESSIONS[revision], run.stdout


class Signed(Grail):
    """The endpoint, to a client that has no place for a token: each request gets one on its way."""

    token = ""

    def page(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        return super().page(method, path, {**headers, "Authorization": f"Bearer {self.token}"}, body)


@pytest.mark.parametrize("scenario", GENERIC)
def test_the_endpoint_passes_what_asks_for_no_fixture(scenario: str, aws: dict[str, str], tmp_path: Path) -> None:
    programs = Programs(Services(Settings.from_env({**aws, **REST})))
    programs.document()
    made = Signed()
    made.rest, made.token = programs.rest, programs.token()
    with made.running() as url:
        command = [node(), str(SUITE / "dist" / "index.js"), "server", "--url", f"{url}/mcp", "--scenario", scenario]
        command += ["--spec-version", "2026-07-28", "-o", str(tmp_path)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    ran, failed = broken(tmp_path)
    assert (ran, failed) == ({scenario}, set()), run.stdout + run.stderr


def test_nothing_is_expected_to_fail() -> None:
    lines = (FOLDER / "expected-failures.yaml").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == []
