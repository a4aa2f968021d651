"""What a person reads who types Chalice's own commands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cloud import PROJECT

CHALICE = str(Path(sys.executable).with_name("chalice"))


def typed(words: list[str], folder: Path = PROJECT) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run([CHALICE, *words], cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        (["deploy"], "make deploy STAGE=dev"),
        (["deploy", "--stage", "prod"], "make deploy STAGE=prod"),
        (["deploy", "--stage=prod"], "make deploy STAGE=prod"),
        (["deploy", "--profile", "work", "--stage", "prod"], "AWS_PROFILE=work make deploy STAGE=prod"),
        (["deploy", "--no-autogen-policy", "--connection-timeout", "9", "--stage", "x1"], "make deploy STAGE=x1"),
        (["--debug", "deploy", "--stage", "prod"], "make deploy STAGE=prod"),
        (["delete", "--stage=prod", "--profile=work"], "AWS_PROFILE=work make destroy STAGE=prod"),
        (["package", "out"], "make deploy STAGE=dev"),
        (["package", "--stage", "prod", "--pkg-format", "terraform", "out"], "make deploy STAGE=prod"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_bare_command_says_what_to_type(words: list[str], instead: str) -> None:
    done = typed(words)
    assert done.returncode == 1
    sentence = f"Grail's functions are images with settings of their stage. Type: {instead}"
    said = (done.stdout + done.stderr).splitlines()
    assert [line for line in said if "[DEBUG]" not in line] == [sentence]


def test_another_folder_says_the_same(tmp_path: Path) -> None:
    for words in (["--project-dir", str(PROJECT), "deploy"], [f"--project-dir={PROJECT}", "deploy", "--stage", "prod"]):
        done = typed(words, tmp_path)
        assert done.returncode == 1
        stage = "prod" if "prod" in words else "dev"
        assert done.stderr.splitlines()[-1].endswith(f"Type: make deploy STAGE={stage}")


def test_a_stage_may_be_named_like_a_command() -> None:
    done = typed(["deploy", "--stage", "delete"])
    assert done.stderr.splitlines()[-1].endswith("Type: make deploy STAGE=delete")


def test_other_commands_of_chalice_work() -> None:
    for words in (["gen-models"], ["url", "--stage", "deploy"], ["invoke", "-n", "deploy"]):
        done = typed(words)
        assert "Type: make" not in done.stdout + done.stderr, words
