"""What the deploy command says before it does anything."""

import os
import re
import subprocess
import sys

import pytest
import yaml  # type: ignore[import-untyped]

from cloud import PROJECT
from cloud.aws import cost
from cloud.aws.image import image
from cloud.stack.target import Target, TargetError

CHAT, EMBEDDING = "us.anthropic.claude-haiku-4-5-20251001-v1:0", "amazon.titan-embed-text-v2:0"


def test_a_dry_run_needs_no_account() -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment = {**bare, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    done = subprocess.run(
        [sys.executable, "-m", "cloud.aws.deploy", "prod", "--dry-run"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for part in (
        "grail-prod",
        "chalice deploy",
        "10,000",
        "https://aws.amazon.com/lambda/pricing/",
        "Nothing was made",
    ):
        assert part in done.stderr


def test_an_idle_stage_pays_for_no_compute() -> None:
    dollars = {use: paid for use, (_, paid) in cost.lines(0, CHAT, EMBEDDING).items()}
    assert sum(paid for use, paid in dollars.items() if use.startswith("Lambda")) == 0
    assert sum(dollars.values()) < 1.25, "most of it alarms: 0.10 USD a month for each metric beyond ten"


def test_what_is_used_is_paid() -> None:
    few, many = cost.lines(100, CHAT, EMBEDDING), cost.lines(10_000, CHAT, EMBEDDING)
    prompt, answer = 10_000 * 30 * cost.PROMPT_TOKENS, 10_000 * 30 * cost.ANSWER_TOKENS
    assert many[f"Bedrock, {CHAT}"][1] == pytest.approx(prompt / 1e6 * 1.1 + answer / 1e6 * 5.5)
    assert all(many[use][1] >= few[use][1] for use in few)
    assert all(price.source.startswith("https://aws.amazon.com/") for price in cost.PRICES.values())


def test_names_that_cannot_be_stages_are_refused() -> None:
    for name in ("local", "X", "a", "1st", "a_b", "a" * 21):
        with pytest.raises(TargetError, match="cannot be a stage"):
            Target.of(name)


def test_an_image_is_named_by_what_is_in_it(tmp_path: object) -> None:
    assert image.tag("arm64") == image.tag("arm64") != image.tag("x86_64")
    assert image.archive() == image.archive()
    names = [name for name, _ in image.sources()]
    assert {"Dockerfile", "app.py", "chalicelib/config.py"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests", "."))]
    assert {name for name in names if name.startswith("cloud")} == set(image.FILES[-2:])


def test_the_workflow_runs_real_commands_and_deploys_from_main() -> None:
    workflow = yaml.safe_load((PROJECT / ".github" / "workflows" / "ci.yml").read_text())
    makefile = (PROJECT / "Makefile").read_text()
    commands = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert len(commands) == 4
    for command in commands:
        target = re.fullmatch(r'(?:sudo .*)?make ([\w-]+)( STAGE="\$STAGE")?', command)
        assert target is not None, command
        assert re.search(rf"^{target[1]}:", makefile, re.M), command
    deploy = workflow["jobs"]["deploy"]
    assert "github.ref == 'refs/heads/main'" in deploy["if"]
    assert deploy["needs"] == "test"
    assert deploy["permissions"] == {"contents": "read", "id-token": "write"}
    assert workflow["permissions"] == {"contents": "read"}
