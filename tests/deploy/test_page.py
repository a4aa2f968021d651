"""The page on Amplify, by boto3's real client against a stand-in of the service."""

import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cloud.aws.domains import page, page_domain
from cloud.stack.target import Target, TargetError

OUTPUTS = {
    "PageAppId": "d1",
    "RestApiId": "rest1",
    "SocketApiId": "socket1",
    "DocumentsBucket": "grail-x-documents-1",
    "PageOrigins": "https://main.d1.amplifyapp.com",
}


class Amplify:
    """The calls that the page needs, as the service's model has them; one job may be unfinished at a time."""

    def __init__(self) -> None:
        self.jobs: dict[str, str] = {}
        self.headers = ""
        self.uploaded: list[bytes] = []
        self.ends = "SUCCEED"
        self.skew_protection: list[bool] = []
        self.domain_status = "AVAILABLE"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        jobs, of_branch = self.jobs, "/apps/d1/branches/main"
        match (method, path):
            case ("PUT", "/zip"):
                self.uploaded.append(body)
            case ("POST", "/apps/d1"):
                self.headers = json.loads(body)["customHeaders"]
            case ("GET", p) if p.startswith(f"{of_branch}/jobs?") or p == f"{of_branch}/jobs":
                return 200, {"jobSummaries": [_summary(job, status) for job, status in jobs.items()]}
            case ("DELETE", p) if p.endswith("/stop"):
                jobs[p.split("/")[-2]] = "CANCELLED"
            case ("POST", p) if p == f"{of_branch}/deployments":
                if set(jobs.values()) & page.UNFINISHED:
                    return 400, {"message": "The last job was not finished"}
                jobs[str(len(jobs) + 1)] = "PENDING"
                return 200, {"jobId": str(len(jobs)), "fileUploadUrls": {}, "zipUploadUrl": f"{self.url}/zip"}
            case ("POST", p) if p == f"{of_branch}/deployments/start":
                jobs[json.loads(body)["jobId"]] = self.ends
            case ("GET", "/apps/d1/domains/chat.example.org"):
                return 200, {"domainAssociation": {**_DOMAIN, "domainStatus": self.domain_status}}
            case ("GET", p) if p == of_branch:
                return 200, {"branch": {**_BRANCH, "enableSkewProtection": bool(self.skew_protection)}}
            case ("POST", p) if p == of_branch:
                if "SUCCEED" not in jobs.values():
                    return 400, {"message": "Skew protection needs a branch that was deployed"}
                self.skew_protection.append(json.loads(body)["enableSkewProtection"])
                return 200, {"branch": _BRANCH}
            case ("GET", p):
                job = p.rsplit("/", 1)[-1]
                return 200, {"job": {"summary": _summary(job, jobs[job]), "steps": []}}
        return 200, {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        amplify = self

        class Handler(BaseHTTPRequestHandler):
            def _do(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, answer = amplify.answer(self.command, self.path, body)
                content = json.dumps(answer).encode()
                self.send_response(status)
                if status >= 400:
                    self.send_header("x-amzn-ErrorType", "BadRequestException")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = _do

            def log_message(self, format: str, *args: Any) -> None:
                return

        return Handler


def _summary(job: str, status: str) -> dict[str, Any]:
    return {"jobId": job, "status": status, "jobArn": "a", "commitId": "c", "commitMessage": "m",
            "commitTime": 0, "startTime": 0, "jobType": "MANUAL"}  # fmt: skip


_BRANCH = {"branchArn": "a", "branchName": "main", "description": "", "stage": "PRODUCTION", "displayName": "main",
           "enableNotification": False, "createTime": 0, "updateTime": 0, "environmentVariables": {},
           "enableAutoBuild": False, "customDomains": [], "framework": "", "activeJobId": "1", "totalNumberOfJobs": "1",
           "enableBasicAuth": False, "ttl": "5", "enablePullRequestPreview": False}  # fmt: skip


_DOMAIN = {
    "domainAssociationArn": "a",
    "domainName": "chat.example.org",
    "enableAutoSubDomain": False,
    "statusReason": "",
    "certificate": {
        "type": "AMPLIFY_MANAGED",
        "certificateVerificationDNSRecord": "_1a.chat.example.org. CNAME _2b.acm-validations.aws.",
    },
    "subDomains": [
        {"subDomainSetting": {"prefix": "", "branchName": "main"}, "verified": False,
         "dnsRecord": " CNAME d3.cloudfront.net"},
        {"subDomainSetting": {"prefix": "www", "branchName": "main"}, "verified": False,
         "dnsRecord": "www CNAME d3.cloudfront.net"},
    ],
}  # fmt: skip


@pytest.fixture
def amplify(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Amplify]:
    service = Amplify()
    thread = threading.Thread(target=service.server.serve_forever, daemon=True)
    thread.start()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL_AMPLIFY": service.url,
    }.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<html>")
    (tmp_path / "assets" / "a.js").write_text("1")
    monkeypatch.setattr(page, "BUILT", tmp_path)
    yield service
    service.server.shutdown()
    service.server.server_close()
    thread.join()


def test_the_page_is_put_before_the_world(amplify: Amplify) -> None:
    page.publish(Target("x"), OUTPUTS)
    with zipfile.ZipFile(io.BytesIO(amplify.uploaded[0])) as file:
        assert {"index.html", "assets/a.js", "config.json"} == set(file.namelist())
        settings = json.loads(file.read("config.json"))
    assert settings == {"api_url": "https://rest1.execute-api.eu-west-1.amazonaws.com/api"}


def test_the_pages_headers_allow_only_the_stages_addresses(amplify: Amplify) -> None:
    page.publish(Target("x"), OUTPUTS)
    policy = re.search(r"Content-Security-Policy'\n\s+value: '(.*)'\n", amplify.headers)
    assert policy is not None
    value = policy[1].replace("''", "'")
    connect = next(part for part in value.split("; ") if part.startswith("connect-src"))
    assert connect.split()[1:] == [
        "'self'",
        "https://rest1.execute-api.eu-west-1.amazonaws.com",
        "wss://socket1.execute-api.eu-west-1.amazonaws.com",
        "https://cognito-idp.eu-west-1.amazonaws.com",
        "https://grail-x-documents-1.s3.eu-west-1.amazonaws.com",
        "https://grail-x-documents-1.s3.amazonaws.com",
    ]
    for entry in json.loads(page.HEADERS.read_text()):
        assert f"'{entry['key']}'" in amplify.headers


def test_what_a_broken_off_run_left_is_stopped_first(amplify: Amplify) -> None:
    amplify.jobs["1"] = "PENDING"
    page.publish(Target("x"), OUTPUTS)
    assert amplify.jobs == {"1": "CANCELLED", "2": "SUCCEED"}


def test_a_page_that_is_not_taken_is_said_to_be(amplify: Amplify) -> None:
    amplify.ends = "FAILED"
    with pytest.raises(TargetError, match="FAILED"):
        page.publish(Target("x"), OUTPUTS)


def test_skew_protection_is_switched_on_once_after_a_deployment(amplify: Amplify) -> None:
    page.publish(Target("x"), OUTPUTS)
    page.publish(Target("x"), OUTPUTS)
    assert amplify.skew_protection == [True]


def test_no_path_has_two_cache_controls(amplify: Amplify, tmp_path: Path) -> None:
    """Also where a pattern's * reaches over slashes, which Amplify does not say."""
    (tmp_path / "pdf" / "cmaps").mkdir(parents=True)
    (tmp_path / "pdf" / "cmaps" / "a.bin").write_text("1")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    page.publish(Target("x"), OUTPUTS)
    rules = re.findall(
        r"pattern: '(.+)'\n    headers:\n      - key: 'Cache-Control'\n        value: '(.+)'", amplify.headers
    )
    with zipfile.ZipFile(io.BytesIO(amplify.uploaded[0])) as file:
        paths = ["/", *(f"/{name}" for name in file.namelist())]
    assert len(paths) == 6
    for path in paths:
        values = [value for pattern, value in rules if fnmatch(path, pattern)]
        assert values == [page.FOREVER if path.startswith("/assets/") else page.ANEW], path


def test_the_page_may_speak_to_the_companys_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    target = Target("x")
    outputs = {**OUTPUTS, "LoginDomain": "acme.auth.eu-central-1.amazoncognito.com"}
    policy = page.headers(target, outputs)["Content-Security-Policy"]
    assert " https://acme.auth.eu-central-1.amazoncognito.com " in policy
    assert "amazoncognito" not in page.headers(target, OUTPUTS)["Content-Security-Policy"]


WITH_DOMAIN = {**OUTPUTS, "PageOrigins": "https://chat.example.org,https://main.d1.amplifyapp.com"}
CHOSEN = {"Domain": "chat.example.org"}


def test_a_domain_that_waits_names_its_dns_records(amplify: Amplify) -> None:
    amplify.domain_status = "PENDING_VERIFICATION"
    domain = page_domain.of_page(Target("x"), WITH_DOMAIN, CHOSEN)
    assert domain is not None
    assert domain.records == (
        "_1a.chat.example.org. CNAME _2b.acm-validations.aws.",
        "chat.example.org. CNAME d3.cloudfront.net",
        "www.chat.example.org. CNAME d3.cloudfront.net",
    )
    said = "\n".join(domain.lines())
    assert "not ready yet (PENDING_VERIFICATION)" in said
    assert all(record in said for record in domain.records)
    assert page_domain.page_address(WITH_DOMAIN, domain) == "https://main.d1.amplifyapp.com"


def test_a_domain_that_is_ready_is_the_address(amplify: Amplify) -> None:
    domain = page_domain.of_page(Target("x"), WITH_DOMAIN, CHOSEN)
    assert domain is not None
    assert domain.lines() == ["The page's domain chat.example.org is ready."]
    assert page_domain.page_address(WITH_DOMAIN, domain) == "https://chat.example.org"


def test_a_page_without_a_domain_asks_for_no_records(amplify: Amplify) -> None:
    assert page_domain.of_page(Target("x"), OUTPUTS, {"Domain": ""}) is None
    assert page_domain.page_address(OUTPUTS, None) == "https://main.d1.amplifyapp.com"
