"""The page on Amplify: the built files, the address of REST, and the security headers."""

import io
import json
import time
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cloud import PROJECT
from cloud.aws.domains import api_domains
from cloud.stack.target import Target, TargetError

BUILT = PROJECT / "frontend" / "dist"
HEADERS = PROJECT / "frontend" / "security-headers.json"
BRANCH = "main"
UNFINISHED = frozenset({"CREATED", "PENDING", "PROVISIONING", "RUNNING", "CANCELLING"})
SECONDS = 1200.0  # The first deployment with skew protection takes Amplify up to ten minutes.
# Files whose names carry a digest of their content never change; browsers ask for all others anew.
HASHED = "assets"
FOREVER, ANEW = "public, max-age=31536000, immutable", "no-cache"
SETTINGS = "config.json"


def publish(target: Target, outputs: Mapping[str, str]) -> None:
    """Put the page before the world; raises TargetError."""
    if not (BUILT / "index.html").exists():
        raise TargetError("The page is not built. Type: make frontend/dist/index.html")
    amplify, app = target.client("amplify"), outputs["PageAppId"]
    amplify.update_app(appId=app, customHeaders=custom_headers(headers(target, outputs), BUILT))
    _clear(amplify, app)
    made = amplify.create_deployment(appId=app, branchName=BRANCH)
    request = urllib.request.Request(made["zipUploadUrl"], data=archive(target.rest_url(outputs), BUILT), method="PUT")
    request.add_header("Content-Type", "application/zip")
    with urllib.request.urlopen(request, timeout=300):
        pass
    amplify.start_deployment(appId=app, branchName=BRANCH, jobId=made["jobId"])
    _wait(amplify, app, made["jobId"])
    _protect_from_skew(amplify, app)


def archive(rest_url: str, built: Path) -> bytes:
    """The built page with its settings, as Amplify takes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(path for path in built.rglob("*") if path.is_file()):
            file.write(path, path.relative_to(built))
        file.writestr(SETTINGS, json.dumps({"api_url": rest_url}))
    return buffer.getvalue()


def headers(target: Target, outputs: Mapping[str, str]) -> dict[str, str]:
    """The page's headers, with the addresses that it may speak to."""
    bucket = outputs["DocumentsBucket"]
    files = [f"https://{bucket}.s3.{target.region}.amazonaws.com", f"https://{bucket}.s3.amazonaws.com"]
    cognito = f"https://cognito-idp.{target.region}.amazonaws.com"
    company = [f"https://{outputs['LoginDomain']}"] if "LoginDomain" in outputs else []
    connect = " ".join([*api_domains.origins(target, outputs), cognito, *company, *files])
    return {header["key"]: header["value"].replace("{connect}", connect) for header in json.loads(HEADERS.read_text())}


def custom_headers(of_page: Mapping[str, str], built: Path) -> str:
    """Amplify's YAML for headers (Amplify user guide, "Custom header YAML reference")."""
    lines = ["customHeaders:", "  - pattern: '**'", "    headers:"]
    for name, value in of_page.items():
        lines += _header(name, value)
    for pattern, value in caching(built).items():
        lines += [f"  - pattern: '{pattern}'", "    headers:", *_header("Cache-Control", value)]
    return "\n".join(lines) + "\n"


def caching(built: Path) -> dict[str, str]:
    """Cache-Control by pattern. No path matches two of them: Amplify does not say which one would win.

    The page keeps its own paths behind a hash, so `/` is the only path that is no file.
    """
    tops = {entry.name: entry.is_dir() for entry in sorted(built.iterdir()) if entry.name != HASHED}
    patterns = {f"/{name}/**" if folder else f"/{name}": ANEW for name, folder in (tops | {SETTINGS: False}).items()}
    return {"/": ANEW, **patterns, f"/{HASHED}/*": FOREVER}


def _header(name: str, value: str) -> list[str]:
    quoted = value.replace("'", "''")
    return [f"      - key: '{name}'", f"        value: '{quoted}'"]


def _clear(amplify: Any, app: str) -> None:
    """Stop what a run that was broken off left unfinished: Amplify takes no further one beside it."""
    for page in amplify.get_paginator("list_jobs").paginate(appId=app, branchName=BRANCH):
        for job in page["jobSummaries"]:
            if job["status"] in UNFINISHED:
                amplify.stop_job(appId=app, branchName=BRANCH, jobId=job["jobId"])


def _protect_from_skew(amplify: Any, app: str) -> None:
    """Let a page that is open keep the files of its own deployment, for a week. It holds for later deployments.

    Amplify takes this for a branch only after its first deployment, so the template cannot say it.
    """
    if not amplify.get_branch(appId=app, branchName=BRANCH)["branch"].get("enableSkewProtection"):
        amplify.update_branch(appId=app, branchName=BRANCH, enableSkewProtection=True)


def _wait(amplify: Any, app: str, job: str) -> None:
    until = time.monotonic() + SECONDS
    while True:
        status = amplify.get_job(appId=app, branchName=BRANCH, jobId=job)["job"]["summary"]["status"]
        if status == "SUCCEED":
            return
        if status not in UNFINISHED or time.monotonic() > until:
            raise TargetError(f"Amplify did not take the page: its job {job} is {status}.")
        time.sleep(1)
