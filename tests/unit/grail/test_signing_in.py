"""Sign-in through the browser: what is asked for, who is answered on this machine, and how a token is renewed."""

import base64
import hashlib
import json
import stat
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest

from cloud import PROJECT
from grail import AsyncClient, Client, GrailError, NotSignedInError, UnreachableError, credentials, grants, signing_in
from grail.credentials import Account
from grail.grants import Grant
from grail.signing_in import sign_in
from grail.values import Programs
from measure.running import free_ports
from tests.support.service import TOKEN, URL, Service
from tests.unit.grail.conftest import Ring, Run

ISSUER = "https://issuer.test/pool"
PROGRAMS = Programs(issuer=ISSUER, client_id="cli", resource=URL)
OFFERED = signing_in.PORTS
Form = dict[str, str]


@dataclass
class Issuer:
    """Cognito, as far as the command line sees it. `forms` are what came to its token endpoint."""

    told: dict[str, Any] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    revoked: list[Form] = field(default_factory=list)
    refuses: int = 0
    asked: Form = field(default_factory=dict)
    access: str = TOKEN

    def transport(self, service: Service | None = None) -> httpx.MockTransport:
        own = (service or Service()).transport()
        hosts = ("issuer.test", "127.0.0.1")

        def handle(request: httpx.Request) -> httpx.Response:
            return self(request) if request.url.host in hosts else own.handle_request(request)

        return httpx.MockTransport(handle)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/.well-known/openid-configuration"):
            addresses = {
                f"{name}_endpoint": f"https://issuer.test/{name}" for name in ("authorization", "token", "revocation")
            }
            return httpx.Response(200, json={"issuer": ISSUER, **addresses, **self.told})
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        if request.url.path == "/revocation":
            self.revoked.append(form)
            return httpx.Response(200)
        assert request.url.path == "/token"
        self.forms.append(form)
        if self.refuses:
            return httpx.Response(self.refuses, json={"error": "invalid_grant"})
        if form["grant_type"] == "authorization_code":
            proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
            assert proof.rstrip(b"=").decode() == self.asked["code_challenge"]
        number = len(self.forms)
        tokens = {"access_token": self.access, "refresh_token": f"refresh {number}", "token_type": "Bearer"}
        return httpx.Response(200, json={**tokens, "expires_in": 3600})


@pytest.fixture(autouse=True)
def ports(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Free ones: other tests may run beside these."""
    made = free_ports(3)
    monkeypatch.setattr(signing_in, "PORTS", tuple(made))
    return made


def test_the_ports_are_those_that_the_stack_allows() -> None:
    template = (PROJECT / "cloud" / "stack" / "template.yaml").read_text()
    assert ",".join(f"http://127.0.0.1:{port}/" for port in OFFERED) in template


def browser(issuer: Issuer, *answers: Form, told: list[httpx.Response]) -> Callable[[str], None]:
    """A person's browser: it comes back with these fields, one after the other, from a thread of its own."""

    def show(address: str) -> None:
        issuer.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        back = issuer.asked["redirect_uri"]

        def come_back() -> None:
            with httpx.Client(trust_env=False) as http:
                for answer in answers:
                    fields = {"state": issuer.asked["state"]} | answer
                    url = back + fields.pop("path", "")
                    headers = {"Host": fields.pop("host")} if "host" in fields else {}
                    told.append(http.get(url, params=fields, headers=headers))

        threading.Thread(target=come_back).start()

    return show


def signed_in(issuer: Issuer, *answers: Form, seconds: float = 30.0, programs: Programs = PROGRAMS) -> Grant:
    show = browser(issuer, *answers, told=[])
    return sign_in(programs, URL, ["read", "ask"], show, issuer.transport(), seconds)


def test_a_person_signs_in(home: Path) -> None:
    issuer = Issuer()
    grant = signed_in(issuer, {"code": "c"})
    assert issuer.asked.items() >= {
        "response_type": "code", "client_id": "cli", "scope": "grail/read grail/ask", "code_challenge_method": "S256",
        "resource": URL,
    }.items()  # fmt: skip
    assert urlsplit(issuer.asked["redirect_uri"]).port in signing_in.PORTS
    (form,) = issuer.forms
    assert (form["code"], form["redirect_uri"], form["resource"]) == ("c", issuer.asked["redirect_uri"], URL)
    assert (grant.access_token, grant.refresh_token, grant.is_stale) == (TOKEN, "refresh 1", False)
    assert TOKEN not in repr(grant)
    assert "refresh 1" not in repr(grant)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "another", "code": "bad"},
        {"state": "", "code": "bad"},
        {"path": "callback", "code": "bad"},
        {"host": "evil.test", "code": "bad"},
        {"other": "x"},
    ],
)
def test_nobody_else_brings_a_code(wrong: Form) -> None:
    """Such a call is refused, and the sign-in goes on."""
    issuer, told = Issuer(), list[httpx.Response]()
    sign_in(PROGRAMS, URL, ["read"], browser(issuer, wrong, {"code": "c"}, told=told), issuer.transport())
    assert [form["code"] for form in issuer.forms] == ["c"]
    assert told[0].status_code == 400


def test_a_code_is_taken_once() -> None:
    answers: signing_in.Answers
    with signing_in._listening("s") as (address, answers), httpx.Client(trust_env=False) as http:
        first, second = (http.get(address, params={"code": code, "state": "s"}) for code in ("one", "two"))
        assert (first.status_code, second.status_code) == (200, 400)
        assert "You may close this page" in first.text
        assert (first.headers["cache-control"], first.headers["referrer-policy"]) == ("no-store", "no-referrer")
        assert (answers.get(timeout=5)["code"], answers.empty()) == ("one", True)


def test_a_person_may_refuse_or_take_too_long() -> None:
    with pytest.raises(NotSignedInError, match="refused: no thanks"):
        signed_in(Issuer(), {"error": "access_denied", "error_description": "no thanks"})
    with pytest.raises(GrailError, match="Nobody signed in"):
        signed_in(Issuer(), seconds=0.01)


def test_ports_that_are_taken_are_passed_over() -> None:
    with signing_in._listening("s") as (one, _), signing_in._listening("s") as (two, _):
        assert one != two
        with signing_in._listening("s"), pytest.raises(GrailError, match="use the ports"), signing_in._listening("s"):
            pass


@pytest.mark.parametrize(
    ("programs", "told", "sentence"),
    [
        (Programs(issuer=ISSUER, client_id="cli", resource="https://other.test"), {}, "for https://other.test alone"),
        (Programs(issuer="http://issuer.test/pool", client_id="cli", resource=URL), {}, "not safe"),
        (PROGRAMS, {"issuer": "https://other.test"}, "another one"),
        (PROGRAMS, {"token_endpoint": "http://issuer.test/token"}, "not safe"),
        (PROGRAMS, {"authorization_endpoint": "file:///etc/passwd"}, "not safe"),
        (PROGRAMS, {"revocation_endpoint": "http://issuer.test/r"}, "not safe"),
        (PROGRAMS, {"token_endpoint": None}, "does not say where"),
    ],
)
def test_no_other_issuer_is_asked(programs: Programs, told: dict[str, Any], sentence: str) -> None:
    issuer = Issuer(told)
    with pytest.raises(GrailError, match=sentence):
        signed_in(issuer, {"code": "c"}, programs=programs)
    assert (issuer.asked, issuer.forms) == ({}, [])


def test_a_local_issuer_may_play_another() -> None:
    assert signing_in.issuer_at("http://127.0.0.1:9/pool", Issuer().transport()).issuer == ISSUER


# What is kept


def grant(expires_at: float = 2e9, access: str = TOKEN) -> Grant:
    return Grant(
        access_token=access, refresh_token="refresh 0", expires_at=expires_at, client_id="cli", resource=URL,
        token_url="https://issuer.test/token", revoke_url="https://issuer.test/revocation",
    )  # fmt: skip


def kept(made: Grant) -> None:
    credentials.save(Account(URL, msgspec.json.encode(made).decode()))


@pytest.fixture
def own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAIL_TOKEN")


@pytest.mark.usefixtures("own")
def test_a_token_is_renewed_before_its_end(ring: Ring) -> None:
    issuer = Issuer()
    kept(grant(access="old", expires_at=0))
    credentials.save(Account("https://other.test", "grail_other"))
    with Client(URL, transport=issuer.transport()) as client:
        assert list(client.documents()) == list(client.documents()) == []
    (form,) = issuer.forms
    assert form == {
        "grant_type": "refresh_token", "refresh_token": "refresh 0", "client_id": "cli", "resource": URL
    }  # fmt: skip
    assert json.loads(ring.kept["grail", URL])["refresh_token"] == "refresh 1"
    assert credentials.find().url == "https://other.test", "To renew a token chooses no Grail."


@pytest.mark.usefixtures("own")
def test_one_of_two_programs_renews_the_token() -> None:
    """A refresh token may be good once: what the other one has got is used."""
    kept(grant(access="old", expires_at=0))
    issuer = Issuer()
    with Client(URL, transport=issuer.transport()) as client:
        kept(grant())
        assert list(client.documents()) == []
    assert issuer.forms == []


@pytest.mark.usefixtures("own")
def test_a_sign_in_that_is_over_is_told() -> None:
    kept(grant(expires_at=0))
    with (
        Client(URL, transport=Issuer(refuses=400).transport()) as client,
        pytest.raises(NotSignedInError, match="grail login"),
    ):
        list(client.documents())
    with Client(URL, transport=Issuer(refuses=503).transport()) as client, pytest.raises(UnreachableError):
        list(client.documents())


async def renewed_by_asyncio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grants, "renewed", lambda before, _: grant())
    async with AsyncClient(URL, transport=Service().transport()) as client:
        assert [document async for document in client.documents()] == []


@pytest.mark.usefixtures("own")
def test_the_asynchronous_client_renews_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    kept(grant(access="old", expires_at=0))
    asyncio.run(renewed_by_asyncio(monkeypatch))


def test_no_grant_is_made_of_what_is_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that holds a grant would have its refresh token sent to an address of its own."""
    monkeypatch.setenv("GRAIL_TOKEN", msgspec.json.encode(grant(expires_at=0)).decode())
    issuer = Issuer()
    with Client(URL, transport=issuer.transport()) as client, pytest.raises(NotSignedInError):
        list(client.documents())
    assert issuer.forms == []


# The commands


@pytest.fixture
def at_browser(service: Service, monkeypatch: pytest.MonkeyPatch) -> Issuer:
    """A service with sign-in in the browser, and a person who does it."""
    issuer = Issuer()
    service.programs = {"issuer": ISSUER, "client_id": "cli", "resource": URL}
    made = issuer.transport(service)
    monkeypatch.setattr(service, "transport", lambda: made)
    monkeypatch.setattr("webbrowser.open", lambda address: browser(issuer, {"code": "c"}, told=[])(address) or True)
    return issuer


@pytest.mark.usefixtures("own")
def test_login_in_the_browser_is_kept_and_ended(
    grail: Run, at_browser: Issuer, ring: Ring, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grail.commands.signing.is_terminal", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: URL)
    code, _, told = grail("login")
    assert (code, f"Signed in at {URL}" in told) == (0, True)
    assert at_browser.asked["scope"] == "grail/read grail/ask grail/write"
    assert json.loads(ring.kept["grail", URL])["refresh_token"] == "refresh 1"
    file = home / "config" / "grail" / "credentials.json"
    assert ("refresh 1" in file.read_text(), stat.S_IMODE(file.stat().st_mode)) == (False, 0o600)
    assert grail("list")[0] == 0
    assert grail("logout")[0] == 0
    assert (at_browser.revoked, ring.kept) == ([{"token": "refresh 1", "client_id": "cli"}], {})


@pytest.mark.usefixtures("own")
def test_without_a_browser_the_address_is_printed(
    grail: Run, at_browser: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def note(text: str) -> None:
        shown.append(text)
        if "https://issuer.test/authorization?" in text:
            browser(at_browser, {"code": "c"}, told=[])(text.split("\n\n")[1])

    monkeypatch.setattr("grail.commands.signing.note", note)
    assert grail("--url", URL, "login", "--no-browser", "--scope", "read")[0] == 0
    assert at_browser.asked["scope"] == "grail/read"
    assert any(text.startswith("Sign in at this address") for text in shown)


@pytest.mark.usefixtures("own")
def test_a_grail_without_that_sign_in_names_its_page(
    grail: Run, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert grail("--url", URL, "login", "--no-browser")[0] == 1
    monkeypatch.setattr("grail.commands.signing.is_terminal", lambda: True)
    monkeypatch.setattr("click.prompt", lambda text, **_: TOKEN if text == "Token" else URL)
    code, _, told = grail("login")
    assert (code, "Make a token at https://grail.test: your account" in told) == (0, True)
