"""`grail add URL`: what is fetched, by what name it is kept, and what is not fetched at all."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from grail.commands.main import run
from grail.errors import GrailError
from grail.web import Fetched, Limits, fetch
from tests.support.service import TOKEN, Service

ENDINGS = ["", "html", "htm", "md", "pdf", "txt", "py"]
PAGE = b"<p>The office opens at nine."


@dataclass
class Site:
    """Answers by address; `asked` are the addresses that were asked for."""

    answers: dict[str, httpx.Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert not {"authorization", "cookie"} & set(request.headers)
        self.asked.append(str(request.url))
        return self.answers[str(request.url)]


def page(content: bytes = PAGE, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, headers={"content-type": "text/html"} | named, content=content)


def fetched(url: str, folder: Path, answer: httpx.Response, most_bytes: int = 1000, seconds: float = 60.0) -> Fetched:
    site = Site({url: answer})
    return fetch(url, folder, Limits(most_bytes, ENDINGS, seconds), httpx.MockTransport(site))


@pytest.mark.parametrize(
    ("url", "content_type", "disposition", "name"),
    [
        ("https://example.org/hours", "text/html; charset=utf-8", "", "hours.html"),
        ("https://example.org/", "text/html", "", "example.org.html"),
        ("https://example.org", "text/html", "", "example.org.html"),
        ("https://example.org/a/report.pdf?x=1", "application/pdf", "", "report.pdf"),
        ("https://example.org/report.PDF", "application/octet-stream", "", "report.PDF"),
        ("https://example.org/report.pdf", "text/html", "", "report.html"),
        ("https://example.org/index.htm", "text/html", "", "index.htm"),
        ("https://example.org/download", "application/pdf", "", "download.pdf"),
        ("https://example.org/read.md", "text/plain", "", "read.md"),
        ("https://example.org/LICENSE", "text/plain", "", "LICENSE.txt"),
        ("https://example.org/notes", "text/markdown", "", "notes.md"),
        ("https://example.org/d?id=1", "application/pdf", 'attachment; filename="The law.pdf"', "The law.pdf"),
        ("https://example.org/d", "application/pdf", "attachment; filename*=UTF-8''Lu%E1%BA%ADt.pdf", "Luật.pdf"),
        ("https://example.org/d", "application/pdf", 'attachment; filename="../../.bashrc"', "bashrc.pdf"),
        ("https://example.org/d", "application/pdf", 'attachment; filename="C:\\\\x\\\\a.pdf"', "a.pdf"),
        ("https://example.org/..%2f..%2fetc%2fpasswd", "text/plain", "", "etc-passwd.txt"),
        ("https://example.org/a%0Ab%1b.txt", "text/plain", "", "a-b-.txt"),
        ("https://example.org/" + "a" * 300 + ".txt", "text/plain", "", "a" * 150 + ".txt"),
    ],
)
def test_a_file_is_named_as_what_it_is(
    tmp_path: Path, url: str, content_type: str, disposition: str, name: str
) -> None:
    found = fetched(url, tmp_path, page(content_type=content_type, content_disposition=disposition))
    assert (found.file, found.url, found.content_type) == (tmp_path / name, url, content_type.split(";")[0])
    assert found.file.read_bytes() == PAGE


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (page(content_type="image/x-unknown"), "a type that Grail cannot read: image/x-unknown"),
        (httpx.Response(200, content=b"?"), "a type that Grail cannot read: none"),
        (page(b""), "an empty file"),
        (page(b"a" * 1001), "too large"),
        (page(gzip.compress(b"a" * 100_000), content_encoding="gzip"), "too large"),
        (page(content_encoding="br"), "packed in a way"),
        (httpx.Response(404, text="no"), "status 404"),
        (httpx.Response(500, text="no"), "status 500"),
    ],
)
def test_what_cannot_be_added_is_told(tmp_path: Path, answer: httpx.Response, sentence: str) -> None:
    with pytest.raises(GrailError, match=sentence):
        fetched("https://example.org/x", tmp_path, answer)


def test_a_packed_page_is_unpacked(tmp_path: Path) -> None:
    answer = page(gzip.compress(PAGE), content_encoding="gzip")
    assert fetched("https://example.org/x", tmp_path, answer).file.read_bytes() == PAGE


@pytest.mark.parametrize(("charset", "kept"), [("windows-1258", "utf-8-sig"), ("no-such", "windows-1258")])
def test_the_encoding_that_a_server_tells_is_kept(tmp_path: Path, charset: str, kept: str) -> None:
    answer = page("Đà".encode("windows-1258"), content_type=f"text/html; charset={charset}")
    assert fetched("https://example.org/x", tmp_path, answer).file.read_bytes() == "Đà".encode(kept)


def test_a_file_that_does_not_end_is_left(tmp_path: Path) -> None:
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"a"

    answer = httpx.Response(200, headers={"content-type": "text/html"}, content=endless())
    with pytest.raises(GrailError, match="too large"):
        fetched("https://example.org/x", tmp_path, answer, most_bytes=50)
    assert len(read) == 51
    answer = httpx.Response(200, headers={"content-type": "text/html"}, content=endless())
    with pytest.raises(GrailError, match="too slowly"):
        fetched("https://example.org/y", tmp_path, answer, seconds=0.0)


def moved(to: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": to})


def test_redirects_are_followed_and_told(tmp_path: Path) -> None:
    site = Site({"http://example.org/a": moved("https://www.example.org/b"), "https://www.example.org/b": moved("/c/d"),
                 "https://www.example.org/c/d": page()})  # fmt: skip
    found = fetch("http://example.org/a", tmp_path, Limits(1000, ENDINGS), httpx.MockTransport(site))
    assert (found.url, found.file.name) == ("https://www.example.org/c/d", "d.html")


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("file:///etc/passwd", "no address of a page"),
        ("ftp://example.org/a", "no address of a page"),
        ("http://example.org/b", "from https to http"),
        ("https://name:" + "password@example.org/b", "holds a name or a password"),
        ("https://[", "no address of a page"),
        ("https://example.org/a", "leads on and on: more than 5"),
    ],
)
def test_redirects_lead_nowhere_else(tmp_path: Path, to: str, sentence: str) -> None:
    site = Site({"https://example.org/a": moved(to)})
    with pytest.raises(GrailError, match=sentence):
        fetch("https://example.org/a", tmp_path, Limits(1000, ENDINGS), httpx.MockTransport(site))
    assert len(site.asked) == (6 if to.endswith("/a") and to.startswith("https") else 1)


@pytest.mark.parametrize("url", ["https://", "http://:80/", "https://me@example.org/", "https://example.org:0/"])
def test_an_address_that_is_none_is_not_asked(tmp_path: Path, url: str) -> None:
    with pytest.raises(GrailError):
        fetch(url, tmp_path, Limits(1000, ENDINGS), httpx.MockTransport(Site()))


@pytest.fixture
def grail(service: Service, home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """The command on a service and a site."""
    own = service.transport()

    def made(site: Site, *arguments: str) -> tuple[int, str, str]:
        def handle(request: httpx.Request) -> httpx.Response:
            return site(request) if request.url.host == "example.org" else own.handle_request(request)

        code = run(arguments, httpx.MockTransport(handle))
        told = capsys.readouterr()
        assert TOKEN not in told.out + told.err
        return code, told.out, told.err

    return made


def test_a_page_is_added_beside_a_file(grail: Callable[..., Any], service: Service, home: Path) -> None:
    (home / "a.txt").write_text("a")
    site = Site({"https://example.org/read": page(content_type="text/plain")})
    code, out, told = grail(site, "add", "https://example.org/read", str(home / "a.txt"), "--tag", "law")
    assert (code, "a.txt  ready" in out, "read.txt  ready" in out) == (0, True, True)
    assert f"Read https://example.org/read (text/plain, {len(PAGE)} bytes) as read.txt." in told
    assert [stored.document.tags for stored in service.documents.values()] == [("law",)] * 2


def test_two_pages_of_one_name_are_two_documents(grail: Callable[..., Any], service: Service) -> None:
    site = Site({f"https://example.org/{one}/read.txt": page() for one in "ab"})
    site.answers = {url: page(content_type="text/plain") for url in site.answers}
    assert grail(site, "add", *site.answers)[0] == 0
    assert [stored.document.filename for stored in service.documents.values()] == ["read.txt"] * 2


def test_a_page_that_fails_is_told_and_the_next_added(grail: Callable[..., Any], service: Service) -> None:
    site = Site(
        {"https://example.org/a": httpx.Response(404), "https://example.org/b.txt": page(content_type="text/plain")}
    )
    code, out, told = grail(site, "add", *site.answers)
    assert (code, "b.txt  ready" in out) == (1, True)
    assert "https://example.org/a: example.org answered with status 404." in told
