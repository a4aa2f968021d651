"""Every example of a stage file and of a deploy command in the docs is dry-run, as a reader would type it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib.config import VARIABLES
from cloud import PROJECT
from cloud.aws import deploy
from cloud.stack import stage_file, template_parameters

PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
# Examples that a reviewer typed; the first was in the docs and ended in a traceback.
TYPED: list[tuple[str, dict[str, Any], int, str]] = [
    (
        "eu-central-1",
        {
            "ChatModels": "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
            "AlarmEmail": "ops@example.org",
            "MAX_SOCKETS": 5,
        },
        0,
        "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
    ),
    ("us-east-1", {"ProtectData": True, "LogDays": 45}, 1, "LogDays is"),
    ("us-east-1", {"ProtectData": True, "LogDays": 60}, 0, "ProtectData=true"),
    ("us-east-1", {"ChatModels": "us.acme.wonder-1"}, 1, "us.acme.wonder-1 is not a chat model of the catalogue"),
]


def stage_files() -> list[tuple[str, str]]:
    """Indented objects whose first key a stage file may have, with the page they are on."""
    found = []
    keys = {*template_parameters.parameters(), *VARIABLES, stage_file.MODELS}
    for page in PAGES:
        for block in re.findall(r"\n\n((?:    .*\n)+)", page.read_text()):
            text = "".join(line.removeprefix("    ") for line in block.splitlines(keepends=True))
            key = re.match(r'\{\s*"(\w+)"', text)
            if key and key[1] in keys:
                found.append((page.name, text))
    return found


def fragments() -> list[tuple[str, str]]:
    """Single entries within a sentence."""
    names = "|".join(template_parameters.parameters())
    pattern = rf'`("(?:{names})": (?:"[^"`]*"|true|false|[\d.]+))`'
    return [(page.name, f"{{{entry}}}") for page in PAGES for entry in re.findall(pattern, page.read_text())]


def commands() -> list[tuple[str, str]]:
    """Stages that a command of the docs deploys."""
    pattern = r"make deploy STAGE=([\w-]+)"
    return sorted({(page.name, stage) for page in PAGES for stage in re.findall(pattern, page.read_text())})


@pytest.fixture
def dry_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Any:
    """Runs the command with a stage file of this content; returns its exit code and all that it said."""
    real = stage_file.read

    def run(content: str, region: str = "eu-central-1", stage: str = "dev") -> tuple[int, str]:
        file = tmp_path / "stage.json"
        file.write_text(content)
        monkeypatch.setattr(stage_file, "read", lambda _, name: real(file, name))
        monkeypatch.setenv("AWS_REGION", region)
        monkeypatch.setattr("sys.argv", ["cloud.aws.deploy", stage, "--dry-run"])
        caplog.set_level("INFO", "cloud")
        return deploy.main(), caplog.text

    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    return run


@pytest.mark.parametrize(("page", "content"), stage_files() + fragments())
def test_every_stage_file_of_the_docs_can_be_deployed(dry_run: Any, page: str, content: str) -> None:
    code, said = dry_run(content)
    assert code == 0, said
    assert "Nothing was made, and nobody was asked." in said


@pytest.mark.parametrize(("page", "stage"), commands())
def test_every_command_of_the_docs_can_be_typed(dry_run: Any, page: str, stage: str) -> None:
    code, said = dry_run("{}", stage=stage)
    assert code == 0, said


@pytest.mark.parametrize(("region", "content", "code", "sentence"), TYPED)
def test_what_a_reviewer_typed_is_answered(
    dry_run: Any, region: str, content: dict[str, Any], code: int, sentence: str
) -> None:
    ended, said = dry_run(json.dumps(content), region)
    assert ended == code, said
    assert sentence in said


def test_the_docs_have_examples_at_all() -> None:
    assert len(stage_files()) >= 4
    assert fragments()
    assert {"dev", "local-aws"} <= {stage for _, stage in commands()}
