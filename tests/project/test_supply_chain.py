"""What comes from elsewhere is pinned and hashed, and nothing secret is in the project."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from cloud import PROJECT

MADE = {".git", ".venv", "node_modules", "dist", ".grail", ".hypothesis"}

SECRETS = {
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "an AWS secret": r"(?i)aws_secret_access_key\s*[=:]\s*[\"']?[A-Za-z0-9/+]{40}\b",
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "a token": r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}",
    "a token of a code host": r"\b(?:ghp|gho|ghs|github_pat|glpat|npm)_[A-Za-z0-9_]{20,}",
    "a key of a model's provider": r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{24,}",
    "a webhook": r"hooks\.slack\.com/services/T[A-Z0-9]+/",
    "a password in an address": r"\b[a-z][a-z0-9+.-]*://[^\s/:@\"'{}<>$]+:[^\s/:@\"'{}<>$]{3,}@[a-z0-9]",
}


def tracked() -> list[Path]:
    """The files that git keeps, and those that it would; in a copy without git all but what is installed and built."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False).stdout
    if not listed:
        return [path for path in PROJECT.rglob("*") if path.is_file() and not MADE & set(path.parts)]
    return [PROJECT / name for name in listed.split("\0") if name and (PROJECT / name).is_file()]


def test_no_secret_is_in_the_project() -> None:
    files = tracked()
    assert len(files) > 200
    for path in files:
        text = path.read_text(errors="replace")
        for what, pattern in SECRETS.items():
            found = re.search(pattern, text)
            assert not found, f"{path.relative_to(PROJECT)} holds {what}"


@pytest.mark.parametrize(
    "secret",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "aws_secret_access_key = " + "a" * 40,
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "eyJ" + "a" * 20 + ".eyJ" + "b" * 20 + "." + "c" * 20,
        "ghp_" + "a" * 36,
        "sk-ant-" + "a" * 40,
        "postgres://user:" + "secret@db",
    ],
)
def test_a_secret_would_be_found(secret: str) -> None:
    assert any(re.search(pattern, secret) for pattern in SECRETS.values())


@pytest.mark.parametrize(
    "name",
    ["requirements.txt", "requirements-laptop.txt", "requirements-model.txt", "requirements-dev.txt", "tools/uv.txt"],
)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    whole = (PROJECT / name).read_text().replace("\\\n", " ")
    lines = [line for line in whole.splitlines() if line.strip() and not line.lstrip().startswith(("#", "-c"))]
    assert lines
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+(\[[^]]+\])?==\S+ ", line), line[:80]
        assert "--hash=sha256:" in line, line[:80]


def test_every_package_of_the_page_is_pinned_and_hashed() -> None:
    packages = json.loads((PROJECT / "frontend" / "package-lock.json").read_text())["packages"]
    assert len(packages) > 100
    for name, package in packages.items():
        if name and not package.get("link"):
            assert package.get("version"), name
            assert package.get("integrity", "").startswith("sha512-"), name


def test_every_action_is_pinned_by_its_commit() -> None:
    """A tag can be moved to other code; the version stands beside it for the reader."""
    uses = re.findall(r"uses: (.+)", (PROJECT / ".github" / "workflows" / "ci.yml").read_text())
    assert uses
    for action in uses:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
