"""Known weaknesses of what Grail is built from: pip-audit over the pinned requirements, npm audit over the page's.

A finding fails, and so does an audit that breaks. Where the list of weaknesses cannot be reached that is said, and
nothing fails: a laptop on a train can test all the same.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SECONDS = 120
REQUIREMENTS = ("requirements.txt", "requirements-laptop.txt", "requirements-model.txt", "requirements-dev.txt")
OSV = "https://api.osv.dev/v1/query"
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


def page_findings(registry: str | None = None) -> list[str]:
    """What only builds and tests the page counts too."""
    done = run(["npm", "audit", "--json", *([f"--registry={registry}"] if registry else [])], PROJECT / "frontend")
    try:
        answer = json.loads(done.stdout)
    except json.JSONDecodeError:
        raise reason(done, UNREACHED_BY_NPM) from None
    if "vulnerabilities" not in answer:
        raise reason(done, UNREACHED_BY_NPM)
    return [f"{name}: {package['severity']}" for name, package in answer["vulnerabilities"].items()]


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
    for name, look in (("Python", python_findings), ("page", page_findings)):
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
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
