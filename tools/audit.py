"""Known weaknesses of what Grail is built from: pip-audit over the pinned requirements, npm audit over the page's and
over those of the conformance suite of the protocol for programs.

A finding fails, and so does an audit that breaks. Where the list of weaknesses cannot be reached that is said, and
nothing fails: a laptop on a train can test all the same.
"""

import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SECONDS = 120
REQUIREMENTS = ("requirements.txt", "requirements-laptop.txt", "requirements-model.txt", "requirements-dev.txt")
PAGE, SUITE = PROJECT / "frontend", PROJECT / "tests" / "mcp" / "suite"
OSV = "https://api.osv.dev/v1/query"
# Each weakness of Python's packages with the time of its last change, the newest first.
OSV_CHANGES = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/modified_id.csv"
OLD_DAYS = 7
# How the two say that nobody answered, or that a registry keeps no list (405, 404 where others have one).
UNREACHED_BY_PIP = re.compile(r"ConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|ServiceError")
UNREACHED_BY_NPM = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|\"statusCode\": (404|405|5\d\d)"
)


class UnreachedError(Exception):
    """The list of weaknesses cannot be had."""


class BrokenError(Exception):
    """The audit itself went wrong."""


def python_findings(osv: str = OSV, requirements: tuple[str, ...] = REQUIREMENTS) -> list[str]:
    """Of what is pinned, asked for by name and version."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv", "--osv-url", osv]
        command += ["--disable-pip", "--no-deps", "--require-hashes", "--progress-spinner", "off"]
        command += ["--format", "json", "--output", str(report)]
        done = run([*command, *(word for name in requirements for word in ("-r", name))], PROJECT)
        if not report.exists() or not report.read_text().strip():
            raise reason(done, UNREACHED_BY_PIP)
        answer = json.loads(report.read_text())
    return [
        f"{package['name']} {package['version']}: {', '.join(weakness['id'] for weakness in package['vulns'])}"
        for package in answer["dependencies"]
        if package.get("vulns")
    ]


def npm_findings(folder: Path = PAGE, registry: str | None = None) -> list[str]:
    """What only builds and tests counts too. The lock file in the folder is asked about; nothing need be installed."""
    done = run(["npm", "audit", "--json", *([f"--registry={registry}"] if registry else [])], folder)
    try:
        answer = json.loads(done.stdout)
    except json.JSONDecodeError:
        raise reason(done, UNREACHED_BY_NPM) from None
    if "vulnerabilities" not in answer:
        raise reason(done, UNREACHED_BY_NPM)
    return [f"{name}: {package['severity']}" for name, package in answer["vulnerabilities"].items()]


def newest_entry(address: str = OSV_CHANGES) -> datetime:
    """When the list of weaknesses last changed; raises UnreachedError."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310  An address of ours.
            line = answer.readline(200).decode()
        return datetime.fromisoformat(line.split(",")[0])
    except (OSError, ValueError) as error:
        raise UnreachedError from error


def said_age(now: datetime | None = None) -> str:
    """One sentence: how old the list is. npm is asked for the weaknesses of the moment, without a date of its own."""
    try:
        newest = newest_entry()
    except UnreachedError:
        return "How old the list of weaknesses is could not be asked."
    days = ((now or datetime.now(UTC)) - newest).days
    old = " Nothing new for so long: is it the right list?" if days > OLD_DAYS else ""
    return f"The list of weaknesses last changed on {newest:%Y-%m-%d}, {days} days ago.{old}"


def reason(done: "subprocess.CompletedProcess[str]", unreached: re.Pattern[str]) -> Exception:
    output = done.stdout + done.stderr
    if unreached.search(output):
        return UnreachedError()
    return BrokenError(output.strip().splitlines()[-1] if output.strip() else "it said nothing")


def run(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreachedError from error


def main() -> int:
    bad = 0
    looks = (("Python", python_findings), ("page", npm_findings), ("protocol's suite", partial(npm_findings, SUITE)))
    for name, look in looks:
        try:
            findings = look()
        except UnreachedError:
            print(f"Audit of the {name}: not done, the list of known weaknesses could not be reached.")
        except BrokenError as error:
            print(f"Audit of the {name}: it broke off: {error}")
            bad += 1
        else:
            print(f"Audit of the {name}: {len(findings)} known weaknesses.", *findings, sep="\n  ")
            bad += len(findings)
    print(said_age())
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
