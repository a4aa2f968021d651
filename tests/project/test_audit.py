"""The audit of what Grail is built from, by the real pip-audit and npm, asking a list of weaknesses kept here."""

import gzip
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from measure.running import free_ports
from tools import audit

WEAK = "msgspec"  # Said to be weak, and of the page:
WEAK_PAGE = "react"
WEAK_SUITE = "@modelcontextprotocol/conformance"


class Advisories(BaseHTTPRequestHandler):
    """Speaks as OSV does, and as npm's registry."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        asked = json.loads(gzip.decompress(raw) if self.headers["Content-Encoding"] == "gzip" else raw)
        if self.path == "/osv":
            weak = asked["package"]["name"] == WEAK
            self._answer({"vulns": [{"id": "OSV-1", "affected": [], "aliases": []}]} if weak else {})
        elif self.path == "/-/npm/v1/security/advisories/bulk":
            advisory = {"id": 1, "title": "Weak", "severity": "high", "vulnerable_versions": "*", "url": "http://a"}
            self._answer({name: [advisory] for name in (WEAK_PAGE, WEAK_SUITE) if name in asked})
        else:
            self.send_error(404)

    def do_GET(self) -> None:
        if self.path != "/PyPI/modified_id.csv":
            self.send_error(404)
            return
        raw = b"2026-05-04T10:00:00.123456Z,OSV-2\n2026-05-01T10:00:00Z,OSV-1\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _answer(self, body: Any) -> None:
        raw = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def advisories() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Advisories)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_weakness_is_found(advisories: str) -> None:
    (found,) = audit.python_findings(f"{advisories}/osv", ("requirements.txt",))
    assert found.startswith(f"{WEAK} ")
    assert found.endswith(": OSV-1")
    assert f"{WEAK_PAGE}: high" in audit.npm_findings(registry=advisories)
    assert f"{WEAK_SUITE}: high" in audit.npm_findings(audit.SUITE, advisories)


def test_a_list_that_cannot_be_reached_is_no_finding() -> None:
    nobody = f"http://127.0.0.1:{free_ports(1)[0]}"
    with pytest.raises(audit.UnreachedError):
        audit.python_findings(f"{nobody}/osv", ("requirements.txt",))
    with pytest.raises(audit.UnreachedError):
        audit.npm_findings(registry=nobody)


@pytest.mark.parametrize(("day", "said"), [(6, "2 days ago."), (20, "is it the right list?")])
def test_the_audit_says_how_old_its_list_is(
    advisories: str, day: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = f"{advisories}/PyPI/modified_id.csv"
    newest = audit.newest_entry(changes)
    assert newest.isoformat() == "2026-05-04T10:00:00.123456+00:00"
    with pytest.raises(audit.UnreachedError):
        audit.newest_entry(f"{advisories}/elsewhere")
    monkeypatch.setattr(audit, "newest_entry", lambda: newest)
    assert audit.said_age(datetime(2026, 5, day, 12, tzinfo=UTC)).endswith(said)


def test_an_audit_that_breaks_off_is_not_taken_for_a_good_one(advisories: str) -> None:
    with pytest.raises(audit.BrokenError):
        audit.python_findings(f"{advisories}/osv", ("missing.txt",))


@pytest.mark.parametrize(
    ("found", "code"), [(["a 1: OSV-1"], 1), ([], 0), (audit.UnreachedError(), 0), (audit.BrokenError("x"), 1)]
)
def test_a_finding_fails_and_an_absent_list_does_not(
    found: Any, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def look() -> list[str]:
        if isinstance(found, Exception):
            raise found
        return list(found)

    monkeypatch.setattr(audit, "python_findings", look)
    monkeypatch.setattr(audit, "npm_findings", lambda *_: [])
    monkeypatch.setattr(audit, "newest_entry", lambda: datetime.now(UTC))
    assert audit.main() == code
    said = capsys.readouterr().out
    assert ("could not be reached" in said) == isinstance(found, audit.UnreachedError)
