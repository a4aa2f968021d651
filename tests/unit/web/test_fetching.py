"""What a page's answer says, and what is asked the next time."""

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from chalicelib.adapters.web.addresses import join, parse
from chalicelib.adapters.web.fetching import MOST_WAIT_SECONDS, Fetcher, Page, Validators, refusal
from chalicelib.adapters.web.networks import Networks
from chalicelib.errors import FetchError
from tests.support.raw_server import Line, RawServer, page, sends

HOSTS = {"public.example": [["93.184.216.34"]], "www.public.example": [["93.184.216.35"]]}


def fetched(*answers: bytes, validators: Validators | None = None) -> tuple[Page, RawServer]:
    left = list(answers)
    with RawServer(lambda head, connection: sends(left.pop(0))(head, connection)).running() as server:
        line = Line(server.port, HOSTS)
        return Fetcher(Networks(resolver=line.resolve), connect=line.connect).fetch(
            "http://public.example/a", validators
        ), server


RAW = zlib.compressobj(wbits=-15)
WORDS = b"The keeper of the lighthouse writes down every ship. " * 3000


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("identity", WORDS),
        ("gzip", gzip.compress(WORDS)),
        ("x-gzip", gzip.compress(WORDS)),
        ("deflate", zlib.compress(WORDS)),
        ("deflate", RAW.compress(WORDS) + RAW.flush()),
    ],
)
def test_a_page_is_unpacked(encoding: str, body: bytes) -> None:
    made, _ = fetched(page(body, f"Content-Encoding: {encoding}", "Content-Type: Text/HTML; charset=ISO-8859-1"))
    assert made.body == WORDS
    assert (made.content_type, made.charset) == ("text/html", "iso-8859-1")


def test_chunks_are_joined() -> None:
    body = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nThe k\r\n5\r\neeper\r\n0\r\n\r\n"
    assert fetched(body)[0].body == b"The keeper"


def test_an_empty_page_has_an_empty_body() -> None:
    assert fetched(page(b"", "Content-Encoding: gzip"))[0].body == b""


def test_an_unchanged_page_has_no_body() -> None:
    first, _ = fetched(page(b"words", 'ETag: W/"7"', "Last-Modified: Mon, 30 Nov 2026 10:00:00 GMT"))
    second, server = fetched(page(b"", 'ETag: W/"7"', status="304 Not Modified"), validators=first.validators)
    assert second.body is None
    assert b'If-None-Match: W/"7"\r\n' in server.requests[0]
    assert b"If-Modified-Since: Mon, 30 Nov 2026 10:00:00 GMT\r\n" in server.requests[0]


def test_a_redirect_is_followed_with_its_own_host() -> None:
    moved = page(b"", "Location: //www.public.example/b%20c?x=1#part", status="301 Moved")
    made, server = fetched(moved, page(b"words"))
    assert str(made.address) == "http://www.public.example/b%20c?x=1"
    assert b"GET /b%20c?x=1 HTTP/1.1\r\nHost: www.public.example\r\n" in server.requests[1]


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [(404, "not_found", False), (410, "gone", False), (401, "refused", False), (403, "refused", False),
     (429, "busy", True), (503, "busy", True), (500, "bad_answer", True), (400, "bad_answer", False)],
)  # fmt: skip
def test_a_status_says_why_there_is_no_page(status: int, code: str, retryable: bool) -> None:
    with pytest.raises(FetchError) as caught:
        fetched(page(b"", status=f"{status} X"))
    assert (caught.value.code, caught.value.retryable) == (code, retryable)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120), ("0", 1), (None, 60), ("soon", 60), ("9" * 9, MOST_WAIT_SECONDS), ("-5", 60), ("9" * 50, 60)],
)
def test_a_busy_server_says_how_long_to_wait(text: str | None, seconds: int) -> None:
    assert refusal("public.example", 429, text).wait_seconds == seconds


def test_a_busy_server_may_name_a_moment() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3500 < (refusal("public.example", 503, at).wait_seconds or 0) <= 3600


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("HTTPS://Public.Example:443", "https://public.example/"),
        ("http://public.example/a b", None),
        (
            "http://bücher.example/straße?q=ä&x=%C3%A4#part",
            "http://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4&x=%C3%A4",
        ),
        ("http://public.example/100%", "http://public.example/100%25"),
        ("http://93.184.216.34/", "http://93.184.216.34/"),
        ("http://[2606:2800:0220:1::5]/", "http://[2606:2800:220:1::5]/"),
    ],
)
def test_an_address_is_written_in_one_way(text: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(FetchError):
            parse(text)
        return
    assert str(parse(text)) == written
    assert str(parse(written)) == written


def test_a_link_is_joined_with_its_page() -> None:
    base = parse("http://public.example/docs/a.html?x=1")
    assert str(join(base, " b.html#top ")) == "http://public.example/docs/b.html"
    assert str(join(base, "?y=2")) == "http://public.example/docs/a.html?y=2"
    assert str(join(base, "/")) == "http://public.example/"
