"""What operators do is in the security log before it is done."""

import argparse
import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from operations import acts
from operations.__main__ import _act

OWNER = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def logs(aws: dict[str, str]) -> Any:
    with mock_aws():
        yield boto3.client("logs", region_name="us-east-1")


def test_an_act_on_a_stage_is_in_its_log(logs: Any) -> None:
    logs.create_log_group(logGroupName="/aws/lambda/grail-dev")
    for act in ("export", "forget"):
        acts.record("dev", "us-east-1", act, OWNER)
    events = logs.get_log_events(logGroupName="/aws/lambda/grail-dev", logStreamName="operators")["events"]
    lines = [json.loads(event["message"]) for event in events]
    assert [(line["event"], line["act"], line["owner"]) for line in lines] == [
        ("operated", "export", OWNER), ("operated", "forget", OWNER)
    ]  # fmt: skip
    assert {line["message"] for line in lines} == {"Security"}
    assert all(line["source"].startswith("arn:aws:") for line in lines)


def test_an_act_that_cannot_be_written_down_is_not_done(logs: Any) -> None:
    with pytest.raises(SystemExit, match="Nothing was done"):
        acts.record("gone", "us-east-1", "forget", OWNER)


def test_an_act_on_the_laptop_is_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAIL_HOME", str(tmp_path))
    acts.record("local", "us-east-1", "import", OWNER)
    (line,) = (tmp_path / "logs" / "operators.log").read_text().splitlines()
    assert (json.loads(line)["act"], json.loads(line)["owner"]) == ("import", OWNER)


@pytest.mark.parametrize(
    ("command", "mend", "act"),
    [
        ("forget", False, "forget"), ("export", False, "export"), ("import", False, "import"),
        ("backup", False, "backup"), ("restore", False, "restore"), ("check", True, "mend"),
        ("check", False, None), ("receipt", False, None), ("verify", False, None),
    ],
)  # fmt: skip
def test_every_command_that_changes_or_takes_is_written_down(command: str, mend: bool, act: str | None) -> None:
    assert _act(argparse.Namespace(command=command, mend=mend)) == act
